"""True of the repository as a whole: what the core may import, what is shipped, what is not."""
