"""Hypothesis strategies for records, made from the same annotations the codecs read."""

from __future__ import annotations

import dataclasses
import math
from array import array
from types import NoneType
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin

from hypothesis import strategies as st

from coxa.records.assessment import Assessment, Repetition
from coxa.records.landmarks import (
    COLUMNS,
    LANDMARKS,
    OUTLINE_PER_IMAGE,
    UNKNOWN_PEOPLE,
    LandmarkRecording,
    PoseMethod,
    rounded_points,
)
from coxa.records.refusal import Refusal
from coxa.records.wire import UNION_ORIGINS, Pattern, Range, fields_of
from tests.record_samples import HEAD

T = TypeVar("T")

FINITE = st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)


def instances(cls: type[T]) -> st.SearchStrategy[T]:
    """Any sound instance of a record's dataclass."""
    fields = {field.name: values(field.annotation) for field in fields_of(cls)}
    made = st.fixed_dictionaries(fields).map(lambda members: cls(**members))
    return made.map(_in_order) if cls is Repetition else made


def values(annotation: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401 - what annotations are
    """Any sound value of one annotation."""
    origin: object = get_origin(annotation)
    arguments = get_args(annotation)
    if origin is Annotated:
        return _limited(arguments[0], arguments[1])
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin in UNION_ORIGINS:
        return st.one_of(*map(values, arguments))
    if origin is tuple:
        return st.lists(values(arguments[0]), max_size=2).map(tuple)
    if origin is dict:
        return st.dictionaries(TEXTS, values(arguments[1]), max_size=2)
    if dataclasses.is_dataclass(annotation):
        return instances(annotation)  # type: ignore[arg-type]  # a dataclass's type
    plain: dict[Any, st.SearchStrategy[Any]] = {
        str: TEXTS,
        float: FINITE,
        int: st.integers(),
        bool: st.booleans(),
        NoneType: st.none(),
    }
    return plain[annotation]


def _limited(kind: type, limit: Range | Pattern) -> st.SearchStrategy[Any]:
    if isinstance(limit, Pattern):
        return st.from_regex(limit.regex, fullmatch=True)
    if kind is int:
        return st.integers(_whole(limit.minimum), _whole(limit.maximum))
    return st.floats(limit.minimum, limit.maximum, allow_nan=False, allow_infinity=False)


def _whole(limit: float | None) -> int | None:
    return None if limit is None else int(limit)


def _in_order(repetition: Any) -> Any:  # noqa: ANN401 - a Repetition, made generically
    names = ("start_s", "hold_from_s", "hold_to_s", "end_s")
    times = sorted(getattr(repetition, name) for name in names)
    reasons = () if repetition.accepted else repetition.reasons or ("no_hold",)
    return dataclasses.replace(repetition, **dict(zip(names, times, strict=True)), reasons=reasons)


ASSESSMENTS = instances(Assessment)
REFUSALS = instances(Refusal)


@st.composite
def landmark_recordings(draw: st.DrawFn) -> LandmarkRecording:
    """Recordings of up to three images: people unseen or uncounted, outlines or none."""
    n = draw(st.integers(0, 3))
    unit = st.floats(0, 1)
    times = st.lists(st.floats(0, 1e6), min_size=n, max_size=n, unique=True).map(sorted)
    pixels = st.lists(st.floats(-1e5, 1e5), min_size=len(COLUMNS), max_size=len(COLUMNS))
    unseen = [math.nan] * len(COLUMNS)
    images = [draw(pixels | st.just(unseen)) * len(LANDMARKS) for _ in range(n)]
    edge = st.floats(-1e5, 1e5) | st.just(math.nan)
    outline = [draw(st.tuples(edge, edge)) * (OUTLINE_PER_IMAGE // 2) for _ in range(n)]
    has_outline = draw(st.booleans())
    return LandmarkRecording(
        **HEAD,
        image_width_px=draw(st.integers(1, 10_000)),
        image_height_px=draw(st.integers(1, 10_000)),
        pose=draw(instances(PoseMethod)),
        mirrored=draw(st.none() | st.booleans()),
        t_s=array("d", draw(times)),
        points=rounded_points([number for image in images for number in image]),
        person=array("d", [draw(unit) for _ in range(n)]),
        people=array("i", [draw(st.integers(0, 9) | st.just(UNKNOWN_PEOPLE)) for _ in range(n)]),
        luminance=array("d", [draw(unit | st.just(math.nan)) for _ in range(n)]),
        outline=array("d", [v for row in outline for v in row] if has_outline else []),
    )


def same_recording(one: LandmarkRecording, other: LandmarkRecording) -> bool:
    """Whether two recordings hold the same values, NaN being the same as NaN."""
    return all(
        _same(getattr(one, field.name), getattr(other, field.name))
        for field in dataclasses.fields(one)
    )


def _same(one: object, other: object) -> bool:
    if isinstance(one, array) and isinstance(other, array):
        return list(map(repr, one)) == list(map(repr, other))
    return one == other
