"""The page that leads to all others, for screens where they do not fit beside each other."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def more(request: HttpRequest) -> HttpResponse:
    """Where everything else is."""
    return render(request, "coxa/more.html")
