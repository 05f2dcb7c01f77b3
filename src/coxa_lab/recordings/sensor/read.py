"""A sensor recording from whatever file, folder or archive it came in.

The way of the samples: `bundle` (files) → `layouts` (which columns) → `table` (numbers) → `stream`
(each sensor in order of time) → `units` and `movement` → `clocks` (one table) → the record.
"""

from __future__ import annotations

import uuid
from array import array
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np

from coxa.errors import RefusedError
from coxa.records.motion import (
    ACC_DECIMALS,
    GYR_DECIMALS,
    T_DECIMALS,
    Interval,
    MotionNotice,
    MotionRecording,
    MotionSource,
    Sensor,
)
from coxa.tables.load import TABLES_VERSION
from coxa.version import __version__
from coxa_lab.recordings.sensor.bundle import Bundle, open_bundle
from coxa_lab.recordings.sensor.clocks import at_the_gyroscopes_times, on_one_clock, shifted
from coxa_lab.recordings.sensor.facts import Facts, facts_of
from coxa_lab.recordings.sensor.findings import Findings
from coxa_lab.recordings.sensor.layouts import Columns, Layout, find_layout
from coxa_lab.recordings.sensor.motion_file import is_json, read_motion_record
from coxa_lab.recordings.sensor.movement import Agreement, agreement
from coxa_lab.recordings.sensor.saturation import saturated_intervals
from coxa_lab.recordings.sensor.stream import (
    SHORTEST_S,
    FloatArray,
    Stream,
    clock_in_seconds,
    gaps_of,
    steady_stream,
    unwrapped,
)
from coxa_lab.recordings.sensor.table import read_columns
from coxa_lab.recordings.sensor.units import acc_factor, gyr_factor

ANONYMOUS: Final = "anonymous"
_FEWEST: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class GyroscopeRecording:
    """A gyroscope alone, as a calibration needs it: times (n,) and angular velocity (n, 3)."""

    t_s: FloatArray
    gyr_rad_s: FloatArray
    source: MotionSource
    saturated: tuple[Interval, ...]
    notices: tuple[MotionNotice, ...]

    @property
    def variant(self) -> str:
        """``raw`` or ``calibrated``: whether the phone took out what it thinks is the bias."""
        return str(self.source.params.get("gyroscope_variant", "calibrated"))


def read_motion(
    path: Path, *, subject: str = ANONYMOUS, is_raw_gyroscope: bool = False
) -> MotionRecording:
    """Sensor recording of a file, folder or ZIP archive, in any of the known layouts.

    Parameters
    ----------
    path : Path
        The file, plain or gzipped, the folder, or the archive.
    subject : str
        Opaque name of the person; a `coxa.motion/1` keeps its own.
    is_raw_gyroscope : bool
        Take the gyroscope as it measured, where the phone also wrote one less its own bias.

    Raises
    ------
    InputError
        ``file_missing`` or ``unreadable``.
    RefusedError
        ``empty_file``, ``not_a_record``, ``unknown_schema``, or one of the codes ``sensor_…``:
        every one has its sentence and its next step in the messages.
    """
    if path.is_file() and is_json(path):
        return read_motion_record(path)
    with open_bundle(path) as bundle:
        return _Reader(bundle, find_layout(bundle, is_raw_preferred=is_raw_gyroscope)).motion(
            subject
        )


def read_gyroscope(path: Path) -> GyroscopeRecording:
    """Gyroscope of a recording that may hold nothing else, as measured: for a calibration.

    Raises
    ------
    InputError, RefusedError
        As `read_motion`; ``sensor_no_gyroscope`` if there is none.
    """
    if path.is_file() and is_json(path):
        return _gyroscope_of(read_motion_record(path), path)
    with open_bundle(path) as bundle:
        layout = find_layout(bundle, is_raw_preferred=True)
        return _Reader(bundle, layout).gyroscope()


def _gyroscope_of(record: MotionRecording, path: Path) -> GyroscopeRecording:
    if not record.has_gyroscope:
        raise RefusedError("sensor_no_gyroscope", name=path.name)
    return GyroscopeRecording(
        t_s=np.array(record.t_s),
        gyr_rad_s=np.array(record.gyr_rad_s).reshape(-1, 3),
        source=record.source,
        saturated=record.saturated,
        notices=record.notices,
    )


