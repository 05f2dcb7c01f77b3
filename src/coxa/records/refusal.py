"""`coxa.refusal/1`: why no number is given, and the one thing to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from coxa.records.wire import NonEmpty

SCHEMA: Final = "coxa.refusal/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A recording that gives no number. `code` is stable and for machines."""

    code: NonEmpty
    message: NonEmpty
    next_step: NonEmpty
