"""What the commands of care share: options, the person's folder, results and letters put away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

import click
from rich.console import Console

from coxa.messages.catalog import sentence
from coxa.records.alert import Alert
from coxa.records.codec import canonical_text
from coxa.records.plain import plain_to_json
from coxa.records.refusal import Refusal
from coxa.tables.care import CareTables
from coxa_lab.care.contact import Contact, contact_of
from coxa_lab.commands.console import (
    FOLDER,
    OUTPUT,
    TO_STANDARD_OUTPUT,
    check_paths,
    put_text,
    tell_left_out,
)
from coxa_lab.files import write_new
from coxa_lab.keeping import History, history_of
from coxa_lab.report.care_refusal import print_refused, render_refused
from coxa_lab.report.letter import render_letter
from coxa_lab.store import Store, open_store

Command = TypeVar("Command", bound=Callable[..., Any])

STORE: Final = click.option(
    "--store", "folder", type=FOLDER, required=True, metavar="DIR", help="The person's folder."
)
JSON: Final = click.option(
    "--json", "json_path", type=OUTPUT, help="Write the record here; - for the screen."
)
CLINIC: Final = click.option(
    "--clinic",
    "clinic_path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Rows of tables (TOML) that a clinic sets otherwise.",
)
LETTER: Final = click.option(
    "--letter", "letter_path", type=OUTPUT, help="Write a letter to the therapist (HTML) here."
)
OVERWRITE: Final = click.option(
    "--overwrite", is_flag=True, help="Replace output files that are there."
)
QUIET: Final = click.option("--quiet", is_flag=True, help="Nothing on the screen.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOutputs:
    """Where a record goes; a refusal goes where the result would have gone.

    `about` is the name of the command.
    """

    about: str
    json_path: Path | None
    page_path: Path | None
    overwrite: bool
    is_quiet: bool

    def check(self) -> None:
        """Raise before anything is kept what writing would raise after it."""
        check_paths([self.json_path, self.page_path], self.overwrite)

    @property
    def shows(self) -> bool:
        """Whether words go to the screen."""
        return not self.is_quiet and self.json_path != TO_STANDARD_OUTPUT

    def put(self, record: object) -> None:
        """Write the record."""
        put_text(self.json_path, canonical_text(plain_to_json(record)), self.overwrite)

    def put_page(self, page: Callable[[], str]) -> None:
        """Write the page, made only if it is wanted."""
        if self.page_path is not None:
            write_new(self.page_path, page(), self.overwrite)

    def put_refusal(self, refusal: Refusal) -> None:
        """Write and print why there is no result."""
        self.put(refusal)
        self.put_page(lambda: render_refused(refusal, self.about))
        if self.shows:
            print_refused(Console(), refusal, self.about)


def opened_history(folder: Path) -> tuple[Store, History]:
    """A person's folder and everything in it; what cannot be used is told.

    Raises
    ------
    InputError, RefusedError
        As `coxa_lab.store.open_store`.
    """
    store = open_store(folder)
    history = history_of(store)
    tell_left_out(history.notices)
    return store, history


def now_here() -> datetime:
    """The present moment on this machine's clock, with its UTC offset, in whole seconds."""
    return datetime.now(UTC).astimezone().replace(microsecond=0)


def contact_text(folder: Path) -> str | None:
    """Whom to tell, in one line; None if nobody is noted."""
    contact = contact_of(folder)
    return contact_line(contact) if contact else None


def contact_line(contact: Contact) -> str:
    """Name and phone in one line."""
    if not contact.phone:
        return contact.name
    return sentence("care.plan.contact", name=contact.name, phone=contact.phone)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterOutput:
    """Where a letter to the therapist goes, if it is wanted."""

    path: Path | None
    folder: Path
    overwrite: bool

    def put(self, alerts: Sequence[Alert], history: History, care: CareTables) -> None:
        """Write a letter about alerts, and say so; nothing without an alert."""
        if self.path is None or not alerts:
            return
        contact = contact_text(self.folder)
        page = render_letter(alerts, history.programmes, care, contact=contact)
        write_new(self.path, page, self.overwrite)
        click.echo(sentence("care.screen.letter", path=str(self.path)), err=True)


def tell_kept(code: str, path: Path) -> None:
    """Say on standard error where a record lies."""
    click.echo(sentence(code, name=path.name), err=True)


def day_option(text: str | None, option: str) -> date | None:
    """Day of an option, as 2026-11-23; None if it was not given.

    Raises
    ------
    click.BadParameter
        It is no day.
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter("not a day like 2026-11-23", param_hint=option) from error


def console() -> Console:
    """Standard output, as wide as it is."""
    return Console()
