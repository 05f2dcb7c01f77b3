"""`coxa trend`: what changed, what is noise, what is not compared, in words and on the page."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from coxa.messages.catalog import sentence
from coxa.messages.facts import Words
from coxa.messages.trend_facts import trend_facts
from coxa.records.assessment import Device
from coxa.records.plain import plain_from_json
from coxa.records.trend import TrendRecord
from coxa_lab.commands.bridge import bridge_command
from coxa_lab.commands.checkin import checkin_command
from coxa_lab.commands.trend import trend_command
from coxa_lab.keeping import keep, look_back
from coxa_lab.report.trend_page import render_trend
from coxa_lab.report.trend_plots import time_axis
from coxa_lab.store import open_store
from tests.core.history_samples import EVEN, record
from tests.lab.store_samples import SUBJECT, flat, put, run
from tests.lab.test_report_html import LOADING, Page

SOCKS = "putting on socks"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two typed results a month apart, one lying on the front, four check-ins."""
    folder = tmp_path / "p"
    put(folder, "2026-10-22")
    put(folder, "2026-11-22", left_internal="41 42 40", right_internal="27", left_internal_pain="2")
    put(folder, "2026-11-23", position="prone", left_internal="44")
    days = (("2026-10-22", 6, 2), ("2026-10-30", 5, 4), ("2026-11-10", 4, 5), ("2026-11-22", 2, 7))
    for day, pain, socks in days:
        said = ("--pain", pain, "--activity", f"{SOCKS}={socks}", "--when", day)
        assert run(checkin_command, folder, *said).exit_code == 0
    return folder


def a_long_story(
    folder: Path, values: Sequence[float], device: Device = "camera", first: int = 0
) -> None:
    """One result every ten days."""
    for i, value in enumerate(values, start=first):
        made = record({**EVEN, ("left", "internal"): value}, 10 * i, device=device)
        keep(replace(made, recording_sha256=uuid.uuid4().hex * 2), folder, "alice")


# ------------------------------------------------------------------------------------- the journey


def test_trend_says_what_changed_what_is_noise_and_what_it_will_not_compare(folder: Path) -> None:
    result = run(trend_command, folder)
    assert result.exit_code == 0, result.output
    text = flat(result.output)
    assert "measured on 3 days" in text
    assert sentence("trend.change_some") in text
    assert (
        "Left, turning in (internal rotation): 12° more than on 22 October 2026 (29° then, 41° "
        "now). This is more than error." in text
    )
    assert "left turning in 29° ± 6° 41° ± 6° +12.0° 8.6° more" in text
    assert "right turning in 24° ± 6° 27° ± 6° +2.5° 8.6° not more than error" in text
    assert "Left leg, turning in. Pain 2 of 10 in this movement on 22 November 2026." in text
    assert "left turning in 44° ± 6° one day so far" in text
    assert "Seated and lying on the front are not compared. The same hip turns further" in text
    assert "Pain 6 of 10 2 of 10 better" in text
    assert "Putting on socks 2 of 10 7 of 10 better" in text
    assert text.rstrip().endswith(sentence("safety"))


def test_the_terminal_has_eighty_columns(folder: Path) -> None:
    lines = run(trend_command, folder).output.splitlines()
    assert max(len(line) for line in lines) <= 80


