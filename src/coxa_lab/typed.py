"""Typed values from a file, from options, or asked for one by one.

JSON and TOML (a value is a number, a list of readings, or a table with pain and what ended it)::

    position = "seated"
    mode = "passive"
    device = "goniometer"
    examiner = "A. Example"
    [left]
    internal = [31, 32, 30.5]
    external = {values_deg = [44], pain = 2, limited_by = "firm_stop"}

CSV, one reading a line; columns besides the first three may be missing, and what is said of the
whole test must be the same on every line. With semicolons a comma is a decimal comma::

    side,direction,value_deg,pain,position,mode,device
    left,internal,31,,seated,active,inclinometer
"""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final, cast, get_args

from coxa.assessment.position import demand_device
from coxa.assessment.typed import (
    LimitedBy,
    TypedContext,
    TypedDevice,
    TypedReading,
    check_value,
    oddity_of,
    typed_assessment,
)
from coxa.errors import RefusedError
from coxa.messages.catalog import refusal_of, sentence, side_and_direction
from coxa.records.assessment import DIRECTIONS, SIDES, Assessment, Direction, Mode, Position, Side
from coxa_lab.files import read_bytes

LARGEST_BYTES: Final = 1 << 20

Ask = Callable[[str, tuple[str, ...], str], str]
"""Asks a question: its text, the possible answers (none: anything), the answer to none."""
Confirm = Callable[[str], bool]
Tell = Callable[[str], None]

_ABOUT: Final = ("position", "mode", "device", "examiner", "recorded_at", "subject")
_PLACES: Final[tuple[tuple[Side, Direction], ...]] = tuple(
    (side, direction) for side in SIDES for direction in DIRECTIONS
)
_OF_A_VALUE: Final = ("values_deg", "pain", "limited_by")
_LINE: Final = ("side", "direction", "value_deg", "pain", "limited_by", *_ABOUT)


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedEntry:
    """What was typed, checked for its form; None is what nobody said."""

    position: Position
    mode: Mode
    device: TypedDevice
    readings: tuple[TypedReading, ...]
    examiner: str | None = None
    recorded_at: str | None = None
    subject: str | None = None


def typed_record(entry: TypedEntry, id: str, recorded_at: str, subject: str) -> Assessment:
    """Assessment of an entry.

    Parameters
    ----------
    entry : TypedEntry
        What was typed.
    id : str
        Of the new record.
    recorded_at, subject : str
        Taken where the entry does not say them itself.

    Raises
    ------
    RefusedError
        A value no hip can have, or a device that cannot measure the position.
    """
    context = TypedContext(
        id=id,
        subject=entry.subject or subject,
        recorded_at=entry.recorded_at or recorded_at,
        position=entry.position,
        mode=entry.mode,
        device=entry.device,
        examiner=entry.examiner,
    )
    return typed_assessment(entry.readings, context)


# -------------------------------------------------------------------------------------------- files


def typed_from_file(path: Path) -> TypedEntry:
    """Entry of a JSON, TOML or CSV file; which of them it is, is seen by its content.

    Raises
    ------
    InputError
        The path cannot be read.
    RefusedError
        ``empty_file``, ``typed_unreadable``, or what `typed_from_options` raises.
    """
    content = read_bytes(path, LARGEST_BYTES + 1)
    if not content.strip():
        raise RefusedError("empty_file", name=path.name)
    if len(content) > LARGEST_BYTES:
        raise _unreadable(f"larger than {LARGEST_BYTES} bytes")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable("not a text in UTF-8") from error
    first = next(line for line in text.splitlines() if line.strip())
    if text.lstrip().startswith("{"):
        return _from_members(_parsed(json.loads, text))
    if "side" in first and "value_deg" in first and "=" not in first:
        return _from_table(text)
    return _from_members(_parsed(tomllib.loads, text))


def _parsed(parse: Callable[[str], Any], text: str) -> dict[str, Any]:
    try:
        value = parse(text)
    except (ValueError, RecursionError) as error:
        raise _unreadable(str(error)) from error
    return _members(value, "file")


def _from_members(members: Mapping[str, Any]) -> TypedEntry:
    """Entry of the nested form: sides hold directions."""
    options: dict[str, Any] = {}
    for name, value in members.items():
        if name not in SIDES:
            options[name] = value
            continue
        for direction, found in _members(value, name).items():
            if direction not in DIRECTIONS:
                raise _not_understood(name, direction, DIRECTIONS)
            options |= _flat(f"{name}_{direction}", found)
    return typed_from_options(options)


