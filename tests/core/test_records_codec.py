from __future__ import annotations

import copy
import dataclasses
import json
import math
from array import array
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coxa.errors import RecordError
from coxa.records.assessment import Assessment, TotalArc
from coxa.records.codec import (
    assessment_from_json,
    assessment_to_json,
    canonical_text,
    landmarks_from_json,
    landmarks_text,
    landmarks_to_json,
    schema_of,
)
from coxa.records.landmarks import (
    POINT_DECIMALS,
    POINTS_PER_IMAGE,
    UNKNOWN_PEOPLE,
    LandmarkRecording,
    rounded_points,
)
from coxa.records.plain import plain_from_json, plain_to_json
from coxa.records.refusal import Refusal
from tests.record_samples import a_recording, an_assessment, planted
from tests.record_strategies import (
    ASSESSMENTS,
    REFUSALS,
    landmark_recordings,
    same_recording,
)

Json = Any


@settings(max_examples=40)
@given(ASSESSMENTS)
def test_an_assessment_comes_back_as_it_was(record: Assessment) -> None:
    text = canonical_text(assessment_to_json(record))
    again = assessment_from_json(json.loads(text))
    assert again == record
    assert canonical_text(assessment_to_json(again)) == text


@given(REFUSALS)
def test_a_refusal_comes_back_as_it_was(record: Refusal) -> None:
    text = canonical_text(plain_to_json(record))
    assert plain_from_json(Refusal, json.loads(text)) == record


@settings(max_examples=40)
@given(landmark_recordings())
def test_landmarks_come_back_as_they_were(record: LandmarkRecording) -> None:
    text = canonical_text(landmarks_to_json(record))
    assert same_recording(landmarks_from_json(json.loads(text)), record)


@settings(max_examples=40)
@given(landmark_recordings())
def test_landmarks_in_pieces_say_the_same_as_at_once(record: LandmarkRecording) -> None:
    assert json.loads("".join(landmarks_text(record))) == landmarks_to_json(record)


def test_the_outer_form_of_an_assessment_is_the_published_one() -> None:
    value = assessment_to_json(an_assessment())
    assert next(iter(value)) == "schema"
    assert schema_of(value) == "coxa.assessment/1"
    assert list(value["sides"]) == ["left"]
    assert value["sides"]["left"]["internal_rotation"] == {
        "value_deg": 31.2,
        "error_95_deg": 4.1,
        "sd_deg": None,
        "n": 3,
        "limited_by": None,
        "pain": None,
    }
    assert value["comparison"] == {"sides": [], "norms": [], "reference": [], "change": []}


def test_a_field_with_a_default_may_be_missing() -> None:
    value = assessment_to_json(an_assessment())
    del value["sides"]["left"]["internal_rotation"]["pain"]
    assert assessment_from_json(value) == an_assessment()


REPETITION = "sides.left.repetitions.0"


