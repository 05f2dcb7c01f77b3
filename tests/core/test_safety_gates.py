"""What somebody may do: gates, ceilings, the pain rule, and what a release opens."""

from __future__ import annotations

import dataclasses
import timeit
from datetime import timedelta
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coxa.errors import RefusedError
from coxa.messages.catalog import has_sentence, refusal_of, sentence
from coxa.records.assessment import DIRECTIONS, SIDES
from coxa.records.release import Release, ReleaseItem, ReleaseKind
from coxa.records.screening import VERDICTS
from coxa.safety.closings import features_of
from coxa.safety.gates import Access, access_of, require_plan
from coxa.safety.releases import check_release, in_force, names_to_release
from coxa.safety.screening import screen
from coxa.tables.care import CareTables, care_tables
from coxa.tables.exercises import Feature
from coxa.tables.load import tables
from tests.core.safety_samples import (
    DAY,
    ID,
    SUBJECT,
    Told,
    answers_for,
    at,
    release,
    replaced,
    screened,
    surgery,
    told_answers,
)

CARE = care_tables()
SOURCES = {source.id for source in tables().sources}
CONDITIONS = tuple(dict.fromkeys(row.condition for row in CARE.conditions))
ORDER = ("open", "locked", "avoided")
SHORT_YEAR = 12 * 7


def access(
    told: dict[str, Told] | None = None,
    *items: ReleaseItem,
    days: int = 0,
    has_version: bool = False,
    care: CareTables | None = None,
) -> Access:
    """What somebody may do who answered as told, with one release of all items."""
    releases = [release(*items)] if items else []
    day = DAY + timedelta(days=days)
    return access_of(screened(told or {}), releases, day, has_version, care)


def item(kind: ReleaseKind, name: str | None = None, **more: float | str) -> ReleaseItem:
    """One thing released."""
    return ReleaseItem(kind=kind, name=name, **more)  # type: ignore[arg-type]  # fields by name


def status(found: Access, *names: str) -> set[str]:
    """Status of some exercises."""
    return {found.gates[name].status for name in names}


def with_feature(*features: Feature) -> tuple[str, ...]:
    """Exercises that ask for one of some features."""
    return tuple(row.id for row in CARE.exercises if set(features) & set(features_of(row)))


def told_of(condition: str) -> dict[str, Told]:
    """Answers of somebody with a condition or operation."""
    if condition in ("hip_replacement", "hip_arthroscopy", "hip_fracture_fixation", "osteotomy",
                     "other_hip_surgery"):  # fmt: skip
        return surgery(condition, 4)
    return {"conditions": condition, "pain_place": "groin", "condition_side": "left"}


# ------------------------------------------------------------------------------ nobody's trouble


def test_somebody_without_trouble_may_do_everything() -> None:
    found = access()
    assert (found.verdict, found.is_low_load, found.urgency, found.help) == ("go", False, None, "")
    assert {gate.status for gate in found.gates.values()} == {"open"}
    assert set(found.gates) == {row.id for row in CARE.exercises}
    assert found.test.status == "open"
    assert (found.ceilings, found.uses, found.conditions) == ((), (), ())
    assert (found.holds, found.notices) == ((), ())
    require_plan(found)


def test_the_starting_position_is_a_feature() -> None:
    kneeling = with_feature("kneeling")
    assert {row.id for row in CARE.exercises if row.start in ("kneeling", "half_kneeling")} <= set(
        kneeling
    )
    assert status(access({"kneel": "no"}), *kneeling) == {"locked"}
    assert status(access({"pregnant": "yes"}), *with_feature("prone", "supine")) == {"locked"}
    seated = dataclasses.replace(CARE.exercise("chair_rotation"), features=())
    assert features_of(seated) == ()


# ------------------------------------------------------------------------------ the band


@pytest.mark.parametrize(
    "told",
    [
        {"groin_pinch": "unsure"},
        {"lateral_pain": "yes"},
        {"hernia_graft": "yes"},
        {"thigh_numbness": "yes"},
        {"knee_instability": "unsure"},
        {"dysplasia_known": "yes"},
        surgery("hip_replacement"),
        surgery("hip_arthroscopy"),
        {"conditions": "dysplasia", "pain_place": "groin"},
        {"conditions": "femoroacetabular_impingement", "pain_place": "groin"},
        {"conditions": "lateral_hip_pain", "pain_place": "groin"},
        {"conditions": "hypermobility", "pain_place": "groin"},
        {"conditions": "unknown_condition", "pain_place": "groin"},
    ],
)
def test_the_band_is_closed_unless_all_its_questions_are_answered_no(
    told: dict[str, Told],
) -> None:
    assert access(told).gates["band_knee_in"].status != "open"
    assert access().gates["band_knee_in"].status == "open"