class _Reader:
    """One recording while it is read: its layout, what it says, and what was found."""

    def __init__(self, bundle: Bundle, layout: Layout) -> None:
        self._bundle = bundle
        self._layout = layout
        self._facts: Facts = facts_of(bundle, layout)
        self._findings = Findings(params=dict(self._facts.params))
        self._tables: dict[str, dict[int, FloatArray]] = {}

    def motion(self, subject: str) -> MotionRecording:
        """Both sensors on one clock."""
        if self._layout.acceleration is None:
            raise RefusedError("sensor_only_gyroscope", name=self._bundle.name)
        acc = self._acceleration(self._layout.acceleration)
        gyr = None
        if self._layout.gyroscope is not None:
            acc, gyr = self._with_gyroscope(acc, self._layout.gyroscope)
        self._tables.clear()
        streams = [acc] if gyr is None else [acc, gyr]
        saturated = [found for stream in streams for found in saturated_intervals(stream)]
        if gyr is None:
            self._findings.add("sensor_no_gyroscope")
        else:
            acc, gyr = at_the_gyroscopes_times(acc, gyr, self._findings)
            if len(gyr.t_s) < _FEWEST or gyr.t_s[-1] - gyr.t_s[0] < SHORTEST_S:
                raise RefusedError("sensor_clocks_differ", name=self._bundle.name)
        return self._record(subject, acc, gyr, saturated)

    def gyroscope(self) -> GyroscopeRecording:
        """The gyroscope alone, in rad/s."""
        columns = self._layout.gyroscope
        if columns is None:
            raise RefusedError("sensor_no_gyroscope", name=self._bundle.name)
        if self._layout.acceleration is None:
            gyr = self._in_rad_s(self._stream("gyroscope", columns), columns, None)
        else:
            _, gyr = self._with_gyroscope(self._acceleration(self._layout.acceleration), columns)
        zero_s, end_s = float(gyr.t_s[0]), float(gyr.t_s[-1] - gyr.t_s[0])
        return GyroscopeRecording(
            t_s=gyr.t_s - zero_s,
            gyr_rad_s=gyr.xyz,
            source=self._source(zero_s),
            saturated=tuple(shifted(saturated_intervals(gyr), zero_s, end_s)),
            notices=tuple(self._findings.notices),
        )

    # ------------------------------------------------------------------------------- the sensors

    def _acceleration(self, columns: Columns) -> Stream:
        """The specific force in m/s², +9.81 upward when still."""
        acc = self._stream("accelerometer", columns)
        if self._layout.gravity is not None:
            acc = self._with_gravity(acc, self._layout.gravity)
        factor = acc_factor(
            acc, columns.unit, self._facts.acc_unit, columns.part.name, self._findings
        )
        sign = self._facts.sign
        if sign < 0:
            self._findings.add("sensor_sign_turned")
        if not self._facts.is_sign_known:
            self._findings.add("sensor_sign_unknown")
        self._findings.params["acc_sign"] = sign
        return Stream("accelerometer", acc.t_s, acc.xyz * (factor * sign))

    def _with_gravity(self, acc: Stream, columns: Columns) -> Stream:
        """Acceleration without gravity, plus the gravity the phone wrote beside it."""
        gravity = self._stream("accelerometer", columns)
        gravity, acc = at_the_gyroscopes_times(gravity, acc, Findings())
        self._findings.add("sensor_gravity_added")
        return Stream("accelerometer", acc.t_s, acc.xyz + gravity.xyz)

    def _with_gyroscope(self, acc: Stream, columns: Columns) -> tuple[Stream, Stream]:
        """Both on the accelerometer's clock, the gyroscope in rad/s."""
        gyr = self._stream("gyroscope", columns)
        acc, gyr = on_one_clock(acc, gyr, self._bundle.name, self._findings)
        return acc, self._in_rad_s(gyr, columns, agreement(acc, gyr))

    def _in_rad_s(self, gyr: Stream, columns: Columns, shown: Agreement | None) -> Stream:
        factor = gyr_factor(
            gyr, columns.unit, self._facts.gyr_unit, columns.part.name, shown, self._findings
        )
        return Stream("gyroscope", gyr.t_s, gyr.xyz * factor)

    def _stream(self, sensor: Sensor, columns: Columns) -> Stream:
        table = self._table(columns)
        t_s = self._seconds(table, columns)
        xyz = np.stack([table[axis] for axis in columns.axes], axis=1)
        return steady_stream(sensor, t_s, xyz, columns.part.name, self._findings)

    # -------------------------------------------------------------------------- table and clock

    def _table(self, columns: Columns) -> dict[int, FloatArray]:
        """Columns of a table by index: all that any sensor wants of it, read once."""
        name = columns.part.name
        if name not in self._tables:
            same = [other for other in self._layout.used if other.part.name == name]
            counter = _counter_of(columns)
            wanted = {i for other in same for i in (other.time, *other.axes)}
            indices = sorted(wanted if counter is None else wanted | {counter})
            values = read_columns(columns.part, columns.head, indices)
            self._tables[name] = {index: values[:, k] for k, index in enumerate(indices)}
        return self._tables[name]

    def _seconds(self, table: dict[int, FloatArray], columns: Columns) -> FloatArray:
        """Times of the rows; of a counter and the rate the device was set to if there are none."""
        ticks = table[columns.time]
        counter = _counter_of(columns)
        is_counted = columns.is_counter or (counter is not None and np.isnan(ticks).all())
        if is_counted and counter is not None and self._facts.rate_hz:
            self._findings.add("sensor_clock_from_counter", rate_hz=self._facts.rate_hz)
            return unwrapped(table[counter], self._findings) / self._facts.rate_hz
        if is_counted:
            raise RefusedError("sensor_no_time", name=columns.part.name)
        if self._layout.format == "xsens_dot_csv":
            ticks = unwrapped(ticks, self._findings)
        unit = columns.time_unit or self._facts.time_unit
        return clock_in_seconds(ticks, unit, columns.part.name, self._findings)

    # ------------------------------------------------------------------------------- the record

    def _record(
        self, subject: str, acc: Stream, gyr: Stream | None, saturated: list[Interval]
    ) -> MotionRecording:
        times = acc if gyr is None else gyr
        zero_s = float(times.t_s[0])
        end_s = float(times.t_s[-1]) - zero_s
        gaps = [replace(gap, sensor=None) for gap in shifted(gaps_of(times), zero_s, end_s)]
        full = shifted(saturated, zero_s, end_s)
        if gaps:
            longest_s = max(gap.to_s - gap.from_s for gap in gaps)
            self._findings.add("sensor_gaps", count=len(gaps), seconds=round(longest_s, 2))
        for sensor in sorted({found.sensor for found in full if found.sensor is not None}):
            count = sum(found.sensor == sensor for found in full)
            self._findings.add("sensor_saturated", sensor=sensor, count=count)
        return MotionRecording(
            id=str(uuid.uuid4()),
            subject=subject,
            recorded_at=self._facts.recorded_at or _written_at(self._bundle.path),
            coxa_version=__version__,
            tables_version=TABLES_VERSION,
            recording_sha256=self._bundle.sha256(columns.part for columns in self._layout.used),
            source=self._source(zero_s),
            gaps=tuple(gaps),
            saturated=tuple(full),
            notices=tuple(self._findings.notices),
            t_s=_kept(times.t_s - zero_s, T_DECIMALS),
            acc_m_s2=_kept(acc.xyz, ACC_DECIMALS),
            gyr_rad_s=array("d") if gyr is None else _kept(gyr.xyz, GYR_DECIMALS),
        )

    def _source(self, zero_s: float) -> MotionSource:
        first_s = round(zero_s - self._facts.clock_zero_s, T_DECIMALS)
        return MotionSource(
            format=self._layout.format,
            app=self._facts.app,
            device=self._facts.device,
            params=self._findings.params | {"first_sample_s": first_s},
        )


def _counter_of(columns: Columns) -> int | None:
    found = enumerate(columns.head.meanings)
    return next((i for i, m in found if m is not None and m.quantity == "counter"), None)


def _kept(values: FloatArray, decimals: int) -> array[float]:
    """Values as they are kept: rounded, flat, minus zero as plain zero."""
    kept = array("d")
    kept.frombytes((np.round(values, decimals) + 0.0).tobytes())
    return kept


def _written_at(path: Path) -> str:
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return written.astimezone().isoformat(timespec="seconds")
