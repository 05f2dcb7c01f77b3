"""Commands of `coxa`, one module each; `coxa_lab.cli` puts them together."""
