"""A plan that contradicts itself is no record."""

from __future__ import annotations

from typing import Any

import pytest

from coxa.errors import RecordError
from coxa.records.plain import plain_from_json, plain_to_json
from coxa.records.programme import Programme
from tests.core.programme_samples import plan, request

Json = Any
SOUND: Json = plain_to_json(plan(request()))


def test_a_sound_plan_is_read_as_it_was_written() -> None:
    assert plain_to_json(plain_from_json(Programme, SOUND)) == SOUND


def with_item(index: int, **changed: Json) -> Json:
    items = [dict(item) for item in SOUND["items"]]
    items[index] |= changed
    return SOUND | {"items": items}


def too_much_on_a_day() -> Json:
    first = SOUND["items"][0]
    names = ("bridge", "clamshell", "step_down", "walking_cue", "prone_rotation")
    return SOUND | {"items": [first | {"exercise": name} for name in names]}


def beyond_its_ceiling() -> Json:
    index = next(i for i, item in enumerate(SOUND["items"]) if item["targets"])
    target = SOUND["items"][index]["targets"][0]
    return with_item(index, targets=[target | {"target_deg": target["ceiling_deg"] + 1.0}])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (SOUND | {"verdict": "seek_care_now"}, "no plan for somebody who needs care now"),
        (with_item(1, exercise=SOUND["items"][0]["exercise"]), "twice"),
        (too_much_on_a_day(), "more than 4"),
        (beyond_its_ceiling(), "not in order"),
    ],
)
def test_what_contradicts_itself_is_named(changed: Json, said: str) -> None:
    with pytest.raises(RecordError, match=said):
        plain_from_json(Programme, changed)
