"""Home mode within the test's own process: an empty database for each test, a clock that stands."""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from coxa.records.plain import plain_to_json
from coxa.records.session import ExerciseDone, Session, Stop
from coxa.tables.care import care_tables
from coxa.tables.load import TABLES_VERSION
from coxa.version import __version__
from coxa_lab.care.files import answers_of
from coxa_lab.care.planning import PlanWish, plan
from coxa_lab.care.screening import ScreenRequest, screen_person
from coxa_lab.keeping import keep_in
from coxa_lab.typed import typed_from_options, typed_record
from coxa_web.home import clock as home_clock
from coxa_web.home.person import Person, forget_read, person
from coxa_web.records.models import Record
from tests.lab.care_samples import Clock, answers

NOW: Final = datetime.fromisoformat("2026-11-23T09:00:00+01:00")
"""A Monday morning."""


@lru_cache(maxsize=1)
def _empty_database() -> Path:
    """A database with its tables and nothing in them, made once."""
    path = Path(tempfile.mkdtemp(prefix="coxa-test-")) / "empty.sqlite3"
    _use(path)
    call_command("migrate", verbosity=0, interactive=False)
    connection.close()
    return path


def _use(path: Path) -> None:
    connection.close()
    connection.settings_dict["NAME"] = str(path)


@contextmanager
def home_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """Home mode with an empty database and the clock at `NOW`."""
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copy(_empty_database(), folder / "coxa.sqlite3")
    _use(folder / "coxa.sqlite3")
    forget_read()
    clock = Clock(NOW.isoformat())
    monkeypatch.setattr(home_clock, "now", clock)
    yield Home(folder, clock)
    connection.close()
    forget_read()


class Home:
    """Home mode as a person and a coach use it."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.folder = folder
        self.clock = clock
        self.client = Client(headers={"host": "localhost"})

    @property
    def person(self) -> Person:
        """The person and all records, as they are now."""
        return person()

    def get(self, address: str, status: int = 200, /) -> str:
        """A page as text."""
        response = self.client.get(address)
        assert response.status_code == status, response.content[-2000:]
        return response.content.decode()

    def post(self, address: str, status: int = 303, /, **fields: object) -> str:
        """What a form leads to: the address it sends on to, else the page."""
        response = self.client.post(address, fields)
        assert response.status_code == status, response.content[-2000:]
        location: str | None = response.headers.get("Location")
        return response.content.decode() if location is None else location

    def put(self, value: Mapping[str, Any], address: str | None = None, **headers: str) -> Any:  # noqa: ANN401 - a response of the test client
        """Send a record as the coach does."""
        sent = {"X-Coxa": "1", "Sec-Fetch-Site": "same-origin", **headers}
        return self.client.put(
            address or f"/api/records/{value['id']}",
            data=dict(value),
            content_type="application/json",
            headers=sent,
        )

    # ------------------------------------------------------------------------------- what was done

    def screened(self, **changed: object) -> None:
        """Answer all safety questions, as somebody whom nothing troubles."""
        own = self.person
        again = {"anything_new": "no"} if own.history.screenings else {}
        given = answers_of(answers(**again, **changed))
        request = ScreenRequest(answers=given, recorded_at=self.clock().isoformat())
        screen_person(own.store, own.history, request, care_tables())

    def measured(self, **changed: str) -> None:
        """A seated test of now, the right leg turning in a little less."""
        values = {
            "left_internal": "30 31 30",
            "left_external": "35 36 35",
            "right_internal": "18 19 18",
            "right_external": "34 35 34",
        }
        about = {"position": "seated", "mode": "active", "device": "goniometer"}
        entry = typed_from_options({**about, **values, **changed})
        record = typed_record(entry, str(uuid.uuid4()), self.clock().isoformat(), "anonymous")
        keep_in(self.person.store, record)

    def planned(self) -> None:
        """Questions, test and plan of now."""
        self.screened()
        self.measured()
        own = self.person
        wish = PlanWish(goals=("walking",), equipment=("chair", "long_band", "mat"))
        plan(own.store, own.history, wish, self.clock(), care_tables())

    def session(self, stop: Stop | None = None, pain: int = 1) -> dict[str, Any]:
        """A session of now with the first exercise of the plan, as the coach would send it."""
        programme = self.person.history.programmes[-1]
        item = programme.items[0]
        done = ExerciseDone(
            exercise=item.exercise,
            side=item.first_side,
            level=item.level,
            measured_by="camera",
            sets=item.dose.sets,
            repetitions=item.dose.sets * item.dose.repetitions,
            pain_before=1,
            pain_during=pain,
            pain_kind="same_as_before" if pain <= 1 else "worse",
            effort=3,
            stop=stop,
        )
        made = Session(
            id=str(uuid.uuid4()),
            subject=self.person.store.subject,
            recorded_at=self.clock().isoformat(),
            coxa_version=__version__,
            tables_version=TABLES_VERSION,
            programme_id=programme.id,
            pain_before=1,
            exercises=(done,),
            finished_at=(self.clock() + timedelta(minutes=10)).isoformat(),
            pain_after=1,
        )
        return plain_to_json(made)


def last_number() -> int:
    """Number of the record that came in last, 0 before the first."""
    numbers = Record.objects.order_by("-number").values_list("number", flat=True)
    return numbers.first() or 0


class Outline(HTMLParser):
    """What stands in a page: its tags with their attributes, its headings, its texts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        """Note a text."""
        if data.strip():
            self.texts.append(" ".join(data.split()))

    def of(self, tag: str) -> list[dict[str, str]]:
        """Attributes of every tag of a name."""
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def text(self) -> str:
        """All that can be read, in one line."""
        return " ".join(self.texts)
