"""What a driver makes of one sample, whatever it watches."""

from __future__ import annotations

from dataclasses import dataclass

from coxa.coaching.config import TrainedSide
from coxa.records.assessment import Direction


@dataclass(frozen=True, slots=True)
class Channel:
    """One way of moving that is watched: a side, and a direction where there are two."""

    side: TrainedSide
    direction: Direction | None


@dataclass(frozen=True, slots=True)
class Reading:
    """One sample as movement.

    Attributes
    ----------
    heights : (n,)
        Of every channel of the pattern, as seen and corrected; NaN where it is not seen.
    forms : (n,)
        What goes with each, in the order of the pattern's names.
    is_placed :
        Still in the position that was ready.
    """

    heights: tuple[tuple[float, float], ...]
    forms: tuple[tuple[float, ...], ...]
    is_placed: bool
