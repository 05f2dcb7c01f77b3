"""One excursion judged: its end-range value, what helped it along, and whether it counts.

Everything is the median over the hold, from rest, so that a single bad image changes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from coxa import signals
from coxa.assessment.error import RepetitionError
from coxa.assessment.pelvis import PelvicRoll, pelvic_roll
from coxa.assessment.trial import Excursion
from coxa.landmarks.body import Body
from coxa.landmarks.motion import LegMotion, Motion
from coxa.records.assessment import SIDES, Compensation, Repetition, Side
from coxa.tables.load import CompensationKind, tables

YAW_DOUBT_RAD: Final = math.radians(3.0)
"""Error of the camera's turn as read off the thighs (design.md: 1-2 degrees), and legs not quite
parallel."""
PITCH_DOUBT_RAD: Final = math.radians(7.0)
"""A camera 2.5 m away stands up to 30 cm above or below the knees without anyone noticing."""
FOCAL_DOUBT: Final = 1.3
KNEE_DOUBT_RAD: Final = math.radians(3.0)
"""How much the bend of a hanging shank changes while it turns. More is not seen from the front
until it reaches about 30 degrees (`_knee_angle_deg`): see ``docs/protocols/measuring.md``."""
TOE_REACH_SHANKS: Final = 0.46
"""Toe ahead of the ankle: three quarters of a foot of 0.152 statures, in shanks of 0.246 (Drillis
and Contini 1966)."""
SHANK_SHARE_DOUBT: Final = 0.06
"""Shortening of the seen shank that landmark error alone may fake: twice 3 %."""
HOLD_NOISE_LIMIT_DEG: Final = 4.0
LEAST_SEEN_SHARE: Final = 0.7


@dataclass(frozen=True, slots=True)
class MeasuredRepetition:
    """A repetition as recorded, and what it says of its own error."""

    side: Side
    excursion: Excursion
    record: Repetition
    error: RepetitionError
    roll: PelvicRoll
    resting_leg_deg: float
    all_compensations: tuple[Compensation, ...]

    @property
    def peak_deg(self) -> float:
        """End-range value before rounding, magnitude."""
        return self.error.peak_deg


def measure_repetition(
    body: Body, motion: Motion, excursion: Excursion, others: Sequence[Excursion]
) -> MeasuredRepetition:
    """Value, compensations, verdict and error of one excursion.

    Parameters
    ----------
    body, motion :
        What was seen, and what moved.
    excursion :
        The movement to judge.
    others :
        All excursions of the recording, to see whether both legs moved.
    """
    leg = motion.legs[excursion.side]
    hold = range(excursion.hold_from, excursion.hold_to)
    roll = _roll(motion, excursion, hold)
    peak_deg = excursion.peak_deg - excursion.sign * roll.removed_deg
    compensations = _compensations(motion, leg, excursion, hold, roll)
    reasons = _reasons(body, leg, excursion, others, hold)
    refused = [c.kind for c in compensations if c.grade == "refuse"]
    t_s = body.t_s
    record = Repetition(
        direction=excursion.direction,
        start_s=round(t_s[excursion.start], 3),
        hold_from_s=round(t_s[excursion.hold_from], 3),
        hold_to_s=round(t_s[excursion.hold_to - 1], 3),
        end_s=round(t_s[excursion.end - 1], 3),
        peak_deg=round(peak_deg, 1),
        accepted=not reasons and not refused,
        reasons=(*reasons, *refused),
        compensations=tuple(compensations),
    )
    return MeasuredRepetition(
        side=excursion.side,
        excursion=excursion,
        record=record,
        error=_error(motion, leg, excursion, hold, roll, peak_deg),
        roll=roll,
        resting_leg_deg=_resting_leg_deg(motion, excursion, hold, roll),
        all_compensations=tuple(compensations),
    )


def _hold_deg(values_rad: Sequence[float], hold: range) -> float:
    return math.degrees(signals.median(signals.taken(values_rad, hold)))


def _resting_leg(motion: Motion, moving: Side) -> LegMotion | None:
    other = next(side for side in SIDES if side != moving)
    return motion.legs.get(other)


def _roll(motion: Motion, excursion: Excursion, hold: range) -> PelvicRoll:
    """Roll of the pelvis during the hold, moving side up.

    A roll that lifts the moving side swings both feet toward that side: outward for the moving leg,
    inward, which is negative, for the resting one.
    """
    resting = _resting_leg(motion, excursion.side)
    toward_left = 1.0 if excursion.side == "left" else -1.0
    return pelvic_roll(
        resting_shank_deg=-_hold_deg(resting.rotation_rad, hold) if resting else math.nan,
        hip_line_deg=toward_left * _hold_deg(motion.hip_tilt_rad, hold),
        shoulder_line_deg=toward_left * _hold_deg(motion.shoulder_tilt_rad, hold),
    )


def _resting_leg_deg(motion: Motion, excursion: Excursion, hold: range, roll: PelvicRoll) -> float:
    """How far the resting leg turned by itself.

    A pelvis that rises on the moving side explains its tip; one that would have to drop does not.
    """
    resting = _resting_leg(motion, excursion.side)
    if resting is None:
        return math.nan
    explained_deg = max(0.0, roll.removed_deg)
    return abs(_hold_deg(resting.rotation_rad, hold) + explained_deg)


def _compensations(
    motion: Motion, leg: LegMotion, excursion: Excursion, hold: range, roll: PelvicRoll
) -> list[Compensation]:
    """Every movement that reaches the first limit of its row in the table."""
    t_s = motion.t_s
    held_s = t_s[excursion.hold_to - 1] - t_s[excursion.hold_from]
    measured: dict[CompensationKind, float] = {
        "pelvic_hike": abs(roll.measured_deg),
        "trunk_lean": abs(_hold_deg(motion.trunk_lean_rad, hold)),
        "thigh_drift": abs(_hold_deg(leg.drift_rad, hold)),
        "thigh_lift": max(0.0, _hold_deg(leg.lift_rad, hold)),
        "knee_angle": _knee_angle_deg(leg, hold),
        "foot_twist": _foot_twist_deg(leg, hold),
        "pace": _pace_deg_s(t_s, leg, excursion),
        "no_hold": held_s,
    }
    return [
        graded
        for kind, value in measured.items()
        if (graded := graded_compensation(kind, value, excursion)) is not None
    ]


def graded_compensation(
    kind: CompensationKind, value: float, excursion: Excursion
) -> Compensation | None:
    """The record of a measured value, None where it reaches no limit or is not measurable."""
    limit = tables().compensation(kind)
    grade = limit.grade(value) if math.isfinite(value) else None
    if grade is None:
        return None
    decimals = 2 if limit.unit == "s" else 1
    return Compensation(
        kind=kind,
        value=round(value, decimals),
        unit=limit.unit,
        grade=grade,
        direction=excursion.direction,
    )


def _knee_angle_deg(leg: LegMotion, hold: range) -> float:
    """Change of the knee's bend, at least: what the seen shortening of the shank cannot fake."""
    share = signals.median(signals.taken(leg.shank_share, hold)) + SHANK_SHARE_DOUBT
    return math.degrees(math.acos(max(-1.0, min(1.0, share)))) if math.isfinite(share) else math.nan


