"""Trials -> ranges of motion with their errors; sides, norms, change. Degrees from here up."""
