"""Bad input through the real command: an own code and one next step, or a sound number with a word.

The altered recordings are made from the bundled clip, whose true angles are known.
"""

from __future__ import annotations

import gzip
import html
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner

from coxa.phantom import presets
from coxa.records.codec import assessment_from_json
from coxa.records.landmarks import LANDMARKS
from coxa_lab.cli import main
from coxa_lab.truth import compare_with_truth, read_truth
from tests.lab.altered_clips import (
    FIRST_SIDE,
    ONE_MOVEMENT,
    Stretch,
    bundled_pictures,
    changed,
    mirrored,
    true_repetitions,
    turned,
    turned_by_metadata,
    write_video,
)
from tests.lab.bad_input_cases import CONTENTS, FILES, SOUND, Case, Measured

FARTHEST_OFF_DEG: Final = 5.0
SAME_DEG: Final = 0.5
_DIRECTIONS: Final = ("internal", "external")
Means = dict[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class Run:
    """What one command left behind."""

    exit_code: int
    stdout: str
    stderr: str
    record: dict[str, Any]
    page: str

    @property
    def means_deg(self) -> Means:
        """Mean of every side and direction that has one."""
        return {
            (side, direction): mean["value_deg"]
            for side, result in self.record["sides"].items()
            for direction in _DIRECTIONS
            if (mean := result[f"{direction}_rotation"]) is not None
        }

    @property
    def remarks(self) -> set[str]:
        """Codes of everything that was remarked."""
        notices = [*self.record["quality"]["reasons"], *self.record["warnings"]]
        return {notice["code"] for notice in notices}


def assess(recording: Path, out: Path, *options: str) -> Run:
    """Run `coxa assess` with a record and a page, and check what holds of every run."""
    out.mkdir()
    arguments = [str(recording), "--json", str(out / "a.json"), "--report", str(out / "a.html")]
    result = CliRunner().invoke(main, ["assess", *arguments, *options])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    assert result.exit_code in {0, 1}, result.output
    # Whole files and nothing beside them.
    assert {path.name for path in out.iterdir()} >= {"a.json", "a.html"}
    assert not list(out.glob(".*"))
    record = json.loads((out / "a.json").read_text(encoding="utf-8"))
    page = html.unescape((out / "a.html").read_text(encoding="utf-8"))
    assert page.rstrip().endswith("</html>")
    return Run(result.exit_code, result.stdout, result.stderr, record, page)


def assert_refused(run: Run, code: str) -> None:
    """The refusal stands where the result would have stood, with one next step."""
    assert run.exit_code == 1
    record = run.record
    assert record["schema"] == "coxa.refusal/1"
    assert record["code"] == code, record["message"]
    for text in (record["message"], record["next_step"]):
        assert text
        assert text in run.page
    assert " ".join(record["message"].split()[:4]) in run.stdout
    assert run.stderr == ""


def assert_sound(run: Run, stretch: Stretch) -> None:
    """Every number given is near the truth of the repetitions it was made from."""
    assert run.exit_code == 0, run.record
    assert run.record["schema"] == "coxa.assessment/1"
    true = true_repetitions(stretch)
    assert run.means_deg
    for (side, direction), mean_deg in run.means_deg.items():
        peaks_deg = [r.peak_deg for r in true if (r.side, r.direction) == (side, direction)]
        assert peaks_deg, f"nobody turned {side} {direction}"
        assert mean_deg == pytest.approx(sum(peaks_deg) / len(peaks_deg), abs=FARTHEST_OFF_DEG)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Case | Measured], Path]:
    """Makes a recording in a folder of the whole test run."""
    folder = tmp_path_factory.mktemp("altered")
    return lambda case: case.make(folder)


@dataclass(frozen=True, slots=True)
class Plain:
    """The unaltered first side, measured once."""

    video: Path
    landmarks: Path
    run: Run


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Plain:
    folder = tmp_path_factory.mktemp("plain")
    video = write_video(folder / "plain.mp4", bundled_pictures(FIRST_SIDE), is_exact=True)
    landmarks = folder / "landmarks.json"
    run = assess(video, folder / "out", "--landmarks", str(landmarks), "--not-mirrored")
    return Plain(video, landmarks, run)


# ------------------------------------------------------------------------------------------ refused


@pytest.mark.parametrize("case", FILES, ids=lambda case: case.name)
def test_a_file_that_is_no_recording_is_told_so(
    case: Case, made: Callable[[Case], Path], tmp_path: Path
) -> None:
    assert_refused(assess(made(case), tmp_path / "out"), case.code)


