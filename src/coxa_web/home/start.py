"""Before the first page: the database as this version has it, and the demonstration if wanted."""

from __future__ import annotations

from collections.abc import Callable

from django.core.management import call_command

from coxa_web.home import clock
from coxa_web.home.person import is_empty
from coxa_web.records.backup import check_database
from coxa_web.records.store import database_path


def open_database() -> None:
    """Check the database if there is one, and bring its tables to this version.

    Raises
    ------
    InputError
        ``database_broken`` or ``database_newer``.
    """
    check_database(database_path())
    call_command("migrate", verbosity=0, interactive=False)


def make_demo(tell: Callable[[], None]) -> None:
    """Fill a database without records with a made-up person; one with records is left alone.

    Parameters
    ----------
    tell : callable
        Says that it takes a moment.
    """
    if is_empty():
        from coxa_web.home.demo import make

        tell()
        make(clock.now())
