"""`coxa checkin`: what is said is kept, what cannot be is named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coxa.errors import RefusedError
from coxa.messages.catalog import sentence
from coxa.records.checkin import Activity
from coxa_lab.commands import checkin as command
from coxa_lab.commands.checkin import ask_check_in, checkin_command
from coxa_lab.keeping import activity_names, history_of
from coxa_lab.store import open_store
from tests.lab.store_samples import SUBJECT, flat, put, run

SOCKS, STAIRS, CAR = "putting on socks", "walking upstairs", "getting out of the car"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    put(tmp_path / "p", "2026-10-22")
    return tmp_path / "p"


def test_pain_and_activities_are_kept(folder: Path) -> None:
    result = run(
        checkin_command, folder, "--pain", 3, "--activity", f"{SOCKS}=6", "--activity", "a=b=0"
    )
    assert result.exit_code == 0, result.output
    assert f"Kept: pain 3 of 10, {SOCKS} 6 of 10, a=b 0 of 10." in result.output
    assert sentence("safety") in result.output
    checkin = history_of(open_store(folder)).checkins[0]
    assert (checkin.subject, checkin.pain) == (SUBJECT, 3)
    assert checkin.activities == (Activity(name=SOCKS, score=6), Activity(name="a=b", score=0))


def test_a_name_in_other_capitals_is_the_same_activity(folder: Path) -> None:
    run(checkin_command, folder, "--activity", "Putting on  socks=6")
    run(checkin_command, folder, "--activity", f"{SOCKS}=7")
    names = [c.activities[0].name for c in history_of(open_store(folder)).checkins]
    assert names == ["Putting on socks", "Putting on socks"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Nothing was answered"),
        (["--pain", "11"], "not 11"),
        (["--pain", "-1"], "not -1"),
        (["--pain", "2.5"], "not 2.5"),
        (["--pain", "٣"], "Pain is a whole number"),
        (["--pain", ""], "not nothing"),
        (["--activity", "socks"], "is no name"),
        (["--activity", "socks="], "socks: the score"),
        (["--activity", "=3"], "is no name"),
        (["--activity", "a" * 61 + "=3"], "is no name"),
        (["--activity", "a\x1b[2Jb=3"], "is no name"),
        (["--activity", "a=1", "--activity", "A=2"], "stands there twice"),
        ([v for n in "abcd" for v in ("--activity", f"{n}=1")], "more than 3 activities"),
        (["--pain", "1", "--when", "2999-01-01"], "has not come yet"),
        (["--pain", "1", "--subject", "p-2"], "the folder is of p-1"),
    ],
)
def test_what_cannot_be_is_named_and_nothing_is_kept(
    folder: Path, arguments: list[str], said: str
) -> None:
    before = sorted(folder.iterdir())
    result = run(checkin_command, folder, *arguments)
    assert result.exit_code == 1
    assert said in flat(result.stderr)
    assert "Traceback" not in result.output
    assert sorted(folder.iterdir()) == before


def test_a_time_that_is_none_is_wrong_usage(folder: Path) -> None:
    assert run(checkin_command, folder, "--pain", 1, "--when", "yesterday").exit_code == 2


def test_a_new_folder_needs_a_name(tmp_path: Path) -> None:
    result = run(checkin_command, tmp_path / "new", "--pain", 1)
    assert result.exit_code == 2
    assert "--subject" in result.stderr
    assert run(checkin_command, tmp_path / "new", "--pain", 1, "--subject", "x").exit_code == 0


def test_an_earlier_day_can_be_given(folder: Path) -> None:
    assert run(checkin_command, folder, "--pain", 1, "--when", "2026-11-01T18:30").exit_code == 0
    checkin = history_of(open_store(folder)).checkins[0]
    assert checkin.recorded_at.startswith("2026-11-01T18:30:00")


def test_clearly_more_pain_than_before_is_for_the_therapist(folder: Path) -> None:
    run(checkin_command, folder, "--pain", 3, "--when", "2026-11-01")
    run(checkin_command, folder, "--pain", 9, "--when", "2026-11-05")
    told = run(checkin_command, folder, "--pain", 5, "--when", "2026-11-02").output
    assert "More pain than the time before (3 then, 5 now)" in told
    told = run(checkin_command, folder, "--pain", 4, "--when", "2026-11-01T12:00").output
    assert "More pain" not in told


# ------------------------------------------------------------------------------------------ prompts


def test_the_names_of_the_last_time_are_asked_for_first(folder: Path) -> None:
    for day, name in ((1, CAR), (2, SOCKS)):
        run(checkin_command, folder, "--activity", f"{name}=3", "--when", f"2026-11-0{day}")
    run(checkin_command, folder, "--pain", 3, "--when", "2026-11-03")
    assert activity_names(history_of(open_store(folder))) == (SOCKS,)


def asked(names: tuple[str, ...], *answers: str) -> tuple[object, list[str], list[str]]:
    """Outcome of the prompts, the questions, and the codes of what was not taken."""
    left: Iterator[str] = iter(answers)
    questions: list[str] = []
    codes: list[str] = []

    def ask(question: str) -> str:
        questions.append(question)
        return next(left)

    def refused(error: RefusedError) -> None:
        codes.append(error.code)

    outcome = ask_check_in(names, ask, refused)
    assert list(left) == []
    return outcome, questions, codes


def test_everything_is_asked_one_by_one() -> None:
    outcome, questions, codes = asked((SOCKS, CAR), "3", "6", "", STAIRS, "5")
    assert outcome == (3, [Activity(name=SOCKS, score=6), Activity(name=STAIRS, score=5)])
    assert [SOCKS in questions[1], CAR in questions[2]] == [True, True]
    assert codes == []


def test_what_is_not_taken_is_asked_again() -> None:
    outcome, _, codes = asked((), "much", "3", SOCKS, "12", "6", "")
    assert outcome == (3, [Activity(name=SOCKS, score=6)])
    assert codes == ["checkin_pain", "checkin_score"]


def test_a_name_that_cannot_be_is_asked_again_by_its_name() -> None:
    outcome, questions, codes = asked((), "", "a" * 61, SOCKS, "6", "")
    assert outcome == (None, [Activity(name=SOCKS, score=6)])
    assert codes == ["checkin_name"]
    assert questions.count(sentence("ask.activity_name")) == 3


def test_at_a_terminal_everything_is_asked_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(checkin_command, folder, "--activity", f"{SOCKS}=6", "--activity", f"{CAR}=3")
    monkeypatch.setattr(command, "_is_terminal", lambda: True)
    result = run(checkin_command, folder, input=f"2\n7\n\n{STAIRS}\n4\n")
    assert result.exit_code == 0, result.output
    assert f"Kept: pain 2 of 10, {SOCKS} 7 of 10, {STAIRS} 4 of 10." in result.output
