"""What must hold for one plan of a simulated patient.

The rules are read from the records and the tables as far as they can be, not asked of the code that
is to keep them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from coxa.phantom.patients.life import Planned
from coxa.records.programme import LEAST_A_DAY, MOST_A_DAY, Programme, ProgrammeItem, Reason
from coxa.records.release import Release, ReleaseItem
from coxa.tables.care import AnswerRule, CareTables, ConditionGate
from coxa.tables.exercises import Exercise, LevelRow
from coxa.tables.load import tables

_DISEASES: Final = (
    r"(?:arthr|osteo|impinge|tend[io]n|bursitis|dysplas|syndrome|version|tear\b|rupture|fracture"
    r"|necros|infect|clot\b|cancer|injur|condition)"
)
_DISEASE_WORDS: Final = re.compile(
    r"diagnos|disease|disorder|patholog|abnormal|defect|deficit|\bsuffer"
    rf"|\byou(?:'ve| have| got) (?:an? |the )?(?:\w+ ){{0,2}}{_DISEASES}|\byour {_DISEASES}",
    re.IGNORECASE,
)
"""Words that would say a person has a disease, or sound like it."""

_STARTS: Final[dict[str, str]] = {
    "side_lying": "side_lying",
    "prone": "prone",
    "supine": "supine",
    "kneeling": "kneeling",
    "half_kneeling": "kneeling",
}
"""What a starting position asks for."""
_SURGERY: Final = ("hip_surgery", "surgery_kind", "surgery_weeks")

Found = Iterator[tuple[str, str]]
"""Pairs of the rule that was broken and what was found."""


def plan_faults(planned: Planned, care: CareTables) -> Found:
    """Every rule that a plan breaks.

    Parameters
    ----------
    planned : Planned
        The plan, and what it was made from.
    care : CareTables
        Tables it was made with.
    """
    for check in (_flags, _low_load, _closed, _ceilings, _counts, _numbers, _sources, _orders):
        yield from check(planned, care)


def _flags(planned: Planned, care: CareTables) -> Found:
    """No plan while a sign of danger stands, nor while a therapist is to be asked first."""
    opened = _conditions_released(planned)
    for question, rule in told_rules(planned, care):
        if rule.outcome in ("emergency", "urgent"):
            yield "flag_yields_no_plan", question
        if rule.outcome == "therapist" and not _is_opened(planned, question, rule, opened):
            yield "therapist_first", question
    for row in condition_rows(planned, care):
        if row.needs_release and row.condition not in opened:
            yield "therapist_first", row.id


def told_rules(planned: Planned, care: CareTables) -> Iterator[tuple[str, AnswerRule]]:
    """Questions of the latest screening with the rules that fit what was answered."""
    for answer in planned.request.screenings[-1].answers:
        for rule in care.question(answer.question).rules:
            if rule.fits(answer.chosen, answer.number):
                yield answer.question, rule


def _conditions_released(planned: Planned) -> set[str | None]:
    items = _released(planned.request.releases, planned.request.today)
    return {item.name for item in items if item.kind == "condition"}


def _is_opened(
    planned: Planned, question: str, rule: AnswerRule, opened: Collection[str | None]
) -> bool:
    """Whether a therapist released what an answer holds back; being under age nobody can."""
    if rule.code == "under_age":
        return False
    kinds = planned.request.screenings[-1].chosen("surgery_kind")
    is_surgery = question in _SURGERY and any(kind in opened for kind in kinds)
    return rule.code in opened or is_surgery


def _low_load(planned: Planned, care: CareTables) -> Found:
    """Nothing heavy, and no more than low effort, where only low load is allowed."""
    opened = _conditions_released(planned)
    is_low = any(
        rule.outcome == "low_load" and not _is_opened(planned, question, rule, opened)
        for question, rule in told_rules(planned, care)
    ) or any(
        row.is_low_load and (row.needs_release or row.condition not in opened)
        for row in condition_rows(planned, care)
    )
    most = care.plan_figure("low_load_effort_most").value
    for item in planned.programme.items:
        is_much = item.is_heavy or item.dose.effort_high > most
        if is_low and is_much and item.step != "override":
            yield "low_load_only", f"{item.exercise}, rung {item.level}"


def _closed(planned: Planned, care: CareTables) -> Found:
    """No exercise with a feature that an answer or a condition closes and nobody opened."""
    closed = closed_features(planned, care)
    released = _released(planned.request.releases, planned.request.today)
    named = {item.name for item in released if item.kind in ("exercise", "feature")}
    put_in = {item.name for item in released if item.kind == "include"}
    for item in planned.programme.items:
        exercise = care.exercise(item.exercise)
        if exercise.id in named:
            continue
        for feature in (*exercise.features, _STARTS.get(exercise.start, "")):
            status = closed.get(feature, "open")
            is_opened = feature in named or (status == "locked" and exercise.id in put_in)
            if status != "open" and not is_opened:
                yield "closed_never_appears", f"{exercise.id}: {feature} is {status}"
        is_shut = exercise.locked_by_default and not _is_unlocked(exercise, planned)
        if is_shut and exercise.id not in put_in:
            yield "closed_never_appears", f"{exercise.id}: locked by default"


def closed_features(planned: Planned, care: CareTables) -> dict[str, str]:
    """Features that answers and conditions close: locked, or avoided, which is graver."""
    closed: dict[str, str] = {}
    for _, rule in told_rules(planned, care):
        closed |= dict.fromkeys(rule.locks, "locked")
    rows = list(condition_rows(planned, care))
    closed |= dict.fromkeys((feature for row in rows for feature in row.locks), "locked")
    return closed | dict.fromkeys((feature for row in rows for feature in row.avoids), "avoided")


def condition_rows(planned: Planned, care: CareTables) -> Iterator[ConditionGate]:
    """Rows of the table of conditions that hold for a person on the day of a plan."""
    request = planned.request
    screening = request.screenings[-1]
    approach = next(iter(screening.chosen("surgery_approach")), None)
    known = None if approach == "unknown" else approach
    weeks = screening.number("surgery_weeks")
    week = None
    if weeks is not None:
        days = (request.today - screening.moment.date()).days
        week = int(weeks + days / 7.0)
    for name in screening.chosen("conditions"):
        yield from care.gates(name)
    for name in screening.chosen("surgery_kind"):
        yield from care.gates(name, known, week)
    if request.findings.has_version_angles:
        yield from care.gates("possible_version")


def _is_unlocked(exercise: Exercise, planned: Planned) -> bool:
    screening = planned.request.screenings[-1]
    return all(screening.chosen(question) == ("no",) for question in exercise.unlock)


def _released(releases: Iterable[Release], day: date) -> list[ReleaseItem]:
    """Everything that is released and holds on a day."""
    rows = list(releases)
    withdrawn = {id for row in rows for id in row.withdraws}
    return [
        item for row in rows if row.id not in withdrawn and row.holds_on(day) for item in row.items
    ]


def _ceilings(planned: Planned, care: CareTables) -> Found:
    """No target beyond a ceiling; nothing unmeasured that turns a side with a ceiling its way."""
    ceilings = ceilings_of(planned, care)
    for item in planned.programme.items:
        for target in item.targets:
            most = ceilings.get((target.side, target.direction))
            if most is not None and target.ceiling_deg > most + 1e-9:
                yield "ceiling_never_exceeded", f"{item.exercise}: {target.ceiling_deg} > {most}"
            if not target.target_deg <= target.warn_from_deg <= target.ceiling_deg:
                yield "ceiling_never_exceeded", f"{item.exercise}: target {target.target_deg}"
        for side, direction in ceilings:
            exercise = care.exercise(item.exercise)
            is_turning = direction in exercise.directions and item.sides in (side, "both")
            has_target = any((t.side, t.direction) == (side, direction) for t in item.targets)
            if is_turning and not has_target:
                yield "ceiling_needs_measuring", f"{item.exercise} on the {side}"
            if direction in exercise.ceiling_locks:
                yield "ceiling_needs_measuring", f"{item.exercise} with a ceiling"


def ceilings_of(planned: Planned, care: CareTables) -> dict[tuple[str, str], float]:
    """Furthest angle of each side and direction with a limit; a therapist's word counts last."""
    request = planned.request
    screening = request.screenings[-1]
    operated = screening.chosen("surgery_side")
    found: dict[tuple[str, str], float] = {}
    for row in condition_rows(planned, care):
        for ceiling in row.ceilings:
            for side in ("left", "right") if "both" in operated else operated:
                place = (side, ceiling.direction)
                found[place] = min(found.get(place, 90.0), ceiling.value_deg)
    for item in _released(request.releases, request.today):
        if item.kind == "ceiling" and item.value_deg is not None:
            for side in ("left", "right") if item.side is None else (item.side,):
                found[side, str(item.direction)] = item.value_deg
    return found


