"""`coxa session`: what was done is kept whole; a stop halts it, is told, and has an alert."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result

from coxa.messages.catalog import sentence
from coxa.messages.facts import capitalised
from coxa.records.alert import Delivery
from coxa.records.plain import plain_from_json, plain_to_json
from coxa.records.programme import Programme
from coxa.records.session import Session
from coxa_lab.commands.release import release_command
from coxa_lab.commands.screen import screen_command
from coxa_lab.commands.session import session_command
from coxa_lab.files import write_new
from tests.lab.care_samples import (
    Clock,
    answers_file,
    clock_of,
    history,
    lines,
    planned,
    screened,
    typed_today,
)
from tests.lab.store_samples import flat, run
from tests.lab.test_report_html import Page

STOPPED = (0, "yes", 3, 1, "right", 1, 5, 4, 2)
"""Three of ten that the first exercise brought on in the right leg, in the fifth repetition."""


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return clock_of(monkeypatch)


@pytest.fixture
def folder(tmp_path: Path, clock: Clock) -> Path:
    """A person with a plan that begins today."""
    folder = tmp_path / "p"
    typed_today(folder, clock.now)
    assert screened(folder).exit_code == 0
    result = planned(folder)
    assert result.exit_code == 0, result.output
    return folder


def plan_in(folder: Path) -> Programme:
    return history(folder).programmes[-1]


def well_done(folder: Path, clock: Clock) -> list[object]:
    """What somebody types who does everything of today without pain."""
    due = plan_in(folder).on(clock.now.date())
    return [0, *(part for _ in due for part in ("yes", 0, 1, 2)), 0]


def logged(folder: Path, *typed: object) -> Result:
    return run(session_command, "--store", folder, input=lines(*typed))


def unboxed(text: str) -> str:
    """Text in one line, without the frames around it."""
    return flat(text.translate(dict.fromkeys(map(ord, "│║═─╔╗╚╝┌┐└┘"), " ")))


def members(folder: Path, **changed: object) -> dict[str, object]:
    """A session of one exercise, as a file may have it."""
    item = plan_in(folder).items[0]
    done = {
        "exercise": item.exercise,
        "side": "left",
        "sets": 1,
        "repetitions": 8,
        "pain_during": 0,
        "pain_kind": "none",
        "effort": 2,
    }
    told = {name: value for name, value in changed.items() if name in {*done, "stop", "level"}}
    rest = {name: value for name, value in changed.items() if name not in told}
    return {"pain_before": 0, "exercises": [{**done, **told}], **rest}


def from_file(folder: Path, value: object, *arguments: object) -> Result:
    file = folder.parent / "session.json"
    file.write_text(json.dumps(value), encoding="utf-8")
    return run(session_command, "--store", folder, "--file", file, *arguments)


# ---------------------------------------------------------------------------------- by questions


def test_a_good_day_is_kept(folder: Path, clock: Clock) -> None:
    result = logged(folder, *well_done(folder, clock))
    assert result.exit_code == 0, result.output
    kept = history(folder)
    session = kept.sessions[0]
    due = plan_in(folder).on(clock.now.date())
    assert [done.exercise for done in session.exercises] == [item.exercise for item in due]
    for done, item in zip(session.exercises, due, strict=True):
        assert done.repetitions == item.dose.sets * item.dose.repetitions
        assert (done.level, done.side, done.pain_kind) == (item.level, item.sides, "none")
    assert (session.pain_before, session.pain_after) == (0, 0)
    assert kept.alerts == ()
    assert f"{len(due)} of {len(due)} exercises done." in flat(result.stdout)


def test_what_was_left_out_is_not_noted_as_done(folder: Path, clock: Clock) -> None:
    due = plan_in(folder).on(clock.now.date())
    typed = [0, "part", 0, 1, 1, 4, 3, *("no" for _ in due[1:]), 1]
    assert logged(folder, *typed).exit_code == 0
    done = history(folder).sessions[0].exercises
    assert [(d.sets, d.repetitions, d.effort) for d in done] == [(1, 4, 3)]


def test_nothing_done_is_nothing_kept(folder: Path, clock: Clock) -> None:
    due = plan_in(folder).on(clock.now.date())
    result = logged(folder, 0, *("no" for _ in due))
    assert result.exit_code == 1
    assert "Nothing was done" in result.stdout
    assert history(folder).sessions == ()


def test_pain_that_it_brings_on_halts_at_once(folder: Path) -> None:
    result = logged(folder, *STOPPED)
    assert result.exit_code == 0, result.output
    kept = history(folder)
    (done,) = kept.sessions[0].exercises
    assert done.stop is not None
    assert (done.stop.reason, done.stop.pain, done.pain_kind) == ("pain", 3, "brought_on")
    assert (done.side, done.sets, done.repetitions, done.effort) == ("right", 1, 5, 4)
    assert [alert.about for alert in kept.alerts] == [kept.sessions[0].id]
    text = unboxed(result.stdout)
    for part in ("stop_title", "do.now", "do_now", "resume", "told"):
        assert sentence(f"care.session.{part}") in text
    assert sentence("care.screen.nobody_told") in text
    assert kept.alerts[0].message in text
    assert sentence("care.session.do.now") in result.stderr


def test_pain_as_before_does_not_stop(folder: Path, clock: Clock) -> None:
    due = plan_in(folder).on(clock.now.date())
    typed = [2, *(part for _ in due for part in ("yes", 2, "same", 1, 2)), 2]
    assert logged(folder, *typed).exit_code == 0
    assert history(folder).alerts == ()


def test_pain_that_gets_worse_stops(folder: Path) -> None:
    assert logged(folder, 2, "yes", 3, 1, "both", 1, 5, 4, 2).exit_code == 0
    assert history(folder).sessions[0].exercises[0].pain_kind == "worse"
    assert len(history(folder).alerts) == 1


def test_a_stop_word_stops_even_without_pain(folder: Path) -> None:
    assert logged(folder, 0, "yes", 0, 2, "both", 1, 5, 4, 2).exit_code == 0
    stop = history(folder).sessions[0].exercises[0].stop
    assert stop is not None
    assert (stop.reason, stop.word) == ("stop_word", "sharp_groin_pinch")
    assert len(history(folder).alerts) == 1


@pytest.mark.parametrize("said", [4, 5, 7])
def test_who_breaks_off_after_a_stop_has_said_enough(folder: Path, said: int) -> None:
    result = logged(folder, *STOPPED[:said])
    assert result.exit_code == 0, result.output
    kept = history(folder)
    assert kept.sessions[0].exercises[0].stop is not None
    assert kept.sessions[0].pain_after is None
    assert len(kept.alerts) == 1
    assert sentence("care.session.broken_off") in result.stderr


def test_who_breaks_off_later_keeps_what_was_done(folder: Path) -> None:
    assert logged(folder, 0, "yes", 0, 1, 2, "yes").exit_code == 0
    assert len(history(folder).sessions[0].exercises) == 1


def test_who_breaks_off_at_once_keeps_nothing(folder: Path) -> None:
    assert logged(folder, 0, "yes").exit_code == 1
    assert history(folder).sessions == ()


def test_with_much_pain_the_day_is_a_day_of_rest(folder: Path) -> None:
    result = logged(folder, 9)
    assert result.exit_code == 0
    assert "The pain is high before you start (9 of 10)." in result.stderr
    assert history(folder).sessions == ()
    assert history(folder).checkins[0].pain == 9


def test_after_a_stop_the_questions_come_first_and_it_stays_paused(
    folder: Path, clock: Clock
) -> None:
    name = plan_in(folder).on(clock.now.date())[0].exercise
    logged(folder, *STOPPED)
    clock.go(days=1)
    result = logged(folder, 0)
    assert sentence(f"exercise.{name}.name") in flat(result.stderr)
    assert sentence("care.session.need.morning_and_screening") in flat(result.stderr)


def test_the_contact_is_named_at_a_stop(folder: Path) -> None:
    planned(folder, "--contact", "Anna Weber, 030 123")
    assert "Tell Anna Weber, 030 123." in flat(logged(folder, *STOPPED).stdout)


def test_a_letter_is_offered_to_whom_sits_before_the_screen(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coxa_lab.commands.session._is_asked", lambda _: True)
    letter = folder.parent / "letter.html"
    assert logged(folder, *STOPPED, letter).exit_code == 0
    assert Page(letter.read_text(encoding="utf-8")).open == []
    letter.unlink()
    assert logged(folder, *STOPPED, "").exit_code == 0
    assert not letter.exists()


def test_what_cannot_be_answered_is_asked_again(folder: Path, clock: Clock) -> None:
    due = plan_in(folder).on(clock.now.date())
    typed = [11, -1, 0, "perhaps", "yes", "a lot", 0, 9, "", 1, 12, 2]
    result = logged(folder, *typed, *("no" for _ in due[1:]), 0)
    assert result.exit_code == 0, result.output
    assert result.stderr.count("Please answer with") == 7


def test_a_letter_tells_the_therapist(folder: Path) -> None:
    letter = folder.parent / "letter.html"
    result = run(
        session_command, "--store", folder, "--letter", letter,
        input=lines(0, "yes", 6, 2, "right", 1, 5, 4, 2),
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    page = Page(letter.read_text(encoding="utf-8"))
    assert page.open == []
    alert = history(folder).alerts[0]
    assert alert.message in page.text
    assert sentence("care.letter.nobody") in page.text
    assert alert.severity == "urgent"
    assert capitalised(sentence("care.letter.severities.urgent")) in page.text


# ------------------------------------------------------------------------------------ from a file


def test_a_part_of_the_record_is_enough(folder: Path, clock: Clock) -> None:
    result = from_file(folder, members(folder))
    assert result.exit_code == 0, result.output
    session = history(folder).sessions[0]
    assert session.programme_id == plan_in(folder).id
    assert session.recorded_at == clock.now.isoformat()
    assert session.exercises[0].level == plan_in(folder).items[0].level


def test_a_file_in_toml_is_taken(folder: Path) -> None:
    file = folder.parent / "session.toml"
    name = plan_in(folder).items[0].exercise
    file.write_text(
        f'recorded_at = 2026-11-23T08:00:00\npain_before = 1\n[[exercises]]\nexercise = "{name}"\n'
        'side = "right"\nsets = 1\nrepetitions = 8\n',
        encoding="utf-8",
    )
    result = run(session_command, "--store", folder, "--file", file, "--json", "-")
    assert result.exit_code == 0, result.output
    record = plain_from_json(Session, json.loads(result.stdout))
    assert record == history(folder).sessions[0]
    assert record.recorded_at.startswith("2026-11-23T08:00:00")


def test_a_session_with_a_time_is_kept_once_however_often_it_is_sent(folder: Path) -> None:
    value = members(folder, recorded_at="2026-11-23T08:00:00+01:00", pain_during=4,
                    pain_kind="brought_on")  # fmt: skip
    assert from_file(folder, value).exit_code == 0
    before = sorted(path.name for path in folder.iterdir())
    again = from_file(folder, value)
    assert again.exit_code == 0
    assert "in the folder already" in again.stderr
    assert sorted(path.name for path in folder.iterdir()) == before
    assert len(history(folder).alerts) == 1


def test_a_stop_nobody_noted_is_found(folder: Path) -> None:
    result = from_file(folder, members(folder, pain_during=4, pain_kind="brought_on"))
    assert result.exit_code == 0, result.output
    stop = history(folder).sessions[0].exercises[0].stop
    assert stop is not None
    assert stop.pain == 4
    assert len(history(folder).alerts) == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"pain_before": 11}, "pain_before: expected at most 10, found 11"),
        ({"pain_during": 11}, "exercises[0].pain_during: expected at most 10, found 11"),
        ({"recorded_at": "2026-11-24T08:00:00+01:00"}, "later than today"),
        ({"recorded_at": "yesterday"}, "recorded_at: expected a date and time"),
        ({"exercise": "bridge_of_sighs"}, "There is no exercise called"),
        ({"level": 3}, "is not the one of the plan"),
        ({"programme_id": str(uuid.uuid4())}, "belongs to a plan that is not here"),
        ({"schema": "coxa.hat/1"}, "schema: coxa.hat/1 is not known here"),
        ({"hat": 1}, "hat: no such field"),
        ({"exercises": 3}, "exercises: expected a list"),
        ({"exercises": [3]}, "exercises[0]: expected an object"),
        ({"subject": "p-2"}, "and the folder is of p-1"),
    ],
)
def test_what_cannot_be_is_named_and_nothing_is_kept(
    folder: Path, changed: dict[str, object], said: str
) -> None:
    before = sorted(path.name for path in folder.iterdir())
    result = from_file(folder, members(folder, **changed))
    assert result.exit_code == 1
    assert sentence("care.refused.session") in result.stdout
    assert said in flat(result.stdout)
    assert sorted(path.name for path in folder.iterdir()) == before


def test_an_exercise_that_is_not_in_the_plan_is_named(folder: Path) -> None:
    chosen = {item.exercise for item in plan_in(folder).items}
    other = next(row.exercise for row in plan_in(folder).not_chosen if row.exercise not in chosen)
    result = from_file(folder, members(folder, exercise=other))
    assert result.exit_code == 1
    assert "is not in the plan of that day" in flat(result.stdout)


def test_an_earlier_day_can_be_told(folder: Path, clock: Clock) -> None:
    clock.go(days=2)
    result = from_file(folder, members(folder), "--when", "2026-11-24T18:00")
    assert result.exit_code == 0, result.output
    assert history(folder).sessions[0].recorded_at.startswith("2026-11-24T18:00:00")
    assert run(session_command, "--store", folder, "--when", "soon").exit_code == 2
    later = from_file(folder, members(folder), "--when", "2099-01-01")
    assert later.exit_code == 1
    assert "has not come yet" in flat(later.stdout)


# --------------------------------------------------------------------------------- when it may not


def test_without_a_plan_there_is_nothing_to_log(tmp_path: Path, clock: Clock) -> None:
    typed_today(tmp_path / "p", clock.now)
    result = logged(tmp_path / "p", 0)
    assert result.exit_code == 1
    assert "There is no plan for" in flat(result.stdout)
    value = {"pain_before": 0, "exercises": []}
    assert "There is no plan for" in flat(from_file(tmp_path / "p", value).stdout)


def test_a_day_off_is_told(folder: Path, clock: Clock) -> None:
    plan = plan_in(folder)
    free = replace(
        plan,
        id=str(uuid.uuid4()),
        recorded_at=clock.now.replace(hour=10).isoformat(),
        items=tuple(replace(item, days=("2026-11-25",)) for item in plan.items),
    )
    write_new(
        folder / f"2026-11-23T100000Z-programme-{free.id}.json",
        json.dumps(plain_to_json(free)),
    )
    clock.go(hours=2)
    result = logged(folder)
    assert result.exit_code == 0, result.output
    assert "Nothing is planned for Monday 23 November." in result.stderr
    assert "Next: Wednesday 25 November." in result.stderr


def test_a_plan_that_is_over_is_not_gone_on_with(folder: Path, clock: Clock) -> None:
    clock.go(days=7)
    result = logged(folder, 0)
    assert result.exit_code == 1
    assert "is over" in flat(result.stdout)
    assert "coxa next" in flat(result.stdout)


def test_old_answers_come_first(folder: Path, clock: Clock) -> None:
    clock.go(days=5)
    file = answers_file(folder.parent, anything_new="no", fever_with_pain="yes")
    run(screen_command, "--store", folder, "--answers", file, "--occasion", "changed")
    result = logged(folder, 0)
    assert result.exit_code == 1
    assert history(folder).sessions == ()


def test_answers_that_no_longer_hold_come_first(folder: Path, clock: Clock) -> None:
    clock.go(hours=1)
    planned(folder, "--starts", "2026-11-29", "--goal", "stairs")
    clock.go(days=9)
    result = logged(folder, 0)
    assert result.exit_code == 1
    assert "They hold for a week" in flat(result.stdout)


def test_a_plan_without_its_answers_is_not_gone_on_with(folder: Path) -> None:
    next(folder.glob("*screening*")).unlink()
    result = logged(folder, 0)
    assert result.exit_code == 1
    assert "have not been answered" in flat(result.stdout)
    assert from_file(folder, members(folder)).exit_code == 0


# ----------------------------------------------------------------------------------- the morning


def test_a_good_morning(folder: Path, clock: Clock) -> None:
    logged(folder, *well_done(folder, clock))
    clock.go(days=1)
    result = run(session_command, "--store", folder, "--morning", input=lines(0, "no"))
    assert result.exit_code == 0, result.output
    assert sentence("care.session.morning_fine") in result.stdout
    kept = history(folder)
    assert kept.checkins[0].after_session == kept.sessions[0].id
    assert kept.checkins[0].new_night_pain is False
    assert kept.alerts == ()


def test_a_worse_morning_is_told(folder: Path, clock: Clock) -> None:
    logged(folder, *well_done(folder, clock))
    clock.go(days=1)
    letter = folder.parent / "letter.html"
    result = run(
        session_command, "--store", folder, "--morning", "--pain", 4, "--night-pain",
        "--letter", letter,
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert "More than before exercise (0 then, 4 now)." in flat(result.stdout)
    (alert,) = history(folder).alerts
    assert alert.message in flat(result.stdout)
    assert alert.message in Page(letter.read_text(encoding="utf-8")).text


def test_a_night_can_be_bad_without_a_bad_morning(folder: Path, clock: Clock) -> None:
    logged(folder, *well_done(folder, clock))
    clock.go(days=1)
    result = run(session_command, "--store", folder, "--morning", input=lines(0, "yes"))
    assert sentence("care.session.morning_fine") not in result.stdout
    assert len(history(folder).alerts) == 1


def test_a_morning_belongs_to_a_session_of_the_day_before(folder: Path, clock: Clock) -> None:
    none = run(session_command, "--store", folder, "--morning", "--pain", 1, "--no-night-pain")
    assert none.exit_code == 1
    assert "There is no session in this folder" in flat(none.stdout)
    logged(folder, *well_done(folder, clock))
    clock.go(days=1)
    about = ("--store", folder, "--morning", "--pain", 1, "--no-night-pain")
    assert run(session_command, *about).exit_code == 0
    assert run(session_command, *about).exit_code == 1
    assert run(session_command, "--store", folder, "--pain", 1).exit_code == 2
    wrong = run(session_command, "--store", folder, "--morning", "--pain", 11, "--no-night-pain")
    assert wrong.exit_code == 1
    assert "not 11" in flat(wrong.stdout)


# ---------------------------------------------------------------------------- alerts on their way


def test_an_alert_that_goes_its_way_stays_one_alert(folder: Path, clock: Clock) -> None:
    logged(folder, *STOPPED)
    (alert,) = history(folder).alerts
    sent = Delivery(state="sent", at=clock.now.isoformat(), by="server")
    seen = Delivery(state="seen", at=clock.now.isoformat(), by="Anna")
    for number, more in enumerate(((sent,), (sent, seen))):
        later = replace(alert, deliveries=(*alert.deliveries, *more))
        path = folder / f"2026-11-23T080000Z-alert-copy-{number}.json"
        path.write_text(json.dumps(plain_to_json(later)), encoding="utf-8")
    kept = history(folder)
    assert [found.state for found in kept.alerts] == ["seen"]
    assert kept.notices == ()
    other = replace(alert, message="Something else.", deliveries=(*alert.deliveries, sent))
    (folder / "2026-alert-other.json").write_text(json.dumps(plain_to_json(other)), "utf-8")
    assert len(history(folder).notices) == 1
    assert [found.message for found in history(folder).alerts] == [alert.message]


def test_a_release_lets_it_go_on(folder: Path, clock: Clock) -> None:
    name = plan_in(folder).on(clock.now.date())[0].exercise
    logged(folder, *STOPPED)
    clock.go(days=1)
    run(session_command, "--store", folder, "--morning", "--pain", 0, "--no-night-pain")
    run(
        release_command, "--store", folder, "--by", "Anna", "--role", "physical therapist",
        "--until", "2026-12-31", "--why", "seen today", "--resume", name,
    )  # fmt: skip
    run(
        screen_command, "--store", folder, "--occasion", "changed",
        "--answers", answers_file(folder.parent),
    )  # fmt: skip
    result = logged(folder, 0, "yes", 0, 1, 2)
    assert f"1 of {len(plan_in(folder).on(clock.now.date()))}" in sentence(
        "care.session.exercise", number=1, all=len(plan_in(folder).on(clock.now.date())),
        name="", side="",
    )  # fmt: skip
    assert sentence(f"exercise.{name}.name") in result.stderr
