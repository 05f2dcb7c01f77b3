"""`coxa.bridge/1`: how two devices differ on one person, measured with both on one day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from coxa.errors import RecordError
from coxa.records.assessment import Device, Direction, Mode, Position, Side
from coxa.records.wire import AngleDeg, DateTime, NonEmpty, NonNegative, Uuid

SCHEMA: Final = "coxa.bridge/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeOffset:
    """What is added to a value of the first device to stand beside one of the second."""

    side: Side
    direction: Direction
    offset_deg: AngleDeg
    error_95_deg: NonNegative


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """From one device to another, in one position and mode, each side and direction apart.

    `from_id` and `to_id` are the two assessments it was made from.
    """

    id: Uuid
    subject: NonEmpty
    recorded_at: DateTime
    coxa_version: NonEmpty
    tables_version: NonEmpty
    position: Position
    mode: Mode
    from_device: Device
    to_device: Device
    from_id: Uuid
    to_id: Uuid
    offsets: tuple[BridgeOffset, ...]

    def check(self, path: str) -> None:
        """RecordError if it leads nowhere, or says one thing twice."""
        where = f"{path}." if path else ""
        if self.from_device == self.to_device:
            raise RecordError(f"{where}to_device: the same as from_device")
        if not self.offsets:
            raise RecordError(f"{where}offsets: none")
        if len({(o.side, o.direction) for o in self.offsets}) < len(self.offsets):
            raise RecordError(f"{where}offsets: a side and direction stands there twice")

    def offset(self, side: Side, direction: Direction) -> BridgeOffset | None:
        """Offset of one side and direction, None if it was not measured with both devices."""
        for found in self.offsets:
            if (found.side, found.direction) == (side, direction):
                return found
        return None
