"""Values and answers over days as SVG: points with their error, on one time axis for all drawings.

What tells things apart is never colour alone: a value carried over from another device is hollow,
and the band in which nothing can be told from error has an edge.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from coxa.messages.facts import Words
from coxa.messages.trend_facts import LineFact, ScoreFact
from coxa_lab.report.svg import Point, drawing, element, line, number, polyline_path, text

WIDTH_PX: Final = 380.0
RANGE_PX: Final = 170.0
SCORE_PX: Final = 104.0
SMALLEST_SPAN_DEG: Final = 30.0
SMALLEST_SPAN_DAYS: Final = 7.0
MANY_POINTS: Final = 16
_LEFT_PX, _RIGHT_PX = 34.0, 12.0
_TOP_PX, _AXIS_PX = 8.0, 24.0
_MOST_TICKS: Final = 5
_DAY_STEPS: Final = (1, 2, 7, 14, 28)
_MONTH_STEPS: Final = (1, 2, 3, 6)
_DAYS_A_MONTH: Final = 30.4


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Days from left to right, shared by all drawings of a page; in ordinals with their fraction.

    `ticks` are days and their labels.
    """

    from_day: float
    to_day: float
    ticks: tuple[tuple[float, str], ...]

    def x(self, day: float) -> float:
        """Where a day stands in a drawing."""
        share = (day - self.from_day) / (self.to_day - self.from_day)
        return _LEFT_PX + 10 + share * (WIDTH_PX - _LEFT_PX - _RIGHT_PX - 20)


@dataclass(frozen=True, slots=True)
class _Field:
    """Where values stand in a drawing of some height."""

    low: float
    high: float
    height_px: float

    def y(self, value: float) -> float:
        share = (self.high - value) / (self.high - self.low)
        return _TOP_PX + share * (self.bottom - _TOP_PX)

    @property
    def bottom(self) -> float:
        return self.height_px - _AXIS_PX


def time_axis(stamps: Sequence[str], words: Words) -> TimeAxis:
    """Axis that holds all time stamps; short ones are given at least a week.

    Parameters
    ----------
    stamps : (n,)
        ISO time stamps; taken as they stood on the clock.
    words : Words
        For the names of the months.
    """
    days = [day_number(stamp) for stamp in stamps] or [0.0]
    middle = 0.5 * (min(days) + max(days))
    half = max(max(days) - min(days), SMALLEST_SPAN_DAYS) / 2
    from_day, to_day = middle - half, middle + half
    return TimeAxis(from_day, to_day, tuple(_ticks(from_day, to_day, words)) if stamps else ())


def day_number(stamp: str) -> float:
    """Day of a time stamp as it stood on the clock, with its fraction."""
    moment = datetime.fromisoformat(stamp).replace(tzinfo=None)
    return moment.toordinal() + (moment.hour + moment.minute / 60) / 24


def range_plot(fact: LineFact, axis: TimeAxis, span_deg: tuple[float, float], *, key: str) -> str:
    """One side and direction over days.

    Parameters
    ----------
    fact : LineFact
        The values.
    axis : TimeAxis
        Shared by all drawings.
    span_deg : (2,)
        Lowest and highest angle, shared by what should be compared by eye.
    key : str
        Unique in the page.
    """
    field = _Field(*span_deg, RANGE_PX)
    step = 10 if span_deg[1] - span_deg[0] <= 50 else 20
    first = math.ceil(span_deg[0] / step) * step
    ticks = [(float(v), f"{v}°") for v in range(first, math.floor(span_deg[1]) + 1, step)]
    at = [(axis.x(day_number(p.recorded_at)), p) for p in fact.points]
    curve = polyline_path([(x, field.y(p.value_deg)) for x, p in at])
    body = "".join(
        (
            _band(fact, field),
            _grid(field, ticks),
            _time_ticks(axis, field),
            element("path", d=curve, class_="thread") if len(at) > 1 else "",
            *(_whisker(x, field, p.value_deg, p.error_95_deg) for x, p in at),
            *(_dot((x, field.y(p.value_deg)), len(at), is_hollow=p.is_carried) for x, p in at),
        )
    )
    return _figure(fact.name, fact.description, body, RANGE_PX, key)


def score_plot(fact: ScoreFact, axis: TimeAxis, *, key: str) -> str:
    """Answers from 0 to 10 over days, on the same axis."""
    field = _Field(0.0, 10.0, SCORE_PX)
    at = [(axis.x(day_number(p.recorded_at)), field.y(p.score)) for p in fact.points]
    body = "".join(
        (
            _grid(field, [(v, number(v)) for v in (0.0, 5.0, 10.0)]),
            _time_ticks(axis, field),
            element("path", d=polyline_path(at), class_="thread") if len(at) > 1 else "",
            *(element("circle", cx=x, cy=y, r=_radius(len(at)), class_="answer") for x, y in at),
        )
    )
    return _figure(fact.name, fact.description, body, SCORE_PX, key)


