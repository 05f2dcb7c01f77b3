"""The file that the coach saves on a device comes in where a zip comes in."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

import pytest

from coxa.records.session import Stop
from coxa_web.records import saved
from coxa_web.records.store import DatabaseStore
from tests.web.home_samples import Home, Outline
from tests.web.test_home_data import bring_in, copy_of_nothing
from tests.web.test_home_store import checkin

Records = list[dict[str, Any]]


def on_a_device(home: Home) -> Records:
    """What a device has after a session with pain and the morning after."""
    home.planned()
    home.clock.go(hours=1)
    return [home.session(Stop(reason="pain", pain=4), pain=4), checkin(home.person.store.subject)]


def file_of(records: object) -> bytes:
    """The file as `saving.js` writes it."""
    whole = {"saved_at": "2026-11-23T09:00:00+01:00", "records": records}
    return json.dumps(whole, indent=1).encode()


def count(home: Home) -> int:
    """How many records there are."""
    return len(home.person.store.records()[0])


def test_what_the_coach_saved_comes_in_with_its_alerts_and_only_once(home: Home) -> None:
    records = on_a_device(home)
    address = bring_in(home, file_of(records))
    assert "new=2&known=0&left_out=0" in address
    assert "New records: 2" in home.get(address)
    history = home.person.history
    assert [session.id for session in history.sessions] == [records[0]["id"]]
    assert [alert.about for alert in history.alerts] == [records[0]["id"]]
    before = count(home)
    assert "new=0&known=2" in bring_in(home, file_of(records))
    assert count(home) == before


def test_what_was_sent_already_is_known(home: Home) -> None:
    session, morning = on_a_device(home)
    assert home.put(session).status_code == 201
    assert "new=1&known=1" in bring_in(home, file_of([session, morning]))


def test_an_installation_without_records_takes_the_name_of_the_file(home: Home) -> None:
    records = on_a_device(home)
    subject = home.person.store.subject
    for path in home.folder.glob("coxa.sqlite3*"):
        path.unlink()
    copy_of_nothing(home)
    bring_in(home, file_of(records))
    assert home.person.store.subject == subject
    assert len(home.person.history.sessions) == 1


def test_another_content_under_a_known_id_stops_all_of_it(home: Home) -> None:
    session, morning = on_a_device(home)
    home.put(morning)
    before, history = count(home), home.person.history
    text = bring_in(home, file_of([session, {**morning, "pain": 3}]), 422)
    assert "another content" in text
    assert (count(home), home.person.history) == (before, history)


def test_a_file_of_somebody_else_is_refused(home: Home) -> None:
    on_a_device(home)
    home.person.store.add(checkin(home.person.store.subject))
    before = count(home)
    text = Outline(bring_in(home, file_of([checkin("p-other")]), 422)).text
    assert "The file is of p-other" in text
    assert count(home) == before


def _without(name: str) -> Callable[[Records], object]:
    return lambda records: [records[0], {k: v for k, v in records[1].items() if k != name}]


UNSOUND: Final[dict[str, tuple[Callable[[Records], object], str]]] = {
    "no list": (lambda _: {"a": 1}, "no sound file of the coach"),
    "no records": (lambda _: [], "there are no records in it"),
    "no object": (lambda records: [*records, 7], "Record 3 of the file cannot be used"),
    "no time": (_without("recorded_at"), "Record 2 of the file cannot be used"),
    "a plan": (
        lambda records: [{"schema": "coxa.programme/1"}, *records],
        "Records of the kind coxa.programme/1 are not made by a device",
    ),
    "no id": (lambda records: [records[0], {**records[1], "id": "x"}], "not a sound record"),
    "two people": (
        lambda records: [*records, checkin("p-other")],
        "more than one person",
    ),
}


@pytest.mark.parametrize("kind", UNSOUND)
def test_what_is_no_sound_file_of_the_coach_is_named_and_nothing_comes_in(
    home: Home, kind: str
) -> None:
    change, words = UNSOUND[kind]
    content = file_of(change(on_a_device(home)))
    before = count(home)
    assert words in Outline(bring_in(home, content, 422)).text
    assert count(home) == before


@pytest.mark.parametrize(
    "content",
    [b"{", b'{"records": [NaN]}', b'{"records": "\xff"}', b"{}", b'{"a":' * 100_000],
    ids=["cut", "no-number", "no-text", "empty", "deep"],
)
def test_a_broken_file_is_named(home: Home, content: bytes) -> None:
    assert "no sound file of the coach" in Outline(bring_in(home, content, 422)).text


@pytest.mark.parametrize(("name", "most"), [("MOST_BYTES", 100), ("MOST_FILES", 1)])
def test_a_file_that_holds_too_much_is_refused(
    home: Home, monkeypatch: pytest.MonkeyPatch, name: str, most: int
) -> None:
    content = file_of(on_a_device(home))
    monkeypatch.setattr(saved, name, most)
    assert "holds too much" in Outline(bring_in(home, content, 422)).text


def test_a_file_that_fails_halfway_leaves_nothing_that_was_read(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = on_a_device(home)
    before = count(home)
    add = DatabaseStore.add

    def broken(self: DatabaseStore, record: dict[str, Any]) -> object:
        if record["id"] == records[1]["id"]:
            raise RuntimeError("full")
        return add(self, record)

    monkeypatch.setattr(DatabaseStore, "add", broken)
    with pytest.raises(RuntimeError):
        bring_in(home, file_of(records))
    assert count(home) == before
    assert home.person.history.sessions == ()
