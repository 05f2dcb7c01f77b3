"""What watches, asked alike: the ready position, its zero, and what moves from there."""

from __future__ import annotations

from coxa.coaching import lying, seated, standing, tilting
from coxa.coaching.prepare import SEATED, STANDING, Judging
from coxa.coaching.reading import Reading
from coxa.coaching.seen import Seen
from coxa.coaching.work import Work
from coxa.geometry import Vector3


def pose_problem(work: Work, judging: Judging, seen: Seen) -> str | None:
    """Why this image does not show the ready position; None: it does."""
    if judging.pattern in SEATED:
        return seated.pose_problem(seen, judging.needs[work.side])
    if judging.pattern in STANDING:
        return standing.pose_problem(seen)
    return lying.pose_problem(seen, work.side)


def allowed_px(judging: Judging, seen: Seen) -> tuple[float, ...]:
    """How far each joint may wander while the ready position is held."""
    if judging.pattern in SEATED:
        return seated.allowed_px(seen)
    if judging.pattern in STANDING:
        return standing.allowed_px(seen)
    return lying.allowed_px(seen)


def read(work: Work, judging: Judging, seen: Seen) -> Reading:
    """What moves in an image, from the zero the open gate left."""
    pattern, home = judging.pattern, work.gate.home
    if pattern in SEATED:
        least = work.coached.quality.least_visibility
        zero = work.seated or seated.zero(judging.needs[work.side], home, seen, least)
        work.seated, reading = seated.read(zero, seen, least)
    elif pattern in STANDING:
        still = work.standing or standing.zero(home)
        work.standing, reading = standing.read(pattern, still, seen)
    else:
        work.lying, reading = lying.read(pattern, work.lying or lying.zero(home), seen)
    return reading


def forget(work: Work) -> None:
    """No zero any more."""
    work.seated = work.standing = work.lying = None


def take_rest(work: Work) -> None:
    """Count the sensor's angles from the direction the gate held."""
    state = work.tilting or tilting.TiltingState()
    gate = work.gate
    held_s = (gate.seen_s or 0.0) - (gate.since_s or 0.0)
    work.tilting = tilting.zero(state, gate.home, held_s, work.config, work.side)


def read_up(work: Work, up: Vector3 | None) -> Reading:
    """What moves in a sample of the sensor."""
    state = work.tilting or tilting.TiltingState()
    work.tilting, reading = tilting.read(state, up, work.config.sides, work.side)
    return reading
