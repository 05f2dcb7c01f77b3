"""Today against an earlier day, and the reasons not to compare.

Only the same person, position, mode and device stand beside each other. Two devices do after a
bridge: one day measured with both (`coxa.assessment.bridge`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

from coxa.assessment.bridge import bridge_for, bridged
from coxa.assessment.comparison import range_in
from coxa.records.assessment import (
    DIRECTIONS,
    SIDES,
    Assessment,
    ChangeFinding,
    Direction,
    RangeOfMotion,
    Side,
)
from coxa.records.bridge import Bridge
from coxa.records.findings import NotCompared, NotComparedCode
from coxa.tables.load import tables

ChangeName = Literal["no_measurable_change", "more", "less"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What changed between two records, or why they are not compared."""

    findings: tuple[ChangeFinding, ...] = ()
    not_compared: NotCompared | None = None


def change_between(before: Assessment, after: Assessment, bridges: Sequence[Bridge] = ()) -> Change:
    """Change from one record to a later one, each side and direction apart.

    Parameters
    ----------
    before, after :
        Two records; `before` is the earlier one.
    bridges :
        Bridges of this person, used where the devices differ.

    Returns
    -------
    change : Change
        Findings, or the reason why there are none: never an error.
    """
    has_bridge = bridge_for(before, after, bridges) is not None
    reason = reason_not_to_compare(before, after, has_bridge=has_bridge)
    if reason is not None:
        return Change(not_compared=reason)
    found = tuple(_findings(before, after, bridges))
    return Change(findings=found) if found else Change(not_compared=_reason("nothing_common"))


def with_change(
    assessment: Assessment, history: Sequence[Assessment], bridges: Sequence[Bridge] = ()
) -> Assessment:
    """Return the record with the change of every movement since it was last measured.

    Each side and direction has an earlier record of its own: a phone measures one leg at a time.
    The same device goes before another one over a bridge, the later day before the earlier one.
    """
    found: dict[tuple[Side, Direction], ChangeFinding] = {}
    for earlier in sorted(history, key=lambda r: (r.device == assessment.device, r.moment)):
        for change in change_between(earlier, assessment, bridges).findings:
            found[change.side, change.direction] = change
    ordered = tuple(found[place] for place in product(SIDES, DIRECTIONS) if place in found)
    return replace(assessment, comparison=replace(assessment.comparison, change=ordered))


def reason_not_to_compare(
    before: Assessment, after: Assessment, has_bridge: bool = False
) -> NotCompared | None:
    """Why two records are not compared, None if they may be."""
    if before.subject != after.subject:
        return _reason("other_person")
    if before.position != after.position:
        return NotCompared(code="other_position", before=before.position, after=after.position)
    if before.mode != after.mode:
        return NotCompared(code="other_mode", before=before.mode, after=after.mode)
    if before.device != after.device and not has_bridge:
        return NotCompared(code="other_device", before=before.device, after=after.device)
    if before.id == after.id:
        return _reason("same_record")
    return _reason("not_earlier") if before.moment > after.moment else None


def detectable_deg(before: RangeOfMotion, after: RangeOfMotion) -> float:
    """Smallest change of a pair that is not error: never below the published one."""
    return max(tables().error_figure("detectable_change"), _error_deg(before, after))


def change_name(change_deg: float, detectable_deg: float) -> ChangeName:
    """What a change is called, beside the smallest that can be detected."""
    if abs(change_deg) < detectable_deg:
        return "no_measurable_change"
    return "more" if change_deg > 0 else "less"


def _findings(
    before: Assessment, after: Assessment, bridges: Sequence[Bridge]
) -> Iterator[ChangeFinding]:
    for side in SIDES:
        for direction in DIRECTIONS:
            old = range_in(before.side(side), direction)
            new = range_in(after.side(side), direction)
            if old is not None and before.device != after.device:
                bridge = bridge_for(before, after, bridges, (side, direction))
                old = bridged(old, bridge, side, direction) if bridge is not None else None
            if old is not None and new is not None:
                yield change_finding(before, after, (side, direction), (old, new))


def change_finding(
    before: Assessment,
    after: Assessment,
    place: tuple[Side, Direction],
    pair: tuple[RangeOfMotion, RangeOfMotion],
) -> ChangeFinding:
    """Change of one side and direction.

    Parameters
    ----------
    before, after :
        The records the values are from.
    place :
        Side and direction.
    pair :
        The two values, brought to one device already.
    """
    old, new = pair
    # What is told is what is compared: tenths of a degree, without the noise of binary fractions.
    change_deg = round(new.value_deg - old.value_deg, 1)
    least_deg = round(detectable_deg(old, new), 1)
    name = change_name(change_deg, least_deg)
    is_change = name != "no_measurable_change"
    return ChangeFinding(
        side=place[0],
        direction=place[1],
        before_deg=round(old.value_deg, 1),
        after_deg=new.value_deg,
        change_deg=change_deg,
        error_95_deg=round(_error_deg(old, new), 1),
        detectable_deg=least_deg,
        finding=name,
        before_id=before.id,
        before_recorded_at=before.recorded_at,
        before_device=before.device if before.device != after.device else None,
        recheck=tuple(_doubts(before, after, abs(change_deg))) if is_change else (),
    )


def _doubts(before: Assessment, after: Assessment, size_deg: float) -> Iterator[str]:
    """Why a change should be measured again before anybody relies on it."""
    caution_deg = max(tables().caution_deg(r.device) for r in (before, after))
    if size_deg < caution_deg:
        yield "near_error"
    if before.device != after.device:
        yield "over_bridge"
    elif _method(before) != _method(after):
        yield "other_method"
    if before.examiner and after.examiner and before.examiner != after.examiner:
        yield "other_examiner"
    if "poor" in {before.quality.grade, after.quality.grade}:
        yield "poor_recording"


def _method(record: Assessment) -> tuple[str, str, str]:
    return record.method.name, record.method.version, record.method.model


def _error_deg(before: RangeOfMotion, after: RangeOfMotion) -> float:
    return math.hypot(before.error_95_deg, after.error_95_deg)


def _reason(code: NotComparedCode) -> NotCompared:
    return NotCompared(code=code)
