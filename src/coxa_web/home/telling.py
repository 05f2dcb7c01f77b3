"""Errors in the words of these pages: what is, and the one thing to do next here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.urls import NoReverseMatch, reverse

from coxa.errors import RefusedError
from coxa.messages.catalog import DEFAULT_LANGUAGE, Value, has_sentence, refusal, sentence
from coxa.records.refusal import Refusal
from coxa_lab.errors import PathError

Told = RefusedError | PathError
"""An error that carries its code and what its sentence quotes."""


def refusal_here(error: Told) -> Refusal:
    """Refusal of an error; its next step is something these pages can do, where there is one.

    The catalogue's own next steps often name a command of the terminal.
    """
    values: dict[str, Value] = dict(error.values)
    told = refusal(error.code, DEFAULT_LANGUAGE, **values)
    step = f"home.next.{error.code}"
    if not has_sentence(step):
        return told
    return Refusal(
        code=told.code, message=told.message, next_step=sentence(step, DEFAULT_LANGUAGE, **values)
    )


@dataclass(frozen=True, slots=True)
class NextPage:
    """Where the next step after a refusal is done."""

    address: str
    action: str


_PAGES: Final = {
    "plan_needs_screening": "questions",
    "plan_screening_old": "questions",
    "plan_needs_assessment": "test",
    "plan_other_position": "test",
    "plan_needs_therapist": "release",
    "plan_nothing_left": "release",
    "session_no_plan": "plan_make",
    "session_week_over": "plan_make",
    "next_no_plan": "plan_make",
    "import_other_person": "data",
    "record_differs": "data",
    "output_unwritable": "data",
}
"""Page of the next step by the code of a refusal; ``test`` is the guided test."""


def next_here(code: str) -> NextPage | None:
    """Where the next step is done; None where these pages have no place for it."""
    name = _PAGES.get(code)
    if name is None:
        return None
    address = test_address() if name == "test" else reverse(name)
    return NextPage(address, sentence(f"home.go.{name}"))


def test_address() -> str:
    """Where the guided test is."""
    try:
        return reverse("coach_test")
    except NoReverseMatch:
        return reverse("coach")
