"""`coxa exercise`: the library and the cards; everything of a row stands on its card."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from coxa.messages.catalog import sentence, sentences
from coxa.tables.care import care_tables
from coxa.tables.exercises import Exercise
from coxa_lab.commands.exercise import exercise_command
from coxa_lab.report.exercise_facts import exercise_facts
from coxa_lab.report.exercise_page import render_exercise
from coxa_lab.report.exercise_terminal import print_exercise
from tests.lab.care_samples import Clock, clock_of, screened, typed_today
from tests.lab.store_samples import flat, run
from tests.lab.test_report_html import Page

ALL = care_tables().exercises
LISTED = (
    "setup", "steps", "cues", "faults", "feel", "not_feel", "stop_signs", "contraindications",
)  # fmt: skip


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return clock_of(monkeypatch)


def printed(exercise: Exercise) -> str:
    text = StringIO()
    print_exercise(Console(file=text, width=80), exercise, care_tables())
    return text.getvalue()


def told_of(exercise: Exercise) -> list[str]:
    """Every sentence of an exercise's row."""
    told = [f"exercise.{exercise.id}.{end}" for end in ("name", "purpose")]
    for group in LISTED:
        told += [f"exercise.{exercise.id}.{group}.{id_}" for id_ in getattr(exercise, group)]
    told += [f"exercise.{exercise.id}.evidence.{row.sentence}" for row in exercise.evidence]
    told += [
        f"exercise.{exercise.id}.level.{row.sentence}" for row in exercise.levels if row.sentence
    ]
    told += [f"screening.{name}.ask" for name in exercise.unlock]
    return [flat(sentence(id_)) for id_ in told]


@pytest.mark.parametrize("exercise", ALL, ids=lambda row: row.id)
def test_everything_of_an_exercise_stands_on_its_card(exercise: Exercise) -> None:
    text = printed(exercise)
    assert max(map(len, text.splitlines())) <= 80
    page = Page(render_exercise(exercise, care_tables()))
    assert page.open == []
    facts = exercise_facts(exercise, care_tables())
    told = [*told_of(exercise), facts.position, *(s.citation for s in facts.sources)]
    assert [part for part in told if flat(part) not in flat(text)] == []
    assert [part for part in told if flat(part) not in page.text] == []


def test_the_library_lists_them_all() -> None:
    result = run(exercise_command)
    assert result.exit_code == 0, result.output
    for exercise in ALL:
        assert exercise.id in result.stdout
        assert sentence(f"exercise.{exercise.id}.name")[:25] in result.stdout
    listed = json.loads(run(exercise_command, "--json", "-").stdout)
    assert [row["id"] for row in listed] == [row.id for row in ALL]


def test_a_card_as_a_record() -> None:
    row = json.loads(run(exercise_command, "band_knee_in", "--json", "-").stdout)
    assert row["locked_by_default"] is True


def test_the_band_says_when_it_is_closed_and_why_the_knee_goes_inward() -> None:
    text = flat(run(exercise_command, "band_knee_in").stdout)
    assert sentence("care.exercise.closed_default") in text
    assert flat(sentence("exercise.band_knee_in.why_knee_in")) in text
    assert "Closed on a side with a limit on turning in" in text
    assert sentence("condition.femoroacetabular_impingement.name").capitalize() in text
    assert sentence("screening.reason.groin_pinch") in text
    assert "From the source programme: mobility-band exercise." in text


def test_for_a_person_it_says_what_is_open(tmp_path: Path, clock: Clock) -> None:
    folder = tmp_path / "p"
    typed_today(folder, clock.now)
    early = run(exercise_command, "--store", folder)
    assert early.exit_code == 1
    assert "have not been answered" in flat(early.stdout)
    screened(folder, groin_pinch="yes")
    listed = flat(run(exercise_command, "--store", folder).stdout)
    assert sentence("care.exercise.state_open") in listed
    card = flat(run(exercise_command, "band_knee_in", "--store", folder).stdout)
    assert sentence("care.exercise.state_locked") in card
    assert sentence("screening.reason.groin_pinch") in card


def test_pictures_and_a_page_are_written_on_request(tmp_path: Path) -> None:
    folder, page = tmp_path / "pictures", tmp_path / "card.html"
    result = run(
        exercise_command, "clamshell", "--side", "right", "--pictures", folder, "--report", page
    )
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in folder.iterdir()) == [
        "clamshell-right-still.svg", "clamshell-right.svg",
    ]  # fmt: skip
    read = Page(page.read_text(encoding="utf-8"))
    assert all((a["src"] or "").startswith("data:image/svg+xml") for a in read.all("img"))
    again = run(exercise_command, "clamshell", "--side", "right", "--pictures", folder)
    assert again.exit_code == 2


def test_what_cannot_be_is_named(tmp_path: Path) -> None:
    result = run(exercise_command, "hop")
    assert result.exit_code == 1
    assert "There is no exercise hop." in result.stdout
    assert run(exercise_command, "--report", tmp_path / "x.html").exit_code == 2
    (tmp_path / "file").write_text("", encoding="utf-8")
    wrong = run(exercise_command, "clamshell", "--pictures", tmp_path / "file" / "x")
    assert wrong.exit_code == 2


def test_every_word_of_the_cards_is_there() -> None:
    known = sentences()
    for exercise in ALL:
        for feature in exercise.features:
            assert f"care.feature.{feature}" in known
        for name in exercise.equipment:
            assert f"equipment.{name}" in known
