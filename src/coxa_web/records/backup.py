"""The database as one file: copied while it is in use, checked, put back whole or not at all."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from coxa.errors import RefusedError
from coxa_lab.errors import InputError, OutputError
from coxa_web.records.store import database_path

FOLDER: Final = "backups"
_WAIT_S: Final = 10.0
_APP: Final = "records"
_TABLES: Final = frozenset({"records_record", "records_note", "django_migrations"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a database of this program holds; days are local dates, None without records."""

    subject: str
    count: int
    first_day: str | None
    last_day: str | None


def backup_folder() -> Path:
    """Where copies are kept beside the database; made if it is not there.

    Raises
    ------
    OutputError
        ``output_unwritable``
    """
    folder = database_path().parent / FOLDER
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise OutputError("output_unwritable", folder) from error
    return folder


def copy_to(target: Path) -> None:
    """Copy the database in use to a file of its own, whole or not at all.

    Raises
    ------
    OutputError
        ``output_unwritable``
    """
    part = target.with_name(f".{target.name}.part")
    try:
        with closing(_connected(database_path())) as source, closing(_connected(part)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        part.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise OutputError("output_unwritable", target) from error
    finally:
        with suppress(OSError):
            part.unlink()


def copy_here(now: datetime, why: str) -> Path:
    """Keep a copy in the folder of copies.

    Raises
    ------
    OutputError
        ``output_unwritable``
    """
    target = backup_folder() / f"{now:%Y-%m-%dT%H%M%S}-{why}.sqlite3"
    copy_to(target)
    return target


def contents_of(path: Path) -> Contents:
    """What a file holds, after everything about it was checked.

    Raises
    ------
    RefusedError
        ``backup_unsound``: no database, damaged, or of another program; ``backup_newer``.
    """
    with _unsound_refused(), closing(_connected(path)) as opened:
        _check_whole(opened)
        _check_version(opened)
        return _contents(opened)


def put_back(path: Path) -> None:
    """Put a checked copy in the place of the database in use.

    Raises
    ------
    RefusedError
        As `contents_of`.
    OutputError
        ``output_unwritable``
    """
    contents_of(path)
    connection.close()
    target = database_path()
    try:
        with closing(_connected(path)) as source, closing(_connected(target)) as live:
            source.backup(live)
    except sqlite3.Error as error:
        raise OutputError("output_unwritable", target) from error
    call_command("migrate", verbosity=0, interactive=False)


def check_database(path: Path) -> None:
    """Refuse to start on a database that is damaged, something else, or from the future.

    Raises
    ------
    InputError
        ``database_broken`` or ``database_newer``.
    """
    if not path.exists() or path.stat().st_size == 0:
        return
    try:
        with _unsound_refused(), closing(_connected(path)) as opened:
            if opened.execute("SELECT 1 FROM sqlite_master").fetchone():  # else it is still new
                _check_whole(opened)
                _check_version(opened)
    except RefusedError as error:
        is_newer = error.code == "backup_newer"
        raise InputError("database_newer" if is_newer else "database_broken", path) from error


# ------------------------------------------------------------------------------------------- checks


def _connected(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=_WAIT_S)


@contextmanager
def _unsound_refused() -> Iterator[None]:
    """Whatever the database finds wrong is a refusal that says so."""
    try:
        yield
    except (sqlite3.Error, ValueError, TypeError, KeyError, OSError) as error:
        raise RefusedError("backup_unsound", problem=str(error)) from error


def _check_whole(opened: sqlite3.Connection) -> None:
    said = opened.execute("PRAGMA quick_check(1)").fetchone()[0]
    if said != "ok":
        raise ValueError(said)
    tables = {name for (name,) in opened.execute("SELECT name FROM sqlite_master")}
    if not tables >= _TABLES:
        raise ValueError("it has no tables of this program")


def _check_version(opened: sqlite3.Connection) -> None:
    known = {name for app, name in MigrationLoader(None).disk_migrations if app == _APP}
    found = opened.execute("SELECT name FROM django_migrations WHERE app = ?", (_APP,))
    if {name for (name,) in found} - known:
        raise RefusedError("backup_newer")


def _contents(opened: sqlite3.Connection) -> Contents:
    note = opened.execute("SELECT value FROM records_note WHERE name = 'subject'").fetchone()
    days, ids = [], set()
    for (body,) in opened.execute("SELECT body FROM records_record"):
        value = json.loads(body)
        days.append(str(value["recorded_at"])[:10])
        ids.add(value["id"])
    return Contents(
        subject=str(json.loads(note[0])) if note else "",
        count=len(ids),
        first_day=min(days, default=None),
        last_day=max(days, default=None),
    )
