"""`coxa plan`: the week of exercise, each line with its reasons."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict, Unpack, get_args

import click

from coxa.messages.catalog import sentence
from coxa.tables.care import GOALS, CareTables
from coxa.tables.exercises import Equipment
from coxa_lab.care.contact import contact_from, contact_of, keep_contact
from coxa_lab.care.files import clinic_tables
from coxa_lab.care.pictures import stills_of
from coxa_lab.care.planning import Planned, PlanWish, plan
from coxa_lab.commands.care_console import (
    CLINIC,
    JSON,
    OVERWRITE,
    QUIET,
    STORE,
    RecordOutputs,
    console,
    contact_line,
    day_option,
    now_here,
    opened_history,
    tell_kept,
)
from coxa_lab.commands.console import OUTPUT, faults_told
from coxa_lab.report.plan_page import ContactLine, render_plan
from coxa_lab.report.plan_terminal import print_plan


class _Options(TypedDict):
    """Options of `coxa plan`, as click hands them over."""

    folder: Path
    goals: tuple[str, ...]
    equipment: tuple[str, ...]
    starts: str | None
    why: bool
    contact: str | None
    clinic_path: Path | None
    json_path: Path | None
    report_path: Path | None
    overwrite: bool
    quiet: bool


@click.command("plan", short_help="The week of exercise, and why.")
@STORE
@click.option(
    "--goal", "goals", multiple=True, metavar="GOAL", help="What it is for: " + ", ".join(GOALS)
)
@click.option(
    "--equipment",
    "equipment",
    multiple=True,
    metavar="THING",
    help="What is at home: " + ", ".join(get_args(Equipment)) + ".",
)
@click.option("--starts", metavar="DATE", help="First day of the week; today if not given.")
@click.option("--why", is_flag=True, help="Say why each line stands there, with its source.")
@click.option("--contact", metavar='"NAME, PHONE"', help="Whom to tell of a stop; kept in DIR.")
@CLINIC
@JSON
@click.option("--report", "report_path", type=OUTPUT, help="Write a sheet to print (HTML) here.")
@OVERWRITE
@QUIET
def plan_command(**options: Unpack[_Options]) -> None:
    """Make the week of exercise from the test, the safety questions, goals and what is at home.

    It is kept in DIR. Goals and equipment that are not given are those of the plan before.
    """
    outputs = RecordOutputs(
        about="plan",
        json_path=options["json_path"],
        page_path=options["report_path"],
        overwrite=options["overwrite"],
        is_quiet=options["quiet"],
    )
    wish = PlanWish(
        goals=options["goals"] or None,
        equipment=options["equipment"] or None,
        starts=day_option(options["starts"], "--starts"),
    )
    with faults_told(outputs.put_refusal):
        outputs.check()
        care = clinic_tables(options["clinic_path"])
        store, history = opened_history(options["folder"])
        if options["contact"] is not None:
            note_contact(options["folder"], options["contact"])
        planned = plan(store, history, wish, now_here(), care)
        put_plan(outputs, planned, care, options["folder"], with_reasons=options["why"])


def put_plan(
    outputs: RecordOutputs,
    planned: Planned,
    care: CareTables,
    folder: Path,
    *,
    with_reasons: bool,
) -> None:
    """Write and print a plan, and say where it lies."""
    outputs.put(planned.programme)
    outputs.put_page(lambda: sheet_of(planned, care, folder))
    if outputs.shows:
        print_plan(console(), planned.programme, care, with_reasons=with_reasons)
        if contact_of(folder) is None:
            click.echo(sentence("care.plan.nobody"), err=True)
    tell_kept("care.plan.kept" if planned.is_new else "care.plan.known", planned.path)


def sheet_of(planned: Planned, care: CareTables, folder: Path) -> str:
    """The sheet to print, with pictures and whom to call."""
    contact = contact_of(folder)
    return render_plan(
        planned.programme,
        care,
        pictures=stills_of(planned.programme.items),
        contact=ContactLine(name=contact.name, phone=contact.phone) if contact else None,
    )


def note_contact(folder: Path, text: str) -> None:
    """Keep whom to tell, and say so where somebody else stood there."""
    contact = contact_from(text)
    before = keep_contact(folder, contact)
    if before is not None and before != contact:
        click.echo(
            sentence(
                "care.plan.contact_changed",
                before=contact_line(before),
                contact=contact_line(contact),
            ),
            err=True,
        )
