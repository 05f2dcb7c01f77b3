from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

import pytest

from coxa.records.screening import Screening
from coxa.tables.care import care_tables
from coxa_web.home import asking
from coxa_web.home.choices import choices
from tests.lab.care_samples import answers
from tests.web.home_samples import Home, Outline

MOST_PAGES = 60


def begin(home: Home, **fields: str) -> None:
    assert home.post("/questions/begin", **fields) == "/questions/ask"


def shown(page: str) -> list[str]:
    """Questions of a page."""
    inputs = Outline(page).of("input")
    return [i["value"] for i in inputs if i.get("name") == "question"]


def values(names: list[str], told: Mapping[str, object]) -> dict[str, object]:
    """Fields of a form with the answers to its questions."""
    return {"question": names, **{name: told[name] for name in names if name in told}}


def send(home: Home, told: Mapping[str, object], status: int = 303) -> str:
    """Answer the page that is shown now."""
    return home.post("/questions/answer", status, **values(shown(home.get("/questions/ask")), told))


def answer_all(home: Home, **changed: object) -> list[list[str]]:
    """Answer page by page until something follows; the questions of every page."""
    told = {"anything_new": "no", **answers(**changed)}
    pages = []
    for _ in range(MOST_PAGES):
        response = home.client.get("/questions/ask")
        if response.status_code != 200:
            break
        pages.append(shown(response.content.decode()))
        if home.client.post("/questions/answer", values(pages[-1], told)).status_code != 303:
            break
    return pages


def latest(home: Home) -> Screening:
    return home.person.history.screenings[-1]


def test_all_questions_can_be_answered_page_by_page(home: Home) -> None:
    begin(home, region="germany")
    pages = answer_all(home)
    assert max(map(len, pages)) <= asking.MOST_AT_ONCE
    assert len(pages) < sum(map(len, pages))
    made = latest(home)
    assert (made.verdict, made.occasion, made.region) == ("go", "first", "germany")
    assert home.client.get("/questions/ask").headers["Location"] == "/questions"


def test_the_answers_are_those_that_were_given(home: Home) -> None:
    begin(home)
    answer_all(
        home, age=61, falls="yes", conditions=["hip_osteoarthritis"], condition_side=["left"]
    )
    made = latest(home)
    assert made.number("age") == 61
    assert made.chosen("falls") == ("yes",)
    assert made.chosen("conditions") == ("hip_osteoarthritis",)


def test_one_can_go_back_and_change_an_answer(home: Home) -> None:
    begin(home)
    send(home, {"age": 40})
    second = home.get("/questions/ask")
    back = re.search(r'href="(/questions/ask\?at=\w+)"', second)
    assert back
    page = home.get(back[1])
    assert shown(page) == ["age"]
    assert 'value="40"' in page
    home.post("/questions/answer", question="age", age="41")
    form = asking.form_of(home.clock())
    assert form is not None
    answered = form.answer("age")
    assert answered is not None
    assert answered.number == 41
    assert shown(home.get("/questions/ask")) == shown(second)


def test_a_missing_answer_is_asked_for_in_place(home: Home) -> None:
    begin(home)
    page = send(home, {}, 422)
    outline = Outline(page)
    assert "Something is missing here" in outline.text
    assert [a for a in outline.of("a") if a.get("href") == "#q-age"]
    assert [i for i in outline.of("input") if i.get("aria-invalid") == "true"]


@pytest.mark.parametrize("age", ["0", "121", "forty", "-1", "1e400", "NaN"])
def test_a_number_that_cannot_be_is_named_in_place(home: Home, age: str) -> None:
    begin(home)
    assert "a number from 1 to 120" in send(home, {"age": age}, 422)


def test_a_comma_is_as_good_as_a_point(home: Home) -> None:
    begin(home)
    send(home, {"age": "40,5"})
    form = asking.form_of(home.clock())
    assert form is not None
    assert form.answers[0].number == 40.5


def test_what_was_sound_on_a_page_stays_where_something_is_missing(home: Home) -> None:
    begin(home)
    send(home, {"age": 40})
    page = send(home, {"hip_surgery": "no"}, 422)
    assert 'name="hip_surgery" value="no" checked' in page


def test_a_question_that_follows_from_an_answer_comes_next(home: Home) -> None:
    begin(home)
    send(home, {"age": 40})
    send(home, {"hip_surgery": "no", "fracture": "yes", "cannot_bear_weight": "no"})
    assert "fracture_seen" in shown(home.get("/questions/ask"))


def test_an_answer_to_what_is_no_longer_asked_is_dropped(home: Home) -> None:
    begin(home)
    send(home, {"age": 40})
    send(home, {"hip_surgery": "no", "fracture": "yes", "cannot_bear_weight": "no"})
    send(home, {"fracture_seen": "yes", "fever_with_pain": "no"})
    home.post("/questions/answer", question=["fracture"], fracture="no")
    form = asking.form_of(home.clock())
    assert form is not None
    assert form.answer("fracture_seen") is None


