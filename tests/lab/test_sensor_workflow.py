"""From a sensor file to an assessment: the whole way of `coxa assess phone.csv --side left`."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.knee_sensor import knee_from_markers
from bench.sensor import LIMIT_DEG, MARKERS, drawn_scenario, measured
from coxa.errors import RefusedError
from coxa.phantom.sensor import SensorTrial, simulate_sensor
from coxa.records.motion import COLUMNS
from coxa_lab.orientation import up_from_motion
from coxa_lab.sensor_workflow import MotionRequest, assess_motion
from tests.core.sensor_samples import motion, scenario
from tools.draw_strap import FOLDER, pictures


def write_csv(folder: Path, trial: SensorTrial) -> Path:
    """The CSV form of `coxa.motion/1`."""
    recording = trial.recording
    rows = [",".join(COLUMNS)]
    for i, t_s in enumerate(recording.t_s):
        acc, gyr = recording.acc_m_s2[3 * i : 3 * i + 3], recording.gyr_rad_s[3 * i : 3 * i + 3]
        rows.append(",".join(f"{v:.6f}" for v in (t_s, *acc, *gyr)))
    path = folder / "phone.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_a_phone_file_becomes_an_assessment(tmp_path: Path) -> None:
    trial = simulate_sensor(drawn_scenario(4, rate_hz=100.0))
    told = trial.truth.scenario
    outcome = assess_motion(
        MotionRequest(
            recording=write_csv(tmp_path, trial),
            side=told.side,
            subject="p1",
            position=told.position,
        )
    )
    assessment = outcome.assessment
    assert (assessment.device, assessment.position) == ("sensor", told.position)
    assert assessment.subject == "p1"
    assert assessment.method.model == "vqf"
    result = assessment.side(told.side)
    assert result is not None
    assert result.internal_rotation is not None
    true_deg = trial.truth.mean_peak_deg("internal")
    assert result.internal_rotation.value_deg == pytest.approx(true_deg, abs=2.0)
    assert outcome.series.side(told.side) is not None


def test_without_a_side_there_is_no_record(tmp_path: Path) -> None:
    path = write_csv(tmp_path, simulate_sensor(scenario(motion=motion(repetitions=1))))
    with pytest.raises(RefusedError) as caught:
        assess_motion(MotionRequest(recording=path, side=None))
    assert caught.value.code == "sensor_no_side"


def test_phantoms_with_everything_drawn_are_within_one_degree() -> None:
    outcomes = [
        measured(simulate_sensor(drawn_scenario(seed, rate_hz=50.0)), up_from_motion)
        for seed in range(100, 112)
    ]
    assert {outcome.refused for outcome in outcomes} == {None}
    errors = [error_deg for outcome in outcomes for error_deg in outcome.range_errors_deg]
    assert len(errors) == 24
    assert sum(map(abs, errors)) / len(errors) <= LIMIT_DEG


@pytest.mark.skipif(not MARKERS.exists(), reason="the marker recording is not there")
def test_a_real_knee_by_a_sensor_and_by_markers() -> None:
    pytest.importorskip("ezc3d")
    result = knee_from_markers(MARKERS)
    assert len(result.sensor_deg) == len(result.markers_deg) == 6
    assert max(map(abs, result.errors_deg)) <= 3.0


def test_the_pictures_are_those_the_module_draws() -> None:
    for name, picture in pictures().items():
        assert (FOLDER / name).read_text(encoding="utf-8") == picture
