"""One recording as it lies on the disk: a file, a folder, or a ZIP archive; gzip in any of them."""

from __future__ import annotations

import gzip
import hashlib
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Final

from coxa.errors import RefusedError
from coxa_lab.errors import InputError

LARGEST_BYTES: Final = 1 << 32
"""No part is read further: two hours at 1 kHz are a quarter of it."""

ZIP: Final = b"PK\x03\x04"
_GZIP: Final = b"\x1f\x8b"
_BLOCK: Final = 1 << 20
_MOST_PARTS: Final = 500
_DEEPEST: Final = 2
_DAMAGED: Final = (
    zipfile.BadZipFile, zlib.error, gzip.BadGzipFile, EOFError, RuntimeError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a recording; `name` is its path within it, without ``.gz``."""

    name: str
    opened: Callable[[], IO[bytes]]

    @property
    def key(self) -> str:
        """Last part of the name, in lower case."""
        return PurePosixPath(self.name).name.lower()

    @property
    def stem(self) -> str:
        """The key without its ending."""
        return PurePosixPath(self.key).stem

    def blocks(self) -> Iterator[bytes]:
        """Content, unpacked, block by block.

        Raises
        ------
        RefusedError
            ``sensor_damaged`` or ``sensor_too_large``.
        """
        total = 0
        with _named_damage(self.name), _unpacked(self.opened) as stream:
            while block := stream.read(_BLOCK):
                total += len(block)
                if total > LARGEST_BYTES:
                    raise RefusedError("sensor_too_large", name=self.name)
                yield block

    def head(self, size: int) -> bytes:
        """First bytes of the content, unpacked."""
        with _named_damage(self.name), _unpacked(self.opened) as stream:
            return stream.read(size)

    def text(self) -> str:
        """Content of a small text file; only its first 64 kB."""
        return self.head(1 << 16).decode("utf-8-sig", errors="replace")

    def sha256(self) -> str:
        """SHA-256 of the part as it lies there, packed or not."""
        digest = hashlib.sha256()
        with _named_damage(self.name), self.opened() as stream:
            while block := stream.read(_BLOCK):
                digest.update(block)
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Bundle:
    """All files of a recording; `is_single` if it is one file and no archive."""

    name: str
    path: Path
    parts: tuple[Part, ...]
    is_single: bool

    def find(self, *keys: str) -> Part | None:
        """First part of one of these keys, None if there is none."""
        return next((part for part in self.parts if part.key in keys), None)

    def sha256(self, used: Iterable[Part]) -> str:
        """Hash of the file; of a folder, hash of the names and hashes of the parts used."""
        if self.path.is_file():
            return Part(self.name, lambda: self.path.open("rb")).sha256()
        digest = hashlib.sha256()
        for name, hashed in sorted({(part.name, part.sha256()) for part in used}):
            digest.update(f"{hashed}  {name}\n".encode())
        return digest.hexdigest()


@contextmanager
def open_bundle(path: Path) -> Iterator[Bundle]:
    """Files of a recording, to be read while it is open.

    Raises
    ------
    InputError
        ``file_missing`` or ``unreadable``.
    RefusedError
        ``empty_file``, ``sensor_damaged`` or ``sensor_too_large``.
    """
    try:
        with _opened(path) as bundle:
            yield bundle
    except (FileNotFoundError, NotADirectoryError) as error:
        raise InputError("file_missing", path) from error
    except OSError as error:
        raise InputError("unreadable", path) from error


@contextmanager
def _opened(path: Path) -> Iterator[Bundle]:
    if path.is_dir():
        yield Bundle(path.name, path, tuple(_parts_of_folder(path)), is_single=False)
        return
    with path.open("rb") as file:
        head = file.read(len(ZIP))
    if not head:
        raise RefusedError("empty_file", name=path.name)
    if head != ZIP:
        yield Bundle(path.name, path, (_part_of_file(path, path.name),), is_single=True)
        return
    with _named_damage(path.name):
        archive = zipfile.ZipFile(path)
    with archive:
        yield Bundle(path.name, path, tuple(_parts_of_archive(archive)), is_single=False)


def _parts_of_folder(folder: Path) -> Iterator[Part]:
    waiting = [(folder, 0)]
    left = _MOST_PARTS
    while waiting:
        place, depth = waiting.pop(0)
        for child in sorted(place.iterdir()):
            if not _is_wanted(child.name) or left == 0:
                continue
            if child.is_dir() and depth + 1 < _DEEPEST:
                waiting.append((child, depth + 1))
            elif child.is_file():
                left -= 1
                yield _part_of_file(child, child.relative_to(folder).as_posix())


def _part_of_file(path: Path, name: str) -> Part:
    return Part(_without_gz(name), lambda: path.open("rb"))


def _parts_of_archive(archive: zipfile.ZipFile) -> Iterator[Part]:
    for info in archive.infolist()[:_MOST_PARTS]:
        steps = PurePosixPath(info.filename).parts
        if not info.is_dir() and all(map(_is_wanted, steps)):
            yield Part(_without_gz(info.filename), _opener(archive, info))


def _opener(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
    return lambda: archive.open(info)


def _is_wanted(name: str) -> bool:
    return not name.startswith(".") and name != "__MACOSX"


def _without_gz(name: str) -> str:
    return name[:-3] if name.lower().endswith(".gz") else name


@contextmanager
def _unpacked(opened: Callable[[], IO[bytes]]) -> Iterator[IO[bytes]]:
    with opened() as probe:
        is_packed = probe.read(len(_GZIP)) == _GZIP
    with opened() as stream:
        if not is_packed:
            yield stream
            return
        with gzip.GzipFile(fileobj=stream) as unpacked:
            yield unpacked  # type: ignore[misc]  # it reads bytes, which is all that is asked of it


@contextmanager
def _named_damage(name: str) -> Iterator[None]:
    try:
        yield
    except _DAMAGED as error:
        raise RefusedError("sensor_damaged", name=name) from error
