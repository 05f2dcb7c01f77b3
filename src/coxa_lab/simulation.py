"""Simulated recordings by name: a preset of the phantom, changed; and simulated patients."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from coxa.errors import RecordError
from coxa.messages.catalog import sentence
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
from coxa.phantom.patients.rules import Violation
from coxa.phantom.patients.tally import GroupRow, PersonRow, group_rows, person_rows
from coxa.phantom.sensor import SensorScenario, SensorTrial, SensorTruth, simulate_sensor
from coxa.records.assessment import Side
from coxa.records.codec import canonical_text
from coxa.records.wire import Json, encode
from coxa.tables.care import care_tables
from coxa.tables.load import TABLES_VERSION
from coxa.version import __version__

PLANS_AGAIN_EVERY: Final = 8
"""Of so many plans one is made again, from the same and with more pain. Tests do it more often."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Patients:
    """What became of simulated patients: a test bed of the rules, no evidence of effect."""

    seed: int
    weeks: int
    people: tuple[PersonRow, ...]
    groups: tuple[GroupRow, ...]
    took_s: float

    @property
    def violations(self) -> tuple[Violation, ...]:
        """Rules that were broken, for all people together."""
        return tuple(broken for row in self.people for broken in row.violations)


def simulated_patients(
    count: int, weeks: int, seed: int, told: Callable[[int], None] | None = None
) -> Patients:
    """Let people live some weeks through screening, plan, sessions and progress.

    Parameters
    ----------
    count : int
        How many people.
    weeks : int
        How long each.
    seed : int
        Decides everything that is drawn.
    told : callable, optional
        Hears the number of people done.
    """
    began = time.perf_counter()
    people = tuple(person_rows(count, weeks, care_tables(), seed, PLANS_AGAIN_EVERY, told))
    return Patients(
        seed=seed,
        weeks=weeks,
        people=people,
        groups=group_rows(people),
        took_s=time.perf_counter() - began,
    )


def patients_text(patients: Patients) -> str:
    """Figures as a JSON text. The same seed gives the same text: the time taken is left out."""
    value = {
        "kind": "simulated_patients",
        "note": sentence("phantom.patients.note"),
        "coxa_version": __version__,
        "tables_version": TABLES_VERSION,
        "seed": patients.seed,
        "weeks": patients.weeks,
        "groups": encode(patients.groups),
        "people": encode(patients.people),
    }
    return canonical_text(value)


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
