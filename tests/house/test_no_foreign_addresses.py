"""No file names a package index, a content network or a folder of the machine it was written on.

The forbidden words are put together here from pieces, so that this file does not contain them.
"""

from __future__ import annotations

import json
import re
from typing import Final

import pytest

from tests.house.tree import ROOT, own_files

HOSTS: Final = tuple(
    ".".join(parts)
    for parts in (
        ("registry", "npmjs", "org"),
        ("registry", "yarnpkg", "com"),
        ("npmjs", "com"),
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("jsdelivr", "net"),
        ("unpkg", "com"),
        ("cdnjs", "cloudflare"),
        ("storage", "googleapis"),
        ("fonts", "googleapis"),
    )
)
FOLDERS: Final = tuple(f"/{name}/" for name in ("root", "work", "opt" + "/pypi"))


def forbidden_pattern() -> re.Pattern[str]:
    """A host anywhere, or a folder where an absolute path begins."""
    folders = set(FOLDERS)
    if len(ROOT.parts) > 2:  # a repository straight under / would make its name a forbidden word
        folders.add(f"{ROOT}/")
    hosts = "|".join(re.escape(host) for host in HOSTS)
    starts = "|".join(re.escape(folder) for folder in sorted(folders))
    return re.compile(rf"(?:{hosts})|(?<![\w.~)}}\]-])(?:{starts})")


def test_no_file_carries_a_foreign_address() -> None:
    pattern = forbidden_pattern()
    found = []
    for path in own_files():
        content = path.read_bytes()
        if b"\0" in content:
            continue
        for number, line in enumerate(content.decode("utf-8").splitlines(), start=1):
            found += [f"{path.relative_to(ROOT)}:{number}: {m[0]}" for m in pattern.finditer(line)]
    assert found == []


@pytest.mark.parametrize("text", [f"https://{HOSTS[0]}/x", f"see {FOLDERS[1]}x", f'"{FOLDERS[0]}"'])
def test_a_planted_address_is_seen(text: str) -> None:
    assert forbidden_pattern().search(text)


def test_a_relative_path_is_let_through() -> None:
    assert not forbidden_pattern().search(f"net{FOLDERS[1]} ..{FOLDERS[1]} ~{FOLDERS[0]}")


def test_npm_lock_is_complete_and_says_nothing_of_where_from() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []
