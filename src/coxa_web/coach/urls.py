"""Addresses of the coach."""

from __future__ import annotations

from django.urls import path

from coxa_web.coach import views

urlpatterns = [
    path("coach/", views.coach, name="coach"),
    path("coach/test/", views.test, name="coach_test"),
    path("coach/offline/", views.offline, name="coach_offline"),
    path("sw.js", views.service_worker, name="coach_service_worker"),
    path("manifest.webmanifest", views.manifest, name="coach_manifest"),
    path("core-<str:sha256>.zip", views.core_files, name="core_files"),
]
