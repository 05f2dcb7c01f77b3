"""The week as a sheet to print: when to stop, the days to tick, every exercise with its picture."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coxa.messages.catalog import DEFAULT_LANGUAGE
from coxa.records.programme import Programme
from coxa.tables.care import CareTables
from coxa_lab.report.care_words import CareWords
from coxa_lab.report.plan_facts import ItemFact, plan_facts
from coxa_lab.report.template import STYLE, rendered

PLAN_STYLE = "plan.css"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemBlock:
    """One exercise as the sheet shows it; `picture` is a data: address, empty without a picture."""

    fact: ItemFact
    picture: str
    picture_alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLine:
    """Whom to call."""

    name: str
    phone: str


def render_plan(
    programme: Programme,
    care: CareTables,
    *,
    pictures: Mapping[str, str] | None = None,
    contact: ContactLine | None = None,
    resting: Sequence[tuple[str, str]] = (),
    language: str = DEFAULT_LANGUAGE,
) -> str:
    """Sheet of a week as one self-contained page.

    Parameters
    ----------
    programme : Programme
        The record.
    care : CareTables
        The tables.
    pictures : Mapping or None
        Still pictures as SVG by exercise.
    contact : ContactLine or None
        Whom to call; without one the sheet has lines to write it on.
    resting : sequence of (str, str)
        What may not be done on the day the sheet is printed, and why.
    language : str
        Language of the sentences.

    Returns
    -------
    page : str
        HTML without scripts and without a reference to anything outside.
    """
    facts = plan_facts(programme, care, language)
    words = CareWords(language)
    drawn = pictures or {}
    blocks = tuple(
        ItemBlock(
            fact=item,
            picture=data_uri(drawn[item.exercise]) if item.exercise in drawn else "",
            picture_alt=words("care.plan.picture", name=item.name, side=item.sides),
        )
        for item in facts.items
    )
    return rendered(
        "plan.html",
        language,
        (STYLE, PLAN_STYLE),
        facts=facts,
        blocks=blocks,
        contact=contact,
        resting=resting,
    )


def data_uri(svg: str) -> str:
    """A picture as an address that holds the picture itself."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode("ascii")
