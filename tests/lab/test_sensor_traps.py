from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

from coxa.errors import RefusedError
from coxa.messages.catalog import refusal_of, warning
from coxa.records.motion import MotionNoticeCode, MotionRecording
from coxa_lab.errors import InputError
from coxa_lab.recordings.sensor import read_motion
from coxa_lab.recordings.sniff import Sniffed, sniff
from tests.lab.phantom_sensor_files import (
    ACC_NAMES,
    GYR_NAMES,
    SWING,
    FloatArray,
    Swing,
    android_folder,
    both,
    dot_table,
    ios_folder,
    logger_folder,
    phyphox_folder,
    table,
    write_text,
)

NAMES = ("Time (s)", *ACC_NAMES, *GYR_NAMES)
BARE = ("time", "ax", "ay", "az", "gx", "gy", "gz")
DEGREE = np.pi / 180.0


def values_of(record: MotionRecording, code: str) -> dict[str, Any]:
    """Values of the one notice of this code; its sentence can be said."""
    (notice,) = [notice for notice in record.notices if notice.code == code]
    values: dict[str, Any] = notice.values
    assert warning(notice.code, **values).message
    return values


def codes(record: MotionRecording) -> set[str]:
    return {notice.code for notice in record.notices}


def refused(path: Path) -> str:
    """Code of the refusal; its sentence can be said."""
    with pytest.raises(RefusedError) as raised:
        read_motion(path)
    record = refusal_of(raised.value)
    assert record.message
    assert record.next_step
    return raised.value.code


def written(tmp_path: Path, columns: FloatArray, names: tuple[str, ...] = NAMES) -> Path:
    return write_text(tmp_path / "a.csv", table(names, columns, digits=".12g"))


def factors(*values: float) -> FloatArray:
    """One factor for the times, the acceleration and the rate of turn."""
    time, acc, gyr = values
    return np.array([time, *[acc] * 3, *[gyr] * 3])


# ------------------------------------------------------------------------------------ what is said


@pytest.mark.parametrize("code", get_args(MotionNoticeCode))
def test_every_notice_has_a_sentence_and_a_next_step(code: str) -> None:
    values: dict[str, Any] = {
        "sensor": "gyroscope", "count": 2, "seconds": 1.5, "rate_hz": 12.5, "acc_hz": 100.0,
        "gyr_hz": 50.0, "unit": "g",
    }  # fmt: skip
    notice = warning(code, **values)
    assert notice.message
    assert notice.next_step


# ------------------------------------------------------------------------------------------- units


@pytest.mark.parametrize(
    ("names", "factor", "said"),
    [
        (BARE, factors(1, 1, 1), {"sensor_unit_from_gravity", "sensor_unit_from_movement"}),
        (BARE, factors(1, 1 / 9.80665, 1 / DEGREE),
         {"sensor_unit_from_gravity", "sensor_unit_from_movement"}),
        (BARE, factors(1, 1000 / 9.80665, 1 / DEGREE),
         {"sensor_unit_from_gravity", "sensor_unit_from_movement"}),
        (("t (s)", *(f"a{a} (g)" for a in "xyz"), *(f"w{a} (deg/s)" for a in "xyz")),
         factors(1, 1 / 9.80665, 1 / DEGREE), set()),
        (("t (s)", *(f"a{a} [mg]" for a in "xyz"), *(f"w{a} [°/s]" for a in "xyz")),
         factors(1, 1000 / 9.80665, 1 / DEGREE), set()),
        (("t_ms", *(f"acc_{a}_m_s2" for a in "xyz"), *(f"gyr_{a}_dps" for a in "xyz")),
         factors(1000, 1, 1 / DEGREE), set()),
    ],
    ids=["SI", "g", "mg", "g stated", "mg stated", "suffixes"],
)  # fmt: skip
def test_units_are_those_stated_or_those_the_values_show(
    tmp_path: Path, names: tuple[str, ...], factor: FloatArray, said: set[str]
) -> None:
    record = read_motion(written(tmp_path, both(SWING.times()) * factor, names))
    expected = both(SWING.times())
    np.testing.assert_allclose(record.acc_m_s2, expected[:, 1:4].ravel(), atol=1e-4)
    np.testing.assert_allclose(record.gyr_rad_s, expected[:, 4:].ravel(), atol=1e-4)
    assert codes(record) - {"sensor_sign_unknown"} == said


