"""Region geometry of the two-stage pose model: detections, and the square the landmark net sees.

The tensors themselves are handled by whoever runs the networks (`coxa_lab.pose`, or the browser's
worker); everything that is geometry, and the decision where to look next, is here, so that it
exists once.

Image axes: x right, y down, pixels, origin at the outer corner of the top left pixel.
Facts of the networks (input sizes, anchors, key points): ``docs/protocols/pose.md``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

DETECTOR_SIDE_PX: Final = 224
ANCHOR_COUNT: Final = 2254
REGION_SCALE: Final = 1.25
_STRIDES_PX: Final = (8, 16, 32, 32, 32)
_ANCHORS_PER_CELL: Final = 2
_LOGIT_LIMIT: Final = 100.0
_MIN_ASPECT_FOR_PARTS: Final = 1.2
_PART_STEP: Final = 0.5


@dataclass(frozen=True, slots=True)
class Region:
    """A turned square of the image, in pixels; `rotation_rad` is clockwise as seen, in (-π, π]."""

    center_x_px: float
    center_y_px: float
    side_px: float
    rotation_rad: float = 0.0

    def to_image(self, u: float, v: float) -> tuple[float, float]:
        """Image position (px) of a point of the square given as fractions 0 to 1 of its side."""
        right = (u - 0.5) * self.side_px
        down = (v - 0.5) * self.side_px
        cos, sin = math.cos(self.rotation_rad), math.sin(self.rotation_rad)
        return (
            self.center_x_px + right * cos - down * sin,
            self.center_y_px + right * sin + down * cos,
        )


@dataclass(frozen=True, slots=True)
class Detection:
    """One person the detector saw; positions in pixels of the whole image.

    The box is a square of fixed size around the head: only its position tells something.
    """

    score: float
    left_px: float
    top_px: float
    right_px: float
    bottom_px: float
    mid_hip_px: tuple[float, float]
    circle_px: tuple[float, float]

    @property
    def region(self) -> Region:
        """The square the landmark net should look at."""
        return region_from_key_points(self.mid_hip_px, self.circle_px)

    @property
    def center_px(self) -> tuple[float, float]:
        """Middle of the box."""
        return 0.5 * (self.left_px + self.right_px), 0.5 * (self.top_px + self.bottom_px)

    @property
    def area_px2(self) -> float:
        """Area of the box."""
        return max(0.0, self.right_px - self.left_px) * max(0.0, self.bottom_px - self.top_px)


def region_from_key_points(
    center_px: tuple[float, float], circle_px: tuple[float, float]
) -> Region:
    """Square around a body from its mid-hip point and a point on the circle that encloses it.

    The square is turned so that the line from the first to the second point goes up.
    """
    right = circle_px[0] - center_px[0]
    down = circle_px[1] - center_px[1]
    return Region(
        center_x_px=center_px[0],
        center_y_px=center_px[1],
        side_px=2.0 * math.hypot(right, down) * REGION_SCALE,
        rotation_rad=math.atan2(right, -down),
    )


# ---------------------------------------------------------------------------------- the detector


def anchor_centers() -> list[tuple[float, float]]:
    """Centres of the detector's 2254 anchors, fractions of its input, in its outputs' order."""
    centers: list[tuple[float, float]] = []
    layer = 0
    while layer < len(_STRIDES_PX):
        stride = _STRIDES_PX[layer]
        same = sum(1 for other in _STRIDES_PX if other == stride)
        cells = DETECTOR_SIDE_PX // stride
        for row in range(cells):
            for column in range(cells):
                center = ((column + 0.5) / cells, (row + 0.5) / cells)
                centers.extend([center] * (_ANCHORS_PER_CELL * same))
        layer += same
    return centers


def whole_image(width_px: int, height_px: int) -> Region:
    """The square that holds a whole image, with equal margins where the image ends."""
    return Region(0.5 * width_px, 0.5 * height_px, float(max(width_px, height_px)))


def parts_of_image(width_px: int, height_px: int) -> list[Region]:
    """Overlapping squares that cover a long image; none if the image is nearly square.

    In the square around a long image people are so small that the detector misses them: of two
    rendered people side by side in a 1708 x 480 image it finds none.
    """
    side_px, long_px = sorted((width_px, height_px))
    if long_px < _MIN_ASPECT_FOR_PARTS * side_px:
        return []
    count = 1 + math.ceil((long_px - side_px) / (_PART_STEP * side_px))
    step_px = (long_px - side_px) / (count - 1)
    middles_px = [0.5 * side_px + step_px * number for number in range(count)]
    if width_px > height_px:
        return [Region(middle_px, 0.5 * side_px, side_px) for middle_px in middles_px]
    return [Region(0.5 * side_px, middle_px, side_px) for middle_px in middles_px]


def detection_from_anchor(
    values: Sequence[float], score: float, anchor: tuple[float, float], view: Region
) -> Detection:
    """A detection in image pixels from the twelve values the detector gives for one anchor.

    Parameters
    ----------
    values : (12,)
        Box centre, box size, then four key points, in pixels of the detector's input; positions
        are counted from the anchor.
    score :
        After the sigmoid, 0 to 1.
    anchor :
        Centre as fractions of the input.
    view :
        The part of the image the detector was shown; not turned.
    """

    def position(index: int) -> tuple[float, float]:
        return view.to_image(
            values[index] / DETECTOR_SIDE_PX + anchor[0],
            values[index + 1] / DETECTOR_SIDE_PX + anchor[1],
        )

    center_x_px, center_y_px = position(0)
    half_width_px = 0.5 * values[2] / DETECTOR_SIDE_PX * view.side_px
    half_height_px = 0.5 * values[3] / DETECTOR_SIDE_PX * view.side_px
    return Detection(
        score=score,
        left_px=center_x_px - half_width_px,
        top_px=center_y_px - half_height_px,
        right_px=center_x_px + half_width_px,
        bottom_px=center_y_px + half_height_px,
        mid_hip_px=position(4),
        circle_px=position(6),
    )


def sigmoid(logit: float) -> float:
    """Logistic function, safe for any finite logit."""
    bounded = max(-_LOGIT_LIMIT, min(_LOGIT_LIMIT, logit))
    return 1.0 / (1.0 + math.exp(-bounded))


def overlap(a: Detection, b: Detection) -> float:
    """Intersection over union of two boxes, 0 to 1."""
    width = min(a.right_px, b.right_px) - max(a.left_px, b.left_px)
    height = min(a.bottom_px, b.bottom_px) - max(a.top_px, b.top_px)
    if width <= 0.0 or height <= 0.0:
        return 0.0
    shared = width * height
    return shared / (a.area_px2 + b.area_px2 - shared)


def merge_detections(candidates: Sequence[Detection], min_overlap: float = 0.3) -> list[Detection]:
    """One detection a person: overlapping candidates of one view averaged by score, best first."""
    remaining = sorted(candidates, key=lambda detection: -detection.score)
    merged: list[Detection] = []
    while remaining:
        best = remaining[0]
        group = [d for d in remaining if d is best or overlap(best, d) > min_overlap]
        remaining = [d for d in remaining if d not in group]
        merged.append(_weighted_mean(group))
    return merged


def distinct_detections(candidates: Sequence[Detection]) -> list[Detection]:
    """One detection a person from several views: the surest where heads are in one place."""
    distinct: list[Detection] = []
    for candidate in sorted(candidates, key=lambda detection: -detection.score):
        if not any(_is_same_head(candidate, other) for other in distinct):
            distinct.append(candidate)
    return distinct


def _is_same_head(a: Detection, b: Detection) -> bool:
    """Whether two boxes, of whatever size, have nearly the same middle."""
    larger_px = max(a.right_px - a.left_px, b.right_px - b.left_px)
    return math.dist(a.center_px, b.center_px) < 0.5 * larger_px


def _weighted_mean(group: Sequence[Detection]) -> Detection:
    """Mean of boxes and key points, weighted by score; the score of the best."""
    total = math.fsum(d.score for d in group)

    def mean(values: Sequence[float]) -> float:
        return math.fsum(d.score * value for d, value in zip(group, values, strict=True)) / total

    return Detection(
        score=group[0].score,
        left_px=mean([d.left_px for d in group]),
        top_px=mean([d.top_px for d in group]),
        right_px=mean([d.right_px for d in group]),
        bottom_px=mean([d.bottom_px for d in group]),
        mid_hip_px=(mean([d.mid_hip_px[0] for d in group]), mean([d.mid_hip_px[1] for d in group])),
        circle_px=(mean([d.circle_px[0] for d in group]), mean([d.circle_px[1] for d in group])),
    )


# -------------------------------------------------------------------------------- where to look


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionParams:
    """When a person counts as found, followed and lost.

    Attributes
    ----------
    min_person :
        Least sureness of the landmark net that there is a person; the networks' published default.
    max_turn_rad :
        A person turned further from upright than this is doubted: the test is done upright, and a
        trunk without head is readily taken for a body upside down.
    max_step_turn_rad, max_step_growth, max_step_shift :
        Most that a region may turn, grow or shrink (ratio) and move (in sides) from one look to the
        next; more is no movement of a seated person.
    min_legs :
        Least mean presence of hips, knees and ankles for which nothing better is looked for.
    hold_shift, hold_growth, hold_turn_rad :
        A region stays as it is until the person has moved further than this (in sides, as a ratio
        less one, in radians): what stays is cut out faster, and trembles less.
    smoothing_s :
        Regions are averaged over this time. A region that trembles makes the landmarks tremble:
        0.5 s took the shank's image-to-image noise from 0.48 to 0.36 degrees (five rendered clips).
    """

    min_person: float = 0.5
    max_turn_rad: float = math.radians(45.0)
    max_step_turn_rad: float = math.radians(45.0)
    max_step_growth: float = 1.5
    max_step_shift: float = 0.35
    min_legs: float = 0.7
    hold_shift: float = 0.01
    hold_growth: float = 0.02
    hold_turn_rad: float = 0.02
    smoothing_s: float = 0.5


@dataclass(frozen=True, slots=True)
class RegionLook:
    """What the landmark net says of one region.

    Attributes
    ----------
    region :
        Where it looked.
    person :
        How sure it is that there is a person, 0 to 1.
    legs :
        Mean presence of hips, knees and ankles, 0 to 1.
    center_px, circle_px :
        Landmarks 33 and 34: mid-hip and a point on the circle around the body.
    """

    region: Region
    person: float
    legs: float
    center_px: tuple[float, float]
    circle_px: tuple[float, float]


def is_turned(params: RegionParams, region: Region) -> bool:
    """Whether a region is further from upright than a person doing the test would be."""
    return abs(region.rotation_rad) > params.max_turn_rad


def starting_regions(params: RegionParams, detections: Sequence[Detection]) -> list[Region]:
    """Where to look first: every detection, and upright squares where the detector is not credible.

    The detector needs a head. Without one it takes trunk and thighs for a body
    upside down; the landmark net, given an upright square about the right size, finds the legs all
    the same. The part of the square outside the image is black.
    """
    regions: list[Region] = []
    for detection in detections:
        regions.append(detection.region)
        if is_turned(params, detection.region):
            regions.append(Region(*detection.center_px, detection.region.side_px))
    return regions


def blind_regions(width_px: int, height_px: int) -> list[Region]:
    """Upright squares in the middle of an image in which the detector sees nobody."""
    middle_px = (0.5 * width_px, 0.5 * height_px)
    return [Region(*middle_px, scale * height_px) for scale in (1.2, 1.7)]


def sureness(params: RegionParams, look: RegionLook) -> float:
    """How much speaks for a look, 0 to 1: person and legs; half of it if the person is turned."""
    if look.person < params.min_person:
        return 0.0
    return look.person * look.legs * (0.5 if is_turned(params, look.region) else 1.0)


def next_region(
    params: RegionParams, look: RegionLook, width_px: int, height_px: int, *, is_followed: bool
) -> Region | None:
    """Where the person of a look is; None if it is lost and the detector must look again.

    Parameters
    ----------
    params, look, width_px, height_px :
        When a person is lost, what was seen, in an image of which size.
    is_followed :
        Whether the person was being followed, so that the region must not jump.
    """
    proposed = region_from_key_points(look.center_px, look.circle_px)
    if look.person < params.min_person or not _is_within(proposed, width_px, height_px):
        return None
    if is_followed and not is_continuous(params, look.region, proposed):
        return None
    return proposed


@dataclass(frozen=True, slots=True)
class RegionState:
    """Where a person was and is looked for; nothing while nobody is followed.

    Attributes
    ----------
    recent :
        Regions of the last moments, (t_s, region), oldest first.
    region :
        Where to look next; None if the detector must look.
    """

    recent: tuple[tuple[float, Region], ...] = ()
    region: Region | None = None


def region_step(
    params: RegionParams, state: RegionState, t_s: float, found: Region | None
) -> RegionState:
    """State after one more look; nobody is followed after a look that found nobody, or a jump."""
    if found is None:
        return RegionState()
    if state.recent and not is_continuous(params, state.recent[-1][1], found):
        return RegionState()
    kept = tuple(entry for entry in state.recent if entry[0] > t_s - params.smoothing_s)
    recent = (*kept, (t_s, found))
    mean = mean_region([region for _, region in recent])
    is_held = state.region is not None and _is_nearly(params, state.region, mean)
    return RegionState(recent, state.region if is_held else mean)


def _is_nearly(params: RegionParams, a: Region, b: Region) -> bool:
    """Whether two regions are so alike that one serves for the other."""
    shift_px = math.hypot(a.center_x_px - b.center_x_px, a.center_y_px - b.center_y_px)
    turn_rad = math.remainder(a.rotation_rad - b.rotation_rad, 2.0 * math.pi)
    return (
        shift_px <= params.hold_shift * a.side_px
        and abs(b.side_px - a.side_px) <= params.hold_growth * a.side_px
        and abs(turn_rad) <= params.hold_turn_rad
    )


def is_continuous(params: RegionParams, a: Region, b: Region) -> bool:
    """Whether two regions can belong to one person a moment apart."""
    larger_px, smaller_px = max(a.side_px, b.side_px), min(a.side_px, b.side_px)
    if smaller_px <= 0.0 or larger_px > params.max_step_growth * smaller_px:
        return False
    shift_px = math.hypot(a.center_x_px - b.center_x_px, a.center_y_px - b.center_y_px)
    turn_rad = math.remainder(a.rotation_rad - b.rotation_rad, 2.0 * math.pi)
    return (
        shift_px <= params.max_step_shift * larger_px and abs(turn_rad) <= params.max_step_turn_rad
    )


def _is_within(region: Region, width_px: int, height_px: int) -> bool:
    """Whether the middle of a region is in the image, or a tenth of its side beyond at most."""
    margin_px = 0.1 * region.side_px
    return (
        -margin_px <= region.center_x_px <= width_px + margin_px
        and -margin_px <= region.center_y_px <= height_px + margin_px
    )


def mean_region(regions: Sequence[Region]) -> Region:
    """Mean of regions that lie close together; their directions are averaged as directions."""
    count = len(regions)
    return Region(
        center_x_px=math.fsum(r.center_x_px for r in regions) / count,
        center_y_px=math.fsum(r.center_y_px for r in regions) / count,
        side_px=math.fsum(r.side_px for r in regions) / count,
        rotation_rad=math.atan2(
            math.fsum(math.sin(r.rotation_rad) for r in regions),
            math.fsum(math.cos(r.rotation_rad) for r in regions),
        ),
    )
