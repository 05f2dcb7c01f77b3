"""Commands that the web adds to `coxa`, found by their entry points."""
