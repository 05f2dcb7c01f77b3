"""Sets, rests, sides, the clock, pause, stop, questions, and what a session keeps of it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coxa.coaching.config import (
    Choices,
    CoachConfig,
    config_of_item,
    config_of_test,
    pattern_of,
)
from coxa.coaching.done import exercises_done, measured_by
from coxa.coaching.engine import begin, is_finished, run, step
from coxa.coaching.events import Ask, Event, Finished, HoldNow, RestNow, Stopped
from coxa.coaching.keep import Measured
from coxa.coaching.sample import PersonInput, Tick
from coxa.coaching.state import CoachState, state_from_json, state_to_json
from coxa.errors import RecordError
from coxa.records.plain import plain_to_json
from coxa.records.programme import ProgrammeItem
from coxa.records.session import Session
from coxa.records.wire import decode, encode
from tests.core.coaching_samples import (
    MONITORED,
    RULE,
    TEST,
    coached,
    config_of,
    counted,
    cues,
    dose,
    images_of,
    phases,
    repetitions,
    says,
    target,
    ticks,
)
from tests.core.seated_samples import Move, course, seated, times_s

STRETCH = config_of("figure_four_stretch", source="none", dosed=dose(repetitions=1, hold_s=12.0))
PACED = config_of("clamshell", source="none", dosed=dose(repetitions=2, hold_s=1.0))
BRIDGE = config_of("bridge", source="none", dosed=dose(sets=2, repetitions=2, rest_s=3.0))
CHAIR = config_of("chair_rotation", directions=("internal",), dosed=dose(repetitions=2))


def asked(events: list[Event]) -> list[str]:
    return [event.what for event in events if isinstance(event, Ask)]


def stops(events: list[Event]) -> list[Stopped]:
    return [event for event in events if isinstance(event, Stopped)]


def to_the_end(config: CoachConfig, *, until_s: float = 200.0) -> tuple[CoachState, list[Event]]:
    """By the clock alone."""
    return coached(config, ticks(0.0, until_s))


# --------------------------------------------------------------------------------------- the clock


def test_a_stretch_is_held_by_the_clock_and_changes_sides() -> None:
    state, events = to_the_end(STRETCH, until_s=60.0)
    assert phases(events) == ["active", "change", "active", "asking"]
    assert [e.side for e in repetitions(events)] == ["right", "left"]
    assert asked(events) == ["pain"]
    assert "left" in cues(events)
    holds = [e for e in events if isinstance(e, HoldNow)]
    assert max(hold.seconds for hold in holds) < 12.0
    assert [tally.held_s for tally in state.progress.tallies] == [12.0, 12.0]


def test_at_a_pace_what_was_done_is_asked_for() -> None:
    state, events = to_the_end(PACED, until_s=60.0)
    assert counted(events) == 4
    assert asked(events) == ["count"]
    state, events = coached(PACED, [says(61.0, "count", count=1), says(62.0, "next")], state)
    assert asked(events) == ["pain", "effort"]
    state, events = coached(PACED, [says(63.0, "effort", score=3)], state)
    assert isinstance(events[-1], Finished)
    assert events[-1].repetitions == (1, 1)
    done = exercises_done(PACED, state)
    assert [(d.side, d.repetitions, d.effort, d.measured_by) for d in done] == [
        ("right", 1, 3, "self_report"),
        ("left", 1, 3, "self_report"),
    ]


def test_both_legs_at_once_are_one_line_and_sets_have_a_rest() -> None:
    state, events = to_the_end(BRIDGE, until_s=60.0)
    assert phases(events) == ["active", "rest", "active", "asking"]
    assert [e.seconds_left for e in events if isinstance(e, RestNow)] == [3, 2, 1]
    assert [e.number for e in repetitions(events)] == [1, 2, 1, 2]
    (line,) = exercises_done(BRIDGE, state)
    assert (line.side, line.sets, line.repetitions) == ("both", 2, 4)


@settings(max_examples=20)
@given(st.lists(st.floats(0.01, 2.5), min_size=30, max_size=80), st.integers(0, 60))
def test_however_often_the_time_is_told_the_same_is_counted(steps_s: list[float], cut: int) -> None:
    now_s, samples = 0.0, list[Tick]()
    for step_s in steps_s:
        now_s += step_s
        samples.append(Tick(now_s))
    whole_state, whole = run(PACED, samples)
    state, events = run(PACED, samples[:cut])
    again = state_from_json(json.loads(json.dumps(state_to_json(state))))
    assert again == state
    state, more = run(PACED, samples[cut:], again)
    assert (state, (*events, *more)) == (whole_state, whole)
    often, _ = run(PACED, [Tick(0.1 * i) for i in range(int(now_s * 10) + 1)])
    last_s = 0.1 * int(now_s * 10)
    coarse, _ = run(PACED, [*(s for s in samples if s.t_s < last_s), Tick(last_s)])
    assert often.progress.tallies == coarse.progress.tallies


def test_a_page_that_slept_has_not_guided() -> None:
    state, events = coached(PACED, [*ticks(0.0, 7.0), Tick(300.0)])
    assert phases(events)[-1] == "paused"
    assert state.progress.reason == "asleep"
    assert counted(events) == 0


def test_the_countdown_can_be_skipped() -> None:
    state, _ = coached(PACED, [Tick(0.5)])
    assert state.guide.beat == "ready"
    state, events = coached(PACED, [says(1.0, "next")], state)
    assert state.guide.beat == "out"
    assert "move_first" in cues(events) or state.cues.waiting
    state, _ = coached(PACED, [says(1.2, "next")], state)
    assert state.guide.beat == "out"


def test_a_helper_counts_and_the_clock_gives_the_pace() -> None:
    helped = replace(PACED, has_helper=True)
    state, events = to_the_end(helped, until_s=30.0)
    assert counted(events) == 0
    taps = [says(31.0 + i, "tap") for i in range(2)]
    state, events = coached(helped, taps, state)
    assert counted(events) == 2
    assert phases(events) == ["change"]
    state, events = coached(helped, [says(40.0, "tap")], state)
    assert counted(events) == 0
    state, events = coached(
        helped, [says(41.0, "next"), *(says(42.0 + i, "tap") for i in (0, 1))], state
    )
    assert asked(events) == ["pain"]


def test_for_who_cannot_see_the_seconds_of_a_short_hold_are_counted() -> None:
    blind = config_of(
        "seated_isometric", source="none", is_audio_only=True, dosed=dose(repetitions=1, hold_s=4.0)
    )
    _, events = to_the_end(blind, until_s=20.0)
    assert cues(events).count("second") == 6
    assert {e.direction for e in repetitions(events)} == {"internal", "external"}
    seen = replace(blind, is_audio_only=False)
    assert "second" not in cues(to_the_end(seen, until_s=20.0)[1])


def test_a_hold_that_is_broken_off_was_held_so_far() -> None:
    state, _ = coached(STRETCH, ticks(0.0, 10.0))
    assert state.guide.beat == "hold"
    state, _ = coached(STRETCH, [says(10.0, "stop", reason="fatigue")], state)
    (line,) = exercises_done(STRETCH, state)
    assert line.held_s == pytest.approx(4.0)
    assert line.stop is not None
    assert line.stop.reason == "fatigue"


def test_beats_of_no_length_are_skipped() -> None:
    roll = config_of("glute_roll", source="none")
    still = replace(roll, dose=replace(roll.dose, out_s=0.0, back_s=0.0, repetitions=1))
    _, events = to_the_end(still, until_s=40.0)
    assert counted(events) == 2


# ---------------------------------------------------------------------------------- pause and next


def test_a_pause_keeps_what_was_counted_and_the_rest_of_a_rest() -> None:
    state, events = to_the_end(BRIDGE, until_s=12.0)
    while state.progress.phase != "rest":
        state, events = coached(BRIDGE, [Tick(state.t_s + 0.25)], state)
    now_s, ends_s = state.t_s, state.progress.until_s
    assert ends_s is not None
    words = [says(now_s + 0.5, "pause"), says(now_s + 2.0, "pause")]
    state, events = coached(BRIDGE, words, state)
    assert phases(events) == ["paused"]
    state, _ = coached(BRIDGE, ticks(now_s + 3.0, now_s + 50.0), state)
    assert state.progress.phase == "paused"
    state, events = coached(BRIDGE, [says(now_s + 60.0, "resume")], state)
    assert state.progress.phase == "rest"
    assert state.progress.until_s == pytest.approx(ends_s + 59.5)
    state, events = coached(BRIDGE, [says(now_s + 60.5, "next")], state)
    assert phases(events) == ["active"]
    assert state.progress.tally.repetitions == 2
    for word in (says(now_s + 61.0, "resume"), says(now_s + 61.0, "count", count=9)):
        after, events = coached(BRIDGE, [word], state)
        assert phases(events) == []
        assert after.progress.tallies == state.progress.tallies


def test_a_pause_in_the_midst_goes_on_with_the_position() -> None:
    t_s = times_s(12.0)
    right = course(t_s, Move(2.5, 25.0, 1.0, 1.6, 1.0), Move(7.5, 25.0, 1.0, 1.6, 1.0))
    images = images_of(seated(t_s, {"right": right}))
    state, _ = coached(CHAIR, [image for image in images if image.t_s < 7.0])
    assert state.progress.tally.counted == (1,)
    state, events = coached(CHAIR, [says(7.0, "pause"), says(8.0, "resume")], state)
    assert phases(events) == ["paused", "setup"]
    assert state.progress.tally.counted == (1,)
    waits = [i for i in images if i.t_s > 9.0]
    assert coached(CHAIR, [says(7.0, "pause"), *waits[:3]], state)[0].progress.phase == "paused"


def test_the_change_of_sides_by_the_clock_can_wait_too() -> None:
    state, _ = coached(STRETCH, ticks(0.0, 20.0))
    assert state.progress.phase == "change"
    state, _ = coached(STRETCH, [says(20.5, "pause"), says(30.0, "resume")], state)
    assert state.progress.phase == "change"
    state, events = coached(STRETCH, ticks(30.0, 45.0), state)
    assert phases(events) == ["active"]


# ---------------------------------------------------------------------------------- pain and stops


def test_any_pain_that_is_brought_on_stops_at_once() -> None:
    state, events = coached(CHAIR, [says(3.0, "pain", score=2, pain_kind="brought_on")])
    assert stops(events) == [Stopped("pain", None, 2)]
    assert cues(events)[-1] == "stop"
    assert is_finished(state)
    (line,) = exercises_done(CHAIR, state)
    assert (line.side, line.pain_during, line.pain_kind) == ("right", 2, "brought_on")
    assert line.stop is not None
    assert (line.stop.reason, line.stop.pain, line.stop.at_s) == ("pain", 2, 3.0)


def test_pain_within_the_released_range_goes_on_and_the_most_is_kept() -> None:
    config = replace(CHAIR, pain_rule=MONITORED, pain_before=2)
    scores = [
        says(3.0 + i, "pain", score=score, pain_kind="same_as_before")
        for i, score in enumerate((3, 2))
    ]
    state, events = coached(config, scores)
    assert stops(events) == []
    assert state.progress.said.pain == 3
    state, events = coached(config, [says(9.0, "pain", score=4)], state)
    assert stops(events) == [Stopped("pain", None, 4)]


def test_a_stop_word_stops_whatever_the_rule() -> None:
    config = replace(CHAIR, pain_rule=MONITORED)
    state, events = coached(config, [says(3.0, "word", word="catching")])
    assert stops(events) == [Stopped("stop_word", "catching", None)]
    # a lesser reason does not take it back, and the score is added
    state, events = coached(config, [says(4.0, "pain", score=5), says(5.0, "stop")], state)
    assert stops(events) == [Stopped("stop_word", "catching", 5)]
    assert state.progress.stop is not None
    assert state.progress.stop.at_s == 3.0


def test_the_button_stops_and_the_reason_may_come_later() -> None:
    state, events = coached(CHAIR, [says(3.0, "stop")])
    assert stops(events) == [Stopped("other", None, None)]
    assert asked(events) == ["stop_reason"]
    assert coached(CHAIR, [says(4.0, "stop")], state)[1] == []
    assert coached(CHAIR, [says(4.0, "resume"), says(4.0, "next")], state)[1] == []
    later = says(5.0, "stop", reason="pain", score=6, pain_kind="worse", side="left")
    state, events = coached(CHAIR, [later, Tick(90.0)], state)
    assert stops(events) == [Stopped("pain", None, 6)]
    assert state.t_s == 3.0
    lines = exercises_done(CHAIR, state)
    assert [(line.side, line.stop is not None) for line in lines] == [("right", True)]
    assert lines[0].pain_during is None


def test_nothing_is_said_or_counted_after_a_stop() -> None:
    t_s = times_s(9.0)
    right = course(t_s, Move(2.5, 25.0, 1.0, 1.6, 1.0))
    images = images_of(seated(t_s, {"right": right}))
    before = [image for image in images if image.t_s < 4.0]
    after = [image for image in images if image.t_s >= 4.0]
    state, _ = coached(CHAIR, [*before, says(4.0, "stop", reason="other")])
    kept, events = coached(CHAIR, after, state)
    assert events == []
    assert kept == state


def test_a_stop_is_heard_whatever_the_clock_says() -> None:
    state, _ = coached(CHAIR, ticks(0.0, 9.0))
    state, events = coached(CHAIR, [says(1.0, "stop", reason="fatigue")], state)
    assert stops(events) == [Stopped("fatigue", None, None)]


def test_pain_that_is_told_at_the_end_can_still_be_a_stop_for_every_side() -> None:
    state, _ = to_the_end(STRETCH, until_s=60.0)
    state, events = coached(STRETCH, [says(61.0, "pain", score=3, pain_kind="brought_on")], state)
    assert stops(events) == [Stopped("pain", None, 3)]
    assert [line.stop is not None for line in exercises_done(STRETCH, state)] == [True, True]
    state, _ = to_the_end(STRETCH, until_s=60.0)
    one = says(61.0, "pain", score=3, pain_kind="brought_on", side="left")
    state, _ = coached(STRETCH, [one], state)
    assert [line.stop is not None for line in exercises_done(STRETCH, state)] == [False, True]
    assert [line.pain_during for line in exercises_done(STRETCH, state)] == [None, 3]


def test_an_answer_before_its_question_counts_and_the_end_is_the_end() -> None:
    state, _ = coached(STRETCH, [says(1.0, "effort", score=2)])
    state, _ = coached(STRETCH, ticks(1.0, 70.0), state)
    assert asked(to_the_end(STRETCH, until_s=70.0)[1]) == ["pain"]
    state, events = coached(STRETCH, [says(71.0, "pain", score=0, pain_kind="none")], state)
    assert asked(events) == ["effort"]
    state, events = coached(STRETCH, [says(72.0, "pause"), says(73.0, "next")], state)
    assert isinstance(events[-1], Finished)
    assert not events[-1].is_stopped
    assert step(STRETCH, state, says(80.0, "stop")) == (state, ())
    assert exercises_done(STRETCH, state)[0].effort == 2


def test_what_is_told_before_the_other_side_has_begun_is_about_the_first() -> None:
    state, _ = coached(STRETCH, ticks(0.0, 22.0))
    assert state.progress.phase == "change"
    state, _ = coached(STRETCH, [says(22.0, "pain", score=1, pain_kind="brought_on")], state)
    assert [(d.side, d.stop is not None) for d in exercises_done(STRETCH, state)] == [
        ("right", True)
    ]


def test_effort_told_before_pain_is_not_asked_again() -> None:
    state, _ = to_the_end(STRETCH, until_s=60.0)
    state, events = coached(STRETCH, [says(61.0, "effort", score=4)], state)
    assert asked(events) == []
    state, events = coached(
        STRETCH, [says(62.0, "pain", score=1, pain_kind="same_as_before")], replace(state)
    )
    assert stops(events) or isinstance(events[-1], Finished)


# ------------------------------------------------------------------------------- what a session has


def test_a_session_takes_the_lines_as_they_are() -> None:
    state, _ = coached(CHAIR, [says(1.0, "pain", score=0, pain_kind="none")])
    t_s = times_s(20.0)
    moves = [Move(2.5 + 4.5 * i, 25.0, 1.0, 1.6, 1.0) for i in range(2)]
    state, _ = coached(CHAIR, images_of(seated(t_s, {"right": course(t_s, *moves)})), state)
    measured = [
        Measured(
            side="right",
            direction="internal",
            n=n,
            value_deg=value,
            error_95_deg=error,
            highest_deg=highest,
        )
        for n, value, error, highest in ((2, 24.0, 4.0, 25.0), (1, 27.0, 4.5, 29.5))
    ]
    (line,) = exercises_done(CHAIR, state, measured)
    assert (line.repetitions, line.sets, line.measured_by) == (2, 1, "camera")
    assert line.ranges[0].value_deg == 25.0
    assert line.ranges[0].error_95_deg == 4.5
    assert line.ranges[0].highest_deg == 29.5
    assert line.pain_during == 0
    session = Session(
        id="123e4567-e89b-42d3-a456-426614174000",
        subject="somebody",
        recorded_at="2026-11-22T10:15:00+01:00",
        coxa_version="0",
        tables_version="0",
        programme_id="123e4567-e89b-42d3-a456-426614174001",
        pain_before=0,
        exercises=(line,),
    )
    assert plain_to_json(session)["schema"] == "coxa.session/1"
    assert exercises_done(CHAIR, begin(CHAIR)[0]) == ()


def test_who_or_what_counted_is_named() -> None:
    assert measured_by(CHAIR) == "camera"
    assert measured_by(replace(CHAIR, source="sensor")) == "sensor"
    assert measured_by(STRETCH) == "timer"
    assert measured_by(PACED) == "self_report"


# ---------------------------------------------------------------------------------- configurations


def an_item(exercise: str, sides: str = "both") -> ProgrammeItem:
    return ProgrammeItem(
        exercise=exercise,
        level=2,
        kind="mobility",
        sides=sides,  # type: ignore[arg-type]  # checked by use
        first_side="left",
        dose=dose(),
        days=("2026-11-22",),
        is_heavy=False,
        step="start",
        reasons=(),
        targets=(target("left", 25.0, 32.0),),
    )


def test_a_line_of_the_plan_becomes_a_configuration() -> None:
    made = config_of_item(
        an_item("chair_rotation"), RULE, ("internal", "external"), Choices(pain_before=1)
    )
    assert (made.source, made.sides, made.level) == ("camera", ("left", "right"), 2)
    assert made.target("left", "internal") == target("left", 25.0, 32.0)
    assert made.target("right", "internal") is None
    assert pattern_of(made) == "seated_rotation"
    one = config_of_item(
        an_item("clamshell", "right"), RULE, ("external",), Choices(source="sensor")
    )
    assert (one.source, one.sides) == ("none", ("right",))
    assert pattern_of(one) is None
    both = config_of_item(an_item("bridge"), RULE, (), Choices())
    assert (both.source, both.sides, both.ways) == ("none", ("both",), (None,))
    prone = config_of_item(
        an_item("prone_rotation"), RULE, ("internal", "external"), Choices(source="sensor")
    )
    assert (pattern_of(prone), prone.position) == ("shank_tilt", "prone")


def test_configurations_survive_as_json_and_odd_ones_are_refused() -> None:
    for config in (TEST, STRETCH, CHAIR, config_of_test(MONITORED, Choices(source="sensor"))):
        assert decode(CoachConfig, json.loads(json.dumps(encode(config)))) == config
    assert TEST.asks_side is False
    assert config_of_test(RULE, Choices()).asks_side
    value = encode(TEST)
    changes: list[dict[str, object]] = [
        {"sides": []},
        {"sides": ["left", "left"]},
        {"sides": ["both", "left"]},
        {"directions": ["internal", "internal"]},
        {"directions": ["internal"]},
        {"source": "none"},
        {"position": "prone"},
        {"dose": {**value["dose"], "out_s": 0.1, "hold_s": 0.1, "back_s": 0.1}},
    ]
    for change in changes:
        with pytest.raises(RecordError):
            decode(CoachConfig, {**value, **change})
    with pytest.raises(RecordError):
        decode(CoachConfig, {**encode(CHAIR), "kind": "assessment", "sides": ["both"]})


@pytest.mark.parametrize(
    ("value", "missing"),
    [
        ({"t_s": 1.0, "say": "pain"}, "score"),
        ({"t_s": 1.0, "say": "word"}, "word"),
        ({"t_s": 1.0, "say": "count"}, "count"),
        ({"t_s": 1.0, "say": "stop", "reason": "pain"}, "score"),
        ({"t_s": 1.0, "say": "stop", "reason": "stop_word"}, "word"),
    ],
)
def test_what_was_said_must_be_whole(value: dict[str, object], missing: str) -> None:
    with pytest.raises(RecordError, match=missing):
        decode(PersonInput, value)
    assert decode(PersonInput, {"t_s": 1.0, "say": "stop", "reason": "fatigue"}).reason == "fatigue"
    assert decode(PersonInput, {"t_s": 1.0, "say": "pause"}).say == "pause"
