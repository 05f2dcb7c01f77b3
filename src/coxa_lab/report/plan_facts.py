"""What a plan says, in order and in words: the same for terminal, page and paper.

Pure: a programme and the tables go in, facts with their sentences come out; nothing is decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from coxa.messages.catalog import DEFAULT_LANGUAGE
from coxa.messages.facts import SourceFact, capitalised, source_facts
from coxa.records.programme import NotChosen, PainRule, Programme, ProgrammeItem, Reason
from coxa.tables.care import CareTables
from coxa.tables.exercises import Exercise
from coxa_lab.report.care_words import (
    DAYS_A_WEEK,
    CareWords,
    minutes_of,
    sides_of,
)

_COMMON_SIGNS: Final = ("any_pain", "stop_words")
"""Stop signs of every exercise: they stand once, above all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFact:
    """One day of the week, and the numbers of its exercises."""

    day: date
    weekday: str
    date: str
    name: str
    numbers: tuple[int, ...]
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonFact:
    """A reason with its source, by the number under which that is listed."""

    text: str
    source: int
    confidence: str
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetFact:
    """How far one side is to turn: whole degrees, rounded down."""

    name: str
    short: str
    target: str
    most: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFact:
    """What a person must know to do an exercise."""

    purpose: str
    start: str
    equipment: str
    setup: tuple[str, ...]
    steps: tuple[str, ...]
    cues: tuple[str, ...]
    feel: tuple[str, ...]
    not_feel: tuple[str, ...]
    stop_signs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFact:
    """One exercise of the week."""

    number: int
    exercise: str
    name: str
    kind: str
    sides: str
    amount: str
    details: tuple[str, ...]
    dose: str
    step: str
    level: str
    minutes: int
    days: str
    on: tuple[bool, ...]
    targets: tuple[TargetFact, ...]
    reasons: tuple[ReasonFact, ...]
    card: CardFact | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOutFact:
    """Exercises left out for one reason."""

    names: tuple[str, ...]
    reason: ReasonFact


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts:
    """Everything a plan says, from what matters most to what can be looked up."""

    title: str
    subject: str
    period: str
    week: str
    verdict: str
    asked_for: str
    stop: tuple[str, ...]
    notices: tuple[ReasonFact, ...]
    pain_rule: ReasonFact
    days: tuple[DayFact, ...]
    items: tuple[ItemFact, ...]
    left_out: tuple[LeftOutFact, ...]
    education: tuple[str, ...]
    retest: str
    safety: str
    made: str
    sources: tuple[SourceFact, ...]


def plan_facts(
    programme: Programme, care: CareTables, language: str = DEFAULT_LANGUAGE
) -> PlanFacts:
    """All facts of a plan.

    Parameters
    ----------
    programme : Programme
        The record.
    care : CareTables
        The tables, for what stands on an exercise's card; an exercise they do not know has none.
    language : str
        Language of the sentences.
    """
    words = CareWords(language)
    cited = _Cited(words)
    notices = tuple(cited(reason) for reason in programme.notices)
    pain_rule = cited(programme.pain_rule.reason)
    items = tuple(
        _item(words, cited, care, number, (programme, item))
        for number, item in enumerate(programme.items, start=1)
    )
    left_out = _left_out(words, cited, programme.not_chosen)
    return PlanFacts(
        title=words("care.plan.title"),
        subject=programme.subject,
        period=period_text(words, programme),
        week=words("care.plan.started", week=programme.week),
        verdict=words(f"care.verdict.{programme.verdict}"),
        asked_for=_asked_for(words, programme),
        stop=stop_texts(words, programme.pain_rule),
        notices=notices,
        pain_rule=pain_rule,
        days=_days(words, programme, care),
        items=items,
        left_out=left_out,
        education=tuple(words.or_code(f"education.{c}", c) for c in programme.education),
        retest=words("care.plan.retest", day=words.day(date.fromisoformat(programme.retest_on))),
        safety=words("safety"),
        made=words("care.plan.made_on", day=words.day_of(programme.recorded_at)),
        sources=source_facts(cited.ids, words),
    )


def week_of(programme: Programme) -> tuple[date, ...]:
    """The seven local dates of a plan."""
    first = date.fromisoformat(programme.starts_on)
    return tuple(first + timedelta(days=i) for i in range(DAYS_A_WEEK))


def period_text(words: CareWords, programme: Programme) -> str:
    """Say "Monday 23 November to Sunday 29 November 2026"."""
    days = week_of(programme)
    first, last = words.day(days[0]), words.day(days[-1])
    return words("care.date.span", first=first, last=last, year=days[-1].year)


def stop_texts(words: CareWords, rule: PainRule) -> tuple[str, ...]:
    """When to stop, from the most important: the rule in force, the stop words, what is no pain."""
    if rule.stop_from is None:
        first = words("care.plan.stop_now")
    elif rule.rise_from is not None:
        first = words(
            "care.plan.stop_monitored", stop_from=rule.stop_from, rise_from=rule.rise_from
        )
    else:
        first = words("care.plan.stop_from", stop_from=rule.stop_from)
    return (first, words("care.plan.stop_words"), words("care.plan.stretch_is_not_pain"))


