"""Units of both sensors: what the file states, held against gravity and against the movement."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from coxa.errors import RefusedError
from coxa_lab.recordings.sensor.findings import Findings
from coxa_lab.recordings.sensor.header import ACC_UNITS
from coxa_lab.recordings.sensor.movement import Agreement
from coxa_lab.recordings.sensor.stream import FloatArray, Stream

GRAVITY_M_S2: Final = 9.80665
ACC_FACTORS: Final = {"m_s2": 1.0, "g": GRAVITY_M_S2, "mg": GRAVITY_M_S2 / 1000.0}
GYR_FACTORS: Final = {"rad_s": 1.0, "deg_s": np.pi / 180.0}
WORDS: Final = {"m_s2": "m/s²", "g": "g", "mg": "mg", "rad_s": "rad/s", "deg_s": "°/s"}

_NEAR: Final = 0.2
_NO_GRAVITY: Final = 0.5
_MIXED_SHARE: Final = 0.05
_WINDOW_S: Final = 0.5
_QUIET_SHARE: Final = 0.1
_FEWEST_WINDOWS: Final = 3
_FASTEST_RAD_S: Final = 75.0
"""4300 °/s: no phone or strap-on sensor goes further, so more is degrees."""


def acc_factor(
    acc: Stream, stated: str | None, usual: str | None, name: str, findings: Findings
) -> float:
    """What the accelerometer's values are multiplied by to be m/s².

    Parameters
    ----------
    stated : str or None
        Unit the header states: it holds, and if gravity denies it the file is refused.
    usual : str or None
        Unit files of this layout have: it gives way to gravity.

    Raises
    ------
    RefusedError
        ``sensor_units_mixed``, ``sensor_units_contradict``, ``sensor_unit_unknown`` or
        ``sensor_no_gravity``.
    """
    quiet, every = _norms(acc)
    fitting = [unit for unit in ACC_UNITS if _is_near(quiet, unit)]
    shares = {unit: float(np.mean(_are_near(every, unit))) for unit in ACC_UNITS}
    if sum(share >= _MIXED_SHARE for share in shares.values()) > 1:
        both = ", ".join(WORDS[u] for u, share in shares.items() if share >= _MIXED_SHARE)
        raise RefusedError("sensor_units_mixed", name=name, units=both)
    if stated is not None and stated not in ACC_FACTORS:
        raise RefusedError("sensor_unit_unknown", name=name, sensor="accelerometer")
    if not fitting:
        raise _no_unit_fits(quiet, stated or usual, name)
    unit = fitting[0]
    if stated is not None and unit != stated:
        raise RefusedError(
            "sensor_units_contradict", name=name, stated=WORDS[stated], found=WORDS[unit]
        )
    if stated is None and unit != usual:
        findings.add("sensor_unit_from_gravity", unit=WORDS[unit])
    findings.params["acc_unit"] = unit
    return ACC_FACTORS[unit]


def gyr_factor(
    gyr: Stream,
    stated: str | None,
    usual: str | None,
    name: str,
    agreement: Agreement | None,
    findings: Findings,
) -> float:
    """What the gyroscope's values are multiplied by to be rad/s.

    Where the movement of the accelerometer shows it (`agreement`), that is held against what the
    file states; where nothing states it, it decides.

    Raises
    ------
    RefusedError
        ``sensor_units_contradict``, ``sensor_unit_unknown`` or ``sensor_axes_disagree``.
    """
    if stated is not None and stated not in GYR_FACTORS:
        raise RefusedError("sensor_unit_unknown", name=name, sensor="gyroscope")
    shown = None if agreement is None else agreement.unit
    if agreement is not None and agreement.is_opposite:
        raise RefusedError("sensor_axes_disagree", name=name)
    if float(np.percentile(np.abs(gyr.xyz), 99.9)) > _FASTEST_RAD_S:
        shown = "deg_s"
    if stated is not None and shown is not None and shown != stated:
        raise RefusedError(
            "sensor_units_contradict", name=name, stated=WORDS[stated], found=WORDS[shown]
        )
    unit = stated or shown or usual
    if unit is None:
        raise RefusedError("sensor_unit_unknown", name=name, sensor="gyroscope")
    if stated is None and unit != usual:
        findings.add("sensor_unit_from_movement", unit=WORDS[unit])
    findings.params["gyr_unit"] = unit
    return GYR_FACTORS[unit]


def _norms(acc: Stream) -> tuple[float, FloatArray]:
    """Length of the mean acceleration in the quietest windows, and in every window."""
    width = max(round(_WINDOW_S * acc.rate_hz), 2)
    count = len(acc.xyz) // width
    windows = acc.xyz[: count * width].reshape(count, width, 3)
    means = windows.mean(axis=1)
    spread = windows.var(axis=1).sum(axis=1)
    norms = np.sqrt((means**2).sum(axis=1))
    quiet = np.argsort(spread)[: max(int(_QUIET_SHARE * count), _FEWEST_WINDOWS)]
    return float(np.median(norms[quiet])), norms


def _is_near(norm: float, unit: str) -> bool:
    return bool(_are_near(np.array([norm]), unit)[0])


def _are_near(norms: FloatArray, unit: str) -> NDArray[np.bool_]:
    in_g = norms * ACC_FACTORS[unit] / GRAVITY_M_S2
    return np.abs(in_g - 1.0) < _NEAR


def _no_unit_fits(quiet: float, unit: str | None, name: str) -> RefusedError:
    in_g = quiet * ACC_FACTORS[unit or "g"] / GRAVITY_M_S2
    if in_g < _NO_GRAVITY:
        return RefusedError("sensor_no_gravity", name=name)
    return RefusedError("sensor_unit_unknown", name=name, sensor="accelerometer")
