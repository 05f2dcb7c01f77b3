"""What every store of one person's records can do: a folder, a database."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from coxa_lab.store.folder import StoredRecord, StoreNotice


class RecordStore(Protocol):
    """One person's records: nothing in it is ever changed or taken out."""

    @property
    def subject(self) -> str:
        """Opaque name of the person."""
        ...

    def add(self, record: dict[str, Any]) -> Path:
        """Add a record; one that is there already with the same content is left as it is.

        Returns
        -------
        path : Path
            File of the record, or what a file of it is named.

        Raises
        ------
        RefusedError
            ``another_person``, ``record_differs`` or ``not_a_record``.
        OutputError
            ``output_unwritable``
        """
        ...

    def records(self, schema: str | None = None) -> tuple[list[StoredRecord], list[StoreNotice]]:
        """All records (of one schema) in the order of their time, and what cannot be read."""
        ...
