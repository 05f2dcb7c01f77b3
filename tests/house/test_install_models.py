"""Models are put in place verified, whole, and only when needed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tests.house.tree import SRC
from tools import build_hook, install_models

CONTENT = b"a network"


@pytest.fixture
def expected() -> install_models.ModelList:
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    model = install_models.Model("detector.tflite", "assets.data", sha256)
    return install_models.ModelList("@some/pose", "1.2.3", (model,))


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "package.json").write_text(json.dumps({"version": "1.2.3"}), encoding="utf-8")
    (folder / "assets.data").write_bytes(CONTENT)
    return folder


def test_a_model_arrives_under_its_own_name(
    expected: install_models.ModelList, package: Path, tmp_path: Path
) -> None:
    target = tmp_path / "a" / "models"
    assert install_models.install(expected, package, target) == ["detector.tflite"]
    assert [path.name for path in target.iterdir()] == ["detector.tflite"]
    assert (target / "detector.tflite").read_bytes() == CONTENT
    install_models.check(expected, target)


def test_a_model_in_place_is_kept_even_without_the_package(
    expected: install_models.ModelList, package: Path, tmp_path: Path
) -> None:
    install_models.install(expected, package, tmp_path)
    assert install_models.install(expected, tmp_path / "nowhere", tmp_path) == []


def test_a_damaged_model_is_replaced(
    expected: install_models.ModelList, package: Path, tmp_path: Path
) -> None:
    (tmp_path / "detector.tflite").write_bytes(CONTENT[:-1])
    with pytest.raises(install_models.ModelChanged, match=r"detector\.tflite"):
        install_models.check(expected, tmp_path)
    assert install_models.install(expected, package, tmp_path) == ["detector.tflite"]


def test_a_changed_source_is_refused_and_nothing_is_written(
    expected: install_models.ModelList, package: Path, tmp_path: Path
) -> None:
    (package / "assets.data").write_bytes(b"another network")
    target = tmp_path / "models"
    with pytest.raises(install_models.ModelChanged, match=r"assets\.data"):
        install_models.install(expected, package, target)
    assert not target.exists()


def test_a_missing_source_is_named(
    expected: install_models.ModelList, package: Path, tmp_path: Path
) -> None:
    (package / "assets.data").unlink()
    with pytest.raises(install_models.ModelMissing, match=r"assets\.data"):
        install_models.install(expected, package, tmp_path / "models")


@pytest.mark.parametrize("version", [None, "1.2.4"])
def test_a_missing_or_other_package_is_named(
    expected: install_models.ModelList, package: Path, tmp_path: Path, version: str | None
) -> None:
    description = package / "package.json"
    if version is None:
        description.unlink()
    else:
        description.write_text(json.dumps({"version": version}), encoding="utf-8")
    with pytest.raises(install_models.PackageMissing, match="@some/pose"):
        install_models.install(expected, package, tmp_path / "models")


def test_the_command_says_what_is_wrong_and_returns_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert install_models.main(["--check", "--to", str(tmp_path)]) == 1
    assert "ModelMissing: " in capsys.readouterr().err


def test_the_models_of_this_checkout_are_in_place() -> None:
    expected = install_models.read_list(install_models.LIST_PATH)
    install_models.check(expected, install_models.MODELS_FOLDER)
    assert SRC in install_models.MODELS_FOLDER.parents


def test_the_build_asks_for_the_same_models() -> None:
    expected = install_models.read_list(install_models.LIST_PATH)
    assert {model.name for model in expected.models} == {
        f"{name}.tflite" for name in build_hook.MODELS
    }
