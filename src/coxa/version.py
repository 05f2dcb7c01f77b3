"""The version of Coxa: one place, readable without installing anything."""

__version__ = "0.1.0"
