"""`coxa.landmarks/1` on disk."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from coxa.errors import RecordError
from coxa.records.codec import landmarks_from_json, landmarks_text
from coxa.records.landmarks import SCHEMA, LandmarkRecording
from coxa_lab.files import write_new
from coxa_lab.recordings.record_file import not_a_record, read_record


def read_landmarks(path: Path) -> LandmarkRecording:
    """Landmark recording of a file, plain or gzipped.

    Raises
    ------
    InputError
        ``file_missing``, ``is_a_folder`` or ``unreadable``.
    RefusedError
        ``empty_file``, ``unknown_schema``; or ``not_a_record``, with the place that is wrong.
    """
    value = read_record(path, SCHEMA)
    try:
        return landmarks_from_json(value)
    except RecordError as error:
        raise not_a_record(path, error) from error


def write_landmarks(path: Path, recording: LandmarkRecording, overwrite: bool = False) -> None:
    """Write a landmark recording, one image a line; gzipped if the name ends in ``.gz``.

    Memory does not grow with the length of the recording, and the same recording gives the same
    bytes.

    Raises
    ------
    OutputError
        ``output_exists``, ``is_a_folder`` or ``output_unwritable``.
    RecordError
        The recording breaks its own schema.
    """
    chunks = (line.encode("utf-8") for line in landmarks_text(recording))
    write_new(path, _gzipped(chunks) if path.suffix == ".gz" else chunks, overwrite)


def _gzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    deflate = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    for chunk in chunks:
        yield deflate.compress(chunk)
    yield deflate.flush()
