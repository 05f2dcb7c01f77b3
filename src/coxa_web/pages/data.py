"""The person's data: out as a folder, in again, a copy of the whole, and the copy put back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from coxa.errors import RefusedError
from coxa.messages.catalog import sentences
from coxa_lab.errors import OutputError
from coxa_web.home import clock
from coxa_web.home.choices import choices
from coxa_web.home.incoming import taken_in
from coxa_web.home.person import begin_anew, forget_read, person
from coxa_web.home.words import HomeWords
from coxa_web.pages.answers import sent_on
from coxa_web.records.backup import (
    Contents,
    backup_folder,
    contents_of,
    copy_here,
    copy_to,
    put_back,
)
from coxa_web.records.exchange import packed
from coxa_web.records.store import database_path

LARGEST_BYTES: Final = 1 << 29
"""Of a copy that is put back."""
_DEVICE: Final = (
    "home.device.lost_none", "home.device.lost_one", "home.device.lost", "home.device.in_use",
    "home.device.done", "home.device.failed",
)  # fmt: skip
"""What ``home-device.js`` says."""
_WAITING: Final = "waiting.sqlite3"
"""A copy that was sent and checked, and waits for the person's word."""


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """What there is, and what can be done with it."""
    own = person()
    context = {
        "counts": tuple(_counts(own.history.paths, HomeWords())),
        "subject": own.store.subject,
        "folder": database_path().parent,
        "copies": tuple(_copies()),
        "new": request.GET.get("new", ""),
        "known": request.GET.get("known", ""),
        "left_out": request.GET.get("left_out", ""),
        "device": json.dumps({id_.rsplit(".", 1)[1]: sentences()[id_] for id_ in _DEVICE}),
    }
    return render(request, "coxa/data.html", context)


@require_safe
def export(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """All records as a zip of a folder."""
    own = person()
    response = HttpResponse(packed(own.store, choices().contact), content_type="application/zip")
    return _named(response, f"coxa-{own.store.subject}-{clock.now():%Y-%m-%d}.zip")


@require_POST
def import_(request: HttpRequest) -> HttpResponse:
    """Take in a zip of a folder, all of it or nothing."""
    outcome = taken_in(_upload(request))
    return sent_on(
        "data",
        told="imported",
        new=str(outcome.new),
        known=str(outcome.known),
        left_out=str(len(outcome.left_out)),
    )


@require_safe
def backup(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """A copy of the whole database, made while it is in use."""
    name = f"coxa-{person().store.subject}-{clock.now():%Y-%m-%dT%H%M}.sqlite3"
    path = backup_folder() / f".{name}"
    copy_to(path)
    content = path.read_bytes()
    path.unlink()
    return _named(HttpResponse(content, content_type="application/vnd.sqlite3"), name)


@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Look at a copy that is to be put back; nothing is changed yet."""
    upload, waiting = _upload(request), backup_folder() / _WAITING
    try:
        with waiting.open("wb") as target:
            shutil.copyfileobj(upload, target)
    except OSError as error:
        raise OutputError("output_unwritable", waiting) from error
    try:
        there = contents_of(waiting)
    except RefusedError:
        waiting.unlink(missing_ok=True)
        raise
    here = _here()
    context = {
        "there": there,
        "here": here,
        "there_days": _days(there),
        "here_days": _days(here),
        "is_other": there.subject != here.subject,
    }
    return render(request, "coxa/data_restore.html", context)


@require_POST
def restore(request: HttpRequest) -> HttpResponse:
    """Put the copy back that was looked at, or leave it; what was here is kept beside it."""
    waiting = backup_folder() / _WAITING
    if request.POST.get("answer") != "yes":
        waiting.unlink(missing_ok=True)
        return sent_on("data", told="restore_left")
    if not waiting.is_file():
        raise RefusedError("upload_missing")
    copy_here(clock.now(), "before-restore")
    put_back(waiting)
    forget_read()
    waiting.unlink(missing_ok=True)
    return sent_on("data", told="restored")


@require_POST
def anew(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Leave the demonstration: an empty database for a person of one's own."""
    if not person().is_demo:
        raise RefusedError("home_not_demo")
    copy_here(clock.now(), "demonstration")
    begin_anew()
    return sent_on("today", told="anew")


# ------------------------------------------------------------------------------------------- pieces


def _upload(request: HttpRequest) -> IO[Any]:
    """The file that was sent.

    Raises
    ------
    RefusedError
        ``upload_missing`` or ``received_too_large``.
    """
    upload = request.FILES.get("file")
    if not isinstance(upload, UploadedFile) or not upload.size or upload.file is None:
        raise RefusedError("upload_missing")
    if upload.size > LARGEST_BYTES:
        raise RefusedError("received_too_large", most_mb=LARGEST_BYTES >> 20)
    return upload.file


def _named(response: HttpResponse, name: str) -> HttpResponse:
    """An answer that is saved as a file, and not kept by the browser besides."""
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _here() -> Contents:
    return contents_of(database_path())


def _days(contents: Contents) -> str:
    """From the first day to the last."""
    if contents.first_day is None or contents.last_day is None:
        return ""
    words = HomeWords()
    first, last = words.day_of(contents.first_day), words.day_of(contents.last_day)
    return words("home.data.days", first=first, last=last)


def _counts(paths: Mapping[str, Path], words: HomeWords) -> list[str]:
    """How many records of each kind there are."""
    kinds: dict[str, int] = {}
    for path in paths.values():
        kind = path.name.split("Z-", 1)[-1].split("-", 1)[0]
        kinds[kind] = kinds.get(kind, 0) + 1
    return [words.counted(kind, count) for kind, count in sorted(kinds.items())]


def _copies() -> list[tuple[str, str]]:
    """Copies that are kept in the folder, the newest first: name and day."""
    words = HomeWords()
    files = sorted(backup_folder().glob("[0-9]*.sqlite3"), reverse=True)
    return [
        (path.name, words.day_of(datetime.fromtimestamp(path.stat().st_mtime).isoformat()))  # noqa: DTZ006 - this machine's day
        for path in files
    ]
