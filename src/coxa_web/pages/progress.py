"""Progress: many days beside each other, and one test in full."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from coxa.assessment.balance import findings_of
from coxa_lab.report.html import render_report
from coxa_web.home import clock
from coxa_web.home.person import person
from coxa_web.home.progress import progress_facts
from coxa_web.home.words import HomeWords
from coxa_web.pages.answers import self_contained


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """What came of it so far, with its error."""
    facts = progress_facts(person().history, clock.now().date(), HomeWords())
    return render(request, "coxa/progress.html", {"facts": facts})


@require_safe
def test(request: HttpRequest, assessment_id: UUID) -> HttpResponse:  # noqa: ARG001 - Django's
    """The report of one test, to read and to print."""
    history = person().history
    for record in history.assessments:
        if record.id == str(assessment_id):
            until = history.assessments.index(record) + 1
            findings = findings_of(record, history.assessments[:until], history.bridges)
            return self_contained(render_report(record, None, findings=findings))
    raise Http404
