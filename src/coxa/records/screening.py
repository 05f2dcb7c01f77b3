"""`coxa.screening/1`: what was asked before exercise, what was answered, and what follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final, Literal

from coxa.errors import RecordError
from coxa.records.wire import DateTime, NonEmpty, Pattern, Uuid

SCHEMA: Final = "coxa.screening/1"

Verdict = Literal["go", "low_load", "ask_therapist", "seek_care_now"]
Urgency = Literal["emergency", "urgent"]
Outcome = Literal["emergency", "urgent", "therapist", "low_load", "locks", "note"]
Occasion = Literal["first", "weekly", "after_stop", "changed"]

VERDICTS: Final[tuple[Verdict, ...]] = ("go", "low_load", "ask_therapist", "seek_care_now")
"""From the freest to the strictest."""

Code = Annotated[str, Pattern(r"[a-z][a-z0-9_]*", "a code in small letters")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Answer to one question: the codes chosen, or a number."""

    question: Code
    chosen: tuple[Code, ...] = ()
    number: float | None = None

    def check(self, path: str) -> None:
        """RecordError if it says nothing, or both."""
        if bool(self.chosen) == (self.number is not None):
            raise RecordError(f"{path}: an answer is either chosen or a number")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningReason:
    """One thing that was answered and what follows from it, with the source of the rule.

    `locks` are the features of exercises that are closed by it.
    """

    code: Code
    question: Code
    outcome: Outcome
    message: NonEmpty
    source_id: NonEmpty
    confidence: NonEmpty
    locks: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """The record itself. `region` decides the wording of what to do in an emergency."""

    id: Uuid
    subject: NonEmpty
    recorded_at: DateTime
    coxa_version: NonEmpty
    tables_version: NonEmpty
    occasion: Occasion
    region: Code
    answers: tuple[Answer, ...]
    verdict: Verdict
    reasons: tuple[ScreeningReason, ...]
    urgency: Urgency | None = None

    @property
    def moment(self) -> datetime:
        """When it was answered, with its UTC offset."""
        return datetime.fromisoformat(self.recorded_at)

    def chosen(self, question: str) -> tuple[str, ...]:
        """Codes chosen for a question, empty if it was not asked."""
        for answer in self.answers:
            if answer.question == question:
                return answer.chosen
        return ()

    def number(self, question: str) -> float | None:
        """Number given for a question, None if it was not asked."""
        for answer in self.answers:
            if answer.question == question:
                return answer.number
        return None

    def check(self, path: str) -> None:
        """RecordError if a question is answered twice, or verdict and urgency do not agree."""
        where = f"{path}." if path else ""
        names = [answer.question for answer in self.answers]
        if len(set(names)) < len(names):
            raise RecordError(f"{where}answers: a question is answered twice")
        if (self.verdict == "seek_care_now") != (self.urgency is not None):
            raise RecordError(f"{where}urgency: goes with seek_care_now, and only with it")
        if self.verdict != "go" and not self.reasons:
            raise RecordError(f"{where}reasons: a verdict other than go has a reason")
