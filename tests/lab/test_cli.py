"""The `coxa` command: what goes where, with which exit code, and never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import click
import pytest
from click.testing import CliRunner, Result

from coxa.errors import RefusedError
from coxa.messages.catalog import sentence
from coxa.version import __version__
from coxa_lab import cli, workflows
from coxa_lab.truth import read_truth

NOBODY_ID: Final = 65534
COMMANDS: Final = ("assess", "demo", "doctor", "phantom")


def coxa(*arguments: str | Path) -> Result:
    """Run the command in this process; nothing but an exit may come out of it."""
    result = CliRunner().invoke(cli.main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    return result


def assert_not_usable(result: Result, *words: str) -> None:
    """A path or usage at fault: said on standard error, nothing on standard output."""
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    for word in words:
        assert word in result.stderr


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated recording, quick to measure."""
    path = tmp_path_factory.mktemp("phantom") / "recording.json"
    assert coxa("phantom", "--landmarks", path, "--set", "motion.repetitions=1").exit_code == 0
    return path


@pytest.fixture(scope="session")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated recording that must be refused."""
    path = tmp_path_factory.mktemp("refused") / "recording.json"
    assert coxa("phantom", "--preset", "short", "--landmarks", path).exit_code == 0
    return path


# --------------------------------------------------------------------------------------------- help


def test_the_module_is_the_command() -> None:
    command = [sys.executable, "-m", "coxa_lab.cli"]
    version = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True)
    assert version.stdout.split() == ["coxa,", "version", __version__]
    missing = subprocess.run(
        [*command, "assess", "no such file.mp4"], capture_output=True, text=True, check=False
    )
    assert missing.returncode == 2
    assert missing.stdout == ""
    assert missing.stderr.startswith("coxa: There is no file")


def test_help_names_every_command_and_the_exit_codes() -> None:
    said = coxa("--help").stdout
    for word in (*COMMANDS, "0 done", "standard error"):
        assert word in " ".join(said.split())


def command_of(name: str) -> click.Command:
    command = cli.main.get_command(click.Context(cli.main), name)
    assert command is not None
    return command


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_says_what_it_does(command: str) -> None:
    assert coxa(command, "--help").exit_code == 0
    for parameter in command_of(command).params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name


def test_the_help_of_assess_says_how_the_test_is_done() -> None:
    said = " ".join(coxa("assess", "--help").stdout.split())
    for words in ("Sit still for two seconds", "one leg at a time", "Stop at once on any pain"):
        assert words in said


# ---------------------------------------------------------------------------------- results


def test_a_result_goes_to_standard_output(recording: Path) -> None:
    table = coxa("assess", recording)
    assert table.exit_code == 0
    assert "turning in" in table.stdout
    assert table.stderr == ""


def test_json_to_the_screen_is_json_alone(recording: Path) -> None:
    result = coxa("assess", recording, "--json", "-")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["schema"] == "coxa.assessment/1"
    assert result.stderr == ""


def test_quiet_prints_nothing(recording: Path, tmp_path: Path) -> None:
    result = coxa("assess", recording, "--quiet", "--json", tmp_path / "a.json")
    assert result.exit_code == 0
    assert result.output == ""
    assert json.loads((tmp_path / "a.json").read_text())["schema"] == "coxa.assessment/1"


def test_one_side_can_be_asked_for(recording: Path) -> None:
    result = coxa("assess", recording, "--side", "left", "--json", "-")
    assert set(json.loads(result.stdout)["sides"]) == {"left"}


def test_a_refusal_goes_where_the_result_would_have_gone(refused: Path, tmp_path: Path) -> None:
    outputs = ("--json", tmp_path / "a.json", "--report", tmp_path / "a.html")
    result = coxa("assess", refused, *outputs)
    assert result.exit_code == 1
    assert result.stderr == ""
    assert "This recording is too short." in result.stdout
    assert json.loads((tmp_path / "a.json").read_text())["code"] == "too_short"
    assert "too short" in (tmp_path / "a.html").read_text()
    to_screen = coxa("assess", refused, "--json", "-")
    assert to_screen.exit_code == 1
    assert json.loads(to_screen.stdout)["schema"] == "coxa.refusal/1"


def test_landmarks_are_kept_also_when_they_are_refused(refused: Path, tmp_path: Path) -> None:
    assert coxa("assess", refused, "--landmarks", tmp_path / "a.json").exit_code == 1
    assert json.loads((tmp_path / "a.json").read_text()) == json.loads(refused.read_text())


# ----------------------------------------------------------------------------- paths to read from


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert_not_usable(coxa("assess", tmp_path / "gone.mp4"), "There is no file", "gone.mp4")
    within_a_file = Path(__file__) / "a.mp4"
    assert_not_usable(coxa("assess", within_a_file), "There is no file")


def test_a_folder_is_not_a_recording(tmp_path: Path) -> None:
    assert_not_usable(coxa("assess", tmp_path), "is a folder")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this machine has no such device")
def test_a_device_without_end_is_not_read() -> None:
    assert_not_usable(coxa("assess", "/dev/zero"), "is a device or a pipe")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert_not_usable(coxa("assess", tmp_path / "pipe"), "is a device or a pipe")


def test_a_name_too_long_for_the_disk_is_told(tmp_path: Path) -> None:
    assert_not_usable(coxa("assess", tmp_path / ("x" * 300)), "coxa:")


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="this machine has no such file")
def test_a_file_that_gives_an_error_on_reading_is_unreadable() -> None:
    assert_not_usable(coxa("assess", "/proc/self/mem"), "cannot be read")


@contextmanager
def without_rights() -> Iterator[None]:
    """As somebody who owns nothing, if this process may become somebody else."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY_ID)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_file_one_may_not_read_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "mine.mp4"
    path.write_bytes(b"secret")
    path.chmod(0)
    sentence("refusal.unreadable", path="")  # the messages may be out of reach as well
    with without_rights():
        result = coxa("assess", path)
    assert_not_usable(result, "cannot be read")


