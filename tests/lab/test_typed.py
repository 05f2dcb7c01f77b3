"""Typed values from files, options and prompts."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coxa.assessment.typed import TypedReading
from coxa.errors import RefusedError
from coxa.messages.catalog import refusal_of
from coxa.records.codec import assessment_to_json
from coxa_lab.errors import InputError
from coxa_lab.typed import (
    TypedEntry,
    typed_from_file,
    typed_from_options,
    typed_from_prompts,
    typed_record,
)

ID = "123e4567-e89b-42d3-a456-426614174000"
NOW = "2026-11-22T10:15:00+01:00"
ABOUT = {"position": "seated", "mode": "passive", "device": "goniometer"}
TOML = """
position = "seated"
mode = "passive"
device = "goniometer"
examiner = "A. Example"
recorded_at = 2026-11-20T09:00:00+01:00
[left]
internal = [31, 32, 30.5]
external = {values_deg = 44, pain = 2, limited_by = "firm_stop"}
[right]
internal = 29
"""
CSV = """side,direction,value_deg,pain,limited_by,position,mode,device,examiner,recorded_at
left,internal,31,,,seated,passive,goniometer,A. Example,2026-11-20T09:00:00+01:00
left,internal,32,,,seated,passive,goniometer,A. Example,2026-11-20T09:00:00+01:00
left,internal,30.5,,,seated,passive,goniometer,A. Example,2026-11-20T09:00:00+01:00
left,external,44,2,firm_stop,,,,,
right,internal,29,,,,,,,
"""
READINGS = (
    TypedReading(side="left", direction="internal", values_deg=(31.0, 32.0, 30.5)),
    TypedReading(
        side="left", direction="external", values_deg=(44.0,), pain=2, limited_by="firm_stop"
    ),
    TypedReading(side="right", direction="internal", values_deg=(29.0,)),
)
ENTRY = TypedEntry(
    position="seated",
    mode="passive",
    device="goniometer",
    readings=READINGS,
    examiner="A. Example",
    recorded_at="2026-11-20T09:00:00+01:00",
)


@pytest.fixture
def entry_of(tmp_path: Path) -> Callable[[str | bytes], TypedEntry]:
    def read(content: str | bytes) -> TypedEntry:
        path = tmp_path / "typed.any"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return typed_from_file(path)

    return read


Read = Callable[[str | bytes], TypedEntry]


def refused(act: Callable[[], object]) -> RefusedError:
    with pytest.raises(RefusedError) as raised:
        act()
    assert refusal_of(raised.value).next_step
    return raised.value


def as_json() -> str:
    return json.dumps(
        {
            **ABOUT,
            "examiner": "A. Example",
            "recorded_at": "2026-11-20T09:00:00+01:00",
            "left": {
                "internal": [31, 32, 30.5],
                "external": {"values_deg": [44], "pain": 2, "limited_by": "firm_stop"},
            },
            "right": {"internal": 29},
        }
    )


@pytest.mark.parametrize(
    "content",
    [
        TOML,
        "\ufeff" + TOML,
        CSV,
        CSV.replace("\n", "\r\n"),
        CSV.replace(".5", ",5").replace(",", ";").replace("30;5", "30,5"),
        CSV.replace(",", "\t"),
        as_json(),
    ],
    ids=["toml", "bom", "csv", "crlf", "semicolons", "tabs", "json"],
)
def test_every_kind_of_file_says_the_same(entry_of: Read, content: str) -> None:
    assert entry_of(content) == ENTRY


def test_options_say_the_same() -> None:
    options = {
        **ABOUT,
        "examiner": " A. Example ",
        "recorded-at": "2026-11-20T09:00:00+01:00",
        "left-internal": "31 32 30.5°",
        "left-external": 44,
        "left-external-pain": "2",
        "left-external-limited-by": "firm_stop",
        "right_internal": (29.0,),
        "right_external": None,
        "subject": "",
    }
    assert typed_from_options(options) == ENTRY


def test_an_entry_becomes_a_record() -> None:
    record = typed_record(ENTRY, ID, NOW, "alice")
    assert (record.id, record.subject) == (ID, "alice")
    assert record.recorded_at == "2026-11-20T09:00:00+01:00"
    assert (record.device, record.mode, record.examiner) == ("goniometer", "passive", "A. Example")
    assert record.left is not None
    assert record.left.external_rotation is not None
    assert record.left.external_rotation.limited_by == "firm_stop"
    assert assessment_to_json(record)["sides"]["left"]["internal_rotation"]["value_deg"] == 31.2


def test_a_day_or_a_time_without_an_offset_is_on_this_clock() -> None:
    for said in ("2026-11-20", "2026-11-20T09:00:00"):
        entry = typed_from_options({**ABOUT, "left_internal": 30, "recorded_at": said})
        assert entry.recorded_at is not None
        assert entry.recorded_at.startswith("2026-11-20T0")
        assert entry.recorded_at[19] in "+-"
        typed_record(entry, ID, NOW, "alice")


def test_a_bare_date_in_toml_is_taken(entry_of: Read) -> None:
    entry = entry_of(TOML.replace("2026-11-20T09:00:00+01:00", "2026-11-20"))
    assert entry.recorded_at is not None
    assert entry.recorded_at.startswith("2026-11-20T00:00:00")


@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [
        ({"position": "hanging"}, "typed_not_understood", "position: hanging"),
        ({"mode": None}, "typed_missing", "mode is missing"),
        ({"device": "camera"}, "typed_not_understood", "goniometer, inclinometer"),
        ({"hat": 3}, "typed_not_understood", "hat"),
        ({"left_internal": "thirty"}, "typed_not_a_number", "thirty is not a number"),
        ({"left_internal": "30,5"}, "typed_not_a_number", "30,5"),
        ({"left_internal": [30, 130]}, "typed_impossible", "reading 2: 130°"),
        ({"left_internal": [30, None]}, "typed_not_a_number", "None"),
        ({"left_internal": {"a": 1}}, "typed_not_a_number", "a"),
        ({"left_internal": True}, "typed_not_a_number", "True"),
        ({"left_internal": "nan"}, "typed_not_a_number", "nan"),
        ({"left_internal": None}, "typed_nothing", "No value"),
        ({"right_internal_pain": 3}, "typed_no_reading", "no reading"),
        ({"left_internal_pain": "3.5"}, "typed_pain", "3.5"),
        ({"left_internal_pain": 11}, "typed_pain", "11"),
        ({"left_internal_pain": True}, "typed_pain", "True"),
        ({"left_internal_limited_by": "rust"}, "typed_not_understood", "rust"),
        ({"recorded_at": "yesterday"}, "typed_not_understood", "yesterday"),
        (
            {"position": "supine_hip_flexed", "device": "inclinometer"},
            "turn_about_gravity",
            "gravity",
        ),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(
    changes: dict[str, Any], code: str, said: str
) -> None:
    options = {**ABOUT, "left_internal": 30, **changes}
    error = refused(lambda: typed_from_options(options))
    assert error.code == code
    assert said in refusal_of(error).message


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        ("", "empty_file", ""),
        (" \n\n", "empty_file", ""),
        (b"\xff\xfe\x00", "typed_unreadable", "UTF-8"),
        (b" " * (1 << 20) + b"{}", "typed_unreadable", "larger"),
        ("{", "typed_unreadable", ""),
        ("[1]", "typed_not_understood", "1"),
        ("hello there", "typed_unreadable", ""),
        ("side,direction,value_deg,hat\n", "typed_not_understood", "hat"),
        ("side,direction,value_deg\nleft,internal\n", "typed_unreadable", "line 2: 2 cells"),
        ("side,direction,value_deg\nL,internal,30\n", "typed_not_understood", "line 2, side: L"),
        ("side,direction,value_deg\nleft,in,30\n", "typed_not_understood", "line 2, direction"),
        (CSV + "left,external,45,3,,,,,,\n", "typed_not_understood", "left_external_pain: 3"),
        (CSV + "right,external,45,,,prone,,,,\n", "typed_not_understood", "position: prone"),
        (CSV.replace("right,internal,29", "right,internal,"), "typed_not_a_number", ""),
        (TOML.replace("[right]", "[middle]"), "typed_not_understood", "middle"),
        (TOML.replace("internal = 29", "sideways = 29"), "typed_not_understood", "sideways"),
        (TOML.replace("pain", "pane"), "typed_not_understood", "pane"),
        ("left = 3\n", "typed_unreadable", "left"),
        (CSV + "x" * 200_000, "typed_unreadable", "field"),
    ],
)  # fmt: skip
def test_a_file_that_is_wrong_is_refused_with_its_place(
    entry_of: Read, content: str | bytes, code: str, said: str
) -> None:
    error = refused(lambda: entry_of(content))
    assert error.code == code
    assert said in refusal_of(error).message


def test_a_path_that_cannot_be_read_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        typed_from_file(tmp_path / "none.toml")


@given(st.text(max_size=60))
def test_no_text_is_an_unexpected_fault(text: str) -> None:
    with suppress(RefusedError):
        typed_from_options({**ABOUT, "left_internal": text})


# ------------------------------------------------------------------------------------------ prompts


class Person:
    """Answers in order, and what was asked and told."""

    def __init__(self, answers: list[str], yes: list[bool] | None = None) -> None:
        self.answers = iter(answers)
        self.yes = iter(yes or [])
        self.asked: list[str] = []
        self.told: list[str] = []
        self.confirmed: list[str] = []

    def ask(self, question: str, choices: tuple[str, ...], default: str) -> str:
        self.asked.append(question)
        answer = next(self.answers)
        assert not choices or answer in (*choices, "")
        return answer or default

    def confirm(self, question: str) -> bool:
        self.confirmed.append(question)
        return next(self.yes)

    def entry(self) -> TypedEntry:
        return typed_from_prompts(self.ask, self.confirm, self.told.append)


def test_prompts_say_the_same_as_a_file() -> None:
    person = Person(
        ["seated", "goniometer", "passive", "A. Example", "31 32 30.5", "", "44", "2", "29", "", ""]
    )
    entry = person.entry()
    assert [reading.values_deg for reading in entry.readings] == [
        (31.0, 32.0, 30.5),
        (44.0,),
        (29.0,),
    ]
    assert entry.readings[1].pain == 2
    assert entry.examiner == "A. Example"
    assert "left, turning in" in person.asked[4]
    assert person.told == []


def test_what_cannot_be_is_told_and_asked_again() -> None:
    person = Person(
        ["supine_hip_flexed", "inclinometer", "seated", "", "active", "",
         "300", "abc", "30", "12", "1", "", "", ""]
    )  # fmt: skip
    entry = person.entry()
    assert (entry.position, entry.device, entry.examiner) == ("seated", "goniometer", None)
    assert entry.readings[0].values_deg == (30.0,)
    assert entry.readings[0].pain == 1
    assert [text.split(",")[0].split(" (")[0] for text in person.told] == [
        "In this position",
        *["Left"] * 3,
    ]


def test_what_is_odd_is_asked_about_and_kept_if_confirmed() -> None:
    person = Person(["", "", "", "", "75", "57", "", "3", "", "", ""], [False, True])
    entry = person.entry()
    assert [reading.values_deg for reading in entry.readings] == [(57.0,), (3.0,)]
    assert ["75°" in person.confirmed[0], "3°" in person.confirmed[1]] == [True, True]


def test_no_answer_at_all_is_refused() -> None:
    assert refused(Person(["", "", "", "", "", "", "", ""]).entry).code == "typed_nothing"
