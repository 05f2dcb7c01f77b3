"""The `coxa` command: parse, call a workflow, print. No arithmetic.

Results go to standard output, messages to standard error. Exit codes: `coxa_lab.errors`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TypedDict, Unpack, get_args

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from coxa.errors import RefusedError
from coxa.messages.catalog import refusal as refusal_for
from coxa.messages.catalog import refusal_of
from coxa.records.assessment import SIDES, Side
from coxa.records.codec import (
    assessment_to_json,
    canonical_text,
    refusal_to_json,
)
from coxa.records.landmarks import LandmarkRecording
from coxa.records.refusal import Refusal
from coxa.version import __version__
from coxa_lab.demo import demonstrate, print_truth
from coxa_lab.doctor import examine
from coxa_lab.errors import EXIT_FAULT, EXIT_REFUSED, OutputError, PathError, exit_code
from coxa_lab.files import check_new, write_new
from coxa_lab.pose.networks import ModelName
from coxa_lab.recordings.landmark_file import write_landmarks
from coxa_lab.report.html import render_refusal, render_report
from coxa_lab.report.terminal import print_assessment, print_refusal
from coxa_lab.simulation import SettingError, preset_names, simulated, truth_text
from coxa_lab.workflows import ANONYMOUS, AssessOutcome, AssessRequest, assess

_OUTPUT = click.Path(path_type=Path, dir_okay=True)
_TO_STANDARD_OUTPUT = Path("-")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="coxa")
def main() -> None:
    """Coxa: hip rotation measured at home, with its error.

    Results go to standard output, messages to standard error. Exit codes: 0 done; 1 the recording
    gives no honest number, and the result says why; 2 wrong usage, or a path that cannot be used;
    3 a fault of this program.
    """


class _AssessOptions(TypedDict):
    """Options of `coxa assess`, as click hands them over."""

    side: str | None
    mirrored: bool | None
    model: ModelName
    thorough: bool
    json_path: Path | None
    report_path: Path | None
    images: bool
    landmarks_path: Path | None
    subject: str
    overwrite: bool
    quiet: bool


@main.command("assess", short_help="Measure hip rotation from a recording.")
@click.argument("recording", type=click.Path(path_type=Path))
@click.option("--side", type=click.Choice(SIDES), help="Measure this leg only.")
@click.option(
    "--mirrored/--not-mirrored",
    default=None,
    help="Whether the video is a mirror image, as from many front cameras.",
)
@click.option(
    "--model",
    type=click.Choice(get_args(ModelName)),
    default="full",
    show_default=True,
    help="Pose model: lite is faster, heavy slower.",
)
@click.option("--thorough", is_flag=True, help="Look at every image several times. Slow.")
@click.option("--json", "json_path", type=_OUTPUT, help="Write the record here; - for the screen.")
@click.option("--report", "report_path", type=_OUTPUT, help="Write a page (HTML) here.")
@click.option("--images", is_flag=True, help="Put end-range pictures into the page, face blurred.")
@click.option(
    "--landmarks", "landmarks_path", type=_OUTPUT, help="Write what the pose model saw here."
)
@click.option("--subject", default=ANONYMOUS, show_default=True, help="Opaque name of the person.")
@click.option("--overwrite", is_flag=True, help="Replace output files that are there.")
@click.option("--quiet", is_flag=True, help="No progress bar, no table.")
def assess_command(recording: Path, **options: Unpack[_AssessOptions]) -> None:
    """Measure hip rotation from RECORDING, a video of the seated test or a landmark file.

    The test: sit on a chair facing the camera, in the picture from head to feet. Sit still for two
    seconds with both lower legs hanging down. Then turn one leg at a time: the foot outward, hold
    for a second, back; the foot inward, hold, back; three times each. The same with the other leg.
    Stop at once on any pain.
    """
    if options["images"] and options["report_path"] is None:
        raise click.UsageError("--images needs --report: the pictures stand in the page.")
    outputs = _Outputs(
        json_path=options["json_path"],
        report_path=options["report_path"],
        landmarks_path=options["landmarks_path"],
        overwrite=options["overwrite"],
        is_quiet=options["quiet"],
    )
    request = AssessRequest(
        recording=recording,
        subject=options["subject"],
        side=_side(options["side"]),
        mirrored=options["mirrored"],
        model=options["model"],
        is_thorough=options["thorough"],
        with_pictures=options["images"],
    )
    with _faults_told(outputs):
        outputs.check(recording)
        with _progress_bar(outputs.is_quiet) as progress:
            outcome = assess(request, progress, outputs.put_landmarks)
        outputs.put(outcome)


@main.command("demo", short_help="Measure the bundled recording.")
@click.option(
    "--report",
    "report_path",
    type=_OUTPUT,
    default=Path("reports/demo.html"),
    show_default=True,
    help="Where the page goes; replaced if it is there.",
)
@click.option("--quiet", is_flag=True, help="No progress bar.")
def demo_command(report_path: Path, quiet: bool) -> None:
    """Measure the bundled recording and say how far off it was."""
    outputs = _Outputs(
        json_path=None,
        report_path=report_path,
        landmarks_path=None,
        overwrite=True,
        is_quiet=False,
    )
    with _faults_told(outputs):
        _make_folder(report_path)
        outputs.check()
        with _progress_bar(quiet) as progress:
            demonstration = demonstrate(progress)
        outputs.put(demonstration.outcome)
        console = Console()
        console.print()
        print_truth(console, demonstration)
        console.print(f"The page with plots and pictures: {report_path}")


@main.command("phantom", short_help="Simulate a recording with known angles.")
@click.option(
    "--preset",
    type=click.Choice(preset_names()),
    default="plain",
    show_default=True,
    metavar="NAME",
    help="What is simulated: " + ", ".join(preset_names()) + ".",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Decides all that is drawn.")
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    help="Change a setting, as camera.yaw_deg=20; repeat for more. An unknown name lists all.",
)
@click.option("--landmarks", "landmarks_path", type=_OUTPUT, help="Write the landmarks here.")
@click.option("--truth", "truth_path", type=_OUTPUT, help="Write the true angles here.")
@click.option("--overwrite", is_flag=True, help="Replace output files that are there.")
def phantom_command(
    preset: str,
    seed: int,
    settings: tuple[str, ...],
    landmarks_path: Path | None,
    truth_path: Path | None,
    overwrite: bool,
) -> None:
    """Simulate a recording whose true angles are known, for `coxa assess` to measure."""
    if landmarks_path is None and truth_path is None:
        raise click.UsageError("Nothing to write: name --landmarks FILE, --truth FILE, or both.")
    with _faults_told():
        _check_paths([landmarks_path, truth_path], overwrite)
        try:
            trial = simulated(preset, seed, settings)
        except SettingError as error:
            raise click.BadParameter(str(error), param_hint="--set") from error
        if landmarks_path is not None:
            write_landmarks(landmarks_path, trial.recording, overwrite)
        if truth_path is not None:
            write_new(truth_path, truth_text(trial.truth), overwrite)


@main.command("doctor", short_help="Check that everything needed is here.")
def doctor_command() -> None:
    """Check that everything needed is here, and say what to do about what is not."""
    with _faults_told():
        findings = list(examine(Path.cwd()))
    for finding in findings:
        click.echo(f"{'OK  ' if finding.is_ok else 'MEND'}  {finding.what}")
        if finding.to_do is not None:
            click.echo(f"      {finding.to_do}")
    if not all(finding.is_ok for finding in findings):
        sys.exit(EXIT_REFUSED)


def _side(name: str | None) -> Side | None:
    return next((side for side in SIDES if side == name), None)


# ---------------------------------------------------------------------------- where results go


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outputs:
    """Where the results of one command go; a refusal goes where the result would have gone."""

    json_path: Path | None
    report_path: Path | None
    landmarks_path: Path | None
    overwrite: bool
    is_quiet: bool

    def check(self, recording: Path | None = None) -> None:
        """Raise before long work what writing would raise after it."""
        _check_paths(self._files(), self.overwrite, recording)

    def put_landmarks(self, landmarks: LandmarkRecording) -> None:
        """Write the landmarks, whether or not they can be measured."""
        if self.landmarks_path is not None:
            write_landmarks(self.landmarks_path, landmarks, self.overwrite)

    def put(self, outcome: AssessOutcome) -> None:
        """Write and print an assessment."""
        self._put_json(canonical_text(assessment_to_json(outcome.assessment)))
        if self.report_path is not None:
            page = render_report(outcome.assessment, outcome.series, outcome.pictures)
            write_new(self.report_path, page, self.overwrite)
        if self._prints_table():
            print_assessment(Console(), outcome.assessment)

    def put_refusal(self, refusal: Refusal) -> None:
        """Write and print why there is no assessment."""
        self._put_json(canonical_text(refusal_to_json(refusal)))
        if self.report_path is not None:
            write_new(self.report_path, render_refusal(refusal), self.overwrite)
        if self._prints_table():
            print_refusal(Console(), refusal)

    def _files(self) -> list[Path | None]:
        json_file = None if self.json_path == _TO_STANDARD_OUTPUT else self.json_path
        return [json_file, self.report_path, self.landmarks_path]

    def _prints_table(self) -> bool:
        return not self.is_quiet and self.json_path != _TO_STANDARD_OUTPUT

    def _put_json(self, text: str) -> None:
        if self.json_path == _TO_STANDARD_OUTPUT:
            click.echo(text, nl=not text.endswith("\n"))
        elif self.json_path is not None:
            write_new(self.json_path, text, self.overwrite)


def _check_paths(
    outputs: Sequence[Path | None], overwrite: bool, recording: Path | None = None
) -> None:
    """Raise if two outputs are one file, if one is the recording itself, or cannot be written."""
    paths = [path for path in outputs if path is not None]
    for path in paths:
        check_new(path, overwrite)
    if len({path.resolve() for path in paths}) < len(paths):
        raise click.UsageError("Two outputs have the same path.")
    if recording is not None and recording.resolve() in {path.resolve() for path in paths}:
        raise click.UsageError("An output has the path of the recording.")


def _make_folder(path: Path) -> None:
    """The folder of an output, made if it is missing."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError("output_unwritable", path) from error


