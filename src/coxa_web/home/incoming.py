"""A zip of a person's folder taken in: whose it is, its records, its card of contact."""

from __future__ import annotations

from dataclasses import replace
from typing import IO, Any

from django.db import transaction

from coxa_web.home.choices import choices, keep_choices
from coxa_web.home.person import is_empty, name_subject, subject
from coxa_web.records.exchange import TakenIn, read_zip, take_in
from coxa_web.records.store import DatabaseStore


def taken_in(file: IO[Any]) -> TakenIn:
    """Take in all records of a zip, or none. An installation without records takes its name too.

    Raises
    ------
    RefusedError
        What `coxa_web.records.exchange.read_zip` and `take_in` raise.
    OutputError
        ``output_unwritable``
    """
    incoming = read_zip(file)
    with transaction.atomic():
        if is_empty():
            name_subject(incoming.subject)
        outcome = take_in(incoming, DatabaseStore(subject()))
        chosen = choices()
        if chosen.contact is None and incoming.contact is not None:
            keep_choices(replace(chosen, contact=incoming.contact))
    return outcome
