"""What is said, what waits, what is left unsaid; and what is told of the picture."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from coxa.coaching.cues import CueState, say, say_waiting, words_of
from coxa.coaching.events import Cue, Finished, RangeNow, RepetitionMade
from coxa.coaching.quality import (
    QualityState,
    image_step,
    legs_problem,
    nobody_problem,
    people_step,
    quality_params,
    quality_step,
    size_problem,
    slow_news,
)
from coxa.coaching.sample import Image
from coxa.coaching.seen import Seen, seen_in
from coxa.records.landmarks import UNKNOWN_PEOPLE
from coxa.tables.coaching import CueId, coaching_tables
from coxa.tables.load import tables
from tests.core.coaching_samples import TEST, images_of
from tests.core.seated_samples import HEIGHT_PX, WIDTH_PX, Row, changed, mirror_image, seated, still

ROWS = coaching_tables()
QUALITY = quality_params(ROWS, tables())


def said(state: CueState, t_s: float, cue: CueId) -> tuple[CueState, Cue | None]:
    return say(ROWS, state, t_s, cue, (f"words.{cue}", {}))


# --------------------------------------------------------------------------------------------- cues


def test_a_cue_is_said_with_its_words_and_its_priority() -> None:
    state, cue = say(ROWS, CueState(), 1.0, "count", ("coaching.cue.count", {"count": 3}))
    assert cue == Cue("count", ROWS.cue("count").priority, "coaching.cue.count", {"count": 3})
    assert state.quiet_until_s == 1.0 + ROWS.cue("count").quiet_s


def test_the_weightier_interrupts_and_the_lighter_keeps_quiet() -> None:
    state, _ = said(CueState(), 1.0, "fault")
    state, cue = said(state, 1.2, "hold")
    assert cue is not None
    _, cue = said(state, 1.3, "second")
    assert cue is None


def test_nothing_is_said_over_a_stop() -> None:
    state, _ = said(CueState(), 1.0, "stop")
    for cue in ("too_far", "paused", "count", "ask_pain"):
        assert said(replace(state, quiet_until_s=9.0), 1.1, cue)[1] is None


def test_a_cue_is_not_repeated_at_once_unless_its_words_are_others() -> None:
    state, _ = say(ROWS, CueState(), 1.0, "fault", ("a", {}))
    assert say(ROWS, state, 6.0, "fault", ("a", {}))[1] is None
    assert say(ROWS, state, 6.0, "fault", ("b", {}))[1] is not None
    assert say(ROWS, state, 9.5, "fault", ("a", {}))[1] is not None


def test_what_can_wait_waits_the_weightiest_first_and_not_for_ever() -> None:
    state, _ = said(CueState(), 1.0, "count")
    for cue in ("fault", "ask_pain", "fault", "hold"):
        state, now = said(state, 1.1, cue)
        assert now is None or cue == "ask_pain"
    state, now = say_waiting(ROWS, state, 1.2)
    assert now is None
    state, now = say_waiting(ROWS, state, 3.4)
    assert now is not None
    assert now.cue == "fault"
    assert say_waiting(ROWS, state, 9.0) == (state, None)


def test_what_waited_too_long_is_forgotten() -> None:
    state, _ = said(CueState(), 1.0, "count")
    state, _ = said(state, 1.1, "fault")
    late, cue = say_waiting(ROWS, state, 20.0)
    assert cue is None
    assert late.waiting == ()
    # one too late and one in time, while it is still quiet
    state, _ = said(CueState(), 1.0, "fault")
    state, _ = said(state, 1.1, "slower")
    state, _ = said(state, 4.0, "problem")
    assert len(state.waiting) == 1
    kept, cue = say_waiting(ROWS, state, 5.2)
    assert (kept.waiting, cue) == ((), None)


def test_only_a_few_wait() -> None:
    state, _ = said(CueState(), 1.0, "stop")
    state = replace(state, quiet_until_s=5.0)
    for cue in ("fault", "slower", "longer", "ready", "begin"):
        state, _ = said(state, 1.1, cue)
    assert [waiting.cue for waiting in state.waiting] == ["ready", "begin", "fault"]


def test_sentence_sets_fall_back_on_the_plain_one() -> None:
    assert words_of(TEST, "ready") == "coaching.cue.ready"
    blind = replace(TEST, is_audio_only=True)
    assert words_of(blind, "ready") == "coaching.audio.ready"
    assert words_of(blind, "stop") == "coaching.cue.stop"
    helped = replace(blind, has_helper=True)
    assert words_of(helped, "ready") == "coaching.helper.ready"
    assert words_of(helped, "begin") == "coaching.audio.begin"


# ------------------------------------------------------------------------------------------- events


def test_events_write_themselves_and_what_is_not_measurable_is_null() -> None:
    event = RangeNow("left", "internal", 12.34567, math.nan, "start")
    assert event.to_json() == {
        "type": "range",
        "side": "left",
        "direction": "internal",
        "value_deg": 12.346,
        "share": None,
        "zone": "start",
        "target_deg": None,
        "ceiling_deg": None,
    }
    made = RepetitionMade("left", None, is_counted=False, number=0, reasons=("gap",))
    assert made.to_json()["reasons"] == ("gap",)
    assert Finished(("both",), (1,), (10,), is_stopped=False).to_json()["type"] == "finished"


# ------------------------------------------------------------------------------------------ quality


def an_image(**changes: float) -> Image:
    image = images_of(seated([0.0], {"left": [0.0]}))[0]
    return replace(image, **changes)  # type: ignore[arg-type]  # fields of an image


def seen(image: Image) -> Seen:
    return seen_in(image, is_flipped=False)


def test_one_person_in_the_light_is_no_problem() -> None:
    assert nobody_problem(QUALITY, QualityState(), an_image()) is None
    assert legs_problem(QUALITY, seen(an_image()), ("left", "right")) is None
    assert size_problem(QUALITY, seen(an_image()), ("left",)) is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"person": 0.1}, "no_person"),
        ({"person": 0.1, "luminance": 0.01}, "too_dark"),
        ({"luminance": 0.01}, "too_dark"),
        ({"luminance": math.nan}, None),
    ],
)
def test_nobody_and_darkness_are_told_apart(changes: dict[str, float], code: str | None) -> None:
    assert nobody_problem(QUALITY, QualityState(), an_image(**changes)) == code


def test_a_second_person_is_believed_when_two_counts_say_so() -> None:
    two = an_image(people=2)
    once = people_step(QualityState(), two)
    assert nobody_problem(QUALITY, once, two) is None
    uncounted = people_step(once, an_image(people=UNKNOWN_PEOPLE))
    assert uncounted == once
    twice = people_step(uncounted, two)
    assert nobody_problem(QUALITY, twice, two) == "two_people"
    assert nobody_problem(QUALITY, twice, an_image(t_s=9.0, people=UNKNOWN_PEOPLE)) is None
    alone = people_step(twice, an_image(people=1))
    assert nobody_problem(QUALITY, alone, two) is None
    assert people_step(alone, an_image(people=1)) is alone


def test_legs_that_are_covered_cut_off_or_nowhere() -> None:
    def covered(_i: int, name: str, row: Row) -> Row:
        return (*row[:3], 0.1, row[4]) if name == "left_knee" else row

    def cut_off(_i: int, name: str, row: Row) -> Row:
        return (row[0], HEIGHT_PX + 9.0, *row[2:]) if name == "left_ankle" else row

    def lost(_i: int, _name: str, _row: Row) -> Row:
        return (math.nan,) * 5

    recording = seated([0.0], {"left": [0.0]})
    for change, code in ((covered, "legs_out_of_view"), (cut_off, "legs_out_of_view")):
        image = images_of(changed(recording, change))[0]
        assert legs_problem(QUALITY, seen(image), ("left", "right")) == code
        assert legs_problem(QUALITY, seen(image), ("right",)) is None
    nowhere = images_of(changed(recording, lost))[0]
    assert legs_problem(QUALITY, seen(nowhere), ("left",)) == "no_person"


def test_far_away_is_too_far() -> None:
    small = seated([0.0], {"left": [0.0]}, shank_share={"left": [0.2], "right": [0.2]})
    assert size_problem(QUALITY, seen(images_of(small)[0]), ("left", "right")) == "too_far"


def test_a_reason_is_told_once_it_stood_and_taken_back_once_it_is_gone() -> None:
    state, told = QualityState(), []
    codes = [None, "no_person", None, "no_person", "no_person", "too_dark", "too_dark", None, None]
    for i, code in enumerate(codes):
        state, is_new = quality_step(QUALITY, state, 0.3 * i, code)
        if is_new:
            told.append((i, code))
    assert told == [(5, "too_dark")]
    state, is_new = quality_step(QUALITY, state, 9.0, None)
    assert is_new
    assert state.told is None


def test_slow_images_are_told_and_taken_back_without_a_flutter() -> None:
    state, told = QualityState(), []
    steps_s = [0.2] * 30 + [0.05] * 60
    now_s = 0.0
    for step_s in steps_s:
        state, is_slow = slow_news(image_step(QUALITY, state, now_s))
        now_s += step_s
        if is_slow is not None:
            told.append(is_slow)
    assert told == [True, False]


def test_slow_images_are_told_again_after_something_worse() -> None:
    slow, is_slow = slow_news(QualityState(is_slow=True))
    assert is_slow
    worse, is_slow = slow_news(replace(slow, told="no_person"))
    assert is_slow is None
    assert slow_news(worse) == (worse, None)
    assert slow_news(replace(worse, told=None)) == (slow, True)
    assert slow_news(slow) == (slow, None)


# --------------------------------------------------------------------------------------------- seen


def test_a_mirror_image_is_turned_round() -> None:
    t_s = [0.0]
    recording = seated(t_s, {"left": [20.0], "right": still(t_s)})
    plain = seen_in(images_of(recording)[0], is_flipped=False)
    mirrored = seen_in(images_of(mirror_image(recording))[0], is_flipped=True)
    assert mirrored.joints == pytest.approx(plain.joints)
    assert mirrored.visibility == plain.visibility
    assert plain.width_px == WIDTH_PX


def test_joints_no_picture_can_have_are_nobody() -> None:
    far = replace(seen(an_image()), joints=(1e300,) * 24)
    assert not far.is_anybody
    assert not replace(far, joints=(math.inf,) * 24).is_anybody
