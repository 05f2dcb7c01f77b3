"""Many records of one person as lines over time, and what of their slope is more than error.

One line for each position, mode, device, side and direction; nothing is mixed. Values of another
device join the line of the device used last over a bridge, and are marked.

The slope is the median of the slopes of all pairs of days (Theil and Sen), which single odd days do
not move. It does not weigh days by their error: so a larger error widens what is said of it and
never changes it. Its error is the larger of what the errors of the days make it, and what the
scatter of the days about the line makes it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import combinations
from typing import Final, Literal

from coxa import signals
from coxa.assessment.bridge import bridge_to, bridged
from coxa.assessment.change import change_finding, change_name
from coxa.assessment.comparison import range_in
from coxa.records.assessment import (
    DIRECTIONS,
    SIDES,
    Assessment,
    ChangeFinding,
    Device,
    Direction,
    Mode,
    Position,
    RangeOfMotion,
    Side,
)
from coxa.records.bridge import Bridge
from coxa.records.findings import (
    NotCompared,
    ScoreLine,
    ScoreName,
    ScorePoint,
    Trend,
    TrendLine,
    TrendPoint,
)
from coxa.tables.load import tables

DAYS_A_MONTH: Final = 30
_Z_95: Final = 1.96
_EFFICIENCY: Final = 0.955
"""Of the median of slopes, beside least squares, where errors are normal (3 / pi)."""
_T_95: Final = (12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23)
"""Two-sided 95 % points of Student's distribution, 1 degree of freedom first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PainEntry:
    """Pain of a day, 0 none to 10 the worst there is."""

    recorded_at: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityEntry:
    """How well one of the person's own activities goes, 0 not at all to 10 as before."""

    recorded_at: str
    activity: str
    score: float


@dataclass(frozen=True, slots=True)
class Slope:
    """Slope of a line through days, degrees a day, with its 95 % error; NaN where unknown."""

    value: float
    error_95: float


@dataclass(frozen=True, slots=True)
class _Day:
    """All values of one day, taken together."""

    day: int
    value_deg: float
    error_95_deg: float


def trend_of(
    records: Iterable[Assessment],
    bridges: Sequence[Bridge] = (),
    pains: Iterable[PainEntry] = (),
    activities: Iterable[ActivityEntry] = (),
) -> Trend:
    """All lines of one person.

    Parameters
    ----------
    records :
        Assessments of one person, in any order; one that comes twice counts once.
    bridges :
        Bridges of this person.
    pains, activities :
        Answers of the person, if any were asked for.

    Returns
    -------
    trend : Trend
        Lines of range, lines of scores, and why some records do not share a line.

    Raises
    ------
    ValueError
        Records of more than one person.
    """
    ordered = sorted({r.id: r for r in records}.values(), key=lambda r: (r.moment, r.id))
    if len({r.subject for r in ordered}) > 1:
        raise ValueError("records of more than one person make no line")
    return Trend(
        lines=tuple(_lines(ordered, bridges)),
        scores=(*_pain_line(pains), *_activity_lines(activities)),
        separate=tuple(_separate(ordered, bridges)),
    )


# -------------------------------------------------------------------------------------------- lines


def _lines(records: Sequence[Assessment], bridges: Sequence[Bridge]) -> Iterator[TrendLine]:
    tests = dict.fromkeys((r.position, r.mode) for r in records)
    for position, mode in tests:
        own = [r for r in records if (r.position, r.mode) == (position, mode)]
        last = own[-1].device
        for device in dict.fromkeys(r.device for r in own):
            known = bridges if device == last else ()
            for side in SIDES:
                for direction in DIRECTIONS:
                    values = list(_values(own, device, known, (side, direction)))
                    if values:
                        yield trend_line(position, mode, device, (side, direction), values)


def _values(
    records: Sequence[Assessment],
    device: Device,
    bridges: Sequence[Bridge],
    place: tuple[Side, Direction],
) -> Iterator[tuple[Assessment, RangeOfMotion]]:
    """Values of one device, and those of others that a bridge brings to it."""
    for record in records:
        found = range_in(record.side(place[0]), place[1])
        if found is not None and record.device != device:
            bridge = bridge_to(device, record, bridges, place)
            found = bridged(found, bridge, *place) if bridge is not None else None
        if found is not None:
            yield record, found


