"""`coxa session`: what was done today and how it felt; a stop halts it and is told at once."""

from __future__ import annotations

import json
import sys
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, TypedDict, Unpack

import click

from coxa.errors import RefusedError
from coxa.messages.catalog import sentence
from coxa.messages.comparing import day_text
from coxa.records.session import Session
from coxa.safety.stops import rests_today
from coxa.tables.care import CareTables
from coxa.tables.load import TABLES_VERSION
from coxa.version import __version__
from coxa_lab.care.files import clinic_tables, session_members, session_of
from coxa_lab.care.planning import begun
from coxa_lab.care.sessions import Logged, Today, log_morning, log_session, today_of
from coxa_lab.commands import asking
from coxa_lab.commands.care_console import (
    CLINIC,
    JSON,
    LETTER,
    OVERWRITE,
    QUIET,
    STORE,
    LetterOutput,
    RecordOutputs,
    console,
    contact_text,
    now_here,
    opened_history,
    tell_kept,
)
from coxa_lab.commands.console import check_paths, faults_told
from coxa_lab.commands.session_asking import ask_session, say_today
from coxa_lab.keeping import History, check_in, moment_of, pain_of
from coxa_lab.report.care_terminal import print_morning, print_session, print_stops
from coxa_lab.store import Store

_NAMESPACE: Final = uuid.UUID("6f0b2b39-6b57-4c7e-9f4a-2d1f5a3e8c11")
"""Under which a file with a time of its own gets the same id however often it is logged."""


class _Options(TypedDict):
    """Options of `coxa session`, as click hands them over."""

    folder: Path
    file_path: Path | None
    when: str | None
    morning: bool
    pain: str | None
    night_pain: bool | None
    clinic_path: Path | None
    letter_path: Path | None
    json_path: Path | None
    overwrite: bool
    quiet: bool


@click.command("session", short_help="Log what was done, and what hurt.")
@STORE
@click.option(
    "--file",
    "file_path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The session from a file (JSON, TOML) instead of questions.",
)
@click.option("--when", metavar="TIME", help="When it was, as 2026-11-23T18:30; now if not given.")
@click.option("--morning", is_flag=True, help="The morning after: pain now, and in the night.")
@click.option("--pain", metavar="N", help="With --morning: pain from 0 to 10.")
@click.option(
    "--night-pain/--no-night-pain",
    default=None,
    help="With --morning: whether pain woke you this night, and did not before.",
)
@CLINIC
@LETTER
@JSON
@OVERWRITE
@QUIET
def session_command(**options: Unpack[_Options]) -> None:
    """Log the exercises of today, how they felt, and where one had to stop.

    In the terminal one question comes at a time. A stop ends the session at once: it says what to
    do now and when to go on, and notes what the therapist must know.
    """
    outputs = RecordOutputs(
        about="session",
        json_path=options["json_path"],
        page_path=None,
        overwrite=options["overwrite"],
        is_quiet=options["quiet"],
    )
    if not options["morning"] and (options["pain"] or options["night_pain"] is not None):
        raise click.UsageError("--pain and --night-pain go with --morning.")
    with faults_told(outputs.put_refusal):
        now = now_here()
        moment = _moment(options["when"], now)
        check_paths([options["json_path"], options["letter_path"]], options["overwrite"])
        care = clinic_tables(options["clinic_path"])
        store, history = opened_history(options["folder"])
        if options["morning"]:
            _log_morning(options, outputs, (store, history), moment, care)
            return
        if options["file_path"] is not None:
            members = session_members(options["file_path"])
            session: Session | None = session_from(members, history, moment)
        else:
            today = today_of(history, moment, care)
            session = _asked(today, options["folder"], store.subject, moment, care)
        if session is not None:
            logged = log_session(store, history, session, now, care)
            _put(options, outputs, logged, history, care)


def session_from(members: Mapping[str, Any], history: History, moment: datetime) -> Session:
    """Session of a file, with the plan it belongs to and an id of its own.

    Raises
    ------
    RefusedError
        ``session_no_plan``, or ``care_unreadable`` with the place that is wrong.
    """
    told = members.get("recorded_at")
    stamp = told if told is not None else moment.isoformat()
    programme = begun(history, _day_of(stamp, moment))
    if programme is None and "programme_id" not in members:
        raise RefusedError("session_no_plan", day=day_text(_day_of(stamp, moment).isoformat()))
    written = json.dumps(members, sort_keys=True, default=str)
    own_id = uuid.uuid5(_NAMESPACE, history.subject + written) if told else uuid.uuid4()
    missing = {
        "id": str(own_id),
        "subject": history.subject,
        "recorded_at": stamp,
        "coxa_version": __version__,
        "tables_version": TABLES_VERSION,
    }
    if programme is not None:
        missing["programme_id"] = programme.id
    wanted = members.get("programme_id", missing.get("programme_id"))
    levels = {
        item.exercise: item.level
        for plan in history.programmes
        if plan.id == wanted
        for item in plan.items
    }
    return session_of(members, missing, levels)


