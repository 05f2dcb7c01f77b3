"""`coxa plan`: the week in words, on paper and as a record; what stands in its way is named."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from coxa.messages.catalog import sentence
from coxa.records.plain import plain_from_json
from coxa.records.programme import PainRule, Programme
from coxa.records.wire import encode
from coxa.tables.care import care_tables
from coxa_lab.care.contact import Contact, contact_of
from coxa_lab.commands.exercise import exercise_command
from coxa_lab.commands.plan import plan_command
from coxa_lab.commands.release import release_command
from coxa_lab.demo import demonstration_plan, print_demo_plan, sheet_of
from coxa_lab.report.care_words import CareWords, minutes_of
from coxa_lab.report.plan_facts import plan_facts, stop_texts
from coxa_lab.report.plan_page import ContactLine, render_plan
from coxa_lab.report.plan_terminal import print_plan
from tests.lab.care_samples import (
    Clock,
    clock_of,
    dose,
    history,
    item,
    planned,
    programme,
    reason,
    screened,
    typed_today,
)
from tests.lab.store_samples import flat, run, typed
from tests.lab.test_report_html import LOADING, Page

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><rect width="4" height="3"/></svg>'

CLINIC = """
[[planning]]
name = "retest_days"
unit = "days"
value = 14
source_id = "coxa_proposal"
confidence = "D"
reason = "Our clinic measures every two weeks."

