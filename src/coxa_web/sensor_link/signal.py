"""Is what a phone sends of use: how often, does it lie still, is anything missing.

Looked at while the phone is being strapped on. The coach measures anew from the samples themselves.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from coxa.inertial.rest import RestParams, blocks_from_motion, rest_windows
from coxa.messages.catalog import sentence
from coxa_lab.recordings.sensor.stream import LOW_HZ, LOWEST_HZ
from coxa_lab.recordings.sensor.units import GRAVITY_M_S2
from coxa_web.sensor_link.messages import Sample

Problem = Literal["no_samples", "no_gravity", "too_slow", "slow", "no_gyroscope"]

_REST: Final = RestParams()
_LOOKED_AT_S: Final = 3.0
_RATE_OVER_S: Final = 2.0
_SILENT_S: Final = 1.0
_NOT_GRAVITY: Final = 0.2
"""A still phone whose acceleration is further from g, as a share of it, is not shown gravity."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is seen of the last seconds; None where they are too few to say."""

    rate_hz: float | None
    is_still: bool | None
    problem: Problem | None

    def to_json(self) -> dict[str, Any]:
        """As it is told, with the sentence for the problem."""
        words = None if self.problem is None else sentence(f"sensor_link.problem.{self.problem}")
        return {
            "rate_hz": None if self.rate_hz is None else round(self.rate_hz, 1),
            "is_still": self.is_still,
            "problem": self.problem,
            "words": words,
        }


@dataclass(slots=True)
class Signal:
    """The last seconds of one phone.

    Attributes
    ----------
    heard_s :
        When something came, by our own clock; at first when the phone did.
    """

    heard_s: float
    _samples: deque[Sample] = field(default_factory=deque)

    def add(self, samples: Iterable[Sample], now_s: float) -> None:
        """Samples as they come; what came before is let pass."""
        for sample in samples:
            if not self._samples or sample[0] > self._samples[-1][0]:
                self._samples.append(sample)
                self.heard_s = now_s
        while self._samples and self._samples[-1][0] - self._samples[0][0] > _LOOKED_AT_S:
            self._samples.popleft()

    def is_silent(self, now_s: float) -> bool:
        """Whether nothing came for a while."""
        return now_s - self.heard_s > _SILENT_S

    def read(self, now_s: float) -> Reading:
        """What is to be said of the last seconds."""
        if self.is_silent(now_s):
            return Reading(None, None, "no_samples")
        if not self._samples:
            return Reading(None, None, None)
        rate_hz, is_still = self._rate_hz(), self._is_still()
        return Reading(rate_hz, is_still, self._problem(rate_hz, is_still))

    def _rate_hz(self) -> float | None:
        newest_s = self._samples[-1][0]
        times = [s[0] for s in self._samples if newest_s - s[0] <= _RATE_OVER_S]
        if len(times) < 2 or newest_s - self._samples[0][0] < _RATE_OVER_S / 2.0:
            return None
        return (len(times) - 1) / (times[-1] - times[0])

    def _is_still(self) -> bool | None:
        """Whether the last of it is a rest, as the core sees rests."""
        times = [sample[0] for sample in self._samples]
        if times[-1] - times[0] < _REST.least_s + _REST.block_s:
            return None
        blocks = blocks_from_motion(
            _REST,
            times,
            [value for sample in self._samples for value in sample[1:4]],
            [value or 0.0 for sample in self._samples for value in sample[4:]],
        )[:-1]  # the last one is not complete
        windows = rest_windows(_REST, blocks)
        return bool(windows) and blocks[-1].t_s < windows[-1].to_s

    def _problem(self, rate_hz: float | None, is_still: bool | None) -> Problem | None:
        newest = self._samples[-1]
        if is_still and abs(math.hypot(*newest[1:4]) / GRAVITY_M_S2 - 1.0) > _NOT_GRAVITY:
            return "no_gravity"
        if rate_hz is not None and rate_hz < LOWEST_HZ:
            return "too_slow"
        if rate_hz is not None and rate_hz < LOW_HZ:
            return "slow"
        return "no_gyroscope" if newest[4] is None else None
