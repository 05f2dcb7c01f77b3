"""Typed values: checked, questioned, never changed."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coxa.assessment.typed import (
    TypedContext,
    TypedReading,
    oddity_of,
    typed_assessment,
    typed_error_95_deg,
)
from coxa.errors import RefusedError
from coxa.messages.catalog import refusal_of
from coxa.records.assessment import Assessment
from coxa.records.codec import assessment_from_json, assessment_to_json, canonical_text
from coxa.tables.load import tables

CONTEXT = TypedContext(
    id="123e4567-e89b-42d3-a456-426614174000",
    subject="alice",
    recorded_at="2026-11-22T10:15:00+01:00",
    position="seated",
    mode="active",
    device="inclinometer",
    examiner="A. Example",
)
LEFT_IN = TypedReading(side="left", direction="internal", values_deg=(31.0, 32.0, 30.0))
BOTH = [
    TypedReading(side=side, direction=direction, values_deg=(31.0, 32.0, 30.0))
    for side in ("left", "right")
    for direction in ("internal", "external")
]
ROW = tables().typed_error("inclinometer", "seated", "active", "internal")


def typed(*values: float, **changes: object) -> Assessment:
    reading = replace(LEFT_IN, values_deg=values, **changes)  # type: ignore[arg-type]  # by name
    return typed_assessment([reading], CONTEXT)


def codes(record: Assessment) -> list[str]:
    return [notice.code for notice in record.warnings]


def refused(readings: list[TypedReading], context: TypedContext = CONTEXT) -> RefusedError:
    with pytest.raises(RefusedError) as raised:
        typed_assessment(readings, context)
    told = refusal_of(raised.value)
    assert told.message
    assert told.next_step
    return raised.value


def test_several_readings_are_a_mean_with_the_tables_error() -> None:
    record = typed_assessment(BOTH, CONTEXT)
    assert record.left is not None
    found = record.left.internal_rotation
    assert found is not None
    assert (found.value_deg, found.error_95_deg, found.sd_deg, found.n) == (31.0, 3.8, 1.0, 3)
    assert record.left.total_arc is not None
    assert record.left.total_arc.error_95_deg == 5.4
    assert record.examiner == "A. Example"
    assert record.warnings == ()
    assert record.method.params["left_internal"] == "31 32 30"
    assert [norm.finding for norm in record.comparison.norms] == ["usual_range"] * 4
    assert record.comparison.sides[0].finding == "no_measurable_difference"


def test_a_typed_record_comes_back_as_it_was() -> None:
    record = typed_assessment(BOTH, CONTEXT)
    value = json.loads(canonical_text(assessment_to_json(record)))
    assert value["examiner"] == "A. Example"
    assert assessment_from_json(value) == record


def test_an_examiner_nobody_named_is_absent() -> None:
    value = assessment_to_json(typed_assessment(BOTH, replace(CONTEXT, examiner=None)))
    assert "examiner" not in value


@pytest.mark.parametrize(
    ("value_deg", "code"),
    [(-3.0, "typed_negative"), (4.0, "typed_low"), (71.0, "typed_high"), (5.0, None), (70.0, None)],
)
def test_what_is_odd_is_asked_about_and_kept(value_deg: float, code: str | None) -> None:
    record = typed(value_deg)
    assert record.left is not None
    assert record.left.internal_rotation is not None
    assert record.left.internal_rotation.value_deg == value_deg
    assert oddity_of(value_deg) == code
    assert codes(record) == [*([code] if code else []), "typed_one_reading", "one_side_only"]
    if code:
        assert f"{value_deg:g}°" in record.warnings[0].message
        assert record.warnings[0].message.startswith("Left, turning in")


def test_what_spreads_is_said_and_widens_the_error() -> None:
    record = typed(20.0, 30.0, 40.0)
    assert "typed_readings_differ" in codes(record)
    assert record.left is not None
    assert record.left.internal_rotation is not None
    assert record.left.internal_rotation.error_95_deg > 6.0


def test_one_reading_and_one_leg_are_said() -> None:
    assert codes(typed(30.0)) == ["typed_one_reading", "one_side_only"]


def test_a_borrowed_error_is_said() -> None:
    context = replace(CONTEXT, device="goniometer", position="prone")
    record = typed_assessment(BOTH, context)
    assert codes(record) == ["error_borrowed"]
    assert record.quality.grade == "fair"


def test_standing_is_an_exercise() -> None:
    context = replace(CONTEXT, device="goniometer", position="standing", mode="active")
    record = typed_assessment(BOTH, context)
    assert "standing_is_no_test" in codes(record)
    assert record.comparison.norms == ()


@pytest.mark.parametrize(
    ("values", "code", "said"),
    [
        ((31.0, 200.0), "typed_impossible", "reading 2: 200°"),
        ((-46.0,), "typed_impossible", "-46°"),
        ((math.nan,), "typed_not_a_number", "nan is not a number"),
        ((math.inf,), "typed_not_a_number", "inf"),
        ((True,), "typed_not_a_number", "True"),
        (("32",), "typed_not_a_number", "32"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(
    values: tuple[float, ...], code: str, said: str
) -> None:
    error = refused([replace(LEFT_IN, values_deg=values)])
    assert error.code == code
    message = refusal_of(error).message
    assert said in message
    assert message.startswith("Left, turning in (internal rotation)")


def test_nothing_twice_or_without_a_value_is_refused() -> None:
    assert refused([]).code == "typed_nothing"
    assert refused([replace(LEFT_IN, values_deg=())]).code == "typed_nothing"
    assert refused([LEFT_IN, LEFT_IN]).code == "typed_twice"
    empty = replace(LEFT_IN, side="right", values_deg=())
    assert refused([LEFT_IN, empty]).code == "typed_no_reading"
    for pain in (11, -1, True):
        assert refused([replace(LEFT_IN, pain=pain)]).code == "typed_pain"


def test_an_inclinometer_cannot_see_a_turn_about_gravity() -> None:
    error = refused([LEFT_IN], replace(CONTEXT, position="supine_hip_flexed"))
    assert error.code == "turn_about_gravity"
    assert "lying on the back, hip bent" in refusal_of(error).message
    typed_assessment([LEFT_IN], replace(CONTEXT, position="supine_hip_flexed", device="goniometer"))


def test_the_fingerprint_is_of_what_was_typed_in_any_order() -> None:
    one, other = typed_assessment(BOTH, CONTEXT), typed_assessment(BOTH[::-1], CONTEXT)
    assert one.recording_sha256 == other.recording_sha256
    assert typed(31.0).recording_sha256 != typed(31.5).recording_sha256


READINGS = st.lists(st.floats(-40, 110), min_size=1, max_size=8)


@given(READINGS)
def test_the_error_is_never_below_the_floor_or_the_table(values: list[float]) -> None:
    error = typed_error_95_deg(values, ROW)
    assert error >= max(ROW.error_95_deg, tables().error_figure("error_floor_95")) - 1e-9


@given(READINGS, st.floats(1.0, 3.0))
def test_readings_further_apart_never_have_a_smaller_error(
    values: list[float], factor: float
) -> None:
    spread = [value * factor for value in values]
    assert typed_error_95_deg(spread, ROW) >= typed_error_95_deg(values, ROW) - 1e-9


@given(READINGS, st.floats(-20, 20))
def test_the_error_does_not_hang_on_the_value(values: list[float], shift: float) -> None:
    moved = [value + shift for value in values]
    assert typed_error_95_deg(moved, ROW) == pytest.approx(typed_error_95_deg(values, ROW))


def test_no_reading_has_no_error() -> None:
    with pytest.raises(ValueError, match="no reading"):
        typed_error_95_deg([], ROW)
