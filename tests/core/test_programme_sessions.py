"""A session that does not fit its plan is named; what fits is taken as it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from coxa.errors import RefusedError
from coxa.messages.catalog import refusal_of
from coxa.programme.sessions import programme_of
from coxa.records.session import Session
from tests.core.programme_samples import moment, new_id, plan, request, session

PLAN = plan(request())
WHOLE = session(PLAN, 1)
NOW = datetime.fromisoformat(moment(3))


def test_a_session_of_the_plan_is_taken() -> None:
    assert programme_of(WHOLE, [PLAN], NOW) == PLAN


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        (replace(WHOLE, recorded_at=moment(4), finished_at=None), "session_from_future"),
        (replace(WHOLE, programme_id=new_id("other")), "session_other_programme"),
        (
            replace(WHOLE, exercises=(replace(WHOLE.exercises[0], exercise="handstand"),)),
            "session_unknown_exercise",
        ),
        (
            replace(WHOLE, exercises=(replace(WHOLE.exercises[0], exercise="band_knee_in"),)),
            "session_not_in_plan",
        ),
        (
            replace(WHOLE, exercises=(replace(WHOLE.exercises[0], level=3),)),
            "session_level",
        ),
    ],
)
def test_what_does_not_fit_is_named(changed: Session, code: str) -> None:
    with pytest.raises(RefusedError) as caught:
        programme_of(changed, [PLAN], NOW)
    assert caught.value.code == code
    assert refusal_of(caught.value).next_step


def test_a_side_that_is_not_planned_is_named() -> None:
    one_sided = next(item for item in PLAN.items if item.sides == "left")
    entry = replace(WHOLE.exercises[0], exercise=one_sided.exercise, side="right")
    with pytest.raises(RefusedError, match="session_side"):
        programme_of(replace(WHOLE, exercises=(entry,)), [PLAN], NOW)
