"""Videos in: upright images with their true time stamps."""

from coxa_lab.video.reader import Video, VideoImage, open_video

__all__ = ["Video", "VideoImage", "open_video"]
