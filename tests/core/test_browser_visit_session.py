"""A visit to train: from the questions to the record, with every way it can end early."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from coxa.browser.coach import CoachEngine
from coxa.browser.visit.door import Visit
from coxa.errors import RecordError
from coxa.records.plain import plain_to_json
from coxa.records.session import Stop
from tests.core.history_samples import FIRST_DAY
from tests.core.programme_samples import SUBJECT, screening
from tests.core.visit_samples import HURT, ID, Visitor, a_plan, in_session, known, own

TIRED = Stop(reason="fatigue")


def test_a_whole_session_gives_one_record() -> None:
    page = Visitor().comes(1)
    assert page.screen["kind"] == "today"
    names = [item.exercise for item in a_plan().items]
    assert len(page.screen["exercises"]) == len(names)
    page.presses("begin")
    for number in range(1, len(names) + 1):
        assert (page.stage, page.screen["place"][:1]) == ("ready", str(number))
        page.does()
    assert (page.asked, page.records) == ("pain_after", [])
    page.answers("pain_after", number=1)
    (record,) = page.records
    assert page.stage == "end"
    assert record["schema"] == "coxa.session/1"
    assert [record["pain_before"], record["pain_after"]] == [1, 1]
    assert {line["exercise"] for line in record["exercises"]} == set(names)
    assert record["recorded_at"] < record["finished_at"]


def test_the_engine_is_started_with_what_was_chosen() -> None:
    page = Visitor().comes(2).presses("begin")
    chosen = {"source": "none", "is_audio_only": True, "has_helper": True}
    page.hears("press", "start", choices=chosen)
    live = page.screen
    assert (live["kind"], live["source"]) == ("live", "none")
    assert live["has_clock"]
    config = json.loads(live["config_json"])
    assert config["coach"]["pain_before"] == 2
    assert config["coach"]["is_audio_only"]
    assert config["identity"]["subject"] == SUBJECT
    assert config["identity"]["pose"] is None
    assert json.loads(CoachEngine().start(live["config_json"]))["error"] is None


def test_what_could_not_begin_is_set_up_anew() -> None:
    page = Visitor().comes().presses("begin", "start")
    page.hears("press", "set_up", choices={"source": "none"})
    assert page.stage == "ready"
    assert page.presses("start").screen["source"] == "none"


def test_choices_of_the_day_are_kept_from_its_beginning() -> None:
    page = Visitor().comes()
    page.hears("press", "begin", choices={"source": "sensor", "facing": "outward"})
    assert page.reply["state"]["visit"]["choices"]["source"] == "sensor"


def test_what_is_left_out_is_not_done_and_nothing_done_is_no_session() -> None:
    page = Visitor().comes().presses("begin")
    page.does().presses(*["leave_out"] * 3)
    assert page.asked == "pain_after"
    none = Visitor().comes().presses("begin", *["leave_out"] * 4)
    assert (none.stage, none.records) == ("today", [])


def test_a_painful_stop_ends_the_session_and_tells_first() -> None:
    page = Visitor().comes().presses("begin").does().does(**HURT)
    assert page.stage == "stopped"
    assert page.schemas[-1] == "coxa.session/1"
    assert "coxa.alert/1" in page.schemas[:-1]
    assert page.screen["tone"] == "stop"
    assert "Dr. Helper" in page.text
    assert len(page.records[-1]["exercises"]) >= 3


def test_pain_that_rose_is_a_stop_though_nobody_stopped() -> None:
    page = Visitor().comes().presses("begin").does(pain_during=3, pain_kind="brought_on")
    assert page.stage == "stopped"
    assert page.records[-1]["exercises"][0]["stop"]["reason"] == "pain"


def test_after_a_stop_without_pain_the_person_chooses() -> None:
    page = Visitor().comes().presses("begin").does(stop=TIRED)
    assert (page.stage, page.buttons) == ("go_on", ["next", "end"])
    assert page.presses("next").stage == "ready"
    page.does(stop=TIRED).presses("end").answers("pain_after", number=0)
    assert (page.stage, page.schemas[-1]) == ("end", "coxa.session/1")


def test_after_the_last_exercise_there_is_only_the_end() -> None:
    page = Visitor().comes().presses("begin", *["leave_out"] * 3).does(stop=TIRED)
    assert page.buttons == ["end"]


def test_much_pain_before_makes_a_day_of_rest() -> None:
    page = Visitor().comes(8)
    assert (page.stage, page.schemas) == ("rest", ["coxa.checkin/1"])
    assert "Dr. Helper" in page.text
    assert page.learns(known(contact=None)).schemas == ["coxa.checkin/1"]
    assert "Dr. Helper" not in page.text


# ------------------------------------------------------------ what is open today


@pytest.mark.parametrize(
    ("changes", "day"),
    [
        ({"programme": None, "has_plan": False}, 0),
        ({}, 8),  # the week is over
        ({"screening": screening({"osteoporosis": ["yes"], "steroids": ["yes"]})}, 0),
    ],
)
def test_without_a_plan_in_force_there_is_nothing_to_do(changes: dict[str, Any], day: int) -> None:
    page = Visitor(known(**changes), day=day).comes()
    if page.stage == "told":
        page.presses("go_on")
    assert page.stage == "locked" or page.screen["kind"] == "today"


def test_before_its_first_day_a_plan_is_none() -> None:
    later = replace(a_plan(), starts_on=(FIRST_DAY + timedelta(days=1)).isoformat())
    assert Visitor(known(programme=later)).comes().stage == "locked"


def test_what_was_done_today_is_not_due_again() -> None:
    names = [item.exercise for item in a_plan().items]
    some = Visitor(known(sessions_today=[in_session(names[0])])).comes()
    assert len(some.screen["exercises"]) == len(names) - 1
    every = Visitor(known(sessions_today=[in_session(*names)])).comes()
    assert (every.screen["exercises"], every.screen["buttons"]) == ([], [])


def test_on_a_day_without_exercises_the_next_one_is_said() -> None:
    days = tuple((FIRST_DAY + timedelta(days=n)).isoformat() for n in (0, 3))
    items = tuple(replace(item, days=days) for item in a_plan().items)
    told = known(programme=replace(a_plan(), items=items))
    assert "4" in json.dumps(Visitor(told, day=1).comes().screen["sections"])
    assert Visitor(told, day=6).comes().screen["sections"] == []


def test_what_waits_or_rests_is_left_out_with_its_reason() -> None:
    waiting = [{"exercise": "walking_cue", "reason": "It rests.", "since": "yesterday"}]
    page = Visitor(known(waiting=waiting)).comes()
    assert "It rests." in json.dumps(page.screen["sections"])
    assert len(page.screen["exercises"]) == len(a_plan().items) - 1
    hurt = in_session("chair_rotation", **HURT)
    rests = Visitor(known(sessions_today=[hurt]), day=1).tells().answers("pain_before", number=0)
    assert "chair_rotation" not in json.dumps(rests.screen["exercises"])
    assert "Both are asked here" in json.dumps(rests.screen["sections"])


def test_if_all_is_left_out_it_is_said() -> None:
    waiting = [{"exercise": item.exercise, "reason": "Closed."} for item in a_plan().items]
    page = Visitor(known(waiting=waiting)).comes()
    assert page.screen["exercises"] == []
    assert page.screen["lead"]


# ------------------------------------------------------------ what only this device knows


@pytest.mark.parametrize("kind", ["session", "test"])
def test_a_stop_that_only_this_device_knows_ends_the_day(kind: str) -> None:
    page = Visitor().comes().presses("begin").does(**HURT)
    assert "coxa.session/1" in page.schemas
    for is_sent in (False, True):  # sent, and what the server had told is from before
        again = Visitor(kind=kind, own=own(*page.records, is_sent=is_sent))
        assert again.stage == "locked"
        assert "resting" in again.text
        assert [link["href"] for link in again.screen["links"]] == ["/"]  # nothing to begin


def test_the_next_day_asks_for_the_morning_and_the_questions_after_the_stop() -> None:
    page = Visitor().comes().presses("begin").does(**HURT)
    later = Visitor(own=own(*page.records), day=1)
    later.answers("morning_pain", number=0).answers("morning_night", "no").tells()
    assert [r.get("occasion") for r in later.records] == [None, "after_stop"]
    later.answers("pain_before", number=0)
    resumed = Visitor(own=own(*page.records, *later.records), day=2).comes()
    assert resumed.asked is None
    assert "rests" not in resumed.text


def test_what_was_done_without_the_server_is_not_due_again() -> None:
    names = [item.exercise for item in a_plan().items]
    page = Visitor(own=own(in_session(*names))).comes()
    assert page.screen["exercises"] == []


def test_the_questions_count_from_when_they_were_answered_last() -> None:
    def is_short(told: dict[str, Any], *made: Any) -> bool:  # noqa: ANN401
        """Whether only one question is asked."""
        return bool(Visitor(told, own=own(*made)).screen["place"] == "")

    older, newer = screening(day=-30), screening(day=0)
    assert is_short(known(screening=older), newer)
    assert is_short(known(screening=newer), older)
    told = known(screening=older, occasion="after_stop")
    assert is_short(told, newer)
    assert not is_short(told)


def test_a_morning_is_asked_once_and_for_three_days() -> None:
    made = in_session("chair_rotation")
    page = Visitor(own=own(made), day=1).answers("morning_pain", number=0)
    page.answers("morning_night", "no")
    assert Visitor(own=own(made, *page.records), day=1).asked == "anything_new"
    assert Visitor(own=own(made), day=4).asked != "morning_pain"
    assert Visitor(own=own(made, is_sent=True), day=1).asked == "anything_new"
    newer = {"session_id": ID, "day": (FIRST_DAY + timedelta(days=1)).isoformat()}
    page = Visitor(known(checkin_due=newer), own=own(made), day=2)
    page.answers("morning_pain", number=0).answers("morning_night", "no")
    assert page.records[0]["after_session"] == ID


def test_what_another_person_made_or_nobody_can_read_changes_nothing() -> None:
    hurt = in_session("chair_rotation", **HURT)
    others = own(replace(hurt, subject="bob"), {"schema": "coxa.session/1"}, {"schema": "x"}, 7)
    assert Visitor(own=others).asked == "anything_new"
    with pytest.raises(RecordError, match="own"):
        Visitor(own=7)


def test_a_sent_session_of_before_the_server_told_is_left_to_the_server() -> None:
    hurt = in_session("chair_rotation", **HURT)
    day = (FIRST_DAY + timedelta(days=1)).isoformat()
    told = known(today=day)
    assert Visitor(told, own=own(hurt, is_sent=True), day=1).asked == "anything_new"
    assert Visitor(told, own=own(hurt), day=1).asked == "morning_pain"
    with pytest.raises(RecordError, match="today"):
        Visitor(known(today="Tuesday"))


def test_a_visit_of_another_person_is_closed_not_gone_on_with() -> None:
    left = Visitor().comes().presses("begin").does()
    told = known(subject="bob", screening=None, programme=None)
    page = left.again(told)
    assert page.screen["kind"] == "question"
    assert [record["subject"] for record in page.records] == [SUBJECT]


# ------------------------------------------------------------ the morning after


def yesterday() -> dict[str, Any]:
    made = in_session("chair_rotation")
    due = {"session_id": made.id, "day": FIRST_DAY.isoformat(), "session": plain_to_json(made)}
    return known(checkin_due=due)


def test_a_good_morning_is_kept_and_the_visit_goes_on() -> None:
    page = Visitor(yesterday(), day=1)
    assert page.answers("morning_pain", number=3).asked == "morning_night"
    assert page.hears("back").asked == "morning_pain"
    page.answers("morning_pain", number=0).answers("morning_night", "no")
    assert page.schemas == ["coxa.checkin/1"]
    assert page.records[0]["new_night_pain"] is False
    assert page.comes().stage == "today"


def test_a_worse_morning_is_told_before_it_goes_on() -> None:
    page = Visitor(yesterday(), day=1).answers("morning_pain", number=1)
    page.answers("morning_night", "no")
    assert (page.stage, page.schemas) == ("told", ["coxa.alert/1", "coxa.checkin/1"])
    assert page.learns(yesterday()).stage == "told"
    assert page.presses("go_on").stage == "questions"


def test_pain_that_woke_the_person_sends_home() -> None:
    page = Visitor(yesterday(), day=1).answers("morning_pain", number=1)
    page.answers("morning_night", "yes")
    assert (page.stage, page.buttons) == ("told", [])
    assert page.records[0]["severity"] == "urgent"
    with pytest.raises(RecordError, match="going on"):
        page.presses("go_on")


def test_the_morning_of_a_session_that_is_not_known_here_is_kept_without_news() -> None:
    due = {"session_id": ID, "day": FIRST_DAY.isoformat()}
    page = Visitor(known(checkin_due=due), day=1).answers("morning_pain", number=8)
    assert page.answers("morning_night", "yes").schemas == ["coxa.checkin/1"]


# ------------------------------------------------------------ what makes no sense there


def test_what_makes_no_sense_is_refused() -> None:
    page = Visitor()
    for word in (
        ("press", "begin", {}),
        ("answer", "age", {"number": 30}),
        ("answer", "anything_new", {"chosen": ["no"], "number": 1}),
    ):
        with pytest.raises(RecordError):
            page.hears(word[0], word[1], **word[2])
    page.tells()
    for number in (None, 2.5, 11):
        with pytest.raises(RecordError):
            page.answers("pain_before", number=number)
    with pytest.raises(RecordError, match="not asked"):
        page.answers("pain_after", number=1)
    page.answers("pain_before", number=0)
    with pytest.raises(RecordError, match="nothing is asked"):
        page.answers("today", number=1)
    with pytest.raises(RecordError, match="under way"):
        page.ends([])


def test_back_opens_the_question_before() -> None:
    page = Visitor().answers("anything_new", "no")
    assert page.asked == "pain_before"
    assert page.screen["can_go_back"]
    assert page.hears("back").asked == "anything_new"
    assert page.comes().hears("back").stage == "today"


# ------------------------------------------------------------ what was left over


def test_a_visit_that_was_left_is_gone_on_with() -> None:
    left = Visitor().comes().presses("begin").does().presses("start")
    page = left.again()
    assert (page.screen["kind"], page.buttons) == ("message", ["go_on", "end"])
    with pytest.raises(RecordError, match="whether to go on"):
        page.presses("start")
    assert page.learns(known()).stage == "live"
    back = left.again()
    back.presses("go_on")
    assert (back.stage, back.records) == ("live", [])


def test_or_it_is_ended_with_what_its_engine_had_under_way() -> None:
    left = Visitor().comes().presses("begin").does()
    left.hears("press", "start", choices={"source": "none"})
    engine = CoachEngine()
    engine.start(left.screen["config_json"])
    page = left.again(live=json.loads(engine.state())).presses("end")
    assert page.schemas == ["coxa.session/1"]
    assert page.records[0]["finished_at"] is None
    assert page.stage == "end"


def test_if_nothing_was_done_it_begins_afresh() -> None:
    left = Visitor().comes()
    page = left.again().presses("end")
    assert (page.records, page.asked) == ([], "anything_new")


def test_on_another_day_it_is_closed_without_asking() -> None:
    left = Visitor().comes().presses("begin").does()
    page = left.again(day=1)
    assert page.schemas == ["coxa.session/1"]
    assert page.asked == "anything_new"


def test_what_has_ended_or_never_began_leaves_nothing() -> None:
    ended = Visitor().comes().presses("begin").does(**HURT)
    assert ended.again().asked in ("anything_new", "cannot_bear_weight", "hip_surgery", "fracture")
    assert Visitor().again().asked == "anything_new"


# ------------------------------------------------------------ what the server tells anew


def test_what_the_server_tells_anew_is_shown_until_the_session_begins() -> None:
    page = Visitor().comes()
    waiting = [{"exercise": "walking_cue", "reason": "It rests."}]
    page.learns(known(waiting=waiting))
    assert len(page.screen["exercises"]) == len(a_plan().items) - 1
    page.presses("begin")
    assert page.learns(known(programme=None)).stage == "ready"


def test_of_another_person_nothing_is_learnt() -> None:
    with pytest.raises(RecordError, match="another person"):
        Visitor().learns(known(subject="bob"))


def test_before_it_has_begun_there_is_no_visit() -> None:
    with pytest.raises(RecordError, match="no visit"):
        Visit().hear("{}")
    with pytest.raises(RecordError, match="no visit"):
        Visit().done("{}")
    with pytest.raises(RecordError, match="no visit"):
        Visit()._fresh(())
