"""Home mode on the local network: the same, under this machine's local addresses as well."""

from __future__ import annotations

from coxa_web.env import lan_addresses
from coxa_web.settings import home
from coxa_web.settings.home import *  # noqa: F403 - settings are one flat namespace

ALLOWED_HOSTS = [*home.ALLOWED_HOSTS, *lan_addresses()]
