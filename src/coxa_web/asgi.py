"""The application as uvicorn runs it: Django, and beside it the relay for a phone's samples."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import cast

from django.conf import settings
from django.core.asgi import get_asgi_application

from coxa_web.sensor_link import posts, socket
from coxa_web.sensor_link.hub import Hub
from coxa_web.wire import App, Receive, Scope, Send

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coxa_web.settings.home")


def routed(pages: App, hub: Hub, hosts: Sequence[str]) -> App:
    """The pages, with the relay at its two addresses; no other socket is opened."""
    by_socket, by_posts = socket.SensorSocket(hub, hosts), posts.SensorPosts(hub, hosts)

    async def sent_on(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await by_socket(scope, receive, send)
        elif scope["type"] == "http" and scope["path"] == posts.PATH:
            await by_posts(scope, receive, send)
        else:
            await pages(scope, receive, send)

    return sent_on


application = routed(cast("App", get_asgi_application()), Hub(), settings.ALLOWED_HOSTS)
