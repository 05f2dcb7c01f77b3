"""Addresses of the phone as a sensor. The relay's own stand in ``asgi.py``."""

from __future__ import annotations

from django.urls import path

from coxa_web.sensor_link import views

urlpatterns = [
    path("sensor/", views.phone, name="sensor"),
    path("sensor/connect/", views.connect, name="sensor_connect"),
    path("sensor/pairing", views.pairing, name="sensor_pairing"),
    path("sensor/forget", views.forget, name="sensor_forget"),
    path("pair/", views.pair, name="pair"),
]