def card_of(words: CareWords, exercise: Exercise) -> CardFact:
    """What a person must know to do an exercise; what stops every exercise is not said again."""
    own_signs = [id_ for id_ in exercise.stop_signs if id_ not in _COMMON_SIGNS]
    return CardFact(
        purpose=words.or_code(f"exercise.{exercise.id}.purpose", ""),
        start=words.code("care.start", exercise.start),
        equipment=words.listed("equipment", exercise.equipment) or words("care.plan.no_equipment"),
        setup=texts_of(words, exercise, "setup", exercise.setup),
        steps=texts_of(words, exercise, "steps", exercise.steps),
        cues=texts_of(words, exercise, "cues", exercise.cues),
        feel=texts_of(words, exercise, "feel", exercise.feel),
        not_feel=texts_of(words, exercise, "not_feel", exercise.not_feel),
        stop_signs=texts_of(words, exercise, "stop_signs", own_signs),
    )


def texts_of(
    words: CareWords, exercise: Exercise, group: str, ids: Sequence[str]
) -> tuple[str, ...]:
    """Sentences of an exercise, in order."""
    return tuple(words(f"exercise.{exercise.id}.{group}.{id_}") for id_ in ids)


class _Cited:
    """Makes reasons cite their sources by number, in the order in which they are first told."""

    def __init__(self, words: CareWords) -> None:
        self.words = words
        self.numbers: dict[str, int] = {}

    def __call__(self, reason: Reason) -> ReasonFact:
        """A reason as it is told."""
        number = self.numbers.setdefault(reason.source_id, len(self.numbers) + 1)
        confidence = self.words.or_code(f"confidence.{reason.confidence}", reason.confidence)
        mark = self.words.or_code(f"care.confidence.{reason.confidence}", reason.confidence)
        return ReasonFact(text=reason.message, source=number, confidence=confidence, mark=mark)

    @property
    def ids(self) -> Iterable[str]:
        """Sources in the order of their numbers."""
        return self.numbers


# -------------------------------------------------------------------------------------------- parts


def _asked_for(words: CareWords, programme: Programme) -> str:
    goals = ", ".join(words.or_code(f"goal.{goal}", goal) for goal in programme.goals)
    equipment = words.listed("equipment", programme.equipment)
    return words(
        "care.plan.asked_for",
        goals=goals or words("care.plan.no_goals"),
        equipment=equipment or words("care.plan.no_equipment"),
    )


def _days(words: CareWords, programme: Programme, care: CareTables) -> tuple[DayFact, ...]:
    facts = []
    for day in week_of(programme):
        due = {item.exercise: item for item in programme.on(day)}
        facts.append(
            DayFact(
                day=day,
                weekday=words.weekday(day),
                date=str(day.day),
                name=words.day(day),
                numbers=tuple(
                    number
                    for number, item in enumerate(programme.items, start=1)
                    if item.exercise in due
                ),
                minutes=sum(minutes_of(item, care) for item in due.values()),
            )
        )
    return tuple(facts)


def _item(
    words: CareWords,
    cited: _Cited,
    care: CareTables,
    number: int,
    placed: tuple[Programme, ProgrammeItem],
) -> ItemFact:
    programme, item = placed
    exercise = care.exercise(item.exercise) if care.has_exercise(item.exercise) else None
    on = tuple(day.isoformat() in item.days for day in week_of(programme))
    days = zip(week_of(programme), on, strict=True)
    return ItemFact(
        number=number,
        exercise=item.exercise,
        name=words.exercise(item.exercise),
        kind=words.code("kind", item.kind),
        sides=words.sides(item, care),
        amount=words.amount(item.dose),
        details=words.details(item.dose),
        dose=words.dose(item.dose),
        step=words.code("step", item.step),
        level=_level(words, item, exercise),
        minutes=minutes_of(item, care),
        days=_day_list(words, days, all_of=all(on)),
        on=on,
        targets=tuple(_targets(words, item)),
        reasons=tuple(cited(reason) for reason in item.reasons),
        card=card_of(words, exercise) if exercise else None,
    )


def _level(words: CareWords, item: ProgrammeItem, exercise: Exercise | None) -> str:
    if exercise is None:
        return ""
    return words("care.plan.level", level=item.level, levels=len(exercise.levels))


def _day_list(words: CareWords, days: Iterable[tuple[date, bool]], *, all_of: bool) -> str:
    if all_of:
        return words("care.plan.every_day")
    return ", ".join(words.weekday(day) for day, is_on in days if is_on)


def _targets(words: CareWords, item: ProgrammeItem) -> Iterable[TargetFact]:
    """Targets of the sides that do it, the one that begins first."""
    sides = sides_of(item)
    for target in sorted(item.targets, key=lambda target: sides.index(target.side)):
        yield TargetFact(
            name=words.target_name(target),
            short=words.target_short(target),
            target=words("care.target.to", target_deg=int(target.target_deg)),
            most=words("care.target.most", ceiling_deg=int(target.ceiling_deg)),
            sentence=words.target(target),
        )


def _left_out(
    words: CareWords, cited: _Cited, not_chosen: Sequence[NotChosen]
) -> tuple[LeftOutFact, ...]:
    """Exercises by their reason, in the order in which the reasons first come."""
    by_reason: dict[Reason, list[str]] = {}
    for left in not_chosen:
        by_reason.setdefault(left.reason, []).append(words.exercise(left.exercise))
    return tuple(
        LeftOutFact(names=tuple(names), reason=cited(reason)) for reason, names in by_reason.items()
    )


def names_text(names: Iterable[str]) -> str:
    """Names in one line, the first with a capital."""
    return capitalised("; ".join(names))
