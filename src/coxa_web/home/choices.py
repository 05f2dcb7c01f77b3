"""What the person set for this installation: whom to tell, where, what for, with what, when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from coxa.records.wire import Pattern, decode, encode
from coxa_lab.care.contact import Contact
from coxa_lab.care.screening import DEFAULT_REGION
from coxa_web.records.notes import keep_note, note_of

_NOTE: Final = "choices"

ClockTime = Annotated[str, Pattern(r"([01][0-9]|2[0-3]):[0-5][0-9]", "a time of day, as 18:30")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The settings of home mode.

    Attributes
    ----------
    goals, equipment :
        For the next plan; None as long as nobody chose.
    remind_from :
        From what time of day the page of today reminds of exercises that are open.
    """

    contact: Contact | None = None
    region: str = DEFAULT_REGION
    goals: tuple[str, ...] | None = None
    equipment: tuple[str, ...] | None = None
    remind_from: ClockTime | None = None


def choices() -> Choices:
    """What was set; what nobody set is as it is at the beginning."""
    value = note_of(_NOTE)
    return Choices() if value is None else decode(Choices, value)


def keep_choices(chosen: Choices) -> None:
    """Keep what was set.

    Raises
    ------
    RecordError
        A value is not what it should be.
    OutputError
        ``output_unwritable``
    """
    value = encode(chosen)
    decode(Choices, value)
    keep_note(_NOTE, value)
