"""The use cases, shared by command line, cohort and web: each takes plain values and gives records.

Nothing is printed here and nothing is written: who calls decides where results go.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np

from coxa.assessment.finish import FinishOptions, finish
from coxa.assessment.series import RotationSeries
from coxa.errors import RefusedError
from coxa.records.assessment import (
    DIRECTIONS,
    SIDES,
    Assessment,
    Direction,
    Repetition,
    Side,
    SideSource,
)
from coxa.records.landmarks import LANDMARKS, LandmarkRecording, ReadingNotice
from coxa.tables.load import TABLES_VERSION
from coxa.version import __version__
from coxa_lab.errors import InputError
from coxa_lab.pose.blazepose import BlazePose, BlazePoseParams, Passes
from coxa_lab.pose.networks import ModelName
from coxa_lab.pose.protocol import PoseModel
from coxa_lab.pose.recording import RecordingLabels, recording_from_video
from coxa_lab.recordings.landmark_file import read_landmarks
from coxa_lab.recordings.sniff import sniff
from coxa_lab.report.pictures import EndRange, EndRangePicture, Landmark, end_range_picture
from coxa_lab.video import Video, open_video

Progress = Callable[[float, float | None], None]
"""Called with the seconds of the recording done, and its length where the file announces it."""

ANONYMOUS: Final = "anonymous"
IMAGES_PER_SECOND: Final = 15.0
"""Images looked at in a second, at most: a hold of one second is then seen fifteen times, and what
is measured is smoothed over more than two of them anyway. ``--thorough`` looks at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessRequest:
    """What to measure, and what only the caller knows about it.

    Attributes
    ----------
    recording :
        A video, or a landmark file.
    side :
        Leg to measure; None for both.
    mirrored :
        Whether the recording is a mirror image; None if nobody says.
    with_pictures :
        Whether to cut out end-range pictures (from a video only).
    """

    recording: Path
    subject: str = ANONYMOUS
    side: Side | None = None
    mirrored: bool | None = None
    model: ModelName = "full"
    is_thorough: bool = False
    with_pictures: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessOutcome:
    """The record, what it was made from, and what a report shows beside it."""

    assessment: Assessment
    series: RotationSeries
    landmarks: LandmarkRecording
    pictures: tuple[EndRangePicture, ...] = ()


@dataclass(frozen=True, slots=True)
class _Source:
    """Landmarks ready to be measured, and whether somebody still has to turn them round."""

    landmarks: LandmarkRecording
    flip: bool
    side_source: SideSource | None


def assess(
    request: AssessRequest,
    progress: Progress | None = None,
    keep: Callable[[LandmarkRecording], None] | None = None,
) -> AssessOutcome:
    """Measure one recording.

    Parameters
    ----------
    request :
        What to measure.
    progress :
        Told how far the pose model is.
    keep :
        Given the landmarks before they are measured, so that they are kept also when they are
        refused.

    Raises
    ------
    InputError
        The path cannot be read.
    RefusedError
        The content gives no honest number.
    """
    source = landmarks_of(request, progress)
    if keep is not None:
        keep(source.landmarks)
    finished = finish(
        source.landmarks,
        FinishOptions(
            id=str(uuid.uuid4()),
            side=request.side,
            flip=source.flip,
            side_source=source.side_source,
        ),
    )
    pictures: tuple[EndRangePicture, ...] = ()
    if request.with_pictures and sniff(request.recording).kind != "record":
        pictures = tuple(end_range_pictures(request, source.landmarks, finished.assessment))
    return AssessOutcome(
        assessment=finished.assessment,
        series=finished.series,
        landmarks=source.landmarks,
        pictures=pictures,
    )


def landmarks_of(request: AssessRequest, progress: Progress | None = None) -> _Source:
    """Landmarks of a recording: read if they are there already, else seen by the pose model."""
    found = sniff(request.recording)
    if found.kind == "empty":
        raise RefusedError("empty_file", name=request.recording.name)
    if found.kind == "json":
        raise RefusedError("not_a_video", name=request.recording.name)
    if found.kind == "record":
        return _from_file(request)
    passes: Passes = "thorough" if request.is_thorough else "alternate"
    model = BlazePose(BlazePoseParams(model=request.model, passes=passes))
    try:
        return _from_video(request, model, progress)
    except (OSError, MemoryError) as error:  # a disk that gave up; a size nobody can hold
        raise InputError("unreadable", request.recording) from error


