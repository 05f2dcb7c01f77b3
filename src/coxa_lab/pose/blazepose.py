"""BlazePose over a recording: the detector finds a person, the landmark net follows.

Two images are worked on at a time, each by networks with one thread of their own. What is known
from image n therefore helps image n + 2, always: the result does not depend on timing or cores.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from coxa.landmarks.region import (
    Region,
    RegionLook,
    RegionParams,
    RegionState,
    blind_regions,
    distinct_detections,
    is_continuous,
    is_turned,
    next_region,
    parts_of_image,
    region_step,
    starting_regions,
    sureness,
    whole_image,
)
from coxa.records.landmarks import LANDMARKS, UNKNOWN_PEOPLE, PoseMethod
from coxa_lab.pose.models_folder import MODELS_VERSION, model_path
from coxa_lab.pose.networks import (
    LANDMARK_SIDE_PX,
    FloatArray,
    ImageArray,
    LandmarkNet,
    ModelName,
    PoseDetector,
    crop,
    pillow_view,
)
from coxa_lab.pose.outline import outline_px
from coxa_lab.pose.passes import SINGLE, THOROUGH, Pass, averaged_points
from coxa_lab.pose.protocol import PoseSample
from coxa_lab.video import VideoImage

_AT_A_TIME: Final = 2
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
_LUMA: Final = np.array([0.299, 0.587, 0.114], np.float32) / np.float32(255.0)
_LUMA_STEP: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class BlazePoseParams:
    """How the networks are used.

    Attributes
    ----------
    model :
        ``full`` by default; ``lite`` is faster, ``heavy`` slower.
    thorough :
        Several passes an image, averaged (`coxa_lab.pose.passes`); several times slower.
    outline :
        Whether the edges of the shanks are taken from the segmentation mask as well.
    wide_period_s :
        How often people are counted and a doubtful region is checked, in the whole image.
    region :
        When a person is found, followed and lost.
    """

    model: ModelName = "full"
    thorough: bool = False
    outline: bool = True
    wide_period_s: float = 1.0
    region: RegionParams = field(default_factory=RegionParams)


class BlazePose:
    """The default pose model (a `coxa_lab.pose.protocol.PoseModel`).

    Raises
    ------
    RefusedError
        ``model_missing``
    """

    def __init__(self, params: BlazePoseParams | None = None) -> None:
        self._params = params or BlazePoseParams()
        detector_path = model_path("pose_detection")
        landmark_path = model_path(f"pose_landmark_{self._params.model}")
        self._workers = [
            _Worker(self._params, PoseDetector(detector_path), LandmarkNet(landmark_path))
            for _ in range(_AT_A_TIME)
        ]

    @property
    def method(self) -> PoseMethod:
        """Name, version and parameters, stored with every result."""
        return PoseMethod(
            name="blazepose",
            version=MODELS_VERSION,
            model=self._params.model,
            params={
                "thorough": self._params.thorough,
                "outline": self._params.outline,
                "wide_period_s": self._params.wide_period_s,
                **asdict(self._params.region),
            },
        )

    def samples(self, images: Iterable[VideoImage]) -> Iterator[PoseSample]:
        """One sample for every image, in order."""
        state = RegionState()
        wide = _Turns(self._params.wide_period_s)
        waiting: deque[Future[_Look]] = deque()
        with ThreadPoolExecutor(_AT_A_TIME, thread_name_prefix="coxa-pose") as pool:
            for number, image in enumerate(images):
                if len(waiting) == _AT_A_TIME:
                    look = waiting.popleft().result()
                    yield look.sample
                    state = region_step(self._params.region, state, look.sample.t_s, look.region)
                worker = self._workers[number % _AT_A_TIME]
                waiting.append(pool.submit(worker.look, image, state.region, wide.turn(image.t_s)))
            for rest in waiting:
                yield rest.result().sample


class _Turns:
    """Numbers the images in which to look wide: one every so many seconds, None for all others."""

    def __init__(self, period_s: float) -> None:
        self._period_s = period_s
        self._due_s = -math.inf
        self._number = 0

    def turn(self, t_s: float) -> int | None:
        """The number of this wide look, None if it is none."""
        if t_s < self._due_s:
            return None
        self._due_s = t_s + self._period_s
        self._number += 1
        return self._number - 1


@dataclass(frozen=True, slots=True)
class _Look:
    """What came out of one image, and where the person was."""

    sample: PoseSample
    region: Region | None


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the landmark net saw in one region: 39 points (39, 5) in pixels of the image."""

    points: FloatArray
    look: RegionLook
    square: ImageArray
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


