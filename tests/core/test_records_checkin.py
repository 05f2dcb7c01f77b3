"""Check-ins: what they hold, and what they refuse."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from coxa.assessment.trend import PainEntry, trend_of
from coxa.errors import RecordError
from coxa.records.checkin import LONGEST_NAME, Activity, CheckIn
from coxa.records.plain import plain_from_json, plain_to_json
from coxa.records.schema import json_schema
from coxa.records.trend import LeftOut, TrendRecord
from tests.core.history_samples import record

VALIDATOR = Draft202012Validator(json_schema("coxa.checkin/1"))
TREND_VALIDATOR = Draft202012Validator(json_schema("coxa.trend/1"))
CHECKIN = CheckIn(
    id="123e4567-e89b-42d3-a456-426614174000",
    subject="alice",
    recorded_at="2026-11-22T18:30:00+01:00",
    coxa_version="0.1.0",
    pain=3,
    activities=(Activity(name="putting on socks", score=6), Activity(name="Stairs", score=0)),
)
NAMES = st.text(
    st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=LONGEST_NAME
).filter(lambda name: name == name.strip())


@given(NAMES, st.integers(0, 10), st.none() | st.integers(0, 10))
def test_a_checkin_comes_back_as_it_was_and_fits_its_schema(
    name: str, score: int, pain: int | None
) -> None:
    checkin = replace(CHECKIN, pain=pain, activities=(Activity(name=name, score=score),))
    value = plain_to_json(checkin)
    VALIDATOR.validate(value)
    assert plain_from_json(CheckIn, value) == checkin


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"pain": 11}, "pain: expected at most 10"),
        ({"pain": -1}, "pain: expected at least 0"),
        ({"pain": 2.5}, "pain"),
        ({"pain": None, "activities": []}, "neither pain nor an activity"),
        ({"activities": [{"name": "a", "score": 11}]}, r"activities\[0\].score"),
        ({"activities": [{"name": "", "score": 1}]}, "a name on one line"),
        ({"activities": [{"name": " a", "score": 1}]}, "no space at its ends"),
        ({"activities": [{"name": "a\x1b[2Jb", "score": 1}]}, "a name on one line"),
        ({"activities": [{"name": "a\nb", "score": 1}]}, "a name on one line"),
        ({"activities": [{"name": "a" * 61, "score": 1}]}, "at most 60"),
        ({"activities": [{"name": n, "score": 1} for n in "aA"]}, "twice"),
        ({"activities": [{"name": n, "score": 1} for n in "abcd"]}, "at most 3"),
        ({"schema": "coxa.checkin/2"}, "schema"),
        ({"hat": 1}, "no such field"),
    ],
)
def test_what_no_checkin_can_be_is_named(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(RecordError, match=said):
        plain_from_json(CheckIn, plain_to_json(CHECKIN) | changed)


def test_a_trend_comes_back_as_it_was_and_fits_its_schema() -> None:
    found = trend_of(
        [record(day=day, device=device) for day in (0, 9) for device in ("camera", "sensor")],
        pains=[PainEntry(recorded_at=CHECKIN.recorded_at, score=3)],
    )
    trend = TrendRecord(
        subject="alice",
        coxa_version="0.1.0",
        tables_version="2026.11.2",
        lines=found.lines,
        scores=found.scores,
        separate=found.separate,
        left_out=(LeftOut(name="x.json", problem="broken"),),
    )
    value = plain_to_json(trend)
    TREND_VALIDATOR.validate(value)
    assert plain_from_json(TrendRecord, value) == trend
    assert trend.lines[0].since_first is not None
