"""The safety questions of a visit: which are asked, and what follows from them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from coxa.errors import RecordError
from coxa.records.release import ReleaseItem
from coxa.records.screening import Occasion
from coxa.safety.screening import questions_for
from tests.core.programme_samples import release, screening
from tests.core.safety_samples import Told
from tests.core.visit_samples import HURT, OPERATED_BEFORE, Visitor, in_session, known

OPERATED: dict[str, Told] = {
    "hip_surgery": "yes",
    "surgery_kind": ("hip_arthroscopy",),
    "surgery_side": "right",
    "surgery_weeks": 60.0,
}


def names(page: Visitor) -> list[str]:
    """Questions that were answered."""
    return [answer["question"] for answer in page.reply["state"]["visit"]["answers"]]


def due(occasion: Occasion) -> list[str]:
    return [question.id for question in questions_for((), occasion, None, screening())]


def test_with_a_fresh_screening_only_what_is_new_is_asked() -> None:
    page = Visitor().tells()
    assert (names(page), page.asked, page.records) == (["anything_new"], "pain_before", [])


def test_the_first_time_everything_is_asked_and_kept() -> None:
    page = Visitor(known(screening=None))
    assert page.screen["place"].startswith("1 ")
    assert not page.screen["can_go_back"]
    page.tells()
    assert page.schemas == ["coxa.screening/1"]
    assert page.records[0]["occasion"] == "first"
    assert page.records[0]["region"] == "international"
    assert page.answers("pain_before", number=0).stage == "today"


def test_what_was_answered_while_python_was_loading_is_taken_as_it_was_heard() -> None:
    heard = [
        {"question": "anything_new", "chosen": ["no"], "number": None},
        {"question": "pain_before", "chosen": [], "number": 2},
    ]
    page = Visitor(answers=heard)
    assert (names(page), page.stage) == (["anything_new"], "today")
    assert page.reply["state"]["visit"]["pain_before"] == 2
    with pytest.raises(RecordError, match="from 0 to 10"):
        Visitor(answers=[{"question": "pain_before", "number": 11}])
    assert Visitor(answers=heard[:1]).asked == "pain_before"


def test_a_question_that_may_be_left_out_can_be() -> None:
    page = Visitor(known(screening=None))
    while page.asked != "confidence":
        page.tells_one()
    assert page.screen["can_skip"]
    page.answers("confidence").tells()
    kept = [answer["question"] for answer in page.records[0]["answers"]]
    assert "confidence" not in kept


@pytest.mark.parametrize("told", ["yes", "unsure"])
def test_anything_new_asks_everything_again(told: str) -> None:
    page = Visitor().tells({"anything_new": told})
    assert page.records[0]["occasion"] == "changed"
    assert names(page)[1:] == due("changed")


def test_after_a_week_and_after_a_stop_the_weekly_ones_are_asked() -> None:
    weekly = Visitor(day=8).tells()
    assert weekly.records[0]["occasion"] == "weekly"
    stopped = Visitor(known(occasion="after_stop")).tells()
    assert stopped.records[0]["occasion"] == "after_stop"
    assert names(stopped) == names(weekly) == due("weekly")
    here = Visitor(known(sessions_today=[in_session("chair_rotation", **HURT)]), day=1).tells()
    assert here.records[0]["occasion"] == "after_stop"


@pytest.mark.parametrize("contact", [None, {"name": "Dr. Helper"}])
def test_a_sign_that_needs_help_at_once_closes_at_once(contact: dict[str, str] | None) -> None:
    page = Visitor(known(screening=None, contact=contact)).tells({"fever_with_pain": "yes"})
    assert (page.stage, page.screen["tone"]) == ("closed", "stop")
    assert page.schemas == ["coxa.alert/1", "coxa.screening/1"]
    assert len(names(page)) < 10
    assert ("Dr. Helper" in page.text) == (contact is not None)


def test_what_a_therapist_must_see_closes_without_a_number_to_call() -> None:
    page = Visitor(known(screening=None)).tells({"hip_surgery": "yes"})
    assert (page.stage, page.screen["tone"]) == ("closed", "stop")
    assert page.schemas[-1] == "coxa.screening/1"


def test_what_follows_short_of_closing_is_read_first() -> None:
    page = Visitor(known(screening=None)).tells({"floor_transfer": "no"})
    assert (page.stage, page.buttons, page.schemas) == ("told", ["go_on"], ["coxa.screening/1"])
    assert page.presses("go_on").asked == "pain_before"
    assert not page.screen["can_go_back"]


def test_answers_that_contradict_are_asked_again() -> None:
    page = Visitor(known(screening=screening(OPERATED_BEFORE)), day=8)
    page.tells()  # who was operated on says no
    assert (page.stage, page.buttons) == ("contradiction", ["again"])
    assert page.presses("again").asked == "anything_new"


def test_who_needs_gentler_exercises_than_planned_has_the_plan_made_anew() -> None:
    page = Visitor(known(screening=None)).tells(OPERATED)
    if page.stage == "told":
        page.presses("go_on")
    assert page.answers("pain_before", number=0).stage == "locked"


def test_what_the_answers_close_is_left_out_with_its_reason() -> None:
    page = Visitor(known(screening=None)).tells({"groin_pinch": "yes"})
    if page.stage == "told":
        page.presses("go_on")
    page.answers("pain_before", number=0)
    left = json.dumps(page.screen["exercises"])
    assert page.screen["kind"] == "today"
    assert "hook_lying_knees_in" not in left


def test_releases_are_read() -> None:
    item = ReleaseItem(kind="feature", name="end_range_internal")
    page = Visitor(known(releases=[release(item)])).comes()
    assert page.stage == "today"


@pytest.mark.parametrize(
    "changes",
    [{"v": 2}, {"subject": ""}, {"subject": None}, {"sessions_today": {}}, {"contact": {}}],
)
def test_what_is_no_answer_of_the_server_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(RecordError):
        Visitor(known(**changes))
