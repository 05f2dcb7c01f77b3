"""The table of records with the face of a person's folder: use cases do not see the difference."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.db import DatabaseError, connection, transaction

from coxa.errors import RefusedError
from coxa.records.codec import canonical_text, schema_of
from coxa_lab.errors import OutputError
from coxa_lab.keeping import tells_more
from coxa_lab.store import StoredRecord, StoreNotice, file_name
from coxa_web.records.models import Record

Json = Any
"""A record as plain JSON values."""
_NEEDED: Final = ("id", "recorded_at")


@dataclass(frozen=True, slots=True)
class Added:
    """A record in the table: what a file of it would be named, and whether it came in now."""

    path: Path
    is_new: bool


@dataclass(frozen=True, slots=True)
class DatabaseStore:
    """One person's records in the database; a `coxa_lab.store.RecordStore`."""

    subject: str

    def add(self, record: dict[str, Json]) -> Path:
        """Add a record; one that is there already with the same content is left as it is.

        Raises
        ------
        RefusedError
            ``another_person``, ``record_differs`` or ``not_a_record``.
        OutputError
            ``output_unwritable``
        """
        return self.put(record).path

    def put(self, record: dict[str, Json]) -> Added:
        """Add a record as `add` does, and say whether it came in now."""
        row = _row_of(record, self.subject)
        path = Path(file_name(record, row.schema))
        try:
            with transaction.atomic():
                known = [value_of(body) for body in _bodies(row.id)]
                if any(_is_same(record, other) or tells_more(other, record) for other in known):
                    return Added(path, is_new=False)
                if known and not tells_more(record, known[-1]):
                    raise RefusedError("record_differs", path=path.name)
                row.save(force_insert=True)
        except DatabaseError as error:
            raise OutputError("output_unwritable", database_path()) from error
        return Added(path, is_new=True)

    def records(self, schema: str | None = None) -> tuple[list[StoredRecord], list[StoreNotice]]:
        """All records (of one schema) in the order of their time; nothing here is unreadable.

        An alert comes once for each step of its way, as it stood then.
        """
        rows = Record.objects.all() if schema is None else Record.objects.filter(schema=schema)
        found = []
        for kind, body in rows.values_list("schema", "body"):
            value = value_of(body)
            found.append(StoredRecord(Path(file_name(value, kind)), kind, value))
        found.sort(key=lambda record: (record.recorded_at, record.path.name))
        return found, []


def value_of(body: str) -> dict[str, Json]:
    """A record from its text in the table."""
    value: dict[str, Json] = json.loads(body)
    return value


def database_path() -> Path:
    """File of the database."""
    return Path(str(connection.settings_dict["NAME"]))


def _bodies(id_: UUID) -> list[str]:
    """What there is of one id, in the order it came."""
    return list(Record.objects.filter(id=id_).order_by("number").values_list("body", flat=True))


def _row_of(record: dict[str, Json], subject: str) -> Record:
    """Row of a record, not yet in the table."""
    schema = schema_of(record)
    if schema is None or any(name not in record for name in _NEEDED):
        raise _no_record("no schema, id or time")
    if record.get("subject") != subject:
        raise RefusedError("another_person", subject=str(record.get("subject")), owner=subject)
    try:
        moment = datetime.fromisoformat(record["recorded_at"])
        if moment.tzinfo is None:
            raise _no_record("the time has no UTC offset")
        text = canonical_text(record)
        return Record(
            id=UUID(record["id"]),
            schema=schema,
            recorded_at=moment.astimezone(UTC),
            body=text,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            received_at=datetime.now(UTC),
        )
    except (AttributeError, TypeError, ValueError, OverflowError) as error:
        raise _no_record(str(error)) from error


def _no_record(problem: str) -> RefusedError:
    return RefusedError("not_a_record", name="record", problem=problem)


def _is_same(one: dict[str, Json], other: dict[str, Json]) -> bool:
    """Whether two records say the same; the order of members says nothing."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