@pytest.mark.parametrize(("unit", "scale"), [("s", 1.0), ("ms", 1e3), ("us", 1e6), ("ns", 1e9)])
@pytest.mark.parametrize("is_stated", [True, False])
def test_times_come_in_any_unit(tmp_path: Path, unit: str, scale: float, is_stated: bool) -> None:
    columns = both(SWING.times())
    columns[:, 0] = np.round((columns[:, 0] + 12.5) * scale, 3)
    name = f"timestamp ({unit})" if is_stated else "timestamp"
    record = read_motion(written(tmp_path, columns, (name, *NAMES[1:])))
    np.testing.assert_allclose(record.t_s, SWING.times(), atol=1e-6)
    assert ("sensor_clock_unit_guessed" in codes(record)) == (unit != "s" and not is_stated)


@pytest.mark.parametrize(
    ("factor", "names", "code"),
    [
        (factors(1, 1 / 9.80665, 1), NAMES, "sensor_units_contradict"),
        (factors(1, 1, 1 / DEGREE), NAMES, "sensor_units_contradict"),
        (factors(1, 1, 1), (*NAMES[:4], *(f"Gyroscope {a} (deg/s)" for a in "xyz")),
         "sensor_units_contradict"),
        (factors(1, 0.02, 1), NAMES, "sensor_no_gravity"),
        (factors(1, 0.01, 1), BARE, "sensor_no_gravity"),
        (factors(1, 3.0, 1), BARE, "sensor_unit_unknown"),
        (factors(1, 1, -1), NAMES, "sensor_axes_disagree"),
        (factors(1, 3.28, 1), ("Time (s)", *(f"Acceleration {a} (ft/s^2)" for a in "xyz"),
                               *GYR_NAMES), "sensor_unit_unknown"),
        (factors(1, 1, 1), ("Time (s)", "Acceleration x (g)", *NAMES[2:]), "sensor_units_mixed"),
        (factors(1, 1, 1), ("Time (s)", *(f"Linear {n}" for n in ACC_NAMES), *GYR_NAMES),
         "sensor_no_gravity"),
    ],
    ids=["g said m/s²", "°/s said rad/s", "rad/s said °/s", "none said", "none", "threefold",
         "mirrored", "feet", "one axis in g", "linear"],
)  # fmt: skip
def test_units_that_cannot_be_are_refused(
    tmp_path: Path, factor: FloatArray, names: tuple[str, ...], code: str
) -> None:
    assert refused(written(tmp_path, both(SWING.times()) * factor, names)) == code


def test_a_unit_that_changes_midway_is_refused(tmp_path: Path) -> None:
    columns = both(SWING.times())
    columns[1500:, 1:4] /= 9.80665
    assert refused(written(tmp_path, columns, BARE)) == "sensor_units_mixed"


def test_a_still_gyroscope_of_unknown_unit_is_refused(tmp_path: Path) -> None:
    columns = both(SWING.times())
    columns[:, 4:] = 0.01
    columns[:, 1:4] = [0.0, 0.0, 9.8]
    assert refused(written(tmp_path, columns, BARE)) == "sensor_unit_unknown"
    record = read_motion(written(tmp_path, columns))
    assert record.gyr_rad_s[0] == 0.01


# ------------------------------------------------------------------------------------------- times


def test_rows_of_one_time_become_their_mean(tmp_path: Path) -> None:
    columns = both(SWING.times())
    doubled = np.insert(columns, 500, columns[500], axis=0)
    doubled[500, 1] += 0.2
    record = read_motion(written(tmp_path, doubled))
    assert len(record) == len(columns)
    assert record.acc_m_s2[1500] == pytest.approx(0.1, abs=1e-4)
    assert values_of(record, "sensor_duplicate_times")["count"] == 1


def test_rows_that_come_late_are_left_out(tmp_path: Path) -> None:
    columns = both(SWING.times())
    columns[[700, 701]] = columns[[701, 700]]
    record = read_motion(written(tmp_path, columns))
    assert len(record) == len(columns) - 1
    assert np.all(np.diff(record.t_s) > 0)
    assert values_of(record, "sensor_backward_times")["count"] == 1


def test_a_clock_that_was_set_back_is_refused(tmp_path: Path) -> None:
    columns = both(SWING.times())
    columns[1000:, 0] -= 3.0
    assert refused(written(tmp_path, columns)) == "sensor_clock_unsteady"


