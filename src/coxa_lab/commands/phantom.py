"""`coxa phantom`: a simulated recording with known angles."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict, Unpack

import click

from coxa.records.assessment import SIDES, Side
from coxa_lab.commands.console import OUTPUT, check_paths, faults_told
from coxa_lab.files import write_new
from coxa_lab.recordings.landmark_file import write_landmarks
from coxa_lab.recordings.sensor import write_motion
from coxa_lab.simulation import (
    SettingError,
    preset_names,
    simulated,
    simulated_sensor,
    truth_text,
)


class _Outputs(TypedDict):
    """Where the results go, as click hands it over."""

    landmarks_path: Path | None
    sensor_path: Path | None
    truth_path: Path | None
    overwrite: bool


@click.command("phantom", short_help="Simulate a recording with known angles.")
@click.option(
    "--preset",
    type=click.Choice(preset_names()),
    default="plain",
    show_default=True,
    metavar="NAME",
    help="What is simulated: " + ", ".join(preset_names()) + ".",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Decides all that is drawn.")
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    help="Change a setting, as camera.yaw_deg=20; repeat for more. An unknown name lists all.",
)
@click.option("--landmarks", "landmarks_path", type=OUTPUT, help="Write the landmarks here.")
@click.option(
    "--sensor",
    "sensor_path",
    type=OUTPUT,
    help="Write a phone's recording here instead (.json, or .csv), strapped to --side.",
)
@click.option("--side", type=click.Choice(SIDES), default="left", show_default=True, help="Sensor.")
@click.option("--truth", "truth_path", type=OUTPUT, help="Write the true angles here.")
@click.option("--overwrite", is_flag=True, help="Replace output files that are there.")
def phantom_command(
    preset: str, seed: int, settings: tuple[str, ...], side: Side, **outputs: Unpack[_Outputs]
) -> None:
    """Simulate a recording whose true angles are known, for `coxa assess` to measure."""
    landmarks_path, truth_path = outputs["landmarks_path"], outputs["truth_path"]
    sensor_path, overwrite = outputs["sensor_path"], outputs["overwrite"]
    if landmarks_path is None and truth_path is None and sensor_path is None:
        raise click.UsageError("Nothing to write: name --landmarks, --sensor or --truth FILE.")
    if sensor_path is not None and (landmarks_path is not None or settings):
        raise click.UsageError("--sensor goes with --side, --seed and --truth only.")
    with faults_told():
        check_paths([landmarks_path, sensor_path, truth_path], overwrite)
        if sensor_path is not None:
            _write_sensor(sensor_path, truth_path, side, seed, overwrite)
            return
        try:
            trial = simulated(preset, seed, settings)
        except SettingError as error:
            raise click.BadParameter(str(error), param_hint="--set") from error
        if landmarks_path is not None:
            write_landmarks(landmarks_path, trial.recording, overwrite)
        if truth_path is not None:
            write_new(truth_path, truth_text(trial.truth), overwrite)


def _write_sensor(
    sensor_path: Path, truth_path: Path | None, side: Side, seed: int, overwrite: bool
) -> None:
    """Write a phone's recording, and the truth if it is wanted."""
    trial = simulated_sensor(side, seed)
    write_motion(sensor_path, trial.recording, overwrite)
    if truth_path is not None:
        write_new(truth_path, truth_text(trial.truth), overwrite)
