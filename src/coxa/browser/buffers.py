"""The flat buffers of the worker protocol: where each number stands (docs/protocols/worker.md).

A buffer is a list of doubles. Its first four numbers are the same in every kind: kind, time stamp,
width and height of the image. NaN is "not measurable".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from coxa.errors import RecordError
from coxa.landmarks.follow import POINT_COUNT
from coxa.landmarks.region import ANCHOR_COUNT
from coxa.records.landmarks import COLUMNS, OUTLINE_PER_IMAGE, POINTS_PER_IMAGE, UNKNOWN_PEOPLE

VERSION: Final = 1
"""Version of the protocol: every message of JSON carries it as ``v``."""

SEEN: Final = 1
DETECTED: Final = 2
SAMPLE: Final = 3
MOTION: Final = 4

HEAD_LENGTH: Final = 4
SEEN_LENGTH: Final = HEAD_LENGTH + 2 + POINT_COUNT * len(COLUMNS) + OUTLINE_PER_IMAGE
SAMPLE_LENGTH: Final = HEAD_LENGTH + 3 + POINTS_PER_IMAGE + OUTLINE_PER_IMAGE
CANDIDATE_LENGTH: Final = 2 + 12


@dataclass(frozen=True, slots=True)
class Head:
    """What every buffer begins with."""

    kind: int
    t_s: float
    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True)
class SeenValues:
    """`SEEN`: what the landmark net gave for the square it was asked to look at."""

    person: float
    luminance: float
    net_points: Sequence[float]
    outline: Sequence[float]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One anchor of the detector that was sure enough."""

    anchor: int
    logit: float
    values: Sequence[float]


@dataclass(frozen=True, slots=True)
class SampleValues:
    """`SAMPLE`: one image as it is recorded; what an engine is given."""

    t_s: float
    width_px: int
    height_px: int
    person: float
    people: int
    luminance: float
    points: Sequence[float]
    outline: Sequence[float]


def head_of(buffer: Sequence[float]) -> Head:
    """The head of a buffer.

    Raises
    ------
    RecordError
        It is too short, or not of a known kind.
    """
    if len(buffer) < HEAD_LENGTH or buffer[0] not in (SEEN, DETECTED, SAMPLE, MOTION):
        raise RecordError("a buffer of no known kind")
    if not math.isfinite(buffer[1]):
        raise RecordError("a buffer without a time stamp")
    return Head(int(buffer[0]), buffer[1], int(buffer[2]), int(buffer[3]))


def seen_of(buffer: Sequence[float]) -> SeenValues:
    """The payload of a `SEEN` buffer; RecordError if it has another length."""
    _require_length(buffer, SEEN_LENGTH)
    middle = HEAD_LENGTH + 2 + POINT_COUNT * len(COLUMNS)
    return SeenValues(
        person=buffer[HEAD_LENGTH],
        luminance=buffer[HEAD_LENGTH + 1],
        net_points=buffer[HEAD_LENGTH + 2 : middle],
        outline=buffer[middle:],
    )


def candidates_of(buffer: Sequence[float]) -> list[Candidate]:
    """The payload of a `DETECTED` buffer; RecordError if it is not whole candidates."""
    rest = len(buffer) - HEAD_LENGTH
    if rest % CANDIDATE_LENGTH:
        raise RecordError(f"a buffer of {len(buffer)} numbers is not one of whole candidates")
    candidates = []
    for first in range(HEAD_LENGTH, len(buffer), CANDIDATE_LENGTH):
        anchor = int(buffer[first])
        if not 0 <= anchor < ANCHOR_COUNT:
            raise RecordError(f"there is no anchor {anchor}")
        candidates.append(
            Candidate(anchor, buffer[first + 1], buffer[first + 2 : first + CANDIDATE_LENGTH])
        )
    return candidates


def sample_of(buffer: Sequence[float]) -> SampleValues:
    """The payload of a `SAMPLE` buffer; RecordError if it has another length."""
    _require_length(buffer, SAMPLE_LENGTH)
    head = head_of(buffer)
    first = HEAD_LENGTH + 3
    people = buffer[HEAD_LENGTH + 1]
    return SampleValues(
        t_s=head.t_s,
        width_px=head.width_px,
        height_px=head.height_px,
        person=buffer[HEAD_LENGTH],
        people=UNKNOWN_PEOPLE if math.isnan(people) else int(people),
        luminance=buffer[HEAD_LENGTH + 2],
        points=buffer[first : first + POINTS_PER_IMAGE],
        outline=buffer[first + POINTS_PER_IMAGE :],
    )


def sample_buffer(values: SampleValues) -> list[float]:
    """The `SAMPLE` buffer of an image."""
    return [
        SAMPLE,
        values.t_s,
        values.width_px,
        values.height_px,
        values.person,
        math.nan if values.people == UNKNOWN_PEOPLE else values.people,
        values.luminance,
        *values.points,
        *values.outline,
    ]


def _require_length(buffer: Sequence[float], length: int) -> None:
    if len(buffer) != length:
        raise RecordError(f"a buffer of {len(buffer)} numbers where {length} were expected")
