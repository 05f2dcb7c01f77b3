"""`coxa release`: what a therapist allows, limits or changes for one person."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict, Unpack

import click

from coxa_lab.care.files import clinic_tables
from coxa_lab.care.releasing import Released, ReleaseWish, give_release
from coxa_lab.commands.care_console import (
    CLINIC,
    JSON,
    OVERWRITE,
    QUIET,
    STORE,
    RecordOutputs,
    console,
    day_option,
    now_here,
    opened_history,
    tell_kept,
)
from coxa_lab.commands.console import faults_told
from coxa_lab.report.care_terminal import print_release, release_text

_DATE = "DATE"


class _Options(TypedDict):
    """Options of `coxa release`, as click hands them over."""

    folder: Path
    given_by: str
    role: str
    until: str
    starts: str | None
    why: str
    exercise: tuple[str, ...]
    feature: tuple[str, ...]
    condition: tuple[str, ...]
    guided_test: bool
    pain_monitoring: bool
    ceilings: tuple[str, ...]
    doses: tuple[str, ...]
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    resume: tuple[str, ...]
    withdraws: tuple[str, ...]
    clinic_path: Path | None
    json_path: Path | None
    overwrite: bool
    quiet: bool


@click.command("release", short_help="What a therapist allows, limits or changes.")
@STORE
@click.option("--by", "given_by", required=True, metavar="NAME", help="Who releases.")
@click.option("--role", required=True, help="As what: physical therapist, surgeon ...")
@click.option("--until", required=True, metavar=_DATE, help="The last day it holds.")
@click.option("--starts", metavar=_DATE, help="The first day; today if not given.")
@click.option("--why", required=True, metavar="TEXT", help="The reason, kept with it.")
@click.option("--exercise", multiple=True, metavar="NAME", help="Open a locked exercise.")
@click.option("--feature", multiple=True, metavar="NAME", help="Open all that asks for this.")
@click.option("--condition", multiple=True, metavar="NAME", help="Open the plan for a condition.")
@click.option("--guided-test", is_flag=True, help="Open the guided test.")
@click.option("--pain-monitoring", is_flag=True, help="Allow some pain, as the table has it.")
@click.option(
    "--ceiling", "ceilings", multiple=True, metavar="SIDE:DIRECTION=DEG", help="Furthest angle."
)
@click.option(
    "--dose", "doses", multiple=True, metavar="NAME:sets=N,repetitions=N", help="Set the dose."
)
@click.option("--include", multiple=True, metavar="NAME", help="Put an exercise into the plan.")
@click.option("--exclude", multiple=True, metavar="NAME", help="Keep an exercise out of it.")
@click.option("--resume", multiple=True, metavar="NAME", help="Go on after a stop.")
@click.option("--withdraw", "withdraws", multiple=True, metavar="ID", help="End a release.")
@CLINIC
@JSON
@OVERWRITE
@QUIET
def release_command(**options: Unpack[_Options]) -> None:
    """Keep in DIR what a therapist allows, limits or changes, by whom, until when and why.

    A release never opens a plan for somebody who needs medical help now.
    """
    outputs = RecordOutputs(
        about="release",
        json_path=options["json_path"],
        page_path=None,
        overwrite=options["overwrite"],
        is_quiet=options["quiet"],
    )
    wish = _wish(options)
    with faults_told(outputs.put_refusal):
        outputs.check()
        care = clinic_tables(options["clinic_path"])
        store, history = opened_history(options["folder"])
        released = give_release(store, history, wish, now_here(), care)
        outputs.put(released.release)
        if outputs.shows:
            _print(released)
        tell_kept("care.release.kept", released.path)


def _wish(options: _Options) -> ReleaseWish:
    until = day_option(options["until"], "--until")
    if until is None:
        raise click.BadParameter("a day is needed", param_hint="--until")
    kinds = ("exercise", "feature", "condition", "include", "exclude", "resume")
    named = {kind: options[kind] for kind in kinds}  # type: ignore[literal-required]  # names of the options
    return ReleaseWish(
        given_by=options["given_by"],
        role=options["role"],
        why=options["why"],
        until=until,
        starts=day_option(options["starts"], "--starts"),
        named=named,
        alone=tuple(kind for kind in ("guided_test", "pain_monitoring") if options[kind]),
        ceilings=options["ceilings"],
        doses=options["doses"],
        withdraws=options["withdraws"],
    )


def _print(released: Released) -> None:
    items = [release_text(item) for item in released.release.items]
    print_release(console(), released.release, released.withdrawn, items)
