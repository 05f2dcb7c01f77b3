"""The page: complete, self-contained, and safe against what stands in a record."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from coxa.messages.catalog import refusal, sentence
from coxa.messages.facts import facts_of
from coxa.records.assessment import Assessment
from coxa_lab.report.html import render_refusal, render_report
from coxa_lab.report.pictures import EndRangePicture
from tests.core import assessment_samples as samples
from tests.lab.report_samples import series_of

VOID = {"meta", "img", "br", "link", "hr", "input"}
LOADING = {"src", "srcset", "xlink:href", "data", "action", "formaction", "poster", "background"}
ALL = (samples.plain, samples.mixed, samples.one_side, samples.hostile)


class Page(HTMLParser):
    """Elements, attributes and words of a page; refuses tags that do not close."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))

    def all(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name in names]


def page_of(assessment: Assessment) -> Page:
    return Page(render_report(assessment, series_of(assessment)))


@pytest.fixture
def picture() -> EndRangePicture:
    from io import BytesIO

    from PIL import Image

    file = BytesIO()
    Image.new("RGB", (40, 60), "gray").save(file, "JPEG")
    return EndRangePicture(
        side="left", direction="internal", t_s=27.5, peak_deg=31.4, jpeg_bytes=file.getvalue()
    )


@pytest.mark.parametrize("sample", ALL)
def test_every_tag_is_closed_and_every_id_is_there_once(sample: object) -> None:
    assert callable(sample)
    page = page_of(sample())
    assert page.open == []
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    wanted = {
        id_
        for _, attributes in page.elements
        for name in ("aria-labelledby", "aria-describedby")
        for id_ in (attributes.get(name) or "").split()
    }
    assert wanted <= set(ids)


@pytest.mark.parametrize("sample", ALL)
def test_the_page_loads_nothing_and_runs_nothing(sample: object, picture: EndRangePicture) -> None:
    assert callable(sample)
    assessment = sample()
    text = render_report(assessment, series_of(assessment), (picture,))
    page = Page(text)
    assert not page.all("script", "link", "iframe", "object", "embed", "base", "form", "use")
    for _, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        for name in LOADING & attributes.keys():
            assert (attributes[name] or "").startswith("data:image/jpeg;base64,")
        assert not (attributes.get("href") or "#").startswith(("http", "//", "javascript"))
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style is not None
    assert "@import" not in style[1]
    assert "url(" not in style[1]


def test_the_policy_lets_in_this_style_sheet_and_nothing_else() -> None:
    text = render_report(samples.plain(), None)
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = Page(text).all("meta")[1]["content"]
    assert policy is not None
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:;")


@pytest.mark.parametrize("sample", ALL)
def test_every_fact_of_the_assessment_stands_on_the_page(sample: object) -> None:
    assert callable(sample)
    assessment = sample()
    facts, text = facts_of(assessment), page_of(assessment).text
    told = [facts.title, facts.recorded, facts.how, facts.quality, facts.safety]
    told += [*facts.headlines, *facts.differences, *facts.error, *facts.limits]
    told += [fact.text for fact in (*facts.norms, *facts.reference)]
    told += [part for row in facts.method for part in row]
    told += [source.citation for source in facts.sources]
    for side in facts.sides:
        told += [side.name, *(c.text for c in side.compensations)]
        told += [r.verdict for r in side.repetitions]
        told += [f"{r.peak_deg:.0f}°" for r in side.repetitions]
        told += [reason for r in side.repetitions for reason in r.reasons]
        told += [c.short for r in side.repetitions for c in r.compensations]
        for fact in side.directions:
            told += [fact.name, fact.term, fact.counted]
            told += fact.value.split(" ± ")
    for notice in facts.notices:
        told += [notice.message, notice.next_step or ""]
    missing = [part for part in told if re.sub(r"\s+", " ", part).strip() not in text]
    assert missing == []


def test_the_result_comes_first_and_the_clinics_figure_after_the_norm() -> None:
    text = page_of(samples.plain()).text
    order = [
        text.index(sentence(f"report.heading.{name}"))
        for name in ("result", "sides", "norms", "time", "quality", "method", "sources")
    ]
    assert order == sorted(order)
    assert text.index("usual 20° to 36°") < text.index("clinic's page 45°")


def test_hostile_text_stays_text() -> None:
    record = samples.hostile()
    text = render_report(record, series_of(record))
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "<b>bold" not in text
    assert all("evil" not in (a.get("src") or "") for a in Page(text).all("img"))


def test_names_in_any_script_survive() -> None:
    assert "Zoë Ångström-Ñandú 患者 ✓" in page_of(samples.one_side()).text


def test_a_direction_without_an_accepted_repetition_has_no_number() -> None:
    text = page_of(samples.one_side()).text
    assert "not measured" in text
    assert "0 of 1 repetitions counted" in text


def test_a_side_that_was_not_tested_is_not_shown() -> None:
    assert "Left leg" not in page_of(samples.one_side()).text


def test_a_report_without_a_series_has_no_plot_but_its_table() -> None:
    page = Page(render_report(samples.mixed(), None))
    assert not [a for a in page.all("svg") if "plot" in (a.get("class") or "")]
    assert len(page.all("table")) == 2


def test_pictures_are_inside_the_page_and_described(picture: EndRangePicture) -> None:
    image = Page(render_report(samples.plain(), None, (picture,))).all("img")[0]
    assert image["alt"] == "Left, turning in (internal rotation): 31° at 27.5 s"
    assert (image["width"], image["height"]) == ("40", "60")


def test_a_minute_at_thirty_images_a_second_stays_small() -> None:
    record = samples.mixed()
    text = render_report(record, series_of(record, images_per_s=60.0))
    assert len(text.encode()) < 150_000


def test_drawings_tell_what_they_show_in_words() -> None:
    drawings = [a for a in page_of(samples.mixed()).all("svg") if a.get("role") == "img"]
    assert len(drawings) == 6
    assert all(a["aria-labelledby"] and a["aria-describedby"] for a in drawings)


def test_the_same_record_gives_the_same_page() -> None:
    record = samples.mixed()
    series = series_of(record)
    assert render_report(record, series) == render_report(record, series)


def test_a_refusal_says_what_happened_and_the_one_next_step() -> None:
    record = refusal("legs_out_of_view")
    page = Page(render_refusal(record))
    for part in (record.message, record.next_step, record.code, sentence("safety")):
        assert part in page.text
    assert page.open == []
