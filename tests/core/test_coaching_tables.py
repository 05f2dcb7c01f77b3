"""The tables of coaching hold together: sources, sentences, the library."""

from __future__ import annotations

import dataclasses
from typing import get_args
from unittest import mock

import pytest

from coxa.coaching import lying, seated, standing, tilting
from coxa.coaching.config import TEST
from coxa.coaching.events import Asked
from coxa.errors import TableError
from coxa.messages.catalog import has_sentence, placeholders, sentences
from coxa.records.session import StopReason
from coxa.tables.care import care_tables
from coxa.tables.coaching import (
    CameraPattern,
    CoachFigure,
    CueId,
    ExerciseRow,
    Pattern,
    SensorPattern,
    coaching_tables,
)
from coxa.tables.load import tables

ROWS = coaching_tables()
MEASURES = {
    *seated.FORM, *standing.FORM, *lying.FORM, *tilting.FORM, "pelvic_hike", "pace",
}  # fmt: skip
WORDLESS = {
    "move_first", "move", "hold_first", "back_first", "fault", "not_counted", "other_leg",
    "problem", "change_side", "strap", "lift_foot", "side_again",
}  # fmt: skip
"""Cues that always come with the words of something else."""


def test_every_name_has_its_row_and_every_row_its_name() -> None:
    assert {row.name for row in ROWS.figures} == set(get_args(CoachFigure))
    assert {row.pattern for row in ROWS.patterns} == set(get_args(Pattern))
    assert {row.cue for row in ROWS.cues} == set(get_args(CueId))
    assert set(get_args(Pattern)) == {*get_args(CameraPattern), *get_args(SensorPattern)}
    for name in get_args(CoachFigure):
        assert ROWS.figure(name) > 0.0
    for name in get_args(Pattern):
        assert ROWS.pattern(name).pattern == name
    for name in get_args(CueId):
        assert ROWS.cue(name).cue == name


def test_every_row_names_a_source_that_exists_and_a_reason() -> None:
    told = [(row.source_id, row.reason) for row in ROWS.figures]
    told += [(row.source_id, row.reason) for row in ROWS.patterns]
    told += [(row.source_id, row.reason) for row in ROWS.exercises]
    for source_id, reason in (*told, (ROWS.cues_source_id, ROWS.cues_reason)):
        assert tables().source(source_id).id == source_id
        assert reason.endswith(".")


def test_the_library_and_the_test_are_coached_and_nothing_else() -> None:
    library = {exercise.id for exercise in care_tables().exercises}
    assert {row.exercise for row in ROWS.exercises} == library | {TEST}
    assert len(ROWS.exercises) == len(library) + 1


@pytest.mark.parametrize("row", ROWS.exercises, ids=lambda row: row.exercise)
def test_every_sentence_of_an_exercise_is_there(row: ExerciseRow) -> None:
    words = (*row.out, *row.short, row.hold, row.back, row.short_back)
    rules = tuple(rule.words for rule in row.rules)
    assert [id for id in (*words, *rules) if not has_sentence(id)] == []
    assert len(row.out) == len(row.short)
    for id in (*words, *rules):
        assert placeholders(sentences()[id]) == set()


@pytest.mark.parametrize("row", ROWS.exercises, ids=lambda row: row.exercise)
def test_a_rule_measures_what_is_measured_and_has_limits(row: ExerciseRow) -> None:
    kinds = {limit.kind for limit in tables().compensations}
    for rule in row.rules:
        assert rule.measure in MEASURES
        if rule.warn_from is None:
            assert rule.measure in kinds
        elif rule.refuse_from is not None:
            assert rule.warn_from < rule.refuse_from
        assert row.words_of_fault(rule.measure) == rule.words
        if rule.refuse_from is not None or rule.warn_from is None:
            assert has_sentence(f"coaching.reason.{rule.measure}")


def test_directions_have_words_of_their_own() -> None:
    for exercise in care_tables().exercises:
        row = ROWS.exercise(exercise.id)
        if row.camera == "seated_rotation" or row.sensor is not None:
            assert len(row.out) == len(exercise.directions)
    row = ROWS.exercise("chair_rotation")
    assert row.move(1, is_first=True) == "exercise.chair_rotation.steps.in"
    assert row.move(1, is_first=False) == "coaching.move.foot_in"
    assert ROWS.exercise("bridge").move(1, is_first=False) == "coaching.move.lift"
    assert row.home(is_first=True) != row.home(is_first=False)


def test_thresholds_are_in_order() -> None:
    for row in ROWS.patterns:
        assert row.home_at < row.out_at <= row.least
        assert row.least < (row.most or 180.0)
        assert row.home_share < 0.5


def test_cues_have_words_and_the_stop_outranks_all() -> None:
    for row in ROWS.cues:
        assert has_sentence(f"coaching.cue.{row.cue}") or row.cue in WORDLESS
        assert row.priority < ROWS.cue("stop").priority or row.cue == "stop"
    assert ROWS.cue("stop").priority == 100


def test_the_sets_of_sentences_quote_the_same_values() -> None:
    catalogue = sentences()
    for id, text in catalogue.items():
        head, _, name = id.rpartition(".")
        if head in ("coaching.audio", "coaching.helper"):
            plain = catalogue[f"coaching.cue.{name}"]
            assert placeholders(text) <= placeholders(plain), id


def test_who_cannot_see_is_told_nothing_of_a_screen() -> None:
    spoken = [
        text
        for id, text in sentences().items()
        if id.startswith(("coaching.audio.", "coaching.cue.", "coaching.move.", "coaching.test."))
    ]
    for word in ("screen", "picture", "look at", "shown", "display"):
        assert not [text for text in spoken if word in text.lower()]


def test_every_reason_to_stop_and_every_question_has_its_words() -> None:
    for reason in get_args(StopReason):
        assert has_sentence(f"coaching.stop.{reason}")
    for asked in set(get_args(Asked)) - {"stop_reason"}:
        assert has_sentence(f"coaching.cue.ask_{asked}")
    codes = {id.rpartition(".")[2] for id in sentences() if id.startswith("coaching.quality.")}
    assert {id.rpartition(".")[2] for id in sentences() if id.startswith("coaching.next.")} == codes


def test_a_missing_row_and_a_broken_file_are_named() -> None:
    with pytest.raises(TableError, match="no row 'nowhere'"):
        ROWS.exercise("nowhere")
    coaching_tables.cache_clear()
    broken = mock.Mock(**{"joinpath.return_value.read_text.return_value": "{}"})
    with (
        mock.patch("coxa.tables.coaching.resources.files", return_value=broken),
        pytest.raises(TableError, match=r"coaching\.json: .*build_tables"),
    ):
        coaching_tables()
    coaching_tables.cache_clear()
    assert dataclasses.asdict(coaching_tables()) == dataclasses.asdict(ROWS)
