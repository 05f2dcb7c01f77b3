"""`coxa exercise`: the library, or everything about one exercise."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypedDict, Unpack

import click

from coxa.errors import RefusedError
from coxa.messages.catalog import sentence
from coxa.records.assessment import SIDES, Side
from coxa.records.codec import canonical_text
from coxa.records.wire import encode
from coxa.safety.gates import Gate, access_of
from coxa.tables.care import CareTables
from coxa.tables.exercises import Exercise
from coxa_lab.care.files import clinic_tables
from coxa_lab.care.pictures import picture_file, picture_of
from coxa_lab.care.planning import findings_now
from coxa_lab.care.screening import latest_screening
from coxa_lab.commands.care_console import (
    CLINIC,
    JSON,
    OVERWRITE,
    QUIET,
    RecordOutputs,
    console,
    now_here,
    opened_history,
)
from coxa_lab.commands.console import (
    FOLDER,
    OUTPUT,
    check_paths,
    faults_told,
    put_text,
)
from coxa_lab.errors import OutputError
from coxa_lab.files import check_new, write_new
from coxa_lab.report.exercise_page import render_exercise
from coxa_lab.report.exercise_terminal import print_exercise, print_library


class _Options(TypedDict):
    """Options of `coxa exercise`, as click hands them over."""

    name: str | None
    side: Side
    folder: Path | None
    report_path: Path | None
    pictures_path: Path | None
    clinic_path: Path | None
    json_path: Path | None
    overwrite: bool
    quiet: bool


@click.command("exercise", short_help="The library, or everything about one exercise.")
@click.argument("name", required=False)
@click.option("--side", type=click.Choice(SIDES), default="left", help="Which leg is shown.")
@click.option(
    "--store", "folder", type=FOLDER, metavar="DIR", help="Say what is open for a person."
)
@click.option("--report", "report_path", type=OUTPUT, help="Write a page with pictures (HTML).")
@click.option(
    "--pictures", "pictures_path", type=OUTPUT, metavar="DIR", help="Write the pictures (SVG) here."
)
@CLINIC
@JSON
@OVERWRITE
@QUIET
def exercise_command(**options: Unpack[_Options]) -> None:
    """Show the library, or all about exercise NAME: how, how much, when not, and what is known."""
    outputs = RecordOutputs(
        about="exercise",
        json_path=options["json_path"],
        page_path=options["report_path"],
        overwrite=options["overwrite"],
        is_quiet=options["quiet"],
    )
    if options["name"] is None and options["report_path"] is not None:
        raise click.UsageError("--report needs the name of an exercise.")
    with faults_told(outputs.put_refusal):
        check_paths([options["json_path"], options["report_path"]], options["overwrite"])
        care = clinic_tables(options["clinic_path"])
        rows = _wanted(options["name"], care)
        gates = gates_for(options["folder"], care)
        value = [encode(row) for row in rows] if options["name"] is None else encode(rows[0])
        put_text(options["json_path"], canonical_text(value), options["overwrite"])
        if options["pictures_path"] is not None:
            write_pictures(options["pictures_path"], rows, options["side"], options["overwrite"])
        if options["name"] is None:
            if outputs.shows:
                states = {name: _state(gate)[0] for name, gate in gates.items()}
                print_library(console(), rows, states)
            return
        _put_one(options, outputs, rows[0], (care, gates))


def gates_for(folder: Path | None, care: CareTables) -> Mapping[str, Gate]:
    """What is open, locked and left out for a person; nothing without one or without answers."""
    if folder is None:
        return {}
    _, history = opened_history(folder)
    screening = latest_screening(history)
    if screening is None:
        raise RefusedError("plan_needs_screening")
    return access_of(
        screening,
        history.releases,
        now_here().date(),
        has_version_pattern=findings_now(history).has_version_angles,
        care=care,
    ).gates


def write_pictures(folder: Path, rows: tuple[Exercise, ...], side: Side, overwrite: bool) -> None:
    """Write the still and the moving picture of exercises into a folder, made if need be.

    Raises
    ------
    OutputError
        ``output_exists`` or ``output_unwritable``; nothing is written if one file is there.
    """
    files = {
        folder / picture_file(row.id, side, is_animated=is_animated): (row.id, is_animated)
        for row in rows
        for is_animated in (False, True)
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError("output_unwritable", folder) from error
    for path in files:
        check_new(path, overwrite)
    for path, (name, is_animated) in files.items():
        write_new(path, picture_of(name, side, is_animated=is_animated), overwrite)


def _wanted(name: str | None, care: CareTables) -> tuple[Exercise, ...]:
    """One exercise by its id, or all."""
    if name is None:
        return care.exercises
    if not care.has_exercise(name):
        known = ", ".join(row.id for row in care.exercises)
        raise RefusedError("exercise_unknown", name=name[:40], choices=known)
    return (care.exercise(name),)


def _state(gate: Gate | None) -> tuple[str, ...]:
    """Whether an exercise is open for a person, then why not; nothing without a person."""
    if gate is None:
        return ()
    state = sentence(f"care.exercise.state_{gate.status}")
    return (state, *(reason.message for reason in gate.reasons))


def _put_one(
    options: _Options,
    outputs: RecordOutputs,
    exercise: Exercise,
    known: tuple[CareTables, Mapping[str, Gate]],
) -> None:
    care, gates = known
    state = _state(gates.get(exercise.id))
    outputs.put_page(
        lambda: render_exercise(
            exercise,
            care,
            side=options["side"],
            picture=picture_of(exercise.id, options["side"], is_animated=True),
            state=state,
        )
    )
    if outputs.shows:
        print_exercise(console(), exercise, care, state=state)
