"""What a plan is made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from coxa.records.assessment import Assessment
from coxa.records.checkin import CheckIn
from coxa.records.findings import Findings
from coxa.records.programme import Programme
from coxa.records.release import Release
from coxa.records.screening import Screening
from coxa.records.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRequest:
    """Everything the engine looks at; all of one person, sequences in order of time.

    `today` is the local date on which the week starts; `recorded_at` the moment with its UTC
    offset. `goals` and `equipment` are codes of the tables. `assessments` are usable for a plan if
    they are seated; the latest counts, the one before tells of change.
    """

    id: str
    subject: str
    recorded_at: str
    today: date
    assessments: Sequence[Assessment]
    findings: Findings
    screenings: Sequence[Screening]
    releases: Sequence[Release] = ()
    goals: Sequence[str] = ()
    equipment: Sequence[str] = ("chair",)
    programmes: Sequence[Programme] = ()
    sessions: Sequence[Session] = ()
    checkins: Sequence[CheckIn] = ()
    confidence: int | None = None
