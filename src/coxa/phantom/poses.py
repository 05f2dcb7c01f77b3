"""Any row of poses as a recording: what a pose model would make of a body that does this.

For movements that are no seated test: entrances, standing and lying exercises. Errors are those
without a cause in the posture; the ones that turn with a seated shank are in `scenario`.
"""

from __future__ import annotations

import hashlib
import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from coxa.phantom.body import Body, Pose, skeleton_from_pose
from coxa.phantom.camera import Camera, views_at
from coxa.phantom.noise import EXACT, Noise, random_errors
from coxa.records.landmarks import (
    LANDMARKS,
    POINTS_PER_IMAGE,
    LandmarkRecording,
    PoseMethod,
    rounded_points,
)
from coxa.version import __version__

RECORDED_AT: Final = "2000-01-01T00:00:00+00:00"
_AT: Final = {name: index for index, name in enumerate(LANDMARKS)}
_SEEN: Final = (0.98, 0.999)
_OUTSIDE: Final = (0.05, 0.10)
_TRUNK: Final = ("left_shoulder", "right_shoulder", "left_hip", "right_hip")


@dataclass(frozen=True, slots=True, kw_only=True)
class PoseScene:
    """Who is seen by what, and how well.

    Attributes
    ----------
    name, seed :
        What it is called, and what decides the errors.
    """

    name: str
    seed: int = 1
    body: Body = field(default_factory=Body)
    camera: Camera = field(default_factory=Camera)
    noise: Noise = EXACT


def recording_of_poses(
    scene: PoseScene, t_s: Sequence[float], poses: Sequence[Pose]
) -> LandmarkRecording:
    """Landmarks of a body in these poses.

    Parameters
    ----------
    scene : PoseScene
        Body, camera, errors.
    t_s : (n,)
        Times of the images, increasing.
    poses : (n,)
        Pose at each.

    Returns
    -------
    LandmarkRecording
        Nobody is seen while the trunk is outside the picture.
    """
    times_s = list(t_s)
    errors = random_errors(scene.noise, times_s, scene.seed) if scene.noise.is_random else None
    points: list[float] = []
    person: list[float] = []
    for i, (view, pose) in enumerate(
        zip(views_at(scene.camera, times_s, scene.seed), poses, strict=True)
    ):
        skeleton = skeleton_from_pose(scene.body, pose)
        picture = [view.project(point) for point in skeleton.points_m]
        is_seen = any(_is_inside(scene.camera, *picture[_AT[name]]) for name in _TRUNK)
        person.append(0.995 if is_seen else 0.0)
        if not is_seen:
            points.extend([math.nan] * POINTS_PER_IMAGE)
            continue
        size_px = _shank_m(scene.body) * view.focal_px / view.depth_m(pose.hips_m)
        for k, (x_px, y_px) in enumerate(picture):
            across, down = (0.0, 0.0) if errors is None else (errors[k][0][i], errors[k][1][i])
            x_px, y_px = x_px + size_px * across, y_px + size_px * down
            inside = _SEEN if _is_inside(scene.camera, x_px, y_px) else _OUTSIDE
            points.extend((x_px, y_px, 0.0, *inside))
    digest = hashlib.sha256(repr((scene, tuple(times_s), tuple(poses))).encode()).hexdigest()
    return LandmarkRecording(
        id=f"{digest[:8]}-{digest[8:12]}-8{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}",
        subject=f"phantom-{scene.seed}",
        recorded_at=RECORDED_AT,
        coxa_version=__version__,
        tables_version="none",
        recording_sha256=digest,
        image_width_px=scene.camera.image_width_px,
        image_height_px=scene.camera.image_height_px,
        pose=PoseMethod(name="phantom", version=__version__, model=scene.name),
        mirrored=False,
        t_s=array("d", times_s),
        points=rounded_points(points),
        person=array("d", person),
        people=array("i", [int(p > 0.0) for p in person]),
        luminance=array("d", [0.5] * len(person)),
    )


def _is_inside(camera: Camera, x_px: float, y_px: float) -> bool:
    """Whether a position is in the picture; NaN is not."""
    return 0.0 <= x_px < camera.image_width_px and 0.0 <= y_px < camera.image_height_px


def _shank_m(body: Body) -> float:
    """Length that sizes of errors are parts of."""
    return body.shank_m
