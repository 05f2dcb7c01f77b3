"""A phone strapped to the leg of the simulated body: what its sensors feel, and what is true.

Frames: world and segments as in `coxa.phantom.body`. The phone's own: x to the right of the
screen, y to its top, z out of it. An accelerometer feels acceleration less gravity; a gyroscope the
angular velocity in its own frame.
"""

from __future__ import annotations

import hashlib
import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from random import Random
from typing import Any, Final, Literal

from coxa.hip import Facing
from coxa.phantom.body import Body, Leg, LegFrames, Pose, leg_frames
from coxa.phantom.chance import stream, sway
from coxa.phantom.commands import Commands, commands_at
from coxa.phantom.plan import Motion, TrueRepetition, minimum_jerk, timeline_from_motion
from coxa.phantom.posture import poses_from_commands
from coxa.phantom.space import (
    Matrix,
    Vector,
    about_x,
    about_y,
    about_z,
    add,
    chain,
    scale,
    subtract,
    transpose,
    turn,
)
from coxa.records.assessment import Direction, Side
from coxa.records.motion import Interval, MotionRecording, MotionSource
from coxa.version import __version__

GRAVITY_M_S2: Final = 9.81
RECORDED_AT: Final = "2000-01-01T00:00:00+00:00"
DIRECTION_CODES: Final[dict[Direction, str]] = {"internal": "ir", "external": "er"}
_TRANSITION_S: Final = 0.8
_SLIP_S: Final = 0.3

