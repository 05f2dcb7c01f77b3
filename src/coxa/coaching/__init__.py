"""The live coach: a sample in, a new state and what happened out."""
