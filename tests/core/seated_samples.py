"""Hand-made recordings of a seated person: every swing is said, and so every answer is known.

The camera stands straight in front and the person is symmetrical, so the rotation is the swing.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from coxa.assessment.finish import FinishOptions
from coxa.hip import outward_sign
from coxa.landmarks.body import Body, body_from_recording
from coxa.landmarks.motion import Motion, motion_from_body
from coxa.records.assessment import SIDES, Side
from coxa.records.landmarks import (
    LANDMARKS,
    OUTLINE_PER_IMAGE,
    OUTLINE_ROWS,
    LandmarkRecording,
    PoseMethod,
    rounded_points,
)

WIDTH_PX: Final = 480
HEIGHT_PX: Final = 640
SHANK_PX: Final = 100.0
KNEE_PX: Final = (60.0, 360.0)
"""Outward from the middle of the picture, and down."""
HIP_PX: Final = (45.0, 330.0)
SHOULDER_PX: Final = (70.0, 150.0)
OPTIONS: Final = FinishOptions(id="123e4567-e89b-42d3-a456-426614174000")
MOVE_S: Final = 3.2
"""Length of a `Move` as it is by default."""

Series = Sequence[float]
Row = tuple[float, float, float, float, float]
BySide = Mapping[Side, Series]


@dataclass(frozen=True, slots=True)
class Move:
    """One way out, hold and back."""

    start_s: float
    peak_deg: float
    rise_s: float = 1.0
    hold_s: float = 1.2
    fall_s: float = 1.0

    def at(self, t_s: float) -> float:
        """Angle at a time."""
        rise = (t_s - self.start_s) / self.rise_s
        fall = (self.start_s + self.rise_s + self.hold_s + self.fall_s - t_s) / self.fall_s
        share = max(0.0, min(1.0, rise, fall))
        return self.peak_deg * share * share * (3.0 - 2.0 * share)


def times_s(lasts_s: float, rate_hz: float = 20.0) -> list[float]:
    """Even times from 0."""
    return [i / rate_hz for i in range(round(lasts_s * rate_hz) + 1)]


def course(t_s: Series, *moves: Move) -> list[float]:
    """Angle over time of somebody who makes these moves."""
    return [math.fsum(move.at(time_s) for move in moves) for time_s in t_s]


def still(t_s: Series) -> list[float]:
    """Nothing moves."""
    return [0.0] * len(t_s)


def seated(
    t_s: Series,
    swing_deg: BySide,
    *,
    drift: BySide | None = None,
    lift: BySide | None = None,
    shank_share: BySide | None = None,
    toe_deg: BySide | None = None,
    lean_deg: Series | None = None,
    hip_tilt_deg: Series | None = None,
    shoulder_tilt_deg: Series | None = None,
) -> LandmarkRecording:
    """A recording of somebody who does this; internal rotation positive.

    Drift and lift in shanks, outward and upward; lean toward the person's left; tilts left up.
    """
    zero = still(t_s)
    legs = dict.fromkeys(SIDES, zero)
    ones: BySide = {side: [1.0] * len(t_s) for side in SIDES}
    lean, hips, shoulders = lean_deg or zero, hip_tilt_deg or zero, shoulder_tilt_deg or zero
    images: list[dict[str, tuple[float, float]]] = []
    for i in range(len(t_s)):
        places: dict[str, tuple[float, float]] = {"nose": (0.5 * WIDTH_PX, 100.0)}
        for side in SIDES:
            places |= _leg(
                side,
                math.radians(swing_deg.get(side, zero)[i]),
                ((drift or legs)[side][i], (lift or legs)[side][i]),
                (shank_share or ones)[side][i],
                math.radians((toe_deg or legs)[side][i]),
            )
            places[f"{side}_hip"] = _tilted(side, HIP_PX, hips[i], 0.0)
            places[f"{side}_shoulder"] = _tilted(side, SHOULDER_PX, shoulders[i], lean[i])
        images.append(places)
    return recording_of(t_s, images)


def _leg(
    side: Side, swing_rad: float, knee_way: tuple[float, float], share: float, toe_rad: float
) -> dict[str, tuple[float, float]]:
    out = outward_sign(side)
    knee = (
        0.5 * WIDTH_PX + out * (KNEE_PX[0] + knee_way[0] * SHANK_PX),
        KNEE_PX[1] - knee_way[1] * SHANK_PX,
    )

    def beyond(place: tuple[float, float], angle_rad: float, way_px: float) -> tuple[float, float]:
        across, down = way_px * math.sin(angle_rad), way_px * math.cos(angle_rad)
        return place[0] + out * across, place[1] + down

    ankle = beyond(knee, swing_rad, share * SHANK_PX)
    return {
        f"{side}_knee": knee,
        f"{side}_ankle": ankle,
        f"{side}_heel": beyond(ankle, swing_rad, 8.0),
        f"{side}_foot_index": beyond(ankle, swing_rad + toe_rad, 15.0),
    }


def _tilted(
    side: Side, place_px: tuple[float, float], tilt_deg: float, lean_deg: float
) -> tuple[float, float]:
    """One end of the line of the hips or the shoulders; left up, and leaning to the left."""
    out, tilt, lean = outward_sign(side), math.radians(tilt_deg), math.radians(lean_deg)
    up_px = HIP_PX[1] - place_px[1]
    return (
        0.5 * WIDTH_PX + out * place_px[0] * math.cos(tilt) + up_px * math.sin(lean),
        HIP_PX[1] - up_px * math.cos(lean) - out * place_px[0] * math.sin(tilt),
    )


def recording_of(
    t_s: Series, images: Sequence[Mapping[str, tuple[float, float]]]
) -> LandmarkRecording:
    """A recording with the landmarks at these places; all others lie on the nose."""
    points: list[float] = []
    for places in images:
        for name in LANDMARKS:
            points.extend((*places.get(name, places["nose"]), 0.0, 0.98, 0.999))
    return LandmarkRecording(
        id=OPTIONS.id,
        subject="somebody",
        recorded_at="2026-11-22T10:15:00+01:00",
        coxa_version="0",
        tables_version="0",
        recording_sha256="0" * 64,
        image_width_px=WIDTH_PX,
        image_height_px=HEIGHT_PX,
        pose=PoseMethod(name="by hand", version="1", model="none", params={"passes": 2}),
        mirrored=False,
        t_s=array("d", t_s),
        points=rounded_points(points),
        person=array("d", [0.99] * len(t_s)),
        people=array("i", [1] * len(t_s)),
        luminance=array("d", [0.5] * len(t_s)),
    )


def a_test(
    *, sides: Sequence[Side] = SIDES, peaks_deg: Series = (30.0, -35.0), rest_s: float = 2.0
) -> tuple[list[float], dict[Side, list[float]]]:
    """Times and swings of a whole test: each side in turn, one repetition for each peak."""
    moves: dict[Side, list[Move]] = {"left": [], "right": []}
    now_s = rest_s
    for side in sides:
        for peak_deg in peaks_deg:
            moves[side].append(Move(now_s, peak_deg))
            now_s += MOVE_S + 0.5
    t_s = times_s(now_s + 1.0)
    return t_s, {side: course(t_s, *moves[side]) for side in SIDES}


def body_and_motion(
    recording: LandmarkRecording, sides: Sequence[Side] = SIDES
) -> tuple[Body, Motion]:
    """What was seen and what moved, the first second taken for the rest."""
    body = body_from_recording(recording)
    rest = [i for i, t_s in enumerate(recording.t_s) if t_s <= 1.0]
    return body, motion_from_body(body, rest, sides)


def changed(
    recording: LandmarkRecording, change: Callable[[int, str, Row], Row]
) -> LandmarkRecording:
    """The recording with every row (x, y, z, visibility, presence) put through a function."""
    rows: list[Row] = []
    values = iter(recording.points)
    for i in range(len(recording)):
        for name in LANDMARKS:
            x, y, z, visibility, presence = (next(values) for _ in range(5))
            rows.append(change(i, name, (x, y, z, visibility, presence)))
    return replace(recording, points=rounded_points(chain.from_iterable(rows)))


def unseen(recording: LandmarkRecording, images: Sequence[int]) -> LandmarkRecording:
    """The recording with nobody in some images."""
    gone = set(images)
    person = [0.0 if i in gone else p for i, p in enumerate(recording.person)]

    def change(i: int, _name: str, row: Row) -> Row:
        return (math.nan,) * 5 if i in gone else row

    return replace(changed(recording, change), person=array("d", person))


def mirror_image(recording: LandmarkRecording) -> LandmarkRecording:
    """What a pose model gives for the mirror image: x turned round, left and right exchanged."""
    width = len(recording.points) // max(1, len(recording) * len(LANDMARKS))
    points: list[float] = []
    for i in range(len(recording)):
        for name in LANDMARKS:
            place = i * len(LANDMARKS) + LANDMARKS.index(other_name(name))
            row = recording.points[place * width : (place + 1) * width]
            points.extend((recording.image_width_px - row[0], *row[1:]))
    half = OUTLINE_PER_IMAGE // 2
    outline = array("d")
    for first in range(0, len(recording.outline), OUTLINE_PER_IMAGE):
        image = recording.outline[first : first + OUTLINE_PER_IMAGE]
        outline.extend(image[half:])
        outline.extend(image[:half])
    return replace(recording, points=rounded_points(points), outline=outline, mirrored=None)


def other_name(name: str) -> str:
    """The same landmark of the other side."""
    if "left" in name:
        return name.replace("left", "right")
    return name.replace("right", "left")


def scaled(recording: LandmarkRecording, factor: int) -> LandmarkRecording:
    """The same pictures with more pixels."""

    def change(_i: int, _name: str, row: Row) -> Row:
        return (factor * row[0], factor * row[1], factor * row[2], row[3], row[4])

    return replace(
        changed(recording, change),
        image_width_px=factor * recording.image_width_px,
        image_height_px=factor * recording.image_height_px,
        outline=array("d", [factor * value for value in recording.outline]),
    )


def edges(line: tuple[float, float], true: tuple[float, float]) -> list[tuple[float, float]]:
    """Lateral and medial edge beside a landmark line, rows of `OUTLINE_ROWS`, in shanks.

    Parameters
    ----------
    line, true :
        Swing (rad, outward positive) and knee outward (shanks) of the line between the landmarks
        and of the shank itself. The shank is a shape of its own, wider above than below.
    """
    rows: list[tuple[float, float]] = []
    for row in range(OUTLINE_ROWS):
        share = (row + 0.5) / OUTLINE_ROWS
        found: list[float] = []
        for sign in (1.0, -1.0):
            distance = sign * 0.1
            for _ in range(12):
                out = line[1] + share * math.sin(line[0]) + distance * math.cos(line[0])
                down = share * math.cos(line[0]) - distance * math.sin(line[0])
                along = (out - true[1]) * math.sin(true[0]) + down * math.cos(true[0])
                across = (out - true[1]) * math.cos(true[0]) - down * math.sin(true[0])
                wide = 0.10 + 0.03 * math.cos(3.0 * along) + 0.01 * sign * math.sin(5.0 * along)
                distance += sign * wide - across
            found.append(distance)
        rows.append((found[0], found[1]))
    return rows
