"""Facts: what is told about an assessment, whoever shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import get_args

import pytest

from coxa.messages.catalog import sentence
from coxa.messages.facts import LETTERS, facts_of, recorded_on
from coxa.records.assessment import (
    Assessment,
    Comparison,
    Compensation,
    RangeOfMotion,
    SideResult,
)
from coxa.tables.load import CompensationKind
from tests.core import assessment_samples as samples

ALL = (samples.plain, samples.mixed, samples.one_side, samples.hostile)
EMPTY = SideResult(
    internal_rotation=None,
    external_rotation=None,
    total_arc=None,
    repetitions=(),
    compensations=(),
)


@pytest.mark.parametrize("sample", ALL)
def test_a_number_is_never_told_without_its_error(sample: Callable[[], Assessment]) -> None:
    for side in facts_of(sample()).sides:
        for fact in side.directions:
            assert (fact.value_deg is None) == (fact.error_95_deg is None)
            assert " ± " in fact.value or fact.value == sentence("result.not_measured")
            assert fact.value in fact.sentence
            assert fact.accepted <= fact.found


@pytest.mark.parametrize("sample", ALL)
def test_safety_and_limits_are_always_told(sample: Callable[[], Assessment]) -> None:
    facts = facts_of(sample())
    assert facts.safety == sentence("safety")
    assert facts.limits == (sentence("intended_use"), sentence("limits"))
    assert "3.8°" in facts.error[1]
    assert "5.4°" in facts.error[1]


def test_everything_usual_is_one_sentence() -> None:
    assert facts_of(samples.plain()).headlines == (sentence("report.all_usual"),)


def test_what_is_unusual_and_what_has_no_number_is_told_first() -> None:
    assert facts_of(samples.mixed()).headlines == (
        "Right, turning in (internal rotation): below the usual range for people measured the "
        "same way.",
    )
    assert facts_of(samples.one_side()).headlines[-1] == (
        "Right, turning out (external rotation): not measured."
    )


def test_refused_repetitions_are_told_with_value_and_reasons() -> None:
    left, right = facts_of(samples.mixed()).sides
    assert [r.accepted for r in left.repetitions] == [True, True, True, True, False, True]
    assert left.repetitions[4].sentence == (
        "Left, turning in (internal rotation), no. 5 (45°) not counted: the pelvis tipped too far."
    )
    assert right.repetitions[5].reasons == ("the end was not held", "it was too fast")


def test_sides_are_compared_only_where_one_was_measured_at_least() -> None:
    assert len(facts_of(samples.plain()).differences) == 2
    assert facts_of(samples.one_side()).differences == (
        "Turning in (internal rotation): left and right cannot be compared, because only one of "
        "them was measured.",
    )
    nothing = replace(samples.plain(), left=EMPTY, right=None, comparison=Comparison())
    assert facts_of(nothing).differences == ()


def test_the_norm_comes_with_its_source_and_what_is_a_proposal() -> None:
    facts = facts_of(samples.plain())
    assert [fact.source_id for fact in facts.norms] == ["simoneau_replication"] * 2
    assert sentence("comparison.norms.sd_is_a_proposal") in facts.norms_caution
    assert [fact.source_id for fact in facts.reference] == ["clinic_page"]
    ids = [source.id for source in facts.sources]
    assert ids[:2] == ["simoneau_replication", "clinic_page"]
    assert len(ids) == len(set(ids))


def test_without_a_norm_this_is_said() -> None:
    record = replace(samples.plain(), comparison=Comparison())
    facts = facts_of(record)
    assert [fact.text for fact in facts.norms] == [sentence("comparison.norms.no_norm")]
    assert facts.norms_caution == ()
    assert facts.headlines == ()
    assert facts.sides[0].directions[0].usual is None


def test_a_source_the_tables_no_longer_have_is_named_by_its_id() -> None:
    record = samples.plain()
    norms = tuple(replace(norm, source_id="old_paper") for norm in record.comparison.norms)
    facts = facts_of(replace(record, comparison=Comparison(norms=norms)))
    assert facts.sources[0].citation == "old_paper"


def test_pain_and_what_ended_the_movement_are_told() -> None:
    hurt = RangeOfMotion(
        value_deg=20.0, error_95_deg=5.0, sd_deg=None, n=1, limited_by="stiffness_felt", pain=3
    )
    record = replace(samples.plain(), left=replace(EMPTY, internal_rotation=hurt))
    fact = facts_of(record).sides[0].directions[0]
    assert fact.remarks == ("ended by: stiffness felt", "pain 3 of 10")
    assert (fact.accepted, fact.found) == (1, 1)


def test_codes_of_a_newer_version_are_told_as_they_are() -> None:
    unknown = Compensation(kind="new_thing", value=-2.0, unit="cubits", grade="warn")
    record = replace(samples.plain(), left=replace(EMPTY, compensations=(unknown,)))
    fact = facts_of(record).sides[0].compensations[0]
    assert (fact.name, fact.text, fact.letter) == ("new thing", "2.0 cubits", "?")
    assert fact.where == "Left"


def test_a_compensation_has_a_short_form_with_its_size() -> None:
    right = facts_of(samples.mixed()).sides[1]
    assert [c.short for c in right.repetitions[5].compensations] == [
        "moved too fast, 212° in a second",
        "end not held, 0.1 seconds",
    ]


def test_a_notice_in_two_places_is_told_once() -> None:
    assert len(facts_of(samples.hostile()).notices) == 1


def test_only_a_camera_has_a_video_to_speak_of() -> None:
    assert facts_of(samples.plain()).privacy == sentence("privacy")
    assert facts_of(replace(samples.plain(), device="goniometer")).privacy is None


def test_every_kind_of_compensation_has_a_letter_of_its_own() -> None:
    assert set(LETTERS) == set(get_args(CompensationKind))
    assert len(set(LETTERS.values())) == len(LETTERS)


@pytest.mark.parametrize(
    ("recorded_at", "told"),
    [
        ("2026-11-22T10:15:00+01:00", "22 November 2026, 10:15"),
        ("2026-02-03T09:05:59Z", "3 February 2026, 09:05"),
        ("sometime", "sometime"),
        ("2026-13-01T00:00:00Z", "2026-13-01T00:00:00Z"),
    ],
)
def test_the_day_is_told_as_it_stood_on_the_clock(recorded_at: str, told: str) -> None:
    assert recorded_on(recorded_at) == told
