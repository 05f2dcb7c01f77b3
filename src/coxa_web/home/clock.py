"""The present moment, in one place so that tests can set it."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment on this machine's clock, with its UTC offset, in whole seconds."""
    return datetime.now(UTC).astimezone().replace(microsecond=0)
