"""The web application: pages, the coach's browser modules, what takes a device's records."""
