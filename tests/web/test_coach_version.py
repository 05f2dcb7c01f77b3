"""A version of the coach is a hash over everything its pages are made of."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from coxa_web.coach import files

PARTS = ("base", "coach", "coach_frame", "coach_offline", "pieces/told", "icons/coach")


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Templates of one's own, to be changed."""
    shutil.copytree(files.TEMPLATES, tmp_path / "templates")
    monkeypatch.setattr(files, "TEMPLATES", tmp_path / "templates")
    return tmp_path / "templates" / "coxa"


def version_now() -> str:
    """The version as it is, not as it was noted."""
    return files.version.__wrapped__()


@pytest.mark.parametrize("name", PARTS)
def test_a_change_in_any_template_of_the_pages_is_another_version(
    templates: Path, name: str
) -> None:
    before = version_now()
    [path] = templates.glob(f"{name}.*")
    path.write_text(path.read_text(encoding="utf-8") + "<!-- new -->", encoding="utf-8")
    assert version_now() != before


def test_a_change_in_another_page_is_none(templates: Path) -> None:
    before = version_now()
    (templates / "plan.html").write_text("", encoding="utf-8")
    assert version_now() == before
