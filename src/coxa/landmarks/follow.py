"""Which looks the pose networks take at an image, and who is followed: decisions, no tensors.

A look is a generator: it asks for one inference after another (`Detect`, `See`), is sent what came
of it, and returns what was found. Whoever has the networks drives it: `coxa_lab.pose` at once
(`looked`), the browser's worker message by message. So the decisions exist once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from coxa.landmarks.region import (
    Detection,
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
from coxa.records.landmarks import COLUMNS, LANDMARKS, OUTLINE_DECIMALS

Passes = Literal["single", "alternate"]
"""How images are shown to the landmark net: as they are, or every other one mirrored."""
MAX_GAP_S: Final = 0.25
"""Images further apart are not averaged where plain and mirrored looks alternate."""
POINT_COUNT: Final = 39
"""Points of the landmark net: the 33 of a record, and six of which two lead to the next region."""
_CENTER: Final = 33
_CIRCLE: Final = 34
_SHOULDERS_AND_HIPS: Final = (11, 12, 23, 24)
_HIPS_KNEES_ANKLES: Final = range(23, 29)
_PRESENCE: Final = COLUMNS.index("presence")
_MAX_OTHERS: Final = 3
_MIN_OTHER_PERSON: Final = 0.8
_MIN_OTHER_DISTANCE: Final = 0.2  # between the middles of two trunks, in sides of the region
_MIN_BLIND_SURENESS: Final = 0.85
_CLEARLY_BETTER: Final = 1.3


@dataclass(frozen=True, slots=True)
class Detect:
    """Please run the detector on this part of the image."""

    view: Region


@dataclass(frozen=True, slots=True)
class See:
    """Please run the landmark net on this region; `is_plain`: once, as it is, whatever is usual."""

    region: Region
    is_plain: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What the landmark net saw in one region.

    Attributes
    ----------
    region :
        Where it looked.
    person :
        How sure it is that there is a person, 0 to 1.
    points : (39 * 5,)
        x, y, z in pixels of the image, visibility, presence.
    luminance :
        Mean brightness of the region, 0 to 1.
    outline : (2 * 24 * 2,)
        As in `coxa.records.landmarks.LandmarkRecording.outline`; empty if there is none.
    """

    region: Region
    person: float
    points: Sequence[float]
    luminance: float = 0.0
    outline: Sequence[float] = ()

    @property
    def look(self) -> RegionLook:
        """What decides where to look next."""
        width = len(COLUMNS)
        presence = [self.points[i * width + _PRESENCE] for i in _HIPS_KNEES_ANKLES]
        return RegionLook(
            region=self.region,
            person=self.person,
            legs=math.fsum(presence) / len(presence),
            center_px=self._place(_CENTER),
            circle_px=self._place(_CIRCLE),
        )

    @property
    def trunk_px(self) -> tuple[float, float]:
        """Middle of shoulders and hips."""
        places = [self._place(index) for index in _SHOULDERS_AND_HIPS]
        return (
            math.fsum(x for x, _ in places) / len(places),
            math.fsum(y for _, y in places) / len(places),
        )

    def _place(self, index: int) -> tuple[float, float]:
        first = index * len(COLUMNS)
        return self.points[first], self.points[first + 1]


Request = Detect | See
Answer = Sequence[Detection] | Seen


@dataclass(frozen=True, slots=True)
class LookTask:
    """One image, and how to look at it.

    Attributes
    ----------
    width_px, height_px :
        Size of the image.
    region :
        Where the person is expected; None if the detector must look.
    turn :
        Number of this wide look, which counts people and doubts the region; None for all others.
    """

    width_px: int
    height_px: int
    region: Region | None
    turn: int | None


@dataclass(frozen=True, slots=True)
class Look:
    """What came out of one image.

    Attributes
    ----------
    seen :
        What was seen of the person; None if there is nobody.
    is_seen :
        Whether the landmark net is sure enough that it is a person.
    people :
        How many people there are; None if nobody counted.
    region :
        Where the person is; None if it is lost.
    """

    seen: Seen | None
    is_seen: bool
    people: int | None
    region: Region | None


def look(params: RegionParams, task: LookTask) -> Generator[Request, Answer, Look]:
    """What is seen in an image: yields inferences to run, is sent their answers, returns the look.

    Parameters
    ----------
    params, task :
        When a person counts as found, and the image.
    """
    found = yield from _found(params, task)
    if found is None:
        return Look(None, is_seen=False, people=0, region=None)
    is_seen = found.person >= params.min_person
    people: int | None = None
    if task.turn is not None:
        people = int(is_seen) + (yield from _others(params, task, found))
    is_followed = found.region == task.region
    region = next_region(params, found.look, task.width_px, task.height_px, is_followed=is_followed)
    return Look(found, is_seen, people, region)


def looked(params: RegionParams, task: LookTask, answer: Callable[[Request], Answer]) -> Look:
    """What is seen in an image, where every request can be answered at once.

    Parameters
    ----------
    params, task :
        As for `look`.
    answer :
        Runs one inference.
    """
    looking = look(params, task)
    request = next(looking)
    while True:
        given = answer(request)
        try:
            request = looking.send(given)
        except StopIteration as done:
            found: Look = done.value
            return found


def is_mirrored(passes: Passes, image: int) -> bool:
    """Whether an image, counted from 0, is shown mirrored; a `See` that is plain never is."""
    return passes == "alternate" and image % 2 == 1


def _see(region: Region, *, is_plain: bool = False) -> Generator[Request, Answer, Seen]:
    answer = yield See(region, is_plain)
    if not isinstance(answer, Seen):
        raise TypeError("a See was not answered by a Seen")
    return answer


