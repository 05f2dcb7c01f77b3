"""Recordings whose true angles are known: read the truth, and hold a measurement against it.

The truth files are those of rendered recordings (and the phantom's): true peaks in degrees from
neutral, times in seconds. Errors are measured less true.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from coxa.assessment.comparison import range_in
from coxa.errors import RefusedError
from coxa.records.assessment import (
    DIRECTIONS,
    SIDES,
    Assessment,
    Direction,
    Repetition,
    Side,
)

_DIRECTIONS: Final[dict[str, Direction]] = {"ir": "internal", "er": "external"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueRepetition:
    """One repetition as it was commanded."""

    side: Side
    direction: Direction
    peak_deg: float
    start_s: float
    hold_from_s: float
    hold_to_s: float
    end_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What is known of a recording.

    Attributes
    ----------
    compensation :
        Name to size: pelvis_roll_deg, trunk_lean_deg, thigh_abduction_deg.
    joint_centres_px :
        Name (hip_left, knee_left ...) to (n, 2), empty if not known.
    """

    kind: str
    repetitions: tuple[TrueRepetition, ...]
    mean_peak_deg: dict[tuple[Side, Direction], float]
    compensation: dict[str, float]
    size_px: tuple[int, int]
    t_s: list[float]
    joint_centres_px: dict[str, list[list[float]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RepetitionError:
    """A repetition found where there is one, and how far off its value is."""

    truth: TrueRepetition
    found: Repetition
    error_deg: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeError:
    """Mean of one side and direction, how far off it is, and the error stated for it."""

    side: Side
    direction: Direction
    error_deg: float
    stated_95_deg: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """An assessment held against the truth.

    Attributes
    ----------
    missed :
        True repetitions nobody found.
    invented :
        Repetitions found where there was no movement of any leg.
    confused :
        Repetitions found at the time of a true one, with another side or direction.
    """

    matched: tuple[RepetitionError, ...]
    ranges: tuple[RangeError, ...]
    missed: int
    invented: int
    confused: int


def read_truth(path: Path) -> Truth:
    """Truth of a recording.

    Raises
    ------
    RefusedError
        ``not_a_record``: it is not such a file.
    """
    try:
        return _truth(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError) as error:
        raise RefusedError("not_a_record", name=path.name, problem=str(error)) from error


def _truth(value: dict[str, Any]) -> Truth:
    means = value["mean_peak_deg"]
    return Truth(
        kind=value["kind"],
        repetitions=tuple(_true_repetitions(value["repetitions"])),
        mean_peak_deg={
            (side, direction): float(means[side][short])
            for side in SIDES
            for short, direction in _DIRECTIONS.items()
            if short in means.get(side, {})
        },
        compensation=dict(value.get("compensation", {})),
        size_px=(int(value["size"][0]), int(value["size"][1])),
        t_s=list(value["series"]["t_s"]),
        joint_centres_px=dict(value.get("joint_centres_px", {})),
    )


def _true_repetitions(value: dict[str, list[dict[str, Any]]]) -> Iterator[TrueRepetition]:
    for side in SIDES:
        for repetition in value.get(side, []):
            yield TrueRepetition(
                side=side,
                direction=_DIRECTIONS[repetition["direction"]],
                peak_deg=float(repetition["peak_deg"]),
                start_s=float(repetition["start_s"]),
                hold_from_s=float(repetition["hold_from_s"]),
                hold_to_s=float(repetition["hold_to_s"]),
                end_s=float(repetition["end_s"]),
            )


def compare_with_truth(assessment: Assessment, truth: Truth) -> Comparison:
    """Match found and true repetitions by side, direction and time of the hold."""
    left_over = [
        (side, found)
        for side in SIDES
        if (result := assessment.side(side)) is not None
        for found in result.repetitions
    ]
    matched: list[RepetitionError] = []
    for true in truth.repetitions:
        fitting = [pair for pair in left_over if _fits(pair[0], pair[1], true)]
        if fitting:
            best = max(fitting, key=lambda pair: _overlap_s(pair[1], true))
            left_over.remove(best)
            error_deg = best[1].peak_deg - true.peak_deg
            matched.append(RepetitionError(truth=true, found=best[1], error_deg=error_deg))
    confused = sum(
        any(_overlap_s(found, true) > 0.0 for true in truth.repetitions) for _, found in left_over
    )
    return Comparison(
        matched=tuple(matched),
        ranges=tuple(_range_errors(assessment, truth)),
        missed=len(truth.repetitions) - len(matched),
        invented=len(left_over) - confused,
        confused=confused,
    )


def _fits(side: Side, found: Repetition, true: TrueRepetition) -> bool:
    is_same = side == true.side and found.direction == true.direction
    return is_same and _overlap_s(found, true) > 0.0


def _overlap_s(found: Repetition, true: TrueRepetition) -> float:
    """Time both were held at once; negative if they were not."""
    return min(found.hold_to_s, true.hold_to_s) - max(found.hold_from_s, true.hold_from_s)


def _range_errors(assessment: Assessment, truth: Truth) -> Iterator[RangeError]:
    for side in SIDES:
        for direction in DIRECTIONS:
            found = range_in(assessment.side(side), direction)
            true_deg = truth.mean_peak_deg.get((side, direction))
            if found is not None and true_deg is not None:
                yield RangeError(
                    side=side,
                    direction=direction,
                    error_deg=found.value_deg - true_deg,
                    stated_95_deg=found.error_95_deg,
                )
