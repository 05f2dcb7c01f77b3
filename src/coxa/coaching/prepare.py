"""A configuration with everything that follows from it, worked out once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from coxa.coaching import lying, seated, standing, tilting
from coxa.coaching.config import CoachConfig, TrainedSide, pattern_of
from coxa.coaching.counter import CounterParams
from coxa.coaching.gate import GateParams, gate_params
from coxa.coaching.judge import JudgeParams, judge_params
from coxa.coaching.quality import QualityParams, quality_params
from coxa.coaching.reading import Channel
from coxa.errors import RecordError
from coxa.records.assessment import SIDES, Side
from coxa.tables.coaching import CoachingTables, ExerciseRow, Pattern, coaching_tables
from coxa.tables.load import tables

SEATED: Final[frozenset[Pattern]] = frozenset({"seated_rotation"})
TILTING: Final[frozenset[Pattern]] = frozenset({"shank_tilt"})
STANDING: Final[frozenset[Pattern]] = frozenset({"knee_in", "squat", "step_down", "pelvis_turn"})
_DERIVED: Final[dict[Pattern, tuple[str, ...]]] = {
    "seated_rotation": ("pelvic_hike", "pace"),
    "shank_tilt": ("pace",),
}
"""Form measures that are worked out from others."""


@dataclass(frozen=True, slots=True)
class Judging:
    """What watches, and how its movements are counted and judged.

    Attributes
    ----------
    channels :
        Every way of moving that is watched, in the order of a reading.
    counting :
        Figures of each.
    trained :
        Places of the channels that belong to what is done, by side under way; in the test all do.
    needs :
        Legs that must be seen, by side under way.
    """

    pattern: Pattern
    channels: tuple[Channel, ...]
    counting: tuple[CounterParams, ...]
    params: JudgeParams
    needs: Mapping[TrainedSide, tuple[Side, ...]]
    trained: Mapping[TrainedSide, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Coached:
    """A configuration, its row, its figures. `judging` is None where a clock guides."""

    config: CoachConfig
    coaching: CoachingTables
    row: ExerciseRow
    judging: Judging | None
    gate: GateParams
    quality: QualityParams

    @property
    def is_test(self) -> bool:
        """Whether it is the guided test."""
        return self.config.kind == "assessment"


@lru_cache(maxsize=8)
def coached(config: CoachConfig) -> Coached:
    """Everything that follows from a configuration, with the tables shipped here.

    Raises
    ------
    RecordError
        The source cannot judge the exercise, or not these sides and directions.
    TableError
        Nothing says how it is coached.
    """
    coaching = coaching_tables()
    row = coaching.exercise(config.exercise)
    pattern = pattern_of(config, coaching)
    return Coached(
        config=config,
        coaching=coaching,
        row=row,
        judging=None if pattern is None else _judging(config, pattern, row, coaching),
        gate=gate_params(coaching),
        quality=quality_params(coaching, tables()),
    )


def _judging(
    config: CoachConfig, pattern: Pattern, row: ExerciseRow, coaching: CoachingTables
) -> Judging:
    channels = _channels(config, pattern)
    trained = {side: _trained(config, channels, side) for side in config.sides}
    wanted = {Channel(side, way) for side in config.sides for way in config.ways}
    if not wanted <= set(channels):
        raise RecordError(f"directions: {pattern} does not watch these sides and directions")
    form = _form(pattern)
    known = (*form, *_DERIVED.get(pattern, ()))
    rules = tuple(rule for rule in row.rules if rule.measure in known)
    return Judging(
        pattern=pattern,
        channels=channels,
        counting=tuple(_counting(config, pattern, channel, coaching) for channel in channels),
        params=judge_params(config, pattern, form, rules, coaching),
        needs={side: _needs(config, pattern, side) for side in config.sides},
        trained=trained,
    )


def _trained(
    config: CoachConfig, channels: tuple[Channel, ...], side: TrainedSide
) -> tuple[int, ...]:
    sides = config.sides if config.kind == "assessment" else (side,)
    return tuple(
        i
        for i, channel in enumerate(channels)
        if channel.side in sides and channel.direction in config.ways
    )


def _channels(config: CoachConfig, pattern: Pattern) -> tuple[Channel, ...]:
    if pattern in SEATED:
        return tuple(Channel(side, way) for side in SIDES for way in seated.WAYS)
    if pattern in TILTING:
        return tuple(Channel(side, way) for side in config.sides for way in seated.WAYS)
    if pattern == "squat":
        return (Channel("both", None),)
    return tuple(Channel(side, config.ways[0]) for side in SIDES)


def _form(pattern: Pattern) -> tuple[str, ...]:
    if pattern in SEATED:
        return seated.FORM
    if pattern in TILTING:
        return tilting.FORM
    return standing.FORM if pattern in STANDING else lying.FORM


def _needs(config: CoachConfig, pattern: Pattern, side: TrainedSide) -> tuple[Side, ...]:
    """A seated person's resting leg helps and need not be seen; all else takes both."""
    trained = config.sides if config.kind == "assessment" else (side,)
    return tuple(s for s in SIDES if s in trained) if pattern in SEATED else SIDES


def _counting(
    config: CoachConfig, pattern: Pattern, channel: Channel, coaching: CoachingTables
) -> CounterParams:
    row = coaching.pattern(pattern)
    target = config.target(channel.side, channel.direction)
    dose = config.dose
    longest_s = coaching.figure("longest_s") + dose.out_s + dose.hold_s + dose.back_s
    return CounterParams(
        out_at=row.out_at,
        rise=row.rise,
        home_at=row.home_at,
        home_share=row.home_share,
        band=row.band,
        band_share=row.band_share,
        steady=row.steady,
        reach=None if target is None else coaching.figure("reach_share") * target.target_deg,
        most=row.most if target is None else target.ceiling_deg,
        unseen_s=coaching.figure("unseen_most_s"),
        longest_s=longest_s,
        trace_s=coaching.figure("trace_step_s"),
    )
