"""Both directions together, inward against outward, left against right over days.

What is found here comes from several numbers or several days; each asks for more than the error of
the numbers it is made of, and none names a disease.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from coxa.assessment.bridge import bridge_for, day_of
from coxa.assessment.change import reason_not_to_compare
from coxa.assessment.comparison import norm_finding, range_in
from coxa.records.assessment import (
    DIRECTIONS,
    SIDES,
    Assessment,
    Direction,
    RangeOfMotion,
    Side,
    SideDifference,
    SideResult,
)
from coxa.records.bridge import Bridge
from coxa.records.findings import (
    Asymmetry,
    Balance,
    BalanceName,
    Findings,
    LowInternalRotation,
    VersionPattern,
)
from coxa.tables.load import ArcNorm, tables


def findings_of(
    assessment: Assessment,
    history: Sequence[Assessment] = (),
    bridges: Sequence[Bridge] = (),
) -> Findings:
    """Everything found about one assessment beyond its own comparison.

    Parameters
    ----------
    assessment :
        The record that is shown.
    history :
        Other records of the same person, in any order; later ones and the record itself do not
        count.
    bridges :
        Bridges of this person: a device with a bridge is not told as one that is not compared.

    Returns
    -------
    findings : Findings
        Without history there is no asymmetry, except a large difference that comes with pain.
    """
    earlier = sorted(_earlier(assessment, history), key=lambda r: r.moment)
    same = [r for r in earlier if reason_not_to_compare(r, assessment) is None]
    reasons = [
        reason_not_to_compare(r, assessment, bridge_for(r, assessment, bridges) is not None)
        for r in earlier
    ]
    balance = tuple(_balances(assessment))
    return Findings(
        balance=balance,
        asymmetry=tuple(_asymmetries(assessment, same)),
        version_pattern=version_pattern(assessment, balance),
        version_angles=version_angles(balance),
        low_internal=tuple(_low_internal(assessment, same)),
        not_compared=tuple(dict.fromkeys(reason for reason in reasons if reason is not None)),
    )


# ------------------------------------------------------------------------------------------ balance


def _balances(assessment: Assessment) -> Iterator[Balance]:
    norm = tables().arc_norm(assessment.position, assessment.mode)
    for side in SIDES:
        result = assessment.side(side)
        if result is not None:
            found = balance_of(side, result, norm)
            if found is not None:
                yield found


def balance_of(side: Side, result: SideResult, norm: ArcNorm | None) -> Balance | None:
    """Internal against external rotation of one side; None unless both were measured."""
    internal, external, arc = result.internal_rotation, result.external_rotation, result.total_arc
    if internal is None or external is None or arc is None:
        return None
    difference_deg = internal.value_deg - external.value_deg
    least_deg = _detectable_deg(internal, external)
    return Balance(
        side=side,
        internal_deg=internal.value_deg,
        external_deg=external.value_deg,
        difference_deg=round(difference_deg, 1),
        detectable_deg=round(least_deg, 1),
        finding=_balance_name(difference_deg, least_deg),
        arc_deg=arc.value_deg,
        arc_error_95_deg=arc.error_95_deg,
        arc_finding=norm_finding(arc.value_deg, norm) if norm else None,
        arc_mean_deg=norm.mean_deg if norm else None,
        arc_sd_deg=norm.sd_deg if norm else None,
        source_id=norm.source_id if norm else None,
    )


def version_pattern(assessment: Assessment, balance: Sequence[Balance]) -> VersionPattern | None:
    """One direction far ahead of the other on both sides, with full arcs and no pain told.

    It suggests the shape of the bone rather than stiffness: range is then not chased. None if there
    is no published arc to call the arcs full.
    """
    if any(_hurts(assessment, side, way) for side in SIDES for way in DIRECTIONS):
        return None
    return version_angles(balance)


def version_angles(balance: Sequence[Balance]) -> VersionPattern | None:
    """One direction far ahead of the other on both sides, with full arcs, with pain or without."""
    if len(balance) < len(SIDES) or len({b.difference_deg > 0 for b in balance}) > 1:
        return None
    if not all(_is_clear_and_full(b) for b in balance):
        return None
    return VersionPattern(
        larger_direction="internal" if balance[0].difference_deg > 0 else "external",
        difference_deg=min(abs(b.difference_deg) for b in balance),
    )


def _is_clear_and_full(balance: Balance) -> bool:
    """Whether the difference of one side is large and more than error, and its arc full."""
    if balance.arc_mean_deg is None or balance.arc_sd_deg is None:
        return False
    least_deg = max(tables().side_rule("version_difference"), balance.detectable_deg)
    full_deg = balance.arc_mean_deg - tables().side_rule("full_arc_sd") * balance.arc_sd_deg
    return abs(balance.difference_deg) >= least_deg and balance.arc_deg >= full_deg


def _balance_name(difference_deg: float, detectable_deg: float) -> BalanceName:
    if abs(difference_deg) < detectable_deg:
        return "even"
    return "more_internal" if difference_deg > 0 else "more_external"


def _detectable_deg(one: RangeOfMotion, other: RangeOfMotion) -> float:
    error_deg = math.hypot(one.error_95_deg, other.error_95_deg)
    return max(tables().error_figure("detectable_change"), error_deg)


# ------------------------------------------------------------------------------------- sides, days


def _asymmetries(assessment: Assessment, same: Sequence[Assessment]) -> Iterator[Asymmetry]:
    """Large differences that another day shows too, and those that come with pain."""
    for direction in DIRECTIONS:
        today = _large_difference(assessment, direction)
        if today is None:
            continue
        days = _agreeing_days(assessment, same, direction)
        smaller: Side = "left" if today.difference_deg < 0 else "right"
        size_deg = abs(today.difference_deg)
        if len(days) >= tables().side_rule("asymmetry_days"):
            yield Asymmetry(
                kind="asymmetry", direction=direction, smaller_side=smaller,
                difference_deg=size_deg, days=days,
            )  # fmt: skip
        is_painful = any(_hurts(assessment, side, direction) for side in SIDES)
        if is_painful and size_deg >= tables().side_rule("side_difference_with_pain"):
            yield Asymmetry(
                kind="difference_with_pain", direction=direction, smaller_side=smaller,
                difference_deg=size_deg, days=(day_of(assessment),),
            )  # fmt: skip


def _agreeing_days(
    assessment: Assessment, same: Sequence[Assessment], direction: Direction
) -> tuple[str, ...]:
    """Days without a break up to today on which the same side was clearly behind.

    The latest other day with both sides decides first: an old difference that has gone since does
    not come back.
    """
    days: dict[str, list[Assessment]] = {}
    for record in same:
        if _difference(record, direction) is not None and day_of(record) != day_of(assessment):
            days.setdefault(day_of(record), []).append(record)
    today = _large_difference(assessment, direction)
    sign = math.copysign(1.0, today.difference_deg) if today else 0.0
    agreeing = [day_of(assessment)]
    for day in sorted(days, reverse=True):
        large = [_large_difference(record, direction) for record in days[day]]
        if not all(d is not None and d.difference_deg * sign > 0 for d in large):
            break
        agreeing.append(day)
    return tuple(sorted(agreeing))


def _difference(assessment: Assessment, direction: Direction) -> SideDifference | None:
    rows = (row for row in assessment.comparison.sides if row.direction == direction)
    return next(rows, None)


def _large_difference(assessment: Assessment, direction: Direction) -> SideDifference | None:
    """Difference of one day that is large and more than error, None if it is not."""
    row = _difference(assessment, direction)
    if row is None:
        return None
    least_deg = max(tables().side_rule("side_difference_large"), row.detectable_deg)
    return row if abs(row.difference_deg) > least_deg else None


def _low_internal(
    assessment: Assessment, same: Sequence[Assessment]
) -> Iterator[LowInternalRotation]:
    """Sides that turn in less than the table's limit today and on the day before it."""
    limit_deg = tables().side_rule("internal_low")
    for side in SIDES:
        today = range_in(assessment.side(side), "internal")
        if today is None or today.value_deg >= limit_deg:
            continue
        others = [
            (day_of(record), found.value_deg)
            for record in same
            if day_of(record) != day_of(assessment)
            and (found := range_in(record.side(side), "internal")) is not None
        ]
        if others and others[-1][1] < limit_deg:
            days = (others[-1][0], day_of(assessment))
            yield LowInternalRotation(side=side, value_deg=today.value_deg, days=days)


def _hurts(assessment: Assessment, side: Side, direction: Direction) -> bool:
    """Whether pain was told of a movement."""
    found = range_in(assessment.side(side), direction)
    return found is not None and (bool(found.pain) or found.limited_by in {"pain", "pinch"})


def _earlier(assessment: Assessment, history: Sequence[Assessment]) -> list[Assessment]:
    own = assessment.moment
    return [r for r in history if r.id != assessment.id and r.moment <= own]
