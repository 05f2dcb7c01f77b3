"""The body's points over time, cleaned: mirrored pictures undone, swaps undone, short gaps bridged.

Image axes: x right, y down, pixels. Left and right are the person's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from coxa import signals
from coxa.records.assessment import SIDES, Side
from coxa.records.landmarks import OUTLINE_ROWS, LandmarkRecording

MAX_BRIDGED_GAP_S: Final = 0.25
"""Gaps up to here are bridged: shorter than any phase of a repetition."""
MIN_PERSON: Final = 0.5
_SWAP_LANDMARKS: Final = ("hip", "knee")
_TRACKED: Final = ("hip", "knee", "ankle", "heel", "foot_index", "shoulder")


@dataclass(frozen=True, slots=True)
class Track:
    """One point over time, pixels; NaN where it was not seen."""

    x_px: list[float]
    y_px: list[float]

    def at(self, indices: Sequence[int]) -> tuple[float, float]:
        """Median position over some images."""
        x_px = signals.median(signals.taken(self.x_px, indices))
        return x_px, signals.median(signals.taken(self.y_px, indices))


@dataclass(frozen=True, slots=True)
class Outline:
    """Where the mask ends beside the shank: per image `OUTLINE_ROWS` distances to either edge."""

    lateral_px: list[list[float]]
    medial_px: list[list[float]]


@dataclass(frozen=True, slots=True)
class Body:
    """All points of one recording that the measurement uses.

    Attributes
    ----------
    t_s : (n,)
        Time stamps.
    points : dict
        (side, name) -> track, names hip, knee, ankle, heel, foot_index, shoulder.
    outlines : dict
        side -> outline, empty if the pose model gave no mask.
    visibility : dict
        (side, name) -> (n,) presence times visibility, 0 to 1.
    swapped : (n,)
        Images in which the model had exchanged left and right; undone here.
    """

    t_s: list[float]
    width_px: int
    height_px: int
    points: dict[tuple[Side, str], Track]
    visibility: dict[tuple[Side, str], list[float]]
    outlines: dict[Side, Outline]
    swapped: list[bool]

    def track(self, side: Side, name: str) -> Track:
        """One point over time."""
        return self.points[side, name]

    @property
    def center_px(self) -> tuple[float, float]:
        """Middle of the picture, taken for the optical centre."""
        return 0.5 * self.width_px, 0.5 * self.height_px


def body_from_recording(recording: LandmarkRecording, flip: bool = False) -> Body:
    """The cleaned points of a recording.

    Parameters
    ----------
    recording :
        Landmarks of the picture as another person sees the patient.
    flip :
        The landmarks are those of a mirror image: exchange left and right and turn x round.
    """
    t_s = list(recording.t_s)
    raw = {
        (side, name): _raw_track(recording, side, name, flip) for side in SIDES for name in _TRACKED
    }
    swapped = _swapped_images(raw)
    points: dict[tuple[Side, str], Track] = {}
    visibility: dict[tuple[Side, str], list[float]] = {}
    for side in SIDES:
        for name in _TRACKED:
            own, other = raw[side, name], raw[_other(side), name]
            track = _exchanged(own, other, swapped) if name != "shoulder" else own
            points[side, name] = Track(
                signals.bridged(t_s, track.x_px, MAX_BRIDGED_GAP_S),
                signals.bridged(t_s, track.y_px, MAX_BRIDGED_GAP_S),
            )
            visibility[side, name] = _visibility(recording, side, name, flip)
    return Body(
        t_s=t_s,
        width_px=recording.image_width_px,
        height_px=recording.image_height_px,
        points=points,
        visibility=visibility,
        outlines=_outlines(recording, flip, swapped),
        swapped=swapped,
    )


def _other(side: Side) -> Side:
    return "right" if side == "left" else "left"


def _named(side: Side, flip: bool) -> Side:
    """Side under which the model filed the person's side."""
    return _other(side) if flip else side


def _raw_track(recording: LandmarkRecording, side: Side, name: str, flip: bool) -> Track:
    landmark = f"{_named(side, flip)}_{name}"
    x_px = recording.column(landmark, "x_px")
    y_px = recording.column(landmark, "y_px")
    for i, person in enumerate(recording.person):
        if person < MIN_PERSON:
            x_px[i] = y_px[i] = math.nan
    if flip:
        x_px = [recording.image_width_px - x for x in x_px]
    return Track(x_px, y_px)


def _visibility(recording: LandmarkRecording, side: Side, name: str, flip: bool) -> list[float]:
    landmark = f"{_named(side, flip)}_{name}"
    seen = recording.column(landmark, "visibility")
    present = recording.column(landmark, "presence")
    return [
        a * b if math.isfinite(a) and math.isfinite(b) else 0.0
        for a, b in zip(seen, present, strict=True)
    ]


def _swapped_images(raw: dict[tuple[Side, str], Track]) -> list[bool]:
    """Images in which hips and knees stand nearer to where the other side's usually are."""
    homes = {
        key: (signals.median(track.x_px), signals.median(track.y_px))
        for key, track in raw.items()
        if key[1] in _SWAP_LANDMARKS
    }
    count = len(raw["left", "hip"].x_px)
    return [_is_swapped(raw, homes, i) for i in range(count)]


def _is_swapped(
    raw: dict[tuple[Side, str], Track], homes: dict[tuple[Side, str], tuple[float, float]], i: int
) -> bool:
    own_px = other_px = 0.0
    for side in SIDES:
        for name in _SWAP_LANDMARKS:
            x_px, y_px = raw[side, name].x_px[i], raw[side, name].y_px[i]
            own, other = homes[side, name], homes[_other(side), name]
            own_px += math.hypot(x_px - own[0], y_px - own[1])
            other_px += math.hypot(x_px - other[0], y_px - other[1])
    return other_px < own_px


def _exchanged(own: Track, other: Track, swapped: list[bool]) -> Track:
    if not any(swapped):
        return own
    return Track(
        [b if s else a for a, b, s in zip(own.x_px, other.x_px, swapped, strict=True)],
        [b if s else a for a, b, s in zip(own.y_px, other.y_px, swapped, strict=True)],
    )


def _outlines(recording: LandmarkRecording, flip: bool, swapped: list[bool]) -> dict[Side, Outline]:
    """Outline of each side; images with exchanged sides give none."""
    if not recording.outline:
        return {}
    stride = 2 * OUTLINE_ROWS
    outlines: dict[Side, Outline] = {}
    for side in SIDES:
        place = SIDES.index(_named(side, flip))
        lateral_px: list[list[float]] = []
        medial_px: list[list[float]] = []
        for i in range(len(recording)):
            first = (2 * i + place) * stride
            values = list(recording.outline[first : first + stride])
            if swapped[i]:
                values = [math.nan] * stride
            lateral_px.append(values[0::2])
            medial_px.append(values[1::2])
        outlines[side] = Outline(lateral_px, medial_px)
    return outlines
