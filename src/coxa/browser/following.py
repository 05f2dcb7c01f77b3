"""Who is followed in the pictures: the networks' answers in, the next question or a sample out."""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from coxa.browser.buffers import (
    DETECTED,
    Head,
    SampleValues,
    candidates_of,
    head_of,
    seen_of,
)
from coxa.errors import RecordError
from coxa.landmarks.follow import (
    MAX_GAP_S,
    Answer,
    Detect,
    Look,
    LookTask,
    Passes,
    Request,
    See,
    Seen,
    Turns,
    is_mirrored,
    look,
    outline_in_image,
    points_in_image,
)
from coxa.landmarks.region import (
    Detection,
    RegionParams,
    RegionState,
    anchor_centers,
    detection_from_anchor,
    merge_detections,
    region_step,
    sigmoid,
)
from coxa.records.landmarks import OUTLINE_PER_IMAGE, POINTS_PER_IMAGE, UNKNOWN_PEOPLE

_UNSEEN: Final = (math.nan,) * POINTS_PER_IMAGE
_NO_OUTLINE: Final = (math.nan,) * OUTLINE_PER_IMAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowParams:
    """How the networks are used live; as `coxa_lab.pose.blazepose.BlazePoseParams`.

    Attributes
    ----------
    passes :
        ``single``: every image as it is. ``alternate``: every other one mirrored; what the net does
        differently to left and right then goes out when neighbours are averaged.
    wide_period_s :
        How often people are counted and a doubtful region is checked, in the whole image.
    region :
        When a person is found, followed and lost.
    """

    passes: Passes = "alternate"
    wide_period_s: float = 1.0
    region: RegionParams = field(default_factory=RegionParams)


class Neighbours:
    """Averages each sample with the one before it, where plain and mirrored looks alternate.

    What the net does differently to left and right is taken out at the price of half an image's
    delay; `coxa_lab.pose.blend`, which knows the next image as well, has none. A neighbour without
    a person, or more than `MAX_GAP_S` away, does not count.
    """

    def __init__(self) -> None:
        self._before: SampleValues | None = None

    def blended(self, own: SampleValues) -> SampleValues:
        """The sample as it is handed on."""
        before, self._before = self._before, own
        if (
            before is None
            or math.isnan(before.points[0])
            or math.isnan(own.points[0])
            or own.t_s - before.t_s > MAX_GAP_S
        ):
            return own
        return replace(
            own,
            points=[0.5 * (a + b) for a, b in zip(before.points, own.points, strict=True)],
            outline=_means(before.outline, own.outline),
        )


def _means(one: Sequence[float], other: Sequence[float]) -> list[float]:
    """Means of distances; the known one where the other is not (NaN is not itself)."""
    return [
        0.5 * (a + b) if a == a and b == b else b if a != a else a
        for a, b in zip(one, other, strict=True)
    ]


class Follower:
    """Drives the looks of one camera, message by message; plain state, no clock."""

    def __init__(self, params: FollowParams) -> None:
        self._params = params
        self._anchors = anchor_centers()
        self._turns = Turns(params.wide_period_s)
        self._state = RegionState()
        self._size_px: tuple[int, int] | None = None
        self._image = 0
        self._neighbours = Neighbours()
        self._looking: Generator[Request, Answer, Look] | None = None
        self.todo: Request | None = None
        """What the networks are to do next; None before the first image tells its size."""

    @property
    def is_mirrored(self) -> bool:
        """Whether the landmark net is to be shown its next square mirrored."""
        is_plain = isinstance(self.todo, See) and self.todo.is_plain
        return is_mirrored(self._params.passes, self._image) and not is_plain

    def step(self, buffer: Sequence[float]) -> SampleValues | None:
        """Take what the networks gave; the sample once the image is done, else None.

        Raises
        ------
        RecordError
            The buffer is not an answer to what was asked.
        """
        head = head_of(buffer)
        size_px = (head.width_px, head.height_px)
        if size_px != self._size_px:  # another camera, or the phone was turned
            self._size_px, self._state, self._looking = size_px, RegionState(), None
        if self._looking is None:
            self._begin(head)
            if not self._is_answered(head):
                return None
        return self._answered(head, buffer)

    def begin(self, width_px: int, height_px: int) -> None:
        """Say what to do first in images of this size."""
        self._size_px = (width_px, height_px)
        self._plan()

    def _begin(self, head: Head) -> None:
        task = LookTask(
            head.width_px, head.height_px, self._state.region, self._turns.turn(head.t_s)
        )
        self._looking = look(self._params.region, task)
        self.todo = next(self._looking)

    def _is_answered(self, head: Head) -> bool:
        """Whether a buffer is of the kind that was asked for."""
        return (head.kind == DETECTED) == isinstance(self.todo, Detect)

    def _answered(self, head: Head, buffer: Sequence[float]) -> SampleValues | None:
        todo = self.todo
        if self._looking is None or todo is None or not self._is_answered(head):
            raise RecordError("an answer to something that was not asked")
        try:
            self.todo = self._looking.send(self._answer(todo, buffer))
        except StopIteration as stopped:
            return self._done(head, stopped.value)
        return None

    def _answer(self, todo: Request, buffer: Sequence[float]) -> Answer:
        if isinstance(todo, Detect):
            return self._detections(buffer, todo)
        values = seen_of(buffer)
        region = todo.region
        return Seen(
            region=region,
            person=values.person,
            points=points_in_image(values.net_points, region, is_mirrored=self.is_mirrored),
            luminance=values.luminance,
            outline=outline_in_image(values.outline, region, is_mirrored=self.is_mirrored),
        )

    def _detections(self, buffer: Sequence[float], todo: Detect) -> list[Detection]:
        return merge_detections(
            [
                detection_from_anchor(
                    c.values, sigmoid(c.logit), self._anchors[c.anchor], todo.view
                )
                for c in candidates_of(buffer)
            ]
        )

    def _done(self, head: Head, found: Look) -> SampleValues:
        self._state = region_step(self._params.region, self._state, head.t_s, found.region)
        self._looking = None
        self._image += 1
        self._plan()
        seen = found.seen
        is_shown = seen is not None and found.is_seen
        sample = SampleValues(
            t_s=head.t_s,
            width_px=head.width_px,
            height_px=head.height_px,
            person=seen.person if seen is not None else 0.0,
            people=UNKNOWN_PEOPLE if found.people is None else found.people,
            luminance=seen.luminance if seen is not None else math.nan,
            points=seen.points[:POINTS_PER_IMAGE] if seen is not None and is_shown else _UNSEEN,
            outline=seen.outline if seen is not None and is_shown else _NO_OUTLINE,
        )
        return self._neighbours.blended(sample) if self._params.passes == "alternate" else sample

    def _plan(self) -> None:
        """What the next image will be asked first: it can be run before the image is announced."""
        width_px, height_px = self._size_px or (1, 1)
        task = LookTask(width_px, height_px, self._state.region, None)
        self.todo = next(look(self._params.region, task))
