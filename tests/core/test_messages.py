from __future__ import annotations

import re
from itertools import product
from typing import Any, get_args, get_type_hints

import pytest

from coxa.errors import MessageError, RefusedError
from coxa.messages.catalog import (
    has_sentence,
    placeholders,
    refusal,
    refusal_of,
    sentence,
    sentences,
    side_and_direction,
    warning,
)
from coxa.records.assessment import (
    DIRECTIONS,
    SIDES,
    Device,
    Grade,
    Mode,
    NormComparison,
    Position,
    QualityGrade,
    SideDifference,
    SideSource,
)
from coxa.records.codec import SCHEMAS
from coxa.tables.load import CompensationKind, Confidence, tables
from tools.build_tables import CORE

REFUSALS = (
    "not_a_video", "empty_file", "truncated", "audio_only", "no_images", "still_picture",
    "corrupt_images", "no_person", "two_people", "standing", "walking", "lying", "side_on",
    "legs_out_of_view", "too_far", "too_dark", "low_frame_rate", "too_short", "no_rest",
    "no_movement", "one_side_only", "head_out_of_view", "landmarks_unreliable", "left_right_swap",
    "camera_turned", "camera_tilted", "camera_moved", "both_legs_moved", "too_few_repetitions",
    "side_not_certain", "not_a_record", "unknown_schema", "file_missing", "is_a_folder",
    "unreadable", "output_exists", "output_unwritable", "unexpected_fault", "model_missing",
    "several_video_streams",
)  # fmt: skip
WARNINGS = (
    "truncated", "corrupt_images", "several_video_streams", "no_person", "two_people",
    "legs_out_of_view", "head_out_of_view", "too_far", "too_dark", "low_frame_rate", "no_rest",
    "too_few_repetitions", "repetitions_differ", "landmarks_unreliable", "left_right_swap",
    "camera_turned", "camera_tilted", "camera_moved", "both_legs_moved", "one_side_only",
    "side_not_certain", "late_rest",
)  # fmt: skip

FORBIDDEN = re.compile(
    r"diagnos|you have\b|abnormal|\bfail|\bpassed\b|disease|disorder|patholog|\bwrong leg\b"
    r"|\bcure|guarantee|deficit|defect|must not worry",
    re.IGNORECASE,
)
QUOTED = {"path": "a.mp4", "name": "a.tflite", "problem": "id: missing", "schema": "coxa.hat/1"}


def choices(record: type, field: str) -> tuple[str, ...]:
    """Values a Literal field of a record may take."""
    return get_args(get_type_hints(record)[field])


@pytest.mark.parametrize("code", REFUSALS)
def test_every_refusal_has_a_message_and_one_next_step(code: str) -> None:
    record = refusal(code, **QUOTED)
    assert record.code == code
    for text in (record.message, record.next_step):
        assert text.endswith((".", ").")) or code in {"model_missing"}
        assert text.count(".") <= 3


@pytest.mark.parametrize("code", WARNINGS)
def test_every_warning_has_a_message_and_one_next_step(code: str) -> None:
    notice = warning(code)
    assert notice.code == code
    assert notice.message
    assert notice.next_step


def codes(stem: str) -> set[str]:
    """Codes that have a sentence of this kind."""
    return {id_.removeprefix(stem) for id_ in sentences() if id_.startswith(stem)}


def test_every_code_has_a_next_step_and_every_step_a_code() -> None:
    assert codes("next_step.") == codes("refusal.") | codes("warning.")
    assert codes("refusal.") >= set(REFUSALS)
    assert codes("warning.") >= set(WARNINGS)


def test_every_code_the_program_raises_has_a_sentence() -> None:
    raised = re.compile(r'(RefusedError|InputError|OutputError|warning)\(\s*"(\w+)"')
    unsaid = []
    for path in sorted(CORE.parent.rglob("*.py")):
        for maker, code in raised.findall(path.read_text(encoding="utf-8")):
            stem = "warning" if maker == "warning" else "refusal"
            if not has_sentence(f"{stem}.{code}"):
                unsaid.append(f"{path.relative_to(CORE.parent)}: {stem}.{code}")
    assert unsaid == []


