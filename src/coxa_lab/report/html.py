"""The report as one HTML file: opened from disk, printed, sent on; it asks for nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from coxa.assessment.balance import findings_of
from coxa.assessment.series import RotationSeries, SideSeries
from coxa.messages.facts import (
    AssessmentFacts,
    CompensationFact,
    DirectionFact,
    RepetitionFact,
    SideFacts,
    Words,
    facts_of,
)
from coxa.records.assessment import Assessment
from coxa.records.findings import Findings
from coxa.records.refusal import Refusal
from coxa_lab.report.pictures import EndRangePicture
from coxa_lab.report.plots import (
    NARROW,
    WIDE,
    PlotMark,
    PlotRepetition,
    PlotWords,
    badge,
    rotation_plot,
)
from coxa_lab.report.ranges import columns_of, range_figure
from coxa_lab.report.template import rendered


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBlock:
    """One side as the page shows it: its facts, its drawings, its list of letters."""

    facts: SideFacts
    columns: tuple[DirectionFact, DirectionFact]
    figure: Markup
    plots: tuple[Markup, ...]
    letters: tuple[CompensationFact, ...]
    has_gaps: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureBlock:
    """One end-range picture with what it shows."""

    caption: str
    data_uri: str
    width_px: int
    height_px: int


def render_report(
    assessment: Assessment,
    series: RotationSeries | None,
    pictures: Sequence[EndRangePicture] = (),
    language: str = "en",
    findings: Findings | None = None,
) -> str:
    """Report of an assessment as one self-contained page.

    Parameters
    ----------
    assessment : Assessment
        What was measured.
    series : RotationSeries or None
        The angle over time; without it there are no plots.
    pictures : (n,)
        End-range pictures, faces made unrecognisable already.
    language : str
        Language of the sentences.
    findings : Findings or None
        What was found over days (`coxa.assessment.balance.findings_of` with the history); without
        it, what the record alone shows.

    Returns
    -------
    page : str
        HTML without scripts and without a reference to anything outside.
    """
    facts = facts_of(assessment, language, findings or findings_of(assessment))
    words = Words(language)
    return rendered(
        "report.html",
        language,
        facts=facts,
        subject=assessment.subject,
        blocks=tuple(_side_block(side, series, words) for side in facts.sides),
        pictures=tuple(_picture_block(picture, words) for picture in pictures),
        reference_deg=_reference_deg(facts),
        source_numbers={source.id: i for i, source in enumerate(facts.sources, start=1)},
        badge=_badge,
    )


def render_refusal(refusal: Refusal, language: str = "en") -> str:
    """One page that says why there is no number, and the one thing to do next.

    Parameters
    ----------
    refusal : Refusal
        The record.
    language : str
        Language of the sentences around it.
    """
    return rendered("refusal.html", language, refusal=refusal)


# ----------------------------------------------------------------------------------------- drawing


def _side_block(side: SideFacts, series: RotationSeries | None, words: Words) -> SideBlock:
    curve = series.side(side.side) if series is not None else None
    found = (c for repetition in side.repetitions for c in repetition.compensations)
    letters = {c.kind: c for c in found}
    return SideBlock(
        facts=side,
        columns=columns_of(side),
        figure=Markup(range_figure(side, key=f"range-{side.side}")),  # noqa: S704 - escaped there
        plots=_plots(side, curve, words) if curve is not None else (),
        letters=tuple(letters.values()),
        has_gaps=curve is not None and _has_gaps(side, curve),
    )


def _has_gaps(side: SideFacts, curve: SideSeries) -> bool:
    """Whether the curve breaks between the first and the last repetition."""
    from_s = min((r.start_s for r in side.repetitions), default=0.0)
    to_s = max((r.end_s for r in side.repetitions), default=0.0)
    samples = zip(curve.t_s, curve.rotation_deg, strict=True)
    return any(angle is None and from_s <= t_s <= to_s for t_s, angle in samples)


def _plots(side: SideFacts, curve: SideSeries, words: Words) -> tuple[Markup, ...]:
    """The same plot for wide and for narrow screens; the style sheet shows one of them."""
    repetitions = [_plot_repetition(repetition) for repetition in side.repetitions]
    plot_words = PlotWords(
        title=words("report.plot.title", side=side.name),
        description=_plot_description(side, words),
        directions=words("report.plot.directions"),
        seconds=words("report.plot.seconds"),
    )
    drawn = (
        rotation_plot(
            curve, repetitions, plot_words, size=size, key=f"plot-{side.side}-{size.name}"
        )
        for size in (WIDE, NARROW)
    )
    return tuple(Markup(plot) for plot in drawn)  # noqa: S704 - escaped in svg.py


def _plot_repetition(repetition: RepetitionFact) -> PlotRepetition:
    return PlotRepetition(
        direction=repetition.direction,
        start_s=repetition.start_s,
        hold_from_s=repetition.hold_from_s,
        hold_to_s=repetition.hold_to_s,
        end_s=repetition.end_s,
        peak_deg=repetition.peak_deg,
        accepted=repetition.accepted,
        marks=tuple(PlotMark(letter=c.letter, grade=c.grade) for c in repetition.compensations),
    )


def _plot_description(side: SideFacts, words: Words) -> str:
    """The plot for those who do not see it."""
    if not side.repetitions:
        return words("report.plot.none")
    peaks = "; ".join(
        words("report.plot.peak", direction=r.name, peak_deg=r.peak_deg, verdict=r.verdict)
        for r in side.repetitions
    )
    return words("report.plot.description", found=len(side.repetitions), peaks=peaks)


def _badge(compensation: CompensationFact) -> Markup:
    """The letter of a compensation as it stands in the plot, hidden from screen readers."""
    mark = badge((8, 8), compensation.letter, compensation.grade)
    return Markup('<svg class="badge" viewBox="0 0 16 16" aria-hidden="true">{}</svg>').format(
        Markup(mark)  # noqa: S704 - escaped in svg.py
    )


def _picture_block(picture: EndRangePicture, words: Words) -> PictureBlock:
    width_px, height_px = picture.size_px
    return PictureBlock(
        caption=words(
            "report.picture",
            where=words.where(picture.side, picture.direction),
            peak_deg=picture.peak_deg,
            t_s=picture.t_s,
        ),
        data_uri=picture.data_uri,
        width_px=width_px,
        height_px=height_px,
    )


def _reference_deg(facts: AssessmentFacts) -> float | None:
    """The clinic's figure for the legend, if any is shown."""
    directions = (fact for side in facts.sides for fact in side.directions)
    return next((f.reference_deg for f in directions if f.reference_deg is not None), None)
