from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from coxa.records.assessment import DIRECTIONS, SIDES, Direction
from coxa.records.session import Stop
from coxa.tables.care import care_tables
from coxa_lab.care.contact import Contact
from coxa_web.home.choices import Choices, keep_choices
from coxa_web.home.clock import now
from coxa_web.home.tasks import access_now, state_of
from tests.core.history_samples import Values, record
from tests.web.home_samples import Home, Outline

STOP = Stop(reason="pain", pain=4)


def due(home: Home) -> tuple[str, ...]:
    """What is due now."""
    return state_of(home.person.history, home.clock(), care_tables()).due


def headline(home: Home) -> str:
    """What stands largest on the page of today."""
    found = re.search(r'<h1 id="headline">(.*?)</h1>', home.get("/"))
    assert found
    return found[1]


def test_what_is_due_comes_one_after_the_other(home: Home) -> None:
    seen = [due(home)]
    home.screened()
    seen.append(due(home))
    home.measured()
    seen.append(due(home))
    home.post("/plan/make", goals=["walking"], equipment=["chair", "mat"])
    seen.append(due(home))
    home.post("/checkin", **{"pain": "1", "name-1": "stairs", "score-1": "6"})
    seen.append(due(home))
    assert seen == [
        ("questions_first",),
        ("test_first",),
        ("plan_first",),
        ("exercises", "activities"),
        ("exercises",),
    ]


def test_the_first_thing_that_is_due_stands_largest(home: Home) -> None:
    assert headline(home) == "First, some safety questions"
    home.screened()
    assert headline(home) == "Measure both hips"


def test_the_exercises_of_the_day_have_pictures_and_amounts(home: Home) -> None:
    home.planned()
    programme = home.person.history.programmes[0]
    page = home.get("/")
    for item in programme.on(home.clock().date()):
        assert f"/pictures/{item.exercise}-{item.first_side}-still.svg?v=" in page
    assert f"{len(programme.on(home.clock().date()))} exercises today" in headline(home)


def test_an_exercise_that_was_done_is_marked(home: Home) -> None:
    home.planned()
    home.put(home.session())
    assert home.get("/").count("is-done") == 1


def test_when_everything_is_done_the_day_is_done(home: Home) -> None:
    home.planned()
    home.post("/checkin", **{"name-1": "stairs", "score-1": "6"})
    first = home.session()
    entry = first["exercises"][0]
    items = home.person.history.programmes[0].on(home.clock().date())
    first["exercises"] = [
        {**entry, "exercise": i.exercise, "side": i.first_side, "level": i.level} for i in items
    ]
    home.put(first)
    assert headline(home) == "Done for today"


def test_the_morning_after_a_session_comes_first(home: Home) -> None:
    home.planned()
    home.put(home.session())
    home.clock.go(days=1)
    assert due(home)[0] == "morning"
    assert home.post("/morning", pain="1", night="no") == "/?told=morning"
    assert "morning" not in due(home)
    checkin = home.person.history.checkins[-1]
    assert (checkin.pain, checkin.new_night_pain) == (1, False)


def test_a_morning_of_long_ago_is_not_asked_for(home: Home) -> None:
    home.planned()
    home.put(home.session())
    home.clock.go(days=4)
    assert "morning" not in due(home)
    assert home.client.get("/morning").headers["Location"] == "/checkin"


def test_a_morning_without_an_answer_is_asked_again_in_place(home: Home) -> None:
    home.planned()
    home.put(home.session())
    home.clock.go(days=1)
    page = home.post("/morning", 422, night="no")
    assert "Please choose an answer" in page
    assert 'value="no" checked' in page
    assert home.person.history.checkins == ()


def test_a_worse_morning_is_news_for_the_therapist(home: Home) -> None:
    home.planned()
    home.put(home.session())
    home.clock.go(days=1)
    assert home.post("/morning", pain="6", night="yes") == "/?told=morning_alert"
    assert "Nobody has been told" in home.get("/")


def test_after_a_stop_the_questions_are_due_and_what_was_stopped_waits(home: Home) -> None:
    home.planned()
    home.clock.go(hours=1)
    home.put(home.session(STOP, pain=4))
    assert "questions_after_stop" in due(home)
    text = Outline(home.get("/")).text
    assert "Nobody has been told" in text
    assert "The other exercises of today are left out" in text
    assert "exercises" not in due(home)


