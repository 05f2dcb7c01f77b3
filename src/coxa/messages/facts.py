"""What an assessment says, in order and in words: the same for page, terminal and paper.

Pure: an assessment goes in, facts with their sentences come out. Nothing here decides about a
number; that is done where the assessment is made. How facts look is the business of who shows them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import Final, get_args

from coxa.messages.catalog import DEFAULT_LANGUAGE, Value, has_sentence, sentence
from coxa.messages.comparing import advice_texts, balance_text, change_text, not_compared_text
from coxa.records.assessment import (
    DIRECTIONS,
    SIDES,
    Assessment,
    Compensation,
    Direction,
    Grade,
    NormComparison,
    Notice,
    RangeOfMotion,
    Repetition,
    Side,
    SideResult,
)
from coxa.records.findings import Findings
from coxa.tables.load import CompensationKind, RuleName, tables

LETTERS: Final = dict(zip(get_args(CompensationKind), "HLDTKFPE", strict=True))
"""One letter for each kind of compensation, where there is no room for its name."""

SHORT_HASH: Final = 12
TYPED_DEVICES: Final = frozenset({"goniometer", "inclinometer"})
"""Devices a person reads; their values are typed."""
BALANCE_SOURCE: Final = "kouyoumdjian_2012"
"""Where the shares of people who turn further one way are from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualRange:
    """Where most people measured the same way are, and what was found beside it."""

    low_deg: float
    mean_deg: float
    high_deg: float
    text: str
    finding: str
    finding_short: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectionFact:
    """One direction of one side; `value_deg` is None where nothing counted."""

    side: Side
    direction: Direction
    name: str
    name_short: str
    term: str
    foot: str
    value_deg: float | None
    error_95_deg: float | None
    value: str
    accepted: int
    found: int
    counted: str
    usual: UsualRange | None
    reference_deg: float | None
    remarks: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompensationFact:
    """A compensation, in words."""

    kind: str
    letter: str
    grade: Grade
    grade_text: str
    name: str
    where: str
    short: str
    text: str
    explanation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RepetitionFact:
    """One repetition of one side, in the order of time."""

    number: int
    direction: Direction
    name: str
    start_s: float
    hold_from_s: float
    hold_to_s: float
    end_s: float
    peak_deg: float
    accepted: bool
    verdict: str
    reasons: tuple[str, ...]
    sentence: str
    compensations: tuple[CompensationFact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SideFacts:
    """Everything about one side."""

    side: Side
    name: str
    directions: tuple[DirectionFact, ...]
    total_arc: str | None
    repetitions: tuple[RepetitionFact, ...]
    compensations: tuple[CompensationFact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedFact:
    """A sentence with the id of the source it rests on, None if there is none."""

    text: str
    source_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFact:
    """A source as it is listed."""

    id: str
    citation: str
    where: str
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentFacts:
    """Everything an assessment says, from what matters most to what can be looked up."""

    title: str
    recorded: str
    how: str
    headlines: tuple[str, ...]
    sides: tuple[SideFacts, ...]
    differences: tuple[str, ...]
    balance: tuple[CitedFact, ...]
    advice: tuple[str, ...]
    changes: tuple[str, ...]
    is_typed: bool
    norms: tuple[CitedFact, ...]
    norms_caution: tuple[str, ...]
    reference: tuple[CitedFact, ...]
    is_good: bool
    quality: str
    notices: tuple[Notice, ...]
    method: tuple[tuple[str, str], ...]
    error: tuple[str, ...]
    limits: tuple[str, ...]
    privacy: str | None
    safety: str
    sources: tuple[SourceFact, ...]


class Words:
    """The catalogue of one language."""

    def __init__(self, language: str = DEFAULT_LANGUAGE) -> None:
        self.language = language

    def __call__(self, id_: str, **values: Value) -> str:
        """One sentence."""
        return sentence(id_, self.language, **values)

    def where(self, side: Side, direction: Direction | None) -> str:
        """Name the side, and the direction if there is one; with a capital."""
        name = self(f"side.{side}")
        if direction is not None:
            name = self("side_and_direction", side=name, direction=self(f"direction.{direction}"))
        return capitalised(name)

    def or_code(self, id_: str, code: str) -> str:
        """Sentence of a code, or the code itself where the catalogue is older than the record."""
        return self(id_) if has_sentence(id_, self.language) else code.replace("_", " ")


def facts_of(
    assessment: Assessment, language: str = DEFAULT_LANGUAGE, findings: Findings | None = None
) -> AssessmentFacts:
    """All facts of an assessment.

    Parameters
    ----------
    assessment : Assessment
        The record.
    language : str
        Language of the sentences.
    findings : Findings or None
        What was found over directions and days; without it only the record itself is told.

    Returns
    -------
    facts : AssessmentFacts
        In the order in which they are told.
    """
    words = Words(language)
    found = findings or Findings()
    is_typed = assessment.device in TYPED_DEVICES
    grade = "typed.seen" if is_typed else f"quality.grade.{assessment.quality.grade}"
    return AssessmentFacts(
        title=words("report.title"),
        recorded=recorded_on(assessment.recorded_at, language),
        how=capitalised(
            words(
                "report.how",
                position=words(f"position.{assessment.position}"),
                mode=words(f"mode.{assessment.mode}"),
                device=words(f"report.device.{assessment.device}"),
            )
        ),
        headlines=_headlines(words, assessment),
        sides=tuple(
            _side_facts(words, assessment, side, result)
            for side in SIDES
            if (result := assessment.side(side)) is not None
        ),
        differences=_differences(words, assessment),
        balance=tuple(
            CitedFact(text=balance_text(b, language), source_id=b.source_id) for b in found.balance
        ),
        advice=tuple(advice_texts(found, language)),
        changes=(
            *(change_text(change, language) for change in assessment.comparison.change),
            *(not_compared_text(reason, language) for reason in found.not_compared),
        ),
        is_typed=is_typed,
        norms=_norms(words, assessment),
        norms_caution=_norms_caution(words, assessment),
        reference=_reference(words, assessment),
        is_good=assessment.quality.grade == "good",
        quality=words(grade),
        notices=_once((*assessment.quality.reasons, *assessment.warnings)),
        method=_method(words, assessment),
        error=(words("error_explained"), error_floor(words)),
        limits=(words("intended_use"), words("typed.limits" if is_typed else "limits")),
        privacy=words("privacy") if assessment.device == "camera" else None,
        safety=words("safety"),
        sources=_sources(words, assessment, found),
    )


def recorded_on(recorded_at: str, language: str = DEFAULT_LANGUAGE) -> str:
    """Day and time of an ISO time stamp, as it stood on the clock of the recording."""
    words = Words(language)
    day, _, clock = recorded_at.partition("T")
    year, month, date = [*day.split("-"), "", ""][:3]
    if not (date.isdigit() and has_sentence(f"report.month.{month}", language)):
        return recorded_at
    name = words(f"report.month.{month}")
    return words("report.date", day=int(date), month=name, year=year, time=clock[:5])


def capitalised(text: str) -> str:
    """The same with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]


# ------------------------------------------------------------------------------------------- sides


def _side_facts(words: Words, assessment: Assessment, side: Side, result: SideResult) -> SideFacts:
    return SideFacts(
        side=side,
        name=words(f"report.side.{side}"),
        directions=tuple(_direction_fact(words, assessment, side, way) for way in DIRECTIONS),
        total_arc=_total_arc(words, result),
        repetitions=tuple(
            _repetition_fact(words, side, number, repetition)
            for number, repetition in enumerate(result.repetitions, start=1)
        ),
        compensations=tuple(_compensation_fact(words, side, c) for c in result.compensations),
    )


def _direction_fact(
    words: Words, assessment: Assessment, side: Side, direction: Direction
) -> DirectionFact:
    result = assessment.side(side)
    found, measured = _repetitions_and_range(result, direction)
    accepted = measured.n if measured else 0
    value = _value(words, measured)
    counted = _counted(words, assessment, accepted, max(found, accepted))
    return DirectionFact(
        side=side,
        direction=direction,
        name=words(f"report.direction.{direction}"),
        name_short=words(f"report.direction.{direction}_short"),
        term=words(f"quantity.{direction}_rotation"),
        foot=words(f"report.direction.{direction}_foot"),
        value_deg=measured.value_deg if measured else None,
        error_95_deg=measured.error_95_deg if measured else None,
        value=value,
        accepted=accepted,
        found=max(found, accepted),
        counted=counted,
        usual=_usual_range(words, assessment, side, direction),
        reference_deg=_reference_deg(assessment, side, direction),
        remarks=_remarks(words, measured),
        sentence=words(
            "report.direction_sentence",
            where=words.where(side, direction),
            value=value,
            counted=counted,
        ),
    )


def _counted(words: Words, assessment: Assessment, accepted: int, found: int) -> str:
    """How many repetitions counted, or how many readings were typed."""
    if assessment.device not in TYPED_DEVICES:
        return words("result.repetitions", accepted=accepted, all=found)
    return words("typed.reading" if accepted == 1 else "typed.readings", n=accepted)


def _repetitions_and_range(
    result: SideResult | None, direction: Direction
) -> tuple[int, RangeOfMotion | None]:
    """How many repetitions were found in a direction, and its range."""
    if result is None:
        return 0, None
    found = sum(repetition.direction == direction for repetition in result.repetitions)
    is_internal = direction == "internal"
    return found, result.internal_rotation if is_internal else result.external_rotation


def _value(words: Words, measured: RangeOfMotion | None) -> str:
    if measured is None:
        return words("result.not_measured")
    return words("result.value", value_deg=measured.value_deg, error_95_deg=measured.error_95_deg)


def _total_arc(words: Words, result: SideResult) -> str | None:
    arc = result.total_arc
    if arc is None:
        return None
    value = words("result.value", value_deg=arc.value_deg, error_95_deg=arc.error_95_deg)
    return words("report.total_arc", value=value)


def _remarks(words: Words, measured: RangeOfMotion | None) -> tuple[str, ...]:
    """What the person said ended the movement, and pain."""
    if measured is None:
        return ()
    remarks = []
    if measured.limited_by is not None:
        what = words.or_code(f"limited_by.{measured.limited_by}", measured.limited_by)
        remarks.append(words("report.limited_by", what=what))
    if measured.pain is not None:
        remarks.append(words("report.pain", pain=measured.pain))
    return tuple(remarks)


def _usual_range(
    words: Words, assessment: Assessment, side: Side, direction: Direction
) -> UsualRange | None:
    for norm in assessment.comparison.norms:
        if (norm.side, norm.direction) == (side, direction):
            low, high = _usual_limits(norm)
            return UsualRange(
                low_deg=low,
                mean_deg=norm.mean_deg,
                high_deg=high,
                text=words("report.usual", from_deg=low, to_deg=high),
                finding=words(f"comparison.norms.{norm.finding}"),
                finding_short=words(f"report.finding_short.{norm.finding}"),
            )
    return None


def _usual_limits(norm: NormComparison) -> tuple[float, float]:
    """Mean less and plus what the error table calls usual, degrees."""
    half_deg = tables().error_figure("usual_range_sd") * norm.sd_deg
    return norm.mean_deg - half_deg, norm.mean_deg + half_deg


def _reference_deg(assessment: Assessment, side: Side, direction: Direction) -> float | None:
    for reference in assessment.comparison.reference:
        if (reference.side, reference.direction) == (side, direction):
            return reference.reference_deg
    return None


def _repetition_fact(
    words: Words, side: Side, number: int, repetition: Repetition
) -> RepetitionFact:
    verdict = words("repetition.accepted" if repetition.accepted else "repetition.refused")
    reasons = tuple(words.or_code(f"repetition.{code}", code) for code in repetition.reasons)
    return RepetitionFact(
        number=number,
        direction=repetition.direction,
        name=words(f"report.direction.{repetition.direction}"),
        start_s=repetition.start_s,
        hold_from_s=repetition.hold_from_s,
        hold_to_s=repetition.hold_to_s,
        end_s=repetition.end_s,
        peak_deg=repetition.peak_deg,
        accepted=repetition.accepted,
        verdict=verdict,
        reasons=reasons,
        sentence=words(
            "report.repetition",
            where=words.where(side, repetition.direction),
            number=number,
            peak_deg=repetition.peak_deg,
            verdict=": ".join((verdict, *filter(None, ["; ".join(reasons)]))),
        ),
        compensations=tuple(_compensation_fact(words, side, c) for c in repetition.compensations),
    )


def _compensation_fact(words: Words, side: Side, compensation: Compensation) -> CompensationFact:
    kind, grade = compensation.kind, compensation.grade
    id_ = f"compensation.{kind}"
    is_known = has_sentence(f"{id_}.name", words.language)
    name = words.or_code(f"{id_}.name", kind)
    measured = _measured(words, compensation)
    return CompensationFact(
        kind=kind,
        letter=LETTERS.get(kind, "?"),
        grade=grade,
        grade_text=words(f"report.grade.{grade}"),
        name=name,
        where=words.where(side, compensation.direction),
        short=words("report.compensation", name=name, measured=measured),
        text=words(f"{id_}.{grade}", value=abs(compensation.value)) if is_known else measured,
        explanation=words(f"{id_}.explanation") if is_known else "",
    )


def _measured(words: Words, compensation: Compensation) -> str:
    """Size of a compensation with its unit; the sign says only to which side."""
    value, unit = abs(compensation.value), compensation.unit
    id_ = f"report.unit.{unit.replace('/', '_')}"
    if has_sentence(id_, words.language):
        return words(id_, value=value)
    return f"{value:.1f} {unit}"


# -------------------------------------------------------------------------------------- comparison


def _headlines(words: Words, assessment: Assessment) -> tuple[str, ...]:
    """What stands out against the norm, one sentence if nothing does; then what has no number."""
    norms = assessment.comparison.norms
    unusual = [
        words(
            "report.finding",
            where=words.where(norm.side, norm.direction),
            finding=words(f"comparison.norms.{norm.finding}"),
        )
        for norm in norms
        if norm.finding != "usual_range"
    ]
    if norms and not unusual:
        unusual = [words("report.all_usual")]
    missing = [
        words(
            "report.finding",
            where=words.where(side, direction),
            finding=words("result.not_measured"),
        )
        for side, direction in product(SIDES, DIRECTIONS)
        if assessment.side(side) is not None
        and _repetitions_and_range(assessment.side(side), direction)[1] is None
    ]
    return (*unusual, *missing)


def _differences(words: Words, assessment: Assessment) -> tuple[str, ...]:
    """One sentence a direction, also where only one side was measured."""
    rows = {row.direction: row for row in assessment.comparison.sides}
    told = []
    for direction in DIRECTIONS:
        name = capitalised(words(f"direction.{direction}"))
        row = rows.get(direction)
        if row is not None:
            told.append(
                words(
                    f"comparison.sides.{row.finding}",
                    direction=name,
                    difference_deg=abs(row.difference_deg),
                    detectable_deg=row.detectable_deg,
                )
            )
        elif _sides_measured(assessment, direction) == 1:
            told.append(words("comparison.sides.not_possible", direction=name))
    return tuple(told)


def _sides_measured(assessment: Assessment, direction: Direction) -> int:
    """On how many sides a direction has a number."""
    found = (_repetitions_and_range(assessment.side(side), direction) for side in SIDES)
    return sum(measured is not None for _, measured in found)


def _norms(words: Words, assessment: Assessment) -> tuple[CitedFact, ...]:
    """The published range of each direction, once."""
    rows = {norm.direction: norm for norm in assessment.comparison.norms}
    if not rows:
        return (CitedFact(text=words("comparison.norms.no_norm")), *_published(words, assessment))
    told = []
    for direction in DIRECTIONS:
        if direction not in rows:
            continue
        norm = rows[direction]
        low, high = _usual_limits(norm)
        usual = words(
            "comparison.norms.usual_from_to",
            from_deg=low,
            to_deg=high,
            mean_deg=norm.mean_deg,
            population=norm.population,
        )
        name = capitalised(words(f"direction.{direction}"))
        text = words("report.norm", direction=name, usual=usual)
        told.append(CitedFact(text=text, source_id=norm.source_id))
    return tuple(told)


def _published(words: Words, assessment: Assessment) -> Iterable[CitedFact]:
    """What else was read for the position, where the tables have nothing to compare with."""
    position, mode = assessment.position, assessment.mode
    if any(tables().norm(position, mode, way) for way in DIRECTIONS):
        return
    for row in tables().published_for(position, mode):
        means = {way: row.mean_deg(way) for way in DIRECTIONS}
        values = ", ".join(
            words(f"comparison.norms.published_{way}", mean_deg=mean)
            for way, mean in means.items()
            if mean is not None
        )
        if not values:
            continue
        text = words("comparison.norms.published", values=values, population=row.population)
        yield CitedFact(text=text, source_id=row.source_id)


def _norms_caution(words: Words, assessment: Assessment) -> tuple[str, ...]:
    """What the usual range is not."""
    if not assessment.comparison.norms:
        return ()
    told = [words("report.norms_caution")]
    rows = (tables().norm(assessment.position, assessment.mode, way) for way in DIRECTIONS)
    if any(row is not None and row.sd_confidence == "D" for row in rows):
        told.append(words("comparison.norms.sd_is_a_proposal"))
    return tuple(told)


def _reference(words: Words, assessment: Assessment) -> tuple[CitedFact, ...]:
    """The clinic's own figures, each once."""
    rows = {(row.reference_deg, row.source_id) for row in assessment.comparison.reference}
    return tuple(
        CitedFact(
            text=words("comparison.reference.shown", reference_deg=reference_deg),
            source_id=source_id,
        )
        for reference_deg, source_id in sorted(rows)
    )


# ------------------------------------------------------------------------------------------ method


def _once(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """Each notice once, in order; the same code with other words stays."""
    return tuple(dict.fromkeys(notices))


def _method(words: Words, assessment: Assessment) -> tuple[tuple[str, str], ...]:
    method = assessment.method
    told = {
        "method": f"{method.name} {method.version}",
        "model": method.model,
        "examiner": assessment.examiner or "",
        "side_source": words(f"side_source.{assessment.side_source}"),
        "recording": assessment.recording_sha256[:SHORT_HASH],
        "id": assessment.id,
    }
    labels = {key: f"report.method.{key}" for key in told}
    if assessment.device in TYPED_DEVICES:
        labels["recording"] = "typed.fingerprint"
    rows = [(words(labels[key]), text) for key, text in told.items() if text]
    versions = words(
        "report.method.versions",
        coxa_version=assessment.coxa_version,
        tables_version=assessment.tables_version,
    )
    return (*rows, (words("report.method.version"), versions))


def error_floor(words: Words) -> str:
    """From where on anything can be told at all."""
    figures = tables()
    return words(
        "report.error_floor",
        floor_deg=figures.error_figure("error_floor_95"),
        detectable_deg=figures.error_figure("detectable_change"),
    )


def _sources(words: Words, assessment: Assessment, findings: Findings) -> tuple[SourceFact, ...]:
    """Sources of everything shown: norms first, then the clinic's page, then error and limits."""
    figures = tables()
    rows = (figures.norm(assessment.position, assessment.mode, way) for way in DIRECTIONS)
    is_compared = bool(assessment.comparison.norms)
    wanted = [
        *(norm.source_id for norm in assessment.comparison.norms),
        *(row.source_id for row in assessment.comparison.reference),
        *(row.source_id for row in figures.error),
        *_rule_sources(assessment, findings),
        *(fact.source_id for fact in _norms(words, assessment) if fact.source_id),
        *(row.sd_source_id for row in rows if is_compared and row is not None),
    ]
    return source_facts(wanted, words)


def source_facts(ids: Iterable[str], words: Words) -> tuple[SourceFact, ...]:
    """Sources as they are listed, each once, in the order in which they are wanted."""
    known = {source.id: source for source in tables().sources}
    return tuple(
        SourceFact(
            id=id_,
            citation=known[id_].citation if id_ in known else id_,
            where=(known[id_].doi or known[id_].address) if id_ in known else "",
            confidence=words(f"confidence.{known[id_].confidence}") if id_ in known else "",
        )
        for id_ in dict.fromkeys(ids)
    )


def _rule_sources(assessment: Assessment, findings: Findings) -> Iterable[str]:
    """Sources of the rules behind what is told about sides, arcs and the shape of the bone."""
    used: list[RuleName] = []
    if assessment.comparison.sides:
        used.append("side_difference_large")
    if findings.version_pattern is not None:
        used.append("version_difference")
    if findings.low_internal:
        used.append("internal_low")
    yield from (row.source_id for row in tables().side_rules if row.name in used)
    if any(balance.finding != "even" for balance in findings.balance):
        yield BALANCE_SOURCE
    yield from (b.source_id for b in findings.balance if b.source_id)
