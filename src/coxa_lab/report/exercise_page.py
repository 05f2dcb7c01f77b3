"""One exercise as a page: its pictures, how it is done, when not, what is known of it."""

from __future__ import annotations

from collections.abc import Sequence

from coxa.messages.catalog import DEFAULT_LANGUAGE
from coxa.records.assessment import Side
from coxa.tables.care import CareTables
from coxa.tables.exercises import Exercise
from coxa_lab.report.care_words import CareWords
from coxa_lab.report.exercise_facts import exercise_facts
from coxa_lab.report.plan_page import PLAN_STYLE, data_uri
from coxa_lab.report.template import STYLE, rendered


def render_exercise(
    exercise: Exercise,
    care: CareTables,
    *,
    side: Side = "left",
    picture: str | None = None,
    state: Sequence[str] = (),
    language: str = DEFAULT_LANGUAGE,
) -> str:
    """Card of an exercise as one self-contained page.

    Parameters
    ----------
    exercise : Exercise
        Its row.
    care : CareTables
        The tables.
    side : str
        Which leg the picture shows.
    picture : str or None
        The moving picture as SVG; by itself it stands still in print and for whom wants no motion.
    state : (n,)
        Whether it is open for a person, and why not; nothing without a person.
    language : str
        Language of the sentences.
    """
    words = CareWords(language)
    return rendered(
        "exercise.html",
        language,
        (STYLE, PLAN_STYLE),
        facts=exercise_facts(exercise, care, language),
        picture=data_uri(picture) if picture else "",
        alt=words(
            "care.plan.picture", name=words.exercise(exercise.id), side=words(f"care.sides.{side}")
        ),
        shown=words("care.exercise.page_side", side=words(f"side.{side}")),
        state=tuple(state),
    )
