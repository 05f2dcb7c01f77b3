"""The worker's session: what goes in, what comes out, and who is asked."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

import pytest

from coxa.browser.buffers import MOTION, SAMPLE, VERSION
from coxa.browser.session import ENGINES, Session
from coxa.errors import RecordError
from coxa.landmarks.follow import Detect, Request, See
from coxa.landmarks.region import Region
from coxa.records.landmarks import OUTLINE_PER_IMAGE, POINTS_PER_IMAGE
from tests.core.browser_samples import config
from tests.core.room_samples import Body, Room, buffer

WHOLE = [240.0, 240.0, 480.0, 0.0]


class Echo:
    """An engine that listens, and says what it was given."""

    def start(self, config_json: str) -> str:
        return config_json

    def step(self, buffer: Sequence[float]) -> str:
        return json.dumps({"kind": buffer[0], "length": len(buffer)})

    def input(self, said_json: str) -> str:
        return said_json

    def state(self) -> str:
        return '{"kept": 7}'

    def resume(self, state_json: str) -> str:
        return state_json

    def measure(self) -> str:
        return '{"waiting": 0}'

    def finish(self) -> str:
        return "{}"


@pytest.fixture
def echo(monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.setitem(ENGINES, "echo", Echo)
    session = Session()
    session.start(json.dumps(config("echo")))
    return session


def sample(value: float) -> list[float]:
    points = [value] * POINTS_PER_IMAGE
    return [SAMPLE, 0.0, 480, 480, 0.9, 1, 0.5, *points, *[math.nan] * OUTLINE_PER_IMAGE]


def request_of(todo: dict[str, Any]) -> Request:
    region = Region(*todo["region"])
    return Detect(region) if todo["do"] == "detect" else See(region)


def test_a_start_says_what_to_do_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ENGINES, "echo", Echo)
    reply = json.loads(Session().start(json.dumps(config("echo", config={"a": 1}))))
    assert reply == {
        "v": VERSION,
        "is_done": True,
        "todo": {"do": "detect", "region": WHOLE},
        "skeleton": None,
        "coach": {"a": 1},
    }


@pytest.mark.parametrize("wrong", [{"v": 2}, {"engine": "organ"}])
def test_another_version_and_an_unknown_engine_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(RecordError):
        Session().start(json.dumps(config() | wrong))


def test_an_image_goes_to_the_engine_once_the_networks_have_answered_all(echo: Session) -> None:
    room, replies = Room([Body()]), []
    todo: dict[str, Any] = {"do": "detect", "region": WHOLE}
    for number in range(2):
        is_done = False
        while not is_done:
            is_mirrored = todo.get("is_mirrored", False)
            sent = buffer(room, request_of(todo), 0.05 * number, is_mirrored=is_mirrored)
            replies.append(json.loads(echo.step(sent)))
            todo, is_done = replies[-1]["todo"], replies[-1]["is_done"]
    assert [reply["is_done"] for reply in replies] == [False, False, True, True]
    assert [reply["coach"] for reply in replies[:2]] == [None, None]
    assert replies[-1]["coach"] == {"kind": SAMPLE, "length": 268}
    assert [reply["todo"].get("is_mirrored") for reply in replies] == [False, None, True, False]
    body = Body()
    assert replies[-1]["skeleton"] == [[body.x_px, body.y_px, 1.0]] * 10


def test_samples_and_sensor_samples_go_straight_to_the_engine(echo: Session) -> None:
    reply = json.loads(echo.step(sample(3.0)))
    assert (reply["coach"]["kind"], reply["skeleton"]) == (SAMPLE, [[3.0, 3.0, 3.0]] * 10)
    assert json.loads(echo.step(sample(math.nan)))["skeleton"] is None
    motion = json.loads(echo.step([MOTION, 0.0, 0, 0, *[0.0] * 7]))
    assert (motion["coach"]["kind"], motion["skeleton"]) == (MOTION, None)


def test_before_a_start_there_is_nothing_to_do() -> None:
    reply = json.loads(Session().step(sample(3.0)))
    assert reply["todo"] is None


def test_who_listens_is_told_and_gone_on_with(echo: Session) -> None:
    assert json.loads(echo.input('{"say": "next"}'))["coach"] == {"say": "next"}
    kept = echo.state()
    assert json.loads(kept) == {"v": VERSION, "state": {"kept": 7}}
    assert json.loads(echo.resume(kept))["coach"] == {"kept": 7}
    assert json.loads(echo.measure())["result"] == {"waiting": 0}
    assert json.loads(echo.finish()) == {"v": VERSION, "result": {}}
    with pytest.raises(RecordError, match="protocol 2"):
        echo.resume('{"v": 2}')


def test_who_does_not_listen_says_so() -> None:
    session = Session()
    session.start(json.dumps(config()))
    for ask in (session.state, session.measure):
        with pytest.raises(RecordError, match="listen"):
            ask()
    with pytest.raises(RecordError, match="listen"):
        session.input("{}")
