"""One image as the coach looks at it: the joints it needs, the person's sides, pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from coxa.coaching.sample import Image
from coxa.records.assessment import SIDES, Side
from coxa.records.landmarks import COLUMNS, LANDMARKS

JOINTS: Final = ("hip", "knee", "ankle", "heel", "foot_index", "shoulder")
HIP, KNEE, ANKLE, HEEL, TOE, SHOULDER = range(0, 12, 2)
"""Where a joint's x stands within its side; y follows."""
LEFT: Final = 0
RIGHT: Final = 12
"""Where a side begins."""
BASE: Final[dict[Side, int]] = {"left": LEFT, "right": RIGHT}

Joints = tuple[float, ...]
"""x and y of every joint of the left side, then of the right: (24,), pixels."""


def _place(name: str, column: str) -> int:
    return LANDMARKS.index(name) * len(COLUMNS) + COLUMNS.index(column)


_X: Final = tuple(_place(f"{side}_{joint}", "x_px") for side in SIDES for joint in JOINTS)
_VISIBILITY: Final = tuple(
    _place(f"{side}_{joint}", "visibility") for side in SIDES for joint in ("knee", "ankle")
)
_FARTHEST_PX: Final = 1e6


@dataclass(frozen=True, slots=True)
class Seen:
    """Joints of one image. `visibility` is the lower of knee and ankle, left and right."""

    t_s: float
    width_px: int
    height_px: int
    joints: Joints
    visibility: tuple[float, float]

    @property
    def is_anybody(self) -> bool:
        """Whether all joints have a place, and one a picture can have."""
        return math.hypot(*self.joints) < _FARTHEST_PX


def seen_in(image: Image, *, is_flipped: bool) -> Seen:
    """Joints of an image with the person's own sides.

    Parameters
    ----------
    image :
        As the camera gave it.
    is_flipped :
        It is a mirror image: sides are exchanged and x is turned round.
    """
    points = image.points
    joints = tuple([v for i in _X for v in (points[i], points[i + 1])])
    a, b, c, d = (points[i] * points[i + 1] for i in _VISIBILITY)
    visibility = (min(a, b), min(c, d))
    if is_flipped:
        width_px = image.width_px
        turned = [width_px - v if k % 2 == 0 else v for k, v in enumerate(joints)]
        joints = (*turned[RIGHT:], *turned[:RIGHT])
        visibility = (visibility[1], visibility[0])
    return Seen(image.t_s, image.width_px, image.height_px, joints, visibility)


def length_px(joints: Joints, start: int, end: int) -> float:
    """Distance of two joints, by where their x stands."""
    return math.hypot(joints[end] - joints[start], joints[end + 1] - joints[start + 1])


def middle(joints: Joints, joint: int) -> tuple[float, float]:
    """Middle between the left and the right joint."""
    x = 0.5 * (joints[LEFT + joint] + joints[RIGHT + joint])
    return x, 0.5 * (joints[LEFT + joint + 1] + joints[RIGHT + joint + 1])


def shank_px(joints: Joints) -> float:
    """Mean length of the two shanks in the picture."""
    left = length_px(joints, LEFT + KNEE, LEFT + ANKLE)
    return 0.5 * (left + length_px(joints, RIGHT + KNEE, RIGHT + ANKLE))


def moved_share(home: Joints, now: Joints) -> float:
    """How far the knee or ankle that moved most is from where it was, in shanks."""
    places = (LEFT + KNEE, LEFT + ANKLE, RIGHT + KNEE, RIGHT + ANKLE)
    ways_px = (math.hypot(now[i] - home[i], now[i + 1] - home[i + 1]) for i in places)
    return max(ways_px) / shank_px(home)


def foot_lifts(home: Joints, now: Joints) -> tuple[float, float]:
    """How far the left and the right ankle are above where they were, in shanks."""
    left = home[LEFT + ANKLE + 1] - now[LEFT + ANKLE + 1]
    right = home[RIGHT + ANKLE + 1] - now[RIGHT + ANKLE + 1]
    return left / shank_px(home), right / shank_px(home)
