"""BlazePose over a recording: the detector finds a person, the landmark net follows.

Two images are worked on at a time, each by networks with one thread of their own. What is known
from image n therefore helps image n + 2, always: the result does not depend on timing or cores.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from typing import Final, Literal

from coxa.landmarks.follow import Turns, is_mirrored
from coxa.landmarks.region import RegionParams, RegionState, region_step
from coxa.records.landmarks import PoseMethod
from coxa_lab.pose.blend import blended
from coxa_lab.pose.models_folder import MODELS_VERSION, model_path
from coxa_lab.pose.networks import LandmarkNet, ModelName, PoseDetector
from coxa_lab.pose.passes import MIRRORED, SINGLE, THOROUGH, Pass
from coxa_lab.pose.protocol import PoseSample
from coxa_lab.pose.worker import Look, Task, Worker
from coxa_lab.video import VideoImage

Passes = Literal["single", "alternate", "thorough"]
_AT_A_TIME: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class BlazePoseParams:
    """How the networks are used.

    Attributes
    ----------
    model :
        ``full`` by default; ``lite`` is faster, ``heavy`` slower.
    passes :
        ``single``: every image once, as it is. ``alternate``: every image once, every other one
        mirrored, neighbours blended; as fast, and what the net does differently to left and right
        goes out. ``thorough``: every image six times (`coxa_lab.pose.passes`).
    outline :
        Whether the edges of the shanks are taken from the segmentation mask as well.
    wide_period_s :
        How often people are counted and a doubtful region is checked, in the whole image.
    region :
        When a person is found, followed and lost.
    """

    model: ModelName = "full"
    passes: Passes = "alternate"
    outline: bool = True
    wide_period_s: float = 1.0
    region: RegionParams = field(default_factory=RegionParams)


def passes_of(passes: Passes, image: int) -> tuple[Pass, ...]:
    """How an image, counted from 0, is shown to the landmark net."""
    if passes == "thorough":
        return THOROUGH
    return MIRRORED if is_mirrored(passes, image) else SINGLE


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
            Worker(
                self._params.region,
                PoseDetector(detector_path),
                LandmarkNet(landmark_path),
                with_mask=self._params.outline,
            )
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
                "passes": self._params.passes,
                "outline": self._params.outline,
                "wide_period_s": self._params.wide_period_s,
                **asdict(self._params.region),
            },
        )

    def samples(self, images: Iterable[VideoImage]) -> Iterator[PoseSample]:
        """One sample for every image, in order."""
        followed = self._followed(images)
        return blended(followed) if self._params.passes == "alternate" else followed

    def _followed(self, images: Iterable[VideoImage]) -> Iterator[PoseSample]:
        """One sample for every image as it was seen."""
        state = RegionState()
        wide = Turns(self._params.wide_period_s)
        waiting: deque[Future[Look]] = deque()
        with ThreadPoolExecutor(_AT_A_TIME, thread_name_prefix="coxa-pose") as pool:
            for number, image in enumerate(images):
                if len(waiting) == _AT_A_TIME:
                    look = waiting.popleft().result()
                    yield look.sample
                    state = region_step(self._params.region, state, look.sample.t_s, look.region)
                slot = number % _AT_A_TIME
                passes = passes_of(self._params.passes, number)
                task = Task(image, state.region, wide.turn(image.t_s), passes)
                waiting.append(pool.submit(self._workers[slot].look, task))
            for rest in waiting:
                yield rest.result().sample
