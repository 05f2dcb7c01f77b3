"""The pages of home mode."""
