"""Pages of the phone as a sensor, and of pairing: parse, call, render."""

from __future__ import annotations

import json
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coxa_web.lan.devices import COOKIE, HOLDS
from coxa_web.lan.gate import PAIRED_KEY
from coxa_web.lan.pairing import LENGTH, Outcome, spoken
from coxa_web.lan.state import Lan, lan_of, pairing_address
from coxa_web.sensor_link.messages import VERSION
from coxa_web.sensor_link.qr import qr_svg
from coxa_web.sensor_link.words import words

_STATUS: Final[dict[Outcome, int]] = {"wrong": 403, "stale": 403, "too_many": 429}
_LONGEST_TYPED: Final = 32
_NOBODY: Final = "unknown"


@require_safe
@never_cache
def phone(request: HttpRequest) -> HttpResponse:
    """The page on the phone that is strapped on."""
    told = words("phone") | {f"closed_{name}": text for name, text in words("closed").items()}
    values = {"words": told, "told": json.dumps(told)}
    return render(request, "coxa/sensor.html", values)


@require_safe
@never_cache
def connect(request: HttpRequest) -> HttpResponse:
    """The page on the other device that shows a phone the way here."""
    lan = _lan(request)
    values = {
        "words": words("connect"),
        "lan": lan,
        "is_forgotten": request.GET.get("told") == "forgotten",
        "port": request.get_port(),
        "told": json.dumps(words("connect") | words("state")),
    }
    return render(request, "coxa/sensor_connect.html", values)


@csrf_exempt  # no cookie is used here: the page proves where it is from
@require_POST
@never_cache
def pairing(request: HttpRequest) -> HttpResponse:
    """The pairing code of now, where to go with it, and its picture; ``?anew=1`` for another."""
    if request.headers.get("X-Coxa") != "1" or not _is_from_here(request):
        return _json({"v": VERSION, "error": "origin"}, 403)
    lan = _lan(request)
    if lan is None:
        return _json({"v": VERSION, "is_lan": False}, 200)
    shown = lan.pairing.shown(anew=request.GET.get("anew") == "1")
    places = [
        {
            "address": f"{origin}/pair/",
            "qr": qr_svg(pairing_address(origin, shown.code), words("connect")["qr"]),
        }
        for origin in lan.origins
    ]
    return _json(
        {
            "v": VERSION,
            "is_lan": True,
            "code": spoken(shown.code),
            "expires_in_s": round(shown.expires_in_s),
            "fingerprint": lan.fingerprint,
            "places": places,
        },
        200,
    )


@require_POST
@never_cache
def forget(request: HttpRequest) -> HttpResponse:
    """Forget every device that was paired, and the code that is shown."""
    lan = _lan(request)
    if lan is None:
        raise Http404
    lan.devices.forget_all()
    lan.pairing.shown(anew=True)
    return HttpResponseRedirect(f"{reverse('sensor_connect')}?told=forgotten")


@csrf_exempt  # nothing is known yet of who asks; the gate lets no other page's form through
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def pair(request: HttpRequest) -> HttpResponse:
    """Where a device that is not paired yet types the code."""
    lan = _lan(request)
    scope = _scope(request)
    if lan is None or PAIRED_KEY not in scope:
        raise Http404
    if scope[PAIRED_KEY]:
        return HttpResponseRedirect(reverse("sensor"))
    if request.method != "POST":
        return _pair_page(request, lan, None)
    typed = request.POST.get("code", "")[:_LONGEST_TYPED]
    outcome = lan.pairing.redeem(typed, request.META.get("REMOTE_ADDR", _NOBODY))
    if outcome != "paired":
        return _pair_page(request, lan, outcome)
    response = HttpResponseRedirect(reverse("sensor"))
    response.set_cookie(
        COOKIE,
        lan.devices.new_token(),
        max_age=int(HOLDS.total_seconds()),
        path="/",
        secure=True,
        httponly=True,
        samesite="Lax",
    )
    return response


def _pair_page(request: HttpRequest, lan: Lan, outcome: Outcome | None) -> HttpResponse:
    told = words("pair")
    values = {
        "words": told,
        "fingerprint": lan.fingerprint,
        "length": LENGTH + 1,
        "problem": None if outcome is None else told[outcome],
    }
    status = 200 if outcome is None else _STATUS[outcome]
    return render(request, "coxa/sensor_pair.html", values, status=status)


def _scope(request: HttpRequest) -> dict[str, Any]:
    """What the servers in front of Django said of a request; empty without them (in tests)."""
    scope: dict[str, Any] = getattr(request, "scope", {})
    return scope


def _lan(request: HttpRequest) -> Lan | None:
    return lan_of(_scope(request))


def _is_from_here(request: HttpRequest) -> bool:
    here = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Origin", here) == here


def _json(value: dict[str, Any], status: int) -> HttpResponse:
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return HttpResponse(text, content_type="application/json", status=status)
