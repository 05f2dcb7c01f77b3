"""The recording that comes along: a rendered person (CC0), with the true angles beside it."""