def test_a_gap_is_stated_and_nothing_is_put_into_it(tmp_path: Path) -> None:
    columns = both(SWING.times())
    keep = (columns[:, 0] < 8.0) | (columns[:, 0] > 13.4)
    record = read_motion(written(tmp_path, columns[keep]))
    (gap,) = record.gaps
    assert gap.from_s == pytest.approx(7.99, abs=0.011)
    assert gap.to_s == pytest.approx(13.4, abs=0.011)
    assert values_of(record, "sensor_gaps")["seconds"] == pytest.approx(
        gap.to_s - gap.from_s, abs=0.01
    )
    assert not [t for t in record.t_s if gap.from_s < t < gap.to_s]


@pytest.mark.parametrize("broken", ["accelerometer", "gyroscope"])
def test_a_gap_of_one_sensor_is_a_gap_of_the_recording(tmp_path: Path, broken: str) -> None:
    folder = ios_folder(tmp_path / "run", ending="")
    path = folder / f"{broken}.txt"
    lines = path.read_text().splitlines()
    kept = [line for line in lines if not 7008.0 < float(line.split()[0]) < 7010.0]
    path.write_text("\n".join(kept) + "\n")
    record = read_motion(folder)
    (gap,) = record.gaps
    assert gap.to_s - gap.from_s == pytest.approx(2.0, abs=0.05)
    assert gap.from_s == pytest.approx(8.0 - 0.71, abs=0.03)


def test_nothing_is_extrapolated(tmp_path: Path) -> None:
    folder = phyphox_folder(tmp_path / "run")
    path = folder / "Accelerometer.csv"
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0], *lines[201:-300]]) + "\n")
    record = read_motion(folder)
    assert record.source.params["first_sample_s"] == pytest.approx(2.0, abs=0.01)
    assert record.t_s[-1] == pytest.approx(15.0, abs=0.03)


@pytest.mark.parametrize("offset_s", [0.25, -0.12, 3000.0])
def test_clocks_that_differ_are_brought_together(tmp_path: Path, offset_s: float) -> None:
    t_s, g_s = SWING.times(100.0), SWING.times(125.0)
    folder = tmp_path / "run"
    acc = np.column_stack([t_s, SWING.acc_m_s2(t_s)])
    gyr = np.column_stack([g_s + offset_s, SWING.gyr_rad_s(g_s)])
    write_text(folder / "a.csv", table(("Time (s)", *ACC_NAMES), acc))
    write_text(folder / "b.csv", table(("Time (s)", *GYR_NAMES), gyr))
    record = read_motion(folder)
    assert values_of(record, "sensor_clock_offset")["seconds"] == pytest.approx(offset_s, abs=0.01)
    at = np.array(record.t_s) + float(record.source.params["first_sample_s"])
    gyr_x = np.array(record.gyr_rad_s)[::3]
    np.testing.assert_allclose(gyr_x, SWING.gyr_rad_s(at)[:, 0], atol=0.02)


def test_clocks_with_nothing_in_common_are_refused(tmp_path: Path) -> None:
    t_s = SWING.times()
    still = np.tile([0.0, 0.0, 9.81], (len(t_s), 1))
    folder = tmp_path / "run"
    write_text(folder / "a.csv", table(("Time (s)", *ACC_NAMES), np.column_stack([t_s, still])))
    gyr = np.column_stack([t_s + 3000, np.zeros((len(t_s), 3))])
    write_text(folder / "b.csv", table(("Time (s)", *GYR_NAMES), gyr))
    assert refused(folder) == "sensor_clocks_differ"


def test_a_table_without_times_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, both(SWING.times())[:, 1:], NAMES[1:])
    assert refused(path) == "sensor_no_time"


@pytest.mark.parametrize("is_constant", [True, False])
def test_times_that_say_nothing_are_refused(tmp_path: Path, is_constant: bool) -> None:
    columns = both(SWING.times())
    if is_constant:
        columns[:, 0] = 5.0
        assert refused(written(tmp_path, columns)) == "sensor_no_time"
        return
    lines = table(NAMES, columns).splitlines()
    rows = ["12:00:00" + line[line.index(",") :] for line in lines[1:]]
    path = write_text(tmp_path / "a.csv", "\n".join([lines[0], *rows]))
    assert refused(path) == "sensor_no_time"


@pytest.mark.parametrize(
    ("rate_hz", "code"), [(10.0, "sensor_low_rate"), (15.0, "sensor_low_rate"), (25.0, None)]
)
def test_few_samples_in_a_second_are_warned_of(
    tmp_path: Path, rate_hz: float, code: str | None
) -> None:
    record = read_motion(written(tmp_path, both(SWING.times(rate_hz))))
    assert codes(record) == ({code} if code else set())


def test_too_few_samples_in_a_second_are_refused(tmp_path: Path) -> None:
    assert refused(written(tmp_path, both(SWING.times(5.0)))) == "sensor_low_rate"


