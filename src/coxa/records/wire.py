"""Frozen dataclasses to plain JSON values and back, checked against their own type annotations.

What an annotation may say: `str`, `int`, `float`, `bool`, `Literal`, `X | None`, unions of scalars,
`tuple[X, ...]`, `dict[str, X]`, another dataclass, and `Annotated` with `Range` or `Pattern`.
A field with a default may be missing; a field nobody knows is refused. NaN has no place in JSON:
where a value may be missing the annotation says `float | None`.

Which records there are, and their outer form, is in `codec`; JSON Schemas are made in `schema` from
the same annotations.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import MISSING, dataclass
from functools import cache, partial
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Final,
    Literal,
    Protocol,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
    runtime_checkable,
)

from coxa.errors import RecordError

T = TypeVar("T")
Json = Any
"""A value `json` reads and writes: None, bool, int, float, str, list, dict with str keys."""
Annotation = Any
"""What a type annotation is when the program runs."""
Decoded = Any
"""A value made from JSON, as its annotation says."""
_Reader = Callable[[Json, str], Decoded]
"""Makes a value from JSON; the text is where it stands."""

UNION_ORIGINS: Final = (Union, UnionType)
_SCALARS: Final = (bool, int, float, str)
_NAMES: Final = {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}
_LONGEST_QUOTE: Final = 40


@dataclass(frozen=True, slots=True)
class Range:
    """Limits of a number, both included; None is no limit."""

    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a text must look like from end to end: a regular expression, and its name in words."""

    regex: str
    words: str


NonNegative = Annotated[float, Range(minimum=0)]
Count = Annotated[int, Range(minimum=0)]
PainScore = Annotated[int, Range(minimum=0, maximum=10)]
AngleDeg = Annotated[float, Range(minimum=-180, maximum=180)]
NonEmpty = Annotated[str, Pattern(r"[\s\S]+", "a text that is not empty")]
Uuid = Annotated[
    str, Pattern("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "a UUID")
]
Sha256 = Annotated[str, Pattern("[0-9a-f]{64}", "a SHA-256 hash, 64 hexadecimal digits")]
DateTime = Annotated[
    str,
    Pattern(
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?"
        r"(Z|[+-][0-9]{2}:[0-9]{2})",
        "a date and time with its UTC offset",
    ),
]


@runtime_checkable
class Checked(Protocol):
    """A dataclass whose fields must also fit each other."""

    def check(self, path: str) -> None:
        """Raise RecordError where they do not; `path` is where the object stands."""


@dataclass(frozen=True, slots=True)
class FieldType:
    """One field of a dataclass as the wire sees it."""

    name: str
    annotation: Annotation
    required: bool


def quoted(value: object) -> str:
    """Show what was found, shortened, for an error message."""
    text = repr(value)
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"


def expected(path: str, what: str, value: object) -> RecordError:
    """Error that says where, what should stand there, and what does."""
    return RecordError(f"{path or 'record'}: expected {what}, found {quoted(value)}")


def _fields_of(cls: type) -> tuple[FieldType, ...]:
    hints = get_type_hints(cls, include_extras=True)
    return tuple(
        FieldType(
            field.name,
            hints[field.name],
            required=field.default is MISSING and field.default_factory is MISSING,
        )
        for field in dataclasses.fields(cls)
    )


fields_of: Final[Callable[[type], tuple[FieldType, ...]]] = cache(_fields_of)
"""Fields of a dataclass in order, annotations resolved and `Annotated` kept."""


# ------------------------------------------------------------------------------------------ writing


def encode(value: object, path: str = "") -> Json:
    """Plain JSON value of a dataclass, tuple, mapping or scalar; `path` is where it will stand.

    Raises
    ------
    RecordError
        A number is not finite, or a value has no place in JSON.
    """
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise expected(path, "a finite number", value)
        return value
    if isinstance(value, list | tuple):
        return [encode(item, f"{path}[{i}]") for i, item in enumerate(value)]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        before = _before(path)
        return {
            field.name: _encode_member(getattr(value, field.name), before + field.name)
            for field in fields_of(type(value))
        }
    if isinstance(value, Mapping):
        return {key: encode(item, _member(path, key)) for key, item in value.items()}
    raise expected(path, "a value JSON can hold", value)


def _encode_member(value: object, path: str) -> Json:
    """A member; most are of a kind that is written as it is."""
    return value if value is None or isinstance(value, int | str) else encode(value, path)


# ------------------------------------------------------------------------------------------ reading


def decode(cls: type[T], value: Json, path: str = "") -> T:
    """Make a dataclass from a JSON object.

    Parameters
    ----------
    cls : type
        The dataclass.
    value : Json
        What stands in its place.
    path : str
        Where that is, for the error: ``sides.left.repetitions[2]``.

    Raises
    ------
    RecordError
        Wrong type, value out of range, missing or unknown field; says where.
    """
    made = cls(**decode_fields(cls, value, path))
    if _is_checked(cls):
        cast(Checked, made).check(path)
    return made


def decode_fields(
    cls: type[Any], value: Json, path: str = "", without: Collection[str] = ()
) -> dict[str, Decoded]:
    """Fields of a dataclass from a JSON object, by name; those in `without` are no part of it.

    Raises
    ------
    RecordError
        As `decode`.
    """
    members = as_object(value, path)
    known = _readers_of(cls)
    for name in members:
        if name not in known or name in without:
            raise RecordError(f"{_member(path, name)}: no such field")
    for name in _required_of(cls):
        if name not in members and name not in without:
            raise RecordError(f"{_member(path, name)}: missing")
    before = _before(path)
    return {name: known[name](item, before + name) for name, item in members.items()}


def as_object(value: Json, path: str) -> dict[str, Json]:
    """Return the value itself if it is a JSON object, else raise RecordError."""
    if not isinstance(value, dict):
        raise expected(path, "an object", value)
    return value


def as_list(value: Json, path: str) -> list[Json]:
    """Return the value itself if it is a JSON list, else raise RecordError."""
    if not isinstance(value, list):
        raise expected(path, "a list", value)
    return value


@cache
def _reader(annotation: Annotation) -> _Reader:
    """What reads the values of an annotation; found once for each annotation."""
    origin: object = get_origin(annotation)
    if origin is Annotated:
        inner, *limits = get_args(annotation)
        return partial(_decode_within, _reader(inner), tuple(map(_check_of, limits)))
    if origin is Literal:
        return partial(_one_of, get_args(annotation))
    if origin in UNION_ORIGINS:
        return _union_reader(get_args(annotation))
    if origin is tuple:
        return partial(_decode_tuple, _reader(get_args(annotation)[0]))
    if origin is dict:
        return partial(_decode_dict, _reader(get_args(annotation)[1]))
    if dataclasses.is_dataclass(annotation):
        return partial(decode, annotation)  # type: ignore[arg-type]  # a dataclass's type
    return as_number if annotation is float else partial(_decode_scalar, annotation)


def _is_checked_class(cls: type) -> bool:
    return issubclass(cls, Checked)


def _made_readers(cls: type) -> dict[str, _Reader]:
    return {field.name: _reader(field.annotation) for field in fields_of(cls)}


def _required_names(cls: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields_of(cls) if field.required)


_is_checked: Final[Callable[[type], bool]] = cache(_is_checked_class)
_readers_of: Final[Callable[[type], dict[str, _Reader]]] = cache(_made_readers)
_required_of: Final[Callable[[type], tuple[str, ...]]] = cache(_required_names)


def _decode_within(
    inner: _Reader, checks: tuple[Callable[[Decoded, str], None], ...], value: Json, path: str
) -> Decoded:
    made = inner(value, path)
    for check in checks:
        check(made, path)
    return made


def _decode_tuple(inner: _Reader, value: Json, path: str) -> Decoded:
    items = as_list(value, path)
    return tuple(inner(item, f"{path}[{i}]") for i, item in enumerate(items))


def _decode_dict(inner: _Reader, value: Json, path: str) -> Decoded:
    members = as_object(value, path)
    return {key: inner(item, _member(path, key)) for key, item in members.items()}


def _decode_scalar(kind: type, value: Json, path: str) -> Decoded:
    if type(value) is not kind or not _is_sound(value):
        raise expected(path, _NAMES[kind], value)
    return value


def _is_sound(value: Json) -> bool:
    # Half a surrogate pair is a str in Python, and nothing in UTF-8.
    if isinstance(value, str):
        return value.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in value)
    return not isinstance(value, float) or math.isfinite(value)


