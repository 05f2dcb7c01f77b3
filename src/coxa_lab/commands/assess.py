"""`coxa assess`: hip rotation from a video, a landmark file, a phone's sensor, or typed values."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TypedDict, Unpack, get_args

import click

from coxa.assessment.series import RotationSeries
from coxa.errors import RefusedError
from coxa.messages.catalog import refusal_of, sentence
from coxa.records.assessment import DIRECTIONS, SIDES, Assessment, Mode, Position
from coxa.records.motion import SCHEMA as MOTION_SCHEMA
from coxa_lab.commands.console import (
    OUTPUT,
    Outputs,
    faults_told,
    progress_bar,
    tell_left_out,
)
from coxa_lab.recordings.sniff import Sniffed, sniff
from coxa_lab.typed import (
    TypedEntry,
    typed_from_file,
    typed_from_options,
    typed_from_prompts,
    typed_record,
)

ANONYMOUS = "anonymous"
_MODELS = ("lite", "full", "heavy")
_FACINGS = ("forward", "backward", "outward", "inward")
_EXPORTED = frozenset({".csv", ".tsv", ".zip"})
_TYPED_VALUES = tuple(f"{side}_{direction}" for side in SIDES for direction in DIRECTIONS)


class _Options(TypedDict):
    """Options of `coxa assess`, as click hands them over."""

    recording: Path | None
    typed: bool
    side: str | None
    mirrored: bool | None
    model: str
    thorough: bool
    position: str | None
    mode: str | None
    screen: str | None
    first: str | None
    gyro_calibration: Path | None
    device: str | None
    examiner: str | None
    left_internal: str | None
    left_external: str | None
    right_internal: str | None
    right_external: str | None
    json_path: Path | None
    report_path: Path | None
    images: bool
    landmarks_path: Path | None
    store_path: Path | None
    subject: str | None
    overwrite: bool
    quiet: bool


@click.command("assess", short_help="Measure hip rotation: video, phone sensor, or typed.")
@click.argument("recording", type=click.Path(path_type=Path), required=False)
@click.option("--side", type=click.Choice(SIDES), help="Measure this leg only; a sensor's leg.")
@click.option(
    "--mirrored/--not-mirrored",
    default=None,
    help="Whether the video is a mirror image, as from many front cameras.",
)
@click.option(
    "--model",
    type=click.Choice(_MODELS),
    default="full",
    show_default=True,
    help="Pose model: lite is faster, heavy slower.",
)
@click.option("--thorough", is_flag=True, help="Look at every image several times. Slow.")
@click.option("--position", type=click.Choice(get_args(Position)), help="Sensor and typed values.")
@click.option("--mode", type=click.Choice(get_args(Mode)), help="Sensor and typed values.")
@click.option(
    "--screen", type=click.Choice(_FACINGS), help="Sensor: which way the phone's screen faced."
)
@click.option(
    "--first",
    type=click.Choice(DIRECTIONS),
    help="Sensor: the first movement; internal (foot outward) unless said.",
)
@click.option(
    "--gyro-calibration",
    type=click.Path(path_type=Path),
    help="Sensor: a recording of the same phone lying still.",
)
@click.option("--typed", is_flag=True, help="Typed values: from RECORDING, from options, or asked.")
@click.option("--device", type=click.Choice(("goniometer", "inclinometer")), help="Typed values.")
@click.option("--examiner", help="Typed values: who measured.")
@click.option("--left-internal", metavar="DEG", help="Typed; several with spaces between.")
@click.option("--left-external", metavar="DEG", help="Typed.")
@click.option("--right-internal", metavar="DEG", help="Typed.")
@click.option("--right-external", metavar="DEG", help="Typed.")
@click.option("--json", "json_path", type=OUTPUT, help="Write the record here; - for the screen.")
@click.option("--report", "report_path", type=OUTPUT, help="Write a page (HTML) here.")
@click.option("--images", is_flag=True, help="Put end-range pictures into the page, face blurred.")
@click.option(
    "--landmarks", "landmarks_path", type=OUTPUT, help="Write what the pose model saw here."
)
@click.option("--store", "store_path", type=OUTPUT, help="Keep the record in this person's folder.")
@click.option("--subject", help="Opaque name of the person; a new folder needs it.")
@click.option("--overwrite", is_flag=True, help="Replace output files that are there.")
@click.option("--quiet", is_flag=True, help="No progress bar, no table.")
def assess_command(**options: Unpack[_Options]) -> None:
    """Measure hip rotation from RECORDING, or keep typed values.

    RECORDING is a video of the seated test, a landmark file, or a recording of a phone's motion
    sensors (file or folder; with --side). The test: sit on a chair facing the camera, in the
    picture from head to feet. Sit still for two seconds with both lower legs hanging down. Then
    turn one leg at a time: the foot outward, hold for a second, back; the foot inward, hold, back;
    three times each. The same with the other leg. Stop at once on any pain.
    """
    if options["images"] and options["report_path"] is None:
        raise click.UsageError("--images needs --report: the pictures stand in the page.")
    outputs = Outputs(
        json_path=options["json_path"],
        report_path=options["report_path"],
        landmarks_path=options["landmarks_path"],
        overwrite=options["overwrite"],
        is_quiet=options["quiet"],
    )
    if options["typed"]:
        with faults_told(outputs.put_refusal):
            outputs.check(options["recording"])
            _check_store(options)
            _put(outputs, options, _typed(options), None)
        return
    recording = options["recording"]
    if recording is None:
        raise click.UsageError("Name a RECORDING, or say --typed.")
    with faults_told(outputs.put_refusal):
        outputs.check(recording)
        _check_store(options)
        found = sniff(recording)
        if _is_for_sensor(found, recording):
            _measure_sensor(outputs, options, recording)
        else:
            _measure_camera(outputs, options, recording)


def _is_for_sensor(found: Sniffed, recording: Path) -> bool:
    """Whether it is a sensor recording, or an app's export of something that is to be named."""
    if found.kind == "sensor" or found.schema == MOTION_SCHEMA:
        return True
    endings = {suffix.lower() for suffix in recording.suffixes}
    return found.kind in {"text", "unknown"} and not endings.isdisjoint(_EXPORTED)


