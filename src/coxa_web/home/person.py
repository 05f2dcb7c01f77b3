"""Whose installation this is, and everything that is known of that person."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.core.management import call_command
from django.db import connection

from coxa_lab.errors import OutputError
from coxa_lab.keeping import History, history_of
from coxa_web.records.models import Record
from coxa_web.records.notes import keep_note, note_of
from coxa_web.records.store import DatabaseStore, database_path

DEMO_SUBJECT: Final = "demo-person"
_SUBJECT: Final = "subject"
_CACHED: Final = 2


@dataclass(frozen=True, slots=True)
class Person:
    """The person of this installation: where the records are, and what they say now."""

    store: DatabaseStore
    history: History

    @property
    def is_demo(self) -> bool:
        """Whether it is the made-up person of the demonstration."""
        return self.store.subject == DEMO_SUBJECT


def subject() -> str:
    """Opaque name of the person; made on first use."""
    name = note_of(_SUBJECT)
    if not isinstance(name, str):
        name = f"p-{uuid.uuid4().hex[:8]}"
        keep_note(_SUBJECT, name)
    return name


def name_subject(name: str) -> None:
    """Say whose installation this is."""
    keep_note(_SUBJECT, name)


def person() -> Person:
    """The person with all records; read anew only if a record came in."""
    owner = subject()
    return Person(DatabaseStore(owner), _history(database_path(), owner, _last_mark()))


def is_empty() -> bool:
    """Whether there is no record yet."""
    return not Record.objects.exists()


@lru_cache(maxsize=_CACHED)
def _history(path: Path, owner: str, mark: tuple[int, str]) -> History:  # noqa: ARG001 - the key
    """Everything of a person. Records are only added, so the last one says which state it is."""
    return history_of(DatabaseStore(owner))


def _last_mark() -> tuple[int, str]:
    last = Record.objects.order_by("-number").values_list("number", "sha256").first()
    return last or (0, "")


def forget_read() -> None:
    """Read everything anew the next time: the database is another one."""
    _history.cache_clear()


def begin_anew() -> None:
    """Put an empty database in the place of this one; nothing of it is kept here.

    Raises
    ------
    OutputError
        ``output_unwritable``
    """
    connection.close()
    path = database_path()
    try:
        for ending in ("", "-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
    except OSError as error:
        raise OutputError("output_unwritable", path) from error
    forget_read()
    call_command("migrate", verbosity=0, interactive=False)
