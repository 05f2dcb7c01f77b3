"""What the page can be asked to show: plain values with every sentence in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from coxa.records.wire import Json, encode

Tone = Literal["plain", "good", "warn", "stop"]
"""How grave it is: a stop is told at once and stands out."""
Input = Literal["yes_no", "choice", "choices", "number", "score"]
"""How a question is answered: one of two or three, one, several, a number, 0 to 10."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer to choose."""

    code: str
    text: str
    help: str = ""
    is_chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Sentences under a heading; without a title they follow what stands above.

    `is_folded`: what can be looked up stands closed under its title.
    """

    items: tuple[str, ...]
    title: str = ""
    tone: Tone = "plain"
    is_folded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """What can be pressed; `press` comes back as the name of the word."""

    press: str
    text: str
    is_main: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Another page of this server."""

    href: str
    text: str
    is_main: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Picture of an exercise: which, and of which leg."""

    exercise: str
    side: Literal["left", "right"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """Base of all screens: they name their kind and write themselves."""

    kind: ClassVar[str]

    def to_json(self) -> dict[str, Json]:
        """The screen as plain JSON values."""
        fields: dict[str, Any] = encode(self)
        return {"kind": self.kind, **fields}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Screen):
    """One question. `name` comes back with the answer; `low` and `high` say what 0 and 10 are."""

    kind: ClassVar[str] = "question"
    name: str
    ask: str
    input: Input
    title: str = ""
    place: str = ""
    help: str = ""
    choices: tuple[Choice, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    low: str = ""
    high: str = ""
    can_skip: bool = False
    can_go_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Screen):
    """Something to read, and where to go from there."""

    kind: ClassVar[str] = "message"
    title: str
    tone: Tone = "plain"
    sections: tuple[Section, ...] = ()
    buttons: tuple[Button, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation(Screen):
    """Before something is done: what, how, with which source, and who helps."""

    kind: ClassVar[str] = "preparation"
    title: str
    place: str = ""
    lead: str = ""
    picture: Picture | None = None
    facts: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    sources: tuple[Choice, ...] = ()
    switches: tuple[Choice, ...] = ()
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedExercise:
    """One line of today's list."""

    name: str
    dose: str
    picture: Picture
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Today(Screen):
    """What is done today."""

    kind: ClassVar[str] = "today"
    title: str
    lead: str
    exercises: tuple[ListedExercise, ...]
    sections: tuple[Section, ...] = ()
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Live(Screen):
    """Somebody moves, and the engine watches: `config_json` is what it is started with.

    `has_clock`: it can also be done by the clock, with nothing that watches.
    """

    kind: ClassVar[str] = "live"
    title: str
    place: str
    source: Literal["camera", "sensor", "none"]
    picture: Picture
    config_json: str
    has_clock: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A value with its error beside the usual range, all in degrees; None where there is none."""

    value_deg: float | None
    error_95_deg: float | None
    usual_low_deg: float | None
    usual_high_deg: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRow:
    """One direction of one side."""

    name: str
    foot: str
    value: str
    counted: str
    usual: str
    finding: str
    scale: Scale


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultSide:
    """One side of the result."""

    name: str
    rows: tuple[ResultRow, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result(Screen):
    """The result of the test, what it is compared with, and which repetitions did not count."""

    kind: ClassVar[str] = "result"
    title: str
    lead: tuple[str, ...]
    sides: tuple[ResultSide, ...]
    scale_most_deg: float
    sections: tuple[Section, ...]
    buttons: tuple[Button, ...] = ()
    links: tuple[Link, ...] = ()
