"""Recordings from files: what a file is, is found in its content, never in its name."""
