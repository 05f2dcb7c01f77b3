from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from coxa.errors import RefusedError
from coxa.records.plain import plain_to_json
from coxa.records.session import ExerciseDone, Session, Stop
from coxa.tables.care import care_tables
from coxa.tables.load import TABLES_VERSION
from coxa.version import __version__
from coxa_lab.care.contact import checked_contact, contact_from
from coxa_lab.care.files import answers_of
from coxa_lab.care.receiving import read_made, receive
from coxa_lab.care.screening import (
    ScreenRequest,
    check_so_far,
    latest_screening,
    needs_help_at_once,
    questions_at_odds,
    screen_person,
)
from coxa_lab.care.sessions import today_of
from coxa_lab.keeping import check_in_to, history_of, keep_in, trend_in
from coxa_lab.store import RecordStore, open_store
from tests.lab.care_samples import answers, planned, screened, typed_today
from tests.lab.store_samples import SUBJECT, typed

NOW = datetime.fromisoformat("2026-11-23T09:00:00+01:00")
STOP = Stop(reason="pain", pain=4)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's folder with questions, test and plan of today."""
    from tests.lab.care_samples import clock_of

    clock_of(monkeypatch)
    place = tmp_path / "p"
    screened(place)
    typed_today(place, NOW)
    planned(place)
    return place


def session(folder: Path, stop: Stop | None = None) -> Session:
    """A session of an hour later with the first exercise."""
    programme = history_of(open_store(folder)).programmes[-1]
    item = programme.items[0]
    done = ExerciseDone(
        exercise=item.exercise,
        side=item.first_side,
        level=item.level,
        measured_by="timer",
        sets=1,
        repetitions=4,
        pain_before=1,
        pain_during=4 if stop else 1,
        pain_kind="worse" if stop else "same_as_before",
        stop=stop,
    )
    return Session(
        id=str(uuid.uuid4()),
        subject=SUBJECT,
        recorded_at="2026-11-23T10:00:00+01:00",
        coxa_version=__version__,
        tables_version=TABLES_VERSION,
        programme_id=programme.id,
        pain_before=1,
        exercises=(done,),
    )


def taken_in(folder: Path, value: dict[str, Any]) -> int:
    """Receive a record in a folder; the number of alerts that it brought."""
    store: RecordStore = open_store(folder)
    return len(receive(store, history_of(store), value, care_tables()).alerts)


def test_a_session_is_kept_as_it_came_and_its_stop_is_news_once(folder: Path) -> None:
    sent = plain_to_json(session(folder, STOP))
    assert [taken_in(folder, sent) for _ in range(3)] == [1, 0, 0]
    history = history_of(open_store(folder))
    assert [plain_to_json(kept) for kept in history.sessions] == [sent]
    assert [alert.about for alert in history.alerts] == [sent["id"]]


def test_a_session_without_a_stop_is_no_news(folder: Path) -> None:
    assert taken_in(folder, plain_to_json(session(folder))) == 0


def test_what_differs_from_what_is_there_brings_no_news_either(folder: Path) -> None:
    made = session(folder)
    taken_in(folder, plain_to_json(made))
    changed = replace(made, exercises=tuple(replace(e, stop=STOP) for e in made.exercises))
    with pytest.raises(RefusedError) as refused:
        taken_in(folder, plain_to_json(changed))
    assert refused.value.code == "record_differs"
    assert history_of(open_store(folder)).alerts == ()


def test_a_screening_that_calls_for_help_is_news(folder: Path) -> None:
    screening = latest_screening(history_of(open_store(folder)))
    assert screening is not None
    grave = {**plain_to_json(screening), "id": str(uuid.uuid4()), "verdict": "seek_care_now"}
    reason = {
        "code": "cannot_bear_weight",
        "question": "cannot_bear_weight",
        "outcome": "emergency",
        "message": "Suddenly not being able to use the leg.",
        "source_id": "red_flag_pages",
        "confidence": "D",
        "locks": [],
    }
    assert taken_in(folder, grave | {"urgency": "emergency", "reasons": [reason]}) == 1


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (3, "not_a_record"),
        ([], "not_a_record"),
        ({}, "not_a_record"),
        ({"schema": "coxa.release/1"}, "received_kind"),
        ({"schema": "coxa.session/1"}, "not_a_record"),
    ],
    ids=["number", "list", "empty", "release", "nothing"],
)
def test_what_no_device_makes_is_refused(value: object, code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read_made(value)
    assert refused.value.code == code


def test_somebody_elses_record_is_refused(folder: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        taken_in(folder, plain_to_json(replace(session(folder), subject="p-2")))
    assert refused.value.code == "another_person"


def test_what_new_answers_close_is_no_longer_due(folder: Path) -> None:
    store, care = open_store(folder), care_tables()
    later = datetime.fromisoformat("2026-11-23T12:00:00+01:00")
    before = today_of(history_of(store), later, care)
    assert before.closed == ()
    told = {"pregnant": "yes", "falls": "yes", "floor_transfer": "no", "kneel": "no"}
    locks = {lock for name in told for rule in care.question(name).rules for lock in rule.locks}
    closing = {i.exercise for i in before.due if locks & set(care.exercise(i.exercise).features)}
    assert closing
    request = ScreenRequest(
        answers=answers_of(answers(**told)),
        recorded_at="2026-11-23T11:00:00+01:00",
        occasion="changed",
    )
    screen_person(store, history_of(store), request, care)
    after = today_of(history_of(store), later, care)
    assert {gate.exercise for gate in after.closed} >= closing
    assert not closing & {item.exercise for item in after.due}


# ------------------------------------------------------------------------------ use cases by store


def test_a_result_an_answer_and_a_trend_need_only_a_store(tmp_path: Path) -> None:
    store = open_store(tmp_path / "p", SUBJECT, create=True)
    kept = keep_in(store, typed("2026-11-22"))
    assert kept.is_new
    assert not keep_in(store, kept.assessment).is_new
    check_in_to(store, "2026-11-22T10:00:00+01:00", 2, [("stairs", 5)])
    with pytest.raises(RefusedError):
        check_in_to(store, "2026-11-22T10:00:00+01:00", None, [])
    assert len(trend_in(history_of(store)).lines) == 4


def test_answers_are_checked_together_before_all_are_given() -> None:
    request = ScreenRequest(answers=(), recorded_at=NOW.isoformat())
    care = care_tables()
    given = answers_of({"age": 40, "pain_place": ["groin"], "conditions": ["none"]})
    check_so_far(given[:2], request, None, care)
    with pytest.raises(RefusedError) as refused:
        check_so_far(given, request, None, care)
    assert questions_at_odds(refused.value, care) == {"pain_place", "conditions"}


def test_a_sign_that_needs_help_at_once_waits_for_nothing() -> None:
    care = care_tables()
    assert needs_help_at_once(answers_of({"cannot_bear_weight": "unsure"}), care)
    assert not needs_help_at_once(answers_of({"spreading_weakness": "yes"}), care)


def test_a_contact_from_one_line_is_that_of_two_fields() -> None:
    assert contact_from("Anna Weber, 030 1") == checked_contact("Anna Weber", "030 1")
    assert contact_from("Anna Weber") == checked_contact("Anna Weber", "")
