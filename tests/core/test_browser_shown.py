"""What the page shows of a coached exercise, event by event."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from coxa.browser.shown import KINDS, REASONS, Problem, Shown, first_shown, shown_after
from coxa.coaching.config import CoachConfig
from coxa.coaching.events import (
    Ask,
    Asked,
    Event,
    Finished,
    HoldNow,
    Phase,
    PhaseChanged,
    QualityChanged,
    RangeNow,
    RepetitionMade,
    RestNow,
    SetDone,
    SideSeen,
    Stopped,
)
from coxa.records.assessment import Direction
from tests.core.coaching_samples import TEST, config_of, dose

CONFIG = config_of("chair_rotation", dosed=dose(sets=2, repetitions=3))


def after(
    *events: Event,
    config: CoachConfig = CONFIG,
    was: Shown | None = None,
    **head: Any,  # noqa: ANN401  # any JSON
) -> Shown:
    reply = {"phase": "active", "side": "right", "set": 1, **head}
    reply["events"] = [event.to_json() for event in events]
    return shown_after(was or first_shown(config), config, reply)


def counted(number: int, direction: Direction, *, is_counted: bool = True) -> RepetitionMade:
    return RepetitionMade("right", direction, is_counted, number)


def phase(name: Phase, reason: str | None = None) -> PhaseChanged:
    return PhaseChanged(name, "right", 1, reason=reason)


def test_it_begins_with_nothing_counted() -> None:
    assert (first_shown(CONFIG).of, first_shown(CONFIG).sets) == (3, 2)
    assert first_shown(TEST).of == TEST.dose.repetitions
    shown = after()
    assert (shown.big, shown.side_text != "", shown.set_text != "") == ("0", True, True)
    assert after(config=config_of("chair_rotation")).set_text == ""


def test_a_repetition_is_both_ways_and_in_the_test_the_further_one_is_shown() -> None:
    events = (counted(1, "internal"), counted(1, "external"), counted(2, "internal"))
    assert after(*events).count == 1
    assert after(*events, config=TEST).count == 2
    refused = counted(2, "external", is_counted=False)
    assert after(*events, refused).count == 1
    assert after(*events, refused, config=TEST).count == 2


def test_a_new_set_and_another_side_begin_at_nothing() -> None:
    was = after(counted(1, "internal"), counted(1, "external"))
    assert after(SetDone("right", 1, 2), was=was).count == 0
    assert after(was=was).count == 1
    assert after(was=was, side="left").count == 0


def test_where_the_movement_is_now() -> None:
    now = RangeNow("right", "internal", 12.0, 0.4, "on_the_way", 30.0, 35.0)
    shown = after(now).range
    assert shown is not None
    assert (shown.value_deg, shown.zone, shown.ceiling_deg) == (12.0, "on_the_way", 35.0)


@pytest.mark.parametrize(
    ("source", "of_s", "big"), [("none", 20.0, "13"), ("none", 5.0, "0"), ("camera", 20.0, "0")]
)
def test_of_a_long_hold_by_the_clock_the_seconds_left_are_read(
    source: str, of_s: float, big: str
) -> None:
    config = config_of("chair_rotation", source=source)
    shown = after(HoldNow("right", None, 7.5, of_s, True), config=config)
    assert shown.big == big
    assert shown.hold is not None
    assert after(counted(1, "internal"), config=config, was=shown).hold is None


def test_in_a_rest_the_seconds_left_are_read() -> None:
    assert after(RestNow(12), phase="rest").big == "12"
    assert after(phase="rest").big == ""


def test_what_is_wrong_comes_with_what_to_do_and_goes() -> None:
    was = after(QualityChanged("no_person", True))
    assert was.problem is not None
    assert was.problem.text != was.problem.next_step != ""
    assert was.problem.blocks
    assert after(QualityChanged(None, False), was=was).problem is None


def test_a_phase_takes_away_what_belonged_to_the_one_before() -> None:
    problem = Problem(text="Dark.", next_step="Light.", blocks=True)
    was = replace(after(RestNow(3), Ask("pain")), problem=problem)
    active = after(phase("active"), was=was)
    assert (active.rest_s, active.ask, active.problem) == (None, None, None)
    assert after(phase("asking"), was=was).ask == was.ask
    assert after(phase("setup", "moved"), was=was).problem == problem
    advice = replace(problem, blocks=False)  # stands until it is over
    assert after(phase("active"), was=replace(was, problem=advice)).problem == advice
    assert after(phase("setup", "moved"), was=was).reason == "moved"


@pytest.mark.parametrize(
    ("what", "name", "kind"),
    [
        ("pain", "pain_during", "score"),
        ("effort", "effort", "score"),
        ("count", "count", "number"),
        ("stop_reason", "stop_reason", "choice"),
    ],
)
def test_every_question_has_its_words(what: Asked, name: str, kind: str) -> None:
    ask = after(Ask(what, 7)).ask
    assert ask is not None
    assert (ask.name, ask.input) == (name, kind)
    assert ask.ask
    if what == "count":
        assert ask.low == "7"
    if what == "stop_reason":
        assert tuple(choice.code for choice in ask.choices) == REASONS
    assert len(KINDS) == 3


def test_it_is_over_when_it_has_ended_and_nothing_more_is_asked() -> None:
    stop = Stopped("pain", None, 4)
    asking = after(stop, Ask("stop_reason"), phase="stopped")
    assert (asking.reason, asking.is_over) == ("pain", False)
    end = Finished(("right",), (1,), (3,), is_stopped=True)
    assert after(end, phase="stopped", was=asking).is_over
    assert after(phase="finished").is_over
    assert not after().is_over


def test_what_the_page_does_not_show_changes_nothing() -> None:
    assert after(SideSeen("right", "right", False, True)) == after()
