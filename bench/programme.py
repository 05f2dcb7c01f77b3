"""Simulated patients through weeks of screening, plans and sessions: what came of it, what broke.

    python -m bench.programme [--count 1000] [--weeks 12] [--seed 1]

A test bed of the rules, not evidence of any effect: what the people are like and how they respond
is made up (docs/protocols/patients.md). Written to ``bench/programme/<version>.md``.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from coxa.phantom.patients.tally import GroupRow
from coxa.tables.load import TABLES_VERSION
from coxa.version import __version__
from coxa_lab.report.patients_terminal import from_to, number
from coxa_lab.simulation import Patients, simulated_patients

FOLDER = Path(__file__).parent / "programme"
LIMIT_S = 120.0
_TOLD_EVERY = 100


def page(patients: Patients) -> str:
    """The figures as a Markdown page."""
    everybody = patients.groups[-1]
    return "\n".join(
        [
            f"# Simulated patients, Coxa {__version__}",
            "",
            f"Tables {TABLES_VERSION}, seed {patients.seed}: {everybody.people} people, "
            f"{patients.weeks} weeks each, {everybody.plans} plans, {everybody.sessions} sessions, "
            f"in one process in {patients.took_s:.0f} s (limit for 1,000 people and 12 weeks: "
            f"{LIMIT_S:.0f} s).",
            "",
            "**A test bed of the rules, not evidence of any effect.** What these people are like",
            "and how they respond was made up (docs/protocols/patients.md). The figures show that",
            "the rules have something to do, not that exercise helps.",
            "",
            f"Rules broken: **{everybody.violations}**.",
            *_broken(patients),
            "",
            "| group | people | with a plan | sessions | pain, 0-10 "
            "| turning in, ° (± of one test) | activities, 0-10 | days done | stops | alerts "
            "| weeks to more, beyond error (share) | broken |",
            "|---|---|---|---|---|---|---|---|---|---|---|---|",
            *(_row(row) for row in patients.groups),
            "",
            "Pain: at rest, mean of the first and the last two weeks. Turning in: an affected",
            "side, first and last test. Activities: three, 0 cannot, 10 as before. Days done: of",
            "the days with a plan. Weeks to more: until two tests running showed more than the",
            "first one, beyond the error; in brackets how many of those tested ever got there.",
            "",
            "| group | no plan, and how often |",
            "|---|---|",
            *(f"| {row.group} | {_counts(row.refused)} |" for row in patients.groups),
            "",
            f"Alerts of all, by code: {_counts(everybody.alerts)}.",
            "",
        ]
    )


def _row(row: GroupRow) -> str:
    adherence = "-" if row.adherence is None else f"{row.adherence:.0%}"
    share = "-" if row.share_changed is None else f"{row.share_changed:.0%}"
    turn = f"{from_to(row.range_start_deg, row.range_end_deg)} ± {number(row.error_95_deg)}"
    return (
        f"| {row.group} | {row.people} | {row.people_with_plan} | {row.sessions} "
        f"| {from_to(row.pain_start, row.pain_end)} | {turn} "
        f"| {from_to(row.function_start, row.function_end)} | {adherence} | {row.stops} "
        f"| {sum(row.alerts.values())} | {number(row.weeks_to_change)} ({share}) "
        f"| {row.violations} |"
    )


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{code} {count}" for code, count in counts.items()) or "-"


def _broken(patients: Patients) -> list[str]:
    count = Counter(violation.rule for violation in patients.violations)
    return [f"- {rule}: {number}" for rule, number in sorted(count.items())]


def _tell(done: int) -> None:
    if done % _TOLD_EVERY == 0:
        print(f"{done} people", file=sys.stderr)


def main(arguments: Sequence[str] | None = None) -> int:
    """Simulate, print and write the page; 1 if a rule was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--weeks", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dry", action="store_true", help="print only")
    chosen = parser.parse_args(arguments)
    patients = simulated_patients(chosen.count, chosen.weeks, chosen.seed, _tell)
    text = page(patients)
    print(text)
    for violation in patients.violations[:50]:
        print(violation, file=sys.stderr)
    if not chosen.dry:
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / f"{__version__}.md").write_text(text, encoding="utf-8")
    return 1 if patients.violations else 0


if __name__ == "__main__":
    sys.exit(main())
