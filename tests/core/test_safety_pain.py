"""Pain rules: when an exercise stops, and what rests afterwards."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coxa.errors import RefusedError
from coxa.messages.catalog import has_sentence, refusal_of
from coxa.records.checkin import CheckIn
from coxa.records.programme import PainRule
from coxa.records.release import Release, ReleaseItem
from coxa.records.screening import Screening
from coxa.records.session import STOP_WORDS, PainKind, Session, Stop, StopWord
from coxa.safety.pain import Pause, ends_session, judge, paused, rests_today, stop_of
from coxa.tables.care import care_tables
from coxa.tables.load import tables
from tests.core.safety_samples import (
    ANY,
    DAY,
    MONITORED,
    RULES,
    SURGERY,
    done,
    morning,
    release,
    screened,
    session,
    stopped,
    surgery,
)

CARE = care_tables()
KINDS: tuple[PainKind | None, ...] = (None, "none", "same_as_before", "brought_on", "worse")
SCORES = st.one_of(st.none(), st.integers(0, 10))
KIND = st.sampled_from(KINDS)
WORD = st.sampled_from((None, *STOP_WORDS))
RULE = st.sampled_from(RULES)


def verdict(
    rule: PainRule,
    before: int | None,
    during: int | None,
    kind: PainKind | None = None,
    word: StopWord | None = None,
) -> str | None:
    """What the rule says."""
    return judge(rule, before=before, during=during, kind=kind, word=word)


# ------------------------------------------------------------------------------ now


@pytest.mark.parametrize(
    ("before", "during", "kind", "is_stop"),
    [
        (0, 0, "none", False),
        (0, 1, None, True),
        (0, 1, "brought_on", True),
        (3, 3, "same_as_before", False),
        (3, 2, "same_as_before", False),
        (3, 4, "same_as_before", True),
        (3, 3, "worse", True),
        (3, 3, "brought_on", True),
        (None, 1, None, True),
        (None, 4, "same_as_before", False),
        (None, None, None, False),
        (None, None, "worse", True),
        (2, None, "same_as_before", False),
    ],
)
def test_any_pain_that_is_brought_on_or_worse_stops(
    before: int | None, during: int | None, kind: PainKind | None, is_stop: bool
) -> None:
    assert verdict(ANY, before, during, kind) == ("pain" if is_stop else None)


@pytest.mark.parametrize(
    ("before", "during", "kind", "is_stop"),
    [
        (0, 1, "brought_on", False),
        (3, 4, "worse", False),
        (0, 2, None, True),
        (3, 5, None, True),
        (5, 5, "same_as_before", True),
        (4, 4, "same_as_before", False),
        (None, None, "worse", True),
        (None, 2, None, True),
    ],
)
def test_a_released_range_stops_from_five_or_a_rise_of_two(
    before: int | None, during: int | None, kind: PainKind | None, is_stop: bool
) -> None:
    assert verdict(MONITORED, before, during, kind) == ("pain" if is_stop else None)


@pytest.mark.parametrize(
    ("before", "during", "is_stop"), [(0, 1, True), (2, 2, False), (3, 3, True), (4, 3, True)]
)
def test_after_an_operation_three_stops_and_so_does_any_pain(
    before: int, during: int, is_stop: bool
) -> None:
    assert verdict(SURGERY, before, during) == ("pain" if is_stop else None)


@given(rule=RULE, before=SCORES, during=SCORES, kind=KIND, word=st.sampled_from(STOP_WORDS))
def test_a_stop_word_always_stops(
    rule: PainRule,
    before: int | None,
    during: int | None,
    kind: PainKind | None,
    word: StopWord,
) -> None:
    assert verdict(rule, before, during, kind, word) == "stop_word"


@given(
    rule=RULE,
    before=SCORES,
    during=st.integers(0, 10),
    more=st.integers(0, 10),
    kind=KIND,
    word=WORD,
)
def test_more_pain_never_takes_a_stop_back(
    rule: PainRule,
    before: int | None,
    during: int,
    more: int,
    kind: PainKind | None,
    word: StopWord | None,
) -> None:
    if verdict(rule, before, during, kind, word) is not None:
        assert verdict(rule, before, min(10, during + more), kind, word) is not None


@given(before=SCORES, during=SCORES, kind=KIND)
def test_a_released_range_never_stops_earlier_than_the_rule_after_an_operation(
    before: int | None, during: int | None, kind: PainKind | None
) -> None:
    if verdict(MONITORED, before, during, kind) is not None:
        assert verdict(SURGERY, before, during, kind) is not None


@pytest.mark.parametrize("score", [11, -1, True, 3.5])
def test_pain_that_is_no_score_is_named(score: int) -> None:
    for before, during in ((score, 1), (1, score)):
        with pytest.raises(RefusedError) as raised:
            verdict(ANY, before, during)
        assert str(score) in refusal_of(raised.value).message
    with pytest.raises(RefusedError, match="pain_score"):
        ends_session(score)
    with pytest.raises(RefusedError, match="pain_score"):
        rests_today(score)


def test_a_session_ends_and_a_day_rests_from_the_figures_of_the_table() -> None:
    most = int(CARE.pain_figure("session_stop_from").value)
    assert [ends_session(most - 1), ends_session(most)] == [False, True]
    rest = int(CARE.pain_figure("pain_before_rest_from").value)
    assert [rests_today(rest - 1, CARE), rests_today(rest, CARE)] == [False, True]


def test_figures_are_in_order() -> None:
    value = {figure.name: figure.value for figure in CARE.pain}
    assert value["any_pain_rise_from"] == 1.0
    assert value["monitored_go_most"] < value["monitored_stop_from"] < value["session_stop_from"]
    assert value["after_surgery_stop_from"] <= value["monitored_stop_from"]
    assert value["first_week_stop_from"] <= value["monitored_stop_from"]
    assert value["stops_to_lock"] <= value["stops_within_sessions"]


def test_a_stop_that_nobody_noted_is_found() -> None:
    day = session(done())
    assert stop_of(done(), day, ANY) is None
    noted = stopped(pain=4)
    assert stop_of(noted, day, ANY) == noted.stop
    assert stop_of(done(pain_during=4), day, ANY) == Stop(reason="pain", pain=4)
    asked_once = done(pain_before=None, pain_during=2)
    assert stop_of(asked_once, session(asked_once, pain_before=2), ANY) is None
    unsaid = done(pain_during=None, pain_kind="worse")
    assert stop_of(unsaid, day, ANY) == Stop(reason="pain", pain=1)


# ------------------------------------------------------------------------------ what rests


def rests(
    sessions: list[Session],
    *,
    mornings: list[CheckIn] | None = None,
    screenings: list[Screening] | None = None,
    releases: list[Release] | None = None,
    days: int = 1,
) -> tuple[Pause, ...]:
    """What rests some days after the first session."""
    return paused(
        sessions,
        mornings or [],
        screenings or [],
        releases or [],
        DAY + timedelta(days=days),
        ANY,
    )


def after_stop(day: date, told: str = "no") -> Screening:
    """The questions after a stop, on the next day."""
    on = day + timedelta(days=1)
    return screened({"night_pain": told}, on, "after_stop", screened())


STOPPED = session(stopped(), done("bridge"))
SETTLED = morning(STOPPED)
ASKED = after_stop(DAY)


def test_what_was_not_stopped_does_not_rest() -> None:
    assert rests([session(done())]) == ()
    tired = done(stop=Stop(reason="fatigue"))
    assert rests([session(tired)]) == ()


def test_a_stopped_exercise_rests_until_the_morning_and_the_questions() -> None:
    both = rests([STOPPED])
    assert [(p.exercise, p.since, p.needs) for p in both] == [
        ("chair_rotation", DAY, "morning_and_screening")
    ]
    assert both[0].reason.rule == "pause_both"
    assert rests([STOPPED], mornings=[SETTLED])[0].reason.rule == "pause_screening"
    assert rests([STOPPED], screenings=[ASKED])[0].reason.rule == "pause_morning"
    assert rests([STOPPED], mornings=[SETTLED], screenings=[ASKED]) == ()


@pytest.mark.parametrize(
    "not_settled",
    [
        morning(STOPPED, pain=2),
        morning(STOPPED, pain=1, new_night_pain=True),
        morning(STOPPED, pain=None, activities=()),
        morning(STOPPED, pain=1, day=DAY, after_session=None),
        morning(STOPPED, pain=1, day=DAY + timedelta(days=9)),
    ],
)
def test_a_morning_that_is_not_back_does_not_clear_it(not_settled: CheckIn) -> None:
    pauses = rests([STOPPED], mornings=[not_settled], screenings=[ASKED])
    assert pauses[0].needs == "morning_and_screening"


def test_any_later_morning_that_is_back_clears_it() -> None:
    bad, good = morning(STOPPED, 5), morning(STOPPED, 1, DAY + timedelta(days=3))
    unlinked = morning(STOPPED, 0, DAY + timedelta(days=3), after_session=None)
    assert rests([STOPPED], mornings=[bad, good], screenings=[ASKED], days=3) == ()
    assert rests([STOPPED], mornings=[unlinked], screenings=[ASKED], days=3) == ()
    assert rests([STOPPED], mornings=[bad, good], screenings=[ASKED], days=2)


def test_questions_from_before_the_stop_or_after_the_day_do_not_clear_it() -> None:
    early, late = screened(day=DAY - timedelta(days=1)), after_stop(DAY + timedelta(days=5))
    pauses = rests([STOPPED], mornings=[SETTLED], screenings=[early, late])
    assert pauses[0].reason.rule == "pause_screening"


def test_questions_that_ask_for_the_therapist_leave_it_to_the_therapist() -> None:
    pauses = rests([STOPPED], mornings=[SETTLED], screenings=[after_stop(DAY, "yes")])
    assert [(p.needs, p.reason.rule) for p in pauses] == [("therapist", "pause_therapist")]
    operated = screened(surgery("hip_replacement"), DAY + timedelta(days=1))
    assert rests([STOPPED], mornings=[SETTLED], screenings=[operated])[0].needs == "therapist"


def again(days: int, *, is_stopped: bool = True) -> Session:
    """A session some days later."""
    entry = stopped() if is_stopped else done()
    return session(entry, day=DAY + timedelta(days=days))


def test_a_second_stop_within_the_last_sessions_waits_for_the_therapist() -> None:
    sessions = [STOPPED, again(2, is_stopped=False), again(4)]
    cleared = {
        "mornings": [SETTLED, morning(sessions[-1])],
        "screenings": [ASKED, after_stop(DAY + timedelta(days=4))],
    }
    pauses = rests(sessions, days=6, **cleared)  # type: ignore[arg-type]  # by name
    assert [(p.needs, p.reason.rule) for p in pauses] == [("therapist", "pause_repeated")]
    assert pauses[0].since == DAY + timedelta(days=4)
    turned = rests(sessions[::-1], days=6, **cleared)  # type: ignore[arg-type]  # by name
    assert turned == pauses


def test_stops_long_ago_do_not_add_up() -> None:
    within = int(CARE.pain_figure("stops_within_sessions").value)
    fine = [again(i, is_stopped=False) for i in range(1, within)]
    last = again(within + 1)
    pauses = rests([STOPPED, *fine, last], days=within + 1)
    assert pauses[0].needs == "morning_and_screening"
    assert rests([STOPPED, *fine[:-1], last], days=within + 1)[0].needs == "therapist"


def test_two_sides_stopped_in_one_session_are_one_stop() -> None:
    one = session(stopped(), stopped(side="right"))
    assert rests([one])[0].needs == "morning_and_screening"


@pytest.mark.parametrize("sessions", [[STOPPED], [STOPPED, again(2)]])
def test_a_therapist_lets_it_go_on(sessions: list[Session]) -> None:
    given_ = release(
        ReleaseItem(kind="guided_test"),
        ReleaseItem(kind="resume", name="chair_rotation"),
        day=DAY + timedelta(days=3),
    )
    other = release(ReleaseItem(kind="resume", name="bridge"), day=DAY + timedelta(days=3))
    assert rests(sessions, releases=[given_], days=3) == ()
    assert rests(sessions, releases=[given_], days=300) == ()
    assert rests(sessions, releases=[given_], days=2)
    assert rests(sessions, releases=[other], days=3)
    gone = release(day=DAY + timedelta(days=4), withdraws=(given_.id,))
    assert rests(sessions, releases=[given_, gone], days=4)


def test_stops_after_the_therapists_word_count_anew() -> None:
    given_ = release(ReleaseItem(kind="resume", name="chair_rotation"), day=DAY + timedelta(days=3))
    sessions = [STOPPED, again(2), again(5)]
    pauses = rests(sessions, releases=[given_], days=5)
    assert pauses[0].needs == "morning_and_screening"


def test_what_is_later_than_the_day_counts_for_nothing() -> None:
    assert rests([again(9)], days=2) == ()


@given(
    stops=st.lists(st.booleans(), min_size=1, max_size=8),
    mornings=st.lists(st.one_of(st.none(), st.integers(0, 10)), min_size=8, max_size=8),
)
def test_clearing_less_never_lets_more_go_on(stops: list[bool], mornings: list[int | None]) -> None:
    sessions = [again(2 * i, is_stopped=is_stop) for i, is_stop in enumerate(stops)]
    checkins = [
        morning(one, pain)
        for one, pain in zip(sessions, mornings, strict=False)
        if pain is not None
    ]
    asked = [after_stop(DAY + timedelta(days=2 * len(stops)))]
    few = rests(sessions, mornings=checkins, days=30)
    more = rests(sessions, mornings=checkins, screenings=asked, days=30)
    assert {p.exercise for p in more} <= {p.exercise for p in few}
    assert bool(few) == any(stops)


def test_every_pause_has_a_source_and_words() -> None:
    sources = {source.id for source in tables().sources}
    for pauses in (rests([STOPPED]), rests([STOPPED, again(1)])):
        for pause in pauses:
            assert pause.reason.source_id in sources
            assert pause.reason.message.endswith(".")
            assert has_sentence(f"safety.pause.{pause.reason.rule.removeprefix('pause_')}")
