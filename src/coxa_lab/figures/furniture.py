"""Chair, bed, mat, wall, roller, ball, step: what a person exercises on and with."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Final, Protocol

from coxa.phantom.space import Vector, add, scale
from coxa_lab.figures import paint
from coxa_lab.figures.outline import Solid, outline
from coxa_lab.figures.shape import Shape, turned_from_light
from coxa_lab.figures.view import View

BEHIND: Final = -20.0


class Prop(Protocol):
    """A thing that can be drawn from anywhere."""

    def shapes(self, view: View) -> list[Shape]:
        """Its shapes as seen from there."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """An upright box between two corners, world frame, metres.

    `colours` are those of the top, of what faces forward or backward, and of what faces sideways.
    `nearness` is its place in depth; without it, that of its middle.
    """

    name: str
    low: Vector
    high: Vector
    colours: tuple[str, str, str]
    line: str = paint.WOOD_LINE
    nearness: float | None = None

    def shapes(self, view: View) -> list[Shape]:
        """The faces that can be seen, at most three."""
        toward = view.axes[2]
        depth = self.nearness
        if depth is None:
            depth = view.nearness(scale(add(self.low, self.high), 0.5))
        made = []
        for axis, colour in ((1, self.colours[0]), (0, self.colours[1]), (2, self.colours[2])):
            if abs(toward[axis]) < 1e-6:
                continue
            corners = _face(self.low, self.high, axis, toward[axis] > 0.0)
            made.append(
                Shape(
                    name=f"{self.name}-{axis}",
                    points=tuple(view.flat(corner) for corner in corners),
                    nearness=depth,
                    fill=colour,
                    line=self.line,
                    width=3.0,
                    is_smooth=False,
                )
            )
        return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounded:
    """A rounded thing: a ball, a roller, a pillow."""

    name: str
    solids: tuple[Solid, ...]
    shade: str
    nearness: float | None = None
    samples: int = 8

    def shapes(self, view: View) -> list[Shape]:
        """Its outline."""
        depth = self.nearness
        if depth is None:
            depth = max(view.nearness(solid.centre) for solid in self.solids)
        shade = paint.SHADES[self.shade]
        whole = Shape(
            name=self.name,
            points=tuple(outline(self.solids, view, self.samples)),
            nearness=depth,
            fill=shade.base,
            line=shade.line,
        )
        return [whole, turned_from_light(whole, shade.dark)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disc:
    """A level round patch on the floor."""

    name: str
    centre: Vector
    radii: tuple[float, float]
    colour: str
    nearness: float = 2.0 * BEHIND
    opacity: float | None = None

    def shapes(self, view: View) -> list[Shape]:
        """Its outline."""
        x, y, z = self.centre
        a, b = self.radii
        points = []
        for step in range(24):
            angle = 2.0 * math.pi * step / 24
            points.append(view.flat((x + a * math.cos(angle), y, z + b * math.sin(angle))))
        return [
            Shape(
                name=self.name,
                points=tuple(points),
                nearness=self.nearness,
                fill=self.colour,
                opacity=self.opacity,
            )
        ]


def chair(
    height_m: float, *, back_x: float = -0.24, front_x: float = 0.2, aside_m: float = 0.0
) -> list[Prop]:
    """A firm chair between its back and its front edge, whose seat is this high."""
    ahead = 1.0 if front_x > back_x else -1.0
    seat, leg, half = 0.045, 0.04, 0.23
    low_z, high_z = aside_m - half, aside_m + half
    made: list[Prop] = [
        _wooden(
            f"chair-leg-{index}",
            (x, 0.0, z),
            (x + ahead * leg, height_m + 0.46 if x == back_x else height_m - seat, z + leg),
        )
        for index, (x, z) in enumerate(
            itertools.product((back_x, front_x - ahead * leg), (low_z, high_z - leg))
        )
    ]
    return [
        *made,
        _wooden(
            "chair-back",
            (back_x, height_m + 0.22, low_z + leg),
            (back_x + ahead * 0.025, height_m + 0.44, high_z - leg),
            nearness=BEHIND + 0.1,
        ),
        _wooden(
            "chair-seat",
            (back_x, height_m - seat, low_z),
            (front_x, height_m, high_z),
            nearness=BEHIND + 1.0,
        ),
    ]


def _wooden(name: str, corner: Vector, other: Vector, nearness: float | None = None) -> Box:
    low = (min(corner[0], other[0]), min(corner[1], other[1]), min(corner[2], other[2]))
    high = (max(corner[0], other[0]), max(corner[1], other[1]), max(corner[2], other[2]))
    return Box(
        name=name,
        low=low,
        high=high,
        colours=paint.WOOD,
        nearness=BEHIND + 0.05 * low[0] if nearness is None else nearness,
    )


def mat(low: tuple[float, float], high: tuple[float, float], thick_m: float = 0.02) -> Box:
    """An exercise mat on the floor between two corners (x, z)."""
    return Box(
        name="mat",
        low=(low[0], 0.0, low[1]),
        high=(high[0], thick_m, high[1]),
        colours=paint.MAT,
        line="#4d6b4b",
        nearness=1.5 * BEHIND,
    )


def bed(low: tuple[float, float], high: tuple[float, float], top_m: float) -> list[Prop]:
    """A bed between two corners (x, z): frame and mattress."""
    frame = top_m - 0.2
    return [
        Box(
            name="bed-frame",
            low=(low[0] + 0.03, 0.05, low[1] + 0.02),
            high=(high[0] - 0.03, frame, high[1] - 0.02),
            colours=paint.WOOD,
            nearness=1.5 * BEHIND,
        ),
        Box(
            name="bed-mattress",
            low=(low[0], frame, low[1]),
            high=(high[0], top_m, high[1]),
            colours=paint.CLOTH,
            line=paint.SOFT_LINE,
            nearness=1.4 * BEHIND,
        ),
    ]


def pillow(centre: Vector, half: Vector, nearness: float | None = None) -> Rounded:
    """A pillow: a flat rounded block, longest along z or x."""
    x, y, z = centre
    a, b, c = half
    solids = tuple(
        Solid((x, y, z + share * 0.6 * c), ((a, 0.0, 0.0), (0.0, b, 0.0), (0.0, 0.0, 0.5 * c)))
        for share in (-1.0, -0.5, 0.0, 0.5, 1.0)
    )
    return Rounded(name="pillow", solids=solids, shade="pillow", nearness=nearness)


def wall(low: Vector, high: Vector) -> Box:
    """A piece of wall."""
    return Box(
        name="wall", low=low, high=high, colours=paint.WALL, line="#a99c86", nearness=1.8 * BEHIND
    )


def books(at: tuple[float, float], height_m: float) -> list[Prop]:
    """A pile of books for a foot to rest on."""
    x, z = at
    half = 0.5 * height_m
    return [
        Box(
            name=f"book-{index}",
            low=(x - 0.13 + 0.02 * index, half * index, z - 0.1),
            high=(x + 0.13 + 0.01 * index, half * (index + 1), z + 0.1 - 0.01 * index),
            colours=colours,
            nearness=BEHIND + 0.1 * index,
        )
        for index, colours in enumerate((paint.FOAM, paint.CLOTH))
    ]


def step(low: tuple[float, float], high: tuple[float, float], height_m: float) -> Box:
    """A low step between two corners (x, z)."""
    return Box(
        name="step",
        low=(low[0], 0.0, low[1]),
        high=(high[0], height_m, high[1]),
        colours=paint.WOOD,
        nearness=BEHIND,
    )


def gym_ball(
    centre: Vector, radius_m: float, *, nearness: float | None = None, half_z_m: float | None = None
) -> Rounded:
    """A soft ball; pressed from both sides it is only so wide along z, and a little taller."""
    half_z = radius_m if half_z_m is None else half_z_m
    taller = radius_m * math.sqrt(radius_m / half_z)
    squashed = Solid(centre, ((taller, 0.0, 0.0), (0.0, taller, 0.0), (0.0, 0.0, half_z)))
    return Rounded(name="ball", solids=(squashed,), shade="ball", nearness=nearness, samples=9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Roller:
    """A foam roller along z: its middle, radius and half length."""

    middle: Vector
    radius_m: float
    half_m: float
    nearness: float

    def shapes(self, view: View) -> list[Shape]:
        """Its body, and the end that can be seen."""
        r, h = self.radius_m, self.half_m
        rows = [
            Solid(
                add(self.middle, (0.0, 0.0, h * (index / 6 - 1.0))),
                ((r, 0.0, 0.0), (0.0, r, 0.0), (0.0, 0.0, h / 8)),
            )
            for index in range(13)
        ]
        body = Rounded(name="roller", solids=tuple(rows), shade="foam", nearness=self.nearness)
        end = h if view.axes[2][2] > 0.0 else -h
        rims = [
            Solid(
                add(self.middle, (0.0, 0.0, end)),
                ((share * r, 0.0, 0.0), (0.0, share * r, 0.0), (0.0, 0.0, 0.001)),
            )
            for share in (1.0, 0.38)
        ]
        faces = [
            Shape(
                name=f"roller-end-{index}",
                points=tuple(outline((rim,), view, 7)),
                nearness=self.nearness + 0.001 * (index + 1),
                fill=colour,
                line=paint.SHADES["foam"].line,
            )
            for index, (rim, colour) in enumerate(zip(rims, paint.FOAM[::2], strict=True))
        ]
        return [*body.shapes(view), *faces]


def post(at: tuple[float, float], height_m: float, nearness: float | None = None) -> list[Prop]:
    """Something sturdy to tie a band to: a heavy post on a base."""
    x, z = at
    half = 0.035
    return [
        Box(
            name="post-base",
            low=(x - 0.16, 0.0, z - 0.16),
            high=(x + 0.16, 0.035, z + 0.16),
            colours=paint.METAL,
            line="#454c54",
            nearness=BEHIND if nearness is None else nearness - 0.01,
        ),
        Box(
            name="post",
            low=(x - half, 0.03, z - half),
            high=(x + half, height_m, z + half),
            colours=paint.METAL,
            line="#454c54",
            nearness=BEHIND + 0.1 if nearness is None else nearness,
        ),
    ]


def table_leg(at: tuple[float, float], nearness: float | None = None) -> list[Prop]:
    """The leg of a heavy table, and the corner of its top."""
    x, z = at
    half = 0.04
    depth = BEHIND if nearness is None else nearness
    return [
        Box(
            name="table-leg",
            low=(x - half, 0.0, z - half),
            high=(x + half, 0.68, z + half),
            colours=paint.WOOD,
            nearness=depth,
        ),
        Box(
            name="table-top",
            low=(x - 0.3, 0.68, z - 0.17),
            high=(x + 0.08, 0.72, z + 0.17),
            colours=paint.WOOD,
            nearness=depth + 0.01,
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class TowelRoll:
    """A rolled towel along x, seen from its forward end."""

    middle: Vector
    radius_m: float
    half_m: float
    nearness: float

    def shapes(self, view: View) -> list[Shape]:
        """Its body, and the spiral at its end."""
        x, y, z = self.middle
        rows = tuple(
            Solid(
                (x + self.half_m * (index / 4 - 1.0), y, z),
                (
                    (0.3 * self.half_m, 0.0, 0.0),
                    (0.0, self.radius_m, 0.0),
                    (0.0, 0.0, self.radius_m),
                ),
            )
            for index in range(9)
        )
        body = Rounded(name="towel", solids=rows, shade="pillow", nearness=self.nearness)
        spiral = []
        for index in range(19):
            angle, out = 0.8 * index, self.radius_m * 0.92 * index / 18
            at = (x + self.half_m, y + out * math.sin(angle), z + out * math.cos(angle))
            spiral.append(view.flat(at))
        return [
            *body.shapes(view),
            Shape(
                name="towel-spiral",
                points=tuple(spiral),
                nearness=self.nearness + 0.001,
                line=paint.SOFT_LINE,
                width=3.0,
                is_closed=False,
            ),
        ]


def folded_towel(at: tuple[float, float], under_m: float) -> Box:
    """A towel folded flat under a knee."""
    x, z = at
    return Box(
        name="towel",
        low=(x - 0.11, under_m, z - 0.09),
        high=(x + 0.11, under_m + 0.012, z + 0.09),
        colours=paint.CLOTH,
        line=paint.SOFT_LINE,
        nearness=BEHIND,
    )


def _face(low: Vector, high: Vector, axis: int, is_high: bool) -> list[Vector]:
    """Corners of one face of a box, in order."""
    others = [index for index in range(3) if index != axis]
    corners = []
    for first, second in ((0, 0), (1, 0), (1, 1), (0, 1)):
        corner = [0.0, 0.0, 0.0]
        corner[axis] = high[axis] if is_high else low[axis]
        corner[others[0]] = (low, high)[first][others[0]]
        corner[others[1]] = (low, high)[second][others[1]]
        corners.append((corner[0], corner[1], corner[2]))
    return corners
