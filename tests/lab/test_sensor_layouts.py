from __future__ import annotations

import gzip
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from coxa.errors import RefusedError
from coxa.records.motion import MotionRecording
from coxa_lab.errors import InputError
from coxa_lab.recordings.sensor import read_gyroscope, read_motion, write_motion
from coxa_lab.recordings.sniff import Sniffed, sniff
from tests.lab.phantom_sensor_files import (
    ACC_NAMES,
    EPOCH_S,
    GYR_NAMES,
    SWING,
    android_folder,
    both,
    dot_table,
    ios_folder,
    logger_folder,
    logger_table,
    phyphox_folder,
    phyphox_table,
    table,
    write_text,
    zipped,
)


def codes(record: MotionRecording) -> set[str]:
    return {notice.code for notice in record.notices}


def assert_is_the_swing(
    record: MotionRecording, start_s: float = 0.0, tolerance: float = 0.02
) -> None:
    t_s = np.array(record.t_s) + start_s
    acc = np.array(record.acc_m_s2).reshape(-1, 3)
    gyr = np.array(record.gyr_rad_s).reshape(-1, 3)
    assert record.t_s[0] == 0.0
    assert np.all(np.diff(t_s) > 0)
    assert len(t_s) > 900
    np.testing.assert_allclose(acc, SWING.acc_m_s2(t_s), atol=tolerance)
    np.testing.assert_allclose(gyr, SWING.gyr_rad_s(t_s), atol=tolerance)


@pytest.mark.parametrize(
    ("separator", "decimal", "is_quoted"),
    [
        (",", ".", True),
        (",", ".", False),
        (";", ".", False),
        (";", ",", True),
        ("\t", ",", False),
        ("\t", ".", True),
        (",", ",", True),
    ],
)
def test_a_phyphox_table_is_read_however_it_is_written(
    tmp_path: Path, separator: str, decimal: str, is_quoted: bool
) -> None:
    path = phyphox_table(
        tmp_path / "a.txt", separator=separator, decimal=decimal, is_quoted=is_quoted
    )
    record = read_motion(path)
    assert_is_the_swing(record)
    assert record.source.format == "phyphox_csv"
    assert record.source.app == "phyphox"
    assert codes(record) == set()
    assert sniff(path) == Sniffed("sensor")


def test_two_phyphox_tables_come_to_one_clock(tmp_path: Path) -> None:
    record = read_motion(phyphox_folder(tmp_path / "run"))
    assert_is_the_swing(record, start_s=0.013)
    assert record.source.device == "Phone 7"
    assert datetime.fromisoformat(record.recorded_at).timestamp() == EPOCH_S
    assert codes(record) == {"sensor_uneven_rates"}
    assert record.source.params["acc_rate_hz"] == pytest.approx(100.0)
    assert record.source.params["gyr_rate_hz"] == pytest.approx(125.0)


def test_android_total_acceleration_is_taken_and_the_other_left(tmp_path: Path) -> None:
    record = read_motion(logger_folder(tmp_path / "run", "android"))
    assert_is_the_swing(record)
    assert record.source.format == "sensor_logger"
    assert record.source.device == "Android phone"
    assert "Somebody" not in str(record.source)
    assert codes(record) == {"sensor_uneven_rates"}
    assert datetime.fromisoformat(record.recorded_at).timestamp() == EPOCH_S


@pytest.mark.parametrize("standardisation", ["false", "true"])
def test_ios_gravity_is_added_and_the_sign_turned(tmp_path: Path, standardisation: str) -> None:
    folder = logger_folder(tmp_path / "run", "ios", standardisation=standardisation)
    record = read_motion(folder)
    assert_is_the_swing(record)
    assert "sensor_gravity_added" in codes(record)
    assert ("sensor_sign_turned" in codes(record)) == (standardisation == "false")
    assert "sensor_sign_unknown" not in codes(record)


def test_without_its_metadata_the_sign_is_said_to_be_unknown(tmp_path: Path) -> None:
    folder = logger_folder(tmp_path / "run", "ios")
    (folder / "Metadata.csv").unlink()
    record = read_motion(folder)
    assert_is_the_swing(record)
    assert {"sensor_sign_unknown", "sensor_sign_turned"} <= codes(record)


def test_the_accelerometer_of_sensor_logger_alone_is_refused(tmp_path: Path) -> None:
    t_s = SWING.times()
    path = write_text(tmp_path / "Accelerometer.csv", logger_table(t_s, SWING.acc_m_s2(t_s) * 0.01))
    with pytest.raises(RefusedError) as refused:
        read_motion(path)
    assert refused.value.code == "sensor_no_gravity"


