"""A person's records as a zip of a folder, out and in: what the command line works with."""

from __future__ import annotations

import io
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

from django.db import transaction

from coxa.errors import RefusedError
from coxa.records import (
    alert,
    assessment,
    bridge,
    checkin,
    programme,
    release,
    screening,
    session,
)
from coxa_lab.care.contact import CONTACT_FILE, Contact, contact_of, keep_contact
from coxa_lab.keeping import history_of, tells_more
from coxa_lab.store import Store, StoredRecord, StoreNotice, open_store
from coxa_web.records.store import DatabaseStore

MOST_FILES: Final = 20_000
MOST_BYTES: Final = 1 << 28
"""Of all files of a zip together, unpacked: years of records are a hundredth of it."""
KEPT: Final = frozenset(
    part.SCHEMA
    for part in (alert, assessment, bridge, checkin, programme, release, screening, session)
)
"""Records that belong to a person's history; recordings are not taken in."""
_STORE_FILE: Final = "store.json"
_ENCRYPTED: Final = 1
_BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError,
    ValueError,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """What a zip holds that can be taken in, and what is left out and why."""

    subject: str
    records: tuple[dict[str, Any], ...]
    contact: Contact | None
    left_out: tuple[StoreNotice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """How many records came in, and how many were there already."""

    new: int
    known: int
    left_out: tuple[StoreNotice, ...]


# --------------------------------------------------------------------------------------------- out


def packed(store: DatabaseStore, contact: Contact | None) -> bytes:
    """All records as a zip with one folder in it, as `coxa_lab.store` knows it.

    An alert goes out as it stands now.
    """
    name = f"coxa-{store.subject}"
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / name
        target = open_store(folder, store.subject, create=True)
        for value in latest_of_each(store.records()[0]):
            target.add(value)
        if contact is not None:
            keep_contact(folder, contact)
        return _zipped(folder)


def latest_of_each(stored: list[StoredRecord]) -> Iterator[dict[str, Any]]:
    """Each record once; of an alert the one that is furthest on its way."""
    found: dict[str, dict[str, Any]] = {}
    for record in stored:
        known = found.get(record.value["id"])
        if known is None or tells_more(record.value, known):
            found[record.value["id"]] = record.value
    yield from found.values()


def _zipped(folder: Path) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            if not path.name.startswith("."):
                archive.write(path, f"{folder.name}/{path.name}")
    return memory.getvalue()


# ---------------------------------------------------------------------------------------------- in


def read_zip(file: IO[bytes]) -> Incoming:
    """Everything in a zip that can be taken in.

    Raises
    ------
    RefusedError
        ``import_not_zip``, ``import_too_large`` or ``import_no_store``.
    """
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        try:
            with zipfile.ZipFile(file) as archive:
                _unpack(archive, folder)
        except _BROKEN as error:
            raise RefusedError("import_not_zip", problem=str(error) or "broken") from error
        return _read(_opened(folder))


def take_in(incoming: Incoming, store: DatabaseStore) -> TakenIn:
    """Add all records of a zip, or none of them.

    Raises
    ------
    RefusedError
        ``import_other_person``; ``record_differs``: one of this id says something else here.
    OutputError
        ``output_unwritable``
    """
    if incoming.subject != store.subject:
        raise RefusedError("import_other_person", subject=incoming.subject, owner=store.subject)
    with transaction.atomic():
        added = [store.put(value) for value in incoming.records]
    new = sum(one.is_new for one in added)
    return TakenIn(new=new, known=len(added) - new, left_out=incoming.left_out)


def _unpack(archive: zipfile.ZipFile, folder: Path) -> None:
    """The files of the folder with ``store.json``, under their bare names; nothing else."""
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    is_large = sum(entry.file_size for entry in entries) > MOST_BYTES
    if is_large or len(entries) > MOST_FILES:
        raise RefusedError("import_too_large", most_files=MOST_FILES, most_mb=MOST_BYTES >> 20)
    stores = [entry for entry in entries if PurePosixPath(entry.filename).name == _STORE_FILE]
    if len(stores) != 1:
        raise RefusedError("import_no_store")
    home = PurePosixPath(stores[0].filename).parent
    for entry in entries:
        path = PurePosixPath(entry.filename)
        if path.parent == home and (path.suffix == ".json" or path.name == CONTACT_FILE):
            if entry.flag_bits & _ENCRYPTED:
                raise RefusedError("import_not_zip", problem="it is encrypted")
            with (folder / path.name).open("xb") as target:  # a name that comes twice is broken
                target.write(_content(archive, entry))


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Content of an entry, never more than it says it is."""
    with archive.open(entry) as source:
        return source.read(entry.file_size)


def _opened(folder: Path) -> Store:
    try:
        return open_store(folder)
    except RefusedError as error:
        raise RefusedError("import_no_store") from error


def _read(store: Store) -> Incoming:
    history = history_of(store)
    bad = {notice.path for notice in history.notices}
    sound = [record for record in store.records()[0] if record.path not in bad]
    others = tuple(
        StoreNotice(record.path, record.schema) for record in sound if record.schema not in KEPT
    )
    return Incoming(
        subject=store.subject,
        records=tuple(record.value for record in sound if record.schema in KEPT),
        contact=contact_of(store.folder),
        left_out=(*history.notices, *others),
    )