@pytest.mark.parametrize(
    ("path", "content", "said"),
    [
        ("schema", "coxa.assessment/2", "schema: expected coxa.assessment/1"),
        ("id", "12", "id: expected a UUID, found '12'"),
        ("id", ..., "id: missing"),
        ("subject", "", "subject: expected a text that is not empty"),
        ("recorded_at", "2026-11-22T10:15:00", "recorded_at: expected a date and time with"),
        ("position", "hanging", "position: expected one of seated, prone"),
        ("position", ["seated"], "position: expected one of seated, prone"),
        ("extra", 1, "extra: no such field"),
        ("sides", ..., "sides: missing"),
        ("sides", [], "sides: expected an object, found []"),
        ("sides.middle", {}, "sides.middle: no such side"),
        ("sides.left", None, "sides.left: expected an object, found None"),
        ("sides.left.total_arc.error_95_deg", -1, "error_95_deg: expected at least 0, found -1"),
        ("sides.left.total_arc.value_deg", 999, "value_deg: expected at most 360, found 999"),
        ("sides.left.internal_rotation.n", 2.0, "n: expected a whole number, found 2.0"),
        ("sides.left.internal_rotation.n", True, "n: expected a whole number, found True"),
        (f"{REPETITION}.peak_deg", "x", "sides.left.repetitions[0].peak_deg: expected a number"),
        (f"{REPETITION}.peak_deg", math.inf, "peak_deg: expected a number, found inf"),
        (f"{REPETITION}.peak_deg", 10**400, "peak_deg: expected a number"),
        (f"{REPETITION}.end_s", 0.0, "sides.left.repetitions[0]: start, hold and end are not in"),
        (f"{REPETITION}.accepted", False, "repetitions[0].reasons: a repetition is refused with"),
        (f"{REPETITION}.reasons", "no", "repetitions[0].reasons: expected a list, found 'no'"),
        (f"{REPETITION}.reasons", ["a", 1], "repetitions[0].reasons[1]: expected a text, found 1"),
        ("method.params.passes", None, "method.params.passes: expected true or false or a whole"),
        ("method.name", "\ud800", "method.name: expected a text"),
    ],
)
def test_a_broken_assessment_is_named_by_its_place(path: str, content: Json, said: str) -> None:
    with pytest.raises(RecordError) as raised:
        assessment_from_json(planted(path, content))
    assert said in str(raised.value)


def test_a_number_that_is_none_is_not_written() -> None:
    arc = TotalArc(value_deg=math.nan, error_95_deg=1)
    record = an_assessment()
    assert record.left is not None
    record = dataclasses.replace(record, left=dataclasses.replace(record.left, total_arc=arc))
    with pytest.raises(RecordError, match=r"sides\.left\.total_arc\.value_deg: expected a finite"):
        assessment_to_json(record)


def test_what_json_cannot_hold_is_named() -> None:
    method = dataclasses.replace(an_assessment().method, params={"a": 1j})  # type: ignore[dict-item]  # the point
    with pytest.raises(RecordError, match=r"method\.params\.a: expected a value JSON can hold"):
        assessment_to_json(dataclasses.replace(an_assessment(), method=method))


@pytest.mark.parametrize("value", [None, 3, "text", [], {}, {"schema": 1}])
def test_other_json_is_no_record(value: Json) -> None:
    assert schema_of(value) is None
    for read in (assessment_from_json, partial(plain_from_json, Refusal), landmarks_from_json):
        with pytest.raises(RecordError):
            read(copy.deepcopy(value))


# ---------------------------------------------------------------------------------------- landmarks


def drop_a_point(value: Json) -> None:
    value["samples"][1]["points"].pop()


def stand_still(value: Json) -> None:
    value["samples"][1]["t_s"] = value["samples"][0]["t_s"]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (drop_a_point, "samples[1].points: expected 165 numbers, found 164"),
        (stand_still, "samples[1].t_s: 0.0 s comes after 0.0 s"),
        (lambda v: v.pop("samples"), "samples: missing"),
        (lambda v: v["columns"].reverse(), "columns: not the 5 names of coxa.landmarks/1"),
        (lambda v: v["landmark_names"].pop(), "landmark_names: not the 33 names"),
        (lambda v: v["image"].update(width_px=0), "image.width_px: expected at least 1, found 0"),
        (lambda v: v["samples"][1].pop("people"), "samples[1].people: missing"),
        (lambda v: v["samples"][1].update(hat=1), "samples[1].hat: no such field"),
        (lambda v: v["samples"][0].update(person=1.5), "samples[0].person: expected at most 1"),
        (lambda v: v["samples"][0].update(t_s=-1.0), "samples[0].t_s: expected at least 0"),
        (lambda v: v["samples"][0].update(t_s=None), "samples[0].t_s: expected a number"),
        (lambda v: v["samples"][0].update(people=1.5), "samples[0].people: expected a whole"),
        (
            lambda v: v["samples"][0].update(people=2**40),
            "samples[0].people: expected a whole number",
        ),
        (lambda v: v["samples"][0]["points"].__setitem__(7, "x"), "samples[0].points[7]: expected"),
        (lambda v: v["samples"].__setitem__(0, 1), "samples[0]: expected an object, found 1"),
    ],
)
def test_broken_landmarks_are_named_by_their_place(
    spoil: Callable[[Json], object], said: str
) -> None:
    value = landmarks_to_json(a_recording())
    spoil(value)
    with pytest.raises(RecordError) as raised:
        landmarks_from_json(value)
    assert said in str(raised.value)


