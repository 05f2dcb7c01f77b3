"""A device that is not as it should be: cameras, permissions, old browsers, a page put aside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.web.browser import CHROMIUM, Served, chromium, served
from tests.web.coach_page import BOOT_MS, CAMERA, STEP_MS, Home, coach
from tests.web.coach_samples import acted, item, known, short_dose, spoiled, strapped_phone, turns

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]

CHAIR = item("chair_rotation", short_dose(repetitions=2), sides="right")
SQUAT = item("squat_alignment", short_dose(repetitions=2))
REFUSED: Final = """
const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
globalThis.mayOpen = "NotAllowedError";
navigator.mediaDevices.getUserMedia = (wishes) => {
  if (mayOpen === "") return open(wishes);
  if (mayOpen === "later") return new Promise((resolve) => { globalThis.letOpen = resolve; });
  return Promise.reject(new DOMException("no", mayOpen));
};
"""
PUT_ASIDE: Final = """(isHidden) => {
  Object.defineProperty(document, "hidden", { value: isHidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
FELT: Final = """async (samples) => {
  // A phone that feels what was recorded, faster than it was: the page's clock goes with it.
  const clock = performance.now.bind(performance);
  let passed_ms = 0;
  performance.now = () => clock() + passed_ms;
  const began_ms = clock();
  for (const [index, [t_s, x, y, z, alpha, beta, gamma]] of samples.entries()) {
    passed_ms = 1000 * t_s - (clock() - began_ms);
    dispatchEvent(new DeviceMotionEvent("devicemotion", {
      accelerationIncludingGravity: { x, y, z }, rotationRate: { alpha, beta, gamma },
    }));
    if (index % 20 === 19) await new Promise((resolve) => setTimeout(resolve, 20));
  }
}"""
"""Twenty samples, which took 0.2 s, every 20 ms."""
PHONE: Final[dict[str, Any]] = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("data")) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium(*CAMERA) as running:
        yield running


def test_camera_refused_missing_unplugged_and_the_page_put_aside(
    server: Served, browser: Browser
) -> None:
    seen = acted({"right": turns(30.0, [30, -30, 31, -31])}, 60.0)
    home = Home(known(CHAIR), [seen, seen, seen], at_once=1)
    with coach(browser, server, home) as page:
        page.page.add_init_script(REFUSED)
        page.open()
        page.through_questions()
        page.presses("begin")
        page.presses("start")
        page.fault("camera_refused").get_by_role("button", name="Try again").click()
        page.shows("Chair exercise")
        page.page.evaluate("mayOpen = 'NotFoundError'")
        page.presses("start")
        page.fault("no_camera").get_by_role("button", name="without a camera").click()
        expect(page.screen.get_by_label("No camera")).to_be_checked(timeout=STEP_MS)
        page.screen.locator("input[value=camera]").check()
        page.page.evaluate("mayOpen = 'later'")
        page.presses("start")
        expect(page.hook("caption")).to_contain_text("camera")
        page.hook("stop").click()  # while the browser still asks
        page.shows("Chair exercise")
        page.page.evaluate("mayOpen = ''")
        page.presses("start")
        page.phase("active")
        page.page.evaluate(
            "document.querySelector('video').srcObject.getVideoTracks()[0]"
            ".dispatchEvent(new Event('ended'))"
        )
        gone = page.fault("camera_gone")
        page.phase("paused")
        expect(page.hook("alarm")).to_contain_text("no picture comes")
        gone.get_by_role("button", name="Try again").click()
        expect(page.hook("alarm")).to_contain_text("You are back")
        page.hook("pause").click()
        page.phase("active")
        page.page.evaluate(PUT_ASIDE, True)
        page.phase("paused")
        expect(page.hook("alarm")).to_contain_text("in the background")
        page.page.evaluate(PUT_ASIDE, False)
        page.hook("pause").click()
        page.phase("active")
        expect(page.hook("alarm")).to_have_text("")


def test_a_phone_that_may_not_feel_and_one_that_feels_nothing(
    server: Served, browser: Browser
) -> None:
    home = Home(known(CHAIR))
    with coach(browser, server, home, **PHONE) as page:
        page.page.add_init_script(
            "globalThis.may = 'denied';"
            "DeviceMotionEvent.requestPermission = () => Promise.resolve(may);"
        )
        page.open()
        page.through_questions()
        page.presses("begin")
        page.is_open_to_all()
        page.screen.get_by_label("This phone on the leg").check()
        page.presses("start")
        page.fault("motion_refused").get_by_role("button", name="Try again").click()
        page.page.evaluate("may = 'granted'")
        page.presses("start")
        page.fault("no_motion").get_by_role("button", name="without a camera").click()
        expect(page.screen.get_by_label("No camera")).to_be_checked(timeout=STEP_MS)


def test_a_phone_on_the_leg_counts_and_measures(server: Served, browser: Browser) -> None:
    home = Home(known(CHAIR))
    with coach(browser, server, home, **PHONE) as page:
        page.open()
        page.through_questions()
        page.presses("begin")
        page.screen.get_by_label("This phone on the leg").check()
        page.presses("start")
        page.phase("setup")
        page.page.evaluate(FELT, strapped_phone("right", repetitions=2))
        page.answers("pain_during", "0")
        page.answers("effort", "2")
        page.answers("pain_after", "0")
        page.shows("Done for today")
        page.has_sent(home, "coxa.session/1")
    [done] = home.one("coxa.session/1")["exercises"]
    assert (done["side"], done["repetitions"], done["measured_by"]) == ("right", 2, "sensor")
    reached = {r["direction"]: r["value_deg"] for r in done["ranges"]}
    assert reached == pytest.approx({"internal": 30.0, "external": 35.0}, abs=4.0)


def test_a_slow_device_is_told_and_the_session_goes_on_by_the_clock(
    server: Served, browser: Browser
) -> None:
    home = Home(known(CHAIR, SQUAT), [spoiled(30.0, rate_hz=4.0)], at_once=1)
    with coach(browser, server, home) as page:
        page.open()
        page.through_questions()
        page.presses("begin")
        page.presses("start")
        problem = page.hook("problem")
        expect(problem).to_contain_text("too few pictures", timeout=STEP_MS)
        expect(problem).to_contain_text("without the camera")
        page.hook("stop").click()
        page.answers("stop_reason", "other")
        page.presses("next")
        page.screen.get_by_label("No camera").check()
        page.page.clock.install()
        page.presses("start")
        page.phase("active")
        page.page.clock.run_for(20_000)
        page.types("count", "2")
        page.answers("pain_during", "0")
        page.answers("effort", "2")
        page.answers("pain_after", "0")
        page.shows("Done for today")
        page.has_sent(home, "coxa.alert/1", "coxa.session/1")
    slow, timed = home.one("coxa.session/1")["exercises"]
    assert (slow["exercise"], slow["stop"]["reason"]) == ("chair_rotation", "other")
    assert (timed["repetitions"], timed["measured_by"]) == (2, "self_report")


def test_an_old_browser_runs_the_slower_form(server: Served, browser: Browser) -> None:
    with coach(browser, server) as page:
        page.page.add_init_script("WebAssembly.validate = () => false;")
        page.page.goto("/coach/?model=lite")
        page.fault("slow_wasm")
        page.page.wait_for_function("() => coxaBench.boot_ms.pose > 0", timeout=BOOT_MS)
        assert page.page.evaluate("[coxaBench.threads, coxaBench.model]") == [False, "lite"]


def test_a_slow_device_that_cannot_get_the_smaller_network_takes_the_usual_one(
    server: Served, browser: Browser
) -> None:
    """As without a connection: only the usual one is kept from the first load."""
    with coach(browser, server, faults=("failed: ", "console: Failed to load")) as page:

        def slow(route: Route) -> None:
            served_text = route.fetch()
            body = served_text.text().replace("FAST_ENOUGH_MS = 70", "FAST_ENOUGH_MS = -1")
            route.fulfill(response=served_text, body=body)

        page.page.route("**/pose-worker.js", slow)
        page.page.route("**/pose_landmark_lite.tflite", lambda route: route.abort())
        page.page.goto("/coach/")
        page.page.wait_for_function("() => coxaBench.boot_ms.pose > 0", timeout=BOOT_MS)
        assert page.page.evaluate("coxaBench.model") == "full"


def test_a_browser_that_cannot_run_it_and_a_page_over_http_say_so(
    server: Served, browser: Browser
) -> None:
    with coach(browser, server) as page:
        page.page.add_init_script("delete globalThis.WebAssembly;")
        page.page.goto("/coach/")
        expect(page.fault("no_wasm")).to_contain_text("Update the browser")
    with coach(browser, server) as page:
        page.page.add_init_script(
            "Object.defineProperty(globalThis, 'isSecureContext', { value: false });"
        )
        page.page.goto("/coach/")
        expect(page.fault("insecure")).to_contain_text("https")
