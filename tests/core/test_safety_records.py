"""The records of care: what they demand of themselves."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from coxa.errors import RecordError
from coxa.records.alert import Alert
from coxa.records.plain import plain_from_json, plain_to_json
from coxa.records.release import Release, ReleaseItem
from coxa.records.screening import Answer, Screening
from coxa.records.session import RangeReached, Session, Stop
from coxa.safety.alerts import alerts_of_session
from tests.core.safety_samples import (
    ANY,
    DAY,
    Field,
    done,
    ids,
    release,
    screened,
    session,
    stopped,
)

MADE = screened({"age": 16.0})
GIVEN = release(ReleaseItem(kind="feature", name="floor"))
HELD = session(
    done(ranges=(RangeReached(direction="internal", value_deg=30.0, error_95_deg=4.0,
                              highest_deg=32.0),)),
    stopped("bridge"),
)  # fmt: skip
TOLD = alerts_of_session(HELD, ANY, [], new_id=ids())[0]


@pytest.mark.parametrize("record", [MADE, GIVEN, HELD, TOLD], ids=lambda r: type(r).__name__)
def test_a_record_of_care_comes_back_as_it_was(record: Field) -> None:
    assert plain_from_json(type(record), plain_to_json(record)) == record
    with pytest.raises(RecordError, match="schema: expected"):
        plain_from_json(type(record), {"schema": "coxa.hat/1"})


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"answers": (*MADE.answers, MADE.answers[0])}, "a question is answered twice"),
        ({"urgency": "urgent"}, "goes with seek_care_now"),
        ({"verdict": "seek_care_now"}, "goes with seek_care_now"),
        ({"reasons": ()}, "other than go has a reason"),
        ({"answers": (Answer(question="age"),)}, "either chosen or a number"),
        ({"answers": (Answer(question="age", chosen=("yes",), number=1.0),)}, "either chosen"),
    ],
)
def test_a_screening_that_contradicts_itself_is_named(fields: dict[str, Field], said: str) -> None:
    with pytest.raises(RecordError, match=said):
        plain_to_json(dataclasses.replace(MADE, **fields))


def test_a_screening_is_read_by_question() -> None:
    assert MADE.number("age") == 16.0
    assert MADE.number("hat") is None
    assert MADE.chosen("fracture") == ("no",)
    assert MADE.chosen("hat") == ()
    assert MADE.moment.date() == DAY


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"items": ()}, "nothing is released"),
        ({"until": "2026-02-30"}, "no such day"),
        ({"until": "2026-01-01"}, "before the first"),
        ({"items": (ReleaseItem(kind="exercise"),)}, "names what it is for"),
        ({"items": (ReleaseItem(kind="ceiling", direction="internal"),)}, "a ceiling has"),
        ({"items": (ReleaseItem(kind="dose", name="bridge"),)}, "a dose has"),
    ],
)
def test_a_release_that_says_nothing_is_named(fields: dict[str, Field], said: str) -> None:
    with pytest.raises(RecordError, match=said):
        plain_to_json(dataclasses.replace(GIVEN, **fields))


def test_a_release_holds_on_its_first_and_last_day() -> None:
    days = (-1, 0, 30, 31)
    assert [GIVEN.holds_on(DAY + timedelta(days=d)) for d in days] == [False, True, True, False]
    assert isinstance(plain_from_json(Release, plain_to_json(GIVEN)), Release)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"finished_at": "2026-11-22T09:00:00+01:00"}, "before it began"),
        ({"finished_at": "2026-13-22T09:00:00+01:00"}, "no such moment"),
        ({"exercises": (done(stop=Stop(reason="stop_word")),)}, "goes with the reason stop_word"),
        ({"exercises": (done(stop=Stop(reason="pain")),)}, "how much it was"),
        ({"pain_before": 11}, "at most 10"),
    ],
)
def test_a_session_that_cannot_be_is_named(fields: dict[str, Field], said: str) -> None:
    with pytest.raises(RecordError, match=said):
        plain_to_json(dataclasses.replace(HELD, **fields))
    broken_off = dataclasses.replace(HELD, finished_at=None)
    assert plain_from_json(Session, plain_to_json(broken_off)) == broken_off


@pytest.mark.parametrize(
    "deliveries", [(), (dataclasses.replace(TOLD.deliveries[0], state="seen"),)]
)
def test_an_alert_begins_with_being_recorded(deliveries: Field) -> None:
    with pytest.raises(RecordError, match="the first step is being recorded"):
        plain_to_json(dataclasses.replace(TOLD, deliveries=deliveries))
    assert plain_from_json(Alert, plain_to_json(TOLD)).moment.date() == DAY


def test_a_screening_is_what_it_says() -> None:
    assert plain_from_json(Screening, plain_to_json(MADE)).verdict == "ask_therapist"
