"""What the therapist must know, and how far the news has come."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coxa.errors import RefusedError
from coxa.messages.catalog import has_sentence, refusal_of, sentence
from coxa.records.alert import SEVERITIES, STATES, Alert, DeliveryState
from coxa.records.plain import plain_from_json, plain_to_json
from coxa.records.programme import PainRule
from coxa.records.session import STOP_WORDS, ExerciseDone, PainKind, Stop, StopReason
from coxa.safety.alerts import (
    alert_of_morning,
    alert_of_screening,
    alerts_of_session,
    delivery_text,
    with_delivery,
)
from coxa.safety.pain import stop_of
from coxa.tables.care import care_tables
from tests.core.safety_samples import (
    ANY,
    DAY,
    RULES,
    SUBJECT,
    Told,
    at,
    done,
    ids,
    morning,
    screened,
    session,
    stopped,
)

CARE = care_tables()
LATER = "2026-11-22T12:00:00+01:00"


def alerts(*entries: ExerciseDone, rule: PainRule = ANY, earlier: int = 0) -> tuple[Alert, ...]:
    """Alerts of a session with some exercises, after sessions in which the first was stopped."""
    before = [
        session(stopped(entries[0].exercise), day=DAY - timedelta(days=i + 1))
        for i in range(earlier)
    ]
    return alerts_of_session(session(*entries), rule, before, new_id=ids())


def facts(alert: Alert) -> dict[str, object]:
    """Facts of an alert by name."""
    return {fact.name: fact.value for fact in alert.facts}


# ------------------------------------------------------------------------------ sessions


def test_a_session_without_a_stop_is_no_news() -> None:
    assert alerts(done(), done("bridge")) == ()


@pytest.mark.parametrize(
    ("entry", "code", "severity"),
    [
        (stopped(pain=3), "stop_pain", "stop"),
        (stopped(pain=6), "pain_high", "urgent"),
        (done(pain_during=2), "stop_pain", "stop"),
        (done(stop=Stop(reason="stop_word", word="catching")), "stop_word", "stop"),
        (done(stop=Stop(reason="ceiling")), "stop_ceiling", "concern"),
        (done(stop=Stop(reason="fatigue")), "stop_other", "concern"),
        (done(stop=Stop(reason="other")), "stop_other", "concern"),
        (done(stop=Stop(reason="other"), pain_after=8), "pain_high", "urgent"),
    ],
)
def test_every_kind_of_stop_has_its_alert(entry: ExerciseDone, code: str, severity: str) -> None:
    (found,) = alerts(entry)
    assert (found.code, found.severity) == (code, severity)
    assert sentence("exercise.chair_rotation.name") in found.message
    assert found.next_step
    assert (found.about, found.subject) == (session().id, SUBJECT)
    assert found.recorded_at == at(DAY, 11)
    assert found.state == "recorded"
    assert {"exercise", "side", "pain_before", "pain_rule", "stops"} <= set(facts(found))


def test_the_same_exercise_stopped_again_is_urgent() -> None:
    (found,) = alerts(stopped(), earlier=1)
    assert (found.code, found.severity) == ("stop_repeated", "urgent")
    assert facts(found)["stops"] == 2
    (other,) = alerts_of_session(
        session(stopped("bridge")), ANY, [session(stopped(), day=DAY - timedelta(days=1))],
        new_id=ids(),
    )  # fmt: skip
    assert other.code == "stop_pain"


def test_a_stop_word_is_told_in_words() -> None:
    for word in STOP_WORDS:
        (found,) = alerts(done(stop=Stop(reason="stop_word", word=word)))
        assert facts(found)["word"] == sentence(f"safety.word.{word}")
        assert sentence(f"safety.word.{word}") in found.message


def test_an_exercise_nobody_knows_and_a_session_broken_off_are_told_too() -> None:
    broken = session(stopped("hat", pain_before=None, pain_kind=None), finished_at=None)
    (found,) = alerts_of_session(broken, ANY, [], new_id=ids())
    assert "hat" in found.message
    assert found.recorded_at == at(DAY)
    assert facts(found)["pain_before"] == broken.pain_before
    assert "pain_kind" not in facts(found)
    unsaid = done(pain_during=None, pain_after=None, stop=Stop(reason="other"))
    assert facts(alerts(unsaid)[0])["pain_during"] == 1


def stops() -> st.SearchStrategy[Stop | None]:
    """Any stop there can be."""
    scores = st.integers(0, 10)
    words = st.builds(Stop, reason=st.just("stop_word"), word=st.sampled_from(STOP_WORDS))
    others = st.builds(
        Stop, reason=st.sampled_from(("ceiling", "fatigue", "other")), pain=st.none() | scores
    )
    return st.one_of(st.none(), words, others, st.builds(Stop, reason=st.just("pain"), pain=scores))


SCORE = st.one_of(st.none(), st.integers(0, 10))
ENTRIES = st.builds(
    lambda name, before, during, kind, after, stop: done(
        name, pain_before=before, pain_during=during, pain_kind=kind, pain_after=after, stop=stop
    ),
    st.sampled_from([row.id for row in CARE.exercises]),
    SCORE,
    SCORE,
    st.one_of(st.none(), st.sampled_from(get_args(PainKind))),
    SCORE,
    stops(),
)


@given(
    entries=st.lists(ENTRIES, max_size=5),
    before=st.lists(ENTRIES, max_size=3),
    rule=st.sampled_from(RULES),
    pain=st.integers(0, 10),
)
def test_every_stop_has_an_alert(
    entries: list[ExerciseDone], before: list[ExerciseDone], rule: PainRule, pain: int
) -> None:
    own = session(*entries, pain_before=pain)
    earlier = [session(entry, day=DAY - timedelta(days=i + 1)) for i, entry in enumerate(before)]
    found = alerts_of_session(own, rule, earlier, new_id=ids())
    expected = [entry.exercise for entry in entries if stop_of(entry, own, rule) is not None]
    assert len(found) == len(expected)
    assert [f"exercise.{name}.name" for name in expected] == [
        f"exercise.{name}.name"
        for name, alert in zip(expected, found, strict=True)
        if sentence(f"exercise.{name}.name") in alert.message
    ]
    assert len({alert.id for alert in found}) == len(found)
    for alert in found:
        assert alert.severity in SEVERITIES
        assert plain_from_json(Alert, plain_to_json(alert)) == alert
    assert alerts_of_session(own, rule, earlier[::-1], new_id=ids()) == found


# ------------------------------------------------------------------------------ screenings


@pytest.mark.parametrize(
    ("told", "severity", "code"),
    [
        ({"saddle_numbness": "yes"}, "emergency", "screening_emergency"),
        ({"calf_swelling": "unsure"}, "urgent", "screening_urgent"),
        ({"morning_stiffness": "yes"}, "concern", "screening_therapist"),
        ({"age": 16.0}, "concern", "screening_therapist"),
    ],
)
def test_answers_that_call_for_somebody_are_news(
    told: dict[str, Told], severity: str, code: str
) -> None:
    made = screened(told)
    found = alert_of_screening(made, new_id=ids(), care=CARE)
    assert found is not None
    assert (found.severity, found.code, found.about) == (severity, code, made.id)
    assert made.reasons[0].message in found.message
    assert made.reasons[0].code in facts(found)
    if made.urgency is not None:
        help_ = sentence(f"region.europe.{made.urgency}", emergency_call="112", urgent_call="")
        assert found.next_step == help_
    assert plain_from_json(Alert, plain_to_json(found)) == found


def test_what_waited_for_the_therapist_before_is_no_news_again() -> None:
    first = screened({"morning_stiffness": "yes"})
    again = screened({}, DAY + timedelta(days=7), "weekly", first)
    assert again.verdict == "ask_therapist"
    assert alert_of_screening(again, new_id=ids(), earlier=first) is None
    more = screened({"night_pain": "yes"}, DAY + timedelta(days=7), "weekly", first)
    found = alert_of_screening(more, new_id=ids(), earlier=first)
    assert found is not None
    assert {"night_pain", "morning_stiffness"} <= set(facts(found))
    grave = screened({"saddle_numbness": "yes"})
    assert alert_of_screening(grave, new_id=ids(), earlier=grave) is not None
    unnamed = dataclasses.replace(grave, reasons=())
    assert alert_of_screening(unnamed, new_id=ids()) is not None


@pytest.mark.parametrize(
    "told", [{}, {"falls": "yes"}, {"conditions": "unknown_condition", "pain_place": "knee"}]
)
def test_answers_that_let_go_on_are_no_news(told: dict[str, Told]) -> None:
    assert alert_of_screening(screened(told), new_id=ids()) is None


# ------------------------------------------------------------------------------ mornings


@pytest.mark.parametrize(
    ("pain", "night", "code", "severity"),
    [
        (1, None, None, None),
        (0, False, None, None),
        (2, None, "morning_more", "concern"),
        (3, None, "morning_not_settled", "urgent"),
        (0, True, "night_pain_new", "urgent"),
        (None, True, "night_pain_new", "urgent"),
        (None, None, None, None),
    ],
)
def test_a_morning_that_is_not_back_is_news(
    pain: int | None, night: bool | None, code: str | None, severity: str | None
) -> None:
    before = session(done())
    checkin = morning(before, pain, new_night_pain=night)
    found = alert_of_morning(checkin, before, new_id=ids())
    if found is None:
        assert code is None
        return
    assert (found.code, found.severity) == (code, severity)
    assert (found.about, found.recorded_at) == (checkin.id, checkin.recorded_at)
    assert facts(found)["pain_before"] == 1
    assert plain_from_json(Alert, plain_to_json(found)) == found


@given(before=st.integers(0, 10), pain=st.integers(0, 10), more=st.integers(0, 10))
def test_a_worse_morning_is_never_milder_news(before: int, pain: int, more: int) -> None:
    own = session(done(), pain_before=before)
    one, two = (
        alert_of_morning(morning(own, score), own, new_id=ids())
        for score in (pain, min(10, pain + more))
    )
    grave = [-1 if found is None else SEVERITIES.index(found.severity) for found in (one, two)]
    assert grave[0] <= grave[1]


# ------------------------------------------------------------------------------ on its way


def an_alert() -> Alert:
    """An alert that is only recorded."""
    return alerts(stopped())[0]


def test_nobody_has_been_told_of_what_is_only_recorded() -> None:
    assert "Nobody has been told" in delivery_text(an_alert())
    assert all(has_sentence(f"alert.state.{state}") for state in STATES)


def test_the_news_comes_one_step_after_the_other() -> None:
    alert = an_alert()
    states: tuple[DeliveryState, ...] = ("sent", "delivered", "seen", "acknowledged")
    for minute, state in enumerate(states):
        alert = with_delivery(alert, state, f"2026-11-22T12:{minute:02d}:00+01:00", "a server")
        assert alert.state == state
        assert delivery_text(alert) == sentence(f"alert.state.{state}")
    assert [step.by for step in alert.deliveries] == ["coxa", *["a server"] * 4]
    assert plain_from_json(Alert, plain_to_json(alert)) == alert


@pytest.mark.parametrize("steps", [(), ("sent",), ("sent", "delivered"), ("escalated",)])
def test_what_nobody_answered_can_be_passed_on(steps: tuple[DeliveryState, ...]) -> None:
    alert = an_alert()
    for state in steps:
        alert = with_delivery(alert, state, LATER, "a server")
    passed = with_delivery(alert, "escalated", LATER, "a server")
    assert with_delivery(passed, "acknowledged", LATER, "A. Therapist").state == "acknowledged"
    assert with_delivery(passed, "sent", LATER, "a server").state == "sent"


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ((), "delivered"),
        ((), "acknowledged"),
        ((), "recorded"),
        (("sent",), "seen"),
        (("sent", "delivered", "seen", "acknowledged"), "escalated"),
        (("sent", "delivered", "seen", "acknowledged"), "seen"),
    ],
)
def test_a_step_that_does_not_follow_is_named(
    steps: tuple[DeliveryState, ...], state: DeliveryState
) -> None:
    alert = an_alert()
    for step in steps:
        alert = with_delivery(alert, step, LATER, "a server")
    with pytest.raises(RefusedError) as raised:
        with_delivery(alert, state, LATER, "a server")
    assert raised.value.code == "alert_order"
    assert state in refusal_of(raised.value).message


@pytest.mark.parametrize(
    "moment", ["2026-11-22T10:59:59+01:00", "2026-11-22T12:00:00", "yesterday", ""]
)
def test_a_step_before_the_last_one_is_named(moment: str) -> None:
    with pytest.raises(RefusedError) as raised:
        with_delivery(an_alert(), "sent", moment, "a server")
    assert raised.value.code == "alert_time"
    assert refusal_of(raised.value).next_step


# ------------------------------------------------------------------------------ in words


def test_everything_an_alert_says_has_words() -> None:
    for reason in get_args(StopReason):
        assert has_sentence(f"alert.reason.{reason}")
    for kind in get_args(PainKind):
        assert has_sentence(f"safety.kind.{kind}")
    word = done(stop=Stop(reason="stop_word", word="numbness"))
    found = (*alerts(stopped()), *alerts(word))
    names = {fact.name for alert in found for fact in alert.facts}
    assert all(has_sentence(f"alert.fact.{name}") for name in names)
