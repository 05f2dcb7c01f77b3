from __future__ import annotations

import json
import math
import tomllib
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coxa.assessment.position import demand_device
from coxa.errors import RefusedError, TableError
from coxa.messages.catalog import has_sentence
from coxa.messages.positions import guide_of
from coxa.records.assessment import DIRECTIONS, Device, Mode, Position
from coxa.tables import load
from coxa.tables.load import (
    TABLES_VERSION,
    CompensationKind,
    CompensationLimit,
    ErrorName,
    QualityLimit,
    QualityName,
    RuleName,
    tables,
)
from tools.build_tables import CORE, built_files, main

GRADES = (None, "note", "warn", "refuse")
SOURCES = {source.id: source for source in tables().sources}
SOURCED_ROWS = [
    row
    for rows in (
        tables().norms,
        tables().arc_norms,
        tables().published,
        tables().reference,
        tables().compensations,
        tables().quality,
        tables().error,
        tables().device_error,
        tables().side_rules,
        tables().positions,
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
    assert source.id in mentioned()


@cache
def mentioned() -> str:
    """Everything that may cite a source: the tables, the code that makes releases, the docs."""
    written = [p for p in CORE.glob("tables/**/*.toml") if not p.name.startswith("sources")]
    docs = CORE.parent.parent / "docs"
    files = [*written, *CORE.glob("safety/*.py"), *docs.glob("*.md"), *docs.glob("protocols/*.md")]
    return " ".join(path.read_text(encoding="utf-8") for path in files)


def test_sources_have_names_of_their_own() -> None:
    assert len(SOURCES) == len(tables().sources)


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        ([row.kind for row in tables().compensations], get_args(CompensationKind)),
        ([row.name for row in tables().quality], get_args(QualityName)),
        ([row.name for row in tables().error], get_args(ErrorName)),
        ([row.name for row in tables().side_rules], get_args(RuleName)),
        ([row.position for row in tables().positions], get_args(Position)),
    ],
    ids=["compensations", "quality", "error", "side_rules", "positions"],
)
def test_every_name_the_code_knows_has_one_row(found: list[str], wanted: tuple[str, ...]) -> None:
    assert sorted(found) == sorted(wanted)


@pytest.mark.parametrize("direction", ["internal", "external"])
def test_the_norm_of_the_test_at_home_is_the_active_seated_one(direction: str) -> None:
    primary = [
        row
        for row in tables().norms
        if (row.position, row.mode, row.direction) == ("seated", "active", direction)
    ]
    assert len(primary) == 1
    norm = tables().norm("seated", "active", primary[0].direction)
    assert norm == primary[0]
    assert norm.mean_deg - 2 * norm.sd_deg > 0
    assert SOURCES[norm.sd_source_id].confidence == norm.sd_confidence == "D"


def test_there_is_no_norm_where_none_was_read() -> None:
    assert tables().norm("supine_hip_extended", "active", "internal") is None
    assert tables().norm("standing", "active", "internal") is None
    assert tables().arc_norm("supine_hip_extended", "passive") is None
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


@pytest.mark.parametrize(
    "read",
    [
        "compensation", "quality_limit", "error_figure", "source", "side_rule", "position",
    ],
)  # fmt: skip
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


# ----------------------------------------------------------------------------- norms, errors, rules


def test_nothing_from_memory_is_compared_with() -> None:
    for row in [*tables().norms, *tables().arc_norms]:
        assert {row.confidence, row.sd_confidence} <= set("ABCD")
        assert row.sd_source_id in SOURCES
    assert {row.confidence for row in tables().side_rules} <= set("ABCD")


def test_a_value_has_one_norm_for_each_way_it_can_be_measured() -> None:
    places = [(row.position, row.mode, row.direction) for row in tables().norms]
    assert len(set(places)) == len(places)
    arcs = [(row.position, row.mode) for row in tables().arc_norms]
    assert len(set(arcs)) == len(arcs)


@pytest.mark.parametrize("row", tables().arc_norms, ids=lambda row: f"{row.position}-{row.mode}")
def test_the_arc_lies_near_the_sum_of_its_directions(row: load.ArcNorm) -> None:
    both = [tables().norm(row.position, row.mode, way) for way in DIRECTIONS]
    means = [norm.mean_deg for norm in both if norm is not None]
    if len(means) == 2:
        assert sum(means) == pytest.approx(row.mean_deg, abs=4.0)


