"""Directions of up in, a `coxa.assessment/1` out: the stored number of a sensor on the shank.

The steps: is this position one gravity can see, where is the rest, what moved and about which axis,
which way is inward, the repetitions, each judged, ranges and errors, comparison. What only a person
can know (side, position, mounting) comes in as options and is written into the record.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from coxa.assessment.comparison import compare
from coxa.assessment.motion_axis import Mounting, RotationAxis, rotation_axis
from coxa.assessment.motion_error import motion_error_95_deg
from coxa.assessment.motion_trial import (
    MotionRepetition,
    MotionTrial,
    measure_motion_repetition,
    motion_trial,
)
from coxa.assessment.position import demand_device
from coxa.assessment.result import (
    Finished,
    quality_of,
    refuse_where_demanded,
    set_quality,
    side_result,
)
from coxa.assessment.series import RotationSeries, SideSeries
from coxa.assessment.trial import Excursion, find_excursions
from coxa.errors import RefusedError
from coxa.inertial.hang import Hang, Still, find_hang, find_stills
from coxa.inertial.rotation import thinned
from coxa.inertial.up import UpSeries
from coxa.messages.catalog import DEFAULT_LANGUAGE, warning
from coxa.records.assessment import (
    Assessment,
    Method,
    Mode,
    Notice,
    Position,
    Side,
    SideResult,
)
from coxa.records.motion import MotionRecording
from coxa.tables.load import TABLES_VERSION, QualityName
from coxa.version import __version__

METHOD_NAME = "shank_tilt"
METHOD_VERSION = "1"
LONGEST_S = 1800.0
"""A test takes one or two minutes; half an hour is another recording."""
LEAST_VALID_SHARE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionFacts:
    """What is known of the recording beside its directions of up.

    Attributes
    ----------
    orientation : str
        What made the directions of up.
    has_gyroscope : bool
        Whether a gyroscope helped.
    params : dict
        How the file was read and oriented, for the record.
    notices :
        What was found wrong with the file while it was read.
    """

    subject: str
    recorded_at: str
    recording_sha256: str
    orientation: str
    has_gyroscope: bool = True
    params: Mapping[str, float | int | str | bool] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionOptions:
    """What only the caller knows.

    Attributes
    ----------
    id :
        Of the new record.
    side :
        Leg the sensor was strapped to.
    mounting :
        How it sat there, and which way the first movement went.
    """

    id: str
    side: Side
    position: Position = "seated"
    mode: Mode = "active"
    mounting: Mounting = field(default_factory=Mounting)


def facts_of_recording(recording: MotionRecording, orientation: str) -> MotionFacts:
    """Facts of a sensor recording that was oriented by `orientation`."""
    source = recording.source
    return MotionFacts(
        subject=recording.subject,
        recorded_at=recording.recorded_at,
        recording_sha256=recording.recording_sha256,
        orientation=orientation,
        has_gyroscope=recording.has_gyroscope,
        params={
            "format": source.format,
            **{k: v for k, v in (("app", source.app), ("phone", source.device)) if v is not None},
        },
        notices=tuple(
            warning(notice.code, DEFAULT_LANGUAGE, **notice.values) for notice in recording.notices
        ),
    )


def finish_motion(up: UpSeries, facts: MotionFacts, options: MotionOptions) -> Finished:
    """Measure a whole recording of one leg.

    Parameters
    ----------
    up :
        Directions of up in the sensor; thinned to 60 a second if there are more.
    facts :
        What is known of the recording.
    options :
        What only the caller knows.

    Returns
    -------
    finished : Finished
        The same input always gives the same numbers.

    Raises
    ------
    RefusedError
        The recording gives no honest number; the code says why.
    """
    demand_device(options.position, "sensor")
    series = thinned(up)
    _refuse_length(series)
    stills, hang = _rest(series)
    axis = rotation_axis(series, hang, options.mounting, options.side, options.position)
    trial = motion_trial(
        series, stills, hang, axis, options.side, has_gyroscope=facts.has_gyroscope
    )
    excursions = find_excursions(trial.t_s, {options.side: trial.rotation_deg})
    values = _values(trial, hang, excursions)
    refuse_where_demanded(values)
    measured = [measure_motion_repetition(trial, excursion) for excursion in excursions]
    _refuse_without_result(measured)
    result = side_result(measured, options.side, _error_95_deg)
    values |= set_quality({options.side: result})
    left, right = (result, None) if options.side == "left" else (None, result)
    return Finished(
        Assessment(
            id=options.id,
            subject=facts.subject,
            recorded_at=facts.recorded_at,
            coxa_version=__version__,
            tables_version=TABLES_VERSION,
            position=options.position,
            mode=options.mode,
            device="sensor",
            side_source="side_option",
            method=_method(facts, options, axis),
            recording_sha256=facts.recording_sha256,
            left=left,
            right=right,
            comparison=compare(left, right, options.position, options.mode),
            quality=quality_of(values, _spoiled(trial, axis)),
            warnings=tuple(_warnings(up, facts, options, axis)),
        ),
        _series(trial, result),
    )


def _refuse_length(up: UpSeries) -> None:
    if len(up) < 2:
        raise RefusedError("sensor_unusable")
    if up.t_s[-1] - up.t_s[0] > LONGEST_S:
        raise RefusedError("sensor_too_long", minutes=round((up.t_s[-1] - up.t_s[0]) / 60.0))
    if sum(up.valid) < LEAST_VALID_SHARE * len(up):
        raise RefusedError("sensor_unusable")


def _rest(up: UpSeries) -> tuple[list[Still], Hang]:
    stills = find_stills(up)
    if not stills:
        raise RefusedError("sensor_never_still")
    hang = find_hang(stills)
    if hang is None:
        raise RefusedError("sensor_no_rest")
    return stills, hang


def _values(
    trial: MotionTrial, hang: Hang, excursions: Sequence[Excursion]
) -> dict[QualityName, float]:
    """What the quality table asks of any recording."""
    return {
        "duration": trial.t_s[-1] - trial.t_s[0],
        "rest_duration": hang.taken.duration_s,
        "largest_angle": max((e.peak_deg for e in excursions), default=0.0),
    }


def _refuse_without_result(measured: Sequence[MotionRepetition]) -> None:
    """No accepted repetition at all is no assessment: say the commonest reason."""
    if any(m.record.accepted for m in measured):
        return
    for reason, code in (
        ("slipped", "sensor_slipped"),
        ("knee_swing", "sensor_knee_swing"),
        ("gap", "sensor_unusable"),
    ):
        if 2 * sum(reason in m.record.reasons for m in measured) > len(measured):
            raise RefusedError(code)
    raise RefusedError("too_few_repetitions", value=0.0, found=len(measured))


def _error_95_deg(accepted: Sequence[MotionRepetition]) -> float:
    return motion_error_95_deg([m.error for m in accepted])


def _spoiled(trial: MotionTrial, axis: RotationAxis) -> list[Notice]:
    """What was wrong with the recording beside the table's demands."""
    window = trial.window
    notices = []
    if window.slip_deg:
        notices.append(warning("sensor_slipped", value=round(window.slip_deg)))
    if window.was_turned:
        notices.append(warning("sensor_turned"))
    if not window.has_end and not window.slip_deg:
        notices.append(warning("sensor_no_rest_after"))
    if axis.may_be_thigh:
        notices.append(warning("sensor_maybe_thigh"))
    if axis.others:
        notices.append(warning("sensor_knee_swing", count=axis.others))
    return notices


