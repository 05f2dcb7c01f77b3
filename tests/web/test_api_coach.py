from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection

from coxa.records.plain import plain_from_json
from coxa.records.programme import Programme
from coxa.records.screening import Screening
from coxa.records.session import Stop
from coxa.tables.care import care_tables
from coxa_web.core_files import core_zip
from coxa_web.home.choices import Choices, keep_choices
from coxa_web.home.coach import VERSION
from tests.web.home_samples import Home

KEYS = {
    "v", "subject", "today", "server_version", "core_sha256", "contact", "has_plan", "programme",
    "screening", "sessions_today", "assessment", "releases", "checkin_due", "occasion", "locked",
    "due", "waiting", "pain_rule", "test",
}  # fmt: skip


def pack(home: Home) -> dict[str, Any]:
    """What the coach is told."""
    value: dict[str, Any] = json.loads(home.get("/api/coach"))
    assert set(value) == KEYS
    assert value["v"] == VERSION
    return value


def test_the_server_says_that_it_is_there(home: Home) -> None:
    assert json.loads(home.get("/api/health"))["ok"] is True


def test_a_broken_database_is_told_as_such(home: Home) -> None:
    connection.close()
    (home.folder / "coxa.sqlite3").write_bytes(b"no database at all, but long enough" * 100)
    response = home.client.get("/api/health")
    assert response.status_code == 503
    assert response.json()["code"] == "output_unwritable"


def test_before_the_questions_nothing_is_open(home: Home) -> None:
    told = pack(home)
    assert told["locked"]["code"] == "plan_needs_screening"
    assert told["test"] == {"is_open": False, "reasons": []}
    assert told["core_sha256"] == core_zip().sha256
    assert (told["has_plan"], told["programme"], told["screening"]) == (False, None, None)
    assert (told["due"], told["sessions_today"], told["today"]) == ([], [], "2026-11-23")


def test_with_a_plan_everything_is_there_to_coach_without_the_server(home: Home) -> None:
    home.planned()
    told = pack(home)
    programme = plain_from_json(Programme, told["programme"])
    assert plain_from_json(Screening, told["screening"]).verdict == "go"
    assert told["locked"] is None
    assert told["test"]["is_open"]
    assert told["due"] == [item.exercise for item in programme.on(home.clock().date())]
    assert told["pain_rule"]["name"] == "any_pain"
    assert told["assessment"]["position"] == "seated"


def test_what_was_done_today_is_not_due_and_the_morning_after_is(home: Home) -> None:
    home.planned()
    sent = home.session()
    home.put(sent)
    told = pack(home)
    assert told["sessions_today"] == [sent]
    assert sent["exercises"][0]["exercise"] not in told["due"]
    assert told["checkin_due"] is None
    home.clock.go(days=1)
    due = {"session_id": sent["id"], "day": "2026-11-23", "session": sent}
    assert pack(home)["checkin_due"] == due


def test_what_was_stopped_rests_with_its_reason(home: Home) -> None:
    home.planned()
    sent = home.session(Stop(reason="pain", pain=4), pain=4)
    home.put(sent)
    home.clock.go(days=1)
    name = sent["exercises"][0]["exercise"]
    told = pack(home)
    assert [row["exercise"] for row in told["waiting"]] == [name]
    assert told["waiting"][0]["reason"].startswith("Stopped on")
    assert name not in told["due"]


def test_old_answers_lock_the_coach(home: Home) -> None:
    home.planned()
    home.clock.go(days=9)
    told = pack(home)
    assert told["locked"]["code"] == "plan_screening_old"
    assert "coxa" not in told["locked"]["next_step"]
    assert not told["has_plan"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"cannot_bear_weight": "yes"}, "plan_emergency"),
        ({"spreading_weakness": "yes"}, "plan_urgent"),
        ({"night_pain": "yes", "cancer_history": "no"}, "plan_needs_therapist"),
        ({"age": 15}, "plan_under_age"),
    ],
    ids=["emergency", "urgent", "therapist", "under-age"],
)
def test_what_the_answers_hold_back_is_held_back_in_the_coach(
    home: Home, changed: dict[str, object], code: str
) -> None:
    home.screened(**changed)
    told = pack(home)
    assert told["locked"]["code"] == code
    assert not told["test"]["is_open"]
    assert told["test"]["reasons"]


def test_the_card_of_contact_goes_with_it(home: Home) -> None:
    from coxa_lab.care.contact import Contact

    keep_choices(Choices(contact=Contact("Anna Weber", "030 1")))
    assert pack(home)["contact"] == {"name": "Anna Weber", "phone": "030 1"}


@pytest.mark.parametrize("name", [row.id for row in care_tables().exercises])
def test_every_exercise_has_a_card_with_its_pictures(home: Home, name: str) -> None:
    card = json.loads(home.get(f"/api/exercises/{name}"))
    for part in ("title", "steps", "cues", "faults", "feel", "not_feel", "stop_signs"):
        assert card[part], part
    for side in ("left", "right"):
        for address in card["pictures"][side].values():
            response = home.client.get(address)
            assert response.status_code == 200
            assert "immutable" in response.headers["Cache-Control"]


def test_an_exercise_nobody_knows_is_not_found(home: Home) -> None:
    response = home.client.get("/api/exercises/hat")
    assert response.status_code == 404
    assert response.json()["code"] == "received_unknown"


def test_answers_are_not_kept_by_anybody(home: Home) -> None:
    for address in ("/api/coach", "/api/health", "/api/records"):
        response = home.client.get(address)
        assert response.headers["Cache-Control"] == "no-store"
        assert "Access-Control-Allow-Origin" not in response.headers
