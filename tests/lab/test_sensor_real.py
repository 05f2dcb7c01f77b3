"""Real phones, read where they lie: none of their numbers is in this repository."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import pytest

from coxa.errors import RefusedError
from coxa_lab.recordings.sensor import read_gyroscope, read_motion
from coxa_lab.recordings.sniff import Sniffed, sniff

PHONES: Final = Path(__file__).resolve().parents[3] / "shared" / "data" / "smartphone_qualisys"
TRIALS: Final = (
    ("ios/Guillaume_iPhone5_NoDist_Texting", "ios_log", 94.3),
    ("ios/Jakob_iPhone4S_Dist_Texting", "ios_log", 107.5),
    ("ios/Thibaud_iPhone4S_Dist_Texting", "ios_log", 107.5),
    ("android/Guillaume_Nexus5_NoDist_Texting", "android_log", 198.6),
    ("android/Thibaud_Nexus5_NoDist_BackPocket", "android_log", 198.6),
)

pytestmark = pytest.mark.skipif(
    not PHONES.is_dir(), reason="the recordings of real phones are not in ../shared/data"
)


@pytest.mark.parametrize(("folder", "layout", "rate_hz"), TRIALS)
def test_a_real_phone_is_read(folder: str, layout: str, rate_hz: float) -> None:
    record = read_motion(PHONES / folder)
    assert record.source.format == layout
    assert record.source.params["gyr_rate_hz"] == pytest.approx(rate_hz, abs=0.2)
    assert {"first_sample_s", "time_alignment_s"} <= record.source.params.keys()
    acc = np.array(record.acc_m_s2).reshape(-1, 3)
    norm = np.linalg.norm(acc, axis=1)
    assert np.median(norm) == pytest.approx(9.81, abs=0.3)
    assert sniff(PHONES / folder) == Sniffed("sensor")
    if "Texting" in folder:  # held before the eyes: the screen looks up
        assert np.median(acc[:, 2]) > 5.0


def test_the_gap_of_a_real_phone_is_found() -> None:
    record = read_motion(PHONES / "ios/Thibaud_iPhone4S_Dist_Texting")
    (gap,) = record.gaps
    assert 5.3 < gap.to_s - gap.from_s < 6.2
    assert not [t for t in record.t_s if gap.from_s < t < gap.to_s]


@pytest.mark.parametrize(
    ("folder", "bias_deg_s"),
    [("ios/calib_gyr_iPhone5_d3", (5.9, -1.3, 1.1)), ("ios/calib_gyr_iPhone4S_d2", None)],
)
def test_a_real_phone_lying_still_shows_its_bias(
    folder: str, bias_deg_s: tuple[float, ...] | None
) -> None:
    still = read_gyroscope(PHONES / folder)
    assert still.variant == "raw"
    if bias_deg_s is not None:
        mean = np.degrees(still.gyr_rad_s.mean(axis=0))
        np.testing.assert_allclose(mean, bias_deg_s, atol=0.1)
    with pytest.raises(RefusedError) as refused:
        read_motion(PHONES / folder)
    assert refused.value.code == "sensor_only_gyroscope"


def test_a_folder_of_trials_is_no_trial() -> None:
    with pytest.raises(RefusedError) as refused:
        read_motion(PHONES / "ios")
    assert refused.value.code == "sensor_several_recordings"