@pytest.mark.parametrize("case", CONTENTS, ids=lambda case: case.name)
def test_a_video_that_cannot_be_measured_is_told_why(
    case: Case, made: Callable[[Case], Path], tmp_path: Path
) -> None:
    assert_refused(assess(made(case), tmp_path / "out"), case.code)


PHANTOMS: Final = {
    "standing": "standing",
    "walking": "walking",
    # Nobody lies in the rendered or filmed recordings: these are simulated landmarks.
    "lying": "lying",
    "side-on": "side_on",
    "legs-out": "legs_out_of_view",
    "far": "too_far",
    "dark": "too_dark",
    "slow-images": "low_frame_rate",
    "short": "too_short",
    "still": "no_movement",
    "two-people": "two_people",
    "nobody": "no_person",
}


@pytest.mark.parametrize("preset", PHANTOMS)
def test_a_simulated_recording_that_cannot_be_measured_is_told_why(
    preset: str, tmp_path: Path
) -> None:
    assert_refused(assess(simulated(preset, tmp_path), tmp_path / "out"), PHANTOMS[preset])


def simulated(preset: str, folder: Path, *settings: str) -> Path:
    """Landmarks and truth of a simulated recording, made with `coxa phantom`."""
    assert preset in presets()
    landmarks, truth = folder / "phantom.json", folder / "truth.json"
    arguments = ["--preset", preset, "--landmarks", str(landmarks), "--truth", str(truth)]
    for setting in settings:
        arguments += ["--set", setting]
    result = CliRunner().invoke(main, ["phantom", *arguments])
    assert result.exit_code == 0, result.output
    return landmarks


# ----------------------------------------------------------------------------------------- measured


@pytest.mark.parametrize("case", SOUND, ids=lambda case: case.name)
def test_a_number_that_is_still_sound_comes_with_a_remark(
    case: Measured, made: Callable[[Measured], Path], tmp_path: Path
) -> None:
    run = assess(made(case), tmp_path / "out")
    assert_sound(run, case.stretch)
    assert run.remarks >= case.remarks
    for notice in [*run.record["quality"]["reasons"], *run.record["warnings"]]:
        assert notice["message"]
        assert notice["next_step"]
        assert notice["message"] in run.page


def test_one_leg_alone_is_measured(plain: Plain) -> None:
    assert_sound(plain.run, FIRST_SIDE)
    assert set(plain.run.record["sides"]) == {"right"}
    assert plain.run.remarks == {"one_side_only", "too_few_repetitions"}


def inward_deg(run: Run) -> float:
    """Mean internal rotation of the right leg, the only one turned inward in `ONE_MOVEMENT`."""
    assert run.exit_code == 0, run.record
    assert set(run.means_deg) >= {("right", "internal")}
    return run.means_deg["right", "internal"]


def test_a_mirrored_copy_gives_the_same_on_the_right_side(plain: Plain, tmp_path: Path) -> None:
    flipped = write_video(
        tmp_path / "a.mp4", changed(bundled_pictures(ONE_MOVEMENT), mirrored), is_exact=True
    )
    run = assess(flipped, tmp_path / "out", "--mirrored")
    assert inward_deg(run) == pytest.approx(inward_deg(plain.run), abs=SAME_DEG)
    assert set(run.record["sides"]) == {"right"}
    assert run.record["side_source"] == "mirrored_option"


def test_a_copy_turned_by_its_metadata_gives_the_same(plain: Plain, tmp_path: Path) -> None:
    lying = write_video(
        tmp_path / "a.mp4", changed(bundled_pictures(ONE_MOVEMENT), turned), is_exact=True
    )
    folder = tmp_path / "ein Ordner mit Ümlaut"
    folder.mkdir()
    named = folder / f"Übung im Sitzen, 2. Versuch {'x' * 200}.mp4"
    run = assess(turned_by_metadata(lying, named), tmp_path / "out", "--not-mirrored")
    assert inward_deg(run) == pytest.approx(inward_deg(plain.run), abs=SAME_DEG)


# ----------------------------------------------------------------------------------- landmark files


def same_numbers(a: Run, b: Run) -> bool:
    """Whether two records differ only in what they are called."""
    return {k: v for k, v in a.record.items() if k != "id"} == {
        k: v for k, v in b.record.items() if k != "id"
    }


def test_the_landmark_file_gives_exactly_the_numbers_of_the_video(
    plain: Plain, tmp_path: Path
) -> None:
    assert same_numbers(assess(plain.landmarks, tmp_path / "out", "--not-mirrored"), plain.run)


