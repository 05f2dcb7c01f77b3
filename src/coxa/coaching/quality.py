"""Whether what is seen now can be judged at all: named reasons, each held for a moment first.

Nothing counts while a reason stands, from its first image; it is told after a moment, so that
single bad images say nothing, and taken back after another.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from coxa.coaching.sample import Image
from coxa.coaching.seen import ANKLE, BASE, KNEE, Seen, length_px
from coxa.landmarks.body import MIN_PERSON
from coxa.records.assessment import Side
from coxa.records.landmarks import UNKNOWN_PEOPLE
from coxa.tables.coaching import CoachingTables
from coxa.tables.load import Tables

_FAST_AGAIN: Final = 0.8
_SURE: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityParams:
    """Limits of one image, and how long a reason must stand, seconds."""

    least_visibility: float
    least_luminance: float
    least_shank_px: float
    problem_s: float
    clear_s: float
    slow_s: float
    people_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityState:
    """Everything one image hands to the next.

    Attributes
    ----------
    code, since_s :
        What is wrong now, and since when; None: nothing.
    told :
        What was told last.
    step_s, is_slow, is_slow_told :
        Mean distance of the images, whether they are too few, and whether that stands told.
    image_s :
        When the last image came.
    crowd, crowd_s :
        How many counts in a row found more than one person, and when the last of them was.
    """

    code: str | None = None
    since_s: float = 0.0
    told: str | None = None
    step_s: float | None = None
    is_slow: bool = False
    is_slow_told: bool = False
    image_s: float | None = None
    crowd: int = 0
    crowd_s: float = 0.0


def quality_params(coaching: CoachingTables, clinical: Tables) -> QualityParams:
    """Limits from the tables: those at which a recording is refused."""
    return QualityParams(
        least_visibility=clinical.quality_limit("leg_visibility").refuse_at or 0.0,
        least_luminance=clinical.quality_limit("luminance").refuse_at or 0.0,
        least_shank_px=clinical.quality_limit("shank_length").refuse_at or 0.0,
        problem_s=coaching.figure("problem_s"),
        clear_s=coaching.figure("clear_s"),
        slow_s=coaching.figure("slow_images_s"),
        people_s=coaching.figure("people_s"),
    )


def people_step(state: QualityState, image: Image) -> QualityState:
    """One image in, counted or not; the new state."""
    if image.people == UNKNOWN_PEOPLE:
        return state
    if image.people > 1:
        return replace(state, crowd=state.crowd + 1, crowd_s=image.t_s)
    return replace(state, crowd=0) if state.crowd else state


def nobody_problem(params: QualityParams, state: QualityState, image: Image) -> str | None:
    """Why no single person can be seen in an image; None: one can.

    A second person is believed when two counts in a row found one: single counts are wrong at
    times, and people are not counted in every image.
    """
    if image.person < MIN_PERSON:
        return "too_dark" if image.luminance < params.least_luminance else "no_person"
    if state.crowd >= _SURE and image.t_s - state.crowd_s <= params.people_s:
        return "two_people"
    return "too_dark" if image.luminance < params.least_luminance else None


def legs_problem(params: QualityParams, seen: Seen, needs: tuple[Side, ...]) -> str | None:
    """Why the legs that are needed cannot be judged in an image; None: they can."""
    if not seen.is_anybody:
        return "no_person"
    joints = seen.joints
    for side in needs:
        base = BASE[side]
        if seen.visibility[0 if side == "left" else 1] < params.least_visibility:
            return "legs_out_of_view"
        for joint in (base + KNEE, base + ANKLE):
            x_px, y_px = joints[joint], joints[joint + 1]
            if not (0.0 <= x_px <= seen.width_px and 0.0 <= y_px <= seen.height_px):
                return "legs_out_of_view"
    return None


def size_problem(params: QualityParams, seen: Seen, needs: tuple[Side, ...]) -> str | None:
    """Whether the person is too small in the picture; asked in the ready position only.

    A shank that comes towards the camera looks shorter.
    """
    longest_px = max(
        length_px(seen.joints, BASE[side] + KNEE, BASE[side] + ANKLE) for side in needs
    )
    return "too_far" if longest_px < params.least_shank_px else None


def quality_step(
    params: QualityParams, state: QualityState, t_s: float, code: str | None
) -> tuple[QualityState, bool]:
    """One judgement in; the new state, and whether something new is to be told."""
    if code != state.code:
        is_kept = code is not None and state.code is not None
        state = replace(state, code=code, since_s=state.since_s if is_kept else t_s)
    if code == state.told:
        return state, False
    if t_s - state.since_s < (params.clear_s if code is None else params.problem_s):
        return state, False
    return replace(state, told=code), True


def image_step(params: QualityParams, state: QualityState, t_s: float) -> QualityState:
    """Time of an image in; the new state.

    Two limits, so that a rate on the edge is not told again and again.
    """
    if state.image_s is None:
        return replace(state, image_s=t_s)
    before_s = t_s - state.image_s
    step_s = before_s if state.step_s is None else state.step_s + 0.1 * (before_s - state.step_s)
    limit_s = params.slow_s * (_FAST_AGAIN if state.is_slow else 1.0)
    return replace(state, image_s=t_s, step_s=step_s, is_slow=step_s > limit_s)


def slow_news(state: QualityState) -> tuple[QualityState, bool | None]:
    """The new state, and whether images come too slowly, if that is to be told now.

    Something worse takes its place; once that is over, it is told again.
    """
    if state.told is not None:
        return (replace(state, is_slow_told=False) if state.is_slow_told else state), None
    if state.is_slow == state.is_slow_told:
        return state, None
    return replace(state, is_slow_told=state.is_slow), state.is_slow
