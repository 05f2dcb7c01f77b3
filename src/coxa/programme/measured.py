"""What is known of a person's range: the latest value of each position, side and direction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from coxa.assessment.change import change_between
from coxa.assessment.comparison import range_in
from coxa.errors import RefusedError
from coxa.records.assessment import (
    DIRECTIONS,
    SIDES,
    Assessment,
    ChangeFinding,
    Direction,
    NormComparison,
    Position,
    RangeOfMotion,
    Side,
    SideDifference,
)

_Place = tuple[Position, Side, Direction]


@dataclass(frozen=True, slots=True)
class Measured:
    """Latest values, and the records they come from. `latest` is the latest seated record."""

    ranges: dict[_Place, RangeOfMotion]
    records: dict[_Place, Assessment]
    latest: Assessment

    def value(self, position: str, side: Side, direction: Direction) -> RangeOfMotion | None:
        """Latest value in a position, None if it was never measured there."""
        for place, found in self.ranges.items():
            if place == (position, side, direction):
                return found
        return None

    def norm(self, side: Side, direction: Direction) -> NormComparison | None:
        """Latest seated value beside its norm, None if there is none."""
        record = self.records.get(("seated", side, direction))
        for row in record.comparison.norms if record else ():
            if (row.side, row.direction) == (side, direction):
                return row
        return None

    def difference(self, direction: Direction) -> SideDifference | None:
        """Left against right in the latest seated record, None if one side is missing there."""
        for row in self.latest.comparison.sides:
            if row.direction == direction:
                return row
        return None

    def age_days(self, today: date) -> int:
        """Days since the latest seated record, by its own clock."""
        return (today - self.latest.moment.date()).days


def measured_of(assessments: Sequence[Assessment], today: date) -> Measured:
    """Latest values up to a day.

    Raises
    ------
    RefusedError
        ``plan_needs_assessment``: nothing was measured; ``plan_other_position``: nothing seated.
    """
    past = [record for record in assessments if record.moment.date() <= today]
    if not past:
        raise RefusedError("plan_needs_assessment")
    past.sort(key=lambda record: record.moment)
    ranges: dict[_Place, RangeOfMotion] = {}
    records: dict[_Place, Assessment] = {}
    for record in past:
        for side in SIDES:
            for direction in DIRECTIONS:
                found = range_in(record.side(side), direction)
                if found is not None:
                    ranges[record.position, side, direction] = found
                    records[record.position, side, direction] = record
    seated = [record for record in past if record.position == "seated"]
    if not seated or not any(position == "seated" for position, _, _ in ranges):
        raise RefusedError("plan_other_position", position=past[-1].position)
    return Measured(ranges, records, seated[-1])


def change_since_first(
    assessments: Sequence[Assessment], latest: Assessment
) -> tuple[ChangeFinding, ...]:
    """Change of each movement from the first record that may be compared with the latest one."""
    first: dict[tuple[Side, Direction], ChangeFinding] = {}
    for record in sorted(assessments, key=lambda r: r.moment):
        if record.moment >= latest.moment or len(first) == len(SIDES) * len(DIRECTIONS):
            break
        for finding in change_between(record, latest).findings:
            first.setdefault((finding.side, finding.direction), finding)
    return tuple(first.values())
