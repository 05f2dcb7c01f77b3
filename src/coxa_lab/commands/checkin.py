"""`coxa checkin`: pain now, and how well the person's own activities go."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import click

from coxa.errors import RefusedError
from coxa.messages.catalog import refusal_of, sentence
from coxa.records.checkin import MOST_ACTIVITIES, Activity
from coxa_lab.commands.console import FOLDER, faults_told, tell
from coxa_lab.keeping import (
    activity_name,
    activity_names,
    activity_of,
    check_in,
    history_of,
    moment_of,
    opened,
    pain_of,
)

T = TypeVar("T")
Ask = Callable[[str], str]
"""Asks a question; an empty answer is none."""


@click.command("checkin", short_help="Keep pain and your own activities.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--pain", metavar="N", help="Pain in the hip now: 0 none, 10 the worst there is.")
@click.option(
    "--activity",
    "activities",
    multiple=True,
    metavar="NAME=N",
    help='How well it goes, as "putting on socks=6": 0 cannot do it, 10 as well as before. '
    "Up to three.",
)
@click.option("--subject", help="Opaque name of the person; needed for a new folder.")
@click.option(
    "--when", metavar="TIME", help="Day or moment, as 2026-11-22T18:30; now if not given."
)
def checkin_command(
    folder: Path,
    pain: str | None,
    activities: tuple[str, ...],
    subject: str | None,
    when: str | None,
) -> None:
    """Keep in DIR, a person's folder, how strong the pain is and how well three activities go.

    Choose the activities that matter most to you, and keep their names. Without options, everything
    is asked for. `coxa trend DIR` shows the answers beside the range.
    """
    with faults_told():
        moment = _moment(when)
        said = None if pain is None else pain_of(pain)
        named = [_activity(text) for text in activities]
        if pain is None and not activities and _is_terminal():
            history = history_of(opened(folder, subject))
            said, named = ask_check_in(activity_names(history), _prompt, tell_refused)
        answers = [(activity.name, activity.score) for activity in named]
        kept = check_in(folder, moment, said, answers, subject)
        told = ", ".join(_answers(kept.checkin.pain, kept.checkin.activities))
        click.echo(sentence("checkin.kept", answers=told))
        if kept.pain_before is not None and kept.checkin.pain is not None:
            click.echo(sentence("checkin.tell", before=kept.pain_before, now=kept.checkin.pain))
        click.echo(sentence("safety"))


def ask_check_in(
    names: Sequence[str], ask: Ask, refused: Callable[[RefusedError], None]
) -> tuple[int | None, list[Activity]]:
    """Pain and activities asked for one by one; what cannot be is told and asked again.

    Parameters
    ----------
    names : (n,)
        Activities of the last check-in: asked first.
    ask, refused : callable
        How to ask a question, and how to say why an answer is not taken.
    """
    pain = _asked(sentence("ask.pain_now"), pain_of, ask, refused)
    found: list[Activity] = []
    for name in names:
        found += _asked_activity(name, ask, refused)
    for _ in range(MOST_ACTIVITIES - len(names)):
        named = _asked(sentence("ask.activity_name"), activity_name, ask, refused)
        if named is None:
            break
        found += _asked_activity(named, ask, refused)
    return pain, found


def tell_refused(error: RefusedError) -> None:
    """Say on standard error why an answer is not taken."""
    tell(refusal_of(error))


def _asked_activity(name: str, ask: Ask, refused: Callable[[RefusedError], None]) -> list[Activity]:
    question = sentence("ask.activity_score", name=name)
    found = _asked(question, lambda text: activity_of(name, text), ask, refused)
    return [] if found is None else [found]


def _asked(
    question: str,
    parse: Callable[[str], T],
    ask: Ask,
    refused: Callable[[RefusedError], None],
) -> T | None:
    """One answer, asked for until it can be taken; None if there is none."""
    while text := ask(question).strip():
        try:
            return parse(text)
        except RefusedError as error:
            refused(error)
    return None


def _activity(text: str) -> Activity:
    name, _, score = text.rpartition("=")
    return activity_of(name, score)


def _moment(text: str | None) -> str:
    try:
        return moment_of(text, datetime.now(UTC).astimezone())
    except ValueError as error:
        raise click.BadParameter("not a time like 2026-11-22T18:30", param_hint="--when") from error


def _answers(pain: int | None, activities: Sequence[Activity]) -> Iterator[str]:
    if pain is not None:
        yield sentence("checkin.pain", pain=pain)
    for activity in activities:
        yield sentence("checkin.activity", name=activity.name, score=activity.score)


def _prompt(question: str) -> str:
    return str(click.prompt(question, default="", show_default=False))


def _is_terminal() -> bool:
    return sys.stdin.isatty()
