"""JSON Schemas (draft 2020-12) of the records, made from the dataclasses the codecs read and write.

They say what a schema can say: types, choices, limits, what must be there. What relates two values
(times in order, arrays of one length) is checked by `codec` alone.
"""

from __future__ import annotations

import dataclasses
from dataclasses import MISSING, Field
from types import NoneType
from typing import Annotated, Any, Final, Literal, get_args, get_origin

from coxa.errors import RecordError
from coxa.records import assessment, landmarks, motion
from coxa.records.assessment import SIDES, Assessment, SideResult
from coxa.records.landmarks import CHANNELS, COLUMNS, LANDMARKS, Channel, LandmarkHead
from coxa.records.motion import ACC_COLUMNS, MotionHead
from coxa.records.plain import PLAIN
from coxa.records.wire import (
    UNION_ORIGINS,
    Annotation,
    Json,
    Pattern,
    Range,
    encode,
    fields_of,
)

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_TYPES: Final = {bool: "boolean", int: "integer", float: "number", str: "string"}


def schema_file_name(schema: str) -> str:
    """Name of the published file: ``coxa.assessment-1.schema.json``."""
    return f"{schema.replace('/', '-')}.schema.json"


def json_schema(schema: str) -> dict[str, Json]:
    """JSON Schema of one record.

    Parameters
    ----------
    schema : str
        Its name, as it stands in the record: ``coxa.assessment/1``.

    Raises
    ------
    RecordError
        There is no record of this name.
    """
    definitions: dict[str, Json] = {}
    if schema == assessment.SCHEMA:
        body = _assessment(definitions)
    elif schema == landmarks.SCHEMA:
        body = _landmarks(definitions)
    elif schema == motion.SCHEMA:
        body = _motion(definitions)
    elif schema in PLAIN:
        body = _object(PLAIN[schema], definitions)
    else:
        raise RecordError(f"schema: no record {schema!r}")
    body["properties"] = {"schema": {"const": schema}} | body["properties"]
    body["required"] = ["schema", *body["required"]]
    head = {"$schema": DIALECT, "$id": schema_file_name(schema), "title": schema}
    return head | body | ({"$defs": definitions} if definitions else {})


def _assessment(definitions: dict[str, Json]) -> dict[str, Json]:
    body = _object(Assessment, definitions, without=SIDES)
    side = _of(SideResult, definitions)
    body["properties"]["sides"] = {
        "description": "Sides that were tested; an untested one is absent.",
        "type": "object",
        "properties": dict.fromkeys(SIDES, side),
        "additionalProperties": False,
    }
    body["required"].append("sides")
    return body


def _landmarks(definitions: dict[str, Json]) -> dict[str, Json]:
    body = _object(LandmarkHead, definitions)
    body["properties"] |= {
        "landmark_names": {"const": list(LANDMARKS)},
        "columns": {"const": list(COLUMNS)},
        "samples": {"type": "array", "items": _sample()},
    }
    body["required"].append("samples")
    return body


def _motion(definitions: dict[str, Json]) -> dict[str, Json]:
    body = _object(MotionHead, definitions)
    whole, without_gyroscope = list(motion.COLUMNS), list(ACC_COLUMNS)
    body["properties"] |= {
        "columns": {"enum": [whole, without_gyroscope], "default": whole},
        "samples": {
            "description": "The columns of every sample, times strictly increasing.",
            "type": "array",
            "items": {
                "type": "array",
                "prefixItems": [{"type": "number", "minimum": 0}],
                "items": {"type": "number"},
                "minItems": len(without_gyroscope),
                "maxItems": len(whole),
            },
        },
    }
    body["required"].append("samples")
    return body


def _sample() -> dict[str, Json]:
    return {
        "description": "What is known of one image.",
        "type": "object",
        "properties": {channel.name: _channel(channel) for channel in CHANNELS},
        "required": [channel.name for channel in CHANNELS if not channel.optional],
        "additionalProperties": False,
    }


def _channel(channel: Channel) -> dict[str, Json]:
    null = ["null"] if channel.nullable else []
    number: dict[str, Json] = {"type": ["integer" if channel.is_count else "number", *null]}
    number |= _range(Range(minimum=channel.minimum, maximum=channel.maximum))
    if channel.width == 1:
        return {"description": channel.words, **number}
    return {
        "description": channel.words,
        "type": ["array", *null],
        "items": number,
        "minItems": channel.width,
        "maxItems": channel.width,
    }


def _object(
    cls: type[Any], definitions: dict[str, Json], without: tuple[str, ...] = ()
) -> dict[str, Json]:
    defaults = {field.name: field for field in dataclasses.fields(cls)}
    kept = [field for field in fields_of(cls) if field.name not in without]
    return {
        "description": (cls.__doc__ or "").partition("\n")[0],
        "type": "object",
        "properties": {
            field.name: _of(field.annotation, definitions) | _default(defaults[field.name])
            for field in kept
        },
        "required": [field.name for field in kept if field.required],
        "additionalProperties": False,
    }


def _default(field: Field[Any]) -> dict[str, Json]:
    if field.default_factory is not MISSING:
        return {"default": encode(field.default_factory())}
    return {} if field.default is MISSING else {"default": encode(field.default)}


def _of(annotation: Annotation, definitions: dict[str, Json]) -> dict[str, Json]:
    origin: object = get_origin(annotation)
    arguments = get_args(annotation)
    if origin is Annotated:
        return _limited(_of(arguments[0], definitions), arguments[1:])
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin in UNION_ORIGINS:
        return _union(arguments, definitions)
    if origin is tuple:
        return {"type": "array", "items": _of(arguments[0], definitions)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _of(arguments[1], definitions)}
    if dataclasses.is_dataclass(annotation):
        return _reference(annotation, definitions)
    return {"type": _TYPES[annotation]}


def _reference(cls: Annotation, definitions: dict[str, Json]) -> dict[str, Json]:
    name = cls.__name__
    if name not in definitions:
        definitions[name] = {}  # keeps the place, in case the class refers to itself
        definitions[name] = _object(cls, definitions)
    return {"$ref": f"#/$defs/{name}"}


def _limited(body: dict[str, Json], limits: tuple[object, ...]) -> dict[str, Json]:
    for limit in limits:
        if isinstance(limit, Range):
            body |= _range(limit)
        elif isinstance(limit, Pattern):
            body |= {"description": limit.words, "pattern": f"^(?:{limit.regex})$"}
    return body


def _range(limit: Range) -> dict[str, Json]:
    named = {"minimum": limit.minimum, "maximum": limit.maximum}
    return {name: value for name, value in named.items() if value is not None}


def _union(kinds: tuple[Annotation, ...], definitions: dict[str, Json]) -> dict[str, Json]:
    others = [kind for kind in kinds if kind is not NoneType]
    null: list[Json] = [{"type": "null"}] if NoneType in kinds else []
    if all(kind in _TYPES for kind in others):
        types = [_TYPES[kind] for kind in others if not (kind is int and float in others)]
        return {"type": [*types, *(["null"] if null else [])]}
    return {"anyOf": [*(_of(kind, definitions) for kind in others), *null]}
