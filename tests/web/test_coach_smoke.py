"""The coach in a real browser with the real networks: a clip as file, and as camera."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Page, expect

from tests.house.tree import ROOT
from tests.web.browser import CHROMIUM, Served, as_camera, chromium, served
from tests.web.coach_page import STEP_MS, Home, coach
from tests.web.coach_samples import item, known, short_dose

CLIP: Final = ROOT.parent / "shared" / "clips" / "01-plain.mp4"
CLIP_MS: Final = 120_000

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.skipif(not CLIP.is_file(), reason="the clips are not here"),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("data")) as running:
        yield running


def records_at(page: Page) -> list[dict[str, Any]]:
    """Records that the server has."""
    told = page.evaluate("fetch('/api/records').then((answer) => answer.json())")
    return [row["record"] for row in told["records"]]


def test_a_video_file_is_tested_counted_and_kept(server: Served) -> None:
    """The whole way, nothing stubbed: the real networks, the real server."""
    with chromium() as browser, coach(browser, server) as page:
        page.open("/coach/test/?model=lite")
        page.through_everything()
        page.page.set_input_files("input[type=file]", CLIP)
        page.phase("active")
        # A slow machine misses movements live; the recording then ends before all are counted.
        asked = page.page.locator("[data-question=pain_during]")
        expect(asked.or_(page.screen.locator(".c-result"))).to_be_visible(timeout=CLIP_MS)
        if asked.is_visible():
            page.answers("pain_during", "0")
        page.shows("Hip-rotation test")
        expect(page.hook("standing")).to_contain_text("home computer", timeout=STEP_MS)
        [record] = [r for r in records_at(page.page) if r["schema"] == "coxa.assessment/1"]
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
    chair = item("chair_rotation", short_dose(repetitions=9), sides="right")
    home = Home(known(chair), is_replayed=False)
    with chromium(*arguments) as browser, coach(browser, server, home) as page:
        page.open("/coach/?model=lite")
        page.through_questions()
        page.presses("begin")
        page.presses("start")
        page.phase("active")
        page.hook("stop").click()
        page.answers("stop_reason", "fatigue")
        page.presses("end")
        page.answers("pain_after", "0")
        page.shows("Done for today")
        page.has_sent(home, "coxa.alert/1", "coxa.session/1")
    assert home.sent[-1]["exercises"][0]["measured_by"] == "camera"
