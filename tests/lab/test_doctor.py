"""What `coxa doctor` finds, and what it says to do about it."""

from __future__ import annotations

import hashlib
import math
from pathlib import Path

import pytest
from click.testing import CliRunner

from coxa.errors import RefusedError
from coxa_lab import cli, doctor
from coxa_lab.commands import doctor as doctor_command_module
from coxa_lab.doctor import Finding, examine


def test_on_this_machine_all_is_well(tmp_path: Path) -> None:
    findings = list(examine(tmp_path))
    assert [finding.to_do for finding in findings] == [None] * len(findings)
    said = " ".join(finding.what for finding in findings)
    for word in ("Python", "pose_landmark_full.tflite", "LiteRT", "FFmpeg", str(tmp_path)):
        assert word in said
    assert list(tmp_path.iterdir()) == []


def test_the_command_says_so_with_its_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    findings = [Finding("Python 3.11.0")]
    monkeypatch.setattr(doctor_command_module, "examine", lambda _: iter(findings))
    well = CliRunner().invoke(cli.main, ["doctor"])
    assert (well.exit_code, well.stdout) == (0, "OK    Python 3.11.0\n")
    findings.append(Finding("model file a.tflite: missing", "Run the set-up again: make setup."))
    amiss = CliRunner().invoke(cli.main, ["doctor"])
    assert amiss.exit_code == 1
    assert amiss.stdout.splitlines() == [
        "OK    Python 3.11.0",
        "MEND  model file a.tflite: missing",
        "      Run the set-up again: make setup.",
    ]


def test_an_old_python_is_named() -> None:
    assert doctor.python_version((3, 10)).what == "Python 3.10"
    assert not doctor.python_version((3, 10)).is_ok
    assert doctor.python_version((3, 14)).is_ok


def test_a_missing_model_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> Path:
        raise RefusedError("model_missing")

    monkeypatch.setattr(doctor, "model_path", missing)
    finding = doctor.model_file("a.tflite", "0" * 64)
    assert finding.what == "model file a.tflite: missing"
    assert finding.to_do


def test_a_model_file_is_known_by_its_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.tflite"
    path.write_bytes(b"net")
    monkeypatch.setattr(doctor, "model_path", lambda _: path)
    assert doctor.model_file("a.tflite", hashlib.sha256(b"net").hexdigest()).is_ok
    assert "not the one" in doctor.model_file("a.tflite", "0" * 64).what
    monkeypatch.setattr(doctor, "model_path", lambda _: tmp_path)
    assert "cannot be read" in doctor.model_file("a.tflite", "0" * 64).what


def test_a_damaged_network_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run() -> float:
        raise AssertionError("it was run")

    damaged = Finding("model file pose_landmark_full.tflite: not the one", "Delete it.")
    monkeypatch.setattr(
        doctor, "model_files", lambda: iter([("pose_landmark_full.tflite", damaged)])
    )
    monkeypatch.setattr(doctor, "_black_crop", run)
    assert [finding for finding in examine(tmp_path) if not finding.is_ok] == [damaged]


def test_a_network_that_does_not_run_is_named() -> None:
    def fail() -> float:
        raise RuntimeError("unsupported instruction")

    assert "unsupported instruction" in doctor.pose_model(fail).what
    assert not doctor.pose_model(lambda: math.nan).is_ok
    assert not doctor.pose_model(lambda: 2.0).is_ok
    assert doctor.pose_model(lambda: 0.5).is_ok


def test_a_decoder_that_is_missing_is_named() -> None:
    finding = doctor.video_decoders(("h264", "no such codec"))
    assert finding.what.endswith("without no such codec")
    assert not finding.is_ok


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    finding = doctor.writable(tmp_path / "gone")
    assert "No such file" in finding.what
    assert finding.to_do
