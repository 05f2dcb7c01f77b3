"""Home mode: one person, one machine, no accounts. `coxa serve` says where the data is."""

from __future__ import annotations

from coxa_web.env import data_folder, secret_kept_in
from coxa_web.settings.base import *  # noqa: F403 - settings are one flat namespace

DATA_FOLDER = data_folder()
SECRET_KEY = secret_kept_in(DATA_FOLDER)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_FOLDER / "coxa.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON;",
        },
    }
}
