"""`coxa.alert/1`: something the therapist must know, and how far the news has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from coxa.errors import RecordError
from coxa.records.screening import Code
from coxa.records.wire import DateTime, NonEmpty, Uuid

SCHEMA: Final = "coxa.alert/1"

Severity = Literal["emergency", "urgent", "stop", "concern"]
DeliveryState = Literal["recorded", "sent", "delivered", "seen", "acknowledged", "escalated"]

SEVERITIES: Final[tuple[Severity, ...]] = ("concern", "stop", "urgent", "emergency")
"""From the mildest to the gravest."""
STATES: Final[tuple[DeliveryState, ...]] = (
    "recorded", "sent", "delivered", "seen", "acknowledged", "escalated",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that was seen or said: a code, and its value as a person would read it."""

    name: Code
    value: str | float | int | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One step of the news on its way. `by` names who or what: a device, a server, a person."""

    state: DeliveryState
    at: DateTime
    by: NonEmpty


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """The record itself. `about` is the session, screening or check-in it comes from."""

    id: Uuid
    subject: NonEmpty
    recorded_at: DateTime
    coxa_version: NonEmpty
    tables_version: NonEmpty
    severity: Severity
    code: Code
    message: NonEmpty
    next_step: NonEmpty
    facts: tuple[Fact, ...]
    deliveries: tuple[Delivery, ...]
    about: Uuid | None = None

    @property
    def moment(self) -> datetime:
        """When it was raised, with its UTC offset."""
        return datetime.fromisoformat(self.recorded_at)

    @property
    def state(self) -> DeliveryState:
        """How far the news has come."""
        return self.deliveries[-1].state

    def check(self, path: str) -> None:
        """RecordError if it does not begin with being recorded."""
        where = f"{path}." if path else ""
        if not self.deliveries or self.deliveries[0].state != "recorded":
            raise RecordError(f"{where}deliveries: the first step is being recorded")