class _Worker:
    """One set of networks, used by one thread at a time; keeps nothing between images."""

    def __init__(self, params: BlazePoseParams, detector: PoseDetector, net: LandmarkNet) -> None:
        self._params = params
        self._detector = detector
        self._net = net
        self._passes = THOROUGH if params.thorough else SINGLE

    def look(self, image: VideoImage, region: Region | None, turn: int | None) -> _Look:
        """What is seen in an image: in the given region, or wherever somebody is found."""
        height_px, width_px = image.rgbx.shape[:2]
        found = self._found(image.rgbx, region, is_wide=turn is not None)
        if found is None:
            luminance = _luminance(image.rgbx)
            return _Look(PoseSample(image.t_s, None, people=0, luminance=luminance), None)
        is_followed = region is not None and found.look.region == region
        following = next_region(
            self._params.region, found.look, width_px, height_px, is_followed=is_followed
        )
        people = UNKNOWN_PEOPLE if turn is None else 1 + self._others(image.rgbx, found, turn)
        is_seen = found.look.person >= self._params.region.min_person
        sample = PoseSample(
            t_s=image.t_s,
            points=found.points[: len(LANDMARKS)] if is_seen else None,
            person=found.look.person,
            people=people,
            luminance=_luminance(found.square),
            outline_px=found.outline_px if is_seen else None,
        )
        return _Look(sample, following)

    def _found(self, rgbx: ImageArray, region: Region | None, *, is_wide: bool) -> _Seen | None:
        """The person in the region, or somebody much clearer elsewhere; None if there is nobody."""
        if region is None:
            return self._searched(rgbx, is_wide=is_wide)
        followed = self._see(rgbx, region, self._passes)
        if not is_wide or followed.look.legs >= self._params.region.min_legs:
            return followed
        other = self._searched(rgbx, is_wide=True)
        if other is None:
            return followed
        is_better = self._sureness(other) > _CLEARLY_BETTER * self._sureness(followed)
        return other if is_better else followed

    def _searched(self, rgbx: ImageArray, *, is_wide: bool) -> _Seen | None:
        """The largest sure person of an image; None if there is nobody."""
        height_px, width_px = rgbx.shape[:2]
        detections = self._detector.detect(rgbx, whole_image(width_px, height_px))
        if not detections and is_wide:
            detections = distinct_detections(
                [
                    d
                    for v in parts_of_image(width_px, height_px)
                    for d in self._detector.detect(rgbx, v)
                ]
            )
        regions = starting_regions(self._params.region, detections)
        seen = [self._see(rgbx, region, self._passes) for region in regions]
        if not detections and is_wide:
            seen = self._seen_blind(rgbx)
        if not seen:
            return None
        return max(seen, key=lambda s: self._sureness(s) * s.look.region.side_px)

    def _seen_blind(self, rgbx: ImageArray) -> list[_Seen]:
        """People without a head that the landmark net sees twice alike, and very surely."""
        height_px, width_px = rgbx.shape[:2]
        seen: list[_Seen] = []
        for region in blind_regions(width_px, height_px):
            look = self._see(rgbx, region, SINGLE).look
            params = self._params.region
            first = next_region(params, look, width_px, height_px, is_followed=False)
            if first is None:
                continue
            second = self._see(rgbx, first, self._passes)
            again = next_region(params, second.look, width_px, height_px, is_followed=True)
            if again is not None and self._sureness(second) >= _MIN_BLIND_SURENESS:
                seen.append(second)
        return seen

    def _others(self, rgbx: ImageArray, found: _Seen, turn: int) -> int:
        """How many more people there are; one view of the image a turn."""
        height_px, width_px = rgbx.shape[:2]
        views = [whole_image(width_px, height_px), *parts_of_image(width_px, height_px)]
        regions = [d.region for d in self._detector.detect(rgbx, views[turn % len(views)])]
        doubtful = [
            region
            for region in regions
            if not is_turned(self._params.region, region)
            and not is_continuous(self._params.region, found.look.region, region)
        ]
        others: list[_Seen] = []
        for region in doubtful[:_MAX_OTHERS]:
            seen = self._see(rgbx, region, SINGLE)
            if seen.look.person >= _MIN_OTHER_PERSON and _is_apart(seen, [found, *others]):
                others.append(seen)
        return len(others)

    def _see(self, rgbx: ImageArray, region: Region, passes: tuple[Pass, ...]) -> _Seen:
        """The landmark net's view of one region."""
        image = pillow_view(rgbx)
        square = crop(image, region, LANDMARK_SIDE_PX)
        seen = averaged_points(
            self._net, image, square, region, passes, with_mask=self._params.outline
        )
        points = seen.points
        look = RegionLook(
            region=region,
            person=seen.person,
            legs=float(points[_HIPS_KNEES_ANKLES, _PRESENCE].mean()),
            center_px=(float(points[_CENTER, 0]), float(points[_CENTER, 1])),
            circle_px=(float(points[_CIRCLE, 0]), float(points[_CIRCLE, 1])),
        )
        return _Seen(points, look, square, seen.mask)

    def _sureness(self, seen: _Seen) -> float:
        """How much speaks for what was seen, 0 to 1."""
        return sureness(self._params.region, seen.look)


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


def _luminance(pixels: ImageArray) -> float:
    """Mean brightness (0 to 1) of the part of a crop, or of an image, that is inside the image."""
    sparse = pixels[_LUMA_STEP // 2 :: _LUMA_STEP, _LUMA_STEP // 2 :: _LUMA_STEP]
    inside = sparse[sparse[:, :, 3] > 0]
    return float((inside[:, :3] @ _LUMA).mean()) if len(inside) else 0.0
