"""`coxa tilt`: the direction of up in any sensor recording, as a CSV file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from coxa.records.motion import MotionRecording
from coxa_lab.files import check_new, write_new
from coxa_lab.orientation import Orientation, orientation_from_motion
from coxa_lab.recordings.sensor import GyroscopeRecording, read_gyroscope, read_motion

COLUMNS: Final = ("t_s", "up_x", "up_y", "up_z")
DIFFERENT_VARIANT: Final = "tilt_calibration_variant"
_FORMAT: Final = ("%.6f", "%.7f", "%.7f", "%.7f")
_ROWS: Final = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Tilt:
    """What the command found: the recording with its own notices, and its orientation."""

    recording: MotionRecording
    orientation: Orientation
    notices: tuple[str, ...]


def tilt_of(path: Path, gyro_calibration: Path | None = None) -> Tilt:
    """Read a sensor recording and orient it.

    Parameters
    ----------
    path : Path
        Any sensor recording: file, folder or archive.
    gyro_calibration : Path or None
        A recording of the same phone lying still; a raw log folder with a gyroscope alone will do.

    Raises
    ------
    InputError
        A path that is missing or unreadable.
    RefusedError
        As `read_motion`, `read_gyroscope` and `orientation_from_motion`.
    """
    calibration = None if gyro_calibration is None else read_gyroscope(gyro_calibration)
    is_raw = calibration is not None and calibration.variant == "raw"
    recording = read_motion(path, is_raw_gyroscope=is_raw)
    orientation = orientation_from_motion(recording, calibration)
    notices = (*orientation.notices, *_variant_notices(recording, calibration))
    return Tilt(recording=recording, orientation=orientation, notices=notices)


def write_tilt(
    path: Path, out: Path, gyro_calibration: Path | None = None, overwrite: bool = False
) -> Tilt:
    """Write ``t_s, up_x, up_y, up_z`` of a sensor recording, one row for every sample.

    Up is a unit vector in the sensor frame; where it may not be used (`Orientation.valid`) the row
    holds its time and three ``nan``. Times are the recording's: seconds from its first sample.

    Raises
    ------
    InputError, OutputError, RefusedError
        As `tilt_of` and `coxa_lab.files.write_new`.
    """
    check_new(out, overwrite)
    tilt = tilt_of(path, gyro_calibration)
    write_new(out, csv_of(tilt.orientation), overwrite)
    return tilt


def csv_of(orientation: Orientation) -> Iterator[bytes]:
    """The file's content, some thousand rows at a time."""
    yield (",".join(COLUMNS) + "\n").encode()
    for first in range(0, len(orientation.t_s), _ROWS):
        part = slice(first, first + _ROWS)
        up = np.where(orientation.valid[part, None], orientation.up[part], np.nan)
        text = io.StringIO()
        np.savetxt(text, np.column_stack((orientation.t_s[part], up)), _FORMAT, ",")
        yield text.getvalue().encode()


def _variant_notices(
    recording: MotionRecording, calibration: GyroscopeRecording | None
) -> tuple[str, ...]:
    """Some phones write the gyroscope less their own bias, which no raw calibration fits."""
    if calibration is None:
        return ()
    variant = recording.source.params.get("gyroscope_variant", "calibrated")
    return () if variant == calibration.variant else (DIFFERENT_VARIANT,)
