"""What is shown before something is done: today's list, an exercise's card, the guided test."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from coxa.browser.visit.day import Day
from coxa.browser.visit.screens import (
    Button,
    Choice,
    ListedExercise,
    Picture,
    Preparation,
    Section,
    Today,
)
from coxa.browser.visit.state import VisitState
from coxa.browser.visit.watching import watchers_of
from coxa.browser.visit.words import VisitWords
from coxa.coaching.config import Source
from coxa.records.programme import PainRule, ProgrammeItem
from coxa.tables.care import CareTables
from coxa.tables.exercises import Exercise

TEST_PICTURE: Final = "chair_rotation"
"""The test moves as the chair exercise does."""


def today_screen(day: Day, date_: date, care: CareTables) -> Today:
    """Today's list, or what there is to say where it is empty."""
    words = VisitWords()
    sections = [
        Section(items=day.left_out, title=words.page("not_today"), tone="warn"),
        Section(items=tuple(map(words.exercise, _names(day))), title=words.page("done_today")),
        Section(items=tuple(_next_day(words, day))),
    ]
    if day.due:
        sections.append(Section(items=stop_texts(words, day.rule), title=words.page("when_stop")))
    return Today(
        title=words("care.session.title", day=words.day(date_)),
        lead=_lead(words, day, date_),
        exercises=tuple(
            ListedExercise(
                name=words.exercise(item.exercise),
                dose=f"{words.dose(item.dose)}, {words.legs(item, care)}",
                picture=picture_of(words, item),
            )
            for item in day.due
        ),
        sections=tuple(section for section in sections if section.items),
        buttons=(Button(press="begin", text=words.page("begin"), is_main=True),) if day.due else (),
    )


def exercise_screen(
    item: ProgrammeItem, place: tuple[int, int], state: VisitState, care: CareTables
) -> Preparation:
    """An exercise before it begins."""
    words, exercise = VisitWords(), care.exercise(item.exercise)
    return Preparation(
        title=words.exercise(item.exercise),
        place=words.page("place", number=place[0], all=place[1]),
        lead=words.or_code(f"exercise.{exercise.id}.purpose", ""),
        picture=picture_of(words, item),
        facts=tuple(_facts(words, item, exercise, care)),
        sections=tuple(_how(words, exercise)),
        sources=_sources(words, state, watchers_of(item.exercise, state.device)),
        switches=_switches(words, state),
        buttons=(
            Button(press="start", text=words.page("start"), is_main=True),
            Button(press="leave_out", text=words.page("leave_out")),
        ),
    )


def test_screen(state: VisitState, care: CareTables) -> Preparation:
    """The guided test before it begins."""
    words = VisitWords()
    watching = watchers_of(None, state.device)
    steps = ("sit", "hang", "rest", "turn_in", "turn_out", "repeat")
    return Preparation(
        title=words.page("test"),
        lead=words.page("test_lead"),
        picture=Picture(
            exercise=TEST_PICTURE,
            side="right",
            text=words.exercise(care.exercise(TEST_PICTURE).id),
        ),
        facts=(
            words.capital(words.page("test_minutes")),
            words.capital(words.page("test_camera")),
        ),
        sections=(
            Section(items=tuple(words(f"guide.seated.step.{step}") for step in steps)),
            Section(items=(words("safety"),), tone="warn"),
        ),
        sources=_sources(words, state, watching),
        switches=_switches(words, state),
        buttons=(Button(press="start", text=words.page("start_test"), is_main=True),)
        if watching
        else (),
    )


def stop_texts(words: VisitWords, rule: PainRule) -> tuple[str, ...]:
    """When to stop, from the most important: the rule in force, stop words, what is no pain."""
    if rule.stop_from is None:
        first = words("care.plan.stop_now")
    elif rule.rise_from is not None:
        first = words(
            "care.plan.stop_monitored", stop_from=rule.stop_from, rise_from=rule.rise_from
        )
    else:
        first = words("care.plan.stop_from", stop_from=rule.stop_from)
    return (first, words("care.plan.stop_words"), words("care.plan.stretch_is_not_pain"))


def picture_of(words: VisitWords, item: ProgrammeItem) -> Picture:
    """Picture of an exercise, of the leg that begins."""
    side = item.first_side if item.sides == "both" else item.sides
    return Picture(exercise=item.exercise, side=side, text=words.exercise(item.exercise))


# ------------------------------------------------------------------------------------------- parts


def _names(day: Day) -> tuple[str, ...]:
    return tuple(item.exercise for item in day.was_done)


def _lead(words: VisitWords, day: Day, date_: date) -> str:
    if day.due:
        return words.page("due", count=len(day.due))
    if day.was_done:
        return words.page("all_done")
    if day.left_out:
        return words("care.session.nothing_open")
    return words("care.session.rest_day", day=words.day(date_))


def _next_day(words: VisitWords, day: Day) -> Iterator[str]:
    if not day.due and day.next_day is not None:
        yield words("care.session.next_day", day=words.day(day.next_day))


def _facts(
    words: VisitWords, item: ProgrammeItem, exercise: Exercise, care: CareTables
) -> Iterator[str]:
    yield words.capital(words.dose(item.dose))
    yield words.capital(words.legs(item, care))
    needed = ", ".join(words.or_code(f"equipment.{name}", name) for name in exercise.equipment)
    if needed:
        yield words("care.plan.needs", equipment=needed)


def _how(words: VisitWords, exercise: Exercise) -> Iterator[Section]:
    for group in ("setup", "steps", "cues"):
        yield Section(items=words.texts(exercise, group), title=words.page(f"how.{group}"))
    feel = (*words.texts(exercise, "feel"),)
    yield Section(items=feel, title=words.page("how.feel"), tone="good")
    signs = (*words.texts(exercise, "not_feel"), *words.texts(exercise, "stop_signs"))
    yield Section(items=signs, title=words.page("how.stop_signs"), tone="stop")


def _sources(words: VisitWords, state: VisitState, there: Sequence[Source]) -> tuple[Choice, ...]:
    """What can watch; chosen is what was wished, else the first."""
    wished = state.choices.source
    chosen = wished if wished in there else next(iter(there), None)
    names: dict[Source, str] = {source: source for source in there}
    if not state.device.has_own_sensor:
        names["sensor"] = "linked"
    return tuple(
        Choice(
            code=source,
            text=words.page(f"source.{names[source]}"),
            help=words.page(f"source_help.{names[source]}"),
            is_chosen=source == chosen,
        )
        for source in there
    )


def _switches(words: VisitWords, state: VisitState) -> tuple[Choice, ...]:
    wished = {"audio": state.choices.is_audio_only, "helper": state.choices.has_helper}
    return tuple(
        Choice(
            code=name,
            text=words.page(f"switch.{name}"),
            help=words.page(f"switch_help.{name}"),
            is_chosen=is_on,
        )
        for name, is_on in wished.items()
    )
