"""The range of one side as SVG: the lower leg as it hangs and turns, and a bar for each direction.

Drawn as in a mirror: the left leg turns in towards the left edge of the page, the right leg towards
the right one. Nothing is coloured as passed or failed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from coxa.messages.facts import DirectionFact, SideFacts, UsualRange
from coxa_lab.report.svg import Point, drawing, element, line, number, text

WIDTH_PX: Final = 360.0
HEIGHT_PX: Final = 218.0
HALF_PX: Final = 166.0
LEAST_SCALE_DEG: Final = 60.0
TICK_DEG: Final = 15
_KNEE: Final = (WIDTH_PX / 2, 14.0)
_SHANK_PX: Final = 98.0
_RING_PX: Final = (112.0, 122.0)
_BAR_Y: Final = 172.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Half:
    """One direction in the drawing: which way it goes, and how many pixels a degree has."""

    fact: DirectionFact
    way: float
    px_per_deg: float

    def x(self, angle_deg: float) -> float:
        return WIDTH_PX / 2 + self.way * angle_deg * self.px_per_deg

    def at(self, angle_deg: float, radius_px: float) -> Point:
        """Point under the knee, turned from the vertical."""
        turned = self.way * math.radians(angle_deg)
        return (
            _KNEE[0] + radius_px * math.sin(turned),
            _KNEE[1] + radius_px * math.cos(turned),
        )


def columns_of(side: SideFacts) -> tuple[DirectionFact, DirectionFact]:
    """Left and right half of the drawing: what turns the foot to the left, and to the right."""
    internal, external = side.directions
    return (internal, external) if side.side == "left" else (external, internal)


def range_figure(side: SideFacts, *, key: str) -> str:
    """Figure of one side, all values on one scale from 0 in the middle.

    Parameters
    ----------
    side : SideFacts
        Both directions.
    key : str
        Unique in the page.
    """
    scale_deg = _scale_deg(side)
    halves = [
        _Half(fact=fact, way=way, px_per_deg=HALF_PX / scale_deg)
        for fact, way in zip(columns_of(side), (-1.0, 1.0), strict=True)
    ]
    body = "".join(
        (
            *(_ring(half) for half in halves),
            line(_KNEE, (_KNEE[0], _KNEE[1] + _SHANK_PX + 16), class_="rest"),
            *(_shank(half) for half in halves),
            element("circle", cx=_KNEE[0], cy=_KNEE[1], r=8, class_="knee"),
            *(_usual_band(half) for half in halves),
            _axis(scale_deg),
            *(_bar(half) for half in halves),
            *(_reference(half) for half in halves),
        )
    )
    description = " ".join(fact.sentence for fact in side.directions)
    return drawing((WIDTH_PX, HEIGHT_PX), side.name, description, body, key=key, class_="range")


def _scale_deg(side: SideFacts) -> float:
    """Angle at the end of a bar: at least 60, in steps of a tick, room for every error."""
    ends = [
        abs(fact.value_deg) + (fact.error_95_deg or 0.0)
        for fact in side.directions
        if fact.value_deg is not None
    ]
    most = max(ends, default=0.0)
    return max(LEAST_SCALE_DEG, TICK_DEG * math.ceil(most / TICK_DEG))


def _ring(half: _Half) -> str:
    """The usual range as a piece of a ring under the foot."""
    usual = half.fact.usual
    if usual is None:
        return ""
    inner, outer = _RING_PX
    low, high = max(usual.low_deg, 0.0), usual.high_deg
    corners = (half.at(low, inner), half.at(low, outer), half.at(high, outer), half.at(high, inner))
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = [(number(x), number(y)) for x, y in corners]
    out, back = (1, 0) if half.way < 0 else (0, 1)
    data = (
        f"M{x0} {y0}L{x1} {y1}A{number(outer)} {number(outer)} 0 0 {out} {x2} {y2}"
        f"L{x3} {y3}A{number(inner)} {number(inner)} 0 0 {back} {x0} {y0}Z"
    )
    mean = line(half.at(usual.mean_deg, inner), half.at(usual.mean_deg, outer), class_="usual-mean")
    return element("path", d=data, class_="usual") + mean


def _shank(half: _Half) -> str:
    """The lower leg at its end range, with a wedge for the error."""
    fact = half.fact
    if fact.value_deg is None:
        return ""
    error_deg = fact.error_95_deg or 0.0
    wedge = [
        half.at(fact.value_deg + share * error_deg, _SHANK_PX) for share in (-1, -0.5, 0, 0.5, 1)
    ]
    points = " ".join(f"{number(x)},{number(y)}" for x, y in (_KNEE, *wedge))
    end = half.at(fact.value_deg, _SHANK_PX)
    return (
        element("polygon", points=points, class_="wedge")
        + line(_KNEE, end, class_="shank")
        + element("circle", cx=end[0], cy=end[1], r=6, class_="foot")
    )


def _usual_band(half: _Half) -> str:
    """The usual range behind the bar, with its mean."""
    usual: UsualRange | None = half.fact.usual
    if usual is None:
        return ""
    left, right = sorted((half.x(max(usual.low_deg, 0.0)), half.x(usual.high_deg)))
    mean_x = half.x(usual.mean_deg)
    return element(
        "rect", x=left, y=_BAR_Y - 15, width=right - left, height=30, class_="usual"
    ) + line((mean_x, _BAR_Y - 15), (mean_x, _BAR_Y + 15), class_="usual-mean")


def _axis(scale_deg: float) -> str:
    """Ticks both ways from 0."""
    parts = []
    px_per_deg = HALF_PX / scale_deg
    count = int(scale_deg // TICK_DEG)
    every = 1 if count <= 4 else 2
    for tick in range(-count, count + 1):
        x = WIDTH_PX / 2 + tick * TICK_DEG * px_per_deg
        parts.append(line((x, _BAR_Y + 17), (x, _BAR_Y + 22), class_="tick-line"))
        if tick % every == 0:
            label = f"{abs(tick) * TICK_DEG}°"
            at = (x, _BAR_Y + 35)
            parts.append(text(at, label, class_="tick", text_anchor="middle"))
    middle = WIDTH_PX / 2
    return "".join(parts) + line((middle, _BAR_Y - 19), (middle, _BAR_Y + 19), class_="zero")


def _bar(half: _Half) -> str:
    """The value from 0, with its error as a whisker; a deficit goes the other way."""
    fact = half.fact
    if fact.value_deg is None:
        return ""
    left, right = sorted((half.x(0.0), half.x(fact.value_deg)))
    bar = element(
        "rect", x=left, y=_BAR_Y - 5, width=max(right - left, 1.0), height=10, class_="value"
    )
    error_deg = fact.error_95_deg or 0.0
    low, high = half.x(fact.value_deg - error_deg), half.x(fact.value_deg + error_deg)
    ends = ((low, _BAR_Y), (high, _BAR_Y))
    whisker = line(*ends, class_="halo") + line(*ends, class_="whisker")
    caps = "".join(line((x, _BAR_Y - 7), (x, _BAR_Y + 7), class_="whisker") for x in (low, high))
    end_x = half.x(fact.value_deg)
    end = line((end_x, _BAR_Y - 11), (end_x, _BAR_Y + 11), class_="value-end")
    return bar + whisker + caps + end


def _reference(half: _Half) -> str:
    """The clinic's own figure: a small hollow triangle over the bar."""
    if half.fact.reference_deg is None:
        return ""
    return reference_mark((half.x(half.fact.reference_deg), _BAR_Y - 17))


def reference_mark(at: Point) -> str:
    """A small hollow triangle that points down to its place over the bar."""
    x, y = at
    corners = ((x, y + 1), (x - 5, y - 8), (x + 5, y - 8))
    points = " ".join(f"{number(a)},{number(b)}" for a, b in corners)
    return element("polygon", points=points, class_="reference")
