"""`coxa demo`: the main job on the bundled recording."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from coxa_lab.commands.console import OUTPUT, Outputs, faults_told, progress_bar
from coxa_lab.demo import demonstrate, print_truth
from coxa_lab.errors import OutputError


@click.command("demo", short_help="Measure the bundled recording.")
@click.option(
    "--report",
    "report_path",
    type=OUTPUT,
    default=Path("reports/demo.html"),
    show_default=True,
    help="Where the page goes; replaced if it is there.",
)
@click.option("--quiet", is_flag=True, help="No progress bar.")
def demo_command(report_path: Path, quiet: bool) -> None:
    """Measure the bundled recording and say how far off it was."""
    outputs = Outputs(
        json_path=None,
        report_path=report_path,
        landmarks_path=None,
        overwrite=True,
        is_quiet=False,
    )
    with faults_told(outputs.put_refusal):
        _make_folder(report_path)
        outputs.check()
        with progress_bar(quiet) as progress:
            demonstration = demonstrate(progress)
        outcome = demonstration.outcome
        outputs.put(outcome.assessment, outcome.series, outcome.pictures)
        console = Console()
        console.print()
        print_truth(console, demonstration)
        console.print(f"The page with plots and pictures: {report_path}")


def _make_folder(path: Path) -> None:
    """The folder of an output, made if it is missing."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError("output_unwritable", path) from error
