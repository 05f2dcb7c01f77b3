"""Sensor phantoms for the tests, and the directions of up they truly had."""

from __future__ import annotations

from array import array
from dataclasses import replace
from typing import Any, Final

from coxa.assessment.finish_motion import MotionOptions, facts_of_recording, finish_motion
from coxa.assessment.motion_axis import Mounting
from coxa.assessment.result import Finished
from coxa.errors import RefusedError
from coxa.geometry import Vector3
from coxa.inertial.up import UpSeries
from coxa.phantom.plan import Motion
from coxa.phantom.sensor import EXACT_SENSOR, SensorScenario, SensorTrial, simulate_sensor
from coxa.phantom.space import Matrix, turn
from coxa.records.assessment import DIRECTIONS, RangeOfMotion, Side, SideResult

RECORD_ID: Final = "00000000-0000-4000-8000-000000000000"
QUIET: Final[dict[str, Any]] = {
    "sway_deg": 0.0, "drift_deg": 0.0, "tremor_deg": 0.0, "peak_sd_deg": 0.0, "timing_sd_ratio": 0.0
}  # fmt: skip


def motion(side: Side = "left", **values: Any) -> Motion:  # noqa: ANN401  # fields of Motion
    """One leg, two repetitions each way, a rest before and after."""
    usual: dict[str, Any] = {
        "order": (side,), "repetitions": 2, "rest_start_s": 2.0, "rest_end_s": 2.0,
        "rest_between_sides_s": 0.0,
    }  # fmt: skip
    return Motion(**{**usual, **values})


def scenario(**values: Any) -> SensorScenario:  # noqa: ANN401  # fields of SensorScenario
    """A phantom at 50 Hz with exact sensors."""
    usual: dict[str, Any] = {"rate_hz": 50.0, "errors": EXACT_SENSOR, "motion": motion()}
    return SensorScenario(**{**usual, **values})


def trial(**values: Any) -> SensorTrial:  # noqa: ANN401  # fields of SensorScenario
    """A simulated recording."""
    return simulate_sensor(scenario(**values))


def true_up(made: SensorTrial, r_new_from_old: Matrix | None = None) -> UpSeries:
    """Up as it truly was; in the axes of a sensor that is mounted otherwise if one is given."""
    rows: list[Vector3] = list(made.truth.up)
    if r_new_from_old is not None:
        rows = [turn(r_new_from_old, row) for row in rows]
    return UpSeries(
        t_s=array("d", made.truth.t_s),
        up=array("d", (v for row in rows for v in row)),
        valid=array("b", [1] * len(rows)),
    )


def finished(
    made: SensorTrial, up: UpSeries | None = None, mounting: Mounting | None = None
) -> Finished:
    """The whole measurement."""
    told = made.truth.scenario
    options = MotionOptions(
        id=RECORD_ID,
        side=told.side,
        position=told.position,
        mounting=mounting or Mounting(),
    )
    facts = replace(facts_of_recording(made.recording, "truth"), has_gyroscope=True)
    return finish_motion(up or true_up(made), facts, options)


def side_of(made: SensorTrial, done: Finished) -> SideResult:
    """Result of the leg that was measured."""
    result = done.assessment.side(made.truth.scenario.side)
    assert result is not None
    return result


def ranges(made: SensorTrial, done: Finished) -> tuple[RangeOfMotion, RangeOfMotion]:
    """Both ranges of the leg."""
    result = side_of(made, done)
    assert result.internal_rotation is not None
    assert result.external_rotation is not None
    return result.internal_rotation, result.external_rotation


def is_exchanged(made: SensorTrial, done: Finished) -> bool:
    """Whether a value is nearer to the true range of the other direction."""
    means_deg = [made.truth.mean_peak_deg(direction) or 0.0 for direction in DIRECTIONS]
    result = side_of(made, done)
    found = [result.internal_rotation, result.external_rotation]
    return any(
        abs(value.value_deg - other_deg) < abs(value.value_deg - true_deg)
        for value, true_deg, other_deg in zip(found, means_deg, reversed(means_deg), strict=True)
        if value is not None
    )


def told(made: SensorTrial, up: UpSeries | None = None, mounting: Mounting | None = None) -> str:
    """What becomes of a recording: measured, exchanged, or the code of its refusal."""
    try:
        done = finished(made, up, mounting)
    except RefusedError as error:
        return error.code
    return "exchanged" if is_exchanged(made, done) else "measured"
