"""Every address of home mode."""

from __future__ import annotations

from django.urls import include, path

from coxa_web.pages import (
    checkin,
    data,
    exercises,
    faults,
    more,
    noting,
    plan,
    progress,
    questions,
    release,
    settings_page,
    today,
)

urlpatterns = [
    path("", today.today, name="today"),
    path("alerts/<str:alert_id>/letter", today.letter, name="letter"),
    path("alerts/<str:alert_id>/told", today.told, name="told"),
    path("morning", checkin.morning, name="morning"),
    path("checkin", checkin.checkin, name="checkin"),
    path("session", noting.noting, name="noting"),
    path("questions", questions.questions, name="questions"),
    path("questions/begin", questions.begin, name="questions_begin"),
    path("questions/ask", questions.ask, name="questions_ask"),
    path("questions/answer", questions.answer, name="questions_answer"),
    path("questions/result", questions.result, name="questions_result"),
    path("plan", plan.shown, name="plan"),
    path("plan/make", plan.make, name="plan_make"),
    path("plan/next", plan.following, name="plan_next"),
    path("plan/sheet", plan.sheet, name="plan_sheet"),
    path("exercises", exercises.library, name="exercises"),
    path("exercises/<str:name>", exercises.card, name="exercise"),
    path("pictures/<str:name>", exercises.picture_file, name="picture"),
    path("progress", progress.progress, name="progress"),
    path("progress/<uuid:assessment_id>", progress.test, name="test"),
    path("release", release.release, name="release"),
    path("settings", settings_page.settings, name="settings"),
    path("data", data.data, name="data"),
    path("data/export", data.export, name="data_export"),
    path("data/import", data.import_, name="data_import"),
    path("data/backup", data.backup, name="data_backup"),
    path("data/check", data.check, name="data_check"),
    path("data/restore", data.restore, name="data_restore"),
    path("data/anew", data.anew, name="data_anew"),
    path("more", more.more, name="more"),
    path("api/", include("coxa_web.api.urls")),
    path("", include("coxa_web.coach.urls")),
    path("", include("coxa_web.sensor_link.urls")),
]

handler404 = faults.not_found
handler500 = faults.unexpected
