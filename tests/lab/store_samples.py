"""A person's folder with typed results in it. Made up, not measured."""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from typing import Final

import click
from click.testing import CliRunner, Result

from coxa.records.assessment import Assessment
from coxa_lab.keeping import Kept, keep
from coxa_lab.typed import typed_from_options, typed_record

SUBJECT: Final = "p-1"
EVEN: Final = {
    "left_internal": "28 29 30",
    "left_external": "35 36",
    "right_internal": "24 25",
    "right_external": "33 34",
}


def typed(day: str, **changed: str) -> Assessment:
    """Typed result of one day: seated, active, goniometer, unless told otherwise."""
    about = {"position": "seated", "mode": "active", "device": "goniometer"}
    entry = typed_from_options({**about, **EVEN, **changed})
    return typed_record(entry, str(uuid.uuid4()), f"{day}T10:00:00+01:00", "anonymous")


def put(folder: Path, day: str, **changed: str) -> Kept:
    """The same, kept in a folder."""
    return keep(typed(day, **changed), folder, SUBJECT)


def run(command: click.Command, *arguments: object, input: str | None = None) -> Result:
    """Run a command in 80 columns."""
    texts = [str(argument) for argument in arguments]
    return CliRunner().invoke(command, texts, input=input, env={"COLUMNS": "80"})


def flat(text: str) -> str:
    """Text in one line."""
    return re.sub(r"\s+", " ", text)
