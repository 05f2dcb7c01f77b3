"""How far the phone on the shank is from the truth, on simulated legs and on one real one.

    python -m bench.sensor [--phantoms 60] [--markers FILE.c3d]

Body, chair, ranges, side, position, mounting, biases and noise are drawn at random for each of
the phantoms. Written to ``bench/sensor/<version>.md``.
"""

from __future__ import annotations

import argparse
import statistics
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.knee_sensor import Carrier, knee_from_markers
from coxa.assessment.finish_motion import MotionOptions, facts_of_recording, finish_motion
from coxa.assessment.motion_axis import Mounting
from coxa.errors import RefusedError
from coxa.inertial.tilt import TiltParams, TiltState, tilt_step
from coxa.inertial.up import UpSeries
from coxa.phantom.body import Body
from coxa.phantom.chance import stream
from coxa.phantom.plan import CompensationPlan, Motion
from coxa.phantom.sensor import (
    SensorErrors,
    SensorPosition,
    SensorScenario,
    SensorTrial,
    simulate_sensor,
)
from coxa.records.assessment import DIRECTIONS, Assessment, Side
from coxa.records.motion import MotionRecording
from coxa.version import __version__
from coxa_lab.orientation import up_from_motion

FOLDER = Path(__file__).parent / "sensor"
MARKERS = Path(__file__).parents[2] / "shared" / "data" / "biobuddy" / "right_knee.c3d"
LIMIT_DEG = 1.0
KNEE_LIMIT_DEG = 3.0
POSITIONS: tuple[SensorPosition, ...] = ("seated", "prone", "supine_hip_extended")
SIDES: tuple[Side, ...] = ("left", "right")

