"""Files in the layouts of phones, apps and strap-on sensors, made from an exact movement.

The movement is a swing about the sensor's x axis after a rest: up is (0, sin θ, cos θ) and the rate
of turn (θ', 0, 0), so that every reading is known. Nothing here comes from a recording.
"""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

G: Final = 9.80665
REST_S: Final = 3.0
AMPLITUDE_RAD: Final = 0.6
SWING_HZ: Final = 0.4
EPOCH_S: Final = 1_790_000_000.0
"""September 2026."""


@dataclass(frozen=True)
class Swing:
    """The movement, to be asked for at any times."""

    length_s: float = 20.0

    def angle_rad(self, t_s: FloatArray) -> FloatArray:
        phase = 2 * np.pi * SWING_HZ * np.maximum(t_s - REST_S, 0.0)
        return AMPLITUDE_RAD * (1.0 - np.cos(phase)) / 2.0

    def acc_m_s2(self, t_s: FloatArray) -> FloatArray:
        angle = self.angle_rad(t_s)
        return G * np.stack([np.zeros_like(t_s), np.sin(angle), np.cos(angle)], axis=1)

    def gyr_rad_s(self, t_s: FloatArray) -> FloatArray:
        omega = 2 * np.pi * SWING_HZ
        rate = AMPLITUDE_RAD / 2.0 * omega * np.sin(omega * np.maximum(t_s - REST_S, 0.0))
        return np.stack([rate, np.zeros_like(t_s), np.zeros_like(t_s)], axis=1)

    def times(self, rate_hz: float = 100.0, start_s: float = 0.0) -> FloatArray:
        return start_s + np.arange(round(self.length_s * rate_hz)) / rate_hz


SWING: Final = Swing()


def table(
    names: Sequence[str],
    columns: FloatArray,
    *,
    separator: str = ",",
    decimal: str = ".",
    is_quoted: bool = False,
    digits: str = ".9g",
) -> str:
    """A table as text; without names it has no heading."""
    quote = '"' if is_quoted else ""
    head = separator.join(f"{quote}{name}{quote}" for name in names) + "\n" if names else ""
    is_cell_quoted = '"' if decimal == separator else ""
    rows = (
        separator.join(
            f"{is_cell_quoted}{format(value, digits).replace('.', decimal)}{is_cell_quoted}"
            for value in row
        )
        for row in columns.tolist()
    )
    return head + "\n".join(rows) + "\n"


ACC_NAMES: Final = tuple(f"Acceleration {axis} (m/s^2)" for axis in "xyz")
GYR_NAMES: Final = tuple(f"Gyroscope {axis} (rad/s)" for axis in "xyz")
LOG_NAMES: Final = ("time", "seconds_elapsed", "z", "y", "x")


def both(t_s: FloatArray, swing: Swing = SWING) -> FloatArray:
    """Times, acceleration and rate of turn side by side, (n, 7)."""
    return np.column_stack([t_s, swing.acc_m_s2(t_s), swing.gyr_rad_s(t_s)])


