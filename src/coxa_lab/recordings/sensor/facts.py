"""What a layout says of itself beside the numbers: device, time, units, sign, offsets."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from coxa_lab.recordings.sensor.bundle import Bundle, Part
from coxa_lab.recordings.sensor.layouts import Layout

Scalar = float | int | str | bool

_APPS: Final = {
    "phyphox_csv": "phyphox",
    "sensor_logger": "Sensor Logger",
    "xsens_dot_csv": "Xsens DOT",
}
_EARLIEST_S: Final = 946_684_800.0  # the year 2000: what comes before is no date
_LATEST_S: Final = 7_258_118_400.0


@dataclass(slots=True)
class Facts:
    """What is known of a recording.

    Attributes
    ----------
    acc_unit, gyr_unit, time_unit : str or None
        What the layout always uses; what a header states comes before it.
    sign : int
        What the acceleration is multiplied by, so that it is +9.81 upward when still.
    is_sign_known : bool
        Whether the layout says so; else the sign of Android is taken.
    recorded_at : str or None
        When it was recorded.
    clock_zero_s : float
        What is taken from the phone's clock to get the clock of the recording.
    rate_hz : float or None
        Rate the device says it was set to.
    """

    app: str | None = None
    device: str | None = None
    recorded_at: str | None = None
    acc_unit: str | None = None
    gyr_unit: str | None = None
    time_unit: str | None = None
    sign: int = 1
    is_sign_known: bool = True
    clock_zero_s: float = 0.0
    rate_hz: float | None = None
    params: dict[str, Scalar] = field(default_factory=dict)


def facts_of(bundle: Bundle, layout: Layout) -> Facts:
    """What the layout, and the small files beside the tables, say."""
    facts = Facts(app=_APPS.get(layout.format))
    readers = {
        "sensor_logger": _sensor_logger,
        "phyphox_csv": _phyphox,
        "xsens_dot_csv": _xsens_dot,
        "ios_log": _ios_log,
        "android_log": _android_log,
        "phone_log": _phone_log,
        "plain_csv": _plain,
    }
    reader = readers.get(layout.format)
    if reader is not None:
        reader(facts, bundle, layout)
    if layout.gyroscope is not None:
        facts.params["gyroscope_variant"] = layout.gyroscope.variant
    return facts


def _sensor_logger(facts: Facts, bundle: Bundle, layout: Layout) -> None:
    rows = _rows(bundle.find("metadata.csv"))
    said = dict(zip(rows[0], rows[1], strict=False)) if len(rows) > 1 else {}
    platform = said.get("platform", "").strip().lower()
    is_standard = said.get("standardisation", "").strip().lower() == "true"
    acceleration = layout.acceleration
    is_total = acceleration is not None and acceleration.part.stem == "totalacceleration"
    facts.device = {"ios": "iOS phone", "android": "Android phone"}.get(platform)
    facts.recorded_at = _moment(_number(said.get("recording epoch time")))
    facts.gyr_unit = "rad_s"
    facts.acc_unit = "m_s2" if acceleration is None or acceleration.variant != "raw" else None
    facts.is_sign_known = bool(platform) or is_total  # the total is written on Android alone
    is_ios = platform == "ios" or (not platform and layout.gravity is not None)
    facts.sign = -1 if is_ios and not is_standard else 1


def _phyphox(facts: Facts, bundle: Bundle, _layout: Layout) -> None:
    # Current versions give the sign of Android on both systems.
    facts.time_unit = "s"
    device = {row[0]: row[1] for row in _rows(bundle.find("device.csv")) if len(row) > 1}
    facts.device = device.get("deviceModel") or None
    for row in _rows(bundle.find("time.csv")):
        if len(row) > 2 and row[0] == "START":
            facts.recorded_at = _moment(_number(row[2]))
            break


def _xsens_dot(facts: Facts, _bundle: Bundle, layout: Layout) -> None:
    facts.acc_unit, facts.gyr_unit, facts.time_unit = "m_s2", "deg_s", "us"
    columns = layout.used[0]
    for line in columns.head.preamble:
        found = re.search(r"(?:output|update)\s*rate:?[,;\s]*([\d.]+)", line, re.IGNORECASE)
        if found:
            facts.rate_hz = _number(found[1])


def _ios_log(facts: Facts, bundle: Bundle, _layout: Layout) -> None:
    facts.acc_unit, facts.gyr_unit, facts.time_unit, facts.sign = "g", "rad_s", "s", -1
    facts.device = "iOS phone"
    facts.clock_zero_s = _properties(bundle.find("description.txt")).get("boottime", 0.0)
    _alignment(facts, bundle)


def _android_log(facts: Facts, bundle: Bundle, _layout: Layout) -> None:
    facts.acc_unit, facts.gyr_unit, facts.time_unit = "m_s2", "rad_s", "s"
    part = bundle.find("record.properties")
    facts.device = "Android phone"
    if part is not None:
        model = re.search(r"^Model\s*=\s*(.+)$", part.text(), re.MULTILINE)
        facts.device = model[1].strip() if model else facts.device
        facts.recorded_at = _moment(_properties(part).get("starttime"))
    _alignment(facts, bundle)


def _phone_log(facts: Facts, bundle: Bundle, _layout: Layout) -> None:
    facts.gyr_unit, facts.time_unit = "rad_s", "s"
    facts.is_sign_known = False
    _alignment(facts, bundle)


def _plain(facts: Facts, _bundle: Bundle, _layout: Layout) -> None:
    facts.is_sign_known = False


def _alignment(facts: Facts, bundle: Bundle) -> None:
    part = bundle.find("timealignment.txt")
    offset_s = None if part is None else _number(part.text().strip())
    if offset_s is not None:
        facts.params["time_alignment_s"] = offset_s


def _properties(part: Part | None) -> Mapping[str, float]:
    found: dict[str, float] = {}
    for line in part.text().splitlines() if part is not None else ():
        name, _, text = line.partition("=")
        value = _number(text)
        if value is not None:
            found[name.strip().lower()] = value
    return found


def _rows(part: Part | None) -> list[list[str]]:
    if part is None:
        return []
    lines = part.text().splitlines()[:200]
    separator = ";" if lines and lines[0].count(";") > lines[0].count(",") else ","
    if lines and "\t" in lines[0]:
        separator = "\t"
    return list(csv.reader(lines, delimiter=separator))


def _number(text: str | None) -> float | None:
    try:
        return float((text or "").strip().replace(",", "."))
    except ValueError:
        return None


def _moment(epoch: float | None) -> str | None:
    """Date of a time since 1970 in seconds, milli-, micro- or nanoseconds."""
    if epoch is None:
        return None
    while epoch > _LATEST_S:
        epoch /= 1000.0
    if epoch < _EARLIEST_S:
        return None
    written = datetime.fromtimestamp(epoch, UTC)
    return written.astimezone().isoformat(timespec="seconds")
