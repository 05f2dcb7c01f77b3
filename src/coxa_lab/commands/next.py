"""`coxa next`: the plan of next week, what changes in it, and why."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TypedDict, Unpack

import click

from coxa.messages.catalog import sentence
from coxa.tables.care import CareTables
from coxa_lab.care.files import clinic_tables
from coxa_lab.care.planning import Planned, plan_next
from coxa_lab.commands.care_console import (
    CLINIC,
    JSON,
    OVERWRITE,
    QUIET,
    STORE,
    RecordOutputs,
    console,
    now_here,
    opened_history,
)
from coxa_lab.commands.console import OUTPUT, faults_told
from coxa_lab.commands.plan import put_plan
from coxa_lab.report.care_terminal import print_changes
from coxa_lab.report.care_words import CareWords


class _Options(TypedDict):
    """Options of `coxa next`, as click hands them over."""

    folder: Path
    why: bool
    clinic_path: Path | None
    json_path: Path | None
    report_path: Path | None
    overwrite: bool
    quiet: bool


@click.command("next", short_help="Next week's plan: what changes, and why.")
@STORE
@click.option("--why", is_flag=True, help="Give every reason, with its source.")
@CLINIC
@JSON
@click.option("--report", "report_path", type=OUTPUT, help="Write a sheet to print (HTML) here.")
@OVERWRITE
@QUIET
def next_command(**options: Unpack[_Options]) -> None:
    """Make the plan of the week after this one from what was done, and say what changes and why."""
    outputs = RecordOutputs(
        about="plan",
        json_path=options["json_path"],
        page_path=options["report_path"],
        overwrite=options["overwrite"],
        is_quiet=options["quiet"],
    )
    with faults_told(outputs.put_refusal):
        outputs.check()
        care = clinic_tables(options["clinic_path"])
        store, history = opened_history(options["folder"])
        now = now_here()
        planned = plan_next(store, history, now, care)
        if outputs.shows:
            _print_changes(planned, now.date(), care, with_reasons=options["why"])
        put_plan(outputs, planned, care, options["folder"], with_reasons=options["why"])


def _print_changes(planned: Planned, today: date, care: CareTables, *, with_reasons: bool) -> None:
    """What changes, and whether this week still runs."""
    place = console()
    seen = sentence("care.next.seen", sessions=planned.programme.sessions_seen)
    print_changes(place, planned.changes, care, with_reasons=with_reasons)
    place.print()
    click.echo(seen)
    last = date.fromisoformat(planned.programme.starts_on) - timedelta(days=1)
    if last >= today:
        click.echo(sentence("care.next.early", last=CareWords().day(last)))
    click.echo()
