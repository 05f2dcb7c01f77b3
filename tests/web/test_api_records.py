from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.db import connection

from coxa.records.codec import assessment_to_json
from coxa.records.plain import plain_to_json
from coxa.records.session import Stop
from coxa_web.api import views
from coxa_web.home.alerts import open_alerts
from coxa_web.records.models import Record
from tests.web.home_samples import Home, last_number
from tests.web.test_home_store import checkin

STOP = Stop(reason="pain", pain=4)


def refusal(response: Any, status: int, code: str) -> dict[str, str]:  # noqa: ANN401 - of the test client
    """The refusal in an answer."""
    assert response.status_code == status, response.content
    value: dict[str, str] = response.json()
    assert value["schema"] == "coxa.refusal/1"
    assert value["code"] == code
    assert value["message"]
    assert value["next_step"]
    return value


def test_a_record_is_taken_in_once_however_often_it_is_sent(home: Home) -> None:
    sent = checkin(home.person.store.subject)
    statuses = [home.put(sent).status_code for _ in range(3)]
    assert statuses == [201, 200, 200]
    assert Record.objects.count() == 1


def test_another_record_under_the_same_number_is_a_conflict(home: Home) -> None:
    sent = checkin(home.person.store.subject)
    home.put(sent)
    refusal(home.put({**sent, "pain": 9}), 409, "record_differs")
    assert [row.value["pain"] for row in home.person.store.records()[0]] == [2]


def test_a_session_with_a_stop_brings_its_alert_once(home: Home) -> None:
    home.planned()
    sent = home.session(STOP, pain=4)
    first, again = home.put(sent), home.put(sent)
    assert len(first.json()["alerts"]) == 1
    assert again.json()["alerts"] == []
    alerts = open_alerts(home.person.history)
    assert [alert.about for alert in alerts] == [sent["id"]]


def test_an_alert_that_the_device_made_is_not_told_twice(home: Home) -> None:
    home.planned()
    sent = home.session(STOP, pain=4)
    home.put(sent)
    own = {**plain_to_json(open_alerts(home.person.history)[0]), "id": str(uuid.uuid4())}
    assert home.put(own).status_code == 201
    assert len(home.person.history.alerts) == 2
    assert len(open_alerts(home.person.history)) == 1


def test_an_alert_that_came_first_is_not_made_again(home: Home) -> None:
    home.planned()
    sent = home.session(STOP, pain=4)
    home.put(sent)
    alert = plain_to_json(open_alerts(home.person.history)[0])
    other = Home(home.folder, home.clock)
    assert other.put(sent).json()["alerts"] == []
    assert other.put(alert).status_code == 200


def test_a_stop_that_nobody_noted_is_found_by_the_rule(home: Home) -> None:
    home.planned()
    assert len(home.put(home.session(pain=5)).json()["alerts"]) == 1


def test_a_session_of_a_plan_that_is_not_here_is_kept_all_the_same(home: Home) -> None:
    home.planned()
    sent = {**home.session(STOP, pain=4), "programme_id": str(uuid.uuid4())}
    assert home.put(sent).status_code == 201


def test_a_session_without_plan_or_answers_is_judged_by_the_strictest_rule(home: Home) -> None:
    home.planned()
    early = {**home.session(pain=2), "programme_id": str(uuid.uuid4())}
    early |= {"recorded_at": "2026-01-01T08:00:00+01:00", "finished_at": None}
    assert len(home.put(early).json()["alerts"]) == 1


def test_a_morning_that_is_worse_brings_an_alert(home: Home) -> None:
    home.planned()
    session = home.session()
    home.put(session)
    home.clock.go(days=1)
    worse = checkin(
        home.person.store.subject,
        recorded_at=home.clock().isoformat(),
        pain=7,
        after_session=session["id"],
    )
    assert len(home.put(worse).json()["alerts"]) == 1


