"""Records whose outer form is that of their dataclass: the schema's name, then its fields."""

from __future__ import annotations

from typing import Any, Final, TypeVar

from coxa.records import (
    alert,
    bridge,
    checkin,
    programme,
    refusal,
    release,
    screening,
    session,
    trend,
)
from coxa.records.alert import Alert
from coxa.records.bridge import Bridge
from coxa.records.checkin import CheckIn
from coxa.records.programme import Programme
from coxa.records.refusal import Refusal
from coxa.records.release import Release
from coxa.records.screening import Screening
from coxa.records.session import Session
from coxa.records.trend import TrendRecord
from coxa.records.wire import Json, as_object, decode, encode, expected

PLAIN: Final[dict[str, type[Any]]] = {
    alert.SCHEMA: Alert,
    bridge.SCHEMA: Bridge,
    checkin.SCHEMA: CheckIn,
    programme.SCHEMA: Programme,
    refusal.SCHEMA: Refusal,
    release.SCHEMA: Release,
    screening.SCHEMA: Screening,
    session.SCHEMA: Session,
    trend.SCHEMA: TrendRecord,
}
"""Class of each schema."""
SCHEMA_OF: Final[dict[type[Any], str]] = {cls: schema for schema, cls in PLAIN.items()}
"""Schema of each class."""

Record = TypeVar("Record")


def plain_to_json(record: object) -> dict[str, Json]:
    """JSON object of one of the records in `PLAIN`.

    Raises
    ------
    RecordError
        It breaks its own schema: a number is not finite, a value is out of range.
    """
    value = {"schema": SCHEMA_OF[type(record)], **encode(record)}
    plain_from_json(type(record), value)
    return value


def plain_from_json(cls: type[Record], value: Json) -> Record:
    """Record of a class in `PLAIN` from a JSON object.

    Raises
    ------
    RecordError
        It is not of this schema; says where, what was expected and what was found.
    """
    return decode(cls, opened(value, SCHEMA_OF[cls]))


def opened(value: Json, schema: str) -> dict[str, Json]:
    """Members of a record without its schema's name; RecordError if it is another record."""
    members = dict(as_object(value, ""))
    found = members.pop("schema", None)
    if found != schema:
        raise expected("schema", schema, found)
    return members
