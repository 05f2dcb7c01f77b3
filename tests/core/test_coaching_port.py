"""The coach as the browser calls it: texts in and out, nothing raised, nothing lost."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coxa.assessment.finish import FinishOptions, finish
from coxa.browser import buffers
from coxa.coaching import port
from coxa.coaching.config import Choices, CoachConfig, config_of_test
from coxa.coaching.keep import Identity, Keeper
from coxa.coaching.port import FELT, HEAD_LENGTH, IMAGE, IMAGE_LENGTH, Coach
from coxa.errors import RefusedError
from coxa.phantom import PhantomScenario, simulate
from coxa.records.codec import assessment_from_json
from coxa.records.landmarks import UNKNOWN_PEOPLE, LandmarkRecording
from coxa.records.wire import encode
from tests.core.coaching_samples import RULE, TEST, config_of, dose, images_of, target
from tests.core.seated_samples import Move, course, seated, times_s
from tests.core.test_coaching_sensor import a_leg

ID = "123e4567-e89b-42d3-a456-426614174000"
IDENTITY = {
    "ids": [ID, ID.replace("123e", "223e")],
    "recording_id": ID,
    "subject": "somebody",
    "recorded_at": "2026-11-22T10:15:00+01:00",
    "pose": {"name": "by hand", "version": "1", "model": "none", "params": {}},
}
CHAIR = config_of("chair_rotation", directions=("internal",), dosed=dose(repetitions=3))


def start_of(config: CoachConfig, **changes: float) -> str:
    return json.dumps({"coach": encode(config), "identity": IDENTITY, **changes})


def begun(config: CoachConfig) -> Coach:
    coach = Coach()
    assert "error" not in json.loads(coach.start(start_of(config)))
    return coach


def buffers_of(recording: LandmarkRecording) -> list[list[float]]:
    return [
        [
            float(IMAGE),
            image.t_s,
            float(image.width_px),
            float(image.height_px),
            image.person,
            math.nan if image.people == UNKNOWN_PEOPLE else float(image.people),
            image.luminance,
            *image.points,
            *image.outline,
        ]
        for image in images_of(recording)
    ]


@lru_cache(maxsize=1)
def a_phantom() -> LandmarkRecording:
    return simulate(PhantomScenario(seed=5)).recording


@lru_cache(maxsize=1)
def a_set() -> LandmarkRecording:
    t_s = times_s(20.0)
    moves = [Move(2.5 + 4.5 * i, 25.0, 1.0, 1.6, 1.0) for i in range(3)]
    return seated(t_s, {"right": course(t_s, *moves)})


def error_of(text: str) -> str:
    error = json.loads(text)["error"]
    assert error["message"].endswith(".")
    assert error["next_step"].endswith(".")
    return str(error["code"])


def steps(coach: Coach, recording: LandmarkRecording) -> list[dict[str, Any]]:
    return [json.loads(coach.step(buffer)) for buffer in buffers_of(recording)]


# --------------------------------------------------------------------------------------- whole ways


def test_the_stored_result_is_that_of_finish_on_the_same_landmarks() -> None:
    recording = a_phantom()
    coach = begun(TEST)
    replies = steps(coach, recording)
    events = [event for reply in replies for event in reply["events"]]
    assert sum(event["type"] == "repetition" and event["is_counted"] for event in events) == 12
    assert replies[-1]["phase"] == "asking"
    result = json.loads(coach.finish())
    (record,) = result["records"]
    assessment = assessment_from_json(record)
    whole = finish(recording, FinishOptions(id=ID)).assessment
    for own, other in ((assessment.left, whole.left), (assessment.right, whole.right)):
        assert own is not None
        assert other is not None
        assert own.internal_rotation is not None
        assert other.internal_rotation is not None
        assert own.internal_rotation.n == 3
        # the stretch begins where the position was held, so that its rest is a shorter one
        assert own.internal_rotation.value_deg == pytest.approx(
            other.internal_rotation.value_deg, abs=0.6
        )
    assert assessment.id == ID
    assert not result["is_stopped"]


def test_the_buffers_are_those_of_the_worker() -> None:
    assert (IMAGE, FELT, HEAD_LENGTH) == (buffers.SAMPLE, buffers.MOTION, buffers.HEAD_LENGTH)
    assert port.IMAGE_WITH_OUTLINE_LENGTH == buffers.SAMPLE_LENGTH
    assert port.VERSION == buffers.VERSION


def test_a_cue_comes_with_what_is_to_be_said() -> None:
    reply = json.loads(Coach().start(start_of(TEST)))
    cue = next(event for event in reply["events"] if event["type"] == "cue")
    assert cue["text"] == "Get into position, and keep still."
    assert (reply["v"], reply["phase"], reply["side"], reply["set"]) == (1, "setup", "right", 1)


def test_an_exercise_ends_with_its_lines_and_their_measured_range() -> None:
    coach = begun(CHAIR)
    steps(coach, a_set())
    assert json.loads(coach.measure()) == {"v": 1, "waiting": 0}
    said = {"t_s": 21.0, "say": "pain", "score": 0, "pain_kind": "none", "side": "right"}
    assert "error" not in json.loads(coach.input(json.dumps(said)))
    (line,) = json.loads(coach.finish())["exercises"]
    assert (line["side"], line["repetitions"], line["pain_during"]) == ("right", 3, 0)
    (reached,) = line["ranges"]
    assert reached["direction"] == "internal"
    assert reached["value_deg"] == pytest.approx(25.0, abs=1.0)
    assert reached["highest_deg"] >= reached["value_deg"]


def test_a_killed_tab_goes_on_from_its_state_with_what_was_measured() -> None:
    coach = begun(CHAIR)
    steps(coach, a_set())
    coach.measure()
    kept = coach.state()
    again = Coach()
    assert "error" not in json.loads(again.resume(kept))
    assert again.state() == kept
    (line,) = json.loads(again.finish())["exercises"]
    assert len(line["ranges"]) == 1
    buffer = buffers_of(a_set())[-1]
    buffer[1] += 9.0
    assert json.loads(again.step(buffer))["phase"] == json.loads(coach.step(buffer))["phase"]


def test_a_batch_of_the_sensor_and_the_time_alone() -> None:
    config = config_of_test(RULE, Choices(source="sensor"), ("left",))
    whole, apart = begun(config), begun(config)
    flat = [
        value
        for sample in a_leg()
        for value in (sample.t_s, *sample.acc_m_s2, *(sample.gyr_rad_s or (math.nan,) * 3))
    ]
    head = [float(FELT), 0.0, 0.0, 0.0]
    events = json.loads(whole.step([*head, *flat]))["events"]
    gathered = []
    for first in range(0, len(flat), 7 * 25):
        gathered += json.loads(apart.step([*head, *flat[first : first + 7 * 25]]))["events"]
    assert gathered == events
    assert whole.state() == apart.state()
    assert json.loads(whole.finish()) == json.loads(apart.finish())
    tick = [float(FELT), a_leg()[-1].t_s + 1.0, 0.0, 0.0]
    assert json.loads(apart.step(tick))["events"] == []
    blind = [*head, 0.0, 0.0, 9.8, 0.1, math.nan, math.nan, math.nan]
    assert "error" not in json.loads(begun(config).step(blind))


def test_a_test_without_a_number_gives_the_refusal() -> None:
    coach = begun(TEST)
    coach.input(json.dumps({"t_s": 1.0, "say": "stop", "reason": "fatigue"}))
    result = json.loads(coach.finish())
    assert result["is_stopped"]
    assert result["records"][0]["schema"] == "coxa.refusal/1"
    assert json.loads(coach.measure()) == {"v": 1, "waiting": 0}
    # a stretch that was begun and gives no number
    still = begun(TEST)
    t_s = times_s(6.0)
    for buffer in buffers_of(seated(t_s, {"left": [0.0] * len(t_s)})):
        still.step(buffer)
    assert json.loads(still.finish())["records"][0]["code"] == "no_movement"


@pytest.mark.parametrize(
    "text",
    ["", "[", "null", "{}", '{"coach": 1}', start_of(CHAIR, t_s=-1.0), start_of(CHAIR, more=1)],
)
def test_a_configuration_that_is_none(text: str) -> None:
    assert error_of(Coach().start(text)) == "coach_config"


def test_a_configuration_nobody_can_coach() -> None:
    assert error_of(Coach().start(start_of(config_of("bridge")))) == "coach_config"
    assert error_of(Coach().start(start_of(replace(CHAIR, exercise="nothing")))) == "coach_config"
    odd = replace(CHAIR, language="xx", targets=(target("right", 20.0, 30.0),))
    assert error_of(Coach().start(start_of(odd))) == "coach_config"


def test_before_a_start_nothing_can_be_asked() -> None:
    coach = Coach()
    answers = [
        coach.step([3.0]), coach.input("{}"), coach.state(), coach.measure(), coach.finish(),
    ]  # fmt: skip
    assert {error_of(answer) for answer in answers} == {"coach_not_begun"}


@pytest.mark.parametrize(
    "text", ["", "{", "7", '{"say": "stop"}', '{"t_s": 1, "say": "jump"}', "[[" * 999]
)
def test_a_word_that_is_none(text: str) -> None:
    assert error_of(begun(CHAIR).input(text)) == "coach_input"


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"kept": {}, "state": {}}'])
def test_a_state_that_is_none(text: str) -> None:
    assert error_of(Coach().resume(text)) == "coach_state"


def test_a_state_whose_exercise_is_gone() -> None:
    value = json.loads(begun(CHAIR).state())
    value["kept"]["start"]["coach"]["exercise"] = "nothing"
    assert error_of(Coach().resume(json.dumps(value))) == "coach_state"


def an_image(**changes: float) -> list[float]:
    buffer = buffers_of(a_set())[0]
    for place, value in changes.items():
        buffer[int(place[1:])] = value
    return buffer


@pytest.mark.parametrize(
    "buffer",
    [
        [],
        [3.0],
        [9.0, 0.0, 480.0, 640.0],
        [3.0, 0.0, 480.0, 640.0, 1.0],
        [4.0, math.nan, 0.0, 0.0],
        [4.0, 0.0, 0.0, 0.0, 1.0],
        [4.0, 0.0, 0.0, 0.0, math.nan, *[0.0] * 6],
        [4.0, 0.0, 0.0, 0.0] + [0.0] * 7 * 10_001,
        an_image(_1=math.nan),
        an_image(_2=0.0),
        an_image(_3=math.inf),
        an_image(_4=math.nan),
        an_image(_5=math.inf),
        an_image(_6=-math.inf),
        an_image()[:-1],
    ],
    ids=range(15),
)
def test_a_buffer_that_is_none_is_named_and_changes_nothing(buffer: list[float]) -> None:
    coach = begun(CHAIR)
    before = coach.state()
    assert error_of(coach.step(buffer)) == "coach_sample"
    assert coach.state() == before
    assert json.loads(coach.step(buffer))["events"] == []


@settings(max_examples=12)
@given(
    st.lists(
        st.lists(st.floats(width=32) | st.just(0.0), min_size=IMAGE_LENGTH, max_size=IMAGE_LENGTH),
        max_size=3,
    )
)
@example([[3.0, 1.0, 480.0, 640.0, 1.0, 1.0, 0.5, *[1e30] * 165]])
@example([[3.0, 1.0, 480.0, 640.0, 1.0, 1.0, 0.5, *[0.0] * 165]])
def test_whatever_numbers_come_nothing_is_raised(images: list[list[float]]) -> None:
    coach = begun(CHAIR)
    for i, image in enumerate(images):
        reply = json.loads(coach.step([3.0, 1.0 + i, 480.0, 640.0, 1.0, 1.0, 0.5, *image[7:]]))
        assert reply["v"] == 1


@settings(max_examples=20)
@given(st.lists(st.lists(st.floats(), min_size=7, max_size=7), max_size=20))
def test_whatever_a_sensor_sends_nothing_is_raised(rows: list[list[float]]) -> None:
    coach = begun(config_of_test(RULE, Choices(source="sensor"), ("left",)))
    buffer = [4.0, 0.0, 0.0, 0.0, *(value for row in rows for value in row)]
    assert json.loads(coach.step(buffer))["v"] == 1


def test_a_fault_inside_is_named_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    coach = begun(CHAIR)

    def broken(*_: object) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr("coxa.coaching.engine.step", broken)
    reply = coach.step(an_image())
    assert error_of(reply) == "coach_fault"
    assert "secret" not in reply


def test_a_stretch_without_images_is_no_recording() -> None:
    identity = Identity(
        ids=(ID,), recording_id=ID, subject="x", recorded_at="2026-11-22T10:15:00+01:00"
    )
    keeper = Keeper(TEST, identity)
    keeper.end()
    (made,) = keeper.assessments()
    assert isinstance(made, RefusedError)
    assert HEAD_LENGTH == 4