def _flat(place: str, value: object) -> Iterator[tuple[str, object]]:
    """Members of one side and direction as options."""
    if not isinstance(value, dict):
        yield place, value
        return
    for name, found in value.items():
        if name not in _OF_A_VALUE:
            raise _not_understood(place, name, _OF_A_VALUE)
        yield (place if name == "values_deg" else f"{place}_{name}"), found


def _from_table(text: str) -> TypedEntry:
    header = next(line for line in text.splitlines() if line.strip())
    delimiter = next((d for d in (";", "\t") if d in header), ",")
    lines = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        rows = [(lines.line_num, [cell.strip() for cell in row]) for row in lines if any(row)]
    except csv.Error as error:
        raise _unreadable(str(error)) from error
    names = rows[0][1]
    for name in names:
        if name not in _LINE:
            raise _not_understood("line 1", name, _LINE)
    options: dict[str, Any] = {}
    for number, cells in rows[1:]:
        if len(cells) != len(names):
            raise _unreadable(f"line {number}: {len(cells)} cells, not {len(names)}")
        _add_line(options, dict(zip(names, cells, strict=True)), number, delimiter)
    return typed_from_options(options)


def _add_line(options: dict[str, Any], cells: dict[str, str], number: int, delimiter: str) -> None:
    """One line of a table: a reading joins the others of its place, the rest must agree."""
    side = _one_of(cells.get("side", ""), SIDES, f"line {number}, side")
    direction = _one_of(cells.get("direction", ""), DIRECTIONS, f"line {number}, direction")
    place = f"{side}_{direction}"
    value = cells.get("value_deg", "")
    options.setdefault(place, []).append(value.replace(",", ".") if delimiter == ";" else value)
    said = {f"{place}_{name}": cells.get(name, "") for name in ("pain", "limited_by")}
    said |= {name: cells.get(name, "") for name in _ABOUT}
    for name, text in said.items():
        if text and options.setdefault(name, text) != text:
            raise _not_understood(f"line {number}, {name}", text, (options[name],))


# ------------------------------------------------------------------------------------------ options


def typed_from_options(options: Mapping[str, Any]) -> TypedEntry:
    """Entry of options by name.

    Parameters
    ----------
    options : Mapping
        ``position``, ``mode`` and ``device`` must be there; ``examiner``, ``recorded_at``,
        ``subject`` may; ``left_internal`` and its like hold a number, numbers with spaces between,
        or a list; ``left_internal_pain`` and ``left_internal_limited_by`` go with it. None and an
        empty text are as good as not there. Hyphens count as underscores.

    Raises
    ------
    RefusedError
        ``typed_missing``, ``typed_not_understood``, ``typed_not_a_number``, ``typed_impossible``,
        ``typed_pain``, ``typed_nothing``; says where.
    """
    given = {
        name.replace("-", "_"): value
        for name, value in options.items()
        if value is not None and value != "" and value != () and value != []
    }
    known = {*_ABOUT}
    for side, direction in _PLACES:
        known |= {f"{side}_{direction}{end}" for end in ("", "_pain", "_limited_by")}
    for name in given:
        if name not in known:
            raise _not_understood("value", name, sorted(known))
    for name in ("position", "mode", "device"):
        if name not in given:
            raise RefusedError("typed_missing", place=name)
    position = cast(Position, _one_of(given["position"], get_args(Position), "position"))
    device = cast(TypedDevice, _one_of(given["device"], get_args(TypedDevice), "device"))
    demand_device(position, device)
    readings = tuple(_readings(given))
    if not readings:
        raise RefusedError("typed_nothing")
    return TypedEntry(
        position=position,
        mode=cast(Mode, _one_of(given["mode"], get_args(Mode), "mode")),
        device=device,
        readings=readings,
        examiner=_text(given.get("examiner")),
        recorded_at=_moment(given["recorded_at"]) if "recorded_at" in given else None,
        subject=_text(given.get("subject")),
    )


def _readings(given: Mapping[str, Any]) -> Iterator[TypedReading]:
    for side, direction in _PLACES:
        place = f"{side}_{direction}"
        if place not in given:
            for end in ("_pain", "_limited_by"):
                if place + end in given:
                    raise RefusedError("typed_no_reading", side=side, direction=direction)
            continue
        limited_by = given.get(f"{place}_limited_by")
        yield TypedReading(
            side=side,
            direction=direction,
            values_deg=_numbers(given[place], side, direction),
            pain=_pain(given.get(f"{place}_pain"), side, direction),
            limited_by=None
            if limited_by is None
            else cast(LimitedBy, _one_of(limited_by, get_args(LimitedBy), f"{place}_limited_by")),
        )


