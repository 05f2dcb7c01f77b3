"""Tests of Coxa, one folder a room; `house` holds what is true of the repository as a whole."""
