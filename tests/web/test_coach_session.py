"""A session in a real browser: exercises, questions, stops, with recorded landmarks.

Every test loads Python once, which takes seconds: each is a whole visit, not one step of it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.web.browser import CHROMIUM, Served, chromium, served
from tests.web.coach_page import CAMERA, STEP_MS, CoachPage, Home, coach
from tests.web.coach_samples import acted, band_drive, item, known, short_dose, turns

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]

CHAIR = item("chair_rotation", short_dose(sets=2, repetitions=1, rest_s=3.0))
RIGHT_CHAIR = item("chair_rotation", short_dose(repetitions=2), sides="right")
ROLL = item("glute_roll", short_dose(repetitions=1, hold_s=12.0))
BAND = item("band_knee_in", short_dose(repetitions=2), sides="right")
BRIDGE = item("bridge", short_dose(repetitions=2), sides="right")
BOTH_LEGS = acted(
    {
        "right": [*turns(3.0, [30, -30]), *turns(19.0, [30, -30])],
        "left": [*turns(33.0, [28, -31]), *turns(50.0, [28, -31])],
    },
    62.0,
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("data")) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium(*CAMERA) as running:
        yield running


def do_the_chair_exercise(page: CoachPage) -> None:
    """Two sets with a rest, each leg, and the questions after it."""
    page.presses("start")
    page.phase("setup")
    page.is_open_to_all()
    page.phase("rest")
    expect(page.hook("small")).to_have_text("Rest")
    expect(page.hook("live-set")).to_contain_text("set 2 of 2", timeout=STEP_MS)
    expect(page.hook("live-set")).to_contain_text("left leg", timeout=STEP_MS)
    page.asked("pain_during")
    page.is_open_to_all()
    page.answers("pain_during", "0")
    page.answers("effort", "3")


def do_the_foam_roll(page: CoachPage) -> None:
    """By a clock that runs as fast as the test wants."""
    page.page.clock.install()
    page.presses("start")
    page.phase("active")
    page.page.clock.run_for(9_000)
    expect(page.hook("small")).to_have_text("seconds left")
    page.page.clock.run_for(10_000)
    page.phase("change")
    expect(page.hook("caption")).to_contain_text("left leg")
    page.page.clock.run_for(30_000)
    page.answers("pain_during", "0")
    page.answers("effort", "1")


def test_chair_exercise_and_foam_roll_are_counted_timed_asked_about_and_sent(
    server: Served, browser: Browser
) -> None:
    home = Home(known(CHAIR, ROLL), [BOTH_LEGS], at_once=3)
    with coach(browser, server, home) as page:
        page.open()
        page.is_open_to_all()
        page.through_questions()
        expect(page.screen.get_by_role("listitem").first).to_contain_text("Chair exercise")
        page.is_open_to_all()
        page.presses("begin")
        page.shows("Chair exercise")
        page.is_open_to_all()
        do_the_chair_exercise(page)
        page.shows("Foam-roll")
        do_the_foam_roll(page)
        page.answers("pain_after", "0")
        page.shows("Done for today")
        page.has_sent(home, "coxa.session/1")
        page.is_open_to_all()
    session = home.one("coxa.session/1")
    lines = [(d["exercise"], d["side"], d["sets"], d["repetitions"]) for d in session["exercises"]]
    assert lines == [
        ("chair_rotation", "right", 2, 2),
        ("chair_rotation", "left", 2, 2),
        ("glute_roll", "right", 1, 1),
        ("glute_roll", "left", 1, 1),
    ]
    right, left, *rolls = session["exercises"]
    reached = {(r["direction"], side["side"]): r for side in (right, left) for r in side["ranges"]}
    assert reached["internal", "right"]["value_deg"] == pytest.approx(30.0, abs=1.0)
    assert reached["external", "left"]["value_deg"] == pytest.approx(31.0, abs=1.0)
    assert [(roll["held_s"], roll["measured_by"]) for roll in rolls] == [(12.0, "timer")] * 2
    assert session["finished_at"] >= session["recorded_at"]


def test_the_band_drive_counts_only_with_the_foot_in_its_place(
    server: Served, browser: Browser
) -> None:
    """The first of three is made with the foot turned away; the two after it are all there are."""
    home = Home(known(BAND), [band_drive(stepping_from_s=3.3, lasts_s=2.9)], at_once=4)
    with coach(browser, server, home) as page:
        page.open()
        page.through_questions()
        page.presses("begin")
        page.shows("driving the knee inward")
        page.listens()
        page.presses("start")
        page.phase("active")
        page.hears("That did not count. The foot stays where it is.")
        page.answers("pain_during", "0")
        page.answers("effort", "2")
        page.answers("pain_after", "0")
        page.shows("Done for today")
        page.has_sent(home, "coxa.session/1")
    [done] = home.one("coxa.session/1")["exercises"]
    assert (done["exercise"], done["side"], done["measured_by"]) == (
        "band_knee_in",
        "right",
        "camera",
    )
    assert (done["sets"], done["repetitions"], done["ranges"]) == (1, 2, [])


def stop_by_keys(page: CoachPage) -> None:
    """Keys that move about, or press what has the focus, do not stop; any other does."""
    for key in ("Tab", "Shift", "Tab"):
        page.page.keyboard.press(key)
    page.hook("pause").focus()
    page.page.keyboard.press("Enter")
    page.phase("paused")
    page.page.keyboard.press("Space")
    page.phase("active")
    page.page.keyboard.press("x")
    expect(page.hook("alarm")).to_contain_text("Stopped")
    page.asked("stop_reason")
    page.is_open_to_all()
    page.answers("stop_reason", "mistake")
    page.phase("paused")
    expect(page.hook("alarm")).to_have_text("")
    page.hook("pause").click()
    page.phase("active")


def test_stop_is_always_in_reach_and_pain_ends_the_session(
    server: Served, browser: Browser
) -> None:
    home = Home(known(BRIDGE, RIGHT_CHAIR, ROLL), at_once=1)
    with coach(browser, server, home) as page:
        page.open()
        page.through_questions("1")
        page.presses("begin")
        page.presses("start")
        page.phase("active")
        stop_by_keys(page)
        page.hook("live-picture").click(force=True)  # a tap anywhere stops as well
        page.answers("stop_reason", "fatigue")
        page.presses("next")
        page.shows("Chair exercise")
        page.presses("start")
        page.phase("setup")
        page.hook("stop").click()
        page.answers("stop_reason", "sharp_groin_pinch")
        page.answers("pain_stop", "1")
        page.answers("pain_kind", "same_as_before")
        page.shows("STOP")
        page.is_open_to_all()
        said = page.screen.inner_text()
        assert "rest in a position that does not hurt" in said
        assert "Nobody has been told" in said
        assert "Tell Anna Weber, 030 123456." in said
        page.has_sent(home, "coxa.alert/1", "coxa.alert/1", "coxa.session/1")
    session = home.sent[-1]
    stops = [(d["exercise"], d["stop"]["reason"]) for d in session["exercises"]]
    assert stops == [("bridge", "fatigue"), ("chair_rotation", "stop_word")]
    assert {alert["severity"] for alert in home.sent[:2]} == {"concern", "stop"}
    assert all(alert["about"] == session["id"] for alert in home.sent[:2])


def test_the_morning_after_the_helper_and_the_voice(server: Served, browser: Browser) -> None:
    due = {"session_id": "00000000-0000-4000-8000-000000000042", "day": "2026-01-01"}
    home = Home(known(BRIDGE, checkin_due=due))
    with coach(browser, server, home) as page:
        page.open()
        page.answers("morning_pain", "1")
        page.answers("morning_night", "no")
        page.through_questions()
        page.presses("begin")
        page.screen.get_by_label("I cannot see the screen").check()
        page.screen.get_by_label("Somebody helps me").check()
        page.presses("start")
        page.phase("active")
        expect(page.hook("said")).to_have_attribute("aria-live", "polite")
        page.hook("mute").click()
        expect(page.hook("mute")).to_have_attribute("aria-pressed", "true")
        page.hook("tap").click()
        expect(page.hook("big")).to_have_text("1")
        page.hook("tap").click()
        page.answers("pain_during", "0")
        page.answers("effort", "2")
        page.answers("pain_after", "0")
        page.shows("Done for today")
        page.has_sent(home, "coxa.checkin/1", "coxa.session/1")
    assert home.one("coxa.checkin/1")["after_session"] == due["session_id"]
    done = home.one("coxa.session/1")["exercises"][0]
    assert (done["repetitions"], done["measured_by"]) == (2, "self_report")


def test_something_new_asks_everything_and_a_sign_ends_it_at_once(
    server: Served, browser: Browser
) -> None:
    home = Home(known(RIGHT_CHAIR))
    with coach(browser, server, home) as page:
        page.open()
        page.answers("anything_new", "yes")
        page.types("age", "61")
        page.answers("hip_surgery", "no")
        page.answers("fracture", "no")
        page.answers("cannot_bear_weight", "yes")
        page.shows("Get medical help")
        page.is_open_to_all()
        assert page.screen.get_by_role("button").count() == 0
        page.has_sent(home, "coxa.alert/1", "coxa.screening/1")
    assert home.one("coxa.alert/1")["severity"] == "emergency"
