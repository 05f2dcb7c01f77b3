"""The use case of a phone on the shank: a sensor recording in, an assessment and its curves out.

Nothing is printed here and nothing is written: who calls decides where results go.
"""

from __future__ import annotations

import uuid
from array import array
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from coxa.assessment.finish_motion import MotionOptions, facts_of_recording, finish_motion
from coxa.assessment.motion_axis import Mounting
from coxa.assessment.series import RotationSeries
from coxa.errors import RefusedError
from coxa.hip import Facing
from coxa.inertial.up import UpSeries
from coxa.records.assessment import Assessment, Direction, Mode, Position, Side
from coxa.records.motion import MotionRecording
from coxa_lab.orientation import Orientation
from coxa_lab.tilt import Tilt, tilt_of

ANONYMOUS = "anonymous"
ORIENTATION_NAME = "vqf"
ORIENTATION_WITHOUT_GYROSCOPE = "acceleration"


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionRequest:
    """What to measure, and what only the caller knows about it.

    Attributes
    ----------
    recording :
        A sensor recording: file, folder or archive.
    side :
        Leg the phone was strapped to. It is not in the recording: without it there is no record.
    subject :
        Opaque name; a recording of this program's own format keeps the one in it.
    facing :
        Which way the screen faced; None if nobody says.
    first_direction :
        The first movement of the test; counts only where `facing` is None.
    is_phone :
        False for a sensor whose axes are not those of a phone (z out of its flat face, y along its
        long side): then nothing is concluded from how it lay, and `facing` cannot be used.
    gyro_calibration :
        A recording of the same phone lying still.
    """

    recording: Path
    side: Side | None
    subject: str = ANONYMOUS
    position: Position = "seated"
    mode: Mode = "active"
    facing: Facing | None = None
    first_direction: Direction = "internal"
    is_phone: bool = True
    gyro_calibration: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionOutcome:
    """The record, its curves, and what it was made from."""

    assessment: Assessment
    series: RotationSeries
    recording: MotionRecording
    up: UpSeries


def assess_motion(request: MotionRequest) -> MotionOutcome:
    """Measure one sensor recording.

    Raises
    ------
    InputError
        A path that is missing or unreadable.
    RefusedError
        The content gives no honest number, or the side was not said (``sensor_no_side``).
    """
    if request.side is None:
        raise RefusedError("sensor_no_side")
    tilt = tilt_of(request.recording, request.gyro_calibration)
    recording = tilt.recording
    if recording.subject == ANONYMOUS:
        recording = replace(recording, subject=request.subject)
    up = up_of(tilt)
    name = ORIENTATION_NAME if recording.has_gyroscope else ORIENTATION_WITHOUT_GYROSCOPE
    facts = facts_of_recording(recording, name)
    facts = replace(
        facts, params={**facts.params, "gyroscope_bias_from": tilt.orientation.bias_source}
    )
    finished = finish_motion(up, facts, _options(request, request.side))
    return MotionOutcome(
        assessment=finished.assessment, series=finished.series, recording=recording, up=up
    )


def _options(request: MotionRequest, side: Side) -> MotionOptions:
    unknown = {} if request.is_phone else {"screen_axis": None, "long_axis": None}
    return MotionOptions(
        id=str(uuid.uuid4()),
        side=side,
        position=request.position,
        mode=request.mode,
        mounting=Mounting(
            facing=request.facing, first_direction=request.first_direction, **unknown
        ),
    )


def up_of(tilt: Tilt) -> UpSeries:
    """Directions of up as the core takes them, with every notice of the orientation."""
    found: Orientation = tilt.orientation
    turn = found.turn_rad_s
    return UpSeries(
        t_s=array("d", np.ascontiguousarray(found.t_s).tobytes()),
        up=array("d", np.ascontiguousarray(found.up).tobytes()),
        valid=array("b", found.valid.astype(np.int8).tobytes()),
        turn_rad_s=array("d") if turn is None else array("d", np.ascontiguousarray(turn).tobytes()),
        notices=tilt.notices,
    )
