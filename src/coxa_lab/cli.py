"""The `coxa` command: finds the command asked for and runs it. No arithmetic.

Each command stands in a module of its own in `coxa_lab.commands`, loaded only when it is run: what
`coxa trend` needs is not paid for by `coxa assess`.
"""

from __future__ import annotations

from importlib import import_module
from typing import Final

import click

from coxa.version import __version__

COMMANDS: Final = {
    "assess": "Measure hip rotation: video, phone sensor, or typed.",
    "bridge": "Make two devices comparable from one day.",
    "checkin": "Note pain and three activities of today.",
    "demo": "Measure the bundled recording.",
    "doctor": "Check that everything needed is here.",
    "exercise": "The library, or everything about one exercise.",
    "next": "Next week's plan: what changes, and why.",
    "phantom": "Simulate a recording with known angles.",
    "plan": "The week of exercise, and why.",
    "release": "What a therapist allows, limits or changes.",
    "screen": "Safety questions before any exercise.",
    "session": "Log what was done, and what hurt.",
    "tilt": "Write which way is up, for a sensor recording.",
    "trend": "Say what changed over many days, and what is noise.",
}
"""Name of a command and of its module, and what it is for."""


class _Commands(click.Group):
    """Commands whose modules are loaded when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """Names of all commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of a name, None if there is none."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"coxa_lab.commands.{cmd_name}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list in the help, without loading anything."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="coxa")
def main() -> None:
    """Coxa: hip rotation measured at home, with its error.

    Results go to standard output, messages to standard error. Exit codes: 0 done; 1 the recording
    gives no honest number, and the result says why; 2 wrong usage, or a path that cannot be used;
    3 a fault of this program.
    """


if __name__ == "__main__":
    main()
