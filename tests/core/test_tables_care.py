"""The tables of care: they hang together, and a clinic's stay above the floor."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coxa.errors import RefusedError, TableError
from coxa.records.screening import VERDICTS, Outcome
from coxa.safety.gates import access_of
from coxa.safety.screening import screen
from coxa.tables.care import (
    AnswerRule,
    AskIf,
    CareTables,
    PainFigure,
    PlanFigure,
    Question,
    care_tables,
)
from coxa.tables.check import checked, problems_of, tightened
from coxa.tables.exercises import Feature
from coxa.tables.load import tables
from tests.core.safety_samples import (
    DAY,
    ID,
    SUBJECT,
    Field,
    Told,
    answers_for,
    at,
    questions,
    replaced,
    told_answers,
)
from tools.build_tables import CORE
from tools.build_tables import main as build_tables

CARE = care_tables()
SOURCES = tables().sources
MARKS = "ABLUCD"
OUTCOMES: tuple[Outcome, ...] = ("note", "locks", "low_load", "therapist", "urgent", "emergency")
FLOOR = [(q.id, rule) for q in CARE.questions for rule in q.rules if rule.is_floor]
ROWS = [
    row
    for table in ("conditions", "pain", "planning", "rules", "goals", "regions")
    for row in getattr(CARE, table)
] + [rule for question in CARE.questions for rule in question.rules]


# ------------------------------------------------------------------------------ as they ship


def test_the_tables_that_ship_hang_together() -> None:
    assert problems_of(CARE, SOURCES) == ()
    assert checked(CARE, SOURCES) is CARE


@pytest.mark.parametrize("number", range(len(ROWS)))
def test_a_row_is_never_surer_than_its_source_and_says_why(number: int) -> None:
    row = ROWS[number]
    source = next(s for s in SOURCES if s.id == row.source_id)
    assert MARKS.index(row.confidence) >= MARKS.index(source.confidence)
    assert row.reason.endswith(".")


def test_every_condition_has_a_row_and_every_row_a_choice() -> None:
    conditions = set(CARE.question("conditions").choices) - {"none"}
    surgeries = set(CARE.question("surgery_kind").choices)
    assert {row.condition for row in CARE.conditions} == {
        *conditions,
        *surgeries,
        "possible_version",
    }


def test_the_red_flags_and_locks_are_the_floor() -> None:
    for question in CARE.questions:
        for rule in question.rules:
            is_flag = rule.outcome in ("emergency", "urgent") or question.is_lock
            assert rule.is_floor or not is_flag
    assert {"night_pain", "morning_stiffness"} <= {name for name, _ in FLOOR}


def test_what_is_from_memory_is_marked_so() -> None:
    for row in ROWS:
        if row.source_id in ("cauda_equina_list", "clot_list", "emergency_numbers"):
            assert row.confidence in ("U", "D")


def test_a_row_is_found_by_its_name_or_named() -> None:
    assert CARE.question("age").id == "age"
    assert CARE.region("europe").emergency_call == "112"
    assert CARE.pain_figure("session_stop_from").value == 6.0
    assert CARE.plan_figure("screening_days").value == 7.0
    assert CARE.rule("maintain").name == "maintain"
    assert CARE.exercise("bridge").level(1).load >= 0
    assert CARE.has_exercise("bridge")
    assert not CARE.has_exercise("hat")
    for read in ("question", "exercise", "region", "pain_figure", "plan_figure", "rule"):
        with pytest.raises(TableError, match="'hat'"):
            getattr(CARE, read)("hat")
    for level in (0, 99):
        with pytest.raises(TableError, match=f"no level {level}"):
            CARE.exercise("bridge").level(level)


def test_broken_tables_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coxa.tables.care.resources.files", lambda _: tmp_path)
    for content in (None, "{", '{"questions": 1}'):
        if content is not None:
            (tmp_path / "care.json").write_text(content)
        with pytest.raises(TableError, match=r"care\.json: .*build_tables"):
            care_tables.__wrapped__()


@pytest.mark.parametrize(
    ("approach", "week", "expected"),
    [
        ("posterior", 3, {"replacement_release", "replacement_posterior_early"}),
        ("posterior", 12, {"replacement_release", "replacement_posterior_later"}),
        ("anterior", 11, {"replacement_release", "replacement_anterior_early"}),
        ("anterior", 12, {"replacement_release"}),
    ],
)
def test_rows_of_an_operation_hold_by_approach_and_week(
    approach: str, week: int, expected: set[str]
) -> None:
    assert {row.id for row in CARE.gates("hip_replacement", approach, week)} == expected
    every = {row.id for row in CARE.conditions if row.condition == "hip_replacement"}
    assert {row.id for row in CARE.gates("hip_replacement")} == every


# ------------------------------------------------------------------------------ edited tables


def edited(table: str, **rows: Field) -> CareTables:
    """The tables with some fields of some rows changed."""
    return replaced(CARE, table, **rows)


def rule_of(question: str, **fields: Field) -> Any:  # noqa: ANN401 - a field of a row
    """Rules of a question, its first with other fields."""
    first, *others = CARE.question(question).rules
    return {"rules": (dataclasses.replace(first, **fields), *others)}


LEVELS = CARE.exercise("bridge").levels
BROKEN: list[tuple[CareTables, str]] = [
    (edited("pain", session_stop_from={"source_id": "hat"}), "pain.session_stop_from: no source"),
    (edited("questions", falls=rule_of("falls", source_id="hat")), "questions.falls: no source"),
    (
        edited("exercises", bridge={"levels": (dataclasses.replace(LEVELS[0], source_id="hat"),)}),
        "exercises.bridge: no source",
    ),
    (edited("exercises", bridge={"harder": ("bridge",)}), "bridge: harder leads back to it"),
    (
        edited("exercises", step_down={"harder": ("squat_alignment",)}),
        "squat_alignment: harder leads back to it",
    ),
    (edited("exercises", bridge={"easier": ("hat",)}), "bridge: no exercise 'hat'"),
    (edited("exercises", bridge={"unlock": ("hat",)}), "bridge: no question 'hat'"),
    (edited("exercises", bridge={"levels": ()}), "bridge: no levels"),
    (edited("exercises", bridge={"levels": LEVELS[:1] * 2}), "bridge: the load does not grow"),
    (edited("conditions", impingement_positions={"uses": ("hat",)}), "no exercise 'hat'"),
    (edited("conditions", impingement_positions={"approaches": ("hat",)}), "no approach 'hat'"),
    (edited("conditions", arthroscopy_early={"week_to": 0}), "it ends before it begins"),
    (
        edited("conditions", impingement_positions={"uses": ("band_knee_in",)}),
        "it uses band_knee_in and closes it",
    ),
    (edited("goals", walking={"exercises": ("hat",)}), "goals.walking: no exercise 'hat'"),
    (
        edited("contradictions", outer_hip_denied={"question": "hat"}),
        "contradictions.outer_hip_denied: no question 'hat'",
    ),
    (
        edited("contradictions", outer_hip_denied={"any_of": ("hat",)}),
        "contradictions.outer_hip_denied: no answer 'hat' to pain_place",
    ),
    (edited("questions", pain_place={"choices": ()}), "pain_place: a choice without choices"),
    (
        edited("questions", age={"ask_if": (AskIf(question="falls", any_of=("yes",)),)}),
        "screening.age: no question 'falls' before it",
    ),
    (
        edited("questions", surgery_side={"ask_if": (AskIf(question="age", any_of=("hat",)),)}),
        "screening.surgery_side.ask_if: no answer 'hat' to age",
    ),
    (edited("questions", falls=rule_of("falls", any_of=("hat",))), "no answer 'hat' to falls"),
    (edited("questions", falls=rule_of("falls", any_of=())), "falls.falls: no answer it is about"),
    (
        edited("questions", age=rule_of("age", below=None)),
        "screening.age.under_age: no number to compare with",
    ),
    (
        dataclasses.replace(CARE, pain=CARE.pain[1:]),
        f"pain.{CARE.pain[0].name}: the row is missing",
    ),
    (dataclasses.replace(CARE, planning=()), "planning.sessions_to_progress: the row is missing"),
    (
        dataclasses.replace(CARE, regions=CARE.regions * 2),
        "regions.international: stands there twice",
    ),
]


@pytest.mark.parametrize(("care", "said"), BROKEN, ids=[said for _, said in BROKEN])
def test_a_table_that_does_not_hang_together_names_its_row(care: CareTables, said: str) -> None:
    assert any(said in problem for problem in problems_of(care, SOURCES))
    with pytest.raises(TableError):
        checked(care, SOURCES)


def test_the_first_of_several_problems_is_named_and_the_others_counted() -> None:
    assert len(problems_of(dataclasses.replace(CARE, planning=()), SOURCES)) == len(
        get_args(PlanFigure)
    )
    with pytest.raises(TableError, match=rf"and {len(get_args(PlanFigure)) - 1} more"):
        checked(dataclasses.replace(CARE, planning=()), SOURCES)
    one = edited("goals", walking={"exercises": ("hat",)})
    with pytest.raises(TableError, match=r"no exercise 'hat'$"):
        checked(one, SOURCES)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("pain.toml", 'source_id = "clinic_page"', 'source_id = "hat"', "no source 'hat'"),
        ("pain.toml", "value = 6.0", 'value = "six"', "expected a number"),
        ("exercises/bridge.toml", "harder = [", 'harder = ["bridge", ', "leads back to it"),
        ("norms.toml", 'position = "seated"', 'position = "flying"', "expected one of seated"),
    ],
)
def test_a_table_edited_badly_is_not_shipped(
    tmp_path: Path, file: str, old: str, new: str, said: str
) -> None:
    core = tmp_path / "src" / "coxa"
    for path in [*CORE.glob("tables/**/*.toml"), *CORE.glob("messages/**/*.toml")]:
        target = core / path.relative_to(CORE)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    edited_file = core / "tables" / file
    text = edited_file.read_text(encoding="utf-8")
    assert old in text
    edited_file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(SystemExit, match=said):
        build_tables([], core)
    assert not list(core.rglob("*.json"))


# ------------------------------------------------------------------------------ a clinic's tables


def only(**tables_: Field) -> CareTables:
    """A clinic's tables with nothing but some rows."""
    empty = dict.fromkeys(
        ("questions", "contradictions", "conditions", "pain", "planning", "rules", "goals",
         "regions", "exercises"), ()
    )  # fmt: skip
    return dataclasses.replace(CARE, **(empty | tables_))


