"""Landmarks from images: the pose model and what any other pose model must offer."""
