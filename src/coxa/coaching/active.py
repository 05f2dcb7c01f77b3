"""While everything counts: movements, holds, range, and what is said about them."""

from __future__ import annotations

import math
from typing import Final

from coxa.coaching.counter import CounterParams, CounterState, Movement, counter_step
from coxa.coaching.cues import words_of
from coxa.coaching.events import HoldNow, RangeNow, RepetitionMade, Zone
from coxa.coaching.flow import after_repetition, get_ready, pause, restart_test
from coxa.coaching.judge import ANGLES, Judged, judged
from coxa.coaching.prepare import Judging
from coxa.coaching.reading import Channel, Reading
from coxa.coaching.work import Work

_NOTHING: Final = (math.nan, math.nan)


def count(work: Work, judging: Judging, reading: Reading | None) -> None:
    """One reading, or none where nothing could be judged."""
    made: list[tuple[int, Movement]] = []
    counters = list(work.counters)
    for i, params in enumerate(judging.counting):
        heights = _NOTHING if reading is None else reading.heights[i]
        form = () if reading is None else reading.forms[i]
        before = counters[i]
        after, movement = counter_step(params, before, work.t_s, heights, form)
        counters[i] = after
        if movement is not None:
            made.append((i, movement))
        elif after.is_out:
            _tell_hold(work, judging, i, (before, after))
    work.counters = tuple(counters)
    if reading is not None:
        _tell_range(work, judging, reading)
    for i, movement in made:
        if work.phase == "active":
            _ended(work, judging, i, movement)


def prompt(work: Work) -> None:
    """Say what to do: which way comes next."""
    way = next_way(work)
    row, tally = work.coached.row, work.progress.tally
    is_first = tally.counted[way] == 0 and work.progress.set_number == 1
    work.advance(moved_s=work.t_s)
    work.say("move_first" if is_first else "move", row.move(way, is_first=is_first))


def next_way(work: Work) -> int:
    """The direction that was done least; the first of them."""
    counted = work.progress.tally.counted
    return counted.index(min(counted))


def remind(work: Work) -> None:
    """Nobody has moved for a while: say it again."""
    is_moving = any(counter.is_out for counter in work.counters)
    waited_s = work.t_s - work.progress.moved_s
    if not is_moving and waited_s > work.figure("waiting_after_s"):
        prompt(work)


# ------------------------------------------------------------------------------------- on the way


def _tell_hold(
    work: Work, judging: Judging, i: int, states: tuple[CounterState, CounterState]
) -> None:
    """Hold, and back, each at its moment; whole seconds for who cannot see the screen."""
    channel, (before, after) = judging.channels[i], states
    if i not in judging.trained[work.side] or _is_follower(work, judging, i, after):
        return
    of_s = work.config.dose.hold_s
    if after.is_holding or before.is_holding:
        work.events.append(
            HoldNow(channel.side, channel.direction, after.held_s, of_s, after.is_holding)
        )
    row, way = work.coached.row, work.config.ways.index(channel.direction)
    is_first = work.progress.tally.counted[way] == 0 and work.progress.set_number == 1
    if after.is_holding and not before.is_holding and after.held_s < of_s:
        work.say("hold_first" if is_first else "hold", row.hold if is_first else None)
    if before.held_s < of_s <= after.held_s:
        work.say("back_first" if is_first else "back", row.home(is_first=is_first))
    elif work.config.is_audio_only and int(after.held_s) > int(before.held_s):
        seconds = {"second": int(after.held_s)}
        work.say("second", words_of(work.config, "second"), seconds)
    _tell_further(work, judging.counting[i], after)


def _tell_further(work: Work, params: CounterParams, after: CounterState) -> None:
    """Steady, but short of the target."""
    if params.reach is None or after.top >= params.reach:
        return
    late_s = work.t_s - after.since_s - work.config.dose.out_s
    if late_s > work.figure("further_after_s"):
        work.say("further")


def _is_follower(work: Work, judging: Judging, i: int, state: CounterState) -> bool:
    """Whether another channel is further out: the one that really moves."""
    return any(
        k != i and work.counters[k].is_out and work.counters[k].top > state.top
        for k in judging.trained[work.side]
    )


