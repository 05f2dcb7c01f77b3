from __future__ import annotations

from typing import Any

import pytest

from coxa.records.programme import ProgrammeItem
from coxa_web.home.alerts import open_alerts
from tests.web.home_samples import Home, Outline


@pytest.fixture
def planned(home: Home) -> Home:
    """A person with a plan, an hour later."""
    home.planned()
    home.clock.go(hours=1)
    return home


def items(home: Home) -> tuple[ProgrammeItem, ...]:
    return home.person.history.programmes[-1].on(home.clock().date())


def told(home: Home, **changed: str) -> dict[str, Any]:
    """Everything done as planned, without pain; some fields told otherwise."""
    fields = {"pain_before": "1", "pain_after": "1"}
    for item in items(home):
        fields |= {
            f"done-{item.exercise}": "yes",
            f"pain-{item.exercise}": "0",
            f"effort-{item.exercise}": "3",
            f"word-{item.exercise}": "none",
            f"leg-{item.exercise}": "both",
            f"repetitions-{item.exercise}": "",
        }
    first = items(home)[0].exercise
    own = {f"{name}-{first}": value for name, value in changed.items()}
    return fields | own


def test_what_was_done_is_kept_as_the_persons_own_word(planned: Home) -> None:
    assert planned.post("/session", **told(planned)) == "/?told=session"
    session = planned.person.history.sessions[0]
    assert [entry.exercise for entry in session.exercises] == [
        item.exercise for item in items(planned)
    ]
    assert {entry.measured_by for entry in session.exercises} == {"self_report"}
    assert {entry.pain_kind for entry in session.exercises} == {"none"}
    assert planned.client.get("/session").content.count(b"<form") == 0


def test_what_was_not_done_is_left_out_and_can_be_noted_later(planned: Home) -> None:
    planned.post("/session", **told(planned, done="no"))
    first = items(planned)[0].exercise
    session = planned.person.history.sessions[0]
    assert first not in [entry.exercise for entry in session.exercises]
    assert f'name="done-{first}"' in planned.get("/session")


def test_nothing_done_is_nothing_kept(planned: Home) -> None:
    fields = {name: "no" if name.startswith("done") else v for name, v in told(planned).items()}
    assert planned.post("/session", **fields) == "/"
    assert planned.person.history.sessions == ()


def test_a_part_has_its_repetitions(planned: Home) -> None:
    planned.post("/session", **told(planned, done="part", repetitions="7"))
    assert planned.person.history.sessions[0].exercises[0].repetitions == 7


@pytest.mark.parametrize(
    ("changed", "kind", "alerts"),
    [
        ({"pain": "4"}, "worse", 1),
        ({"pain": "1", "kind": "same_as_before"}, "same_as_before", 0),
        ({"pain": "1", "kind": "brought_on"}, "brought_on", 1),
        ({"pain": "0", "word": "catching"}, "none", 1),
    ],
    ids=["more", "same", "brought-on", "word"],
)
def test_pain_and_stop_words_are_judged_by_the_rule(
    planned: Home, changed: dict[str, str], kind: str, alerts: int
) -> None:
    planned.post("/session", **told(planned, **changed))
    entry = planned.person.history.sessions[0].exercises[0]
    assert entry.pain_kind == kind
    assert (entry.stop is not None) == bool(alerts)
    assert len(open_alerts(planned.person.history)) == alerts


def test_a_stop_is_told_at_once_with_its_leg(planned: Home) -> None:
    leg = next(item for item in items(planned) if item.sides == "both").exercise
    fields = told(planned) | {f"pain-{leg}": "5", f"leg-{leg}": "left"}
    assert planned.post("/session", **fields) == "/?told=session_stop"
    page = planned.get("/?told=session_stop")
    assert "Nobody has been told" in page
    entries = planned.person.history.sessions[0].exercises
    assert [entry.side for entry in entries if entry.stop is not None] == ["left"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"done": ""}, "Please choose an answer"),
        ({"pain": ""}, "Please choose an answer"),
        ({"pain": "11"}, "Please choose an answer"),
        ({"pain": "1"}, "Please choose an answer"),
        ({"word": "hat"}, "Please choose an answer"),
        ({"leg": "third"}, "Please choose an answer"),
        ({"done": "part"}, "a whole number"),
        ({"done": "part", "repetitions": "-1"}, "a whole number"),
        ({"done": "part", "repetitions": "5000"}, "a whole number"),
    ],
    ids=["done", "pain", "much", "kind", "word", "leg", "part", "negative", "many"],
)
def test_what_is_missing_or_cannot_be_is_named_in_place(
    planned: Home, changed: dict[str, str], said: str
) -> None:
    page = planned.post("/session", 422, **told(planned, **changed))
    assert said in Outline(page).text
    assert 'name="pain_before" value="1" checked' in page
    assert planned.person.history.sessions == ()


def test_the_pain_before_and_after_is_asked_for(planned: Home) -> None:
    fields = told(planned)
    del fields["pain_before"], fields["pain_after"]
    assert planned.post("/session", 422, **fields).count("Please choose an answer") == 2


def test_without_a_plan_it_leads_to_one(home: Home) -> None:
    home.screened()
    page = home.get("/session", 422)
    assert 'href="/plan/make"' in page


def test_the_page_of_today_leads_here(planned: Home) -> None:
    assert 'href="/session"' in planned.get("/")