def span_of(facts: Sequence[LineFact]) -> tuple[float, float]:
    """Lowest and highest angle of several lines, in tens, with room for errors and bands."""
    ends = [
        end
        for fact in facts
        for point in fact.points
        for end in (point.value_deg - point.error_95_deg, point.value_deg + point.error_95_deg)
    ]
    ends += [end for fact in facts if fact.band_deg is not None for end in fact.band_deg]
    low, high = 10.0 * math.floor(min(ends) / 10), 10.0 * math.ceil(max(ends) / 10)
    return low, max(high, low + SMALLEST_SPAN_DEG)


# ------------------------------------------------------------------------------------------ pieces


def _figure(name: str, description: str, body: str, height_px: float, key: str) -> str:
    return drawing((WIDTH_PX, height_px), name, description, body, key=key, class_="days")


def _band(fact: LineFact, field: _Field) -> str:
    """What cannot be told from the first value."""
    if fact.band_deg is None:
        return ""
    bottom, top = (field.y(end) for end in fact.band_deg)
    left, right = _LEFT_PX, WIDTH_PX - _RIGHT_PX
    first = field.y(fact.points[0].value_deg)
    return (
        element("rect", x=left, y=top, width=right - left, height=bottom - top, class_="noise")
        + "".join(line((left, y), (right, y), class_="noise-edge") for y in (top, bottom))
        + line((left, first), (right, first), class_="noise-first")
    )


def _grid(field: _Field, ticks: Sequence[tuple[float, str]]) -> str:
    parts = []
    for value, label in ticks:
        y = field.y(value)
        parts.append(line((_LEFT_PX, y), (WIDTH_PX - _RIGHT_PX, y), class_="grid"))
        parts.append(text((_LEFT_PX - 6, y + 4), label, class_="tick", text_anchor="end"))
    return "".join(parts)


def _time_ticks(axis: TimeAxis, field: _Field) -> str:
    parts = [line((_LEFT_PX, field.bottom), (WIDTH_PX - _RIGHT_PX, field.bottom), class_="zero")]
    for day, label in axis.ticks:
        x = axis.x(day)
        parts.append(line((x, field.bottom), (x, field.bottom + 4), class_="zero"))
        parts.append(text((x, field.bottom + 17), label, class_="tick", text_anchor=_anchor(x)))
    return "".join(parts)


def _anchor(x: float) -> str:
    """Labels near an edge stay inside the drawing."""
    if x > WIDTH_PX - 36:
        return "end"
    return "start" if x < 30 else "middle"


def _whisker(x: float, field: _Field, value_deg: float, error_deg: float) -> str:
    low, high = field.y(value_deg - error_deg), field.y(value_deg + error_deg)
    caps = "".join(line((x - 4, y), (x + 4, y), class_="spread") for y in (low, high))
    return line((x, low), (x, high), class_="spread") + caps


def _dot(at: Point, count: int, *, is_hollow: bool) -> str:
    kind = "dot hollow" if is_hollow else "dot"
    return element("circle", cx=at[0], cy=at[1], r=_radius(count), class_=kind)


def _radius(count: int) -> float:
    """Many points are drawn smaller."""
    return 5.0 if count <= MANY_POINTS else 3.5


# ------------------------------------------------------------------------------------------- ticks


def _ticks(from_day: float, to_day: float, words: Words) -> Iterator[tuple[float, str]]:
    """Days with their labels, at most a handful: round steps of days, else months."""
    span = to_day - from_day
    for step in _DAY_STEPS:
        if span / step <= _MOST_TICKS:
            yield from _day_ticks(math.floor(from_day), to_day, step, words)
            return
    steps = [s for s in _MONTH_STEPS if span / (s * _DAYS_A_MONTH) <= _MOST_TICKS]
    years = math.ceil(span / 365.25 / _MOST_TICKS)
    yield from _month_ticks(from_day, to_day, steps[0] if steps else 12 * years, words)


def _day_ticks(first: int, to_day: float, step: int, words: Words) -> Iterator[tuple[float, str]]:
    """Every so many days, each at its noon."""
    for ordinal in range(first, math.floor(to_day) + 1, step):
        day = date.fromordinal(ordinal)
        month = words(f"trend.month.{day.month:02d}")
        yield ordinal + 0.5, words("trend.tick_day", day=day.day, month=month)


def _month_ticks(
    from_day: float, to_day: float, step: int, words: Words
) -> Iterator[tuple[float, str]]:
    for first in _months(from_day, to_day):
        is_round = (12 * first.year + first.month - 1) % step == 0
        if is_round and from_day <= first.toordinal():
            month = words(f"trend.month.{first.month:02d}")
            yield float(first.toordinal()), words("trend.tick_month", month=month, year=first.year)


def _months(from_day: float, to_day: float) -> Iterator[date]:
    """First days of months, from before the axis begins to its end."""
    month = date.fromordinal(math.floor(from_day)).replace(day=1)
    while month.toordinal() <= to_day:
        yield month
        month = (month + timedelta(days=32)).replace(day=1)