@pytest.mark.parametrize("question", CARE.exercise("band_knee_in").unlock)
def test_each_question_of_the_band_alone_keeps_it_locked(question: str) -> None:
    without_rules = replaced(CARE, "questions", **{question: {"rules": ()}})
    made = screened({question: "unsure"}, care=without_rules)
    gate = access_of(made, (), DAY, care=without_rules).gates["band_knee_in"]
    assert gate.status != "open"
    assert any(reason.rule == "locked_by_default" for reason in gate.reasons)


@pytest.mark.parametrize(
    "question",
    ["anticoagulants", "osteoporosis", "clot", "pregnant", "neuropathy", "open_wound", "steroids"],
)
@pytest.mark.parametrize("said", ["yes", "unsure"])
def test_each_question_of_the_roll_closes_pressure(question: str, said: str) -> None:
    assert status(access({question: said}), *with_feature("pressure_on_buttock")) == {"locked"}
    broken: dict[str, Told] = {"fracture": said, "conditions": "unknown_condition"}
    broken["pain_place"] = "buttock"
    cleared = access(broken, item("condition", "fracture"))
    assert status(cleared, *with_feature("pressure_on_buttock")) == {"locked"}
    nerve: dict[str, Told] = {"conditions": "deep_gluteal", "pain_place": "below_knee"}
    assert status(access(nerve), *with_feature("pressure_on_buttock")) == {"locked"}


@pytest.mark.parametrize(
    ("told", "feature"),
    [
        ({"falls": "unsure"}, "single_leg"),
        ({"balance": "yes"}, "single_leg"),
        ({"floor_transfer": "unsure"}, "floor"),
        ({"kneel": "no"}, "kneeling"),
    ],
)
def test_who_falls_or_cannot_get_up_is_not_sent_there(
    told: dict[str, Told], feature: Feature
) -> None:
    assert status(access(told), *with_feature(feature)) == {"locked"}
    assert access(told).verdict == "go"


def test_an_exercise_locked_by_default_without_questions_needs_a_release() -> None:
    care = replaced(CARE, "exercises", band_knee_in={"unlock": ()})
    made = screened()
    assert access_of(made, (), DAY, care=care).gates["band_knee_in"].status == "locked"
    given_ = [release(item("exercise", "band_knee_in"))]
    assert access_of(made, given_, DAY, care=care).gates["band_knee_in"].status == "open"


def test_a_ceiling_of_internal_rotation_closes_the_band_whatever_is_released() -> None:
    ceiling = item("ceiling", direction="internal", value_deg=30.0, side="left")
    found = access({}, ceiling, item("exercise", "band_knee_in"))
    gate = found.gates["band_knee_in"]
    assert gate.status == "locked"
    assert gate.reasons[0].rule == "ceiling_locks"
    assert [(c.side, c.direction, c.value_deg) for c in found.ceilings] == [
        ("left", "internal", 30.0)
    ]


# ------------------------------------------------------------------------------ conditions


@pytest.mark.parametrize("condition", [c for c in CONDITIONS if c != "possible_version"])
def test_every_condition_closes_what_its_rows_say(condition: str) -> None:
    found = access(told_of(condition))
    assert found.conditions == (condition,)
    for row in CARE.conditions:
        if (
            row.condition != condition
            or row.week_from > 4
            or row.approaches not in ((), ("posterior",))
        ):
            continue
        for exercise in CARE.exercises:
            asks = set(features_of(exercise))
            if asks & set(row.avoids):
                assert found.gates[exercise.id].status == "avoided"
            if asks & set(row.locks):
                assert found.gates[exercise.id].status != "open"
        assert set(row.uses) <= {name for name, _ in found.uses}
        assert set(row.aims) <= {aim for aim, _ in found.aims}
        assert set(row.education) <= set(found.education)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_every_condition_can_be_told(condition: str) -> None:
    for part in ("name", "helps", "mind"):
        assert has_sentence(f"condition.{condition}.{part}")
    for row in CARE.conditions:
        for code in row.education:
            assert has_sentence(f"education.{code}")