def test_shown_figures_say_at_least_one_number_and_why_they_are_not_compared() -> None:
    for row in tables().published:
        means = [row.arc_deg, *(row.mean_deg(way) for way in DIRECTIONS)]
        assert any(mean is not None for mean in means)
    krause = [row for row in tables().published if row.source_id == "krause_2015"]
    assert [row.mode for row in krause] == [None]
    assert tables().published_for("supine_hip_extended", "active")
    assert all(row.position == "seated" for row in tables().published_for("seated", "passive"))


def test_a_typed_value_gives_the_published_detectable_change_back() -> None:
    row = tables().typed_error("inclinometer", "seated", "active", "internal")
    assert row.source_id == "krause_2015"
    assert math.hypot(row.error_95_deg, row.error_95_deg) == pytest.approx(5.4)
    assert tables().typed_error("goniometer", "seated", "passive", "external").mdc_high_deg == 8.6
    with pytest.raises(TableError, match="'camera'"):
        tables().typed_error("camera", "seated", "active", "internal")


@pytest.mark.parametrize("device", ["goniometer", "inclinometer"])
@pytest.mark.parametrize("mode", get_args(Mode))
@pytest.mark.parametrize("position", get_args(Position))
def test_every_typed_value_has_an_error_not_below_the_floor(
    device: Device, mode: Mode, position: Position
) -> None:
    for direction in DIRECTIONS:
        row = tables().typed_error(device, position, mode, direction)
        assert row.error_95_deg >= tables().error_figure("error_floor_95")
        assert row.mdc_low_deg <= row.mdc_high_deg


def test_devices_not_yet_tried_on_people_ask_for_caution() -> None:
    assert tables().caution_deg("camera") == 9.0
    assert tables().caution_deg("sensor") == 8.0
    assert tables().caution_deg("goniometer") == 0.0
    rows = [row for row in tables().device_error if row.use == "caution"]
    assert all(row.mdc_high_deg > tables().error_figure("detectable_change") for row in rows)


def test_limits_of_typed_values_are_in_order() -> None:
    names: list[RuleName] = ["typed_least", "typed_low", "typed_high", "typed_most"]
    values = [tables().side_rule(name) for name in names]
    assert values == sorted(values)


# --------------------------------------------------------------------------------------- positions

ALLOWED = {
    "seated": {"camera", "sensor", "goniometer", "inclinometer"},
    "prone": {"sensor", "goniometer", "inclinometer"},
    "supine_hip_flexed": {"goniometer"},
    "supine_hip_extended": {"sensor", "goniometer", "inclinometer"},
    "standing": {"goniometer"},
}


@pytest.mark.parametrize("position", get_args(Position))
def test_a_device_that_cannot_see_the_turn_is_refused_with_a_reason(position: Position) -> None:
    rule = tables().position(position)
    assert {r.device for r in rule.devices} == set(get_args(Device))
    for device in get_args(Device):
        if device in ALLOWED[position]:
            demand_device(position, device)
        else:
            with pytest.raises(RefusedError) as raised:
                demand_device(position, device)
            assert has_sentence(f"refusal.{raised.value.code}")
            assert has_sentence(f"next_step.{raised.value.code}")


def test_what_feels_gravity_needs_a_leg_that_tips() -> None:
    for rule in tables().positions:
        for device in ("sensor", "inclinometer"):
            assert rule.device(device).is_allowed == (rule.axis == "level")
    with pytest.raises(TableError, match="no device 'hat'"):
        tables().position("seated").device("hat")  # type: ignore[arg-type]  # the point


@pytest.mark.parametrize("position", get_args(Position))
def test_every_position_has_a_guide_in_words(position: Position) -> None:
    guide = guide_of(position)
    assert all((guide.name, guide.steps, guide.zero, guide.checks, guide.allowed))
    assert len(guide.allowed) + len(guide.refused) == len(get_args(Device))
    assert all(reason.endswith(".") for _, reason in guide.refused)
    assert guide.is_test == (position != "standing")


# ---------------------------------------------------------------------------------- built from TOML


@pytest.fixture
def core(tmp_path: Path) -> Path:
    """A copy of what is authored, without what is built from it."""
    copy = tmp_path / "src" / "coxa"
    for path in [*CORE.glob("tables/**/*.toml"), *CORE.glob("messages/**/*.toml")]:
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
    shipped = [
        json.loads((CORE / "tables" / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("care", "coaching", "tables")
    ]
    for path in CORE.glob("tables/*.toml"):
        written = tomllib.loads(path.read_text(encoding="utf-8"))
        if path.name.startswith("sources"):
            assert all(row in shipped[2]["sources"] for row in written["sources"])
        else:
            assert any(written.items() <= tables_.items() for tables_ in shipped), path.name
    assert {row["id"] for row in shipped[0]["exercises"]} == {
        path.stem for path in CORE.glob("tables/exercises/*.toml")
    }
