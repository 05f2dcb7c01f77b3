"""One simulated recording: body, motion, camera and noise in, landmarks and truth out."""

from __future__ import annotations

import hashlib
import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Final

from coxa.phantom.bias import PostureErrors
from coxa.phantom.body import Body, Skeleton, hip_rotation_rad, skeleton_from_pose
from coxa.phantom.camera import Camera, View, image_times_s, views_at
from coxa.phantom.commands import Commands, commands_at
from coxa.phantom.noise import (
    EXACT,
    Noise,
    Picture,
    is_within,
    random_errors,
    stretches,
    swapped,
)
from coxa.phantom.outline import NO_EDGE, MaskErrors, edges_px, rod_between
from coxa.phantom.plan import Motion, Timeline, timeline_from_motion
from coxa.phantom.posture import poses_from_commands
from coxa.phantom.truth import PhantomTruth, truth_from_commands
from coxa.records.assessment import SIDES, Side
from coxa.records.landmarks import (
    LANDMARKS,
    OUTLINE_DECIMALS,
    UNKNOWN_PEOPLE,
    LandmarkRecording,
    PoseMethod,
    rounded_points,
)
from coxa.version import __version__

RECORDED_AT: Final = "2000-01-01T00:00:00+00:00"
_SEEN: Final = (0.98, 0.999)
_OUTSIDE: Final = (0.05, 0.10)
_NOBODY: Final[Row] = (math.nan, math.nan, math.nan, math.nan, math.nan)
_WEAK_ERROR_FACTOR: Final = 4.0
_LEG_PARTS: Final = ("knee", "ankle", "heel", "foot_index")
_LEG_INDICES: Final[dict[Side, tuple[int, ...]]] = {
    side: tuple(LANDMARKS.index(f"{side}_{part}") for part in _LEG_PARTS) for side in SIDES
}
_HIP_INDICES: Final = (LANDMARKS.index("left_hip"), LANDMARKS.index("right_hip"))


