"""Parts of a visit that no way through it reaches: what holds if something is missing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from coxa.browser.visit.cards import exercise_screen
from coxa.browser.visit.day import access_now, day_of
from coxa.browser.visit.ending import later_of, session_of
from coxa.browser.visit.flow import Scene
from coxa.browser.visit.known import Known
from coxa.browser.visit.showing import item_now, screen_of
from coxa.browser.visit.state import VisitState
from coxa.browser.visit.tellings import stop_text
from coxa.browser.visit.words import VisitWords
from coxa.errors import RecordError, RefusedError
from coxa.records.assessment import DIRECTIONS, SIDES, Direction
from coxa.tables.care import care_tables
from tests.core.history_samples import FIRST_DAY, Values, record
from tests.core.programme_samples import SUBJECT, done, moment, screening
from tests.core.safety_samples import replaced
from tests.core.visit_samples import ID, a_plan

CARE = care_tables()
STATE = VisitState(kind="session", id=ID, began_at=moment(0), now=moment(0), todo=("walking_cue",))


def scene(**changes: Any) -> Scene:  # noqa: ANN401  # fields of what is known
    told: dict[str, Any] = {"programme": a_plan(), "screening": screening(), **changes}
    return Scene(Known(subject=SUBJECT, **told), CARE)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"screening": None}, "plan_needs_screening"),
        ({"screening": screening(day=-30)}, "plan_screening_old"),
        ({"programme": None}, "session_no_plan"),
    ],
)
def test_without_what_it_rests_on_there_is_no_day(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(RefusedError) as caught:
        day_of(scene(**changes).known, STATE, CARE)
    assert caught.value.code == code


def test_a_plan_is_done_on_its_days_only() -> None:
    assert day_of(scene().known, STATE, CARE).due == a_plan().on(FIRST_DAY)


def test_pain_in_the_test_opens_nothing_that_the_angles_close() -> None:
    far: dict[Direction, float] = {"internal": 60.0, "external": 20.0}
    values: Values = {(side, way): far[way] for side in SIDES for way in DIRECTIONS}
    seen = []
    for pain in (0, 2):
        told = scene(assessment=record(values, pain={("left", "internal"): pain}))
        access = access_now(told.known, screening(), STATE.day, CARE)
        seen.append({name for name, gate in access.gates.items() if gate.status != "open"})
    assert seen[0] == seen[1]
    usual = access_now(scene().known, screening(), STATE.day, CARE)
    assert len(seen[1]) > sum(gate.status != "open" for gate in usual.gates.values())


def test_a_session_needs_a_plan_and_an_exercise_its_line() -> None:
    with pytest.raises(RecordError, match="without a plan"):
        session_of(scene(programme=None).known, STATE, is_finished=True)
    for told in (scene(programme=None), scene()):
        with pytest.raises(RecordError, match="not in the plan"):
            item_now(told, replace(STATE, todo=("clamshell",)))


def test_a_clock_that_was_set_back_ends_nothing_before_it_began() -> None:
    assert later_of(moment(1), moment(0)) == moment(1)
    assert later_of(moment(0), moment(1)) == moment(1)


def test_without_an_open_question_none_is_shown() -> None:
    answered = replace(STATE, kind="test", screening=screening())
    given = replace(answered, answers=screening().answers)
    with pytest.raises(RecordError, match="none is open"):
        screen_of(scene(), given)


def test_what_was_not_stopped_has_no_reason() -> None:
    item = a_plan().items[0]
    assert stop_text(VisitWords(), done(item)[0]) == ""


def test_a_dose_says_what_is_counted() -> None:
    words, dose = VisitWords(), a_plan().items[0].dose
    plain = words.dose(replace(dose, hold_s=0.0, sets=2))
    held = words.dose(replace(dose, hold_s=5.0, sets=2))
    assert held.startswith(plain)
    assert words.dose(replace(dose, hold_s=30.0, sets=1)) != held != plain


def test_an_exercise_that_needs_nothing_asks_for_nothing() -> None:
    item = a_plan().item("walking_cue")
    assert item is not None
    bare = replaced(CARE, "exercises", walking_cue={"equipment": ()})
    facts = [exercise_screen(item, (1, 1), STATE, care).facts for care in (CARE, bare)]
    assert facts[0][:-1] == facts[1]
