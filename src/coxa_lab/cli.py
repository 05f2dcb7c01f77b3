"""The `coxa` command: finds the command asked for and runs it. No arithmetic.

Each command stands in a module of its own in `coxa_lab.commands`, loaded only when it is run: what
`coxa trend` needs is not paid for by `coxa assess`.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Final

import click

from coxa.version import __version__

COMMANDS: Final = {
    "assess": "Measure hip rotation: video, phone sensor, or typed.",
    "bridge": "Make two devices comparable from one day.",
    "checkin": "Note pain and three activities of today.",
    "demo": "Measure the bundled recording and plan a week.",
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

GROUP: Final = "coxa.commands"
"""Entry points under which packages above the laboratory add commands of their own."""


def added_commands() -> dict[str, EntryPoint]:
    """Commands of other packages by name; none of them is loaded yet."""
    return {entry.name: entry for entry in entry_points(group=GROUP) if entry.name not in COMMANDS}


class _Commands(click.Group):
    """Commands whose modules are loaded when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """Names of all commands."""
        return sorted([*COMMANDS, *added_commands()])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of a name, None if there is none."""
        if cmd_name not in COMMANDS:
            return _loaded(added_commands().get(cmd_name))
        module = import_module(f"coxa_lab.commands.{cmd_name}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list in the help; of this package's own commands nothing is loaded."""
        added = {name: _loaded(entry) for name, entry in added_commands().items()}
        words = {name: command.get_short_help_str() for name, command in added.items() if command}
        with formatter.section("Commands"):
            formatter.write_dl(sorted((COMMANDS | words).items()))


def _loaded(entry: EntryPoint | None) -> click.Command | None:
    """The command of an entry point."""
    if entry is None:
        return None
    command: click.Command = entry.load()
    return command


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