def test_two_hours_are_read(tmp_path: Path) -> None:
    long = Swing(length_s=7200.0)
    t_s = long.times(25.0)
    record = read_motion(written(tmp_path, both(t_s, long)))
    assert len(record) == len(t_s)
    assert record.t_s[-1] == pytest.approx(7199.96)
    assert codes(record) == set()


# -------------------------------------------------------------------------------------- saturation


def test_a_saturated_gyroscope_is_flagged_where_it_is(tmp_path: Path) -> None:
    columns = both(SWING.times())
    limit = 250.0 * DEGREE
    columns[:, 4:] *= 8.0
    is_over = np.abs(columns[:, 4]) > limit
    columns[:, 4] = np.clip(columns[:, 4], -limit, limit)
    columns[:, 5] = 0.01 * np.sin(np.arange(len(columns)))
    record = read_motion(written(tmp_path, columns))
    assert {found.sensor for found in record.saturated} == {"gyroscope"}
    inside = np.zeros(len(columns), np.bool_)
    for found in record.saturated:
        inside |= (columns[:, 0] >= found.from_s) & (columns[:, 0] < found.to_s)
    assert inside[is_over].sum() >= is_over.sum() - 2  # two samples at the end are no run
    assert inside.sum() < 1.3 * is_over.sum()
    assert values_of(record, "sensor_saturated")["count"] == len(record.saturated)


def test_a_saturated_accelerometer_is_flagged(tmp_path: Path) -> None:
    columns = both(SWING.times())
    columns[1000:1010, 1] = 19.6
    columns[1000:1010, 2] += 0.01 * np.arange(10)
    record = read_motion(written(tmp_path, columns))
    (found,) = record.saturated
    assert found.sensor == "accelerometer"
    assert found.from_s < 10.0
    assert found.to_s == pytest.approx(10.1)


def test_a_sample_written_several_times_is_no_saturation(tmp_path: Path) -> None:
    columns = both(SWING.times())
    columns[:, 4:] *= 8.0
    columns[:, 1:] = np.repeat(columns[::5, 1:], 5, axis=0)
    record = read_motion(written(tmp_path, columns))
    assert record.saturated == ()


# ------------------------------------------------------------------------------------------- cells


@pytest.mark.parametrize("text", ["NaN", "", "n/a", "null", "-", "1e999", "1_0", "#REF!"])
def test_a_cell_without_a_number_loses_its_row_and_is_counted(tmp_path: Path, text: str) -> None:
    lines = table(NAMES, both(SWING.times())).splitlines()
    for i in (40, 800, 801):
        cells = lines[i].split(",")
        cells[2 if i == 40 else 5] = text
        lines[i] = ",".join(cells)
    record = read_motion(write_text(tmp_path / "a.csv", "\r\n".join(lines)))
    counts = {n.values["sensor"]: n.values["count"] for n in record.notices
              if n.code == "sensor_cells_unreadable"}  # fmt: skip
    assert counts == {"accelerometer": 1, "gyroscope": 2}
    assert np.isfinite(record.acc_m_s2).all()
    assert np.isfinite(record.gyr_rad_s).all()


def test_a_row_that_ends_early_and_empty_lines_do_no_harm(tmp_path: Path) -> None:
    lines = table(NAMES, both(SWING.times())).splitlines()
    lines[900] = lines[900][:30]
    lines[300:300] = ["", "   "]
    lines.append(lines[-1][:12])
    record = read_motion(write_text(tmp_path / "a.csv", "\ufeff" + "\n".join(lines)))
    assert len(record) == len(SWING.times()) - 1
    assert not np.any(np.array(record.acc_m_s2)[2::3] < 7.0)


def test_zeros_in_all_three_axes_are_a_missing_acceleration(tmp_path: Path) -> None:
    columns = both(SWING.times())
    columns[500:520, 1:4] = 0.0
    record = read_motion(written(tmp_path, columns))
    assert values_of(record, "sensor_cells_unreadable")["count"] == 20
    assert len(record.gaps) == 1


