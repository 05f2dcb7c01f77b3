"""One session of a simulated patient: what is done of a day's plan, and where it is stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from coxa.phantom.patients.body import MOST, Body, Felt
from coxa.phantom.patients.person import Person
from coxa.phantom.patients.telling import later, record_id
from coxa.records.assessment import SIDES, Side
from coxa.records.programme import Programme, ProgrammeItem, RangeTarget
from coxa.records.session import ExerciseDone, PainKind, RangeReached, Session, Stop
from coxa.safety.pain import ends_session, judge
from coxa.tables.care import CareTables
from coxa.tables.load import TABLES_VERSION
from coxa.version import __version__

_LASTS_MIN = 25
_QUITS = 0.5
_TIRED_FROM = 9


@dataclass(frozen=True, slots=True)
class Training:
    """Who trains by which plan: what a session needs to be made."""

    person: Person
    body: Body
    programme: Programme
    care: CareTables
    chance: Random

    def session(self, day: int, items: Sequence[ProgrammeItem]) -> Session:
        """Do some items on a day.

        Parameters
        ----------
        day : int
            Day from the first one.
        items : sequence
            What is planned and open.
        """
        person, chance = self.person, self.chance
        before = self.body.pain
        is_broken = chance.random() < person.habits.breaks_off
        entries: list[ExerciseDone] = []
        for item in items[:1] if is_broken else items:
            entries += self._item(item, before)
            if self._is_over(entries):
                break
        self.body.end_session()
        began = person.zone.moment(day, person.habits.hour, person.habits.minute)
        return Session(
            id=record_id(person, "session", day),
            subject=person.subject,
            recorded_at=began,
            coxa_version=__version__,
            tables_version=TABLES_VERSION,
            programme_id=self.programme.id,
            pain_before=before,
            exercises=tuple(entries),
            finished_at=None if is_broken else later(began, _LASTS_MIN),
            pain_after=None if is_broken else max(before, self.body.pain),
        )

    def _is_over(self, entries: Sequence[ExerciseDone]) -> bool:
        """Whether the rest is left out: the rule ends the session, or one stop is enough."""
        most = max((entry.pain_during or 0 for entry in entries), default=0)
        if ends_session(most, self.care):
            return True
        return any(entry.stop for entry in entries) and self.chance.random() < _QUITS

    def _item(self, item: ProgrammeItem, before: int) -> list[ExerciseDone]:
        """One exercise on its sides, the one that needs it first; a stop ends it."""
        entries: list[ExerciseDone] = []
        if item.sides == "both" and self.care.exercise(item.exercise).is_two_sided:
            return [replace(self._side(item, item.first_side, before), side="both")]
        sides = SIDES if item.sides == "both" else (item.sides,)
        for side in sorted(sides, key=lambda side: side != item.first_side):
            entries.append(self._side(item, side, before))
            if entries[-1].stop is not None:
                break
        return entries

    def _side(self, item: ProgrammeItem, side: Side, before: int) -> ExerciseDone:
        exercise, chance = self.care.exercise(item.exercise), self.chance
        felt = self.body.felt(exercise, item.level, side)
        during = min(MOST, before + felt.rise)
        kind = _kind(before, during)
        stop = self._stop(felt, before, during, kind)
        ranges = self._ranges(item, side)
        if stop is None and any(
            reached.highest_deg > target.ceiling_deg
            for reached in ranges
            for target in _targets(item, side)
            if reached.direction == target.direction
        ):
            stop = Stop(reason="ceiling")
        share = chance.uniform(0.2, 0.9) if stop or chance.random() < 0.1 else 1.0
        self.body.train(exercise, side, share)
        tells = chance.random() < self.person.habits.says_effort
        return ExerciseDone(
            exercise=item.exercise,
            side=side,
            level=item.level,
            measured_by="camera" if ranges else "self_report",
            sets=item.dose.sets,
            repetitions=round(share * item.dose.sets * item.dose.repetitions),
            held_s=item.dose.hold_s,
            pain_before=before,
            pain_during=during if tells or stop else None,
            pain_kind=kind if tells or stop else None,
            pain_after=during if tells else None,
            effort=felt.effort if tells else None,
            ranges=ranges,
            stop=stop,
        )

    def _stop(self, felt: Felt, before: int, during: int, kind: PainKind) -> Stop | None:
        """What the person presses or says, as the rule of the plan asks for it."""
        rule = self.programme.pain_rule
        reason = judge(rule, before=before, during=during, kind=kind, word=felt.word)
        if reason is not None and not (self.person.habits.is_hasty and felt.word is None):
            stop = Stop(reason=reason, pain=during, at_s=round(60.0 * self.chance.random(), 1))
            return replace(stop, word=felt.word) if reason == "stop_word" else stop
        return Stop(reason="fatigue") if felt.effort >= _TIRED_FROM else None

    def _ranges(self, item: ProgrammeItem, side: Side) -> tuple[RangeReached, ...]:
        """End ranges as the camera reads them, where there is one and a target."""
        if not self.person.habits.is_measured:
            return ()
        return tuple(self._reached(target) for target in _targets(item, side))

    def _reached(self, target: RangeTarget) -> RangeReached:
        """About the target; now and then somebody goes further than they should."""
        chance = self.chance
        true_deg = min(self.body.range_deg(target.side, target.direction), target.warn_from_deg)
        value_deg = chance.gauss(min(true_deg, target.target_deg + 1.0), 1.0)
        beyond_deg = 8.0 if chance.random() < 0.003 else abs(chance.gauss(0.0, 0.7))
        return RangeReached(
            direction=target.direction,
            value_deg=round(value_deg, 1),
            error_95_deg=self.person.error_95_deg,
            highest_deg=round(value_deg + beyond_deg, 1),
        )


def _targets(item: ProgrammeItem, side: Side) -> tuple[RangeTarget, ...]:
    return tuple(target for target in item.targets if target.side == side)


def _kind(before: int, during: int) -> PainKind:
    if during == 0:
        return "none"
    if during <= before:
        return "same_as_before"
    return "worse" if before else "brought_on"
