"""Up from recordings: known rotations with noise, bias, gaps and saturation; and real ones."""

from __future__ import annotations

import math
from array import array
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from coxa.errors import RefusedError
from coxa.inertial.rest import RestParams, blocks_from_motion, rest_windows
from coxa.inertial.tilt import TiltParams, TiltState, tilt_step
from coxa.records.motion import Interval, MotionRecording, MotionSource
from coxa.tables.load import TABLES_VERSION
from coxa.version import __version__
from coxa_lab.errors import OutputError
from coxa_lab.orientation import (
    Orientation,
    OrientationParams,
    gyro_bias,
    orientation_from_motion,
    up_from_motion,
)
from coxa_lab.recordings.sensor import read_gyroscope, read_motion
from coxa_lab.tilt import csv_of, tilt_of, write_tilt

FloatArray = NDArray[np.float64]
EXACT = OrientationParams(gyr_delay_s=0.0)  # the samples made here are not late
PHONES = Path(__file__).resolve().parents[3] / "shared" / "data" / "smartphone_qualisys"
BIAS_DEG_S = (5.9, -1.3, 1.1)

needs_phones = pytest.mark.skipif(
    not PHONES.is_dir(), reason="the recordings of real phones are not in ../shared/data"
)


def recording(
    t_s: FloatArray,
    acc: FloatArray,
    gyr: FloatArray | None = None,
    gaps: tuple[Interval, ...] = (),
    saturated: tuple[Interval, ...] = (),
) -> MotionRecording:
    return MotionRecording(
        id="6f0c9f0e-6f5e-4f43-9d4d-0f6a5a3a7c11",
        subject="phantom",
        recorded_at="2026-11-22T10:15:00+01:00",
        coxa_version=__version__,
        tables_version=TABLES_VERSION,
        recording_sha256="0" * 64,
        source=MotionSource(format="plain_csv"),
        gaps=gaps,
        saturated=saturated,
        t_s=array("d", t_s.tobytes()),
        acc_m_s2=array("d", acc.tobytes()),
        gyr_rad_s=array("d") if gyr is None else array("d", gyr.tobytes()),
    )