def test_rows_of_the_two_sensors_in_turn_are_no_fault(tmp_path: Path) -> None:
    t_s = SWING.times()
    rows = []
    for t, acc, gyr in zip(t_s, SWING.acc_m_s2(t_s), SWING.gyr_rad_s(t_s + 0.005), strict=True):
        rows.append(f"{t:.4f}," + ",".join(f"{v:.6f}" for v in acc) + ",,,")
        rows.append(f"{t + 0.005:.4f},,,," + ",".join(f"{v:.6f}" for v in gyr))
    path = write_text(tmp_path / "a.csv", ",".join(NAMES) + "\n" + "\n".join(rows) + "\n")
    record = read_motion(path)
    assert codes(record) == set()
    at = np.array(record.t_s) + 0.005
    np.testing.assert_allclose(
        np.array(record.gyr_rad_s)[::3], SWING.gyr_rad_s(at)[:, 0], atol=1e-4
    )


def test_a_table_of_text_is_refused(tmp_path: Path) -> None:
    rows = "\n".join("a,b,c,d,e,f,g" for _ in range(500))
    path = write_text(tmp_path / "a.csv", ",".join(NAMES) + "\n" + rows)
    assert refused(path) == "sensor_no_time"
    half = table(NAMES, both(SWING.times())).replace("9.", "x.")
    assert refused(write_text(tmp_path / "b.csv", half)) == "sensor_cells_unreadable"


# ---------------------------------------------------------------------------- no recording at all


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "empty_file"),
        ("a,b,c\n1,2,3\n", "sensor_wrong_columns"),
        ("hello", "sensor_wrong_columns"),
        ("Time (s),Acceleration x (m/s^2),Acceleration y (m/s^2)\n0,1,2\n", "sensor_wrong_columns"),
        (",".join(NAMES) + "\n", "sensor_no_time"),
        (",".join(NAMES) + "\n" + "0,01,0,0,9,81,0,0,0,0,0,0\n" * 9, "sensor_wrong_columns"),
        ("\0\1\2", "sensor_wrong_columns"),
        ("[1, 2]", "sensor_wrong_columns"),
    ],
)
def test_what_is_no_recording_is_refused(tmp_path: Path, content: str, code: str) -> None:
    assert refused(write_text(tmp_path / "a.csv", content)) == code


def test_a_recording_of_a_second_is_too_short(tmp_path: Path) -> None:
    assert refused(written(tmp_path, both(SWING.times())[:120])) == "sensor_too_short"


def test_a_gyroscope_alone_is_refused(tmp_path: Path) -> None:
    columns = both(SWING.times())[:, [0, 4, 5, 6]]
    assert refused(written(tmp_path, columns, (NAMES[0], *GYR_NAMES))) == "sensor_only_gyroscope"


def test_an_accelerometer_alone_is_read_and_says_so(tmp_path: Path) -> None:
    record = read_motion(written(tmp_path, both(SWING.times())[:, :4], NAMES[:4]))
    assert codes(record) == {"sensor_no_gyroscope"}


def test_a_folder_that_is_no_recording_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "holiday"
    write_text(folder / "notes.txt", "sun and sea")
    write_text(folder / "prices.csv", "day,price\n1,2\n")
    assert refused(folder) == "sensor_folder_unknown"
    with pytest.raises(InputError):
        sniff(folder)


def test_a_folder_of_several_recordings_asks_for_one(tmp_path: Path) -> None:
    android_folder(tmp_path / "all" / "monday")
    android_folder(tmp_path / "all" / "tuesday")
    assert refused(tmp_path / "all") == "sensor_several_recordings"


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x03\x04 and nothing else")
    assert refused(path) == "sensor_damaged"
    assert sniff(path) == Sniffed("unknown")
    packed = write_text(tmp_path / "a.csv.gz", table(NAMES, both(SWING.times())))
    packed.write_bytes(packed.read_bytes()[:5000])
    assert refused(packed) == "sensor_damaged"


def test_an_archive_of_something_else_is_no_recording(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert refused(path) == "sensor_folder_unknown"
    assert sniff(path) == Sniffed("unknown")


def test_an_archive_that_unpacks_without_end_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, both(SWING.times()))
    monkeypatch.setattr("coxa_lab.recordings.sensor.bundle.LARGEST_BYTES", 10_000)
    assert refused(path) == "sensor_too_large"


def test_every_layout_says_which_it_is(tmp_path: Path) -> None:
    made = {
        "phyphox_csv": phyphox_folder(tmp_path / "p"),
        "sensor_logger": logger_folder(tmp_path / "l", "android"),
        "xsens_dot_csv": dot_table(tmp_path / "d.csv"),
        "ios_log": ios_folder(tmp_path / "i"),
        "android_log": android_folder(tmp_path / "g"),
        "plain_csv": written(tmp_path, both(SWING.times()), BARE),
    }
    assert {name: read_motion(path).source.format for name, path in made.items()} == {
        name: name for name in made
    }
