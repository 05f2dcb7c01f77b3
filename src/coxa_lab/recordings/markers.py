"""Optical markers and joint angles from the files of motion laboratories: .trc, .c3d, .mot.

Positions come out in metres, angles in radians, times in seconds, whatever the file holds. A marker
that was lost is NaN: files write an empty cell, NaN or exactly (0, 0, 0) for it. Which way is up is
not in a .trc; it is told from the person (a standing body is longer than wide).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from coxa.errors import RefusedError
from coxa_lab.files import read_bytes

FloatArray = NDArray[np.float64]

_METRES: Final = {"m": 1.0, "mm": 0.001, "cm": 0.01}
_ROTATIONS: Final = ("_tx", "_ty", "_tz")


@dataclass(frozen=True, slots=True)
class Markers:
    """Positions of named markers over time.

    Attributes
    ----------
    t_s : (n,)
        Time stamps.
    positions_m : dict
        Name, without the subject's prefix, to (n, 3); NaN where the marker was lost.
    up : int
        Axis that points up: 1 (y) or 2 (z).
    """

    t_s: FloatArray
    positions_m: dict[str, FloatArray]
    up: int

    def y_up(self, name: str) -> FloatArray:
        """Positions (n, 3) with y up, x and z level, right-handed."""
        position_m = self.positions_m[name]
        if self.up == 1:
            return position_m
        return np.stack([position_m[:, 0], position_m[:, 2], -position_m[:, 1]], axis=1)


@dataclass(frozen=True, slots=True)
class JointAngles:
    """Coordinates of an OpenSim motion file: angles in radians, translations in metres."""

    t_s: FloatArray
    values: dict[str, FloatArray]


def read_trc(path: Path) -> Markers:
    """Markers of a .trc file.

    Raises
    ------
    InputError
        The path cannot be read.
    RefusedError
        ``not_a_record``, with what is wrong.
    """
    lines = _lines(path)
    if len(lines) < 6 or not lines[0].startswith("PathFileType"):
        raise _broken(path, "no PathFileType line")
    header = dict(zip(lines[1].split("\t"), lines[2].split("\t"), strict=False))
    scale = _METRES.get(header.get("Units", "").strip())
    if scale is None:
        raise _broken(path, f"units {header.get('Units')!r}")
    names = [name.strip() for name in lines[3].split("\t")[2:] if name.strip()]
    table = _table(path, [line for line in lines[5:] if line.strip()], 2 + 3 * len(names))
    positions = table[:, 2:].reshape(len(table), len(names), 3) * scale
    return _markers(table[:, 1], names, positions)


def read_c3d(path: Path) -> Markers:
    """Markers of a .c3d file (needs the package ezc3d).

    Raises
    ------
    InputError
        The path cannot be read.
    RefusedError
        ``not_a_record``, with what is wrong.
    """
    import ezc3d  # only researchers need it: not in the default install

    read_bytes(path, 1)
    try:
        content = ezc3d.c3d(str(path))
    except (OSError, RuntimeError) as error:
        raise _broken(path, str(error)) from error
    point = content["parameters"]["POINT"]
    names = list(point["LABELS"]["value"])
    scale = _METRES[str(point["UNITS"]["value"][0])]
    positions = np.moveaxis(content["data"]["points"][:3, : len(names)], 0, 2)
    positions = np.moveaxis(positions, 1, 0) * scale
    rate_hz = float(point["RATE"]["value"][0])
    return _markers(np.arange(len(positions)) / rate_hz, names, positions)


def read_mot(path: Path) -> JointAngles:
    """Coordinates of a .mot or .sto file; the header says whether its angles are degrees.

    Raises
    ------
    InputError
        The path cannot be read.
    RefusedError
        ``not_a_record``, with what is wrong.
    """
    lines = _lines(path)
    end = next((i for i, line in enumerate(lines) if line.strip() == "endheader"), None)
    if end is None or end + 2 > len(lines):
        raise _broken(path, "no endheader line")
    header = dict(line.split("=", 1) for line in lines[:end] if "=" in line)
    names = lines[end + 1].split()
    table = _table(path, [line for line in lines[end + 2 :] if line.strip()], len(names))
    in_degrees = header.get("inDegrees", "yes").strip() == "yes"
    values = {
        name: np.radians(column) if in_degrees and not name.endswith(_ROTATIONS) else column
        for name, column in zip(names[1:], table.T[1:], strict=True)
    }
    return JointAngles(table[:, 0], values)


def _lines(path: Path) -> list[str]:
    return read_bytes(path).decode("utf-8", errors="replace").splitlines()


def _table(path: Path, rows: list[str], columns: int) -> FloatArray:
    """Numbers of tab or blank separated rows; an empty cell or a text that is no number is NaN."""
    cells = [(row.split("\t") if "\t" in row else row.split()) for row in rows]
    if not cells:
        raise _broken(path, "no rows")
    return np.array([[_number(c) for c in (*row, *[""] * columns)[:columns]] for row in cells])


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return float("nan")


def _markers(t_s: FloatArray, names: list[str], positions_m: FloatArray) -> Markers:
    """Zeros become NaN, prefixes go, and up is found."""
    lost = np.all(positions_m == 0.0, axis=2)
    known = np.where(lost[..., None], np.nan, positions_m)
    by_name = {name.rsplit(":", 1)[-1]: known[:, i] for i, name in enumerate(names)}
    return Markers(np.asarray(t_s, dtype=np.float64), by_name, _up(known))


def _up(positions_m: FloatArray) -> int:
    """Axis along which a body reaches from the floor up: never far below zero, and longest."""
    middle = np.nanmedian(positions_m, axis=0)
    extent = np.nanmax(middle, axis=0) - np.nanmin(middle, axis=0)
    above_floor = np.nanmin(middle, axis=0) > -0.1
    height = np.where(above_floor, extent, 0.0)
    return 1 if height[1] >= height[2] else 2


def _broken(path: Path, problem: str) -> RefusedError:
    return RefusedError("not_a_record", name=path.name, problem=problem)