def _counts(planned: Planned, care: CareTables) -> Found:  # noqa: ARG001  one form for all
    """Two to four exercises on every day with exercise."""
    programme = planned.programme
    for offset in range(7):
        number = len(programme.on(planned.request.today + timedelta(days=offset)))
        if not (number == 0 or LEAST_A_DAY <= number <= MOST_A_DAY):
            yield "two_to_four_a_day", f"{number} on day {offset + 1}"


def _numbers(planned: Planned, care: CareTables) -> Found:
    """Every figure of a dose is that of its rung, but for longer holds with age and for orders."""
    items = _released(planned.request.releases, planned.request.today)
    ordered = {item.name for item in items if item.kind == "dose"}
    for item in planned.programme.items:
        rung = care.exercise(item.exercise).level(item.level)
        told, row = dose_figures(item), rung_figures(rung)
        is_older = any(reason.rule == "older_hold" for reason in item.reasons)
        if is_older:
            row["hold_s"] = max(row["hold_s"], care.plan_figure("older_hold_s").value)
        if item.exercise not in ordered and told != row:
            yield "figures_from_tables", f"{item.exercise}: {told} is not {row}"
        if item.is_heavy != rung.is_heavy or not 0 < len(item.days) <= rung.days_a_week:
            yield "figures_from_tables", f"{item.exercise}: heavy, or {len(item.days)} days"


