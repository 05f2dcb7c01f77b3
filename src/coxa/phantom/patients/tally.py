"""What became of many simulated patients: one row a person, one a group. No evidence of effect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from coxa.assessment.change import change_between
from coxa.assessment.comparison import range_in
from coxa.phantom.patients.clock import FIRST_DAY
from coxa.phantom.patients.course_rules import planned_days, stops_of
from coxa.phantom.patients.life import Diary, lived
from coxa.phantom.patients.person import drawn_person
from coxa.phantom.patients.profiles import PROFILES
from coxa.phantom.patients.rules import Violation, violations_of
from coxa.tables.care import CareTables

GROUPS = (*PROFILES, "red_flag")
_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """Figures of one person; None where there was nothing to take them from.

    Attributes
    ----------
    pain_start, pain_end : float or None
        Mean pain before exercise, or told once a week, of the first and last two weeks.
    range_start_deg, range_end_deg : float or None
        Internal rotation of an affected side at the first test and at the last.
    error_95_deg : float or None
        Error of each of the two.
    function_start, function_end : float
        Mean of three activities, 0 to 10.
    adherence : float or None
        Days with a session as a share of the days with a plan.
    weeks_to_change : int or None
        Weeks until that turn was more than at the first test, beyond the error, in two tests
        running; None if it never was. One test alone is beyond the error now and then by chance.
    """

    group: str
    plans: int
    sessions: int
    pain_start: float | None
    pain_end: float | None
    range_start_deg: float | None
    range_end_deg: float | None
    error_95_deg: float | None
    function_start: float
    function_end: float
    adherence: float | None
    stops: int
    alerts: dict[str, int]
    weeks_to_change: int | None
    highest_level: int
    refused: dict[str, int]
    violations: tuple[Violation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """Means over the people of a group, and sums of what is counted."""

    group: str
    people: int
    people_with_plan: int
    plans: int
    sessions: int
    pain_start: float | None
    pain_end: float | None
    range_start_deg: float | None
    range_end_deg: float | None
    error_95_deg: float | None
    function_start: float | None
    function_end: float | None
    adherence: float | None
    stops: int
    alerts: dict[str, int]
    share_changed: float | None
    weeks_to_change: float | None
    refused: dict[str, int]
    violations: int


def person_rows(
    count: int,
    weeks: int,
    care: CareTables,
    seed: int = 1,
    every: int = 1,
    told: Callable[[int], None] | None = None,
) -> Iterator[PersonRow]:
    """Let people live some weeks, one after the other.

    Parameters
    ----------
    count : int
        How many people.
    weeks : int
        How long each.
    care : CareTables
        Tables of care.
    seed : int
        Decides everything that is drawn.
    every : int
        Each plan of so many is made again for the rules that need it.
    told : callable, optional
        Hears the number of people done.
    """
    for number in range(count):
        diary = lived(drawn_person(seed, number), weeks, care)
        yield person_row(diary, violations_of(diary, care, every))
        if told is not None:
            told(number + 1)


def person_row(diary: Diary, violations: Sequence[Violation]) -> PersonRow:
    """Figures of one person."""
    pains = list(_pains(diary))
    last_day = max((day for day, _ in pains), default=0)
    scores = [fmean(a.score for a in c.activities) for c in diary.checkins if c.activities]
    start, end, error_deg = _range(diary)
    return PersonRow(
        group=diary.person.group,
        plans=len(diary.planned),
        sessions=len(diary.sessions),
        pain_start=_mean(pain for day, pain in pains if day < 2 * _WEEK),
        pain_end=_mean(pain for day, pain in pains if day > last_day - 2 * _WEEK),
        range_start_deg=start,
        range_end_deg=end,
        error_95_deg=error_deg,
        function_start=scores[0],
        function_end=scores[-1],
        adherence=_adherence(diary),
        stops=sum(1 for _ in stops_of(diary)),
        alerts=dict(Counter(alert.code for alert in diary.alerts)),
        weeks_to_change=_weeks_to_change(diary),
        highest_level=max((i.level for p in diary.programmes for i in p.items), default=0),
        refused=dict(Counter(refused.code for refused in diary.refused)),
        violations=tuple(violations),
    )


def group_rows(rows: Iterable[PersonRow]) -> tuple[GroupRow, ...]:
    """Figures of each group that has people, in a fixed order, and of all together last."""
    people = list(rows)
    groups = [(name, [row for row in people if row.group == name]) for name in GROUPS]
    return tuple(_group(name, own) for name, own in (*groups, ("all", people)) if own)


def _group(name: str, rows: Sequence[PersonRow]) -> GroupRow:
    tested = [row for row in rows if row.range_start_deg is not None]
    return GroupRow(
        group=name,
        people=len(rows),
        people_with_plan=sum(row.plans > 0 for row in rows),
        plans=sum(row.plans for row in rows),
        sessions=sum(row.sessions for row in rows),
        pain_start=_mean(row.pain_start for row in rows),
        pain_end=_mean(row.pain_end for row in rows),
        range_start_deg=_mean(row.range_start_deg for row in rows),
        range_end_deg=_mean(row.range_end_deg for row in rows),
        error_95_deg=_mean(row.error_95_deg for row in rows),
        function_start=_mean(row.function_start for row in rows),
        function_end=_mean(row.function_end for row in rows),
        adherence=_mean(row.adherence for row in rows),
        stops=sum(row.stops for row in rows),
        alerts=_counted(row.alerts for row in rows),
        share_changed=_mean(float(row.weeks_to_change is not None) for row in tested),
        weeks_to_change=_mean(row.weeks_to_change for row in rows),
        refused=_counted(row.refused for row in rows),
        violations=sum(len(row.violations) for row in rows),
    )


def _counted(counts: Iterable[dict[str, int]]) -> dict[str, int]:
    """Counts of many people added up, by name."""
    total: Counter[str] = Counter()
    for count in counts:
        total.update(count)
    return dict(sorted(total.items()))


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None


def _pains(diary: Diary) -> Iterator[tuple[int, int]]:
    """Days and pain at rest: before sessions, and as it is told once a week."""
    for session in diary.sessions:
        yield _day(session.moment.date()), session.pain_before
    for checkin in diary.checkins:
        if checkin.activities and checkin.pain is not None:
            yield _day(date.fromisoformat(checkin.recorded_at[:10])), checkin.pain


def _day(on: date) -> int:
    return (on - FIRST_DAY).days


def _range(diary: Diary) -> tuple[float | None, float | None, float | None]:
    """Internal rotation of an affected side at the first test and at the last; its error."""
    found = [
        range_in(record.side(diary.person.sides[0]), "internal") for record in diary.assessments
    ]
    ranges = [row for row in found if row is not None]
    if not ranges:
        return None, None, None
    return ranges[0].value_deg, ranges[-1].value_deg, ranges[0].error_95_deg


def _weeks_to_change(diary: Diary) -> int | None:
    """Weeks until an affected side turned in further in two tests running, beyond the error."""
    place = (diary.person.sides[0], "internal")
    more_before = False
    for record in diary.assessments[1:]:
        found = change_between(diary.assessments[0], record).findings
        is_more = any((c.side, c.direction) == place and c.finding == "more" for c in found)
        if is_more and more_before:
            return (record.moment.date() - diary.assessments[0].moment.date()).days // _WEEK
        more_before = is_more
    return None


def _adherence(diary: Diary) -> float | None:
    planned = {day for day, _ in planned_days(diary.programmes)}
    done = {session.moment.date() for session in diary.sessions}
    return len(done & planned) / len(planned) if planned else None
