"""A bridge between two devices in words: what was found, and what it is good for."""

from __future__ import annotations

from collections.abc import Iterator

from coxa.messages.catalog import DEFAULT_LANGUAGE, sentence
from coxa.messages.comparing import day_text
from coxa.messages.facts import Words, capitalised
from coxa.records.bridge import Bridge, BridgeOffset


def bridge_title(bridge: Bridge, language: str = DEFAULT_LANGUAGE) -> str:
    """Devices, test and day."""
    words = Words(language)
    return words(
        "bridge.title",
        **_devices(bridge, language),
        position=words(f"position.{bridge.position}"),
        mode=words(f"mode.{bridge.mode}"),
        day=day_text(bridge.recorded_at, language),
    )


def offset_texts(bridge: Bridge, language: str = DEFAULT_LANGUAGE) -> Iterator[str]:
    """How the second device reads beside the first, each movement with its error."""
    devices = _devices(bridge, language)
    for offset in bridge.offsets:
        yield _offset_text(offset, devices, language)


def meaning_texts(
    bridge: Bridge, least_deg: float, language: str = DEFAULT_LANGUAGE
) -> Iterator[str]:
    """What the bridge is good for, and what it costs.

    Parameters
    ----------
    bridge : Bridge
        What was found.
    least_deg : float
        Smallest change across the two devices that can be told from error.
    language : str
        Language of the sentences.
    """
    yield sentence("bridge.meaning", language, **_devices(bridge, language))
    yield sentence("bridge.cost", language, least_deg=least_deg)


def _offset_text(offset: BridgeOffset, devices: dict[str, str], language: str) -> str:
    words = Words(language)
    is_clear = abs(offset.offset_deg) >= offset.error_95_deg
    kind = ("more" if offset.offset_deg > 0 else "less") if is_clear else "even"
    return words(
        f"bridge.{kind}",
        **devices,
        where=capitalised(words.where(offset.side, offset.direction)),
        sign="−" if offset.offset_deg < 0 else "+",
        size_deg=abs(offset.offset_deg),
        error_95_deg=offset.error_95_deg,
    )


def _devices(bridge: Bridge, language: str) -> dict[str, str]:
    return {
        "from_device": sentence(f"report.device.{bridge.from_device}", language),
        "to_device": sentence(f"report.device.{bridge.to_device}", language),
    }
