"""Tests of the laboratory around the core."""
