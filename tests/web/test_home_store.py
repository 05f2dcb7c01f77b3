from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from coxa.errors import RefusedError
from coxa.records.codec import canonical_text
from coxa.records.session import Stop
from coxa_lab.errors import OutputError
from coxa_lab.keeping import history_of
from coxa_lab.store import open_store
from coxa_web.home.alerts import mark, open_alerts
from coxa_web.records.models import Record
from coxa_web.records.store import DatabaseStore
from tests.web.home_samples import Home, last_number


def checkin(subject: str, /, **changed: object) -> dict[str, Any]:
    """A check-in as a JSON object."""
    return {
        "schema": "coxa.checkin/1",
        "id": str(uuid.uuid4()),
        "subject": subject,
        "recorded_at": "2026-11-23T08:00:00+01:00",
        "coxa_version": "0",
        "pain": 2,
        "activities": [],
        "after_session": None,
        "new_night_pain": None,
        **changed,
    }


def test_models_and_migrations_agree(home: Home) -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
    assert home.folder.is_dir()


def test_the_table_tells_the_same_history_as_a_folder(home: Home, tmp_path: Path) -> None:
    home.planned()
    home.clock.go(hours=1)
    home.put(home.session(Stop(reason="pain", pain=4), pain=4))
    own = home.person
    folder = open_store(tmp_path / "folder", own.store.subject, create=True)
    for stored in own.store.records()[0]:
        folder.add(stored.value)
    here, there = own.history, history_of(folder)
    for kind in ("assessments", "screenings", "programmes", "sessions", "alerts", "checkins"):
        assert getattr(here, kind) == getattr(there, kind), kind
    assert {path.name for path in here.paths.values()} == {p.name for p in there.paths.values()}
    assert here.notices == ()


def test_a_record_lies_there_as_it_was_sent_and_only_once(home: Home) -> None:
    store = home.person.store
    sent = checkin(store.subject)
    first, second = store.put(sent), store.put(dict(reversed(sent.items())))
    assert (first.is_new, second.is_new) == (True, False)
    assert first.path == second.path
    assert Record.objects.get().body == canonical_text(sent)


def test_another_content_under_the_same_id_is_refused(home: Home) -> None:
    store = home.person.store
    sent = checkin(store.subject)
    store.add(sent)
    with pytest.raises(RefusedError) as refused:
        store.add({**sent, "pain": 3})
    assert refused.value.code == "record_differs"
    assert [record.value for record in store.records()[0]] == [sent]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"subject": "somebody"}, "another_person"),
        ({"schema": 3}, "not_a_record"),
        ({"id": "no uuid"}, "not_a_record"),
        ({"id": 5}, "not_a_record"),
        ({"recorded_at": "2026-11-23T08:00:00"}, "not_a_record"),
        ({"recorded_at": "2026-13-23T08:00:00+01:00"}, "not_a_record"),
        ({"recorded_at": "0001-01-01T00:00:00+14:00"}, "not_a_record"),
        ({"coxa_version": "\ud800"}, "not_a_record"),
        ({"pain": float("nan")}, "not_a_record"),
    ],
    ids=[
        "person",
        "schema",
        "no-uuid",
        "number",
        "no-offset",
        "no-day",
        "before-time",
        "half-a-letter",
        "nan",
    ],
)
def test_what_is_no_record_is_refused(home: Home, changed: dict[str, Any], code: str) -> None:
    store = home.person.store
    with pytest.raises(RefusedError) as refused:
        store.add(checkin(store.subject, **changed))
    assert refused.value.code == code
    assert last_number() == 0


@pytest.mark.parametrize(
    "sql", ["UPDATE records_record SET body = ''", "DELETE FROM records_record"]
)
def test_the_database_itself_keeps_records_as_they_are(home: Home, sql: str) -> None:
    store = home.person.store
    store.add(checkin(store.subject))
    with pytest.raises(IntegrityError, match="kept"), connection.cursor() as cursor:
        cursor.execute(sql)
    assert Record.objects.count() == 1


def test_an_alert_goes_its_way_and_every_step_stays(home: Home) -> None:
    home.planned()
    home.put(home.session(Stop(reason="pain", pain=4), pain=4))
    first = open_alerts(home.person.history)[0]
    home.clock.go(hours=1)
    mark(home.person, first, "told", home.clock())
    told = open_alerts(home.person.history)[0]
    assert [step.state for step in told.deliveries] == ["recorded", "sent", "delivered", "seen"]
    home.clock.go(hours=1)
    mark(home.person, told, "answered", home.clock())
    assert open_alerts(home.person.history) == ()
    assert Record.objects.filter(schema="coxa.alert/1").count() == 3
    assert len(home.person.history.alerts) == 1


def test_an_older_state_of_an_alert_is_known_and_not_another_record(home: Home) -> None:
    home.planned()
    home.put(home.session(Stop(reason="pain", pain=4), pain=4))
    store = home.person.store
    sent = store.records("coxa.alert/1")[0][0].value
    mark(home.person, open_alerts(home.person.history)[0], "told", home.clock())
    before = last_number()
    assert not store.put(sent).is_new
    assert last_number() == before


def test_the_history_is_read_anew_only_when_a_record_came_in(home: Home) -> None:
    home.screened()
    first = home.person.history
    assert home.person.history is first
    home.person.store.add(checkin(home.person.store.subject))
    assert home.person.history is not first


def test_a_database_that_cannot_be_written_is_named(home: Home) -> None:
    store = home.person.store
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
    with pytest.raises(OutputError) as refused:
        store.add(checkin(store.subject))
    assert refused.value.path == home.folder / "coxa.sqlite3"


def test_half_of_several_records_is_none_of_them(home: Home) -> None:
    store = home.person.store
    sent = checkin(store.subject)

    def add_both() -> None:
        with transaction.atomic():
            store.add(checkin(store.subject))
            store.add(sent)
            store.add({**sent, "pain": 9})

    with pytest.raises(RefusedError):
        add_both()
    assert last_number() == 0


def test_the_name_of_the_person_is_made_once(home: Home) -> None:
    assert home.person.store == DatabaseStore(home.person.store.subject)
    assert home.person.store.subject.startswith("p-")
