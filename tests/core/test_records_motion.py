from __future__ import annotations

import json
from array import array
from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from coxa.errors import RecordError
from coxa.records.codec import (
    canonical_text,
    motion_csv,
    motion_from_json,
    motion_text,
    motion_to_json,
)
from coxa.records.motion import (
    ACC_COLUMNS,
    COLUMNS,
    Interval,
    MotionNotice,
    MotionRecording,
    MotionSource,
    Sensor,
)
from coxa.records.schema import json_schema
from tests.record_samples import HEAD

VALIDATOR = Draft202012Validator(json_schema("coxa.motion/1"))
NUMBERS = st.floats(-1e4, 1e4, allow_nan=False)


@st.composite
def motion_recordings(draw: st.DrawFn) -> MotionRecording:
    steps = draw(st.lists(st.floats(1e-3, 10.0), min_size=0, max_size=6))
    t_s = [sum(steps[:i]) for i in range(len(steps))]
    values = st.lists(NUMBERS, min_size=3 * len(t_s), max_size=3 * len(t_s))
    sensor: Sensor = draw(st.sampled_from(get_args(Sensor)))
    return MotionRecording(
        **HEAD,
        source=MotionSource(format="plain_csv", app=draw(st.none() | st.just("an app"))),
        gaps=(Interval(from_s=0.5, to_s=0.75),),
        saturated=(Interval(from_s=1.0, to_s=2.0, sensor=sensor),),
        notices=(MotionNotice(code="sensor_gaps", values={"count": 1, "seconds": 0.25}),),
        t_s=array("d", t_s),
        acc_m_s2=array("d", draw(values)),
        gyr_rad_s=array("d", draw(values) if draw(st.booleans()) else []),
    )


def a_motion(n: int = 3) -> MotionRecording:
    return MotionRecording(
        **HEAD,
        source=MotionSource(format="plain_csv"),
        t_s=array("d", [i / 100 for i in range(n)]),
        acc_m_s2=array("d", [0.0, 0.0, 9.81] * n),
        gyr_rad_s=array("d", [0.1, 0.0, 0.0] * n),
    )


@settings(max_examples=40)
@given(motion_recordings())
def test_a_motion_recording_comes_back_as_it_was(record: MotionRecording) -> None:
    value = motion_to_json(record)
    assert motion_from_json(json.loads(canonical_text(value))) == record
    assert json.loads("".join(motion_text(record))) == value
    VALIDATOR.validate(value)


def test_a_recording_without_a_gyroscope_has_four_columns() -> None:
    record = replace(a_motion(), gyr_rad_s=array("d"))
    assert not record.has_gyroscope
    value = motion_to_json(record)
    assert value["columns"] == list(ACC_COLUMNS)
    assert value["samples"][0] == [0.0, 0.0, 0.0, 9.81]
    assert next(motion_csv(record)) == "t_s,acc_x_m_s2,acc_y_m_s2,acc_z_m_s2\n"


def test_the_csv_form_has_the_published_columns() -> None:
    lines = list(motion_csv(a_motion()))
    assert lines[0] == (
        "t_s,acc_x_m_s2,acc_y_m_s2,acc_z_m_s2,gyr_x_rad_s,gyr_y_rad_s,gyr_z_rad_s\n"
    )
    assert lines[0].strip().split(",") == list(COLUMNS)
    assert [float(cell) for cell in lines[2].split(",")] == [0.01, 0, 0, 9.81, 0.1, 0, 0]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"t_s": array("d", [0.0, 0.02, 0.01])}, r"samples\[2\]\[0\]: 0.01 s comes after 0.02 s"),
        ({"t_s": array("d", [0.0, 0.01, 0.01])}, r"samples\[2\]\[0\]"),
        ({"t_s": array("d", [-1.0, 0.01, 0.02])}, r"samples\[0\]\[0\]: expected at least 0"),
        ({"acc_m_s2": array("d", [1.0])}, "acc_m_s2: 1 numbers, but 3 samples"),
        ({"gyr_rad_s": array("d", [1.0])}, "gyr_rad_s: 1 numbers, but 3 samples"),
        ({"acc_m_s2": array("d", [float("nan")] * 9)}, r"samples\[0\]\[1\]: expected a number"),
        ({"gaps": (Interval(from_s=2.0, to_s=1.0),)}, r"gaps\[0\]: ends at 1.0 s"),
        ({"subject": ""}, "subject: expected a text that is not empty"),
    ],
)
def test_a_broken_recording_is_not_written(change: dict[str, Any], said: str) -> None:
    with pytest.raises(RecordError, match=said):
        motion_to_json(replace(a_motion(), **change))


@pytest.mark.parametrize(
    ("key", "content", "said"),
    [
        ("samples", ..., "samples: missing"),
        ("samples", [[0.0]], r"samples\[0\]: expected a list of 7 numbers"),
        ("samples", [[0.0] * 6 + ["x"]], r"samples\[0\]\[6\]: expected a number"),
        ("samples", [[0.0] * 6 + [None]], r"samples\[0\]\[6\]"),
        ("samples", {}, "samples: expected a list"),
        ("columns", ["t_s"], "columns: not the columns of coxa.motion/1"),
        ("schema", "coxa.motion/2", "schema: expected coxa.motion/1"),
        ("hat", 1, "hat: no such field"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(key: str, content: Any, said: str) -> None:  # noqa: ANN401 - any JSON
    value = motion_to_json(a_motion())
    if content is ...:
        del value[key]
    else:
        value[key] = content
    with pytest.raises(RecordError, match=said):
        motion_from_json(value)
    assert not VALIDATOR.is_valid(value)


def test_whole_numbers_are_numbers() -> None:
    value = motion_to_json(a_motion(1))
    value["samples"] = [[0, 0, 0, 10, 0, 0, 0]]
    assert motion_from_json(value).acc_m_s2.tolist() == [0.0, 0.0, 10.0]
