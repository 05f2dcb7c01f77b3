"""The questions of a session: pain before everything else, and a stop ends them at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, cast

import click

from coxa.messages.catalog import sentence
from coxa.records.programme import ItemSides, PainRule, ProgrammeItem
from coxa.records.session import STOP_WORDS, ExerciseDone, PainKind, Stop, StopWord
from coxa.safety.stops import judge
from coxa.tables.care import CareTables
from coxa_lab.care.sessions import Today
from coxa_lab.commands import asking
from coxa_lab.report.care_terminal import pause_text
from coxa_lab.report.care_words import CareWords, is_two_sided, sides_of
from coxa_lab.report.plan_facts import stop_texts

_KINDS: Final = ("same_as_before", "brought_on", "worse")
_DONE: Final = ("yes", "part", "no")
_MOST_REPETITIONS: Final = 1000


def say_today(today: Today) -> bool:
    """Say what is planned and what is paused; whether anything may be done."""
    words = CareWords()
    asking.say(words("care.session.title", day=words.day(today.day)), is_strong=True)
    for pause in today.paused:
        asking.say(pause_text(pause))
    if not today.due:
        text = "care.session.nothing_open" if today.paused else "care.session.rest_day"
        asking.say(words(text, day=words.day(today.day)))
        if today.next_day is not None:
            asking.say(words("care.session.next_day", day=words.day(today.next_day)))
        return False
    asking.say(stop_texts(words, today.rule)[0])
    return True


def ask_session(
    today: Today, pain_before: int, care: CareTables
) -> tuple[tuple[ExerciseDone, ...], int | None]:
    """What was done of each exercise, and the pain afterwards.

    Parameters
    ----------
    today : Today
        What may be done.
    pain_before : int
        Pain before the first exercise.
    care : CareTables
        The tables.

    Returns
    -------
    done : tuple of ExerciseDone
        What was done; after a stop nothing more is asked.
    pain_after : int or None
        None if nothing was done.
    """
    done: list[ExerciseDone] = []
    try:
        for number, item in enumerate(today.due, start=1):
            _say_item(item, (number, len(today.due)), care)
            done += ask_item(item, pain_before, today.rule, care)
            if any(entry.stop for entry in done):
                break
        if not done:
            return (), None
        asking.say("")
        return tuple(done), asking.ask_score(sentence("care.session.pain_after"))
    except click.Abort:
        if not done:
            raise
        asking.say(f"\n{sentence('care.session.broken_off')}")
        return tuple(done), None


def ask_item(
    item: ProgrammeItem, pain_before: int, rule: PainRule, care: CareTables
) -> list[ExerciseDone]:
    """One exercise; nothing if it was not done. A stop is told before anything else is asked."""
    answer = asking.ask(sentence("care.session.done"), asking.one_of(_DONE))
    if answer == "no":
        return []
    during = asking.ask_score(sentence("care.session.pain_during"))
    kind = _pain_kind(pain_before, during)
    word = _stop_word()
    reason = judge(rule, before=pain_before, during=during, kind=kind, word=word)
    dose = item.dose
    entry = ExerciseDone(
        exercise=item.exercise,
        side=item.sides,
        level=item.level,
        measured_by="self_report",
        sets=dose.sets,
        repetitions=dose.sets * dose.repetitions,
        pain_before=pain_before,
        pain_during=during,
        pain_kind=kind,
    )
    if reason is not None:
        asking.say(f"\n{sentence('care.session.stop_title')}", is_strong=True)
        asking.say(sentence("care.session.do.now"), is_strong=True)
        stop = Stop(reason=reason, word=word if reason == "stop_word" else None, pain=during)
        return [_stopped(replace(entry, stop=stop, sets=0, repetitions=0), item, care)]
    if answer == "part":
        sets, repetitions = _count("care.session.sets"), _count("care.session.repetitions")
        entry = replace(entry, sets=sets, repetitions=repetitions)
    return [replace(entry, effort=asking.ask_score(sentence("care.session.effort")))]


def _stopped(entry: ExerciseDone, item: ProgrammeItem, care: CareTables) -> ExerciseDone:
    """What else is to be known of a stop; who breaks off now has said what matters."""
    try:
        entry = replace(entry, side=_stopped_side(item, care))
        entry = replace(entry, sets=_count("care.session.sets"))
        entry = replace(entry, repetitions=_count("care.session.repetitions"))
        return replace(entry, effort=asking.ask_score(sentence("care.session.effort")))
    except click.Abort:
        return entry


def _say_item(item: ProgrammeItem, place: tuple[int, int], care: CareTables) -> None:
    words = CareWords()
    heading = words(
        "care.session.exercise",
        number=place[0],
        all=place[1],
        name=words.exercise(item.exercise),
        side=words.sides(item, care),
    )
    asking.say(f"\n{heading}", is_strong=True)
    asking.say(words("care.session.planned", dose=words.dose(item.dose)))
    sides = sides_of(item)
    for target in sorted(item.targets, key=lambda target: sides.index(target.side)):
        asking.say(f"{words.target(target)}.")


def _pain_kind(before: int, during: int) -> PainKind:
    """How the pain stands to that before; asked only where the numbers do not say it."""
    if during == 0:
        return "none"
    if before == 0:
        return "brought_on"
    if during > before:
        return "worse"
    question = sentence("care.session.pain_kind")
    return cast(PainKind, asking.ask(question, asking.one_of(_KINDS)))


def _stopped_side(item: ProgrammeItem, care: CareTables) -> ItemSides:
    """Leg of a stop; asked only where one leg is done after the other."""
    if item.sides != "both" or is_two_sided(item.exercise, care):
        return item.sides
    choices = [(side, sentence(f"side.{side}")) for side in ("left", "right", "both")]
    question = sentence("care.session.which_leg")
    return cast(ItemSides, asking.ask_listed(question, choices, many=False)[0])


def _stop_word() -> StopWord | None:
    choices = [("none", sentence("care.session.no_word"))]
    choices += [(word, sentence(f"care.session.word.{word}")) for word in STOP_WORDS]
    chosen = asking.ask_listed(sentence("care.session.stop_word"), choices, many=False)[0]
    return None if chosen == "none" else cast(StopWord, chosen)


def _count(question: str) -> int:
    return asking.ask(sentence(question), lambda text: asking.whole(text, _MOST_REPETITIONS))
