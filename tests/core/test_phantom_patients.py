"""Simulated patients: records that keep every rule, and rules that notice when one is broken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from coxa.phantom.chance import stream
from coxa.phantom.patients import course_rules, twin_rules
from coxa.phantom.patients.body import Body
from coxa.phantom.patients.clock import FIRST_DAY, ZONES, day_of
from coxa.phantom.patients.course_rules import course_faults, stops_of
from coxa.phantom.patients.life import Diary, Planned, lived
from coxa.phantom.patients.person import drawn_person
from coxa.phantom.patients.plan_rules import names_a_disease, plan_faults
from coxa.phantom.patients.profiles import PROFILES
from coxa.phantom.patients.rules import Violation, violations_of
from coxa.phantom.patients.tally import group_rows, person_row, person_rows
from coxa.phantom.patients.twin_rules import twin_faults
from coxa.programme.plan import plan_week
from coxa.records.findings import Findings, VersionPattern
from coxa.records.programme import ItemSides, RangeTarget, Reason
from coxa.records.release import ReleaseItem
from coxa.records.session import Stop
from coxa.tables.care import care_tables
from tests.core.patient_samples import (
    PEOPLE,
    SEED,
    WEEKS,
    diaries,
    first_plan,
    with_answer,
    with_item,
    with_items,
    with_release,
    with_request,
)

CARE = care_tables()


def rules(faults: Iterator[tuple[str, str]]) -> set[str]:
    return {rule for rule, _ in faults}


def course(diary: Diary) -> set[str]:
    return {rule for _, rule, _ in course_faults(diary, CARE)}


def is_stopped(diary: Diary) -> bool:
    return any(stop.reason == "pain" for _, _, stop in stops_of(diary))


# ------------------------------------------------------------------------------ every rule holds


@pytest.mark.parametrize("number", range(PEOPLE))
def test_no_rule_is_broken(number: int) -> None:
    assert violations_of(diaries()[number], CARE, every=3) == ()


def test_everything_that_can_happen_does() -> None:
    lives = diaries()
    codes = Counter(refused.code for diary in lives for refused in diary.refused)
    assert {"plan_emergency", "plan_urgent", "plan_needs_therapist"} <= codes.keys()
    steps = {item.step for d in lives for p in d.programmes for item in p.items}
    assert {"start", "progress", "hold", "regress", "resume"} <= steps
    reasons = {stop.reason for d in lives for _, _, stop in stops_of(d)}
    assert {"pain", "stop_word"} <= reasons
    states = {alert.state for d in lives for alert in d.alerts}
    assert {"recorded", "delivered", "acknowledged"} <= states
    occasions = {s.occasion for d in lives for s in d.screenings}
    assert occasions == {"first", "weekly", "after_stop"}
    assert len({diary.person.group for diary in lives}) > 12
    assert any(session.finished_at is None for d in lives for session in d.sessions)
    assert any(done.pain_during is None for d in lives for s in d.sessions for done in s.exercises)
    assert any(release.withdraws for d in lives for release in d.releases)
    assert any(release.items for d in lives for release in d.releases)


def test_the_same_seed_gives_the_same_life_and_another_one_another() -> None:
    again = lived(drawn_person(SEED, 3), WEEKS, CARE)
    assert again == diaries()[3]
    assert lived(drawn_person(SEED + 1, 3), 2, CARE).person != again.person


def test_local_days_go_on_across_the_change_of_the_clocks() -> None:
    for zone in ZONES:
        days = [datetime.fromisoformat(zone.moment(day, 23, 59)) for day in range(84)]
        assert [moment.date() for moment in days] == [day_of(day) for day in range(84)]
    changed = [zone for zone in ZONES if zone.moment(0, 6)[-6:] != zone.moment(83, 6)[-6:]]
    assert len(changed) == len(ZONES) - 1
    assert day_of(0) == FIRST_DAY


def test_about_half_do_not_keep_to_the_plan() -> None:
    keeping = [drawn_person(SEED, number).habits.adherence >= 0.8 for number in range(400)]
    assert 0.4 < sum(keeping) / len(keeping) < 0.6


def test_every_group_is_drawn_and_has_a_condition_the_questions_know() -> None:
    groups = {drawn_person(SEED, number).group for number in range(600)}
    assert groups == {*PROFILES, "red_flag"}
    choices = CARE.question("conditions").choices
    assert all(profile.condition in choices for profile in PROFILES.values())


# -------------------------------------------------------------------------------------- the body


def a_body(ache: float = 2.0, capacity: float = 5.0, flare_rate: float = 0.0) -> Body:
    hips = replace(
        drawn_person(SEED, 0).hips, ache=ache, capacity=capacity, flare_rate=flare_rate,
        irritability=0.8, tender={"end_range_internal": 1.0}, days_to_gain=30.0,
    )  # fmt: skip
    return Body(hips, ("left",), stream(1, "body"))


def test_training_adds_range_slowly_and_comes_to_an_end() -> None:
    body, exercise = a_body(), CARE.exercise("chair_rotation")
    ranges = [body.range_deg("left", "internal")]
    for _ in range(300):
        body.train(exercise, "left", 1.0)
        body.end_session()
        ranges.append(body.range_deg("left", "internal"))
    assert ranges == sorted(ranges)
    gained = [later - ranges[0] for later in ranges]
    assert 0.0 < gained[28] < 0.7 * gained[-1]
    assert gained[300] - gained[200] < 0.1
    assert body.range_deg("right", "external") == a_body().range_deg("right", "external")


def test_two_exercises_for_the_same_count_once_a_day() -> None:
    once, twice = a_body(), a_body()
    for body, names in ((once, ["chair_rotation"]), (twice, ["chair_rotation"] * 2)):
        for name in names:
            body.train(CARE.exercise(name), "left", 1.0)
        body.end_session()
    assert once.range_deg("left", "internal") == twice.range_deg("left", "internal")


@pytest.mark.parametrize(
    ("gentle", "hard"),
    [
        (("chair_rotation", 1, "left"), ("step_down", 3, "left")),
        (("bridge", 1, "right"), ("bridge", 4, "right")),
        (("stretch_90_90", 1, "right"), ("stretch_90_90", 1, "left")),
    ],
)
def test_load_and_what_is_tender_hurt(
    gentle: tuple[str, int, ItemSides], hard: tuple[str, int, ItemSides]
) -> None:
    def rises(name: str, level: int, side: ItemSides) -> int:
        body = a_body()
        assert side != "both"
        return sum(body.felt(CARE.exercise(name), level, side).rise for _ in range(400))

    assert rises(*gentle) < rises(*hard)


def test_a_flare_up_hurts_and_settles() -> None:
    body, woken = a_body(ache=0.0, flare_rate=1.0), False
    for _ in range(50):
        body.sleep()
        assert body.pain >= 2
        woken = woken or body.is_woken
    assert woken
    calm = a_body(ache=0.0)
    calm.sleep()
    assert calm.pain == 0
    assert not calm.is_woken


def test_pain_eases_with_training_and_activities_go_better() -> None:
    body = a_body(ache=6.0)
    pain, activity = body.pain, body.activity(0)
    for _ in range(120):
        body.train(CARE.exercise("chair_rotation"), "left", 1.0)
        body.end_session()
    assert body.pain < pain
    assert body.activity(0) > activity


# ------------------------------------------------------------- a broken rule is noticed: one plan


def test_a_sound_plan_breaks_nothing() -> None:
    assert rules(plan_faults(first_plan(), CARE)) == set()


def reason(message: str = "Because.", source_id: str = "coxa_proposal") -> Reason:
    return Reason(rule="daily", message=message, source_id=source_id, confidence="D")


def first_target(planned: Planned) -> tuple[int, RangeTarget]:
    return next(
        (index, item.targets[0])
        for index, item in enumerate(planned.programme.items)
        if item.targets
    )


def with_first_target(planned: Planned, **fields: object) -> Planned:
    index, target = first_target(planned)
    changed = replace(target, **fields)  # type: ignore[arg-type]  # fields by name
    return with_item(planned, index, targets=(changed,))


def with_rule(planned: Planned, **fields: object) -> Planned:
    rule = replace(planned.programme.pain_rule, **fields)  # type: ignore[arg-type]  # by name
    return replace(planned, programme=replace(planned.programme, pain_rule=rule))


def with_dose(planned: Planned, **fields: object) -> Planned:
    dose = replace(planned.programme.items[0].dose, **fields)  # type: ignore[arg-type]  # by name
    return with_item(planned, dose=dose)


def locked_band(planned: Planned) -> Planned:
    shut = with_answer(planned, "hernia_graft", "yes")
    return with_item(shut, exercise="band_knee_in", level=1, targets=())


BROKEN: dict[str, tuple[str, Callable[[Planned], Planned]]] = {
    "emergency": ("flag_yields_no_plan", lambda p: with_answer(p, "saddle_numbness", "yes")),
    "urgent": ("flag_yields_no_plan", lambda p: with_answer(p, "calf_swelling", "unsure")),
    "therapist": ("therapist_first", lambda p: with_answer(p, "morning_stiffness", "yes")),
    "under age": ("therapist_first", lambda p: with_answer(p, "age", number=17.0)),
    "operated": ("therapist_first", lambda p: with_answer(p, "surgery_kind", "osteotomy")),
    "low load": (
        "low_load_only",
        lambda p: with_item(with_answer(p, "conditions", "unknown_condition"), is_heavy=True),
    ),
    "locked": ("closed_never_appears", locked_band),
    "locked by default": (
        "closed_never_appears",
        lambda p: with_item(with_answer(p, "groin_pinch", "unsure"), exercise="band_knee_in"),
    ),
    "avoided": (
        "closed_never_appears",
        lambda p: with_item(
            with_answer(p, "conditions", "dysplasia"), exercise="edge_flexor_stretch"
        ),
    ),
    "ceiling": (
        "ceiling_never_exceeded",
        lambda p: with_release(
            p, ReleaseItem(kind="ceiling", direction="internal", value_deg=1.0)
        ),
    ),
    "target": (
        "ceiling_never_exceeded",
        lambda p: with_first_target(p, target_deg=80.0),
    ),
    "unmeasured": (
        "ceiling_needs_measuring",
        lambda p: with_item(
            with_release(
                p, ReleaseItem(kind="ceiling", side="left", direction="internal", value_deg=40.0)
            ),
            exercise="walking_cue", sides="both", targets=(),
        ),
    ),
    "ceiling locks": (
        "ceiling_needs_measuring",
        lambda p: with_item(
            with_release(
                p, ReleaseItem(kind="ceiling", side="left", direction="internal", value_deg=40.0)
            ),
            exercise="band_knee_in", sides="right", targets=(),
        ),
    ),
    "operated ceiling": (
        "ceiling_never_exceeded",
        lambda p: with_answer(
            with_answer(
                with_answer(p, "surgery_kind", "hip_replacement"), "surgery_side", "both"
            ),
            "surgery_approach", "unknown",
        ),
    ),
    "one a day": ("two_to_four_a_day", lambda p: with_items(p, p.programme.items[0])),
    "five a day": (
        "two_to_four_a_day",
        lambda p: with_items(p, *(3 * p.programme.items)),
    ),
    "sets": ("figures_from_tables", lambda p: with_dose(p, sets=9)),
    "heavy": ("figures_from_tables", lambda p: with_item(p, is_heavy=True)),
    "no days": ("figures_from_tables", lambda p: with_item(p, days=())),
    "source": ("figures_from_tables", lambda p: with_item(p, reasons=(reason("A", "nowhere"),))),
    "pain limit": ("figures_from_tables", lambda p: with_rule(p, stop_from=9)),
    "rise": ("figures_from_tables", lambda p: with_rule(p, rise_from=9)),
    "no reasons": ("every_choice_has_reasons", lambda p: with_item(p, reasons=())),
    "disease": (
        "no_text_names_a_disease",
        lambda p: with_item(p, reasons=(reason("You have osteoarthritis."),)),
    ),
    "excluded": (
        "therapist_order_is_kept",
        lambda p: with_release(
            p, ReleaseItem(kind="exclude", name=p.programme.items[0].exercise)
        ),
    ),
    "dose": (
        "therapist_order_is_kept",
        lambda p: with_release(
            p, ReleaseItem(kind="dose", name=p.programme.items[0].exercise, repetitions=3)
        ),
    ),
    "hold": (
        "therapist_order_is_kept",
        lambda p: with_release(
            p, ReleaseItem(kind="dose", name=p.programme.items[0].exercise, hold_s=3.5)
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_plan_that_breaks_a_rule_is_noticed(name: str) -> None:
    rule, breaking = BROKEN[name]
    assert rule in rules(plan_faults(breaking(first_plan()), CARE))


def test_a_possible_version_closes_the_end_of_the_turn() -> None:
    stretch = with_item(first_plan(), exercise="hook_lying_knees_in", targets=())
    found = Findings(
        version_pattern=VersionPattern(larger_direction="internal", difference_deg=35.0)
    )
    faults = plan_faults(with_request(stretch, findings=found), CARE)
    assert ("closed_never_appears", "hook_lying_knees_in: end_range_internal is avoided") in faults


def test_a_rung_without_a_known_source_is_noticed() -> None:
    planned = first_plan()
    name = planned.programme.items[0].exercise
    rows = tuple(
        replace(row, levels=tuple(replace(rung, source_id="nowhere") for rung in row.levels))
        if row.id == name
        else row
        for row in CARE.exercises
    )
    faults = plan_faults(planned, replace(CARE, exercises=rows))
    assert ("figures_from_tables", f"{name}: source nowhere") in faults


def test_a_broken_rule_says_who_and_when() -> None:
    diary = diaries()[first_diary()]
    wrong = with_item(diary.planned[0], reasons=())
    broken = violations_of(replace(diary, planned=[wrong], sessions=[]), CARE, every=1 << 20)
    assert (
        Violation(
            "every_choice_has_reasons",
            diary.person.subject,
            wrong.request.today.isoformat(),
            wrong.programme.items[0].exercise,
        )
        in broken
    )


def first_diary() -> int:
    return next(number for number, diary in enumerate(diaries()) if number and diary.planned)


def test_the_weeks_since_an_operation_count_on() -> None:
    asked = with_answer(first_plan(), "surgery_kind", "hip_arthroscopy")
    early = with_answer(asked, "surgery_weeks", number=11.9)
    assert "therapist_first" in rules(plan_faults(early, CARE))
    later = with_request(early, today=early.request.today + timedelta(days=1))
    assert "arthroscopy_early" not in {found for _, found in plan_faults(later, CARE)}


@pytest.mark.parametrize(
    "item",
    [
        ReleaseItem(kind="exercise", name="band_knee_in"),
        ReleaseItem(kind="include", name="band_knee_in"),
        ReleaseItem(kind="feature", name="band_at_groin"),
    ],
)
def test_what_a_release_opens_may_stand_in_the_plan(item: ReleaseItem) -> None:
    shut = locked_band(first_plan())
    found = [text for rule, text in plan_faults(with_release(shut, item), CARE)
             if rule == "closed_never_appears"]  # fmt: skip
    assert not any("band_at_groin" in text for text in found)
    assert bool(found) == (item.kind == "feature"), "a feature leaves it locked by default"


@pytest.mark.parametrize("name", ["osteotomy", "surgery_needs_release"])
def test_a_released_operation_holds_nothing_back(name: str) -> None:
    operated = with_answer(first_plan(), "surgery_kind", "osteotomy")
    released = with_release(operated, ReleaseItem(kind="condition", name=name))
    found = {text for rule, text in plan_faults(released, CARE) if rule == "therapist_first"}
    assert "surgery_kind" not in found


def test_an_ordered_dose_that_is_kept_is_right() -> None:
    planned = first_plan()
    order = ReleaseItem(kind="dose", name=planned.programme.items[0].exercise, sets=1, level=1)
    ordered = with_dose(with_release(planned, order), sets=1)
    assert rules(plan_faults(ordered, CARE)) == set()


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("You have a dysplastic hip.", True),
        ("Your arthritis is worse.", True),
        ("This was diagnosed.", True),
        ("You have shown 24 degrees.", False),
        ("The turn is restricted on the left.", False),
        ("Used with hip osteoarthritis: named by you.", False),
    ],
)
def test_words_that_name_a_disease_as_the_persons_are_found(text: str, is_named: bool) -> None:
    assert names_a_disease(text) == is_named


# ------------------------------------------------------------- a broken rule is noticed: the weeks


def stopped_diary() -> Diary:
    return next(diary for diary in diaries() if is_stopped(diary) and len(diary.planned) > 4)


def test_a_stop_without_an_alert_is_noticed() -> None:
    assert "every_stop_has_an_alert" in course(replace(stopped_diary(), alerts=[]))


def test_a_sign_of_danger_without_an_alert_is_noticed() -> None:
    diary = next(d for d in diaries() if any(s.verdict == "seek_care_now" for s in d.screenings))
    faults = course_faults(replace(diary, alerts=[], sessions=[]), CARE)
    assert {found for _, rule, found in faults if rule == "every_stop_has_an_alert"} == {
        "screening"
    }


def test_what_comes_back_too_soon_is_noticed_unless_it_was_released() -> None:
    diary = next(
        d
        for d in diaries()
        if is_stopped(d) and "stopped_waits" in course(replace(d, screenings=[], releases=[]))
    )
    unasked = replace(diary, screenings=[])
    stopped = [(session.moment.date(), done.exercise) for session, done, _ in stops_of(diary)]
    given = [
        replace(
            with_release(first_plan(), ReleaseItem(kind="resume", name=name)).request.releases[0],
            starts_on=day.isoformat(),
        )
        for day, name in stopped
    ]
    assert "stopped_waits" not in course(replace(unasked, releases=given))


def test_two_heavy_days_running_are_noticed() -> None:
    planned = first_plan("bridge")
    start = planned.request.today
    days = tuple((start + timedelta(days=n)).isoformat() for n in (0, 1))
    index = [item.exercise for item in planned.programme.items].index("bridge")
    heavy = with_item(planned, index, is_heavy=True, days=days)
    diary = Diary(diaries()[0].person, planned=[heavy])
    assert course(diary) == {"no_heavy_days_running"}


def test_days_after_a_new_plan_do_not_count() -> None:
    planned = first_plan("bridge")
    second = replace(
        planned.programme, starts_on=(planned.request.today + timedelta(days=2)).isoformat()
    )
    days = {day for day, _ in course_rules.planned_days([planned.programme, second])}
    assert min(days) == planned.request.today
    first = list(course_rules.planned_days([planned.programme, second]))
    assert all(isinstance(day, date) for day, _ in first)
    assert len(first) < 2 * len(list(course_rules.planned_days([planned.programme])))


def test_a_session_of_no_plan_is_noticed() -> None:
    diary = stopped_diary()
    odd = replace(diary.sessions[0], programme_id=diary.sessions[0].id)
    assert course(replace(diary, sessions=[odd])) >= {"session_fits_its_plan"}


def test_a_text_that_names_a_disease_is_noticed() -> None:
    diary = stopped_diary()
    alert = replace(diary.alerts[0], message="The hip is diseased.")
    assert "no_text_names_a_disease" in course(replace(diary, alerts=[alert, *diary.alerts]))


def test_a_record_that_breaks_its_schema_is_noticed() -> None:
    diary = stopped_diary()
    session = replace(diary.sessions[0], pain_before=11)
    wrong = replace(diary, sessions=[session, *diary.sessions[1:]])
    assert "records_are_valid" in course(wrong)
    assessment = replace(diary.assessments[0], coxa_version="")
    assert "records_are_valid" in course(replace(diary, assessments=[assessment]))


def test_a_stop_that_was_noted_counts_without_its_plan() -> None:
    diary = stopped_diary()
    session = diary.sessions[0]
    done = replace(session.exercises[0], stop=Stop(reason="fatigue"))
    alone = replace(diary, sessions=[replace(session, exercises=(done,))], planned=[])
    assert [stop.reason for _, _, stop in stops_of(alone)] == ["fatigue"]


# ---------------------------------------------------------------- a broken rule is noticed: twins


def later_plan() -> Planned:
    """A plan of a person who went up a rung, with sessions behind it."""
    return next(
        planned
        for diary in diaries()
        for planned in diary.planned[1:]
        if any(item.step == "progress" for item in planned.programme.items)
        and any(item.targets for item in planned.programme.items)
    )


def test_another_plan_from_the_same_is_noticed() -> None:
    assert "same_input_same_plan" in rules(twin_faults(with_item(later_plan(), days=()), CARE))


def test_more_pain_that_gave_more_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    planned = later_plan()
    higher = [
        replace(item, level=item.level + (item.step == "progress"), targets=())
        for item in planned.programme.items
    ]
    further = with_first_target(planned, target_deg=80.0)
    for raised in (with_items(planned, *higher), further):
        answers = iter([planned.programme, *(3 * [raised.programme])])
        monkeypatch.setattr(twin_rules, "plan_week", lambda *_, answers=answers: next(answers))
        assert rules(twin_faults(planned, CARE)) == {"more_pain_never_raises"}


@pytest.mark.parametrize("is_open", [True, False])
def test_an_exercise_that_only_pain_brings_in_starts_no_higher(
    monkeypatch: pytest.MonkeyPatch, is_open: bool
) -> None:
    planned = later_plan()
    item = planned.programme.items[0]
    without = with_items(planned, *planned.programme.items[1:])
    levels = {item.exercise: item.level} if is_open else {}
    answers = iter([without.programme, *(3 * [planned.programme])])
    monkeypatch.setattr(twin_rules, "plan_week", lambda *_: next(answers))
    monkeypatch.setattr(twin_rules, "_levels_open", lambda *_: levels)
    expected = set() if is_open else {"more_pain_never_raises"}
    assert rules(twin_faults(without, CARE)) == expected


def test_pain_in_the_test_opens_nothing_that_a_possible_version_closes() -> None:
    planned = next(
        planned
        for number in range(200)
        if drawn_person(SEED, number).group == "possible_version"
        for planned in lived(drawn_person(SEED, number), 1, CARE).planned
        if planned.request.findings.version_pattern is not None
    )
    hurting = twin_rules.with_pain_in_test(planned.request, 3)
    assert hurting.findings.version_pattern is None
    assert hurting.findings.has_version_angles
    closed = {row.exercise for row in planned.programme.not_chosen if "version" in row.reason.rule}
    assert closed
    assert not closed & {item.exercise for item in plan_week(hurting, CARE).items}


def test_a_side_that_was_not_tested_stays_so_with_more_pain() -> None:
    request = first_plan().request
    one_sided = replace(request.assessments[-1], right=None)
    worse = twin_rules.with_pain_in_test(replace(request, assessments=(one_sided,)), 3)
    assert worse.assessments[-1].right is None
    assert worse.assessments[-1].left is not None
    partly = replace(one_sided, left=replace(one_sided.left, external_rotation=None))  # type: ignore[type-var]
    worse = twin_rules.with_pain_in_test(replace(request, assessments=(partly,)), 3)
    left = worse.assessments[-1].left
    assert left is not None
    assert left.external_rotation is None
    assert left.internal_rotation is not None
    assert (left.internal_rotation.pain or 0) >= 3


def _has_session(planned: Planned) -> bool:
    latest = planned.request.programmes[-1].id
    return any(session.programme_id == latest for session in planned.request.sessions)


def test_more_pain_is_more_of_everything_that_was_said() -> None:
    request = next(
        planned.request
        for diary in diaries()
        for planned in diary.planned[1:]
        if any(c.after_session for c in planned.request.checkins[-3:]) and _has_session(planned)
    )
    worse = twin_rules.with_pain_all_week(request, 2)
    latest = request.programmes[-1].id
    for before, after in zip(request.sessions, worse.sessions, strict=True):
        more = 2 if before.programme_id == latest else 0
        assert after.pain_before == min(10, before.pain_before + more)
    assert sum((c.pain or 0) for c in worse.checkins) > sum((c.pain or 0) for c in request.checkins)
    assert plan_week(request, CARE) == plan_week(request, CARE)


# ------------------------------------------------------------------------------------- the figures


def test_figures_of_groups_add_up() -> None:
    people = [person_row(diary, ()) for diary in diaries()]
    groups = group_rows(people)
    everybody = groups[-1]
    assert everybody.group == "all"
    assert everybody.people == PEOPLE == sum(row.people for row in groups[:-1])
    assert everybody.stops == sum(row.stops for row in groups[:-1]) > 0
    assert everybody.alerts == dict(
        sorted(sum((Counter(row.alerts) for row in groups[:-1]), Counter()).items())
    )
    assert everybody.adherence is not None
    assert 0.4 < everybody.adherence < 0.8
    assert everybody.range_start_deg is not None
    assert everybody.range_end_deg is not None
    assert everybody.range_end_deg > everybody.range_start_deg


def test_a_change_beyond_the_error_takes_weeks_and_two_tests() -> None:
    weeks = [row.weeks_to_change for row in (person_row(d, ()) for d in diaries())]
    known = [week for week in weeks if week is not None]
    assert known
    assert min(known) >= 2
    assert None in weeks


def test_rows_come_one_after_the_other_and_are_told() -> None:
    told: list[int] = []
    rows = list(person_rows(2, 1, CARE, SEED, told=told.append))
    assert told == [1, 2]
    assert rows == list(person_rows(2, 1, CARE, SEED, every=7))
    broken = Violation("rule", "who", "day", "what")
    row = person_row(lived(drawn_person(SEED, 0), 1, CARE), [broken])
    assert group_rows([row])[-1].violations == 1