def test_every_feature_has_words() -> None:
    for feature in get_args(Feature):
        assert has_sentence(f"care.feature.{feature}")


def test_impingement_avoids_the_pattern_that_pinches() -> None:
    found = access({"conditions": "femoroacetabular_impingement", "pain_place": "groin"})
    pattern = with_feature("flexion_adduction_internal", "deep_flexion", "end_range_internal")
    assert status(found, *pattern) == {"avoided"}
    assert sentence("condition.femoroacetabular_impingement.mind") in {
        notice.message for notice in found.notices
    }


def test_pain_at_the_outer_hip_has_no_stretch_across_and_no_lying_on_it() -> None:
    found = access({"conditions": "lateral_hip_pain", "pain_place": "outer_hip",
                    "lateral_pain": "yes"})  # fmt: skip
    assert "open" not in status(found, *with_feature("adduction_stretch", "side_lying"))
    assert "open" not in status(found, *with_feature("pressure_on_buttock"))


def test_possible_version_does_not_chase_range() -> None:
    found = access(has_version=True)
    assert found.conditions == ("possible_version",)
    ends = with_feature("end_range_internal", "end_range_external")
    assert status(found, *ends) == {"avoided"}
    assert found.verdict == "go"


def test_an_unknown_condition_is_low_load_until_it_is_named() -> None:
    told: dict[str, Told] = {"conditions": "unknown_condition", "pain_place": "groin"}
    found = access(told)
    assert (found.verdict, found.is_low_load) == ("low_load", True)
    assert any(notice.rule == "unknown_condition" for notice in found.notices)
    require_plan(found)
    lifted = access(told, item("condition", "unknown_condition"))
    assert (lifted.verdict, lifted.is_low_load) == ("go", False)
    assert lifted.gates["band_knee_in"].status == "locked"


def test_a_condition_without_rows_closes_nothing_and_says_nothing() -> None:
    care = dataclasses.replace(
        CARE, conditions=tuple(r for r in CARE.conditions if r.condition != "hip_osteoarthritis")
    )
    found = access({"conditions": "hip_osteoarthritis", "pain_place": "groin"}, care=care)
    assert found.conditions == ("hip_osteoarthritis",)
    assert found.notices == ()
    assert {gate.status for gate in found.gates.values()} == {"open"}


def test_several_conditions_hold_together() -> None:
    found = access({"conditions": ("hip_osteoarthritis", "deep_gluteal"), "pain_place": "groin"})
    assert found.conditions == ("hip_osteoarthritis", "deep_gluteal")
    assert len({name for name, _ in found.uses}) == len(found.uses)
    assert "open" not in status(found, *with_feature("pressure_on_buttock", "end_range_internal"))


# ------------------------------------------------------------------------------ operations


@pytest.mark.parametrize("approach", ["posterior", "lateral", "anterior", "unknown"])
@pytest.mark.parametrize("weeks", [2.0, 11.0, 12.0, 400.0])
def test_a_hip_replacement_always_waits_for_a_release(approach: str, weeks: float) -> None:
    told = surgery("hip_replacement", weeks, approach)
    found = access(told)
    assert found.verdict == "ask_therapist"
    assert found.test.status == "locked"
    with pytest.raises(RefusedError, match="plan_needs_therapist"):
        require_plan(found)
    opened = access(told, item("condition", "hip_replacement"))
    assert (opened.verdict, opened.is_low_load) == ("low_load", True)
    require_plan(opened)
    closed = with_feature("band_at_groin", "flexion_adduction_internal", "seated_rotation")
    assert "open" not in status(opened, *closed)
    assert opened.test.status == "locked"
    assert opened.pain_rule.name == "after_surgery"


def test_after_a_replacement_from_behind_turning_in_is_closed_on_that_side() -> None:
    for weeks in (4.0, 100.0):
        found = access(surgery("hip_replacement", weeks, "posterior"))
        assert [(c.side, c.direction, c.value_deg) for c in found.ceilings] == [
            ("right", "internal", 0.0)
        ]
    early = access(surgery("hip_replacement", 4, "posterior"))
    pattern = with_feature("deep_flexion", "adduction_stretch", "end_range_internal")
    assert status(early, *pattern) == {"avoided"}


