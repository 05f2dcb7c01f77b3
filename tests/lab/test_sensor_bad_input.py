"""Bad sensor recordings through the real command: a named refusal or a named warning, no silence.

Every case says what it must be told by; a warning that stands in every record proves nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
from click.testing import CliRunner, Result

from coxa.messages.catalog import refusal, sentence
from coxa.phantom.plan import Motion
from coxa.phantom.sensor import PhoneMounting, SensorScenario, mounting_facing, simulate_sensor
from coxa.records.assessment import DIRECTIONS
from coxa_lab import cli
from coxa_lab.recordings.sensor import write_motion
from tests.lab.phantom_sensor_files import (
    ACC_NAMES,
    GYR_NAMES,
    SWING,
    both,
    table,
    write_text,
)

PLAIN: Final = SensorScenario(seed=3, motion=Motion(order=("left",), rest_end_s=2.5))
ALWAYS: Final = frozenset({"sensor_pelvis_unseen", "sensor_first_internal"})
"""Said of every seated recording whose mounting is not declared."""
NAMES: Final = ("Time (s)", *ACC_NAMES, *GYR_NAMES)
BARE: Final = ("time", "ax", "ay", "az", "gx", "gy", "gz")


def assess(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(
        cli.main, ["assess", "--quiet", "--json", "-", *map(str, arguments)]
    )
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    assert "Traceback" not in result.output
    return result


def written(folder: Path, scenario: SensorScenario) -> Path:
    path = folder / "phone.csv"
    write_motion(path, simulate_sensor(scenario).recording)
    return path


def codes_of(result: Result) -> set[str]:
    """Every remark of a record that was made, each with its sentence and its next step."""
    assert result.exit_code == 0, result.output
    record = json.loads(result.stdout)
    notices = [*record["warnings"], *record["quality"]["reasons"]]
    assert all(notice["message"] and notice["next_step"] for notice in notices)
    return {notice["code"] for notice in notices}


def refusal_in(result: Result) -> dict[str, Any]:
    """The refusal that stands where the record would have stood: what, and one next step."""
    assert result.exit_code == 1, result.output
    record: dict[str, Any] = json.loads(result.stdout)
    assert record["schema"] == "coxa.refusal/1"
    assert record["message"]
    assert record["next_step"]
    return record


# --------------------------------------------------------------------------- measured all the same


def test_a_sound_recording_is_measured_without_a_remark_of_its_own(tmp_path: Path) -> None:
    result = assess(written(tmp_path, PLAIN), "--side", "left")
    assert codes_of(result) == ALWAYS
    side = json.loads(result.stdout)["sides"]["left"]
    truth = simulate_sensor(PLAIN).truth
    for direction in DIRECTIONS:
        found_deg = side[f"{direction}_rotation"]["value_deg"]
        assert found_deg == pytest.approx(truth.mean_peak_deg(direction), abs=3.0)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"placement": "thigh", "mounting": PhoneMounting(round_deg=80.0)},
         {"sensor_maybe_thigh"}),
        ({"slip_at_s": 12.0, "slip_deg": 15.0}, {"sensor_slipped", "too_few_repetitions"}),
        ({"turned_until_s": 1.0}, {"sensor_turned", "tilt_starts_moving"}),
        ({"gaps_s": ((8.0, 13.4),)}, {"sensor_gaps", "tilt_restarted", "too_few_repetitions"}),
        ({"has_gyroscope": False}, {"sensor_no_gyroscope", "tilt_no_gyroscope"}),
        ({"rate_hz": 10.0}, {"sensor_low_rate"}),
    ],
    ids=["thigh", "slips", "turned first", "gap", "accelerometer alone", "10 Hz"],
)  # fmt: skip
def test_what_spoils_a_recording_is_told_by_its_own_name(
    tmp_path: Path, change: dict[str, Any], told: set[str]
) -> None:
    result = assess(written(tmp_path, replace(PLAIN, **change)), "--side", "left")
    assert codes_of(result) - ALWAYS == told


# --------------------------------------------------------------------------- refused, by what it is


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"placement": "thigh", "mounting": PhoneMounting(round_deg=8.0)}, "sensor_lies_flat"),
        ({"placement": "table"}, "sensor_still"),
        ({"placement": "hand"}, "sensor_never_still"),
        ({"rate_hz": 5.0}, "sensor_low_rate"),
        *(({"turned_until_s": until_s}, "sensor_first_unseen") for until_s in (2.0, 4.0, 6.0)),
    ],
    ids=["flat on the thigh", "table", "hand", "5 Hz", "turned 2", "turned 4", "turned 6"],
)
def test_a_recording_that_gives_no_honest_number_is_refused(
    tmp_path: Path, change: dict[str, Any], code: str
) -> None:
    result = assess(written(tmp_path, replace(PLAIN, **change)), "--side", "left")
    assert refusal_in(result)["code"] == code


@pytest.mark.parametrize("seed", range(3, 9))
@pytest.mark.parametrize("until_s", [2.0, 4.0, 6.0])
def test_a_phone_turned_before_the_rest_never_exchanges_the_directions(
    tmp_path: Path, seed: int, until_s: float
) -> None:
    uneven = replace(PLAIN.motion, left_internal_deg=28.0, left_external_deg=42.0)
    scenario = replace(PLAIN, seed=seed, turned_until_s=until_s, rate_hz=50.0, motion=uneven)
    result = assess(written(tmp_path, scenario), "--side", "left")
    if result.exit_code == 1:
        assert refusal_in(result)["code"] == "sensor_first_unseen"
        return
    side = json.loads(result.stdout)["sides"]["left"]
    inward, outward = (side[f"{direction}_rotation"]["value_deg"] for direction in DIRECTIONS)
    assert inward < 35.0 < outward


def test_the_same_recording_counts_once_the_mounting_is_said(tmp_path: Path) -> None:
    mounting = mounting_facing("forward", "left")
    path = written(tmp_path, replace(PLAIN, mounting=mounting, turned_until_s=4.0))
    assert refusal_in(assess(path, "--side", "left"))["code"] == "sensor_first_unseen"
    assert "sensor_turned" in codes_of(assess(path, "--side", "left", "--screen", "forward"))


@pytest.mark.parametrize("position", ["supine_hip_flexed", "standing"])
def test_a_position_in_which_gravity_shows_nothing_is_refused(
    tmp_path: Path, position: str
) -> None:
    result = assess(written(tmp_path, PLAIN), "--side", "left", "--position", position)
    told = refusal_in(result)
    assert told["code"] == "turn_about_gravity"
    assert sentence(f"position.{position}").lower() in told["message"].lower()


def test_without_a_side_it_asks_for_it(tmp_path: Path) -> None:
    told = refusal_in(assess(written(tmp_path, PLAIN)))
    assert told["code"] == "sensor_no_side"
    assert "--side left" in told["next_step"]


def test_a_recording_of_hours_is_refused_by_its_length(tmp_path: Path) -> None:
    t_s = np.arange(0.0, 2 * 3600.0, 0.1)
    rows = np.column_stack([t_s, np.tile([0.0, 9.81, 0.0], (len(t_s), 1))])
    path = write_text(tmp_path / "night.csv", table(NAMES[:4], rows))
    told = refusal_in(assess(path, "--side", "left"))
    assert told["code"] == "sensor_too_long"
    assert "120 minutes" in told["message"]


# ------------------------------------------------------------------------ refused, by what is in it


def mixed_units() -> str:
    """From some row on in g."""
    rows = both(SWING.times())
    rows[1500:, 1:4] /= 9.80665
    return table(BARE, rows, digits=".12g")


def with_cells(text: str, every: int) -> str:
    """A table with another text in one cell of every so manieth row."""
    lines = table(NAMES, both(SWING.times())).splitlines()
    for i in range(1, len(lines), every):
        cells = lines[i].split(",")
        lines[i] = ",".join([*cells[:2], text, *cells[3:]])
    return "\n".join(lines) + "\n"


CONTENTS: Final[dict[str, tuple[str, Callable[[], str], str]]] = {
    "empty": ("a.csv", lambda: "", "empty_file"),
    "other columns": ("a.csv", lambda: "date,heart rate\n1,60\n2,61\n", "sensor_wrong_columns"),
    "two axes": (
        "a.csv", lambda: table(NAMES[:3], both(SWING.times())[:, :3]), "sensor_wrong_columns"
    ),
    "words": ("a.csv", lambda: "Dear diary\n", "sensor_wrong_columns"),
    "heading alone": ("a.csv", lambda: ",".join(NAMES) + "\n", "sensor_no_time"),
    "mixed units": ("a.csv", mixed_units, "sensor_units_mixed"),
    "an axis in another unit": (
        "a.csv",
        lambda: table(("Time (s)", "Acceleration x (g)", *NAMES[2:]), both(SWING.times())),
        "sensor_units_mixed",
    ),
    "gyroscope alone": (
        "a.csv",
        lambda: table((NAMES[0], *GYR_NAMES), both(SWING.times())[:, [0, 4, 5, 6]]),
        "sensor_only_gyroscope",
    ),
    "every second row": ("a.csv", lambda: with_cells("NaN", 2), "sensor_cells_unreadable"),
    "a word in every third row": ("a.csv", lambda: with_cells("n/a", 3), "sensor_cells_unreadable"),
    "one second": (
        "a.csv", lambda: table(NAMES, both(SWING.times())[:100]), "sensor_too_short"
    ),
    "newer record": ("a.json", lambda: '{"schema": "coxa.motion/9"}', "unknown_schema"),
    "broken record": ("a.json", lambda: '{"schema": "coxa.motion/1"}', "not_a_record"),
    "archive that ends early": ("a.zip", lambda: "PK\x03\x04 and no more", "sensor_damaged"),
}  # fmt: skip
NAMED_IN: Final = frozenset(CONTENTS) - {"empty", "newer record", "broken record"}
"""What says which file it is about, beside what is wrong."""


@pytest.mark.parametrize("case", CONTENTS)
def test_a_file_that_cannot_be_read_is_told_what_where_and_what_to_do(
    tmp_path: Path, case: str
) -> None:
    name, content, code = CONTENTS[case]
    told = refusal_in(assess(write_text(tmp_path / name, content()), "--side", "left"))
    assert told["code"] == code
    assert (name in told["message"]) == (case in NAMED_IN)


def test_wrong_columns_are_told_by_their_names(tmp_path: Path) -> None:
    path = write_text(tmp_path / "a.csv", "date,heart rate\n1,60\n")
    assert "date,heart rate" in refusal_in(assess(path, "--side", "left"))["message"]


@pytest.mark.parametrize("text", ["NaN", "", "n/a"])
def test_a_few_cells_without_a_number_are_counted_and_left_out(tmp_path: Path, text: str) -> None:
    path = written(tmp_path, PLAIN)
    lines = path.read_text(encoding="utf-8").splitlines()
    for i in (400, 900):
        cells = lines[i].split(",")
        lines[i] = ",".join([*cells[:2], text, *cells[3:]])
    write_text(path, "\n".join(lines) + "\n")
    result = assess(path, "--side", "left")
    assert codes_of(result) - ALWAYS == {"sensor_cells_unreadable"}


@pytest.mark.parametrize("make", ["nothing", "another file", "no folder"])
def test_a_folder_that_is_no_recording_is_wrong_usage(tmp_path: Path, make: str) -> None:
    folder = tmp_path / "export"
    if make != "no folder":
        folder.mkdir()
    if make == "another file":
        (folder / "notes.txt").write_text("walked the dog", encoding="utf-8")
    result = assess(folder, "--side", "left")
    assert result.exit_code == 2
    assert result.stdout == ""
    code = "file_missing" if make == "no folder" else "is_a_folder"
    told = refusal(code, path=str(folder))
    assert result.stderr == (f"coxa: {told.message} {told.next_step}\n")
