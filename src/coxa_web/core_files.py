"""The clinical core as one deterministic zip: the same files that run here run in the browser."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import coxa.version

CORE: Final = Path(coxa.version.__file__).parent
_SUFFIXES: Final = frozenset({".py", ".json"})
_LEFT_OUT: Final = frozenset(
    {"phantom", "__pycache__"}
)  # nothing in the core imports the simulator
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class CoreZip:
    """The zip and its SHA-256, which is its name."""

    bytes: bytes
    sha256: str


def built_zip(folder: Path) -> CoreZip:
    """A zip of a package folder that depends on names and contents alone.

    Files are stored, not compressed: compressors differ from machine to machine.
    """
    paths = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix in _SUFFIXES and not _LEFT_OUT & set(path.relative_to(folder).parts)
    )
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_STORED) as archive:
        for path in paths:
            name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes())
    content = memory.getvalue()
    return CoreZip(content, hashlib.sha256(content).hexdigest())


@lru_cache(maxsize=1)
def core_zip() -> CoreZip:
    """The core of this process; read once, so that a session ends on the version it began with."""
    return built_zip(CORE)
