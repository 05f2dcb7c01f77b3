"""Nothing is lost: a killed tab, a browser that keeps nothing, a server that answers nonsense."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.browser import CHROMIUM, Served, chromium, served, watched_page
from tests.web.coach_page import CAMERA, STEP_MS, CoachPage, Home, coach
from tests.web.coach_samples import acted, item, known, short_dose, turns

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]

CHAIR = item("chair_rotation", short_dose(repetitions=3), sides="right")
BRIDGE = item("bridge", short_dose(repetitions=2), sides="right")
KEEPS_NOTHING: Final = "Object.defineProperty(globalThis, 'indexedDB', { value: undefined });"
HTTP_FAULTS: Final = ("console: Failed to load resource",)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("data")) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium(*CAMERA) as running:
        yield running


def kept_count(page: Page) -> int:
    """Repetitions in what was written down last of the exercise under way."""
    count: int = page.evaluate(
        """new Promise((resolve) => {
          const open = indexedDB.open("coxa");
          open.onsuccess = () => {
            const get = open.result.transaction("kept").objectStore("kept").get("live-session");
            get.onsuccess = () => {
              const kept = get.result ? JSON.parse(get.result.state).state.page.shown.count : 0;
              open.result.close();
              resolve(kept);
            };
          };
        })"""
    )
    return count


def test_a_killed_tab_is_gone_on_with(server: Served, browser: Browser) -> None:
    first = acted({"right": turns(3.0, [30, -30])}, 60.0)
    rest = acted({"right": turns(4.0, [32, -31, 31, -32])}, 40.0)
    home = Home(known(CHAIR), [first, rest], at_once=2)
    with coach(browser, server, home) as page:
        page.open()
        page.through_questions()
        page.presses("begin")
        page.presses("start")
        expect(page.hook("big")).to_have_text("1", timeout=STEP_MS)
        while kept_count(page.page) < 1:  # a second at most
            page.page.wait_for_timeout(100)
        context = page.page.context
        page.page.close()  # without a word

        again = CoachPage(context.new_page(), page.watch)
        page.watch.on(again.page)
        home.recordings = [rest]
        again.open()
        again.shows("Go on where you were?")
        again.presses("go_on")
        again.phase("paused")
        expect(again.hook("big")).to_have_text("1")
        again.hook("pause").click()
        again.answers("pain_during", "0")
        again.answers("effort", "2")
        again.answers("pain_after", "0")
        again.shows("Done for today")
        again.has_sent(home, "coxa.session/1")
    done = home.one("coxa.session/1")["exercises"][0]
    assert (done["repetitions"], done["sets"]) == (3, 1)


def test_without_a_store_and_with_a_broken_server_nothing_is_lost(
    server: Served, browser: Browser, tmp_path: Path
) -> None:
    home = Home(known(BRIDGE))
    with coach(browser, server, home, faults=HTTP_FAULTS) as page:
        page.page.add_init_script(KEEPS_NOTHING)
        page.open()
        page.fault("no_store")
        page.through_questions()
        page.presses("begin")
        page.screen.get_by_label("Somebody helps me").check()
        page.presses("start")
        page.phase("active")
        home.status = 500
        page.hook("tap").click()
        page.hook("tap").click()
        page.answers("pain_during", "0")
        page.answers("effort", "2")
        page.answers("pain_after", "0")
        page.shows("Done for today")
        expect(page.hook("standing")).to_contain_text("1 record waits", timeout=STEP_MS)
        expect(page.hook("standing")).to_contain_text("answered with an error")
        with page.page.expect_download() as download:
            page.hook("download").click()
        saved = tmp_path / "saved.json"
        download.value.save_as(saved)
        [record] = json.loads(saved.read_text(encoding="utf-8"))["records"]
        assert record["exercises"][0]["repetitions"] == 2
        home.garbage = "<html>not me</html>"
        page.page.evaluate("dispatchEvent(new Event('online'))")
        page.page.wait_for_timeout(500)
        expect(page.hook("standing")).to_contain_text("waits")
        home.garbage, home.status = "", 201
        page.page.evaluate("dispatchEvent(new Event('online'))")
        page.has_sent(home, "coxa.session/1")
        assert home.tries >= 3
    assert home.one("coxa.session/1") == record


def test_a_device_never_connected_says_so(server: Served, browser: Browser) -> None:
    home = Home(known(), status=0)
    with coach(browser, server, home, faults=("failed: ", *HTTP_FAULTS)) as page:
        page.page.goto("/coach/")
        page.fault("never_connected")


def test_the_store_and_the_outbox_by_themselves(server: Served, browser: Browser) -> None:
    """Without Python: a full disk, records in order, each once, those that are never taken."""
    with watched_page(browser, server, service_workers="block") as page:
        page.goto("/coach/offline/")
        told = page.evaluate(
            """async () => {
              const { openJournal } = await import("/static/coxa/journal.js");
              const { createOutbox } = await import("/static/coxa/outbox.js");
              const faults = [];
              const journal = await openJournal({
                onFull: () => faults.push("full"), onNone: () => faults.push("none"),
              });
              const asked = [];
              let status = 201;
              const answer = async (url, { body }) => {
                asked.push(url.split("/").at(-1));
                const { id } = JSON.parse(body);
                const said = status === 422 ? { message: "not a record" } : { v: 1, id };
                return new Response(JSON.stringify(said), { status });
              };
              const standings = [];
              const outbox = createOutbox(journal, (now) => standings.push(now), { fetch: answer });
              const made = (id) => ({ schema: "coxa.session/1", id });
              await journal.commit(outbox.outgoing([made("a"), made("b")]), { where: 1 });
              await Promise.all([outbox.flush(), outbox.flush(), outbox.flush()]);
              status = 422;
              await journal.commit(outbox.outgoing([made("c")]), { where: 2 });
              await outbox.flush();
              const put = IDBObjectStore.prototype.put;
              IDBObjectStore.prototype.put = () => {
                throw new DOMException("full", "QuotaExceededError");
              };
              status = 201;
              await journal.commit(outbox.outgoing([made("d")]), { where: 3 });
              await outbox.flush();
              IDBObjectStore.prototype.put = put;
              outbox.close();
              const states = (await journal.records()).map(({ id, state }) => id + " " + state);
              const where = await journal.get("where");
              return { asked, faults, states, where, last: standings.at(-1) };
            }"""
        )
    assert told["asked"] == ["a", "b", "c", "d"]
    assert told["states"] == ["a sent", "b sent", "c refused", "d sent"]
    assert told["faults"] == ["full"]
    assert told["where"] == 3
    assert told["last"] == {
        "waiting": 0,
        "refused": 1,
        "sent": 3,
        "isOffline": False,
        "isFaulty": False,
    }
