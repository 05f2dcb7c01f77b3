"""Who a simulated patient is: everything that is drawn once, by seed and number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from coxa.phantom.chance import stream
from coxa.phantom.patients.clock import ZONES, Zone
from coxa.phantom.patients.profiles import PROFILES, SIGNS, Profile
from coxa.records.assessment import DIRECTIONS, SIDES, Direction, Side
from coxa.tables.care import GOALS
from coxa.tables.exercises import Feature
from coxa.tables.load import tables

Place = tuple[Side, Direction]
Told = Mapping[str, tuple[str, ...] | float]
EQUIPMENT: Final = ("thick_band", "long_band", "foam_roll", "ball", "mat", "step", "cushion")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hips:
    """What the hips are and how they respond.

    Attributes
    ----------
    start_deg : dict
        True range of each side and direction on the first day.
    room_deg : dict
        How much training can add to it at most.
    days_to_gain : float
        Days of training after which 63 % of that has come.
    ache : float
        Usual pain of a day at the start, of 10.
    relief : float
        Share of the ache that goes with training.
    flare_rate : float
        Flare-ups a day.
    capacity : float
        Effort, of 10, that is borne without pain at the start.
    irritability : float
        Points of pain for each point of effort beyond that.
    tender : dict
        Features that hurt on the affected sides, and by how much.
    """

    start_deg: Mapping[Place, float]
    room_deg: Mapping[Place, float]
    days_to_gain: float
    ache: float
    relief: float
    flare_rate: float
    capacity: float
    irritability: float
    tender: Mapping[Feature, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What somebody does and says. Shares and chances from 0 to 1.

    `is_hasty` people do not press stop when it hurts, and say so only afterwards.
    """

    adherence: float
    fading: float
    answers_mornings: float
    says_effort: float
    breaks_off: float
    screens_after_stop: float
    is_measured: bool
    is_hasty: bool
    hour: int
    minute: int


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of danger that is answered yes from one day to another."""

    question: str
    from_day: int
    to_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One simulated patient. `told` are the answers that differ from those of somebody well."""

    seed: int
    number: int
    group: str
    sides: tuple[Side, ...]
    told: Told
    signs: tuple[Sign, ...]
    zone: Zone
    hips: Hips
    habits: Habits
    equipment: tuple[str, ...]
    goals: tuple[str, ...]
    confidence: int | None
    answer_days: int | None
    error_95_deg: float

    @property
    def subject(self) -> str:
        """What the person is called in the records."""
        return f"patient-{self.seed}-{self.number:04d}"

    def chance(self, purpose: str) -> Random:
        """Chance of one purpose of this person alone."""
        return stream(self.seed, f"patient {self.number} {purpose}")


def drawn_person(seed: int, number: int) -> Person:
    """Person by seed and number: the same two always give the same person."""
    chance = stream(seed, f"patient {number}")
    names = list(PROFILES)
    group = chance.choices(names, [PROFILES[name].weight for name in names])[0]
    profile = PROFILES[group]
    sides: tuple[Side, ...] = chance.choice((("left",), ("right",), SIDES))
    told = _told(profile, sides, chance)
    signs = tuple(_signs(chance))
    return Person(
        seed=seed,
        number=number,
        group="red_flag" if any(sign.from_day == 0 for sign in signs) else group,
        sides=sides,
        told=told,
        signs=signs,
        zone=chance.choice(ZONES),
        hips=_hips(profile, SIDES if group == "possible_version" else sides, chance),
        habits=_habits(chance),
        equipment=("chair", "wall", *(name for name in EQUIPMENT if chance.random() < 0.6)),
        goals=tuple(sorted(chance.sample(GOALS, chance.choice((0, 1, 2, 3))))),
        confidence=chance.choice((None, 4, 6, 7, 8, 9, 10)),
        answer_days=chance.choice((None, None, 1, 2, 4, 7)),
        error_95_deg=round(chance.uniform(3.8, 6.0), 1),
    )