def test_answers_that_do_not_fit_are_both_shown_at_once(home: Home) -> None:
    begin(home)
    told = {**answers(), "pain_place": ["groin"], "conditions": ["none"]}
    while "conditions" not in (names := shown(home.get("/questions/ask"))):
        home.post("/questions/answer", **values(names, told))
    page = home.post("/questions/answer", 422, **values(names, told))
    assert set(shown(page)) == {"pain_place", "conditions"}
    assert "do not fit together" in page
    assert 'role="alert"' in page
    home.post("/questions/answer", question=["pain_place", "conditions"],
              pain_place=["none"], conditions=["none"])  # fmt: skip
    answer_all(home)
    assert latest(home).verdict == "go"


def test_none_together_with_something_is_named_in_place(home: Home) -> None:
    begin(home)
    told = {**answers(), "pain_place": ["none", "groin"]}
    while "pain_place" not in (names := shown(home.get("/questions/ask"))):
        home.post("/questions/answer", **values(names, told))
    page = home.post("/questions/answer", 422, **values(names, told))
    assert "does not go together" in page


def test_a_question_that_may_be_left_out_is_shown_and_left_out(home: Home) -> None:
    begin(home)
    pages = answer_all(home, confidence="")
    assert "confidence" in [name for page in pages for name in page]
    assert latest(home).number("confidence") is None


def test_a_sign_that_needs_help_at_once_ends_the_questions(home: Home) -> None:
    begin(home, region="united_kingdom")
    send(home, {"age": 40})
    address = send(home, {"hip_surgery": "no", "fracture": "no", "cannot_bear_weight": "yes"})
    assert address == "/questions/result"
    page = home.get("/questions/result")
    assert "whole emergency" in page
    assert 'href="tel:999"' in page
    assert latest(home).urgency == "emergency"
    assert home.person.history.alerts[0].severity == "emergency"


def test_a_sign_among_unanswered_questions_still_counts(home: Home) -> None:
    begin(home)
    send(home, {"age": 40})
    assert send(home, {"cannot_bear_weight": "unsure"}) == "/questions/result"
    assert latest(home).urgency == "emergency"


def test_whoever_answered_by_mistake_is_asked_everything_again(home: Home) -> None:
    begin(home)
    send(home, {"age": 40})
    send(home, {"cannot_bear_weight": "yes"})
    begin(home, occasion="changed")
    home.clock.go(hours=1)
    answer_all(home)
    assert (latest(home).occasion, latest(home).verdict) == ("changed", "go")


def test_weekly_fewer_questions_are_asked(home: Home) -> None:
    begin(home)
    first = sum(map(len, answer_all(home)))
    home.clock.go(days=7)
    begin(home)
    weekly = sum(map(len, answer_all(home)))
    assert weekly < first / 1.5
    assert latest(home).occasion == "weekly"


def test_an_unfinished_form_waits_a_day_and_no_longer(home: Home) -> None:
    begin(home)
    send(home, {"age": 40})
    home.clock.go(hours=23)
    assert "Begun already: 1 answered so far" in home.get("/questions")
    home.clock.go(hours=2)
    assert "Begun already" not in home.get("/questions")
    assert home.client.get("/questions/ask").headers["Location"] == "/questions"
    assert home.post("/questions/answer", question="age", age="40") == "/questions"


def test_beginning_anew_forgets_the_form(home: Home) -> None:
    begin(home)
    send(home, {"age": 40})
    begin(home)
    form = asking.form_of(home.clock())
    assert form is not None
    assert form.answers == ()


def test_what_was_not_asked_is_not_taken(home: Home) -> None:
    begin(home)
    home.post("/questions/answer", question=["age", "fracture_seen", "hat"], age="40",
              fracture_seen="no", hat="yes")  # fmt: skip
    form = asking.form_of(home.clock())
    assert form is not None
    assert [answer.question for answer in form.answers] == ["age"]


def test_an_unknown_region_or_page_does_no_harm(home: Home) -> None:
    begin(home, region="atlantis")
    form = asking.form_of(home.clock())
    assert form is not None
    assert form.region == "international"
    assert shown(home.get("/questions/ask?at=hat")) == ["age"]


def test_the_result_says_what_follows_and_when_it_is_asked_again(home: Home) -> None:
    begin(home)
    answer_all(home, falls="yes")
    text = Outline(home.get("/questions/result")).text
    again = home.clock().date() + timedelta(days=care_tables().plan_figure("screening_days").value)
    assert f"{again.day} November" in text
    assert "After a fall" in text


def test_without_answers_there_is_no_result(home: Home) -> None:
    assert home.client.get("/questions/result").headers["Location"] == "/questions"


def test_the_result_offers_the_letter_where_the_therapist_must_know(home: Home) -> None:
    begin(home)
    answer_all(home, night_pain="yes", cancer_history="no")
    page = home.get("/questions/result")
    assert "/letter" in page
    assert "/release" in page
    assert "Nobody has been told" in page


def test_the_country_that_was_chosen_with_the_questions_is_kept_for_everything(home: Home) -> None:
    home.post("/questions/begin", region="germany")
    assert choices().region == "germany"
    for address in ("/questions", "/settings"):
        assert '<option value="germany" selected' in home.get(address)
    home.post("/questions/begin", region="nowhere")
    assert choices().region == "germany"
