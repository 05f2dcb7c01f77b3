"""Images with a person in them, and pose samples, for the tests of the pose model."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image

from coxa.records.landmarks import LANDMARKS, PoseMethod
from coxa_lab.pose.crop import ImageArray
from coxa_lab.pose.protocol import PoseSample
from coxa_lab.video import VideoImage

GOLDEN: Final = Path(__file__).parents[1] / "golden" / "pose"
SEATED: Final[dict[str, Any]] = json.loads((GOLDEN / "seated.json").read_text(encoding="utf-8"))


def seated_image() -> ImageArray:
    """A seated person, rendered: (480, 360, 4)."""
    image = Image.open(GOLDEN / SEATED["image"]).convert("RGBA")
    return np.ascontiguousarray(np.asarray(image))


def empty_image() -> ImageArray:
    """The wall beside that person, as large as the image of it."""
    wall = seated_image()[:, :60]
    return np.ascontiguousarray(np.concatenate([wall, wall[:, ::-1]] * 3, axis=1))


def images_of(
    pictures: Sequence[ImageArray], interval_s: float = 0.05, reduction: float = 1.0
) -> Iterator[VideoImage]:
    """Pictures as the images of a video."""
    for number, picture in enumerate(pictures):
        yield VideoImage(number * interval_s, picture, reduction)


class StubPose:
    """A pose model that sees the same person everywhere, at the image's mean brightness."""

    method = PoseMethod(name="stub", version="1", model="none")

    def samples(self, images: Iterable[VideoImage]) -> Iterator[PoseSample]:
        """One sample for every image; nobody in dark ones."""
        for image in images:
            brightness = float(image.rgb.mean()) / 255.0
            points = np.full((len(LANDMARKS), 5), 10.123456, np.float32)
            points[:, 3:] = 0.98765
            seen = brightness > 0.01
            yield PoseSample(
                image.t_s, points if seen else None, 0.9 if seen else 0.0, 1, brightness
            )
