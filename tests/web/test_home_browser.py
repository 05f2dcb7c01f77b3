"""The pages in a real browser: nothing foreign, no fault, readable by everybody on every screen."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.house.tree import ROOT
from tests.web.browser import CHROMIUM, Served, chromium, served, watched_page

AXE: Final = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PAGES: Final = (
    "/", "/questions", "/plan", "/plan/make", "/exercises",
    "/exercises/half_kneeling_flexor_stretch", "/progress", "/settings", "/data", "/release",
    "/more", "/checkin", "/morning", "/questions/result", "/session",
)  # fmt: skip
SMALL: Final = {"width": 360, "height": 740}
LAPTOP: Final = {"width": 1280, "height": 800}
TELEVISION: Final = {"width": 3840, "height": 2160}
MOST_PAGES: Final = 60
MAKE_DEMO: Final = """
import django
django.setup()
from coxa_web.home.start import make_demo, open_database
open_database()
make_demo(lambda: None)
"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with the demonstration, made by a process of its own: here the browser runs."""
    data = tmp_path_factory.mktemp("demo")
    environment = {
        **os.environ,
        "COXA_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "coxa_web.settings.home",
    }
    subprocess.run([sys.executable, "-c", MAKE_DEMO], check=True, env=environment)
    with served(data) as running:
        yield running


