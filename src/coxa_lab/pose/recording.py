"""Runs a pose model over a video and collects what it saw."""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from coxa.records.landmarks import COLUMNS, LANDMARKS, POINT_DECIMALS, LandmarkRecording
from coxa_lab.pose.protocol import PoseModel, PoseSample
from coxa_lab.video import Video, VideoImage
from coxa_lab.video.ahead import read_ahead

_IMAGES_AHEAD: Final = 4
_SCALED_COLUMNS: Final = 3  # x, y, z are pixels
_UNSEEN: Final = array("d", [math.nan]) * (len(LANDMARKS) * len(COLUMNS))


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
) -> LandmarkRecording:
    """Landmarks of every image of a video.

    Memory grows with the landmarks (about 1.3 kB an image), never with the images.

    Parameters
    ----------
    video, model, labels :
        What is read, by what, and what the record says of it. `labels.mirrored` comes before what
        the file says.
    progress :
        Called after every image with its time stamp in seconds (`video.duration_s` is the end).

    Raises
    ------
    RefusedError
        ``corrupt_images``: most images could not be decoded.
    """
    images = _Images(video)
    collected = _Collected()
    for sample in model.samples(images):
        collected.add(sample, images.reduction)
        if progress is not None:
            progress(sample.t_s)
    mirrored = labels.mirrored if labels.mirrored is not None else video.mirrored
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
    )


class _Images:
    """The images of a video, decoded a few ahead; remembers how much they were reduced."""

    def __init__(self, video: Video) -> None:
        self._video = video
        self.reduction = 1.0

    def __iter__(self) -> Iterator[VideoImage]:
        for image in read_ahead(self._video.images(), _IMAGES_AHEAD):
            self.reduction = image.reduction
            yield image


@dataclass(frozen=True, slots=True)
class _Collected:
    """The growing columns of a landmark recording."""

    t_s: array[float] = field(default_factory=lambda: array("d"))
    points: array[float] = field(default_factory=lambda: array("d"))
    person: array[float] = field(default_factory=lambda: array("d"))
    people: array[int] = field(default_factory=lambda: array("i"))
    luminance: array[float] = field(default_factory=lambda: array("d"))

    def add(self, sample: PoseSample, reduction: float) -> None:
        """Append one sample, its positions in pixels of the recording."""
        self.t_s.append(sample.t_s)
        self.person.append(round(sample.person, 3))
        self.people.append(sample.people)
        self.luminance.append(round(sample.luminance, 3))
        if sample.points is None:
            self.points.extend(_UNSEEN)
            return
        points = sample.points.astype(np.float64)
        points[:, :_SCALED_COLUMNS] *= reduction
        for column, decimals in enumerate(POINT_DECIMALS):
            points[:, column] = points[:, column].round(decimals)
        self.points.frombytes(points.tobytes())
