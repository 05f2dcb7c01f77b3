"""Where a visit is: plain data that survives as JSON, and the words that move it on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from coxa.coaching.config import Source
from coxa.hip import Facing
from coxa.records.alert import Alert
from coxa.records.screening import Answer, Code, Occasion, Screening
from coxa.records.session import ExerciseDone
from coxa.records.wire import Count, DateTime, PainScore, Uuid

SCHEMA: Final = "coxa.visit_state/1"

Kind = Literal["session", "test"]
Stage = Literal[
    "left_over", "morning_pain", "morning_night", "told", "questions", "contradiction", "closed",
    "locked", "pain_before", "rest", "today", "ready", "live", "stopped", "go_on", "pain_after",
    "end", "refused", "result",
]  # fmt: skip
"""Which screen is shown."""
Do = Literal["answer", "press", "back", "done"]
"""A question is answered; a button pressed; the question before wanted; the engine has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayChoices:
    """What the person chooses, and what the device remembers from day to day.

    `is_file`: a recording stands for the camera, so nobody can be asked to lift a foot.
    """

    source: Source = "camera"
    is_file: bool = False
    is_audio_only: bool = False
    has_helper: bool = False
    facing: Facing | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """What only the page knows of this device.

    Attributes
    ----------
    sources :
        What there is to watch with, the best first; a clock is always there.
    has_own_sensor :
        Whether this device is the phone that is strapped on, or another one is linked to it.
    pose_version, model, passes :
        Which networks look, and how.
    """

    sources: tuple[Source, ...] = ("camera", "none")
    has_own_sensor: bool = False
    pose_version: str = "1"
    model: str = "full"
    passes: str = "alternate"


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitState:
    """All of a visit.

    Attributes
    ----------
    id :
        Of the session or the assessment that comes out.
    began_at, now :
        When it began, and when the last word was said, on the device's clock.
    answers, occasion :
        To the safety questions of this visit, and why they are asked; None: they are not.
    screening :
        What came of them, once they are complete.
    has_passed :
        Whether the questions of this visit let the person go on.
    morning_pain, is_night_pain, has_said_morning :
        The morning after; None where nothing was asked.
    told :
        Sentences the person must have read before it goes on.
    source :
        What watches now; `choices` has what is wished, where it can.
    todo, place :
        Exercises of today in their order, and the one that is its turn.
    done, alerts :
        What has come out so far.
    result_json :
        Assessment or refusal of the test.
    problem :
        Sentences of a refusal: what is wrong, and what to do.
    """

    kind: Kind
    id: Uuid
    began_at: DateTime
    now: DateTime
    stage: Stage = "questions"
    choices: DayChoices = DayChoices()
    device: Device = Device()
    answers: tuple[Answer, ...] = ()
    occasion: Occasion | None = None
    screening: Screening | None = None
    has_passed: bool = False
    morning_pain: PainScore | None = None
    is_night_pain: bool | None = None
    has_said_morning: bool = False
    told: tuple[str, ...] = ()
    is_sent_home: bool = False
    pain_before: PainScore | None = None
    source: Source = "camera"
    todo: tuple[Code, ...] = ()
    place: Count = 0
    done: tuple[ExerciseDone, ...] = ()
    alerts: tuple[Alert, ...] = ()
    pain_after: PainScore | None = None
    result_json: str = ""
    problem: tuple[str, ...] = ()

    @property
    def day(self) -> date:
        """The local date."""
        return datetime.fromisoformat(self.now).date()

    def answer(self, question: str) -> Answer | None:
        """The answer to a question in this visit, None if it has not been given."""
        return next((answer for answer in self.answers if answer.question == question), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What the person did, and when. Only what belongs to `do` is looked at.

    Attributes
    ----------
    name :
        Of the question or the button.
    chosen, number :
        The answer.
    choices :
        With a button: what is chosen on its screen.
    new_id :
        A fresh id, for a record that may come of it.
    """

    do: Do
    now: DateTime
    new_id: Uuid
    name: str = ""
    chosen: tuple[Code, ...] = ()
    number: float | None = None
    choices: DayChoices | None = None
