"""The addresses of the API: parse, call, answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, NoReturn
from uuid import UUID

from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from coxa.errors import RefusedError
from coxa.tables.care import care_tables
from coxa.version import __version__
from coxa_lab.care.receiving import receive
from coxa_lab.errors import OutputError, PathError
from coxa_web.api.answers import answered, refused
from coxa_web.api.origin import is_own
from coxa_web.home import clock
from coxa_web.home.choices import choices
from coxa_web.home.coach import VERSION, coach_pack, exercise_card
from coxa_web.home.person import person
from coxa_web.records.models import Record
from coxa_web.records.store import database_path, value_of

LARGEST_BYTES: Final = 1 << 22
"""A record of an hour's session is a hundredth of it."""
_A_PAGE: Final = 200

_View = Callable[..., HttpResponse]


def _errors_answered(view: _View) -> _View:
    """A view whose refusals, and faults of the database, are answers with their status."""

    @wraps(view)
    def answering(request: HttpRequest, **named: object) -> HttpResponse:
        try:
            return view(request, **named)
        except (RefusedError, PathError) as error:
            return refused(error)
        except DatabaseError:
            return refused(OutputError("output_unwritable", database_path()))

    return answering


@require_safe
@_errors_answered
def health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Whether the server is there and its database answers."""
    Record.objects.exists()
    return answered({"v": VERSION, "ok": True, "version": __version__})


@require_safe
@_errors_answered
def coach(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Everything the coach needs to work without the server."""
    return answered(coach_pack(person().history, choices(), clock.now(), care_tables()))


@require_safe
@_errors_answered
def exercise(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The card of one exercise."""
    care = care_tables()
    if not care.has_exercise(name):
        known = ", ".join(row.id for row in care.exercises)
        raise RefusedError("received_unknown", name=name, choices=known)
    return answered(exercise_card(care.exercise(name)))


@require_safe
@_errors_answered
def records(request: HttpRequest) -> HttpResponse:
    """Records in the order they came in, after the number a reader already has."""
    try:
        after = int(request.GET.get("after", "0"))
    except ValueError:
        raise RefusedError("received_after", value=request.GET["after"][:40]) from None
    rows = list(Record.objects.filter(number__gt=max(0, min(after, 1 << 62)))[: _A_PAGE + 1])
    return answered(
        {
            "v": VERSION,
            "records": [{"number": r.number, "record": value_of(r.body)} for r in rows[:_A_PAGE]],
            "has_more": len(rows) > _A_PAGE,
        }
    )


@csrf_exempt  # no cookie is used: the page proves where it is from (`origin`)
@require_http_methods(["PUT"])
@_errors_answered
def record(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Take in one record, once, whatever happens on the way."""
    if not is_own(request):
        raise RefusedError("received_origin")
    value = _json_of(request)
    if value.get("id") != str(record_id):
        raise RefusedError("received_id", value=str(value.get("id"))[:40], wanted=str(record_id))
    before = person()
    is_new = str(record_id) not in before.history.paths
    with transaction.atomic():
        received = receive(before.store, before.history, value, care_tables())
    alerts = [alert.id for alert in received.alerts]
    return answered({"v": VERSION, "id": str(record_id), "alerts": alerts}, 201 if is_new else 200)


def _json_of(request: HttpRequest) -> dict[str, Any]:
    """The JSON object a request carries.

    Raises
    ------
    RefusedError
        ``received_too_large`` or ``not_a_record``.
    """
    content = request.read(LARGEST_BYTES + 1)
    if len(content) > LARGEST_BYTES:
        raise RefusedError("received_too_large", most_mb=LARGEST_BYTES >> 20)
    try:
        value = json.loads(content.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise RefusedError("not_a_record", name="record", problem=str(error)) from error
    if not isinstance(value, dict):
        raise RefusedError("not_a_record", name="record", problem="expected an object")
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")
