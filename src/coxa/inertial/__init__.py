"""Inertial sensor samples: rest, tilt, and the rotation of a shank a phone is strapped to."""
