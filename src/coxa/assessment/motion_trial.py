"""One recording of a strapped-on sensor laid out: rest, axis, angles, slips; and its repetitions.

Degrees from rest, internal positive; times in seconds from the start of the recording.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from coxa import signals
from coxa.assessment.motion_axis import RotationAxis
from coxa.assessment.motion_error import MotionRepetitionError
from coxa.assessment.repetition import graded_compensation
from coxa.assessment.trial import Excursion
from coxa.geometry import angle_between_rad, cross, dot
from coxa.inertial.hang import Hang, Still
from coxa.inertial.rotation import sideways_tilt_rad, swing_in_plane_rad, turn_about_up_rad
from coxa.inertial.up import UpSeries
from coxa.records.assessment import Compensation, Repetition, Side
from coxa.tables.load import CompensationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionTrialParams:
    """Limits within one recording.

    `slip_deg`: two to three times how well a leg finds back to its rest. `turned_deg`: a rest
    further off than this was before the phone sat where it sits. `turn_limit_deg`: turn about the
    vertical in one repetition; a thigh that slopes by 20 degrees gives 12. `bridge_s`: too short
    to hide an end range. `gap_margin_s`: a hold that begins in a gap is not seen to begin.
    """

    slip_deg: float = 6.0
    same_place_deg: float = 5.0
    turned_deg: float = 25.0
    turn_limit_deg: float = 30.0
    bridge_s: float = 0.2
    gap_margin_s: float = 0.2
    hold_noise_deg: float = 4.0
    end_rest_s: float = 0.4
    pace_smoothing_s: float = 0.15


@dataclass(frozen=True, slots=True)
class Window:
    """Where the rest holds.

    Attributes
    ----------
    from_s, to_s : float
        First and last time the limb was at its rest; infinite where nothing speaks against it.
    slip_deg : float
        How far the rest before or after the window is off; 0 without a slip.
    was_turned : bool
        The phone was still in another place before.
    rest_sd_deg : float
        Scatter of the rests along the turn; NaN with one rest only.
    has_end : bool
        The limb was seen at rest at the end.
    """

    from_s: float
    to_s: float
    slip_deg: float
    was_turned: bool
    rest_sd_deg: float
    has_end: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionTrial:
    """What moved: angles of one leg over time.

    Attributes
    ----------
    rotation_deg : (n,)
        Sideways tilt of the shank, internal positive. NaN where not known.
    bend_deg : (n,)
        Tilt square to it: what the knee did, or the slope of the thigh.
    turn_deg : (n,) or None
        Turn about the vertical; None without a gyroscope.
    """

    side: Side
    up: UpSeries
    t_s: list[float]
    rotation_deg: list[float]
    plane_deg: list[float]
    bend_deg: list[float]
    turn_deg: list[float] | None
    has_gyroscope: bool
    window: Window
    params: MotionTrialParams


@dataclass(frozen=True, slots=True)
class MotionRepetition:
    """A repetition as recorded, and what it says of its own error."""

    side: Side
    excursion: Excursion
    record: Repetition
    error: MotionRepetitionError

    @property
    def peak_deg(self) -> float:
        """End-range value before rounding, magnitude."""
        return self.error.peak_deg


def motion_trial(
    up: UpSeries,
    stills: Sequence[Still],
    hang: Hang,
    axis: RotationAxis,
    side: Side,
    *,
    has_gyroscope: bool,
) -> MotionTrial:
    """Angles of a recording whose rest and axis are known."""
    params = MotionTrialParams()
    t_s = list(up.t_s)
    turned = turn_about_up_rad(up)

    def degrees(values_rad: list[float]) -> list[float]:
        return signals.bridged(t_s, [math.degrees(v) for v in values_rad], params.bridge_s)

    return MotionTrial(
        side=side,
        up=up,
        t_s=t_s,
        rotation_deg=degrees(sideways_tilt_rad(up, axis.internal)),
        plane_deg=degrees(swing_in_plane_rad(up, hang.up, axis.internal)),
        bend_deg=degrees(swing_in_plane_rad(up, hang.up, cross(hang.up, axis.internal))),
        turn_deg=None if turned is None else [math.degrees(v) for v in turned],
        has_gyroscope=has_gyroscope,
        window=rest_window(hang, stills, axis, params),
        params=params,
    )


def rest_window(
    hang: Hang, stills: Sequence[Still], axis: RotationAxis, params: MotionTrialParams
) -> Window:
    """From when to when the rest holds, by the first and the last still moment of the recording."""
    first, last = stills[0], stills[-1]
    before_deg, after_deg = (
        math.degrees(angle_between_rad(hang.up, still.up)) for still in (first, last)
    )
    was_turned = before_deg > params.turned_deg
    slipped_before = params.slip_deg < before_deg <= params.turned_deg
    slipped_after = after_deg > params.slip_deg
    if slipped_after:
        # The place it ended at may have been the rest ever since it was first seen.
        same_place_rad = math.radians(params.same_place_deg)
        ended = [s for s in stills if angle_between_rad(s.up, last.up) <= same_place_rad]
        to_s = max((v.to_s for v in hang.visits if v.to_s <= ended[0].from_s), default=-math.inf)
    else:
        to_s = math.inf
    scatter_deg = [math.degrees(math.asin(dot(v.up, axis.internal))) for v in hang.visits]
    others = [v for v, still in zip(scatter_deg, hang.visits, strict=True) if still != hang.taken]
    return Window(
        from_s=hang.visits[0].from_s if before_deg > params.slip_deg else -math.inf,
        to_s=to_s,
        slip_deg=max(before_deg * slipped_before, after_deg * slipped_after),
        was_turned=was_turned,
        rest_sd_deg=math.sqrt(math.fsum(v * v for v in others) / len(others))
        if others
        else math.nan,
        has_end=after_deg <= params.slip_deg
        and last is not hang.taken
        and last.duration_s >= params.end_rest_s,
    )


def measure_motion_repetition(trial: MotionTrial, excursion: Excursion) -> MotionRepetition:
    """Value, compensations, verdict and error of one excursion."""
    hold = range(excursion.hold_from, excursion.hold_to)
    t_s = trial.t_s
    bend_deg = signals.median(signals.taken(trial.bend_deg, hold))
    compensations = _compensations(trial, excursion, bend_deg)
    reasons = _reasons(trial, excursion, hold, bend_deg)
    refused = [c.kind for c in compensations if c.grade == "refuse"]
    if "knee_swing" in reasons:  # one thing, one name
        refused = [kind for kind in refused if kind != "knee_angle"]
    record = Repetition(
        direction=excursion.direction,
        start_s=round(t_s[excursion.start], 3),
        hold_from_s=round(t_s[excursion.hold_from], 3),
        hold_to_s=round(t_s[excursion.hold_to - 1], 3),
        end_s=round(t_s[excursion.end - 1], 3),
        peak_deg=round(excursion.peak_deg, 1),
        accepted=not reasons and not refused,
        reasons=(*reasons, *refused),
        compensations=tuple(compensations),
    )
    in_plane_deg = excursion.sign * signals.median(signals.taken(trial.plane_deg, hold))
    error = MotionRepetitionError(
        peak_deg=excursion.peak_deg,
        bend_deg=in_plane_deg - excursion.peak_deg,
        rest_sd_deg=trial.window.rest_sd_deg,
        has_gyroscope=trial.has_gyroscope,
    )
    return MotionRepetition(trial.side, excursion, record, error)


def _compensations(trial: MotionTrial, excursion: Excursion, bend_deg: float) -> list[Compensation]:
    """What a sensor on the shank can see of them: the knee, the pace and the hold."""
    t_s = trial.t_s
    held_s = t_s[excursion.hold_to - 1] - t_s[excursion.hold_from]
    measured: dict[CompensationKind, float] = {
        "knee_angle": abs(bend_deg),
        "pace": _pace_deg_s(trial, excursion),
        "no_hold": held_s,
    }
    return [
        graded
        for kind, value in measured.items()
        if (graded := graded_compensation(kind, value, excursion)) is not None
    ]


def _pace_deg_s(trial: MotionTrial, excursion: Excursion) -> float:
    """Fastest turn on the way out and back."""
    part = range(excursion.start, excursion.end)
    times_s = signals.taken(trial.t_s, part)
    smooth_deg = signals.smoothed(
        times_s, signals.taken(trial.rotation_deg, part), trial.params.pace_smoothing_s
    )
    return signals.quantile([abs(v) for v in signals.rate_per_s(times_s, smooth_deg)], 0.95)


def _reasons(trial: MotionTrial, excursion: Excursion, hold: range, bend_deg: float) -> list[str]:
    """Why the repetition cannot count, apart from compensations."""
    params, t_s = trial.params, trial.t_s
    reasons: list[str] = []
    if _has_gap(trial, excursion):
        reasons.append("gap")
    if excursion.start == 0 or excursion.end == len(t_s):
        reasons.append("unfinished")
    if t_s[excursion.start] < trial.window.from_s or t_s[excursion.end - 1] > trial.window.to_s:
        reasons.append("before_rest" if trial.window.was_turned else "slipped")
    if abs(bend_deg) > abs(excursion.peak_deg):
        reasons.append("knee_swing")
    if signals.robust_sd(signals.taken(trial.rotation_deg, hold)) > params.hold_noise_deg:
        reasons.append("unsteady")
    if abs(_turn_deg(trial, excursion)) > params.turn_limit_deg:
        reasons.append("turned_round")
    return reasons


def _has_gap(trial: MotionTrial, excursion: Excursion) -> bool:
    """Whether anything from its beginning to its end, and a little beside it, was not measured."""
    margin_s = trial.params.gap_margin_s
    t_s = trial.t_s
    part = signals.between(t_s, t_s[excursion.start] - margin_s, t_s[excursion.end - 1] + margin_s)
    if any(not math.isfinite(trial.rotation_deg[i]) for i in part):
        return True
    longest_s = max((t_s[i + 1] - t_s[i] for i in part[:-1]), default=0.0)
    return longest_s > margin_s


def _turn_deg(trial: MotionTrial, excursion: Excursion) -> float:
    """Turn about the vertical from the start to the hold; 0 where nothing shows it."""
    if trial.turn_deg is None:
        return 0.0
    middle = (excursion.hold_from + excursion.hold_to - 1) // 2
    return trial.turn_deg[middle] - trial.turn_deg[excursion.start]
