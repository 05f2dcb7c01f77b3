"""The main job on the bundled recording: measure it, say how far from the truth, plan a week."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import resources
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from typing import Final

from rich.console import Console
from rich.table import Table

from coxa.messages.catalog import sentence, side_and_direction
from coxa.records.assessment import Assessment
from coxa.records.programme import Programme
from coxa.tables.care import care_tables
from coxa_lab.care.files import answers_from_file
from coxa_lab.care.pictures import stills_of
from coxa_lab.care.planning import PlanWish, plan
from coxa_lab.care.screening import ScreenRequest, screen_person
from coxa_lab.keeping import history_of, keep
from coxa_lab.report.plan_page import render_plan
from coxa_lab.report.plan_terminal import print_week
from coxa_lab.store import open_store
from coxa_lab.truth import Comparison, Truth, compare_with_truth, read_truth
from coxa_lab.workflows import AssessOutcome, AssessRequest, Progress, assess

SUBJECT: Final = "demo"
_WISH: Final = PlanWish(
    goals=("walking", "dressing"), equipment=("chair", "wall", "mat", "long_band")
)


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What was measured on the bundled recording, and the truth."""

    outcome: AssessOutcome
    truth: Truth
    comparison: Comparison


@contextmanager
def bundled_recording() -> Iterator[tuple[Path, Path]]:
    """Paths of the bundled video and its truth, for as long as the context lasts."""
    folder = resources.files("coxa_lab.bundled")
    with (
        resources.as_file(folder / "seated.mp4") as video,
        resources.as_file(folder / "seated.json") as truth,
    ):
        yield video, truth


def demonstrate(progress: Progress | None = None) -> Demonstration:
    """Measure the bundled recording as `coxa assess` would, and hold it against the truth."""
    with bundled_recording() as (video, truth_path):
        truth = read_truth(truth_path)
        request = AssessRequest(recording=video, mirrored=False, with_pictures=True)
        outcome = assess(request, progress)
    return Demonstration(outcome, truth, compare_with_truth(outcome.assessment, truth))


def print_truth(console: Console, demonstration: Demonstration) -> None:
    """Print measured and true angles side by side, and how far apart they are."""
    comparison, truth = demonstration.comparison, demonstration.truth
    table = Table(title="How far the measurement is from the truth", title_justify="left", box=None)
    table.add_column("Side and movement")
    for heading in ("True", "Measured", "Off by", "Stated error"):
        table.add_column(heading, justify="right")
    for found in comparison.ranges:
        true_deg = truth.mean_peak_deg[found.side, found.direction]
        table.add_row(
            side_and_direction(found.side, found.direction),
            f"{true_deg:.1f}°",
            f"{true_deg + found.error_deg:.1f}°",
            f"{found.error_deg:+.1f}°",
            f"± {found.stated_95_deg:.1f}°",
        )
    console.print(table)
    errors_deg = [abs(m.error_deg) for m in comparison.matched]
    console.print(
        f"{len(errors_deg)} of {len(truth.repetitions)} repetitions found, "
        f"{comparison.invented + comparison.confused} invented or confused; single repetitions are "
        f"off by {fmean(errors_deg):.1f}° on average, {max(errors_deg):.1f}° at most."
    )
    console.print(
        "The recording is of a rendered person: the truth is known, but nobody real is in it."
    )


def demonstration_plan(assessment: Assessment, now: datetime) -> Programme:
    """Week of exercise for the person of the demonstration, as if measured and asked now.

    The person's folder is made and thrown away again.
    """
    care = care_tables()
    with TemporaryDirectory() as place:
        folder = Path(place) / SUBJECT
        keep(replace(assessment, recorded_at=now.isoformat()), folder, SUBJECT)
        store = open_store(folder)
        with resources.as_file(resources.files("coxa_lab.bundled") / "answers.toml") as file:
            answers = answers_from_file(file, care)
        request = ScreenRequest(answers=answers, recorded_at=now.isoformat())
        screen_person(store, history_of(store), request, care)
        return plan(store, history_of(store), _WISH, now, care).programme


def sheet_of(programme: Programme) -> str:
    """The week as a sheet to print, with pictures."""
    return render_plan(programme, care_tables(), pictures=stills_of(programme.items))


def print_demo_plan(console: Console, programme: Programme) -> None:
    """Print the week in short, and that the person is made up."""
    console.print(sentence("care.demo.answers"))
    console.print()
    print_week(console, programme, care_tables())
