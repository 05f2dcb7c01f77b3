"""Change, balance, advice and typed values on the page and in the terminal."""

from __future__ import annotations

import io
import re
from html import unescape

from rich.console import Console

from coxa.assessment.balance import findings_of
from coxa.assessment.change import with_change
from coxa.assessment.typed import TypedContext, TypedReading, typed_assessment
from coxa.messages.catalog import sentence
from coxa.records.assessment import DIRECTIONS, SIDES, Assessment
from coxa.records.findings import Findings
from coxa_lab.report.html import render_report
from coxa_lab.report.terminal import print_assessment
from tests.core.history_samples import EVEN, record

FAR_IN = {place: 60.0 if place[1] == "internal" else 20.0 for place in EVEN}


def page(assessment: Assessment, findings: Findings | None = None) -> str:
    text = render_report(assessment, None, findings=findings)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text.partition("<body>")[2])).split())


def printed(assessment: Assessment, findings: Findings | None = None) -> str:
    console = Console(width=80, record=True, file=io.StringIO())
    print_assessment(console, assessment, findings=findings)
    return " ".join(console.export_text().split())


def typed() -> Assessment:
    readings = [
        TypedReading(side=side, direction=direction, values_deg=(31.0, 32.0, 33.0))
        for side in SIDES
        for direction in DIRECTIONS
    ]
    context = TypedContext(
        id="123e4567-e89b-42d3-a456-426614174000",
        subject="alice",
        recorded_at="2026-11-22T10:15:00+01:00",
        position="prone",
        mode="passive",
        device="goniometer",
        examiner="A. Example",
    )
    return typed_assessment(readings, context)


def test_change_and_the_reason_not_to_compare_are_shown() -> None:
    own = with_change(record(day=9), [record(day=0)])
    findings = findings_of(own, [record(day=0, position="prone")])
    for text in (page(own, findings), printed(own, findings)):
        assert sentence("report.heading.change") in text
        assert "no measurable change since 1 November 2026" in text
        assert "Lying on the front and seated are not compared." in text


def test_the_advice_not_to_chase_range_stands_with_the_result() -> None:
    own = record(FAR_IN)
    for text in (page(own), printed(own)):
        assert "Do not chase range; ask your physical therapist first." in text
    text = page(own)
    assert text.index("Do not chase range") < text.index(sentence("report.heading.safety"))


def test_balance_is_shown_without_any_history() -> None:
    for text in (page(record()), printed(record())):
        assert sentence("report.heading.balance") in text
        assert "it turns in and out about equally far" in text
        assert sentence("report.heading.change") not in text


def test_typed_values_have_no_recording_to_speak_of() -> None:
    text = page(typed())
    assert sentence("typed.seen") in text
    assert "3 readings" in text
    assert sentence("report.no_repetitions") not in text
    assert sentence("report.no_compensations") not in text
    assert "A. Example" in text
    assert ".." not in text
    terminal = printed(typed())
    assert "Also read for this position" in terminal
    assert "3/" not in terminal
