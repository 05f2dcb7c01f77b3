"""Puts the pose models beside the code that runs them: from the npm package, verified, renamed.

Which files, from where, with which SHA-256: ``src/coxa_lab/pose/models.sha256.json``. Standard
library only, so that it runs before anything is installed. A file that is already right is left
alone; a file appears whole or not at all.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIST_PATH = ROOT / "src" / "coxa_lab" / "pose" / "models.sha256.json"
MODELS_FOLDER = LIST_PATH.with_name("models")
NODE_MODULES = ROOT / "node_modules"


class ModelError(Exception):
    """A model could not be put in place.

    - `PackageMissing`: the npm package is not there, or is another version
    - `ModelMissing`: a file is not there
    - `ModelChanged`: a file is there, with other content than expected
    """


class PackageMissing(ModelError):  # noqa: N818 - says what happened; the tree above says it is an error
    """The npm package is not there, or is another version."""


class ModelMissing(ModelError):  # noqa: N818 - as above
    """A file is not there."""


class ModelChanged(ModelError):  # noqa: N818 - as above
    """A file is there, with other content than expected."""


@dataclass(frozen=True, slots=True)
class Model:
    """One model file: its name here, its name in the npm package, and what it must contain."""

    name: str
    source_name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ModelList:
    """The models of one version of one npm package."""

    package: str
    version: str
    models: tuple[Model, ...]


def read_list(path: Path) -> ModelList:
    """The list of models from its JSON file."""
    content = json.loads(path.read_text(encoding="utf-8"))
    return ModelList(
        package=content["package"],
        version=content["version"],
        models=tuple(
            Model(name, entry["from"], entry["sha256"]) for name, entry in content["files"].items()
        ),
    )


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_file(path: Path, sha256: str) -> None:
    """Raise unless the file is there and has this SHA-256."""
    if not path.is_file():
        raise ModelMissing(f"{path} is missing; run `make setup`")
    found = sha256_of(path)
    if found != sha256:
        raise ModelChanged(
            f"{path} is not the file this version was tested with: SHA-256 {found}, "
            f"expected {sha256}; delete it and run `make setup`"
        )


def check_package(package: str, version: str, folder: Path) -> None:
    """Raise unless the npm package is there in the expected version."""
    description = folder / "package.json"
    if not description.is_file():
        raise PackageMissing(f"{package} is not in {folder}; run `npm ci`")
    found = json.loads(description.read_text(encoding="utf-8")).get("version")
    if found != version:
        raise PackageMissing(f"{folder} holds {package} {found}, expected {version}; run `npm ci`")


def write_whole(target: Path, content: bytes) -> None:
    """Write a file so that it appears complete or not at all."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def is_in_place(model: Model, folder: Path) -> bool:
    """Whether the model is in the folder with the right content."""
    path = folder / model.name
    return path.is_file() and sha256_of(path) == model.sha256


def install(expected: ModelList, package_folder: Path, folder: Path) -> list[str]:
    """Copy the models that are not yet right, and return their names."""
    waiting = [model for model in expected.models if not is_in_place(model, folder)]
    if not waiting:
        return []
    check_package(expected.package, expected.version, package_folder)
    for model in waiting:
        check_file(package_folder / model.source_name, model.sha256)
    folder.mkdir(parents=True, exist_ok=True)
    for model in waiting:
        write_whole(folder / model.name, (package_folder / model.source_name).read_bytes())
    return [model.name for model in waiting]


def check(expected: ModelList, folder: Path) -> None:
    """Raise unless every model is in place with the right content."""
    for model in expected.models:
        check_file(folder / model.name, model.sha256)


def main(arguments: Sequence[str] | None = None) -> int:
    """Install or check the models; 0 when they are in place."""
    parser = argparse.ArgumentParser(description="Put the pose models in place.")
    parser.add_argument("--check", action="store_true", help="change nothing, only verify")
    parser.add_argument("--list", type=Path, default=LIST_PATH, help="which files, with SHA-256")
    parser.add_argument("--node-modules", type=Path, default=NODE_MODULES)
    parser.add_argument("--to", type=Path, default=MODELS_FOLDER)
    chosen = parser.parse_args(arguments)
    expected = read_list(chosen.list)
    try:
        if chosen.check:
            check(expected, chosen.to)
        else:
            copied = install(expected, chosen.node_modules / expected.package, chosen.to)
            print(f"models: {len(copied)} copied, {len(expected.models) - len(copied)} kept")
    except (ModelError, OSError) as error:
        print(f"models: {type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
