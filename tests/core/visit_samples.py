"""Visits to the coach page: what the server told, and a person who answers and presses."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Any, Final

from coxa.browser.visit.door import Visit
from coxa.records.plain import plain_to_json
from coxa.records.programme import Programme
from coxa.records.session import ExerciseDone, Session, Stop
from coxa.records.wire import encode
from coxa.tables.care import care_tables
from tests.core.history_samples import FIRST_DAY
from tests.core.programme_samples import SUBJECT, done, plan, request, screening, session
from tests.core.safety_samples import Told, answer

QUESTIONS: Final = {question.id: question for question in care_tables().questions}
CONTACT: Final = {"name": "Dr. Helper", "phone": "123"}
ID: Final = "123e4567-e89b-42d3-a456-426614174000"
HURT: Final[dict[str, Any]] = {
    "pain_during": 4,
    "pain_kind": "brought_on",
    "stop": Stop(reason="pain", pain=4),
}
"""Fields of an exercise that was stopped for pain."""
OPERATED_BEFORE: Final[dict[str, Sequence[str] | float]] = {
    "hip_surgery": ["yes"],
    "surgery_kind": ["hip_arthroscopy"],
    "surgery_side": ["right"],
    "surgery_weeks": 60.0,
}
"""Answers of somebody whose hip was operated on, as a screening takes them."""


@lru_cache(maxsize=1)
def a_plan() -> Programme:
    """A week of somebody well, from the first day on."""
    return plan(request())


def in_session(*names: str, day: int = 0, **changes: Any) -> Session:  # noqa: ANN401
    """A session of a day, in which these exercises were done."""
    items = [a_plan().item(name) for name in names]
    lines = [line for item in items if item is not None for line in done(item, **changes)]
    return session(a_plan(), day, lines)


@lru_cache(maxsize=1)
def _told() -> str:
    return json.dumps(
        {
            "v": 1,
            "subject": SUBJECT,
            "contact": CONTACT,
            "has_plan": True,
            "programme": plain_to_json(a_plan()),
            "screening": plain_to_json(screening()),
        }
    )


def known(**changes: Any) -> dict[str, Any]:  # noqa: ANN401  # any JSON, or records
    """The server's answer: a plan and a screening of the first day; records as they are."""
    given = {name: _json(value) for name, value in changes.items()}
    return {**json.loads(_told()), **given}


def _json(value: Any) -> Any:  # noqa: ANN401  # any JSON, or records
    if isinstance(value, list):
        return [_json(item) for item in value]
    return plain_to_json(value) if hasattr(value, "__dataclass_fields__") else value


def own(*records: Any, is_sent: bool = False) -> list[dict[str, Any]]:  # noqa: ANN401
    """Records as the page hands them in, as records or as their JSON."""
    return [{"record": _json(record), "is_sent": is_sent} for record in records]


class Visitor:
    """Somebody at the page on a day (counted from the plan's first); a minute passes each word."""

    def __init__(self, told: Mapping[str, Any] | None = None, day: int = 0, **more: Any) -> None:  # noqa: ANN401
        self.visit, self.day, self.minute = Visit(), day, 0
        self.records: list[dict[str, Any]] = []
        self.begin(told, **more)

    def begin(self, told: Mapping[str, Any] | None = None, **more: Any) -> Visitor:  # noqa: ANN401
        """Open the page."""
        opening = {"kind": "session", "now": self.now, "new_id": self.new_id}
        given = {**opening, "known": known() if told is None else told, **more}
        return self._took(self.visit.begin(json.dumps(given)))

    @property
    def now(self) -> str:
        on = FIRST_DAY + timedelta(days=self.day)
        return f"{on.isoformat()}T{9 + self.minute // 60:02d}:{self.minute % 60:02d}:00+01:00"

    @property
    def new_id(self) -> str:
        return str(uuid.uuid5(uuid.UUID(ID), f"{self.day} {self.minute}"))

    @property
    def screen(self) -> dict[str, Any]:
        found: dict[str, Any] = self.reply["screen"]
        return found

    @property
    def asked(self) -> str | None:
        """Name of the question that is shown."""
        return self.screen["name"] if self.screen["kind"] == "question" else None

    @property
    def stage(self) -> str:
        return str(self.reply["state"]["visit"]["stage"])

    @property
    def text(self) -> str:
        """Everything that is shown."""
        return json.dumps(self.screen, ensure_ascii=False)

    @property
    def buttons(self) -> list[str]:
        return [button["press"] for button in self.screen["buttons"]]

    @property
    def schemas(self) -> list[str]:
        """What has come out so far."""
        return [str(record["schema"]) for record in self.records]

    def hears(self, do: str, name: str = "", **more: Any) -> Visitor:  # noqa: ANN401
        """One word."""
        self.minute += 1
        word = {"do": do, "now": self.now, "new_id": self.new_id, "name": name, **more}
        return self._took(self.visit.hear(json.dumps(word)))

    def answers(self, name: str, *chosen: str, number: float | None = None) -> Visitor:
        return self.hears("answer", name, chosen=list(chosen), number=number)

    def presses(self, *names: str) -> Visitor:
        for name in names:
            self.hears("press", name)
        return self

    def tells(self, told: Mapping[str, Told] | None = None) -> Visitor:
        """Answer every safety question, as told, else as somebody well."""
        while self.asked in QUESTIONS:
            self.tells_one(told)
        return self

    def tells_one(self, told: Mapping[str, Told] | None = None) -> Visitor:
        """Answer the question that is shown."""
        name = self.asked or ""
        given = answer(QUESTIONS[name], (told or {}).get(name))
        return self.answers(name, *given.chosen, number=given.number)

    def comes(self, pain: int = 0, told: Mapping[str, Told] | None = None) -> Visitor:
        """As far as today's list, or the test."""
        return self.tells(told).answers("pain_before", number=pain)

    def does(self, **changes: Any) -> Visitor:  # noqa: ANN401  # fields of a line
        """Start what is ready, and do it as planned, but for some fields."""
        state = self.presses("start").reply["state"]["visit"]
        item = a_plan().item(state["todo"][state["place"]])
        assert item is not None
        return self.ends(done(item, **changes))

    def ends(self, lines: Sequence[ExerciseDone]) -> Visitor:
        """The engine ends with these lines."""
        return self.gets({"exercises": [encode(line) for line in lines]})

    def gets(self, result: Mapping[str, Any]) -> Visitor:
        """The engine ends with a result."""
        self.minute += 1
        return self._took(self.visit.done(json.dumps({"now": self.now, "result": result})))

    def learns(self, told: Mapping[str, Any], own: Sequence[Any] = ()) -> Visitor:
        """The server tells anew."""
        return self._took(self.visit.learn(json.dumps({"known": told, "own": _json(list(own))})))

    def again(self, told: Mapping[str, Any] | None = None, **more: Any) -> Visitor:  # noqa: ANN401
        """The page is opened again, with what was kept of this visit."""
        new = Visitor.__new__(Visitor)
        new.visit, new.records = Visit(), []
        new.day, new.minute = int(more.pop("day", self.day)), self.minute + 1
        return new.begin(told, kept=self.reply["state"], **more)

    def _took(self, text: str) -> Visitor:
        self.reply: dict[str, Any] = json.loads(text)
        self.records += self.reply["records"]
        return self