def question(name: str, **fields: Field) -> Question:
    """A question with some fields changed."""
    return dataclasses.replace(CARE.question(name), **fields)


def test_a_clinic_without_rows_changes_nothing() -> None:
    assert tightened(CARE, only()) == CARE
    assert tightened(CARE, CARE) == CARE


def test_a_clinics_rows_stand_in_the_place_of_the_others_and_new_ones_are_added() -> None:
    figure = dataclasses.replace(CARE.pain_figure("session_stop_from"), value=4.0)
    region = dataclasses.replace(CARE.region("europe"), id="our_town", urgent_call="555")
    joined = tightened(CARE, only(pain=(figure,), regions=(region,)))
    assert joined.pain_figure("session_stop_from").value == 4.0
    assert joined.region("our_town").urgent_call == "555"
    assert len(joined.pain) == len(CARE.pain)
    assert problems_of(joined, SOURCES) == ()
    falls = question("falls", rules=())
    assert tightened(CARE, only(questions=(falls,))).question("falls").rules == ()


def changed(name: str, **fields: Field) -> Question:
    """A question whose first rule has some fields changed."""
    rules = CARE.question(name).rules
    return question(name, rules=(dataclasses.replace(rules[0], **fields), *rules[1:]))


@pytest.mark.parametrize(
    "looser",
    [
        question("saddle_numbness", rules=()),
        changed("saddle_numbness", outcome="urgent"),
        changed("saddle_numbness", any_of=("yes",)),
        changed("saddle_numbness", is_floor=False),
        changed("calf_swelling", outcome="note"),
        changed("age", below=16.0),
        changed("age", below=None),
        changed("fracture", locks=()),
        question("saddle_numbness", is_weekly=False),
        question("saddle_numbness", is_optional=True),
        question("saddle_numbness", only_again=True),
        question("age", is_lock=False),
        question("age", kind="yes_no"),
        question("fracture_seen", ask_if=(AskIf(question="fracture", any_of=("yes",)),)),
        question("saddle_numbness", ask_if=(AskIf(question="falls", any_of=("yes",)),)),
    ],
    ids=range(15),
)
def test_the_floor_cannot_be_loosened(looser: Question) -> None:
    with pytest.raises(TableError, match=rf"screening\.{looser.id}.*floor"):
        tightened(CARE, only(questions=(looser,)))


