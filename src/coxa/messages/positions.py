"""How a position is taken, in words: steps, zero, what to watch, what can measure it."""

from __future__ import annotations

from dataclasses import dataclass

from coxa.messages.catalog import DEFAULT_LANGUAGE, sentence
from coxa.records.assessment import Device, Position
from coxa.tables.load import tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """Everything a person needs to take a position; `refused` holds device and reason."""

    position: Position
    name: str
    is_test: bool
    steps: tuple[str, ...]
    zero: str
    checks: tuple[str, ...]
    allowed: tuple[Device, ...]
    refused: tuple[tuple[Device, str], ...]


def guide_of(position: Position, language: str = DEFAULT_LANGUAGE) -> Guide:
    """Guide to one position.

    Parameters
    ----------
    position : Position
        Which.
    language : str
        Language of the sentences.
    """
    rule = tables().position(position)
    stem = f"guide.{position}"
    name = sentence(f"position.{position}", language)
    return Guide(
        position=position,
        name=name,
        is_test=rule.is_test,
        steps=tuple(sentence(f"{stem}.step.{step}", language) for step in rule.steps),
        zero=sentence(f"{stem}.zero", language),
        checks=tuple(sentence(f"{stem}.check.{check}", language) for check in rule.checks),
        allowed=tuple(device.device for device in rule.devices if device.is_allowed),
        refused=tuple(
            (
                device.device,
                sentence(
                    f"refusal.{device.code}",
                    language,
                    position_name=name,
                    device_name=sentence(f"report.device.{device.device}", language),
                ),
            )
            for device in rule.devices
            if not device.is_allowed
        ),
    )
