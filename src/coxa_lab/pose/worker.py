"""What BlazePose sees in one image: in a known region, or wherever somebody is found."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from coxa.landmarks.region import (
    Region,
    RegionLook,
    RegionParams,
    blind_regions,
    distinct_detections,
    is_continuous,
    is_turned,
    next_region,
    parts_of_image,
    starting_regions,
    sureness,
    whole_image,
)
from coxa.records.landmarks import LANDMARKS, UNKNOWN_PEOPLE
from coxa_lab.pose.crop import Cropper, FloatArray
from coxa_lab.pose.networks import LANDMARK_SIDE_PX, LandmarkNet, PoseDetector
from coxa_lab.pose.outline import outline_px
from coxa_lab.pose.passes import SINGLE, Pass, averaged_points, luminance
from coxa_lab.pose.protocol import PoseSample
from coxa_lab.video import VideoImage

_CENTER: Final = 33
_CIRCLE: Final = 34
_SHOULDERS_AND_HIPS: Final = (11, 12, 23, 24)
_KNEES: Final = [25, 26]
_ANKLES: Final = [27, 28]
_HIPS_KNEES_ANKLES: Final = slice(23, 29)
_PRESENCE: Final = 4
_MAX_OTHERS: Final = 3
_MIN_OTHER_PERSON: Final = 0.8
_MIN_OTHER_DISTANCE: Final = 0.2  # between the middles of two trunks, in sides of the region
_MIN_BLIND_SURENESS: Final = 0.85
_CLEARLY_BETTER: Final = 1.3


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
    def size_px(self) -> tuple[int, int]:
        """Width and height of the image."""
        height_px, width_px = self.image.rgbx.shape[:2]
        return width_px, height_px


@dataclass(frozen=True, slots=True)
class Look:
    """What came out of one image, and where the person was."""

    sample: PoseSample
    region: Region | None


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the landmark net saw in one region: 39 points (39, 5) in pixels of the image."""

    points: FloatArray
    look: RegionLook
    luminance: float
    mask: FloatArray | None

    @property
    def outline_px(self) -> NDArray[np.float64] | None:
        """Distances to the edges of both shanks, if the mask was asked for."""
        if self.mask is None:
            return None
        joints = self.points[:, :2].astype(np.float64)
        return outline_px(
            self.mask, joints[_KNEES], joints[_ANKLES], _mask_from_image(self.look.region)
        )

    @property
    def trunk_px(self) -> tuple[float, float]:
        """Middle of shoulders and hips."""
        x_px, y_px = self.points[_SHOULDERS_AND_HIPS, :2].mean(axis=0).tolist()
        return x_px, y_px


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
        t_s, rgbx = task.image.t_s, task.image.rgbx
        found = self._found(task)
        if found is None:
            return Look(PoseSample(t_s, None, people=0, luminance=luminance(rgbx)), None)
        is_seen = found.look.person >= self._params.min_person
        people = int(is_seen) + self._others(task, found) if task.turn is not None else None
        sample = PoseSample(
            t_s=t_s,
            points=found.points[: len(LANDMARKS)] if is_seen else None,
            person=found.look.person,
            people=UNKNOWN_PEOPLE if people is None else people,
            luminance=found.luminance,
            outline_px=found.outline_px if is_seen else None,
        )
        is_followed = found.look.region == task.region
        return Look(sample, self._next(task, found, is_followed=is_followed))

    def _found(self, task: Task) -> _Seen | None:
        """The person in the region, or somebody much clearer elsewhere; None if there is nobody."""
        if task.region is None:
            return self._searched(task)
        followed = self._see(task, task.region, task.passes)
        if task.turn is None or followed.look.legs >= self._params.min_legs:
            return followed
        other = self._searched(task)
        if other is None:
            return followed
        is_better = self._sureness(other) > _CLEARLY_BETTER * self._sureness(followed)
        return other if is_better else followed

    def _searched(self, task: Task) -> _Seen | None:
        """The largest sure person of an image; None if there is nobody."""
        rgbx, is_wide = task.image.rgbx, task.turn is not None
        detections = self._detector.detect(rgbx, whole_image(*task.size_px))
        if not detections and is_wide:
            views = parts_of_image(*task.size_px)
            detections = distinct_detections(
                [detection for view in views for detection in self._detector.detect(rgbx, view)]
            )
        regions = starting_regions(self._params, detections)
        seen = [self._see(task, region, task.passes) for region in regions]
        if not seen and is_wide:
            seen = self._seen_blind(task)
        return max(seen, key=lambda s: self._sureness(s) * s.look.region.side_px, default=None)

    def _seen_blind(self, task: Task) -> list[_Seen]:
        """People without a head that the landmark net sees twice alike, and very surely."""
        seen: list[_Seen] = []
        for region in blind_regions(*task.size_px):
            first = self._next(task, self._see(task, region, SINGLE), is_followed=False)
            if first is None:
                continue
            second = self._see(task, first, task.passes)
            is_alike = self._next(task, second, is_followed=True) is not None
            if is_alike and self._sureness(second) >= _MIN_BLIND_SURENESS:
                seen.append(second)
        return seen

    def _others(self, task: Task, found: _Seen) -> int:
        """How many more people there are; one view of the image a turn."""
        views = [whole_image(*task.size_px), *parts_of_image(*task.size_px)]
        view = views[(task.turn or 0) % len(views)]
        regions = [d.region for d in self._detector.detect(task.image.rgbx, view)]
        doubtful = [
            region
            for region in regions
            if not is_turned(self._params, region)
            and not is_continuous(self._params, found.look.region, region)
        ]
        others: list[_Seen] = []
        for region in doubtful[:_MAX_OTHERS]:
            seen = self._see(task, region, SINGLE)
            if seen.look.person >= _MIN_OTHER_PERSON and _is_apart(seen, [found, *others]):
                others.append(seen)
        return len(others)

    def _see(self, task: Task, region: Region, passes: tuple[Pass, ...]) -> _Seen:
        """The landmark net's view of one region."""
        seen = averaged_points(
            self._net, self._cropper, task.image.rgbx, region, passes, with_mask=self._with_mask
        )
        points = seen.points
        look = RegionLook(
            region=region,
            person=seen.person,
            legs=float(points[_HIPS_KNEES_ANKLES, _PRESENCE].mean()),
            center_px=(float(points[_CENTER, 0]), float(points[_CENTER, 1])),
            circle_px=(float(points[_CIRCLE, 0]), float(points[_CIRCLE, 1])),
        )
        return _Seen(points, look, seen.luminance, seen.mask)

    def _next(self, task: Task, seen: _Seen, *, is_followed: bool) -> Region | None:
        """Where the person seen is; None if it is lost."""
        return next_region(self._params, seen.look, *task.size_px, is_followed=is_followed)

    def _sureness(self, seen: _Seen) -> float:
        """How much speaks for what was seen, 0 to 1."""
        return sureness(self._params, seen.look)


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


def _is_apart(seen: _Seen, known: list[_Seen]) -> bool:
    """Whether a person stands elsewhere than all those known."""
    return all(
        math.dist(seen.trunk_px, other.trunk_px)
        > _MIN_OTHER_DISTANCE * min(seen.look.region.side_px, other.look.region.side_px)
        for other in known
    )