def test_after_a_replacement_from_the_front_far_extension_is_left_out_at_first() -> None:
    early = access(surgery("hip_replacement", 4, "anterior"))
    assert status(early, *with_feature("end_range_extension")) == {"avoided"}
    later = access(surgery("hip_replacement", 40, "anterior"), item("condition", "hip_replacement"))
    assert status(later, *with_feature("end_range_extension")) == {"locked"}
    assert later.ceilings == ()


def test_without_the_approach_all_approaches_hold() -> None:
    found = access(surgery("hip_replacement", 4, "unknown"))
    for approach in ("posterior", "anterior", "lateral"):
        one = access(surgery("hip_replacement", 4, approach))
        for name, gate in one.gates.items():
            assert ORDER.index(found.gates[name].status) >= ORDER.index(gate.status)
    assert any(notice.rule == "approach_unknown" for notice in found.notices)
    assert len(found.ceilings) == 1


def test_weeks_count_on_from_the_day_of_the_screening() -> None:
    told = surgery("hip_arthroscopy", 11)
    made = screened(told)
    given_ = [release(item("condition", "hip_arthroscopy"), days=90)]
    early = access_of(made, given_, DAY)
    later = access_of(made, given_, DAY + timedelta(days=7))
    assert status(early, "chair_rotation") == {"locked"}
    assert status(later, "chair_rotation") == {"open"}
    before = access_of(made, (), DAY - timedelta(days=30))
    assert before.gates == access_of(made, (), DAY).gates


def test_after_arthroscopy_low_load_from_the_twelfth_week_on() -> None:
    found = access(surgery("hip_arthroscopy", 12))
    assert (found.verdict, found.is_low_load) == ("low_load", True)
    assert found.gates["band_knee_in"].status == "locked"
    assert found.test.status == "locked"
    assert found.pain_rule.name == "after_surgery"
    lifted = access(surgery("hip_arthroscopy", 12), item("condition", "hip_arthroscopy"))
    assert lifted.verdict == "go"
    assert lifted.gates["band_knee_in"].status == "locked"


def test_an_operation_nobody_can_name_counts_as_another_one() -> None:
    found = access({"hip_surgery": "unsure"})
    assert found.conditions == ("other_hip_surgery",)
    assert found.verdict == "ask_therapist"
    opened = access({"hip_surgery": "unsure"}, item("condition", "other_hip_surgery"))
    assert opened.verdict == "low_load"


def test_a_release_of_one_operation_does_not_open_the_other() -> None:
    told = surgery("hip_replacement") | {"surgery_kind": ("hip_replacement", "hip_arthroscopy")}
    assert access(told, item("condition", "hip_arthroscopy")).verdict == "ask_therapist"
    both = access(told, item("condition", "hip_arthroscopy"), item("condition", "hip_replacement"))
    assert both.verdict == "low_load"


# ------------------------------------------------------------------------------ care now, under age


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"saddle_numbness": "yes"}, "plan_emergency"),
        ({"calf_swelling": "yes"}, "plan_urgent"),
        ({"age": 15.0}, "plan_under_age"),
        ({"night_pain": "yes"}, "plan_needs_therapist"),
    ],
)
def test_there_is_no_plan_and_it_says_why(told: dict[str, Told], code: str) -> None:
    found = access(told)
    with pytest.raises(RefusedError) as raised:
        require_plan(found)
    refusal = refusal_of(raised.value)
    assert raised.value.code == refusal.code == code
    assert refusal.message
    assert refusal.next_step
    assert "open" not in {gate.status for gate in found.gates.values()}
    assert found.test.status != "open"


def test_help_is_in_the_words_of_the_region() -> None:
    for region in CARE.regions:
        made = dataclasses.replace(screened({"saddle_numbness": "yes"}), region=region.id)
        found = access_of(made, (), DAY)
        assert region.emergency_call in found.help
        urgent = dataclasses.replace(screened({"calf_swelling": "yes"}), region=region.id)
        assert region.urgent_call in access_of(urgent, (), DAY).help
        assert has_sentence(f"region.{region.id}.name")


