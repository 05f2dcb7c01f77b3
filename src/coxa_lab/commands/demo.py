"""`coxa demo`: the main job on the bundled recording, from the video to the week of exercise."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console

from coxa_lab.commands.console import OUTPUT, Outputs, faults_told, progress_bar
from coxa_lab.demo import (
    demonstrate,
    demonstration_plan,
    print_demo_plan,
    print_truth,
    sheet_of,
)
from coxa_lab.errors import OutputError
from coxa_lab.files import check_new, write_new


@click.command("demo", short_help="Measure the bundled recording and plan a week.")
@click.option(
    "--report",
    "report_path",
    type=OUTPUT,
    default=Path("reports/demo.html"),
    show_default=True,
    help="Where the page goes; replaced if it is there.",
)
@click.option(
    "--plan",
    "plan_path",
    type=OUTPUT,
    default=Path("reports/demo-plan.html"),
    show_default=True,
    help="Where the sheet with the week goes; replaced if it is there.",
)
@click.option("--quiet", is_flag=True, help="No progress bar.")
def demo_command(report_path: Path, plan_path: Path, quiet: bool) -> None:
    """Measure the bundled recording, say how far off it was, and plan a week of exercise."""
    outputs = Outputs(
        json_path=None,
        report_path=report_path,
        landmarks_path=None,
        overwrite=True,
        is_quiet=False,
    )
    with faults_told(outputs.put_refusal):
        for path in (report_path, plan_path):
            _make_folder(path)
        outputs.check()
        check_new(plan_path, overwrite=True)
        with progress_bar(quiet) as progress:
            demonstration = demonstrate(progress)
        outcome = demonstration.outcome
        outputs.put(outcome.assessment, outcome.series, outcome.pictures)
        console = Console()
        console.print()
        print_truth(console, demonstration)
        console.print(f"The page with plots and pictures: {report_path}")
        console.print()
        now = datetime.now(UTC).astimezone().replace(microsecond=0)
        programme = demonstration_plan(outcome.assessment, now)
        print_demo_plan(console, programme)
        write_new(plan_path, sheet_of(programme), overwrite=True)
        console.print(f"The sheet to print: {plan_path}")


def _make_folder(path: Path) -> None:
    """The folder of an output, made if it is missing."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError("output_unwritable", path) from error
