"""What the columns of a sensor table mean, from their names.

A name is taken apart into what is measured, the axis, and the unit. Names of the known apps and
devices are here, and the usual short ones; what is not known is left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

Quantity = Literal[
    "time", "counter", "acceleration", "linear_acceleration", "gravity", "gyroscope", "bare"
]
"""``bare`` is an x, y or z of which the name says nothing more."""

AXIS_NAMES: Final = ("x", "y", "z")

_BRACKETED: Final = re.compile(r"^(?P<base>[^(\[]*)[(\[](?P<unit>[^)\]]*)[)\]]\s*$")
_SUFFIXED: Final = re.compile(
    r"^(?P<base>.+?)[ _/](?P<unit>m_s2|m/s\^?2|ms2|m_s_2|mg|g|rad_s|rad/s|rads|deg_s|deg/s|dps"
    r"|ns|us|ms|sec|seconds|s)$"
)
_UNITS: Final = {
    "m/s2": "m_s2", "ms-2": "m_s2", "m/s/s": "m_s2", "ms2": "m_s2", "m_s2": "m_s2",
    "m_s_2": "m_s2", "mps2": "m_s2", "m/sec2": "m_s2", "m/sec/sec": "m_s2",
    "g": "g", "gs": "g", "g's": "g", "gn": "g", "mg": "mg",
    "rad/s": "rad_s", "rad_s": "rad_s", "rads": "rad_s", "rads-1": "rad_s", "rad/sec": "rad_s",
    "radps": "rad_s", "r/s": "rad_s",
    "deg/s": "deg_s", "deg_s": "deg_s", "dps": "deg_s", "°/s": "deg_s", "deg/sec": "deg_s",
    "degrees/s": "deg_s", "degs-1": "deg_s", "degree/s": "deg_s",
    "s": "s", "sec": "s", "seconds": "s", "ms": "ms", "us": "us", "µs": "us", "μs": "us",
    "ns": "ns", "milliseconds": "ms", "microseconds": "us", "nanoseconds": "ns",
}  # fmt: skip
TIME_UNITS: Final = ("s", "ms", "us", "ns")
ACC_UNITS: Final = ("m_s2", "g", "mg")
GYR_UNITS: Final = ("rad_s", "deg_s")

_TIMES: Final = frozenset(
    {
        "t", "ts", "time", "timestamp", "timestamps", "seconds", "secondselapsed", "elapsed",
        "elapsedtime", "elapsedseconds", "sampletimefine", "epoch", "unixtime", "sensortimestamp",
        "timesinceboot", "zeit",
    }
)  # fmt: skip
_COUNTERS: Final = frozenset({"packetcounter"})
_LINEAR: Final = ("linear", "user", "free", "withoutgravity", "nogravity", "lacc", "linacc")
_GYROSCOPE: Final = (
    "gyr", "angularvel", "angvel", "angularrate", "rateofturn", "rotationrate", "rotrate", "omega",
    "winkelgeschwindigkeit", "rotationsrate", "motionrotationrate",
)  # fmt: skip
_ACCELERATION: Final = ("acc", "totalacc", "beschleunigung", "specificforce", "gforce")
_SHORT: Final[dict[str, Quantity]] = {
    "": "bare", "a": "acceleration", "g": "gyroscope", "w": "gyroscope", "gf": "acceleration",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one column holds.

    Attributes
    ----------
    quantity, axis : str
        Axis is empty for times and counters.
    stem : str
        The name without axis and unit: columns of one sensor share it.
    unit : str or None
        ``m_s2``, ``g``, ``mg``, ``rad_s``, ``deg_s``, ``s``, ``ms``, ``us``, ``ns``; the text
        itself if the name gives a unit nobody knows; None if it gives none.
    """

    quantity: Quantity
    axis: str
    stem: str
    unit: str | None


def meaning(cell: str) -> Meaning | None:
    """What a column of this name holds, None if that is nothing of a motion recording."""
    base, unit = _base_and_unit(cell.strip().strip("\"'").strip().lower())
    compact = re.sub(r"[^a-z]", "", base)
    if not compact:
        return None
    if compact in _TIMES:
        return Meaning("time", "", compact, unit)
    if compact in _COUNTERS:
        return Meaning("counter", "", compact, unit)
    axis, stem = _axis_and_stem(base, compact)
    if not axis:
        return None
    quantity = _quantity(stem, unit)
    return None if quantity is None else Meaning(quantity, axis, stem, unit)


def _base_and_unit(name: str) -> tuple[str, str | None]:
    for pattern in (_BRACKETED, _SUFFIXED):
        found = pattern.match(name)
        if found is not None:
            return found["base"].strip(), _unit(found["unit"])
    return name, None


def _unit(text: str) -> str | None:
    plain = re.sub(r"[\s^*·⋅{}]", "", text.strip()).replace("²", "2").replace("⁻", "-")
    if plain in ("", "-"):
        return None
    return _UNITS.get(plain.replace("ˉ", "-").replace("¹", "1"), plain)


def _axis_and_stem(base: str, compact: str) -> tuple[str, str]:
    words = re.findall(r"[a-z]+", base)
    alone = [word for word in words if word in AXIS_NAMES]
    if len(alone) == 1:
        return alone[0], "".join(word for word in words if word != alone[0] and word != "axis")
    if compact[-1] in AXIS_NAMES:
        return compact[-1], compact[:-1]
    return "", compact


def _quantity(stem: str, unit: str | None) -> Quantity | None:
    if stem in _SHORT:
        return _SHORT[stem] if not (stem == "g" and unit in ACC_UNITS) else "acceleration"
    if any(word in stem for word in _GYROSCOPE) and "bias" not in stem:
        return "gyroscope"
    is_acceleration = any(word in stem for word in _ACCELERATION)
    if "grav" in stem and not is_acceleration:
        return "gravity"
    if is_acceleration and any(word in stem for word in _LINEAR):
        return "linear_acceleration"
    if is_acceleration:
        return "acceleration"
    if unit in ACC_UNITS:
        return "acceleration"
    return "gyroscope" if unit in GYR_UNITS else None