def as_number(value: Json, path: str) -> float:
    """Return a finite JSON number as a float, else raise RecordError; true is no number."""
    if type(value) is float and math.isfinite(value):
        return value
    if type(value) is int and abs(value) <= 2**1000:
        return float(value)
    raise expected(path, "a number", value)


def _union_reader(kinds: tuple[Annotation, ...]) -> _Reader:
    others = tuple(kind for kind in kinds if kind is not NoneType)
    inner = _reader(others[0]) if len(others) == 1 else partial(_decode_scalars, others)
    return partial(_decode_optional, inner) if NoneType in kinds else inner


def _decode_optional(inner: _Reader, value: Json, path: str) -> Decoded:
    return None if value is None else inner(value, path)


def _decode_scalars(kinds: tuple[Annotation, ...], value: Json, path: str) -> Decoded:
    if type(value) in kinds and _is_sound(value):
        return value
    if type(value) is int and float in kinds:
        return as_number(value, path)
    raise expected(path, " or ".join(_NAMES[kind] for kind in _SCALARS if kind in kinds), value)


def _one_of(choices: tuple[Annotation, ...], value: Json, path: str) -> Decoded:
    if not isinstance(value, str) or value not in choices:
        raise expected(path, "one of " + ", ".join(choices), value)
    return value


def _check_of(limit: Range | Pattern) -> Callable[[Decoded, str], None]:
    if isinstance(limit, Range):
        return partial(_check_range, limit)
    return partial(_check_pattern, re.compile(limit.regex), limit.words)


def _check_pattern(pattern: re.Pattern[str], words: str, value: str, path: str) -> None:
    if not pattern.fullmatch(value):
        raise expected(path, words, value)


def _check_range(limit: Range, value: float, path: str) -> None:
    if limit.minimum is not None and value < limit.minimum:
        raise expected(path, f"at least {limit.minimum:g}", value)
    if limit.maximum is not None and value > limit.maximum:
        raise expected(path, f"at most {limit.maximum:g}", value)


def _member(path: str, name: object) -> str:
    return f"{_before(path)}{name}"


def _before(path: str) -> str:
    """What stands before the name of a member."""
    return f"{path}." if path else ""
