"""Records of one person on several days. Made up, not measured."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from coxa.assessment.comparison import compare
from coxa.assessment.result import total_arc
from coxa.records.assessment import (
    SIDES,
    Assessment,
    Device,
    Direction,
    Method,
    Mode,
    Position,
    Quality,
    RangeOfMotion,
    Side,
    SideResult,
)

Place = tuple[Side, Direction]
Values = Mapping[Place, float]
FIRST_DAY: Final = date(2026, 11, 1)
EVEN: Final[Values] = {
    ("left", "internal"): 30.0,
    ("left", "external"): 34.0,
    ("right", "internal"): 31.0,
    ("right", "external"): 35.0,
}


def record(
    values: Values = EVEN,
    day: int = 0,
    *,
    error_95_deg: float = 4.0,
    position: Position = "seated",
    mode: Mode = "active",
    device: Device = "camera",
    subject: str = "alice",
    hour: int = 10,
    pain: Mapping[Place, int] | None = None,
) -> Assessment:
    """One record; `day` counts from the first of November."""
    on = FIRST_DAY + timedelta(days=day)
    sides = {side: _side(values, side, error_95_deg, pain or {}) for side in SIDES}
    name = f"{sorted(values.items())} {day} {hour} {position} {mode} {device} {subject}"
    return Assessment(
        id=str(uuid.uuid5(uuid.NAMESPACE_OID, name)),
        subject=subject,
        recorded_at=f"{on.isoformat()}T{hour:02d}:00:00+01:00",
        coxa_version="0.1.0",
        tables_version="2026.11.2",
        position=position,
        mode=mode,
        device=device,
        side_source="side_option",
        method=Method(name="made_up", version="1", model=""),
        recording_sha256="0" * 64,
        left=sides["left"],
        right=sides["right"],
        comparison=compare(sides["left"], sides["right"], position, mode),
        quality=Quality(grade="good"),
    )


def _side(
    values: Values, side: Side, error_95_deg: float, pain: Mapping[Place, int]
) -> SideResult | None:
    ranges: dict[Direction, RangeOfMotion] = {
        direction: RangeOfMotion(
            value_deg=value,
            error_95_deg=error_95_deg,
            sd_deg=None,
            n=3,
            pain=pain.get((side, direction)),
        )
        for (own, direction), value in values.items()
        if own == side
    }
    if not ranges:
        return None
    internal, external = ranges.get("internal"), ranges.get("external")
    return SideResult(
        internal_rotation=internal,
        external_rotation=external,
        total_arc=total_arc(internal, external),
        repetitions=(),
        compensations=(),
    )


def only(value_deg: float, side: Side = "left", direction: Direction = "internal") -> Values:
    """One value alone."""
    return {(side, direction): value_deg}


def with_examiner(assessment: Assessment, name: str) -> Assessment:
    return replace(assessment, examiner=name)