def test_the_page_says_the_same(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "trend.html"
    assert run(trend_command, folder, "--report", file, "--quiet").output == ""
    text = Page(file.read_text(encoding="utf-8")).text
    facts = trend_facts(look_back(folder))
    told = [facts.title, facts.headline, facts.safety, *facts.separate, *facts.notes]
    told += [*facts.limits, *facts.error, *(source.citation for source in facts.sources)]
    for series in facts.series:
        told += [series.how, series.period, *series.changes]
        for line in series.lines:
            told += [line.name, line.finding_short, line.change, line.needed, *line.remarks]
            told += [part for point in line.points for part in (point.day, point.value)]
    for score in facts.scores:
        told += [score.name, score.first, score.latest, score.finding_short, score.scale]
    assert [part for part in told if part not in text] == []


def test_the_record_is_for_other_programs(folder: Path) -> None:
    result = run(trend_command, folder, "--json", "-")
    trend = plain_from_json(TrendRecord, json.loads(result.stdout))
    assert trend == look_back(folder)
    assert trend.subject == SUBJECT
    assert [reason.code for reason in trend.separate] == ["other_position"]


# -------------------------------------------------------------------------------------------- facts


def test_with_enough_days_the_line_through_all_of_them_counts(tmp_path: Path) -> None:
    a_long_story(tmp_path / "p", [20, 24, 28, 32, 36])
    text = flat(run(trend_command, tmp_path / "p").output)
    assert "16° more in 40 days. This is more than error." in text
    assert sentence("trend.by_line", least_days=4.0, least_span=14.0) in text


def test_noise_is_not_called_change(tmp_path: Path) -> None:
    a_long_story(tmp_path / "p", [30, 34, 29, 33, 31])
    text = flat(run(trend_command, tmp_path / "p").output)
    assert sentence("trend.change_none") in text
    assert "more than on" not in text


def test_a_quick_loss_is_for_the_therapist(tmp_path: Path) -> None:
    a_long_story(tmp_path / "p", [34, 20])
    assert "Show it to your physical therapist soon." in flat(
        run(trend_command, tmp_path / "p").output
    )


def test_more_pain_is_for_the_therapist(folder: Path) -> None:
    for day, pain in ((24, 9), (25, 9), (26, 10), (27, 10), (28, 10)):
        run(checkin_command, folder, "--pain", pain, "--when", f"2026-10-{day}")
    facts = trend_facts(replace(look_back(folder), lines=()))
    assert facts.next_step == sentence("trend.nothing_next")
    worse = [
        replace(score, finding="worse", change=4.0)
        for score in look_back(folder).scores
        if score.kind == "pain"
    ]
    advice = trend_facts(replace(look_back(folder), scores=tuple(worse))).advice
    assert advice == ("Pain: worse, by 4 points of 10. Tell your physical therapist.",)


def test_values_carried_over_a_bridge_stand_in_brackets_and_hollow(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    a_long_story(folder, [30, 31, 30])
    a_long_story(folder, [34, 35, 34, 36], "sensor", first=2)
    run(bridge_command, folder, "--from-device", "camera", "--to-device", "sensor")
    text = flat(run(trend_command, folder).output)
    assert sentence("trend.carried") in text
    assert re.search(r"left turning in \(3\d° ± \d°\)", text)
    page = render_trend(look_back(folder))
    assert 'class="dot hollow"' in page
    assert sentence("trend.legend_carried") in page
    assert ", carried over" in page


def test_what_could_not_be_read_is_named(folder: Path, tmp_path: Path) -> None:
    (folder / "2026-broken.json").write_text("{", encoding="utf-8")
    file = tmp_path / "trend.html"
    result = run(trend_command, folder, "--report", file)
    assert "2026-broken.json was left out. This file is not a sound record" in flat(result.output)
    assert "2026-broken.json was left out." in file.read_text(encoding="utf-8")


# --------------------------------------------------------------------------------------------- page


def a_hostile_page(folder: Path) -> str:
    evil = "<script>alert(1)</script>"
    trend = look_back(folder)
    scores = tuple(replace(score, name=evil) for score in trend.scores)
    return render_trend(replace(trend, subject=evil + '"><img src=x>', scores=scores))


def test_the_page_is_sound_and_loads_nothing(folder: Path) -> None:
    for text in (render_trend(look_back(folder)), a_hostile_page(folder)):
        page = Page(text)
        assert page.open == []
        ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
        assert len(ids) == len(set(ids))
        assert not page.all("script", "link", "iframe", "object", "embed", "form", "use", "img")
        for _, attributes in page.elements:
            assert not [n for n in attributes if n.startswith("on") or n == "style" or n in LOADING]
        assert "url(" not in text
        assert (page.all("meta")[1]["content"] or "").startswith("default-src 'none'; style-src")


def test_every_drawing_says_in_words_what_it_shows(folder: Path) -> None:
    page = Page(render_trend(look_back(folder)))
    drawings = [a for a in page.all("svg") if a.get("role") == "img"]
    assert len(drawings) == 10
    assert "22 October 2026 29° ± 6°; 22 November 2026 41° ± 6°" in page.text
    assert "22 October 2026 6 of 10; 30 October 2026 5 of 10" in page.text


def test_the_same_folder_gives_the_same_page(folder: Path) -> None:
    assert render_trend(look_back(folder)) == render_trend(look_back(folder))


@pytest.mark.parametrize(
    ("stamps", "labels"),
    [
        (["2026-11-22T10:00:00+01:00"], ["18 Nov", "20 Nov", "22 Nov", "24 Nov"]),
        (
            ["2026-10-22T10:00:00+01:00", "2026-11-22T10:00:00+01:00"],
            ["22 Oct", "29 Oct", "5 Nov", "12 Nov", "19 Nov"],
        ),
        (
            ["2026-01-10T10:00:00Z", "2026-12-22T10:00:00Z"],
            ["Apr 2026", "Jul 2026", "Oct 2026"],
        ),
        (["2010-05-10T10:00:00Z", "2026-12-22T10:00:00Z"], ["Jan 2012", "Jan 2016"]),
        ([], []),
    ],
)
def test_the_time_axis_has_a_handful_of_round_days(stamps: list[str], labels: list[str]) -> None:
    axis = time_axis(stamps, Words())
    found = [label for _, label in axis.ticks]
    assert found[: len(labels)] == labels
    assert len(found) <= 6
    inside = [axis.x(day) for day, _ in axis.ticks]
    assert inside == sorted(inside)


# ------------------------------------------------------------------------------------- empty, wrong


def test_an_empty_folder_says_so(tmp_path: Path) -> None:
    open_store(tmp_path / "p", SUBJECT, create=True)
    file = tmp_path / "trend.html"
    result = run(trend_command, tmp_path / "p", "--report", file)
    assert result.exit_code == 0
    assert sentence("trend.nothing") in result.output
    assert Page(file.read_text(encoding="utf-8")).open == []


def test_check_ins_alone_are_shown(tmp_path: Path) -> None:
    run(checkin_command, tmp_path / "p", "--pain", 3, "--subject", SUBJECT)
    text = flat(run(trend_command, tmp_path / "p").output)
    assert "Pain 3 of 10" in text
    assert "too few days to say" in text
    assert Page(render_trend(look_back(tmp_path / "p"))).open == []


def test_what_is_no_persons_folder_is_refused_where_the_result_would_be(tmp_path: Path) -> None:
    files = [tmp_path / "trend.json", tmp_path / "trend.html"]
    (tmp_path / "p").mkdir()
    result = run(trend_command, tmp_path / "p", "--json", files[0], "--report", files[1])
    assert result.exit_code == 1
    assert json.loads(files[0].read_text(encoding="utf-8"))["code"] == "not_a_store"
    assert "is not a person" in flat(result.output)
    assert "is not a person" in Page(files[1].read_text(encoding="utf-8")).text


@pytest.mark.parametrize("name", ["nowhere", "p/store.json"])
def test_a_path_that_is_no_folder_is_named(folder: Path, name: str) -> None:
    result = run(trend_command, folder.parent / name)
    assert result.exit_code in {1, 2}
    assert "Traceback" not in result.output
    assert name.split("/")[-1] in result.output.replace("\n", "").replace(" ", "")


def test_nothing_is_written_over(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "trend.html"
    file.write_text("mine", encoding="utf-8")
    assert run(trend_command, folder, "--report", file).exit_code == 2
    assert file.read_text(encoding="utf-8") == "mine"
    assert run(trend_command, folder, "--report", file, "--overwrite").exit_code == 0
    twice = run(trend_command, folder, "--report", tmp_path / "x", "--json", tmp_path / "x")
    assert twice.exit_code == 2


def test_looking_changes_nothing(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    run(trend_command, folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
