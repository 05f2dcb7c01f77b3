"""Simulated recordings by name: a preset of the phantom, with some of its settings changed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from coxa.errors import RecordError
from coxa.phantom import (
    Motion,
    PhantomScenario,
    PhantomTrial,
    PhantomTruth,
    presets,
    scenario_to_json,
    simulate,
    with_settings,
)
from coxa.phantom.sensor import SensorScenario, SensorTrial, SensorTruth, simulate_sensor
from coxa.records.assessment import Side
from coxa.records.wire import Json


class SettingError(ValueError):
    """A setting nobody knows, or a value that does not fit; says what would."""


def preset_names() -> list[str]:
    """Names of all presets."""
    return list(presets())


def simulated(preset: str, seed: int, settings: Sequence[str]) -> PhantomTrial:
    """A simulated recording and its truth.

    Parameters
    ----------
    preset : str
        One of `preset_names`.
    seed : int
        Decides everything that is drawn.
    settings : sequence of str
        ``camera.yaw_deg=20``: dotted name and value, in JSON or plain.

    Raises
    ------
    SettingError
        A name nobody knows, a value that does not fit, or a scenario that cannot be simulated.
    """
    scenario = _changed(replace(presets()[preset], seed=seed), settings)
    try:
        return simulate(scenario)
    except (ArithmeticError, ValueError, IndexError) as error:
        raise SettingError(f"such a recording cannot be simulated ({error})") from error


def simulated_sensor(side: Side, seed: int) -> SensorTrial:
    """A phone on one shank, strapped on anywhere round it, with the errors of a usual phone."""
    motion = Motion(order=(side,), rest_end_s=2.5)
    return simulate_sensor(SensorScenario(seed=seed, motion=motion))


def truth_text(truth: PhantomTruth | SensorTruth) -> str:
    """The truth as a JSON text, laid out as beside the rendered recordings."""
    return json.dumps(truth.to_json(), ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _changed(scenario: PhantomScenario, settings: Sequence[str]) -> PhantomScenario:
    known = list(_names(scenario_to_json(scenario)))
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals:
            raise SettingError(f"{setting}: expected NAME=VALUE")
        if name not in known:
            raise SettingError(f"{name}: no such setting. Known: {', '.join(known)}")
        try:
            scenario = with_settings(scenario, {name: value})
        except RecordError as error:
            raise SettingError(str(error)) from error
    return scenario


def _names(value: dict[str, Json], before: str = "") -> Iterator[str]:
    """Dotted names of everything that can be set."""
    for name, inner in value.items():
        if isinstance(inner, dict):
            yield from _names(inner, f"{before}{name}.")
        else:
            yield f"{before}{name}"
