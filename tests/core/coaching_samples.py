"""People who stand, squat, lie and turn before a camera: exercises as rows of poses."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from coxa.coaching.config import Choices, CoachConfig, config_of_test
from coxa.coaching.engine import run
from coxa.coaching.events import Event, RepetitionMade
from coxa.coaching.sample import Image, PersonInput, Said, Sample, Tick
from coxa.coaching.state import CoachState
from coxa.phantom.body import ANKLE_HEIGHT, Body, Leg, Pose, skeleton_from_pose
from coxa.phantom.camera import Camera
from coxa.phantom.noise import EXACT, Noise
from coxa.phantom.poses import PoseScene, recording_of_poses
from coxa.records.assessment import Side
from coxa.records.landmarks import OUTLINE_PER_IMAGE, POINTS_PER_IMAGE, LandmarkRecording
from coxa.records.programme import Dose, PainRule, RangeTarget, Reason
from coxa.tables.care import care_tables
from coxa.tables.coaching import coaching_tables
from tests.core.seated_samples import Move, course, times_s

BODY: Final = Body()
RULE: Final = PainRule(
    name="any_pain",
    stop_from=None,
    rise_from=None,
    reason=Reason(rule="any_pain", message="any pain", source_id="clinic_page", confidence="C"),
)
MONITORED: Final = replace(RULE, name="monitored", stop_from=4, rise_from=2)
TEST: Final = config_of_test(RULE, Choices(), asks_side=False)
STANDING_CAMERA: Final = Camera(distance_m=3.4, height_m=0.9, aim_forward_m=0.0, aim_height_m=0.85)
LYING_CAMERA: Final = Camera(
    distance_m=2.8,
    height_m=0.6,
    aim_forward_m=0.0,
    aim_height_m=0.2,
    image_width_px=640,
    image_height_px=480,
)
NOISE: Final = Noise()

Maker = Callable[[float], Pose]


def dose(*, sets: int = 1, repetitions: int = 3, hold_s: float = 1.0, rest_s: float = 5.0) -> Dose:
    """A short dose."""
    return Dose(
        sets=sets,
        repetitions=repetitions,
        hold_s=hold_s,
        out_s=1.0,
        back_s=1.0,
        rest_s=rest_s,
        effort_low=0,
        effort_high=3,
    )


def config_of(
    exercise: str, *, source: str = "camera", dosed: Dose | None = None, **changes: object
) -> CoachConfig:
    """An exercise as it is coached, both sides, the right one first."""
    row = coaching_tables().exercise(exercise)
    made = CoachConfig(
        kind="exercise",
        exercise=exercise,
        level=1,
        source="camera",
        sides=("both",) if row.is_bilateral else ("right", "left"),
        directions=care_tables().exercise(exercise).directions,
        dose=dosed or dose(),
        pain_rule=RULE,
        position=row.position,
    )
    return replace(made, source=source, **changes)  # type: ignore[arg-type]  # checked by use


def target(
    side: Side, target_deg: float, ceiling_deg: float, direction: str = "internal"
) -> RangeTarget:
    """A target with its warning three degrees before the ceiling."""
    return RangeTarget(
        side=side,
        direction=direction,  # type: ignore[arg-type]  # checked by use
        target_deg=target_deg,
        ceiling_deg=ceiling_deg,
        warn_from_deg=ceiling_deg - 3.0,
    )


def images_of(recording: LandmarkRecording, *, from_s: float = 0.0) -> list[Image]:
    """The images of a recording, their clock moved."""
    return [
        Image(
            t_s + from_s,
            recording.image_width_px,
            recording.image_height_px,
            recording.person[i],
            recording.people[i],
            recording.luminance[i],
            recording.points[i * POINTS_PER_IMAGE : (i + 1) * POINTS_PER_IMAGE],
            recording.outline[i * OUTLINE_PER_IMAGE : (i + 1) * OUTLINE_PER_IMAGE],
        )
        for i, t_s in enumerate(recording.t_s)
    ]


def ticks(from_s: float, to_s: float, step_s: float = 0.25) -> Iterator[Tick]:
    """The time, told every now and then."""
    for i in range(round((to_s - from_s) / step_s) + 1):
        yield Tick(from_s + i * step_s)


def says(t_s: float, say: Said, **values: object) -> PersonInput:
    """A person's word."""
    return PersonInput(t_s=t_s, say=say, **values)  # type: ignore[arg-type]  # checked by use


