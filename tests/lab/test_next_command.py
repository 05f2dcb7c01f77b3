"""`coxa next`: the week after this one, what changes in it, and why."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from coxa.messages.catalog import sentence
from coxa.programme.change import ItemChange
from coxa.records.plain import plain_from_json
from coxa.records.programme import Programme
from coxa.tables.care import care_tables
from coxa_lab.commands.next import next_command
from coxa_lab.commands.screen import screen_command
from coxa_lab.commands.session import session_command
from coxa_lab.report.care_terminal import print_changes
from tests.lab.care_samples import (
    Clock,
    answers_file,
    clock_of,
    history,
    item,
    lines,
    planned,
    reason,
    screened,
    typed_today,
)
from tests.lab.store_samples import flat, run


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return clock_of(monkeypatch)


@pytest.fixture
def folder(tmp_path: Path, clock: Clock) -> Path:
    """A person with a plan."""
    folder = tmp_path / "p"
    typed_today(folder, clock.now)
    screened(folder)
    assert planned(folder).exit_code == 0
    return folder


def a_week(folder: Path, clock: Clock, *, pain: int = 0) -> None:
    """Do everything on every day of the plan, and answer the questions at its end."""
    plan = history(folder).programmes[-1]
    for _ in range(7):
        due = plan.on(clock.now.date())
        typed = [0, *(part for _ in due for part in ("yes", pain, 1, 2)), pain]
        if pain:
            typed = [0, "yes", pain, 1, 1, 5, 3, pain]
        result = run(session_command, "--store", folder, input=lines(*typed))
        clock.go(days=1)
        if result.exit_code or not pain:
            run(session_command, "--store", folder, "--morning", "--pain", 0, "--no-night-pain")
        else:
            break
    file = answers_file(folder.parent)
    clock.now = clock.now.replace(day=30)
    run(screen_command, "--store", folder, "--answers", file, "--occasion", "changed")


def test_a_good_week_brings_a_step_up(folder: Path, clock: Clock) -> None:
    a_week(folder, clock)
    result = run(next_command, "--store", folder)
    assert result.exit_code == 0, result.output
    text = flat(result.stdout)
    assert sentence("care.next.heading_changes") in text
    assert "Sessions counted: 7." in text
    first, second = history(folder).programmes
    assert (second.starts_on, second.week, second.previous_id) == ("2026-11-30", 2, first.id)
    assert "progress" in {line.step for line in second.items}
    assert sentence("programme.rule.progress_done") in text


def test_a_stop_never_brings_a_step_up(folder: Path, clock: Clock) -> None:
    a_week(folder, clock, pain=4)
    result = run(next_command, "--store", folder, "--why")
    assert result.exit_code == 0, result.output
    assert "progress" not in {line.step for line in history(folder).programmes[-1].items}


def test_before_the_week_is_over_it_says_so(folder: Path, clock: Clock) -> None:
    clock.go(days=2)
    result = run(next_command, "--store", folder)
    assert result.exit_code == 0, result.output
    assert "This week runs to Sunday 29 November." in flat(result.stdout)
    assert history(folder).programmes[-1].starts_on == "2026-11-30"


def test_the_same_next_week_is_kept_once(folder: Path, clock: Clock) -> None:
    clock.go(days=2)
    run(next_command, "--store", folder)
    clock.go(hours=1)
    assert "in the folder already" in run(next_command, "--store", folder).stderr
    assert len(history(folder).programmes) == 2


def test_after_a_break_the_week_starts_today(folder: Path, clock: Clock) -> None:
    clock.go(days=20)
    file = answers_file(folder.parent)
    run(screen_command, "--store", folder, "--answers", file, "--occasion", "changed")
    assert run(next_command, "--store", folder).exit_code == 0
    assert history(folder).programmes[-1].starts_on == "2026-12-13"


def test_record_and_sheet_go_where_they_are_wanted(folder: Path, clock: Clock) -> None:
    files = [folder.parent / "next.json", folder.parent / "next.html"]
    clock.go(days=1)
    result = run(
        next_command, "--store", folder, "--json", files[0], "--report", files[1], "--quiet"
    )
    assert (result.exit_code, result.stdout) == (0, "")
    record = plain_from_json(Programme, json.loads(files[0].read_text(encoding="utf-8")))
    assert record == history(folder).programmes[-1]
    assert files[1].exists()
    assert run(next_command, "--store", folder, "--json", files[0]).exit_code == 2


@pytest.mark.usefixtures("clock")
def test_without_a_plan_there_is_no_next_one(tmp_path: Path) -> None:
    screened(tmp_path / "p")
    result = run(next_command, "--store", tmp_path / "p")
    assert result.exit_code == 1
    assert "There is no plan in this folder yet" in flat(result.stdout)


def test_old_answers_come_first(folder: Path, clock: Clock) -> None:
    clock.go(days=20)
    result = run(next_command, "--store", folder)
    assert result.exit_code == 1
    assert "They hold for a week" in flat(result.stdout)


def test_every_kind_of_change_is_told_with_its_reason() -> None:
    up = (reason("progress_done", "Done in full."), reason("below_usual", "Little turn."))
    same, more = item("clamshell", (0,)), item("clamshell", (0,), sides="left")
    changes = [
        ItemChange(exercise="clamshell", step="progress", before=same, after=more, reasons=up),
        ItemChange(exercise="bridge", step="hold", before=same, after=same, reasons=up[1:]),
        ItemChange(exercise="step_down", step="start", before=None, after=same, reasons=up[1:]),
        ItemChange(exercise="glute_roll", step="pause", before=same, after=None, reasons=()),
    ]
    for with_reasons in (False, True):
        text = StringIO()
        console = Console(file=text, width=80)
        print_changes(console, changes, care_tables(), with_reasons=with_reasons)
        told = flat(text.getvalue())
        assert "One step up" in told
        assert "now: both legs, right first, 2 × 10" in told
        assert "then: left leg, 2 × 10" in told
        assert sentence("care.next.gone").capitalize() in told
        assert told.count("Little turn.") == (3 if with_reasons else 2)
