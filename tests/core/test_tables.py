from __future__ import annotations

import dataclasses
import json
import math
import tomllib
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coxa.errors import TableError
from coxa.tables import load
from coxa.tables.load import (
    TABLES_VERSION,
    CompensationKind,
    CompensationLimit,
    ErrorName,
    QualityLimit,
    QualityName,
    tables,
)
from tools.build_tables import CORE, built_files, main

GRADES = (None, "note", "warn", "refuse")
SOURCES = {source.id: source for source in tables().sources}
SOURCED_ROWS = [
    row
    for rows in (
        tables().norms,
        tables().reference,
        tables().compensations,
        tables().quality,
        tables().error,
    )
    for row in rows
]


@pytest.mark.parametrize("number", range(len(SOURCED_ROWS)))
def test_every_row_has_a_source_and_says_how_sure_it_is(number: int) -> None:
    row = SOURCED_ROWS[number]
    assert row.source_id in SOURCES
    assert row.confidence in "ABLUCD"
    if row.source_id == "coxa_proposal":
        assert row.confidence == "D"
    # A figure is never surer than the source it was read in, unless it is worked out from it.
    assert "ABLUCD".index(row.confidence) >= "ABLUCD".index(SOURCES[row.source_id].confidence)


@pytest.mark.parametrize("source", tables().sources, ids=lambda source: source.id)
def test_every_source_says_what_was_read_and_is_used(source: load.Source) -> None:
    assert source.citation.endswith(".")
    assert source.read.endswith(".")
    mentioned = " ".join(str(dataclasses.asdict(row)) for row in SOURCED_ROWS)
    notes = " ".join(path.read_text(encoding="utf-8") for path in (CORE / "tables").glob("n*.toml"))
    assert source.id in mentioned + notes


def test_sources_have_names_of_their_own() -> None:
    assert len(SOURCES) == len(tables().sources)


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        ([row.kind for row in tables().compensations], get_args(CompensationKind)),
        ([row.name for row in tables().quality], get_args(QualityName)),
        ([row.name for row in tables().error], get_args(ErrorName)),
    ],
    ids=["compensations", "quality", "error"],
)
def test_every_name_the_code_knows_has_one_row(found: list[str], wanted: tuple[str, ...]) -> None:
    assert sorted(found) == sorted(wanted)


@pytest.mark.parametrize("direction", ["internal", "external"])
def test_the_norm_of_the_test_at_home_is_the_active_seated_one(direction: str) -> None:
    primary = [
        row
        for row in tables().norms
        if row.primary
        and (row.position, row.mode, row.direction) == ("seated", "active", direction)
    ]
    assert len(primary) == 1
    norm = tables().norm("seated", "active", primary[0].direction)
    assert norm == primary[0]
    assert norm.mean_deg - 2 * norm.sd_deg > 0
    assert SOURCES[norm.sd_source_id].confidence == norm.sd_confidence == "D"


def test_there_is_no_norm_where_none_was_read() -> None:
    assert tables().norm("prone", "active", "internal") is None
    assert tables().reference_for("prone", "internal") is None


def test_the_clinic_speaks_of_45_both_ways() -> None:
    both = [tables().reference_for("seated", direction) for direction in ("internal", "external")]
    assert [row.value_deg for row in both if row] == [45.0, 45.0]


def test_the_floor_of_the_error_follows_from_the_detectable_change() -> None:
    change = tables().error_figure("detectable_change")
    assert tables().error_figure("error_floor_95") == pytest.approx(change / math.sqrt(2), abs=0.05)


@pytest.mark.parametrize("row", tables().compensations, ids=lambda row: row.kind)
@given(value=st.floats(-400, 400), more=st.floats(0, 400))
def test_a_larger_compensation_is_never_graded_better(
    row: CompensationLimit, value: float, more: float
) -> None:
    value = abs(value)
    worse = value + more if row.worse == "above" else value - more
    assert GRADES.index(row.grade(worse)) >= GRADES.index(row.grade(value))
    if row.worse == "above":
        assert row.grade(-value) == row.grade(value)


