"""Results kept beside earlier ones: whose they are, what changed, what is kept once."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from pathlib import Path

import pytest

from coxa.errors import RefusedError
from coxa.messages.catalog import refusal
from coxa.records.assessment import Assessment
from coxa.records.codec import assessment_from_json, assessment_to_json, canonical_text
from coxa_lab.errors import EXIT_USAGE, OutputError, exit_code
from coxa_lab.keeping import history_of, keep
from coxa_lab.store import open_store
from tests.core.history_samples import only, record
from tests.lab.store_samples import SUBJECT, put, typed


def sensor(value_deg: float, day: int) -> Assessment:
    """A recording of its own."""
    made = record(only(value_deg), day, device="sensor")
    return replace(made, recording_sha256=uuid.uuid4().hex * 2)


def test_a_new_folder_needs_a_name_and_says_so(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="store_needs_subject") as caught:
        keep(typed("2026-10-22"), tmp_path / "new")
    assert exit_code(caught.value) == EXIT_USAGE
    assert "--subject" in (refusal("store_needs_subject", path="x").next_step or "")
    assert not (tmp_path / "new").exists()


def test_a_folder_that_is_there_knows_whose_it_is(tmp_path: Path) -> None:
    put(tmp_path / "p", "2026-10-22")
    kept = keep(typed("2026-11-22"), tmp_path / "p")
    assert kept.assessment.subject == SUBJECT
    assert json.loads(kept.path.read_text(encoding="utf-8"))["subject"] == SUBJECT


def test_somebody_elses_folder_is_refused(tmp_path: Path) -> None:
    put(tmp_path / "p", "2026-10-22")
    with pytest.raises(RefusedError, match="another_person"):
        keep(typed("2026-11-22"), tmp_path / "p", "p-2")


def test_a_folder_with_other_things_is_not_taken_over(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(RefusedError, match="not_a_store"):
        keep(typed("2026-11-22"), tmp_path, SUBJECT)


def test_the_change_is_that_since_the_latest_comparable_record(tmp_path: Path) -> None:
    assert put(tmp_path / "p", "2026-10-01").assessment.comparison.change == ()
    second = put(tmp_path / "p", "2026-10-22", left_internal="20")
    put(tmp_path / "p", "2026-10-23", position="prone")
    kept = put(tmp_path / "p", "2026-11-22", left_internal="41")
    changes = {(c.side, c.direction): c for c in kept.assessment.comparison.change}
    assert len(changes) == 4
    assert changes["left", "internal"].finding == "more"
    assert changes["left", "internal"].before_id == second.assessment.id
    assert changes["right", "external"].finding == "no_measurable_change"
    stored = assessment_from_json(json.loads(kept.path.read_text(encoding="utf-8")))
    assert stored == kept.assessment
    assert [r.code for r in kept.findings.not_compared] == ["other_position"]


def test_a_record_added_late_is_not_compared_with_later_ones(tmp_path: Path) -> None:
    put(tmp_path / "p", "2026-11-22")
    assert put(tmp_path / "p", "2026-10-22").assessment.comparison.change == ()


def test_findings_look_at_the_earlier_days(tmp_path: Path) -> None:
    low = {"left_internal": "12", "left_external": "30"}
    put(tmp_path / "p", "2026-10-22", **low)
    found = put(tmp_path / "p", "2026-11-22", **low).findings
    assert [row.side for row in found.low_internal] == ["left"]


def test_the_same_recording_is_kept_once(tmp_path: Path) -> None:
    first = sensor(30.0, 0)
    again = replace(first, id=str(uuid.uuid4()), recorded_at="2026-12-24T10:00:00+01:00")
    kept = keep(first, tmp_path / "p", "alice")
    twice = keep(again, tmp_path / "p")
    assert (kept.is_new, twice.is_new) == (True, False)
    assert (twice.path, twice.assessment) == (kept.path, kept.assessment)
    assert len(list((tmp_path / "p").glob("*.json"))) == 2


def test_the_same_recording_measured_anew_is_no_change(tmp_path: Path) -> None:
    first = record(only(30.0), 0)
    keep(first, tmp_path / "p", "alice")
    newer = replace(first, id=str(uuid.uuid4()), coxa_version="9.9")
    kept = keep(newer, tmp_path / "p")
    assert kept.is_new
    assert kept.assessment.comparison.change == ()


def test_what_cannot_be_used_is_named_and_the_rest_stands(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    kept = put(folder, "2026-10-22")
    other = assessment_to_json(replace(typed("2026-10-23"), subject="p-2"))
    (folder / "other.json").write_text(canonical_text(other), encoding="utf-8")
    (folder / "naive.json").write_text(
        canonical_text(other | {"recorded_at": "2026-10-23T10:00:00"}), encoding="utf-8"
    )
    (folder / "strange.json").write_text(
        canonical_text(other | {"schema": "coxa.hat/1"}), encoding="utf-8"
    )
    own = assessment_to_json(kept.assessment)
    (folder / "twice.json").write_text(canonical_text(own), encoding="utf-8")
    (folder / "zwin.json").write_text(canonical_text(own | {"examiner": "X"}), encoding="utf-8")
    (folder / "holed.json").write_text(
        canonical_text({k: v for k, v in own.items() if k != "sides"} | {"id": "1"}),
        encoding="utf-8",
    )
    (folder / "empty.json").write_text("", encoding="utf-8")
    history = history_of(open_store(folder))
    assert [record.id for record in history.assessments] == [kept.assessment.id]
    told = {notice.path.name: notice.problem for notice in history.notices}
    assert set(told) == {
        "empty.json", "holed.json", "naive.json", "other.json", "strange.json", "zwin.json",
    }  # fmt: skip
    assert "p-2" in told["other.json"]
    assert "offset" in told["naive.json"]
    assert "sides: missing" in told["holed.json"]
    assert all(problem.endswith((".", ").")) for problem in told.values())
    assert put(folder, "2026-11-22").notices == history.notices