def moved(
    seconds: float = 30.0,
    *,
    rate_hz: float = 100.0,
    rest_s: float = 3.0,
    bias_deg_s: tuple[float, float, float] = (0.0, 0.0, 0.0),
    seed: int = 1,
    jitter: float = 0.0,
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Times, acceleration, gyroscope and true up of a sensor that rests and then turns about.

    It turns about its x by 0.6 rad and about its z by 0.3 rad, at different paces; the place of the
    sensor is 0.3 m from the axis, so that it is accelerated as a shank is.
    """
    chance = np.random.default_rng(seed)
    n = round(seconds * rate_hz)
    steps = 1.0 + jitter * chance.uniform(-1.0, 1.0, n)
    t_s = np.cumsum(steps) / rate_hz
    t_s -= t_s[0]
    phase = np.maximum(0.0, t_s - rest_s)
    a, b = 0.6 * np.sin(1.3 * phase), 0.3 * np.sin(2.1 * phase)
    da = 0.78 * np.cos(1.3 * phase) * (phase > 0)
    db = 0.63 * np.cos(2.1 * phase) * (phase > 0)
    # earth = Rz(b) Rx(a) sensor with y up at rest
    up = np.stack((np.sin(b), np.cos(b) * np.cos(a), -np.cos(b) * np.sin(a)), axis=1)
    gyr = np.stack((da, db * np.sin(a), db * np.cos(a)), axis=1)
    acc = 9.81 * up
    acc[:, 2] += 0.3 * np.gradient(da, t_s)
    acc += chance.normal(0.0, 0.05, (n, 3))
    gyr += np.radians(bias_deg_s) + chance.normal(0.0, 0.004, (n, 3))
    return t_s, acc, gyr, up


def errors_deg(found: Orientation, up: FloatArray) -> FloatArray:
    across = np.linalg.norm(np.cross(found.up, up), axis=1)
    return np.asarray(np.degrees(np.arctan2(across, (found.up * up).sum(axis=1))))


def rmse_deg(found: Orientation, up: FloatArray) -> float:
    return float(np.sqrt(np.mean(errors_deg(found, up)[found.valid] ** 2)))


@pytest.mark.parametrize("bias_deg_s", [(0.0, 0.0, 0.0), BIAS_DEG_S, (-6.0, 6.0, -6.0)])
@pytest.mark.parametrize("rate_hz", [50.0, 100.0, 200.0])
def test_up_is_right_whatever_the_bias(
    rate_hz: float, bias_deg_s: tuple[float, float, float]
) -> None:
    t_s, acc, gyr, up = moved(rate_hz=rate_hz, bias_deg_s=bias_deg_s)
    found = orientation_from_motion(recording(t_s, acc, gyr), params=EXACT)
    assert found.valid.all()
    assert found.bias_source == "rest"
    assert rmse_deg(found, up) < 0.5
    assert np.allclose(np.linalg.norm(found.up, axis=1), 1.0)


@pytest.mark.parametrize("where_s", [8.0, 27.0])
def test_rest_may_lie_anywhere(where_s: float) -> None:
    t_s, acc, gyr, up = moved(24.0, rest_s=0.0, bias_deg_s=BIAS_DEG_S)
    cut = int(np.searchsorted(t_s, where_s))
    end = min(cut, len(t_s) - 1)
    still = np.arange(300)
    chance = np.random.default_rng(5)
    rest_acc = 9.81 * up[end] + chance.normal(0.0, 0.05, (300, 3))
    rest_gyr = np.radians(BIAS_DEG_S) + chance.normal(0.0, 0.004, (300, 3))
    acc = np.concatenate((acc[:cut], rest_acc, acc[cut:]))
    gyr = np.concatenate((gyr[:cut], rest_gyr, gyr[cut:]))
    up = np.concatenate((up[:cut], np.repeat(up[end][None], len(still), axis=0), up[cut:]))
    found = orientation_from_motion(recording(np.arange(len(acc)) / 100.0, acc, gyr), params=EXACT)
    assert found.bias_source == "rest"
    assert found.bias is not None
    assert np.degrees(found.bias.bias_rad_s) == pytest.approx(BIAS_DEG_S, abs=0.2)
    assert rmse_deg(found, up) < 0.7


def test_without_any_rest_the_bias_comes_from_the_movement_and_that_is_said() -> None:
    t_s, acc, gyr, up = moved(60.0, rest_s=0.0, bias_deg_s=BIAS_DEG_S)
    found = orientation_from_motion(recording(t_s, acc, gyr), params=EXACT)
    assert found.bias_source == "movement"
    assert "tilt_bias_from_movement" in found.notices
    assert "tilt_starts_moving" in found.notices
    assert rmse_deg(found, up) < 1.0


def test_a_calibration_is_used_where_there_is_no_rest() -> None:
    t_s, acc, gyr, up = moved(10.0, rest_s=0.0, bias_deg_s=BIAS_DEG_S)
    still = moved(5.0, rest_s=9.0, bias_deg_s=BIAS_DEG_S, seed=2)
    calibration = recording(*still[:3])
    found = orientation_from_motion(recording(t_s, acc, gyr), calibration, EXACT)
    assert found.bias_source == "calibration"
    assert np.degrees(gyro_bias(calibration).bias_rad_s) == pytest.approx(BIAS_DEG_S, abs=0.05)
    assert rmse_deg(found, up) < 0.7


def test_a_calibration_of_another_phone_is_not_believed() -> None:
    t_s, acc, gyr, up = moved(bias_deg_s=BIAS_DEG_S)
    calibration = recording(*moved(5.0, rest_s=9.0)[:3])
    found = orientation_from_motion(recording(t_s, acc, gyr), calibration, EXACT)
    assert found.bias_source == "rest"
    assert "tilt_calibration_differs" in found.notices
    assert rmse_deg(found, up) < 0.5


def test_a_calibration_in_movement_or_without_gyroscope_is_refused() -> None:
    t_s, acc, gyr, _ = moved(10.0, rest_s=0.0)
    with pytest.raises(RefusedError, match="calibration_not_still"):
        gyro_bias(recording(t_s, acc, gyr))
    with pytest.raises(RefusedError, match="calibration_no_gyroscope"):
        gyro_bias(recording(t_s, acc))


@pytest.mark.parametrize("is_named", [True, False])
def test_a_gap_restarts_and_what_lies_beside_it_is_not_used(is_named: bool) -> None:
    t_s, acc, gyr, up = moved(40.0, bias_deg_s=BIAS_DEG_S)
    kept = (t_s < 15.0) | (t_s > 20.4)
    gap = Interval(from_s=float(t_s[t_s < 15.0][-1]), to_s=float(t_s[t_s > 20.4][0]))
    gaps = (gap,) if is_named else ()
    found = orientation_from_motion(
        recording(t_s[kept], acc[kept], gyr[kept], gaps=gaps), params=EXACT
    )
    assert found.restarts == (gap,)
    assert "tilt_restarted" in found.notices
    beside = np.abs(found.t_s - np.clip(found.t_s, gap.from_s, gap.to_s)) < 2.4
    assert not found.valid[beside].any()
    assert found.valid[~beside].mean() > 0.97
    assert rmse_deg(found, up[kept]) < 0.7


def test_rest_beside_a_gap_may_be_used() -> None:
    t_s, acc, gyr, up = moved(20.0, rest_s=10.0, bias_deg_s=BIAS_DEG_S)
    kept = (t_s < 4.0) | (t_s > 6.0)
    found = orientation_from_motion(recording(t_s[kept], acc[kept], gyr[kept]), params=EXACT)
    assert len(found.restarts) == 1
    assert found.valid.mean() > 0.95
    assert rmse_deg(found, up[kept]) < 0.7


def test_a_saturated_gyroscope_is_not_used() -> None:
    t_s, acc, gyr, up = moved(40.0)
    knock = (t_s >= 20.0) & (t_s < 20.3)
    true_turn = gyr.copy()
    gyr[knock] = np.radians(250.0)
    stretch = Interval(from_s=20.0, to_s=20.3, sensor="gyroscope")
    found = orientation_from_motion(recording(t_s, acc, gyr, saturated=(stretch,)), params=EXACT)
    assert not found.valid[knock].any()
    assert np.isnan(found.up[knock]).all()
    assert len(found.restarts) == 1
    assert rmse_deg(found, up) < 0.7
    assert found.turn_rad_s is not None
    assert np.allclose(found.turn_rad_s[found.valid], true_turn[found.valid], atol=0.02)


def test_a_saturated_accelerometer_is_left_out_of_the_mean() -> None:
    t_s, acc, gyr, up = moved(30.0)
    knock = (t_s >= 15.0) & (t_s < 16.0)
    acc[knock] = (19.6, 19.6, 19.6)
    stretch = Interval(from_s=15.0, to_s=16.0, sensor="accelerometer")
    found = orientation_from_motion(recording(t_s, acc, gyr, saturated=(stretch,)), params=EXACT)
    assert found.restarts == ()
    assert rmse_deg(found, up) < 0.7


def test_an_accelerometer_at_its_end_for_long_shows_nothing() -> None:
    t_s, acc, gyr, _ = moved(60.0)
    stretch = Interval(from_s=15.0, to_s=45.0, sensor="accelerometer")
    found = orientation_from_motion(recording(t_s, acc, gyr, saturated=(stretch,)), params=EXACT)
    assert not found.valid[(t_s > 26.0) & (t_s < 34.0)].any()
    assert np.isfinite(found.up[found.valid]).all()


def test_a_moment_is_not_enough_for_a_bias_and_is_oriented_all_the_same() -> None:
    t_s, acc, gyr, up = moved(1.5, rest_s=0.0)
    found = orientation_from_motion(recording(t_s, acc, gyr), params=EXACT)
    assert found.bias is not None
    assert found.bias.bias_rad_s == (0.0, 0.0, 0.0)
    assert rmse_deg(found, up) < 3.0


def test_uneven_times_are_taken_as_they_are() -> None:
    t_s, acc, gyr, up = moved(30.0, bias_deg_s=BIAS_DEG_S, jitter=0.6)
    found = orientation_from_motion(recording(t_s, acc, gyr), params=EXACT)
    assert found.valid.all()
    assert rmse_deg(found, up) < 0.5


def test_ten_samples_a_second_are_enough_for_slow_movement() -> None:
    t_s, acc, gyr, up = moved(40.0, rate_hz=10.0, bias_deg_s=BIAS_DEG_S)
    found = orientation_from_motion(recording(t_s, acc, gyr), params=EXACT)
    assert rmse_deg(found, up) < 1.0


def test_cells_without_a_number_are_left_out() -> None:
    t_s, acc, gyr, up = moved(30.0)
    gyr[1500:1503] = math.nan
    acc[2000] = math.nan
    found = orientation_from_motion(recording(t_s, acc, gyr), params=EXACT)
    assert not found.valid[[1500, 1502, 2000]].any()
    assert found.valid.sum() == len(t_s) - 4
    assert rmse_deg(found, up) < 0.5


def test_an_accelerometer_alone_works_and_says_so() -> None:
    t_s, acc, _, up = moved(20.0)
    found = orientation_from_motion(recording(t_s, acc))
    assert found.notices == ("tilt_no_gyroscope",)
    assert found.turn_rad_s is None
    assert rmse_deg(found, up) < 4.0
    acc[1000:1100] *= 1.4
    pushed = orientation_from_motion(recording(t_s, acc))
    assert not pushed.valid[1030:1070].any()


def test_nothing_to_measure_is_refused() -> None:
    t_s, acc, gyr, _ = moved(5.0)
    with pytest.raises(RefusedError, match="sensor_too_short"):
        orientation_from_motion(recording(t_s[:1], acc[:1], gyr[:1]))
    with pytest.raises(RefusedError, match="sensor_too_short"):
        orientation_from_motion(recording(t_s, np.full_like(acc, np.nan), gyr))
    with pytest.raises(RefusedError, match="sensor_no_accelerometer"):
        orientation_from_motion(recording(t_s, np.zeros((0, 3)), gyr))


def test_blocks_made_with_numpy_are_those_of_the_core() -> None:
    t_s, acc, gyr, _ = moved(40.0, rest_s=6.0, bias_deg_s=BIAS_DEG_S, jitter=0.5)
    found = orientation_from_motion(recording(t_s, acc, gyr))
    params = RestParams()
    blocks = blocks_from_motion(params, t_s.tolist(), acc.ravel().tolist(), gyr.ravel().tolist())
    windows = rest_windows(params, blocks)
    assert [(w.from_s, w.to_s) for w in windows] == [(r.from_s, r.to_s) for r in found.rests]
    for ours, theirs in zip(windows, found.rests, strict=True):
        assert ours.gyr_rad_s == pytest.approx(theirs.gyr_rad_s, abs=1e-12)


def test_the_core_gets_the_same_columns() -> None:
    motion = recording(*moved(10.0)[:3])
    series, found = up_from_motion(motion), orientation_from_motion(motion)
    assert len(series) == len(motion)
    assert np.array_equal(np.asarray(series.up).reshape(-1, 3), found.up)
    assert np.array_equal(np.asarray(series.valid, dtype=bool), found.valid)
    assert series.turn_rad_s is not None
    assert series.notices == found.notices


def test_written_tilt_can_be_read_and_holds_nothing_unsure(tmp_path: Path) -> None:
    t_s, acc, gyr, _ = moved(30.0)
    source = tmp_path / "phone.csv"
    header = "t_s,acc_x_m_s2,acc_y_m_s2,acc_z_m_s2,gyr_x_rad_s,gyr_y_rad_s,gyr_z_rad_s"
    kept = (t_s < 10.0) | (t_s > 15.0)
    table = np.column_stack((t_s, acc, gyr))[kept]
    np.savetxt(source, table, "%.6f", ",", header=header, comments="")
    out = tmp_path / "up.csv"
    tilt = write_tilt(source, out)
    lines = out.read_text().splitlines()
    assert lines[0] == "t_s,up_x,up_y,up_z"
    rows = np.loadtxt(lines[1:], delimiter=",")
    assert len(rows) == len(table)
    known = np.isfinite(rows[:, 1:]).all(axis=1)
    assert np.array_equal(known, tilt.orientation.valid)
    assert np.allclose(np.linalg.norm(rows[known, 1:], axis=1), 1.0, atol=1e-5)
    assert 0.75 < known.mean() < 1.0
    with pytest.raises(OutputError, match="output_exists"):
        write_tilt(source, out)


# -------------------------------------------------------------------------------- real recordings


@needs_phones
def test_the_real_gap_is_flagged_and_not_used() -> None:
    folder = PHONES / "ios" / "Thibaud_iPhone4S_Dist_Texting"
    tilt = tilt_of(folder, PHONES / "ios" / "calib_gyr_iPhone4S_d2")
    (gap,) = tilt.orientation.restarts
    assert gap.to_s - gap.from_s > 5.3
    beside = np.abs(tilt.orientation.t_s - np.clip(tilt.orientation.t_s, gap.from_s, gap.to_s))
    assert not tilt.orientation.valid[beside < 2.0].any()
    assert tilt.orientation.valid.mean() > 0.95


@needs_phones
def test_the_real_bias_is_found() -> None:
    calibration = read_gyroscope(PHONES / "ios" / "calib_gyr_iPhone5_d3")
    found = np.degrees(gyro_bias(calibration).bias_rad_s)
    assert found == pytest.approx(BIAS_DEG_S, abs=0.2)


@needs_phones
@pytest.mark.parametrize(
    ("trial", "calibration"),
    [
        ("ios/Guillaume_iPhone5_NoDist_Texting", "ios/calib_gyr_iPhone5_d3"),
        ("ios/Jakob_iPhone4S_Dist_Texting", "ios/calib_gyr_iPhone4S_d2"),
    ],
)
def test_the_live_filter_stays_near_the_recording_path(trial: str, calibration: str) -> None:
    gyroscope = read_gyroscope(PHONES / calibration)
    motion = read_motion(PHONES / trial, is_raw_gyroscope=gyroscope.variant == "raw")
    found = orientation_from_motion(motion, gyroscope)
    params = TiltParams(gyr_bias_rad_s=gyro_bias(gyroscope).bias_rad_s)
    state = TiltState()
    squares: list[float] = []
    rows = np.column_stack(
        (np.asarray(motion.acc_m_s2).reshape(-1, 3), np.asarray(motion.gyr_rad_s).reshape(-1, 3))
    ).tolist()
    for i, t_s in enumerate(motion.t_s[:6000]):
        ax, ay, az, gx, gy, gz = rows[i]
        state, up = tilt_step(params, state, t_s, (ax, ay, az), (gx, gy, gz))
        if state.is_settled and found.valid[i]:
            cosine = float(np.clip(np.dot(up, found.up[i]), -1.0, 1.0))
            squares.append(math.acos(cosine) ** 2)
    assert math.degrees(math.sqrt(sum(squares) / len(squares))) < 1.1


def test_the_file_is_written_in_pieces() -> None:
    found = orientation_from_motion(recording(*moved(5.0)[:3]))
    assert b"".join(csv_of(found)).count(b"\n") == len(found.t_s) + 1