def test_total_acceleration_alone_is_read_and_says_so(tmp_path: Path) -> None:
    t_s = SWING.times()
    path = write_text(tmp_path / "TotalAcceleration.csv", logger_table(t_s, SWING.acc_m_s2(t_s)))
    record = read_motion(path)
    assert not record.has_gyroscope
    assert codes(record) == {"sensor_no_gyroscope"}
    np.testing.assert_allclose(record.acc_m_s2, SWING.acc_m_s2(t_s).ravel(), atol=1e-4)


def test_a_dot_table_is_read_through_the_wrap_of_its_clock(tmp_path: Path) -> None:
    record = read_motion(dot_table(tmp_path / "a.csv"))
    assert_is_the_swing(record, tolerance=1e-4)
    assert record.source.format == "xsens_dot_csv"
    assert codes(record) == {"sensor_clock_wrapped"}
    assert record.source.params["gyr_unit"] == "deg_s"


def test_a_dot_table_without_times_counts_them(tmp_path: Path) -> None:
    record = read_motion(dot_table(tmp_path / "a.csv", has_times=False))
    assert_is_the_swing(record, tolerance=1e-4)
    assert codes(record) == {"sensor_clock_from_counter"}


@pytest.mark.parametrize("ending", [".gz", ""])
def test_an_ios_log_folder_is_turned_to_the_sign_of_this_project(
    tmp_path: Path, ending: str
) -> None:
    record = read_motion(ios_folder(tmp_path / "run", ending=ending))
    assert_is_the_swing(record, start_s=0.71)
    assert record.source.format == "ios_log"
    assert codes(record) == {"sensor_sign_turned", "sensor_uneven_rates"}
    params = record.source.params
    assert (params["first_sample_s"], params["time_alignment_s"]) == (0.71, -2.42)
    assert (params["acc_unit"], params["gyroscope_variant"]) == ("g", "raw")


def test_an_android_log_folder_gives_the_gyroscope_less_its_bias_or_raw(tmp_path: Path) -> None:
    folder = android_folder(tmp_path / "run")
    record = read_motion(folder)
    assert_is_the_swing(record, start_s=0.152)
    assert record.source.format == "android_log"
    assert record.source.device == "Phone 5"
    assert record.source.params["gyroscope_variant"] == "calibrated"
    raw = read_motion(folder, is_raw_gyroscope=True)
    assert raw.source.params["gyroscope_variant"] == "raw"
    assert raw.gyr_rad_s[2] == pytest.approx(0.07)
    assert datetime.fromisoformat(raw.recorded_at).timestamp() == EPOCH_S


def test_a_gyroscope_alone_calibrates_and_is_no_recording(tmp_path: Path) -> None:
    folder = android_folder(tmp_path / "run")
    (folder / "accelerometer.txt.gz").unlink()
    (folder / "gyroscope-calibrated.txt.gz").unlink()
    with pytest.raises(RefusedError) as refused:
        read_motion(folder)
    assert refused.value.code == "sensor_only_gyroscope"
    for path in (folder, folder / "gyroscope.txt.gz"):
        alone = read_gyroscope(path)
        assert alone.variant == "raw"
        assert alone.t_s[0] == 0.0
        np.testing.assert_allclose(alone.gyr_rad_s[:100].mean(axis=0), [0.01, -0.005, 0.07])


def test_a_gyroscope_comes_from_any_recording_that_has_one(tmp_path: Path) -> None:
    path = phyphox_table(tmp_path / "a.csv")
    record_file = tmp_path / "a.json"
    write_motion(record_file, read_motion(path))
    for source in (path, record_file):
        found = read_gyroscope(source)
        np.testing.assert_allclose(found.gyr_rad_s, SWING.gyr_rad_s(found.t_s), atol=1e-5)


@pytest.mark.parametrize("path_is", ["table", "record"])
def test_a_recording_without_a_gyroscope_calibrates_none(tmp_path: Path, path_is: str) -> None:
    columns = both(SWING.times())[:, :4]
    path = write_text(tmp_path / "a.csv", table(("Time (s)", *ACC_NAMES), columns))
    if path_is == "record":
        record = read_motion(path)
        path = tmp_path / "a.json"
        write_motion(path, record)
    with pytest.raises(RefusedError) as refused:
        read_gyroscope(path)
    assert refused.value.code == "sensor_no_gyroscope"


