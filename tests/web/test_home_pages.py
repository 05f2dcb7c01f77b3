from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from coxa.messages.catalog import has_sentence, sentences
from coxa.records.session import Stop
from coxa_web.headers import HEADERS
from tests.house.tree import SRC
from tests.web.home_samples import Home, Outline, last_number

PAGES: Final = (
    "/", "/questions", "/plan", "/plan/make", "/exercises", "/exercises/clamshell", "/progress",
    "/settings", "/data", "/release", "/more", "/checkin", "/morning", "/questions/result",
    "/session",
)  # fmt: skip
PRINTED: Final = ("/plan/sheet",)
TEMPLATES: Final = SRC / "coxa_web" / "templates" / "coxa"
OTHERS: Final = ("coach", "sensor")
"""First parts of the names of templates that are not of these pages."""


@pytest.fixture
def full(home: Home) -> Home:
    """A person with a plan, a stop of yesterday, and a morning that has not been asked."""
    home.planned()
    home.put(home.session(Stop(reason="pain", pain=4), pain=4))
    home.clock.go(days=1)
    return home


@pytest.mark.parametrize("address", PAGES)
def test_a_page_stands_for_a_new_person_too(home: Home, address: str) -> None:
    assert home.client.get(address).status_code in (200, 303, 422)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_sound_html_for_everybody(full: Home, address: str) -> None:
    page = full.get(address)
    outline = Outline(page)
    assert outline.of("html") == [{"lang": "en"}]
    assert len(outline.of("h1")) == 1
    assert len(outline.of("main")) == 1
    assert outline.of("title")
    levels = [int(tag[1]) for tag, _ in outline.tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [attributes["id"] for _, attributes in outline.tags if "id" in attributes]
    assert sorted(set(ids)) == sorted(ids)
    for image in outline.of("img"):
        assert "alt" in image
        assert image["width"]
        assert image["height"]
    assert set(named(outline)) <= set(ids)
    assert set(labelled(outline)) <= {row.get("for", "") for row in outline.of("label")}


def named(outline: Outline) -> Iterator[str]:
    """Ids that others point at within the page."""
    for _, attributes in outline.tags:
        for name in ("aria-labelledby", "aria-describedby", "for"):
            yield from attributes.get(name, "").split()
        if attributes.get("href", "").startswith("#"):
            yield attributes["href"][1:]


def labelled(outline: Outline) -> Iterator[str]:
    """Ids of fields that need a label of their own."""
    for tag in ("input", "select", "textarea"):
        for attributes in outline.of(tag):
            kind = attributes.get("type", "text")
            if kind not in ("hidden", "radio", "checkbox", "submit"):
                yield attributes["id"]


@pytest.mark.parametrize("address", [*PAGES, *PRINTED])
def test_nothing_on_a_page_is_inline_or_from_elsewhere(full: Home, address: str) -> None:
    response = full.client.get(address)
    page = response.content.decode()
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy.replace("wasm-unsafe-eval", "")
    outline = Outline(page)
    for _, attributes in outline.tags:
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("src", "href", "action"):
            assert not re.match(r"(?i)https?:|//|javascript:", attributes.get(name, ""))
    assert not [script for script in outline.of("script") if "src" not in script]
    if address not in PRINTED:
        assert not outline.of("style")
        assert not [1 for _, attributes in outline.tags if "style" in attributes]


@pytest.mark.parametrize("address", [*PAGES, *PRINTED, "/api/coach", "/nowhere"])
def test_every_answer_carries_the_headers_of_isolation(full: Home, address: str) -> None:
    headers = full.client.get(address).headers
    for name, value in HEADERS.items():
        assert headers[name] == value
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_every_form_is_guarded(full: Home) -> None:
    for address in PAGES:
        outline = Outline(full.get(address))
        forms = [form for form in outline.of("form") if form.get("method") == "post"]
        tokens = [i for i in outline.of("input") if i.get("name") == "csrfmiddlewaretoken"]
        assert len(tokens) == len(forms), address


SAMPLES: Final = {
    "alert_id": "x", "name": "clamshell", "assessment_id": "00000000-0000-4000-8000-000000000000",
}  # fmt: skip


def own_addresses() -> Iterator[str]:
    """Every address of these pages, with something in the place of what varies."""
    for pattern in get_resolver().url_patterns:
        if isinstance(pattern, URLPattern) and pattern.name is not None:
            varies = pattern.pattern.converters
            yield reverse(pattern.name, kwargs={name: SAMPLES[name] for name in varies})


def test_no_address_takes_a_form_from_elsewhere(full: Home) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    before = last_number()
    statuses = {address: strict.post(address, {}).status_code for address in own_addresses()}
    assert set(statuses.values()) == {403}
    assert "/data/restore" in statuses
    assert last_number() == before
    text = Outline(strict.post("/settings", {}).content.decode()).text
    assert "open for too long" in text
    assert full.folder.is_dir()


def test_a_page_that_is_not_there_says_so(home: Home) -> None:
    assert "There is no such page" in Outline(home.get("/nowhere", 404)).text


@pytest.mark.parametrize(
    "address", ["/exercises/hat", "/pictures/hat-left.svg", "/pictures/..%2Fx.svg",
                "/alerts/x/letter", "/progress/00000000-0000-4000-8000-000000000000"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(home: Home, address: str) -> None:
    assert home.client.get(address).status_code == 404


def test_a_fault_of_the_program_is_told_without_details(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr("coxa_web.pages.more.render", broken)
    client = Client(raise_request_exception=False, headers={"host": "localhost"})
    response = client.get("/more")
    assert response.status_code == 500
    text = Outline(response.content.decode()).text
    assert home.folder.is_dir()
    assert "Something went wrong" in text
    assert "secret" not in text


def test_a_database_that_does_not_answer_is_told_with_the_next_step(home: Home) -> None:
    connection.close()
    shutil.copy(Path(__file__), home.folder / "coxa.sqlite3")
    text = Outline(home.get("/", 503)).text
    assert "cannot be written" in text
    assert "disk is not full" in text


def test_every_sentence_that_a_template_names_is_there() -> None:
    missing = []
    for path in sorted(TEMPLATES.rglob("*.html")):
        for id_ in re.findall(r"""say ['"]([^'"]+)['"]""", path.read_text(encoding="utf-8")):
            if not has_sentence(id_):
                missing.append(f"{path.name}: {id_}")
    assert missing == []


def test_no_sentence_of_these_pages_is_left_over() -> None:
    texts = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("templates", "home", "pages", "commands", "records")
        for path in (SRC / "coxa_web" / folder).rglob("*")
        if path.suffix in (".html", ".py")
    )
    made = ("home.task.", "home.count.", "home.next.", "home.go.", "home.answer.", "home.problem.",
            "home.alert.severity.", "home.exercises.kind.", "home.exercises.place.",
            "home.progress.day.", "home.release.kind.", "home.fault.", "home.told.",
            "home.questions.intro_", "home.noting.done.", "home.noting.kind.")  # fmt: skip
    own = [id_ for id_ in sentences() if id_.startswith("home.") and not id_.startswith(made)]
    assert [id_ for id_ in own if id_ not in texts] == []


def test_templates_hold_no_words_of_their_own() -> None:
    found = {}
    for path in sorted(TEMPLATES.rglob("*.html")):
        if path.name.startswith(OTHERS):
            continue
        text = re.sub(r"{% block \w+_class %}.*", "", path.read_text(encoding="utf-8"))
        text = re.sub(r"{%.*?%}|{{.*?}}", " ", text)
        words = re.findall(r">[^<]*[A-Za-z]{3,}[^<]*<", text)
        found[path.name] = [word for word in words if word.strip("<> –·") not in ("", "Coxa")]
    assert {name: words for name, words in found.items() if words} == {}
