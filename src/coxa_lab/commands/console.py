"""What the commands share: faults told with their exit code, results put where they should go."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NoReturn

import click
from rich.console import Console
from rich.text import Text

from coxa.errors import RefusedError
from coxa.messages.catalog import refusal as refusal_for
from coxa.messages.catalog import refusal_of, sentence
from coxa.records.refusal import Refusal
from coxa_lab.errors import EXIT_FAULT, EXIT_REFUSED, PathError, exit_code
from coxa_lab.files import check_new, write_new
from coxa_lab.report.terminal import print_lines, print_refusal
from coxa_lab.store import StoreNotice

OUTPUT: Final = click.Path(path_type=Path, dir_okay=True)
FOLDER: Final = click.Path(path_type=Path)
TO_STANDARD_OUTPUT: Final = Path("-")


@contextmanager
def faults_told(put_refusal: Callable[[Refusal], None] | None = None) -> Iterator[None]:
    """End the command with the exit code of `coxa_lab.errors`, and never with a traceback.

    Parameters
    ----------
    put_refusal : callable or None
        Puts a refusal where the result would have gone; without it, it is said on standard error.
    """
    try:
        yield
    except RefusedError as error:
        _end_with_refusal(put_refusal or tell, refusal_of(error))
    except PathError as error:
        _end_with_path_error(error)
    except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
        raise
    except Exception as error:
        if os.environ.get("COXA_DEBUG"):
            raise
        tell(refusal_for("unexpected_fault"), f"{type(error).__name__}: {error}")
        sys.exit(EXIT_FAULT)


def tell(refusal: Refusal, detail: str | None = None) -> None:
    """Say on standard error what went wrong and the one next step."""
    click.echo(f"coxa: {refusal.message} {refusal.next_step}", err=True)
    if detail is not None:
        click.echo(f"coxa: {detail}", err=True)


def show_refusal(refusal: Refusal) -> None:
    """Print a refusal on standard output, where the result would have stood."""
    print_refusal(Console(), refusal)


def check_paths(outputs: Sequence[Path | None], overwrite: bool) -> None:
    """Raise before long work if two outputs are one file, or one cannot be written."""
    paths = [path for path in outputs if path is not None and path != TO_STANDARD_OUTPUT]
    for path in paths:
        check_new(path, overwrite)
    if len({path.resolve() for path in paths}) < len(paths):
        raise click.UsageError("Two outputs have the same path.")


def show_lines(title: str, lines: Iterable[str]) -> None:
    """Print a title and its lines."""
    console = Console()
    console.print(Text(title, style="bold"))
    print_lines(console, lines)


def tell_left_out(notices: Iterable[StoreNotice]) -> None:
    """Say on standard error which files of a folder could not be used."""
    for notice in notices:
        left_out = sentence("trend.left_out", name=notice.path.name, problem=notice.problem)
        click.echo(f"coxa: {left_out}", err=True)


def put_text(path: Path | None, text: str, overwrite: bool) -> None:
    """Write a result to a file, to standard output (``-``), or nowhere (None)."""
    if path == TO_STANDARD_OUTPUT:
        click.echo(text, nl=not text.endswith("\n"))
    elif path is not None:
        write_new(path, text, overwrite)


def _end_with_refusal(put_refusal: Callable[[Refusal], None], refusal: Refusal) -> NoReturn:
    """Put the refusal where the result would have gone, and leave."""
    try:
        put_refusal(refusal)
    except PathError as error:
        _end_with_path_error(error)
    sys.exit(EXIT_REFUSED)


def _end_with_path_error(error: PathError) -> NoReturn:
    tell(refusal_for(error.code, path=str(error.path)))
    sys.exit(exit_code(error))