# ------------------------------------------------------------------------------- what goes wrong


@contextmanager
def _faults_told(outputs: _Outputs | None = None) -> Iterator[None]:
    """End the command with the exit code of `coxa_lab.errors`, and never with a traceback."""
    try:
        yield
    except RefusedError as error:
        _end_with_refusal(outputs, refusal_of(error))
    except PathError as error:
        _end_with_path_error(error)
    except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
        raise
    except Exception as error:
        if os.environ.get("COXA_DEBUG"):
            raise
        name = f"{type(error).__name__}: {error}"
        _tell(refusal_for("unexpected_fault"), name)
        sys.exit(EXIT_FAULT)


def _end_with_refusal(outputs: _Outputs | None, refusal: Refusal) -> NoReturn:
    """Put the refusal where the result would have gone, and leave."""
    try:
        if outputs is None:
            _tell(refusal)
        else:
            outputs.put_refusal(refusal)
    except PathError as error:
        _end_with_path_error(error)
    sys.exit(EXIT_REFUSED)


def _end_with_path_error(error: PathError) -> NoReturn:
    path = str(error.path)
    _tell(refusal_for(error.code, path=path))
    sys.exit(exit_code(error))


def _tell(refusal: Refusal, detail: str | None = None) -> None:
    """Say on standard error what went wrong and the one next step."""
    click.echo(f"coxa: {refusal.message} {refusal.next_step}", err=True)
    if detail is not None:
        click.echo(f"coxa: {detail}", err=True)


@contextmanager
def _progress_bar(is_quiet: bool) -> Iterator[Callable[[float, float | None], None] | None]:
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


if __name__ == "__main__":
    main()
