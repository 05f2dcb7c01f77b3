"""The result of the guided test: value and error, what it is compared with, what did not count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from coxa.browser.visit.screens import (
    Button,
    Link,
    Message,
    Result,
    ResultRow,
    ResultSide,
    Scale,
    Section,
)
from coxa.browser.visit.words import VisitWords
from coxa.messages.catalog import has_sentence
from coxa.messages.facts import AssessmentFacts, DirectionFact, SideFacts, facts_of
from coxa.records.assessment import Assessment, Notice
from coxa.records.refusal import Refusal

_SCALE_MOST_DEG: Final = 60.0
"""The scale of the drawings: further than most hips turn, and longer where one does."""
_SCALE_STEP_DEG: Final = 15.0


def result_screen(records: Sequence[Assessment], *, is_stopped: bool) -> Result:
    """Everything about one test; of a sensor there is one record for each side."""
    words = VisitWords()
    facts = [facts_of(record) for record in records]
    sides = [side for fact in facts for side in fact.sides]
    first = facts[0]
    lead = (words.page("test_stopped"),) if is_stopped else ()
    return Result(
        title=first.title,
        lead=(*lead, first.how, *_once(line for fact in facts for line in fact.headlines)),
        sides=tuple(_side(words, side) for side in sides),
        scale_most_deg=_scale_most_deg(sides),
        sections=tuple(section for section in _sections(words, facts) if section.items),
        buttons=(Button(press="again", text=words.page("test_again")),),
        links=(Link(href="/", text=words.page("to_today"), is_main=True),),
    )


def refused_screen(refusal: Refusal) -> Message:
    """Why there is no number, and what to do next."""
    words = VisitWords()
    return Message(
        title=words.page("no_number"),
        tone="warn",
        sections=(
            Section(items=(refusal.message,)),
            Section(items=(refusal.next_step,), title=words("care.session.do_now")),
        ),
        buttons=(Button(press="again", text=words.page("test_again"), is_main=True),),
        links=(Link(href="/", text=words.page("to_today")),),
    )


# ------------------------------------------------------------------------------------------- parts


def _side(words: VisitWords, side: SideFacts) -> ResultSide:
    return ResultSide(
        name=words.capital(side.name),
        rows=tuple(_row(fact) for fact in side.directions),
        note=side.total_arc or "",
    )


def _row(fact: DirectionFact) -> ResultRow:
    usual = fact.usual
    return ResultRow(
        name=fact.name,
        foot=fact.foot,
        value=fact.value,
        counted=fact.counted,
        usual="" if usual is None else usual.text,
        finding="" if usual is None else usual.finding_short,
        scale=Scale(
            value_deg=fact.value_deg,
            error_95_deg=fact.error_95_deg,
            usual_low_deg=None if usual is None else usual.low_deg,
            usual_high_deg=None if usual is None else usual.high_deg,
        ),
    )


def _scale_most_deg(sides: Sequence[SideFacts]) -> float:
    """End of the scale: whole steps, so that the furthest value and its error fit."""
    most_deg = _SCALE_MOST_DEG
    for fact in (fact for side in sides for fact in side.directions):
        while (fact.value_deg or 0.0) + (fact.error_95_deg or 0.0) > most_deg:
            most_deg += _SCALE_STEP_DEG
    return most_deg


def _sections(words: VisitWords, facts: Sequence[AssessmentFacts]) -> list[Section]:
    refused = [
        repetition.sentence
        for fact in facts
        for side in fact.sides
        for repetition in side.repetitions
        if not repetition.accepted
    ]
    told = [c.text for fact in facts for s in fact.sides for c in s.compensations if c.text]
    compared = [line for fact in facts for line in (*fact.differences, *fact.changes)]
    advice = [line for fact in facts for line in fact.advice]
    notices = [_notice(words, n) for fact in facts for n in fact.notices]
    quality = [fact.quality for fact in facts if not fact.is_good]
    norms = [line.text for fact in facts for line in (*fact.norms, *fact.reference)]
    error = [line for fact in facts for line in (*fact.error, *fact.limits)]
    return [
        Section(items=_once(compared), title=words.page("compared")),
        Section(items=_once(refused), title=words.page("not_counted"), tone="warn"),
        Section(items=_once(told), title=words.page("compensations"), is_folded=True),
        Section(items=_once((*quality, *notices)), title=words.page("quality"), tone="warn"),
        Section(items=_once(advice)),
        Section(items=_once(norms), title=words.page("norms"), is_folded=True),
        Section(items=_once(error), title=words.page("how_sure"), is_folded=True),
        Section(items=(words("safety"),), tone="warn"),
    ]


def _notice(words: VisitWords, notice: Notice) -> str:
    """What is worth knowing and what to do, in the page's words where it has its own."""
    own = f"coach_page.notice.{notice.code}"
    if has_sentence(own, words.language):
        return words(own)
    return " ".join(part for part in (notice.message, notice.next_step) if part)


def _once(lines: Iterable[str]) -> tuple[str, ...]:
    """Each line once, in order."""
    return tuple(dict.fromkeys(lines))
