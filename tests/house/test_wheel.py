"""What is built holds everything the program reads, under a version told in one place."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from coxa.version import __version__
from tests.house.tree import ROOT, SRC
from tools import build_hook

DATA_SUFFIXES = {".css", ".html", ".json", ".js", ".mjs", ".svg", ".tflite", ".typed", ".wasm"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built from this checkout without asking a package index."""
    folder = tmp_path_factory.mktemp("wheel")
    finished = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    (path,) = folder.glob("*.whl")
    return zipfile.ZipFile(path)


def text_of(wheel: zipfile.ZipFile, name: str) -> str:
    """A file of the wheel's own description."""
    return wheel.read(f"coxa-{__version__}.dist-info/{name}").decode("utf-8")


def test_pose_models_are_inside(wheel: zipfile.ZipFile) -> None:
    expected = {f"coxa_lab/pose/models/{name}.tflite" for name in build_hook.MODELS}
    assert expected <= set(wheel.namelist())


def test_every_module_and_data_file_is_inside(wheel: zipfile.ZipFile) -> None:
    wanted = {
        path.relative_to(SRC).as_posix()
        for path in SRC.rglob("*")
        if path.suffix in DATA_SUFFIXES | {".py"} or path.name == "py.typed"
    }
    assert {"coxa/py.typed", "coxa_lab/py.typed"} <= wanted
    assert wanted - set(wheel.namelist()) == set()


def test_nothing_else_is_inside(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/", 1)[0] for name in wheel.namelist()}
    assert tops == {"coxa", "coxa_lab", "coxa_web", f"coxa-{__version__}.dist-info"}
    assert [name for name in wheel.namelist() if "__pycache__" in name] == []


def test_description_names_licence_and_version(wheel: zipfile.ZipFile) -> None:
    description = text_of(wheel, "METADATA")
    assert f"Version: {__version__}\n" in description
    assert "License-Expression: Apache-2.0\n" in description
    assert "coxa = coxa_lab.cli:main" in text_of(wheel, "entry_points.txt")
    assert "Apache License" in text_of(wheel, "licenses/LICENSE")


def test_core_of_the_wheel_runs_alone(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path, [name for name in wheel.namelist() if name.startswith("coxa/")])
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); "
        "from coxa.version import __version__; print(__version__)"
    )
    finished = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert finished.stdout.strip() == __version__
