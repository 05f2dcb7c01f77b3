"""One person's folder: nothing lost, nothing changed, nobody else's."""

from __future__ import annotations

import json
import multiprocessing
import uuid
from pathlib import Path
from typing import Any

import pytest

from coxa.errors import RefusedError
from coxa_lab.errors import InputError
from coxa_lab.store import Store, open_store


def a_record(minute: int = 0, subject: str = "p-1", **more: str) -> dict[str, Any]:
    return {
        "schema": "coxa.assessment/1",
        "id": str(uuid.UUID(int=minute + 1)),
        "subject": subject,
        "recorded_at": f"2026-11-22T10:{minute:02d}:00+01:00",
        **more,
    }


def a_store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "person", "p-1", create=True)


def test_a_record_is_one_readable_file_named_by_its_time_in_utc(tmp_path: Path) -> None:
    path = a_store(tmp_path).add(a_record(15))
    assert path.name.startswith("2026-11-22T091500Z-assessment-")
    assert json.loads(path.read_text(encoding="utf-8")) == a_record(15)


def test_records_come_back_in_the_order_of_their_time(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    for minute in (30, 10, 20):
        store.add(a_record(minute))
    found, notices = store.records()
    assert [r.value["recorded_at"][14:16] for r in found] == ["10", "20", "30"]
    assert notices == []


def test_the_same_record_sent_twice_is_kept_once(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    assert store.add(a_record()) == store.add(a_record())
    assert len(store.records()[0]) == 1


def test_a_record_is_never_changed(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    path = store.add(a_record())
    before = path.read_bytes()
    with pytest.raises(RefusedError, match="record_differs"):
        store.add(a_record(0, note="changed"))
    assert path.read_bytes() == before


def test_somebody_elses_record_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="another_person"):
        a_store(tmp_path).add(a_record(subject="p-2"))


def test_somebody_elses_folder_is_refused(tmp_path: Path) -> None:
    a_store(tmp_path)
    with pytest.raises(RefusedError, match="another_person"):
        open_store(tmp_path / "person", "p-2", create=True)


def test_without_a_name_the_folder_says_whose_it_is(tmp_path: Path) -> None:
    a_store(tmp_path)
    assert open_store(tmp_path / "person").subject == "p-1"


def test_a_folder_with_other_things_in_it_is_not_taken_over(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(RefusedError, match="not_a_store"):
        open_store(tmp_path, "p-1", create=True)
    assert [p.name for p in tmp_path.iterdir()] == ["holiday.jpg"]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="file_missing"):
        open_store(tmp_path / "nowhere")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema": "coxa.store/2", "subject": "p-1"}'])
def test_a_folder_with_a_broken_store_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "store.json").write_text(text, encoding="utf-8")
    with pytest.raises(RefusedError):
        open_store(tmp_path)


@pytest.mark.parametrize("text", ["", "{", '{"schema": "coxa.assessment/1"}', "[1]"])
def test_a_broken_file_is_named_and_the_others_are_read(tmp_path: Path, text: str) -> None:
    store = a_store(tmp_path)
    store.add(a_record())
    (store.folder / "2026-broken.json").write_text(text, encoding="utf-8")
    found, notices = store.records()
    assert len(found) == 1
    assert [n.path.name for n in notices] == ["2026-broken.json"]


def test_records_of_one_kind_only(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    store.add(a_record(1))
    store.add(a_record(2, schema="coxa.refusal/1"))
    assert [r.schema for r in store.records("coxa.assessment/1")[0]] == ["coxa.assessment/1"]


@pytest.mark.parametrize("missing", ["schema", "id", "recorded_at"])
def test_what_is_no_record_is_refused(tmp_path: Path, missing: str) -> None:
    record = a_record()
    del record[missing]
    with pytest.raises(RefusedError, match="not_a_record"):
        a_store(tmp_path).add(record)


def _add_some(folder: str, first: int) -> None:
    store = open_store(Path(folder))
    for minute in range(first, first + 10):
        store.add(a_record(minute))


def test_two_programs_add_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_add_some, args=(str(store.folder), f)) for f in (0, 10, 5)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    found, notices = store.records()
    assert (len(found), notices) == (20, [])
    assert not list(store.folder.glob("*.part"))