def _day_of(stamp: object, moment: datetime) -> date:
    """Day of a time stamp; that of the moment if it is none, for the record to complain about."""
    try:
        return datetime.fromisoformat(str(stamp)).date()
    except ValueError:
        return moment.date()


def _moment(text: str | None, now: datetime) -> datetime:
    if text is None:
        return now
    try:
        return datetime.fromisoformat(moment_of(text, now))
    except ValueError as error:
        raise click.BadParameter("not a time like 2026-11-23T18:30", param_hint="--when") from error


# ------------------------------------------------------------------------------------------- asking


def _asked(
    today: Today, folder: Path, subject: str, moment: datetime, care: CareTables
) -> Session | None:
    """Session by questions; None on a day without exercise, or with too much pain to begin."""
    if not say_today(today):
        return None
    before = asking.ask_score(sentence("care.session.pain_before"))
    if rests_today(before, care):
        check_in(folder, moment.isoformat(), before, ())
        asking.say(sentence("care.session.much_pain", pain=before), is_strong=True)
        asking.say(sentence("safety"))
        return None
    done, after = ask_session(today, before, care)
    if not done:
        raise RefusedError("session_nothing")
    return Session(
        id=str(uuid.uuid4()),
        subject=subject,
        recorded_at=moment.isoformat(),
        coxa_version=__version__,
        tables_version=TABLES_VERSION,
        programme_id=today.programme.id,
        pain_before=before,
        exercises=done,
        pain_after=after,
    )


# ------------------------------------------------------------------------------------------ telling


def _put(
    options: _Options, outputs: RecordOutputs, logged: Logged, history: History, care: CareTables
) -> None:
    """Write and print a session; a stop first of all."""
    session, folder = logged.session, options["folder"]
    outputs.put(session)
    if outputs.shows:
        place = console()
        if any(done.stop for done in session.exercises):
            contact = contact_text(folder)
            print_stops(place, session, logged.alerts, logged.paused, contact=contact)
            place.print()
        print_session(place, session, len(logged.programme.on(session.moment.date())))
    tell_kept("care.session.kept" if logged.is_new else "care.session.known", logged.path)
    letter = _letter(options)
    if letter.path is None and logged.alerts and outputs.shows and _is_asked(options):
        letter = replace(letter, path=_letter_wanted())
    letter.put(logged.alerts, history, care)


def _letter(options: _Options) -> LetterOutput:
    return LetterOutput(
        path=options["letter_path"], folder=options["folder"], overwrite=options["overwrite"]
    )


def _is_asked(options: _Options) -> bool:
    """Whether somebody sits before the screen and answers."""
    return options["file_path"] is None and sys.stdin.isatty()


def _letter_wanted() -> Path | None:
    name = asking.ask(sentence("care.session.letter_ask"), str)
    return Path(name) if name else None


# ---------------------------------------------------------------------------------------- morning


def _log_morning(
    options: _Options,
    outputs: RecordOutputs,
    kept: tuple[Store, History],
    moment: datetime,
    care: CareTables,
) -> None:
    """The morning after: from options, or asked."""
    store, history = kept
    if options["pain"] is not None:
        pain = pain_of(options["pain"])
    else:
        pain = asking.ask_score(sentence("care.session.morning_pain"))
    is_night_pain = options["night_pain"]
    if is_night_pain is None:
        question = sentence("care.session.morning_night")
        is_night_pain = asking.ask(question, asking.one_of(("yes", "no"))) == "yes"
    morning = log_morning(store, history, (pain, is_night_pain), moment, care)
    outputs.put(morning.checkin)
    if outputs.shows:
        contact = contact_text(options["folder"])
        answered = (morning.checkin, morning.session, morning.alert)
        print_morning(console(), answered, morning.paused, contact=contact)
    _letter(options).put((morning.alert,) if morning.alert else (), history, care)
