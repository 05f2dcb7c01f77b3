"""Arc, balance, the pattern of bony version, asymmetry over days."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coxa.assessment.balance import findings_of
from coxa.messages.comparing import advice_texts, balance_text
from coxa.records.assessment import DIRECTIONS, SIDES, Assessment
from coxa.records.findings import Findings
from tests.core.history_samples import EVEN, Place, Values, only, record

WIDE = 12.0


def same(internal: float, external: float) -> Values:
    """Both sides alike."""
    return {
        (side, direction): internal if direction == "internal" else external
        for side in SIDES
        for direction in DIRECTIONS
    }


def gap(size_deg: float) -> Values:
    """The right side turns in less by so much."""
    return {**EVEN, ("left", "internal"): 40.0, ("right", "internal"): 40.0 - size_deg}


def kinds(findings: Findings) -> list[str]:
    return [found.kind for found in findings.asymmetry]


# ------------------------------------------------------------------------------------------ balance


@pytest.mark.parametrize(
    ("internal", "external", "name"),
    [(30.0, 35.6, "even"), (30.0, 36.0, "more_external"), (40.0, 30.0, "more_internal")],
)
def test_balance_is_uneven_only_beyond_error(internal: float, external: float, name: str) -> None:
    for found in findings_of(record(same(internal, external))).balance:
        assert found.finding == name
        assert found.difference_deg == pytest.approx(internal - external)
        assert found.arc_deg == internal + external


def test_the_arc_is_beside_the_one_of_its_position() -> None:
    seated = findings_of(record(same(30.0, 34.0))).balance[0]
    assert (seated.arc_mean_deg, seated.arc_finding) == (62.5, "usual_range")
    assert "within the usual range (51° to 74°)" in balance_text(seated)
    low = findings_of(record(same(18.0, 20.0))).balance[0]
    assert low.arc_finding == "well_below_usual"
    assert findings_of(record(same(22.0, 26.0))).balance[0].arc_finding == "below_usual"
    assert findings_of(record(same(50.0, 50.0))).balance[0].arc_finding == "above_usual"
    prone = findings_of(record(same(30.0, 34.0), position="prone")).balance[0]
    assert prone.arc_finding == "below_usual"
    nowhere = findings_of(record(same(30.0, 34.0), position="supine_hip_extended")).balance[0]
    assert nowhere.arc_finding is None
    assert "usual" not in balance_text(nowhere)


def test_half_a_side_has_no_balance() -> None:
    assert findings_of(record(only(30.0))).balance == ()


# ---------------------------------------------------------------------------------- version pattern


@pytest.mark.parametrize(
    ("internal", "external", "larger"),
    [(60.0, 20.0, "internal"), (15.0, 50.0, "external"), (50.0, 20.0, "internal")],
)
def test_one_way_far_ahead_on_both_sides_is_not_chased(
    internal: float, external: float, larger: str
) -> None:
    findings = findings_of(record(same(internal, external)))
    assert findings.version_pattern is not None
    assert findings.version_pattern.larger_direction == larger
    advice = " ".join(advice_texts(findings))
    assert "Do not chase range; ask your physical therapist first." in advice


@pytest.mark.parametrize(
    "values",
    [
        same(49.9, 20.0),
        same(38.0, 6.0),  # far ahead, but the arc is small: stiff, not shaped so
        {**same(60.0, 20.0), ("left", "internal"): 30.0},
        {**same(60.0, 20.0), ("left", "internal"): 15.0, ("left", "external"): 60.0},
        {("left", "internal"): 60.0, ("left", "external"): 20.0},
    ],
    ids=["too little", "small arc", "one side", "opposite", "one leg"],
)
def test_less_than_the_whole_pattern_is_none(values: Values) -> None:
    assert findings_of(record(values)).version_pattern is None


def test_pain_an_unknown_arc_or_large_errors_leave_the_pattern_open() -> None:
    place: Place = ("left", "internal")
    assert findings_of(record(same(60.0, 20.0), pain={place: 2})).version_pattern is None
    assert findings_of(record(same(60.0, 20.0), pain={place: 0})).version_pattern is not None
    there = record(same(60.0, 20.0), position="supine_hip_extended")
    assert findings_of(there).version_pattern is None
    wide = record(same(60.0, 20.0), error_95_deg=30.0)
    assert findings_of(wide).version_pattern is None


# ---------------------------------------------------------------------------------------- asymmetry


def test_one_day_is_never_an_asymmetry() -> None:
    assert findings_of(record(gap(14.0))).asymmetry == ()
    today = record(gap(14.0), 3, hour=12)
    assert findings_of(today, [record(gap(14.0), 3, hour=9)]).asymmetry == ()


def test_a_second_day_that_agrees_makes_it_one() -> None:
    history = [record(gap(14.0), 0)]
    findings = findings_of(record(gap(12.0), 9), history)
    assert kinds(findings) == ["asymmetry"]
    found = findings.asymmetry[0]
    assert (found.smaller_side, found.days) == ("right", ("2026-11-01", "2026-11-10"))
    said = next(advice_texts(findings))
    assert "the right leg turns 12° less than the other" in said
    assert "seen on 2 days" in said


@pytest.mark.parametrize(
    "history",
    [
        [record(gap(9.0), 0)],
        [record(gap(-14.0), 0)],
        [record(gap(14.0), 0), record(gap(2.0), 5)],  # gone since
        [record(gap(14.0), 0, position="prone")],
        [record(gap(14.0), 0, mode="passive")],
        [record(gap(14.0), 0, device="goniometer")],
        [record(gap(14.0), 0, subject="bob")],
        [record(gap(14.0), 30)],
        [record(gap(14.0), 0, error_95_deg=WIDE)],
    ],
    ids=["small", "other way", "gone", "position", "mode", "device", "person", "later", "error"],
)
def test_a_day_that_does_not_agree_makes_none(history: list[Assessment]) -> None:
    assert kinds(findings_of(record(gap(14.0), 9), history)) == []


def test_reasons_not_to_compare_are_told_once() -> None:
    history = [record(day=day, position="prone") for day in (0, 1, 2)]
    assert [r.code for r in findings_of(record(day=9), history).not_compared] == ["other_position"]


@given(st.floats(-30, 30), st.floats(3.8, 12), st.floats(0, 12))
def test_more_error_never_makes_an_asymmetry(size: float, error: float, more: float) -> None:
    def found(error_95_deg: float) -> list[str]:
        days = [record(gap(size), day, error_95_deg=error_95_deg) for day in (0, 9)]
        return kinds(findings_of(days[1], days[:1]))

    assert len(found(error + more)) <= len(found(error))


def test_a_large_difference_with_pain_is_told_at_once() -> None:
    painful: dict[Place, int] = {("right", "internal"): 3}
    findings = findings_of(record(gap(16.0), pain=painful))
    assert kinds(findings) == ["difference_with_pain"]
    assert "Tell your physical therapist." in next(advice_texts(findings))
    assert kinds(findings_of(record(gap(14.0), pain=painful))) == []
    elsewhere: dict[Place, int] = {("right", "external"): 3}
    assert kinds(findings_of(record(gap(16.0), pain=elsewhere))) == []


def test_little_internal_rotation_is_told_from_the_second_day_on() -> None:
    low = same(12.0, 30.0)
    assert findings_of(record(low)).low_internal == ()
    findings = findings_of(record(low, 9), [record(low, 0)])
    assert [found.side for found in findings.low_internal] == ["left", "right"]
    assert "turning in was small on two days" in " ".join(advice_texts(findings))
    assert findings_of(record(low, 9), [record(low, 0), record(day=5)]).low_internal == ()
