"""Reports: the page, the terminal, the drawings. What they say comes from `coxa.messages.facts`."""