def test_the_verdict_of_the_record_holds_where_the_tables_have_become_milder() -> None:
    made = screened({"saddle_numbness": "yes"})
    milder = replaced(CARE, "questions", saddle_numbness={"rules": ()})
    assert access_of(made, (), DAY, care=milder).verdict == "seek_care_now"
    unnamed = dataclasses.replace(made, reasons=())
    found = access_of(unnamed, (), DAY, care=milder)
    assert found.verdict == "seek_care_now"
    assert found.holds[0].rule == "emergency"


def test_the_tables_as_they_are_now_hold_where_they_have_become_stricter() -> None:
    made = screened({"falls": "yes"})
    rule = dataclasses.replace(CARE.question("falls").rules[0], outcome="urgent")
    stricter = replaced(CARE, "questions", falls={"rules": (rule,)})
    assert access_of(made, (), DAY, care=stricter).urgency == "urgent"
    gone = dataclasses.replace(made, answers=(*made.answers[:-1],), verdict="go")
    assert access_of(gone, (), DAY).verdict == "go"


# ------------------------------------------------------------------------------ releases


def test_a_release_opens_what_is_locked_until_its_last_day() -> None:
    told: dict[str, Told] = {"anticoagulants": "yes"}
    opened = access(told, item("feature", "pressure_on_buttock"))
    gate = opened.gates["glute_roll"]
    assert gate.status == "open"
    assert "A. Therapist" in gate.reasons[0].message
    assert gate.reasons[0].source_id in SOURCES
    assert access(told, item("feature", "pressure_on_buttock"), days=30).gates["glute_roll"] == gate
    assert (
        access(told, item("feature", "pressure_on_buttock"), days=31).gates["glute_roll"].status
        == "locked"
    )


def test_putting_an_exercise_into_the_plan_opens_what_is_locked_not_what_is_avoided() -> None:
    locked: dict[str, Told] = {"anticoagulants": "yes"}
    assert access(locked, item("include", "glute_roll")).gates["glute_roll"].status == "open"
    avoided: dict[str, Told] = {"conditions": "hypermobility", "pain_place": "groin"}
    stretch = "figure_four_stretch"
    assert access(avoided, item("include", stretch)).gates[stretch].status == "avoided"
    assert access(avoided, item("exercise", stretch)).gates[stretch].status == "open"
    assert access(avoided, item("feature", "end_range_external")).gates[stretch].status == "open"


def test_what_a_therapist_excludes_is_left_out_until_they_say_otherwise() -> None:
    found = access({}, item("exclude", "bridge"))
    assert found.gates["bridge"].status == "avoided"
    again = [
        release(item("exclude", "bridge"), day=DAY - timedelta(days=2)),
        release(item("include", "bridge"), day=DAY - timedelta(days=1)),
    ]
    assert access_of(screened(), again, DAY).gates["bridge"].status == "open"


def test_a_withdrawn_release_opens_nothing() -> None:
    first = release(item("feature", "pressure_on_buttock"))
    made = screened({"anticoagulants": "yes"})
    gone = release(day=DAY + timedelta(days=1), withdraws=(first.id,))
    assert access_of(made, [first], DAY).gates["glute_roll"].status == "open"
    assert access_of(made, [first, gone], DAY).gates["glute_roll"].status == "open"
    assert (
        access_of(made, [gone, first], DAY + timedelta(days=1)).gates["glute_roll"].status
        == "locked"
    )
    assert in_force([first, gone], DAY + timedelta(days=2)) == (gone,)


@pytest.mark.parametrize("told", [{"hip_surgery": "unsure"}, {"fracture": "yes"}])
def test_the_test_opens_with_its_own_release(told: dict[str, Told]) -> None:
    assert access(told).test.status == "locked"
    assert access(told, item("guided_test")).test.status == "open"
    assert access(told, item("guided_test")).verdict == "ask_therapist"
    operated = surgery("hip_replacement")
    assert access(operated, item("condition", "hip_replacement")).test.status == "locked"
    assert access(operated, item("guided_test")).test.status == "open"


@pytest.mark.parametrize("told", [{"age": 15.0}, {"saddle_numbness": "yes"}])
def test_nothing_opens_the_test_for_somebody_under_age_or_in_danger(
    told: dict[str, Told],
) -> None:
    assert access(told, item("guided_test")).test.status != "open"


