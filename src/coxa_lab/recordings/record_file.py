"""JSON from a file, plain or gzipped, with the reasons it may be refused."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final, NoReturn, TypeVar

from coxa.errors import RecordError, RefusedError
from coxa.records.codec import SCHEMAS, schema_of
from coxa.records.wire import Json
from coxa_lab.files import read_bytes, write_new

LARGEST_BYTES: Final = 1 << 29
"""No record is larger: an hour of landmarks is half of it."""

HEAD_BYTES: Final = 4096
"""Enough of a file to say what it is."""

_GZIP: Final = b"\x1f\x8b"
_Record = TypeVar("_Record")


def read_json(path: Path) -> Json:
    """JSON value of a file; gzip is recognised by content.

    Raises
    ------
    InputError
        ``file_missing``, ``is_a_folder`` or ``unreadable``.
    RefusedError
        ``empty_file``, or ``not_a_record`` with what is wrong with it.
    """
    content = read_bytes(path, LARGEST_BYTES + 1)
    if not content:
        raise RefusedError("empty_file", name=path.name)
    try:
        text = _plain(content).decode("utf-8-sig")
        return json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError, zlib.error) as error:
        raise not_a_record(path, error) from error


def read_record(path: Path, schema: str) -> Json:
    """JSON value of a file that says it follows `schema`; its content is not yet checked.

    Raises
    ------
    InputError
        ``file_missing``, ``is_a_folder`` or ``unreadable``.
    RefusedError
        ``empty_file``, ``not_a_record``; or ``unknown_schema``, if it follows one this version does
        not know.
    """
    value = read_json(path)
    found = schema_of(value)
    if found is not None and found not in SCHEMAS:
        raise RefusedError("unknown_schema", name=path.name, schema=found)
    if found != schema:
        raise not_a_record(path, f"schema: expected {schema}, found {found}")
    return value


def read_decoded(path: Path, schema: str, decode: Callable[[Json], _Record]) -> _Record:
    """Record of a file, decoded.

    Raises
    ------
    InputError
        ``file_missing``, ``is_a_folder`` or ``unreadable``.
    RefusedError
        ``empty_file``, ``unknown_schema``; or ``not_a_record``, with the place that is wrong.
    """
    value = read_record(path, schema)
    try:
        return decode(value)
    except RecordError as error:
        raise not_a_record(path, error) from error


def write_lines(path: Path, lines: Iterable[str], overwrite: bool = False) -> None:
    """Write a text piece by piece; gzipped if the name ends in ``.gz``.

    Memory does not grow with the text, and the same text gives the same bytes.

    Raises
    ------
    OutputError
        ``output_exists``, ``is_a_folder`` or ``output_unwritable``.
    """
    chunks = (line.encode("utf-8") for line in lines)
    is_packed = path.name.lower().endswith(".gz")
    write_new(path, _gzipped(chunks) if is_packed else chunks, overwrite)


def unpacked_head(path: Path) -> bytes:
    """The first bytes of a file, unpacked if they are gzipped and can be.

    Raises
    ------
    InputError
        ``file_missing``, ``is_a_folder`` or ``unreadable``.
    """
    head = read_bytes(path, HEAD_BYTES)
    if not head.startswith(_GZIP):
        return head
    try:
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(head, HEAD_BYTES)
    except zlib.error:
        return head


def _gzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    deflate = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    for chunk in chunks:
        yield deflate.compress(chunk)
    yield deflate.flush()


def not_a_record(path: Path, problem: object) -> RefusedError:
    """Refusal of a file that should be a record, saying what is wrong with it."""
    return RefusedError("not_a_record", name=path.name, problem=str(problem))


def _plain(content: bytes) -> bytes:
    if not content.startswith(_GZIP):
        return _limited(content)
    inflate = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    plain = inflate.decompress(content, LARGEST_BYTES + 1)
    if not inflate.eof:
        _limited(plain)
        raise ValueError("the compressed file ends in the middle")
    return _limited(plain)


def _limited(content: bytes) -> bytes:
    if len(content) > LARGEST_BYTES:
        raise ValueError(f"larger than {LARGEST_BYTES} bytes")
    return content


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")