def test_unknown_is_null_on_the_wire() -> None:
    record = dataclasses.replace(
        a_recording(1),
        points=array("d", [math.nan] * POINTS_PER_IMAGE),
        people=array("i", [UNKNOWN_PEOPLE]),
        luminance=array("d", [math.nan]),
    )
    sample = landmarks_to_json(record)["samples"][0]
    assert sample == {
        "t_s": 0.0,
        "person": 0.99,
        "people": None,
        "luminance": None,
        "points": None,
    }


def test_whole_numbers_are_read_as_landmarks_too() -> None:
    value = landmarks_to_json(a_recording(1))
    value["samples"][0]["points"] = [1] * POINTS_PER_IMAGE
    assert landmarks_from_json(value).column("left_knee", "y_px") == [1.0]


def test_an_image_without_its_outline_breaks_a_recording_with_outlines() -> None:
    value = landmarks_to_json(dataclasses.replace(a_recording(), outline=array("d", [1.5] * 192)))
    assert landmarks_from_json(copy.deepcopy(value)).outline == array("d", [1.5] * 192)
    del value["samples"][1]["outline"]
    with pytest.raises(RecordError, match=r"samples\[1\]\.outline: missing"):
        landmarks_from_json(value)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"person": array("d", [1])}, "person: 1 numbers, but 2 images of 1 each"),
        ({"outline": array("d", [1])}, "outline: 1 numbers, but 2 images of 96 each"),
        ({"t_s": array("d", [1, 0])}, r"samples\[1\]\.t_s: 0.0 s comes after 1.0 s"),
        ({"person": array("d", [1, math.nan])}, r"samples\[1\]\.person: expected a number"),
        ({"recording_sha256": "abc"}, "recording_sha256: expected a SHA-256 hash"),
    ],
)
def test_broken_landmarks_are_not_written(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(RecordError, match=said):
        landmarks_to_json(dataclasses.replace(a_recording(), **changed))


@given(st.lists(st.floats(-1e4, 1e4) | st.just(math.nan), min_size=5, max_size=5))
def test_rounding_keeps_what_is_unknown_and_is_done_once(values: list[float]) -> None:
    rounded = rounded_points(values)
    for value, kept, decimals in zip(values, rounded, POINT_DECIMALS, strict=True):
        assert math.isnan(kept) if math.isnan(value) else abs(kept - value) <= 0.51 * 10**-decimals
    assert repr(rounded_points(rounded)) == repr(rounded)


# --------------------------------------------------------------------------------------------- text


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=30,
    ).filter(lambda value: "Infinity" not in json.dumps(value))
)
def test_canonical_text_says_the_value(value: Json) -> None:
    assert json.loads(canonical_text(value)) == value


def test_short_things_stand_on_one_line() -> None:
    assert canonical_text({"a": {"b": [1, {"c": None}]}}) == '{"a": {"b": [1, {"c": null}]}}\n'


def test_long_things_stand_on_lines_of_their_own() -> None:
    long = ["x" * 60, {"y": "z" * 60}]
    assert canonical_text({"a": long}).splitlines() == [
        "{",
        '  "a": [',
        f'    "{"x" * 60}",',
        f'    {{"y": "{"z" * 60}"}}',
        "  ]",
        "}",
    ]


def test_a_number_that_is_none_has_no_text() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_text({"a": math.nan})
