"""`coxa trend`: what a person's days say together."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from coxa.records.codec import canonical_text
from coxa.records.plain import plain_to_json
from coxa.records.refusal import Refusal
from coxa_lab.commands.console import (
    FOLDER,
    OUTPUT,
    TO_STANDARD_OUTPUT,
    check_paths,
    faults_told,
    put_text,
    show_refusal,
)
from coxa_lab.files import write_new
from coxa_lab.keeping import look_back
from coxa_lab.report.html import render_refusal
from coxa_lab.report.trend_page import render_trend
from coxa_lab.report.trend_terminal import print_trend


@click.command("trend", short_help="Say what changed over many days, and what is noise.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--json", "json_path", type=OUTPUT, help="Write the record here; - for the screen.")
@click.option("--report", "report_path", type=OUTPUT, help="Write a page (HTML) here.")
@click.option("--overwrite", is_flag=True, help="Replace output files that are there.")
@click.option("--quiet", is_flag=True, help="No table.")
def trend_command(
    folder: Path, json_path: Path | None, report_path: Path | None, overwrite: bool, quiet: bool
) -> None:
    """Say what changed in DIR, a person's folder, what is noise, and what is not compared.

    The folder is filled by `coxa assess --store DIR`, `coxa checkin DIR` and `coxa bridge DIR`.
    """
    is_shown = not quiet and json_path != TO_STANDARD_OUTPUT

    def put_refusal(refusal: Refusal) -> None:
        put_text(json_path, canonical_text(plain_to_json(refusal)), overwrite)
        if report_path is not None:
            write_new(report_path, render_refusal(refusal), overwrite)
        if is_shown:
            show_refusal(refusal)

    with faults_told(put_refusal):
        check_paths([json_path, report_path], overwrite)
        trend = look_back(folder)
        put_text(json_path, canonical_text(plain_to_json(trend)), overwrite)
        if report_path is not None:
            write_new(report_path, render_trend(trend), overwrite)
        if is_shown:
            print_trend(Console(), trend)
