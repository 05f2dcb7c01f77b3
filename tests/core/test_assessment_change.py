"""Change between two days, and the reasons not to compare."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coxa.assessment.bridge import bridge_between
from coxa.assessment.change import change_between, with_change
from coxa.messages.comparing import change_text, not_compared_text
from coxa.records.assessment import Assessment, ChangeFinding, Quality
from coxa.records.codec import assessment_from_json, assessment_to_json
from tests.core.history_samples import EVEN, only, record, with_examiner

BRIDGE_ID = "123e4567-e89b-42d3-a456-426614174001"
ANGLES = st.floats(0, 70).map(lambda value: round(value, 1))
ERRORS = st.floats(3.8, 12.0)


def change(before: Assessment, after: Assessment) -> ChangeFinding:
    findings = change_between(before, after).findings
    assert len(findings) == 1
    return findings[0]


def named(before_deg: float, after_deg: float, error_95_deg: float = 3.8) -> str:
    before = record(only(before_deg), 0, error_95_deg=error_95_deg)
    return change(before, record(only(after_deg), 20, error_95_deg=error_95_deg)).finding


@pytest.mark.parametrize(
    ("after_deg", "finding"),
    [
        (30.0, "no_measurable_change"),
        (35.3, "no_measurable_change"),
        (35.4, "more"),
        (24.7, "no_measurable_change"),
        (24.6, "less"),
    ],
)
def test_a_change_is_one_only_from_the_published_figure_on(after_deg: float, finding: str) -> None:
    assert named(30.0, after_deg) == finding


def test_larger_errors_ask_for_a_larger_change() -> None:
    found = change(record(only(30.0), 0, error_95_deg=6.0), record(only(38.0), 9, error_95_deg=6.0))
    assert found.detectable_deg == 8.5
    assert found.finding == "no_measurable_change"
    assert "no measurable change since 1 November 2026" in change_text(found)


@given(ANGLES, ANGLES, ERRORS, ERRORS)
def test_more_error_never_turns_noise_into_change(
    before: float, after: float, one: float, other: float
) -> None:
    less, more = sorted((one, other))
    if named(before, after, less) == "no_measurable_change":
        assert named(before, after, more) == "no_measurable_change"


@given(ANGLES, ANGLES, ERRORS, ERRORS)
def test_time_turned_round_turns_more_into_less(
    first: float, second: float, one: float, other: float
) -> None:
    there = change(
        record(only(first), 0, error_95_deg=one), record(only(second), 9, error_95_deg=other)
    )
    back = change(
        record(only(second), 0, error_95_deg=other), record(only(first), 9, error_95_deg=one)
    )
    opposite = {"more": "less", "less": "more"}
    assert back.finding == opposite.get(there.finding, there.finding)
    assert back.detectable_deg == there.detectable_deg
    assert back.change_deg == -there.change_deg


@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [
        ({"position": "prone"}, "other_position", "Lying on the front and seated are not compared"),
        ({"mode": "passive"}, "other_mode", "somebody else"),
        ({"device": "goniometer"}, "other_device", "from a goniometer and from a camera"),
        ({"subject": "bob"}, "other_person", "different people"),
        ({"day": 40}, "not_earlier", "later one"),
        ({"values": only(30.0, "right")}, "nothing_common", "no movement in common"),
    ],
)
def test_what_is_not_compared_has_a_reason(
    changes: dict[str, object], code: str, said: str
) -> None:
    before = record(**{"values": only(30.0), "day": 0, **changes})  # type: ignore[arg-type]  # by name
    found = change_between(before, record(only(50.0), 20))
    assert found.findings == ()
    assert found.not_compared is not None
    assert found.not_compared.code == code
    assert said in not_compared_text(found.not_compared)


def test_a_record_is_not_compared_with_itself() -> None:
    own = record()
    found = change_between(own, own).not_compared
    assert found is not None
    assert found.code == "same_record"


def test_a_change_near_the_error_of_an_untried_device_is_to_be_measured_again() -> None:
    near = change(record(only(30.0), 0), record(only(37.0), 9))
    assert (near.finding, near.recheck) == ("more", ("near_error",))
    assert "Measure again on another day" in change_text(near)
    clear = change(record(only(30.0), 0), record(only(40.0), 9))
    assert (clear.finding, clear.recheck) == ("more", ())
    by_hand = change(
        record(only(30.0), 0, device="inclinometer"), record(only(37.0), 9, device="inclinometer")
    )
    assert by_hand.recheck == ()


def test_other_examiners_methods_and_poor_recordings_are_doubts() -> None:
    before, after = record(only(20.0), 0), record(only(40.0), 9)
    assert change(with_examiner(before, "A"), with_examiner(after, "B")).recheck == (
        "other_examiner",
    )
    assert change(with_examiner(before, "A"), after).recheck == ()
    other = replace(after, method=replace(after.method, version="2"))
    assert change(before, other).recheck == ("other_method",)
    assert change(replace(before, quality=Quality(grade="poor")), after).recheck == (
        "poor_recording",
    )
    same = replace(record(only(21.0), 9), method=other.method)
    assert change(before, same).recheck == ()


def test_devices_are_compared_over_a_bridge() -> None:
    before = record(only(30.0), 0, device="goniometer")
    day = [record(only(34.0), 5, device="goniometer"), record(only(30.0), 5)]
    bridge = bridge_between(day[0], day[1], BRIDGE_ID)
    found = change_between(before, record(only(40.0), 20), [bridge]).findings[0]
    assert (found.before_deg, found.before_device) == (26.0, "goniometer")
    assert found.detectable_deg == pytest.approx(8.0)  # three values of 4 and the offset of two
    assert "over_bridge" in found.recheck


def test_the_change_goes_into_the_record_and_comes_back() -> None:
    after = with_change(record(day=9), [record(day=0)])
    assert len(after.comparison.change) == 4
    assert assessment_from_json(assessment_to_json(after)) == after
    assert with_change(record(day=9), [record(day=0, position="prone")]).comparison.change == ()


def test_the_latest_comparable_record_is_of_the_same_device_first() -> None:
    today = record(day=30)
    camera, goniometer = record(day=3), record(day=20, device="goniometer")
    bridge = bridge_between(record(day=9, device="goniometer"), record(day=9), BRIDGE_ID)
    history = [camera, record(day=1), goniometer, record(day=25, position="prone"), today]
    assert before_ids(with_change(today, history, [bridge])) == {camera.id}
    assert before_ids(with_change(today, [goniometer], [bridge])) == {goniometer.id}
    assert before_ids(with_change(today, [goniometer])) == set()


def test_every_movement_is_compared_with_the_record_that_holds_it() -> None:
    left = record({place: v for place, v in EVEN.items() if place[0] == "left"}, 3)
    right = record({place: v for place, v in EVEN.items() if place[0] == "right"}, 5)
    changes = with_change(record(day=9), [record(day=0), right, left]).comparison.change
    assert [c.before_id for c in changes] == [left.id, left.id, right.id, right.id]


def before_ids(assessment: Assessment) -> set[str]:
    return {change.before_id for change in assessment.comparison.change}


def test_every_common_side_and_direction_is_told() -> None:
    findings = change_between(record(day=0), record(day=9)).findings
    assert {(f.side, f.direction) for f in findings} == set(EVEN)
