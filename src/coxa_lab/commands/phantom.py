"""`coxa phantom`: a simulated recording with known angles; `coxa phantom patients`."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict, Unpack

import click
from rich.console import Console

from coxa.records.assessment import SIDES, Side
from coxa_lab.commands.console import (
    OUTPUT,
    TO_STANDARD_OUTPUT,
    check_paths,
    faults_told,
    put_text,
)
from coxa_lab.files import write_new
from coxa_lab.recordings.landmark_file import write_landmarks
from coxa_lab.recordings.sensor import write_motion
from coxa_lab.report.patients_terminal import print_patients
from coxa_lab.simulation import (
    SettingError,
    patients_text,
    preset_names,
    simulated,
    simulated_patients,
    simulated_sensor,
    truth_text,
)


class _Outputs(TypedDict):
    """Where the results go, as click hands it over."""

    landmarks_path: Path | None
    sensor_path: Path | None
    truth_path: Path | None
    overwrite: bool


@click.group(
    "phantom", invoke_without_command=True, short_help="Simulate a recording with known angles."
)
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
@click.pass_context
def phantom_command(
    ctx: click.Context,
    preset: str,
    seed: int,
    settings: tuple[str, ...],
    side: Side,
    **outputs: Unpack[_Outputs],
) -> None:
    """Simulate a recording whose true angles are known, for `coxa assess` to measure.

    With the command `patients`: people who go through screening, plan and sessions.
    """
    if ctx.invoked_subcommand is not None:
        return
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


@phantom_command.command("patients", short_help="Simulate patients over weeks.")
@click.option("--count", type=click.IntRange(1), default=20, show_default=True, help="People.")
@click.option("--weeks", type=click.IntRange(1, 52), default=12, show_default=True, help="Weeks.")
@click.option("--seed", type=int, default=1, show_default=True, help="Decides all that is drawn.")
@click.option("--json", "json_path", type=OUTPUT, help="Write the figures here; - for the screen.")
@click.option("--overwrite", is_flag=True, help="Replace output files that are there.")
def patients_command(
    count: int, weeks: int, seed: int, json_path: Path | None, overwrite: bool
) -> None:
    """Simulate patients through screening, plan, sessions and progress, and check every rule.

    A test bed of the rules, not evidence of any effect: how people respond was made up. Exit code
    1 if a rule was broken.
    """
    with faults_told():
        check_paths([json_path], overwrite)
        patients = simulated_patients(count, weeks, seed)
        put_text(json_path, patients_text(patients), overwrite)
        if json_path != TO_STANDARD_OUTPUT:
            print_patients(Console(), patients.groups, patients.violations, weeks)
        if patients.violations:
            raise click.exceptions.Exit(1)