def write_text(path: Path, text: str) -> Path:
    """Write a text, gzipped if the name ends in ``.gz``; folders on the way are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = text.encode("utf-8")
    path.write_bytes(gzip.compress(content, mtime=0) if path.suffix == ".gz" else content)
    return path


def zipped(folder: Path, within: str = "") -> Path:
    """A ZIP archive of a folder beside it."""
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, within + file.relative_to(folder).as_posix())
        archive.writestr("__MACOSX/._Accelerometer.csv", b"\0\1\2")
    return path


def phyphox_table(
    path: Path, *, separator: str = ",", decimal: str = ".", is_quoted: bool = True
) -> Path:
    """One table of both sensors."""
    names = ("Time (s)", *ACC_NAMES, *GYR_NAMES)
    text = table(
        names, both(SWING.times()), separator=separator, decimal=decimal, is_quoted=is_quoted
    )
    return write_text(path, text)


def phyphox_folder(folder: Path, *, gyr_rate_hz: float = 125.0) -> Path:
    """Two tables with times of their own, and the small files beside them."""
    t_s, g_s = SWING.times(100.0), SWING.times(gyr_rate_hz, start_s=0.013)
    acc = np.column_stack([t_s, SWING.acc_m_s2(t_s)])
    gyr = np.column_stack([g_s, SWING.gyr_rad_s(g_s)])
    linear = np.column_stack([t_s, 0.01 * SWING.acc_m_s2(t_s)])
    write_text(folder / "Accelerometer.csv", table(("Time (s)", *ACC_NAMES), acc, is_quoted=True))
    write_text(folder / "Gyroscope.csv", table(("Time (s)", *GYR_NAMES), gyr, is_quoted=True))
    names = ("Time (s)", *(f"Linear {name}" for name in ACC_NAMES))
    write_text(folder / "Linear Accelerometer.csv", table(names, linear, is_quoted=True))
    write_text(folder / "meta" / "device.csv", '"property","value"\n"deviceModel","Phone 7"\n')
    start = f'"START",0.0E0,{EPOCH_S},"2026-09-21"\n'
    write_text(
        folder / "meta" / "time.csv",
        f'"event","experiment time","system time","system time text"\n{start}',
    )
    return folder


def logger_table(t_s: FloatArray, xyz: FloatArray) -> str:
    """Times in nanoseconds since 1970 and in seconds since the start; z, y, x."""
    rows = [
        f"{round((EPOCH_S + t) * 1e9)},{t:.6f},{z:.7f},{y:.7f},{x:.7f}"
        for t, (x, y, z) in zip(t_s.tolist(), xyz.tolist(), strict=True)
    ]
    return ",".join(LOG_NAMES) + "\n" + "\n".join(rows) + "\n"


def logger_metadata(platform: str, standardisation: str) -> str:
    names = "version,device name,recording epoch time,platform,standardisation"
    return f"{names}\n3,Somebody,{round(EPOCH_S * 1e3)},{platform},{standardisation}\n"


def logger_folder(folder: Path, platform: str, *, standardisation: str = "false") -> Path:
    """Android: acceleration without gravity and in total; iOS: without gravity, and gravity."""
    t_s, g_s = SWING.times(100.0, -0.02), SWING.times(50.0)
    acc = SWING.acc_m_s2(t_s)
    sign = -1.0 if platform == "ios" and standardisation != "true" else 1.0
    own = 0.2 * np.cos(t_s)[:, None] * np.array([1.0, 0.0, 0.0])
    write_text(folder / "Accelerometer.csv", logger_table(t_s, sign * own))
    if platform == "ios":
        write_text(folder / "Gravity.csv", logger_table(t_s, sign * (acc - own)))
    else:
        write_text(folder / "TotalAcceleration.csv", logger_table(t_s, acc))
        write_text(folder / "Gravity.csv", logger_table(t_s, acc - own))
    write_text(folder / "Gyroscope.csv", logger_table(g_s, SWING.gyr_rad_s(g_s)))
    write_text(folder / "Metadata.csv", logger_metadata(platform, standardisation))
    write_text(folder / "Annotation.csv", "time,seconds_elapsed,text\n")
    return folder


DOT_NAMES: Final = (
    "PacketCounter", "SampleTimeFine", "Euler_X", "Euler_Y", "Euler_Z",
    "Acc_X", "Acc_Y", "Acc_Z", "Gyr_X", "Gyr_Y", "Gyr_Z",
)  # fmt: skip


def dot_table(path: Path, *, first_tick: int = 4_294_000_000, has_times: bool = True) -> Path:
    """Lines before the table, ticks of a microsecond that begin again at 2³², °/s."""
    t_s = SWING.times(60.0)
    ticks = (first_tick + np.round(t_s * 1e6).astype(np.int64)) % 2**32
    preamble = "sep=,\nDeviceTag:,Sensor 1\nFirmwareVersion:,2.0.0\nOutputRate:,60\n\n"
    rows = [
        f"{i},{tick if has_times else ''},0.1,0.2,0.3,"
        + ",".join(f"{value:.6f}" for value in (*acc, *np.degrees(gyr)))
        for i, (tick, acc, gyr) in enumerate(
            zip(ticks, SWING.acc_m_s2(t_s), SWING.gyr_rad_s(t_s), strict=True), start=1
        )
    ]
    return write_text(path, preamble + ",".join(DOT_NAMES) + "\n" + "\n".join(rows) + "\n")


def ios_folder(folder: Path, *, ending: str = ".gz") -> Path:
    """Raw logs: g with the opposite sign, clocks since the phone was started, two rates."""
    boot_s = 7000.0
    t_s, g_s = SWING.times(90.0, boot_s + 0.02), SWING.times(107.0, boot_s + 0.71)
    acc = np.column_stack([t_s, -SWING.acc_m_s2(t_s - boot_s) / G])
    gyr = np.column_stack([g_s, SWING.gyr_rad_s(g_s - boot_s)])
    for name, values in (("accelerometer", acc), ("gyroscope", gyr)):
        text = table((), values, separator=" ", digits=".10g")
        write_text(folder / f"{name}.txt{ending}", text)
    write_text(folder / "description.txt", f"[Time]\nBootTime = {boot_s}")
    write_text(folder / "timeAlignment.txt", "  -2.4200000e+00\n")
    return folder


def android_folder(folder: Path) -> Path:
    """Raw logs: m/s²; the gyroscope once as measured with its bias beside it, once without."""
    t_s = SWING.times(200.0, 0.15)
    bias = np.array([0.01, -0.005, 0.07])
    acc = np.column_stack([t_s, SWING.acc_m_s2(t_s)])
    own_s = t_s + 0.002
    gyr = SWING.gyr_rad_s(own_s)
    raw = np.column_stack([own_s, gyr + bias, np.tile(bias, (len(own_s), 1))])
    for name, values in (
        ("accelerometer", acc),
        ("gyroscope-calibrated", np.column_stack([own_s, gyr])),
        ("gyroscope", raw),
    ):
        write_text(folder / f"{name}.txt.gz", table((), values, separator=" ", digits=".10g"))
    write_text(folder / "record.properties", f"[Device]\nModel = Phone 5\n\nStartTime = {EPOCH_S}")
    return folder
