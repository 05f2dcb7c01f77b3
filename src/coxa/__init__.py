"""The clinical core of Coxa. This package imports nothing by itself."""
