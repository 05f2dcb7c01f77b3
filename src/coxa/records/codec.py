"""The outer form of every record: to JSON objects, from JSON objects, to text.

The inner form follows from the dataclasses (`wire`). Only what differs from them stands here: the
schema's name first, the sides of an assessment, the samples of a recording.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import isfinite, isnan
from typing import Final

from coxa.errors import RecordError
from coxa.records import assessment, landmarks, motion
from coxa.records.assessment import SIDES, Assessment, Side, SideResult
from coxa.records.landmarks import CHANNELS, Channel, ImageSize, LandmarkHead, LandmarkRecording
from coxa.records.motion import AXES, MotionHead, MotionRecording
from coxa.records.plain import PLAIN, opened
from coxa.records.wire import (
    Decoded,
    Json,
    as_list,
    as_number,
    as_object,
    decode,
    decode_fields,
    encode,
    expected,
    fields_of,
)

SCHEMAS: Final = tuple(sorted((assessment.SCHEMA, landmarks.SCHEMA, motion.SCHEMA, *PLAIN)))
"""Every schema this version reads and writes."""

_SHARED_HEAD: Final = (
    "id", "subject", "recorded_at", "coxa_version", "tables_version", "recording_sha256",
    "pose", "mirrored", "notices",
)  # fmt: skip
_MOTION_HEAD: Final = tuple(f.name for f in fields_of(MotionHead))
_LINE_LENGTH: Final = 100


def schema_of(value: Json) -> str | None:
    """Name of the schema a JSON value says it follows, None if it says nothing."""
    schema = value.get("schema") if isinstance(value, dict) else None
    return schema if isinstance(schema, str) else None


# -------------------------------------------------------------------------------------- assessments


def assessment_to_json(record: Assessment) -> dict[str, Json]:
    """`coxa.assessment/1` as a JSON object.

    Raises
    ------
    RecordError
        The record breaks its own schema: a number is not finite, a value is out of range.
    """
    checked = assessment_from_json(_outer_form(record))
    return _outer_form(checked)


def _outer_form(record: Assessment) -> dict[str, Json]:
    value: dict[str, Json] = {"schema": assessment.SCHEMA}
    for field in fields_of(Assessment):
        if field.name == "comparison":
            value["sides"] = {
                side: encode(result, f"sides.{side}")
                for side in SIDES
                if (result := record.side(side)) is not None
            }
        is_unnamed = field.name == "examiner" and record.examiner is None
        if field.name not in SIDES and not is_unnamed:
            value[field.name] = encode(getattr(record, field.name), field.name)
    return value


def assessment_from_json(value: Json) -> Assessment:
    """Assessment of a JSON object.

    Raises
    ------
    RecordError
        It is not a `coxa.assessment/1`; says where, what was expected and what was found.
    """
    members = opened(value, assessment.SCHEMA)
    if "sides" not in members:
        raise RecordError("sides: missing")
    sides = as_object(members.pop("sides"), "sides")
    for side in sides:
        if side not in SIDES:
            raise RecordError(f"sides.{side}: no such side")
    fields = decode_fields(Assessment, members, without=SIDES)
    return Assessment(**fields, left=_side(sides, "left"), right=_side(sides, "right"))


def _side(sides: dict[str, Json], side: Side) -> SideResult | None:
    return decode(SideResult, sides[side], f"sides.{side}") if side in sides else None


# ---------------------------------------------------------------------------------------- landmarks


def landmarks_to_json(record: LandmarkRecording) -> dict[str, Json]:
    """`coxa.landmarks/1` as a JSON object.

    Raises
    ------
    RecordError
        Channels of different lengths, a value out of range, or times that do not increase.
    """
    return landmarks_head(record) | {"samples": list(landmark_samples(record))}


def landmarks_head(record: LandmarkRecording) -> dict[str, Json]:
    """Everything of a landmark recording but its samples, checked.

    Raises
    ------
    RecordError
        As `landmarks_to_json`, of the head and the lengths.
    """
    _check_lengths(record)
    size = ImageSize(width_px=record.image_width_px, height_px=record.image_height_px)
    head = LandmarkHead(**{name: getattr(record, name) for name in _SHARED_HEAD}, image=size)
    value = encode(head)
    decode(LandmarkHead, value)
    return {"schema": landmarks.SCHEMA, **value}


def landmark_samples(record: LandmarkRecording) -> Iterator[dict[str, Json]]:
    """Samples of a landmark recording one by one, each checked.

    Raises
    ------
    RecordError
        A value out of range, or times that do not increase; says which sample.
    """
    _check_increasing(record.t_s)
    channels = [(c, getattr(record, c.name)) for c in CHANNELS]
    kept = [(channel, values) for channel, values in channels if values or not channel.optional]
    for i in range(len(record)):
        yield {c.name: _sample_value(c, values, i) for c, values in kept}


def landmarks_text(record: LandmarkRecording) -> Iterator[str]:
    """`coxa.landmarks/1` as the text that goes to a file, in pieces: one image a line.

    Raises
    ------
    RecordError
        As `landmarks_to_json`; what was given out before is then no whole record.
    """
    return _text_with_samples(landmarks_head(record), landmark_samples(record))


def landmarks_from_json(value: Json) -> LandmarkRecording:
    """Landmark recording of a JSON object.

    Raises
    ------
    RecordError
        It is not a `coxa.landmarks/1`; says where, what was expected and what was found.
    """
    members = opened(value, landmarks.SCHEMA)
    if "samples" not in members:
        raise RecordError("samples: missing")
    samples = as_list(members.pop("samples"), "samples")
    head = decode(LandmarkHead, members)
    channels = _decoded_channels(samples)
    _check_increasing(channels["t_s"])
    return LandmarkRecording(
        **{name: getattr(head, name) for name in _SHARED_HEAD},
        image_width_px=head.image.width_px,
        image_height_px=head.image.height_px,
        **channels,
    )


def _check_lengths(record: LandmarkRecording) -> None:
    for channel in CHANNELS:
        values = getattr(record, channel.name)
        if channel.optional and not values:
            continue
        if len(values) != len(record) * channel.width:
            raise RecordError(
                f"{channel.name}: {len(values)} numbers, but {len(record)} images "
                f"of {channel.width} each"
            )


def _check_increasing(t_s: array[float]) -> None:
    for i, (before, after) in enumerate(pairwise(t_s), start=1):
        if not before < after:
            raise RecordError(f"samples[{i}].t_s: {after} s comes after {before} s")


def _sample_value(channel: Channel, values: array[float], i: int) -> Json:
    path = f"samples[{i}].{channel.name}"
    if channel.width == 1:
        return _wire_number(channel, values[i], path)
    numbers = values[i * channel.width : (i + 1) * channel.width].tolist()
    if _is_free(channel) and all(map(isfinite, numbers)):
        return numbers
    if channel.nullable and all(map(isnan, numbers)):
        return None
    return [_wire_number(channel, number, path) for number in numbers]


def _is_free(channel: Channel) -> bool:
    return channel.minimum is None and channel.maximum is None and not channel.is_count


def _wire_number(channel: Channel, number: float, path: str) -> Json:
    if channel.nullable and (isnan(number) or _is_unknown_count(channel, number)):
        return None
    return _checked_number(channel, number, path)


def _is_unknown_count(channel: Channel, number: float) -> bool:
    return channel.is_count and number == landmarks.UNKNOWN_PEOPLE


def _checked_number(channel: Channel, value: Json, path: str) -> float:
    number = as_number(value, path)
    if channel.minimum is not None and number < channel.minimum:
        raise expected(path, f"at least {channel.minimum:g}", value)
    if channel.maximum is not None and number > channel.maximum:
        raise expected(path, f"at most {channel.maximum:g}", value)
    if not channel.is_count:
        return number
    if type(value) is not int or value >= 2**31:
        raise expected(path, "a whole number", value)
    return value


def _decoded_channels(samples: list[Json]) -> dict[str, Decoded]:
    first = as_object(samples[0], "samples[0]") if samples else {}
    kept = [c for c in CHANNELS if not c.optional or c.name in first]
    names = {channel.name for channel in kept}
    arrays: dict[str, array[float]] = {c.name: array(c.typecode) for c in kept}
    for i, sample in enumerate(samples):
        members = as_object(sample, f"samples[{i}]")
        if members.keys() != names:
            _raise_wrong_members(members, names, f"samples[{i}]")
        for channel in kept:
            path = f"samples[{i}].{channel.name}"
            arrays[channel.name].extend(_channel_numbers(channel, members[channel.name], path))
    return arrays


def _raise_wrong_members(members: dict[str, Json], names: set[str], path: str) -> None:
    for name in members:
        if name not in names:
            raise RecordError(f"{path}.{name}: no such field")
    missing = min(names - members.keys())
    raise RecordError(f"{path}.{missing}: missing")


def _channel_numbers(channel: Channel, value: Json, path: str) -> list[float]:
    if channel.width == 1:
        return [_memory_number(channel, value, path)]
    if value is None and channel.nullable:
        return [_missing(channel)] * channel.width
    items = as_list(value, path)
    if len(items) != channel.width:
        raise RecordError(f"{path}: expected {channel.width} numbers, found {len(items)}")
    if _is_free(channel) and set(map(type, items)) == {float} and all(map(isfinite, items)):
        return items  # the usual case, and half a million numbers a minute
    return [_memory_number(channel, item, f"{path}[{k}]") for k, item in enumerate(items)]


def _memory_number(channel: Channel, value: Json, path: str) -> float:
    if value is None and channel.nullable:
        return _missing(channel)
    return _checked_number(channel, value, path)


def _missing(channel: Channel) -> float:
    return landmarks.UNKNOWN_PEOPLE if channel.is_count else float("nan")


# ------------------------------------------------------------------------------------------- motion


def motion_to_json(record: MotionRecording) -> dict[str, Json]:
    """`coxa.motion/1` as a JSON object.

    Raises
    ------
    RecordError
        Columns of different lengths, a number that is not finite, or times that do not increase.
    """
    return motion_head(record) | {"samples": list(motion_samples(record))}


def motion_head(record: MotionRecording) -> dict[str, Json]:
    """Everything of a motion recording but its samples, checked.

    Raises
    ------
    RecordError
        As `motion_to_json`, of the head and the lengths.
    """
    for name in ("acc_m_s2", "gyr_rad_s"):
        values = getattr(record, name)
        if len(values) != len(record) * AXES and not (name == "gyr_rad_s" and not values):
            raise RecordError(
                f"{name}: {len(values)} numbers, but {len(record)} samples of {AXES} each"
            )
    value = encode(MotionHead(**{name: getattr(record, name) for name in _MOTION_HEAD}))
    decode(MotionHead, value)
    return {"schema": motion.SCHEMA, **value}


def motion_samples(record: MotionRecording) -> Iterator[list[float]]:
    """Samples of a motion recording one by one, in the order of its columns, each checked.

    Raises
    ------
    RecordError
        A number is not finite, or times do not increase; says which sample.
    """
    parts = [(record.t_s, 1), (record.acc_m_s2, AXES)]
    if record.has_gyroscope:
        parts.append((record.gyr_rad_s, AXES))
    before = -1.0
    for i in range(len(record)):
        sample = [x for values, width in parts for x in values[i * width : (i + 1) * width]]
        _check_motion_sample(sample, len(sample), before, i)
        before = sample[0]
        yield sample


def motion_text(record: MotionRecording) -> Iterator[str]:
    """`coxa.motion/1` as the text that goes to a file, in pieces: one sample a line.

    Raises
    ------
    RecordError
        As `motion_to_json`; what was given out before is then no whole record.
    """
    return _text_with_samples(motion_head(record), motion_samples(record))


def motion_csv(record: MotionRecording) -> Iterator[str]:
    """Samples of a motion recording as CSV, line by line, the names of the columns first.

    Raises
    ------
    RecordError
        As `motion_samples`.
    """
    yield ",".join(record.columns) + "\n"
    for sample in motion_samples(record):
        yield ",".join(map(repr, sample)) + "\n"


def motion_from_json(value: Json) -> MotionRecording:
    """Motion recording of a JSON object.

    Raises
    ------
    RecordError
        It is not a `coxa.motion/1`; says where, what was expected and what was found.
    """
    members = opened(value, motion.SCHEMA)
    if "samples" not in members:
        raise RecordError("samples: missing")
    samples = as_list(members.pop("samples"), "samples")
    head = decode(MotionHead, members)
    t_s, acc_m_s2, gyr_rad_s = array("d"), array("d"), array("d")
    before = -1.0
    for i, sample in enumerate(samples):
        _check_motion_sample(sample, len(head.columns), before, i)
        before = sample[0]
        t_s.append(before)
        acc_m_s2.extend(sample[1 : 1 + AXES])
        gyr_rad_s.extend(sample[1 + AXES :])
    kept = {name: getattr(head, name) for name in _MOTION_HEAD if name != "columns"}
    return MotionRecording(**kept, t_s=t_s, acc_m_s2=acc_m_s2, gyr_rad_s=gyr_rad_s)


def _check_motion_sample(sample: Json, width: int, before: float, i: int) -> None:
    if type(sample) is not list or len(sample) != width:
        raise expected(f"samples[{i}]", f"a list of {width} numbers", sample)
    if not {float}.issuperset(map(type, sample)) or not all(map(isfinite, sample)):
        for k, number in enumerate(sample):
            as_number(number, f"samples[{i}][{k}]")
    if sample[0] < 0:
        raise expected(f"samples[{i}][0]", "at least 0", sample[0])
    if i and not before < sample[0]:
        raise RecordError(f"samples[{i}][0]: {sample[0]} s comes after {before} s")


# --------------------------------------------------------------------------------------------- text


def canonical_text(value: Json) -> str:
    """One JSON value as the text that goes to a file: the same value, the same text.

    Members keep their order. What is short, or holds only scalars and lists of scalars, stands on
    one line, so that a person can read it and a difference shows one line.

    Raises
    ------
    ValueError
        A number is not finite.
    """
    return "\n".join(_lines(value)) + "\n"


def _text_with_samples(head: dict[str, Json], samples: Iterable[Json]) -> Iterator[str]:
    yield canonical_text(head).removesuffix("\n}\n") + ',\n  "samples": ['
    separator = "\n    "
    for sample in samples:
        yield separator + one_line(sample)
        separator = ",\n    "
    yield "\n  ]\n}\n"


def one_line(value: Json) -> str:
    """One JSON value without a line break; ValueError if a number is not finite."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _lines(value: Json) -> list[str]:
    if _is_flat(value):
        return [one_line(value)]
    is_object = isinstance(value, dict)
    labels = [f"{one_line(name)}: " for name in value] if is_object else [""] * len(value)
    items = [_lines(item) for item in (value.values() if is_object else value)]
    opening, closing = "{}" if is_object else "[]"
    if all(len(item) == 1 for item in items):
        line = opening + ", ".join(a + item[0] for a, item in zip(labels, items, strict=True))
        if len(line) < _LINE_LENGTH:
            return [line + closing]
    body: list[str] = []
    for label, item in zip(labels, items, strict=True):
        indented = [f"  {line}" for line in item]
        indented[0] = f"  {label}{item[0]}"
        indented[-1] += ","
        body += indented
    body[-1] = body[-1].removesuffix(",")
    return [opening, *body, closing]


def _is_flat(value: Json) -> bool:
    if isinstance(value, dict):
        return not any(isinstance(v, dict) or _is_nested_list(v) for v in value.values())
    return not _is_nested_list(value)


def _is_nested_list(value: Json) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict | list) for item in value)
