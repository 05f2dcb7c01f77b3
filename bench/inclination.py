"""Inclination of real recordings against optical truth, the live filter, speed and memory.

    python -m bench.inclination [--data FOLDER] [--dry]

`smartphone_qualisys`: phones carried by walking people; the authors' bad intervals removed, the
phone's clock moved by the authors' alignment and a residual constant within 0.05 s (greatest
correlation of angular speeds). `broad`: a board with an inertial sensor, moving samples; no
alignment. The recording path (`coxa_lab.orientation`) and the live filter (`coxa.inertial.tilt`)
run with their defaults; `live` in the summary is over all trials together. Beside them stands
`offlineVQF` as it is. One million samples are timed in a process of their own. Written to
``bench/inclination/<version>.md`` and ``.json``.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from array import array
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.io import loadmat
from vqf import VQF, offlineVQF

from coxa.inertial.tilt import TiltParams, TiltState, tilt_step
from coxa.records.motion import MotionRecording, MotionSource
from coxa.tables.load import TABLES_VERSION
from coxa.version import __version__
from coxa_lab.orientation import Orientation, gyro_bias, orientation_from_motion
from coxa_lab.recordings.sensor import GyroscopeRecording, read_gyroscope, read_motion

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
FOLDER = Path(__file__).parent / "inclination"
DATA = Path(__file__).parents[2] / "shared" / "data"
AXES = 3
SAMPLES = 1_000_000
RATE_HZ = 200.0
CALIBRATIONS = {
    "iPhone4S": "ios/calib_gyr_iPhone4S_d2",
    "iPhone5": "ios/calib_gyr_iPhone5_d3",
    "Nexus5": "android/calib_gyr_Nexus5_d1",
}
LIMITS = {"smartphone_median": 2.0, "iphone5": 2.5, "broad_mean": 0.60, "live": 1.0}
SHIFTS_S = np.arange(-0.05, 0.0501, 0.0025)


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """Optical up in the sensor's frame, NaN where lost, and which images count."""

    t_s: FloatArray
    up: FloatArray
    counts: BoolArray
    speed_rad_s: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One trial; errors are RMSE in degrees."""

    set: str
    trial: str
    bias_from: str
    error_deg: float
    without_calibration_deg: float | None
    plain_vqf_deg: float
    live_deg: float
    live_from_recorded_deg: float
    valid_share: float
    shift_s: float


def rmse_deg(a: FloatArray, b: FloatArray, counts: BoolArray) -> float:
    """Root mean square angle between unit vectors over the rows that count and are known."""
    across = np.linalg.norm(np.cross(a, b), axis=1)
    angle = np.arctan2(across, (a * b).sum(axis=1))
    known = angle[counts & np.isfinite(angle)]
    return float(np.degrees(np.sqrt(np.mean(known**2))))


def at(times_s: FloatArray, t_s: FloatArray, up: FloatArray, valid: BoolArray) -> FloatArray:
    """Up at other times by straight lines; NaN unless both neighbours are valid."""
    right = np.clip(np.searchsorted(t_s, times_s), 1, len(t_s) - 1)
    is_known = valid[right] & valid[right - 1] & (times_s >= t_s[0]) & (times_s <= t_s[-1])
    result = np.stack([np.interp(times_s, t_s, up[:, i]) for i in range(AXES)], axis=1)
    result /= np.linalg.norm(result, axis=1)[:, None]
    result[~is_known] = np.nan
    return result


def up_of_quaternions(quats: FloatArray) -> FloatArray:
    """Third row of the rotation matrix, sensor to earth."""
    w, x, y, z = quats.T
    return np.stack((2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)), axis=1)


def rows_of(flat: array[float]) -> FloatArray:
    """(n, 3) of a flat column."""
    return np.asarray(flat).reshape(-1, AXES)


def plain_vqf(recording: MotionRecording) -> FloatArray:
    """`offlineVQF` as it is: no calibration, no gaps, the usual step between samples."""
    step_s = float(np.median(np.diff(np.asarray(recording.t_s))))
    gyr, acc = rows_of(recording.gyr_rad_s).copy(), rows_of(recording.acc_m_s2).copy()
    return up_of_quaternions(offlineVQF(gyr, acc, None, step_s)["quat6D"])


def live(
    recording: MotionRecording, calibration: GyroscopeRecording | None
) -> tuple[FloatArray, BoolArray]:
    """Up and whether it is settled, sample by sample, from the live filter."""
    bias = None if calibration is None else gyro_bias(calibration).bias_rad_s
    params, state = TiltParams(gyr_bias_rad_s=bias), TiltState()
    ups: list[tuple[float, float, float]] = []
    settled: list[bool] = []
    acc, gyr = rows_of(recording.acc_m_s2).tolist(), rows_of(recording.gyr_rad_s).tolist()
    for t_s, a, g in zip(recording.t_s, acc, gyr, strict=True):
        state, up = tilt_step(params, state, t_s, tuple(a), tuple(g))
        ups.append(up)
        settled.append(state.is_settled)
    return np.array(ups), np.array(settled)


def row(
    names: tuple[str, str],
    recording: MotionRecording,
    calibration: GyroscopeRecording | None,
    truth: Truth,
    offset_s: float | None,
) -> Row:
    """All figures of one trial; an `offset_s` asks for the residual shift as well."""
    t_s = np.asarray(recording.t_s)
    found = orientation_from_motion(recording, calibration)
    shift_s = 0.0 if offset_s is None else _shift_s(found, truth, offset_s)
    seen_s = truth.t_s - (offset_s or 0.0) - shift_s
    live_up, is_settled = live(recording, calibration)
    every = np.ones(len(t_s), dtype=bool)

    def error(up: FloatArray, valid: BoolArray) -> float:
        return rmse_deg(at(seen_s, t_s, up, valid), truth.up, truth.counts)

    without = None
    if calibration is not None:
        bare = orientation_from_motion(recording)
        without = error(bare.up, bare.valid)
    return Row(
        set=names[0],
        trial=names[1],
        bias_from=found.bias_source,
        error_deg=error(found.up, found.valid),
        without_calibration_deg=without,
        plain_vqf_deg=error(plain_vqf(recording), every),
        live_deg=error(live_up, is_settled),
        live_from_recorded_deg=rmse_deg(live_up, found.up, is_settled & found.valid),
        valid_share=float(found.valid.mean()),
        shift_s=shift_s,
    )


def _shift_s(found: Orientation, truth: Truth, offset_s: float) -> float:
    """Residual constant between the clocks: greatest correlation of the angular speeds."""
    assert found.turn_rad_s is not None  # noqa: S101  # every trial has a gyroscope
    speed = np.linalg.norm(found.turn_rad_s, axis=1)
    known = np.isfinite(speed)
    t_s, speed = found.t_s[known], speed[known]
    inside = np.isfinite(truth.speed_rad_s)
    inside &= np.interp(truth.t_s - offset_s, found.t_s, found.valid) == 1.0
    images_s = truth.t_s[inside] - offset_s

    def correlation(shift_s: float) -> float:
        # over the 33 ms that the optical speed is a mean of
        near = [np.interp(images_s - shift_s + d, t_s, speed) for d in (-0.0125, 0.0, 0.0125)]
        return float(np.corrcoef(np.mean(near, axis=0), truth.speed_rad_s[inside])[0, 1])

    return float(max(SHIFTS_S.tolist(), key=correlation))


# ------------------------------------------------------------------------------------ the two sets


def smartphone_rows(folder: Path) -> Iterator[Row]:
    """Every trial of `smartphone_qualisys` that has its files."""
    bad = json.loads((folder / "qualisys_bad_windows.json").read_text())
    for path in sorted(folder.glob("*/*/timeAlignment.txt")):
        trial = path.parent.name
        calibration = read_gyroscope(
            folder / next(v for k, v in CALIBRATIONS.items() if k in trial)
        )
        is_raw = calibration.variant == "raw"
        recording = read_motion(path.parent, is_raw_gyroscope=is_raw)
        truth = _optical(folder / "qualisys" / f"{trial}.mat", bad[trial]["bad_windows_s"])
        first_s = float(recording.source.params["first_sample_s"])
        offset_s = first_s + float(path.read_text())
        yield row(("smartphone_qualisys", trial), recording, calibration, truth, offset_s)


def _optical(path: Path, bad_windows_s: list[list[float]]) -> Truth:
    content = loadmat(path, squeeze_me=True, struct_as_record=False)
    trial: Any = next(v for k, v in content.items() if not k.startswith("__"))
    flat = np.asarray(trial.RigidBodies.Rotations, dtype=np.float64).reshape(9, -1)
    frames = flat.T.reshape(-1, 3, 3).transpose(0, 2, 1)
    t_s = np.arange(len(frames)) / float(trial.FrameRate)
    counts: BoolArray = np.asarray(np.isfinite(flat).all(axis=0))
    for from_s, to_s in bad_windows_s:
        counts &= (t_s < from_s) | (t_s > to_s)
    speed = np.full(len(t_s), np.nan)
    turned = np.einsum("nji,njk->nik", frames[:-2], frames[2:])
    cosine = np.clip((np.trace(turned, axis1=1, axis2=2) - 1) / 2, -1, 1)
    speed[1:-1] = np.arccos(cosine) / (t_s[2:] - t_s[:-2])
    return Truth(t_s=t_s, up=flat[[2, 5, 8]].T, counts=counts, speed_rad_s=speed)


def broad_rows(folder: Path) -> Iterator[Row]:
    """Every trial of `broad`."""
    for path in sorted(folder.glob("*.mat")):
        trial = loadmat(path, squeeze_me=True, simplify_cells=True)
        t_s = np.arange(len(trial["imu_gyr"])) / float(trial["sampling_rate"])
        recording = _recording(t_s, trial["imu_acc"], trial["imu_gyr"])
        up = up_of_quaternions(trial["opt_quat"])
        counts = trial["movement"].astype(bool)
        truth = Truth(t_s=t_s, up=up, counts=counts, speed_rad_s=np.zeros(0))
        yield row(("broad", path.stem), recording, None, truth, None)


def _recording(t_s: FloatArray, acc: FloatArray, gyr: FloatArray) -> MotionRecording:
    return MotionRecording(
        id="00000000-0000-4000-8000-000000000000",
        subject="bench",
        recorded_at="2026-01-01T00:00:00+00:00",
        coxa_version=__version__,
        tables_version=TABLES_VERSION,
        recording_sha256="0" * 64,
        source=MotionSource(format="plain_csv"),
        t_s=array("d", t_s.tobytes()),
        acc_m_s2=array("d", np.ascontiguousarray(acc).tobytes()),
        gyr_rad_s=array("d", np.ascontiguousarray(gyr).tobytes()),
    )


# ------------------------------------------------------------------------------- speed and memory


def million(jitter: bool) -> dict[str, float]:
    """Seconds of bare VQF and of the recording path on one million samples, best of three each.

    Parameters
    ----------
    jitter : bool
        Uneven time stamps, so that the path resamples as well.
    """
    chance = np.random.default_rng(3)
    t_s = np.arange(SAMPLES) / RATE_HZ
    gyr = np.stack([np.sin(0.7 * t_s + i) for i in range(AXES)], axis=1)
    gyr += chance.normal(0.02, 0.02, (SAMPLES, AXES))
    acc = chance.normal(0.0, 0.3, (SAMPLES, AXES))
    acc[:, 2] += 9.81
    if jitter:
        t_s = np.cumsum(chance.uniform(0.5, 1.5, SAMPLES)) / RATE_HZ
    recording = _recording(t_s, acc, gyr)
    bare_s: list[float] = []
    offline_s: list[float] = []
    path_s: list[float] = []
    for _ in range(3):
        path_s.append(_took_s(lambda: orientation_from_motion(recording)))
        bare_s.append(_took_s(lambda: VQF(1.0 / RATE_HZ).updateBatch(gyr, acc)))
        if len(path_s) == 1:
            peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
        offline_s.append(_took_s(lambda: offlineVQF(gyr, acc, None, 1.0 / RATE_HZ)))
    return {
        "path_s": min(path_s),
        "bare_vqf_s": min(bare_s),
        "offline_vqf_s": min(offline_s),
        "ratio": min(path_s) / min(bare_s),
        "ratio_to_offline": min(path_s) / min(offline_s),
        "peak_mb": peak_mb,
    }


def _took_s(call: Any) -> float:  # noqa: ANN401  # whatever is called
    began = time.process_time()
    call()
    return time.process_time() - began


def _million_apart(jitter: bool) -> dict[str, float]:
    arguments = [sys.executable, "-m", "bench.inclination", "--million"]
    arguments += ["--jitter"] if jitter else []
    done = subprocess.run(arguments, check=True, capture_output=True, text=True)
    result: dict[str, float] = json.loads(done.stdout)
    return result


# ------------------------------------------------------------------------------------------ report


def summary(rows: list[Row]) -> dict[str, float]:
    """The figures that have a limit."""
    phones = [r for r in rows if r.set == "smartphone_qualisys"]
    boards = [r for r in rows if r.set == "broad"]
    return {
        "smartphone_median": statistics.median(r.error_deg for r in phones),
        "iphone5": max(r.error_deg for r in phones if "iPhone5" in r.trial),
        "broad_mean": statistics.fmean(r.error_deg for r in boards),
        "live": statistics.fmean(r.live_from_recorded_deg**2 for r in rows) ** 0.5,
    }


def table(rows: list[Row], speeds: dict[str, dict[str, float]]) -> str:
    """All figures as Markdown."""
    lines = [
        f"# Inclination, Coxa {__version__}",
        "",
        "Root mean square angle to the optical up, degrees, valid samples. `plain` is offlineVQF.",
        "",
        "| trial | bias from | recorded | without calibration | plain | live | live - recorded"
        " | valid | shift s |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for r in rows:
        bare = "" if r.without_calibration_deg is None else f"{r.without_calibration_deg:.2f}"
        lines.append(
            f"| {r.trial} | {r.bias_from} | **{r.error_deg:.2f}** | {bare} | {r.plain_vqf_deg:.2f}"
            f" | {r.live_deg:.2f} | {r.live_from_recorded_deg:.2f} | {r.valid_share:.3f}"
            f" | {r.shift_s:+.4f} |"
        )
    lines += ["", "| figure | degrees | limit |", "|---|---|---|"]
    lines += [f"| {k} | {v:.3f} | {LIMITS[k]} |" for k, v in summary(rows).items()]
    lines += [
        "",
        "One million samples, processor seconds, best of three:",
        "",
        "| stamps | path | bare VQF | ratio | offlineVQF | ratio | peak MB |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {name} | {s['path_s']:.2f} | {s['bare_vqf_s']:.2f} | {s['ratio']:.2f}"
        f" | {s['offline_vqf_s']:.2f} | {s['ratio_to_offline']:.2f} | {s['peak_mb']:.0f} |"
        for name, s in speeds.items()
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Run everything, print the table, keep it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--dry", action="store_true", help="print, write nothing")
    parser.add_argument("--million", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--jitter", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.million:
        print(json.dumps(million(options.jitter)))
        return
    rows = [*smartphone_rows(options.data / "smartphone_qualisys")]
    rows += broad_rows(options.data / "broad")
    speeds = {"even": _million_apart(False), "uneven": _million_apart(True)}
    text = table(rows, speeds)
    print(text)
    if options.dry:
        return
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{__version__}.md").write_text(text)
    content = {"rows": [asdict(r) for r in rows], "summary": summary(rows), "speed": speeds}
    (FOLDER / f"{__version__}.json").write_text(json.dumps(content, indent=2) + "\n")


if __name__ == "__main__":
    main()