def trend_line(
    position: Position,
    mode: Mode,
    device: Device,
    place: tuple[Side, Direction],
    values: Sequence[tuple[Assessment, RangeOfMotion]],
) -> TrendLine:
    """One line of values in order of time, with what may be said of it."""
    first = _ordinal(values[0][0].recorded_at)
    points = tuple(
        TrendPoint(
            recorded_at=record.recorded_at,
            day=_ordinal(record.recorded_at) - first,
            value_deg=round(found.value_deg, 1),
            error_95_deg=round(found.error_95_deg, 1),
            record_id=record.id,
            is_bridged=record.device != device,
            pain=found.pain,
        )
        for record, found in values
    )
    days = _days(points)
    span = days[-1].day - days[0].day
    line = TrendLine(
        position=position, mode=mode, device=device, side=place[0], direction=place[1],
        points=points, days=len(days), span_days=span, finding="too_few",
        since_first=_since_first(place, values) if span else None,
        is_rapid_loss=_is_rapid_loss(days),
    )  # fmt: skip
    return _with_slope(line, days) if _is_enough(len(days), span) else line


def _since_first(
    place: tuple[Side, Direction], values: Sequence[tuple[Assessment, RangeOfMotion]]
) -> ChangeFinding:
    """The latest value against the first one: all that two or three days can say."""
    (before, old), (after, new) = values[0], values[-1]
    return change_finding(before, after, place, (old, new))


def _with_slope(line: TrendLine, days: Sequence[_Day]) -> TrendLine:
    slope = slope_of(
        [d.day for d in days], [d.value_deg for d in days], [d.error_95_deg for d in days]
    )
    change_deg = round(slope.value * line.span_days, 1)
    error_deg = slope.error_95 * line.span_days
    least_deg = round(max(tables().error_figure("detectable_change"), error_deg), 1)
    return replace(
        line,
        finding=change_name(change_deg, least_deg),
        slope_deg_30d=round(slope.value * DAYS_A_MONTH, 2),
        slope_error_95_deg_30d=round(slope.error_95 * DAYS_A_MONTH, 2),
        change_deg=change_deg,
        change_error_95_deg=round(error_deg, 1),
        detectable_deg=least_deg,
    )


def slope_of(days: Sequence[float], values: Sequence[float], errors_95: Sequence[float]) -> Slope:
    """Median slope through points, and its 95 % error.

    Parameters
    ----------
    days, values, errors_95 :
        Times, all different; values; their 95 % errors.

    Returns
    -------
    slope : Slope
        NaN for fewer than two points; its error is NaN for fewer than three.
    """
    if len(days) < 2:
        return Slope(math.nan, math.nan)
    slopes = [
        (values[j] - values[i]) / (days[j] - days[i]) for i, j in combinations(range(len(days)), 2)
    ]
    value = signals.median(slopes)
    if len(days) < 3:
        return Slope(value, math.nan)
    middle = signals.mean(days)
    spread = math.fsum((day - middle) ** 2 for day in days)
    by_error = math.sqrt(
        math.fsum(((day - middle) * e) ** 2 for day, e in zip(days, errors_95, strict=True))
    ) / (_Z_95 * spread)
    left = [v - value * day for v, day in zip(values, days, strict=True)]
    offset = signals.median(left)
    freedom = len(days) - 2
    by_scatter = math.sqrt(math.fsum((v - offset) ** 2 for v in left) / freedom / spread)
    widest = max(_Z_95 * by_error, _student_95(freedom) * by_scatter)
    return Slope(value, widest / math.sqrt(_EFFICIENCY))


def _student_95(freedom: int) -> float:
    return _T_95[freedom - 1] if freedom <= len(_T_95) else 2.23


def _days(points: Sequence[TrendPoint]) -> list[_Day]:
    """Points of one day as one; their error is shared and does not shrink."""
    grouped: dict[int, list[TrendPoint]] = {}
    for point in points:
        grouped.setdefault(point.day, []).append(point)
    return [
        _Day(
            day,
            signals.mean([p.value_deg for p in own]),
            signals.mean([p.error_95_deg for p in own]),
        )
        for day, own in sorted(grouped.items())
    ]


