"""Sentences that the page itself says, before Python is there to say them."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from coxa.browser.visit.morning import score
from coxa.browser.visit.questions import NEW, asked_screen
from coxa.browser.visit.state import Kind
from coxa.browser.visit.words import VisitWords
from coxa.messages.catalog import sentences
from coxa.records.wire import Json
from coxa.tables.care import care_tables

_PREFIX: Final = "coach_page."
_GROUPS: Final = ("ui.", "load.", "fault.")


@lru_cache(maxsize=1)
def page_sentences() -> dict[str, str]:
    """The page's sentences by id, without the prefix they share."""
    return {
        id_.removeprefix(_PREFIX): text
        for id_, text in sentences().items()
        if id_.removeprefix(_PREFIX).startswith(_GROUPS) and id_.startswith(_PREFIX)
    }


def first_questions(kind: Kind) -> list[dict[str, Json]]:
    """What is asked while Python is loading: the same screens, in the order Python goes on with.

    Before the test these are the lock questions whose answers change within days; before a session
    whether anything is new. Then pain. What follows from the answers, Python says.
    """
    words = VisitWords()
    asked = [
        asked_screen(question, words)
        for question in care_tables().questions
        if not question.ask_if
        and (question.id == NEW if kind == "session" else question.is_lock and question.is_weekly)
    ]
    return [screen.to_json() for screen in (*asked, score(words, "pain_before"))]
