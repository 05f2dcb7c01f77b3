"""The sentences of these pages, as templates and modules take them."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from coxa.messages.catalog import DEFAULT_LANGUAGE, sentences

_ROOT: Final = "sensor_link"


@lru_cache(maxsize=8)
def words(part: str, language: str = DEFAULT_LANGUAGE) -> dict[str, str]:
    """Sentences of a part, by the last piece of their ids.

    Parameters
    ----------
    part : str
        Table of ``messages/en/sensor_link.toml``.
    language : str
        Language code of a catalogue.
    """
    start = f"{_ROOT}.{part}."
    found = {
        id_.removeprefix(start): text
        for id_, text in sentences(language).items()
        if id_.startswith(start)
    }
    if not found:
        raise LookupError(f"messages: there is nothing under {start}")
    return found
