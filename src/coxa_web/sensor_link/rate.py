"""How much one connection may send."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many a second in the long run, and so many at once."""

    per_s: float
    at_once: float


MESSAGES = Allowance(per_s=60.0, at_once=120.0)
"""A phone sends twenty times a second, and what it kept while the network was away at once."""
SAMPLES = Allowance(per_s=250.0, at_once=3000.0)
"""Phones give 60 a second, some 100; ten seconds of them may come at once."""


@dataclass(slots=True)
class Spending:
    """What is left of an allowance."""

    allowance: Allowance
    left: float
    at_s: float

    @classmethod
    def begun(cls, allowance: Allowance, now_s: float) -> Spending:
        """The whole of it."""
        return cls(allowance, allowance.at_once, now_s)

    def spend(self, amount: float, now_s: float) -> bool:
        """Whether that much was left; if not, nothing is taken."""
        gained = max(0.0, now_s - self.at_s) * self.allowance.per_s
        self.left = min(self.allowance.at_once, self.left + gained)
        self.at_s = now_s
        if amount > self.left:
            return False
        self.left -= amount
        return True
