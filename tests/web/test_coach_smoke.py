"""The coach in a real browser with the real networks: a clip as file, and as camera."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.house.tree import ROOT
from tests.web.browser import CHROMIUM, Served, as_camera, chromium, served, watched_page

CLIP: Final = ROOT.parent / "shared" / "clips" / "01-plain.mp4"
BOOT_MS: Final = 60_000
RESULT_MS: Final = 90_000

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.skipif(not CLIP.is_file(), reason="the clips are not here"),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("data")) as running:
        yield running


def open_coach(page: Page, query: str = "") -> None:
    page.goto(f"/coach/{query}")
    expect(page.locator("[data-hook=stage]")).to_have_attribute(
        "data-ready", "true", timeout=BOOT_MS
    )


def state(page: Page, name: str, timeout_ms: int) -> None:
    expect(page.locator("[data-hook=stage]")).to_have_attribute(
        "data-state", name, timeout=timeout_ms
    )


def test_today_leads_to_the_coach(server: Served) -> None:
    with chromium() as browser, watched_page(browser, server) as page:
        page.goto("/")
        page.get_by_role("link", name="Open the coach").click()
        expect(page.get_by_role("heading", name="Coach")).to_be_visible()
        expect(page.locator("[data-hook=stage]")).to_have_attribute(
            "data-ready", "true", timeout=BOOT_MS
        )


def test_a_video_file_is_followed_and_measured(server: Served) -> None:
    with chromium() as browser, watched_page(browser, server) as page:
        open_coach(page, "?model=lite")
        page.set_input_files("[data-hook=file]", CLIP)
        state(page, "measuring", 20_000)
        state(page, "finished", RESULT_MS)
        record = json.loads(page.locator("[data-hook=result]").text_content() or "")
    assert record["schema"] == "coxa.assessment/1"
    truth = json.loads(CLIP.with_suffix(".json").read_text(encoding="utf-8"))["repetitions"]
    for side in ("left", "right"):
        assert len(record["sides"][side]["repetitions"]) == len(truth[side])


def test_a_camera_is_followed_until_stop(server: Served, tmp_path: Path) -> None:
    camera = tmp_path / "camera.mjpeg"
    as_camera(CLIP, camera, seconds=8.0)
    arguments = (
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={camera}",
    )
    with chromium(*arguments) as browser, watched_page(browser, server) as page:
        open_coach(page, "?model=lite")
        page.get_by_role("button", name="Use the camera").click()
        state(page, "measuring", 20_000)
        page.get_by_role("button", name="Stop").click()
        state(page, "finished", RESULT_MS)
        record = json.loads(page.locator("[data-hook=result]").text_content() or "")
    assert record["schema"] == "coxa.refusal/1"
