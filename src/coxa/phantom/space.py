"""Vectors and rotations of the simulator.

Kept apart from `coxa.geometry` on purpose: what checks the measuring code must not share its
arithmetic. Frames are right-handed, x forward, y up, z to the person's right; metres and radians.
"""

from __future__ import annotations

import math

Vector = tuple[float, float, float]
Matrix = tuple[Vector, Vector, Vector]

IDENTITY: Matrix = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def add(a: Vector, b: Vector) -> Vector:
    """Sum of two vectors."""
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2])


def subtract(a: Vector, b: Vector) -> Vector:
    """Vector from b to a."""
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def scale(a: Vector, factor: float) -> Vector:
    """Vector times a number."""
    return (a[0] * factor, a[1] * factor, a[2] * factor)


def dot(a: Vector, b: Vector) -> float:
    """Scalar product."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Vector, b: Vector) -> Vector:
    """Vector product, right-hand rule."""
    return (
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    )


def length(a: Vector) -> float:
    """Euclidean length."""
    return math.sqrt(dot(a, a))


def unit(a: Vector) -> Vector:
    """Vector of length 1 in the same direction.

    Raises
    ------
    ZeroDivisionError
        The vector has no length.
    """
    return scale(a, 1.0 / length(a))


def square_to(a: Vector, axis: Vector) -> Vector:
    """Part of `a` square to the unit vector `axis`."""
    return subtract(a, scale(axis, dot(a, axis)))


def turn(r: Matrix, a: Vector) -> Vector:
    """Rotate a vector: coordinates in frame b to coordinates in frame a, with r_a_from_b."""
    x, y, z = a
    (a0, a1, a2), (b0, b1, b2), (c0, c1, c2) = r
    return (a0 * x + a1 * y + a2 * z, b0 * x + b1 * y + b2 * z, c0 * x + c1 * y + c2 * z)


def chain(*rotations: Matrix) -> Matrix:
    """Product of rotations, r_a_from_b, r_b_from_c, ... to r_a_from_last."""
    product = rotations[0]
    for r in rotations[1:]:
        columns = [turn(product, column) for column in transpose(r)]
        product = transpose((columns[0], columns[1], columns[2]))
    return product


def transpose(r: Matrix) -> Matrix:
    """Inverse of a rotation."""
    (a, b, c), (d, e, f), (g, h, i) = r
    return ((a, d, g), (b, e, h), (c, f, i))


def about_x(angle_rad: float) -> Matrix:
    """Rotation about the forward axis; positive lifts the person's left side."""
    c, s = math.cos(angle_rad), math.sin(angle_rad)
    return ((1.0, 0.0, 0.0), (0.0, c, -s), (0.0, s, c))


def about_y(angle_rad: float) -> Matrix:
    """Rotation about the upward axis; positive turns the person to the left."""
    c, s = math.cos(angle_rad), math.sin(angle_rad)
    return ((c, 0.0, s), (0.0, 1.0, 0.0), (-s, 0.0, c))


def about_z(angle_rad: float) -> Matrix:
    """Rotation about the axis to the right; positive swings a hanging limb forward."""
    c, s = math.cos(angle_rad), math.sin(angle_rad)
    return ((c, -s, 0.0), (s, c, 0.0), (0.0, 0.0, 1.0))
