"""What is coached, and how: one exercise of the plan, or the guided test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from coxa.errors import RecordError
from coxa.hip import Facing
from coxa.records.assessment import DIRECTIONS, SIDES, Direction, Position, Side
from coxa.records.programme import Dose, PainRule, ProgrammeItem, RangeTarget
from coxa.records.screening import Code
from coxa.records.wire import NonEmpty, PainScore, Range
from coxa.tables.coaching import CoachingTables, ExerciseRow, Pattern, coaching_tables

Source = Literal["camera", "sensor", "none"]
"""What watches: none is a person guided by the clock alone."""
TrainedSide = Literal["left", "right", "both"]
"""Both: an exercise that both legs do at once."""
Kind = Literal["exercise", "assessment"]
TEST: Final = "seated_test"
"""Name of the guided test where an exercise's stands otherwise."""
LEAST_S: Final = 0.5
"""Nobody goes out and back in less; a clock that counts by itself needs a floor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachConfig:
    """Everything that is known before the first sample.

    Attributes
    ----------
    exercise : str
        Id in the library; `TEST` for the guided test.
    sides : tuple of str
        In the order they are done.
    directions : tuple of str
        In the order they are asked for; empty where the exercise has none. One repetition is one
        movement in each of them.
    targets : tuple of RangeTarget
        Per side and direction: how far, and how far at most.
    is_flipped : bool
        The landmarks are those of a mirror image that nobody has undone.
    asks_side : bool
        The test begins with "lift your right foot".
    is_audio_only : bool
        For somebody who cannot see the screen: more words, every second counted.
    has_helper : bool
        A second person is there: holds the phone, counts what nothing measures.
    facing : str or None
        Where the screen of the phone on the shank faces; None if nobody says: then the first
        movement takes the foot outward.
    """

    kind: Kind
    exercise: Code
    level: Annotated[int, Range(minimum=1)]
    source: Source
    sides: tuple[TrainedSide, ...]
    directions: tuple[Direction, ...]
    dose: Dose
    pain_rule: PainRule
    targets: tuple[RangeTarget, ...] = ()
    pain_before: PainScore | None = None
    position: Position = "seated"
    is_flipped: bool = False
    asks_side: bool = False
    is_audio_only: bool = False
    has_helper: bool = False
    facing: Facing | None = None
    language: NonEmpty = "en"

    def check(self, path: str) -> None:
        """RecordError if the fields do not fit each other."""
        where = f"{path}." if path else ""
        if not self.sides or len(set(self.sides)) < len(self.sides):
            raise RecordError(f"{where}sides: each side once, and at least one")
        if "both" in self.sides and len(self.sides) > 1:
            raise RecordError(f"{where}sides: both stands alone")
        if len(set(self.directions)) < len(self.directions):
            raise RecordError(f"{where}directions: each direction once")
        if self.dose.out_s + self.dose.hold_s + self.dose.back_s < LEAST_S:
            raise RecordError(f"{where}dose: a repetition takes at least {LEAST_S} s")
        if self.kind == "assessment":
            self._check_test(where)

    def _check_test(self, where: str) -> None:
        if self.source == "none":
            raise RecordError(f"{where}source: the test needs a camera or a sensor")
        if set(self.directions) != set(DIRECTIONS) or "both" in self.sides:
            raise RecordError(f"{where}directions: the test goes both ways, one side at a time")
        if self.source == "camera" and self.position != "seated":
            raise RecordError(f"{where}position: a camera tests seated")

    def target(self, side: TrainedSide, direction: Direction | None) -> RangeTarget | None:
        """Target of a side and direction, None if there is none."""
        for target in self.targets:
            if (target.side, target.direction) == (side, direction):
                return target
        return None

    @property
    def ways(self) -> tuple[Direction | None, ...]:
        """The directions, or the one nameless way of an exercise that has none."""
        return self.directions or (None,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the person chooses for the day, beside the plan."""

    source: Source = "camera"
    pain_before: PainScore | None = None
    is_flipped: bool = False
    is_audio_only: bool = False
    has_helper: bool = False
    facing: Facing | None = None
    language: NonEmpty = "en"