def _numbers(value: object, side: Side, direction: Direction) -> tuple[float, ...]:
    """Readings of one place, each checked; a text may hold several."""
    found: Iterable[object] = value if isinstance(value, list | tuple) else (value,)
    words = [w for v in found for w in (v.split() or [v] if isinstance(v, str) else [v])]
    return tuple(_number(word, side, direction, i) for i, word in enumerate(words, start=1))


def _number(word: object, side: Side, direction: Direction, number: int) -> float:
    try:
        value = float(word.removesuffix("°")) if isinstance(word, str) else word
    except ValueError:
        value = word
    check_value(cast(float, value), side, direction, number)
    return float(cast(float, value))


def _pain(value: object, side: Side, direction: Direction) -> int | None:
    if value is None:
        return None
    text = str(value).strip()
    if isinstance(value, bool) or not text.isascii() or not text.isdigit() or int(text) > 10:
        raise RefusedError("typed_pain", side=side, direction=direction, value=text[:40])
    return int(text)


def _one_of(value: object, choices: Sequence[str], place: str) -> str:
    if not isinstance(value, str) or value not in choices:
        raise _not_understood(place, value, choices)
    return value


def _text(value: object) -> str | None:
    text = "" if value is None else str(value).strip()
    return text or None


def _moment(value: object) -> str:
    """Time stamp with its UTC offset; one without is on this machine's clock."""
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    try:
        found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError as error:
        choices = ("2026-11-22T10:15:00+01:00",)
        raise _not_understood("recorded_at", value, choices) from error
    return (found if found.tzinfo else found.astimezone()).isoformat(timespec="seconds")


def _members(value: object, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _unreadable(f"{place}: expected names with values")
    return value


def _not_understood(place: str, value: object, choices: Sequence[str]) -> RefusedError:
    return RefusedError(
        "typed_not_understood", place=place, value=str(value)[:40], choices=", ".join(choices)
    )


def _unreadable(problem: str) -> RefusedError:
    return RefusedError("typed_unreadable", problem=problem)


# ------------------------------------------------------------------------------------------ prompts


def typed_from_prompts(ask: Ask, confirm: Confirm, tell: Tell, language: str = "en") -> TypedEntry:
    """Entry asked for one by one.

    What cannot be is told and asked again; what is odd is asked about, and taken as typed when
    confirmed.

    Parameters
    ----------
    ask, confirm, tell : callable
        How to ask a question, for a yes, and how to say why an answer is not taken.
    language : str
        Language of the questions.

    Raises
    ------
    RefusedError
        ``typed_nothing``: no movement was given a value.
    """
    options: dict[str, Any] = {}
    while True:
        for name, choices in (("position", get_args(Position)), ("device", get_args(TypedDevice))):
            options[name] = ask(sentence(f"ask.{name}", language), choices, choices[0])
        try:
            demand_device(options["position"], options["device"])
        except RefusedError as error:
            _tell(tell, error, language)
            continue
        break
    options["mode"] = ask(sentence("ask.mode", language), get_args(Mode), "active")
    options["examiner"] = ask(sentence("ask.examiner", language), (), "")
    for side, direction in _PLACES:
        options |= _asked_place(ask, confirm, tell, (side, direction), language)
    return typed_from_options(options)


def _asked_place(
    ask: Ask, confirm: Confirm, tell: Tell, place: tuple[Side, Direction], language: str
) -> dict[str, Any]:
    """Answers about one side and direction; nothing if it was not measured."""
    side, direction = place
    where = side_and_direction(side, direction, language)
    name = f"{side}_{direction}"
    while True:
        text = ask(sentence("ask.value", language, where=where), (), "").strip()
        if not text:
            return {}
        try:
            values = _numbers(text, side, direction)
        except RefusedError as error:
            _tell(tell, error, language)
            continue
        odd = [value for value in values if oddity_of(value) is not None]
        if all(confirm(sentence("ask.odd", language, where=where, value=v)) for v in odd):
            break
    while True:
        text = ask(sentence("ask.pain", language, where=where), (), "").strip()
        try:
            pain = _pain(text or None, side, direction)
        except RefusedError as error:
            _tell(tell, error, language)
            continue
        return {name: list(values), f"{name}_pain": pain}


def _tell(tell: Tell, error: RefusedError, language: str) -> None:
    refusal = refusal_of(error, language)
    tell(f"{refusal.message} {refusal.next_step}")