Row = tuple[float, float, float, float, float]
Place = tuple[float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhantomScenario:
    """Everything that decides one simulated recording. The same scenario, the same recording.

    Attributes
    ----------
    name : str
        What it is called in files; part of the truth's `kind`.
    seed : int
        Decides everything that is drawn.
    """

    name: str = "plain"
    seed: int = 1
    body: Body = field(default_factory=Body)
    motion: Motion = field(default_factory=Motion)
    camera: Camera = field(default_factory=Camera)
    noise: Noise = field(default_factory=Noise)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhantomTrial:
    """A simulated recording and what is true of it."""

    recording: LandmarkRecording
    truth: PhantomTruth


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    """What there is to be seen, image by image, before any error."""

    scenario: PhantomScenario
    timeline: Timeline
    commands: Commands
    skeletons: list[Skeleton]
    resting: Skeleton
    views: list[View]
    pictures: list[Picture]


def simulate(scenario: PhantomScenario) -> PhantomTrial:
    """Simulate one recording.

    Parameters
    ----------
    scenario : PhantomScenario
        Body, motion, camera, noise, seed.

    Returns
    -------
    PhantomTrial
        The landmarks a pose model would have given, with the names it would have used: in a
        mirror image that nobody undid, its left is the person's right. The truth always uses the
        person's sides.
    """
    scene = _scene_from_scenario(scenario)
    return PhantomTrial(
        recording=_recording_from_scene(scene),
        truth=truth_from_commands(
            kind=scenario.name,
            seed=scenario.seed,
            camera=scenario.camera,
            motion=scenario.motion,
            timeline=scene.timeline,
            commands=scene.commands,
            rotation_deg=_rotation_deg(scene),
            pictures=scene.pictures,
        ),
    )


def skeletons_from_scenario(scenario: PhantomScenario) -> list[Skeleton]:
    """3D positions of all landmarks in each image, without camera and noise, (n,)."""
    return _scene_from_scenario(scenario).skeletons


def _scene_from_scenario(scenario: PhantomScenario) -> _Scene:
    """Everything true about a scenario."""
    motion, seed = scenario.motion, scenario.seed
    timeline = timeline_from_motion(motion, seed)
    t_s = image_times_s(scenario.camera, timeline.duration_s, seed)
    commands = commands_at(motion, timeline, t_s, seed)
    poses = poses_from_commands(scenario.body, motion, commands)
    skeletons = [skeleton_from_pose(scenario.body, pose) for pose in poses]
    views = views_at(scenario.camera, t_s, seed)
    return _Scene(
        scenario=scenario,
        timeline=timeline,
        commands=commands,
        skeletons=skeletons,
        resting=skeletons[0],
        views=views,
        pictures=[
            [view.project(point) for point in skeleton.points_m]
            for view, skeleton in zip(views, skeletons, strict=True)
        ],
    )


def _rotation_deg(scene: _Scene) -> dict[Side, list[float]]:
    """True rotation of each side from its neutral, (n,): also of a leg held by its foot."""
    motion = scene.scenario.motion
    if motion.posture != "seated":
        return scene.commands.rotation_deg
    rest_deg: dict[Side, float] = {
        "left": motion.rest_rotation_left_deg,
        "right": motion.rest_rotation_right_deg,
    }
    return {
        side: [
            math.degrees(hip_rotation_rad(skeleton, side)) - rest_deg[side]
            for skeleton in scene.skeletons
        ]
        for side in SIDES
    }


def _recording_from_scene(scene: _Scene) -> LandmarkRecording:
    """What the pose model makes of a scene."""
    scenario = scene.scenario
    points: list[float] = []
    outline: list[float] = []
    person, people = array("d"), array("i")
    seen = _Sight(scene)
    for index in range(len(scene.pictures)):
        image = seen.image(index)
        points.extend(chain.from_iterable(image.rows))
        outline.extend(image.outline)
        person.append(0.995 if image.is_seen else 0.0)
        people.append(image.people)
    camera = scenario.camera
    digest = hashlib.sha256(repr(scenario).encode()).hexdigest()
    return LandmarkRecording(
        id=_uuid_from(digest),
        subject=f"phantom-{scenario.seed}",
        recorded_at=RECORDED_AT,
        coxa_version=__version__,
        tables_version="none",
        recording_sha256=digest,
        image_width_px=camera.image_width_px,
        image_height_px=camera.image_height_px,
        pose=PoseMethod(name="phantom", version=__version__, model=scenario.name),
        mirrored=camera.mirrored if camera.tells_mirrored else None,
        t_s=array("d", scene.commands.t_s),
        points=rounded_points(points),
        person=person,
        people=people,
        luminance=array("d", [scenario.noise.luminance] * len(person)),
        outline=array("d", (round(v, OUTLINE_DECIMALS) + 0.0 for v in outline)),
    )


@dataclass(frozen=True, slots=True)
class _Image:
    """What the pose model says of one image, not yet rounded."""

    rows: list[Row]
    outline: Sequence[float]
    is_seen: bool
    people: int


class _Sight:
    """Landmarks with errors, image by image. Draws everything once, for the whole recording."""

    def __init__(self, scene: _Scene) -> None:
        self._scene = scene
        noise, seed = scene.scenario.noise, scene.scenario.seed
        t_s = list(scene.commands.t_s)
        lasts_s = t_s[-1]
        self._noise = noise
        self._bias = PostureErrors(noise, seed)
        self._errors = random_errors(noise, t_s, seed) if noise.is_random else None
        self._dropouts = stretches(
            seed, "dropouts", noise.dropouts_per_minute, noise.dropout_s, lasts_s
        )
        self._weak = {
            side: stretches(
                seed, f"weak {side}", 0.5 * noise.weak_per_minute, noise.weak_s, lasts_s
            )
            for side in SIDES
        }
        is_masked = any((noise.outline_ratio, noise.outline_turn_ratio, noise.outline_lost_ratio))
        self._mask = MaskErrors(noise, t_s, seed) if is_masked else None
        self._bystander = _bystander(scene.scenario)
        self._latest_view: View | None = None
        self._latest_resting: Picture = []

    def image(self, index: int) -> _Image:
        """What is seen in one image."""
        noise, now_s = self._noise, self._scene.commands.t_s[index]
        if any(is_within(stretch, now_s) for stretch in self._dropouts):
            people = 0 if noise.counts_people else UNKNOWN_PEOPLE
            return _Image([_NOBODY] * len(LANDMARKS), self._no_outline(), False, people)
        is_other = is_within((noise.bystander_from_s, noise.bystander_to_s), now_s)
        resting = self._resting_seen_by(self._scene.views[index])
        shank_px = _shank_px(resting)
        rows = self._rows(index, self._picture(index, resting, is_other=is_other), shank_px)
        outline = self._no_outline() if is_other else self._outline(index, rows, shank_px)
        if is_within((noise.swap_from_s, noise.swap_to_s), now_s):
            rows, outline = swapped(rows), _exchanged(outline)
        if self._scene.scenario.camera.stays_mirrored:
            rows, outline = swapped(rows), _exchanged(outline)
        count = 2 if is_other and noise.bystander_seen else 1
        return _Image(rows, outline, True, count if noise.counts_people else UNKNOWN_PEOPLE)

    def _picture(self, index: int, resting: Picture, *, is_other: bool) -> list[Place]:
        """Positions without random errors: x, y, and depth from the hips, all in pixels."""
        shank_px = _shank_px(resting)
        scene = self._scene
        view, skeleton = scene.views[index], scene.skeletons[index]
        picture = scene.pictures[index]
        if is_other:
            skeleton = self._bystander
            picture = [view.project(point) for point in skeleton.points_m]
        elif self._noise != EXACT:
            angles = {side: scene.commands.rotation_deg[side][index] for side in SIDES}
            picture = self._bias.displaced(picture, resting, angles, shank_px)
        hips_m = 0.5 * math.fsum(view.depth_m(skeleton.points_m[hip]) for hip in _HIP_INDICES)
        px_per_m = view.focal_px / hips_m if hips_m > 0.0 else math.nan
        return [
            (x, y, (view.depth_m(point) - hips_m) * px_per_m)
            for (x, y), point in zip(picture, skeleton.points_m, strict=True)
        ]

    def _resting_seen_by(self, view: View) -> Picture:
        """The resting body in a view, computed anew only when the view changes."""
        if view is not self._latest_view:
            self._latest_view = view
            self._latest_resting = [view.project(point) for point in self._scene.resting.points_m]
        return self._latest_resting

    def _rows(self, index: int, picture: list[Place], shank_px: float) -> list[Row]:
        """Rows x, y, z, visibility, presence."""
        camera = self._scene.scenario.camera
        weak = self._weak_landmarks(self._scene.commands.t_s[index])
        rows: list[Row] = []
        for landmark, (x, y, z) in enumerate(picture):
            if self._errors is not None:
                across, down, away = self._errors[landmark]
                size_px = shank_px * (_WEAK_ERROR_FACTOR if landmark in weak else 1.0)
                x += size_px * across[index]
                y += size_px * down[index]
                z += shank_px * away[index]
            visibility, presence = _SEEN if _is_inside(camera, x, y) else _OUTSIDE
            if landmark in weak:
                visibility = min(visibility, self._noise.weak_visibility)
            rows.append((x, y, z, visibility, presence))
        return rows

    def _weak_landmarks(self, now_s: float) -> set[int]:
        """Landmarks of the legs that are badly seen at a time."""
        return {
            landmark
            for side in SIDES
            if any(is_within(stretch, now_s) for stretch in self._weak[side])
            for landmark in _LEG_INDICES[side]
        }

    def _no_outline(self) -> Sequence[float]:
        """Nothing of the mask, if the model gives one."""
        return 2 * NO_EDGE if self._noise.gives_outline else ()

    def _outline(self, index: int, rows: list[Row], shank_px: float) -> Sequence[float]:
        """Edges of both shanks seen from the landmarks."""
        if not self._noise.gives_outline:
            return ()
        found: list[float] = []
        scene = self._scene
        picture = scene.pictures[index]
        is_flipped = scene.views[index].is_flipped
        for side in SIDES:
            knee, ankle = _LEG_INDICES[side][:2]
            is_right = (side == "left") != is_flipped
            true = rod_between(picture[knee], picture[ankle], outward_is_right=is_right)
            line = rod_between(rows[knee][:2], rows[ankle][:2], outward_is_right=is_right)
            if true is None or line is None:
                found.extend(NO_EDGE)
                continue
            distances_px = edges_px(true, line, shank_px)
            if self._mask is not None:
                rotation_deg = scene.commands.rotation_deg[side][index]
                self._mask.spoil(distances_px, (side, index), rotation_deg, shank_px)
            found.extend(distances_px)
        return found


def _exchanged(outline: Sequence[float]) -> Sequence[float]:
    """Outline with the sides exchanged."""
    half = len(outline) // 2
    return [*outline[half:], *outline[:half]]


def _is_inside(camera: Camera, x_px: float, y_px: float) -> bool:
    """Whether a position is in the picture; NaN is not."""
    return 0.0 <= x_px < camera.image_width_px and 0.0 <= y_px < camera.image_height_px


def _shank_px(resting: Picture) -> float:
    """Mean length of the two shanks in an image."""
    lengths = []
    for side in SIDES:
        knee, ankle = (resting[index] for index in _LEG_INDICES[side][:2])
        lengths.append(math.hypot(ankle[0] - knee[0], ankle[1] - knee[1]))
    return math.fsum(lengths) / len(lengths)


def _bystander(scenario: PhantomScenario) -> Skeleton:
    """Somebody standing to the person's left, a step behind."""
    standing = Motion(posture="standing", sway_deg=0.0, drift_deg=0.0)
    still = commands_at(standing, Timeline(repetitions=(), duration_s=0.0), (0.0,), scenario.seed)
    pose = poses_from_commands(scenario.body, standing, still)[0]
    x, y, z = pose.hips_m
    return skeleton_from_pose(scenario.body, replace(pose, hips_m=(x - 0.3, y, z - 0.7)))


def _uuid_from(digest: str) -> str:
    """UUID, version 8 (made from the content), of a hexadecimal digest."""
    return f"{digest[:8]}-{digest[8:12]}-8{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}"
