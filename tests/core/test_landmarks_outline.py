"""The outline: a turned curve is recovered, junk is ignored, and silence is called silence."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coxa.hip import outward_sign
from coxa.landmarks.body import Body, Outline, Track
from coxa.landmarks.outline import OutlineFit, OutlineParams, fit_outline
from coxa.landmarks.shank import ShankFit, fit_shank, template_at_rest
from coxa.records.assessment import SIDES, Side
from coxa.records.landmarks import OUTLINE_ROWS
from tests.core.seated_samples import edges, times_s
from tests.strategies import between, sides

T_S = times_s(2.0, 10.0)
REST = range(6)
SHANK_PX = 120.0
Edges = list[tuple[float, float]]
THIRD = OUTLINE_ROWS // 3


def body_of(side: Side, swings_rad: list[float], off_rad: float, *, rows: Edges | None) -> Body:
    """A leg whose ankle landmark is off by an angle after the rest; its outline is not.

    `rows` are the edges after the rest if they are not those of the shank.
    """
    out = outward_sign(side)
    knee, ankle = Track([], []), Track([], [])
    lateral_px: list[list[float]] = []
    medial_px: list[list[float]] = []
    for i, swing_rad in enumerate(swings_rad):
        line_rad = swing_rad + (0.0 if i in REST else off_rad)
        knee.x_px.append(300.0)
        knee.y_px.append(200.0)
        ankle.x_px.append(300.0 + out * SHANK_PX * math.sin(line_rad))
        ankle.y_px.append(200.0 + SHANK_PX * math.cos(line_rad))
        found = edges((line_rad, 0.0), (swing_rad, 0.0)) if rows is None or i in REST else rows
        lateral_px.append([SHANK_PX * a for a, _ in found])
        medial_px.append([SHANK_PX * b for _, b in found])
    names = ("hip", "knee", "ankle")
    return Body(
        t_s=T_S,
        width_px=600,
        height_px=600,
        points={(s, n): ankle if n == "ankle" else knee for s in SIDES for n in names},
        visibility={},
        outlines={side: Outline(lateral_px, medial_px)},
        swapped=[False] * len(T_S),
    )


def fitted(
    side: Side, swing_rad: float, off_rad: float, rows: Edges | None = None
) -> tuple[ShankFit, OutlineFit]:
    swings_rad = [0.0 if i in REST else swing_rad for i in range(len(T_S))]
    body = body_of(side, swings_rad, off_rad, rows=rows)
    fit = fit_shank(
        body.track(side, "knee"), body.track(side, "ankle"), template_at_rest(body, side, REST)
    )
    return fit, fit_outline(body, side, fit, REST)


@settings(max_examples=15)
@given(sides(), between(-0.7, 0.7), between(-4.0, 4.0))
def test_a_turned_outline_is_recovered(side: Side, swing_rad: float, off_deg: float) -> None:
    fit, found = fitted(side, swing_rad, math.radians(off_deg))
    corrected_rad = fit.swing_rad[-1] + found.turn_rad[-1]
    assert math.degrees(corrected_rad - swing_rad) == pytest.approx(0.0, abs=0.5)
    assert found.support[-1] > 0.8
    assert math.degrees(abs(found.turn_rad[0])) < 0.02


@settings(max_examples=15)
@given(
    between(-0.6, 0.6),
    between(-3.0, 3.0),
    st.integers(0, OUTLINE_ROWS - THIRD),
    # The other leg, a hand, the chair: a fifth of a shank away at least.
    st.lists(between(0.2, 0.5), min_size=THIRD, max_size=THIRD),
    st.booleans(),
)
def test_a_third_of_an_edge_may_belong_to_something_else(
    swing_rad: float, off_deg: float, first: int, junk: list[float], is_lateral: bool
) -> None:
    off_rad = math.radians(off_deg)
    rows = edges((swing_rad + off_rad, 0.0), (swing_rad, 0.0))
    for row, beyond in enumerate(junk, start=first):
        lateral, medial = rows[row]
        rows[row] = (lateral + beyond, medial) if is_lateral else (lateral, medial - beyond)
    fit, found = fitted("left", swing_rad, off_rad, rows)
    corrected_rad = fit.swing_rad[-1] + found.turn_rad[-1]
    assert math.degrees(corrected_rad - swing_rad) == pytest.approx(0.0, abs=0.5)
    assert found.support[-1] < 0.9


@settings(max_examples=8)
@given(between(-0.6, 0.6), between(-3.0, 3.0))
def test_mirrored_outlines_read_alike(swing_rad: float, off_deg: float) -> None:
    left = fitted("left", swing_rad, math.radians(off_deg))[1]
    right = fitted("right", swing_rad, math.radians(off_deg))[1]
    assert left.turn_rad == [pytest.approx(v, abs=1e-9) for v in right.turn_rad]
    assert left.support == [pytest.approx(v, abs=1e-9) for v in right.support]


def test_a_shifted_outline_is_drift() -> None:
    rows = edges((0.2, 0.0), (0.2, 0.03))
    _, found = fitted("left", 0.2, 0.0, rows)
    assert found.drift[-1] == pytest.approx(0.03, abs=0.01)
    assert math.degrees(abs(found.turn_rad[-1])) < 0.3


@pytest.mark.parametrize(
    "rows",
    [
        [(math.nan, math.nan)] * OUTLINE_ROWS,
        [(math.nan, math.nan) if row % 4 else (0.1, -0.1) for row in range(OUTLINE_ROWS)],
    ],
    ids=["no row", "no neighbouring rows"],
)
def test_no_edges_no_correction(rows: Edges) -> None:
    _, found = fitted("left", 0.3, 0.05, rows)
    assert found.turn_rad[-1] == found.support[-1] == found.drift[-1] == 0.0


def test_a_model_without_a_mask_says_nothing() -> None:
    body = replace(body_of("left", [0.0] * len(T_S), 0.0, rows=None), outlines={})
    fit = fit_shank(
        body.track("left", "knee"),
        body.track("left", "ankle"),
        template_at_rest(body, "left", REST),
    )
    nothing = [0.0] * len(T_S)
    assert fit_outline(body, "left", fit, REST) == OutlineFit(nothing, nothing, nothing)


def test_what_belongs_to_something_else_has_little_support() -> None:
    rows = [(0.6, 0.3)] * OUTLINE_ROWS
    _, found = fitted("left", 0.3, 0.0, rows)
    assert found.support[-1] < 0.1
    assert math.degrees(abs(found.turn_rad[-1])) < 1.0


def test_an_image_without_the_leg_has_neither_outline_nor_drift() -> None:
    body = body_of("left", [0.0] * len(T_S), 0.0, rows=None)
    body.track("left", "ankle").x_px[-1] = math.nan
    fit = fit_shank(
        body.track("left", "knee"),
        body.track("left", "ankle"),
        template_at_rest(body, "left", REST),
    )
    found = fit_outline(body, "left", fit, REST)
    assert found.support[-1] == 0.0
    assert math.isnan(found.drift[-1])
    assert found.support[-3] > 0.5


def test_a_knee_on_the_ankle_has_no_outline() -> None:
    body = body_of("left", [0.0] * len(T_S), 0.0, rows=None)
    body.track("left", "ankle").y_px[-1] = body.track("left", "knee").y_px[-1]
    body.track("left", "ankle").x_px[-1] = body.track("left", "knee").x_px[-1]
    fit = fit_shank(
        body.track("left", "knee"),
        body.track("left", "ankle"),
        template_at_rest(body, "left", REST),
    )
    assert fit_outline(body, "left", fit, REST).support[-1] == 0.0


def test_fewer_images_are_looked_at_and_the_rest_lies_between() -> None:
    swings_rad = [0.0 if i in REST else 0.3 for i in range(len(T_S))]
    body = body_of("left", swings_rad, 0.05, rows=None)
    fit = fit_shank(
        body.track("left", "knee"),
        body.track("left", "ankle"),
        template_at_rest(body, "left", REST),
    )
    often = fit_outline(body, "left", fit, REST, OutlineParams(rate_hz=10.0))
    seldom = fit_outline(body, "left", fit, REST, OutlineParams(rate_hz=2.0))
    assert seldom.turn_rad[-1] == often.turn_rad[-1]
    assert seldom.turn_rad[12] == pytest.approx(often.turn_rad[12], abs=1e-6)
