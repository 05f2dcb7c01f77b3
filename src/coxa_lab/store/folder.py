"""The folder itself: what is in it, how a record gets in, how all of them are read.

    DIR/store.json                                        whose folder it is
    DIR/2026-11-22T101500Z-assessment-1f0c....json        one record a file, never changed

A file is written beside its place and moved there complete; while one program adds, another waits.
Nothing is ever overwritten or deleted. Any text editor reads it; times in names are UTC, so that
names sort by time.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from coxa.errors import RecordError, RefusedError
from coxa.messages.catalog import DEFAULT_LANGUAGE, refusal
from coxa.records.codec import canonical_text, schema_of
from coxa_lab.errors import InputError, OutputError
from coxa_lab.files import write_new
from coxa_lab.recordings.record_file import read_json

SCHEMA: Final = "coxa.store/1"
_STORE_FILE: Final = "store.json"
_LOCK_FILE: Final = ".lock"
_SUFFIX: Final = ".json"

Json = Any
"""A record as plain JSON values."""


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """One record as it lies in a store; `path` is its file, or what a file of it is named."""

    path: Path
    schema: str
    value: dict[str, Json]

    @property
    def recorded_at(self) -> datetime:
        """Moment of the record, with its UTC offset."""
        return datetime.fromisoformat(self.value["recorded_at"])


@dataclass(frozen=True, slots=True)
class StoreNotice:
    """A file in the folder that could not be read as a record; the others stand."""

    path: Path
    problem: str


@dataclass(frozen=True, slots=True)
class Store:
    """One person's folder; make it with `open_store`."""

    folder: Path
    subject: str

    def add(self, record: dict[str, Json]) -> Path:
        """Add a record; one that is there already with the same content is left as it is.

        Returns
        -------
        path : Path
            File of the record.

        Raises
        ------
        RefusedError
            ``another_person``: the record is somebody else's; ``record_differs``: a record of this
            id is there with another content; ``not_a_record``.
        OutputError
            The folder cannot be written.
        """
        schema = schema_of(record)
        if schema is None or "id" not in record or "recorded_at" not in record:
            raise RefusedError("not_a_record", name="record", problem="no schema, id or time")
        if record.get("subject") != self.subject:
            raise RefusedError(
                "another_person", subject=str(record.get("subject")), owner=self.subject
            )
        text = canonical_text(record)
        with self._locked():
            for known in self.folder.glob(f"*-{record['id']}{_SUFFIX}"):
                return _same_or_refused(known, text)
            path = self.folder / file_name(record, schema)
            write_new(path, text)
            return path

    def records(self, schema: str | None = None) -> tuple[list[StoredRecord], list[StoreNotice]]:
        """All records (of one schema) in the order of their time, and files that are none."""
        found: list[StoredRecord] = []
        notices: list[StoreNotice] = []
        for path in sorted(self.folder.glob(f"*{_SUFFIX}")):
            if path.name == _STORE_FILE:
                continue
            try:
                record = _stored(path)
            except (RefusedError, RecordError, InputError, ValueError) as error:
                notices.append(StoreNotice(path, _problem(error)))
                continue
            if schema is None or record.schema == schema:
                found.append(record)
        found.sort(key=lambda record: (record.recorded_at, record.path.name))
        return found, notices

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the folder's lock; another program that adds waits until it is free."""
        try:
            with (self.folder / _LOCK_FILE).open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
        except PermissionError as error:
            raise OutputError("output_unwritable", self.folder) from error


def open_store(folder: Path, subject: str | None = None, *, create: bool = False) -> Store:
    """Open one person's folder.

    Parameters
    ----------
    folder : Path
        The folder.
    subject : str or None
        Opaque name of the person; None takes the folder's word for it.
    create : bool
        Make the folder and its `store.json` if they are not there; needs a subject.

    Raises
    ------
    InputError
        ``file_missing``: there is no such folder, and it should not be made.
    OutputError
        ``output_unwritable``
    RefusedError
        ``not_a_store``, or ``another_person``.
    """
    file = folder / _STORE_FILE
    if create and not file.exists():
        _make(folder, file, subject)
    if not folder.exists():
        raise InputError("file_missing", folder)
    if not file.is_file():
        raise RefusedError("not_a_store", path=str(folder))
    owner = _owner(file, folder)
    if subject is not None and subject != owner:
        raise RefusedError("another_person", subject=subject, owner=owner)
    return Store(folder, owner)


def _make(folder: Path, file: Path, subject: str | None) -> None:
    """A new folder. One with other things in it is not taken over."""
    if subject is None:
        raise RefusedError("not_a_store", path=str(folder))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        is_used = any(folder.iterdir())
    except OSError as error:
        raise OutputError("output_unwritable", folder) from error
    if is_used:
        raise RefusedError("not_a_store", path=str(folder))
    write_new(file, canonical_text({"schema": SCHEMA, "subject": subject}))


def _owner(file: Path, folder: Path) -> str:
    value = read_json(file)
    subject = value.get("subject") if isinstance(value, dict) else None
    if schema_of(value) != SCHEMA or not isinstance(subject, str) or not subject:
        raise RefusedError("not_a_store", path=str(folder))
    return subject


def file_name(record: dict[str, Json], schema: str) -> str:
    """Name of a record's file: its moment in UTC, what it is, its id."""
    moment = datetime.fromisoformat(record["recorded_at"]).astimezone(UTC)
    kind = schema.removeprefix("coxa.").split("/")[0]
    return f"{moment:%Y-%m-%dT%H%M%SZ}-{kind}-{record['id']}{_SUFFIX}"


def _same_or_refused(path: Path, text: str) -> Path:
    """A record that is sent twice is kept once; two contents under one id are a mistake."""
    if path.read_text(encoding="utf-8") == text:
        return path
    raise RefusedError("record_differs", path=str(path))


def _stored(path: Path) -> StoredRecord:
    value = read_json(path)
    schema = schema_of(value)
    if schema is None or not isinstance(value.get("recorded_at"), str):
        raise ValueError("no schema or no time")
    if datetime.fromisoformat(value["recorded_at"]).tzinfo is None:
        raise ValueError("the time has no UTC offset")
    return StoredRecord(path, schema, value)


def _problem(error: Exception) -> str:
    if isinstance(error, RefusedError | InputError):
        return refusal(error.code, DEFAULT_LANGUAGE, **error.values).message
    return f"{error}."
