"""What is true of a simulated recording, laid out as beside the rendered clips."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from coxa.phantom.camera import Camera
from coxa.phantom.commands import Commands
from coxa.phantom.noise import Picture
from coxa.phantom.plan import (
    CompensationKind,
    CompensationPlan,
    Motion,
    Timeline,
    TrueRepetition,
)
from coxa.records.assessment import SIDES, Direction, Side
from coxa.records.landmarks import LANDMARKS

DIRECTION_CODES: Final[dict[Direction, str]] = {"internal": "ir", "external": "er"}
COMPENSATION_NAMES: Final[dict[str, CompensationKind]] = {
    "pelvis_roll_deg": "pelvic_hike",
    "trunk_lean_deg": "trunk_lean",
    "thigh_abduction_deg": "thigh_drift",
}
JOINTS: Final = ("hip", "knee", "ankle")
SHORTEST_HOLD_S: Final = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class PhantomTruth:
    """Truth of one simulated recording; angles in degrees, internal rotation positive.

    Attributes
    ----------
    kind : str
        Name of the scenario.
    seed : int
        Its seed.
    camera, motion
        Its camera and motion.
    duration_s : float
        Length of the recording.
    repetitions : dict
        Of each side, in order of time.
    t_s, pelvis_roll_deg, trunk_lean_deg : (n,)
        Times; left hip up positive; trunk toward the person's right positive.
    rotation_deg, thigh_abduction_deg : dict of (n,)
        Of each side, from its neutral; knee outward positive.
    joint_centres_px : dict of (n, 2)
        Projected joint centres without any landmark error, as `hip_left` and so on.
    """

    kind: str
    seed: int
    camera: Camera
    motion: Motion
    duration_s: float
    repetitions: dict[Side, tuple[TrueRepetition, ...]]
    t_s: tuple[float, ...]
    rotation_deg: dict[Side, list[float]]
    thigh_abduction_deg: dict[Side, list[float]]
    pelvis_roll_deg: list[float]
    trunk_lean_deg: list[float]
    joint_centres_px: dict[str, list[tuple[float, float]]]

    def mean_peak_deg(self, side: Side, direction: Direction) -> float | None:
        """Mean end range of a side and direction, magnitude; None without a repetition."""
        peaks = [r.peak_deg for r in self.repetitions[side] if r.direction == direction]
        return math.fsum(peaks) / len(peaks) if peaks else None

    def to_json(self) -> dict[str, Any]:
        """The truth as JSON data, with the names of the clips' truth files."""
        camera = self.camera
        return {
            "kind": self.kind,
            "seed": self.seed,
            "fps": camera.rate_hz,
            "size": [camera.image_width_px, camera.image_height_px],
            "duration_s": round(self.duration_s, 3),
            "order": list(self.motion.order),
            "camera": asdict(camera),
            "repetitions": {
                side: [_repetition_json(repetition) for repetition in repetitions]
                for side, repetitions in self.repetitions.items()
            },
            "mean_peak_deg": {side: self._means_json(side) for side in SIDES},
            "compensation": {
                name: max((abs(p.amount) for p in self._plans if p.kind == kind), default=0.0)
                for name, kind in COMPENSATION_NAMES.items()
            },
            "compensation_plans": [asdict(plan) for plan in self._plans],
            "series": self._series_json(),
            "joint_centres_px": {
                joint: [[_rounded(x, 1), _rounded(y, 1)] for x, y in positions]
                for joint, positions in self.joint_centres_px.items()
            },
        }

    @property
    def _plans(self) -> tuple[CompensationPlan, ...]:
        """The unwanted movements that were asked for."""
        return self.motion.compensations

    def _means_json(self, side: Side) -> dict[str, float]:
        """Mean end range of each direction that was made."""
        means = {code: self.mean_peak_deg(side, d) for d, code in DIRECTION_CODES.items()}
        return {code: round(mean, 2) for code, mean in means.items() if mean is not None}

    def _series_json(self) -> dict[str, list[float | None]]:
        """What is true in each image."""
        series: dict[str, list[float | None]] = {"t_s": list(self.t_s)}
        for side in SIDES:
            series[f"rotation_{side}_deg"] = [_rounded(v, 2) for v in self.rotation_deg[side]]
            series[f"thigh_abduction_{side}_deg"] = [
                _rounded(v, 2) for v in self.thigh_abduction_deg[side]
            ]
        series["pelvis_roll_deg"] = [_rounded(v, 2) for v in self.pelvis_roll_deg]
        series["trunk_lean_deg"] = [_rounded(v, 2) for v in self.trunk_lean_deg]
        return series


def truth_from_commands(  # noqa: PLR0913  # keyword only: everything there is to know
    *,
    kind: str,
    seed: int,
    camera: Camera,
    motion: Motion,
    timeline: Timeline,
    commands: Commands,
    rotation_deg: dict[Side, list[float]],
    pictures: list[Picture],
) -> PhantomTruth:
    """Put the truth of a simulated recording together.

    Parameters
    ----------
    kind : str
        Name of the scenario.
    seed : int
        Its seed.
    camera, motion : Camera, Motion
        Its camera and motion.
    timeline, commands : Timeline, Commands
        What was done, and when.
    rotation_deg : dict of (n,)
        True rotation of each side from neutral, internal positive, degrees.
    pictures : (n, 33, 2)
        True image positions of all landmarks, pixels.
    """
    return PhantomTruth(
        kind=kind,
        seed=seed,
        camera=camera,
        motion=motion,
        duration_s=timeline.duration_s,
        repetitions={
            side: tuple(
                _as_made(repetition, commands.t_s, rotation_deg[side])
                for repetition in timeline.repetitions
                if repetition.side == side
            )
            for side in SIDES
        },
        t_s=commands.t_s,
        rotation_deg=rotation_deg,
        thigh_abduction_deg=commands.abduction_deg,
        pelvis_roll_deg=commands.pelvis_roll_deg,
        trunk_lean_deg=commands.trunk_lean_deg,
        joint_centres_px={
            f"{joint}_{side}": [picture[LANDMARKS.index(f"{side}_{joint}")] for picture in pictures]
            for side in SIDES
            for joint in JOINTS
        },
    )


def _as_made(
    repetition: TrueRepetition, t_s: tuple[float, ...], rotation_deg: list[float]
) -> TrueRepetition:
    """The repetition with the end range it really had: the mean of its hold, unrest included."""
    if repetition.hold_to_s - repetition.hold_from_s < SHORTEST_HOLD_S:
        return repetition
    sign = 1.0 if repetition.direction == "internal" else -1.0
    held = [
        sign * angle
        for now_s, angle in zip(t_s, rotation_deg, strict=True)
        if repetition.hold_from_s <= now_s <= repetition.hold_to_s
    ]
    return replace(repetition, peak_deg=math.fsum(held) / len(held)) if held else repetition


def _repetition_json(repetition: TrueRepetition) -> dict[str, Any]:
    """One repetition under the names of the clips' truth files."""
    return {
        "direction": DIRECTION_CODES[repetition.direction],
        "peak_deg": round(repetition.peak_deg, 2),
        "start_s": round(repetition.start_s, 3),
        "hold_from_s": round(repetition.hold_from_s, 3),
        "hold_to_s": round(repetition.hold_to_s, 3),
        "end_s": round(repetition.end_s, 3),
        "compensations": {kind: round(v, 3) for kind, v in repetition.compensations.items()},
    }


def _rounded(value: float | None, decimals: int) -> float | None:
    """A number JSON can hold: None where there is none."""
    return None if value is None or math.isnan(value) else round(value, decimals)
