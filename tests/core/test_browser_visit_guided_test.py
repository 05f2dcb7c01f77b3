"""A visit to be measured: the lock questions, the guided test, its result."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from coxa.errors import RefusedError
from coxa.messages.catalog import refusal_of
from coxa.records.assessment import Notice
from coxa.records.codec import assessment_to_json
from coxa.records.plain import plain_to_json
from coxa.records.release import ReleaseItem
from coxa.records.session import Stop
from coxa.records.wire import encode
from tests.core.history_samples import EVEN, record
from tests.core.programme_samples import release, screening
from tests.core.safety_samples import done
from tests.core.visit_samples import OPERATED_BEFORE, Visitor, known


def visitor(told: dict[str, Any] | None = None, **more: Any) -> Visitor:  # noqa: ANN401
    return Visitor(known() if told is None else told, kind="test", **more)


def measured(*values: dict[Any, float], **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """What the engine gives at the end of a test."""
    records = [assessment_to_json(record(value)) for value in values or (EVEN,)]
    return {"records": records, "stopped": [], **more}


def stopped(stop: Stop) -> list[Any]:
    return [encode(done(stop=stop))]


def under_way(**more: Any) -> Visitor:  # noqa: ANN401
    return visitor(**more).comes(1).presses("start")


def test_a_test_gives_its_record_and_is_shown_with_what_it_is_compared_with() -> None:
    page = visitor().comes(1)
    assert (page.screen["kind"], page.buttons) == ("preparation", ["start"])
    page.presses("start")
    assert not page.screen["has_clock"]
    config = json.loads(page.screen["config_json"])
    assert config["coach"]["kind"] == "assessment"
    assert config["coach"]["asks_side"]
    assert config["identity"]["pose"]["model"] == "full"
    page.gets(measured())
    assert (page.stage, page.screen["kind"]) == ("result", "result")
    assert page.schemas == ["coxa.assessment/1"]
    assert [len(side["rows"]) for side in page.screen["sides"]] == [2, 2]


def test_a_recording_cannot_be_asked_to_lift_a_foot() -> None:
    page = under_way(choices={"is_file": True})
    assert not json.loads(page.screen["config_json"])["coach"]["asks_side"]


def test_without_anything_that_watches_there_is_no_test() -> None:
    page = visitor(device={"sources": ["none"]}).comes(1)
    assert (page.buttons, page.screen["sources"]) == ([], [])


def test_it_can_be_done_again_under_another_id() -> None:
    page = under_way().gets(measured())
    first = page.reply["state"]["visit"]["id"]
    page.presses("again")
    assert page.asked == "pain_before"
    assert page.reply["state"]["visit"]["id"] != first


def test_the_scale_is_long_enough_for_what_was_measured() -> None:
    assert under_way().gets(measured()).screen["scale_most_deg"] == 60.0
    far = dict.fromkeys(EVEN, 66.0)
    assert under_way().gets(measured(far)).screen["scale_most_deg"] == 75.0


def test_notices_are_told_in_the_page_s_words_where_it_has_its_own() -> None:
    plain = Notice(code="made_up", message="Look out.", next_step="Look in.")
    own = replace(plain, code="side_not_certain")
    warned = assessment_to_json(replace(record(), warnings=(plain, own)))
    text = under_way().gets({"records": [warned], "stopped": []}).text
    assert text.count("Look out. Look in.") == 1


def test_a_refusal_says_what_to_do_next() -> None:
    refusal = plain_to_json(refusal_of(RefusedError("no_images")))
    page = under_way().gets({"records": [refusal], "stopped": []})
    assert (page.screen["kind"], page.buttons, page.records) == ("message", ["again"], [])


def test_a_test_that_was_stopped_for_pain_is_told() -> None:
    hurt = Stop(reason="pain", pain=5)
    page = under_way().gets(measured(stopped=stopped(hurt)))
    assert (page.stage, page.screen["tone"]) == ("stopped", "stop")
    assert page.schemas == ["coxa.alert/1", "coxa.assessment/1"]


def test_a_test_that_was_stopped_without_pain_is_shown_as_such() -> None:
    page = under_way().gets(measured(stopped=stopped(Stop(reason="fatigue"))))
    assert page.stage == "result"
    assert len(page.screen["lead"]) > len(under_way().gets(measured()).screen["lead"])


@pytest.mark.parametrize("told", [{"hip_surgery": "yes"}, {"fever_with_pain": "yes"}])
def test_an_answer_closes_the_test(told: dict[str, Any]) -> None:
    page = visitor().tells(told)
    assert (page.stage, page.screen["tone"]) == ("closed", "stop")
    first = visitor(known(screening=None)).tells(told)
    assert first.stage == "closed"


def test_what_was_answered_before_closes_it_until_it_is_released() -> None:
    operated = screening(OPERATED_BEFORE)
    closed = visitor(known(screening=operated)).tells({"hip_surgery": "yes"})
    assert closed.stage == "closed"
    item = ReleaseItem(kind="guided_test")
    opened = visitor(known(screening=operated, releases=[release(item)]))
    assert opened.tells({"hip_surgery": "yes"}).asked == "pain_before"


def test_who_has_never_been_asked_is_asked_the_lock_questions_only() -> None:
    page = visitor(known(screening=None)).tells()
    answers = page.reply["state"]["visit"]["answers"]
    assert [answer["question"] for answer in answers] == [
        "age", "hip_surgery", "fracture", "cannot_bear_weight", "fever_with_pain",
    ]  # fmt: skip
    assert (page.asked, page.records) == ("pain_before", [])
    page.answers("pain_before", number=0).presses("start")
    rule = json.loads(page.screen["config_json"])["coach"]["pain_rule"]
    assert rule["name"] == "any_pain"


def test_a_test_that_was_left_begins_anew() -> None:
    left = under_way()
    page = left.again(kind="test")
    assert page.buttons == ["go_on", "end"]
    assert page.presses("go_on").stage == "ready"
    assert left.again(kind="test").presses("end").asked is not None
    assert left.again(kind="session").asked == "anything_new"


def test_an_assessment_that_is_known_is_looked_at() -> None:
    told = known(assessment=None) | {"assessment": assessment_to_json(record())}
    assert Visitor(told).comes().stage == "today"
