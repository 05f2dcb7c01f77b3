"""`coxa.motion/1` on disk: JSON, plain or gzipped, and its CSV form."""

from __future__ import annotations

from pathlib import Path

from coxa.records.codec import motion_csv, motion_from_json, motion_text
from coxa.records.motion import SCHEMA, MotionRecording
from coxa_lab.recordings.record_file import read_decoded, unpacked_head, write_lines


def is_json(path: Path) -> bool:
    """Whether a file, unpacked, begins as a JSON object does.

    Raises
    ------
    InputError
        ``file_missing``, ``is_a_folder`` or ``unreadable``.
    """
    return unpacked_head(path).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def read_motion_record(path: Path) -> MotionRecording:
    """Motion recording of a JSON file, plain or gzipped; raises what `read_decoded` does."""
    return read_decoded(path, SCHEMA, motion_from_json)


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
    is_csv = path.name.lower().removesuffix(".gz").endswith(".csv")
    write_lines(path, motion_csv(recording) if is_csv else motion_text(recording), overwrite)
