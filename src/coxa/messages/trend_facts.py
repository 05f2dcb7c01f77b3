"""What many days of one person say, in order and in words: the same for terminal and page.

Pure: what was found goes in, facts with their sentences come out. Which figure stands for a line is
chosen here: the slope through its days where there are enough of them, else the latest against the
first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from coxa.messages.catalog import DEFAULT_LANGUAGE
from coxa.messages.comparing import (
    change_text,
    day_text,
    not_compared_text,
    score_text,
    trend_texts,
)
from coxa.messages.facts import (
    TYPED_DEVICES,
    SourceFact,
    Words,
    capitalised,
    error_floor,
    source_facts,
)
from coxa.records.assessment import Direction, Side
from coxa.records.findings import ScoreLine, ScoreName, TrendLine, TrendName, TrendPoint
from coxa.records.trend import TrendRecord
from coxa.tables.load import RuleName, tables

_MINUS: Final = "−"
_SCORE_RULES: Final[dict[Literal["pain", "activity"], RuleName]] = {
    "pain": "pain_change",
    "activity": "activity_change",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PointFact:
    """One value of a line; `value` stands in brackets where another device measured it."""

    recorded_at: str
    day: str
    value_deg: float
    error_95_deg: float
    value: str
    is_carried: bool
    pain: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFact:
    """One side and direction: where it began, where it is, and what of that is more than error.

    `change`, `needed` and `band_deg` are empty while there is one day only. `band_deg` are the ends
    of what cannot be told from the first value.
    """

    side: Side
    direction: Direction
    name: str
    side_name: str
    movement: str
    points: tuple[PointFact, ...]
    first: str
    latest: str
    change: str
    needed: str
    band_deg: tuple[float, float] | None
    finding: TrendName
    finding_short: str
    is_change: bool
    text: str
    remarks: tuple[str, ...]
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesFacts:
    """All lines of one position, mode and device; `changes` says what exceeds its error."""

    how: str
    period: str
    lines: tuple[LineFact, ...]
    changes: tuple[str, ...]
    has_carried: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorePointFact:
    """One answer."""

    recorded_at: str
    day: str
    score: float
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreFact:
    """Answers to one question."""

    kind: Literal["pain", "activity"]
    name: str
    scale: str
    points: tuple[ScorePointFact, ...]
    first: str
    latest: str
    finding: ScoreName
    finding_short: str
    text: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendFacts:
    """Everything there is to say, from what matters most to what can be looked up."""

    title: str
    subject: str
    period: str
    headline: str
    next_step: str | None
    advice: tuple[str, ...]
    series: tuple[SeriesFacts, ...]
    scores: tuple[ScoreFact, ...]
    separate: tuple[str, ...]
    left_out: tuple[str, ...]
    notes: tuple[str, ...]
    error: tuple[str, ...]
    limits: tuple[str, ...]
    safety: str
    sources: tuple[SourceFact, ...]


def trend_facts(trend: TrendRecord, language: str = DEFAULT_LANGUAGE) -> TrendFacts:
    """All facts of a person's days.

    Parameters
    ----------
    trend : TrendRecord
        What was found.
    language : str
        Language of the sentences.
    """
    words = Words(language)
    series = tuple(_series(trend.lines, words))
    lines = [line for one in series for line in one.lines]
    scores = tuple(_score_fact(line, words) for line in trend.scores)
    return TrendFacts(
        title=words("trend.title"),
        subject=trend.subject,
        period=_period(_stamps(trend), words),
        headline=_headline(lines, words),
        next_step=None if lines else words("trend.nothing_next"),
        advice=tuple(_advice(trend, words)),
        series=series,
        scores=scores,
        separate=tuple(not_compared_text(reason, language) for reason in trend.separate),
        left_out=tuple(
            words("trend.left_out", name=item.name, problem=item.problem) for item in trend.left_out
        ),
        notes=tuple(_notes(lines, words)),
        error=(words("error_explained"), error_floor(words)) if lines else (),
        limits=tuple(_limits(trend, words)),
        safety=words("safety"),
        sources=source_facts(_source_ids(trend), words),
    )


def signed(value: float, words: Words) -> str:
    """Tenths of a degree with their sign; zero has none."""
    sign = "" if round(value, 1) == 0 else ("+" if value > 0 else _MINUS)
    return words("trend.degrees", sign=sign, size_deg=abs(value))


# -------------------------------------------------------------------------------------------- lines


def _series(lines: Sequence[TrendLine], words: Words) -> Iterator[SeriesFacts]:
    for key in dict.fromkeys((line.position, line.mode, line.device) for line in lines):
        own = [line for line in lines if (line.position, line.mode, line.device) == key]
        facts = tuple(_line_fact(line, words) for line in own)
        position, mode, device = key
        yield SeriesFacts(
            how=capitalised(
                words(
                    "report.how",
                    position=words(f"position.{position}"),
                    mode=words(f"mode.{mode}"),
                    device=words(f"report.device.{device}"),
                )
            ),
            period=_period([p.recorded_at for line in own for p in line.points], words),
            lines=facts,
            changes=tuple(fact.text for fact in facts if fact.is_change),
            has_carried=any(point.is_bridged for line in own for point in line.points),
        )


def _line_fact(line: TrendLine, words: Words) -> LineFact:
    points = tuple(_point_fact(point, words) for point in line.points)
    finding, change_deg, needed_deg = _figures(line)
    first_deg = points[0].value_deg
    side_name = words(f"side.{line.side}")
    movement = words(f"trend.movement.{line.direction}")
    name = words("trend.name", side=words(f"report.side.{line.side}"), movement=movement)
    return LineFact(
        side=line.side,
        direction=line.direction,
        name=name,
        side_name=side_name,
        movement=movement,
        points=points,
        first=points[0].value,
        latest=points[-1].value if finding != "too_few" else "",
        change="" if change_deg is None else signed(change_deg, words),
        needed="" if needed_deg is None else words("trend.degrees", sign="", size_deg=needed_deg),
        band_deg=None if needed_deg is None else (first_deg - needed_deg, first_deg + needed_deg),
        finding=finding,
        finding_short=words(f"trend.short.{finding}"),
        is_change=finding in {"more", "less"},
        text=_line_text(line, points[-1], words),
        remarks=tuple(_pain_told(points, words))[:1],
        description=words("trend.plot", name=name, points="; ".join(_plot_points(points, words))),
    )


def _pain_told(points: Sequence[PointFact], words: Words) -> Iterator[str]:
    """Pain in the movement, the latest first."""
    for point in reversed(points):
        if point.pain is not None:
            yield capitalised(words("trend.pain_told", day=point.day, pain=point.pain))


def _figures(line: TrendLine) -> tuple[TrendName, float | None, float | None]:
    """Finding, change and what is needed: of the slope, else of the latest value, else nothing."""
    if line.finding != "too_few":
        return line.finding, line.change_deg, line.detectable_deg
    if line.since_first is not None:
        pair = line.since_first
        return pair.finding, pair.change_deg, pair.detectable_deg
    return "too_few", None, None


def _line_text(line: TrendLine, latest: PointFact, words: Words) -> str:
    if line.finding != "too_few":
        return next(trend_texts(line, words.language))
    if line.since_first is not None:
        return change_text(line.since_first, words.language)
    return words("trend.once", where=words.where(line.side, line.direction), value=latest.value)


def _point_fact(point: TrendPoint, words: Words) -> PointFact:
    value = words("result.value", value_deg=point.value_deg, error_95_deg=point.error_95_deg)
    return PointFact(
        recorded_at=point.recorded_at,
        day=day_text(point.recorded_at, words.language),
        value_deg=point.value_deg,
        error_95_deg=point.error_95_deg,
        value=f"({value})" if point.is_bridged else value,
        is_carried=point.is_bridged,
        pain=None if not point.pain else words("report.pain", pain=point.pain),
    )


def _plot_points(points: Iterable[PointFact], words: Words) -> Iterator[str]:
    for point in points:
        kind = "trend.plot_carried" if point.is_carried else "trend.plot_point"
        yield words(kind, day=point.day, value=point.value.strip("()"))


# ------------------------------------------------------------------------------------------- scores


def _score_fact(line: ScoreLine, words: Words) -> ScoreFact:
    name = line.name or words(f"comparison.score.{line.kind}")
    points = tuple(
        ScorePointFact(
            recorded_at=point.recorded_at,
            day=day_text(point.recorded_at, words.language),
            score=point.score,
            value=words("trend.score", score=point.score),
        )
        for point in line.points
    )
    told = "; ".join(words("trend.plot_point", day=p.day, value=p.value) for p in points)
    return ScoreFact(
        kind=line.kind,
        name=capitalised(name),
        scale=words(f"trend.scale_{line.kind}"),
        points=points,
        first=points[0].value,
        latest=points[-1].value,
        finding=line.finding,
        finding_short=words(f"trend.score_short.{line.finding}"),
        text=capitalised(score_text(line, words.language)),
        description=words("trend.plot", name=capitalised(name), points=told),
    )


# -------------------------------------------------------------------------------------- all of it


def _headline(lines: Sequence[LineFact], words: Words) -> str:
    if not lines:
        return words("trend.nothing")
    if all(line.finding == "too_few" for line in lines):
        return words("trend.change_unknown")
    is_some = any(line.is_change for line in lines)
    return words("trend.change_some" if is_some else "trend.change_none")


def _advice(trend: TrendRecord, words: Words) -> Iterator[str]:
    """Quick losses, then what the person says has become worse."""
    for line in trend.lines:
        if line.is_rapid_loss:
            where = words.where(line.side, line.direction)
            yield words("comparison.trend.rapid_loss", where=where)
    for score in trend.scores:
        if score.finding == "worse":
            yield capitalised(score_text(score, words.language))


def _notes(lines: Sequence[LineFact], words: Words) -> Iterator[str]:
    """What the columns mean."""
    if any(line.needed for line in lines):
        yield words("trend.needs_explained")
        yield words(
            "trend.by_line",
            least_days=tables().side_rule("trend_least_days"),
            least_span=tables().side_rule("trend_least_span"),
        )
    if any(point.is_carried for line in lines for point in line.points):
        yield words("trend.carried")


def _limits(trend: TrendRecord, words: Words) -> Iterator[str]:
    """What this is for, and what is not known of the ways it was measured."""
    yield words("intended_use")
    is_typed = {line.device in TYPED_DEVICES for line in trend.lines}
    if False in is_typed:
        yield words("limits")
    if True in is_typed:
        yield words("typed.limits")


def _stamps(trend: TrendRecord) -> list[str]:
    return [point.recorded_at for line in trend.lines for point in line.points]


def _period(stamps: Sequence[str], words: Words) -> str:
    """From the first day to the last, and how many; as they stood on the clock."""
    if not stamps:
        return ""
    days = sorted({stamp[:10] for stamp in stamps})
    first, last = (day_text(day, words.language) for day in (days[0], days[-1]))
    if len(days) == 1:
        return words("trend.one_day", first=first)
    return words("trend.period", first=first, last=last, days=len(days))


def _source_ids(trend: TrendRecord) -> Iterator[str]:
    """Sources of the rules behind what is told."""
    used: set[RuleName] = {_SCORE_RULES[score.kind] for score in trend.scores}
    if trend.lines:
        yield from (row.source_id for row in tables().error)
        used |= {"trend_least_days", "rapid_loss_days"}
    yield from (row.source_id for row in tables().side_rules if row.name in used)
