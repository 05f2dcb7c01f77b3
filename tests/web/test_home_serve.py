"""`coxa serve` as a command: what it finds wrong before it starts, and the demonstration."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from coxa.errors import RefusedError
from coxa.tables.care import care_tables
from coxa_lab.errors import InputError, OutputError
from coxa_web.env import check_folder
from coxa_web.home.choices import choices
from coxa_web.home.demo import CONTACT, DAYS, make
from coxa_web.home.person import DEMO_SUBJECT, is_empty
from coxa_web.home.start import make_demo, open_database
from coxa_web.home.tasks import state_of
from coxa_web.records.backup import check_database
from tests.web.home_samples import NOW, Home, Outline


def serve(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The command, which is expected to end by itself."""
    command = [sys.executable, "-m", "coxa_lab.cli", "serve", *map(str, arguments)]
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("COXA_", "DJANGO_"))}
    return subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=False, env=environment
    )


def told(ended: subprocess.CompletedProcess[str], *words: str) -> None:
    """It ended as a wrong usage, in one sentence and one step, without a traceback."""
    assert ended.returncode == 2, ended.stderr
    assert "Traceback" not in ended.stderr
    for word in words:
        assert word in ended.stderr
    assert ended.stderr.startswith("coxa: ")


def test_a_broken_database_is_named_with_the_next_step(tmp_path: Path) -> None:
    database = tmp_path / "coxa.sqlite3"
    database.write_bytes(b"no database at all" * 500)
    told(serve("--data", tmp_path, "--port", 0), "coxa.sqlite3 is damaged", "put your last copy")
    assert database.read_bytes() == b"no database at all" * 500


def test_a_database_of_a_newer_version_is_left_alone(home: Home) -> None:
    connection.close()
    path = home.folder / "coxa.sqlite3"
    with closing(sqlite3.connect(path)) as opened:
        opened.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('records', '9999_x', '')"
        )
        opened.commit()
    told(serve("--data", home.folder, "--port", 0), "newer version")


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    ended = serve("--data", file / "data", "--port", 0)
    told(ended, "cannot be written", "Choose a folder")


def test_a_folder_is_tried_and_nothing_is_left_in_it(tmp_path: Path) -> None:
    check_folder(tmp_path / "a" / "b")
    assert list((tmp_path / "a" / "b").iterdir()) == []


def test_a_read_only_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("coxa_web.env.TemporaryFile", refuse)
    with pytest.raises(OutputError) as refused:
        check_folder(tmp_path)
    assert refused.value.code == "output_unwritable"


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ended = serve("--data", tmp_path / "data", "--port", taken.getsockname()[1])
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert "--port" in ended.stderr
    assert not (tmp_path / "data" / "coxa.sqlite3").exists()


def test_a_database_is_checked_before_it_is_used(home: Home, tmp_path: Path) -> None:
    check_database(home.folder / "coxa.sqlite3")
    check_database(tmp_path / "not there yet.sqlite3")
    (tmp_path / "new.sqlite3").touch()
    check_database(tmp_path / "new.sqlite3")
    shutil.copy(__file__, tmp_path / "other.sqlite3")
    with pytest.raises(InputError) as refused:
        check_database(tmp_path / "other.sqlite3")
    assert refused.value.code == "database_broken"


def test_opening_again_changes_nothing(home: Home) -> None:
    home.screened()
    before = home.person.history
    open_database()
    assert home.person.history is before


# ------------------------------------------------------------------------------------ demonstration


@pytest.fixture(scope="module")
def demo_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration as a database, made once."""
    from tests.web.home_samples import home_in

    with pytest.MonkeyPatch.context() as patch:
        place = tmp_path_factory.mktemp("demo")
        with home_in(place, patch) as made:
            make(NOW)
            connection.close()
            shutil.copy(made.folder / "coxa.sqlite3", place / "demo.sqlite3")
    return place / "demo.sqlite3"


@pytest.fixture
def demo(home: Home, demo_database: Path) -> Home:
    """Home mode with the demonstration in it."""
    connection.close()
    shutil.copy(demo_database, home.folder / "coxa.sqlite3")
    return home


def test_the_demonstration_is_weeks_of_a_made_up_person(demo: Home) -> None:
    history = demo.person.history
    assert history.subject == DEMO_SUBJECT
    assert len(history.assessments) == len(history.programmes) == 4
    assert len(history.sessions) > 15
    assert len(history.alerts) == 1
    assert history.notices == ()
    first = min(screening.moment for screening in history.screenings)
    assert timedelta(days=DAYS - 1) < NOW - first < timedelta(days=DAYS + 1)
    assert max(session.moment for session in history.sessions) < NOW
    assert choices().contact == CONTACT


def test_on_the_first_day_of_the_demonstration_there_is_something_to_do(demo: Home) -> None:
    due = state_of(demo.person.history, NOW, care_tables()).due
    assert due[0] == "morning"
    assert "exercises" in due


@pytest.mark.parametrize("address", ["/", "/plan", "/progress", "/exercises", "/data", "/morning"])
def test_every_page_of_the_demonstration_says_that_it_is_one(demo: Home, address: str) -> None:
    assert "Demonstration. This person and all" in Outline(demo.get(address)).text


def test_the_demonstration_shows_a_change_that_is_more_than_error(demo: Home) -> None:
    text = Outline(demo.get("/progress")).text
    assert re.search(r"Right, turning in .* more in 21 days", text)


def test_a_person_with_records_is_never_made_a_demonstration(home: Home) -> None:
    home.screened()
    before = home.person.history
    make_demo(lambda: pytest.fail("it was begun"))
    assert home.person.history is before


def test_the_demonstration_can_be_left_for_an_own_start(demo: Home) -> None:
    assert demo.post("/data/anew") == "/?told=anew"
    assert is_empty()
    assert demo.person.store.subject.startswith("p-")
    assert "Demonstration" not in demo.get("/")
    assert len(list((demo.folder / "backups").glob("*demonstration.sqlite3"))) == 1


def test_half_a_demonstration_is_none(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RefusedError("plan_nothing_left", count=1)

    monkeypatch.setattr("coxa_web.home.demo.plan_next", broken)
    with pytest.raises(RefusedError):
        make(NOW)
    assert is_empty()
    assert home.person.store.subject != DEMO_SUBJECT
