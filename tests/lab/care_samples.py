"""A person in care: answers, a plan, sessions. Made up, not measured."""

from __future__ import annotations

import json
import uuid
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final, get_args

import pytest
from click.testing import Result

from coxa.records.programme import (
    Dose,
    ItemSides,
    NotChosen,
    PainRule,
    Programme,
    ProgrammeItem,
    RangeTarget,
    Reason,
    Step,
)
from coxa.tables.care import care_tables
from coxa.tables.exercises import Equipment
from coxa.tables.load import TABLES_VERSION
from coxa.version import __version__
from coxa_lab.commands.plan import plan_command
from coxa_lab.commands.screen import screen_command
from coxa_lab.keeping import History, history_of, keep
from coxa_lab.store import open_store
from coxa_lab.typed import typed_from_options, typed_record
from tests.lab.store_samples import SUBJECT, run

MONDAY: Final = date(2026, 11, 23)
ID: Final = "00000000-0000-4000-8000-0000000000{:02d}"


def reason(rule: str, message: str, source_id: str = "coxa_proposal") -> Reason:
    return Reason(rule=rule, message=message, source_id=source_id, confidence="D")


def dose(sets: int, repetitions: int, hold_s: float = 2.0) -> Dose:
    return Dose(
        sets=sets,
        repetitions=repetitions,
        hold_s=hold_s,
        out_s=2.0,
        back_s=2.0,
        rest_s=30.0,
        effort_low=0,
        effort_high=3,
    )


def item(
    exercise: str, days: tuple[int, ...], sides: ItemSides = "both", step: Step = "start"
) -> ProgrammeItem:
    return ProgrammeItem(
        exercise=exercise,
        level=2,
        kind="mobility",
        sides=sides,
        first_side="right",
        dose=dose(2, 10),
        days=tuple((MONDAY + timedelta(days=i)).isoformat() for i in days),
        is_heavy=False,
        step=step,
        reasons=(
            reason("below_usual", "Right leg, turning in: 24°, below the usual range."),
            reason("goal", "It serves walking.", "clinic_page"),
        ),
        targets=(
            RangeTarget(
                side="left",
                direction="internal",
                target_deg=29.4,
                ceiling_deg=29.4,
                warn_from_deg=29.4,
            ),
            RangeTarget(
                side="right",
                direction="internal",
                target_deg=20.0,
                ceiling_deg=24.5,
                warn_from_deg=20.5,
            ),
        )
        if exercise == "chair_rotation"
        else (),
    )


def programme() -> Programme:
    """A week from a Monday: two exercises, one of them on three days."""
    return Programme(
        id=ID.format(1),
        subject=SUBJECT,
        recorded_at="2026-11-22T18:00:00+01:00",
        coxa_version=__version__,
        tables_version=TABLES_VERSION,
        screening_id=ID.format(2),
        assessment_id=ID.format(3),
        verdict="go",
        starts_on=MONDAY.isoformat(),
        week=1,
        goals=("walking",),
        equipment=("chair", "long_band"),
        pain_rule=PainRule(
            name="any_pain",
            stop_from=None,
            rise_from=None,
            reason=reason("any_pain", "Any pain stops the exercise.", "clinic_page"),
        ),
        items=(
            item("chair_rotation", tuple(range(7))),
            item("clamshell", (0, 2, 4), sides="left"),
        ),
        not_chosen=(
            NotChosen(exercise="step_down", reason=reason("not_needed", "Not needed now.")),
            NotChosen(exercise="bridge", reason=reason("not_needed", "Not needed now.")),
        ),
        retest_on="2026-11-30",
        education=(),
    )


# ------------------------------------------------------------------------------------- a folder

ANSWERS: Final[dict[str, object]] = {
    "age": 46,
    "pain_place": ["none"],
    "conditions": ["none"],
    "floor_transfer": "yes",
    "kneel": "yes",
    "confidence": 8,
}
"""Of somebody whom nothing troubles; all other questions are answered no."""


def answers(**changed: object) -> dict[str, object]:
    """Answers to every question of the first time; an empty one leaves its question out."""
    given = {
        question.id: "no"
        for question in care_tables().questions
        if question.kind == "yes_no" and not question.ask_if and not question.only_again
    }
    told = {**given, **ANSWERS, **changed}
    return {name: value for name, value in told.items() if value != ""}


def answers_file(folder: Path, **changed: object) -> Path:
    """The same in a file."""
    file = folder / "answers.json"
    file.write_text(json.dumps(answers(**changed)), encoding="utf-8")
    return file


def typed_today(folder: Path, now: datetime, **changed: str) -> None:
    """Keep a seated test of today with little internal rotation of the right leg."""
    about = {"position": "seated", "mode": "active", "device": "goniometer"}
    values = {
        "left_internal": "30 31 30",
        "left_external": "35 36 35",
        "right_internal": "18 19 18",
        "right_external": "34 35 34",
    }
    entry = typed_from_options({**about, **values, **changed})
    record = typed_record(entry, str(uuid.uuid4()), now.isoformat(), "anonymous")
    keep(record, folder, SUBJECT)


def screened(folder: Path, **changed: object) -> Result:
    """Answer the questions of the first time from a file."""
    file = answers_file(folder.parent, **changed)
    return run(screen_command, "--store", folder, "--subject", SUBJECT, "--answers", file)


def planned(folder: Path, *arguments: object) -> Result:
    """Make a plan with everything at home."""
    everything = [part for name in get_args(Equipment) for part in ("--equipment", name)]
    return run(plan_command, "--store", folder, *everything, *arguments)


class Clock:
    """The present moment, as the commands see it."""

    def __init__(self, now: str) -> None:
        self.now = datetime.fromisoformat(now)

    def __call__(self) -> datetime:
        return self.now

    def go(self, days: int = 0, hours: int = 0) -> None:
        """Let time pass."""
        self.now += timedelta(days=days, hours=hours)


def history(folder: Path) -> History:
    """Everything in a folder."""
    return history_of(open_store(folder))


def clock_of(monkeypatch: pytest.MonkeyPatch, now: str = "2026-11-23T09:00:00+01:00") -> Clock:
    """Make all commands of care see a moment."""
    clock = Clock(now)
    for name in ("exercise", "next", "plan", "release", "screen", "session"):
        monkeypatch.setattr(f"coxa_lab.commands.{name}.now_here", clock)
    return clock


def lines(*answers: object) -> str:
    """What somebody types, one answer a line."""
    return "".join(f"{answer}\n" for answer in answers)
