"""Where up is, sample by sample, seen from the sensor: what orientation hands to rotation.

The up-vector is the unit vector against gravity in the sensor's own axes (x, y, z as the
recording names them). It knows nothing of heading, and rotation of a shank needs none.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

from coxa.geometry import Vector3


@dataclass(frozen=True, slots=True, kw_only=True)
class UpSeries:
    """Up-vectors over time, at most about 60 a second.

    Attributes
    ----------
    t_s : (n,)
        Seconds from the first sample of the recording, strictly increasing.
    up : (3 n,)
        Unit vectors against gravity, sensor frame, flat: x, y, z of the first sample, then of the
        second. NaN where not known.
    valid : (n,)
        1 where the vector may be used; 0 in gaps, while a channel was saturated, and after
        either until gravity has been found again.
    turn_rad_s : (3 n,)
        Angular rate in the sensor frame, bias taken out, flat; empty without a gyroscope.
    notices :
        Codes of warnings about the recording and its orientation.
    """

    t_s: array[float]
    up: array[float]
    valid: array[int]
    turn_rad_s: array[float] = field(default_factory=lambda: array("d"))
    notices: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse columns of different length."""
        n = len(self.t_s)
        if len(self.up) != 3 * n or len(self.valid) != n:
            raise ValueError(f"{n} times, {len(self.up)} numbers of up, {len(self.valid)} flags")
        if len(self.turn_rad_s) not in (0, 3 * n):
            raise ValueError(f"{n} times for {len(self.turn_rad_s)} numbers of angular rate")

    def __len__(self) -> int:
        """Number of samples."""
        return len(self.t_s)

    def vector(self, i: int) -> Vector3:
        """Up-vector of one sample, sensor frame."""
        return (self.up[3 * i], self.up[3 * i + 1], self.up[3 * i + 2])

    def turn(self, i: int) -> Vector3:
        """Angular rate of one sample, sensor frame, rad/s; with a gyroscope only."""
        return (self.turn_rad_s[3 * i], self.turn_rad_s[3 * i + 1], self.turn_rad_s[3 * i + 2])
