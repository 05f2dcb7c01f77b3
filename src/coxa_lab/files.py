"""Files written whole or not at all, and never over another one unless told to."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from coxa_lab.errors import InputError, OutputError

Content = str | bytes | Iterable[bytes]


def check_new(path: Path, overwrite: bool = False) -> None:
    """Raise at once what `write_new` would raise later: before long work, not after it.

    Raises
    ------
    OutputError
        ``output_exists``, ``is_a_folder``, or ``output_unwritable``.
    """
    try:
        _check_new(path, overwrite)
    except (OSError, RuntimeError) as error:  # too long, not to be looked into; a ring of links
        raise OutputError("output_unwritable", path) from error


def write_new(path: Path, content: Content, overwrite: bool = False) -> None:
    """Write a file so that it is there complete, or not there.

    It is written beside its place under another name and moved there when it is on the disk. A
    device or pipe (``/dev/stdout``) gets the content itself.

    Parameters
    ----------
    path : Path
        Where to; its folder must exist.
    content : str or bytes or iterable of bytes
        A text goes out as UTF-8.
    overwrite : bool
        Whether a file that is there may be replaced.

    Raises
    ------
    OutputError
        ``output_exists``, ``is_a_folder``, or ``output_unwritable``.
    """
    check_new(path, overwrite)
    try:
        if _is_device(path):
            _write(path, content, "wb")
        else:
            _write_beside(path, content, overwrite)
    except OSError as error:
        raise OutputError("output_unwritable", path) from error


def read_bytes(path: Path, largest: int = -1) -> bytes:
    """Content of a file, or its first `largest` bytes.

    Raises
    ------
    InputError
        ``file_missing``, ``is_a_folder``, ``not_a_file`` or ``unreadable``.
    """
    try:
        if _is_device(path):
            raise InputError("not_a_file", path)
        with path.open("rb") as file:
            return file.read(largest)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise InputError("file_missing", path) from error
    except IsADirectoryError as error:
        raise InputError("is_a_folder", path) from error
    except (OSError, ValueError) as error:  # ValueError: a zero byte within the name
        raise InputError("unreadable", path) from error


def _check_new(path: Path, overwrite: bool) -> None:
    if path.is_dir():
        raise OutputError("is_a_folder", path)
    if _is_device(path):
        return
    if path.exists() and not overwrite:
        raise OutputError("output_exists", path)
    folder = _target(path).parent
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        raise OutputError("output_unwritable", path)


def _write_beside(path: Path, content: Content, overwrite: bool) -> None:
    target = _target(path)
    beside = target.with_name(f".coxa-{secrets.token_hex(8)}.part")
    try:
        _write(beside, content, "xb")
        check_new(path, overwrite)
        beside.replace(target)
    finally:
        with suppress(FileNotFoundError):
            beside.unlink()


def _write(path: Path, content: Content, mode: str) -> None:
    with path.open(mode) as file:
        for chunk in _chunks(content):
            file.write(chunk)
        file.flush()
        if mode == "xb":
            os.fsync(file.fileno())


def _chunks(content: Content) -> Iterable[bytes]:
    if isinstance(content, str):
        return (content.encode("utf-8"),)
    return (content,) if isinstance(content, bytes) else content


def _target(path: Path) -> Path:
    # A link stays a link: what it points to is replaced.
    return path.resolve()


def _is_device(path: Path) -> bool:
    return path.exists() and not path.is_file() and not path.is_dir()
