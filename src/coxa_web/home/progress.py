"""What came of it so far: the days that were done, the tests, how they differ beyond error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from coxa.messages.facts import capitalised
from coxa.messages.trend_facts import TrendFacts, trend_facts
from coxa.records.assessment import DIRECTIONS, SIDES, Assessment
from coxa.records.programme import Programme
from coxa.records.session import Session
from coxa_lab.keeping import History, trend_in
from coxa_lab.report.trend_page import ScorePanel, SeriesBlock, trend_panels
from coxa_web.home.words import HomeWords

DAYS: Final = 28
_DAYS_A_WEEK: Final = 7

DayKind = Literal["done", "part", "stopped", "missed", "rest", "today", "ahead", "none"]
"""What became of a day; ``none``: before the first plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayMark:
    """One day of the calendar."""

    label: str
    number: int
    kind: DayKind


@dataclass(frozen=True, slots=True, kw_only=True)
class TestFact:
    """One test in the list."""

    id: str
    day: str
    how: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressFacts:
    """Everything the page says."""

    trend: TrendFacts
    blocks: tuple[SeriesBlock, ...]
    scores: tuple[ScorePanel, ...]
    has_band: bool
    has_carried: bool
    weeks: tuple[tuple[DayMark, ...], ...]
    weekdays: tuple[str, ...]
    done_days: int
    planned_days: int
    tests: tuple[TestFact, ...]


def progress_facts(history: History, day: date, words: HomeWords) -> ProgressFacts:
    """All facts of a person's progress.

    Parameters
    ----------
    history :
        The person's records.
    day :
        Today.
    words :
        The language.
    """
    trend = trend_facts(trend_in(history))
    blocks, scores = trend_panels(trend)
    kinds = dict(_day_kinds(history, day))
    weeks = tuple(_weeks(kinds, day, words))
    told = ("done", "part", "stopped", "missed")
    planned = [kind for kind in kinds.values() if kind in told]
    return ProgressFacts(
        trend=trend,
        blocks=blocks,
        scores=scores,
        has_band=any(panel.fact.band_deg for block in blocks for panel in block.panels),
        has_carried=any(series.has_carried for series in trend.series),
        weeks=weeks if planned else (),
        weekdays=tuple(words(f"care.weekday_short.{i}") for i in range(1, _DAYS_A_WEEK + 1)),
        done_days=sum(kind in ("done", "part") for kind in planned),
        planned_days=len(planned),
        tests=tuple(_test(record, words) for record in reversed(history.assessments)),
    )


# ----------------------------------------------------------------------------------------- the days


def _day_kinds(history: History, day: date) -> Iterator[tuple[date, DayKind]]:
    """What became of each of the last days, up to the end of this week."""
    planned = _planned(history.programmes)
    begins = min((date.fromisoformat(p.starts_on) for p in history.programmes), default=None)
    sessions: dict[date, list[Session]] = {}
    for session in history.sessions:
        sessions.setdefault(session.moment.date(), []).append(session)
    first = _monday(day) - timedelta(days=DAYS - _DAYS_A_WEEK)
    for offset in range(DAYS):
        on = first + timedelta(days=offset)
        yield on, _kind(on, day, begins, planned.get(on, frozenset()), sessions.get(on, []))


def _kind(
    on: date, today: date, begins: date | None, planned: frozenset[str], done: Sequence[Session]
) -> DayKind:
    entries = [entry for session in done for entry in session.exercises]
    if entries:
        if any(entry.stop is not None for entry in entries):
            return "stopped"
        return "done" if planned <= {entry.exercise for entry in entries} else "part"
    if begins is None or on < begins:
        return "none"
    if on > today:
        return "ahead" if planned else "rest"
    if on == today:
        return "today"
    return "missed" if planned else "rest"


def _planned(programmes: Sequence[Programme]) -> Mapping[date, frozenset[str]]:
    """Exercises of each day: a later plan takes the place of an earlier one."""
    found: dict[date, frozenset[str]] = {}
    for programme in sorted(programmes, key=lambda p: (p.starts_on, p.moment)):
        start = date.fromisoformat(programme.starts_on)
        for offset in range(_DAYS_A_WEEK):
            on = start + timedelta(days=offset)
            found[on] = frozenset(item.exercise for item in programme.on(on))
    return found


def _weeks(
    kinds: Mapping[date, DayKind], today: date, words: HomeWords
) -> Iterator[tuple[DayMark, ...]]:
    days = sorted(kinds)
    for start in range(0, len(days), _DAYS_A_WEEK):
        yield tuple(
            DayMark(
                label=words(
                    "home.progress.day_label",
                    day=words.day(on),
                    what=words(f"home.progress.day.{kinds[on]}"),
                ),
                number=on.day,
                kind="today" if on == today and kinds[on] == "today" else kinds[on],
            )
            for on in days[start : start + _DAYS_A_WEEK]
        )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


# ---------------------------------------------------------------------------------------- the tests


def _test(record: Assessment, words: HomeWords) -> TestFact:
    return TestFact(
        id=record.id,
        day=words.day_of(record.recorded_at),
        how=capitalised(
            words(
                "report.how",
                position=words(f"position.{record.position}"),
                mode=words(f"mode.{record.mode}"),
                device=words(f"report.device.{record.device}"),
            )
        ),
        values=tuple(_values(record, words)),
    )


def _values(record: Assessment, words: HomeWords) -> Iterator[tuple[str, str]]:
    for side in SIDES:
        result = record.side(side)
        for direction in DIRECTIONS if result else ():
            found = getattr(result, f"{direction}_rotation")
            if found is None or found.value_deg is None:
                continue
            name = words(
                "trend.name",
                side=words(f"report.side.{side}"),
                movement=words(f"trend.movement.{direction}"),
            )
            told = words(
                "result.value", value_deg=found.value_deg, error_95_deg=found.error_95_deg or 0.0
            )
            yield name, told
