"""Values read off a goniometer or an inclinometer: checked, questioned, never changed.

A typed value cannot say its own error, so it takes that of its device, position and mode from the
table, and more where the readings spread.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from coxa import signals
from coxa.assessment.comparison import compare
from coxa.assessment.error import spread_sd_deg
from coxa.assessment.position import demand_device
from coxa.assessment.result import total_arc
from coxa.errors import RefusedError
from coxa.messages.catalog import warning
from coxa.records.assessment import (
    DIRECTIONS,
    SIDES,
    Assessment,
    Direction,
    Method,
    Mode,
    Notice,
    Position,
    Quality,
    RangeOfMotion,
    Side,
    SideResult,
)
from coxa.records.codec import canonical_text
from coxa.tables.load import TABLES_VERSION, DeviceError, tables
from coxa.version import __version__

METHOD_NAME: Final = "typed"
METHOD_VERSION: Final = "1"

TypedDevice = Literal["goniometer", "inclinometer"]
LimitedBy = Literal["firm_stop", "stretch", "pain", "pinch", "other_movement"]
Oddity = Literal["typed_negative", "typed_low", "typed_high"]

_Z_95: Final = 1.96
_PRIOR_COUNT: Final = 3.0
"""How many readings the expected spread of the table counts as."""
_MOST_PAIN: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedReading:
    """All readings of one side and direction, as they were read; pain from 0 to 10."""

    side: Side
    direction: Direction
    values_deg: tuple[float, ...]
    pain: int | None = None
    limited_by: LimitedBy | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedContext:
    """How, when and by whom it was measured."""

    id: str
    subject: str
    recorded_at: str
    position: Position
    mode: Mode
    device: TypedDevice
    examiner: str | None = None


def typed_assessment(readings: Sequence[TypedReading], context: TypedContext) -> Assessment:
    """Assessment of typed values.

    Parameters
    ----------
    readings :
        One entry for each side and direction that was measured.
    context :
        How, when and by whom.

    Returns
    -------
    assessment : Assessment
        The mean of the readings, their spread, and the table's error; every single reading stands
        in ``method.params``. What is odd is asked about in the warnings and left as it is.

    Raises
    ------
    RefusedError
        ``typed_nothing``, ``typed_twice``, ``typed_not_a_number``, ``typed_impossible``,
        ``typed_pain``, or a device that cannot measure the position.
    """
    demand_device(context.position, context.device)
    _refuse_where_wrong(readings)
    left, right = (_side_result(readings, side, context) for side in SIDES)
    warnings = tuple(_warnings(readings, context, left is not None and right is not None))
    return Assessment(
        id=context.id,
        subject=context.subject,
        recorded_at=context.recorded_at,
        coxa_version=__version__,
        tables_version=TABLES_VERSION,
        position=context.position,
        mode=context.mode,
        device=context.device,
        side_source="side_option",
        method=Method(
            name=METHOD_NAME,
            version=METHOD_VERSION,
            model="",
            params={_key(r): " ".join(f"{v:g}" for v in r.values_deg) for r in readings},
        ),
        recording_sha256=_fingerprint(readings, context),
        left=left,
        right=right,
        comparison=compare(left, right, context.position, context.mode),
        quality=Quality(grade="fair" if warnings else "good"),
        warnings=warnings,
        examiner=context.examiner,
    )


def oddity_of(value_deg: float) -> Oddity | None:
    """What makes a possible value worth a question, None if nothing does."""
    if value_deg < 0.0:
        return "typed_negative"
    if value_deg < tables().side_rule("typed_low"):
        return "typed_low"
    return "typed_high" if value_deg > tables().side_rule("typed_high") else None


def check_value(value_deg: float, side: Side, direction: Direction, number: int = 1) -> None:
    """Refuse what no hip can be: no number, or outside of what a leg can turn.

    Raises
    ------
    RefusedError
        ``typed_not_a_number`` or ``typed_impossible``; says where.
    """
    if isinstance(value_deg, bool) or not isinstance(value_deg, int | float):
        raise _not_a_number(value_deg, side, direction, number)
    if not math.isfinite(value_deg):
        raise _not_a_number(value_deg, side, direction, number)
    least, most = (tables().side_rule(name) for name in ("typed_least", "typed_most"))
    if not least <= value_deg <= most:
        raise RefusedError(
            "typed_impossible", side=side, direction=direction, number=number,
            value=value_deg, least=least, most=most,
        )  # fmt: skip


def typed_error_95_deg(values_deg: Sequence[float], row: DeviceError) -> float:
    """95 % error of the mean of some readings.

    The table's error stands for one set-up of device and person, which more readings do not remove.
    Only a spread beyond what readings of one hand show is added to it.

    Raises
    ------
    ValueError
        No reading.
    """
    if not values_deg:
        raise ValueError("no reading, no error")
    expected_deg = tables().error_figure("reading_sd")
    spread_deg = spread_sd_deg(values_deg, expected_deg, _PRIOR_COUNT)
    excess_deg2 = max(0.0, spread_deg**2 - expected_deg**2) / len(values_deg)
    own_deg = max(row.error_95_deg, tables().error_figure("error_floor_95"))
    return math.hypot(own_deg, _Z_95 * math.sqrt(excess_deg2))


def _not_a_number(value: object, side: Side, direction: Direction, number: int) -> RefusedError:
    return RefusedError(
        "typed_not_a_number", side=side, direction=direction, number=number, value=str(value)[:40]
    )


def _refuse_where_wrong(readings: Sequence[TypedReading]) -> None:
    if not any(reading.values_deg for reading in readings):
        raise RefusedError("typed_nothing")
    seen: set[str] = set()
    for reading in readings:
        place = {"side": reading.side, "direction": reading.direction}
        if _key(reading) in seen:
            raise RefusedError("typed_twice", **place)
        seen.add(_key(reading))
        if not reading.values_deg:
            raise RefusedError("typed_no_reading", **place)
        for number, value_deg in enumerate(reading.values_deg, start=1):
            check_value(value_deg, reading.side, reading.direction, number)
        pain = reading.pain
        if pain is not None and not (type(pain) is int and 0 <= pain <= _MOST_PAIN):
            raise RefusedError("typed_pain", **place, value=str(pain)[:40])


def _side_result(
    readings: Sequence[TypedReading], side: Side, context: TypedContext
) -> SideResult | None:
    own = {r.direction: _range(r, context) for r in readings if r.side == side}
    if not own:
        return None
    internal, external = own.get("internal"), own.get("external")
    return SideResult(
        internal_rotation=internal,
        external_rotation=external,
        total_arc=total_arc(internal, external),
        repetitions=(),
        compensations=(),
    )


def _range(reading: TypedReading, context: TypedContext) -> RangeOfMotion:
    row = tables().typed_error(context.device, context.position, context.mode, reading.direction)
    sd_deg = signals.sample_sd(reading.values_deg)
    return RangeOfMotion(
        value_deg=round(signals.mean(reading.values_deg), 1),
        error_95_deg=round(typed_error_95_deg(reading.values_deg, row), 1),
        sd_deg=round(sd_deg, 1) if math.isfinite(sd_deg) else None,
        n=len(reading.values_deg),
        limited_by=reading.limited_by,
        pain=reading.pain,
    )


def _warnings(
    readings: Sequence[TypedReading], context: TypedContext, has_both: bool
) -> Iterator[Notice]:
    """Everything odd, by side and direction, then what holds for all of it."""
    for reading in sorted(readings, key=_order):
        yield from _reading_warnings(reading)
    if not tables().position(context.position).is_test:
        yield warning("standing_is_no_test")
    rows = (
        tables().typed_error(context.device, context.position, context.mode, r.direction)
        for r in readings
    )
    if any(row.source_id == "coxa_proposal" for row in rows):
        yield warning("error_borrowed", device=context.device)
    if any(len(reading.values_deg) == 1 for reading in readings):
        yield warning("typed_one_reading")
    if not has_both:
        yield warning("one_side_only")


def _reading_warnings(reading: TypedReading) -> Iterator[Notice]:
    place = {"side": reading.side, "direction": reading.direction}
    for value_deg in dict.fromkeys(reading.values_deg):
        odd = oddity_of(value_deg)
        if odd is not None:
            yield warning(odd, **place, value=value_deg)
    largest_deg = tables().quality_limit("repetition_spread").fair_at or math.inf
    spread_deg = max(reading.values_deg) - min(reading.values_deg)
    if spread_deg > largest_deg:
        yield warning("typed_readings_differ", **place, value=round(spread_deg, 1))


def _order(reading: TypedReading) -> tuple[int, int]:
    return SIDES.index(reading.side), DIRECTIONS.index(reading.direction)


def _key(reading: TypedReading) -> str:
    return f"{reading.side}_{reading.direction}"


def _fingerprint(readings: Sequence[TypedReading], context: TypedContext) -> str:
    """SHA-256 of everything that was typed, in a form that does not hang on its order."""
    typed = {
        "position": context.position,
        "mode": context.mode,
        "device": context.device,
        "examiner": context.examiner,
        "recorded_at": context.recorded_at,
        "readings": [
            [r.side, r.direction, list(map(float, r.values_deg)), r.pain, r.limited_by]
            for r in sorted(readings, key=_order)
        ],
    }
    return hashlib.sha256(canonical_text(typed).encode()).hexdigest()