def _measure_camera(outputs: Outputs, options: _Options, recording: Path) -> None:
    """Video or landmark file."""
    for name in ("position", "mode", "screen", "first", "gyro_calibration"):
        if options[name] is not None:
            raise click.UsageError(f"--{name.replace('_', '-')} is for a sensor recording.")
    workflows = import_module("coxa_lab.workflows")
    request = workflows.AssessRequest(
        recording=recording,
        subject=options["subject"] or ANONYMOUS,
        side=options["side"],
        mirrored=options["mirrored"],
        model=options["model"],
        is_thorough=options["thorough"],
        with_pictures=options["images"],
    )
    with progress_bar(outputs.is_quiet) as progress:
        outcome = workflows.assess(request, progress, outputs.put_landmarks)
    _put(outputs, options, outcome.assessment, outcome.series, outcome.pictures)


def _measure_sensor(outputs: Outputs, options: _Options, recording: Path) -> None:
    """Recording of a phone's motion sensors."""
    if options["landmarks_path"] is not None or options["images"]:
        raise click.UsageError("--landmarks and --images are for a video.")
    workflow = import_module("coxa_lab.sensor_workflow")
    outcome = workflow.assess_motion(
        workflow.MotionRequest(
            recording=recording,
            side=options["side"],
            subject=options["subject"] or ANONYMOUS,
            position=options["position"] or "seated",
            mode=options["mode"] or "active",
            facing=options["screen"],
            first_direction=options["first"] or "internal",
            gyro_calibration=options["gyro_calibration"],
        )
    )
    _put(outputs, options, outcome.assessment, outcome.series)


# ------------------------------------------------------------------------------------- typed values


def _typed(options: _Options) -> Assessment:
    """Record of typed values: from a file, from options, or asked one by one."""
    entry = _typed_entry(options)
    now = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
    return typed_record(entry, str(uuid.uuid4()), now, options["subject"] or ANONYMOUS)


def _typed_entry(options: _Options) -> TypedEntry:
    if options["recording"] is not None:
        return typed_from_file(options["recording"])
    given = {name: options[name] for name in _TYPED_VALUES}  # type: ignore[literal-required]  # names of the options
    if any(value is not None for value in given.values()):
        about = {n: options[n] for n in ("position", "mode", "device", "examiner")}
        return typed_from_options({**given, **about, "mode": options["mode"] or "active"})
    return typed_from_prompts(_ask, click.confirm, lambda text: click.echo(text, err=True))


def _ask(text: str, choices: Sequence[str], default: str) -> str:
    kind = click.Choice(list(choices)) if choices else None
    answer: str = click.prompt(text, type=kind, default=default, show_default=bool(default))
    return answer


# ---------------------------------------------------------------------------------------- results


def _check_store(options: _Options) -> None:
    """Raise before long work if the folder is somebody else's, or nobody said whose it is."""
    if options["store_path"] is not None:
        import_module("coxa_lab.keeping").opened(options["store_path"], options["subject"])


def _put(
    outputs: Outputs,
    options: _Options,
    assessment: Assessment,
    series: RotationSeries | None,
    pictures: Sequence[object] = (),
) -> None:
    """Keep the record if a folder is named, then write and print it."""
    if options["store_path"] is None:
        outputs.put(assessment, series, pictures)  # type: ignore[arg-type]  # of a module loaded late
        return
    keeping = import_module("coxa_lab.keeping")
    try:
        kept = keeping.keep(assessment, options["store_path"], options["subject"])
    except RefusedError as error:  # the result is told all the same
        outputs.put(assessment, series, pictures)  # type: ignore[arg-type]  # of a module loaded late
        click.echo(f"coxa: {refusal_of(error).message} {refusal_of(error).next_step}", err=True)
        raise SystemExit(1) from error
    outputs.put(kept.assessment, series, pictures, kept.findings)  # type: ignore[arg-type]  # of a module loaded late
    tell_left_out(kept.notices)
    if not outputs.is_quiet:
        code = "keeping.kept" if kept.is_new else "store.known_recording"
        click.echo(sentence(code, path=str(kept.path), name=kept.path.name), err=True)
