"""The coach's pages: shells without anything of the person, and the files they need."""
