from __future__ import annotations

import io
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from coxa.records.session import Stop
from coxa_lab.care.contact import Contact, contact_of
from coxa_lab.errors import OutputError
from coxa_lab.keeping import history_of
from coxa_lab.store import open_store
from coxa_web.home.alerts import mark, open_alerts
from coxa_web.home.choices import Choices, choices, keep_choices
from coxa_web.home.person import name_subject
from coxa_web.records import exchange
from coxa_web.records.backup import contents_of, copy_to, put_back
from tests.web.home_samples import Home, Outline, last_number
from tests.web.test_home_store import checkin

CONTACT: Final = Contact("Anna Weber", "030 1")


def exported(home: Home) -> bytes:
    return bytes(home.client.get("/data/export").content)


def upload(content: bytes, name: str = "file") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def bring_in(home: Home, content: bytes, status: int = 303) -> str:
    return home.post("/data/import", status, file=upload(content))


def zipped(files: dict[str, bytes]) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return memory.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def full(home: Home) -> None:
    """A person with everything, and a card of contact."""
    keep_choices(Choices(contact=CONTACT))
    home.planned()
    home.clock.go(hours=1)
    home.put(home.session(Stop(reason="pain", pain=4), pain=4))
    mark(home.person, open_alerts(home.person.history)[0], "told", home.clock())


# ------------------------------------------------------------------------------------------- folder


def test_what_goes_out_is_a_folder_of_the_command_line(home: Home, tmp_path: Path) -> None:
    full(home)
    with zipfile.ZipFile(io.BytesIO(exported(home))) as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / f"coxa-{home.person.store.subject}"
    there, here = history_of(open_store(folder)), home.person.history
    assert there.notices == ()
    for kind in ("assessments", "screenings", "programmes", "sessions", "alerts"):
        assert getattr(there, kind) == getattr(here, kind)
    assert contact_of(folder) == CONTACT


def test_what_went_out_comes_in_on_another_machine(home: Home) -> None:
    full(home)
    content, before = exported(home), home.person
    home.client.post("/data/anew")  # refused: it is no demonstration
    assert home.person.history is before.history
    for path in home.folder.glob("coxa.sqlite3*"):
        path.unlink()
    copy_of_nothing(home)
    assert home.person.history.sessions == ()
    address = bring_in(home, content)
    assert "new=5&known=0&left_out=0" in address
    assert home.person.store.subject == before.store.subject
    assert home.person.history.sessions == before.history.sessions
    assert home.person.history.alerts == before.history.alerts
    assert choices().contact == CONTACT
    assert "New records: 5" in home.get(address)


def copy_of_nothing(home: Home) -> None:
    """An empty database in the place of the one that is gone."""
    from django.core.management import call_command
    from django.db import connection

    from coxa_web.home.person import forget_read

    connection.close()
    call_command("migrate", verbosity=0, interactive=False)
    forget_read()
    assert home.folder.is_dir()


def test_what_is_here_already_is_known(home: Home) -> None:
    full(home)
    assert "new=0&known=5" in bring_in(home, exported(home))


def test_a_folder_zipped_by_hand_without_a_folder_comes_in_too(home: Home) -> None:
    full(home)
    flat = {name.split("/")[-1]: content for name, content in unzipped(exported(home)).items()}
    assert "known=5" in bring_in(home, zipped(flat))


def test_files_that_are_no_records_are_left_out_and_counted(home: Home) -> None:
    full(home)
    files = unzipped(exported(home))
    folder = f"coxa-{home.person.store.subject}"
    files |= {
        f"{folder}/broken.json": b"{",
        f"{folder}/hat.json": b'{"schema": "coxa.hat/1", "id": "1", "recorded_at": '
        b'"2026-01-01T00:00:00+01:00"}',
        f"{folder}/deeper/x.json": b"{",
        f"{folder}/notes.txt": b"mine",
        "__MACOSX/x": b"",
    }
    assert "known=5&left_out=2" in bring_in(home, zipped(files))