@pytest.mark.parametrize(
    "code", ["night_pain", "morning_stiffness", "fracture", "hip_surgery_unsure"]
)
def test_what_the_therapist_has_looked_at_can_be_released_by_its_code(code: str) -> None:
    question = code.removesuffix("_unsure")
    told: dict[str, Told] = {question: "unsure"}
    assert code in names_to_release("condition")
    names = [item("condition", code)]
    if question == "hip_surgery":
        names.append(item("condition", "other_hip_surgery"))
    assert access(told, *names).verdict in ("go", "low_load")


def test_the_therapists_ceiling_stands_in_the_place_of_the_tables() -> None:
    told = surgery("hip_replacement", 40, "posterior")
    found = access(told, item("ceiling", direction="internal", value_deg=20.0))
    places = {(c.side, c.direction): c.value_deg for c in found.ceilings}
    assert places == {("left", "internal"): 20.0, ("right", "internal"): 20.0}
    assert all("A. Therapist" in c.reason.message for c in found.ceilings)


def test_the_lowest_ceiling_of_the_conditions_holds() -> None:
    row = next(row for row in CARE.conditions if row.id == "osteoarthritis_end_range")
    limits = [
        dataclasses.replace(c, value_deg=value)
        for c in CARE.gates("hip_replacement", "posterior", 4)[1].ceilings
        for value in (20.0, 10.0, 15.0)
    ]
    care = replaced(CARE, "conditions", **{row.id: {"ceilings": tuple(limits)}})
    told: dict[str, Told] = {"conditions": "hip_osteoarthritis", "pain_place": "groin"}
    found = access(told | {"condition_side": "both"}, care=care)
    assert {(c.side, c.value_deg) for c in found.ceilings} == {("left", 10.0), ("right", 10.0)}
    assert "10°" in found.ceilings[0].reason.message


@pytest.mark.parametrize(
    ("kind", "name"),
    [("exercise", "hat"), ("feature", "hat"), ("condition", "under_the_moon"), ("resume", "hat")],
)
def test_a_release_of_something_unknown_is_named(kind: ReleaseKind, name: str) -> None:
    with pytest.raises(RefusedError) as raised:
        check_release(release(item(kind, name)))
    assert name in refusal_of(raised.value).message
    assert name not in names_to_release(kind)


def test_a_release_of_something_known_is_sound() -> None:
    check_release(
        release(
            item("exercise", "bridge"), item("feature", "floor"), item("condition", "dysplasia"),
            item("guided_test"), item("condition", "night_pain"),
        )
    )  # fmt: skip
    assert names_to_release("guided_test") == ()


# ------------------------------------------------------------------------------ pain rules


def test_the_rule_for_everybody_is_any_pain() -> None:
    rule = access(days=20).pain_rule
    assert (rule.name, rule.stop_from, rule.rise_from) == ("any_pain", None, None)
    assert rule.reason.source_id == "clinic_page"


def test_some_pain_is_allowed_only_by_a_release_and_less_in_the_first_week() -> None:
    first = access({}, item("pain_monitoring")).pain_rule
    later = access({}, item("pain_monitoring"), days=7).pain_rule
    assert (first.name, first.stop_from, first.rise_from) == ("monitored", 3, 2)
    assert (later.name, later.stop_from, later.rise_from) == ("monitored", 5, 2)
    assert "A. Therapist" in later.reason.message
    weekly = screened(day=DAY, occasion="weekly", earlier=screened())
    given_ = [release(item("pain_monitoring"))]
    assert access_of(weekly, given_, DAY).pain_rule.stop_from == 5


def test_after_an_operation_three_stops_whatever_is_released() -> None:
    told = surgery("hip_arthroscopy")
    plain = access(told).pain_rule
    monitored = access(told, item("pain_monitoring"), days=20).pain_rule
    assert (plain.name, plain.stop_from, plain.rise_from) == ("after_surgery", 3, None)
    assert (monitored.name, monitored.stop_from, monitored.rise_from) == ("after_surgery", 3, 2)


# ------------------------------------------------------------------------------ whatever is told


def releases() -> st.SearchStrategy[list[Release]]:
    """Anything a therapist may release."""
    kinds = st.sampled_from(get_args(ReleaseKind)).flatmap(_item)
    return st.lists(st.lists(kinds, min_size=1, max_size=6), max_size=3).map(
        lambda found: [release(*items) for items in found]
    )


