"""What docs/safety.md promises: every hazard has a test, and the list of figures is fresh."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from tests.house.tree import ROOT
from tools import safety_tables
from tools.safety_tables import BEGIN, END, list_text, main, unsigned, with_list

DOCUMENT: Final = (ROOT / "docs" / "safety.md").read_text(encoding="utf-8")
NODE: Final = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
HEADING: Final = "## Hazards"


def hazards() -> list[tuple[str, str, str]]:
    """Rows of the table of hazards: hazard, control, tests."""
    section = DOCUMENT.split(HEADING)[1].split("\n## ")[0]
    rows = [line.strip("|").split(" | ") for line in section.splitlines() if line.startswith("| ")]
    return [(row[0].strip(), row[1].strip(), row[2].strip()) for row in rows[1:]]


@cache
def names_in(file: str) -> frozenset[str]:
    """Names of the tests of a file."""
    path = ROOT / file
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def test_the_table_of_hazards_is_read() -> None:
    assert len(hazards()) > 25
    assert all(hazard and control for hazard, control, _ in hazards())
    assert len({hazard for hazard, _, _ in hazards()}) == len(hazards())


@pytest.mark.parametrize("number", range(len(hazards())))
def test_every_hazard_has_a_test_that_exists(number: int) -> None:
    hazard, _, cell = hazards()[number]
    nodes = NODE.findall(cell)
    assert nodes, hazard
    assert NODE.sub("", cell).strip() == "", "only names of tests stand here"
    missing = [f"{file}::{name}" for file, name in nodes if name not in names_in(file)]
    assert missing == []


def test_a_test_that_is_gone_would_be_noticed() -> None:
    assert "test_hat" not in names_in("tests/house/test_safety_doc.py")
    assert names_in("tests/house/test_hat.py") == frozenset()
    assert "test_every_hazard_has_a_test_that_exists" in names_in("tests/house/test_safety_doc.py")


def test_intended_use_says_what_it_is_not() -> None:
    use = DOCUMENT.split("## Intended use")[1].split("\n## ")[0]
    for words in (
        "not a certified medical device",
        "no\ndiagnosis",
        "**Not for**",
        "Nobody has been",
    ):
        assert words in use


# ---------------------------------------------------------------------- figures to be signed


def test_the_list_of_unsigned_figures_is_fresh() -> None:
    assert main(["--check"]) == 0, "run python -m tools.safety_tables"


def test_only_what_is_from_memory_or_proposed_waits() -> None:
    rows = unsigned()
    assert {row.mark for row in rows} == {"U", "D"}
    assert len({(row.table, row.name) for row in rows}) == len(rows)
    assert all(row.why and row.says for row in rows)
    assert {"Pain", "Screening", "Conditions and operations", "Planning"} <= {r.table for r in rows}
    text = list_text(rows)
    assert text.count("\n| ") == len(rows) + text.count("| row |")


def test_a_stale_list_is_seen_and_written_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "safety.md"
    copy.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    assert main(["--check"], copy) == 1
    assert "old" in copy.read_text(encoding="utf-8")
    assert main([], copy) == 0
    assert main(["--check"], copy) == 0
    written = copy.read_text(encoding="utf-8")
    assert written.startswith("before\n")
    assert written.endswith(f"{END}\nafter\n")
    assert "rows wait" in written
    assert capsys.readouterr().out.splitlines() == ["stale: safety.md", "wrote: safety.md"]


def test_a_document_without_its_marks_is_named() -> None:
    with pytest.raises(SystemExit, match="marks"):
        with_list("nothing", "text")


def test_a_bar_in_a_text_does_not_break_the_table() -> None:
    assert safety_tables._cell("a|b\nc") == "a\\|b c"
