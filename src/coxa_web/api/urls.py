"""Addresses under ``/api/``."""

from __future__ import annotations

from django.urls import path

from coxa_web.api import views

urlpatterns = [
    path("health", views.health, name="api_health"),
    path("coach", views.coach, name="api_coach"),
    path("records", views.records, name="api_records"),
    path("records/<uuid:record_id>", views.record, name="api_record"),
    path("exercises/<str:name>", views.exercise, name="api_exercise"),
]