@pytest.mark.parametrize("row", tables().quality, ids=lambda row: row.name)
def test_every_demand_of_the_quality_table_can_be_told(row: Any) -> None:  # noqa: ANN401 - a row
    assert (row.fair_at is None) or has_sentence(f"warning.{row.code}")
    assert (row.refuse_at is None) or has_sentence(f"refusal.{row.code}")


@pytest.mark.parametrize("kind", get_args(CompensationKind))
def test_every_compensation_can_be_told_in_every_grade(kind: str) -> None:
    for grade in get_args(Grade):
        assert sentence(f"compensation.{kind}.{grade}", value=1.234)
    for part in ("name", "explanation"):
        assert sentence(f"compensation.{kind}.{part}")
    assert sentence(f"repetition.{kind}")


@pytest.mark.parametrize(
    ("stem", "names"),
    [
        ("side", SIDES),
        ("direction", DIRECTIONS),
        ("quantity", ("internal_rotation", "external_rotation", "total_arc")),
        ("position", get_args(Position)),
        ("mode", get_args(Mode)),
        ("report.device", get_args(Device)),
        ("side_source", get_args(SideSource)),
        ("quality.grade", get_args(QualityGrade)),
        ("confidence", get_args(Confidence)),
        ("comparison.sides", choices(SideDifference, "finding")),
        ("comparison.norms", choices(NormComparison, "finding")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_choice_of_a_record_has_words(stem: str, names: tuple[str, ...]) -> None:
    assert names
    for name in names:
        assert has_sentence(f"{stem}.{name}"), f"{stem}.{name}"


def test_sides_and_directions_are_named_in_words() -> None:
    named = [side_and_direction(side, way) for side, way in product(SIDES, DIRECTIONS)]
    assert named[0] == "left, turning in (internal rotation)"
    assert len(set(named)) == 4


def test_facing_the_camera_turning_in_moves_the_foot_outward() -> None:
    assert "outward" in sentence("direction.internal_foot")
    assert "inward" in sentence("direction.external_foot")


def test_the_safety_sentence_says_stop_tell_and_own_range() -> None:
    text = sentence("safety").lower()
    for word in ("stop at once", "any pain", "physical therapist", "your own range"):
        assert word in text


def test_the_clinics_figure_is_shown_and_not_judged() -> None:
    text = sentence("comparison.reference.shown", reference_deg=45.0)
    assert "45°" in text
    assert "not judged" in text


@pytest.mark.parametrize("id_", sorted(sentences()))
def test_a_sentence_is_plain(id_: str) -> None:
    text = sentences()[id_]
    assert text == text.strip()
    assert text
    assert not FORBIDDEN.search(text)
    longest = max(len(part.split()) for part in re.split(r"[.;:?!]\s|\s[(–]", text))
    assert longest <= 30, f"{longest} words without a stop"


@pytest.mark.parametrize("id_", sorted(sentences()))
def test_a_sentence_quotes_only_named_values(id_: str) -> None:
    template = sentences()[id_]
    names = placeholders(template)
    assert all(name.isidentifier() for name in names)
    assert template.count("{") == template.count("}")
    if names:
        with pytest.raises(MessageError, match=re.escape(f"'{id_}' needs")):
            sentence(id_)


def test_limits_of_the_quality_table_are_quoted_from_it() -> None:
    least = tables().quality_limit("frame_rate").refuse_at
    assert f"{least:g}" in refusal("low_frame_rate").message


def test_a_refused_recording_explains_itself() -> None:
    error = RefusedError("unknown_schema", schema=SCHEMAS[0], name="a.json")
    assert refusal_of(error) == refusal("unknown_schema")


def test_more_values_than_quoted_do_no_harm() -> None:
    assert sentence("safety", hat=3) == sentence("safety")


@pytest.mark.parametrize(
    ("id_", "language", "values", "said"),
    [
        ("hat", "en", {}, "no sentence 'hat'"),
        ("safety", "xx", {}, "no language 'xx'"),
        ("safety", "../en", {}, "no language '../en'"),
        ("refusal.file_missing", "en", {}, "needs 'path'"),
        ("compensation.pace.note", "en", {"value": "quick"}, "needs"),
    ],
    ids=["sentence", "language", "path", "value", "type"],
)
def test_what_is_missing_is_named(
    id_: str, language: str, values: dict[str, str], said: str
) -> None:
    with pytest.raises(MessageError, match=re.escape(said)):
        sentence(id_, language, **values)
