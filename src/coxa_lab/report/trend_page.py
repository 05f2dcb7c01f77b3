"""Many days as one HTML file: drawings on one time axis, then what they are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from coxa.messages.facts import Words
from coxa.messages.trend_facts import LineFact, ScoreFact, SeriesFacts, TrendFacts, trend_facts
from coxa.records.assessment import DIRECTIONS, SIDES
from coxa.records.trend import TrendRecord
from coxa_lab.report.template import STYLE, rendered
from coxa_lab.report.trend_plots import TimeAxis, range_plot, score_plot, span_of, time_axis


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePanel:
    """One side and direction with its drawing."""

    fact: LineFact
    plot: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorePanel:
    """One question with its drawing."""

    fact: ScoreFact
    plot: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesBlock:
    """One position, mode and device: its panels, and its values day by day."""

    facts: SeriesFacts
    panels: tuple[LinePanel, ...]
    columns: tuple[LineFact, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def render_trend(trend: TrendRecord, language: str = "en") -> str:
    """Page of what a person's days say together.

    Parameters
    ----------
    trend : TrendRecord
        What was found.
    language : str
        Language of the sentences.

    Returns
    -------
    page : str
        HTML without scripts and without a reference to anything outside.
    """
    facts = trend_facts(trend, language)
    blocks, scores = trend_panels(facts, language)
    return rendered(
        "trend.html",
        language,
        (STYLE, "trend.css"),
        facts=facts,
        blocks=blocks,
        scores=scores,
        has_band=any(panel.fact.band_deg for block in blocks for panel in block.panels),
        has_carried=any(series.has_carried for series in facts.series),
    )


def trend_panels(
    facts: TrendFacts, language: str = "en"
) -> tuple[tuple[SeriesBlock, ...], tuple[ScorePanel, ...]]:
    """Drawings of all lines and answers, on one time axis.

    Parameters
    ----------
    facts : TrendFacts
        What is told.
    language : str
        Language of the labels.
    """
    stamps = [p.recorded_at for s in facts.series for line in s.lines for p in line.points]
    stamps += [point.recorded_at for score in facts.scores for point in score.points]
    axis = time_axis(stamps, Words(language))
    blocks = tuple(_block(series, axis, i) for i, series in enumerate(facts.series))
    scores = tuple(
        ScorePanel(fact=fact, plot=_markup(score_plot(fact, axis, key=f"score-{i}")))
        for i, fact in enumerate(facts.scores)
    )
    return blocks, scores


def _block(series: SeriesFacts, axis: TimeAxis, number: int) -> SeriesBlock:
    """Panels in pairs: the left leg beside the right one."""
    ordered = sorted(
        series.lines, key=lambda f: (DIRECTIONS.index(f.direction), SIDES.index(f.side))
    )
    span_deg = span_of(ordered)
    return SeriesBlock(
        facts=series,
        panels=tuple(
            LinePanel(
                fact=fact,
                plot=_markup(range_plot(fact, axis, span_deg, key=f"line-{number}-{i}")),
            )
            for i, fact in enumerate(ordered)
        ),
        columns=tuple(ordered),
        rows=tuple(_rows(ordered)),
    )


def _rows(lines: Sequence[LineFact]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Values of every moment: its day, and one cell a line."""
    stamps = {p.recorded_at: p.day for line in lines for p in line.points}
    for stamp in sorted(stamps):
        cells = (
            ", ".join(
                p.value + (f" ({p.pain})" if p.pain else "")
                for p in line.points
                if p.recorded_at == stamp
            )
            for line in lines
        )
        yield stamps[stamp], tuple(cells)


def _markup(svg: str) -> Markup:
    return Markup(svg)  # noqa: S704 - escaped in svg.py
