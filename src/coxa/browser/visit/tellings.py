"""Messages of a visit: what must be read, in order of weight."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coxa.browser.visit.known import Known
from coxa.browser.visit.screens import Button, Link, Message, Section
from coxa.browser.visit.words import VisitWords
from coxa.records.alert import SEVERITIES, Alert
from coxa.records.screening import Outcome, Screening, ScreeningReason
from coxa.records.session import ExerciseDone
from coxa.safety.stops import is_painful
from coxa.tables.care import CareTables

_GRAVEST_FIRST: tuple[Outcome, ...] = (
    "emergency", "urgent", "therapist", "low_load", "locks", "note",
)  # fmt: skip


def home_link(words: VisitWords, *, is_main: bool = False) -> Link:
    """To today's page."""
    return Link(href="/", text=words.page("to_today"), is_main=is_main)


def nobody_told(words: VisitWords, known: Known) -> Section:
    """Say that no news has gone anywhere, and whom to tell."""
    tell = (
        words.page("tell", contact=known.contact.line) if known.contact else words.page("tell_self")
    )
    return Section(items=(words.page("nobody_told"), tell), tone="warn")


def screening_message(
    screening: Screening, known: Known, care: CareTables, buttons: tuple[Button, ...] = ()
) -> Message:
    """What follows from the answers: what to do now, then why."""
    words = VisitWords()
    is_grave = screening.verdict in ("seek_care_now", "ask_therapist")
    sections = [
        Section(items=tuple(_do_now(words, screening, care)), tone="stop" if is_grave else "plain"),
        Section(title=words("care.screen.reasons"), items=_reasons(screening.reasons)),
    ]
    if is_grave:
        sections.append(nobody_told(words, known))
    return Message(
        title=words(f"care.verdict.{screening.verdict}"),
        tone="stop" if is_grave else "plain",
        sections=tuple(section for section in sections if section.items),
        buttons=buttons,
        links=(home_link(words),) if is_grave else (),
    )


def lock_message(reasons: Sequence[str]) -> Message:
    """Why nobody is guided through the test now."""
    words = VisitWords()
    return Message(
        title=words.page("test_closed"),
        tone="stop",
        sections=(
            Section(items=tuple(reasons)),
            Section(items=(words.page("test_closed_next"),), title=words("care.session.do_now")),
        ),
        links=(
            Link(href="/questions", text=words.page("to_questions"), is_main=True),
            home_link(words),
        ),
    )


def stop_message(
    done: Sequence[ExerciseDone],
    alerts: Sequence[Alert],
    rests: Sequence[str],
    known: Known,
    links: tuple[Link, ...],
) -> Message:
    """A stop: what to do now first of all, when to go on, what the therapist must know."""
    words = VisitWords()
    alerts = sorted(alerts, key=lambda alert: -SEVERITIES.index(alert.severity))
    done = sorted(done, key=lambda entry: not is_painful(entry.stop))
    steps = tuple(dict.fromkeys(alert.next_step for alert in alerts))
    sections = (
        Section(items=(words("care.session.do.now"), *steps), tone="stop"),
        Section(items=tuple(_stops(words, done)), title=words.page("why_stopped")),
        Section(items=tuple(rests), title=words("care.session.resume")),
        Section(items=tuple(alert.message for alert in alerts), title=words("care.session.told")),
        nobody_told(words, known),
    )
    return Message(
        title=words("care.session.stop_title"),
        tone="stop",
        sections=tuple(section for section in sections if section.items),
        links=links,
    )


def stop_text(words: VisitWords, done: ExerciseDone) -> str:
    """Why an exercise was stopped; empty if it was not."""
    stop = done.stop
    if stop is None:
        return ""
    word = words(f"care.session.word.{stop.word}") if stop.word else ""
    side = "both_done" if done.side == "both" else done.side
    return words(
        "care.session.stop_reason",
        name=words.exercise(done.exercise),
        side=words(f"care.sides.{side}"),
        reason=words(f"care.session.reason.{stop.reason}", word=word, pain=stop.pain or 0),
    )


def _stops(words: VisitWords, done: Sequence[ExerciseDone]) -> Iterator[str]:
    for entry in done:
        if entry.stop is not None:
            yield stop_text(words, entry)


def _do_now(words: VisitWords, screening: Screening, care: CareTables) -> Iterator[str]:
    """What to do now, the most important first."""
    if screening.urgency is None:
        yield words(f"care.screen.do.{screening.verdict}")
        return
    region = care.region(screening.region)
    numbers = {"emergency_call": region.emergency_call, "urgent_call": region.urgent_call}
    yield words(f"region.{region.id}.{screening.urgency}", **numbers)
    yield words(f"care.screen.do.{screening.urgency}")
    yield words("region.check")


def _reasons(reasons: Sequence[ScreeningReason]) -> tuple[str, ...]:
    ordered = sorted(reasons, key=lambda reason: _GRAVEST_FIRST.index(reason.outcome))
    return tuple(dict.fromkeys(reason.message for reason in ordered))