@pytest.mark.parametrize(
    "stricter",
    [
        changed("calf_swelling", outcome="emergency"),
        changed("age", below=21.0),
        changed("fracture", locks=(*CARE.question("fracture").rules[0].locks, "floor")),
        question("impact_pain", is_weekly=True),
        question("impact_pain", is_lock=True),
        question("chest_signs", ask_if=()),
        question(
            "chest_signs",
            ask_if=(
                AskIf(question="calf_swelling", any_of=("yes", "unsure")),
                AskIf(question="clot", any_of=("yes",)),
            ),
        ),
    ],
    ids=range(7),
)
def test_the_floor_can_be_tightened(stricter: Question) -> None:
    assert tightened(CARE, only(questions=(stricter,))).question(stricter.id) == stricter


def test_a_question_of_the_floor_that_follows_on_a_number_stays_so() -> None:
    base = edited("questions", impact_pain={"ask_if": (AskIf(question="age", above=15.0),)})
    other = question("impact_pain", ask_if=(AskIf(question="age", above=30.0),))
    with pytest.raises(TableError, match="floor"):
        tightened(base, only(questions=(other,)))
    assert tightened(base, only()).question("impact_pain").ask_if[0].above == 15.0


def test_a_rule_above_a_number_is_of_the_floor_too() -> None:
    above = AnswerRule(
        code="old", outcome="therapist", source_id="coxa_proposal", confidence="D",
        reason="A test.", above=90.0, is_floor=True,
    )  # fmt: skip
    base = edited("questions", age={"rules": (above,)})
    lower = question("age", rules=(dataclasses.replace(above, above=80.0),))
    assert tightened(base, only(questions=(lower,))).question("age") == lower
    with pytest.raises(TableError, match="floor"):
        tightened(
            base,
            only(questions=(question("age", rules=(dataclasses.replace(above, above=99.0),)),)),
        )