def moves(
    count: int, height: float, *, start_s: float = 3.0, hold_s: float = 1.5, pause_s: float = 1.0
) -> list[Move]:
    """The same movement again and again."""
    lasts_s = 2.0 + hold_s + pause_s
    return [Move(start_s + i * lasts_s, height, 1.0, hold_s, 1.0) for i in range(count)]


def acted(
    pose: Maker, made: Sequence[Move], *, camera: Camera, noise: Noise = EXACT, seed: int = 1
) -> LandmarkRecording:
    """A recording of somebody whose pose follows a height over time."""
    lasts_s = max((move.start_s + 2.0 + move.hold_s for move in made), default=3.0) + 1.5
    t_s = times_s(lasts_s)
    scene = PoseScene(name="acted", seed=seed, body=BODY, camera=camera, noise=noise)
    return recording_of_poses(scene, t_s, [pose(height) for height in course(t_s, *made)])


def kinds(events: Iterable[Event]) -> list[str]:
    """Types of the events."""
    return [event.type for event in events]


def repetitions(events: Iterable[Event]) -> list[RepetitionMade]:
    """The movements among the events."""
    return [event for event in events if isinstance(event, RepetitionMade)]


def counted(events: Iterable[Event]) -> int:
    """How many counted."""
    return sum(event.is_counted for event in repetitions(events))


def cues(events: Iterable[Event]) -> list[str]:
    """Names of the cues, in their order."""
    return [getattr(event, "cue", "") for event in events if event.type == "cue"]


def phases(events: Iterable[Event]) -> list[str]:
    """Phases that began, in their order."""
    return [getattr(event, "phase", "") for event in events if event.type == "phase"]


def coached(
    config: CoachConfig, samples: Iterable[Sample], state: CoachState | None = None
) -> tuple[CoachState, list[Event]]:
    """Run samples, the events as a list."""
    now, events = run(config, samples, state)
    return now, list(events)


# ------------------------------------------------------------------------------------------ poses