# --------------------------------------------------------------------------------- paths to write


@pytest.mark.parametrize("option", ["--json", "--report", "--landmarks"])
def test_an_output_that_cannot_be_is_told_before_any_work(
    option: str, recording: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_work(*_: object) -> None:
        raise AssertionError("measured before the outputs were checked")

    monkeypatch.setattr(workflows, "assess", no_work)
    (tmp_path / "old").write_text("old")
    (tmp_path / "folder").mkdir()
    for name, words in (
        ("no folder/a", "cannot be written"),
        ("old", "exists already"),
        ("folder", "is a folder"),
        ("x" * 300, "cannot be written"),
    ):
        assert_not_usable(coxa("assess", recording, option, tmp_path / name), words)
    assert (tmp_path / "old").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "old"]


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="this machine has no such folder")
def test_a_folder_nobody_can_write_to_is_told(recording: Path) -> None:
    assert_not_usable(coxa("assess", recording, "--json", "/proc/a.json"), "cannot be written")


def test_a_folder_one_may_not_enter_is_told(recording: Path, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)
    sentence("refusal.output_unwritable", path="")
    with without_rights():
        result = coxa("assess", recording, "--json", closed / "a.json")
    closed.chmod(0o700)
    assert_not_usable(result, "cannot be written")


def test_a_file_is_replaced_only_when_told(recording: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("old")
    assert_not_usable(coxa("assess", recording, "--json", path), "exists already")
    assert coxa("assess", recording, "--json", path, "--overwrite").exit_code == 0
    assert json.loads(path.read_text())["schema"] == "coxa.assessment/1"


def test_two_outputs_need_two_paths(recording: Path, tmp_path: Path) -> None:
    same = ("--json", tmp_path / "a", "--report", tmp_path / "." / "a")
    assert_not_usable(coxa("assess", recording, *same), "Two outputs have the same path")
    assert list(tmp_path.iterdir()) == []


def test_the_recording_is_never_written_over(tmp_path: Path, recording: Path) -> None:
    copy, link = tmp_path / "recording.json", tmp_path / "link.json"
    copy.write_bytes(recording.read_bytes())
    link.symlink_to(copy)
    for output in (copy, link):
        result = coxa("assess", copy, "--landmarks", output, "--overwrite")
        assert_not_usable(result, "An output has the path of the recording")
    assert copy.read_bytes() == recording.read_bytes()


def test_pictures_need_a_page(recording: Path) -> None:
    assert_not_usable(coxa("assess", recording, "--images"), "--images needs --report")


def test_demo_says_where_it_may_not_write(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = coxa("demo", "--report", tmp_path / "file" / "demo.html")
    assert_not_usable(result, "cannot be written")


# ---------------------------------------------------------------------------------- faults


def test_a_fault_of_the_program_is_named_without_a_traceback(
    recording: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*_: object) -> None:
        raise ZeroDivisionError("no more angles")

    monkeypatch.setattr(workflows, "assess", fault)
    monkeypatch.delenv("COXA_DEBUG", raising=False)
    result = coxa("assess", recording, "--json", tmp_path / "a.json")
    assert result.exit_code == 3
    assert result.stdout == ""
    assert "ZeroDivisionError: no more angles" in result.stderr
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setenv("COXA_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        CliRunner().invoke(cli.main, ["assess", str(recording)], catch_exceptions=False)


@pytest.mark.parametrize("code", ["turn_about_gravity", "no_such_code"])
def test_a_refusal_that_cannot_be_told_is_a_named_fault(
    recording: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    def refuse(*_: object) -> None:
        raise RefusedError(code)  # without the values its sentence quotes

    monkeypatch.setattr(workflows, "assess", refuse)
    monkeypatch.delenv("COXA_DEBUG", raising=False)
    result = coxa("assess", recording, "--json", tmp_path / "a.json")
    assert result.exit_code == 3
    assert result.stdout == ""
    assert sentence("refusal.unexpected_fault") in result.stderr
    assert "MessageError: messages en: " in result.stderr
    assert f"'refusal.{code}'" in result.stderr
    assert "Traceback" not in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_output_lost_while_measuring_is_told(
    recording: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()

    def refuse(*_: object) -> None:
        folder.rmdir()
        raise RefusedError("no_movement")

    monkeypatch.setattr(workflows, "assess", refuse)
    result = coxa("assess", recording, "--json", folder / "a.json")
    assert_not_usable(result, "cannot be written")


# ---------------------------------------------------------------------------------- phantom


def test_a_simulated_recording_comes_with_its_truth(tmp_path: Path) -> None:
    paths = ("--landmarks", tmp_path / "a.json.gz", "--truth", tmp_path / "truth.json")
    result = coxa("phantom", "--preset", "uneven", "--seed", "7", *paths)
    assert result.exit_code == 0
    assert result.output == ""
    truth = read_truth(tmp_path / "truth.json")
    assert truth.kind == "uneven"
    assert truth.mean_peak_deg["right", "internal"] == pytest.approx(18.0, abs=3.0)
    assert coxa("assess", tmp_path / "a.json.gz").exit_code == 0


def test_the_same_seed_gives_the_same_recording(tmp_path: Path) -> None:
    quick = ["--set", "motion.repetitions=0", "--set", "motion.duration_s=2"]
    for name, seed in (("a", "1"), ("b", "1"), ("c", "2")):
        coxa("phantom", "--seed", seed, *quick, "--landmarks", tmp_path / name)
    contents = {name: (tmp_path / name).read_bytes() for name in "abc"}
    assert contents["a"] == contents["b"] != contents["c"]


def test_settings_change_what_is_simulated(tmp_path: Path) -> None:
    settings: dict[str, Any] = {
        "camera.yaw_deg": 12.5,
        "motion.order": ["left"],
        "motion.repetitions": 1,
        "name": "my own",
    }
    options = [
        option
        for name, value in settings.items()
        for option in ("--set", f"{name}={value if isinstance(value, str) else json.dumps(value)}")
    ]
    assert coxa("phantom", *options, "--truth", tmp_path / "a.json").exit_code == 0
    truth = json.loads((tmp_path / "a.json").read_text())
    assert truth["camera"]["yaw_deg"] == 12.5
    assert truth["repetitions"]["right"] == []
    assert truth["kind"] == "my own"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--preset", "flying"], ["'flying'", "'plain'", "'side-on'"]),
        (["--set", "camera.zoom=2"], ["camera.zoom: no such setting", "camera.yaw_deg"]),
        (["--set", "camera=2"], ["camera: no such setting"]),
        (["--set", "camera.yaw_deg"], ["expected NAME=VALUE"]),
        (["--set", "camera.yaw_deg=far"], ["camera.yaw_deg: expected a number"]),
        (["--set", "camera.rate_hz=0"], ["cannot be simulated"]),
        (["--seed", "x"], ["--seed"]),
    ],
)
def test_what_cannot_be_simulated_is_named(
    options: list[str], words: list[str], tmp_path: Path
) -> None:
    result = coxa("phantom", *options, "--landmarks", tmp_path / "a.json")
    assert_not_usable(result, *words)
    assert list(tmp_path.iterdir()) == []


def test_a_simulation_for_nobody_is_a_mistake(tmp_path: Path) -> None:
    assert_not_usable(coxa("phantom"), "Nothing to write")
    same = ("--landmarks", tmp_path / "a", "--truth", tmp_path / "a")
    assert_not_usable(coxa("phantom", *same), "same path")
    (tmp_path / "a").write_text("old")
    assert_not_usable(coxa("phantom", "--truth", tmp_path / "a"), "exists already")
