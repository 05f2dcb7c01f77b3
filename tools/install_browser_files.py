"""Puts third-party files that run in the browser beside the pages: from npm packages, verified.

Which files, from where, with which SHA-256, and the few edits made to them:
``src/coxa_web/vendor.sha256.json``. Standard library only. A folder is named after its package and
version, so that its address changes with its content. Run as ``python -m
tools.install_browser_files``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.install_models import (
    NODE_MODULES,
    ROOT,
    ModelChanged,
    ModelError,
    check_file,
    check_package,
    sha256_of,
    write_whole,
)

LIST_PATH = ROOT / "src" / "coxa_web" / "vendor.sha256.json"
VENDOR_FOLDER = LIST_PATH.with_name("static") / "coxa" / "vendor"


@dataclass(frozen=True, slots=True)
class BrowserFile:
    """One file: its name in the folder and in the package, contents before and after the edits."""

    name: str
    source_name: str
    sha256: str
    edits: tuple[tuple[str, str], ...]
    edited_sha256: str


@dataclass(frozen=True, slots=True)
class BrowserPackage:
    """The files of one version of one npm package, and the folder they go to."""

    package: str
    version: str
    folder: str
    files: tuple[BrowserFile, ...]


def read_packages(path: Path) -> tuple[BrowserPackage, ...]:
    """The packages of the list."""
    content = json.loads(path.read_text(encoding="utf-8"))
    return tuple(
        BrowserPackage(
            package=package,
            version=entry["version"],
            folder=entry["folder"],
            files=tuple(_file(name, file) for name, file in entry["files"].items()),
        )
        for package, entry in content["packages"].items()
    )


def _file(name: str, entry: dict[str, object]) -> BrowserFile:
    sha256 = str(entry["sha256"])
    edits = entry.get("edits", [])
    if not isinstance(edits, list):
        raise TypeError(f"{name}: edits are a list of pairs")
    return BrowserFile(
        name=name,
        source_name=str(entry.get("from", name)),
        sha256=sha256,
        edits=tuple((str(old), str(new)) for old, new in edits),
        edited_sha256=str(entry.get("edited_sha256", sha256)),
    )


def edited(file: BrowserFile, content: bytes) -> bytes:
    """The content with the edits made, each of which must apply exactly once."""
    for old, new in file.edits:
        count = content.count(old.encode())
        if count != 1:
            raise ModelChanged(f"{file.name}: {old!r} is in it {count} times, not once")
        content = content.replace(old.encode(), new.encode())
    found = hashlib.sha256(content).hexdigest()
    if found != file.edited_sha256:
        raise ModelChanged(
            f"{file.name}: after its edits SHA-256 {found}, expected {file.edited_sha256}"
        )
    return content


def is_in_place(file: BrowserFile, folder: Path) -> bool:
    """Whether the file is in the folder with the right content."""
    path = folder / file.name
    return path.is_file() and sha256_of(path) == file.edited_sha256


def install(package: BrowserPackage, source: Path, folder: Path) -> list[str]:
    """Write the files that are not yet right, and return their names."""
    waiting = [file for file in package.files if not is_in_place(file, folder)]
    if not waiting:
        return []
    check_package(package.package, package.version, source)
    contents = {}
    for file in waiting:
        check_file(source / file.source_name, file.sha256)
        contents[file.name] = edited(file, (source / file.source_name).read_bytes())
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        write_whole(folder / name, content)
    return list(contents)


def check(packages: Sequence[BrowserPackage], to: Path) -> None:
    """Raise unless every file is in place with the right content."""
    for package in packages:
        for file in package.files:
            check_file(to / package.folder / file.name, file.edited_sha256)


def remove_others(packages: Sequence[BrowserPackage], to: Path) -> None:
    """Remove what earlier versions left in the folder: it would be served, and shipped."""
    wanted = {to / package.folder / file.name for package in packages for file in package.files}
    for path in sorted(to.rglob("*"), reverse=True):
        if path.is_file() and path not in wanted:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def main(arguments: Sequence[str] | None = None) -> int:
    """Install or check the files; 0 when they are in place."""
    parser = argparse.ArgumentParser(description="Put the browser's third-party files in place.")
    parser.add_argument("--check", action="store_true", help="change nothing, only verify")
    parser.add_argument("--list", type=Path, default=LIST_PATH, help="which files, with SHA-256")
    parser.add_argument("--node-modules", type=Path, default=NODE_MODULES)
    parser.add_argument("--to", type=Path, default=VENDOR_FOLDER)
    chosen = parser.parse_args(arguments)
    packages = read_packages(chosen.list)
    try:
        if chosen.check:
            check(packages, chosen.to)
        else:
            copied = 0
            for package in packages:
                source = chosen.node_modules / package.package
                copied += len(install(package, source, chosen.to / package.folder))
            remove_others(packages, chosen.to)
            print(f"browser files: {copied} copied")
    except (ModelError, OSError) as error:
        print(f"browser files: {type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
