from __future__ import annotations

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from coxa.errors import RecordError
from coxa.records.assessment import Assessment
from coxa.records.codec import (
    SCHEMAS,
    assessment_to_json,
    landmarks_to_json,
)
from coxa.records.landmarks import LandmarkRecording
from coxa.records.plain import plain_to_json
from coxa.records.refusal import Refusal
from coxa.records.schema import json_schema, schema_file_name
from tests.record_samples import a_recording, an_assessment, planted
from tests.record_strategies import ASSESSMENTS, REFUSALS, landmark_recordings

VALIDATORS = {name: Draft202012Validator(json_schema(name)) for name in SCHEMAS}


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_itself_sound_and_always_the_same(name: str) -> None:
    Draft202012Validator.check_schema(json_schema(name))
    assert json_schema(name) == json_schema(name)
    assert json_schema(name)["properties"]["schema"] == {"const": name}


def test_there_is_no_schema_of_what_is_no_record() -> None:
    with pytest.raises(RecordError, match=r"no record 'coxa\.hat/1'"):
        json_schema("coxa.hat/1")


def test_the_file_of_a_schema_has_its_name() -> None:
    assert schema_file_name("coxa.assessment/1") == "coxa.assessment-1.schema.json"


@settings(max_examples=40)
@given(ASSESSMENTS)
def test_every_assessment_fits_its_schema(record: Assessment) -> None:
    VALIDATORS["coxa.assessment/1"].validate(assessment_to_json(record))


@given(REFUSALS)
def test_every_refusal_fits_its_schema(record: Refusal) -> None:
    VALIDATORS["coxa.refusal/1"].validate(plain_to_json(record))


@settings(max_examples=40)
@given(landmark_recordings())
def test_every_landmark_recording_fits_its_schema(record: LandmarkRecording) -> None:
    VALIDATORS["coxa.landmarks/1"].validate(landmarks_to_json(record))


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("schema", "coxa.assessment/2"),
        ("id", "12"),
        ("subject", ...),
        ("position", "hanging"),
        ("extra", 1),
        ("sides.middle", {}),
        ("sides.left", None),
        ("sides.left.total_arc.error_95_deg", -1),
        ("sides.left.repetitions.0.peak_deg", "x"),
        ("sides.left.repetitions.0.compensations.0.grade", "bad"),
        ("method.params.passes", None),
    ],
)
def test_a_broken_assessment_does_not_fit(path: str, content: object) -> None:
    validator = VALIDATORS["coxa.assessment/1"]
    assert validator.is_valid(assessment_to_json(an_assessment()))
    assert not validator.is_valid(planted(path, content))


@pytest.mark.parametrize(
    ("key", "content"),
    [("points", [1.0]), ("people", 1.5), ("t_s", -1), ("person", None), ("hat", 1)],
)
def test_a_broken_sample_does_not_fit(key: str, content: object) -> None:
    value = landmarks_to_json(a_recording())
    value["samples"][0][key] = content
    assert not VALIDATORS["coxa.landmarks/1"].is_valid(value)