def test_a_screening_and_a_test_of_the_device_are_taken_in(home: Home) -> None:
    home.planned()
    history = home.person.history
    screening = plain_to_json(history.screenings[0]) | {"id": str(uuid.uuid4())}
    assessment = assessment_to_json(history.assessments[0]) | {"id": str(uuid.uuid4())}
    assert home.put(screening).status_code == 201
    assert home.put(assessment).status_code == 201
    assert len(home.person.history.assessments) == 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_a_record"),
        (b"{", "not_a_record"),
        (b"[]", "not_a_record"),
        (b"null", "not_a_record"),
        (b'"\xff"', "not_a_record"),
        (b'{"id": NaN}', "not_a_record"),
        (b"[" * 100_000, "not_a_record"),
        (b"1" * 5000, "not_a_record"),
    ],
    ids=["empty", "broken", "list", "null", "bytes", "nan", "deep", "digits"],
)
def test_what_is_no_json_object_is_refused(home: Home, content: bytes, code: str) -> None:
    response = home.client.put(
        f"/api/records/{uuid.uuid4()}", content, "application/json", headers={"X-Coxa": "1"}
    )
    refusal(response, 422, code)


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"schema": "coxa.programme/1"}, 422, "received_kind"),
        ({"schema": "coxa.session/9"}, 422, "received_kind"),
        ({"schema": None}, 422, "not_a_record"),
        ({"pain": 11}, 422, "not_a_record"),
        ({"mood": "fine"}, 422, "not_a_record"),
        ({"subject": "somebody"}, 422, "another_person"),
        ({"recorded_at": "2026-11-31T00:00:00+01:00"}, 422, "not_a_record"),
    ],
    ids=["plan", "newer", "none", "pain", "unknown", "person", "day"],
)
def test_what_is_no_record_of_a_device_is_refused(
    home: Home, changed: dict[str, Any], status: int, code: str
) -> None:
    sent = checkin(home.person.store.subject) | changed
    refusal(home.put(sent), status, code)
    assert last_number() == 0


def test_a_record_is_sent_under_its_own_number(home: Home) -> None:
    sent = checkin(home.person.store.subject)
    refusal(home.put(sent, f"/api/records/{uuid.uuid4()}"), 422, "received_id")


def test_too_much_is_refused_before_it_is_read(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "LARGEST_BYTES", 200)
    refusal(home.put(checkin(home.person.store.subject)), 413, "received_too_large")


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Coxa": ""},
        {"X-Coxa": "2"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://localhost:99"},
        {"Origin": "null"},
    ],
    ids=["none", "two", "cross-site", "same-site", "typed", "foreign", "port", "null"],
)
def test_only_pages_of_this_server_may_send(home: Home, headers: dict[str, str]) -> None:
    sent = checkin(home.person.store.subject)
    refusal(home.put(sent, **headers), 403, "received_origin")
    assert last_number() == 0


def test_a_page_of_this_server_may_send(home: Home) -> None:
    sent = checkin(home.person.store.subject)
    assert home.put(sent, Origin="http://localhost").status_code == 201


def test_another_name_for_this_machine_is_not_answered(home: Home) -> None:
    response = home.client.get("/api/coach", headers={"host": "evil.example"})
    assert response.status_code == 400


def test_a_full_disk_is_told_and_the_device_keeps_its_record(home: Home) -> None:
    sent = checkin(home.person.store.subject)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
    refusal(home.put(sent), 503, "output_unwritable")
    connection.close()
    assert home.put(sent).status_code == 201


def test_records_are_read_in_the_order_they_came(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "_A_PAGE", 2)
    subject = home.person.store.subject
    sent = [checkin(subject) for _ in range(3)]
    for value in sent:
        home.put(value)
    first = json.loads(home.get("/api/records?after=0"))
    assert [row["record"] for row in first["records"]] == sent[:2]
    assert first["has_more"]
    last = first["records"][-1]["number"]
    second = json.loads(home.get(f"/api/records?after={last}"))
    assert [row["record"] for row in second["records"]] == sent[2:]
    assert not second["has_more"]


@pytest.mark.parametrize("after", ["x", "1.5", ""])
def test_a_number_is_asked_for(home: Home, after: str) -> None:
    refusal(home.client.get(f"/api/records?after={after}"), 422, "received_after")


@pytest.mark.parametrize("after", ["-4", "9" * 40])
def test_any_whole_number_will_do(home: Home, after: str) -> None:
    assert json.loads(home.get(f"/api/records?after={after}"))["records"] == []


def test_other_methods_are_not_allowed(home: Home) -> None:
    assert home.client.post(f"/api/records/{uuid.uuid4()}").status_code == 405
    assert home.client.delete(f"/api/records/{uuid.uuid4()}").status_code == 405
    assert home.client.post("/api/coach").status_code == 405
