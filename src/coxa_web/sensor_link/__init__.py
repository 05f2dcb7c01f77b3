"""A phone on the shank feeds the coach on another device: pages, and the relay between them.

What is said on the way: ``docs/protocols/sensor_link.md``. Samples are passed on and not kept.
"""
