"""The coach as the page has it: what is answered is told to the engine, a stop is asked about."""

from __future__ import annotations

import json
from typing import Any

import pytest

from coxa.browser.coach import CoachEngine
from coxa.browser.shown import Shown, strap_text
from coxa.errors import RecordError
from coxa.records.wire import encode
from tests.core.browser_samples import IDENTITY, tick
from tests.core.coaching_samples import TEST, config_of, dose

Reply = dict[str, Any]


class Page:
    """A page with an exercise guided by the clock; its clock runs a quarter of a second a word."""

    def __init__(self, exercise: str = "glute_roll", **changes: Any) -> None:  # noqa: ANN401
        short = dose(repetitions=1, hold_s=1.0)
        config = config_of(exercise, source="none", dosed=short, **changes)
        self.engine, self.t_s = CoachEngine(), 0.0
        self.started = json.dumps({"coach": encode(config), "identity": IDENTITY})
        self.reply: Reply = json.loads(self.engine.start(self.started))

    def says(self, say: str, **more: Any) -> Reply:  # noqa: ANN401  # any JSON
        self.t_s += 0.25
        told = self.engine.input(json.dumps({"t_s": self.t_s, "say": say, **more}))
        self.reply = json.loads(told)
        return self.reply

    def answers(self, name: str, *chosen: str, number: float | None = None) -> Reply:
        return self.says("answer", name=name, chosen=list(chosen), number=number)

    def waits(self) -> Page:
        """Until something is asked, or it is over."""
        while self.asked is None and not self.reply["is_over"]:
            self.t_s += 0.25
            self.reply = json.loads(self.engine.step(tick(self.t_s)))
        return self

    @property
    def asked(self) -> str | None:
        ask = self.reply["show"]["ask"]
        return None if ask is None else ask["name"]

    def finished(self) -> list[dict[str, Any]]:
        lines: list[dict[str, Any]] = json.loads(self.engine.finish())["exercises"]
        return lines


def test_an_exercise_ends_with_what_it_felt_like() -> None:
    page = Page().waits()
    assert page.asked == "pain_during"
    page.answers("pain_during", number=0)
    page.waits()
    assert page.asked == "effort"
    page.answers("effort", number=3)
    assert page.waits().reply["is_over"]
    assert {line["pain_kind"] for line in page.finished()} == {"none"}
    assert {line["effort"] for line in page.finished()} == {3}


def test_what_nothing_measures_is_counted_by_the_person() -> None:
    page = Page("clamshell").waits()
    assert page.asked == "count"
    page.answers("count", number=5)
    assert page.waits().asked == "pain_during"


def test_what_is_spoken_is_told_beside_what_is_shown() -> None:
    events = Page().reply["events"]
    assert {event["type"] for event in events} == {"cue"}
    assert events[0]["text"]


@pytest.mark.parametrize(
    ("before", "score", "kind"),
    [(None, 2, "brought_on"), (0, 2, "brought_on"), (2, 3, "worse"), (2, 0, "none")],
)
def test_the_numbers_say_how_pain_stands_to_that_before(
    before: int | None, score: int, kind: str
) -> None:
    page = Page(pain_before=before).waits()
    page.answers("pain_during", number=score)
    assert page.finished()[-1]["pain_kind"] == kind


def test_pain_no_more_than_before_is_asked_about() -> None:
    page = Page(pain_before=3).waits()
    page.answers("pain_during", number=2)
    assert page.asked == "pain_kind"
    page.answers("pain_kind", "same_as_before")
    assert page.finished()[-1]["pain_kind"] == "same_as_before"


@pytest.mark.parametrize(
    ("code", "stop"),
    [
        ("pain", {"reason": "pain", "word": None, "pain": 4}),
        ("catching", {"reason": "stop_word", "word": "catching", "pain": 4}),
    ],
)
def test_a_stop_is_asked_about_until_it_is_known_what_was_felt(
    code: str, stop: dict[str, Any]
) -> None:
    page = Page()
    page.says("stop")
    assert (page.asked, page.reply["is_over"]) == ("stop_reason", False)
    page.answers("stop_reason", code)
    assert page.asked == "pain_stop"
    page.answers("pain_stop", number=4)
    assert page.reply["is_over"]
    found = page.finished()[0]["stop"]
    assert {name: found.get(name) for name in stop} == stop


@pytest.mark.parametrize("code", ["fatigue", "other"])
def test_a_stop_without_pain_needs_no_number(code: str) -> None:
    page = Page()
    page.says("stop")
    page.answers("stop_reason", code)
    assert page.reply["is_over"]
    assert page.finished()[0]["stop"]["reason"] == code


