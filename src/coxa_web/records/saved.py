"""The file that the coach saves on a device (`saving.js`): one JSON object with all its records."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import IO, Any, Final, NoReturn

from coxa.errors import RefusedError
from coxa.messages.catalog import DEFAULT_LANGUAGE, refusal
from coxa_lab.care.receiving import read_made
from coxa_web.records.exchange import MOST_BYTES, MOST_FILES

_OPENS: Final = b"{"
_LOOKS_AT: Final = 64


@dataclass(frozen=True, slots=True)
class Saved:
    """What such a file holds: whose records, in the order they were made."""

    subject: str
    records: tuple[dict[str, Any], ...]


def is_saved(file: IO[bytes]) -> bool:
    """Whether a file begins as JSON does; it is left at its beginning."""
    file.seek(0)
    head = file.read(_LOOKS_AT)
    file.seek(0)
    return head.lstrip().startswith(_OPENS)


def read_saved(file: IO[bytes]) -> Saved:
    """Everything in a saved file, each record read as the server reads what a device sends.

    Raises
    ------
    RefusedError
        ``import_too_large``, ``import_not_saved``, ``import_record`` or ``import_people``.
    """
    rows = _rows(file)
    subjects = {_subject_of(number, row) for number, row in enumerate(rows, start=1)}
    if len(subjects) != 1:
        raise RefusedError("import_people", subjects=", ".join(sorted(subjects)))
    return Saved(subjects.pop(), tuple(rows))


def _rows(file: IO[bytes]) -> list[dict[str, Any]]:
    content = file.read(MOST_BYTES + 1)
    try:
        value = json.loads(content.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        if len(content) > MOST_BYTES:
            raise _too_large() from error
        raise RefusedError("import_not_saved", problem=str(error)) from error
    rows = value.get("records")
    if not isinstance(rows, list) or not rows:
        raise RefusedError("import_not_saved", problem="there are no records in it")
    if len(content) > MOST_BYTES or len(rows) > MOST_FILES:
        raise _too_large()
    return rows


def _too_large() -> RefusedError:
    return RefusedError("import_too_large", most_files=MOST_FILES, most_mb=MOST_BYTES >> 20)


def _subject_of(number: int, row: object) -> str:
    """Whose record it is.

    Raises
    ------
    RefusedError
        ``import_record``: it is not one that a device makes.
    """
    try:
        return read_made(row).subject
    except RefusedError as error:
        problem = refusal(error.code, DEFAULT_LANGUAGE, **error.values).message
        raise RefusedError("import_record", number=number, problem=problem) from error


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")
