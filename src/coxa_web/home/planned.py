"""The plan on a page: what the sheet says, with pictures that move, and what changed in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from coxa.messages.facts import capitalised
from coxa.programme.change import ItemChange, changes_between
from coxa.records.programme import Programme
from coxa.tables.care import CareTables
from coxa_lab.care.planning import latest_of
from coxa_lab.keeping import History
from coxa_lab.report.plan_facts import ItemFact, PlanFacts, plan_facts
from coxa_web.home.pictures import Addresses, addresses
from coxa_web.home.tasks import plan_now
from coxa_web.home.words import HomeWords


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemBlock:
    """One exercise of the week with its pictures."""

    fact: ItemFact
    picture: Addresses | None
    picture_alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFact:
    """What happened to one exercise since the plan before."""

    name: str
    step: str
    amount: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFacts:
    """Everything the page says.

    Attributes
    ----------
    is_over, is_ahead :
        Whether its week is past, or has not begun.
    today :
        Number of today's column in the week, from 0; None outside it.
    """

    plan: PlanFacts
    blocks: tuple[ItemBlock, ...]
    changes: tuple[ChangeFact, ...]
    is_over: bool
    is_ahead: bool
    today: int | None


def shown_plan(history: History, day: date) -> Programme | None:
    """The plan in force; without one the latest, over or ahead."""
    return plan_now(history, day) or latest_of(history.programmes)


def planned_facts(
    programme: Programme, history: History, day: date, words: HomeWords, care: CareTables
) -> PlannedFacts:
    """All facts of a plan.

    Parameters
    ----------
    programme, history :
        The plan, and the records with the one before it.
    day :
        Today.
    words :
        The language.
    care :
        The tables.
    """
    facts = plan_facts(programme, care)
    sides = {item.exercise: item.first_side for item in programme.items}
    before = next((p for p in history.programmes if p.id == programme.previous_id), None)
    changes = changes_between(before, programme) if before is not None else ()
    today = [number for number, shown in enumerate(facts.days) if shown.day == day]
    return PlannedFacts(
        plan=facts,
        blocks=tuple(
            ItemBlock(
                fact=item,
                picture=addresses(item.exercise, sides[item.exercise]),
                picture_alt=words("care.plan.picture", name=item.name, side=item.sides),
            )
            for item in facts.items
        ),
        changes=tuple(_changes(changes, words)),
        is_over=day > facts.days[-1].day,
        is_ahead=day < facts.days[0].day,
        today=today[0] if today else None,
    )


def _changes(changes: tuple[ItemChange, ...], words: HomeWords) -> Iterator[ChangeFact]:
    """What is new, other or gone; what stays as it was is left out."""
    for change in changes:
        before, after = change.before, change.after
        if before is not None and after is not None and before.dose == after.dose:
            continue
        old = words.amount(before.dose) if before else ""
        new = words.amount(after.dose) if after else ""
        step = words.code("step", change.step) if after else words("care.next.gone")
        is_other = bool(old and new) and old != new
        told = [reason for reason in change.reasons if reason.rule.startswith(change.step)]
        yield ChangeFact(
            name=words.exercise(change.exercise),
            step=capitalised(step),
            amount=words("home.plan.from_to", before=old, after=new) if is_other else new,
            reasons=tuple(reason.message for reason in (told or change.reasons[:1])),
        )
