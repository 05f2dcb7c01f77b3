"""The terminal: 80 columns, every value, no colour needed."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from rich.console import Console

from coxa.messages.catalog import refusal
from coxa.messages.facts import facts_of
from coxa.records.assessment import Assessment
from coxa_lab.report.terminal import print_assessment, print_refusal
from tests.core import assessment_samples as samples


def printed(show: Callable[[Console], None]) -> str:
    file = io.StringIO()
    show(Console(file=file, width=80, force_terminal=False, color_system=None))
    return file.getvalue()


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("sample", [samples.plain, samples.mixed, samples.one_side])
def test_everything_that_matters_is_printed_in_80_columns(
    sample: Callable[[], Assessment],
) -> None:
    record = sample()
    facts = facts_of(record)
    text = printed(lambda console: print_assessment(console, record))
    assert max(map(len, text.splitlines())) <= 80
    told = [facts.title, facts.quality, facts.safety, *facts.differences, *facts.error]
    told += [fact.text for fact in (*facts.norms, *facts.reference)]
    for side in facts.sides:
        told += [fact.value for fact in side.directions]
        told += [f"{fact.accepted}/{fact.found}" for fact in side.directions]
        told += [c.text for c in side.compensations]
        told += [r.sentence for r in side.repetitions if not r.accepted]
    told += [notice.message for notice in facts.notices]
    assert [part for part in told if part not in flat(text)] == []


def test_safety_is_the_last_thing_on_the_screen() -> None:
    text = printed(lambda console: print_assessment(console, samples.plain()))
    assert flat(text).rstrip().endswith(facts_of(samples.plain()).safety)


def test_markup_of_the_terminal_in_a_record_stays_text() -> None:
    record = refusal("file_missing", path="[bold]x[/bold].mp4")
    text = printed(lambda console: print_refusal(console, record))
    assert "[bold]x[/bold].mp4" in text


def test_a_very_long_warning_is_wrapped() -> None:
    text = printed(lambda console: print_assessment(console, samples.hostile()))
    assert max(map(len, text.splitlines())) <= 80
    assert text.count(" long") >= 400


def test_a_refusal_says_what_happened_and_the_one_next_step() -> None:
    record = refusal("no_person")
    text = flat(printed(lambda console: print_refusal(console, record)))
    for part in (record.message, record.next_step, record.code):
        assert part in text
