"""What may be said to the relay, and what it says: the golden messages, and anything else."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coxa_web.sensor_link.hub import Hub
from coxa_web.sensor_link.messages import (
    LARGEST_TEXT,
    MOST_SAMPLES,
    MessageError,
    Samples,
    parse,
)
from coxa_web.sensor_link.port import CLOSE_CODES
from coxa_web.sensor_link.words import words
from tests.web.sensor_samples import GOLDEN, OTHER_PHONE, STREAM, Coach, Phone, sample

SAID = GOLDEN["to_relay"]


@pytest.mark.parametrize("value", SAID["good"], ids=json.dumps)
def test_what_is_spoken_is_understood(value: dict[str, Any]) -> None:
    said = parse(json.dumps(value))
    kept = {name: getattr(said, name) for name in said.__dataclass_fields__}
    told = {key: part for key, part in value.items() if key not in {"v", "type", "role"}}
    assert json.loads(json.dumps(kept)) == told


@pytest.mark.parametrize("case", SAID["bad"], ids=lambda case: case["why"])
def test_what_is_not_spoken_is_refused(case: dict[str, Any]) -> None:
    with pytest.raises(MessageError):
        parse(json.dumps(case["value"]))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"v": 1, "type": "pong", "ping": 1, "t_s": NaN}',
        '{"v": 1, "type": "pong", "ping": 1, "t_s": Infinity}',
        '{"v": 1, "type": "pong", "ping": 1, "t_s": 1e999}',
        '{"v": 1, "type": "pong", "ping": 1, "t_s": ' + "9" * 4000 + "}",
        "[" * 10_000,
        '{"v": 1, "type": "bye"}' + " " * LARGEST_TEXT,
    ],
)
def test_texts_that_only_look_like_messages_are_refused(text: str) -> None:
    with pytest.raises(MessageError):
        parse(text)


def test_only_another_version_is_told_apart() -> None:
    for value, is_version in (({"v": 2}, True), ({"v": 1}, False), ({}, True)):
        with pytest.raises(MessageError) as caught:
            parse(json.dumps(value))
        assert caught.value.is_version is is_version


def test_one_sample_more_than_fits_is_refused() -> None:
    rows = [sample(number) for number in range(MOST_SAMPLES + 1)]
    message = {"v": 1, "type": "samples", "turn": 1, "first": 0, "samples": rows}
    with pytest.raises(MessageError):
        parse(json.dumps(message))
    said = parse(json.dumps(message | {"samples": rows[:-1]}))
    assert isinstance(said, Samples)
    assert said.end == MOST_SAMPLES
    assert len(json.dumps(message)) < LARGEST_TEXT


finite = st.floats(-150.0, 150.0)


@given(st.lists(st.tuples(*[finite] * 6), min_size=1, max_size=MOST_SAMPLES))
def test_numbers_come_out_as_they_went_in(values: list[tuple[float, ...]]) -> None:
    rows = [[index / 60.0, *row] for index, row in enumerate(values)]
    said = parse(json.dumps({"v": 1, "type": "samples", "turn": 1, "first": 9, "samples": rows}))
    assert isinstance(said, Samples)
    assert [list(row) for row in said.samples] == rows


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda part: st.lists(part, max_size=4) | st.dictionaries(st.text(max_size=8), part),
    max_leaves=12,
)


@given(st.sampled_from(SAID["good"]), st.data())
def test_garbage_in_any_field_is_refused_or_understood(
    good: dict[str, Any], data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(good)))
    value = good | {name: data.draw(json_values)}
    try:
        said = parse(json.dumps(value))
    except MessageError:
        return
    assert all(
        math.isfinite(part)
        for part in (getattr(said, field) for field in said.__dataclass_fields__)
        if isinstance(part, float)
    )


@given(st.text(max_size=200))
def test_any_text_is_refused_or_understood(text: str) -> None:
    with pytest.raises(MessageError):
        parse(text)


def test_the_relay_says_what_the_golden_messages_say() -> None:
    hub = Hub()
    coach, phone = Coach.joined(hub), Phone.joined(hub)
    coach.say(type="measuring", is_measuring=True)
    phone.say(type="placed", is_strapped=True, side="left")
    phone.send(0, 30)
    phone.send(90, 120)
    coach.say(type="have", stream=STREAM, next=30)
    for step in range(12):
        for client in (phone, coach):
            client.at(step * 0.2)
            for ping in client.hear():
                if ping["type"] == "ping":
                    client.say(type="pong", ping=ping["ping"], t_s=50.0 + client.now_s)
    for client, kind in ((phone, "to_phone"), (coach, "to_coach")):
        shapes = {value["type"]: value.keys() for value in GOLDEN[kind]["good"]}
        client.hear()
        assert {message["type"] for message in client.told} == shapes.keys()
        for message in client.told:
            assert message.keys() == shapes[message["type"]]


def test_every_end_has_a_code_and_a_sentence() -> None:
    assert words("closed").keys() == CLOSE_CODES.keys()
    assert len(set(CLOSE_CODES.values())) == len(CLOSE_CODES)
    assert all(4400 <= code < 4500 for code in CLOSE_CODES.values())


def test_names_of_phones_are_told_apart() -> None:
    hub = Hub()
    assert Phone.joined(hub).closed is None
    assert Phone.joined(hub, phone=OTHER_PHONE).closed == "phone_taken"