def test_the_person_says_that_the_news_was_told_and_answered(home: Home) -> None:
    keep_choices(Choices(contact=Contact("Anna Weber", "030 1")))
    home.planned()
    home.put(home.session(STOP, pain=4))
    page = home.get("/")
    assert 'href="tel:030 1"' in page
    alert = home.person.history.alerts[0]
    assert home.post(f"/alerts/{alert.id}/told", step="told") == "/?told=told"
    text = Outline(home.get("/")).text
    assert "Nobody has been told. This" not in text
    assert "They have answered" in text
    assert home.post(f"/alerts/{alert.id}/told", step="answered") == "/?told=answered"
    assert alert.message not in Outline(home.get("/")).text


def test_saying_it_twice_changes_nothing(home: Home) -> None:
    home.planned()
    home.put(home.session(STOP, pain=4))
    alert = home.person.history.alerts[0]
    for _ in range(2):
        home.post(f"/alerts/{alert.id}/told", step="told")
    assert len(home.person.history.alerts[0].deliveries) == 4


def test_the_letter_holds_everything_itself(home: Home) -> None:
    keep_choices(Choices(contact=Contact("Anna Weber")))
    home.planned()
    home.put(home.session(STOP, pain=4))
    alert = home.person.history.alerts[0]
    response = home.client.get(f"/alerts/{alert.id}/letter")
    assert "For Anna Weber" in response.content.decode()
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_whoever_needs_help_at_once_sees_only_that(home: Home) -> None:
    home.screened(cannot_bear_weight="yes")
    page = home.get("/")
    assert "whole emergency" in page
    assert 'href="tel:112"' in page
    assert "<nav" not in page
    assert "Nobody has been told" in page
    assert due(home) == ()


def test_a_sign_for_the_doctor_takes_the_screen_as_well(home: Home) -> None:
    home.screened(spreading_weakness="yes")
    page = home.get("/")
    assert "whole urgent" in page
    assert "See a doctor today or tomorrow" in page


def test_what_the_therapist_must_decide_is_told_first(home: Home) -> None:
    home.screened(night_pain="yes", cancer_history="no")
    home.measured()
    assert headline(home) == "First your therapist, then exercise"
    assert due(home) == ()


def test_reminding_begins_at_the_time_that_was_chosen(home: Home) -> None:
    keep_choices(Choices(remind_from="18:00"))
    home.planned()
    assert "A reminder" not in home.get("/")
    home.clock.go(hours=9)
    assert "A reminder" in home.get("/")
    home.put(home.session())
    assert "not done yet" in home.get("/")


def test_a_week_that_is_over_asks_for_the_next_plan(home: Home) -> None:
    home.planned()
    home.clock.go(days=7)
    home.screened()
    assert "plan_next" in due(home)


def test_a_plan_that_begins_later_is_not_asked_for_again(home: Home) -> None:
    home.planned()
    home.clock.go(days=3)
    home.post("/plan/next")
    home.clock.go(days=3)
    home.screened()
    assert not [code for code in due(home) if code.startswith("plan")]


def test_measuring_again_is_due_on_its_day(home: Home) -> None:
    home.planned()
    retest = datetime.fromisoformat(home.person.history.programmes[0].retest_on)
    home.clock.go(days=(retest.date() - home.clock().date()).days)
    home.screened()
    assert "test_again" in due(home)


def test_the_clock_of_this_machine_has_its_offset() -> None:
    moment = now()
    assert moment.utcoffset() == moment.astimezone().utcoffset()
    assert moment.microsecond == 0


def test_pain_in_the_test_opens_nothing_that_the_angles_close(home: Home) -> None:
    home.screened()
    day = home.clock().date()
    far: dict[Direction, float] = {"internal": 60.0, "external": 20.0}
    values: Values = {(side, way): far[way] for side in SIDES for way in DIRECTIONS}
    closed = []
    for pain in (0, 2):
        tested = record(values, pain={("left", "internal"): pain})
        access = access_now(replace(home.person.history, assessments=(tested,)), day, care_tables())
        assert access is not None
        closed.append({name for name, gate in access.gates.items() if gate.status != "open"})
    usual = access_now(home.person.history, day, care_tables())
    assert usual is not None
    assert closed[0] == closed[1]
    assert len(closed[1]) > sum(gate.status != "open" for gate in usual.gates.values())