# ----------------------------------------------------------------- tighter is never more open


@st.composite
def tighter_questions(draw: st.DrawFn) -> tuple[Question, ...]:
    """Questions of which some rules are graver or close more."""
    rows = []
    for row in draw(st.lists(st.sampled_from(questions()), unique=True, max_size=5)):
        rules = []
        for rule in row.rules:
            at_least = OUTCOMES.index(rule.outcome)
            graver: Outcome = draw(st.sampled_from(OUTCOMES[at_least:]))
            more = draw(st.lists(st.sampled_from(get_args(Feature)), max_size=3))
            locks = tuple(dict.fromkeys((*rule.locks, *more)))
            rules.append(dataclasses.replace(rule, outcome=graver, locks=locks))
        rows.append(dataclasses.replace(row, rules=tuple(rules)))
    return tuple(rows)


@given(told=told_answers(), rows=tighter_questions())
@settings(max_examples=150)
def test_a_tightened_table_never_opens_anything(
    told: dict[str, Told], rows: tuple[Question, ...]
) -> None:
    clinic = tightened(CARE, only(questions=rows))
    answers = answers_for(told)
    try:
        base, own = (
            screen(answers, id=ID, subject=SUBJECT, recorded_at=at(DAY), care=care)
            for care in (CARE, clinic)
        )
    except RefusedError:
        return
    assert VERDICTS.index(own.verdict) >= VERDICTS.index(base.verdict)
    day = DAY + timedelta(days=1)
    before, after = access_of(base, (), day, care=CARE), access_of(own, (), day, care=clinic)
    assert VERDICTS.index(after.verdict) >= VERDICTS.index(before.verdict)
    for name, gate in before.gates.items():
        assert gate.status == "open" or after.gates[name].status != "open"
    assert before.test.status == "open" or after.test.status != "open"


@st.composite
def any_rules(draw: st.DrawFn) -> tuple[Question, ...]:
    """Questions of the floor whose rules are anything."""
    rows = []
    names = sorted({name for name, _ in FLOOR})
    for name in draw(st.lists(st.sampled_from(names), unique=True, min_size=1, max_size=3)):
        row = CARE.question(name)
        rules = draw(
            st.lists(
                st.builds(
                    dataclasses.replace,
                    st.sampled_from(row.rules),
                    outcome=st.sampled_from(OUTCOMES),
                    any_of=st.sampled_from(
                        (("yes",), ("no",), ("yes", "unsure"), ("no", "unsure"))
                    ),
                    is_floor=st.booleans(),
                ),
                max_size=3,
            )
        )
        rows.append(dataclasses.replace(row, rules=tuple(rules)))
    return tuple(rows)


@given(told=told_answers(), rows=any_rules())
@settings(max_examples=150)
def test_whatever_a_clinic_writes_a_red_flag_stays_one(
    told: dict[str, Told], rows: tuple[Question, ...]
) -> None:
    try:
        clinic = tightened(CARE, only(questions=rows))
    except TableError:
        return
    answers = answers_for(told)
    try:
        base = screen(answers, id=ID, subject=SUBJECT, recorded_at=at(DAY))
        own = screen(answers, id=ID, subject=SUBJECT, recorded_at=at(DAY), care=clinic)
    except RefusedError:
        return
    if base.urgency is not None:
        assert own.verdict == "seek_care_now"
        assert (own.urgency == "emergency") or base.urgency == "urgent"


def test_every_figure_the_code_knows_has_one_row() -> None:
    assert sorted(row.name for row in CARE.pain) == sorted(get_args(PainFigure))
    assert sorted(row.name for row in CARE.planning) == sorted(get_args(PlanFigure))
