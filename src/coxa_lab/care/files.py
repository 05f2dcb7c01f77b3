"""Answers, sessions and a clinic's tables from files: JSON or TOML, told apart by content."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final

from coxa.errors import RecordError, RefusedError, TableError
from coxa.records.screening import Answer
from coxa.records.session import SCHEMA as SESSION_SCHEMA
from coxa.records.session import Session
from coxa.records.wire import Json, decode
from coxa.safety.answers import codes_of
from coxa.tables.care import CareTables, Question, care_tables
from coxa.tables.check import checked, tightened
from coxa.tables.load import Source, tables
from coxa_lab.files import read_bytes

LARGEST_BYTES: Final = 1 << 20
_CLINIC_EXAMPLE: Final = '[[planning]] name = "retest_days" value = 14'
_ANSWERS_EXAMPLE: Final = 'hip_surgery = "no", conditions = ["hip_osteoarthritis"], age = 54'
_SESSION_EXAMPLE: Final = (
    'pain_before = 1, [[exercises]] exercise = "chair_rotation", side = "left"'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sources:
    """Sources that a clinic names for its own rows."""

    sources: tuple[Source, ...]


def read_members(path: Path, what: str, example: str) -> dict[str, Any]:
    """Names with values from a JSON or TOML file.

    Parameters
    ----------
    path : Path
        The file.
    what, example : str
        What should stand in it, and how it looks, for the refusal.

    Raises
    ------
    InputError
        The path cannot be read.
    RefusedError
        ``empty_file`` or ``care_unreadable``.
    """
    content = read_bytes(path, LARGEST_BYTES + 1)
    if not content.strip():
        raise RefusedError("empty_file", name=path.name)
    try:
        return _parsed(content)
    except (ValueError, RecursionError) as error:
        raise _unreadable(path, what, example, str(error)) from error


def answers_from_file(path: Path, care: CareTables | None = None) -> tuple[Answer, ...]:
    """Answers to the safety questions: the name of each question, and a code, codes or a number.

    A screening record is taken too; its answers are used.

    Raises
    ------
    InputError
        The path cannot be read.
    RefusedError
        ``empty_file``, ``care_unreadable``, or ``care_not_understood`` with the place.
    """
    members = read_members(path, "answers", _ANSWERS_EXAMPLE)
    found = members.get("answers", members)
    if isinstance(found, list):
        try:
            return tuple(decode(Answer, value, f"answers[{i}]") for i, value in enumerate(found))
        except RecordError as error:
            raise _unreadable(path, "answers", _ANSWERS_EXAMPLE, str(error)) from error
    if not isinstance(found, dict):
        raise _unreadable(path, "answers", _ANSWERS_EXAMPLE, "answers: expected names with values")
    return answers_of(found, care)


def answers_of(members: Mapping[str, Any], care: CareTables | None = None) -> tuple[Answer, ...]:
    """Answers from names of questions with values.

    Raises
    ------
    RefusedError
        ``care_not_understood``: no such question, or a value of the wrong kind.
    """
    questions = {row.id: row for row in (care or care_tables()).questions}
    answers = []
    for name, value in members.items():
        if name not in questions:
            raise not_understood("answers", name, tuple(questions))
        answers.append(answer_of(questions[name], value))
    return tuple(answers)


def answer_of(question: Question, value: object) -> Answer:
    """One answer: true and false are yes and no, a text or list are codes, a number is a number.

    Raises
    ------
    RefusedError
        ``care_not_understood``: the value is of the wrong kind.
    """
    if question.kind == "number":
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise not_understood(question.id, value, ("a number",))
        return Answer(question=question.id, number=float(value))
    if isinstance(value, bool):
        value = "yes" if value else "no"
    listed = value if isinstance(value, list) else [value]
    codes = tuple(code for code in listed if isinstance(code, str) and code)
    if not codes or len(codes) < len(listed):
        raise not_understood(question.id, value, codes_of(question))
    return Answer(question=question.id, chosen=codes)


def session_members(path: Path) -> dict[str, Any]:
    """What a file says of a session that follows ``coxa.session/1``, perhaps only a part of it.

    Raises
    ------
    InputError
        The path cannot be read.
    RefusedError
        ``empty_file``, ``care_unreadable``, or ``care_not_understood``: it is another record.
    """
    members = read_members(path, "a session", _SESSION_EXAMPLE)
    schema = members.pop("schema", SESSION_SCHEMA)
    if schema != SESSION_SCHEMA:
        raise not_understood("schema", schema, (SESSION_SCHEMA,))
    for name in ("recorded_at", "finished_at"):
        if members.get(name) is not None:
            members[name] = moment_text(members[name])
    return members


def session_of(
    members: Mapping[str, Json], missing: Mapping[str, Json], levels: Mapping[str, int]
) -> Session:
    """Session of what a file says; what it leaves out is filled in.

    Parameters
    ----------
    members : Mapping
        What the file says.
    missing : Mapping
        Values of the record's own fields: id, subject, versions ...
    levels : Mapping
        Planned level of each exercise.

    Raises
    ------
    RefusedError
        ``care_unreadable`` with the place that is wrong.
    """
    filled = {**missing, **members}
    done = filled.get("exercises")
    if isinstance(done, list):
        filled["exercises"] = [_with_level(entry, levels) for entry in done]
    try:
        return decode(Session, filled)
    except RecordError as error:
        raise RefusedError(
            "care_unreadable",
            name="The session",
            what="a session",
            example=_SESSION_EXAMPLE,
            problem=str(error),
        ) from error


def clinic_tables(path: Path | None) -> CareTables:
    """The tables of care, with the rows of a clinic's file in the place of those of the same name.

    The file has the form of the tables: ``[[planning]]``, ``[[exercises]]`` ...; sources of its own
    stand under ``[[sources]]``.

    Raises
    ------
    InputError
        The path cannot be read.
    RefusedError
        ``care_unreadable``, or ``clinic_table`` with the row at fault.
    """
    base = care_tables()
    if path is None:
        return base
    members = read_members(path, "a clinic's table", _CLINIC_EXAMPLE)
    try:
        own = decode(_Sources, {"sources": members.pop("sources", [])})
        rows: dict[str, Json] = {field.name: [] for field in fields(CareTables)}
        rows["home_equipment"] = list(base.home_equipment)
        clinic = decode(CareTables, {**rows, **members})
        return checked(tightened(base, clinic), (*tables().sources, *own.sources))
    except (TableError, RecordError) as error:
        raise RefusedError("clinic_table", problem=str(error)) from error


def not_understood(place: str, value: object, choices: tuple[str, ...]) -> RefusedError:
    """Refusal of a value that is none of those possible."""
    return RefusedError(
        "care_not_understood", place=place, value=str(value)[:40], choices=", ".join(choices)
    )


def moment_text(value: Json) -> Json:
    """A moment as a record writes it; one without an offset is on this machine's clock."""
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    try:
        value = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        return value
    return (value if value.tzinfo else value.astimezone()).isoformat(timespec="seconds")


def _with_level(entry: Json, levels: Mapping[str, int]) -> Json:
    """An exercise done, with the planned level and the person's own word where it says neither."""
    if not isinstance(entry, dict):
        return entry
    level = levels.get(str(entry.get("exercise")), 1)
    return {"level": level, "measured_by": "self_report", **entry}


def _parsed(content: bytes) -> dict[str, Json]:
    text = content.decode("utf-8-sig")
    if len(content) > LARGEST_BYTES:
        raise ValueError(f"larger than {LARGEST_BYTES} bytes")
    parse: Callable[[str], dict[str, Json]] = (
        json.loads if text.lstrip().startswith("{") else tomllib.loads
    )
    return parse(text)


def _unreadable(path: Path, what: str, example: str, problem: str) -> RefusedError:
    return RefusedError(
        "care_unreadable", name=path.name, what=what, example=example, problem=problem
    )
