"""The coach page as a person uses it, with recorded landmarks where the networks would look."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from tests.house.tree import ROOT
from tests.web.browser import Served, Watch

REPLAY_WORKER: Final = Path(__file__).with_name("replay-worker.js")
CAMERA: Final = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
BOOT_MS: Final = 60_000
STEP_MS: Final = 30_000
_AXE: Final = ROOT / "node_modules" / "axe-core" / "axe.min.js"
_LISTEN: Final = """() => {
  globalThis.heard = [];
  const said = document.querySelector("[data-hook=said]");
  new MutationObserver(() => heard.push(said.textContent)).observe(said, { childList: true });
}"""


@dataclass  # without slots: the browser's driver notes its handlers on the object
class Home:
    """The home server as the page meets it: what it tells, what it was sent, and how it answers.

    `status` 0: nobody answers at all. `is_replayed`: recorded landmarks stand for the networks.
    """

    known: dict[str, Any]
    recordings: Sequence[bytes] = ()
    at_once: int = 6
    is_replayed: bool = True
    status: int = 201
    garbage: str = ""
    sent: list[dict[str, Any]] = field(default_factory=list)
    tries: int = 0

    def schemas(self) -> list[str]:
        """Schemas of the records that were taken, in their order."""
        return [record["schema"] for record in self.sent]

    def one(self, schema: str) -> dict[str, Any]:
        """The only record of a schema."""
        found = [record for record in self.sent if record["schema"] == schema]
        assert len(found) == 1, self.schemas()
        return found[0]

    def stands_in(self, context: BrowserContext) -> None:
        """Answer for the server, and put recorded landmarks where the networks are."""
        context.route("**/api/coach", self._tell)
        context.route("**/api/records/*", self._take)
        if self.is_replayed:
            context.route("**/pose-worker.js", self._worker)
            context.route("**/replay/*.bin", self._replay)

    def _tell(self, route: Route) -> None:
        if self.status == 0:
            route.abort("connectionrefused")
        elif self.garbage:
            route.fulfill(status=200, body=self.garbage)
        else:
            route.fulfill(json=self.known)

    def _take(self, route: Route) -> None:
        self.tries += 1
        if self.status == 0:
            route.abort("connectionrefused")
            return
        assert route.request.headers["x-coxa"] == "1"
        if self.garbage:
            route.fulfill(status=200, body=self.garbage)
            return
        if self.status >= 300:
            route.fulfill(status=self.status, json={"code": "x", "message": "not this one"})
            return
        record = json.loads(route.request.post_data or "")
        assert route.request.url.endswith(record["id"])
        if record not in self.sent:
            self.sent.append(record)
        route.fulfill(status=self.status, json={"v": 1, "id": record["id"], "alerts": []})

    def _worker(self, route: Route) -> None:
        code = REPLAY_WORKER.read_text(encoding="utf-8").replace('?? "6"', f'?? "{self.at_once}"')
        route.fulfill(response=route.fetch(), body=code)

    def _replay(self, route: Route) -> None:
        number = int(route.request.url.rsplit("/", 1)[1].removesuffix(".bin"))
        if number > len(self.recordings):
            route.fulfill(status=200, body=b"")
        else:
            route.fulfill(body=self.recordings[number - 1])


@dataclass(slots=True)
class CoachPage:
    """What a person sees and does."""

    page: Page
    watch: Watch

    def open(self, address: str = "/coach/") -> None:
        """Load the page, and wait until Python has shown its first screen."""
        self.page.goto(address)
        self.until_ready()

    def until_ready(self) -> None:
        """Until Python has shown its first screen."""
        expect(self.hook("main")).to_have_attribute("data-ready", "true", timeout=BOOT_MS)

    def hook(self, name: str) -> Locator:
        """An element by its hook."""
        return self.page.locator(f"[data-hook={name}]")

    @property
    def screen(self) -> Locator:
        """Where the screens of the visit are shown."""
        return self.hook("screen")

    @property
    def live(self) -> Locator:
        """The stage of what is under way."""
        return self.hook("live")

    def asked(self, name: str) -> Locator:
        """A question that is shown now."""
        found = self.page.locator(f"[data-question={name}]")
        expect(found).to_be_visible(timeout=STEP_MS)
        return found

    def answers(self, name: str, choice: str) -> None:
        """Press an answer."""
        self.asked(name).locator(f'[data-choice="{choice}"]').click()

    def types(self, name: str, number: str) -> None:
        """Type a number as the answer."""
        question = self.asked(name)
        question.locator("input").fill(number)
        question.get_by_role("button", name="Next").click()

    def presses(self, name: str) -> None:
        """Press a button of the screen."""
        self.screen.locator(f"[data-press={name}]").click(timeout=STEP_MS)

    def phase(self, name: str) -> None:
        """Until the exercise is in a phase."""
        expect(self.live).to_have_attribute("data-phase", name, timeout=STEP_MS)

    def through_questions(self, pain: str = "0") -> None:
        """Answer what comes before everything else, as somebody without any trouble."""
        self.answers("anything_new", "no")
        self.answers("pain_before", pain)

    def through_everything(self) -> None:
        """Answer whatever is asked first, as somebody without any trouble."""
        shown = self.screen.locator("[data-question], .c-today, .c-message, .c-preparation")
        while True:
            expect(shown).to_be_visible(timeout=STEP_MS)
            name = shown.get_attribute("data-question")
            if name is None:
                return
            if self.screen.locator("input[type=number]").count():
                self.types(name, "60")
            else:
                self.screen.locator('[data-choice="no"], [data-choice="0"]').first.click()
            expect(self.screen.locator(f"[data-question={name}]")).to_have_count(0, timeout=STEP_MS)

    def through_locks(self, pain: str = "0") -> None:
        """Answer the lock questions, as somebody without any trouble."""
        for name in ("hip_surgery", "fracture", "cannot_bear_weight", "fever_with_pain"):
            self.answers(name, "no")
        self.answers("pain_before", pain)

    def listens(self) -> None:
        """Note everything that is said from now on: a sentence may stand for moments only."""
        self.page.evaluate(_LISTEN)

    def hears(self, sentence: str) -> None:
        """Until a sentence has been said since `listens`."""
        said = "(sentence) => heard.includes(sentence)"
        self.page.wait_for_function(said, arg=sentence, timeout=STEP_MS)

    def shows(self, title: str) -> None:
        """Until a screen of this title is shown."""
        expect(self.screen.locator("h1")).to_contain_text(title, timeout=STEP_MS)

    def has_sent(self, home: Home, *schemas: str) -> None:
        """Until the home server has these records and no others, in this order."""
        until_s = time.monotonic() + STEP_MS / 1000
        while home.schemas() != list(schemas) and time.monotonic() < until_s:
            self.page.evaluate("1")  # lets the browser's driver hand in what was sent
        assert home.schemas() == list(schemas)

    def fault(self, code: str) -> Locator:
        """A fault that is told."""
        found = self.page.locator(f"[data-fault={code}]")
        expect(found).to_be_visible(timeout=STEP_MS)
        return found

    def is_open_to_all(self) -> None:
        """Nothing that axe calls serious stands in somebody's way."""
        assert serious_faults(self.page) == []


def serious_faults(page: Page) -> list[str]:
    """What axe finds that keeps somebody from using a page."""
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    result = page.evaluate("axe.run()")
    return [
        f"{fault['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for fault in result["violations"]
        if fault["impact"] in {"serious", "critical"}
        for node in fault["nodes"]
    ]


@contextmanager
def coach(
    browser: Browser,
    at: Served,
    home: Home | None = None,
    *,
    faults: Sequence[str] = (),
    **options: Any,  # noqa: ANN401 - of a browser's context
) -> Iterator[CoachPage]:
    """A fresh coach page; at its end there must have been no fault but those that are allowed.

    `faults` are beginnings of what the browser may say; a service worker only where it is wanted.
    """
    options = {"service_workers": "block", "base_url": at.address, "locale": "en-GB"} | options
    context = browser.new_context(**options)
    if home is not None:
        home.stands_in(context)
    page = context.new_page()
    watch = Watch(at.address)
    watch.on(page)
    yield CoachPage(page, watch)
    context.close()
    assert [f for f in watch.faults if not f.startswith(tuple(faults))] == []
