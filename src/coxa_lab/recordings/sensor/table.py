"""Tables of numbers in text files: how they are written, and their columns as arrays.

Written for files of a million rows: blocks of lines go through numpy's parser; only a block it
refuses is searched for the cells that hold no number, which become NaN.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from coxa_lab.recordings.sensor.bundle import Part
from coxa_lab.recordings.sensor.header import Meaning, meaning

FloatArray = NDArray[np.float64]

_HEAD_BYTES: Final = 1 << 16
_HEAD_LINES: Final = 80
_FEWEST_KNOWN: Final = 3
_SEPARATORS: Final = (",", ";", "\t")
_NUMBER: Final = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?|nan", re.IGNORECASE)
_SMALL_BLOCK: Final = 32
_BOM: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Dialect:
    """How numbers and columns are told apart; `separator` None is white space."""

    separator: str | None
    is_decimal_comma: bool = False
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class TableHead:
    """What stands before the rows, and how they are written.

    Attributes
    ----------
    preamble : tuple of str
        Lines before the names of the columns.
    names : tuple of str
        Names of the columns; empty if the table has none.
    meanings : tuple
        What each column holds, None where that is not known.
    width : int
        Number of columns of a row.
    lines : int
        Lines before the first row.
    """

    preamble: tuple[str, ...]
    names: tuple[str, ...]
    meanings: tuple[Meaning | None, ...]
    width: int
    lines: int
    dialect: Dialect


def read_head(part: Part) -> TableHead | None:
    """What a table is like; None if the part is no text, or holds no table."""
    return head_of(part.head(_HEAD_BYTES))


def head_of(content: bytes) -> TableHead | None:
    """As `read_head`, of the first bytes of a file."""
    text = _text(content)
    if text is None:
        return None
    lines = text.splitlines()
    if len(content) == _HEAD_BYTES:
        lines = lines[:-1]  # it may end within a row
    for i, line in enumerate(lines[:_HEAD_LINES]):
        found = _named_columns(line)
        if found is not None:
            separator, cells = found
            rows = [row for row in lines[i + 1 :] if row.strip()]
            return _named_head(tuple(lines[:i]), cells, separator, rows)
    return _nameless_head(lines)


def read_columns(part: Part, head: TableHead, columns: Sequence[int]) -> FloatArray:
    """Columns of all rows, (n, len(columns)); NaN where a cell holds no finite number.

    Raises
    ------
    RefusedError
        ``sensor_damaged`` or ``sensor_too_large``.
    """
    pieces = [
        _parsed(lines, head.dialect.separator, columns)
        for lines in _normal_lines(part.blocks(), head)
    ]
    values = np.concatenate(pieces) if pieces else np.empty((0, len(columns)))
    pieces.clear()
    values[~np.isfinite(values)] = np.nan
    return values


def _text(content: bytes) -> str | None:
    if b"\0" in content:
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        is_cut = len(content) == _HEAD_BYTES and error.start > len(content) - 4
        return content[: error.start].decode("utf-8-sig") if is_cut else content.decode("latin-1")


def _named_columns(line: str) -> tuple[str, list[str]] | None:
    for separator in _SEPARATORS:
        cells = _cells(line, separator)
        if len(cells) >= _FEWEST_KNOWN:
            known = [found for cell in cells if (found := meaning(cell)) is not None]
            if len({(m.stem, m.axis) for m in known if m.axis}) >= _FEWEST_KNOWN:
                return separator, cells
    return None


def _named_head(
    preamble: tuple[str, ...], cells: list[str], separator: str, rows: list[str]
) -> TableHead:
    names = tuple(cell.strip().strip('"') for cell in cells)
    return TableHead(
        preamble=preamble,
        names=names,
        meanings=tuple(meaning(name) for name in names),
        width=_usual_width(rows[:_HEAD_LINES], separator, len(names)),
        lines=len(preamble) + 1,
        dialect=_dialect(rows[:_HEAD_LINES], separator),
    )


def _nameless_head(lines: list[str]) -> TableHead | None:
    rows = [line for line in lines[:_HEAD_LINES] if line.strip()]
    if not rows:
        return None
    for separator in (*_SEPARATORS, None):
        cells = _cells(rows[0], separator)
        if len(cells) >= _FEWEST_KNOWN + 1 and all(_NUMBER.fullmatch(c.strip()) for c in cells):
            width = _usual_width(rows, separator, len(cells))
            dialect = _dialect(rows, separator)
            return TableHead((), (), (None,) * width, width, 0, dialect)
    return None


def _cells(line: str, separator: str | None) -> list[str]:
    if separator is None:
        return line.split()
    return re.split(rf'{separator}(?=(?:[^"]*"[^"]*")*[^"]*$)', line.rstrip("\r\n"))


def _usual_width(rows: list[str], separator: str | None, named: int) -> int:
    widths = [len(_cells(row, separator)) for row in rows]
    if not widths or named in widths:
        return named
    return max(set(widths), key=widths.count)


def _dialect(rows: list[str], separator: str | None) -> Dialect:
    sample = "\n".join(rows)
    is_quoted = '"' in sample
    if separator == ",":
        return Dialect(separator, bool(re.search(r'"[+-]?\d+,\d+', sample)), is_quoted)
    is_comma = bool(re.search(r"\d,\d", sample)) and not re.search(r"\d\.\d", sample)
    return Dialect(separator, is_comma, is_quoted)


def _normal_lines(blocks: Iterator[bytes], head: TableHead) -> Iterator[list[str]]:
    rest = b""
    skip = head.lines
    for i, block in enumerate(blocks):
        if i == 0:
            rest = block[: len(_BOM)].removeprefix(_BOM)
            block = block[len(_BOM) :]
        whole, newline, rest = (rest + block).rpartition(b"\n")
        if not newline:
            continue
        lines = _normalised(whole, head.dialect).split("\n")
        skipped, lines = lines[:skip], lines[skip:]
        skip -= len(skipped)
        if lines:
            yield lines
    if rest.strip():
        yield _normalised(rest, head.dialect).split("\n")[skip:]


def _normalised(block: bytes, dialect: Dialect) -> str:
    """Rows with a decimal point, without quotes, and with ``nan`` in empty cells."""
    block = block.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    separator = (dialect.separator or "").encode()
    if dialect.is_decimal_comma:
        if separator == b",":
            block = block.replace(b'","', b'"\t"').replace(b",", b".").replace(b"\t", b",")
        else:
            block = block.replace(b",", b".")
    if dialect.is_quoted:
        block = block.replace(b'"', b"")
    text = block.decode("utf-8", errors="replace")
    return _filled(text, dialect.separator) if separator else text


def _filled(text: str, separator: str | None) -> str:
    sep = separator or ""
    if sep + sep in text:
        text = text.replace(sep + sep, f"{sep}nan{sep}").replace(sep + sep, f"{sep}nan{sep}")
    if f"\n{sep}" in text or text.startswith(sep):
        text = f"\n{text}".replace(f"\n{sep}", f"\nnan{sep}")[1:]
    if f"{sep}\n" in text or text.endswith(sep):
        text = f"{text}\n".replace(f"{sep}\n", f"{sep}nan\n")[:-1]
    return text


def _parsed(lines: list[str], separator: str | None, columns: Sequence[int]) -> FloatArray:
    if not any(lines):
        return np.empty((0, len(columns)))
    try:
        return np.loadtxt(
            lines, delimiter=separator, usecols=columns, comments=None, ndmin=2, dtype=np.float64
        )
    except ValueError:
        if len(lines) <= _SMALL_BLOCK:
            rows = [_row(line, separator, columns) for line in lines if line.strip()]
            return np.array(rows).reshape(-1, len(columns))
    middle = len(lines) // 2
    halves = (lines[:middle], lines[middle:])
    return np.concatenate([_parsed(half, separator, columns) for half in halves])


def _row(line: str, separator: str | None, columns: Sequence[int]) -> list[float]:
    cells = line.split(separator)
    return [_number(cells[column]) if column < len(cells) else np.nan for column in columns]


def _number(cell: str) -> float:
    return float(cell) if _NUMBER.fullmatch(cell.strip()) else np.nan
