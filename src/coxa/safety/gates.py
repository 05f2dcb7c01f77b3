"""What somebody may do on a day: open, locked and avoided exercises, ceilings, and the pain rule.

Everything follows from the latest screening, the releases in force and the day. Gates close
features of exercises, not names, so a new exercise is gated by what it asks of a hip. A release
opens what is locked, and what is avoided only if it names the exercise or the feature; nothing
opens anything for somebody who needs care now, or is under age.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from coxa.errors import RefusedError
from coxa.messages.catalog import DEFAULT_LANGUAGE
from coxa.records.programme import PainRule, Reason
from coxa.records.release import Release
from coxa.records.screening import Screening, Urgency, Verdict
from coxa.safety.closings import (
    Closer,
    Closing,
    Gate,
    GateStatus,
    closings_by_feature,
    gate_from,
    reason_of,
)
from coxa.safety.conditions import weeks_since_surgery
from coxa.safety.facts import (
    UNDER_AGE,
    Case,
    Facts,
    Same,
    facts_of,
    held_back,
    help_of,
    is_low_load,
    signs_of,
    urgency_of,
)
from coxa.safety.limits import (
    Ceiling,
    aims_of,
    ceilings_of,
    education_of,
    notices_of,
    uses_of,
)
from coxa.safety.pain_rules import is_first_week, pain_rule_of
from coxa.safety.releases import Given, in_force
from coxa.tables.care import CareTables, care_tables
from coxa.tables.exercises import Aim

__all__ = ["Access", "Ceiling", "Gate", "GateStatus", "access_of", "require_plan"]

TEST: Final = "guided_test"
_TEST_FEATURE: Final = "seated_rotation"
_CACHE_SIZE: Final = 512


@dataclass(frozen=True, slots=True)
class Access:
    """What somebody may do on a day.

    `gates` are by exercise. `uses` are exercises and `aims` what is trained with the conditions
    that were named, most wanted first. `holds` are the reasons of a verdict that leaves no plan,
    `help` says whom to turn to then. `test` is the gate of the guided test.
    """

    verdict: Verdict
    is_low_load: bool
    gates: Mapping[str, Gate]
    ceilings: tuple[Ceiling, ...]
    uses: tuple[tuple[str, Reason], ...]
    aims: tuple[tuple[Aim, Reason], ...]
    education: tuple[str, ...]
    pain_rule: PainRule
    test: Gate
    conditions: tuple[str, ...]
    notices: tuple[Reason, ...]
    urgency: Urgency | None = None
    holds: tuple[Reason, ...] = ()
    help: str = ""


def access_of(
    screening: Screening,
    releases: Sequence[Release],
    day: date,
    has_version_pattern: bool = False,
    care: CareTables | None = None,
    language: str = DEFAULT_LANGUAGE,
) -> Access:
    """What somebody may do on a local date.

    The rules are applied as they stand now; what the screening found when it was made holds too.

    Parameters
    ----------
    screening : Screening
        The latest one.
    releases : (n,)
        All releases of the person; those not in force on the day count for nothing.
    day : date
        Local date.
    has_version_pattern : bool
        Whether one direction is far ahead of the other on both sides.
    care : CareTables, optional
        Tables of care; those of this package, or as a clinic tightened them.
    language : str
        Language of the reasons.
    """
    care = care or care_tables()
    return _access(
        Case(
            screening=Same(screening),
            releases=in_force(releases, day) if releases else (),
            week=weeks_since_surgery(screening, day),
            is_first_week=is_first_week(screening, day, care),
            has_version_pattern=has_version_pattern,
            care=Same(care),
            language=language,
        )
    )


def require_plan(access: Access) -> None:
    """Refuse where no plan may be made.

    Raises
    ------
    RefusedError
        ``plan_emergency``, ``plan_urgent``, ``plan_under_age`` or ``plan_needs_therapist``.
    """
    told = " ".join(dict.fromkeys(reason.message for reason in access.holds))
    if access.urgency == "emergency":
        raise RefusedError("plan_emergency", reason=told, help=access.help)
    if access.urgency == "urgent":
        raise RefusedError("plan_urgent", reason=told, help=access.help)
    if any(reason.rule == UNDER_AGE for reason in access.holds):
        raise RefusedError("plan_under_age", reason=told)
    if access.holds:
        raise RefusedError("plan_needs_therapist", reason=told)


@lru_cache(maxsize=_CACHE_SIZE)
def _access(case: Case) -> Access:
    facts = facts_of(case)
    care, language = facts.care, case.language
    urgency = urgency_of(facts)
    holds = held_back(facts) if urgency is None else signs_of(facts, urgency)
    is_gentle = is_low_load(facts)
    ceilings = ceilings_of(facts)
    closer = Closer(
        blocks=tuple(Closing("avoided" if urgency else "locked", reason) for reason in holds),
        by_feature=closings_by_feature(facts.told, facts.conditions, language),
        orders=facts.orders,
        limited=frozenset(ceiling.direction for ceiling in ceilings),
        screening=facts.screening,
        language=language,
    )
    monitoring = facts.orders.get("pain_monitoring")
    is_operated = any(row.is_after_surgery for c in facts.conditions for row in c.rows)
    return Access(
        verdict=_verdict(urgency, holds, is_gentle),
        is_low_load=is_gentle,
        gates=MappingProxyType({row.id: closer.gate(row) for row in care.exercises}),
        ceilings=ceilings,
        uses=uses_of(facts),
        aims=aims_of(facts),
        education=education_of(facts),
        pain_rule=pain_rule_of(monitoring, is_operated, case.is_first_week, care, language),
        test=gate_from(TEST, _test_closings(facts, closer), language),
        conditions=tuple(dict.fromkeys(c.condition for c in facts.conditions)),
        notices=notices_of(facts),
        urgency=urgency,
        holds=holds,
        help="" if urgency is None else help_of(facts, urgency),
    )


def _verdict(urgency: Urgency | None, holds: tuple[Reason, ...], is_gentle: bool) -> Verdict:
    if urgency is not None:
        return "seek_care_now"
    if holds:
        return "ask_therapist"
    return "low_load" if is_gentle else "go"


def _test_closings(facts: Facts, closer: Closer) -> Iterator[tuple[Closing, Given | None]]:
    """What closes the guided test: a hold, any rule of a lock question, a gate of sitting turns.

    Its own release opens it, unless care is to be sought or the person is under age.
    """
    release = facts.orders.get(TEST)
    for block in closer.blocks:
        is_fixed = block.status == "avoided" or block.reason.rule == UNDER_AGE
        yield block, None if is_fixed else release
    locks = {question.id for question in facts.care.questions if question.is_lock}
    for told in facts.told:
        if told.question in locks and told.code != UNDER_AGE:
            yield Closing("locked", reason_of(told)), release
    for closing in closer.by_feature.get(_TEST_FEATURE, ()):
        yield closing, release or facts.orders.get("feature", _TEST_FEATURE)
