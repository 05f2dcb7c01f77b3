"""What was done without the coach, as the person says it: a form's fields to a session."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast, get_args

from coxa.records.programme import ItemSides, PainRule, ProgrammeItem
from coxa.records.session import STOP_WORDS, ExerciseDone, PainKind, Session, Stop, StopWord
from coxa.safety.stops import judge
from coxa.tables.care import CareTables
from coxa.tables.load import TABLES_VERSION
from coxa.version import __version__
from coxa_lab.care.sessions import Today
from coxa_lab.report.care_words import is_two_sided
from coxa_web.home.words import HomeWords

Fields = Mapping[str, str]
"""What a form sent, by name."""

SCORES: Final = tuple(str(n) for n in range(11))
DONE: Final = ("yes", "part", "no")
KINDS: Final[tuple[PainKind, ...]] = ("same_as_before", "brought_on", "worse")
_MOST_REPETITIONS: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedFact:
    """One exercise on the form: what was planned, what was answered, what is missing.

    `legs` are offered where one leg is done after the other: which of them a stop was about.
    """

    exercise: str
    name: str
    planned: str
    sides: str
    values: Fields
    problems: Fields
    has_legs: bool


class ProblemsError(Exception):
    """Answers are missing, or cannot be; `problems` are sentence ids by the name of the field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(", ".join(problems))
        self.problems = problems


def asked_facts(
    today: Today, fields: Fields, problems: Fields, words: HomeWords, care: CareTables
) -> tuple[AskedFact, ...]:
    """The exercises of today as the form shows them."""
    return tuple(
        AskedFact(
            exercise=item.exercise,
            name=words.exercise(item.exercise),
            planned=words.dose(item.dose),
            sides=words.sides(item, care),
            values=_own(item.exercise, fields),
            problems=_own(item.exercise, problems),
            has_legs=_has_legs(item, care),
        )
        for item in today.due
    )


def session_from(
    today: Today, subject: str, fields: Fields, now: datetime, care: CareTables
) -> Session | None:
    """The session that a form tells; None if nothing was done.

    Parameters
    ----------
    today : Today
        What might have been done.
    subject : str
        Opaque name of the person.
    fields : Mapping
        What was sent.
    now : datetime
        The present moment.
    care : CareTables
        The tables.

    Raises
    ------
    ProblemsError
        Something is missing or cannot be.
    """
    problems = dict(_problems(today, fields, care))
    if problems:
        raise ProblemsError(problems)
    before = int(fields["pain_before"])
    done = [
        _done(item, _own(item.exercise, fields), before, today.rule, care)
        for item in today.due
        if fields[f"done-{item.exercise}"] != "no"
    ]
    if not done:
        return None
    return Session(
        id=str(uuid.uuid4()),
        subject=subject,
        recorded_at=now.isoformat(),
        coxa_version=__version__,
        tables_version=TABLES_VERSION,
        programme_id=today.programme.id,
        pain_before=before,
        exercises=tuple(done),
        finished_at=now.isoformat(),
        pain_after=int(fields["pain_after"]),
    )


# ----------------------------------------------------------------------------------------- checking


def _problems(today: Today, fields: Fields, care: CareTables) -> Iterator[tuple[str, str]]:
    for name in ("pain_before", "pain_after"):
        if fields.get(name) not in SCORES:
            yield name, "home.problem.missing"
    for item in today.due:
        yield from _item_problems(item, fields, care)


def _item_problems(
    item: ProgrammeItem, fields: Fields, care: CareTables
) -> Iterator[tuple[str, str]]:
    own = _own(item.exercise, fields)
    if own.get("done") not in DONE:
        yield f"done-{item.exercise}", "home.problem.missing"
    if own.get("done") not in ("yes", "part"):
        return
    if own.get("pain") not in SCORES:
        yield f"pain-{item.exercise}", "home.problem.missing"
    elif _needs_kind(own["pain"], fields.get("pain_before", "")) and own.get("kind") not in KINDS:
        yield f"kind-{item.exercise}", "home.problem.missing"
    if own.get("word", "none") not in ("none", *STOP_WORDS):
        yield f"word-{item.exercise}", "home.problem.missing"
    if own.get("done") == "part" and not _is_count(own.get("repetitions", "")):
        yield f"repetitions-{item.exercise}", "home.noting.repetitions_problem"
    if own.get("leg", "both") not in _legs(item, care):
        yield f"leg-{item.exercise}", "home.problem.missing"


def _needs_kind(during: str, before: str) -> bool:
    """Whether the numbers alone do not say how the pain stands to that before."""
    if during not in SCORES or before not in SCORES:
        return False
    return 0 < int(during) <= int(before)


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and int(text) <= _MOST_REPETITIONS


def _has_legs(item: ProgrammeItem, care: CareTables) -> bool:
    return item.sides == "both" and not is_two_sided(item.exercise, care)


def _legs(item: ProgrammeItem, care: CareTables) -> tuple[str, ...]:
    return get_args(ItemSides) if _has_legs(item, care) else (item.sides, "both")


# ------------------------------------------------------------------------------------------- making


def _done(
    item: ProgrammeItem, own: Fields, before: int, rule: PainRule, care: CareTables
) -> ExerciseDone:
    """One exercise as it was told; the rule says whether it should have been stopped."""
    during, told = int(own["pain"]), own.get("word", "none")
    kind = _kind(before, during, own.get("kind", ""))
    word = None if told == "none" else cast(StopWord, told)
    reason = judge(rule, before=before, during=during, kind=kind, word=word)
    stop = None if reason is None else Stop(reason=reason, word=word, pain=during)
    dose, effort = item.dose, own.get("effort", "")
    whole = dose.sets * dose.repetitions
    leg = own.get("leg", "both") if stop is not None and _has_legs(item, care) else item.sides
    return ExerciseDone(
        exercise=item.exercise,
        side=cast(ItemSides, leg),
        level=item.level,
        measured_by="self_report",
        sets=dose.sets,
        repetitions=whole if own["done"] == "yes" else int(own["repetitions"]),
        pain_before=before,
        pain_during=during,
        pain_kind=kind,
        effort=int(effort) if effort in SCORES else None,
        stop=stop,
    )


def _kind(before: int, during: int, told: str) -> PainKind:
    """How the pain stands to that before."""
    if during == 0:
        return "none"
    if before == 0:
        return "brought_on"
    return "worse" if during > before else cast(PainKind, told)


def _own(exercise: str, fields: Fields) -> Fields:
    """Fields of one exercise, without its name."""
    ending = f"-{exercise}"
    return {name.removesuffix(ending): v for name, v in fields.items() if name.endswith(ending)}
