"""Every error the laboratory raises on purpose, beside those of the core (`coxa.errors`).

PathError                a path on the command line is at fault: exit code 2
├── InputError           missing, a folder, unreadable
└── OutputError          exists already, unwritable, its folder is missing

Content that gives no honest result is `coxa.errors.RefusedError`: exit code 1. Whatever else comes
is a fault of this program: exit code 3.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from coxa.errors import RefusedError

EXIT_DONE: Final = 0
EXIT_REFUSED: Final = 1
EXIT_USAGE: Final = 2
EXIT_FAULT: Final = 3


class PathError(Exception):
    """A path that cannot be used.

    Attributes
    ----------
    code : str
        Stable code; the sentence and the next step stand in the core's messages under it.
    path : Path
        The path as it was given.
    """

    def __init__(self, code: str, path: Path) -> None:
        super().__init__(f"{code}: {path}")
        self.code = code
        self.path = path

    @property
    def values(self) -> dict[str, float | int | str]:
        """What the sentence quotes."""
        return {"path": str(self.path)}


class InputError(PathError):
    """A path to read from: ``file_missing``, ``is_a_folder``, ``not_a_file`` or ``unreadable``."""


class OutputError(PathError):
    """A path to write to: ``output_exists``, ``is_a_folder`` or ``output_unwritable``."""


def exit_code(error: BaseException) -> int:
    """Exit code of the command that ended with this error."""
    if isinstance(error, RefusedError):
        return EXIT_REFUSED
    return EXIT_USAGE if isinstance(error, PathError) else EXIT_FAULT
