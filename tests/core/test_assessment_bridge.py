"""Bridges between two devices."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coxa.assessment.bridge import (
    bridge_between,
    bridge_for,
    bridge_to,
    bridged,
    reversed_bridge,
)
from coxa.errors import RecordError, RefusedError
from coxa.messages.catalog import refusal_of
from coxa.records.assessment import Assessment, RangeOfMotion
from coxa.records.bridge import Bridge
from coxa.records.plain import plain_from_json, plain_to_json
from tests.core.history_samples import EVEN, only, record

ID = "123e4567-e89b-42d3-a456-426614174001"
ANGLES = st.floats(0, 70).map(lambda value: round(value, 1))
ERRORS = st.floats(3.8, 12.0).map(lambda value: round(value, 1))


def bridge(from_deg: float = 34.0, to_deg: float = 30.0, error_95_deg: float = 4.0) -> Bridge:
    first = record(only(from_deg), device="goniometer", error_95_deg=error_95_deg)
    return bridge_between(first, record(only(to_deg), error_95_deg=error_95_deg), ID)


def value(value_deg: float, error_95_deg: float = 4.0) -> RangeOfMotion:
    return RangeOfMotion(value_deg=value_deg, error_95_deg=error_95_deg, sd_deg=None, n=1)


def test_one_day_with_both_gives_an_offset_with_its_own_error() -> None:
    found = bridge().offset("left", "internal")
    assert found is not None
    assert found.offset_deg == -4.0
    assert found.error_95_deg == 5.7
    assert bridge().offset("right", "internal") is None


def test_every_side_and_direction_has_an_offset_of_its_own() -> None:
    whole = bridge_between(record(device="inclinometer"), record(), ID)
    assert {(o.side, o.direction) for o in whole.offsets} == set(EVEN)


def test_a_value_crosses_with_its_error() -> None:
    found = bridged(value(40.0), bridge(), "left", "internal")
    assert found is not None
    assert found.value_deg == 36.0
    assert found.error_95_deg == pytest.approx(math.hypot(4.0, 5.7))
    assert bridged(value(40.0), bridge(), "right", "external") is None


@given(ANGLES, ANGLES, ANGLES, ERRORS, ERRORS)
def test_there_and_back_is_the_same_value_with_more_error(
    one: float, other: float, angle: float, error: float, own_error: float
) -> None:
    way = bridge(one, other, error)
    there = bridged(value(angle, own_error), way, "left", "internal")
    assert there is not None
    back = bridged(there, reversed_bridge(way), "left", "internal")
    assert back is not None
    assert back.value_deg == pytest.approx(angle, abs=1e-9)
    assert back.error_95_deg > there.error_95_deg > own_error
    assert reversed_bridge(reversed_bridge(way)) == way


def test_a_bridge_comes_back_as_it_was() -> None:
    assert plain_from_json(Bridge, plain_to_json(bridge())) == bridge()


def test_a_broken_bridge_is_named() -> None:
    for spoil, said in (
        ({"to_device": "goniometer"}, "to_device: the same as from_device"),
        ({"offsets": []}, "offsets: none"),
        ({"offsets": plain_to_json(bridge())["offsets"] * 2}, "twice"),
        ({"schema": "coxa.bridge/2"}, "schema: expected coxa.bridge/1"),
    ):
        with pytest.raises(RecordError, match=said):
            plain_from_json(Bridge, plain_to_json(bridge()) | spoil)


@pytest.mark.parametrize(
    ("first", "code"),
    [
        (record(device="goniometer", subject="bob"), "bridge_not_same_test"),
        (record(device="goniometer", position="prone"), "bridge_not_same_test"),
        (record(device="goniometer", mode="passive"), "bridge_not_same_test"),
        (record(hour=9), "bridge_same_device"),
        (record(device="goniometer", day=1), "bridge_not_same_day"),
        (record({}, device="goniometer"), "bridge_nothing_common"),
    ],
)
def test_what_makes_no_bridge_is_refused(first: Assessment, code: str) -> None:
    with pytest.raises(RefusedError) as raised:
        bridge_between(first, record(), ID)
    assert raised.value.code == code
    assert refusal_of(raised.value).next_step


def test_the_newest_bridge_is_taken_either_way() -> None:
    old, new = (
        bridge_between(record(day=day, device="goniometer"), record(day=day), ID) for day in (1, 5)
    )
    before, after = record(day=0), record(day=9, device="goniometer")
    found = bridge_for(before, after, [new, old])
    assert found == reversed_bridge(new)
    assert bridge_for(before, record(day=9), [new]) is None
    assert bridge_for(before, record(day=9, device="goniometer", mode="passive"), [new]) is None
    assert bridge_to("sensor", before, [new, old]) is None
    assert bridge_to("goniometer", record(subject="bob"), [new]) is None