def _foot_twist_deg(leg: LegMotion, hold: range) -> float:
    """Turn of the foot about the shank, from how far the toe leaves the shank's line."""
    shift = signals.median(signals.taken(leg.toe_share, hold)) / TOE_REACH_SHANKS
    return (
        abs(math.degrees(math.asin(max(-1.0, min(1.0, shift)))))
        if math.isfinite(shift)
        else math.nan
    )


def _pace_deg_s(t_s: Sequence[float], leg: LegMotion, excursion: Excursion) -> float:
    """Fastest turn on the way out and back."""
    part = range(excursion.start, excursion.end)
    times_s = signals.taken(t_s, part)
    rotation_deg = [math.degrees(v) for v in signals.taken(leg.rotation_rad, part)]
    rates_deg_s = [abs(v) for v in signals.rate_per_s(times_s, rotation_deg)]
    return max(signals.finite(rates_deg_s), default=math.nan)


def _reasons(
    body: Body, leg: LegMotion, excursion: Excursion, others: Sequence[Excursion], hold: range
) -> list[str]:
    """Why the repetition cannot count, apart from compensations."""
    reasons: list[str] = []
    held = signals.taken(leg.rotation_rad, hold)
    whole = signals.taken(leg.rotation_rad, range(excursion.start, excursion.end))
    if min(_seen_share(held), _seen_share(whole)) < LEAST_SEEN_SHARE:
        reasons.append("gap")
    if excursion.start == 0 or excursion.end == len(body.t_s):
        reasons.append("unfinished")
    if math.degrees(signals.robust_sd(held)) > HOLD_NOISE_LIMIT_DEG or not _is_visible(
        body, excursion.side, hold
    ):
        reasons.append("landmarks_unreliable")
    if any(_overlaps(excursion, other) for other in others if other.side != excursion.side):
        reasons.append("both_legs_moved")
    return reasons


