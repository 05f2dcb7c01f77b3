"""`coxa.trend/1`: what many records of one person say together, for other programs.

It is worked out anew whenever it is asked for and never kept: only the records it is made of are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from coxa.records.findings import NotCompared, ScoreLine, TrendLine
from coxa.records.wire import NonEmpty

SCHEMA: Final = "coxa.trend/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A file of the person's folder that could not be used, and why."""

    name: NonEmpty
    problem: NonEmpty


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendRecord:
    """Lines of range and of scores, why some values do not share a line, and what was not read."""

    subject: NonEmpty
    coxa_version: NonEmpty
    tables_version: NonEmpty
    lines: tuple[TrendLine, ...] = ()
    scores: tuple[ScoreLine, ...] = ()
    separate: tuple[NotCompared, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
