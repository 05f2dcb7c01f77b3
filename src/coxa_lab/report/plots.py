"""The angle over time as SVG: repetitions shaded, holds and compensations marked, peaks written.

What tells things apart is never colour alone: a repetition that does not count is hatched and has a
dashed edge, a hold is a bar, a compensation is a letter.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from coxa.assessment.series import SideSeries
from coxa.records.assessment import Direction, Grade
from coxa_lab.report.svg import Point, drawing, element, line, number, polyline_path, text

TICK_DEG: Final = 15
SMALLEST_SPAN_DEG: Final = 20.0
ROOM_S: Final = 1.5
MARK_PX: Final = 17.0
_LEFT_PX, _RIGHT_PX = 38.0, 8.0
_TOP_PX, _ROOM_PX = 22.0, 24.0  # above the bands; in them, above and below the curve
_AXIS_PX: Final = 40.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotMark:
    """A compensation in the plot: the letter it has in the list below, and its grade."""

    letter: str
    grade: Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotRepetition:
    """One repetition as it is drawn."""

    direction: Direction
    start_s: float
    hold_from_s: float
    hold_to_s: float
    end_s: float
    peak_deg: float
    accepted: bool
    marks: tuple[PlotMark, ...] = ()

    @property
    def signed_peak_deg(self) -> float:
        """Peak on the plot's axis: internal up."""
        return self.peak_deg if self.direction == "internal" else -self.peak_deg


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotWords:
    """Everything the plot says, in the reader's language."""

    title: str
    description: str
    directions: str
    seconds: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotSize:
    """Width and height of the area of the curve, without what stands under it."""

    name: str
    width_px: float
    height_px: float


WIDE: Final = PlotSize(name="wide", width_px=760, height_px=250)
NARROW: Final = PlotSize(name="narrow", width_px=340, height_px=230)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    """From seconds and degrees to the drawing."""

    from_s: float
    to_s: float
    low_deg: float
    high_deg: float
    size: PlotSize

    def x(self, t_s: float) -> float:
        share = (t_s - self.from_s) / (self.to_s - self.from_s)
        return _LEFT_PX + share * (self.size.width_px - _LEFT_PX - _RIGHT_PX)

    def y(self, angle_deg: float) -> float:
        share = (self.high_deg - angle_deg) / (self.high_deg - self.low_deg)
        return self.top + _ROOM_PX + share * (self.bottom - self.top - 2 * _ROOM_PX)

    @property
    def top(self) -> float:
        return _TOP_PX

    @property
    def bottom(self) -> float:
        return self.size.height_px - 4.0


def rotation_plot(
    series: SideSeries,
    repetitions: Sequence[PlotRepetition],
    words: PlotWords,
    *,
    size: PlotSize = WIDE,
    key: str,
) -> str:
    """Angle over time of one side.

    Parameters
    ----------
    series : SideSeries
        The curve.
    repetitions : (n,)
        What was found in it.
    words : PlotWords
        Everything it says.
    size : PlotSize
        `WIDE` for paper and large screens, `NARROW` for a phone.
    key : str
        Unique in the page.

    Returns
    -------
    svg : str
        Inline SVG; its size on the page and its colours come from the style sheet.
    """
    scale = _scale(series, repetitions, size)
    lane_px = MARK_PX * max((len(r.marks) for r in repetitions), default=0)
    height_px = size.height_px + _AXIS_PX + lane_px
    body = "".join(
        (
            _hatching(key),
            *(_band(scale, repetition, key) for repetition in repetitions),
            _grid(scale),
            _curve(scale, series),
            *(_hold(scale, repetition) for repetition in repetitions),
            *(_marks(scale, repetition) for repetition in repetitions),
            _time_axis(scale, size.height_px + lane_px, words),
            text((_LEFT_PX, 13), words.directions, class_="way"),
        )
    )
    return drawing(
        (size.width_px, height_px),
        words.title,
        words.description,
        body,
        key=key,
        class_=f"plot {size.name}",
    )


def decimated(points: Sequence[Point], columns: int) -> list[Point]:
    """The same curve with at most four points a column of the drawing, its extremes kept.

    Parameters
    ----------
    points : (n,)
        x increasing.
    columns : int
        Number of columns the curve is drawn over.

    Returns
    -------
    fewer : (m,)
        First, lowest, highest and last point of every column, in the order of the curve.
    """
    if len(points) <= 4 * columns or columns < 1:
        return list(points)
    first_x, last_x = points[0][0], points[-1][0]
    width = (last_x - first_x) / columns or 1.0
    fewer: list[Point] = []
    column: list[Point] = []
    current = 0
    for point in points:
        index = min(int((point[0] - first_x) / width), columns - 1)
        if index != current:
            fewer += _extremes(column)
            column, current = [], index
        column.append(point)
    return fewer + _extremes(column)


def _extremes(column: Sequence[Point]) -> list[Point]:
    """First, lowest, highest and last point, each once, in the order of the curve."""
    if not column:
        return []
    indices = range(len(column))
    lowest = min(indices, key=lambda i: column[i][1])
    highest = max(indices, key=lambda i: column[i][1])
    return [column[i] for i in sorted({0, lowest, highest, len(column) - 1})]