BROKEN: Final[dict[str, Callable[[bytes], bytes]]] = {
    "no-zip": lambda _: b"not a zip at all",
    "cut": lambda content: content[: len(content) // 2],
    "damaged": lambda content: content[:200] + bytes(200) + content[400:],
    "encrypted": lambda content: content.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00",
                                                 b"PK\x01\x02\x14\x03\x14\x00\x01\x00"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_zip_is_named_and_nothing_comes_in(home: Home, kind: str) -> None:
    full(home)
    content = BROKEN[kind](exported(home))
    before = last_number()
    text = Outline(bring_in(home, content, 422)).text
    assert "no sound zip file" in text
    assert "Nothing was brought in" in text
    assert last_number() == before


def test_a_name_that_comes_twice_is_a_broken_zip(home: Home) -> None:
    content = zipped({"p/a.json": b"{}", "p/b.json": b"{}", "p/store.json": b"{}"})
    assert "no sound zip" in bring_in(home, content.replace(b"p/b.json", b"p/a.json"), 422)


@pytest.mark.parametrize(
    "files",
    [
        {"a.json": b"{}"},
        {"store.json": b"{}"},
        {"a/store.json": b"{}", "b/store.json": b"{}"},
        {"store.json": b'{"schema": "coxa.store/1", "subject": ""}'},
    ],
    ids=["none", "empty", "two", "nobody"],
)
def test_a_zip_without_a_persons_folder_is_named(home: Home, files: dict[str, bytes]) -> None:
    assert "no person&#x27;s folder" in bring_in(home, zipped(files), 422)


def test_a_path_that_leads_out_is_not_followed(home: Home, tmp_path: Path) -> None:
    full(home)
    files = unzipped(exported(home))
    files |= {"../../evil.json": b"{}", "/tmp/evil.json": b"{}", "..\\evil.json": b"{}"}  # noqa: S108 - a hostile name
    assert "known=5" in bring_in(home, zipped(files))
    assert not list(tmp_path.rglob("evil*"))


def test_a_zip_that_unpacks_to_too_much_is_refused(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    full(home)
    monkeypatch.setattr(exchange, "MOST_BYTES", 1000)
    assert "holds too much" in bring_in(home, exported(home), 422)


def test_a_zip_of_somebody_else_is_refused(home: Home) -> None:
    full(home)
    content = exported(home)
    copy = home.folder / "other.sqlite3"
    copy_to(copy)
    name_subject("p-other")
    home.person.store.add(checkin("p-other"))
    before = last_number()
    text = Outline(bring_in(home, content, 422)).text
    assert "p-other" in text
    assert last_number() == before


def test_a_record_that_says_something_else_here_stops_all_of_it(home: Home) -> None:
    full(home)
    files = unzipped(exported(home))
    name = next(name for name in files if "-session-" in name)
    extra = name.replace("T", "T").replace("-session-", "-checkin-")
    value = checkin(home.person.store.subject)
    files[name] = files[name].replace(b'"note": ""', b'"note": "changed"')
    files[extra] = str(value).replace("'", '"').replace("None", "null").encode()
    before = last_number()
    assert "another content" in bring_in(home, zipped(files), 422)
    assert last_number() == before


@pytest.mark.parametrize("address", ["/data/import", "/data/check"])
def test_without_a_file_one_is_asked_for(home: Home, address: str) -> None:
    assert "No file was chosen" in home.post(address, 422)
    assert "No file was chosen" in home.post(address, 422, file=upload(b""))


# ------------------------------------------------------------------------------------------- copies


def sent_copy(home: Home) -> bytes:
    """A copy as the page gives it."""
    response = home.client.get("/data/backup")
    assert response.headers["Content-Disposition"].startswith("attachment; filename=")
    return bytes(response.content)


def test_a_copy_is_whole_and_can_be_put_back(home: Home) -> None:
    full(home)
    content, before = sent_copy(home), home.person.history
    home.person.store.add(checkin(home.person.store.subject))
    keep_choices(Choices())
    asked = Outline(home.post("/data/check", 200, file=upload(content))).text
    assert "5 records" in asked
    assert "6 records" in asked
    assert home.post("/data/restore", answer="yes") == "/data?told=restored"
    assert home.person.history.checkins == ()
    assert home.person.history.sessions == before.sessions
    assert choices().contact == CONTACT
    kept = list((home.folder / "backups").glob("*before-restore.sqlite3"))
    assert [contents_of(path).count for path in kept] == [6]


def test_a_copy_is_one_file_that_any_program_reads(home: Home, tmp_path: Path) -> None:
    full(home)
    path = tmp_path / "copy.sqlite3"
    path.write_bytes(sent_copy(home))
    with closing(sqlite3.connect(path)) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert opened.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert [p.name for p in tmp_path.glob("copy*")] == ["copy.sqlite3"]


def test_nothing_is_left_behind_by_a_copy(home: Home) -> None:
    full(home)
    sent_copy(home)
    assert list((home.folder / "backups").iterdir()) == []


def test_leaving_it_changes_nothing(home: Home) -> None:
    full(home)
    home.post("/data/check", 200, file=upload(sent_copy(home)))
    before = last_number()
    assert home.post("/data/restore", answer="no") == "/data?told=restore_left"
    assert last_number() == before
    assert list((home.folder / "backups").iterdir()) == []
    assert "No file was chosen" in home.post("/data/restore", 422, answer="yes")


def test_a_copy_of_another_person_is_said_before(home: Home) -> None:
    full(home)
    content = sent_copy(home)
    name_subject("p-other")
    assert "of another person" in home.post("/data/check", 200, file=upload(content))


def damaged(content: bytes) -> bytes:
    """A copy with its pages overwritten."""
    return content[:4096] + bytes(len(content) - 4096)


def other_program(_: bytes) -> bytes:
    memory = sqlite3.connect(":memory:")
    memory.execute("CREATE TABLE hats (size)")
    content = memory.serialize()
    memory.close()
    return content


def with_sql(sql: str) -> Callable[[bytes], bytes]:
    """A copy changed by a statement."""

    def changed(content: bytes) -> bytes:
        memory = sqlite3.connect(":memory:")
        memory.deserialize(content)
        memory.execute("DROP TRIGGER record_is_not_changed")
        memory.execute(sql)
        memory.commit()
        result = memory.serialize()
        memory.close()
        return result

    return changed


UNSOUND: Final[dict[str, Callable[[bytes], bytes]]] = {
    "no-database": lambda _: b"hello" * 1000,
    "cut": lambda content: content[: len(content) // 2],
    "damaged": damaged,
    "other-program": other_program,
    "no-json": with_sql("UPDATE records_record SET body = 'x'"),
    "no-record": with_sql("UPDATE records_record SET body = '[]'"),
}


@pytest.mark.parametrize("kind", UNSOUND)
def test_an_unsound_copy_is_named_and_nothing_changes(home: Home, kind: str) -> None:
    full(home)
    content, before = UNSOUND[kind](sent_copy(home)), last_number()
    text = Outline(home.post("/data/check", 422, file=upload(content))).text
    assert "no sound copy" in text
    assert last_number() == before
    assert list((home.folder / "backups").iterdir()) == []


def test_a_copy_from_a_newer_version_is_named(home: Home) -> None:
    full(home)
    add = "INSERT INTO django_migrations (app, name, applied) VALUES ('records', '9999_hat', '')"
    content = with_sql(add)(sent_copy(home))
    assert "newer version" in home.post("/data/check", 422, file=upload(content))


def test_a_copy_that_broke_between_looking_and_putting_back_is_refused(home: Home) -> None:
    full(home)
    home.post("/data/check", 200, file=upload(sent_copy(home)))
    (home.folder / "backups" / "waiting.sqlite3").write_bytes(b"hello" * 1000)
    before = last_number()
    assert "no sound copy" in home.post("/data/restore", 422, answer="yes")
    assert last_number() == before


def test_a_copy_nowhere_is_named(home: Home) -> None:
    full(home)
    with pytest.raises(OutputError):
        copy_to(home.folder / "nowhere" / "copy.sqlite3")
    with pytest.raises(OutputError):
        copy_to(home.folder / "coxa.sqlite3" / "copy.sqlite3")


def test_a_database_that_cannot_be_written_keeps_what_it_had(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    full(home)
    copy = home.folder / "copy.sqlite3"
    copy_to(copy)
    before = last_number()
    monkeypatch.setattr(
        "coxa_web.records.backup.database_path", lambda: home.folder / "nowhere" / "x.sqlite3"
    )
    with pytest.raises(OutputError):
        put_back(copy)
    assert last_number() == before


def test_the_page_says_what_there_is_and_where(home: Home) -> None:
    full(home)
    text = Outline(home.get("/data")).text
    for words in (
        "1 test",
        "1 plan",
        "1 session",
        "1 message for your therapist",
        "set of answers",
    ):
        assert words in text
    assert str(home.folder) in text


# ------------------------------------------------------------------------------------ demonstration


def test_only_a_demonstration_can_be_left(home: Home) -> None:
    full(home)
    assert "no demonstration" in home.post("/data/anew", 422)
    assert home.person.history.sessions


def test_a_large_upload_is_refused(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coxa_web.pages.data.LARGEST_BYTES", 10)
    assert "larger than" in home.post("/data/import", 422, file=upload(bytes(20)))


def test_downloads_are_not_kept_by_the_browser(home: Home) -> None:
    client: Client = home.client
    for address in ("/data/export", "/data/backup"):
        assert client.get(address).headers["Cache-Control"] == "no-store"
