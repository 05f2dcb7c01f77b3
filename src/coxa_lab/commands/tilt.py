"""`coxa tilt`: which way is up, sample by sample, for any sensor recording."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from coxa.messages.catalog import sentence
from coxa_lab.commands.console import OUTPUT, faults_told
from coxa_lab.tilt import write_tilt


@click.command("tilt", short_help="Write which way is up, for a sensor recording.")
@click.argument("recording", type=click.Path(path_type=Path))
@click.option("--out", type=OUTPUT, required=True, help="File (CSV): t_s, up_x, up_y, up_z.")
@click.option(
    "--gyro-calibration",
    type=click.Path(path_type=Path),
    help="A recording of the same phone lying still.",
)
@click.option("--overwrite", is_flag=True, help="Replace an output file that is there.")
def tilt_command(
    recording: Path, out: Path, gyro_calibration: Path | None, overwrite: bool
) -> None:
    """Write which way is up in RECORDING, a sensor file or folder, as a unit vector a sample.

    The vector is in the sensor's own frame. Where it cannot be trusted (after a gap, while the
    gyroscope was at its limit) the row holds nan.
    """
    with faults_told():
        tilt = write_tilt(recording, out, gyro_calibration, overwrite)
        for notice in tilt.recording.notices:
            values: dict[str, Any] = dict(notice.values)
            click.echo(f"coxa: {sentence(f'warning.{notice.code}', **values)}", err=True)
        for code in tilt.notices:
            click.echo(f"coxa: {sentence(f'warning.{code}')}", err=True)