"""


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return clock_of(monkeypatch)


@pytest.fixture
def folder(tmp_path: Path, clock: Clock) -> Path:
    """Measured and asked today."""
    folder = tmp_path / "p"
    typed_today(folder, clock.now)
    assert screened(folder).exit_code == 0
    return folder


def printed(record: Programme, *, with_reasons: bool = False) -> str:
    text = StringIO()
    console = Console(file=text, width=80)
    print_plan(console, record, care_tables(), with_reasons=with_reasons)
    return text.getvalue()


# ------------------------------------------------------------------------------------ the journey


def test_the_week_says_what_how_much_how_far_and_when(folder: Path) -> None:
    result = planned(folder, "--goal", "walking")
    assert result.exit_code == 0, result.output
    text = flat(result.stdout)
    plan = history(folder).programmes[0]
    words = CareWords()
    assert "Monday 23 November to Sunday 29 November 2026" in text
    for line in plan.items:
        assert words.exercise(line.exercise) in text
        assert words.dose(line.dose) in text
        for target in line.targets:
            assert words.target(target) in text
    assert sentence("care.plan.stop_now") in text
    assert words.day(date.fromisoformat(plan.retest_on)) in text
    for code in plan.education:
        assert sentence(f"education.{code}") in text
    for row in plan.not_chosen:
        assert row.reason.message in text
    assert text.rstrip().endswith(sentence("safety"))


def test_with_why_every_line_has_its_reasons_and_their_sources(folder: Path) -> None:
    result = planned(folder, "--why")
    text = flat(result.stdout)
    plan = history(folder).programmes[0]
    for line in plan.items:
        for why in line.reasons:
            assert why.message in text
    assert plan.pain_rule.reason.message in text
    facts = plan_facts(plan, care_tables())
    for source in facts.sources:
        assert source.citation in text
    brief = flat(planned(folder).stdout)
    assert plan.items[0].reasons[-1].message not in brief
    assert sentence("care.plan.why_hint") in brief


def test_the_terminal_has_eighty_columns(folder: Path) -> None:
    assert max(map(len, planned(folder, "--why").stdout.splitlines())) <= 80


def test_the_record_is_for_other_programs(folder: Path) -> None:
    result = planned(folder, "--json", "-")
    assert plain_from_json(Programme, json.loads(result.stdout)) == history(folder).programmes[0]


def test_the_same_plan_is_kept_once(folder: Path, clock: Clock) -> None:
    assert "Kept as" in planned(folder).stderr
    clock.go(hours=1)
    again = planned(folder)
    assert again.exit_code == 0
    assert "in the folder already" in again.stderr
    assert len(history(folder).programmes) == 1
    clock.go(hours=1)
    planned(folder, "--goal", "stairs")
    assert len(history(folder).programmes) == 2


def test_goals_and_equipment_are_those_of_the_plan_before(folder: Path, clock: Clock) -> None:
    planned(folder, "--goal", "stairs")
    clock.go(days=1)
    assert run(plan_command, "--store", folder).exit_code == 0
    first, second = history(folder).programmes
    assert (second.goals, second.equipment) == (first.goals, first.equipment)
    assert second.previous_id == first.id


def test_without_equipment_only_what_every_home_has_is_used(folder: Path) -> None:
    assert run(plan_command, "--store", folder).exit_code == 0
    assert history(folder).programmes[0].equipment == care_tables().home_equipment


# -------------------------------------------------------------------------------------- the sheet


def test_the_sheet_says_the_same_and_holds_its_pictures(folder: Path) -> None:
    sheet = folder.parent / "plan.html"
    result = planned(folder, "--report", sheet, "--contact", "Anna Weber, 030 123", "--quiet")
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    page = Page(sheet.read_text(encoding="utf-8"))
    plan = history(folder).programmes[0]
    facts = plan_facts(plan, care_tables())
    told = [facts.title, facts.period, facts.retest, facts.safety, *facts.stop, *facts.education]
    told += ["Anna Weber", "030 123", sentence("intended_use")]
    for line in facts.items:
        told += [line.name, line.amount, line.days, *line.details]
        told += [part for t in line.targets for part in (t.short, t.target, t.most)]
        told += [why.text for why in line.reasons]
        assert line.card is not None
        told += [*line.card.setup, *line.card.steps, *line.card.cues, *line.card.feel]
    told += [left.reason.text for left in facts.left_out]
    assert [part for part in told if flat(part) not in page.text] == []
    pictures = [a["src"] or "" for a in page.all("img")]
    assert len(pictures) == len(plan.items)
    assert all(src.startswith("data:image/svg+xml;base64,") for src in pictures)


def test_the_sheet_is_sound_and_loads_nothing() -> None:
    evil = "<script>alert(1)</script>"
    hostile = replace(
        programme(),
        subject=evil + '"><img src=x>',
        items=(
            replace(item("unknown_hop", (0,)), reasons=(reason("r", evil),)),
            item("chair_rotation", (0, 1)),
        ),
    )  # fmt: skip
    for record in (programme(), hostile):
        text = render_plan(
            record,
            care_tables(),
            pictures={"chair_rotation": SVG},
            contact=ContactLine(name=evil, phone=evil),
        )
        page = Page(text)
        assert page.open == []
        ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
        assert len(ids) == len(set(ids))
        wanted = {
            (attributes.get("href") or "#")[1:]
            for _, attributes in page.elements
            if "href" in attributes
        }
        assert wanted <= set(ids)
        assert not page.all("script", "link", "iframe", "object", "embed", "form", "use")
        for _, attributes in page.elements:
            assert not [n for n in attributes if n.startswith("on") or n == "style"]
            for name in LOADING & attributes.keys():
                assert (attributes[name] or "").startswith("data:image/svg+xml;base64,")
        assert "url(" not in text
        assert render_plan(record, care_tables()) == render_plan(record, care_tables())


def test_a_sheet_without_a_contact_has_lines_to_write_on() -> None:
    page = Page(render_plan(programme(), care_tables()))
    assert sentence("care.plan.contact_phone_line") in page.text


# -------------------------------------------------------------------------------------- the words


def test_the_week_stands_in_a_grid() -> None:
    text = printed(programme())
    row = next(line for line in text.splitlines() if line.strip().startswith("2  "))
    assert row.count("●") == 3
    assert "every day" in text.casefold()
    assert "Mon, Wed, Fri" in text
    assert "right leg, turning in (foot outward): to 20°, never beyond 24°" in flat(text).casefold()


def test_degrees_are_rounded_down() -> None:
    target = programme().items[0].targets[0]
    assert "to 29°, never beyond 29°" in CareWords().target(target)


def test_a_long_hold_is_counted_by_seconds() -> None:
    words = CareWords()
    assert words.amount(dose(2, 1, 30.0)) == "2 × 30 s"
    assert words.amount(dose(1, 3, 30.0)) == "3 × 30 s"
    assert words.amount(dose(2, 10)) == "2 × 10"
    assert "hold" not in words.dose(dose(1, 3, 30.0))
    assert "hold 2 s" in words.dose(dose(2, 10))


def test_the_minutes_count_both_legs() -> None:
    both = item("clamshell", (0,))
    assert minutes_of(both, care_tables()) == 5
    assert minutes_of(replace(both, sides="left"), care_tables()) == 3


@pytest.mark.parametrize(
    ("stop_from", "rise_from", "said"),
    [
        (None, None, sentence("care.plan.stop_now")),
        (3, None, "Stop at once from pain 3 of 10"),
        (5, 2, "stop from 5 of 10, or if it rises by 2 or more"),
    ],
)
def test_the_stop_rule_is_the_one_in_force(
    stop_from: int | None, rise_from: int | None, said: str
) -> None:
    rule = PainRule(
        name="monitored", stop_from=stop_from, rise_from=rise_from, reason=reason("r", "m")
    )
    assert said in stop_texts(CareWords(), rule)[0]


def test_what_the_tables_do_not_know_is_shown_all_the_same() -> None:
    record = replace(programme(), items=(item("unknown_hop", (0,)),), goals=("flying",))
    text = flat(printed(record, with_reasons=True))
    assert "unknown hop" in text
    assert "flying" in text


# ------------------------------------------------------------------------------------ the contact


def test_whom_to_tell_is_kept_and_a_change_is_said(folder: Path) -> None:
    assert "No contact is noted" in flat(planned(folder).stderr)
    planned(folder, "--contact", 'Dr. "A" \\ Weber, PT, 030 123')
    assert contact_of(folder) == Contact('Dr. "A" \\ Weber, PT', "030 123")
    assert "is now Bo" in flat(planned(folder, "--contact", "Bo").stderr)
    assert contact_of(folder) == Contact("Bo")
    assert "is now" not in planned(folder, "--contact", "Bo").stderr
    assert history(folder).notices == ()


@pytest.mark.parametrize("text", [", 030", "a\nb, 1", "x" * 100])
def test_a_contact_that_is_none_is_refused(folder: Path, text: str) -> None:
    result = planned(folder, "--contact", text)
    assert result.exit_code == 1
    assert "is no contact" in flat(result.stdout)
    assert history(folder).programmes == ()


@pytest.mark.parametrize("text", ["{", "name = 3", 'phone = "1"'])
def test_a_contact_card_that_cannot_be_read_is_as_good_as_none(folder: Path, text: str) -> None:
    (folder / "contact.toml").write_text(text, encoding="utf-8")
    assert contact_of(folder) is None


# ------------------------------------------------------------------------------------ in the way


@pytest.mark.usefixtures("clock")
def test_without_a_test_there_is_no_plan(tmp_path: Path) -> None:
    screened(tmp_path / "p")
    result = planned(tmp_path / "p")
    assert result.exit_code == 1
    assert sentence("care.refused.plan") in result.stdout
    assert "There is no measurement yet" in flat(result.stdout)


def test_without_answers_there_is_no_plan(tmp_path: Path, clock: Clock) -> None:
    typed_today(tmp_path / "p", clock.now)
    assert "safety questions have not been answered" in flat(planned(tmp_path / "p").stdout)


def test_a_test_in_another_position_is_no_base(tmp_path: Path, clock: Clock) -> None:
    typed_today(tmp_path / "p", clock.now, position="prone")
    screened(tmp_path / "p")
    result = planned(tmp_path / "p")
    assert result.exit_code == 1
    assert "lying on the front only" in flat(result.stdout)


def test_answers_do_not_hold_for_ever(folder: Path, clock: Clock) -> None:
    clock.go(days=9)
    assert "They hold for a week" in flat(planned(folder).stdout)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"fever_with_pain": "yes"}, "help is needed at once"),
        ({"calf_swelling": "yes", "chest_signs": "no"}, "a doctor must look at this first"),
        ({"morning_stiffness": "yes"}, "before your therapist has decided"),
        ({"age": 15}, "under 18"),
    ],
)
def test_who_must_not_exercise_gets_no_plan(
    tmp_path: Path, clock: Clock, changed: dict[str, object], said: str
) -> None:
    folder, files = tmp_path / "p", [tmp_path / "plan.json", tmp_path / "plan.html"]
    typed_today(folder, clock.now)
    screened(folder, **changed)
    result = planned(folder, "--json", files[0], "--report", files[1])
    assert result.exit_code == 1
    assert said in flat(result.stdout)
    assert said in json.loads(files[0].read_text(encoding="utf-8"))["message"]
    assert said in Page(files[1].read_text(encoding="utf-8")).text
    assert history(folder).programmes == ()


@pytest.mark.parametrize(
    ("arguments", "exit_code", "said"),
    [
        (["--goal", "flying"], 1, "There is no goal called"),
        (["--equipment", "trapeze"], 1, "There is no equipment called"),
        (["--starts", "2026-11-22"], 1, "The week cannot start on 22 November 2026"),
        (["--starts", "2027-11-22"], 1, "The week cannot start on 22 November 2027"),
        (["--starts", "soon"], 2, "not a day like"),
        (["--clinic", "nowhere.toml"], 2, "There is no file"),
    ],
)
def test_what_cannot_be_is_named_and_nothing_is_kept(
    folder: Path, arguments: list[str], exit_code: int, said: str
) -> None:
    before = sorted(path.name for path in folder.iterdir())
    result = run(plan_command, "--store", folder, *arguments)
    assert result.exit_code == exit_code
    assert said in flat(result.output)
    assert sorted(path.name for path in folder.iterdir()) == before


def test_nothing_is_written_over(folder: Path) -> None:
    sheet = folder.parent / "plan.html"
    sheet.write_text("mine", encoding="utf-8")
    assert planned(folder, "--report", sheet).exit_code == 2
    assert sheet.read_text(encoding="utf-8") == "mine"
    assert history(folder).programmes == ()
    assert planned(folder, "--report", sheet, "--overwrite").exit_code == 0


def test_a_folder_that_is_none_is_named(tmp_path: Path) -> None:
    assert run(plan_command, "--store", tmp_path / "nowhere").exit_code == 2
    (tmp_path / "empty").mkdir()
    assert "is not a person" in flat(run(plan_command, "--store", tmp_path / "empty").stdout)


# ----------------------------------------------------------------------------- clinic and release


def test_a_clinic_may_change_a_figure_and_not_the_floor(folder: Path) -> None:
    clinic = folder.parent / "clinic.toml"
    clinic.write_text(CLINIC, encoding="utf-8")
    assert planned(folder, "--clinic", clinic).exit_code == 0
    assert history(folder).programmes[0].retest_on == "2026-12-07"
    clinic.write_text('[[planning]]\nname = "retest_days"\nvalue = "x"\n', encoding="utf-8")
    result = planned(folder, "--clinic", clinic)
    assert result.exit_code == 1
    assert "The clinic's table cannot be used" in flat(result.stdout)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ('source_id = "coxa_proposal"', "planning.retest_days: no source 'hearsay'"),
        ("value = 14", "planning[0].value: expected a number"),
        ('unit = "days"', "planning[0].hat: no such field"),
    ],
)
def test_a_clinics_table_with_a_slip_is_named(folder: Path, changed: str, said: str) -> None:
    slips = {
        'source_id = "coxa_proposal"': 'source_id = "hearsay"',
        "value = 14": 'value = "many"',
        'unit = "days"': 'hat = "days"',
    }
    clinic = folder.parent / "clinic.toml"
    clinic.write_text(CLINIC.replace(changed, slips[changed]), encoding="utf-8")
    result = planned(folder, "--clinic", clinic)
    assert result.exit_code == 1
    assert said in flat(result.stdout)
    assert history(folder).programmes == ()


def test_a_clinic_may_name_a_source_of_its_own(folder: Path) -> None:
    clinic = folder.parent / "clinic.toml"
    own = (
        '[[sources]]\nid = "house_rule"\ncitation = "Our clinic."\ndoi = ""\naddress = ""\n'
        'read = "own"\nconfidence = "D"\n'
    )
    clinic.write_text(CLINIC.replace("coxa_proposal", "house_rule") + own, encoding="utf-8")
    assert planned(folder, "--clinic", clinic).exit_code == 0


def test_a_loop_in_the_progressions_is_named(folder: Path) -> None:
    row = json.loads(run(exercise_command, "clamshell", "--json", "-").stdout)
    other = row["harder"][0] if row["harder"] else "bridge"
    looped = json.loads(run(exercise_command, other, "--json", "-").stdout)
    row["harder"], looped["harder"] = [other], ["clamshell"]
    clinic = folder.parent / "clinic.json"
    clinic.write_text(json.dumps({"exercises": [row, looped]}), encoding="utf-8")
    result = planned(folder, "--clinic", clinic)
    assert result.exit_code == 1
    assert "harder leads back to it" in flat(result.stdout)


def test_the_red_flags_stay(folder: Path) -> None:
    question = care_tables().question("fever_with_pain")
    milder = json.loads(json.dumps(encode(question)))
    milder["rules"][0]["outcome"] = "note"
    clinic = folder.parent / "clinic.json"
    clinic.write_text(json.dumps({"questions": [milder]}), encoding="utf-8")
    result = planned(folder, "--clinic", clinic)
    assert result.exit_code == 1
    assert "may be tightened only" in flat(result.stdout)


# -------------------------------------------------------------------------------- the demonstration


def test_the_demonstration_ends_with_a_plan(clock: Clock) -> None:
    made = demonstration_plan(
        typed("2020-01-01", left_internal="16 16", left_external="24"), clock.now
    )
    assert made.starts_on == "2026-11-23"
    text = StringIO()
    print_demo_plan(Console(file=text, width=80), made)
    told = flat(text.getvalue())
    for line in made.items:
        assert CareWords().exercise(line.exercise)[:30] in told
        assert CareWords().dose(line.dose) in told
    assert Page(sheet_of(made)).open == []


def test_a_therapists_word_wins_and_is_told(folder: Path) -> None:
    given = run(
        release_command, "--store", folder, "--by", "Anna", "--role", "PT", "--until",
        "2026-12-31", "--why", "seen", "--dose", "chair_rotation:sets=1,repetitions=5",
        "--include", "chair_rotation",
    )  # fmt: skip
    assert given.exit_code == 0, given.output
    result = planned(folder, "--why")
    line = history(folder).programmes[0].item("chair_rotation")
    assert line is not None
    assert (line.dose.sets, line.dose.repetitions) == (1, 5)
    assert sentence("programme.rule.override_dose") in flat(result.stdout)
    assert re.search(r"1 × 5", result.stdout)
