"""Says why a file is no video, so that the refusal can name the reason."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO, Final

from coxa.errors import RefusedError

# Containers that hold what they are themselves. Play lists and lists of files are left out: they
# would make the decoder open other files, or addresses.
CONTAINERS: Final = (
    "mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm", "avi", "gif", "apng", "mpegts", "mpeg", "mpegvideo",
    "ogg", "asf", "flv", "mjpeg", "h264", "hevc", "ivf", "mxf", "nut", "yuv4mpegpipe", "webp_pipe",
    "image2", "png_pipe", "jpeg_pipe", "bmp_pipe", "tiff_pipe", "gif_pipe", "jpegxl_pipe",
    "jpegls_pipe", "j2k_pipe", "ppm_pipe", "pgm_pipe", "svg_pipe",
    "wav", "mp3", "flac", "aac", "amr", "aiff", "au", "caf", "w64", "ac3", "eac3",
)  # fmt: skip
PICTURES: Final = ("image2", "_pipe")
_EBML: Final = b"\x1a\x45\xdf\xa3"
_BOX_HEADER: Final = struct.Struct(">I4s")
_FIRST_BOXES: Final = frozenset({b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"})


def refuse_empty(path: Path) -> None:
    """Raise if the file holds nothing.

    Raises
    ------
    RefusedError
        ``empty_file``
    """
    if path.stat().st_size == 0:
        raise RefusedError("empty_file", name=path.name)


def refuse_unreadable(path: Path) -> RefusedError:
    """Why no decoder could open the file: ``truncated`` or ``not_a_video``."""
    code = "truncated" if is_cut_short(path) else "not_a_video"
    return RefusedError(code, name=path.name)


def is_cut_short(path: Path) -> bool:
    """Whether a container begins as it should and then misses something it announced."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(12)
        if head[4:8] in _FIRST_BOXES:
            return _is_iso_cut_short(file, size)
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return int.from_bytes(head[4:8], "little") + 8 > size
    return head[:4] == _EBML


def _is_iso_cut_short(file: BinaryIO, size: int) -> bool:
    """Whether an MP4 or QuickTime file lacks its index, or ends within a box."""
    position, kinds = 0, set()
    while position + _BOX_HEADER.size <= size:
        file.seek(position)
        length, kind = _BOX_HEADER.unpack(file.read(_BOX_HEADER.size))
        kinds.add(kind)
        if length == 1:
            length = int.from_bytes(file.read(8), "big")
        if length == 0:
            position = size
        elif length < _BOX_HEADER.size or position + length > size:
            return True
        else:
            position += length
    return b"moov" not in kinds
