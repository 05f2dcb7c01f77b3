"""`coxa.landmarks/1` on disk."""

from __future__ import annotations

from pathlib import Path

from coxa.records.codec import landmarks_from_json, landmarks_text
from coxa.records.landmarks import SCHEMA, LandmarkRecording
from coxa_lab.recordings.record_file import read_decoded, write_lines


def read_landmarks(path: Path) -> LandmarkRecording:
    """Landmark recording of a file, plain or gzipped; raises what `read_decoded` does."""
    return read_decoded(path, SCHEMA, landmarks_from_json)


def write_landmarks(path: Path, recording: LandmarkRecording, overwrite: bool = False) -> None:
    """Write a landmark recording, one image a line; gzipped if the name ends in ``.gz``.

    Raises
    ------
    OutputError
        ``output_exists``, ``is_a_folder`` or ``output_unwritable``.
    RecordError
        The recording breaks its own schema.
    """
    write_lines(path, landmarks_text(recording), overwrite)
