"""The lists of packages agree with each other, and every locked package has its hash."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from typing import Final

import pytest

from tests.house.tree import ROOT

LISTS: Final = ("run", "build", "dev", "node")
PROJECT: Final = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def lines_of(name: str) -> list[str]:
    """Lines of a list without comments, continued lines joined."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8").replace("\\\n", " ")
    bare = [line.split("#", 1)[0].strip() for line in text.splitlines()]
    return [line for line in bare if line]


def package_names(requirements: Iterable[str]) -> set[str]:
    """Normalised names of requirement lines; options such as ``-r`` are no packages."""
    words = [re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in requirements if line[0] != "-"]
    return {re.sub(r"[-_.]+", "-", word).lower() for word in words}


def pins(name: str) -> set[str]:
    """What a compiled list pins: ``name==version``."""
    return {line.split()[0] for line in lines_of(f"{name}.txt")}


def test_run_list_names_what_the_project_declares() -> None:
    assert package_names(lines_of("run.in")) == package_names(PROJECT["dependencies"])


def test_dev_list_names_what_the_extra_declares() -> None:
    listed = package_names([*lines_of("dev.in"), *lines_of("build.in")])
    assert listed == package_names(PROJECT["optional-dependencies"]["dev"])


@pytest.mark.parametrize("name", LISTS)
def test_every_locked_package_is_exact_and_hashed(name: str) -> None:
    for line in lines_of(f"{name}.txt"):
        assert re.match(r"[\w.-]+==[\w.]+ ", line), line
        assert "--hash=sha256:" in line, line


@pytest.mark.parametrize("name", LISTS)
def test_every_asked_package_is_locked(name: str) -> None:
    assert package_names(lines_of(f"{name}.in")) <= package_names(lines_of(f"{name}.txt"))


@pytest.mark.parametrize("name", ["run", "build"])
def test_dev_list_holds_the_same_versions(name: str) -> None:
    assert pins(name) <= pins("dev")