def _warnings(
    up: UpSeries, facts: MotionFacts, options: MotionOptions, axis: RotationAxis
) -> list[Notice]:
    """What a person should know beside the quality of the recording, each code once."""
    notices = {notice.code: notice for notice in facts.notices}
    for code in up.notices:
        notices.setdefault(code, warning(code))
    pelvis = "sensor_pelvis_unseen" + ("" if options.position == "seated" else "_lying")
    notices[pelvis] = warning(pelvis)
    if axis.source == "first_movement":
        code = f"sensor_first_{options.mounting.first_direction}"
        notices[code] = warning(code)
    return list(notices.values())


def _method(facts: MotionFacts, options: MotionOptions, axis: RotationAxis) -> Method:
    mounting = options.mounting
    known: dict[str, float | int | str | bool] = {"direction_from": axis.source}
    if axis.source == "first_movement":
        known["first_direction"] = mounting.first_direction
    if mounting.facing is not None:
        known["screen_facing"] = mounting.facing
    return Method(
        name=METHOD_NAME,
        version=METHOD_VERSION,
        model=facts.orientation,
        params={
            **facts.params,
            "gyroscope": facts.has_gyroscope,
            "axis_from": "movement",
            "stray_share": round(axis.group.stray_share, 3),
            **known,
        },
    )


def _series(trial: MotionTrial, result: SideResult | None) -> RotationSeries:
    curve = SideSeries(
        t_s=trial.t_s,
        rotation_deg=[round(v, 2) if math.isfinite(v) else None for v in trial.rotation_deg],
    )
    shown = curve if result is not None else None
    return RotationSeries(
        left=shown if trial.side == "left" else None,
        right=shown if trial.side == "right" else None,
    )
