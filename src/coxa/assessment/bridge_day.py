"""One day measured with two devices: which of its records make bridges."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import datetime

from coxa.assessment.bridge import day_of
from coxa.assessment.comparison import range_in
from coxa.errors import RefusedError
from coxa.records.assessment import DIRECTIONS, SIDES, Assessment, Device, Direction, Side
from coxa.records.bridge import Bridge
from coxa.tables.load import tables

Pair = tuple[Assessment, Assessment]
_Place = tuple[Side, Direction]


def bridge_pairs(
    records: Sequence[Assessment], from_device: Device, to_device: Device, day: str | None = None
) -> tuple[Pair, ...]:
    """Pairs of records of one day that bridge two devices.

    Parameters
    ----------
    records :
        Assessments of one person.
    from_device, to_device :
        The two devices.
    day :
        As it stood on the clock, ``2026-11-22``; None for the newest one that will do.

    Returns
    -------
    pairs : tuple of pairs
        The newest ones first, and as few as cover every movement measured with both: a phone on one
        leg after the other gives two.

    Raises
    ------
    RefusedError
        ``bridge_same_device``, ``bridge_no_day``, ``bridge_not_that_day``, or
        ``bridge_nothing_common``: the same test with both, and no movement in common.
    """
    if from_device == to_device:
        raise RefusedError("bridge_same_device")
    found = [
        (first, second)
        for first in records
        for second in records
        if (first.device, second.device) == (from_device, to_device)
        and (first.position, first.mode) == (second.position, second.mode)
        and day_of(first) == day_of(second)
        and day in {None, day_of(first)}
    ]
    devices = {"from_device": from_device, "to_device": to_device}
    if not found and day is not None:
        raise RefusedError("bridge_not_that_day", day=day, **devices)
    if not found:
        raise RefusedError("bridge_no_day", **devices)
    found = [pair for pair in found if _common(pair)]
    if not found:
        raise RefusedError("bridge_nothing_common")
    newest = max(day_of(first) for first, _ in found)
    return tuple(_fewest([pair for pair in found if day_of(pair[0]) == newest]))


def detectable_over(bridge: Bridge) -> float:
    """Smallest change across the two devices that is not error.

    For two values as exact as those the bridge was made from; the worst of its movements.
    """
    worst_deg = max(offset.error_95_deg for offset in bridge.offsets)
    return max(tables().error_figure("detectable_change"), math.sqrt(2.0) * worst_deg)


def _fewest(pairs: Sequence[Pair]) -> Iterator[Pair]:
    """The pairs that add a movement, the newest first."""
    covered: set[tuple[str, str, _Place]] = set()
    for pair in sorted(pairs, key=_moment, reverse=True):
        own = {(pair[0].position, pair[0].mode, place) for place in _common(pair)}
        if not own <= covered:
            covered |= own
            yield pair


def _common(pair: Pair) -> set[_Place]:
    """Sides and directions that both records hold."""
    return {
        (side, direction)
        for side in SIDES
        for direction in DIRECTIONS
        if all(range_in(record.side(side), direction) is not None for record in pair)
    }


def _moment(pair: Pair) -> tuple[datetime, datetime, str]:
    first, second = (datetime.fromisoformat(record.recorded_at) for record in pair)
    return max(first, second), min(first, second), pair[0].id + pair[1].id
