"""Small videos made for the tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, cast

import av
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import OutputContainer
    from av.video.stream import VideoStream

WIDTH_PX, HEIGHT_PX = 64, 48
RED = (250, 0, 0)


def corner_image(width_px: int = WIDTH_PX, height_px: int = HEIGHT_PX) -> NDArray[np.uint8]:
    """A black image whose upper left quarter is red."""
    image = np.zeros((height_px, width_px, 3), np.uint8)
    image[: height_px // 2, : width_px // 2] = RED
    return image


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How a test video is made."""

    codec: str = "libx264"
    pixels: str = "yuv420p"
    width_px: int = WIDTH_PX
    height_px: int = HEIGHT_PX
    images: int = 12
    rate_hz: int = 10
    turned_deg: int | None = None
    is_flipped: bool = False
    stamps_ms: Sequence[int] | None = None
    tags: tuple[tuple[str, str], ...] = ()
    has_sound: bool = False
    pixel_aspect: Fraction | None = None
    options: tuple[tuple[str, str], ...] = ()


def make_video(path: Path, recipe: Recipe | None = None) -> Path:
    """Write a video of the corner image; `turned_deg` counter-clockwise goes into its metadata."""
    recipe = recipe or Recipe()
    with av.open(str(path), "w") as container:
        container.metadata.update(dict(recipe.tags))
        stream = cast("VideoStream", container.add_stream(recipe.codec, rate=recipe.rate_hz))
        stream.width, stream.height = recipe.width_px, recipe.height_px
        stream.pix_fmt = recipe.pixels
        stream.options = dict(recipe.options)
        stream.time_base = Fraction(1, 1000)
        stream.codec_context.time_base = Fraction(1, 1000)
        if recipe.pixel_aspect is not None:
            stream.codec_context.sample_aspect_ratio = recipe.pixel_aspect
        if recipe.turned_deg is not None:
            stream.set_display_rotation(recipe.turned_deg, recipe.is_flipped)
        sound = _add_sound(container) if recipe.has_sound else None
        image = corner_image(recipe.width_px, recipe.height_px)
        for number in range(recipe.images):
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            frame.pts = _stamp_ms(recipe, number)
            frame.time_base = Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
        if sound is not None:
            _add_silence(container, sound)
    return path


def make_sound(path: Path) -> Path:
    """Write a file with sound only."""
    with av.open(str(path), "w") as container:
        _add_silence(container, _add_sound(container))
    return path


def _add_sound(container: OutputContainer) -> AudioStream:
    return container.add_stream("aac", rate=8000)


def _stamp_ms(recipe: Recipe, number: int) -> int:
    if recipe.stamps_ms is not None:
        return recipe.stamps_ms[number]
    return number * 1000 // recipe.rate_hz


def _add_silence(container: OutputContainer, stream: AudioStream) -> None:
    samples = np.zeros((1, 1024), np.float32)
    for number in range(10):
        frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout="mono")
        frame.sample_rate = 8000
        frame.pts = number * 1024
        container.mux(stream.encode(frame))
    container.mux(stream.encode())
