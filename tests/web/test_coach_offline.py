"""The coach without its server: first load, offline start, later sync, a newer version."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.browser import CHROMIUM, Served, chromium, served
from tests.web.coach_page import CAMERA, STEP_MS, CoachPage, coach
from tests.web.front import Front, front_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]

UNPLUGGED = ("failed: ", "console: Failed to load resource")
"""What a browser says of a server that is not there."""
_LISTEN = """
globalThis.loadingTexts = [];
document.addEventListener("DOMContentLoaded", () => {
  const line = document.querySelector("[data-hook=loading-text]");
  if (line === null) return;
  const heard = new MutationObserver(() => loadingTexts.push(line.textContent));
  heard.observe(line, { childList: true });
});
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("data"), "--demo") as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium(*CAMERA) as running:
        yield running


def sessions_at(server: Served) -> list[dict[str, Any]]:
    """Sessions that the server has."""
    found: list[dict[str, Any]] = []
    after, has_more = 0, True
    while has_more:
        with urllib.request.urlopen(f"{server.address}/api/records?after={after}") as answer:  # noqa: S310 - our own loopback
            told = json.load(answer)
        has_more = told["has_more"]
        after = max((row["number"] for row in told["records"]), default=after)
        found += [row["record"] for row in told["records"]]
    return [record for record in found if record["schema"] == "coxa.session/1"]


def do_a_little(page: CoachPage) -> None:
    """Begin today's first exercise by the clock, and be too tired for it."""
    page.through_everything()
    page.presses("begin")
    without = page.screen.get_by_label("No camera")
    without.check()
    page.presses("start")
    page.phase("active")
    page.hook("stop").click()
    page.answers("stop_reason", "fatigue")
    page.presses("end")
    page.answers("pain_after", "0")
    page.shows("Done for today")


def version_of(page: Page) -> str:
    """Version of the page's files, as its service worker names it."""
    name: str = page.evaluate("caches.keys().then((names) => names.join())")
    return name


def test_first_load_offline_start_later_sync_and_a_newer_version(
    server: Served, browser: Browser
) -> None:
    with (
        front_of(server) as front,
        coach(
            browser,
            Served(front.address, server.data),
            faults=UNPLUGGED,
            service_workers="allow",
        ) as page,
    ):
        page.page.add_init_script(_LISTEN)
        page.open()
        texts = page.page.evaluate("loadingTexts")
        assert any(text.endswith(" MB") for text in texts)
        before = sessions_at(server)

        front.is_down = True
        page.page.reload()
        page.until_ready()
        do_a_little(page)
        expect(page.hook("standing")).to_contain_text("wait on this device", timeout=STEP_MS)
        assert sessions_at(server) == before
        page.page.goto("/progress")
        expect(page.page.locator("h1")).to_have_text("No connection to the home computer")

        front.is_down = False
        page.page.goto("/coach/")
        page.until_ready()
        expect(page.hook("standing")).to_have_attribute("data-waiting", "0", timeout=STEP_MS)
        [made] = [s for s in sessions_at(server) if s not in before]
        assert made["exercises"][0]["stop"]["reason"] == "fatigue"
        sent = [path for path in front.asked if path == f"/api/records/{made['id']}"]
        assert len(sent) >= 1
        assert_newer_version_waits_for_the_next_visit(page, front)


def assert_newer_version_waits_for_the_next_visit(page: CoachPage, front: Front) -> None:
    old = version_of(page.page)
    front.is_newer = True
    page.page.evaluate("navigator.serviceWorker.ready.then((here) => here.update())")
    page.page.wait_for_function(
        "() => navigator.serviceWorker.getRegistration().then((here) => here.waiting !== null)",
        timeout=STEP_MS,
    )
    assert old in version_of(page.page)  # still there for the visit under way
    page.page.reload()
    page.until_ready()
    assert "newer-" in version_of(page.page)
    assert old not in version_of(page.page).split(",")