@pytest.mark.parametrize("row", tables().compensations, ids=lambda row: row.kind)
def test_grades_begin_at_their_limits(row: CompensationLimit) -> None:
    step = 1e-6 if row.worse == "above" else -1e-6
    for limit, grade in ((row.note_from, "note"), (row.warn_from, "warn")):
        assert row.grade(limit + step) == grade
        assert row.grade(limit - step) != grade
    assert (row.grade(1e9 * step) == "refuse") == (row.refuse_from is not None)
    assert row.grade(math.nan) is None


@pytest.mark.parametrize(
    ("kind", "size_deg"), [("pelvic_hike", 6.0), ("trunk_lean", 9.0), ("thigh_drift", 10.0)]
)
def test_what_must_be_found_is_warned_of_with_two_degrees_to_spare(
    kind: CompensationKind, size_deg: float
) -> None:
    limit = tables().compensation(kind)
    assert limit.grade(size_deg) == "warn"
    assert limit.warn_from <= size_deg - 1.5
    assert limit.warn_from >= limit.note_from


@pytest.mark.parametrize("row", tables().quality, ids=lambda row: row.name)
@given(value=st.floats(0, 1000), more=st.floats(0, 1000))
def test_a_worse_recording_never_gets_a_better_verdict(
    row: QualityLimit, value: float, more: float
) -> None:
    verdicts = ("good", "fair", "refuse")
    worse = value + more if row.worse == "above" else value - more
    assert verdicts.index(row.verdict(worse)) >= verdicts.index(row.verdict(value))


@pytest.mark.parametrize("row", tables().quality, ids=lambda row: row.name)
def test_a_demand_has_a_limit_and_refuses_beyond_its_warning(row: QualityLimit) -> None:
    limits = [limit for limit in (row.fair_at, row.refuse_at) if limit is not None]
    assert limits
    assert limits == sorted(limits, reverse=row.worse == "below")
    assert row.verdict(limits[0]) == "good"
    assert row.verdict(math.nan) == "good"


@pytest.mark.parametrize("read", ["compensation", "quality_limit", "error_figure", "source"])
def test_an_unknown_row_is_named(read: str) -> None:
    with pytest.raises(TableError, match="'hat'"):
        getattr(tables(), read)("hat")


def test_a_source_is_found_by_its_id() -> None:
    assert tables().source("krause_2015") == SOURCES["krause_2015"]


def test_broken_tables_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coxa.tables.load.resources.files", lambda _: tmp_path)
    for content in (None, "{", '{"version": 1}'):
        if content is not None:
            (tmp_path / "tables.json").write_text(content)
        with pytest.raises(TableError, match=r"tables\.json: .*build_tables"):
            tables.__wrapped__()


def test_the_version_of_the_package_is_the_one_of_the_tables() -> None:
    assert tables().version == TABLES_VERSION


# ---------------------------------------------------------------------------------- built from TOML


@pytest.fixture
def core(tmp_path: Path) -> Path:
    """A copy of what is authored, without what is built from it."""
    copy = tmp_path / "src" / "coxa"
    for path in [*CORE.glob("tables/*.toml"), *CORE.glob("messages/*.toml")]:
        target = copy / path.relative_to(CORE)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    return copy


def test_what_ships_is_what_is_written() -> None:
    for path, text in built_files(CORE).items():
        assert path.read_text(encoding="utf-8") == text, "run python -m tools.build_tables"


def test_building_writes_once_and_checking_sees_a_change(
    core: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--check"], core) == 1
    assert main([], core) == 0
    assert main(["--check"], core) == 0
    capsys.readouterr()
    norms = core / "tables" / "norms.toml"
    norms.write_text(norms.read_text(encoding="utf-8").replace("27.9", "28.9"), encoding="utf-8")
    assert main(["--check"], core) == 1
    assert "tables.json" in capsys.readouterr().out


def test_every_table_written_is_shipped() -> None:
    shipped = json.loads((CORE / "tables" / "tables.json").read_text(encoding="utf-8"))
    for path in CORE.glob("tables/*.toml"):
        for name, rows in tomllib.loads(path.read_text(encoding="utf-8")).items():
            assert shipped[name] == rows
