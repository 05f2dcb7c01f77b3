"""Pain rules: must this exercise stop now, does the session end, is today a day of rest.

Stop words always stop. Otherwise the rule in force decides; whatever it is, more pain never takes a
stop back.
"""

from __future__ import annotations

from typing import Final

from coxa.errors import RefusedError
from coxa.records.programme import PainRule
from coxa.records.session import ExerciseDone, PainKind, Session, Stop, StopReason, StopWord
from coxa.tables.care import CareTables, care_tables

_MOST_PAIN: Final = 10
_PAINFUL: Final[tuple[StopReason, ...]] = ("pain", "stop_word")
_ROSE: Final[tuple[PainKind, ...]] = ("brought_on", "worse")


def judge(
    rule: PainRule,
    *,
    before: int | None,
    during: int | None,
    kind: PainKind | None,
    word: StopWord | None,
) -> StopReason | None:
    """Whether an exercise must stop now, and for what.

    What is not known counts for the worse: pain that nobody compared was not there before.

    Parameters
    ----------
    rule : PainRule
        The rule in force.
    before, during : int or None
        Pain before the exercise and the most while doing it, 0 to 10.
    kind : str or None
        How the person says it stands to the pain before.
    word : str or None
        Stop word, if one was said.

    Raises
    ------
    RefusedError
        ``pain_score``: pain is no whole number from 0 to 10.
    """
    for score in (before, during):
        _check_score(score)
    if word is not None:
        return "stop_word"
    return "pain" if _is_too_much(rule, before, during, kind) else None


def ends_session(during: int, care: CareTables | None = None) -> bool:
    """Whether pain is so much that the whole session ends.

    Raises
    ------
    RefusedError
        ``pain_score``
    """
    _check_score(during)
    return during >= (care or care_tables()).pain_figure("session_stop_from").value


def rests_today(before: int, care: CareTables | None = None) -> bool:
    """Whether pain before exercise is so much that the day is one of rest.

    Raises
    ------
    RefusedError
        ``pain_score``
    """
    _check_score(before)
    return before >= (care or care_tables()).pain_figure("pain_before_rest_from").value


def stop_of(done: ExerciseDone, session: Session, rule: PainRule) -> Stop | None:
    """Stop of an exercise: the one that was noted, or the one the rule demands."""
    if done.stop is not None:
        return done.stop
    before = session.pain_before if done.pain_before is None else done.pain_before
    reason = judge(rule, before=before, during=done.pain_during, kind=done.pain_kind, word=None)
    if reason is None:
        return None
    return Stop(reason=reason, pain=before if done.pain_during is None else done.pain_during)


def is_painful(stop: Stop | None) -> bool:
    """Whether it was stopped for pain or a stop word."""
    return stop is not None and stop.reason in _PAINFUL


def _is_too_much(
    rule: PainRule, before: int | None, during: int | None, kind: PainKind | None
) -> bool:
    has_risen = kind in _ROSE
    if during is None or (rule.rise_from is None and has_risen):
        return has_risen
    if rule.stop_from is not None and during >= rule.stop_from:
        return True
    start = before
    if start is None:
        start = during if kind == "same_as_before" else 0
    return during - start >= (1 if rule.rise_from is None else rule.rise_from)


def _check_score(score: int | None) -> None:
    if score is not None and (type(score) is not int or not 0 <= score <= _MOST_PAIN):
        raise RefusedError("pain_score", value=str(score))
