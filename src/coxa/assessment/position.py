"""Which device may measure which position."""

from __future__ import annotations

from coxa.errors import RefusedError
from coxa.records.assessment import Device, Position
from coxa.tables.load import tables


def demand_device(position: Position, device: Device) -> None:
    """Refuse a device that cannot see the hip turn in a position.

    Lying on the back with the hip bent, and standing, the thigh points plumb: the leg then turns
    about gravity, and what feels gravity alone sees nothing.

    Raises
    ------
    RefusedError
        ``camera_only_seated`` or ``turn_about_gravity``.
    """
    rule = tables().position(position).device(device)
    if not rule.is_allowed:
        raise RefusedError(rule.code, position=position, device=device)
