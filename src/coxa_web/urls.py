"""Every address of home mode."""

from __future__ import annotations

from django.urls import path

from coxa_web.pages import views

urlpatterns = [
    path("", views.today, name="today"),
    path("coach/", views.coach, name="coach"),
    path("core-<str:sha256>.zip", views.core_files, name="core_files"),
]
