"""`coxa bridge`: one day with both devices, or a named reason why not."""

from __future__ import annotations

import uuid
from dataclasses import replace
from pathlib import Path

import pytest

from coxa.assessment.bridge_day import bridge_pairs, detectable_over
from coxa.records.assessment import Device, Position, Side
from coxa_lab.commands.bridge import bridge_command
from coxa_lab.keeping import History, history_of, keep, look_back
from coxa_lab.store import open_store
from tests.core.history_samples import EVEN, FIRST_DAY, Values, record
from tests.lab.store_samples import flat, run

CAMERA_TO_SENSOR = ("--from-device", "camera", "--to-device", "sensor")


def leg(side: Side, offset_deg: float = 0.0) -> Values:
    return {place: v + offset_deg for place, v in EVEN.items() if place[0] == side}


def put(
    folder: Path,
    day: int,
    device: Device,
    values: Values = EVEN,
    *,
    hour: int = 10,
    position: Position = "seated",
) -> None:
    made = record(values, day, device=device, hour=hour, position=position)
    keep(replace(made, recording_sha256=uuid.uuid4().hex * 2), folder, "alice")


def history(folder: Path) -> History:
    return history_of(open_store(folder))


def test_one_day_with_both_makes_a_bridge_and_says_what_it_means(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    put(folder, 0, "camera")
    put(folder, 9, "camera")
    put(folder, 9, "sensor", {place: v + 7 for place, v in EVEN.items()}, hour=11)
    put(folder, 20, "sensor", {place: v + 7 for place, v in EVEN.items()})
    result = run(bridge_command, folder, *CAMERA_TO_SENSOR)
    assert result.exit_code == 0, result.output
    text = flat(result.output)
    assert "From a camera to a motion sensor: seated, moved by yourself, on 10 November" in text
    assert "Left, turning in (internal rotation): a motion sensor reads 7° ± 6° more" in text
    assert "must be about 8° to be told from error" in text
    bridges = history(folder).bridges
    assert len(bridges) == 1
    assert bridges[0].offsets[0].offset_deg == 7.0
    trend = look_back(folder)
    assert trend.separate == ()
    assert any(point.is_bridged for line in trend.lines for point in line.points)


def test_the_same_bridge_is_made_once(tmp_path: Path) -> None:
    put(tmp_path / "p", 0, "camera")
    put(tmp_path / "p", 0, "sensor", hour=11)
    run(bridge_command, tmp_path / "p", *CAMERA_TO_SENSOR)
    again = run(bridge_command, tmp_path / "p", *CAMERA_TO_SENSOR)
    assert "in the folder already" in again.output
    assert len(history(tmp_path / "p").bridges) == 1


def test_a_phone_on_one_leg_after_the_other_bridges_both(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    put(folder, 0, "camera")
    put(folder, 0, "sensor", leg("left", 3.0), hour=11)
    put(folder, 0, "sensor", leg("right", -9.0), hour=12)
    text = flat(run(bridge_command, folder, *CAMERA_TO_SENSOR).output)
    assert "no difference larger than error between the two (+3° ± 6°)" in text
    assert "a motion sensor reads 9° ± 6° less than a camera" in text
    assert len(history(folder).bridges) == 2
    put(folder, 30, "sensor", hour=10)
    made = history(folder).assessments[-1]
    assert {(c.side, c.direction) for c in made.comparison.change} == set(EVEN)


def test_a_result_over_a_bridge_is_compared_with_the_other_device(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    put(folder, 0, "camera")
    put(folder, 0, "sensor", hour=11)
    run(bridge_command, folder, *CAMERA_TO_SENSOR)
    made = record(day=30, device="camera")
    kept = keep(replace(made, recording_sha256="1" * 64), folder)
    assert kept.findings.not_compared == ()
    assert kept.assessment.comparison.change[0].before_device is None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (CAMERA_TO_SENSOR, "There is no day on which a camera and a motion sensor"),
        ((*CAMERA_TO_SENSOR, "--date", "2026-11-01"), "On 2026-11-01, a camera and a motion"),
        (("--from-device", "camera", "--to-device", "camera"), "with the same device"),
        (
            ("--from-device", "inclinometer", "--to-device", "goniometer"),
            "No movement was measured with both devices",
        ),
    ],
)
def test_without_such_a_day_it_is_refused_by_name(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    folder = tmp_path / "p"
    put(folder, 0, "camera")
    put(folder, 0, "sensor", position="prone")
    put(folder, 1, "sensor")
    put(folder, 3, "goniometer", leg("left"))
    put(folder, 3, "inclinometer", leg("right"))
    result = run(bridge_command, folder, *arguments)
    assert result.exit_code == 1
    assert said in flat(result.stderr)
    assert history(folder).bridges == ()


def test_a_missing_folder_is_wrong_usage(tmp_path: Path) -> None:
    result = run(bridge_command, tmp_path / "nowhere", *CAMERA_TO_SENSOR)
    assert result.exit_code == 2
    assert "There is no file" in result.stderr


def test_the_newest_day_counts_and_a_date_chooses_another() -> None:
    records = [record(day=day, device=d) for day in (0, 5) for d in ("camera", "sensor")]
    newest = bridge_pairs(records, "camera", "sensor")
    assert [a.recorded_at[:10] for a, _ in newest] == ["2026-11-06"]
    first = bridge_pairs(records, "camera", "sensor", FIRST_DAY.isoformat())
    assert [b.recorded_at[:10] for _, b in first] == ["2026-11-01"]


def test_a_pair_that_adds_no_movement_is_left_out() -> None:
    records = [record(device="camera"), record(device="sensor"), record(device="sensor", hour=12)]
    ((_, second),) = bridge_pairs(records, "camera", "sensor")
    assert second.recorded_at == records[2].recorded_at


def test_a_bridge_costs_precision(tmp_path: Path) -> None:
    put(tmp_path / "p", 0, "camera")
    put(tmp_path / "p", 0, "sensor", hour=11)
    run(bridge_command, tmp_path / "p", *CAMERA_TO_SENSOR)
    bridge = history(tmp_path / "p").bridges[0]
    assert detectable_over(bridge) == pytest.approx(2**0.5 * 5.7)