def _told(profile: Profile, sides: tuple[Side, ...], chance: Random) -> Told:
    age = chance.randint(*profile.ages)
    side = sides[0] if len(sides) == 1 else "both"
    places = tuple(
        chance.sample(profile.places, chance.randint(1, len(profile.places)))
        if profile.places
        else ("none",)
    )
    told: dict[str, tuple[str, ...] | float] = {
        "age": float(age),
        "conditions": (profile.condition,),
        "condition_side": (side,),
        "pain_place": places,
        "floor_transfer": (_yes(chance, 0.98 if age < 65 else 0.7),),
        "kneel": (_yes(chance, 0.95 if age < 65 else 0.65),),
    }
    told |= {question: (_yes(chance, share),) for question, share in profile.says.items()}
    if profile.condition != "none" and chance.random() < 0.12:
        told["conditions"] = tuple(dict.fromkeys((profile.condition, "hypermobility")))
    if profile.surgery:
        told |= {
            "hip_surgery": ("yes",),
            "surgery_kind": (profile.surgery,),
            "surgery_side": (side,),
            "surgery_approach": (chance.choice(("posterior", "lateral", "anterior", "unknown")),),
            "surgery_weeks": float(chance.choice((3, 8, 11, 14, 30, 200))),
        }
    return told


def _yes(chance: Random, share: float) -> str:
    """An answer; now and then somebody is not sure."""
    if chance.random() < 0.02:
        return "unsure"
    return "yes" if chance.random() < share else "no"


def _signs(chance: Random) -> list[Sign]:
    """Signs of danger: one in forty shows one at the start, one in fourteen on the way."""
    drawn = chance.random()
    if drawn > 0.1:
        return []
    first = 0 if drawn < 0.025 else chance.randint(7, 80)
    return [Sign(chance.choice(SIGNS), first, first + chance.randint(7, 35))]


def _hips(profile: Profile, sides: tuple[Side, ...], chance: Random) -> Hips:
    start: dict[Place, float] = {}
    room: dict[Place, float] = {}
    lack = {"internal": profile.lack_internal_deg, "external": profile.lack_external_deg}
    for direction in DIRECTIONS:
        norm = tables().norm("seated", "active", direction)
        usual_deg = chance.gauss(norm.mean_deg if norm else 30.0, 4.0)
        for side in SIDES:
            lack_deg = lack[direction] * chance.uniform(0.6, 1.4) if side in sides else 0.0
            start[side, direction] = max(4.0, usual_deg - lack_deg + chance.gauss(0.0, 1.5))
            room[side, direction] = 3.0 + profile.room * max(0.0, lack_deg)
    return Hips(
        start_deg=start,
        room_deg=room,
        days_to_gain=chance.uniform(25.0, 70.0),
        ache=max(0.0, chance.gauss(profile.ache, 0.35 * profile.ache)),
        relief=chance.uniform(0.2, 0.8),
        flare_rate=chance.choice((0.005, 0.015, 0.04)),
        capacity=chance.uniform(4.0, 8.0),
        irritability=chance.uniform(0.2, 0.8),
        tender=profile.tender,
    )


def _habits(chance: Random) -> Habits:
    keeps = chance.random() < 0.5
    return Habits(
        adherence=chance.uniform(0.8, 0.98) if keeps else chance.uniform(0.1, 0.6),
        fading=1.0 if keeps else chance.uniform(0.9, 1.0),
        answers_mornings=chance.choice((0.0, 0.5, 0.9, 0.98)),
        says_effort=chance.choice((0.8, 0.98, 1.0, 1.0)),
        breaks_off=chance.choice((0.0, 0.0, 0.03)),
        screens_after_stop=chance.choice((0.5, 0.9, 1.0)),
        is_measured=chance.random() < 0.5,
        is_hasty=chance.random() < 0.1,
        hour=chance.choice((6, 9, 17, 20, 23)),
        minute=chance.randint(0, 59),
    )
