"""Which files and columns of a recording are the accelerometer and the gyroscope.

Layouts known by name: the project's own CSV form, phyphox, Sensor Logger, Xsens DOT, and the raw
log folders of iOS and Android phones. Any other table with a time, three accelerations and perhaps
three rates of turn is a ``plain_csv``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from coxa.errors import RefusedError
from coxa.records.motion import ACC_COLUMNS, COLUMNS
from coxa_lab.recordings.sensor.bundle import Bundle, Part
from coxa_lab.recordings.sensor.header import AXIS_NAMES, TIME_UNITS, Quantity
from coxa_lab.recordings.sensor.table import TableHead, read_head
from coxa_lab.recordings.sensor.units import WORDS

_TABLE_ENDINGS: Final = (".csv", ".tsv", ".txt", ".dat", ".log")
_BEST_TIMES: Final = ("secondselapsed", "sampletimefine")
_LOG_COLUMNS: Final = (4, 7)
"""Columns of a raw log: time, x, y, z; Android adds the bias it knows of, one to each axis."""

_NAMED: Final[dict[str, tuple[Quantity, str]]] = {
    "totalacceleration": ("acceleration", "calibrated"),
    "accelerometeruncalibrated": ("acceleration", "raw"),
    "accelerometer": ("acceleration", "calibrated"),
    "acceleration": ("acceleration", "calibrated"),
    "accel": ("acceleration", "calibrated"),
    "acc": ("acceleration", "calibrated"),
    "gravity": ("gravity", "calibrated"),
    "gyroscope": ("gyroscope", "calibrated"),
    "gyroscopecalibrated": ("gyroscope", "calibrated"),
    "gyroscopeuncalibrated": ("gyroscope", "raw"),
    "gyro": ("gyroscope", "calibrated"),
    "gyr": ("gyroscope", "calibrated"),
}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where one quantity stands: a table and its columns of time, x, y and z.

    Attributes
    ----------
    unit, time_unit : str or None
        As the header states them; None where it does not.
    variant : str
        ``calibrated`` or ``raw``: whether the phone took out what it thinks is the bias.
    units : tuple
        What the header says of x, y and z one by one.
    """

    quantity: Quantity
    part: Part
    head: TableHead
    time: int
    is_counter: bool
    axes: tuple[int, int, int]
    units: tuple[str | None, ...]
    time_unit: str | None
    stem: str
    variant: str = "calibrated"

    @property
    def unit(self) -> str | None:
        """Unit of all three axes.

        Raises
        ------
        RefusedError
            ``sensor_units_mixed``: the axes have different ones.
        """
        if len(set(self.units)) > 1:
            named = dict.fromkeys(WORDS.get(unit or "-", unit or "-") for unit in self.units)
            stated = ", ".join(named)
            raise RefusedError("sensor_units_mixed", name=self.part.name, units=stated)
        return self.units[0]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the sensors of a recording stand; `gravity` is to be added to the acceleration."""

    format: str
    acceleration: Columns | None
    gravity: Columns | None
    gyroscope: Columns | None
    notes: dict[str, str] = field(default_factory=dict)

    @property
    def used(self) -> tuple[Columns, ...]:
        """Those that are there."""
        found = (self.acceleration, self.gravity, self.gyroscope)
        return tuple(columns for columns in found if columns is not None)


def find_layout(bundle: Bundle, *, is_raw_preferred: bool = False) -> Layout:
    """Say where the sensors of a recording stand.

    Parameters
    ----------
    is_raw_preferred : bool
        Take the gyroscope as it measured, where the phone also wrote one less its own bias.

    Raises
    ------
    RefusedError
        ``sensor_wrong_columns``, ``sensor_folder_unknown``, ``sensor_no_time``,
        ``sensor_several_recordings``, ``sensor_no_gravity``.
    """
    tables = [(part, head) for part in _tables(bundle) if (head := read_head(part)) is not None]
    found = [columns for part, head in tables for columns in _columns_of(part, head, bundle)]
    acceleration = _chosen(found, "acceleration", bundle, "calibrated")
    gyroscope = _chosen(found, "gyroscope", bundle, "raw" if is_raw_preferred else "calibrated")
    gravity = None
    if acceleration is None:
        acceleration = _chosen(found, "linear_acceleration", bundle, "calibrated")
        gravity = _chosen(found, "gravity", bundle, "calibrated")
        if acceleration is not None and gravity is None:
            raise RefusedError("sensor_no_gravity", name=acceleration.part.name)
        if acceleration is None:
            acceleration, gravity = gravity, None
    if acceleration is None and gyroscope is None:
        raise _nothing_found(bundle, tables)
    format_ = _format(acceleration or gyroscope, bundle)
    return Layout(format_, acceleration, gravity, gyroscope)


def has_sensor_columns(head: TableHead) -> bool:
    """Whether a table names a time and three accelerations or rates of turn, or is a raw log."""
    if not head.names:
        return head.width in _LOG_COLUMNS
    names = {m.quantity for m in head.meanings if m is not None}
    return bool(names & {"time", "counter"}) and any(True for _ in _groups(head))


def _stems(head: TableHead) -> set[str]:
    return {m.stem for m in head.meanings if m is not None}


def _tables(bundle: Bundle) -> Iterator[Part]:
    for part in bundle.parts:
        if bundle.is_single or part.key.endswith(_TABLE_ENDINGS):
            yield part


@dataclass(frozen=True, slots=True)
class _Group:
    quantity: Quantity
    stem: str
    axes: tuple[int, int, int]
    units: tuple[str | None, ...]


def _groups(head: TableHead) -> Iterator[_Group]:
    places: dict[tuple[Quantity, str], dict[str, int]] = {}
    for index, found in enumerate(head.meanings):
        if found is not None and found.axis:
            places.setdefault((found.quantity, found.stem), {}).setdefault(found.axis, index)
    for (quantity, stem), axes in places.items():
        if len(axes) == len(AXIS_NAMES):
            indices = (axes["x"], axes["y"], axes["z"])
            units = tuple(m.unit if (m := head.meanings[i]) else None for i in indices)
            yield _Group(quantity, stem, indices, units)


def _columns_of(part: Part, head: TableHead, bundle: Bundle) -> Iterator[Columns]:
    if not head.names:
        yield from _log_columns(part, head, bundle)
        return
    groups = list(_groups(head))
    if not groups:
        return
    if head.width != len(head.names):
        raise RefusedError(
            "sensor_wrong_columns", name=part.name, columns=", ".join(head.names)[:200]
        )
    has_g_force = any(group.stem == "gf" for group in groups)
    for group in groups:
        quantity, variant = _named_quantity(group, part, head, bundle)
        if quantity is None:
            continue
        if has_g_force and group.stem == "a":
            quantity = "linear_acceleration"  # an app that writes gFx and ax means it so
        time = _time_column(head, min(group.axes))
        if time is None:
            raise RefusedError("sensor_no_time", name=part.name)
        index, unit, is_counter = time
        yield Columns(
            quantity, part, head, index, is_counter, group.axes, group.units, unit, group.stem,
            variant,
        )  # fmt: skip


def _named_quantity(
    group: _Group, part: Part, head: TableHead, bundle: Bundle
) -> tuple[Quantity | None, str]:
    """Quantity and variant; columns that are called only x, y, z are what their file is called."""
    name = re.sub("[^a-z]", "", part.stem)
    named = _NAMED.get(name)
    variant = "raw" if "uncalibrated" in group.stem or "uncalibrated" in name else "calibrated"
    if group.quantity != "bare":
        return group.quantity, variant
    if name.startswith(("linear", "useracc")):
        return "linear_acceleration", variant
    if named is None:
        return ("acceleration" if bundle.is_single else None), variant
    if named[0] == "acceleration" and name == "accelerometer" and "secondselapsed" in _stems(head):
        return "linear_acceleration", variant  # Sensor Logger writes it without gravity
    return named


def _log_columns(part: Part, head: TableHead, bundle: Bundle) -> Iterator[Columns]:
    named = _NAMED.get(re.sub("[^a-z]", "", part.stem))
    if named is None and not bundle.is_single:
        return
    quantity, variant = named or ("acceleration", "calibrated")
    if head.width not in _LOG_COLUMNS or (named is None and head.width != _LOG_COLUMNS[0]):
        return
    if quantity == "gyroscope" and part.stem == "gyroscope":
        variant = "raw"
    yield Columns(quantity, part, head, 0, False, (1, 2, 3), (None,) * 3, None, "", variant)


def _time_column(head: TableHead, before: int) -> tuple[int, str | None, bool] | None:
    """Index, unit, and whether it is a counter: the best one, else the next one to the left."""
    times = [(i, m) for i, m in enumerate(head.meanings) if m is not None and m.quantity == "time"]
    counters = [
        (i, m) for i, m in enumerate(head.meanings) if m is not None and m.quantity == "counter"
    ]
    best = [pair for pair in times if pair[1].stem in _BEST_TIMES]
    left = [pair for pair in times if pair[0] < before]
    for chosen in (best[:1], left[-1:], times[:1]):
        if chosen:
            index, found = chosen[0]
            unit = found.unit if found.unit in TIME_UNITS else None
            if found.stem == "secondselapsed":
                unit = "s"
            return index, unit, False
    return (counters[0][0], None, True) if counters else None


def _chosen(
    found: Iterable[Columns], quantity: Quantity, bundle: Bundle, variant: str
) -> Columns | None:
    matching = [columns for columns in found if columns.quantity == quantity]
    wanted = [columns for columns in matching if columns.variant == variant] or matching
    parts = {columns.part.name for columns in wanted}
    if len(parts) > 1:
        raise RefusedError(
            "sensor_several_recordings", name=bundle.name, files=", ".join(sorted(parts))[:200]
        )
    return wanted[0] if wanted else None


def _nothing_found(bundle: Bundle, tables: list[tuple[Part, TableHead]]) -> RefusedError:
    if not bundle.is_single:
        return RefusedError("sensor_folder_unknown", name=bundle.name)
    names = ", ".join(tables[0][1].names) if tables else _first_line(next(iter(bundle.parts)))
    return RefusedError("sensor_wrong_columns", name=bundle.name, columns=names[:200] or "-")


def _first_line(part: Part) -> str:
    """What stands where the names of the columns would."""
    lines = part.text().split("\n", 1)
    return "".join(c for c in lines[0] if c.isprintable()).strip()


def _format(columns: Columns | None, bundle: Bundle) -> str:
    if columns is None:
        return "plain_csv"
    names, stems = columns.head.names, _stems(columns.head)
    if not names:
        if bundle.find("description.txt") is not None:
            return "ios_log"
        is_android = bundle.find("record.properties", "gyroscope-calibrated.txt") is not None
        is_android |= columns.head.width == _LOG_COLUMNS[1]
        return "android_log" if is_android else "phone_log"
    if names in (COLUMNS, ACC_COLUMNS):
        return "coxa_motion_csv"
    if {"packetcounter", "sampletimefine"} & stems:
        return "xsens_dot_csv"
    if "secondselapsed" in stems:
        return "sensor_logger"
    is_phyphox = any(re.fullmatch(r"(Time|Zeit) \(s\)", name) for name in names)
    return "phyphox_csv" if is_phyphox else "plain_csv"
