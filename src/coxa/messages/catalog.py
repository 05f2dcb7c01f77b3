"""Sentences by id, in the language asked for, with the values they quote filled in.

Authored as ``<language>.toml`` beside this file, shipped as ``<language>.json``
(``tools/build_tables.py`` makes it). Nothing here decides what to say, only how.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from string import Formatter
from typing import Final

from coxa.errors import MessageError, RefusedError
from coxa.records.assessment import Direction, Notice, Side
from coxa.records.refusal import Refusal
from coxa.tables.load import tables

DEFAULT_LANGUAGE: Final = "en"

Value = float | int | str


def sentence(id: str, language: str = DEFAULT_LANGUAGE, **values: Value) -> str:
    """One sentence.

    Parameters
    ----------
    id : str
        ``safety``, ``refusal.no_person``, ``compensation.pelvic_hike.name`` ...
    language : str
        Language code of a catalogue shipped here.
    **values
        What the sentence quotes; more than it quotes does no harm.

    Raises
    ------
    MessageError
        No such language or sentence, or a value it quotes is missing.
    """
    template = sentences(language).get(id)
    if template is None:
        raise MessageError(f"messages {language}: no sentence {id!r}")
    try:
        return template.format(**values)
    except (KeyError, ValueError, IndexError) as error:
        raise MessageError(f"messages {language}: {id!r} needs {error}") from error


def has_sentence(id: str, language: str = DEFAULT_LANGUAGE) -> bool:
    """Whether the catalogue has a sentence of this id."""
    return id in sentences(language)


def placeholders(template: str) -> set[str]:
    """Names of the values a sentence quotes."""
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@lru_cache(maxsize=8)
def sentences(language: str = DEFAULT_LANGUAGE) -> dict[str, str]:
    """All sentences of one language, id to text with its placeholders.

    Raises
    ------
    MessageError
        There is no catalogue of this language, or it is broken.
    """
    if not language.isalpha():
        raise MessageError(f"messages: no language {language!r}")
    file = resources.files("coxa.messages").joinpath(f"{language}.json")
    try:
        catalogue: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise MessageError(f"messages: no language {language!r}: {error}") from error
    return catalogue


def side_and_direction(side: Side, direction: Direction, language: str = DEFAULT_LANGUAGE) -> str:
    """Say "left, turning in (internal rotation)"."""
    return sentence(
        "side_and_direction",
        language,
        side=sentence(f"side.{side}", language),
        direction=sentence(f"direction.{direction}", language),
    )


def refusal(code: str, language: str = DEFAULT_LANGUAGE, **values: Value) -> Refusal:
    """Refusal record of a code, with its message and one next step.

    The limits of the quality table that belong to the code can be quoted as ``{fair_at}`` and
    ``{refuse_at}``.

    Raises
    ------
    MessageError
        The code has no sentence, or a value it quotes is missing.
    """
    quoted = _limits(code) | _named(values, language) | values
    return Refusal(
        code=code,
        message=sentence(f"refusal.{code}", language, **quoted),
        next_step=sentence(f"next_step.{code}", language, **quoted),
    )


def refusal_of(error: RefusedError, language: str = DEFAULT_LANGUAGE) -> Refusal:
    """Refusal record of the error that carries its code and values."""
    return refusal(error.code, language, **error.values)


def warning(code: str, language: str = DEFAULT_LANGUAGE, **values: Value) -> Notice:
    """Notice of a code under which the number still stands, with its message and one next step.

    Raises
    ------
    MessageError
        The code has no warning sentence, or a value it quotes is missing.
    """
    quoted = _limits(code) | _named(values, language) | values
    return Notice(
        code=code,
        message=sentence(f"warning.{code}", language, **quoted),
        next_step=sentence(f"next_step.{code}", language, **quoted),
    )


def _named(values: Mapping[str, Value], language: str) -> dict[str, Value]:
    """Words for the codes a sentence is given.

    ``{where}`` for a side and direction, ``{position_name}``, ``{device_name}``,
    ``{from_device_name}`` and ``{to_device_name}``.
    """
    named: dict[str, Value] = {}
    if "side" in values and "direction" in values:
        side, direction = (
            sentence(f"{kind}.{values[kind]}", language) for kind in ("side", "direction")
        )
        where = sentence("side_and_direction", language, side=side, direction=direction)
        named["where"] = where[:1].upper() + where[1:]
    devices = ("device", "from_device", "to_device")
    for kind, stem in (("position", "position"), *((name, "report.device") for name in devices)):
        if kind in values:
            named[f"{kind}_name"] = sentence(f"{stem}.{values[kind]}", language)
    return named


def _limits(code: str) -> dict[str, Value]:
    limits: dict[str, Value] = {}
    for row in tables().quality:
        if row.code == code:
            for name, value in (("fair_at", row.fair_at), ("refuse_at", row.refuse_at)):
                if value is not None:
                    limits.setdefault(name, value)
    return limits
