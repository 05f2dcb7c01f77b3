"""The web application: pages in a real browser, modules under Node, views."""
