"""Where each number of a buffer stands, and what is no buffer."""

from __future__ import annotations

import math

import pytest

from coxa.browser.buffers import (
    DETECTED,
    HEAD_LENGTH,
    MOTION,
    SAMPLE,
    SEEN,
    SEEN_LENGTH,
    Head,
    SampleValues,
    candidates_of,
    head_of,
    sample_buffer,
    sample_of,
    seen_of,
)
from coxa.errors import RecordError
from coxa.landmarks.region import ANCHOR_COUNT
from coxa.records.landmarks import OUTLINE_PER_IMAGE, POINTS_PER_IMAGE, UNKNOWN_PEOPLE

HEAD = [0.5, 480.0, 640.0]
CANDIDATE = [7.0, 2.5, *(float(n) for n in range(12))]


@pytest.mark.parametrize("kind", [SEEN, DETECTED, SAMPLE, MOTION])
def test_every_kind_has_the_same_head(kind: int) -> None:
    assert head_of([kind, *HEAD, 9.0]) == Head(kind, 0.5, 480, 640)


@pytest.mark.parametrize("buffer", [[], [SEEN, 0.0, 1.0], [5, *HEAD], [SEEN, math.nan, 1.0, 1.0]])
def test_what_has_no_head_is_refused(buffer: list[float]) -> None:
    with pytest.raises(RecordError):
        head_of(buffer)


def test_what_was_seen_is_read() -> None:
    rest = [float(n) for n in range(SEEN_LENGTH - HEAD_LENGTH)]
    seen = seen_of([SEEN, *HEAD, *rest])
    assert (seen.person, seen.luminance) == (0.0, 1.0)
    assert seen.net_points[0] == 2.0
    assert [len(seen.net_points), len(seen.outline)] == [39 * 5, OUTLINE_PER_IMAGE]
    assert seen.outline[-1] == rest[-1]
    with pytest.raises(RecordError, match="expected"):
        seen_of([SEEN, *HEAD, *rest[1:]])


def test_candidates_are_read_one_by_one() -> None:
    assert candidates_of([DETECTED, *HEAD]) == []
    first, second = candidates_of([DETECTED, *HEAD, *CANDIDATE, 8.0, *CANDIDATE[1:]])
    assert (first.anchor, first.logit, list(first.values)) == (7, 2.5, CANDIDATE[2:])
    assert second.anchor == 8


@pytest.mark.parametrize("rest", [CANDIDATE[1:], [-1.0, *CANDIDATE[1:]], [ANCHOR_COUNT] * 14])
def test_what_is_no_candidate_is_refused(rest: list[float]) -> None:
    with pytest.raises(RecordError):
        candidates_of([DETECTED, *HEAD, *rest])


@pytest.mark.parametrize("people", [UNKNOWN_PEOPLE, 0, 2])
def test_a_sample_comes_back_from_its_buffer(people: int) -> None:
    points = [float(n) for n in range(POINTS_PER_IMAGE)]
    sample = SampleValues(0.5, 480, 640, 0.9, people, 0.4, points, [0.25] * OUTLINE_PER_IMAGE)
    assert sample_of(sample_buffer(sample)) == sample
    with pytest.raises(RecordError):
        sample_of(sample_buffer(sample)[:-1])
