"""`coxa.motion/1`: what an accelerometer and a gyroscope strapped to the shank felt."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import Final, Literal

from coxa.errors import RecordError
from coxa.records.wire import DateTime, NonEmpty, NonNegative, Sha256, Uuid

SCHEMA: Final = "coxa.motion/1"

AXES: Final = 3
ACC_COLUMNS: Final = ("t_s", "acc_x_m_s2", "acc_y_m_s2", "acc_z_m_s2")
GYR_COLUMNS: Final = ("gyr_x_rad_s", "gyr_y_rad_s", "gyr_z_rad_s")
COLUMNS: Final = ACC_COLUMNS + GYR_COLUMNS
"""Columns of a sample, on the wire and in the CSV form; without a gyroscope `ACC_COLUMNS` alone."""

T_DECIMALS: Final = 6
ACC_DECIMALS: Final = 5
GYR_DECIMALS: Final = 6

Sensor = Literal["accelerometer", "gyroscope"]

MotionNoticeCode = Literal[
    "sensor_no_gyroscope",
    "sensor_unit_from_gravity",
    "sensor_unit_from_movement",
    "sensor_gravity_added",
    "sensor_sign_turned",
    "sensor_sign_unknown",
    "sensor_clock_unit_guessed",
    "sensor_clock_wrapped",
    "sensor_clock_offset",
    "sensor_clock_from_counter",
    "sensor_uneven_rates",
    "sensor_low_rate",
    "sensor_gaps",
    "sensor_saturated",
    "sensor_duplicate_times",
    "sensor_backward_times",
    "sensor_cells_unreadable",
]
"""What may be wrong with a sensor file that could be read all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Stretch of a recording, half-open; `sensor` is None where it concerns the recording."""

    from_s: NonNegative
    to_s: NonNegative
    sensor: Sensor | None = None

    def check(self, path: str) -> None:
        """RecordError if it ends before it begins."""
        if self.to_s < self.from_s:
            raise RecordError(f"{path}: ends at {self.to_s} s, before {self.from_s} s")


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionNotice:
    """One thing the reader found and handled: code of the warning, and what its sentence quotes."""

    code: MotionNoticeCode
    values: dict[str, float | int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionSource:
    """Which app and device wrote the file, as far as it says so, and how it was read.

    Attributes
    ----------
    format : str
        Layout of the file: ``phyphox_csv``, ``sensor_logger``, ``xsens_dot_csv``, ``ios_log``,
        ``android_log``, ``phone_log``, ``coxa_motion_csv``, ``plain_csv``.
    app, device : str or None
        None where the file does not say.
    params : dict
        What was decided while reading: units as they were found, the sign, rates, offsets.
    """

    format: NonEmpty
    app: str | None = None
    device: str | None = None
    params: dict[str, float | int | str | bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionHead:
    """What stands before the samples on the wire."""

    id: Uuid
    subject: NonEmpty
    recorded_at: DateTime
    coxa_version: NonEmpty
    tables_version: NonEmpty
    recording_sha256: Sha256
    source: MotionSource
    gaps: tuple[Interval, ...] = ()
    saturated: tuple[Interval, ...] = ()
    notices: tuple[MotionNotice, ...] = ()
    columns: tuple[str, ...] = COLUMNS

    def check(self, path: str) -> None:
        """RecordError if the columns are not the ones of this schema, in order."""
        if self.columns not in (COLUMNS, ACC_COLUMNS):
            raise RecordError(f"{path}columns: not the columns of {SCHEMA}, in order")


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionRecording:
    """Acceleration and angular velocity of one recording, sample by sample.

    Axes: the sensor's own, right-handed (on a phone: x to the right of the screen, y to its top,
    z out of it). Both sensors are on one clock; nothing in it was extrapolated.

    Attributes
    ----------
    t_s : (n,)
        Seconds from the first sample, strictly increasing. A jump longer than usual is in `gaps`.
    acc_m_s2 : (n * 3,)
        Specific force x, y, z, flat: +9.81 along the axis that points up when still.
    gyr_rad_s : (n * 3,)
        Angular velocity x, y, z, flat, right-hand rule, bias not removed. Empty if there is no
        gyroscope.
    gaps :
        Stretches without samples: between their ends nothing is known.
    saturated :
        Stretches in which a sensor stood at the end of its range: the values are there and wrong.
    notices :
        What was found and handled while the file was read.
    """

    id: str
    subject: str
    recorded_at: str
    coxa_version: str
    tables_version: str
    recording_sha256: str
    source: MotionSource
    gaps: tuple[Interval, ...] = ()
    saturated: tuple[Interval, ...] = ()
    notices: tuple[MotionNotice, ...] = ()
    t_s: array[float]
    acc_m_s2: array[float]
    gyr_rad_s: array[float] = field(default_factory=lambda: array("d"))

    def __len__(self) -> int:
        """Number of samples."""
        return len(self.t_s)

    @property
    def has_gyroscope(self) -> bool:
        """Whether there is angular velocity beside the acceleration."""
        return len(self.gyr_rad_s) > 0

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns of a sample, in order."""
        return COLUMNS if self.has_gyroscope else ACC_COLUMNS
