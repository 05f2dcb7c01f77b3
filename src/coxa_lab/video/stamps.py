"""Time stamps of images, made strictly increasing without inventing time."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

_RESTART_AFTER_S: Final = 0.5


class Stamps:
    """Seconds from the first image, image by image.

    A stamp that is missing is put one image interval after the last. A stamp that repeats or goes
    back drops its image; when that lasts longer than half a second the clock has been restarted
    (joined recordings do that), and time goes on from the last image.
    """

    def __init__(self, interval_s: Fraction) -> None:
        self._interval_s = interval_s
        self._offset_s: Fraction | None = None
        self._last_s: Fraction | None = None
        self._behind = 0
        self.dropped = 0

    def next(self, stamp_s: Fraction | None) -> float | None:
        """Time of the next image (s), or None if it is to be dropped."""
        t_s = self._from_first(stamp_s)
        if self._last_s is not None and t_s <= self._last_s:
            self._behind += 1
            if self._behind * self._interval_s <= _RESTART_AFTER_S:
                self.dropped += 1
                return None
            restarted_s = self._last_s + self._interval_s
            self._offset_s = (self._offset_s or Fraction(0)) + t_s - restarted_s
            t_s = restarted_s
        self._behind = 0
        self._last_s = t_s
        return float(t_s)

    def _from_first(self, stamp_s: Fraction | None) -> Fraction:
        """Seconds from the first image, before any check."""
        if stamp_s is None:
            return Fraction(0) if self._last_s is None else self._last_s + self._interval_s
        if self._offset_s is None:
            self._offset_s = stamp_s - (
                Fraction(0) if self._last_s is None else self._last_s + self._interval_s
            )
        return stamp_s - self._offset_s