Orient = Callable[[MotionRecording], UpSeries]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One phantom measured: errors of its means and of its repetitions, degrees."""

    range_errors_deg: tuple[float, ...] = ()
    stated_deg: tuple[float, ...] = ()
    repetition_errors_deg: tuple[float, ...] = ()
    refused: str | None = None


def drawn_scenario(seed: int, rate_hz: float | None = None) -> SensorScenario:
    """A person, a chair, a way of strapping the phone, and a phone: all drawn."""
    chance = stream(seed, "bench")
    side = chance.choice(SIDES)
    internal_deg, external_deg = chance.uniform(15.0, 50.0), chance.uniform(15.0, 50.0)
    stature_m = chance.uniform(1.5, 1.95)
    bend_deg = chance.gauss(0.0, 4.0)
    return SensorScenario(
        name="drawn",
        seed=seed,
        rate_hz=rate_hz or chance.choice((50.0, 100.0, 200.0)),
        position=chance.choice(POSITIONS),
        body=Body(stature_m=stature_m, chair_height_m=0.27 * stature_m + chance.gauss(0.0, 0.03)),
        motion=Motion(
            order=(side,),
            left_internal_deg=internal_deg,
            right_internal_deg=internal_deg,
            left_external_deg=external_deg,
            right_external_deg=external_deg,
            rise_s=chance.uniform(0.8, 2.0),
            hold_s=chance.uniform(0.8, 2.0),
            fall_s=chance.uniform(0.8, 2.0),
            rest_start_s=chance.uniform(2.0, 4.0),
            rest_end_s=2.0,
            compensations=(CompensationPlan(kind="knee_angle", amount=bend_deg),),
        ),
        errors=SensorErrors(gyr_bias_rad_s=0.05),
    )


def live_up(recording: MotionRecording) -> UpSeries:
    """Up by the live filter, sample by sample."""
    params, state = TiltParams(), TiltState()
    up, valid = array("d"), array("b")
    for i, now_s in enumerate(recording.t_s):
        x, y, z = recording.acc_m_s2[3 * i : 3 * i + 3]
        gyr = recording.gyr_rad_s[3 * i : 3 * i + 3]
        turning = (gyr[0], gyr[1], gyr[2]) if len(gyr) else None
        state, now = tilt_step(params, state, now_s, (x, y, z), turning)
        up.extend(now)
        valid.append(1 if state.is_settled else 0)
    return UpSeries(t_s=recording.t_s, up=up, valid=valid)


def measured(trial: SensorTrial, orient: Orient, mounting: Mounting | None = None) -> Outcome:
    """One phantom through a whole way from samples to ranges."""
    scenario = trial.truth.scenario
    options = MotionOptions(
        id=trial.recording.id,
        side=scenario.side,
        position=scenario.position,
        mounting=mounting or Mounting(),
    )
    up = replace(orient(trial.recording), notices=())
    try:
        finished = finish_motion(up, facts_of_recording(trial.recording, "bench"), options)
    except RefusedError as error:
        return Outcome(refused=error.code)
    errors_deg, stated_deg = _range_errors(finished.assessment, trial)
    return Outcome(errors_deg, stated_deg, _repetition_errors(finished.assessment, trial))


def _range_errors(
    assessment: Assessment, trial: SensorTrial
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    result = assessment.side(trial.truth.scenario.side)
    errors: list[float] = []
    stated: list[float] = []
    for direction in DIRECTIONS:
        true_deg = trial.truth.mean_peak_deg(direction)
        found = None
        if result is not None:
            is_internal = direction == "internal"
            found = result.internal_rotation if is_internal else result.external_rotation
        if found is not None and true_deg is not None:
            errors.append(found.value_deg - true_deg)
            stated.append(found.error_95_deg)
    return tuple(errors), tuple(stated)


def _repetition_errors(assessment: Assessment, trial: SensorTrial) -> tuple[float, ...]:
    result = assessment.side(trial.truth.scenario.side)
    if result is None:
        return ()
    errors = []
    for found in result.repetitions:
        middle_s = 0.5 * (found.hold_from_s + found.hold_to_s)
        for true in trial.truth.repetitions:
            if true.start_s < middle_s < true.end_s and true.direction == found.direction:
                errors.append(found.peak_deg - true.peak_deg)
    return tuple(errors)


def phantom_rows(count: int) -> list[str]:
    """Table rows for the recording path and the live filter."""
    rows = []
    trials = [simulate_sensor(drawn_scenario(seed)) for seed in range(count)]
    for name, orient in (("recording path", up_from_motion), ("live filter", live_up)):
        outcomes = [measured(trial, orient) for trial in trials]
        rows.append(_row(name, outcomes))
        for position in POSITIONS:
            own = [
                o
                for o, t in zip(outcomes, trials, strict=True)
                if t.truth.scenario.position == position
            ]
            rows.append(_row(f"{name}, {position}", own))
    return rows


def _row(name: str, outcomes: Sequence[Outcome]) -> str:
    errors = [e for o in outcomes for e in o.range_errors_deg]
    stated = [e for o in outcomes for e in o.stated_deg]
    single = [e for o in outcomes for e in o.repetition_errors_deg]
    refused = sorted({o.refused for o in outcomes if o.refused})
    count = sum(o.refused is not None for o in outcomes)
    if not errors:
        return f"| {name} | 0 | - | - | - | - | - | - | {count} {', '.join(refused)} |"
    covered = statistics.fmean(abs(e) <= w for e, w in zip(errors, stated, strict=True))
    return (
        f"| {name} | {len(errors)} | {_mean_absolute(errors):.2f} "
        f"| {statistics.fmean(errors):+.2f} | {max(map(abs, errors)):.2f} "
        f"| {_mean_absolute(single):.2f} | {statistics.fmean(stated):.1f} "
        f"| {covered:.0%} | {count} {', '.join(refused)} |"
    )


def _mean_absolute(values: Sequence[float]) -> float:
    return statistics.fmean(map(abs, values))


def knee_rows(path: Path, seeds: int = 8) -> list[str]:
    """Table rows for the knee of a real leg."""
    rows = []
    ways: tuple[tuple[str, Carrier, bool], ...] = (
        ("on the bone, calibrated", "bone", True),
        ("on the bone, no calibration and no rest", "bone", False),
        ("on the calf, calibrated", "calf", True),
    )
    for name, carrier, is_calibrated in ways:
        results = [
            knee_from_markers(path, seed, carrier, is_calibrated=is_calibrated)
            for seed in range(seeds)
        ]
        counts = sorted({len(r.sensor_deg) for r in results})
        errors = [e for r in results for e in r.errors_deg]
        rows.append(
            f"| {name} | {', '.join(map(str, counts))} | {_mean_absolute(errors):.2f} "
            f"| {max(map(abs, errors)):.2f} |"
        )
    return rows


def page(phantoms: Sequence[str], knee: Sequence[str], count: int) -> str:
    """The figures as a Markdown page."""
    return "\n".join(
        [
            f"# Accuracy of the phone on the shank, Coxa {__version__}",
            "",
            "Errors in degrees, measured less true. No real person with a reference angle at the",
            "hip has been measured yet.",
            "",
            f"## Phantoms ({count}, all drawn at random; limit {LIMIT_DEG}° mean absolute)",
            "",
            "Pelvis still: what a pelvis does is not seen by a phone and comes on top, one to one.",
            "The stated error allows for it, so it is far wider than the errors here.",
            "",
            "| way | ranges | mean abs | bias | worst | single rep. mean abs "
            "| stated 95 % | within | refused |",
            "|---|---|---|---|---|---|---|---|---|",
            *phantoms,
            "",
            f"## A real knee (right_knee.c3d, 8 simulated phones; limit {KNEE_LIMIT_DEG}°)",
            "",
            "Swing of the shank about the knee, about 100°, against the line from knee to ankle.",
            "",
            "| phone | repetitions | mean abs | worst |",
            "|---|---|---|---|",
            *(knee or ["| recording not there | - | - | - |"]),
            "",
        ]
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure all, print and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--phantoms", type=int, default=60)
    parser.add_argument("--markers", type=Path, default=MARKERS)
    chosen = parser.parse_args(arguments)
    knee = knee_rows(chosen.markers) if chosen.markers.exists() else []
    text = page(phantom_rows(chosen.phantoms), knee, chosen.phantoms)
    print(text)
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{__version__}.md").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