@pytest.mark.parametrize("within", ["", "2026-09-21_Test/"])
@pytest.mark.parametrize("kind", ["phyphox", "android", "ios_log"])
def test_an_archive_of_a_folder_is_the_folder(tmp_path: Path, within: str, kind: str) -> None:
    folder = tmp_path / "run"
    if kind == "phyphox":
        phyphox_folder(folder)
    elif kind == "ios_log":
        ios_folder(folder)
    else:
        logger_folder(folder, kind)
    plain, archived = read_motion(folder), read_motion(zipped(folder, within))
    assert archived.t_s == plain.t_s
    assert archived.acc_m_s2 == plain.acc_m_s2
    assert archived.gyr_rad_s == plain.gyr_rad_s
    assert archived.source == plain.source
    assert sniff(folder) == sniff(folder.with_suffix(".zip")) == Sniffed("sensor")


@pytest.mark.parametrize("name", ["a.json", "a.json.gz", "a.csv", "a.csv.gz"])
def test_a_recording_that_was_written_reads_the_same(tmp_path: Path, name: str) -> None:
    record = read_motion(ios_folder(tmp_path / "run"))
    path = tmp_path / name
    write_motion(path, record)
    again = read_motion(path)
    assert again.t_s == record.t_s
    assert again.acc_m_s2 == record.acc_m_s2
    assert again.gyr_rad_s == record.gyr_rad_s
    if "json" in name:
        assert again == record
    else:
        assert again.source.format == "coxa_motion_csv"
        assert codes(again) == set()


def test_the_same_content_gives_the_same_samples_and_hash(tmp_path: Path) -> None:
    one, two = (read_motion(ios_folder(tmp_path / name)) for name in ("a", "b"))
    assert one.recording_sha256 == two.recording_sha256
    assert one.acc_m_s2 == two.acc_m_s2
    assert one.id != two.id


def test_a_gzipped_table_is_read(tmp_path: Path) -> None:
    path = phyphox_table(tmp_path / "a.csv.gz")
    assert path.read_bytes()[:2] == b"\x1f\x8b"
    assert_is_the_swing(read_motion(path))
    assert sniff(path) == Sniffed("sensor")


@pytest.mark.parametrize(
    "names",
    [
        ("timestamp", "ax", "ay", "az", "gx", "gy", "gz"),
        ("t", "acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"),
        ("Zeit (s)", *(f"Beschleunigung {a} (m/s²)" for a in "xyz"),
         *(f"Winkelgeschwindigkeit {a} (rad/s)" for a in "xyz")),
        ("time", *(f"accelerationIncludingGravity.{a}" for a in "xyz"),
         *(f"rotationRate.{a}" for a in "xyz")),
        ("elapsed (s)", *(f"{a}-axis (m/s2)" for a in "xyz"), *(f"w{a}" for a in "xyz")),
    ],
)  # fmt: skip
def test_other_names_of_the_columns_are_understood(tmp_path: Path, names: tuple[str, ...]) -> None:
    path = write_text(tmp_path / "a.csv", table(names, both(SWING.times())))
    assert_is_the_swing(read_motion(path), tolerance=1e-4)


def test_columns_in_another_order_among_others_are_found(tmp_path: Path) -> None:
    values = both(SWING.times())
    order = [6, 3, 0, 1, 5, 2, 4]
    names = ("Time (s)", *ACC_NAMES, *GYR_NAMES)
    more = np.column_stack([values[:, order], np.linalg.norm(values[:, 1:4], axis=1)])
    text = table((*(names[i] for i in order), "Absolute acceleration (m/s^2)"), more)
    assert_is_the_swing(read_motion(write_text(tmp_path / "a.csv", text)), tolerance=1e-4)


def test_an_app_with_g_force_and_own_acceleration_means_the_first(tmp_path: Path) -> None:
    values = both(SWING.times())
    text = table(
        ("time", "ax", "ay", "az", "gFx", "gFy", "gFz", "wx", "wy", "wz"),
        np.column_stack([values[:, 0], 0.01 * values[:, 1:4], values[:, 1:4] / 9.80665,
                         values[:, 4:]]),
    )  # fmt: skip
    record = read_motion(write_text(tmp_path / "a.csv", text))
    assert_is_the_swing(record, tolerance=1e-4)
    assert "sensor_unit_from_gravity" in codes(record)


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError) as missing:
        read_motion(tmp_path / "missing.csv")
    assert missing.value.code == "file_missing"


def test_another_record_is_refused(tmp_path: Path) -> None:
    path = write_text(tmp_path / "a.json", '{"schema": "coxa.landmarks/1"}')
    with pytest.raises(RefusedError) as refused:
        read_motion(path)
    assert refused.value.code == "not_a_record"


def test_a_packed_record_is_read_by_content(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_motion(path, read_motion(phyphox_table(tmp_path / "b.csv")))
    packed = tmp_path / "misleading.csv"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert_is_the_swing(read_motion(packed))
    assert sniff(packed) == Sniffed("record", "coxa.motion/1")
