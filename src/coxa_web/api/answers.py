"""Answers of the API: JSON that is never cached, refusals as records with a status."""

from __future__ import annotations

import json
from typing import Any, Final

from django.http import HttpResponse

from coxa.records.plain import plain_to_json
from coxa_web.home.telling import Told, refusal_here

STATUS: Final = {
    "record_differs": 409,
    "received_too_large": 413,
    "received_origin": 403,
    "received_unknown": 404,
    "output_unwritable": 503,
}
"""Status of a refusal by its code; what is not here is no sound record: 422."""


def answered(value: dict[str, Any], status: int = 200) -> HttpResponse:
    """A JSON answer."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    response = HttpResponse(text, content_type="application/json", status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def refused(error: Told) -> HttpResponse:
    """A refusal as `coxa.refusal/1`, with the status of its code."""
    return answered(plain_to_json(refusal_here(error)), STATUS.get(error.code, 422))
