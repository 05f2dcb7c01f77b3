"""`coxa phantom patients`: figures of simulated people, as a table and as a file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from coxa.messages.catalog import sentence
from coxa.phantom.patients.rules import Violation
from coxa_lab.commands import phantom
from coxa_lab.simulation import Patients, simulated_patients
from tests.lab.test_cli import assert_not_usable, coxa

SHORT = ("phantom", "patients", "--count", 3, "--weeks", 2)


def run(*arguments: object) -> tuple[int, str]:
    result = coxa(*map(str, (*SHORT, *arguments)))
    return result.exit_code, result.stdout


def test_a_table_says_what_it_is_and_that_every_rule_held() -> None:
    code, said = run()
    assert code == 0
    told = " ".join(said.split())
    assert sentence("phantom.patients.note") in told
    assert sentence("phantom.patients.held") in told
    assert "all" in told


def test_the_file_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    one, other, third = (tmp_path / f"{name}.json" for name in "abc")
    for path, seed in ((one, 4), (other, 4), (third, 5)):
        assert run("--json", path, "--seed", seed)[0] == 0
    assert one.read_bytes() == other.read_bytes() != third.read_bytes()
    value = json.loads(one.read_text(encoding="utf-8"))
    assert value["note"] == sentence("phantom.patients.note")
    assert value["weeks"] == 2
    assert len(value["people"]) == 3
    assert value["groups"][-1]["violations"] == 0


def test_a_file_on_the_screen_comes_without_a_table() -> None:
    code, said = run("--json", "-")
    assert code == 0
    assert len(json.loads(said)["people"]) == 3


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "there.json"
    path.write_text("mine", encoding="utf-8")
    assert_not_usable(coxa(*map(str, (*SHORT, "--json", path))), "exists already")
    assert path.read_text(encoding="utf-8") == "mine"
    assert run("--json", path, "--overwrite")[0] == 0


def test_a_broken_rule_is_shown_and_ends_with_one(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Violation("two_to_four_a_day", "patient-1-0000", "2026-09-07", "5 on day 1")

    def with_violation(count: int, weeks: int, seed: int) -> Patients:
        patients = simulated_patients(count, weeks, seed)
        rows = [replace(row, refused={}) for row in patients.groups]
        people = (replace(patients.people[0], violations=(broken,)), *patients.people[1:])
        return replace(patients, people=people, groups=tuple(rows))

    monkeypatch.setattr(phantom, "simulated_patients", with_violation)
    code, said = run()
    assert code == 1
    told = " ".join(said.split())
    assert "two_to_four_a_day: patient-1-0000, 2026-09-07, 5 on day 1" in told
    assert sentence("phantom.patients.nothing_refused") in told


def test_a_recording_is_still_simulated_without_the_word_patients(tmp_path: Path) -> None:
    path = tmp_path / "truth.json"
    options = ("--preset", "short", "--truth", str(path))
    assert coxa("phantom", *options).exit_code == 0
    assert path.exists()
    assert "patients" in coxa("phantom", "--help").stdout
