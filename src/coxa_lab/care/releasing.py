"""What a therapist allows, limits or changes, from options to a record in the folder."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, get_args

from coxa.errors import RecordError, RefusedError
from coxa.messages.comparing import day_text
from coxa.records.assessment import DIRECTIONS, SIDES
from coxa.records.plain import plain_to_json
from coxa.records.release import Release, ReleaseItem, ReleaseKind
from coxa.records.wire import decode
from coxa.tables.care import CareTables
from coxa.tables.exercises import Feature
from coxa.version import __version__
from coxa_lab.care.files import not_understood
from coxa_lab.keeping import History
from coxa_lab.store import RecordStore

_NAMED: Final[tuple[ReleaseKind, ...]] = (
    "exercise", "feature", "condition", "include", "exclude", "resume",
)  # fmt: skip
_ALONE: Final[tuple[ReleaseKind, ...]] = ("guided_test", "pain_monitoring")
_DOSE_NUMBERS: Final = {"level": int, "sets": int, "repetitions": int, "hold_s": float}
_CEILING_EXAMPLE: Final = "--ceiling left:internal=20"
_DOSE_EXAMPLE: Final = "--dose clamshell:sets=2,repetitions=8"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseWish:
    """Who releases, from when until when, why, and what.

    `named` holds names by the kind of release; `alone` the kinds without a name; `ceilings` and
    `doses` as they were written; `withdraws` ids of releases.
    """

    given_by: str
    role: str
    why: str
    until: date
    starts: date | None
    named: Mapping[str, Sequence[str]]
    alone: Sequence[str] = ()
    ceilings: Sequence[str] = ()
    doses: Sequence[str] = ()
    withdraws: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Released:
    """A release as it lies in the folder, and the ones it withdraws."""

    release: Release
    path: Path
    withdrawn: tuple[Release, ...]


def give_release(
    store: RecordStore, history: History, wish: ReleaseWish, now: datetime, care: CareTables
) -> Released:
    """Make a release and keep it.

    Raises
    ------
    RefusedError
        ``release_nothing``, ``release_form``, ``release_ended``, ``release_unknown`` or
        ``care_not_understood``; nothing is kept then.
    OutputError
        ``output_unwritable``
    """
    if wish.until < now.date():
        raise RefusedError("release_ended", value=day_text(wish.until.isoformat()))
    items = tuple(items_of(wish, care))
    withdrawn = tuple(_known(history, name) for name in wish.withdraws)
    if not items and not withdrawn:
        raise RefusedError("release_nothing")
    release = Release(
        id=str(uuid.uuid4()),
        subject=store.subject,
        recorded_at=now.isoformat(timespec="seconds"),
        coxa_version=__version__,
        given_by=wish.given_by,
        role=wish.role,
        items=items,
        starts_on=(wish.starts or now.date()).isoformat(),
        until=wish.until.isoformat(),
        why=wish.why,
        withdraws=tuple(known.id for known in withdrawn),
    )
    try:
        value = plain_to_json(release)
    except RecordError as error:
        raise RefusedError("release_form", **_form("release", str(error), "--until")) from error
    return Released(release, store.add(value), withdrawn)


def items_of(wish: ReleaseWish, care: CareTables) -> Iterator[ReleaseItem]:
    """Everything that is released, checked against the tables.

    Raises
    ------
    RefusedError
        ``release_form`` or ``care_not_understood``.
    """
    known = names_of(care)
    for kind in _NAMED:
        for name in wish.named.get(kind, ()):
            yield ReleaseItem(kind=kind, name=_one_of(name, known[kind], f"--{kind}"))
    for kind in _ALONE:
        if kind in wish.alone:
            yield ReleaseItem(kind=kind)
    for text in wish.ceilings:
        yield _ceiling(text)
    for text in wish.doses:
        yield _dose(text, known["exercise"])


def names_of(care: CareTables) -> dict[str, tuple[str, ...]]:
    """Names that each kind of release may have.

    What an answer holds back is released by the code of its reason.
    """
    exercises = tuple(row.id for row in care.exercises)
    held = (
        rule.code
        for question in care.questions
        for rule in question.rules
        if rule.outcome in ("therapist", "low_load")
    )
    conditions = (row.condition for row in care.conditions)
    return {
        "exercise": exercises,
        "include": exercises,
        "exclude": exercises,
        "resume": exercises,
        "feature": get_args(Feature),
        "condition": tuple(dict.fromkeys((*conditions, *held))),
    }


def _ceiling(text: str) -> ReleaseItem:
    """``left:internal=20`` or, for both sides, ``internal=20``."""
    place, _, value = text.partition("=")
    side, colon, direction = place.rpartition(":")
    if colon:
        _one_of(side, SIDES, "--ceiling")
    _one_of(direction, DIRECTIONS, "--ceiling")
    members: dict[str, Any] = {"kind": "ceiling", "direction": direction}
    members |= {"side": side} if colon else {}
    members["value_deg"] = _number(value.removesuffix("°"), float, "--ceiling", text)
    return _item(members, "--ceiling", text)


def _dose(text: str, exercises: tuple[str, ...]) -> ReleaseItem:
    """``clamshell:sets=2,repetitions=8,hold_s=5,level=1``."""
    name, _, rest = text.partition(":")
    members: dict[str, Any] = {"kind": "dose", "name": _one_of(name, exercises, "--dose")}
    for part in filter(None, rest.split(",")):
        key, _, value = part.partition("=")
        _one_of(key.strip(), tuple(_DOSE_NUMBERS), "--dose")
        members[key.strip()] = _number(value, _DOSE_NUMBERS[key.strip()], "--dose", text)
    return _item(members, "--dose", text)


def _item(members: dict[str, Any], option: str, text: str) -> ReleaseItem:
    try:
        return decode(ReleaseItem, members, option)
    except RecordError as error:
        raise RefusedError("release_form", **_form(option, str(error), text)) from error


def _number(value: str, kind: type, option: str, text: str) -> float:
    try:
        return kind(value)  # type: ignore[no-any-return]  # int or float
    except ValueError as error:
        raise RefusedError("release_form", **_form(option, text, text)) from error


def _form(option: str, value: str, text: str) -> dict[str, str]:
    example = _DOSE_EXAMPLE if option == "--dose" else _CEILING_EXAMPLE
    return {"option": option, "value": value, "text": text, "example": example}


def _one_of(value: str, choices: Sequence[str], place: str) -> str:
    if value not in choices:
        raise not_understood(place, value, tuple(choices))
    return value


def _known(history: History, name: str) -> Release:
    for release in history.releases:
        if release.id == name:
            return release
    raise RefusedError("release_unknown", value=name)