def _detect(view: Region) -> Generator[Request, Answer, Sequence[Detection]]:
    answer = yield Detect(view)
    if isinstance(answer, Seen):
        raise TypeError("a Detect was answered by a Seen")
    return answer


def _found(params: RegionParams, task: LookTask) -> Generator[Request, Answer, Seen | None]:
    """The person in the region, or somebody much clearer elsewhere; None if there is nobody."""
    if task.region is None:
        return (yield from _searched(params, task))
    followed = yield from _see(task.region)
    if task.turn is None or followed.look.legs >= params.min_legs:
        return followed
    other = yield from _searched(params, task)
    if other is None:
        return followed
    is_better = sureness(params, other.look) > _CLEARLY_BETTER * sureness(params, followed.look)
    return other if is_better else followed


def _searched(params: RegionParams, task: LookTask) -> Generator[Request, Answer, Seen | None]:
    """The largest sure person of an image; None if there is nobody."""
    is_wide = task.turn is not None
    detections = yield from _detect(whole_image(task.width_px, task.height_px))
    if not detections and is_wide:
        everywhere: list[Detection] = []
        for view in parts_of_image(task.width_px, task.height_px):
            everywhere.extend((yield from _detect(view)))
        detections = distinct_detections(everywhere)
    seen: list[Seen] = []
    for region in starting_regions(params, detections):
        seen.append((yield from _see(region)))
    if not seen and is_wide:
        seen = yield from _seen_blind(params, task)
    return max(seen, key=lambda s: sureness(params, s.look) * s.region.side_px, default=None)


def _seen_blind(params: RegionParams, task: LookTask) -> Generator[Request, Answer, list[Seen]]:
    """People without a head that the landmark net sees twice alike, and very surely."""
    size = (task.width_px, task.height_px)
    seen: list[Seen] = []
    for region in blind_regions(*size):
        plain = yield from _see(region, is_plain=True)
        first = next_region(params, plain.look, *size, is_followed=False)
        if first is None:
            continue
        second = yield from _see(first)
        is_alike = next_region(params, second.look, *size, is_followed=True) is not None
        if is_alike and sureness(params, second.look) >= _MIN_BLIND_SURENESS:
            seen.append(second)
    return seen


def _others(params: RegionParams, task: LookTask, found: Seen) -> Generator[Request, Answer, int]:
    """How many more people there are; one view of the image a turn."""
    size = (task.width_px, task.height_px)
    views = [whole_image(*size), *parts_of_image(*size)]
    detections = yield from _detect(views[(task.turn or 0) % len(views)])
    doubtful = [
        detection.region
        for detection in detections
        if not is_turned(params, detection.region)
        and not is_continuous(params, found.region, detection.region)
    ]
    others: list[Seen] = []
    for region in doubtful[:_MAX_OTHERS]:
        seen = yield from _see(region, is_plain=True)
        if seen.person >= _MIN_OTHER_PERSON and _is_apart(seen, [found, *others]):
            others.append(seen)
    return len(others)


def _is_apart(seen: Seen, known: Sequence[Seen]) -> bool:
    """Whether a person stands elsewhere than all those known."""
    return all(
        math.dist(seen.trunk_px, other.trunk_px)
        > _MIN_OTHER_DISTANCE * min(seen.region.side_px, other.region.side_px)
        for other in known
    )


def points_in_image(
    net_points: Sequence[float], region: Region, *, is_mirrored: bool = False
) -> list[float]:
    """Points (39 * 5,) in pixels of the image from those in the square the net was shown.

    Parameters
    ----------
    net_points : (39 * 5,)
        x, y, z as fractions of the square's side, visibility, presence.
    region :
        The square.
    is_mirrored :
        Whether it was shown mirrored; the points are then named as in the image as it is.
    """
    side_px, sign = region.side_px, -1.0 if is_mirrored else 1.0
    cos, sin = math.cos(region.rotation_rad), math.sin(region.rotation_rad)
    points: list[float] = []
    for source in _MIRRORED if is_mirrored else range(POINT_COUNT):
        u, v, z, visibility, presence = net_points[source * 5 : source * 5 + 5]
        right, down = sign * (u - 0.5) * side_px, (v - 0.5) * side_px
        x_px = region.center_x_px + right * cos - down * sin
        y_px = region.center_y_px + right * sin + down * cos
        points += (x_px, y_px, z * side_px, visibility, presence)
    return points


def outline_in_image(
    net_outline: Sequence[float], region: Region, *, is_mirrored: bool = False
) -> list[float]:
    """The outline (2 * 24 * 2,) in pixels of the image from that of the square the net was shown.

    Parameters
    ----------
    net_outline : (2 * 24 * 2,)
        As in a record, in fractions of the square's side.
    region, is_mirrored :
        As for `points_in_image`; in a mirror image the legs change places, lateral stays lateral.
    """
    half = len(net_outline) // 2
    legs = [*net_outline[half:], *net_outline[:half]] if is_mirrored else net_outline
    return [round(distance * region.side_px, OUTLINE_DECIMALS) + 0.0 for distance in legs]


def mirrored_order() -> list[int]:
    """For each of the 39 points, the point that has its place in a mirror image."""
    swapped = {"left": "right", "right": "left"}
    names = ["_".join(swapped.get(part, part) for part in name.split("_")) for name in LANDMARKS]
    order = [LANDMARKS.index(name) for name in names]
    return order + list(range(len(LANDMARKS), POINT_COUNT))


_MIRRORED: Final = mirrored_order()


class Turns:
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
