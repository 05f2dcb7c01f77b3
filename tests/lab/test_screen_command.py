"""`coxa screen`: one question at a time or a file; what follows, and what nobody was told."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import Result

from coxa.messages.catalog import sentence
from coxa.records.plain import plain_from_json
from coxa.records.screening import Answer, Occasion, Screening
from coxa.safety.screening import questions_for
from coxa.tables.care import Question, care_tables
from coxa_lab.commands.screen import screen_command
from tests.lab.care_samples import (
    Clock,
    answers,
    answers_file,
    clock_of,
    history,
    lines,
    planned,
    screened,
    typed_today,
)
from tests.lab.store_samples import SUBJECT, flat, run
from tests.lab.test_report_html import Page


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return clock_of(monkeypatch)


@pytest.fixture
def folder(tmp_path: Path, clock: Clock) -> Path:
    assert clock() == clock.now
    return tmp_path / "p"


def typed(question: Question, given: dict[str, object]) -> str:
    """What somebody types for an answer."""
    value = given[question.id]
    if question.kind != "number" and question.choices:
        codes = value if isinstance(value, list) else [value]
        return " ".join(str(question.choices.index(str(code)) + 1) for code in codes)
    return str(value)


def asked(folder: Path, *arguments: object, **changed: object) -> tuple[Result, list[str]]:
    """Answer by questions; the outcome and the ids of the questions that apply."""
    given = {"anything_new": "no", **answers(**changed)}
    earlier = history(folder).screenings if folder.exists() else ()
    occasion: Occasion = "weekly" if earlier else "first"
    known: list[Answer] = []
    order: list[Question] = []
    while left := [
        question
        for question in questions_for(known, occasion, None, earlier[-1] if earlier else None)
        if question not in order
    ]:
        order.append(left[0])
        known.append(answer(left[0], given[left[0].id]))
    text = lines(*(typed(question, given) for question in order))
    result = run(screen_command, "--store", folder, "--subject", SUBJECT, *arguments, input=text)
    return result, [question.id for question in order]


def answer(question: Question, value: object) -> Answer:
    if question.kind == "number":
        assert isinstance(value, int) or question.is_optional
        if not isinstance(value, int):
            return Answer(question=question.id, number=0.0)
        return Answer(question=question.id, number=float(value))
    codes: Sequence[object] = value if isinstance(value, list) else [value]
    return Answer(question=question.id, chosen=tuple(map(str, codes)))


# ---------------------------------------------------------------------------------- by questions


def test_questions_come_one_at_a_time_and_the_verdict_last(folder: Path) -> None:
    result, order = asked(folder)
    assert result.exit_code == 0, result.output
    text = flat(result.stdout)
    assert sentence("care.verdict.go") in text
    assert sentence("care.screen.next_test") in text
    assert sentence("safety") in text
    for name in order:
        assert sentence(f"screening.{name}.ask") in result.stderr
    kept = history(folder).screenings[0]
    assert (kept.verdict, kept.occasion, kept.subject) == ("go", "first", SUBJECT)
    assert kept.number("age") == 46
    assert history(folder).alerts == ()


def test_only_what_applies_is_asked(folder: Path) -> None:
    result, order = asked(folder)
    assert "surgery_kind" not in order
    assert sentence("screening.surgery_kind.ask") not in result.stderr


def test_a_week_later_only_the_weekly_questions_come(folder: Path, clock: Clock) -> None:
    asked(folder)
    clock.go(days=7)
    result, order = asked(folder)
    assert result.exit_code == 0, result.output
    assert set(order) < {q.id for q in care_tables().questions if q.is_weekly}
    assert sentence("care.screen.intro_weekly") in result.stderr
    kept = history(folder).screenings[1]
    assert kept.occasion == "weekly"
    assert kept.number("age") == 46


def test_what_cannot_be_is_asked_again(folder: Path) -> None:
    text = lines("old", "0.5", 200, "46")
    result = run(screen_command, "--store", folder, "--subject", SUBJECT, input=text)
    assert result.stderr.count("Please answer with a number from 1 to 120.") == 3
    assert history(folder).screenings == ()


def test_breaking_off_keeps_nothing(folder: Path) -> None:
    result = run(screen_command, "--store", folder, "--subject", SUBJECT, input=lines("46", "no"))
    assert result.exit_code == 1
    assert list(folder.glob("*screening*")) == []


def test_an_emergency_ends_the_questions_at_once(folder: Path) -> None:
    names = [q.id for q in questions_for((), "first")]
    until = names.index("cannot_bear_weight")
    text = lines("46", *("no" for _ in names[1:until]), "yes")
    result = run(screen_command, "--store", folder, "--subject", SUBJECT, input=text)
    assert result.exit_code == 0, result.output
    assert sentence("care.screen.stopped_early") in result.stderr
    kept = history(folder)
    assert kept.screenings[0].urgency == "emergency"
    assert kept.alerts[0].severity == "emergency"
    assert kept.alerts[0].about == kept.screenings[0].id


def test_answers_that_do_not_fit_together_are_asked_again_and_no_other(folder: Path) -> None:
    first, order = asked(folder, pain_place=["groin"])
    assert "These answers do not fit together." in first.stderr
    assert first.stderr.count(sentence("screening.pain_place.ask")) == 2
    assert first.stderr.count(sentence("screening.age.ask")) == 1
    assert list(folder.glob("*screening*")) == []
    again = [typed(care_tables().question(name), answers(pain_place=["groin"])) for name in order]
    text = lines(*again, 2, 2, "both")
    result = run(screen_command, "--store", folder, "--subject", SUBJECT, input=text)
    assert result.exit_code == 0, result.output
    assert history(folder).screenings[0].chosen("conditions") == ("iliopsoas_syndrome",)


# ---------------------------------------------------------------------------------- from a file


def test_answers_come_from_a_file_and_the_record_goes_to_standard_output(folder: Path) -> None:
    file = answers_file(folder.parent)
    result = run(
        screen_command, "--store", folder, "--subject", SUBJECT, "--answers", file, "--json", "-"
    )
    assert result.exit_code == 0, result.output
    record = plain_from_json(Screening, json.loads(result.stdout))
    assert record == history(folder).screenings[0]


def test_a_table_file_and_a_record_are_taken_as_well(folder: Path, clock: Clock) -> None:
    file = folder.parent / "answers.toml"
    told = (f"{name} = {json.dumps(value)}" for name, value in answers().items())
    file.write_text("\n".join(told), encoding="utf-8")
    assert run(
        screen_command, "--store", folder, "--subject", SUBJECT, "--answers", file
    ).exit_code == 0  # fmt: skip
    clock.go(days=1)
    record = next(folder.glob("*screening*"))
    again = run(screen_command, "--store", folder, "--answers", record, "--occasion", "changed")
    assert again.exit_code == 0, again.output
    one, other = history(folder).screenings
    assert one.answers == other.answers
    assert other.occasion == "changed"


def test_true_and_false_are_yes_and_no(folder: Path) -> None:
    assert screened(folder, falls=True, balance=False).exit_code == 0
    kept = history(folder).screenings[0]
    assert (kept.chosen("falls"), kept.chosen("balance")) == (("yes",), ("no",))
    assert [reason.code for reason in kept.reasons] == ["falls"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"falls": "perhaps"}, "perhaps is not one of the answers to"),
        ({"falls": 3}, "falls: 3 is not known here (possible: yes, no, unsure)"),
        ({"age": "old"}, "age: old is not known here (possible: a number)"),
        ({"age": 400}, "400 is not a number from 1 to 120"),
        ({"hat": "yes"}, "answers: hat is not known here"),
        ({"age": ""}, "A question is not answered yet: How old are you"),
        ({"conditions": ["plague"]}, "plague is not one of the answers"),
        ({"conditions": ["none", "dysplasia"]}, "is chosen together with something else"),
        ({"pain_place": ["groin"]}, "also where it hurts"),
        ({"surgery_weeks": 3}, "does not apply with your other answers"),
    ],
)
def test_answers_that_cannot_be_are_refused_where_the_result_would_be(
    folder: Path, changed: dict[str, object], said: str
) -> None:
    file = folder.parent / "out.json"
    result = run(
        screen_command, "--store", folder, "--subject", SUBJECT,
        "--answers", answers_file(folder.parent, **changed), "--json", file,
    )  # fmt: skip
    assert result.exit_code == 1
    assert sentence("care.refused.screen") in result.stdout
    assert said in flat(result.stdout)
    assert said.split("(")[0] in json.loads(file.read_text(encoding="utf-8"))["message"]
    assert list(folder.glob("*screening*")) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("{", "cannot be read as answers"),
        ("[1]", "answers: 1 is not known here"),
        ("x", "cannot be read as answers"),
        ('{"answers": 3}', "expected names with values"),
        ('{"answers": [{"question": "age"}]}', "answers[0]"),
        ("{}", "No answer was given"),
        ("x" * (1 << 21), "larger than"),
    ],
)
def test_a_file_that_holds_no_answers_is_refused(folder: Path, text: str, said: str) -> None:
    file = folder.parent / "answers.json"
    file.write_text(text, encoding="utf-8")
    result = run(screen_command, "--store", folder, "--subject", SUBJECT, "--answers", file)
    assert result.exit_code == 1
    assert said in flat(result.stdout)


def test_a_file_that_is_not_there_is_a_wrong_path(folder: Path) -> None:
    file = folder.parent / "nowhere.json"
    result = run(screen_command, "--store", folder, "--subject", SUBJECT, "--answers", file)
    assert result.exit_code == 2


def test_an_emergency_is_told_even_where_answers_do_not_fit(folder: Path) -> None:
    result = screened(folder, fever_with_pain="yes", pain_place=["groin"])
    assert result.exit_code == 0, result.output
    assert history(folder).screenings[0].urgency == "emergency"


def test_what_may_be_left_out_may_be(folder: Path) -> None:
    result, _ = asked(folder, confidence=" ")
    assert result.exit_code == 0, result.output
    assert history(folder).screenings[0].number("confidence") is None


# ------------------------------------------------------------------------------- what follows


@pytest.mark.parametrize(
    ("changed", "verdict", "severity"),
    [
        ({}, "go", None),
        ({"conditions": ["unknown_condition"], "condition_side": "left"}, "low_load", None),
        ({"morning_stiffness": "yes"}, "ask_therapist", "concern"),
        ({"age": 15}, "ask_therapist", "concern"),
        ({"calf_swelling": "yes", "chest_signs": "no"}, "seek_care_now", "urgent"),
        ({"fever_with_pain": "unsure"}, "seek_care_now", "emergency"),
    ],
)
def test_every_verdict_says_what_to_do_and_who_was_told(
    folder: Path, changed: dict[str, object], verdict: str, severity: str | None
) -> None:
    result = screened(folder, **changed)
    text = flat(result.stdout)
    kept = history(folder)
    assert kept.screenings[0].verdict == verdict
    assert [alert.severity for alert in kept.alerts] == ([severity] if severity else [])
    assert sentence(f"care.verdict.{verdict}") in text
    nobody = sentence("care.screen.nobody_told") in text
    assert nobody == (severity is not None)
    for reason in kept.screenings[0].reasons:
        assert reason.message in text


def test_an_emergency_stands_first_with_the_number_to_call(folder: Path) -> None:
    text = flat(screened(folder, fever_with_pain="yes", falls="yes").stdout)
    call = text.index("Call your local emergency number now")
    assert call < text.index(sentence("screening.reason.fever_with_pain"))
    assert text.index(sentence("screening.reason.fever_with_pain")) < text.index(
        sentence("screening.reason.falls")
    )
    assert "112" in text


def test_the_region_is_named_once_and_remembered(folder: Path, clock: Clock) -> None:
    file = answers_file(folder.parent, fever_with_pain="yes")
    said = run(
        screen_command, "--store", folder, "--subject", SUBJECT, "--answers", file,
        "--region", "united_states",
    )  # fmt: skip
    assert "Call 911 now" in flat(said.stdout)
    clock.go(days=1)
    again = run(screen_command, "--store", folder, "--answers", file, "--occasion", "changed")
    assert "Call 911 now" in flat(again.stdout)
    wrong = run(screen_command, "--store", folder, "--answers", file, "--region", "atlantis")
    assert wrong.exit_code == 1
    assert "There is no region atlantis" in flat(wrong.stdout)


def test_a_letter_can_be_handed_over(folder: Path) -> None:
    letter = folder.parent / "letter.html"
    result = run(
        screen_command, "--store", folder, "--subject", SUBJECT, "--letter", letter,
        "--answers", answers_file(folder.parent, calf_swelling="yes", chest_signs="no"),
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    page = Page(letter.read_text(encoding="utf-8"))
    assert page.open == []
    assert sentence("care.letter.nobody") in page.text
    assert SUBJECT in page.text
    assert str(letter) in result.stderr.replace("\n", "")


def test_no_letter_without_an_alert(folder: Path) -> None:
    letter = folder.parent / "letter.html"
    run(
        screen_command, "--store", folder, "--subject", SUBJECT, "--letter", letter,
        "--answers", answers_file(folder.parent),
    )  # fmt: skip
    assert not letter.exists()


def test_who_was_measured_already_is_sent_to_the_plan(folder: Path, clock: Clock) -> None:
    typed_today(folder, clock.now)
    assert sentence("care.screen.next_go") in screened(folder).stdout


def test_after_a_stop_the_questions_know_it(folder: Path, clock: Clock) -> None:
    typed_today(folder, clock.now)
    screened(folder)
    assert planned(folder).exit_code == 0


def test_nothing_is_written_over_and_quiet_is_quiet(folder: Path) -> None:
    out = folder.parent / "out.json"
    out.write_text("mine", encoding="utf-8")
    file = answers_file(folder.parent)
    about = ("--store", folder, "--subject", SUBJECT, "--answers", file, "--json", out)
    assert run(screen_command, *about).exit_code == 2
    assert out.read_text(encoding="utf-8") == "mine"
    assert not folder.exists()
    assert run(screen_command, *about, "--overwrite", "--quiet").stdout == ""


def test_a_new_folder_needs_a_name_and_keeps_it(folder: Path) -> None:
    file = answers_file(folder.parent)
    assert run(screen_command, "--store", folder, "--answers", file).exit_code == 2
    assert screened(folder).exit_code == 0
    other = run(screen_command, "--store", folder, "--subject", "p-2", "--answers", file)
    assert other.exit_code == 1
    assert "the folder is of p-1" in flat(other.stdout)
