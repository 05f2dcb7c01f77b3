"""Runs a pose model over a video and collects what it saw."""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from coxa.records.landmarks import (
    COLUMNS,
    LANDMARKS,
    OUTLINE_DECIMALS,
    OUTLINE_PER_IMAGE,
    POINT_DECIMALS,
    LandmarkRecording,
)
from coxa_lab.pose.protocol import PoseModel, PoseSample
from coxa_lab.video import Video, VideoImage
from coxa_lab.video.ahead import read_ahead

_IMAGES_AHEAD: Final = 4
_SLOT_TOLERANCE: Final = 1e-6
_SCALED_COLUMNS: Final = 3  # x, y, z are pixels
_UNSEEN: Final = np.full((len(LANDMARKS), len(COLUMNS)), np.nan)
_NO_OUTLINE: Final = array("d", [math.nan]) * OUTLINE_PER_IMAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingLabels:
    """What the caller knows of a recording: goes into the record as it is."""

    id: str
    subject: str
    recorded_at: str
    coxa_version: str
    tables_version: str
    mirrored: bool | None = None


def recording_from_video(
    video: Video,
    model: PoseModel,
    labels: RecordingLabels,
    progress: Callable[[float], None] | None = None,
    max_rate_hz: float | None = None,
) -> LandmarkRecording:
    """Landmarks of every image of a video.

    Memory grows with the landmarks (about 2.1 kB an image), never with the images.

    Parameters
    ----------
    video, model, labels :
        What is read, by what, and what the record says of it. `labels.mirrored` comes before what
        the file says.
    progress :
        Called after every image with its time stamp in seconds (`video.duration_s` is the end).
    max_rate_hz :
        Of images that come faster, only so many a second are looked at; None looks at all.

    Raises
    ------
    RefusedError
        ``corrupt_images``: most images could not be decoded.
    """
    mirrored = labels.mirrored if labels.mirrored is not None else video.mirrored
    images = _Images(video, max_rate_hz, is_mirrored=bool(mirrored))
    collected = _Collected()
    for sample in model.samples(images):
        collected.add(sample, images.reduction)
        if progress is not None:
            progress(sample.t_s)
    return LandmarkRecording(
        id=labels.id,
        subject=labels.subject,
        recorded_at=labels.recorded_at,
        coxa_version=labels.coxa_version,
        tables_version=labels.tables_version,
        recording_sha256=video.sha256,
        image_width_px=video.width_px,
        image_height_px=video.height_px,
        pose=model.method,
        mirrored=mirrored,
        t_s=collected.t_s,
        points=collected.points,
        person=collected.person,
        people=collected.people,
        luminance=collected.luminance,
        outline=collected.whole_outline(),
    )


class _Images:
    """The images of a video, decoded a few ahead; remembers how much they were reduced."""

    def __init__(self, video: Video, max_rate_hz: float | None, *, is_mirrored: bool) -> None:
        self._video = video
        self._max_rate_hz = max_rate_hz
        self._is_mirrored = is_mirrored
        self.reduction = 1.0

    def __iter__(self) -> Iterator[VideoImage]:
        images = self._chosen(self._video.images(is_mirrored=self._is_mirrored))
        for image in read_ahead(images, _IMAGES_AHEAD):
            self.reduction = image.reduction
            yield image

    def _chosen(self, images: Iterator[VideoImage]) -> Iterator[VideoImage]:
        """The first image of every slot of time; slots are 1 / max_rate_hz long."""
        slot = -1
        for image in images:
            own = slot + 1
            if self._max_rate_hz is not None:
                own = math.floor(image.t_s * self._max_rate_hz + _SLOT_TOLERANCE)
            if own > slot:
                slot = own
                yield image


@dataclass(frozen=True, slots=True)
class _Collected:
    """The growing columns of a landmark recording."""

    t_s: array[float] = field(default_factory=lambda: array("d"))
    points: array[float] = field(default_factory=lambda: array("d"))
    person: array[float] = field(default_factory=lambda: array("d"))
    people: array[int] = field(default_factory=lambda: array("i"))
    luminance: array[float] = field(default_factory=lambda: array("d"))
    outline: array[float] = field(default_factory=lambda: array("d"))
    outlined: array[int] = field(default_factory=lambda: array("i"))

    def add(self, sample: PoseSample, reduction: float) -> None:
        """Append one sample, its positions in pixels of the recording."""
        self.t_s.append(sample.t_s)
        self.person.append(round(sample.person, 3))
        self.people.append(sample.people)
        self.luminance.append(round(sample.luminance, 3))
        self.points.frombytes(_rounded_points(sample, reduction).tobytes())
        if sample.outline_px is None:
            self.outline.extend(_NO_OUTLINE)
        else:
            scaled_px = (sample.outline_px * reduction).round(OUTLINE_DECIMALS) + 0.0
            self.outline.frombytes(scaled_px.tobytes())
            self.outlined.append(len(self.t_s))

    def whole_outline(self) -> array[float]:
        """The outline of all images; empty if the model gave none at all."""
        return self.outline if self.outlined else array("d")


def _rounded_points(sample: PoseSample, reduction: float) -> NDArray[np.float64]:
    """Points (33, 5) in pixels of the recording as they are kept; NaN where nobody was seen."""
    if sample.points is None:
        return _UNSEEN
    points = sample.points.astype(np.float64)
    points[:, :_SCALED_COLUMNS] *= reduction
    for column, decimals in enumerate(POINT_DECIMALS):
        points[:, column] = points[:, column].round(decimals)
    return points + 0.0  # minus zero becomes plain zero
