"""Repeatable chance: every random number of the simulator comes from here, by seed and name."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random


def stream(seed: int, name: str) -> Random:
    """Generator of one purpose: changing what one purpose draws leaves the others as they were."""
    return Random(f"{seed}/{name}")  # noqa: S311  # a simulation, not a secret


def sway(chance: Random, t_s: Sequence[float], periods_s: tuple[float, float]) -> list[float]:
    """Smooth wandering of about unit standard deviation, (n,).

    A sum of four sine waves whose periods lie between the two given, with phases from `chance`.
    """
    shortest_s, longest_s = periods_s
    waves = [
        (
            math.tau / (shortest_s * (longest_s / shortest_s) ** chance.random()),
            math.tau * chance.random(),
        )
        for _ in range(4)
    ]
    size = math.sqrt(2.0 / len(waves))
    return [size * math.fsum(math.sin(w * t + p) for w, p in waves) for t in t_s]


def wander(chance: Random, t_s: Sequence[float], time_constant_s: float) -> list[float]:
    """Random walk pulled back to zero, unit standard deviation, (n,).

    An Ornstein-Uhlenbeck process, exact for uneven time steps.
    """
    values: list[float] = []
    gauss = chance.gauss
    value, before_s, step_s = gauss(0.0, 1.0), t_s[0] if t_s else 0.0, math.nan
    kept = fresh = 0.0
    for now_s in t_s:
        if now_s - before_s != step_s:
            step_s = now_s - before_s
            kept = math.exp(-step_s / time_constant_s)
            fresh = math.sqrt(1.0 - kept * kept)
        value = kept * value + fresh * gauss(0.0, 1.0)
        values.append(value)
        before_s = now_s
    return values
