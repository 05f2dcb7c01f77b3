"""Rooms with people in them, and what perfect networks would see there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from coxa.browser.buffers import DETECTED, SEEN
from coxa.landmarks.follow import (
    POINT_COUNT,
    Answer,
    Detect,
    Look,
    LookTask,
    Request,
    See,
    Seen,
    looked,
    mirrored_order,
)
from coxa.landmarks.region import (
    DETECTOR_SIDE_PX,
    Detection,
    Region,
    RegionParams,
    anchor_centers,
)
from coxa.records.landmarks import LANDMARKS, OUTLINE_PER_IMAGE

PARAMS: Final = RegionParams()
WIDTH_PX: Final = 480
HEIGHT_PX: Final = 480
OUTLINE: Final = 0.05
"""Every edge of every shank, in sides of the square that is looked at."""
_ANCHORS: Final = anchor_centers()


@dataclass(frozen=True)
class Body:
    """Somebody in a room: the middle of the hips, and how far up the circle's point is."""

    x_px: float = 240.0
    y_px: float = 280.0
    size_px: float = 100.0
    person: float = 0.95
    legs: float = 0.95
    has_head: bool = True

    @property
    def region(self) -> Region:
        return Region(self.x_px, self.y_px, 2.5 * self.size_px)

    @property
    def detection(self) -> Detection:
        head_px = self.y_px - self.size_px
        return Detection(
            score=0.9,
            left_px=self.x_px - 20.0,
            top_px=head_px - 20.0,
            right_px=self.x_px + 20.0,
            bottom_px=head_px + 20.0,
            mid_hip_px=(self.x_px, self.y_px),
            circle_px=(self.x_px, self.y_px - self.size_px),
        )

    def seen(self, region: Region) -> Seen:
        points = [value for _ in LANDMARKS for value in (self.x_px, self.y_px, 0.0, 1.0, self.legs)]
        points += [self.x_px, self.y_px, 0.0, 1.0, 1.0]
        points += [self.x_px, self.y_px - self.size_px, 0.0, 1.0, 1.0]
        points += [0.0] * (5 * POINT_COUNT - len(points))
        return Seen(region, self.person, points, 0.5)


@dataclass
class Room:
    """Answers as perfect networks would; a small person in a large view is not detected."""

    bodies: list[Body]
    smallest_share: float = 0.0
    asked: list[Request] = field(default_factory=list)

    def __call__(self, request: Request) -> Answer:
        self.asked.append(request)
        if isinstance(request, Detect):
            return [body.detection for body in self.detected(request.view)]
        return self.nearest(request.region).seen(request.region)

    def detected(self, view: Region) -> list[Body]:
        return [body for body in self.bodies if self._is_detected(body, view)]

    def nearest(self, region: Region) -> Body:
        near = [body for body in self.bodies if is_in(body, region)]
        nearest = min(near, key=lambda body: abs(body.x_px - region.center_x_px), default=None)
        return nearest or Body(person=0.1)

    def _is_detected(self, body: Body, view: Region) -> bool:
        is_large = body.size_px >= self.smallest_share * view.side_px
        return body.has_head and is_large and is_in(body, view)

    def look(
        self, region: Region | None = None, turn: int | None = None, width_px: int = WIDTH_PX
    ) -> Look:
        self.asked.clear()
        return looked(PARAMS, LookTask(width_px, HEIGHT_PX, region, turn), self)

    @property
    def plain_looks(self) -> int:
        return sum(isinstance(request, See) and request.is_plain for request in self.asked)


def is_in(body: Body, region: Region) -> bool:
    far_px = max(abs(body.x_px - region.center_x_px), abs(body.y_px - region.center_y_px))
    return far_px <= 0.5 * region.side_px


def buffer(room: Room, todo: Request | None, t_s: float, *, is_mirrored: bool) -> list[float]:
    """What the browser's networks send for a request."""
    head = [t_s, WIDTH_PX, HEIGHT_PX]
    if isinstance(todo, Detect):
        found = [v for body in room.detected(todo.view) for v in _candidate(body, todo.view)]
        return [DETECTED, *head, *found]
    assert todo is not None
    seen = room.nearest(todo.region).seen(todo.region)
    outline = [OUTLINE] * OUTLINE_PER_IMAGE
    return [
        *(SEEN, *head, seen.person, seen.luminance),
        *_in_square(seen.points, todo.region, is_mirrored=is_mirrored),
        *outline,
    ]


def _candidate(body: Body, view: Region) -> list[float]:
    """The anchor in the middle: number, logit, box, and two of four key points."""
    anchor = len(_ANCHORS) // 2
    found = body.detection

    def place(x_px: float, y_px: float) -> tuple[float, float]:
        u = (x_px - view.center_x_px) / view.side_px + 0.5 - _ANCHORS[anchor][0]
        v = (y_px - view.center_y_px) / view.side_px + 0.5 - _ANCHORS[anchor][1]
        return u * DETECTOR_SIDE_PX, v * DETECTOR_SIDE_PX

    size = (found.right_px - found.left_px) / view.side_px * DETECTOR_SIDE_PX
    logit = math.log(found.score / (1.0 - found.score))
    points = (*place(*found.mid_hip_px), *place(*found.circle_px), 0.0, 0.0, 0.0, 0.0)
    return [anchor, logit, *place(*found.center_px), size, size, *points]


def _in_square(points: Sequence[float], region: Region, *, is_mirrored: bool) -> list[float]:
    """Points of the image as the net gives them, of a square that is upright."""
    order = mirrored_order() if is_mirrored else range(POINT_COUNT)
    values: list[float] = []
    for index in order:
        x_px, y_px, z_px, visibility, presence = points[5 * index : 5 * index + 5]
        u = (x_px - region.center_x_px) / region.side_px + 0.5
        v = (y_px - region.center_y_px) / region.side_px + 0.5
        z = z_px / region.side_px
        values += [1.0 - u if is_mirrored else u, v, z, visibility, presence]
    return values
