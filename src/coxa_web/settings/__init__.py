"""Settings: `base` for every mode, one module a mode above it."""
