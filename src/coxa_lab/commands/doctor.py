"""`coxa doctor`: is everything needed here."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from coxa_lab.commands.console import faults_told
from coxa_lab.doctor import examine
from coxa_lab.errors import EXIT_REFUSED


@click.command("doctor", short_help="Check that everything needed is here.")
def doctor_command() -> None:
    """Check that everything needed is here, and say what to do about what is not."""
    with faults_told():
        findings = list(examine(Path.cwd()))
    for finding in findings:
        click.echo(f"{'OK  ' if finding.is_ok else 'MEND'}  {finding.what}")
        if finding.to_do is not None:
            click.echo(f"      {finding.to_do}")
    if not all(finding.is_ok for finding in findings):
        sys.exit(EXIT_REFUSED)