def _measured_runs(series: SideSeries) -> Iterator[list[Point]]:
    """The curve, cut where it was not measured: seconds and degrees."""
    run: list[Point] = []
    for t_s, angle_deg in zip(series.t_s, series.rotation_deg, strict=True):
        if angle_deg is not None and math.isfinite(angle_deg):
            run.append((t_s, angle_deg))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _scale(series: SideSeries, repetitions: Sequence[PlotRepetition], size: PlotSize) -> _Scale:
    """What part of the recording is shown: from a little before the first repetition on."""
    times = [t for r in repetitions for t in (r.start_s, r.end_s)] or list(series.t_s) or [0.0]
    from_s, to_s = min(times) - ROOM_S, max(times) + ROOM_S
    if series.t_s:
        from_s, to_s = max(from_s, series.t_s[0]), min(to_s, series.t_s[-1])
    angles = [angle for run in _measured_runs(series) for t, angle in run if from_s <= t <= to_s]
    angles += [r.signed_peak_deg for r in repetitions]
    return _Scale(
        from_s=from_s,
        to_s=max(to_s, from_s + 1.0),
        low_deg=-_rounded_up(-min(angles, default=0.0)),
        high_deg=_rounded_up(max(angles, default=0.0)),
        size=size,
    )


def _rounded_up(angle_deg: float) -> float:
    """Next 5 degrees, at least the smallest span."""
    return max(SMALLEST_SPAN_DEG, 5.0 * math.ceil(angle_deg / 5.0))


def _hatching(key: str) -> str:
    """Pattern of a repetition that does not count."""
    stroke = line((0, 0), (0, 7), class_="hatch-line")
    pattern = element(
        "pattern",
        stroke,
        id=f"{key}-hatch",
        width=7,
        height=7,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )
    return element("defs", pattern)


def _band(scale: _Scale, repetition: PlotRepetition, key: str) -> str:
    """Shade of one repetition."""
    left, right = scale.x(repetition.start_s), scale.x(repetition.end_s)
    return element(
        "rect",
        x=left,
        y=scale.top,
        width=max(right - left, 1.0),
        height=scale.bottom - scale.top,
        rx=3,
        class_="band counted" if repetition.accepted else "band refused",
        fill=None if repetition.accepted else f"url(#{key}-hatch)",
    )


def _grid(scale: _Scale) -> str:
    """Lines and figures every 15 degrees; both directions count up from zero."""
    low = math.ceil(scale.low_deg / TICK_DEG)
    high = math.floor(scale.high_deg / TICK_DEG)
    parts = []
    for tick in range(low, high + 1):
        y = scale.y(tick * TICK_DEG)
        end = (scale.size.width_px - _RIGHT_PX, y)
        parts.append(line((_LEFT_PX, y), end, class_="grid" if tick else "zero"))
        label = f"{abs(tick * TICK_DEG)}°"
        parts.append(text((_LEFT_PX - 6, y + 4), label, class_="tick", text_anchor="end"))
    return "".join(parts)


def _curve(scale: _Scale, series: SideSeries) -> str:
    """The curve itself, broken where it was not measured."""
    columns = round(scale.size.width_px)
    data = "".join(
        polyline_path(decimated([(scale.x(t), scale.y(angle)) for t, angle in shown], columns))
        for run in _measured_runs(series)
        if (shown := [p for p in run if scale.from_s <= p[0] <= scale.to_s])
    )
    return element("path", d=data, class_="curve") if data else ""


def _hold(scale: _Scale, repetition: PlotRepetition) -> str:
    """Bar over the hold at the height of the peak, and the peak in whole degrees."""
    y = scale.y(repetition.signed_peak_deg)
    left, right = scale.x(repetition.hold_from_s), scale.x(repetition.hold_to_s)
    is_up = repetition.direction == "internal"
    kind = "" if repetition.accepted else " refused"
    at = ((left + right) / 2, y - 8 if is_up else y + 18)
    label = f"{repetition.peak_deg:.0f}°"
    return line((left, y), (right, y), class_="hold" + kind) + text(
        at, label, class_="peak" + kind, text_anchor="middle"
    )


def _marks(scale: _Scale, repetition: PlotRepetition) -> str:
    """Letters of the compensations, under the repetition they belong to."""
    x = (scale.x(repetition.start_s) + scale.x(repetition.end_s)) / 2
    top = scale.size.height_px + MARK_PX / 2
    return "".join(
        badge((x, top + MARK_PX * row), mark.letter, mark.grade)
        for row, mark in enumerate(repetition.marks)
    )


def badge(at: Point, letter: str, grade: Grade) -> str:
    """A letter in a shape: circle to note, filled circle to warn, filled square to refuse."""
    x, y = at
    if grade == "refuse":
        shape = element("rect", x=x - 7, y=y - 7, width=14, height=14, rx=2, class_="mark refuse")
    else:
        shape = element("circle", cx=x, cy=y, r=7, class_=f"mark {grade}")
    return shape + text((x, y + 3.6), letter, class_=f"letter {grade}", text_anchor="middle")


def _time_axis(scale: _Scale, top_px: float, words: PlotWords) -> str:
    """Seconds under everything."""
    y = top_px + 6
    parts = [line((_LEFT_PX, y), (scale.size.width_px - _RIGHT_PX, y), class_="grid")]
    span_s = scale.to_s - scale.from_s
    most = scale.size.width_px / 60
    step_s = next((s for s in (1, 2, 5, 10, 20, 30, 60) if span_s / s <= most), 120)
    for tick in range(math.ceil(scale.from_s / step_s), math.floor(scale.to_s / step_s) + 1):
        x = scale.x(tick * step_s)
        parts.append(line((x, y), (x, y + 4), class_="zero"))
        label = number(float(tick * step_s))
        parts.append(text((x, y + 17), label, class_="tick", text_anchor="middle"))
    end = (scale.size.width_px - _RIGHT_PX, y + 31)
    return "".join(parts) + text(end, words.seconds, class_="tick", text_anchor="end")
