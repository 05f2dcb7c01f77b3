"""A landmark recording made from true joint centres, to tell landmark error from geometry error."""

from __future__ import annotations

import math
from array import array

from coxa.records.assessment import SIDES
from coxa.records.landmarks import COLUMNS, LANDMARKS, LandmarkRecording, PoseMethod
from coxa.tables.load import TABLES_VERSION
from coxa.version import __version__
from coxa_lab.truth import Truth

_JOINTS = ("hip", "knee", "ankle")


def recording_from_joint_centres(truth: Truth) -> LandmarkRecording | None:
    """Hips, knees and ankles where they are; shoulders upright over the hips. None if unknown."""
    if not truth.joint_centres_px:
        return None
    stride = len(LANDMARKS) * len(COLUMNS)
    points = array("d")
    for i in range(len(truth.t_s)):
        row = [math.nan] * stride
        for side in SIDES:
            for joint in _JOINTS:
                x_px, y_px = truth.joint_centres_px[f"{joint}_{side}"][i]
                _put(row, f"{side}_{joint}", x_px, y_px)
            x_px, y_px = truth.joint_centres_px[f"hip_{side}"][0]
            _put(row, f"{side}_shoulder", x_px, y_px - 0.2 * truth.size_px[1])
        points.extend(row)
    count = len(truth.t_s)
    return LandmarkRecording(
        id="joint-centres",
        subject="bench",
        recorded_at="2026-01-01T00:00:00+00:00",
        coxa_version=__version__,
        tables_version=TABLES_VERSION,
        recording_sha256="0" * 64,
        image_width_px=truth.size_px[0],
        image_height_px=truth.size_px[1],
        pose=PoseMethod(name="joint_centres", version="1", model="truth"),
        mirrored=False,
        t_s=array("d", truth.t_s),
        points=points,
        person=array("d", [1.0]) * count,
        people=array("i", [1]) * count,
        luminance=array("d", [0.5]) * count,
    )


def _put(row: list[float], name: str, x_px: float, y_px: float) -> None:
    first = LANDMARKS.index(name) * len(COLUMNS)
    row[first : first + len(COLUMNS)] = [x_px, y_px, 0.0, 1.0, 1.0]
