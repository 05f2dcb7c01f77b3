"""What comes in: an image's landmarks, a batch of a sensor's samples, time, or a person's word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from coxa.errors import RecordError
from coxa.geometry import Vector3
from coxa.records.session import PainKind, StopReason, StopWord
from coxa.records.wire import Count, NonNegative, PainScore

Said = Literal[
    "pause", "resume", "stop", "pain", "word", "effort", "next", "tap", "count",
]  # fmt: skip
"""What a person may say. ``next``: ready, or go on; ``tap``: one more, counted by hand."""
_NEEDED: Final[dict[Said, str]] = {
    "pain": "score",
    "word": "word",
    "effort": "score",
    "count": "count",
}
_NEEDED_WITH: Final[dict[StopReason, str]] = {"pain": "score", "stop_word": "word"}
"""What the reason of a stop needs."""


@dataclass(frozen=True, slots=True)
class Image:
    """One image's landmarks, as in `coxa.landmarks/1`.

    `points` is flat, (33 * 5,): x_px, y_px, z_px, visibility and presence of every landmark; NaN
    where nobody was seen. `people` is `UNKNOWN_PEOPLE` where nobody counted, `luminance` NaN where
    nobody measured. `outline` is empty without a mask.
    """

    t_s: float
    width_px: int
    height_px: int
    person: float
    people: int
    luminance: float
    points: Sequence[float]
    outline: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class Felt:
    """One sample of the sensor: specific force, and angular velocity (None without a gyroscope)."""

    t_s: float
    acc_m_s2: Vector3
    gyr_rad_s: Vector3 | None


@dataclass(frozen=True, slots=True)
class Batch:
    """Samples of the sensor, in order of time."""

    samples: tuple[Felt, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """Nothing but the time."""

    t_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonInput:
    """What a person says or presses. Only what belongs to `say` is looked at.

    Attributes
    ----------
    reason : str or None
        Of a stop, as the person gives it.
    score : int or None
        Pain or effort, 0 to 10.
    pain_kind, word : str or None
        How the pain stands to the pain before; a word that stops.
    side : str or None
        Which side hurts; None: that which is being done.
    count : int or None
        Repetitions really done, where nothing measured them.
    """

    t_s: NonNegative
    say: Said
    reason: StopReason | None = None
    score: PainScore | None = None
    pain_kind: PainKind | None = None
    word: StopWord | None = None
    side: Literal["left", "right", "both"] | None = None
    count: Count | None = None

    def check(self, path: str) -> None:
        """RecordError if what was said lacks its value."""
        needed = _NEEDED.get(self.say)
        if self.say == "stop" and self.reason is not None:
            needed = _NEEDED_WITH.get(self.reason)
        if needed is not None and getattr(self, needed) is None:
            where = f"{path}." if path else ""
            raise RecordError(f"{where}{needed}: missing with {self.say}")


Sample = Image | Batch | Tick | PersonInput
