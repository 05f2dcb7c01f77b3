"""Tests of the clinical core."""