def _is_rapid_loss(days: Sequence[_Day]) -> bool:
    """Whether the last day lost more than can be detected since the one before, in a few weeks."""
    if len(days) < 2:
        return False
    before, last = days[-2:]
    error_deg = math.hypot(before.error_95_deg, last.error_95_deg)
    least_deg = round(max(tables().error_figure("detectable_change"), error_deg), 1)
    loss_deg = round(last.value_deg - before.value_deg, 1)
    is_recent = last.day - before.day <= tables().side_rule("rapid_loss_days")
    return is_recent and change_name(loss_deg, least_deg) == "less"


def _is_enough(days: int, span: int) -> bool:
    rules = tables()
    return days >= rules.side_rule("trend_least_days") and span >= rules.side_rule(
        "trend_least_span"
    )


# ------------------------------------------------------------------------------------------- scores


def _pain_line(pains: Iterable[PainEntry]) -> Iterator[ScoreLine]:
    entries = [(p.recorded_at, p.score) for p in pains]
    if entries:
        yield score_line("pain", "", entries)


def _activity_lines(activities: Iterable[ActivityEntry]) -> Iterator[ScoreLine]:
    named: dict[str, list[tuple[str, float]]] = {}
    for entry in activities:
        named.setdefault(entry.activity, []).append((entry.recorded_at, entry.score))
    for name, entries in named.items():
        yield score_line("activity", name, entries)


def score_line(
    kind: Literal["pain", "activity"], name: str, entries: Sequence[tuple[str, float]]
) -> ScoreLine:
    """Answers to one question over time.

    Parameters
    ----------
    kind :
        Whether more is worse (pain) or better (activity).
    name :
        Of the activity; empty for pain.
    entries :
        Times and scores from 0 to 10, in any order.

    Raises
    ------
    ValueError
        No entry, or a score outside of 0 to 10.
    """
    if not entries or not all(0.0 <= score <= 10.0 for _, score in entries):
        raise ValueError("scores go from 0 to 10, and there must be one")
    ordered = sorted(entries, key=lambda entry: datetime.fromisoformat(entry[0]))
    first = _ordinal(ordered[0][0])
    points = tuple(
        ScorePoint(recorded_at=at, day=_ordinal(at) - first, score=score) for at, score in ordered
    )
    by_day: dict[int, list[float]] = {}
    for point in points:
        by_day.setdefault(point.day, []).append(point.score)
    days = sorted(by_day)
    if not _is_enough(len(days), days[-1] - days[0]):
        return ScoreLine(kind=kind, name=name, points=points, days=len(days), finding="too_few")
    means = [signals.mean(by_day[day]) for day in days]
    change = slope_of(days, means, [0.0] * len(days)).value * (days[-1] - days[0])
    return ScoreLine(
        kind=kind, name=name, points=points, days=len(days),
        finding=_score_name(kind, change), change=round(change, 1),
    )  # fmt: skip


def _score_name(kind: Literal["pain", "activity"], change: float) -> ScoreName:
    least = tables().side_rule("pain_change" if kind == "pain" else "activity_change")
    if abs(change) < least:
        return "no_clear_change"
    return "better" if (change < 0) == (kind == "pain") else "worse"


# --------------------------------------------------------------------------------- what stays apart


def _separate(records: Sequence[Assessment], bridges: Sequence[Bridge]) -> Iterator[NotCompared]:
    """Why there is more than one line: positions, modes, and devices without a bridge."""
    for before, after in combinations(dict.fromkeys(r.position for r in records), 2):
        yield NotCompared(code="other_position", before=before, after=after)
    for one_mode, other_mode in combinations(dict.fromkeys(r.mode for r in records), 2):
        yield NotCompared(code="other_mode", before=one_mode, after=other_mode)
    firsts = {(r.position, r.mode, r.device): r for r in reversed(records)}
    told: set[tuple[str, str]] = set()
    for one, other in combinations(reversed(firsts.values()), 2):
        pair = (one.device, other.device)
        is_same_test = (one.position, one.mode) == (other.position, other.mode)
        if not is_same_test or pair in told or bridge_to(other.device, one, bridges) is not None:
            continue
        told |= {pair, pair[::-1]}
        yield NotCompared(code="other_device", before=one.device, after=other.device)


def _ordinal(recorded_at: str) -> int:
    """Day of a time stamp as it stood on the clock."""
    return date.fromisoformat(recorded_at[:10]).toordinal()
