"""`coxa bridge`: two devices brought into one line by one day measured with both."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import cast, get_args

import click

from coxa.assessment.bridge_day import detectable_over
from coxa.messages.bridging import bridge_texts, bridge_title
from coxa.messages.catalog import sentence
from coxa.records.assessment import Device
from coxa_lab.commands.console import FOLDER, faults_told, show_lines, tell_left_out
from coxa_lab.keeping import bridge_devices

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
        for kept in bridges:
            show_lines(
                bridge_title(kept.bridge),
                bridge_texts(kept.bridge, detectable_over(kept.bridge)),
            )
            name = kept.path.name
            click.echo(
                sentence("bridge.kept", name=name) if kept.is_new else sentence("bridge.known")
            )
        tell_left_out(notices)
