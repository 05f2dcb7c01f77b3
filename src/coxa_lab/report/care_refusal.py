"""Why a command of care has no result: on the screen, and as a page where one was asked for."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from coxa.messages.catalog import DEFAULT_LANGUAGE
from coxa.messages.facts import Words
from coxa.records.refusal import Refusal
from coxa_lab.report.template import rendered
from coxa_lab.report.terminal import print_lines


def print_refused(console: Console, refusal: Refusal, about: str) -> None:
    """Print why there is no result, and the one thing to do next.

    Parameters
    ----------
    console : Console
        Where it goes.
    refusal : Refusal
        The record.
    about : str
        Name of the command: its title stands under ``care.refused``.
    """
    words = Words()
    console.print(Text(words(f"care.refused.{about}"), style="bold"))
    print_lines(console, (refusal.message,))
    console.print(Text(f"→ {refusal.next_step}", style="bold"))
    console.print(Text(words("report.code", code=refusal.code), style="dim"))


def render_refused(refusal: Refusal, about: str, language: str = DEFAULT_LANGUAGE) -> str:
    """The same as a page."""
    title = Words(language)(f"care.refused.{about}")
    return rendered("care_refusal.html", language, refusal=refusal, title=title)