def _from_file(request: AssessRequest) -> _Source:
    """Landmarks from a file; a mirror image that nobody has undone is undone by the measurement."""
    landmarks = read_landmarks(request.recording)
    if request.mirrored is None:
        return _Source(landmarks, flip=False, side_source=None)
    is_undone = landmarks.mirrored is True
    return _Source(
        landmarks, flip=request.mirrored and not is_undone, side_source="mirrored_option"
    )


def _from_video(request: AssessRequest, model: PoseModel, progress: Progress | None) -> _Source:
    """Landmarks from a video; a mirror image is turned round before the pose model sees it."""
    with open_video(request.recording) as video:
        labels = RecordingLabels(
            id=str(uuid.uuid4()),
            subject=request.subject,
            recorded_at=_recorded_at(video, request.recording),
            coxa_version=__version__,
            tables_version=TABLES_VERSION,
            mirrored=request.mirrored,
        )

        def report(done_s: float) -> None:
            if progress is not None:
                progress(done_s, video.duration_s)

        rate_hz = None if request.is_thorough else IMAGES_PER_SECOND
        landmarks = recording_from_video(video, model, labels, report, rate_hz)
        landmarks = replace(landmarks, notices=tuple(_notices(video)))
    by_option = request.mirrored is not None
    return _Source(landmarks, flip=False, side_source="mirrored_option" if by_option else None)


def _notices(video: Video) -> Iterator[ReadingNotice]:
    """What was wrong with a file that could be read all the same."""
    if video.counts.corrupt > 0:
        yield "corrupt_images"
    if video.counts.missing_end_s > 0.0:
        yield "truncated"
    if video.video_streams > 1:
        yield "several_video_streams"


def _recorded_at(video: Video, path: Path) -> str:
    """When the video was made: as it says, else when its file was last written."""
    if video.created_at is not None:
        return video.created_at.isoformat(timespec="seconds")
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return written.astimezone().isoformat(timespec="seconds")


def end_range_pictures(
    request: AssessRequest, landmarks: LandmarkRecording, assessment: Assessment
) -> Iterator[EndRangePicture]:
    """One picture a side and direction, of the repetition nearest to the stated value."""
    wanted = dict(_end_ranges(assessment))
    if not wanted:
        return
    indices = {_nearest(landmarks.t_s, end_range.t_s): end_range for end_range in wanted.values()}
    by_time = {landmarks.t_s[index]: index for index in indices}
    with open_video(request.recording) as video:
        for image in video.images():
            index = by_time.get(image.t_s)
            if index is None:
                continue
            pixels = image.rgb[:, ::-1] if landmarks.mirrored else image.rgb
            picture = end_range_picture(
                np.ascontiguousarray(pixels),
                _landmarks_at(landmarks, index, image.reduction),
                indices[index],
            )
            if picture is not None:
                yield picture


def _end_ranges(
    assessment: Assessment,
) -> Iterator[tuple[tuple[Side, Direction], EndRange]]:
    for side in SIDES:
        result = assessment.side(side)
        if result is None:
            continue
        for direction in DIRECTIONS:
            chosen = _typical(result.repetitions, direction)
            if chosen is not None:
                middle_s = 0.5 * (chosen.hold_from_s + chosen.hold_to_s)
                yield (
                    (side, direction),
                    EndRange(
                        side=side, direction=direction, t_s=middle_s, peak_deg=chosen.peak_deg
                    ),
                )


def _typical(repetitions: Sequence[Repetition], direction: Direction) -> Repetition | None:
    """The accepted repetition in the middle of the others, None if there is none."""
    accepted = [r for r in repetitions if r.direction == direction and r.accepted]
    accepted.sort(key=lambda r: r.peak_deg)
    return accepted[len(accepted) // 2] if accepted else None


def _nearest(t_s: Sequence[float], wanted_s: float) -> int:
    return min(range(len(t_s)), key=lambda i: abs(t_s[i] - wanted_s))


def _landmarks_at(landmarks: LandmarkRecording, index: int, reduction: float) -> list[Landmark]:
    """The 33 landmarks of one image in the pixels of the image as it was decoded."""
    stride = len(landmarks.points) // len(landmarks)
    values = landmarks.points[index * stride : (index + 1) * stride]
    columns = stride // len(LANDMARKS)
    return [
        Landmark(
            values[k * columns] / reduction,
            values[k * columns + 1] / reduction,
            values[k * columns + 3],
        )
        for k in range(len(LANDMARKS))
    ]