def _feet(
    apart_m: float, up_m: tuple[float, float] = (0.0, 0.0)
) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Places of the left and the right ankle of somebody who stands."""
    ankle_m = ANKLE_HEIGHT * BODY.stature_m
    return (0.0, ankle_m + up_m[0], -apart_m), (0.0, ankle_m + up_m[1], apart_m)


def _standing(
    hips_m: float, knees_in_m: tuple[float, float] = (0.0, 0.0), *, yaw_rad: float = 0.0
) -> Pose:
    """Standing with bent legs, the knees inward of the feet by so much; feet planted.

    The knee is asked for in front and inward; the leg puts it as near as it can.
    """
    left, right = _feet(0.09)
    legs = []
    for place, inward_m, sign in ((left, knees_in_m[0], -1.0), (right, knees_in_m[1], 1.0)):
        bent_rad = math.acos(min(1.0, (hips_m - place[1]) / (BODY.thigh_m + BODY.shank_m)))
        legs.append(
            Leg(
                flexion_rad=bent_rad + 0.02,
                abduction_rad=0.0,
                spread_rad=math.atan2(sign * 0.0 - inward_m, BODY.thigh_m),
                knee_flexion_rad=2.0 * bent_rad,
                planted_ankle_m=place,
            )
        )
    return Pose(hips_m=(0.0, hips_m, 0.0), pelvis_yaw_rad=yaw_rad, left=legs[0], right=legs[1])


TALL_M: Final = 0.99 * BODY.standing_hip_height_m


def squat(depth: float) -> Pose:
    """Hips sunk by a share of the leg."""
    return _standing(TALL_M - depth * (BODY.thigh_m + BODY.shank_m))


def pelvis_turn(angle_deg: float) -> Pose:
    """The pelvis turned over the standing right leg."""
    return _standing(TALL_M, yaw_rad=math.radians(angle_deg))


def knee_in(angle_deg: float) -> Pose:
    """The right knee inward of its foot, so that the shank leans in by the angle."""
    hips_m = TALL_M - 0.05
    pose = _standing(hips_m)
    _, ankle = _feet(0.09)
    lean_rad = math.radians(angle_deg)
    knee = (
        0.12,
        ankle[1] + 0.97 * BODY.shank_m * math.cos(lean_rad),
        ankle[2] - BODY.shank_m * math.sin(lean_rad),
    )
    return replace(pose, right=_leg_to(knee, ankle, hips_m))


def _leg_to(
    knee_m: tuple[float, float, float], ankle_m: tuple[float, float, float], hips_m: float
) -> Leg:
    """A right leg whose knee is asked for at a place."""
    across = knee_m[2] - BODY.half_hips_m
    return Leg(
        flexion_rad=math.atan2(knee_m[0], hips_m - knee_m[1]),
        spread_rad=math.atan2(across, hips_m - knee_m[1]),
        planted_ankle_m=ankle_m,
    )


def step_down(depth: float) -> Pose:
    """Standing on the right foot on a step, hips sunk by a share of the leg; the left foot free."""
    hips_m = TALL_M + 0.1 - depth * (BODY.thigh_m + BODY.shank_m)
    _, place = _feet(0.05)
    stance = (place[0], place[1] + 0.1, place[2])
    bent_rad = math.acos(min(1.0, (hips_m - stance[1]) / (BODY.thigh_m + BODY.shank_m)))
    return Pose(
        hips_m=(0.0, hips_m, 0.03),
        left=Leg(flexion_rad=0.05, knee_flexion_rad=0.05),
        right=Leg(
            flexion_rad=bent_rad + 0.02, knee_flexion_rad=2.0 * bent_rad, planted_ankle_m=stance
        ),
    )


def lying_on_left(right: Leg, *, is_turned: bool = False) -> Pose:
    """On the left side, facing the camera, both hips half bent; the right leg as it is given."""
    sign = -1.0 if is_turned else 1.0
    bent = Leg(flexion_rad=math.radians(45.0), knee_flexion_rad=math.radians(70.0))
    left, upper = (right, bent) if is_turned else (bent, right)
    return Pose(
        hips_m=(0.0, 0.2, 0.0),
        heading_rad=-sign * math.pi / 2.0,
        recline_rad=math.pi / 2.0,
        roll_rad=sign * math.pi / 2.0,
        left=left,
        right=upper,
    )


def clamshell(angle_deg: float) -> Pose:
    """The upper knee opened by an angle, the feet together."""
    closed = skeleton_from_pose(BODY, lying_on_left(_half_bent()))
    opened = replace(
        _half_bent(),
        abduction_rad=math.radians(angle_deg),
        planted_ankle_m=closed.point("right_ankle"),
    )
    return lying_on_left(opened)


def reverse_clamshell(angle_deg: float) -> Pose:
    """The upper leg turned in by an angle: the foot rises, the knees stay together."""
    return lying_on_left(replace(_half_bent(), rotation_rad=math.radians(angle_deg)))


def leg_lift(angle_deg: float) -> Pose:
    """The straight upper leg lifted by an angle."""
    return lying_on_left(Leg(spread_rad=math.radians(angle_deg), rotation_rad=0.2))


def _half_bent() -> Leg:
    return Leg(flexion_rad=math.radians(45.0), knee_flexion_rad=math.radians(70.0))
