"""The live coach: begin, then one sample after the other; a state and events come out.

Pure: the same configuration, state and sample always give the same, so a session may be cut
anywhere, kept as JSON and gone on with. Time comes with the samples. Numbers that are stored are
not made here; see `coxa.coaching.keep`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

from coxa.coaching import flow, guide, tilting
from coxa.coaching.active import count, prompt, remind
from coxa.coaching.config import CoachConfig
from coxa.coaching.counter import CounterState
from coxa.coaching.events import Event, QualityChanged, SideSeen
from coxa.coaching.gate import gate_step
from coxa.coaching.prepare import Judging, coached
from coxa.coaching.quality import (
    image_step,
    legs_problem,
    nobody_problem,
    people_step,
    quality_step,
    size_problem,
    slow_news,
)
from coxa.coaching.reading import Reading
from coxa.coaching.sample import Batch, Felt, Image, PersonInput, Sample
from coxa.coaching.seen import Seen, foot_lifts, moved_share, seen_in
from coxa.coaching.state import CoachState, Progress, SideCheck, Tally
from coxa.coaching.watch import (
    allowed_px,
    forget,
    pose_problem,
    read,
    read_up,
    take_rest,
)
from coxa.coaching.work import Work
from coxa.records.assessment import Side

Step = tuple[CoachState, tuple[Event, ...]]
_WATCHED: Final = frozenset({"side_check", "setup", "active"})
BESIDE: Final = 0.06
"""Knees and feet that rest so many shanks beside the zero rest elsewhere: 3 degrees of a shank."""


def begin(config: CoachConfig, t_s: float = 0.0) -> Step:
    """Begin to coach; what is to be said first comes with it.

    Parameters
    ----------
    config :
        What, and how.
    t_s :
        Time at the beginning, on the clock of the samples.

    Raises
    ------
    RecordError
        The source cannot judge the exercise.
    """
    made = coached(config)
    ways = len(config.ways)
    tallies = tuple(Tally(side=side, counted=(0,) * ways) for side in config.sides)
    counters = (CounterState(),) * (0 if made.judging is None else len(made.judging.channels))
    state = CoachState(
        t_s=math.nextafter(t_s, -math.inf),  # a first sample at this very time counts
        good_s=t_s,
        progress=Progress(phase="setup", tallies=tallies),
        counters=counters,
        is_flipped=config.is_flipped,
    )
    work = Work(made, state)
    if config.asks_side:
        work.enter("side_check")
        work.say("ready")
    else:
        flow.get_ready(work)
    return work.state(), tuple(work.events)


def step(config: CoachConfig, state: CoachState, sample: Sample) -> Step:
    """One sample in; the new state, and what happened.

    Parameters
    ----------
    config :
        As given to `begin`.
    state :
        From `begin`, from the last step, or read from JSON.
    sample :
        One that is not later than the last one changes nothing, but a person is always heard.
    """
    work = Work(coached(config), state)
    if isinstance(sample, PersonInput):
        _heard(work, sample)
    elif isinstance(sample, Batch):
        for each in sample.samples:
            _felt(work, each)
    elif sample.t_s > work.t_s and work.phase not in flow.ENDS:
        _passed(work, sample.t_s)
        if isinstance(sample, Image):
            _saw(work, sample)
        else:
            _waited(work)
    return work.state(), tuple(work.events)


def run(config: CoachConfig, samples: Iterable[Sample], state: CoachState | None = None) -> Step:
    """All samples one after the other; every event, the first words included."""
    now, first = begin(config) if state is None else (state, ())
    events = list(first)
    for sample in samples:
        now, new = step(config, now, sample)
        events.extend(new)
    return now, tuple(events)


def is_finished(state: CoachState) -> bool:
    """Whether it is over: done, or stopped."""
    return state.progress.phase in flow.ENDS


def _passed(work: Work, t_s: float) -> None:
    """Time goes on: rests end, the clock guides, what waits is said.

    Where a clock guides, a page that slept has not guided: it pauses where it fell asleep.
    """
    is_guided = work.coached.judging is None and work.phase == "active"
    if is_guided and t_s - work.t_s > work.figure("asleep_s"):
        flow.pause(work, "asleep")
    work.t_s = t_s
    flow.pass_time(work)
    work.say_waiting()
    if work.coached.judging is None:
        guide.guide_on(work)


def _heard(work: Work, said: PersonInput) -> None:
    if said.t_s > work.t_s and work.phase not in flow.ENDS:
        _passed(work, said.t_s)
    if work.coached.judging is None and said.say == "tap":
        guide.tap(work)
    elif work.coached.judging is None and said.say == "next" and work.phase == "active":
        guide.skip(work)
    else:
        flow.hear(work, said)


# ------------------------------------------------------------------------------------------ images


def _saw(work: Work, image: Image) -> None:
    judging = work.coached.judging
    last_s = work.quality.image_s
    work.quality, is_slow = slow_news(image_step(work.coached.quality, work.quality, work.t_s))
    if is_slow is not None:
        work.events.append(QualityChanged("low_frame_rate" if is_slow else None, blocks=False))
    if judging is None or work.config.source != "camera" or work.phase not in _WATCHED:
        return
    work.quality = people_step(work.quality, image)
    code, seen = nobody_problem(work.coached.quality, work.quality, image), None
    if code is None:
        seen = seen_in(image, is_flipped=work.is_flipped)
        code = legs_problem(work.coached.quality, seen, judging.needs[work.side])
    is_blind = last_s is not None and work.t_s - last_s > work.figure("leave_s")
    if work.gate.is_open and is_blind:
        _gone(work, "no_image")
    elif seen is None or code is not None:
        _lost(work, judging, code or "no_person")
    elif work.gate.is_open:
        _moved(work, judging, seen)
    else:
        _looked(work, judging, seen)


def _looked(work: Work, judging: Judging, seen: Seen) -> None:
    """Before the gate has opened: whether the ready position is held."""
    code = size_problem(work.coached.quality, seen, judging.needs[work.side])
    code = code or pose_problem(work, judging, seen)
    values = seen.joints if code is None else None
    allowed = allowed_px(judging, seen) if code is None else ()
    work.gate = gate_step(work.coached.gate, work.gate, work.t_s, values, allowed)
    if work.gate.is_open:
        forget(work)
        _opened(work)
    _judge_quality(work, code)


def _opened(work: Work) -> None:
    """The position was held: the check, or the set, begins."""
    work.good_s = work.t_s
    if work.phase == "side_check":
        asked = _asked_side(work)
        work.say("lift_foot", f"coaching.lift_foot.{asked}")
        return
    flow.begin_set(work, work.progress.reason)
    prompt(work)


def _moved(work: Work, judging: Judging, seen: Seen) -> None:
    """After the gate has opened: what moves from there."""
    reading = read(work, judging, seen)
    if not reading.is_placed:
        _lost(work, judging, "left_position")
        return
    work.good_s = work.t_s
    _judge_quality(work, None)
    if work.phase == "side_check":
        _check_side(work, seen)
        return
    if work.progress.is_fresh and _has_settled(work, judging, seen, reading):
        _close(work)
        flow.get_ready(work, "settled")
        return
    count(work, judging, reading)
    if work.phase == "active":
        remind(work)


def _has_settled(work: Work, judging: Judging, seen: Seen, reading: Reading) -> bool:
    """Whether somebody, before the first movement, has come to rest a little beside the zero."""
    allowed = allowed_px(judging, seen)
    work.settling = gate_step(work.coached.gate, work.settling, work.t_s, seen.joints, allowed)
    if not work.settling.is_open:
        return False
    settled = work.settling.home
    work.settling = type(work.settling)()
    is_movement = any(height >= judging.params.row.least for height, _ in reading.heights)
    return not is_movement and moved_share(work.gate.home, settled) > BESIDE


def _lost(work: Work, judging: Judging, code: str) -> None:
    """Nothing counts; after a while the gate closes, and the position is waited for again."""
    _judge_quality(work, code)
    if not work.gate.is_open:
        work.gate = gate_step(work.coached.gate, work.gate, work.t_s, None, ())
        return
    _count_nothing(work, judging)
    lasts_s = work.figure("lose_s" if code == "left_position" else "leave_s")
    if work.phase in _WATCHED and work.t_s - work.good_s > lasts_s:
        _gone(work, code)


def _count_nothing(work: Work, judging: Judging) -> None:
    """Time without a reading: a movement that is not seen for long is broken off."""
    if work.phase == "active":
        count(work, judging, None)


def _gone(work: Work, code: str) -> None:
    """The person has left: everything waits for them."""
    if work.phase == "side_check":
        _close(work)
        return
    if work.coached.is_test:
        flow.restart_test(work)
    _close(work)
    flow.get_ready(work, code)


def _close(work: Work) -> None:
    work.gate = type(work.gate)()
    forget(work)


def _judge_quality(work: Work, code: str | None) -> None:
    """Tell what is wrong once it has stood for a moment."""
    work.quality, is_new = quality_step(work.coached.quality, work.quality, work.t_s, code)
    if not is_new:
        return
    work.events.append(QualityChanged(code, blocks=code is not None))
    if code is not None:
        work.say("problem", f"coaching.next.{code}")


def _waited(work: Work) -> None:
    """Time without an image: a camera that has stopped is a person who cannot be seen."""
    judging = work.coached.judging
    if judging is None or work.phase not in _WATCHED:
        return
    last_s = work.good_s if work.quality.image_s is None else work.quality.image_s
    if work.t_s - last_s > work.figure("leave_s"):
        code = "no_image" if work.config.source == "camera" else "no_sample"
        _lost(work, judging, code)


# -------------------------------------------------------------------------------------- side check


def _asked_side(work: Work) -> Side:
    """The foot to lift: of the side that begins."""
    return "left" if work.side == "left" else "right"


def _check_side(work: Work, seen: Seen) -> None:
    """Which foot is up; the other one twice means a mirror image."""
    left, right = foot_lifts(work.gate.home, seen.joints)
    up, down = (left, right) if left > right else (right, left)
    is_one = up >= work.figure("lift_share") and down <= work.figure("lift_other_share")
    side: Side | None = None
    if is_one:
        side = "left" if left > right else "right"
    if side != work.side_check.side:
        work.side_check = SideCheck(side=side, since_s=work.t_s, tries=work.side_check.tries)
    elif side is not None and work.t_s - work.side_check.since_s >= work.figure("lift_s"):
        _side_is(work, side)


def _side_is(work: Work, side: Side) -> None:
    asked, tries = _asked_side(work), work.side_check.tries + 1
    is_done = side == asked or tries >= work.figure("side_tries")
    if side != asked and is_done:
        work.is_flipped = not work.is_flipped
    work.events.append(SideSeen(asked, side, work.is_flipped, is_done))
    work.side_check = SideCheck(tries=tries)
    _close(work)
    if is_done:
        work.say("foot_down")
        flow.get_ready(work)
    else:
        work.say("side_again", f"coaching.side_again.{asked}")


# ------------------------------------------------------------------------------------------ sensor


def _felt(work: Work, sample: Felt) -> None:
    """One sample of the sensor, as if it had come alone."""
    judging = work.coached.judging
    if sample.t_s <= work.t_s or work.phase in flow.ENDS:
        return
    _passed(work, sample.t_s)
    work.quality = image_step(work.coached.quality, work.quality, work.t_s)
    if judging is None or work.config.source != "sensor" or work.phase not in _WATCHED:
        return
    state = work.tilting or tilting.TiltingState()
    work.tilting, up = tilting.felt(state, sample)
    if work.phase == "setup":
        _rested(work, sample)
        return
    reading = read_up(work, up)
    if up is None or not reading.is_placed:
        _lost(work, judging, "sensor_settles" if up is None else "left_position")
        return
    work.good_s = work.t_s
    _judge_quality(work, None)
    count(work, judging, reading)
    if work.phase == "active":
        remind(work)


def _rested(work: Work, sample: Felt) -> None:
    """Before the gate has opened: whether the leg that carries the sensor rests."""
    code = tilting.pose_problem(sample)
    values, allowed = tilting.held_values(sample)
    work.gate = gate_step(
        work.coached.gate, work.gate, work.t_s, values if code is None else None, allowed
    )
    if work.gate.is_open:
        take_rest(work)
        _opened(work)
    _judge_quality(work, code)
