"""BlazePose over a recording: the detector finds a person, the landmark net follows.

Two images are worked on at a time, each by a network with one thread. The region of an image
therefore comes from the image two before it, always: the result does not depend on timing or cores.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from coxa.landmarks.region import Detection, Region, region_from_key_points
from coxa.records.landmarks import LANDMARKS, UNKNOWN_PEOPLE, PoseMethod
from coxa_lab.pose.models_folder import model_path
from coxa_lab.pose.networks import (
    LANDMARK_SIDE_PX,
    ImageArray,
    LandmarkNet,
    ModelName,
    NetOutput,
    PoseDetector,
    crop,
    pillow_view,
)
from coxa_lab.pose.protocol import PoseSample
from coxa_lab.video import VideoImage

_AT_A_TIME: Final = 2
_CENTER, _CIRCLE = 33, 34  # points that tell where the person is in the next image
_LUMA: Final = np.array([0.299, 0.587, 0.114], np.float32) / 255.0
_LUMA_STEP: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class BlazePoseParams:
    """How the networks are used.

    Attributes
    ----------
    model :
        ``full`` by default; ``lite`` is faster, ``heavy`` slower.
    min_person :
        Below this the person is lost and the detector looks again.
    people_period_s :
        How often people are counted in the whole image.
    """

    model: ModelName = "full"
    min_person: float = 0.5
    people_period_s: float = 1.0


@dataclass(frozen=True, slots=True)
class _Look:
    """What came out of one image, and where to look next."""

    sample: PoseSample
    region: Region | None


class BlazePose:
    """The default pose model (see `coxa_lab.pose.protocol.PoseModel`)."""

    def __init__(self, params: BlazePoseParams | None = None) -> None:
        self._params = params or BlazePoseParams()
        landmark_path = model_path(f"pose_landmark_{self._params.model}")
        detector_path = model_path("pose_detection")
        self._workers = [
            _Worker(
                self._params, PoseDetector(detector_path, 1), LandmarkNet(landmark_path, 1)
            )
            for _ in range(_AT_A_TIME)
        ]

    @property
    def method(self) -> PoseMethod:
        """Name, version and parameters, stored with every result."""
        return PoseMethod(
            name="blazepose",
            version="0.5.1675469404",
            model=self._params.model,
            params={
                "min_person": self._params.min_person,
                "people_period_s": self._params.people_period_s,
            },
        )

    def samples(self, images: Iterable[VideoImage]) -> Iterator[PoseSample]:
        """One sample for every image, in order."""
        region: Region | None = None
        counted_s = -math.inf
        waiting: deque[Future[_Look]] = deque()
        with ThreadPoolExecutor(_AT_A_TIME, thread_name_prefix="coxa-pose") as pool:
            for number, image in enumerate(images):
                if len(waiting) == _AT_A_TIME:
                    look = waiting.popleft().result()
                    yield look.sample
                    region = look.region
                is_counted = image.t_s - counted_s >= self._params.people_period_s
                counted_s = image.t_s if is_counted else counted_s
                worker = self._workers[number % _AT_A_TIME]
                waiting.append(pool.submit(worker.look, image, region, is_counted))
            for rest in waiting:
                yield rest.result().sample


class _Worker:
    """One set of networks, used by one thread at a time."""

    def __init__(
        self, params: BlazePoseParams, detector: PoseDetector, net: LandmarkNet
    ) -> None:
        self._params = params
        self._detector = detector
        self._net = net

    def look(self, image: VideoImage, region: Region | None, is_counted: bool) -> _Look:
        """What is seen in one image, in the given region or where the detector finds somebody."""
        detections = (
            self._detector.detect(image.rgbx) if region is None or is_counted else None
        )
        if region is None:
            if not detections:
                return _Look(PoseSample(image.t_s, None, people=0, luminance=_luminance(image.rgbx)), None)
            region = detections[0].region
        square = crop(pillow_view(image.rgbx), region, LANDMARK_SIDE_PX)
        output = self._net.run(square)
        points = points_in_image(output, region)
        people = UNKNOWN_PEOPLE if detections is None else len(detections)
        if output.person < self._params.min_person:
            return _Look(PoseSample(image.t_s, None, output.person, people, _luminance(square)), None)
        following = region_from_key_points(
            (float(points[_CENTER, 0]), float(points[_CENTER, 1])),
            (float(points[_CIRCLE, 0]), float(points[_CIRCLE, 1])),
        )
        sample = PoseSample(
            image.t_s, points[: len(LANDMARKS)], output.person, people, _luminance(square)
        )
        return _Look(sample, following)


def points_in_image(output: NetOutput, region: Region) -> NDArray[np.float32]:
    """The 39 points (39, 5) of a crop: x, y, z in pixels of the image, visibility, presence."""
    right = (output.points[:, 0] - 0.5) * region.side_px
    down = (output.points[:, 1] - 0.5) * region.side_px
    cos, sin = math.cos(region.rotation_rad), math.sin(region.rotation_rad)
    return np.stack(
        [
            region.center_x_px + right * cos - down * sin,
            region.center_y_px + right * sin + down * cos,
            output.points[:, 2] * region.side_px,
            output.visibility,
            output.presence,
        ],
        axis=1,
    ).astype(np.float32)


def _luminance(pixels: ImageArray) -> float:
    """Mean brightness (0 to 1) of the part of a crop, or of an image, that is inside the image."""
    sparse = pixels[_LUMA_STEP // 2 :: _LUMA_STEP, _LUMA_STEP // 2 :: _LUMA_STEP]
    inside = sparse[sparse[:, :, 3] > 0]
    return float((inside[:, :3] @ _LUMA).mean()) if len(inside) else 0.0