def _seen_share(values: Sequence[float]) -> float:
    return len(signals.finite(values)) / len(values) if values else 0.0


def _is_visible(body: Body, side: Side, hold: range) -> bool:
    """Whether the model mostly saw knee and ankle during the hold."""
    least = tables().quality_limit("leg_visibility").refuse_at or 0.0
    return all(
        signals.median(signals.taken(body.visibility[side, name], hold)) >= least
        for name in ("knee", "ankle")
    )


def _overlaps(a: Excursion, b: Excursion) -> bool:
    """Whether one was held while the other moved."""
    return a.hold_from < b.end and b.start < a.hold_to


def _error(
    motion: Motion,
    leg: LegMotion,
    excursion: Excursion,
    hold: range,
    roll: PelvicRoll,
    peak_deg: float,
) -> RepetitionError:
    landmark_deg = excursion.sign * _hold_deg(leg.landmark_rotation_rad, hold)
    return RepetitionError(
        peak_deg=peak_deg,
        support=signals.median(signals.taken(leg.support, hold)),
        disagreement_deg=excursion.peak_deg - landmark_deg,
        geometry_sd_deg=_geometry_sd_deg(motion, leg, hold),
        roll_error_sd_deg=roll.error_sd_deg,
        drift_deg=_hold_deg(leg.drift_rad, hold),
    )


def _geometry_sd_deg(motion: Motion, leg: LegMotion, hold: range) -> float:
    """How much the value would change with camera, lens or knee a little different."""
    template = leg.template
    held_rad = signals.median(signals.taken(leg.swing_rad, hold))
    rest_rad = signals.median(signals.taken(leg.swing_rad, motion.rest))

    def rotation_rad(
        yaw_rad: float, pitch_rad: float, focal_factor: float, knee_rad: float
    ) -> float:
        view = motion.view.turned(yaw_rad, pitch_rad, focal_factor)
        held = view.rotation_rad(held_rad, template.knee_px, template, knee_rad=knee_rad)
        return held - view.rotation_rad(rest_rad, template.knee_px, template)

    base_rad = rotation_rad(0.0, 0.0, 1.0, 0.0)
    doubts = (
        (template.sign * YAW_DOUBT_RAD, 0.0, 1.0, 0.0),
        (0.0, PITCH_DOUBT_RAD, 1.0, 0.0),
        (0.0, 0.0, FOCAL_DOUBT, 0.0),
        (0.0, 0.0, 1.0, KNEE_DOUBT_RAD),
    )
    return math.degrees(math.hypot(*(rotation_rad(*doubt) - base_rad for doubt in doubts)))
