"""Commanded angles in time: the repetitions, what goes with them, and the unrest of a live body."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from coxa.phantom.chance import stream, sway
from coxa.phantom.plan import (
    HOLD_ONSET,
    CompensationKind,
    CompensationPlan,
    Motion,
    Timeline,
    TrueRepetition,
    minimum_jerk,
)
from coxa.records.assessment import SIDES, Side

_SWAY_PERIODS_S: Final = (1.5, 6.0)
_DRIFT_PERIODS_S: Final = (30.0, 90.0)
_DISTURBANCE_S: Final = 0.5
_OF_THE_LEG: Final[dict[CompensationKind, str]] = {
    "thigh_drift": "abduction_deg",
    "thigh_lift": "lift_deg",
    "knee_angle": "knee_extension_deg",
    "foot_twist": "foot_twist_deg",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Commands:
    """All commanded angles at the given times, degrees, each (n,).

    `moving` is the side in the midst of a repetition. Rotations are from neutral, internal
    positive; a leg held by its foot does not follow them. `pelvis_roll_deg`: left hip up;
    `trunk_lean_deg`: toward the person's right; the others as in `CompensationPlan`.
    """

    t_s: tuple[float, ...]
    moving: list[Side | None]
    rotation_deg: dict[Side, list[float]]
    abduction_deg: dict[Side, list[float]]
    lift_deg: dict[Side, list[float]]
    knee_extension_deg: dict[Side, list[float]]
    foot_twist_deg: dict[Side, list[float]]
    pelvis_roll_deg: list[float]
    trunk_lean_deg: list[float]
    trunk_flexion_deg: list[float]


def commands_at(motion: Motion, timeline: Timeline, t_s: Sequence[float], seed: int) -> Commands:
    """Every commanded angle at every time.

    Parameters
    ----------
    motion : Motion
        What is done.
    timeline : Timeline
        When, of the same motion.
    t_s : (n,)
        Increasing times.
    seed : int
        Decides the unrest.

    Returns
    -------
    Commands
        Degrees, (n,) each.
    """
    commands = _unrest(motion, t_s, seed)
    starts_s = [repetition.start_s for repetition in timeline.repetitions]
    for index, now_s in enumerate(t_s):
        latest = bisect_right(starts_s, now_s) - 1
        if latest >= 0 and now_s < timeline.repetitions[latest].end_s:
            _move(commands, motion, timeline.repetitions[latest], index)
    return commands


def _level(repetition: TrueRepetition, now_s: float) -> float:
    """Fraction of the end range reached at a time."""
    if now_s < repetition.hold_from_s:
        rise_s = repetition.hold_from_s - repetition.start_s
        return minimum_jerk((now_s - repetition.start_s) / rise_s)
    if now_s <= repetition.hold_to_s:
        return 1.0
    return minimum_jerk((repetition.end_s - now_s) / (repetition.end_s - repetition.hold_to_s))


def _unrest(motion: Motion, t_s: Sequence[float], seed: int) -> Commands:
    """Commands of a person who only sits: sway, drift, tremor and the disturbance."""

    def unrest(name: str, sd_deg: float, periods_s: tuple[float, float]) -> list[float]:
        """Smooth wandering of that size."""
        chance = stream(seed, name)
        if sd_deg == 0.0:
            return [0.0] * len(t_s)
        return [sd_deg * value for value in sway(chance, t_s, periods_s)]

    def nothing() -> dict[Side, list[float]]:
        """Zeros of both sides."""
        return {side: [0.0] * len(t_s) for side in SIDES}

    jerk = [_jerk(motion, now_s) for now_s in t_s]
    trunk = unrest("trunk sway", motion.sway_deg, _SWAY_PERIODS_S)
    drift = unrest("trunk drift", motion.drift_deg, _DRIFT_PERIODS_S)
    bend = unrest("trunk bend", motion.sway_deg, _SWAY_PERIODS_S)
    tremor = {side: unrest(f"{side} leg", motion.tremor_deg, _SWAY_PERIODS_S) for side in SIDES}
    return Commands(
        t_s=tuple(t_s),
        moving=[None] * len(t_s),
        rotation_deg={
            side: [a + 0.25 * b for a, b in zip(tremor[side], jerk, strict=True)] for side in SIDES
        },
        abduction_deg=nothing(),
        lift_deg=nothing(),
        knee_extension_deg=nothing(),
        foot_twist_deg=nothing(),
        pelvis_roll_deg=unrest("pelvis sway", 0.1 * motion.sway_deg, _SWAY_PERIODS_S),
        trunk_lean_deg=[a + b - drift[0] for a, b in zip(trunk, drift, strict=True)],
        trunk_flexion_deg=[a + b for a, b in zip(bend, jerk, strict=True)],
    )


def _jerk(motion: Motion, now_s: float) -> float:
    """Cough-like bending at a time, degrees."""
    if motion.disturbance_at_s is None:
        return 0.0
    since = (now_s - motion.disturbance_at_s) / _DISTURBANCE_S
    return motion.disturbance_deg * math.sin(math.pi * since) if 0.0 < since < 1.0 else 0.0


def _move(commands: Commands, motion: Motion, repetition: TrueRepetition, index: int) -> None:
    """Add a repetition and what goes with it to the commands of one instant."""
    side, level = repetition.side, _level(repetition, commands.t_s[index])
    commands.moving[index] = side
    if motion.resting_foot_planted:  # the foot leaves the floor, and comes back, without a leap
        commands.rotation_deg[side][index] *= level
    sign = 1.0 if repetition.direction == "internal" else -1.0
    commands.rotation_deg[side][index] += sign * repetition.peak_deg * level
    for spoiler in motion.compensations:
        if spoiler.goes_with(side, repetition.direction):
            _spoil(commands, motion, spoiler, (side, level, index))


def _spoil(
    commands: Commands, motion: Motion, spoiler: CompensationPlan, at: tuple[Side, float, int]
) -> None:
    """Add one compensation to the commands of one instant: moving side, level reached, index."""
    side, level, index = at
    if spoiler.timing == "hold":
        level = minimum_jerk((level - HOLD_ONSET) / (1.0 - HOLD_ONSET))
    amount_deg = spoiler.amount * level
    left_up_deg = amount_deg if side == "left" else -amount_deg
    if spoiler.kind == "pelvic_hike":
        commands.pelvis_roll_deg[index] += left_up_deg
        commands.trunk_lean_deg[index] += left_up_deg * motion.trunk_follow_ratio
    elif spoiler.kind == "trunk_lean":
        commands.trunk_lean_deg[index] += left_up_deg
    elif spoiler.kind in _OF_THE_LEG:  # pace and no_hold are already in the timeline
        getattr(commands, _OF_THE_LEG[spoiler.kind])[side][index] += amount_deg
