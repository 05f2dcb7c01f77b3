"""`coxa bridge`: two devices brought into one line by one day measured with both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import cast, get_args

import click

from coxa.assessment.bridge_day import detectable_over
from coxa.messages.bridging import bridge_title, meaning_texts, offset_texts
from coxa.messages.catalog import sentence
from coxa.records.assessment import Device
from coxa_lab.commands.console import FOLDER, faults_told, show_lines, tell_left_out
from coxa_lab.keeping import BridgeKept, bridge_devices

_DEVICE = click.Choice(get_args(Device))


@click.command("bridge", short_help="Bring two devices into one line.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--from-device", type=_DEVICE, required=True, help="Device of the other values.")
@click.option("--to-device", type=_DEVICE, required=True, help="Device they should stand beside.")
@click.option(
    "--date",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Day measured with both; the newest one if not given.",
)
def bridge_command(folder: Path, from_device: str, to_device: str, date: datetime | None) -> None:
    """Find out in DIR how two devices differ, from one day measured with both.

    After that `coxa trend DIR` and `coxa assess --store DIR` compare values across the two.
    """
    with faults_told():
        day = None if date is None else date.date().isoformat()
        bridges, notices = bridge_devices(
            folder, cast(Device, from_device), cast(Device, to_device), day
        )
        ordered = sorted(bridges, key=_title)
        for title, same in groupby(ordered, key=_title):
            _show(title, list(same))
        tell_left_out(notices)


def _title(kept: BridgeKept) -> str:
    return bridge_title(kept.bridge)


def _show(title: str, bridges: Sequence[BridgeKept]) -> None:
    """Every bridge of one test: what was found, what it means, where it lies."""
    least_deg = max(detectable_over(kept.bridge) for kept in bridges)
    offsets = [text for kept in bridges for text in offset_texts(kept.bridge)]
    show_lines(title, [*offsets, *meaning_texts(bridges[0].bridge, least_deg)])
    for kept in bridges:
        name = kept.path.name
        click.echo(sentence("bridge.kept" if kept.is_new else "bridge.known", name=name))