def test_a_compressed_landmark_file_gives_them_too(plain: Plain, tmp_path: Path) -> None:
    packed = tmp_path / "landmarks.json.gz"
    packed.write_bytes(gzip.compress(plain.landmarks.read_bytes()))
    assert same_numbers(assess(packed, tmp_path / "out", "--not-mirrored"), plain.run)


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_half_a_landmark_file_is_refused(plain: Plain, tmp_path: Path, suffix: str) -> None:
    content = plain.landmarks.read_bytes()
    whole = gzip.compress(content) if suffix else content
    half = tmp_path / f"half.json{suffix}"
    half.write_bytes(whole[: len(whole) // 2])
    assert_refused(assess(half, tmp_path / "out"), "not_a_record")


def altered(plain: Plain, path: Path, change: Callable[[int, dict[str, Any]], None]) -> Path:
    """A copy of the landmark file with its samples changed."""
    value = json.loads(plain.landmarks.read_text(encoding="utf-8"))
    for number, sample in enumerate(value["samples"]):
        change(number, sample)
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def exchange_sides(sample: dict[str, Any]) -> None:
    """What the model calls left becomes right."""
    points, columns = sample["points"], len(sample["points"]) // len(LANDMARKS)
    swapped = []
    for name in LANDMARKS:
        other = name.replace("left", "RIGHT").replace("right", "left").replace("RIGHT", "right")
        first = LANDMARKS.index(other) * columns
        swapped.extend(points[first : first + columns])
    sample["points"] = swapped
    if sample.get("outline"):
        half = len(sample["outline"]) // 2
        sample["outline"] = sample["outline"][half:] + sample["outline"][:half]


def test_sides_exchanged_for_a_while_are_put_right(plain: Plain, tmp_path: Path) -> None:
    def change(_: int, sample: dict[str, Any]) -> None:
        if 3.0 <= sample["t_s"] < 4.5:
            exchange_sides(sample)

    run = assess(altered(plain, tmp_path / "a.json", change), tmp_path / "out")
    assert "left_right_swap" in run.remarks
    assert_sound(run, FIRST_SIDE)


def test_sides_exchanged_too_often_are_refused(plain: Plain, tmp_path: Path) -> None:
    def change(number: int, sample: dict[str, Any]) -> None:
        if number % 5 < 2:
            exchange_sides(sample)

    run = assess(altered(plain, tmp_path / "a.json", change), tmp_path / "out")
    assert_refused(run, "left_right_swap")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda sample: sample.update(t_s=0.0),
        lambda sample: sample.update(points=sample["points"][:-1]),
        lambda sample: sample.update(person=1.5),
        lambda sample: sample["points"].__setitem__(0, "left"),
        lambda sample: sample.pop("luminance"),
    ],
    ids=["time goes back", "a number short", "beyond its limits", "a word", "a key missing"],
)
def test_a_landmark_file_with_a_broken_sample_is_refused(
    plain: Plain, tmp_path: Path, spoil: Callable[[dict[str, Any]], object]
) -> None:
    def change(number: int, sample: dict[str, Any]) -> None:
        if number == 7:
            spoil(sample)

    run = assess(altered(plain, tmp_path / "a.json", change), tmp_path / "out")
    assert_refused(run, "not_a_record")


# ------------------------------------------------------------------------------------- simulated


@pytest.mark.parametrize(
    ("preset", "remark"),
    [
        ("plain", None),
        ("bumped", "camera_moved"),
        ("gaps", "no_person"),
        ("swapped", "left_right_swap"),
        ("late-rest", "late_rest"),
        ("head-out", "head_out_of_view"),
        ("one-side", "one_side_only"),
    ],
)
def test_a_simulated_recording_is_measured_with_a_remark(
    preset: str, remark: str | None, tmp_path: Path
) -> None:
    run = assess(simulated(preset, tmp_path), tmp_path / "out")
    assert run.exit_code == 0
    assert remark is None or remark in run.remarks
    assert all(abs(error_deg) <= FARTHEST_OFF_DEG for error_deg in errors_deg(run, tmp_path))


def test_a_mirrored_simulated_recording_is_put_right_when_told(tmp_path: Path) -> None:
    untold = "camera.tells_mirrored=false"
    recording = simulated("uneven", tmp_path, "camera.mirrored=true", untold)
    told = assess(recording, tmp_path / "told", "--mirrored")
    assert all(abs(error_deg) <= FARTHEST_OFF_DEG for error_deg in errors_deg(told, tmp_path))
    assert told.record["side_source"] == "mirrored_option"
    silent = assess(recording, tmp_path / "silent")
    assert "side_not_certain" in silent.remarks


def errors_deg(run: Run, folder: Path) -> Iterator[float]:
    """How far every mean is from the truth beside the simulated recording."""
    truth = read_truth(folder / "truth.json")
    compared = compare_with_truth(assessment_from_json(run.record), truth)
    assert compared.ranges
    yield from (found.error_deg for found in compared.ranges)
