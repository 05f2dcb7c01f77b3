"""The samples that stored numbers are made of, and those numbers.

Live angles are for cues. What is stored comes from the assessment's own `finish`, over the stretch
of samples that began with the ready position and lasted while everything counted. A stretch ends
when the position is lost: the next one has another zero.
"""

from __future__ import annotations

import hashlib
import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from coxa.assessment.finish import FinishOptions, finish
from coxa.assessment.finish_motion import MotionFacts, MotionOptions, finish_motion
from coxa.assessment.motion_axis import Mounting
from coxa.assessment.result import Finished
from coxa.coaching.config import CoachConfig, TrainedSide
from coxa.coaching.sample import Felt, Image
from coxa.coaching.state import CoachState
from coxa.errors import RefusedError
from coxa.inertial.tilt import TiltParams, TiltState, tilt_step
from coxa.inertial.up import UpSeries
from coxa.records.assessment import DIRECTIONS, Direction, Side
from coxa.records.landmarks import LandmarkRecording, PoseMethod, rounded_points
from coxa.records.wire import AngleDeg, DateTime, NonEmpty, NonNegative, Uuid
from coxa.tables.coaching import coaching_tables
from coxa.tables.load import TABLES_VERSION
from coxa.version import __version__

ORIENTATION: Final = "live_tilt"
"""What made the directions of up, for the record: the live filter, not the recording's."""
TAIL_S: Final = 1.5
"""A stretch goes on for so long after its last repetition: its end must be seen."""
_SURENESS_DECIMALS: Final = 3
_STAMP_S: Final = 1e-3
"""Time stamps are this exact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What only the caller knows of the records that come out.

    Attributes
    ----------
    ids :
        One for each assessment: one of a camera, one for each side of a sensor.
    recording_id :
        Of the landmarks they are made of.
    pose :
        Which networks ran, and how; None without a camera.
    mirrored :
        Whether the picture was a mirror image that has been undone; None if nobody knows.
    """

    ids: tuple[Uuid, ...]
    recording_id: Uuid
    subject: NonEmpty
    recorded_at: DateTime
    pose: PoseMethod | None = None
    mirrored: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Range of one side and direction over one stretch: mean of `n`, its error, the furthest."""

    side: Side
    direction: Direction
    n: int
    value_deg: AngleDeg
    error_95_deg: NonNegative
    highest_deg: AngleDeg


@dataclass(slots=True)
class Stretch:
    """Samples of one stretch, column by column.

    Attributes
    ----------
    since_s :
        When its position began to be held.
    is_active :
        Whether anything counted in it.
    last_s, ends_s :
        Time of the last sample; until when samples still belong to it.
    tilt :
        State of the sensor's filter when it began to count: gravity and bias as held until then.
    """

    side: TrainedSide
    since_s: float
    is_flipped: bool
    is_active: bool = False
    last_s: float = 0.0
    ends_s: float = 0.0
    tilt: TiltState | None = None
    size_px: tuple[int, int] = (1, 1)
    t_s: array[float] = field(default_factory=lambda: array("d"))
    points: array[float] = field(default_factory=lambda: array("d"))
    person: array[float] = field(default_factory=lambda: array("d"))
    people: array[int] = field(default_factory=lambda: array("i"))
    luminance: array[float] = field(default_factory=lambda: array("d"))
    outline: array[float] = field(default_factory=lambda: array("d"))
    felt: list[Felt] = field(default_factory=list)

    def add_image(self, image: Image, *, with_outline: bool) -> None:
        """Append one image; points are rounded when the stretch is measured."""
        self.size_px = (image.width_px, image.height_px)
        self.t_s.append(image.t_s)
        self.points.fromlist(list(image.points))
        self.person.append(round(image.person, _SURENESS_DECIMALS))
        self.people.append(image.people)
        self.luminance.append(round(image.luminance, _SURENESS_DECIMALS))
        if with_outline:
            self.outline.fromlist(list(image.outline))


class Keeper:
    """Collects stretches while somebody is coached, and measures them.

    Parameters
    ----------
    config :
        What is coached.
    identity :
        Of the records.
    """

    def __init__(self, config: CoachConfig, identity: Identity) -> None:
        self._config = config
        self._identity = identity
        self._now: Stretch | None = None
        self._ending: Stretch | None = None
        self._whole: list[Stretch] = []
        self._step_s = 1.0 / coaching_tables().figure("keep_hz")
        self.measured: list[Measured] = []

    @property
    def waiting(self) -> int:
        """Stretches that are complete and not yet measured."""
        return len(self._whole)

    def keep(self, state: CoachState, sample: Image | Felt) -> None:
        """Keep a sample that `engine.step` has just taken, with the state it led to."""
        now = self._stretch(state, sample.t_s)
        if self._ending is not None:
            self._add(self._ending, sample)
        if now is not None:
            self._add(now, sample)

    def end(self) -> None:
        """No more samples come."""
        if self._now is not None:
            self._leave(self._now)
        self._close()

    def measure_next(self) -> None:
        """Measure one complete stretch of an exercise; one that is refused gives nothing."""
        if not self._whole:
            return
        stretch = self._whole.pop(0)
        if stretch.side == "both":
            return
        try:
            finished = self._finished(stretch, self._identity.ids[0], stretch.side)
        except RefusedError:
            return
        self.measured += _measured(finished, stretch.side)

    def assessments(self) -> list[Finished | RefusedError]:
        """The records of the test, or why there is none; of a sensor one for each side."""
        made: list[Finished | RefusedError] = []
        is_one_sided = self._config.source == "sensor" or len(self._config.sides) == 1
        for stretch, record_id in zip(self._whole, self._identity.ids, strict=False):
            side = stretch.side if is_one_sided and stretch.side != "both" else None
            try:
                made.append(self._finished(stretch, record_id, side))
            except RefusedError as error:
                made.append(error)
        return made or [RefusedError("no_images")]

    def _add(self, stretch: Stretch, sample: Image | Felt) -> None:
        if isinstance(sample, Felt):
            stretch.felt.append(sample)
        elif self._is_due(stretch, sample):
            stretch.add_image(sample, with_outline=self._config.kind == "assessment")
        stretch.last_s = sample.t_s

    def _stretch(self, state: CoachState, t_s: float) -> Stretch | None:
        """The stretch a sample belongs to, None where it belongs to none.

        One that has come to its end goes on for a moment: the last movement ends in a rest.
        """
        phase, since_s = state.progress.phase, state.gate.since_s
        is_kept = phase in ("setup", "active") and since_s is not None
        if self._now is not None and (not is_kept or self._now.since_s != since_s):
            self._leave(self._now)
        if self._ending is not None and t_s > self._ending.ends_s:
            self._close()
        if not is_kept or since_s is None:
            return None
        if self._now is None:
            self._now = Stretch(state.progress.side, since_s, state.is_flipped)
        if phase == "active" and not self._now.is_active:
            self._now.is_active = True
            self._now.tilt = None if state.tilting is None else state.tilting.tilt
        return self._now

    def _is_due(self, stretch: Stretch, image: Image) -> bool:
        """All images of a test; of an exercise as many as its range needs."""
        if self._config.kind == "assessment" or not stretch.t_s:
            return True
        return image.t_s - stretch.t_s[-1] >= self._step_s - _STAMP_S

    def _leave(self, stretch: Stretch) -> None:
        """Let a stretch in which something counted come to its end; forget any other."""
        self._now = None
        if stretch.is_active:
            self._close()
            stretch.ends_s = stretch.last_s + TAIL_S
            self._ending = stretch

    def _close(self) -> None:
        """In the test a new stretch of the same sides replaces what was before: another zero."""
        stretch, self._ending = self._ending, None
        if stretch is None:
            return
        if self._config.kind == "assessment":
            is_apart = self._config.source == "sensor"
            self._whole = [s for s in self._whole if is_apart and s.side != stretch.side]
        self._whole.append(stretch)

    def _finished(self, stretch: Stretch, record_id: str, side: Side | None) -> Finished:
        """Measure one stretch; RefusedError where it gives no honest number."""
        if self._config.source == "sensor":
            return self._finished_motion(stretch, record_id, side)
        options = FinishOptions(
            id=record_id,
            side=side,
            flip=stretch.is_flipped,
            side_source="side_check" if self._config.asks_side else None,
        )
        return finish(self._recording(stretch), options)

    def _recording(self, stretch: Stretch) -> LandmarkRecording:
        identity, points = self._identity, rounded_points(stretch.points)
        first_s = stretch.t_s[0] if stretch.t_s else 0.0
        has_outline = any(math.isfinite(value) for value in stretch.outline)
        return LandmarkRecording(
            id=identity.recording_id,
            subject=identity.subject,
            recorded_at=identity.recorded_at,
            coxa_version=__version__,
            tables_version=TABLES_VERSION,
            recording_sha256=hashlib.sha256(points.tobytes()).hexdigest(),
            image_width_px=stretch.size_px[0],
            image_height_px=stretch.size_px[1],
            pose=identity.pose or PoseMethod(name="unknown", version="unknown", model="unknown"),
            mirrored=identity.mirrored,
            t_s=array("d", (t_s - first_s for t_s in stretch.t_s)),
            points=points,
            person=stretch.person,
            people=stretch.people,
            luminance=stretch.luminance,
            outline=stretch.outline if has_outline else array("d"),
        )

    def _finished_motion(self, stretch: Stretch, record_id: str, side: Side | None) -> Finished:
        identity, config = self._identity, self._config
        if side is None:
            raise RefusedError("sensor_no_side")
        felt = stretch.felt
        facts = MotionFacts(
            subject=identity.subject,
            recorded_at=identity.recorded_at,
            recording_sha256=_digest(felt),
            orientation=ORIENTATION,
            has_gyroscope=any(sample.gyr_rad_s is not None for sample in felt),
            params={"format": "live"},
        )
        options = MotionOptions(
            id=record_id,
            side=side,
            position=config.position,
            mounting=Mounting(facing=config.facing),
        )
        return finish_motion(up_of(felt, stretch.tilt or TiltState()), facts, options)


def up_of(felt: Sequence[Felt], tilt: TiltState) -> UpSeries:
    """Directions of up as the live filter finds them, sample by sample.

    Parameters
    ----------
    felt :
        Samples in order of time.
    tilt :
        State of the filter where the rest was known; what came before was that rest.
    """
    if felt:
        bias = tilt.bias_rad_s or (0.0, 0.0, 0.0)
        tilt = replace(tilt, t_s=felt[0].t_s - _STAMP_S, gyr_rad_s=bias, still=None)
    t_s, up, valid, turn = array("d"), array("d"), array("b"), array("d")
    params = TiltParams()
    for sample in felt:
        tilt, now = tilt_step(params, tilt, sample.t_s, sample.acc_m_s2, sample.gyr_rad_s)
        t_s.append(sample.t_s - felt[0].t_s)
        up.extend(now)
        valid.append(tilt.is_settled and math.isfinite(now[0]))
        if sample.gyr_rad_s is not None:
            bias = tilt.bias_rad_s or (0.0, 0.0, 0.0)
            turn.extend(a - b for a, b in zip(sample.gyr_rad_s, bias, strict=True))
    is_whole = len(turn) == len(up)
    return UpSeries(t_s=t_s, up=up, valid=valid, turn_rad_s=turn if is_whole else array("d"))


def _digest(felt: Sequence[Felt]) -> str:
    numbers = array("d")
    for sample in felt:
        numbers.append(sample.t_s)
        numbers.extend(sample.acc_m_s2)
        numbers.extend(sample.gyr_rad_s or ())
    return hashlib.sha256(numbers.tobytes()).hexdigest()


def _measured(finished: Finished, side: Side) -> list[Measured]:
    """What a measured stretch says of its side, each direction that has a number."""
    result = finished.assessment.left if side == "left" else finished.assessment.right
    made = []
    for direction in DIRECTIONS if result is not None else ():
        found = getattr(result, f"{direction}_rotation")
        repetitions = [] if result is None else result.repetitions
        peaks = [r.peak_deg for r in repetitions if r.direction == direction]
        if found is not None:
            made.append(
                Measured(
                    side=side,
                    direction=direction,
                    n=found.n,
                    value_deg=found.value_deg,
                    error_95_deg=found.error_95_deg,
                    highest_deg=max(peaks),
                )
            )
    return made
