"""An exercise as its card tells it: what, how, how much, when not, and what is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from coxa.messages.catalog import DEFAULT_LANGUAGE, has_sentence
from coxa.messages.facts import SourceFact, capitalised, source_facts
from coxa.records.programme import Dose
from coxa.tables.care import CareTables, ConditionGate
from coxa.tables.exercises import Exercise, LevelRow
from coxa_lab.report.care_words import CareWords, condition_name
from coxa_lab.report.plan_facts import texts_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedText:
    """A text with the number of its source and how sure it is; 0 where it needs none."""

    text: str
    source: int = 0
    confidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and its texts. `is_ordered`: one after the other, as steps are."""

    id: str
    title: str
    texts: tuple[CitedText, ...]
    is_ordered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelFact:
    """One rung: what is different, and the dose."""

    number: int
    name: str
    dose: str
    reason: CitedText


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseFacts:
    """Everything on the card, in order."""

    exercise: str
    name: str
    kind: str
    purpose: str
    position: str
    equipment: str
    source_item: str
    sections: tuple[Section, ...]
    levels: tuple[LevelFact, ...]
    muscles: tuple[Section, ...]
    closed: tuple[Section, ...]
    evidence: tuple[CitedText, ...]
    measured: str
    ways: tuple[str, ...]
    sources: tuple[SourceFact, ...]


def exercise_facts(
    exercise: Exercise, care: CareTables, language: str = DEFAULT_LANGUAGE
) -> ExerciseFacts:
    """All facts of an exercise.

    Parameters
    ----------
    exercise : Exercise
        Its row.
    care : CareTables
        The tables, for what closes it.
    language : str
        Language of the sentences.
    """
    words = CareWords(language)
    card = _Card(exercise, care, words)
    id_ = f"exercise.{exercise.id}"
    return ExerciseFacts(
        exercise=exercise.id,
        name=words.exercise(exercise.id),
        kind=words.code("kind", exercise.kind),
        purpose=words.or_code(f"{id_}.purpose", ""),
        position=_position(words, exercise),
        equipment=words.listed("equipment", exercise.equipment)
        or words("care.exercise.no_equipment"),
        source_item=_source_item(words, exercise),
        sections=tuple(card.sections()),
        levels=tuple(card.levels()),
        muscles=tuple(card.muscles()),
        closed=tuple(card.closed()),
        evidence=tuple(card.evidence()),
        measured=words.listed("care.measured_by", exercise.measured_by),
        ways=tuple(_ways(words, exercise)),
        sources=source_facts(card.numbers, words),
    )


def dose_of(row: LevelRow) -> Dose:
    """Dose of a rung as a plan would have it."""
    return Dose(
        sets=row.sets,
        repetitions=row.repetitions,
        hold_s=row.hold_s,
        out_s=row.out_s,
        back_s=row.back_s,
        rest_s=row.rest_s,
        effort_low=row.effort_low,
        effort_high=row.effort_high,
    )


