"""Whether a session that was logged fits its plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from coxa.errors import RefusedError
from coxa.messages.catalog import DEFAULT_LANGUAGE, sentence
from coxa.messages.comparing import day_text
from coxa.records.programme import Programme
from coxa.records.session import ExerciseDone, Session
from coxa.tables.care import CareTables, care_tables


def programme_of(
    session: Session,
    programmes: Sequence[Programme],
    now: datetime,
    care: CareTables | None = None,
    language: str = DEFAULT_LANGUAGE,
) -> Programme:
    """Plan that a session belongs to, after checking that it fits.

    What was planned for another day of the week may be logged: it is a fact, and nothing is lost.

    Parameters
    ----------
    session : Session
        What was logged.
    programmes : (n,)
        Plans of the person.
    now : datetime
        The present moment, with its UTC offset.
    care : CareTables, optional
        Tables of care.
    language : str
        Language of the names in an error.

    Raises
    ------
    RefusedError
        ``session_from_future``, ``session_other_programme``, ``session_unknown_exercise``,
        ``session_not_in_plan``, ``session_side`` or ``session_level``.
    """
    if session.moment > now:
        raise RefusedError("session_from_future", day=day_text(session.recorded_at))
    found = [plan for plan in programmes if plan.id == session.programme_id]
    if not found:
        raise RefusedError("session_other_programme")
    for done in session.exercises:
        _check(done, found[0], care or care_tables(), language)
    return found[0]


def _check(done: ExerciseDone, programme: Programme, care: CareTables, language: str) -> None:
    if not care.has_exercise(done.exercise):
        raise RefusedError("session_unknown_exercise", exercise=done.exercise)
    name = sentence(f"exercise.{done.exercise}.name", language)
    item = programme.item(done.exercise)
    if item is None:
        raise RefusedError("session_not_in_plan", exercise=name)
    if item.sides not in ("both", done.side):
        raise RefusedError("session_side", exercise=name, side=sentence(f"side.{done.side}"))
    if done.level != item.level:
        raise RefusedError("session_level", exercise=name, level=done.level, planned=item.level)