Placement = Literal["shank", "thigh", "table", "hand"]
SensorPosition = Literal["seated", "prone", "supine_hip_extended"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneMounting:
    """How the phone sits on the segment.

    Attributes
    ----------
    round_deg : float
        Round the segment: 0 screen to the front, positive to the person's left.
    roll_deg : float
        In the plane of its screen: 0 with its top toward the hip.
    lean_deg : float
        Screen tipped up or down by the slope of the limb's surface.
    along_ratio : float
        Where on the segment: 0 at its upper, 1 at its lower end.
    follow_ratio : float
        Share of the segment's rotation the skin under the strap takes along (thigh only).
    """

    round_deg: float = 0.0
    roll_deg: float = 0.0
    lean_deg: float = 5.0
    along_ratio: float = 0.75
    follow_ratio: float = 0.7

    @property
    def r_segment_from_phone(self) -> Matrix:
        """Orientation of the phone in the segment's frame."""
        return chain(
            about_y(math.radians(90.0 + self.round_deg)),
            about_x(math.radians(self.lean_deg)),
            about_z(math.radians(self.roll_deg)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorErrors:
    """Errors of the phone's sensors and of what holds it. Standard deviations, drawn by the seed.

    Defaults: a usual phone after months without calibration; biases to several degrees a second
    were seen in real ones.
    """

    acc_noise_m_s2: float = 0.03
    acc_bias_m_s2: float = 0.04
    acc_scale: float = 0.003
    gyr_noise_rad_s: float = 0.004
    gyr_bias_rad_s: float = 0.03
    gyr_scale: float = 0.005
    wobble_deg: float = 0.7
    gyr_range_rad_s: float = 34.9
    acc_range_m_s2: float = 78.0


EXACT_SENSOR: Final = SensorErrors(
    acc_noise_m_s2=0.0,
    acc_bias_m_s2=0.0,
    acc_scale=0.0,
    gyr_noise_rad_s=0.0,
    gyr_bias_rad_s=0.0,
    gyr_scale=0.0,
    wobble_deg=0.0,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KneeSwing:
    """One straightening of the knee and back, by itself."""

    at_s: float
    amount_deg: float
    duration_s: float = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorScenario:
    """Everything that decides one simulated sensor recording. The same scenario, the same samples.

    Attributes
    ----------
    mounting :
        None: drawn at random by the seed, anywhere round the segment, at any angle.
    slip_at_s, slip_deg, slip_kind :
        The strap gives way: the phone tips sideways ("tilt") or slides round the limb ("round").
    turned_until_s, turned_deg :
        Until then the phone is elsewhere, turned by so much.
    gaps_s :
        Stretches without samples.
    """

    name: str = "plain"
    seed: int = 1
    rate_hz: float = 100.0
    position: SensorPosition = "seated"
    placement: Placement = "shank"
    body: Body = field(default_factory=Body)
    motion: Motion = field(default_factory=lambda: Motion(order=("left",), rest_end_s=2.5))
    mounting: PhoneMounting | None = None
    errors: SensorErrors = field(default_factory=SensorErrors)
    knee_swings: tuple[KneeSwing, ...] = ()
    slip_at_s: float | None = None
    slip_deg: float = 12.0
    slip_kind: Literal["tilt", "round"] = "tilt"
    turned_until_s: float | None = None
    turned_deg: float = 80.0
    gaps_s: tuple[tuple[float, float], ...] = ()
    has_gyroscope: bool = True

    @property
    def side(self) -> Side:
        """Leg that carries the phone and moves."""
        return self.motion.order[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorTruth:
    """Truth of one simulated sensor recording; degrees, internal rotation positive."""

    scenario: SensorScenario
    mounting: PhoneMounting
    repetitions: tuple[TrueRepetition, ...]
    t_s: tuple[float, ...]
    rotation_deg: list[float]
    up: list[Vector]
    """Up in the phone's frame at every sample, exact."""

    def mean_peak_deg(self, direction: Direction) -> float | None:
        """Mean end range of a direction, magnitude; None without a repetition."""
        peaks = [r.peak_deg for r in self.repetitions if r.direction == direction]
        return math.fsum(peaks) / len(peaks) if peaks else None

    def to_json(self) -> dict[str, Any]:
        """The truth as JSON data, with the names of the clips' truth files."""
        side = self.scenario.side
        means = {code: self.mean_peak_deg(d) for d, code in DIRECTION_CODES.items()}
        return {
            "kind": self.scenario.name,
            "seed": self.scenario.seed,
            "position": self.scenario.position,
            "order": [side],
            "mean_peak_deg": {side: {c: round(m, 2) for c, m in means.items() if m is not None}},
            "repetitions": {
                side: [
                    {
                        "direction": DIRECTION_CODES[r.direction],
                        "peak_deg": round(r.peak_deg, 2),
                        "start_s": round(r.start_s, 3),
                        "hold_from_s": round(r.hold_from_s, 3),
                        "hold_to_s": round(r.hold_to_s, 3),
                        "end_s": round(r.end_s, 3),
                    }
                    for r in self.repetitions
                ]
            },
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorTrial:
    """A simulated sensor recording and what is true of it."""

    recording: MotionRecording
    truth: SensorTruth


def mounting_from_seed(seed: int) -> PhoneMounting:
    """A phone strapped on by somebody who was told nothing: anywhere round, at any angle."""
    chance = stream(seed, "mounting")
    return PhoneMounting(
        round_deg=chance.uniform(-180.0, 180.0),
        roll_deg=chance.uniform(-180.0, 180.0),
        lean_deg=max(-20.0, min(20.0, chance.gauss(3.0, 7.0))),
        along_ratio=chance.uniform(0.4, 0.9),
    )


def mounting_facing(facing: Facing, side: Side, roll_deg: float = 0.0) -> PhoneMounting:
    """A phone whose screen faces where it was said to."""
    outward_deg = -90.0 if side == "right" else 90.0
    round_deg = {"forward": 0.0, "backward": 180.0, "outward": outward_deg, "inward": -outward_deg}
    return PhoneMounting(round_deg=round_deg[facing], roll_deg=roll_deg)


def simulate_sensor(scenario: SensorScenario) -> SensorTrial:
    """Simulate one recording of a phone.

    Parameters
    ----------
    scenario : SensorScenario
        Body, motion, mounting, errors, seed.

    Returns
    -------
    SensorTrial
        Samples as a reader would give them, gaps and saturated stretches marked, and the truth.
    """
    mounting = scenario.mounting or mounting_from_seed(scenario.seed)
    timeline = timeline_from_motion(scenario.motion, scenario.seed)
    n = int(timeline.duration_s * scenario.rate_hz) + 1
    t_s = [i / scenario.rate_hz for i in range(n)]
    commands = commands_at(scenario.motion, timeline, t_s, scenario.seed)
    _swing_knee(commands, scenario)
    phone = _phone_track(scenario, mounting, commands)
    phone = _wobbled(phone, scenario, commands)
    kept = [
        i for i in range(n) if not any(from_s <= t_s[i] < to_s for from_s, to_s in scenario.gaps_s)
    ]
    rotation_deg = commands.rotation_deg[scenario.side]
    truth = SensorTruth(
        scenario=scenario,
        mounting=mounting,
        repetitions=tuple(_as_made(r, t_s, rotation_deg) for r in timeline.repetitions),
        t_s=tuple(t_s[i] for i in kept),
        rotation_deg=[rotation_deg[i] for i in kept],
        up=[_up_in(phone[i][0]) for i in kept],
    )
    return SensorTrial(recording=_recording(scenario, t_s, phone, kept), truth=truth)


def _up_in(r_world_from_phone: Matrix) -> Vector:
    """Up in the phone's frame: the world's second row."""
    return r_world_from_phone[1]


def _swing_knee(commands: Commands, scenario: SensorScenario) -> None:
    """Add the knee swings to the commands."""
    knee_deg = commands.knee_extension_deg[scenario.side]
    for swing in scenario.knee_swings:
        for i, now_s in enumerate(commands.t_s):
            share = (now_s - swing.at_s) / swing.duration_s
            if 0.0 < share < 1.0:
                knee_deg[i] += swing.amount_deg * minimum_jerk(3.0 * min(share, 1.0 - share))


def _poses(scenario: SensorScenario, commands: Commands) -> list[Pose]:
    """The body in the position of the test."""
    if scenario.position == "seated":
        return poses_from_commands(scenario.body, scenario.motion, commands)
    side = scenario.side
    rest_deg = {
        "left": scenario.motion.rest_rotation_left_deg,
        "right": scenario.motion.rest_rotation_right_deg,
    }[side]
    recline_rad = (-1.0 if scenario.position == "prone" else 1.0) * math.pi / 2.0
    poses = []
    for i in range(len(commands.t_s)):
        knee_deg = scenario.motion.knee_flexion_deg - commands.knee_extension_deg[side][i]
        leg = Leg(
            rotation_rad=math.radians(rest_deg + commands.rotation_deg[side][i]),
            knee_flexion_rad=math.radians(knee_deg),
        )
        still = Leg()
        poses.append(
            Pose(
                hips_m=(0.0, 0.6, 0.0),
                recline_rad=recline_rad,
                left=leg if side == "left" else still,
                right=leg if side == "right" else still,
            )
        )
    return poses


Place = tuple[Matrix, Vector]
"""Orientation and position of the phone in the world."""


def _phone_track(
    scenario: SensorScenario, mounting: PhoneMounting, commands: Commands
) -> list[Place]:
    """Where the phone is at every time, as if it were part of what carries it."""
    if scenario.placement == "table":
        return [(about_x(-math.pi / 2.0), (0.5, 0.7, 0.0))] * len(commands.t_s)
    if scenario.placement == "hand":
        return _in_hand(scenario, commands.t_s)
    if scenario.placement == "thigh":
        rotation_deg = commands.rotation_deg[scenario.side]
        commands = replace(
            commands,
            rotation_deg={
                **commands.rotation_deg,
                scenario.side: [mounting.follow_ratio * v for v in rotation_deg],
            },
        )
    track = []
    for i, pose in enumerate(_poses(scenario, commands)):
        frames = leg_frames(scenario.body, pose, scenario.side)
        held = _held(scenario, mounting, commands.t_s[i])
        track.append(_on_segment(scenario, mounting, frames, held))
    return track


def _on_segment(
    scenario: SensorScenario, mounting: PhoneMounting, frames: LegFrames, held: Matrix
) -> Place:
    """Phone on the front of shank or thigh, 5 cm from the bone."""
    if scenario.placement == "thigh":
        r_segment, start_m, length_m = (
            frames.r_world_from_thigh,
            frames.hip_m,
            scenario.body.thigh_m,
        )
    else:
        r_segment, start_m, length_m = (
            frames.r_world_from_shank,
            frames.knee_m,
            scenario.body.shank_m,
        )
    r_phone = chain(r_segment, held)
    off_bone = scale(turn(held, (0.0, 0.0, 1.0)), 0.05)
    on_segment = add((0.0, -mounting.along_ratio * length_m, 0.0), off_bone)
    return r_phone, add(start_m, turn(r_segment, on_segment))


def _held(scenario: SensorScenario, mounting: PhoneMounting, now_s: float) -> Matrix:
    """Orientation of the phone on the segment: mounting, slip, and where it was before."""
    held = mounting.r_segment_from_phone
    if scenario.slip_at_s is not None:
        slipped_rad = math.radians(scenario.slip_deg) * minimum_jerk(
            (now_s - scenario.slip_at_s) / _SLIP_S
        )
        slip = about_x(slipped_rad) if scenario.slip_kind == "tilt" else about_y(slipped_rad)
        held = chain(slip, held)
    if scenario.turned_until_s is not None:
        left = 1.0 - minimum_jerk((now_s - scenario.turned_until_s) / _TRANSITION_S)
        held = chain(held, about_x(math.radians(scenario.turned_deg) * left))
    return held


def _in_hand(scenario: SensorScenario, t_s: Sequence[float]) -> list[Place]:
    """Held in a hand: it turns about all its axes without end."""
    tracks = [
        sway(stream(scenario.seed, f"hand {axis}"), t_s, (1.0, 4.0)) for axis in ("x", "y", "z")
    ]
    return [
        (
            chain(about_y(0.4 * y), about_x(0.35 * x), about_z(0.3 * z)),
            (0.3 + 0.03 * x, 1.0 + 0.03 * y, 0.03 * z),
        )
        for x, y, z in zip(*tracks, strict=True)
    ]


def _wobbled(track: list[Place], scenario: SensorScenario, commands: Commands) -> list[Place]:
    """The phone shakes on skin and muscle, more the faster the leg moves."""
    sd_rad = math.radians(scenario.errors.wobble_deg)
    if sd_rad == 0.0 or scenario.placement == "table":
        return track
    t_s = commands.t_s
    shakes = [
        sway(stream(scenario.seed, f"wobble {axis}"), t_s, (0.15, 0.6)) for axis in ("x", "y", "z")
    ]
    rotation_deg = commands.rotation_deg[scenario.side]
    wobbled: list[Place] = []
    for i, (r_phone, place) in enumerate(track):
        before, after = max(0, i - 1), min(len(t_s) - 1, i + 1)
        pace_deg_s = abs(rotation_deg[after] - rotation_deg[before]) / (t_s[after] - t_s[before])
        size_rad = sd_rad * min(1.0, 0.01 + pace_deg_s / 40.0)
        x, y, z = (size_rad * shake[i] for shake in shakes)
        wobbled.append((chain(r_phone, about_x(x), about_y(y), about_z(z)), place))
    return wobbled


def _recording(
    scenario: SensorScenario, t_s: list[float], phone: list[Place], kept: list[int]
) -> MotionRecording:
    """What the phone's sensors say of its way."""
    felt = _Felt(scenario)
    acc, gyr = array("d"), array("d")
    for i in kept:
        before, here, after = max(0, i - 1), i, min(len(t_s) - 1, i + 1)
        if after - before < 2:
            here = min(max(1, i), len(t_s) - 2)
        acc.extend(felt.acceleration(t_s, phone, here, phone[i][0]))
        gyr.extend(felt.turning(t_s[after] - t_s[before], phone[before][0], phone[after][0]))
    digest = hashlib.sha256(repr(scenario).encode()).hexdigest()
    kept_s = [t_s[i] for i in kept]
    return MotionRecording(
        id=f"{digest[:8]}-{digest[8:12]}-8{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}",
        subject=f"phantom-{scenario.seed}",
        recorded_at=RECORDED_AT,
        coxa_version=__version__,
        tables_version="none",
        recording_sha256=digest,
        source=MotionSource(format="phantom", app="coxa phantom", device="phantom phone"),
        gaps=tuple(
            Interval(from_s=a, to_s=b)
            for a, b in pairwise(kept_s)
            if b - a > 2.5 / scenario.rate_hz
        ),
        saturated=_saturated(scenario, kept_s, acc, gyr),
        t_s=array("d", kept_s),
        acc_m_s2=acc,
        gyr_rad_s=gyr if scenario.has_gyroscope else array("d"),
    )


def _saturated(
    scenario: SensorScenario, t_s: list[float], acc: array[float], gyr: array[float]
) -> tuple[Interval, ...]:
    """Stretches in which a sensor stands at the end of its range."""
    found: list[Interval] = []
    step_s = 1.0 / scenario.rate_hz
    columns: tuple[tuple[Literal["accelerometer", "gyroscope"], array[float], float], ...] = (
        ("accelerometer", acc, scenario.errors.acc_range_m_s2),
        ("gyroscope", gyr, scenario.errors.gyr_range_rad_s),
    )
    for sensor, values, limit in columns:
        start: float | None = None
        for i, now_s in enumerate(t_s):
            is_full = max(abs(v) for v in values[3 * i : 3 * i + 3]) >= limit
            if is_full and start is None:
                start = now_s
            if start is not None and (not is_full or i == len(t_s) - 1):
                found.append(Interval(from_s=start, to_s=now_s + is_full * step_s, sensor=sensor))
                start = None
    return tuple(found)


class _Felt:
    """Sensors with their errors. Biases and scales are drawn once for the whole recording."""

    def __init__(self, scenario: SensorScenario) -> None:
        errors = scenario.errors
        drawn = stream(scenario.seed, "sensor calibration")
        self._errors = errors
        self._noise = stream(scenario.seed, "sensor noise")
        self._acc = [self._line(drawn, errors.acc_scale, errors.acc_bias_m_s2) for _ in range(3)]
        self._gyr = [self._line(drawn, errors.gyr_scale, errors.gyr_bias_rad_s) for _ in range(3)]

    @staticmethod
    def _line(drawn: Random, scale_sd: float, bias_sd: float) -> tuple[float, float]:
        return 1.0 + drawn.gauss(0.0, scale_sd), drawn.gauss(0.0, bias_sd)

    def acceleration(
        self, t_s: list[float], phone: list[Place], here: int, r_world_from_phone: Matrix
    ) -> list[float]:
        """Specific force in the phone's frame."""
        first, middle, last = (phone[here + k][1] for k in (-1, 0, 1))
        before_s, after_s = t_s[here] - t_s[here - 1], t_s[here + 1] - t_s[here]
        bend = subtract(
            scale(subtract(last, middle), 1.0 / after_s),
            scale(subtract(middle, first), 1.0 / before_s),
        )
        acceleration = scale(bend, 2.0 / (before_s + after_s))
        force = add(acceleration, (0.0, GRAVITY_M_S2, 0.0))
        exact = turn(transpose(r_world_from_phone), force)
        errors = self._errors
        return self._read(exact, self._acc, errors.acc_noise_m_s2, errors.acc_range_m_s2)

    def turning(self, step_s: float, before: Matrix, after: Matrix) -> list[float]:
        """Angular velocity in the phone's frame."""
        exact = scale(turn_vector(chain(transpose(before), after)), 1.0 / step_s)
        errors = self._errors
        return self._read(exact, self._gyr, errors.gyr_noise_rad_s, errors.gyr_range_rad_s)

    def _read(
        self, exact: Vector, lines: list[tuple[float, float]], noise: float, limit: float
    ) -> list[float]:
        read = []
        for value, (gain, bias) in zip(exact, lines, strict=True):
            said = gain * value + bias + self._noise.gauss(0.0, noise)
            read.append(max(-limit, min(limit, said)))
        return read


def turn_vector(r: Matrix) -> Vector:
    """Axis times angle of a small rotation, radians."""
    across = (r[2][1] - r[1][2], r[0][2] - r[2][0], r[1][0] - r[0][1])
    sine = 0.5 * math.sqrt(math.fsum(v * v for v in across))
    if sine < 1e-12:
        return (0.0, 0.0, 0.0)
    cosine = 0.5 * (r[0][0] + r[1][1] + r[2][2] - 1.0)
    return scale(across, 0.5 * math.atan2(sine, cosine) / sine)


def _as_made(
    repetition: TrueRepetition, t_s: list[float], rotation_deg: list[float]
) -> TrueRepetition:
    """The repetition with the end range it really had: the mean of its hold."""
    sign = 1.0 if repetition.direction == "internal" else -1.0
    held = [
        sign * angle
        for now_s, angle in zip(t_s, rotation_deg, strict=True)
        if repetition.hold_from_s <= now_s <= repetition.hold_to_s
    ]
    return replace(repetition, peak_deg=math.fsum(held) / len(held)) if held else repetition