def config_of_item(
    item: ProgrammeItem,
    rule: PainRule,
    directions: Sequence[Direction],
    choices: Choices,
    coaching: CoachingTables | None = None,
) -> CoachConfig:
    """How one line of the plan is coached.

    Parameters
    ----------
    item, rule :
        The line and the pain rule of its programme.
    directions :
        Of the exercise, as the library has them.
    choices :
        Of the day. A camera or sensor that cannot judge the exercise is not used.
    coaching :
        Tables of coaching.

    Raises
    ------
    TableError
        Nothing says how this exercise is coached.
    """
    row = (coaching or coaching_tables()).exercise(item.exercise)
    return CoachConfig(
        kind="exercise",
        exercise=item.exercise,
        level=item.level,
        source=choices.source if _judges(row, choices.source) else "none",
        sides=("both",) if row.is_bilateral else _sides(item),
        directions=tuple(directions),
        dose=item.dose,
        pain_rule=rule,
        targets=item.targets,
        pain_before=choices.pain_before,
        position=row.position,
        is_flipped=choices.is_flipped,
        is_audio_only=choices.is_audio_only,
        has_helper=choices.has_helper,
        facing=choices.facing,
        language=choices.language,
    )


def config_of_test(
    rule: PainRule,
    choices: Choices,
    sides: Sequence[Side] = ("right", "left"),
    *,
    asks_side: bool = True,
    position: Position = "seated",
    coaching: CoachingTables | None = None,
) -> CoachConfig:
    """The guided test: rest, then each way a few times, each side.

    Parameters
    ----------
    rule :
        At which pain it is stopped.
    choices :
        Of the day.
    sides :
        In their order.
    asks_side :
        Whether the camera test begins with "lift your right foot".
    position :
        Of a sensor test.
    coaching :
        Tables of coaching: how often each way, and how long a hold is asked for.
    """
    used = coaching or coaching_tables()
    hold_s = used.figure("assessment_hold_s")
    return CoachConfig(
        kind="assessment",
        exercise=TEST,
        level=1,
        source=choices.source,
        sides=tuple(sides),
        directions=DIRECTIONS,
        dose=Dose(
            sets=1,
            repetitions=round(used.figure("assessment_repetitions")),
            hold_s=hold_s,
            out_s=hold_s,
            back_s=hold_s,
            rest_s=0.0,
            effort_low=0,
            effort_high=0,
        ),
        pain_rule=rule,
        pain_before=choices.pain_before,
        position=position,
        is_flipped=choices.is_flipped,
        asks_side=asks_side and choices.source == "camera",
        is_audio_only=choices.is_audio_only,
        has_helper=choices.has_helper,
        facing=choices.facing,
        language=choices.language,
    )


def pattern_of(config: CoachConfig, coaching: CoachingTables | None = None) -> Pattern | None:
    """What the source judges of the exercise; None where a clock guides.

    Raises
    ------
    RecordError
        The source cannot judge this exercise.
    """
    if config.source == "none":
        return None
    if config.kind == "assessment":
        return "seated_rotation" if config.source == "camera" else "shank_tilt"
    row = (coaching or coaching_tables()).exercise(config.exercise)
    if not _judges(row, config.source):
        raise RecordError(f"source: a {config.source} cannot judge {config.exercise}")
    return row.camera if config.source == "camera" else row.sensor


def _judges(row: ExerciseRow, source: Source) -> bool:
    return {"camera": row.camera, "sensor": row.sensor, "none": None}[source] is not None


def _sides(item: ProgrammeItem) -> tuple[TrainedSide, ...]:
    if item.sides != "both":
        return (item.sides,)
    other: Side = next(side for side in SIDES if side != item.first_side)
    return (item.first_side, other)