def dose_figures(item: ProgrammeItem) -> dict[str, float]:
    """Figures of a dose by name."""
    dose = item.dose
    return {
        "sets": dose.sets,
        "repetitions": dose.repetitions,
        "hold_s": dose.hold_s,
        "out_s": dose.out_s,
        "back_s": dose.back_s,
        "rest_s": dose.rest_s,
        "effort_low": dose.effort_low,
        "effort_high": dose.effort_high,
    }


def rung_figures(rung: LevelRow) -> dict[str, float]:
    """Figures of a rung by name."""
    return {
        "sets": rung.sets,
        "repetitions": rung.repetitions,
        "hold_s": rung.hold_s,
        "out_s": rung.out_s,
        "back_s": rung.back_s,
        "rest_s": rung.rest_s,
        "effort_low": rung.effort_low,
        "effort_high": rung.effort_high,
    }


def _sources(planned: Planned, care: CareTables) -> Found:
    """Every reason, rung and rule of pain names a source, and no text names a disease as theirs."""
    programme = planned.programme
    for reason in reasons_in(programme):
        yield from _reason_faults(reason)
    for item in programme.items:
        rung = care.exercise(item.exercise).level(item.level)
        if rung.source_id not in _known_sources():
            yield "figures_from_tables", f"{item.exercise}: source {rung.source_id}"
        if not item.reasons:
            yield "every_choice_has_reasons", item.exercise
    limits = {figure.value for figure in care.pain}
    for limit in (programme.pain_rule.stop_from, programme.pain_rule.rise_from):
        if limit is not None and limit not in limits:
            yield "figures_from_tables", f"pain rule: {limit}"


def reasons_in(programme: Programme) -> Iterator[Reason]:
    """Every reason of a plan."""
    for item in programme.items:
        yield from item.reasons
    for left_out in programme.not_chosen:
        yield left_out.reason
    yield from programme.notices
    yield programme.pain_rule.reason


def _reason_faults(reason: Reason) -> Found:
    if reason.source_id not in _known_sources():
        yield "figures_from_tables", f"{reason.rule}: source {reason.source_id}"
    if names_a_disease(reason.message):
        yield "no_text_names_a_disease", reason.message


@lru_cache(maxsize=1)
def _known_sources() -> frozenset[str]:
    return frozenset(source.id for source in tables().sources)


@lru_cache(maxsize=1 << 14)
def names_a_disease(text: str) -> bool:
    """Whether a text says that the person has a disease, by a list of words."""
    return _DISEASE_WORDS.search(text) is not None


def _orders(planned: Planned, care: CareTables) -> Found:
    """What the therapist kept out stays out, and an ordered dose is the dose."""
    orders: dict[tuple[str, str | None], ReleaseItem] = {}
    for order in _released(planned.request.releases, planned.request.today):
        orders[order.kind, order.name] = order
    for item in planned.programme.items:
        if ("exclude", item.exercise) in orders:
            yield "therapist_order_is_kept", f"{item.exercise} was kept out"
        dose = orders.get(("dose", item.exercise))
        if dose is not None and not _is_kept(dose, item, care.exercise(item.exercise)):
            yield "therapist_order_is_kept", f"{item.exercise}: dose"


def _is_kept(order: ReleaseItem, item: ProgrammeItem, exercise: Exercise) -> bool:
    level = min(order.level or item.level, len(exercise.levels))
    return (
        item.level == level
        and item.dose.sets == (order.sets or item.dose.sets)
        and item.dose.repetitions == (order.repetitions or item.dose.repetitions)
        and item.dose.hold_s == (item.dose.hold_s if order.hold_s is None else order.hold_s)
    )