@pytest.fixture
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with nothing in it."""
    with served(tmp_path_factory.mktemp("fresh")) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


def visit(page: Page, address: str) -> None:
    """Open a page and wait until all of it is there: leaving earlier breaks off its pictures."""
    page.goto(address, wait_until="networkidle")


def serious(page: Page) -> list[str]:
    """What axe finds that is serious or worse."""
    if page.evaluate("() => typeof axe === 'undefined'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{row['id']}: {node['html'][:120]}"
        for row in found["violations"]
        if row["impact"] in ("serious", "critical")
        for node in row["nodes"]
    ]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_for_everybody_on_every_screen(
    browser: Browser, demo: Served, address: str
) -> None:
    with watched_page(browser, demo, viewport=SMALL, has_touch=True) as page:
        visit(page, address)
        for size in (TELEVISION, LAPTOP, SMALL):
            page.set_viewport_size(size)  # type: ignore[arg-type]  # a size
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= size["width"], "wider than its screen"
            for scheme in ("light", "dark") if size != TELEVISION else ():
                page.emulate_media(color_scheme=scheme)
                assert serious(page) == [], scheme
        assert too_small(page) == []


def too_small(page: Page) -> list[str]:
    """What is to be touched and is hard to hit."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll(
            "button, .button, select, .option, .nav a, .due-list a, summary, input.number")]
        .filter((e) => e.checkVisibility())
        .map((e) => [e, e.getBoundingClientRect()])
        .filter(([, r]) => r.height < 44 || r.width < 24)
        .map(([e]) => e.outerHTML.slice(0, 90))"""
    )
    return found


def test_what_matters_today_is_read_from_afar(browser: Browser, demo: Served) -> None:
    with watched_page(browser, demo, viewport=LAPTOP) as page:
        visit(page, "/")
        for selector, least_px in ((".hero h1", 44), (".do-name", 28), (".do-amount", 32)):
            size = page.locator(selector).first.evaluate(
                "(e) => parseFloat(getComputedStyle(e).fontSize)"
            )
            assert size >= least_px, selector


def test_who_comes_back_after_a_while_sees_what_is_due_then(browser: Browser, demo: Served) -> None:
    with watched_page(browser, demo) as page:
        page.clock.install()
        visit(page, "/")
        page.evaluate("() => { document.body.dataset.seen = 'before'; }")
        come_back = "() => { document.dispatchEvent(new Event('visibilitychange')); }"
        page.clock.fast_forward("05:00")
        page.evaluate(come_back)
        expect(page.locator("body[data-seen]")).to_have_count(1)
        page.clock.fast_forward("06:00")
        page.evaluate(come_back)
        expect(page.locator("body[data-seen]")).to_have_count(0)
        page.wait_for_load_state("networkidle")


def test_whoever_wants_no_motion_sees_a_still_picture(browser: Browser, demo: Served) -> None:
    address = "/exercises/half_kneeling_flexor_stretch"
    with watched_page(browser, demo, reduced_motion="reduce") as page:
        visit(page, address)
        expect(page.locator("img.still")).to_be_visible()
        expect(page.locator("img.moving")).to_be_hidden()
        expect(page.locator(".move-label")).to_be_hidden()
    with watched_page(browser, demo, reduced_motion="no-preference") as page:
        visit(page, address)
        expect(page.locator("img.moving")).to_be_visible()
        page.get_by_text("Hold the picture still").click()
        expect(page.locator("img.still")).to_be_visible()
        expect(page.locator("img.moving")).to_be_hidden()


def test_the_keyboard_alone_leads_past_the_menu_and_through_a_form(
    browser: Browser, demo: Served
) -> None:
    with watched_page(browser, demo, viewport=LAPTOP) as page:
        visit(page, "/morning")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="To the content")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        expect(page.locator("input[name=pain][value='0']")).to_be_focused()
        page.keyboard.press("ArrowRight")
        expect(page.locator("input[name=pain][value='1']")).to_be_checked()
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        expect(page.locator("input[name=night][value=no]")).to_be_checked()


def answer_page(page: Page, told: dict[str, str]) -> None:
    """Answer what is asked and go on; what nobody told is no."""
    for name in page.locator("input[name=question]").evaluate_all(
        "(all) => all.map((e) => e.value)"
    ):
        value = told.get(name, "no")
        field = page.locator(f"input[name={name}][value='{value}']")
        if field.count():
            field.check()
        else:
            page.locator(f"input[name={name}]").fill(value)
    with page.expect_navigation():
        page.get_by_role("button", name="Next").click()


TOLD: Final = {
    "age": "58", "pain_place": "none", "conditions": "none", "confidence": "8",
    "floor_transfer": "yes", "kneel": "yes",
}  # fmt: skip


def test_all_questions_are_answered_without_any_script(browser: Browser, fresh: Served) -> None:
    with watched_page(browser, fresh, viewport=SMALL, java_script_enabled=False) as page:
        visit(page, "/")
        page.get_by_role("link", name="Begin").click()
        page.get_by_label("Where you are").select_option("germany")
        with page.expect_navigation():
            page.get_by_role("button", name="Begin").click()
        for _ in range(MOST_PAGES):
            if "/questions/result" in page.url:
                break
            answer_page(page, TOLD)
        expect(page.get_by_role("heading", level=1)).to_have_text("Go: exercise may begin")
        page.get_by_role("link", name="Go on to the test").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Measure both hips")


def test_an_emergency_takes_the_whole_screen(browser: Browser, fresh: Served) -> None:
    with watched_page(browser, fresh, viewport=SMALL) as page:
        visit(page, "/questions")
        with page.expect_navigation():
            page.get_by_role("button", name="Begin").click()
        answer_page(page, TOLD)
        answer_page(page, {"cannot_bear_weight": "yes"})
        expect(page.get_by_role("link", name="Call 112")).to_be_in_viewport()
        expect(page.get_by_role("navigation")).to_have_count(0)
        covered = page.evaluate(
            "() => getComputedStyle(document.body).backgroundColor !== 'rgba(0, 0, 0, 0)'"
        )
        assert covered
        assert serious(page) == []
        visit(page, "/")
        expect(page.get_by_role("link", name="Call 112")).to_be_visible()
        page.get_by_role("button", name="I answered by mistake").click()
        expect(page.get_by_text("Question 1 of")).to_be_visible()


def test_the_sheet_and_the_letter_show_all_that_is_in_them(browser: Browser, demo: Served) -> None:
    with watched_page(browser, demo, viewport=LAPTOP) as page:
        visit(page, "/plan/sheet")
        widths = page.locator("article img").evaluate_all("(all) => all.map((e) => e.naturalWidth)")
        assert widths
        assert min(widths) > 0
        assert page.evaluate("() => document.styleSheets[0].cssRules.length") > 50
        visit(page, "/")
        letter = page.get_by_role("link", name="Letter to hand over").first.get_attribute("href")
        visit(page, letter or "")
        expect(page.get_by_role("heading", level=1)).to_have_text("To the physical therapist")


def test_records_go_out_and_in_through_the_page(
    browser: Browser, demo: Served, tmp_path: Path
) -> None:
    with watched_page(browser, demo, accept_downloads=True) as page:
        visit(page, "/data")
        for name, kind in (("Save the zip file", ".zip"), ("Save a copy", ".sqlite3")):
            with page.expect_download() as waiting:
                page.get_by_role("link", name=name).click()
            target = tmp_path / f"saved{kind}"
            waiting.value.save_as(target)
            assert waiting.value.suggested_filename.endswith(kind)
        page.get_by_label("Zip file").set_input_files(tmp_path / "saved.zip")
        page.get_by_role("button", name="Bring in").click()
        expect(page.get_by_text("New records: 0.")).to_be_visible()
        page.get_by_label("Copy (.sqlite3)").set_input_files(tmp_path / "saved.sqlite3")
        page.get_by_role("button", name="Look into the copy").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Put this copy back?")
        page.get_by_role("button", name="Yes, put it back").click()
        expect(page.get_by_text("The copy was put back.")).to_be_visible()
