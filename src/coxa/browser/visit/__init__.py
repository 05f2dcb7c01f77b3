"""One visit to the coach page: which screen follows which answer, and what is to be kept.

The page shows a screen, hands in what the person answered or pressed, and gets the next screen with
the records that came out. Everything is a value: no clock, no chance, no memory beside the state.
What the screens look like is the page's business (``docs/protocols/worker.md``).
"""