class _Card:
    """One exercise being told; sources get their numbers in the order in which they come."""

    def __init__(self, exercise: Exercise, care: CareTables, words: CareWords) -> None:
        self.exercise = exercise
        self.care = care
        self.words = words
        self.numbers: dict[str, int] = {}

    def cited(self, text: str, source_id: str, confidence: str) -> CitedText:
        """A text with its source."""
        number = self.numbers.setdefault(source_id, len(self.numbers) + 1)
        sure = self.words.or_code(f"confidence.{confidence}", confidence)
        return CitedText(text=text, source=number, confidence=sure)

    def sections(self) -> Iterator[Section]:
        """How it is done, what to mind and when to stop."""
        row = self.exercise
        parts = (
            ("setup", row.setup), ("steps", row.steps), ("cues", row.cues), ("faults", row.faults),
            ("feel", row.feel), ("not_feel", row.not_feel), ("stop_signs", row.stop_signs),
        )  # fmt: skip
        for id_, ids in parts:
            texts = texts_of(self.words, row, id_, ids)
            yield self._section(id_, texts, is_ordered=id_ in ("setup", "steps"))
        why = f"exercise.{row.id}.why_knee_in"
        if has_sentence(why, self.words.language):
            yield self._section("why_knee_in", (self.words(why),))

    def levels(self) -> Iterator[LevelFact]:
        """Rungs from the easiest up."""
        words = self.words
        for number, row in enumerate(self.exercise.levels, start=1):
            told = words(
                "care.exercise.level_line", dose=words.dose(dose_of(row)), days=row.days_a_week
            )
            name = f"exercise.{self.exercise.id}.level.{row.sentence}"
            yield LevelFact(
                number=number,
                name=words(name) if has_sentence(name, words.language) else "",
                dose=f"{told}; {words('care.exercise.heavy')}" if row.is_heavy else told,
                reason=self.cited(row.reason, row.source_id, row.confidence),
            )

    def muscles(self) -> Iterator[Section]:
        """Muscles by what they do in this position."""
        for role in ("works", "is_lengthened", "steadies"):
            texts = tuple(
                self.cited(self._muscle(m.name, m.turns), m.source_id, m.confidence)
                for m in self.exercise.muscles
                if m.role == role
            )
            if texts:
                title = self.words(f"care.muscle_role_heading.{role}")
                yield Section(id=role, title=title, texts=texts)

    def closed(self) -> Iterator[Section]:
        """For whom it is closed: in words, by answers, by conditions."""
        row, words = self.exercise, self.words
        told = texts_of(words, row, "contraindications", row.contraindications)
        if told:
            yield self._section("closed", told)
        answers = tuple(self._closing_answers())
        if row.locked_by_default:
            lead = words("care.exercise.closed_default")
            unlock = tuple(CitedText(text=words(f"screening.{name}.ask")) for name in row.unlock)
            yield Section(id="unlock", title=lead, texts=unlock)
        if answers:
            title = words("care.exercise.closed_by_answers")
            yield Section(id="answers", title=title, texts=answers)
        seen: set[str] = set()
        for status in ("avoids", "locks"):
            conditions = tuple(self._closing_conditions(status, seen))
            if conditions:
                title = words(f"care.exercise.closed_{status}")
                yield Section(id=status, title=title, texts=conditions)
        ceilings = tuple(
            CitedText(
                text=words("care.exercise.closed_ceiling", movement=words(f"direction.{way}"))
            )
            for way in row.ceiling_locks
        )
        if ceilings:
            yield Section(id="ceilings", title=words("care.exercise.closed_limits"), texts=ceilings)

    def evidence(self) -> Iterator[CitedText]:
        """What is known of it, with its source and how sure it is."""
        for row in self.exercise.evidence:
            text = self.words(f"exercise.{self.exercise.id}.evidence.{row.sentence}")
            yield self.cited(text, row.source_id, row.confidence)

    def _section(self, id_: str, texts: Iterable[str], *, is_ordered: bool = False) -> Section:
        return Section(
            id=id_,
            title=self.words(f"care.exercise.{id_}"),
            texts=tuple(CitedText(text=text) for text in texts),
            is_ordered=is_ordered,
        )

    def _muscle(self, name: str, turns: str | None) -> str:
        if turns is None:
            return name
        return self.words("care.exercise.turns", muscle=name, way=self.words(f"care.way.{turns}"))

    def _closing_answers(self) -> Iterator[CitedText]:
        """Answers whose rule closes a feature of it."""
        features = set(self.exercise.features)
        for question in self.care.questions:
            for rule in question.rules:
                if features & set(rule.locks):
                    text = self.words(f"screening.reason.{rule.code}")
                    yield self.cited(text, rule.source_id, rule.confidence)

    def _closing_conditions(self, status: str, seen: set[str]) -> Iterator[CitedText]:
        """Conditions with a row that leaves out or locks a feature of it, but for those seen."""
        features = set(self.exercise.features)
        for gate in self.care.conditions:
            if features & set(_closed_by(gate, status)) and gate.condition not in seen:
                seen.add(gate.condition)
                name = capitalised(condition_name(self.words, gate.condition))
                yield self.cited(name, gate.source_id, gate.confidence)


def _closed_by(gate: ConditionGate, status: str) -> tuple[str, ...]:
    return gate.avoids if status == "avoids" else gate.locks


def _position(words: CareWords, exercise: Exercise) -> str:
    """Starting position in words, or by its code without them."""
    own = f"exercise.{exercise.id}.position"
    if has_sentence(own, words.language):
        return words(own)
    return capitalised(words.code("care.start", exercise.start))


def _source_item(words: CareWords, exercise: Exercise) -> str:
    if not exercise.source_item:
        return ""
    item = words(f"care.exercise.source_item.{exercise.source_item}")
    return words("care.exercise.from_source", item=item)


def _ways(words: CareWords, exercise: Exercise) -> Iterator[str]:
    """Where to go from the first and the last rung."""
    for way, names in (("easier", exercise.easier), ("harder", exercise.harder)):
        if names:
            told = "; ".join(map(words.exercise, names))
            yield f"{words(f'care.exercise.{way}')}: {told}"
