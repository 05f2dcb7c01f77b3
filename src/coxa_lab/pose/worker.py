"""What BlazePose sees in one image: runs the inferences that `coxa.landmarks.follow` asks for."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from coxa.landmarks import follow
from coxa.landmarks.follow import Answer, Detect, LookTask, Request, Seen, looked
from coxa.landmarks.region import Region, RegionParams
from coxa.records.landmarks import LANDMARKS, UNKNOWN_PEOPLE
from coxa_lab.pose.crop import Cropper, FloatArray
from coxa_lab.pose.networks import LANDMARK_SIDE_PX, LandmarkNet, PoseDetector
from coxa_lab.pose.outline import outline_px
from coxa_lab.pose.passes import SINGLE, Pass, averaged_points, luminance
from coxa_lab.pose.protocol import PoseSample
from coxa_lab.video import VideoImage

_KNEES: Final = [25, 26]
_ANKLES: Final = [27, 28]


@dataclass(frozen=True, slots=True)
class Task:
    """One image, and how to look at it.

    Attributes
    ----------
    image :
        The image.
    region :
        Where the person is expected; None if the detector must look.
    turn :
        Number of this wide look, which counts people and doubts the region; None for all others.
    passes :
        How the landmark net is shown the region.
    """

    image: VideoImage
    region: Region | None
    turn: int | None
    passes: tuple[Pass, ...]

    @property
    def look(self) -> LookTask:
        """What decides which inferences are run."""
        height_px, width_px = self.image.rgbx.shape[:2]
        return LookTask(width_px, height_px, self.region, self.turn)


@dataclass(frozen=True, slots=True)
class Look:
    """What came out of one image, and where the person was."""

    sample: PoseSample
    region: Region | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _SeenArrays(Seen):
    """What the landmark net saw in one region, with the arrays (39, 5) and (256, 256) of it."""

    array: FloatArray
    mask: FloatArray | None

    @property
    def outline_px(self) -> NDArray[np.float64] | None:
        """Distances to the edges of both shanks, if the mask was asked for."""
        if self.mask is None:
            return None
        joints = self.array[:, :2].astype(np.float64)
        return outline_px(self.mask, joints[_KNEES], joints[_ANKLES], _mask_from_image(self.region))


class Worker:
    """One set of networks, used by one thread at a time; keeps nothing between images."""

    def __init__(
        self, params: RegionParams, detector: PoseDetector, net: LandmarkNet, *, with_mask: bool
    ) -> None:
        self._params = params
        self._detector = detector
        self._net = net
        self._with_mask = with_mask
        self._cropper = Cropper(LANDMARK_SIDE_PX)

    def look(self, task: Task) -> Look:
        """What is seen in an image."""

        def answer(request: Request) -> Answer:
            if isinstance(request, Detect):
                return self._detector.detect(task.image.rgbx, request.view)
            return self._see(task, request.region, SINGLE if request.is_plain else task.passes)

        found = looked(self._params, task.look, answer)
        return Look(_sample(task.image, found), found.region)

    def _see(self, task: Task, region: Region, passes: tuple[Pass, ...]) -> Seen:
        """The landmark net's view of one region."""
        seen = averaged_points(
            self._net, self._cropper, task.image.rgbx, region, passes, with_mask=self._with_mask
        )
        return _SeenArrays(
            region,
            seen.person,
            seen.points.ravel().tolist(),
            seen.luminance,
            array=seen.points,
            mask=seen.mask,
        )


def _sample(image: VideoImage, found: follow.Look) -> PoseSample:
    """A look as it is recorded."""
    people = UNKNOWN_PEOPLE if found.people is None else found.people
    seen = found.seen
    if not isinstance(seen, _SeenArrays):
        return PoseSample(image.t_s, None, people=people, luminance=luminance(image.rgbx))
    return PoseSample(
        t_s=image.t_s,
        points=seen.array[: len(LANDMARKS)] if found.is_seen else None,
        person=seen.person,
        people=people,
        luminance=seen.luminance,
        outline_px=seen.outline_px if found.is_seen else None,
    )


def _mask_from_image(region: Region) -> NDArray[np.float64]:
    """Affine map (2, 3) from pixels of the image to pixels of the mask."""
    scale = LANDMARK_SIDE_PX / region.side_px
    cos, sin = scale * math.cos(region.rotation_rad), scale * math.sin(region.rotation_rad)
    x_px, y_px = region.center_x_px, region.center_y_px
    middle = 0.5 * LANDMARK_SIDE_PX
    return np.array(
        [
            [cos, sin, middle - cos * x_px - sin * y_px],
            [-sin, cos, middle + sin * x_px - cos * y_px],
        ]
    )
