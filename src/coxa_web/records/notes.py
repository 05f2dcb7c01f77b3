"""Small things kept by name that change, unlike records: each read and written whole."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError

from coxa_lab.errors import OutputError
from coxa_web.records.models import Note
from coxa_web.records.store import database_path

Json = Any
"""Plain JSON values."""


def note_of(name: str) -> Json:
    """What is kept under a name; None if nothing is."""
    return Note.objects.filter(name=name).values_list("value", flat=True).first()


def keep_note(name: str, value: Json) -> None:
    """Keep a value under a name, in place of what was there.

    Raises
    ------
    OutputError
        ``output_unwritable``
    """
    try:
        Note.objects.update_or_create(name=name, defaults={"value": value})
    except DatabaseError as error:
        raise OutputError("output_unwritable", database_path()) from error


def drop_note(name: str) -> None:
    """Keep nothing under a name any more.

    Raises
    ------
    OutputError
        ``output_unwritable``
    """
    try:
        Note.objects.filter(name=name).delete()
    except DatabaseError as error:
        raise OutputError("output_unwritable", database_path()) from error
