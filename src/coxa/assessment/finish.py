"""A recording of landmarks in, a `coxa.assessment/1` out: the one way to a stored number.

The steps: clean the body, refuse what cannot be measured, find the rest, measure what moved, find
the repetitions, judge each, put ranges and errors together, compare. Each step is a function of the
room it belongs to; this module only orders them and rounds at the end.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from coxa.assessment.comparison import compare
from coxa.assessment.error import SMALLEST, error_95_deg
from coxa.assessment.repetition import MeasuredRepetition, measure_repetition
from coxa.assessment.result import (
    Finished,
    quality_of,
    refuse_where_demanded,
    set_quality,
    side_result,
)
from coxa.assessment.series import RotationSeries, SideSeries
from coxa.assessment.trial import find_excursions, find_rest
from coxa.errors import RefusedError
from coxa.hip import swing_in_image_rad
from coxa.landmarks.body import Body, body_from_recording
from coxa.landmarks.motion import Motion, motion_from_body
from coxa.landmarks.posture import posture_refusal
from coxa.landmarks.quality import (
    QualityValues,
    legs_quality,
    motion_quality,
    presence_quality,
    recording_quality,
    sides_in_view,
)
from coxa.messages.catalog import warning
from coxa.records.assessment import (
    SIDES,
    Assessment,
    Method,
    Notice,
    Side,
    SideResult,
    SideSource,
)
from coxa.records.landmarks import LandmarkRecording
from coxa.tables.load import TABLES_VERSION, tables
from coxa.version import __version__

METHOD_NAME = "shank_rod_and_outline"
METHOD_VERSION = "1"
_NOT_ENOUGH = frozenset(
    {"no_images", "still_picture", "too_short", "no_movement", "too_few_repetitions"}
)
"""Refusals whose reason is the missing end, where the recording is known to have lost it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishOptions:
    """What only the caller knows.

    Attributes
    ----------
    id :
        Of the new record.
    side :
        Leg that was tested, if only one is to be measured.
    flip :
        The landmarks are those of a mirror image that nobody has undone yet.
    side_source :
        How left and right are known; None lets the recording say.
    """

    id: str
    side: Side | None = None
    flip: bool = False
    side_source: SideSource | None = None


def finish(recording: LandmarkRecording, options: FinishOptions) -> Finished:
    """Measure a whole recording of the seated test.

    Parameters
    ----------
    recording :
        Landmarks, image by image.
    options :
        What only the caller knows.

    Returns
    -------
    finished : Finished
        The same recording always gives the same numbers.

    Raises
    ------
    RefusedError
        The recording gives no honest number; the code says why.
    """
    try:
        return _finish(recording, options)
    except RefusedError as error:
        if error.code in _NOT_ENOUGH and "truncated" in recording.notices:
            raise RefusedError("truncated") from error
        raise


def _finish(recording: LandmarkRecording, options: FinishOptions) -> Finished:
    """The measurement itself, step by step."""
    if len(recording) < 2:
        raise RefusedError("no_images" if len(recording) == 0 else "still_picture")
    body = body_from_recording(recording, options.flip)
    values = presence_quality(recording, body)
    refuse_where_demanded(values)
    sides = _sides(body, options)
    values |= recording_quality(recording, body) | legs_quality(body, sides)
    refuse_where_demanded(values)
    motion = _motion(body, sides)
    values |= motion_quality(body, motion)
    refuse_where_demanded(values)
    excursions = find_excursions(body.t_s, _rotations_deg(motion))
    tested = [e for e in excursions if options.side in (None, e.side)]
    if not tested:
        raise RefusedError("no_movement")
    measured = [measure_repetition(body, motion, e, excursions) for e in tested]
    error = partial(_error_95_deg, recording.pose.model)
    results = {side: side_result(measured, side, error) for side in SIDES}
    _refuse_without_result(measured)
    values |= set_quality(results) | _resting_leg_movement(measured)
    side_source = _side_source(recording, options)
    return Finished(
        Assessment(
            id=options.id,
            subject=recording.subject,
            recorded_at=recording.recorded_at,
            coxa_version=__version__,
            tables_version=TABLES_VERSION,
            position="seated",
            mode="active",
            device="camera",
            side_source=side_source,
            method=_method(recording, motion),
            recording_sha256=recording.recording_sha256,
            left=results["left"],
            right=results["right"],
            comparison=compare(results["left"], results["right"], "seated", "active"),
            quality=quality_of(values),
            warnings=(
                *map(warning, recording.notices),
                *_warnings(results, motion, side_source),
                *([warning("small_network")] if recording.pose.model == SMALLEST else []),
            ),
        ),
        _series(motion, measured, results),
    )


