"""What a page sends: configurations and buffers."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, Final

import pytest

from coxa.browser.buffers import MOTION, VERSION, SampleValues, sample_buffer
from coxa.records.landmarks import OUTLINE_PER_IMAGE, POINTS_PER_IMAGE, LandmarkRecording
from tests.core.room_samples import HEIGHT_PX, WIDTH_PX

GOLDEN: Final = Path(__file__).parents[1] / "golden" / "worker" / "session.json"
"""An exchange of the worker, from the real networks."""

ASSESSMENT: Final[dict[str, Any]] = {
    "id": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
    "recording_id": "0b0e0a5c-6c7e-4f6e-9a53-0d3b4c3f5a11",
    "subject": "anonymous",
    "recorded_at": "2026-11-22T10:15:00+01:00",
    "pose": {"name": "blazepose", "version": "1", "model": "full", "params": {}},
}


def config(engine: str = "assessment", **changes: Any) -> dict[str, Any]:  # noqa: ANN401  # any JSON
    """What starts a session."""
    given = {"v": VERSION, "engine": engine, "width_px": WIDTH_PX, "height_px": HEIGHT_PX}
    return given | {"config": ASSESSMENT} | changes


def sample_buffers(recording: LandmarkRecording) -> list[list[float]]:
    """A recording, image by image; without an outline every edge is missing."""
    outline = list(recording.outline) or [math.nan] * OUTLINE_PER_IMAGE * len(recording)
    return [
        sample_buffer(
            SampleValues(
                t_s,
                recording.image_width_px,
                recording.image_height_px,
                recording.person[i],
                recording.people[i],
                recording.luminance[i],
                recording.points[i * POINTS_PER_IMAGE : (i + 1) * POINTS_PER_IMAGE],
                outline[i * OUTLINE_PER_IMAGE : (i + 1) * OUTLINE_PER_IMAGE],
            )
        )
        for i, t_s in enumerate(recording.t_s)
    ]


IDENTITY: Final[dict[str, Any]] = {
    "ids": [ASSESSMENT["id"], "123e4567-e89b-42d3-a456-426614174000"],
    "recording_id": ASSESSMENT["recording_id"],
    "subject": "anonymous",
    "recorded_at": ASSESSMENT["recorded_at"],
}
"""Ids of what may come out of a coached exercise."""


def tick(t_s: float) -> list[float]:
    """Nothing but the time."""
    return [MOTION, t_s, 0, 0]


def numbers(buffer: list[float | None]) -> list[float]:
    """A buffer from its JSON: null is NaN."""
    return [math.nan if value is None else value for value in buffer]


def assert_alike(found: object, expected: object, tolerance: float) -> None:
    """The same JSON, but for numbers, which may be this far apart."""
    if isinstance(expected, dict) and isinstance(found, dict):
        assert found.keys() == expected.keys()
        for key, value in expected.items():
            assert_alike(found[key], value, tolerance)
    elif isinstance(expected, list) and isinstance(found, list):
        assert len(found) == len(expected)
        for one, other in zip(found, expected, strict=True):
            assert_alike(one, other, tolerance)
    elif isinstance(expected, float) and isinstance(found, int | float):
        assert found == pytest.approx(expected, abs=tolerance)
    else:
        assert found == expected
