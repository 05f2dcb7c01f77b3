"""The safety questions: what is asked, what fits together, what follows."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coxa.errors import RefusedError
from coxa.messages.catalog import has_sentence, refusal_of, sentence
from coxa.records.plain import plain_from_json, plain_to_json
from coxa.records.screening import VERDICTS, Answer, Occasion, Screening
from coxa.safety.gates import access_of
from coxa.safety.screening import (
    codes_of,
    is_current,
    lock_verdict,
    questions_for,
    screen,
    verdict_of,
)
from coxa.tables.care import AnswerRule, AskIf, Question, care_tables
from tests.core.safety_samples import (
    DAY,
    ID,
    SUBJECT,
    Field,
    Told,
    answer,
    answers_for,
    at,
    questions,
    replaced,
    screened,
    surgery,
    told_answers,
)

CARE = care_tables()
LOCKS = [question.id for question in CARE.questions if question.is_lock]
SIGNS = [
    (question.id, rule.outcome)
    for question in CARE.questions
    for rule in question.rules
    if rule.outcome in ("emergency", "urgent") and not question.ask_if
]


def refused(told: dict[str, Told] | list[Answer], **more: Field) -> RefusedError:
    """The refusal of answers."""
    answers = told if isinstance(told, list) else answers_for(told)
    with pytest.raises(RefusedError) as raised:
        judged(answers, **more)
    assert has_sentence(f"refusal.{raised.value.code}")
    assert refusal_of(raised.value).next_step
    return raised.value


def judged(answers: Sequence[Answer], **more: Field) -> Screening:
    head: dict[str, Any] = {"id": ID, "subject": SUBJECT, "recorded_at": at(DAY)}
    return screen(answers, **(head | more))


# ------------------------------------------------------------------------------------ what is asked


def test_lock_questions_come_before_everything_else() -> None:
    asked = [question.id for question in questions_for((), "first")]
    first = [name for name in asked if name in LOCKS]
    assert asked[: len(first)] == first
    wanted = {"age", "hip_surgery", "fracture", "cannot_bear_weight", "fever_with_pain"}
    assert wanted <= set(LOCKS)


def test_what_follows_on_an_answer_is_asked_after_it() -> None:
    no = {q.id for q in questions_for(answers_for({}), "first")}
    yes = {q.id for q in questions_for(answers_for(surgery("hip_replacement")), "first")}
    assert yes - no == {"surgery_kind", "surgery_side", "surgery_approach", "surgery_weeks"}
    kinds = answers_for(surgery("osteotomy"))
    assert "surgery_approach" not in {a.question for a in kinds}
    assert "cancer_history" in {a.question for a in answers_for({"weight_loss": "unsure"})}
    assert "cancer_history" in {a.question for a in answers_for({"night_pain": "yes"})}


@pytest.mark.parametrize("occasion", ["weekly", "after_stop"])
def test_weekly_and_after_a_stop_only_what_changes_is_asked(occasion: Occasion) -> None:
    asked = {question.id for question in questions_for((), occasion, earlier=screened())}
    assert asked == {q.id for q in CARE.questions if q.is_weekly and not q.ask_if}
    assert set(LOCKS) - {"age", "fracture_seen"} <= asked
    assert {"groin_pinch", "open_wound", "anything_new", "confidence"} <= asked
    assert not {"age", "pregnant", "conditions"} & asked
    assert "anything_new" not in {q.id for q in questions_for((), "first")}


@pytest.mark.parametrize("said", ["yes", "unsure"])
def test_something_new_asks_everything_again(said: str) -> None:
    new = [Answer(question="anything_new", chosen=(said,))]
    asked = {question.id for question in questions_for(new, "weekly", earlier=screened())}
    assert {"pregnant", "conditions", "age"} <= asked
    later = screened({"anything_new": said, "pregnant": "yes"}, occasion="weekly",
                     earlier=screened())  # fmt: skip
    assert later.chosen("pregnant") == ("yes",)


def test_a_question_can_follow_on_a_number() -> None:
    condition = (AskIf(question="age", above=65.0),)
    care = replaced(CARE, "questions", osteoporosis={"ask_if": condition})
    for age, is_asked in ((65.0, False), (66.0, True)):
        asked = {a.question for a in answers_for({"age": age}, care=care)}
        assert ("osteoporosis" in asked) == is_asked


def test_without_an_earlier_one_weekly_asks_follow_ups_too() -> None:
    operated = [Answer(question="hip_surgery", chosen=("yes",))]
    asked = {question.id for question in questions_for(operated, "weekly")}
    assert {"surgery_kind", "surgery_weeks"} <= asked
    assert "age" not in asked
    missing = refused(list(answers_for({}, "weekly")), occasion="weekly")
    assert (missing.code, missing.values["name"]) == ("screening_incomplete", "age")


def test_what_an_earlier_one_never_asked_is_asked() -> None:
    earlier = screened()
    asked = answers_for({"hip_surgery": "yes"}, "weekly", earlier)
    assert {"surgery_kind", "surgery_weeks"} <= {a.question for a in asked}
    half = dataclasses.replace(
        earlier, answers=tuple(a for a in earlier.answers if a.question != "pregnant")
    )
    assert "pregnant" in {q.id for q in questions_for((), "weekly", earlier=half)}


# ----------------------------------------------------------------------------- what is carried over


def test_what_does_not_change_is_carried_over() -> None:
    earlier = screened({"pregnant": "yes", "conditions": "hip_osteoarthritis"})
    later = screened(day=DAY + timedelta(days=7), occasion="weekly", earlier=earlier)
    assert later.chosen("pregnant") == ("yes",)
    assert later.chosen("conditions") == ("hip_osteoarthritis",)
    assert [r.code for r in later.reasons] == [r.code for r in earlier.reasons]
    assert later.number("age") == 40.0


def test_weeks_since_an_operation_go_on_counting() -> None:
    earlier = screened(surgery("hip_arthroscopy", 10))
    assert earlier.verdict == "ask_therapist"
    told: dict[str, Told] = {"hip_surgery": "yes"}
    later = earlier
    for week in (1, 2):
        later = screened(told, DAY + timedelta(days=7 * week), "weekly", later)
        assert later.number("surgery_weeks") == pytest.approx(10 + week)
    assert later.verdict == "low_load"


def test_a_carried_answer_that_no_longer_applies_is_dropped() -> None:
    earlier = screened({"calf_swelling": "yes"})
    later = screened({}, occasion="weekly", earlier=earlier)
    assert "chest_signs" not in {a.question for a in later.answers}
    odd = dataclasses.replace(
        earlier,
        answers=(*earlier.answers, Answer(question="surgery_side", chosen=("left",))),
    )
    later = screened({}, occasion="weekly", earlier=odd)
    assert "surgery_side" not in {a.question for a in later.answers}


def test_the_confidence_question_may_be_left_out() -> None:
    assert screened().number("confidence") is None
    assert screened({"confidence": 6.0}).number("confidence") == 6.0
    earlier = screened({"confidence": 6.0})
    assert screened({}, occasion="weekly", earlier=earlier).number("confidence") is None


# ------------------------------------------------------------------------------------- what follows


def test_somebody_without_trouble_may_go() -> None:
    made = screened()
    assert (made.verdict, made.urgency, made.reasons) == ("go", None, ())


@pytest.mark.parametrize(("question", "outcome"), SIGNS)
@pytest.mark.parametrize("said", ["yes", "unsure"])
def test_a_red_flag_seeks_care_now(question: str, outcome: str, said: str) -> None:
    made = screened({question: said})
    assert (made.verdict, made.urgency) == ("seek_care_now", outcome)
    assert question in {reason.question for reason in made.reasons}


@pytest.mark.parametrize(
    ("told", "urgency"),
    [
        ({"calf_swelling": "yes", "chest_signs": "yes"}, "emergency"),
        ({"calf_swelling": "yes"}, "urgent"),
        ({"fracture": "yes", "fracture_seen": "no"}, "emergency"),
        ({"fracture": "unsure", "fracture_seen": "unsure"}, "emergency"),
        ({"night_pain": "yes", "cancer_history": "yes"}, "urgent"),
        ({"weight_loss": "yes", "saddle_numbness": "yes"}, "emergency"),
    ],
)
def test_the_gravest_sign_decides(told: dict[str, Told], urgency: str) -> None:
    assert screened(told).urgency == urgency


def test_an_emergency_waits_for_no_other_answer() -> None:
    made = judged([Answer(question="cannot_bear_weight", chosen=("yes",))])
    assert made.urgency == "emergency"
    unfinished = refused([Answer(question="calf_swelling", chosen=("yes",))])
    assert unfinished.code == "screening_incomplete"
    odd = [*answers_for({"saddle_numbness": "yes", "pain_place": "groin"})]
    assert judged(odd).urgency == "emergency"


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        ({"age": 17.0}, "ask_therapist"),
        ({"age": 18.0}, "go"),
        ({"hip_surgery": "unsure"}, "ask_therapist"),
        ({"fracture": "yes"}, "ask_therapist"),
        ({"night_pain": "unsure"}, "ask_therapist"),
        ({"morning_stiffness": "yes"}, "ask_therapist"),
        (surgery("hip_replacement"), "ask_therapist"),
        (surgery("hip_fracture_fixation"), "ask_therapist"),
        (surgery("osteotomy"), "ask_therapist"),
        (surgery("other_hip_surgery"), "ask_therapist"),
        (surgery("hip_arthroscopy", 11), "ask_therapist"),
        (surgery("hip_arthroscopy", 12), "low_load"),
        ({"conditions": "unknown_condition", "pain_place": "groin"}, "low_load"),
        ({"conditions": "hip_osteoarthritis", "pain_place": "groin"}, "go"),
        ({"pregnant": "yes", "falls": "unsure", "kneel": "no"}, "go"),
    ],
)
def test_each_verdict_has_its_answers(told: dict[str, Told], verdict: str) -> None:
    assert screened(told).verdict == verdict


@pytest.mark.parametrize("row", questions(), ids=lambda question: question.id)
def test_not_sure_is_the_safer_side(row: Question) -> None:
    if row.kind != "yes_no":
        return
    good = {"yes"} if row.id in ("floor_transfer", "kneel", "fracture_seen") else {"no"}
    for rule in row.rules:
        assert not good & set(rule.any_of)
    if row.rules:
        assert any("unsure" in rule.any_of for rule in row.rules)


def test_what_only_closes_features_says_which() -> None:
    made = screened({"pregnant": "unsure", "anticoagulants": "yes"})
    locked = {feature for reason in made.reasons for feature in reason.locks}
    assert {"pressure_on_buttock", "band_at_groin", "prone", "supine"} <= locked
    assert {reason.outcome for reason in made.reasons} == {"locks"}


# -------------------------------------------------------------------------------- what does not fit


@pytest.mark.parametrize(
    ("more", "contradiction"),
    [
        ([Answer(question="falls", chosen=("yes",))], "answered_twice"),
        ([Answer(question="surgery_side", chosen=("left",))], "not_asked"),
    ],
)
def test_an_answer_too_many_is_named(more: list[Answer], contradiction: str) -> None:
    error = refused([*answers_for({}), *more])
    assert error.code == "screening_contradiction"
    assert error.values["contradiction"] == contradiction
    assert sentence(f"screening.{more[0].question}.ask") in refusal_of(error).message


@pytest.mark.parametrize(
    ("told", "contradiction"),
    [
        ({"conditions": "none", "pain_place": ("groin", "knee")}, "pain_without_condition"),
        (
            {"conditions": "dysplasia", "pain_place": "outer_hip", "lateral_pain": "no"},
            "outer_hip_denied",
        ),
        ({"falls": ("yes", "no")}, "two_answers"),
        ({"surgery_side": ("left", "right"), **surgery("osteotomy")}, None),
        ({"conditions": ("none", "dysplasia")}, "none_with_others"),
    ],
)
def test_contradictions_are_named(told: dict[str, Told], contradiction: str | None) -> None:
    if contradiction is None:
        assert screened(told).chosen("surgery_side") == ("right",)
        return
    error = refused(told)
    assert (error.code, error.values["contradiction"]) == (
        "screening_contradiction",
        contradiction,
    )


def test_an_operation_does_not_unhappen() -> None:
    earlier = screened(surgery("hip_replacement"))
    answers = list(answers_for({"hip_surgery": "no"}, "weekly", earlier))
    error = refused(answers, occasion="weekly", earlier=earlier)
    assert error.values["contradiction"] == "no_longer"
    put_right = screened({"hip_surgery": "no", "anything_new": "yes"}, DAY, "weekly", earlier)
    assert put_right.verdict == "go"


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (Answer(question="conditions", chosen=("gremlin",)), "screening_unknown_answer"),
        (Answer(question="falls", chosen=("maybe",)), "screening_unknown_answer"),
        (Answer(question="falls", number=3.0), "screening_unknown_answer"),
        (Answer(question="hat", chosen=("yes",)), "screening_unknown_question"),
        (Answer(question="age", number=0.0), "screening_number"),
        (Answer(question="age", number=float("nan")), "screening_number"),
        (Answer(question="age", chosen=("yes",)), "screening_number"),
        (Answer(question="confidence", number=11.0), "screening_number"),
        (Answer(question="falls"), "screening_incomplete"),
    ],
)
def test_an_answer_that_cannot_be_is_named(one: Answer, code: str) -> None:
    answers = [a for a in answers_for({}) if a.question != one.question]
    assert refused([*answers, one]).code == code


@pytest.mark.parametrize("left_out", [q.id for q in questions() if not q.ask_if])
def test_a_missing_answer_is_asked_for(left_out: str) -> None:
    answers = [a for a in answers_for({}) if a.question != left_out]
    if left_out in ("confidence", "anything_new"):
        assert judged(answers).verdict == "go"
        return
    error = refused(answers)
    assert (error.code, error.values["name"]) == ("screening_incomplete", left_out)


def test_another_region_or_person_is_named() -> None:
    assert refused({}, region="moon").code == "screening_region"
    other = refused({}, earlier=dataclasses.replace(screened(), subject="other"))
    assert other.code == "screening_other_person"


def test_a_code_chosen_twice_counts_once() -> None:
    made = screened({"conditions": ("dysplasia", "dysplasia"), "pain_place": "groin"})
    assert made.chosen("conditions") == ("dysplasia",)


# ---------------------------------------------------------------------------------- the guided test


def test_the_guided_test_is_open_to_somebody_without_trouble() -> None:
    verdict = lock_verdict(answers_for({"kneel": "no"}))
    assert (verdict.is_open, verdict.verdict, verdict.reasons) == (True, "go", ())


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        ({"age": 12.0}, "ask_therapist"),
        ({"hip_surgery": "yes"}, "go"),
        ({"hip_surgery": "unsure"}, "ask_therapist"),
        ({"fracture": "yes"}, "ask_therapist"),
        ({"cannot_bear_weight": "unsure"}, "seek_care_now"),
        ({"fever_with_pain": "yes"}, "seek_care_now"),
    ],
)
def test_any_lock_question_closes_the_guided_test(told: dict[str, Told], verdict: str) -> None:
    found = lock_verdict(answers_for(told))
    assert not found.is_open
    assert found.verdict == verdict
    assert (found.urgency == "emergency") == (verdict == "seek_care_now")


def test_the_guided_test_waits_for_the_lock_questions() -> None:
    with pytest.raises(RefusedError, match="screening_incomplete"):
        lock_verdict([a for a in answers_for({}) if a.question != "fracture"])
    alone = lock_verdict([Answer(question="fever_with_pain", chosen=("yes",))])
    assert alone.urgency == "emergency"


# -------------------------------------------------------------------------------- how long it holds


def test_a_screening_holds_for_a_week() -> None:
    most = int(CARE.plan_figure("screening_days").value)
    made = screened()
    for days, is_good in ((-1, False), (0, True), (most, True), (most + 1, False)):
        assert is_current(made, DAY + timedelta(days=days)) == is_good


# ------------------------------------------------------------------------------- any answers at all


def outcome(answers: Sequence[Answer]) -> Screening | str:
    """What comes of answers: a screening, or the code of its refusal."""
    try:
        return judged(answers)
    except RefusedError as error:
        return error.code


@given(told=told_answers())
def test_any_answers_give_one_verdict_or_a_named_refusal(told: dict[str, Told]) -> None:
    answers = answers_for(told)
    found = outcome(answers)
    assert found == outcome(answers)
    if isinstance(found, str):
        assert found == "screening_contradiction"
        return
    assert verdict_of(found.reasons) == (found.verdict, found.urgency)
    assert plain_from_json(Screening, plain_to_json(found)) == found


@given(told=told_answers(), data=st.data())
def test_the_order_of_answers_does_not_matter(told: dict[str, Told], data: st.DataObject) -> None:
    answers = answers_for(told)
    shuffled = data.draw(st.permutations(answers))
    assert outcome(shuffled) == outcome(answers)


@given(told=told_answers(), sign=st.sampled_from([name for name, _ in SIGNS]))
def test_a_red_flag_more_never_makes_it_milder(told: dict[str, Told], sign: str) -> None:
    before = outcome(answers_for(told | {sign: "no"}))
    if isinstance(before, str):
        return
    after = outcome(answers_for(told | {sign: "yes"}))
    assert not isinstance(after, str)
    assert after.verdict == "seek_care_now"
    assert VERDICTS.index(after.verdict) >= VERDICTS.index(before.verdict)


@given(told=told_answers(), data=st.data())
def test_half_the_answers_are_asked_for_or_an_emergency(
    told: dict[str, Told], data: st.DataObject
) -> None:
    answers = answers_for(told)
    some = data.draw(st.lists(st.sampled_from(answers), max_size=8, unique=True))
    found = outcome(some)
    if isinstance(found, str):
        assert found in ("screening_incomplete", "screening_contradiction")
    else:
        assert found.urgency == "emergency"


# ----------------------------------------------------------------------------------------- in words


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.id)
def test_every_question_can_be_asked_and_answered(question: Question) -> None:
    assert sentence(f"screening.{question.id}.ask").endswith((".", "?"))
    if question.kind in ("choice", "choices"):
        for code in codes_of(question):
            assert has_sentence(f"screening.{question.id}.choice.{code}")
    for rule in question.rules:
        assert sentence(f"screening.reason.{rule.code}").endswith(".")
    assert answer(question, None).question == question.id


def test_a_clinics_own_rows_speak_for_themselves() -> None:
    own = AnswerRule(
        code="our_rule", outcome="note", source_id="coxa_proposal", confidence="D",
        reason="Said by our clinic.", any_of=("yes",),
    )  # fmt: skip
    extra = Question(id="our_question", section="person", kind="yes_no", rules=(own,))
    row = dataclasses.replace(CARE.gates("deep_gluteal")[0], id="ours", condition="our_condition")
    town = dataclasses.replace(CARE.region("europe"), id="our_town", emergency_call="555")
    care = dataclasses.replace(
        replaced(CARE, "questions", conditions={"choices": ("none", "our_condition")},
                 condition_side={"ask_if": ()}),
        conditions=(row,), regions=(*CARE.regions, town),
    )  # fmt: skip
    care = dataclasses.replace(care, questions=(*care.questions, extra))
    with pytest.raises(RefusedError) as raised:
        judged([a for a in answers_for({}, care=care) if a.question != "our_question"], care=care)
    assert "our question" in refusal_of(raised.value).message
    told: dict[str, Told] = {
        "our_question": "yes", "conditions": "our_condition", "pain_place": "groin",
    }  # fmt: skip
    made = screened(told, care=care)
    assert made.reasons[-1].message == "Said by our clinic."
    access = access_of(made, (), DAY, care=care)
    assert row.reason in {notice.message for notice in access.notices}
    assert all("our condition" in reason.message for _, reason in access.uses)
    ill = judged(answers_for({"saddle_numbness": "yes"}, care=care), care=care, region="our_town")
    assert "555" in access_of(ill, (), DAY, care=care).help


def test_every_contradiction_has_words() -> None:
    for row in CARE.contradictions:
        assert has_sentence(f"screening.contradiction.{row.code}")
