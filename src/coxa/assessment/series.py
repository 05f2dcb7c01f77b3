"""The angle over time, as a report draws it; given beside the assessment, not part of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coxa.records.assessment import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class SideSeries:
    """Rotation of one hip over time.

    Attributes
    ----------
    t_s : (n,)
        Time from the start of the recording, increasing.
    rotation_deg : (n,)
        Internal positive; None where it was not measured.
    """

    t_s: Sequence[float]
    rotation_deg: Sequence[float | None]

    def __post_init__(self) -> None:
        """Refuse columns of different length."""
        if len(self.t_s) != len(self.rotation_deg):
            raise ValueError(f"{len(self.t_s)} times for {len(self.rotation_deg)} angles")


@dataclass(frozen=True, slots=True, kw_only=True)
class RotationSeries:
    """Both sides; None for a side that was not tested."""

    left: SideSeries | None
    right: SideSeries | None

    def side(self, side: Side) -> SideSeries | None:
        """Series of one side, None if it was not tested."""
        return self.left if side == "left" else self.right
