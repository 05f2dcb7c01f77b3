"""`coxa release`: who allows what, until when and why; a slip of the pen is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result

from coxa.messages.catalog import sentence
from coxa.records.plain import plain_from_json
from coxa.records.release import Release, ReleaseItem
from coxa_lab.commands.release import release_command
from tests.lab.care_samples import Clock, clock_of, history, planned, screened, typed_today
from tests.lab.store_samples import flat, run


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return clock_of(monkeypatch)


@pytest.fixture
def folder(tmp_path: Path, clock: Clock) -> Path:
    folder = tmp_path / "p"
    typed_today(folder, clock.now)
    assert screened(folder).exit_code == 0
    return folder


def given(folder: Path, *arguments: object) -> Result:
    return run(
        release_command, "--store", folder, "--by", "Anna Weber", "--role", "physical therapist",
        "--until", "2026-12-31", "--why", "seen on Monday", *arguments,
    )  # fmt: skip


def test_everything_can_be_released_at_once(folder: Path) -> None:
    result = given(
        folder, "--exercise", "band_knee_in", "--feature", "single_leg", "--condition",
        "hip_replacement", "--guided-test", "--pain-monitoring", "--ceiling", "left:internal=20",
        "--ceiling", "external=30.5°", "--dose",
        "clamshell:sets=2,repetitions=8,hold_s=2.5,level=1",
        "--include", "bridge", "--exclude", "step_down", "--resume", "glute_roll",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    release = history(folder).releases[0]
    assert release.items == (
        ReleaseItem(kind="exercise", name="band_knee_in"),
        ReleaseItem(kind="feature", name="single_leg"),
        ReleaseItem(kind="condition", name="hip_replacement"),
        ReleaseItem(kind="include", name="bridge"),
        ReleaseItem(kind="exclude", name="step_down"),
        ReleaseItem(kind="resume", name="glute_roll"),
        ReleaseItem(kind="guided_test"),
        ReleaseItem(kind="pain_monitoring"),
        ReleaseItem(kind="ceiling", side="left", direction="internal", value_deg=20.0),
        ReleaseItem(kind="ceiling", direction="external", value_deg=30.5),
        ReleaseItem(
            kind="dose", name="clamshell", level=1, sets=2, repetitions=8, hold_s=2.5
        ),
    )  # fmt: skip
    assert (release.given_by, release.starts_on, release.until) == (
        "Anna Weber", "2026-11-23", "2026-12-31",
    )  # fmt: skip
    text = flat(result.stdout)
    for part in (
        "Left, turning in (internal rotation): never beyond 20°.",
        "Both sides, turning out (external rotation): never beyond 30°.",
        "level 1, 2 sets, 8 repetitions, hold 2.5 s",
        "Anna Weber (physical therapist): seen on Monday",
        "23 November 2026 to 31 December 2026",
        sentence("care.release.limits"),
        sentence("care.feature.single_leg"),
        sentence("condition.hip_replacement.name"),
    ):
        assert part in text, part


def test_what_an_answer_holds_back_is_released_by_its_reason(tmp_path: Path, clock: Clock) -> None:
    folder = tmp_path / "p"
    typed_today(folder, clock.now)
    screened(folder, morning_stiffness="yes")
    assert planned(folder).exit_code == 1
    assert given(folder, "--condition", "morning_stiffness").exit_code == 0
    assert planned(folder).exit_code == 0


def test_a_release_can_be_withdrawn(folder: Path) -> None:
    given(folder, "--exercise", "band_knee_in")
    name = history(folder).releases[0].id
    result = given(folder, "--withdraw", name, "--json", "-")
    assert result.exit_code == 0, result.output
    assert plain_from_json(Release, json.loads(result.stdout)).withdraws == (name,)
    told = given(folder, "--withdraw", name, "--starts", "2026-12-01")
    assert "Withdrawn: the release of 23 November 2026 by Anna Weber." in flat(told.stdout)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Nothing is released"),
        (["--exercise", "hop"], "--exercise: hop is not known here"),
        (["--feature", "flying"], "--feature: flying is not known here"),
        (["--condition", "plague"], "--condition: plague is not known here"),
        (["--dose", "hop:sets=2"], "--dose: hop is not known here"),
        (["--dose", "clamshell"], "a dose has a level"),
        (["--dose", "clamshell:sets=99"], "expected at most 10"),
        (["--dose", "clamshell:sets=x"], "--dose cannot be understood"),
        (["--dose", "clamshell:hats=2"], "hats is not known here"),
        (["--ceiling", "middle:internal=2"], "middle is not known here"),
        (["--ceiling", "left:sideways=2"], "sideways is not known here"),
        (["--ceiling", "left:internal=wide"], "--ceiling cannot be understood"),
        (["--ceiling", "left:internal=200"], "expected at most 90"),
        (["--withdraw", "nothing"], "There is no release nothing"),
        (["--until", "2026-11-01", "--guided-test"], "1 November 2026 is over already"),
        (["--starts", "2027-01-01", "--guided-test"], "the last day is before the first"),
        (["--why", "", "--guided-test"], "why: expected a text that is not empty"),
    ],
)
def test_what_cannot_be_is_named_and_nothing_is_kept(
    folder: Path, arguments: list[str], said: str
) -> None:
    result = given(folder, *arguments)
    assert result.exit_code == 1
    assert sentence("care.refused.release") in result.stdout
    assert said in flat(result.stdout)
    assert history(folder).releases == ()


def test_a_day_that_is_none_is_wrong_usage(folder: Path) -> None:
    assert given(folder, "--until", "soon", "--guided-test").exit_code == 2
