"""Home mode's use cases: one person's records in, what a page or the coach is told out."""