def _tell_range(work: Work, judging: Judging, reading: Reading) -> None:
    """How far it is now: of the way that is out furthest, else of the one that comes next."""
    shown = _shown(work, judging, reading)
    channel, params = judging.channels[shown], judging.counting[shown]
    height, true = reading.heights[shown]
    target = work.config.target(channel.side, channel.direction)
    goal = judging.params.row.least if target is None else target.target_deg
    furthest = max(height, true)
    zone: Zone = "start" if height < params.home_at else "on_the_way"
    if true >= (params.reach if params.reach is not None else goal):
        zone = "target"
    if target is not None and furthest >= target.warn_from_deg:
        zone = "too_far" if furthest > target.ceiling_deg else "near_limit"
        work.say(zone)
    work.events.append(
        RangeNow(
            side=channel.side,
            direction=channel.direction,
            value_deg=true if judging.pattern in ANGLES else None,
            share=true / goal if goal > 0.0 else 0.0,
            zone=zone,
            target_deg=None if target is None else target.target_deg,
            ceiling_deg=None if target is None else target.ceiling_deg,
        )
    )


def _shown(work: Work, judging: Judging, reading: Reading) -> int:
    """Place of the channel that is shown."""
    trained = judging.trained[work.side]
    furthest = max(trained, key=lambda i: _height(reading, i))
    if _height(reading, furthest) > judging.counting[furthest].home_at:
        return furthest
    wanted = Channel(work.side, work.config.ways[next_way(work)])
    return next(i for i in trained if judging.channels[i] == wanted)


def _height(reading: Reading, i: int) -> float:
    height = reading.heights[i][0]
    return height if height == height else -math.inf  # NaN


# ------------------------------------------------------------------------------------- at the end


def _ended(work: Work, judging: Judging, i: int, movement: Movement) -> None:
    """A movement has ended: judge it, count it or say why not."""
    channel = judging.channels[i]
    verdict = judged(judging.params, judging.counting[i], channel, movement)
    work.advance(moved_s=work.t_s)
    if verdict is None:
        return
    if i not in judging.trained[work.side]:
        if not verdict.reasons and channel.side != work.side:
            work.say("other_leg", f"coaching.other_leg.{work.side}")
        return
    way = work.config.ways.index(channel.direction)
    is_counted = not verdict.reasons
    work.advance(is_fresh=work.progress.is_fresh and not is_counted)
    before = min(work.progress.tally.counted)
    number = _tally(work, channel, way, verdict)
    is_round = min(work.progress.tally.counted) > before
    work.events.append(
        RepetitionMade(
            side=channel.side,
            direction=channel.direction,
            is_counted=is_counted,
            number=number,
            reasons=verdict.reasons,
            value_deg=verdict.value_deg,
            held_s=verdict.held_s,
            faults=verdict.faults,
        )
    )
    if is_counted:
        _praise(work, verdict, number, is_round=is_round)
        after_repetition(work)
        if work.phase == "active":
            _lead_on(work)
    else:
        _explain(work, verdict)


def _tally(work: Work, channel: Channel, way: int, verdict: Judged) -> int:
    """Enter a movement in the account of its side; its number, which a refused one has not."""
    tally = next(t for t in work.progress.tallies if t.side == channel.side)
    is_counted = not verdict.reasons
    counted = tuple(n + (is_counted and k == way) for k, n in enumerate(tally.counted))
    work.tallied(
        channel.side,
        counted=counted,
        refused=tally.refused + (not is_counted),
        held_s=tally.held_s + (verdict.held_s if is_counted else 0.0),
    )
    return counted[way]


def _praise(work: Work, verdict: Judged, number: int, *, is_round: bool) -> None:
    """The number, then one thing at most that would make it better.

    Where a repetition goes both ways, the number is said when both are done; to who cannot see
    the screen always.
    """
    if is_round or work.coached.is_test or work.config.is_audio_only:
        work.say("count", words_of(work.config, "count"), {"count": number})
    if verdict.faults:
        work.say("fault", work.coached.row.words_of_fault(verdict.faults[0]))
    elif verdict.is_quick:
        work.say("slower")
    elif verdict.held_s < work.config.dose.hold_s and not work.coached.is_test:
        work.say("longer")


def _lead_on(work: Work) -> None:
    """Lead to the other direction the first time, and always where nobody sees the screen."""
    way = next_way(work)
    is_new = work.progress.tally.counted[way] == 0 and work.progress.set_number == 1
    if is_new or (work.config.is_audio_only and len(work.config.ways) > 1):
        prompt(work)


def _explain(work: Work, verdict: Judged) -> None:
    """Why it did not count. Too far too often is a pause; one that never ended, a new start."""
    reason = verdict.reasons[0]
    words = f"coaching.reason.{reason}"
    work.say("not_counted", words)
    if "unfinished" in verdict.reasons:
        if work.coached.is_test:
            restart_test(work)
        get_ready(work, reason)
    elif reason == "too_far":
        work.advance(too_far=work.progress.too_far + 1)
        if work.progress.too_far >= work.figure("too_far_most"):
            pause(work, "too_far")
