"""What the coach keeps on a device: let go of once it is old and sent, forgotten when asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.browser import CHROMIUM, Served, chromium, served, watched_page
from tests.web.coach_page import STEP_MS, serious_faults

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]

KEEP: Final = """async (states) => {
  const { openJournal } = await import("/static/coxa/journal.js");
  const journal = await openJournal({ onFull() {}, onNone() {} });
  const records = states.map((state, index) => ({
    id: `r${index}`, schema: "coxa.session/1", text: "{}", state, made_ms: index, tries: 1,
    next_ms: 0, why: "",
  }));
  await journal.commit(records, { known: { subject: "p" } });
  journal.close();
}"""
KEPT: Final = """async () => ({
  databases: (await indexedDB.databases()).map((database) => database.name),
  caches: await caches.keys(),
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
DAY_MS: Final = 24 * 3_600_000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("data")) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


def kept(page: Page) -> dict[str, Any]:
    """What there is of the coach in the browser."""
    found: dict[str, Any] = page.evaluate(KEPT)
    return found


def test_everything_on_a_device_is_forgotten_once_it_was_said_what_would_be_lost(
    server: Served, browser: Browser
) -> None:
    with watched_page(browser, server) as page:
        page.goto("/data")
        page.evaluate(KEEP, ["waiting", "refused", "sent"])
        page.evaluate(
            "navigator.serviceWorker.register('/sw.js?build=plain')"
            ".then(() => navigator.serviceWorker.ready)"
        )
        there = kept(page)
        assert there["databases"] == ["coxa"]
        assert len(there["caches"]) == there["workers"] == 1
        page.get_by_role("button", name="Forget everything on this device").click()
        asked = page.locator("[data-hook=device-asked]")
        expect(asked).to_contain_text("2 records on this device have not been sent")
        assert serious_faults(page) == []
        page.get_by_role("button", name="Keep it").click()
        expect(asked).to_be_hidden()
        assert kept(page) == there
        page.get_by_role("button", name="Forget everything on this device").click()
        page.get_by_role("button", name="Forget everything", exact=True).click()
        told = page.locator("[data-hook=device-told]")
        expect(told).to_have_text("This device keeps nothing of yours any more.", timeout=STEP_MS)
        assert kept(page) == {"databases": [], "caches": [], "workers": 0}


def test_another_window_with_the_coach_is_waited_for(server: Served, browser: Browser) -> None:
    with watched_page(browser, server, service_workers="block") as page:
        page.goto("/data")
        page.evaluate(KEEP, ["sent"])
        other = page.context.new_page()
        other.goto("/coach/offline/")
        other.evaluate(
            'import("/static/coxa/journal.js").then(async ({ openJournal }) => {'
            "  globalThis.journal = await openJournal({ onFull() {}, onNone() {} });"
            "})"
        )
        page.get_by_role("button", name="Forget everything on this device").click()
        asked = page.locator("[data-hook=device-asked]")
        expect(asked).to_contain_text("Every record on this device has been sent")
        page.get_by_role("button", name="Forget everything", exact=True).click()
        told = page.locator("[data-hook=device-told]")
        expect(told).to_contain_text("open in another window", timeout=STEP_MS)
        other.close()
        expect(told).to_contain_text("nothing of yours any more", timeout=STEP_MS)
        assert kept(page)["databases"] == []


def test_what_was_sent_a_month_ago_is_let_go_of_and_nothing_else(
    server: Served, browser: Browser
) -> None:
    with watched_page(browser, server, service_workers="block") as page:
        page.goto("/coach/offline/")
        told: list[list[str]] = page.evaluate(
            """async (day_ms) => {
              const { openJournal } = await import("/static/coxa/journal.js");
              const { createOutbox } = await import("/static/coxa/outbox.js");
              const open = () => openJournal({ onFull() {}, onNone() {} });
              let now_ms = 1_000 * day_ms;
              let status = 201;
              const fetch = async (url, { body }) => new Response(
                JSON.stringify(status === 201 ? JSON.parse(body) : { message: "no" }), { status });
              const ids = async () => (await (await open()).records()).map(({ id }) => id);
              const sending = (journal) =>
                createOutbox(journal, () => undefined, { fetch, now_ms: () => now_ms });
              const made = async (id) => {
                const journal = await open();
                const outbox = sending(journal);
                await journal.commit(outbox.outgoing([{ id, schema: "coxa.session/1" }]), {});
                await outbox.flush();
              };
              await made("sent");
              status = 422;
              await made("refused");
              status = 500;
              await made("waiting");
              const found = [];
              for (const days of [29, 2]) {
                now_ms += days * day_ms;
                await sending(await open()).tidy();
                found.push((await ids()).sort());
              }
              return found;
            }""",
            DAY_MS,
        )
    assert told == [["refused", "sent", "waiting"], ["refused", "waiting"]]
