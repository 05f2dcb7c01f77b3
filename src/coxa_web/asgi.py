"""The application as uvicorn runs it."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coxa_web.settings.home")
application = get_asgi_application()
