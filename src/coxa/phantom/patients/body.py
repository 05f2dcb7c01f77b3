"""A patient's hips from day to day: range that follows training, pain that follows load."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random
from statistics import fmean
from typing import Final

from coxa.phantom.patients.person import Hips, Place
from coxa.records.assessment import DIRECTIONS, SIDES, Direction, Side
from coxa.records.session import STOP_WORDS, StopWord
from coxa.tables.exercises import Aim, Exercise, LevelRow

MOST: Final = 10
"""Highest score of pain and effort."""
_LOAD_STEP: Final = 0.15
"""Effort, of 10, that one step of load asks for besides what the rung is meant to feel like."""
_AFTER_SHARE: Final = 0.6
_SETTLES: Final = 0.5
_FLARE_SETTLES: Final = 0.75
_DAYS_TO_RELIEF: Final = 35.0
_GROWTH: Final = 0.03
_MOST_GROWTH: Final = 3.0
_WORD_RATE: Final = 0.001
_FLARE_RANGE_DEG: Final = 1.5
_TRAINS: Final[dict[Aim, tuple[Direction, float]]] = {
    "internal_range": ("internal", 1.0),
    "external_range": ("external", 1.0),
    "internal_strength": ("internal", 0.4),
    "external_strength": ("external", 0.4),
}
"""Which direction an aim trains, and how much of a day's training it is."""


@dataclass(frozen=True, slots=True)
class Felt:
    """What doing an exercise on one side feels like: points of pain more, a word, effort."""

    rise: int
    word: StopWord | None
    effort: int


class Body:
    """The hips of one person in time. Everything drawn comes from one stream of chance."""

    def __init__(self, hips: Hips, sides: tuple[Side, ...], chance: Random) -> None:
        self._hips = hips
        self._sides = sides
        self._chance = chance
        self._trained_days: dict[Place, float] = {
            (side, direction): 0.0 for side in SIDES for direction in DIRECTIONS
        }
        self._today: dict[Place, float] = {}
        self._sessions = 0
        self._stronger = 0.0
        self._flare = 0.0
        self._after = 0.0
        self._mood = 0.0

    # ----------------------------------------------------------------------------- from day to day

    def sleep(self) -> None:
        """Pass a night: what was too much settles in part, a flare-up may begin."""
        chance = self._chance
        self._after *= _SETTLES
        self._flare *= _FLARE_SETTLES
        self._mood = 0.5 * self._mood + chance.gauss(0.0, 0.35)
        if chance.random() < self._hips.flare_rate:
            self._flare = chance.uniform(2.0, 5.0)

    @property
    def pain(self) -> int:
        """Pain at rest now, 0 to 10."""
        kept = 1.0 - self._hips.relief * (1.0 - math.exp(-self._sessions / _DAYS_TO_RELIEF))
        usual = self._hips.ache * kept
        return _score(usual + self._flare + self._after + min(1.0, usual) * self._mood)

    @property
    def is_woken(self) -> bool:
        """Whether pain woke the person this night."""
        return self._after + self._flare > 3.0 and self._chance.random() < 0.3

    def range_deg(self, side: Side, direction: Direction) -> float:
        """True range today."""
        place = (side, direction)
        hurt_deg = _FLARE_RANGE_DEG * self._flare if side in self._sides else 0.0
        gained_deg = self._hips.room_deg[place] * self._gained(side, direction)
        return self._hips.start_deg[place] + gained_deg - hurt_deg

    def activity(self, rank: int) -> int:
        """How well an everyday activity goes, 0 to 10; `rank` 0 is the one that matters most."""
        lacking = fmean(
            1.0 - self._gained(side, direction) for side in self._sides for direction in DIRECTIONS
        )
        wish = 8.5 - 2.0 * lacking + 0.4 * rank + 0.3 * self._stronger - 0.5 * self.pain
        return _score(wish + self._chance.gauss(0.0, 0.5))

    def _gained(self, side: Side, direction: Direction) -> float:
        """Share of what training can add that has come."""
        return 1.0 - math.exp(-self._trained_days[side, direction] / self._hips.days_to_gain)

    # -------------------------------------------------------------------------------- in a session

    def felt(self, exercise: Exercise, level: int, side: Side) -> Felt:
        """Feel an exercise on one side. Too much load hurts, and so does what is tender."""
        chance, hips = self._chance, self._hips
        rung = exercise.level(level)
        over = _demand(rung) - hips.capacity - self._stronger
        hurts = hips.irritability * max(0.0, over + 0.5 * self._flare)
        tender = 0.0
        if side in self._sides:
            tender = math.fsum(hips.tender.get(feature, 0.0) for feature in exercise.features)
            hurts += hips.irritability * tender
        rise = int(hurts * chance.expovariate(1.0))
        self._after = min(4.0, self._after + _AFTER_SHARE * rise * chance.random())
        is_word = chance.random() < _WORD_RATE * (1.0 + 4.0 * tender)
        word = chance.choice(STOP_WORDS) if is_word else None
        middle = 0.5 * (rung.effort_low + rung.effort_high)
        return Felt(rise, word, _score(middle + 0.5 * max(-1.0, over) + chance.gauss(0.4, 0.6)))

    def train(self, exercise: Exercise, side: Side, share: float) -> None:
        """Take in a share of an exercise's dose. Two for the same on one day count once."""
        for aim in exercise.aims:
            if aim in _TRAINS:
                direction, part = _TRAINS[aim]
                place = (side, direction)
                self._today[place] = max(self._today.get(place, 0.0), part * share)

    def end_session(self) -> None:
        """Count a session: it eases the ache and strengthens, slowly."""
        for place, part in self._today.items():
            self._trained_days[place] += part
        self._today.clear()
        self._sessions += 1
        self._stronger = min(_MOST_GROWTH, self._stronger + _GROWTH)


def _demand(rung: LevelRow) -> float:
    """Effort, of 10, that a rung asks of a hip."""
    return 0.5 * (rung.effort_low + rung.effort_high) + _LOAD_STEP * rung.load


def _score(value: float) -> int:
    return max(0, min(MOST, round(value)))
