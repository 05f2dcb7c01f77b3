from __future__ import annotations

from datetime import timedelta

import pytest

from coxa.errors import RecordError
from coxa_lab.care.contact import Contact, checked_contact
from coxa_web.home.choices import Choices, choices, keep_choices
from tests.web.home_samples import Home, Outline

WHO = {"by": "Anna Weber", "role": "physical therapist", "why": "seen today"}


def saved(home: Home, **fields: object) -> Choices:
    """The settings after they were sent."""
    assert home.post("/settings", **{"region": "germany", **fields}) == "/settings?told=saved"
    return choices()


def test_settings_are_kept_and_shown(home: Home) -> None:
    kept = saved(
        home,
        contact_name=" Anna  Weber",
        contact_phone="030 1",
        goals=["stairs"],
        equipment=["chair"],
        remind_from="18:30",
    )
    assert kept == Choices(
        contact=Contact("Anna Weber", "030 1"),
        region="germany",
        goals=("stairs",),
        equipment=("chair",),
        remind_from="18:30",
    )
    page = home.get("/settings")
    for text in ('value="Anna Weber"', 'value="18:30"', 'value="stairs" checked'):
        assert text in page


def test_an_empty_card_is_no_card(home: Home) -> None:
    saved(home, contact_name="Anna")
    assert saved(home).contact is None


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"contact_phone": "030 1"}, "is no contact"),
        ({"contact_name": "a" * 90}, "is no contact"),
        ({"contact_name": "a\u202eb"}, "is no contact"),
        ({"remind_from": "25:00"}, "not a time of day"),
        ({"remind_from": "soon"}, "not a time of day"),
    ],
    ids=["no-name", "long", "hidden-letter", "late", "word"],
)
def test_what_cannot_be_is_named_and_nothing_is_kept(
    home: Home, fields: dict[str, str], said: str
) -> None:
    page = home.post("/settings", 422, **fields)
    text = Outline(page).text
    assert said in text
    assert "--contact" not in text
    assert choices() == Choices()


def test_an_unknown_region_leaves_the_one_before(home: Home) -> None:
    saved(home)
    assert saved(home, region="atlantis").region == "germany"


def test_choices_are_checked_where_they_are_kept(home: Home) -> None:
    assert home.folder.is_dir()
    with pytest.raises(RecordError):
        keep_choices(Choices(remind_from="later"))


@pytest.mark.parametrize(("name", "phone"), [("Weber, Anna", ""), ("Anna", "030, 1")])
def test_a_comma_in_a_card_of_two_fields_stays_where_it_is(name: str, phone: str) -> None:
    assert checked_contact(name, phone) == Contact(name, phone)


# ------------------------------------------------------------------------- own pain and activities


def test_own_activities_are_kept_and_asked_again_by_name(home: Home) -> None:
    address = home.post(
        "/checkin", **{"pain": "2", "name-1": "Putting on socks", "score-1": "6", "name-2": " "}
    )
    assert address == "/?told=checkin"
    checkin = home.person.history.checkins[0]
    assert (checkin.pain, checkin.activities[0].score) == (2, 6)
    assert 'value="Putting on socks"' in home.get("/checkin")


def test_clearly_more_pain_is_said_back(home: Home) -> None:
    home.post("/checkin", pain="2")
    home.clock.go(days=7)
    assert home.post("/checkin", pain="7") == "/?told=checkin_more"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Answer at least one"),
        ({"pain": "11"}, "from 0 to 10"),
        ({"name-1": "stairs"}, "from 0 to 10"),
        ({"name-1": "stairs", "score-1": "x"}, "from 0 to 10"),
        ({"name-1": "a", "score-1": "1", "name-2": "A", "score-2": "2"}, "twice"),
    ],
    ids=["nothing", "pain", "no-score", "no-number", "twice"],
)
def test_answers_that_cannot_be_are_named(home: Home, fields: dict[str, str], said: str) -> None:
    assert said in Outline(home.post("/checkin", 422, **fields)).text
    assert home.person.history.checkins == ()


# ----------------------------------------------------------------------------- at the kitchen table


def test_a_release_opens_what_was_held_back(home: Home) -> None:
    home.screened(night_pain="yes", cancer_history="no")
    home.measured()
    until = (home.clock() + timedelta(days=14)).date().isoformat()
    assert 'value="night_pain"' in home.get("/release")
    address = home.post("/release", **WHO, until=until, condition=["night_pain"])
    assert address == "/release?told=released"
    home.post("/plan/make", goals=["walking"], equipment=["chair", "mat"])
    assert len(home.person.history.programmes) == 1
    assert "given by Anna Weber" in home.get("/release")


def test_a_release_sets_a_furthest_angle_and_is_ended_again(home: Home) -> None:
    home.screened()
    until = home.clock().date().isoformat()
    home.post("/release", **WHO, until=until, **{"left-internal": "20"})
    given = home.person.history.releases[0]
    assert (given.items[0].kind, given.items[0].value_deg) == ("ceiling", 20.0)
    home.clock.go(hours=1)
    home.post("/release", **WHO, until=until, withdraw=[given.id])
    assert "never beyond 20" not in home.get("/release")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "is missing"),
        ({"until": "soon"}, "is missing"),
        ({"until": "2026-12-01"}, "Nothing is released"),
        ({"until": "2026-11-01", "guided_test": "yes"}, "over already"),
        ({"until": "2026-12-01", "left-internal": "x"}, "0 to 90"),
        ({"until": "2026-12-01", "left-internal": "95"}, "0 to 90"),
        ({"until": "2026-12-01", "exercise": "hat"}, "hat is not known"),
        ({"until": "2026-12-01", "by": "", "guided_test": "yes"}, "is missing"),
    ],
    ids=["empty", "no-day", "nothing", "past", "angle", "wide", "unknown", "nobody"],
)
def test_a_release_that_cannot_be_is_named_and_not_kept(
    home: Home, fields: dict[str, str], said: str
) -> None:
    home.screened()
    page = home.post("/release", 422, **{**WHO, **fields})
    assert said in Outline(page).text
    assert home.person.history.releases == ()


def test_what_rests_after_a_stop_can_be_let_go_on(home: Home) -> None:
    from coxa.records.session import Stop

    home.planned()
    home.clock.go(hours=1)
    sent = home.session(Stop(reason="pain", pain=4), pain=4)
    home.put(sent)
    home.clock.go(hours=1)
    name = sent["exercises"][0]["exercise"]
    assert f'name="resume" value="{name}"' in home.get("/release")
    until = home.clock().date().isoformat()
    home.post("/release", **WHO, until=until, resume=[name])
    assert f'name="resume" value="{name}"' not in home.get("/release")
