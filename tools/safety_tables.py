"""Lists the figures that wait for a physiotherapist's signature, in docs/safety.md.

``python -m tools.safety_tables`` writes the list between its marks; with ``--check`` it writes
nothing and fails if the list is stale. The figures are those of the tables marked U or D.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from coxa.tables.care import CareTables, care_tables
from coxa.tables.load import Tables, tables

DOCUMENT: Final = Path(__file__).resolve().parent.parent / "docs" / "safety.md"
BEGIN: Final = "<!-- unsigned figures: begin, made by tools/safety_tables.py -->"
END: Final = "<!-- unsigned figures: end -->"

Row = Any
"""A row of any table."""
_UNSIGNED: Final = ("U", "D")
_NOT_FIGURES: Final = frozenset(
    {
        "id", "name", "code", "kind", "goal", "use", "source_id", "confidence", "reason", "note",
        "population", "is_used", "sd_source_id", "steps", "checks", "levels",
    }
)  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Unsigned:
    """One row that waits: its table, its name, what it says, its mark, source and reason."""

    table: str
    name: str
    says: str
    mark: str
    source: str
    why: str


def unsigned() -> list[Unsigned]:
    """Every row marked U or D, table by table."""
    found = [*_of_care(care_tables()), *_of_measuring(tables())]
    return [row for row in found if row.mark in _UNSIGNED]


def list_text(rows: list[Unsigned]) -> str:
    """The list as it stands in the document."""
    lines = [f"{len(rows)} rows wait; none has been signed."]
    for table in dict.fromkeys(row.table for row in rows):
        own = [row for row in rows if row.table == table]
        lines += ["", f"### {table} ({len(own)})", ""]
        lines += ["| row | says | mark | source | why | signed |", "|---|---|---|---|---|---|"]
        lines += [
            f"| {row.name} | {row.says} | {row.mark} | {row.source} | {row.why} |  |" for row in own
        ]
    return "\n".join(lines)


def with_list(document: str, text: str) -> str:
    """The document with the list between its marks.

    Raises
    ------
    SystemExit
        The marks are not there.
    """
    before, begin, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit("docs/safety.md: the marks of the list are missing")
    return f"{before}{BEGIN}\n\n{text}\n\n{END}{after}"


def main(arguments: list[str] | None = None, document: Path = DOCUMENT) -> int:
    """Write or check the list; 1 if a check found it stale."""
    parser = argparse.ArgumentParser(description="List the figures that wait for a signature.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if stale")
    is_check = parser.parse_args(arguments).check
    old = document.read_text(encoding="utf-8")
    new = with_list(old, list_text(unsigned()))
    if new == old:
        return 0
    print(f"{'stale' if is_check else 'wrote'}: {document.name}")
    if not is_check:
        document.write_text(new, encoding="utf-8")
    return 1 if is_check else 0


# ------------------------------------------------------------------------------------------- rows


def _of_care(care: CareTables) -> Iterator[Unsigned]:
    for question in care.questions:
        for rule in question.rules:
            yield _row("Screening", f"{question.id}: {rule.code}", rule)
    for title, rows in (
        ("Conditions and operations", care.conditions),
        ("Pain", care.pain),
        ("Planning", care.planning),
        ("Rules of choice and progress", care.rules),
        ("Everyday goals", care.goals),
        ("Emergency numbers", care.regions),
    ):
        yield from (_row(title, _name(row), row) for row in rows)
    for exercise in care.exercises:
        for number, level in enumerate(exercise.levels, start=1):
            yield _row("Doses of exercises", f"{exercise.id}, level {number}", level)


def _of_measuring(measuring: Tables) -> Iterator[Unsigned]:
    for row in (*measuring.norms, *measuring.arc_norms):
        direction = getattr(row, "direction", "both directions")
        name = f"{row.position}, {row.mode}, {direction}"
        waiting = dataclasses.replace(
            row, confidence=max(row.confidence, row.sd_confidence, key="ABLCUD".index)
        )
        yield _row("Norms (mean and spread)", name, waiting, row.note)
    for title, rows in (
        ("Compensations", measuring.compensations),
        ("Demands on a recording", measuring.quality),
        ("Figures of error", measuring.error),
        ("Errors of devices", measuring.device_error),
        ("Sides, balance, trend", measuring.side_rules),
        ("Positions", measuring.positions),
    ):
        yield from (_row(title, _name(row), row) for row in rows)


def _row(table: str, name: str, row: Row, why: str | None = None) -> Unsigned:
    return Unsigned(
        table=table,
        name=name,
        says="; ".join(_figures(row)),
        mark=row.confidence,
        source=f"`{row.source_id}`",
        why=_cell(row.reason if why is None else why),
    )


def _name(row: Row) -> str:
    """What names a row; several fields where no single one does."""
    for field in ("id", "name", "goal"):
        if hasattr(row, field):
            return str(getattr(row, field))
    fields = ("use", "device", "kind", "position", "mode", "direction")
    return ", ".join(str(getattr(row, f)) for f in fields if getattr(row, f, None) is not None)


def _figures(row: Row) -> Iterator[str]:
    """Numbers and codes of a row with their names; what is nothing is left out."""
    for field in dataclasses.fields(row):
        value = getattr(row, field.name)
        if field.name in _NOT_FIGURES or value is None or value is False or value in ((), ""):
            continue
        yield _cell(f"{field.name} {_value(value)}" if value is not True else field.name)


def _value(value: Row) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(_value, value))
    if dataclasses.is_dataclass(value):
        return " ".join(_figures(value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    sys.exit(main())