def test_a_stop_by_mistake_is_taken_back_and_paused() -> None:
    page = Page()
    page.says("stop")
    page.answers("stop_reason", "mistake")
    assert page.reply["show"]["phase"] == "paused"
    assert not page.reply["is_over"]
    assert page.asked is None


def test_a_mistake_without_a_stop_is_none() -> None:
    page = Page()
    page.says("stop")
    kept = json.loads(page.engine.state())
    kept["page"]["before_stop"] = None
    page.engine.resume(json.dumps(kept))
    with pytest.raises(RecordError, match="no stop"):
        page.answers("stop_reason", "mistake")


def test_a_killed_tab_goes_on_with_its_question() -> None:
    page = Page()
    page.says("stop")
    again = CoachEngine()
    again.start(page.started)
    shown = json.loads(again.resume(page.engine.state()))["show"]
    assert shown == page.reply["show"]
    said = {"say": "answer", "t_s": 9.0, "name": "stop_reason", "chosen": ["mistake"]}
    assert json.loads(again.input(json.dumps(said)))["show"]["phase"] == "paused"


@pytest.mark.parametrize(
    ("name", "chosen", "number"),
    [
        ("pain_during", (), 3),  # not asked
        ("stop_reason", (), None),
        ("stop_reason", ("pain", "other"), None),
        ("stop_reason", ("hunger",), None),
    ],
)
def test_an_answer_that_is_none_is_refused(
    name: str, chosen: tuple[str, ...], number: float | None
) -> None:
    page = Page()
    page.says("stop")
    with pytest.raises(RecordError):
        page.answers(name, *chosen, number=number)


@pytest.mark.parametrize("number", [None, 2.5])
def test_a_score_is_a_whole_number(number: float | None) -> None:
    page = Page().waits()
    with pytest.raises(RecordError, match="whole"):
        page.answers("pain_during", number=number)


def test_a_buffer_that_is_none_is_told_and_changes_nothing() -> None:
    page = Page()
    reply = json.loads(page.engine.step([9.0]))
    assert reply["error"]["code"] == "coach_sample"
    assert reply["show"] == page.reply["show"]


def test_what_has_not_begun_cannot_go_on() -> None:
    with pytest.raises(RecordError):
        CoachEngine().start('{"coach": {}}')
    with pytest.raises(RecordError, match="begun"):
        CoachEngine().resume(Page().engine.state())


def test_a_pause_is_told_as_it_is() -> None:
    assert Page().says("pause")["show"]["phase"] == "paused"


def test_the_test_is_measured_at_its_end() -> None:
    engine = CoachEngine()
    engine.start(json.dumps({"coach": encode(TEST), "identity": IDENTITY}))
    assert json.loads(engine.measure())["waiting"] == 0
    assert json.loads(engine.finish())["records"]


def strapped_page(exercise: str = "chair_rotation") -> CoachEngine:
    """An exercise of the right leg with a phone on it."""
    engine = CoachEngine()
    config = config_of(exercise, source="sensor", sides=("right",))
    engine.start(json.dumps({"coach": encode(config), "identity": IDENTITY}))
    return engine


def told_of(engine: CoachEngine, side: str | None) -> Reply:
    """What the page is told once a phone says which leg it is on."""
    said = {"t_s": 1.0, "say": "strapped", "side": side}
    reply: Reply = json.loads(engine.input(json.dumps(said)))
    return reply


def test_a_phone_on_the_other_leg_is_told_while_it_is_there() -> None:
    engine = strapped_page()
    reply = told_of(engine, "left")
    assert (reply["events"], reply["error"]) == ([], None)
    assert "left leg" in reply["show"]["strap"]
    assert "right leg" in reply["show"]["strap"]
    assert json.loads(engine.step(tick(1.25)))["show"]["strap"] == reply["show"]["strap"]
    assert told_of(engine, "right")["show"]["strap"] == ""
    told_of(engine, "left")
    assert told_of(engine, None)["show"]["strap"] == ""


def test_where_no_phone_measures_or_both_legs_do_no_leg_is_compared() -> None:
    page = Page()
    assert page.says("strapped", side="left")["show"]["strap"] == ""
    config = config_of("chair_rotation", source="sensor")
    assert strap_text(Shown(side="both"), config, "left") == ""


def test_a_leg_that_is_none_is_refused() -> None:
    with pytest.raises(RecordError):
        told_of(strapped_page(), "middle")
