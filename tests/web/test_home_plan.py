from __future__ import annotations

import pytest

from coxa.records.session import Stop
from coxa.tables.care import care_tables
from coxa_lab.care.contact import Contact
from coxa_web.home.choices import Choices, choices, keep_choices
from coxa_web.home.pictures import picture
from tests.web.home_samples import Home, Outline


def test_the_plan_is_made_for_what_was_chosen(home: Home) -> None:
    home.screened()
    home.measured()
    address = home.post("/plan/make", goals=["stairs", "hat"], equipment=["chair", "wall", "hat"])
    assert address == "/plan?told=planned"
    programme = home.person.history.programmes[0]
    assert programme.goals == ("stairs",)
    assert set(programme.equipment) == {"chair", "wall"}
    assert (choices().goals, choices().equipment) == (("stairs",), ("chair", "wall"))


def test_every_line_of_the_plan_has_its_reasons_and_sources(home: Home) -> None:
    home.planned()
    programme = home.person.history.programmes[0]
    text = Outline(home.get("/plan")).text
    for item in programme.items:
        for reason in item.reasons:
            assert reason.message in text
    for left in programme.not_chosen:
        assert left.reason.message in text
    assert "When to stop" in text
    assert "Sources" in text


def test_without_a_plan_one_is_made_first(home: Home) -> None:
    assert home.client.get("/plan").headers["Location"] == "/plan/make"
    assert home.client.get("/plan/sheet").headers["Location"] == "/plan/make"


@pytest.mark.parametrize(
    ("is_screened", "code", "address"),
    [(False, "safety questions", "/questions"), (True, "no measurement", "/coach/test/")],
    ids=["questions", "test"],
)
def test_a_plan_that_cannot_be_made_leads_to_what_is_missing(
    home: Home, is_screened: bool, code: str, address: str
) -> None:
    if is_screened:
        home.screened()
    page = home.post("/plan/make", 422, goals=["stairs"], equipment=["chair"])
    assert code in page
    assert f'href="{address}"' in page
    assert 'value="stairs" checked' in page
    assert "coxa " not in Outline(page).text


def test_what_holds_a_plan_back_leads_to_the_therapist(home: Home) -> None:
    home.screened(night_pain="yes", cancer_history="no")
    home.measured()
    assert 'href="/release"' in home.post("/plan/make", 422)


def test_the_next_plan_says_what_changed(home: Home) -> None:
    home.planned()
    home.clock.go(days=7)
    home.screened()
    assert home.post("/plan/next") == "/plan?told=planned_next"
    assert len(home.person.history.programmes) == 2
    assert "Week 2" in home.get("/plan")


def test_a_plan_that_is_over_says_so(home: Home) -> None:
    home.planned()
    home.clock.go(days=8)
    assert "This week is over" in home.get("/plan")


def test_going_on_without_a_plan_is_refused(home: Home) -> None:
    assert "no plan" in home.post("/plan/next", 422)


def test_the_sheet_holds_pictures_and_the_contact(home: Home) -> None:
    keep_choices(Choices(contact=Contact("Anna Weber", "030 1")))
    home.planned()
    response = home.client.get("/plan/sheet")
    page = response.content.decode()
    assert "Anna Weber" in page
    assert page.count("data:image/svg+xml") == len(home.person.history.programmes[0].items)
    assert "img-src data:" in response.headers["Content-Security-Policy"]


# -------------------------------------------------------------------------------------- exercises


def test_the_library_tells_what_is_open_and_what_is_in_the_plan(home: Home) -> None:
    home.planned()
    text = Outline(home.get("/exercises")).text
    assert "In your plan" in text
    names = [row.id for row in care_tables().exercises]
    assert home.get("/exercises").count('href="/exercises/') == len(names)


def test_an_exercise_that_is_closed_says_why(home: Home) -> None:
    home.screened(groin_pinch="yes")
    text = Outline(home.get("/exercises/band_knee_in")).text
    assert "Closed until your therapist releases it" in text
    assert "pinch in the groin" in text


@pytest.mark.parametrize("name", [row.id for row in care_tables().exercises])
def test_every_exercise_has_a_page_with_still_and_movement(home: Home, name: str) -> None:
    page = home.get(f"/exercises/{name}?side=left")
    assert f"/pictures/{name}-left-still.svg?v=" in page
    assert f"/pictures/{name}-left.svg?v=" in page
    assert "Show the right leg" in page


def test_a_picture_is_kept_for_long_only_under_its_own_hash(home: Home) -> None:
    found = picture("clamshell-left.svg")
    assert found is not None
    named = home.client.get(f"/pictures/clamshell-left.svg?v={found.hash}")
    other = home.client.get("/pictures/clamshell-left.svg?v=0")
    assert "immutable" in named.headers["Cache-Control"]
    assert other.headers["Cache-Control"] == "no-cache"
    assert named.content == other.content == found.svg
    assert named.headers["Content-Type"] == "image/svg+xml"
    assert "script-src" not in named.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["x", "clamshell.svg", "clamshell-both.svg", "hat-left.svg"])
def test_a_picture_nobody_has_drawn_is_not_found(home: Home, name: str) -> None:
    assert home.client.get(f"/pictures/{name}").status_code == 404


def test_a_picture_that_was_not_shipped_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> object:
        raise FileNotFoundError

    shipped = picture("clamshell-right-still.svg")
    monkeypatch.setattr("pathlib.Path.read_bytes", missing)
    picture.cache_clear()
    assert picture("clamshell-right-still.svg") == shipped
    picture.cache_clear()


# --------------------------------------------------------------------------------------- progress


def test_progress_before_anything_says_that_nothing_was_measured(home: Home) -> None:
    assert "Nothing has been measured yet" in home.get("/progress")


def test_progress_shows_values_with_their_error_and_what_is_noise(home: Home) -> None:
    for _ in range(3):
        home.measured()
        home.clock.go(days=7)
    page = home.get("/progress")
    assert page.count('class="days"') == 4
    text = Outline(page).text
    assert "not more than error" in text
    assert "±" in text
    assert text.count("typed") or text.count("goniometer")


def test_days_that_were_done_stopped_and_missed_are_told_apart(home: Home) -> None:
    home.planned()
    home.put(home.session())
    home.clock.go(days=1)
    home.put(home.session(Stop(reason="pain", pain=4), pain=4))
    home.clock.go(days=2)
    page = home.get("/progress")
    for kind in ("is-part", "is-stopped", "is-missed", "is-today"):
        assert f'<td class="{kind}"' in page
    assert "exercise days done" in page


def test_one_test_has_its_report(home: Home) -> None:
    home.measured()
    record = home.person.history.assessments[0]
    response = home.client.get(f"/progress/{record.id}")
    assert response.status_code == 200
    assert "style-src 'sha256-" in response.headers["Content-Security-Policy"]


def test_after_a_stop_plan_and_sheet_say_what_is_not_to_be_done(home: Home) -> None:
    home.planned()
    before = (home.get("/plan"), home.get("/plan/sheet"))
    sent = home.session(Stop(reason="pain", pain=4), pain=4)
    home.put(sent)
    home.clock.go(days=1)
    for page, was in zip((home.get("/plan"), home.get("/plan/sheet")), before, strict=True):
        assert "Stopped on" in page
        assert "Stopped on" not in was