def _item(kind: ReleaseKind) -> st.SearchStrategy[ReleaseItem]:
    names = names_to_release(kind)
    if kind == "ceiling":
        return st.builds(
            ReleaseItem,
            kind=st.just(kind),
            direction=st.sampled_from(DIRECTIONS),
            side=st.sampled_from((None, *SIDES)),
            value_deg=st.floats(0, 90),
        )
    if kind == "dose":
        return st.builds(
            ReleaseItem, kind=st.just(kind), name=st.sampled_from(names), sets=st.just(2)
        )
    return st.builds(
        ReleaseItem, kind=st.just(kind), name=st.sampled_from(names) if names else st.none()
    )


def any_access(told: dict[str, Told], given_: list[Release], has_version: bool) -> Access | None:
    """What is open to somebody, None where the answers do not fit together."""
    try:
        made = screen(
            answers_for(told), id=ID, subject=SUBJECT, recorded_at=at(DAY), region="europe"
        )
    except RefusedError:
        return None
    return access_of(made, given_, DAY, has_version)


@given(told=told_answers(), given_=releases(), has_version=st.booleans())
@settings(max_examples=200)
def test_no_release_opens_anything_for_somebody_who_needs_care_now_or_is_under_age(
    told: dict[str, Told], given_: list[Release], has_version: bool
) -> None:
    without = any_access(told, [], has_version)
    found = any_access(told, given_, has_version)
    if found is None or without is None:
        return
    age = told.get("age", 40.0)
    is_fixed = without.urgency is not None or (isinstance(age, float) and age < 18.0)
    if is_fixed:
        assert found.verdict == without.verdict
        assert found.urgency == without.urgency
        assert "open" not in {found.test.status, *(g.status for g in found.gates.values())}
        with pytest.raises(RefusedError):
            require_plan(found)
    assert VERDICTS.index(found.verdict) <= VERDICTS.index(without.verdict)


@given(told=told_answers(), given_=releases(), has_version=st.booleans())
@settings(max_examples=200)
def test_an_open_gate_is_open_by_the_tables_or_by_name(
    told: dict[str, Told], given_: list[Release], has_version: bool
) -> None:
    without = any_access(told, [], has_version)
    found = any_access(told, given_, has_version)
    if found is None or without is None:
        return
    named = {(i.kind, i.name) for r in given_ for i in r.items}
    held = {name for kind, name in named if kind == "condition"}
    for name, gate in found.gates.items():
        if gate.status != "open" or without.gates[name].status == "open":
            continue
        features = features_of(CARE.exercise(name))
        by_name = ("exercise", name) in named or ("include", name) in named
        by_feature = any(("feature", feature) in named for feature in features)
        assert by_name or by_feature or held


@given(told=told_answers(), given_=releases(), has_version=st.booleans())
@settings(max_examples=100)
def test_every_reason_has_a_source_and_words_and_every_gate_a_reason(
    told: dict[str, Told], given_: list[Release], has_version: bool
) -> None:
    found = any_access(told, given_, has_version)
    if found is None:
        return
    reasons = [reason for gate in found.gates.values() for reason in gate.reasons]
    reasons += [c.reason for c in found.ceilings] + [r for _, r in found.uses]
    reasons += [r for _, r in found.aims] + [*found.notices, *found.holds, *found.test.reasons]
    reasons.append(found.pain_rule.reason)
    assert all(reason.message and reason.source_id in SOURCES for reason in reasons)
    assert all(gate.reasons for gate in found.gates.values() if gate.status != "open")
    assert all("{" not in reason.message for reason in reasons)


@given(told=told_answers(), extra=told_answers())
@settings(max_examples=150)
def test_the_same_case_gives_the_same_access(told: dict[str, Told], extra: dict[str, Told]) -> None:
    one = any_access(told, [], has_version=False)
    any_access(extra, [], has_version=False)
    assert any_access(told, [], has_version=False) == one


def test_access_is_quick_enough_for_a_simulation() -> None:
    made = screened(surgery("hip_replacement"))
    given_ = [release(item("condition", "hip_replacement"))]
    seconds = min(timeit.repeat(lambda: access_of(made, given_, DAY), number=200, repeat=3))
    assert seconds / 200 < 0.3e-3
