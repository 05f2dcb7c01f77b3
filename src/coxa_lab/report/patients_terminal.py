"""What became of simulated patients, in the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from coxa.messages.catalog import sentence
from coxa.phantom.patients.rules import Violation
from coxa.phantom.patients.tally import GroupRow
from coxa_lab.report.terminal import print_lines

_COLUMNS = (
    "group", "people", "pain", "range", "function", "adherence", "stops", "alerts", "changed",
    "violations",
)  # fmt: skip
_MOST_VIOLATIONS = 20


def print_patients(
    console: Console, groups: Sequence[GroupRow], violations: Sequence[Violation], weeks: int
) -> None:
    """Print one row a group and every rule that was broken.

    Parameters
    ----------
    console : Console
        Where it goes.
    groups : sequence
        Figures of the groups, of all together last.
    violations : sequence
        Rules that were broken.
    weeks : int
        How long people were followed.
    """
    people = groups[-1].people
    title = sentence("phantom.patients.title", count=people, weeks=weeks)
    console.print(Text(title, style="bold"))
    console.print(Text(sentence("phantom.patients.note"), style="dim"))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in _COLUMNS:
        justify = "left" if name == "group" else "right"
        header = Text(sentence(f"phantom.patients.column.{name}"))
        table.add_column(header, justify=justify)  # type: ignore[arg-type]  # a literal
    for row in groups:
        table.add_row(*map(Text, cells_of(row)))
    console.print(table)
    print_lines(console, [_refused(groups[-1].refused)])
    print_lines(console, _broken(violations), style="bold" if violations else "")


def cells_of(row: GroupRow) -> tuple[str, ...]:
    """Cells of a group's row, as in the bench's table."""
    return (
        row.group,
        f"{row.people}",
        from_to(row.pain_start, row.pain_end),
        f"{from_to(row.range_start_deg, row.range_end_deg)} ± {number(row.error_95_deg)}",
        from_to(row.function_start, row.function_end),
        "-" if row.adherence is None else f"{row.adherence:.0%}",
        f"{row.stops}",
        f"{sum(row.alerts.values())}",
        f"{number(row.weeks_to_change)} ({row.share_changed or 0.0:.0%})",
        f"{row.violations}",
    )


def from_to(start: float | None, end: float | None) -> str:
    """Two values, first and last."""
    return f"{number(start)} → {number(end)}"


def number(value: float | None) -> str:
    """A value with one decimal, a dash where there is none."""
    return "-" if value is None else f"{value:.1f}"


def _refused(refused: dict[str, int]) -> str:
    if not refused:
        return sentence("phantom.patients.nothing_refused")
    reasons = ", ".join(f"{code} {count}" for code, count in refused.items())
    return sentence("phantom.patients.refused", reasons=reasons)


def _broken(violations: Sequence[Violation]) -> Iterable[str]:
    if not violations:
        return [sentence("phantom.patients.held")]
    shown = violations[:_MOST_VIOLATIONS]
    return [
        sentence("phantom.patients.broken", count=len(violations)),
        *(
            sentence(
                "phantom.patients.violation",
                rule=v.rule, subject=v.subject, day=v.day, found=v.found,
            )
            for v in shown
        ),
    ]  # fmt: skip
