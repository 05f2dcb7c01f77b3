"""A changelog fragment has a name that says what it is."""

from __future__ import annotations

import re

from coxa.version import __version__
from tests.house.tree import ROOT

FRAGMENT = re.compile(r"[a-z0-9-]+\.(added|changed|fixed|breaking|clinical)\.md")


def test_every_fragment_is_well_named_and_says_something() -> None:
    fragments = [p for p in (ROOT / "changelog.d").iterdir() if p.name != "README.md"]
    assert [p.name for p in fragments if not FRAGMENT.fullmatch(p.name)] == []
    assert [p.name for p in fragments if not p.read_text(encoding="utf-8").strip()] == []


def test_the_version_has_its_heading() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## {re.escape(__version__)}\b", changelog, re.MULTILINE)
