"""What is drawn at one moment: named shapes in the picture, each with its place in depth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from coxa_lab.figures.outline import smooth_path, straight_path
from coxa_lab.figures.view import Flat


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One outline.

    Attributes
    ----------
    name : str
        The same at every moment; unique in the picture.
    points : (n,)
        The same number at every moment, picture units.
    nearness : float
        Shapes are drawn from the farthest to the nearest.
    fill, line : str or None
        Colour, or ``glow`` for the spot that fades.
    width : float
        Of the line, picture units.
    """

    name: str
    points: tuple[Flat, ...]
    nearness: float
    fill: str | None = None
    line: str | None = None
    width: float = 4.0
    opacity: float | None = None
    is_closed: bool = True
    is_smooth: bool = True
    is_body: bool = False

    @property
    def path(self) -> str:
        """Path data."""
        as_path = smooth_path if self.is_smooth else straight_path
        return as_path(self.points, is_closed=self.is_closed)


# Where the light comes from in the picture: from the upper left. And how much of a thing is dark.
_TO_LIGHT: Final = (-0.5, -0.85)
_DARK_SHARE: Final = 0.34


def turned_from_light(whole: Shape, colour: str) -> Shape:
    """The strip of a shape along whichever of its two sides is away from the light."""
    count = len(whole.points) // 2
    one, other = whole.points[:count], tuple(reversed(whole.points[count:]))
    if _brightness(other) < _brightness(one):
        one, other = other, one
    inner = [_mixed(a, b, _DARK_SHARE) for a, b in zip(one, other, strict=True)]
    return Shape(
        name=f"{whole.name}-dark",
        points=(*one, *reversed(inner)),
        nearness=whole.nearness + 1e-4,
        fill=colour,
    )


def _brightness(points: Sequence[Flat]) -> float:
    return sum(x * _TO_LIGHT[0] + y * _TO_LIGHT[1] for x, y in points)


def _mixed(a: Flat, b: Flat, share: float) -> Flat:
    return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)
