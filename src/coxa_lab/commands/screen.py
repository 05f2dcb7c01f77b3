"""`coxa screen`: the safety questions before any exercise, and what follows from the answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypedDict, Unpack, get_args

import click

from coxa.errors import RefusedError
from coxa.messages.catalog import has_sentence, refusal_of, sentence
from coxa.records.screening import Answer, Occasion, Screening
from coxa.safety.screening import questions_for
from coxa.tables.care import CareTables, Question
from coxa_lab.care.files import answers_from_file, clinic_tables
from coxa_lab.care.screening import (
    Screened,
    ScreenRequest,
    latest_screening,
    occasion_for,
    screen_person,
)
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
    tell_kept,
)
from coxa_lab.commands.console import check_paths, faults_told, tell, tell_left_out
from coxa_lab.keeping import History, history_of, opened
from coxa_lab.report.care_terminal import print_screening
from coxa_lab.report.care_words import CareWords
from coxa_lab.store import Store

_YES_NO = ("yes", "no", "unsure")


class _Options(TypedDict):
    """Options of `coxa screen`, as click hands them over."""

    folder: Path
    subject: str | None
    answers_path: Path | None
    occasion: Occasion | None
    region: str | None
    clinic_path: Path | None
    letter_path: Path | None
    json_path: Path | None
    overwrite: bool
    quiet: bool


@click.command("screen", short_help="Safety questions before any exercise.")
@STORE
@click.option("--subject", help="Opaque name of the person; a new folder needs it.")
@click.option(
    "--answers",
    "answers_path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Answers from a file (JSON, TOML) instead of questions.",
)
@click.option(
    "--occasion",
    type=click.Choice(get_args(Occasion)),
    help="Why now; if not said: the first time, after a stop, or weekly, by what the folder holds.",
)
@click.option("--region", help="Whose telephone numbers to name, as germany.")
@CLINIC
@LETTER
@JSON
@OVERWRITE
@QUIET
def screen_command(**options: Unpack[_Options]) -> None:
    """Ask what must be known before any exercise, and say what may be done.

    Everything is kept in DIR. In the terminal one question comes at a time, and only those that
    apply. The questions come back every week and after every stop, then fewer.
    """
    outputs = RecordOutputs(
        about="screen",
        json_path=options["json_path"],
        page_path=None,
        overwrite=options["overwrite"],
        is_quiet=options["quiet"],
    )
    with faults_told(outputs.put_refusal):
        check_paths([options["json_path"], options["letter_path"]], options["overwrite"])
        care = clinic_tables(options["clinic_path"])
        store = opened(options["folder"], options["subject"])
        history = history_of(store)
        tell_left_out(history.notices)
        if options["region"] is not None:
            check_region(options["region"], care)
        occasion = occasion_for(history, options["occasion"])
        request = ScreenRequest(
            answers=answers_from_file(options["answers_path"], care)
            if options["answers_path"] is not None
            else (),
            recorded_at=now_here().isoformat(),
            occasion=occasion,
            region=options["region"],
        )
        if options["answers_path"] is not None:
            screened = screen_person(store, history, request, care)
        else:
            screened = _screened_by_questions(store, history, request, care)
        outputs.put(screened.screening)
        if outputs.shows:
            _print(screened, history, options["folder"], care)
        tell_kept("care.screen.kept", screened.path)
        letter = LetterOutput(
            path=options["letter_path"],
            folder=options["folder"],
            overwrite=options["overwrite"],
        )
        letter.put((screened.alert,) if screened.alert else (), history, care)


def check_region(name: str, care: CareTables) -> None:
    """RefusedError ``screening_region`` if the tables have no such region."""
    known = [row.id for row in care.regions]
    if name not in known:
        raise RefusedError("screening_region", name=name, choices=", ".join(known))


# ------------------------------------------------------------------------------------------- asking


def _screened_by_questions(
    store: Store, history: History, request: ScreenRequest, care: CareTables
) -> Screened:
    """Ask, judge and keep; answers that do not fit together are asked again."""
    occasion, earlier = occasion_for(history, request.occasion), latest_screening(history)
    intro = f"care.screen.intro_{occasion}"
    asking.say(sentence("care.screen.title"), is_strong=True)
    asking.say(sentence(intro if has_sentence(intro) else "care.screen.intro"))
    answers: Sequence[Answer] = ()
    while True:
        answers = ask_all(occasion, care, earlier, answers)
        try:
            return screen_person(store, history, replace(request, answers=answers), care)
        except RefusedError as error:
            if error.code != "screening_contradiction":
                raise
            tell_refused(error)
            answers = without_contradiction(answers, error, care)


def tell_refused(error: RefusedError) -> None:
    """Say why answers are not taken."""
    tell(refusal_of(error))


def ask_all(
    occasion: Occasion, care: CareTables, earlier: Screening | None, known: Sequence[Answer] = ()
) -> list[Answer]:
    """All questions that apply, one at a time; an emergency ends them at once.

    Parameters
    ----------
    occasion : Occasion
        Why they are asked.
    care : CareTables
        The tables.
    earlier : Screening or None
        The latest one.
    known : (n,)
        Answers that are there already.
    """
    answers = list(known)
    told: set[str] = set()
    passed = {answer.question for answer in known}
    while True:
        due = questions_for(answers, occasion, care, earlier)
        left = [question for question in due if question.id not in passed]
        if not left:
            return answers
        question = left[0]
        passed.add(question.id)
        if question.section not in told:
            told.add(question.section)
            asking.say(f"\n{sentence(f'care.section.{question.section}')}", is_strong=True)
        answer = ask_question(question)
        if answer is not None:
            answers.append(answer)
            if is_emergency(question, answer):
                asking.say(sentence("care.screen.stopped_early"))
                return answers


def without_contradiction(
    answers: Sequence[Answer], error: RefusedError, care: CareTables
) -> list[Answer]:
    """Answers without those that do not fit together, to be asked again."""
    names = {str(error.values["name"])}
    for row in care.contradictions:
        if row.code == error.values["contradiction"]:
            names |= {row.question, row.other}
    return [answer for answer in answers if answer.question not in names]


def is_emergency(question: Question, answer: Answer) -> bool:
    """Whether an answer is a sign that needs help at once."""
    return any(
        rule.outcome == "emergency" and rule.fits(answer.chosen, answer.number)
        for rule in question.rules
    )


def ask_question(question: Question) -> Answer | None:
    """One question with its help; None if it may be left out and was."""
    text = sentence(f"screening.{question.id}.ask")
    asking.say("")
    if has_sentence(f"screening.{question.id}.help"):
        text = f"{text}\n  {sentence(f'screening.{question.id}.help')}\n "
    if question.kind == "number":
        return _ask_number(question, text)
    if question.kind == "yes_no":
        parse = asking.one_of(_YES_NO)
        return Answer(
            question=question.id,
            chosen=(asking.ask(text, parse, sentence("care.screen.yes_no")),),
        )
    choices = [(c, sentence(f"screening.{question.id}.choice.{c}")) for c in question.choices]
    chosen = asking.ask_listed(text, choices, many=question.kind == "choices")
    return Answer(question=question.id, chosen=chosen)


def _ask_number(question: Question, text: str) -> Answer | None:
    least, most = question.minimum or 0.0, question.maximum or 1000.0
    parse = asking.number_between(least, most)
    hint = sentence("care.screen.number", minimum=least, maximum=most)
    if not question.is_optional:
        return Answer(question=question.id, number=asking.ask(text, parse, hint))
    hint = f"{hint}; {sentence('care.screen.or_enter')}"
    number = asking.ask(text, lambda typed: parse(typed) if typed else None, hint)
    return None if number is None else Answer(question=question.id, number=number)


# ------------------------------------------------------------------------------------------ telling


def _print(screened: Screened, history: History, folder: Path, care: CareTables) -> None:
    """What follows, and what comes next."""
    place = console()
    print_screening(
        place,
        screened.screening,
        care,
        contact=contact_text(folder),
        is_alerted=screened.alert is not None,
    )
    place.print()
    if screened.screening.verdict in ("go", "low_load"):
        is_measured = bool(history.assessments)
        click.echo(sentence("care.screen.next_go" if is_measured else "care.screen.next_test"))
        days = timedelta(days=care.plan_figure("screening_days").value)
        again = CareWords().day(screened.screening.moment.date() + days)
        click.echo(sentence("care.screen.next_again", day=again))
    click.echo(sentence("safety"))
