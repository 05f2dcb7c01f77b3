"""Records taken in from a file: a zip of a person's folder, or what the coach saved on a device."""

from __future__ import annotations

from dataclasses import replace
from typing import IO, Any

from django.db import transaction

from coxa.errors import RefusedError
from coxa.tables.care import care_tables
from coxa_lab.care.receiving import receive
from coxa_web.home.choices import choices, keep_choices
from coxa_web.home.person import forget_read, is_empty, name_subject, person, subject
from coxa_web.records.exchange import Incoming, TakenIn, read_zip, take_in
from coxa_web.records.saved import Saved, is_saved, read_saved
from coxa_web.records.store import DatabaseStore


def taken_in(file: IO[Any]) -> TakenIn:
    """Take in all records of a file, or none. An installation without records takes its name too.

    Raises
    ------
    RefusedError
        What `coxa_web.records.exchange.read_zip` and `take_in`, `coxa_web.records.saved.read_saved`
        and `coxa_lab.care.receiving.receive` raise.
    OutputError
        ``output_unwritable``
    """
    incoming = read_saved(file) if is_saved(file) else read_zip(file)
    try:
        with transaction.atomic():
            if is_empty():
                name_subject(incoming.subject)
            return _received(incoming) if isinstance(incoming, Saved) else _unpacked(incoming)
    except Exception:
        forget_read()  # what was read meanwhile is not there any more
        raise


def _unpacked(incoming: Incoming) -> TakenIn:
    """Records of a zip, and the card of contact where there was none."""
    outcome = take_in(incoming, DatabaseStore(subject()))
    chosen = choices()
    if chosen.contact is None and incoming.contact is not None:
        keep_choices(replace(chosen, contact=incoming.contact))
    return outcome


def _received(saved: Saved) -> TakenIn:
    """Records of a device, each as if it had been sent, with the alerts that follow from it."""
    new = 0
    for record in saved.records:
        here = person()
        if saved.subject != here.store.subject:
            owner = here.store.subject
            raise RefusedError("import_other_person", subject=saved.subject, owner=owner)
        new += record["id"] not in here.history.paths
        receive(here.store, here.history, record, care_tables())
    return TakenIn(new=new, known=len(saved.records) - new, left_out=())
