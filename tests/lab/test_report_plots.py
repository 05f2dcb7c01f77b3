"""Drawings: what is left out never changes what is seen."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coxa.assessment.series import SideSeries
from coxa.messages.facts import facts_of
from coxa_lab.report.plots import (
    NARROW,
    WIDE,
    PlotMark,
    PlotRepetition,
    PlotSize,
    PlotWords,
    decimated,
    rotation_plot,
)
from coxa_lab.report.ranges import range_figure
from coxa_lab.report.svg import number, polyline_path, text
from tests.core import assessment_samples as samples

WORDS = PlotWords(title="<Left>", description="3 & more", directions="up, down", seconds="seconds")
ANGLES = st.floats(min_value=-90, max_value=90)


@given(st.lists(ANGLES, min_size=1, max_size=400), st.integers(min_value=1, max_value=40))
def test_decimation_keeps_every_peak(angles: list[float], columns: int) -> None:
    points = [(float(i), angle) for i, angle in enumerate(angles)]
    fewer = decimated(points, columns)
    assert len(fewer) <= max(len(points), 4) if len(points) <= 4 * columns else 4 * columns
    assert set(fewer) <= set(points)
    assert [x for x, _ in fewer] == sorted({x for x, _ in fewer})
    assert (fewer[0], fewer[-1]) == (points[0], points[-1])
    assert max(y for _, y in fewer) == max(angles)
    assert min(y for _, y in fewer) == min(angles)


def test_a_spike_of_a_single_image_survives_in_the_drawing() -> None:
    times = [i / 240 for i in range(240 * 60)]
    angles: list[float | None] = [0.0] * len(times)
    angles[7001] = 52.0
    drawn = rotation_plot(SideSeries(t_s=times, rotation_deg=angles), [], WORDS, key="k")
    assert len(drawn) < 40_000
    path = re.search(r' d="([^"]+)"', drawn)
    assert path is not None
    steps = [float(dy) for _, dy in re.findall(r"(-?[\d.]+) ?(-[\d.]+|(?<= )[\d.]+)", path[1])]
    assert min(steps) < -50


@given(st.lists(st.tuples(ANGLES, ANGLES), min_size=1, max_size=50))
def test_relative_paths_do_not_drift(points: list[tuple[float, float]]) -> None:
    numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", polyline_path(points))]
    if "h" in polyline_path(points):
        numbers = numbers[:2]
    assert sum(numbers[0::2]) == pytest.approx(points[-1][0], abs=0.051)
    assert sum(numbers[1::2]) == pytest.approx(points[-1][1], abs=0.051)


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize(
    "angles", [[], [None, None], [0.0], [float("nan"), 3.0], [0.0, 30.0, None, -35.0, 0.0]]
)
def test_any_series_gives_a_drawing(size: PlotSize, angles: list[float | None]) -> None:
    series = SideSeries(t_s=[0.1 * i for i in range(len(angles))], rotation_deg=angles)
    root = ET.fromstring(rotation_plot(series, [], WORDS, size=size, key="k"))  # noqa: S314 - own
    assert root[0].text == "<Left>"
    assert root[1].text == "3 & more"


def test_a_repetition_that_does_not_count_is_hatched_and_dashed_not_only_coloured() -> None:
    plot = rotation_plot(
        SideSeries(t_s=[0.0, 10.0], rotation_deg=[0.0, 0.0]),
        [
            PlotRepetition(
                direction="external",
                start_s=2.0,
                hold_from_s=3.0,
                hold_to_s=4.0,
                end_s=5.0,
                peak_deg=33.4,
                accepted=accepted,
                marks=(PlotMark(letter="H", grade="refuse"),),
            )
            for accepted in (True, False)
        ],
        WORDS,
        key="k",
    )
    assert plot.count('fill="url(#k-hatch)"') == 1
    assert plot.count(">33°</text>") == 2
    assert plot.count(">H</text>") == 2


def test_times_and_angles_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="2 times for 1 angles"):
        SideSeries(t_s=[0.0, 1.0], rotation_deg=[0.0])


@pytest.mark.parametrize("sample", [samples.plain, samples.mixed])
def test_turning_in_is_drawn_outward_on_both_sides(sample: object) -> None:
    assert callable(sample)
    for side in facts_of(sample()).sides:
        root = ET.fromstring(range_figure(side, key="k"))  # noqa: S314 - drawn here
        feet = [float(e.get("cx", "")) for e in root.iter("circle") if e.get("class") == "foot"]
        internal = feet[0] if side.side == "left" else feet[1]
        assert (internal < 180) == (side.side == "left")


def test_numbers_are_short_and_words_are_escaped() -> None:
    assert [number(v) for v in (0.0, -0.04, 1.0, 1.26, -3.0)] == ["0", "0", "1", "1.3", "-3"]
    assert text((1, 2), "a<b") == '<text x="1" y="2">a&lt;b</text>'
