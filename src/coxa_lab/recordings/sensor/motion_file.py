"""`coxa.motion/1` on disk: JSON, plain or gzipped, and its CSV form."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from coxa.errors import RecordError
from coxa.records.codec import motion_csv, motion_from_json, motion_text
from coxa.records.motion import SCHEMA, MotionRecording
from coxa_lab.files import read_bytes, write_new
from coxa_lab.recordings.record_file import not_a_record, read_record

_GZIP = b"\x1f\x8b"
_HEAD_BYTES = 4096


def is_json(path: Path) -> bool:
    """Whether a file, unpacked, begins as a JSON object does.

    Raises
    ------
    InputError
        ``file_missing``, ``is_a_folder`` or ``unreadable``.
    """
    head = read_bytes(path, _HEAD_BYTES)
    if head.startswith(_GZIP):
        try:
            head = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(head, _HEAD_BYTES)
        except zlib.error:
            return False
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def read_motion_record(path: Path) -> MotionRecording:
    """Motion recording of a JSON file, plain or gzipped.

    Raises
    ------
    InputError
        ``file_missing``, ``is_a_folder`` or ``unreadable``.
    RefusedError
        ``empty_file``, ``unknown_schema``; or ``not_a_record``, with the place that is wrong.
    """
    value = read_record(path, SCHEMA)
    try:
        return motion_from_json(value)
    except RecordError as error:
        raise not_a_record(path, error) from error


def write_motion(path: Path, recording: MotionRecording, overwrite: bool = False) -> None:
    """Write a motion recording, one sample a line; gzipped if the name ends in ``.gz``.

    A name that ends in ``.csv`` or ``.csv.gz`` gets the CSV form: the samples alone.

    Raises
    ------
    OutputError
        ``output_exists``, ``is_a_folder`` or ``output_unwritable``.
    RecordError
        The recording breaks its own schema.
    """
    name = path.name.lower()
    is_csv = name.removesuffix(".gz").endswith(".csv")
    lines = motion_csv(recording) if is_csv else motion_text(recording)
    chunks = (line.encode("utf-8") for line in lines)
    write_new(path, _gzipped(chunks) if name.endswith(".gz") else chunks, overwrite)


def _gzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    deflate = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    for chunk in chunks:
        yield deflate.compress(chunk)
    yield deflate.flush()
