"""The laboratory around the core: adapters with dependencies, and the `coxa` command."""
