"""What the settings read from outside; a missing value fails with the name of its variable."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final

from coxa_lab.errors import OutputError

DATA_VARIABLE: Final = "COXA_DATA"
LAN_VARIABLE: Final = "COXA_LAN_ADDRESSES"
_SECRET_NAME: Final = "secret_key"  # noqa: S105 - the name of the file
_SECRET_BYTES: Final = 50


class SettingMissing(Exception):  # noqa: N818 - says what happened
    """A variable that a setting needs is not set."""


def check_folder(folder: Path) -> None:
    """Make a folder if it is not there, and try whether it can be written to.

    Raises
    ------
    OutputError
        ``output_unwritable``
    """
    path = folder.expanduser().resolve()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with TemporaryFile(dir=path):
            return
    except OSError as error:
        raise OutputError("output_unwritable", folder) from error


def data_folder() -> Path:
    """Folder of the person's data, made if it is not there."""
    value = os.environ.get(DATA_VARIABLE)
    if not value:
        raise SettingMissing(f"{DATA_VARIABLE} is not set: run `coxa serve`, or name the folder")
    folder = Path(value).expanduser().resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def lan_addresses() -> list[str]:
    """Addresses at which the local network reaches this machine, as `coxa serve --lan` found."""
    value = os.environ.get(LAN_VARIABLE)
    if not value:
        raise SettingMissing(f"{LAN_VARIABLE} is not set: run `coxa serve --lan`")
    return value.split()


def secret_kept_in(folder: Path) -> str:
    """The secret of this installation; made on first use, readable by its owner only."""
    path = folder / _SECRET_NAME
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(_SECRET_BYTES))
    return path.read_text(encoding="ascii")


def new_secret_in(folder: Path) -> str:
    """Another secret in the place of the one that was kept; what was signed with that is void.

    Raises
    ------
    OutputError
        ``output_unwritable``
    """
    try:
        (folder / _SECRET_NAME).unlink(missing_ok=True)
        return secret_kept_in(folder)
    except OSError as error:
        raise OutputError("output_unwritable", folder / _SECRET_NAME) from error
