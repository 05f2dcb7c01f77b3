"""Plane and space geometry with plain tuples: vectors, frames, small linear systems.

Vectors are tuples of floats. Camera frame: x right, y down, z away from the camera, right-handed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

Vector2 = tuple[float, float]
Vector3 = tuple[float, float, float]


def dot(a: Vector3, b: Vector3) -> float:
    """Scalar product."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Vector3, b: Vector3) -> Vector3:
    """Vector product, right-handed."""
    return (
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    )


def unit(a: Vector3) -> Vector3:
    """The vector's direction.

    Raises
    ------
    ValueError
        The vector has no length.
    """
    length = math.sqrt(dot(a, a))
    if length == 0.0:
        raise ValueError("a vector without length has no direction")
    return (a[0] / length, a[1] / length, a[2] / length)


def angle_between_rad(a: Vector3, b: Vector3) -> float:
    """Angle between two directions, 0 to π, exact also where it is small."""
    across = cross(a, b)
    return math.atan2(math.sqrt(dot(across, across)), dot(a, b))


def square_part(a: Vector3, axis: Vector3) -> Vector3:
    """The part of a vector that is square to a unit vector."""
    along = dot(a, axis)
    return (a[0] - along * axis[0], a[1] - along * axis[1], a[2] - along * axis[2])


def mean_direction(directions: Sequence[Vector3]) -> Vector3:
    """Direction of the sum of unit vectors.

    Raises
    ------
    ValueError
        There is none, or they cancel out.
    """
    x, y, z = (math.fsum(column) for column in zip(*directions, strict=True))
    return unit((x, y, z))


def wrapped_rad(angle_rad: float) -> float:
    """The same angle in (-π, π]."""
    wrapped = math.remainder(angle_rad, math.tau)
    return math.pi if wrapped == -math.pi else wrapped


def solved(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """Solution of a small linear system by elimination with pivoting.

    Parameters
    ----------
    matrix : (n, n)
    right : (n,)

    Returns
    -------
    solution : (n,)

    Raises
    ------
    ValueError
        The matrix is singular.
    """
    size = len(right)
    rows = [[*matrix[i], right[i]] for i in range(size)]
    for column in range(size):
        pivot = max(range(column, size), key=lambda i: abs(rows[i][column]))
        if rows[pivot][column] == 0.0:
            raise ValueError("the system has no single solution")
        rows[column], rows[pivot] = rows[pivot], rows[column]
        top = rows[column]
        for row in rows[column + 1 :]:
            factor = row[column] / top[column]
            for k in range(column, size + 1):
                row[k] -= factor * top[k]
    solution = [0.0] * size
    for i in reversed(range(size)):
        rest = math.fsum(rows[i][k] * solution[k] for k in range(i + 1, size))
        solution[i] = (rows[i][size] - rest) / rows[i][i]
    return solution
