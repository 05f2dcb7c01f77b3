"""From one device to another: how far they differ on one person, and with what error.

Two devices read different angles off the same hip (a goniometer and an inclinometer about 4 degrees
on average), so their values stand in one line only after one day measured with both.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from coxa.assessment.comparison import range_in
from coxa.errors import RefusedError
from coxa.records.assessment import (
    DIRECTIONS,
    SIDES,
    Assessment,
    Device,
    Direction,
    RangeOfMotion,
    Side,
)
from coxa.records.bridge import Bridge, BridgeOffset
from coxa.tables.load import TABLES_VERSION
from coxa.version import __version__


def bridge_between(first: Assessment, second: Assessment, id: str) -> Bridge:
    """Bridge from the device of one record to the device of another of the same day.

    Parameters
    ----------
    first, second :
        One person, position, mode and day, two devices.
    id : str
        Of the new record.

    Returns
    -------
    bridge : Bridge
        Offsets of every side and direction measured with both; the error of an offset is that of
        both values together.

    Raises
    ------
    RefusedError
        ``bridge_not_same_test``, ``bridge_not_same_day``, ``bridge_same_device`` or
        ``bridge_nothing_common``.
    """
    if _test(first) != _test(second):
        raise RefusedError("bridge_not_same_test")
    if first.device == second.device:
        raise RefusedError("bridge_same_device")
    if day_of(first) != day_of(second):
        raise RefusedError("bridge_not_same_day")
    offsets = tuple(
        BridgeOffset(
            side=side,
            direction=direction,
            offset_deg=round(b.value_deg - a.value_deg, 1),
            error_95_deg=round(math.hypot(a.error_95_deg, b.error_95_deg), 1),
        )
        for side in SIDES
        for direction in DIRECTIONS
        if (a := range_in(first.side(side), direction))
        and (b := range_in(second.side(side), direction))
    )
    if not offsets:
        raise RefusedError("bridge_nothing_common")
    return Bridge(
        id=id,
        subject=first.subject,
        recorded_at=max(first.recorded_at, second.recorded_at, key=datetime.fromisoformat),
        coxa_version=__version__,
        tables_version=TABLES_VERSION,
        position=first.position,
        mode=first.mode,
        from_device=first.device,
        to_device=second.device,
        from_id=first.id,
        to_id=second.id,
        offsets=offsets,
    )


def reversed_bridge(bridge: Bridge) -> Bridge:
    """The same bridge walked the other way."""
    return replace(
        bridge,
        from_device=bridge.to_device,
        to_device=bridge.from_device,
        from_id=bridge.to_id,
        to_id=bridge.from_id,
        offsets=tuple(replace(o, offset_deg=-o.offset_deg) for o in bridge.offsets),
    )


def bridge_for(
    before: Assessment,
    after: Assessment,
    bridges: Sequence[Bridge],
    place: tuple[Side, Direction] | None = None,
) -> Bridge | None:
    """Newest bridge that brings the earlier record to the device of the later one, either way."""
    if before.device == after.device or _test(before) != _test(after):
        return None
    return bridge_to(after.device, before, bridges, place)


def bridge_to(
    device: Device,
    record: Assessment,
    bridges: Sequence[Bridge],
    place: tuple[Side, Direction] | None = None,
) -> Bridge | None:
    """Newest bridge from the device of a record to another one, walked either way.

    With a `place`, only bridges that were measured there: a phone on one leg gives a bridge for
    that leg alone.
    """
    ways = [way for bridge in bridges for way in (bridge, reversed_bridge(bridge))]
    fitting = [
        way
        for way in ways
        if (way.subject, way.position, way.mode) == _test(record)
        and (way.from_device, way.to_device) == (record.device, device)
        and (place is None or way.offset(*place) is not None)
    ]
    return max(
        fitting,
        key=lambda way: (datetime.fromisoformat(way.recorded_at), way.id),
        default=None,
    )


def bridged(
    value: RangeOfMotion, bridge: Bridge, side: Side, direction: Direction
) -> RangeOfMotion | None:
    """Return a value as the other device would have read it; None if the bridge lacks it.

    Its error is that of the value and of the offset together.
    """
    offset = bridge.offset(side, direction)
    if offset is None:
        return None
    return replace(
        value,
        value_deg=value.value_deg + offset.offset_deg,
        error_95_deg=math.hypot(value.error_95_deg, offset.error_95_deg),
    )


def day_of(record: Assessment) -> str:
    """Day of a record as it stood on the clock where it was made."""
    return record.recorded_at[:10]


def _test(record: Assessment) -> tuple[str, str, str]:
    return record.subject, record.position, record.mode
