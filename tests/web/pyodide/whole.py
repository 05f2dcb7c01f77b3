"""Whole recordings measured, and their angles before anything is rounded: a file in, JSON out.

`tests/web/test_pyodide.py` calls it in CPython, whole.js in the browser's Python.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from coxa.assessment.finish import FinishOptions, finish
from coxa.assessment.finish_motion import MotionOptions, facts_of_recording, finish_motion
from coxa.assessment.motion_axis import rotation_axis
from coxa.assessment.motion_trial import motion_trial
from coxa.assessment.result import Finished
from coxa.coaching.keep import ORIENTATION, up_of
from coxa.coaching.sample import Felt
from coxa.geometry import Vector3
from coxa.inertial.hang import find_hang, find_stills
from coxa.inertial.rotation import thinned
from coxa.inertial.tilt import TiltState
from coxa.inertial.up import UpSeries
from coxa.records.assessment import SIDES, Side
from coxa.records.codec import assessment_to_json, landmarks_from_json, motion_from_json
from coxa.records.motion import MotionRecording
from coxa.records.wire import Json
from tests.core.seated_samples import body_and_motion

MOTION_OPTIONS: Final = MotionOptions(id="123e4567-e89b-42d3-a456-426614174000", side="left")
Angles = dict[Side, list[float | None]]


def measured(file_text: str) -> str:
    """Result of a landmark file, or of a motion file whose sensor was on the left shank.

    Returns
    -------
    result_json : str
        ``record``, and ``rotation_deg`` of each side sample by sample; null is not measurable.
    """
    value = json.loads(file_text)
    is_camera = value["schema"] == "coxa.landmarks/1"
    done, angles = _camera(value) if is_camera else _sensor(value)
    return json.dumps({"record": assessment_to_json(done.assessment), "rotation_deg": angles})


def _camera(value: Json) -> tuple[Finished, Angles]:
    recording = landmarks_from_json(value)
    _, motion = body_and_motion(recording)
    angles = {side: _degrees(motion.legs[side].rotation_rad) for side in SIDES}
    return finish(recording, FinishOptions(id=MOTION_OPTIONS.id)), angles


def _sensor(value: Json) -> tuple[Finished, Angles]:
    recording = motion_from_json(value)
    up = _live_up(recording)
    series, options = thinned(up), MOTION_OPTIONS
    stills = find_stills(series)
    hang = find_hang(stills)
    assert hang is not None, "nobody is at rest in this recording"
    axis = rotation_axis(series, hang, options.mounting, options.side, options.position)
    trial = motion_trial(series, stills, hang, axis, options.side, has_gyroscope=True)
    angles = {options.side: _degrees(map(math.radians, trial.rotation_deg))}
    return finish_motion(up, facts_of_recording(recording, ORIENTATION), options), angles


def _live_up(recording: MotionRecording) -> UpSeries:
    """As the live filter finds it, which is what the browser has."""
    acc, gyr = _vectors(recording.acc_m_s2), _vectors(recording.gyr_rad_s)
    return up_of(list(map(Felt, recording.t_s, acc, gyr)), TiltState())


def _vectors(flat: Sequence[float]) -> Iterator[Vector3]:
    return zip(flat[0::3], flat[1::3], flat[2::3], strict=True)


def _degrees(angles_rad: Iterable[float]) -> list[float | None]:
    return [None if math.isnan(angle) else math.degrees(angle) for angle in angles_rad]
