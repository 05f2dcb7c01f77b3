"""What a file is, by its content."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from coxa.errors import RefusedError
from coxa.records.codec import schema_of
from coxa_lab.recordings.record_file import HEAD_BYTES, read_json, unpacked_head
from coxa_lab.recordings.sensor.bundle import ZIP
from coxa_lab.recordings.sensor.sniff import is_sensor_bundle, is_sensor_table

Kind = Literal["record", "json", "sensor", "text", "video", "picture", "audio", "empty", "unknown"]

_TS_PACKET: Final = 188
_SCHEMA_FIRST: Final = re.compile(r'\s*\{\s*"schema"\s*:\s*"([^"\\]*)"')
_STARTS: Final[tuple[tuple[bytes, Kind], ...]] = (
    (b"\x1a\x45\xdf\xa3", "video"),  # Matroska, WebM
    (b"FLV\x01", "video"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video"),  # ASF, WMV
    (b"\x00\x00\x01\xba", "video"),  # MPEG programme stream
    (b"\x00\x00\x01\xb3", "video"),  # MPEG video
    (b"OggS", "video"),
    (b"\xff\xd8\xff", "picture"),
    (b"\x89PNG\r\n\x1a\n", "picture"),
    (b"GIF8", "picture"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"ID3", "audio"),
    (b"fLaC", "audio"),
    (b"#!AMR", "audio"),
    (b"caff", "audio"),
    (b"\xff\xfb", "audio"),
    (b"\xff\xf3", "audio"),
    (b"\xff\xf2", "audio"),
    (b"\xff\xf1", "audio"),
    (b"\xff\xf9", "audio"),
)
_FORMS: Final[dict[tuple[bytes, bytes], Kind]] = {
    (b"RIFF", b"AVI "): "video",
    (b"RIFF", b"WAVE"): "audio",
    (b"RIFF", b"WEBP"): "picture",
    (b"FORM", b"AIFF"): "audio",
    (b"FORM", b"AIFC"): "audio",
}
_BOXES: Final = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})
_BRANDS: Final[dict[bytes, Kind]] = {
    b"heic": "picture",
    b"heix": "picture",
    b"mif1": "picture",
    b"avif": "picture",
    b"M4A ": "audio",
    b"M4B ": "audio",
}


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What a file is; `schema` is what a record says it follows, known to this version or not.

    A ``sensor`` recording is a table, folder or archive that `sensor.read_motion` reads or refuses
    with its reason. A container called ``video`` may still hold sound alone, and a ``picture`` may
    move (GIF, PNG, WebP): who decodes it knows better, and the kind is only where to begin.
    """

    kind: Kind
    schema: str | None = None


def sniff(path: Path) -> Sniffed:
    """Say what a file is; a folder is a ``sensor`` recording or nothing.

    Raises
    ------
    InputError
        ``file_missing``, ``is_a_folder`` or ``unreadable``.
    """
    if _is_folder(path) and is_sensor_bundle(path):
        return Sniffed("sensor")
    head = unpacked_head(path)
    if not head:
        return Sniffed("empty")
    if head.startswith(ZIP):
        return Sniffed("sensor" if is_sensor_bundle(path) else "unknown")
    kind = _kind_of_media(head)
    if kind is not None:
        return Sniffed(kind)
    if is_sensor_table(head):
        return Sniffed("sensor")
    text = _text_of(head)
    if text is None:
        return Sniffed("unknown")
    return _sniffed_json(path, text) if text.lstrip().startswith("{") else Sniffed("text")


def _is_folder(path: Path) -> bool:
    """Whether a path is a folder; what cannot be looked at is told when it is read."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _kind_of_media(head: bytes) -> Kind | None:
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "video")
    if head[4:8] in _BOXES:
        return "video"
    if head[:1] == b"G" and head[_TS_PACKET : _TS_PACKET + 1] == b"G" and b"\0" in head:
        return "video"
    if head.startswith(b"BM") and head[6:10] == b"\0\0\0\0":
        return "picture"
    return _FORMS.get((head[:4], head[8:12]))


def _text_of(head: bytes) -> str | None:
    # Incremental decoding: the head may end within a character.
    try:
        text = head.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        if len(head) < HEAD_BYTES or error.start < len(head) - 4:
            return None
        text = head[: error.start].decode("utf-8", errors="ignore")
    return None if "\0" in text else text


def _sniffed_json(path: Path, text: str) -> Sniffed:
    first = _SCHEMA_FIRST.match(text)
    if first:
        return Sniffed("record", first[1])
    try:
        schema = schema_of(read_json(path))
    except RefusedError:
        return Sniffed("text")
    return Sniffed("json") if schema is None else Sniffed("record", schema)
