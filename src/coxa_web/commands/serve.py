"""`coxa serve`: the pages on this machine, for one person."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import click

_DEFAULT_FOLDER: Final = Path("~/.local/share/coxa")
_LOOPBACK: Final = "127.0.0.1"


@click.command("serve", short_help="Open the pages on this machine: coach, records, plan.")
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=_DEFAULT_FOLDER,
    show_default=True,
    help="Folder of the person's data; made if it is not there.",
)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
def serve_command(data: Path, port: int) -> None:
    """Serve the pages of one person on this machine, to this machine only."""
    import uvicorn
    from django.core.management import call_command

    os.environ["COXA_DATA"] = str(data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coxa_web.settings.home")
    import django

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    click.echo(f"Coxa: http://localhost:{port}/ (only from this machine; Ctrl+C ends it)", err=True)
    uvicorn.run(
        "coxa_web.asgi:application", host=_LOOPBACK, port=port, log_level="warning", lifespan="off"
    )
