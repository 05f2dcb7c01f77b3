"""Changes, trends, balance and positions in words."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args, get_type_hints

import pytest

from coxa.assessment.balance import findings_of
from coxa.assessment.change import with_change
from coxa.assessment.typed import LimitedBy, Oddity, TypedContext, TypedReading, typed_assessment
from coxa.messages.catalog import has_sentence, sentence
from coxa.messages.comparing import day_text
from coxa.messages.facts import facts_of
from coxa.records.assessment import ChangeFinding, Position
from coxa.records.findings import (
    ArcFinding,
    Asymmetry,
    BalanceName,
    NotComparedCode,
    ScoreName,
    TrendName,
)
from coxa.tables.load import tables
from tests.core.history_samples import EVEN, record

TYPED = TypedContext(
    id="123e4567-e89b-42d3-a456-426614174000",
    subject="alice",
    recorded_at="2026-11-22T10:15:00+01:00",
    position="seated",
    mode="active",
    device="goniometer",
    examiner="A. Example",
)


@pytest.mark.parametrize(
    ("stem", "names"),
    [
        ("comparison.change", get_args(get_type_hints(ChangeFinding)["finding"])),
        (
            "comparison.recheck",
            (
                "ask",
                "near_error",
                "over_bridge",
                "other_method",
                "other_examiner",
                "poor_recording",
            ),
        ),
        ("comparison.not_compared", get_args(NotComparedCode)),
        ("comparison.balance", get_args(BalanceName)),
        ("comparison.arc", get_args(ArcFinding)),
        ("comparison.trend", get_args(TrendName)),
        ("comparison.score", get_args(ScoreName)),
        ("comparison.advice", get_args(get_type_hints(Asymmetry)["kind"])),
        ("limited_by", get_args(LimitedBy)),
        ("warning", get_args(Oddity)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_finding_has_words(stem: str, names: tuple[str, ...]) -> None:
    assert names
    for name in names:
        assert has_sentence(f"{stem}.{name}"), f"{stem}.{name}"


def test_the_day_is_told_as_it_stood_on_the_clock() -> None:
    assert day_text("2026-11-02T23:30:00-05:00") == "2 November 2026"


def test_change_balance_and_advice_are_facts_of_a_record() -> None:
    values = {place: 60.0 if place[1] == "internal" else 20.0 for place in EVEN}
    own = with_change(record(values, 9), [record(day=0)])
    facts = facts_of(own, findings=findings_of(own, [record(day=0, position="prone")]))
    assert len(facts.changes) == 5
    assert "not compared" in facts.changes[-1]
    assert "Do not chase range" in facts.advice[0]
    assert len(facts.balance) == 2
    ids = [source.id for source in facts.sources]
    assert {"kozic_1997", "kouyoumdjian_2012", "ellison_1990"} <= set(ids)
    assert len(ids) == len(set(ids))


def test_what_is_told_of_little_rotation_has_its_source() -> None:
    low = dict.fromkeys(EVEN, 12.0)
    own = record(low, 9)
    facts = facts_of(own, findings=findings_of(own, [record(low, 0)]))
    assert len(facts.advice) == 2
    assert "altman_1991" in {source.id for source in facts.sources}


def test_without_findings_nothing_is_added() -> None:
    facts = facts_of(record())
    assert (facts.changes, facts.advice, facts.balance) == ((), (), ())


@pytest.mark.parametrize("position", ["prone", "supine_hip_extended"])
def test_where_nothing_is_compared_the_published_figures_are_shown(position: Position) -> None:
    facts = facts_of(record(position=position, mode="passive", device="goniometer"))
    assert facts.norms[0].text == sentence("comparison.norms.no_norm")
    rows = tables().published_for(position, "passive")
    shown = [row for row in rows if row.internal_deg is not None]
    assert len(facts.norms) == 1 + len(shown)
    assert all("not compared with" in fact.text for fact in facts.norms[1:])
    assert {fact.source_id for fact in facts.norms[1:]} <= {source.id for source in facts.sources}


def test_a_typed_record_speaks_of_readings_and_its_examiner() -> None:
    readings = [
        TypedReading(side="left", direction="internal", values_deg=(31.0, 32.0), pain=1),
        TypedReading(side="left", direction="external", values_deg=(35.0,), limited_by="firm_stop"),
    ]
    facts = facts_of(typed_assessment(readings, TYPED))
    assert facts.is_typed
    assert facts.quality == sentence("typed.seen")
    assert [fact.counted for fact in facts.sides[0].directions] == ["2 readings", "1 reading"]
    assert facts.sides[0].directions[1].remarks == ("ended by: a firm stop",)
    assert (sentence("report.method.examiner"), "A. Example") in facts.method
    assert sentence("typed.fingerprint") in dict(facts.method)
    assert sentence("typed.limits") in facts.limits
    nobody = facts_of(typed_assessment(readings, replace(TYPED, examiner=None)))
    assert sentence("report.method.examiner") not in dict(nobody.method)
