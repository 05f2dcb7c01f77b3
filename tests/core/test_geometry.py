"""Vectors and small systems: the laws they must keep."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coxa.geometry import Vector3, cross, dot, solved, unit, wrapped_rad
from tests.strategies import between

VECTORS = st.tuples(between(-10.0, 10.0), between(-10.0, 10.0), between(-10.0, 10.0))


@st.composite
def systems(draw: st.DrawFn) -> tuple[list[list[float]], list[float]]:
    """A well-conditioned matrix, its rows in any order, and a solution."""
    size = draw(st.integers(1, 6))
    rows = [[draw(between(-1.0, 1.0)) for _ in range(size)] for _ in range(size)]
    for i in range(size):
        rows[i][i] = draw(st.sampled_from((-1.0, 1.0))) * (size + draw(between(0.5, 3.0)))
    order = draw(st.permutations(range(size)))
    return [rows[i] for i in order], [draw(between(-10.0, 10.0)) for _ in range(size)]


@given(VECTORS, VECTORS)
def test_a_vector_product_is_square_to_both_and_turns_its_sign_with_their_order(
    a: Vector3, b: Vector3
) -> None:
    assert dot(cross(a, b), a) == pytest.approx(0.0, abs=1e-9)
    assert dot(cross(a, b), b) == pytest.approx(0.0, abs=1e-9)
    assert cross(a, b) == pytest.approx([-v for v in cross(b, a)])


def test_the_vector_product_is_right_handed() -> None:
    assert cross((1.0, 0.0, 0.0), (0.0, 1.0, 0.0)) == (0.0, 0.0, 1.0)


@given(VECTORS.filter(lambda a: dot(a, a) > 1e-4))
def test_a_direction_has_length_one_and_the_way_of_its_vector(a: Vector3) -> None:
    direction = unit(a)
    assert dot(direction, direction) == pytest.approx(1.0)
    assert dot(direction, a) == pytest.approx(math.sqrt(dot(a, a)))


def test_a_vector_without_length_has_no_direction() -> None:
    with pytest.raises(ValueError, match="no direction"):
        unit((0.0, 0.0, 0.0))


@given(between(-50.0, 50.0), st.integers(-3, 3))
def test_whole_turns_do_not_change_an_angle(angle_rad: float, turns: int) -> None:
    wrapped = wrapped_rad(angle_rad + turns * math.tau)
    assert -math.pi < wrapped <= math.pi
    assert math.cos(wrapped) == pytest.approx(math.cos(angle_rad), abs=1e-9)
    assert math.sin(wrapped) == pytest.approx(math.sin(angle_rad), abs=1e-9)


@pytest.mark.parametrize("angle_rad", [math.pi, -math.pi])
def test_half_a_turn_is_positive_whichever_way(angle_rad: float) -> None:
    assert wrapped_rad(angle_rad) == math.pi


@given(systems())
def test_a_system_is_solved(system: tuple[list[list[float]], list[float]]) -> None:
    matrix, wanted = system
    right = [math.fsum(a * x for a, x in zip(row, wanted, strict=True)) for row in matrix]
    before = [list(row) for row in matrix]
    assert solved(matrix, right) == [pytest.approx(x, abs=1e-9) for x in wanted]
    assert matrix == before


@pytest.mark.parametrize("matrix", [[[0.0, 0.0], [0.0, 1.0]], [[1.0, 2.0], [2.0, 4.0]], [[0.0]]])
def test_a_singular_system_is_refused(matrix: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="no single solution"):
        solved(matrix, [1.0] * len(matrix))