def _sides(body: Body, options: FinishOptions) -> list[Side]:
    """Legs to measure: those in view. A person who does not sit facing the camera is refused.

    Where no leg is seen, what the pose model guesses of them says nothing about the posture.
    """
    least = tables().quality_limit("leg_visibility").refuse_at or 0.0
    seen = sides_in_view(body, least)
    code = posture_refusal(body) if seen else "legs_out_of_view"
    if code is None and options.side is not None and options.side not in seen:
        code = "legs_out_of_view"
    if code is not None:
        raise RefusedError(code)
    return seen


def _motion(body: Body, sides: Sequence[Side]) -> Motion:
    rest = find_rest(body.t_s, {side: _swing_deg(body, side) for side in sides})
    if rest is None:
        raise RefusedError("no_rest")
    return motion_from_body(body, rest.images, sides, rest.is_late)


def _swing_deg(body: Body, side: Side) -> list[float]:
    knee, ankle = body.track(side, "knee"), body.track(side, "ankle")
    points = zip(knee.x_px, knee.y_px, ankle.x_px, ankle.y_px, strict=True)
    return [math.degrees(swing_in_image_rad((a, b), (c, d), side)) for a, b, c, d in points]


def _rotations_deg(motion: Motion) -> dict[Side, list[float]]:
    return {side: [math.degrees(v) for v in leg.rotation_rad] for side, leg in motion.legs.items()}


def _error_95_deg(network: str, accepted: Sequence[MeasuredRepetition]) -> float:
    return error_95_deg([m.error for m in accepted], network=network)


def _refuse_without_result(measured: Sequence[MeasuredRepetition]) -> None:
    """No accepted repetition at all is no assessment: say the commonest reason."""
    if any(m.record.accepted for m in measured):
        return
    if all("both_legs_moved" in m.record.reasons for m in measured):
        raise RefusedError("both_legs_moved", value=0.0)
    if all("landmarks_unreliable" in m.record.reasons for m in measured):
        raise RefusedError("landmarks_unreliable", value=0.0)
    raise RefusedError("too_few_repetitions", value=0.0, found=len(measured))


def _resting_leg_movement(measured: Sequence[MeasuredRepetition]) -> QualityValues:
    """How far the leg that should hang still turned by itself."""
    return {"resting_leg_movement": max((m.resting_leg_deg for m in measured), default=math.nan)}


def _warnings(
    results: dict[Side, SideResult | None], motion: Motion, side_source: SideSource
) -> list[Notice]:
    """What a person should know beside the quality of the recording."""
    notices: list[Notice] = []
    if side_source == "assumed":
        notices.append(warning("side_not_certain"))
    if any(result is None for result in results.values()):
        notices.append(warning("one_side_only"))
    if motion.is_late_rest:
        notices.append(warning("late_rest"))
    return notices


def _side_source(recording: LandmarkRecording, options: FinishOptions) -> SideSource:
    if options.side_source is not None:
        return options.side_source
    return "assumed" if recording.mirrored is None else "metadata"


def _method(recording: LandmarkRecording, motion: Motion) -> Method:
    return Method(
        name=METHOD_NAME,
        version=METHOD_VERSION,
        model=recording.pose.model,
        params={
            "pose": recording.pose.name,
            "pose_version": recording.pose.version,
            "outline": bool(recording.outline),
            "camera_yaw_deg": round(math.degrees(motion.view.yaw_rad), 1),
            **{f"pose_{key}": value for key, value in recording.pose.params.items()},
        },
    )


def _series(
    motion: Motion,
    measured: Sequence[MeasuredRepetition],
    results: dict[Side, SideResult | None],
) -> RotationSeries:
    """Rotation over time from the pelvis: the roll found in each repetition is taken out of it."""
    curves: dict[Side, SideSeries | None] = {}
    for side in SIDES:
        if results[side] is None:
            curves[side] = None
            continue
        rotation_deg = [math.degrees(v) for v in motion.legs[side].rotation_rad]
        for repetition in measured:
            _take_out_roll(rotation_deg, motion, repetition, side)
        curves[side] = SideSeries(
            t_s=motion.t_s,
            rotation_deg=[round(v, 2) if math.isfinite(v) else None for v in rotation_deg],
        )
    return RotationSeries(left=curves["left"], right=curves["right"])


def _take_out_roll(
    rotation_deg: list[float], motion: Motion, repetition: MeasuredRepetition, side: Side
) -> None:
    """Scale the roll with the movement, so that the curve meets the reported end-range value."""
    excursion, roll = repetition.excursion, repetition.roll
    if roll.removed_deg == 0.0 or excursion.peak_deg <= 0.0:
        return
    moving = motion.legs[excursion.side].rotation_rad
    toward = -1.0 if side == excursion.side else 1.0
    for i in range(excursion.start, excursion.end):
        share = excursion.sign * math.degrees(moving[i]) / excursion.peak_deg
        if math.isfinite(share):
            rotation_deg[i] += toward * max(0.0, min(1.0, share)) * roll.removed_deg
