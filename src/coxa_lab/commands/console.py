"""What the commands share: faults told with their exit code, results put where they should go."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Final, NoReturn

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.text import Text

from coxa.assessment.series import RotationSeries
from coxa.errors import RefusedError
from coxa.messages.catalog import refusal as refusal_for
from coxa.messages.catalog import refusal_of, sentence
from coxa.records.assessment import Assessment
from coxa.records.codec import assessment_to_json, canonical_text
from coxa.records.findings import Findings
from coxa.records.landmarks import LandmarkRecording
from coxa.records.plain import plain_to_json
from coxa.records.refusal import Refusal
from coxa.records.wire import Json
from coxa_lab.errors import EXIT_FAULT, EXIT_REFUSED, PathError, exit_code
from coxa_lab.files import check_new, write_new
from coxa_lab.recordings.landmark_file import write_landmarks
from coxa_lab.report.terminal import print_assessment, print_lines, print_refusal
from coxa_lab.store import StoreNotice

if TYPE_CHECKING:
    from coxa_lab.report.pictures import EndRangePicture

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


def check_paths(
    outputs: Sequence[Path | None], overwrite: bool, recording: Path | None = None
) -> None:
    """Raise before long work if two outputs are one file, or one cannot be written."""
    paths = [path for path in outputs if path is not None and path != TO_STANDARD_OUTPUT]
    for path in paths:
        check_new(path, overwrite)
    if len({path.resolve() for path in paths}) < len(paths):
        raise click.UsageError("Two outputs have the same path.")
    if recording is not None and recording.resolve() in {path.resolve() for path in paths}:
        raise click.UsageError("An output has the path of the recording.")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """Where the results of a measurement go; a refusal goes where the result would have gone."""

    json_path: Path | None
    report_path: Path | None
    landmarks_path: Path | None
    overwrite: bool
    is_quiet: bool

    def check(self, recording: Path | None = None) -> None:
        """Raise before long work what writing would raise after it."""
        paths = [self.json_path, self.report_path, self.landmarks_path]
        check_paths(paths, self.overwrite, recording)

    def put_landmarks(self, landmarks: LandmarkRecording) -> None:
        """Write the landmarks, whether or not they can be measured."""
        if self.landmarks_path is not None:
            write_landmarks(self.landmarks_path, landmarks, self.overwrite)

    def put(
        self,
        assessment: Assessment,
        series: RotationSeries | None,
        pictures: Sequence[EndRangePicture] = (),
        findings: Findings | None = None,
    ) -> None:
        """Write and print an assessment."""
        self._put_json(assessment_to_json(assessment))
        if self.report_path is not None:
            page = _html().render_report(assessment, series, pictures, findings=findings)
            write_new(self.report_path, page, self.overwrite)
        if self._prints_table():
            print_assessment(Console(), assessment, findings=findings)

    def put_refusal(self, refusal: Refusal) -> None:
        """Write and print why there is no assessment."""
        self._put_json(plain_to_json(refusal))
        if self.report_path is not None:
            write_new(self.report_path, _html().render_refusal(refusal), self.overwrite)
        if self._prints_table():
            show_refusal(refusal)

    def _prints_table(self) -> bool:
        return not self.is_quiet and self.json_path != TO_STANDARD_OUTPUT

    def _put_json(self, value: Json) -> None:
        put_text(self.json_path, canonical_text(value), self.overwrite)


def _html() -> ModuleType:
    """The page's module, loaded only when a page is asked for: it is a tenth of a start-up."""
    return import_module("coxa_lab.report.html")


@contextmanager
def progress_bar(is_quiet: bool) -> Iterator[Callable[[float, float | None], None] | None]:
    """A bar on standard error while the pose model works; nothing when nobody watches."""
    console = Console(stderr=True)
    if is_quiet or not console.is_terminal:
        yield None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("Looking at the video", total=None)

        def advance(done_s: float, total_s: float | None) -> None:
            bar.update(task, completed=done_s, total=total_s)

        yield advance


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
