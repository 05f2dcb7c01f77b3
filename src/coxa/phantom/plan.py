"""What the person is asked to do: repetitions laid out in time, and what spoils them.

Sizes are degrees, as a person would say them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from coxa.phantom.chance import stream
from coxa.records.assessment import DIRECTIONS, SIDES, Direction, Side

Posture = Literal["seated", "standing", "walking", "lying"]
CompensationKind = Literal[
    "pelvic_hike",
    "trunk_lean",
    "thigh_drift",
    "thigh_lift",
    "knee_angle",
    "foot_twist",
    "pace",
    "no_hold",
]
COMPENSATION_KINDS: Final[tuple[CompensationKind, ...]] = get_args(CompensationKind)
HOLD_ONSET: Final = 0.7
MINIMUM_JERK_PEAK_SPEED: Final = 1.875


@dataclass(frozen=True, slots=True, kw_only=True)
class CompensationPlan:
    """One unwanted movement that goes with the rotation.

    Attributes
    ----------
    kind : str
        See `amount`.
    amount : float
        Size at the end range, degrees. ``pelvic_hike``: hip of the moving side up. ``trunk_lean``:
        trunk away from the moving side. ``thigh_drift``: knee outward. ``thigh_lift``: knee up.
        ``knee_angle``: knee straightened. ``foot_twist``: toes inward. A negative amount goes the
        other way. ``pace``: the ways out and back are this many times as fast. ``no_hold``: this
        fraction of the hold is left out.
    timing : str
        ``"proportional"`` grows with the rotation; ``"hold"`` comes only near the end range, over
        the last `HOLD_ONSET` to 1 of it.
    sides, directions : tuple of str
        The repetitions it goes with.
    """

    kind: CompensationKind
    amount: float
    timing: Literal["proportional", "hold"] = "proportional"
    sides: tuple[Side, ...] = SIDES
    directions: tuple[Direction, ...] = DIRECTIONS

    def goes_with(self, side: Side, direction: Direction) -> bool:
        """Whether it spoils repetitions of this side and direction."""
        return side in self.sides and direction in self.directions


@dataclass(frozen=True, slots=True, kw_only=True)
class RepetitionPlan:
    """One movement out, its hold, and back; degrees (a magnitude) and seconds."""

    side: Side
    direction: Direction
    peak_deg: float
    rise_s: float = 1.0
    hold_s: float = 1.2
    fall_s: float = 1.0
    pause_s: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """What the person does.

    Attributes
    ----------
    posture : str
        Only ``"seated"`` makes repetitions; the others are for recordings that must be refused.
    order, directions : tuple of str
        Sides one after the other; directions, alternating within a side (`is_alternating`) or all
        repetitions of one before the other.
    repetitions : int
        Of each side and direction.
    left_internal_deg, left_external_deg, right_internal_deg, right_external_deg : float
        Mean end range, magnitudes from the neutral of that leg.
    peak_sd_deg : float
        Spread of the end ranges. Default: as the repetitions of one person in one sitting.
    rise_s, hold_s, fall_s, pause_s : float
        Durations within a repetition, and the rest after it.
    timing_sd_ratio : float
        Spread of those durations.
    rest_start_s, rest_between_sides_s, rest_end_s : float
        Rests.
    script : tuple of RepetitionPlan
        If given, exactly these repetitions instead of the ones described above.
    compensations : tuple of CompensationPlan
        Unwanted movements.
    resting_foot_planted : bool
        Whether the foot of the resting leg stays where it is on the floor while the pelvis moves;
        otherwise both feet hang free and the resting leg moves with the pelvis.
    rest_rotation_left_deg, rest_rotation_right_deg : float
        How each leg hangs at rest: the neutral that the end ranges are counted from.
    rest_abduction_deg : float
        Knees apart at rest, each side.
    knee_flexion_deg : float
        At rest.
    facing_deg : float
        Turn of the whole person to the left, away from straight ahead.
    sway_deg, drift_deg, tremor_deg : float
        Standard deviations: unrest of the trunk (a tenth of it of the pelvis), its slow sinking to
        one side, unrest of the legs. Defaults: quiet sitting, some tenths of a degree.
    trunk_follow_ratio : float
        How much of the pelvis's roll the trunk goes along with. 0: the shoulders stay level.
    disturbance_at_s : float or None
        Start of one cough-like jerk of half a second.
    disturbance_deg : float
        How far the trunk bends with it; the legs jerk by a quarter of it.
    walking_speed_m_s : float
        Forward speed of ``"walking"``; 0 walks on the spot.
    duration_s : float
        Length of a recording without repetitions.
    """

    posture: Posture = "seated"
    order: tuple[Side, ...] = ("right", "left")
    directions: tuple[Direction, ...] = DIRECTIONS
    is_alternating: bool = True
    repetitions: int = 3
    left_internal_deg: float = 32.0
    left_external_deg: float = 36.0
    right_internal_deg: float = 32.0
    right_external_deg: float = 36.0
    peak_sd_deg: float = 1.2
    rise_s: float = 1.0
    hold_s: float = 1.2
    fall_s: float = 1.0
    pause_s: float = 0.5
    timing_sd_ratio: float = 0.1
    rest_start_s: float = 3.0
    rest_between_sides_s: float = 1.5
    rest_end_s: float = 1.5
    script: tuple[RepetitionPlan, ...] = ()
    compensations: tuple[CompensationPlan, ...] = ()
    resting_foot_planted: bool = False
    rest_rotation_left_deg: float = 0.0
    rest_rotation_right_deg: float = 0.0
    rest_abduction_deg: float = 4.0
    knee_flexion_deg: float = 90.0
    facing_deg: float = 0.0
    sway_deg: float = 0.4
    drift_deg: float = 0.8
    tremor_deg: float = 0.3
    trunk_follow_ratio: float = 0.0
    disturbance_at_s: float | None = None
    disturbance_deg: float = 12.0
    walking_speed_m_s: float = 0.0
    duration_s: float = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueRepetition:
    """One repetition as it was made.

    Attributes
    ----------
    peak_deg : float
        Magnitude from neutral: mean of the hold, or the commanded end range if there is hardly one.
    compensations : dict
        Size of each compensation at the end range, in the units of the table of compensations:
        ``pace`` is the fastest rotation in degrees per second, ``no_hold`` the length of the hold
        in seconds; both are always there. The others as in `CompensationPlan`.
    """

    side: Side
    direction: Direction
    peak_deg: float
    start_s: float
    hold_from_s: float
    hold_to_s: float
    end_s: float
    compensations: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """When each repetition happens, and how long the whole takes."""

    repetitions: tuple[TrueRepetition, ...]
    duration_s: float


def minimum_jerk(fraction: float) -> float:
    """Smooth way from 0 to 1 while `fraction` goes from 0 to 1; level outside.

    Notes
    -----
    Source: Flash and Hogan, "The coordination of arm movements", 1985.
    """
    f = min(1.0, max(0.0, fraction))
    return f * f * f * (10.0 + f * (6.0 * f - 15.0))


def timeline_from_motion(motion: Motion, seed: int) -> Timeline:
    """Lay the repetitions out in time.

    Parameters
    ----------
    motion : Motion
        What is to be done.
    seed : int
        Decides the spread of end ranges and durations.

    Returns
    -------
    Timeline
        Repetitions in order of time; none unless seated.
    """
    if motion.posture != "seated":
        return Timeline(repetitions=(), duration_s=motion.duration_s)
    plans = motion.script or _plans(motion, seed)
    now_s, before = motion.rest_start_s, plans[0].side if plans else None
    repetitions = []
    for plan in plans:
        if plan.side != before:
            now_s += motion.rest_between_sides_s
        repetition = _repetition(motion, plan, now_s)
        repetitions.append(repetition)
        now_s, before = repetition.end_s + plan.pause_s, plan.side
    duration_s = now_s + motion.rest_end_s if plans else motion.duration_s
    return Timeline(repetitions=tuple(repetitions), duration_s=duration_s)


def _plans(motion: Motion, seed: int) -> tuple[RepetitionPlan, ...]:
    """Repetitions that the summary fields of a motion describe."""
    chance = stream(seed, "repetitions")
    means_deg = {
        ("left", "internal"): motion.left_internal_deg,
        ("left", "external"): motion.left_external_deg,
        ("right", "internal"): motion.right_internal_deg,
        ("right", "external"): motion.right_external_deg,
    }

    def spread(mean_s: float) -> float:
        """One duration of that mean."""
        ratio = motion.timing_sd_ratio * min(2.5, max(-2.5, chance.gauss(0.0, 1.0)))
        return mean_s * max(0.2, 1.0 + ratio)

    plans = []
    for side in motion.order:
        for direction in _directions(motion):
            peak_deg = means_deg[side, direction] + motion.peak_sd_deg * chance.gauss(0.0, 1.0)
            plans.append(
                RepetitionPlan(
                    side=side,
                    direction=direction,
                    peak_deg=peak_deg,
                    rise_s=spread(motion.rise_s),
                    hold_s=spread(motion.hold_s),
                    fall_s=spread(motion.fall_s),
                    pause_s=spread(motion.pause_s),
                )
            )
    return tuple(plans)


def _directions(motion: Motion) -> list[Direction]:
    """Directions of the repetitions of one side, in order."""
    if motion.is_alternating:
        return [direction for _ in range(motion.repetitions) for direction in motion.directions]
    return [direction for direction in motion.directions for _ in range(motion.repetitions)]


def _repetition(motion: Motion, plan: RepetitionPlan, start_s: float) -> TrueRepetition:
    """A planned repetition at its place in time, hurried or unheld if the motion says so."""
    sizes: dict[str, float] = {
        spoiler.kind: spoiler.amount
        for spoiler in motion.compensations
        if spoiler.goes_with(plan.side, plan.direction)
    }
    speed = sizes.get("pace", 1.0)
    hold_from_s = start_s + plan.rise_s / speed
    hold_to_s = hold_from_s + plan.hold_s * (1.0 - sizes.get("no_hold", 0.0))
    fastest_s = min(plan.rise_s, plan.fall_s) / speed
    sizes["pace"] = MINIMUM_JERK_PEAK_SPEED * abs(plan.peak_deg) / fastest_s
    sizes["no_hold"] = hold_to_s - hold_from_s
    return TrueRepetition(
        side=plan.side,
        direction=plan.direction,
        peak_deg=plan.peak_deg,
        start_s=start_s,
        hold_from_s=hold_from_s,
        hold_to_s=hold_to_s,
        end_s=hold_to_s + plan.fall_s / speed,
        compensations=sizes,
    )
