"""The order of things: sets, rests, sides, questions, pause, stop, the end."""

from __future__ import annotations

import math
from dataclasses import replace

from coxa.coaching.config import TrainedSide
from coxa.coaching.events import Ask, Asked, Finished, Phase, RestNow, SetDone, Stopped
from coxa.coaching.sample import PersonInput
from coxa.coaching.state import Feeling, SideCheck, Tally
from coxa.coaching.work import Work
from coxa.records.session import Stop
from coxa.safety.pain import judge
from coxa.tables.coaching import CueId

ENDS: frozenset[Phase] = frozenset({"stopped", "finished"})
_WAITING: frozenset[Phase] = frozenset({"rest", "change"})
_QUESTIONS: dict[Asked, CueId] = {
    "count": "ask_count",
    "pain": "ask_pain",
    "effort": "ask_effort",
}


# ------------------------------------------------------------------------------------- beginnings


def fresh_tallies(work: Work) -> tuple[Tally, ...]:
    """Nothing done yet, on every side."""
    ways = len(work.config.ways)
    return tuple(Tally(side=side, counted=(0,) * ways) for side in work.config.sides)


def get_ready(work: Work, reason: str | None = None) -> None:
    """Wait for the ready position, or count down where a clock guides."""
    if work.coached.judging is None:
        begin_set(work, reason)
        return
    work.enter("setup", reason=reason)
    _say_ready(work)


def begin_set(work: Work, reason: str | None = None) -> None:
    """Everything counts from here. A clock sees nobody, and says so."""
    work.enter("active", reason=reason)
    values = {"set": work.progress.set_number, "sets": work.config.dose.sets}
    is_watched = work.coached.judging is not None
    work.say("begin", None if is_watched else "coaching.begin.by_clock", values=values)


def _say_ready(work: Work) -> None:
    """Name the leg, and how to sit or stand."""
    side = work.side
    if side != "both" and len(work.config.sides) > 1 and not work.coached.is_test:
        work.say("ready", f"coaching.ready.side_{side}")
    else:
        work.say("ready")


# ------------------------------------------------------------------------------------------- time


def pass_time(work: Work) -> None:
    """What ends by itself ends; whole seconds of rest are told."""
    progress = work.progress
    if progress.phase not in _WAITING or progress.until_s is None:
        return
    left_s = progress.until_s - work.t_s
    if left_s <= 0.0:
        if progress.phase == "rest":
            work.say("rest_over")
        get_ready(work)
        return
    seconds = math.ceil(left_s)
    if progress.phase == "rest" and seconds != progress.rest_told:
        work.advance(rest_told=seconds)
        work.events.append(RestNow(seconds))


# --------------------------------------------------------------------------------------- progress


def after_repetition(work: Work) -> None:
    """A set that is complete is closed; the last one of the last side ends the exercise."""
    if work.coached.is_test:
        if all(_is_tested(work, tally) for tally in work.progress.tallies):
            ask(work)
        elif _is_tested(work, work.progress.tally):
            next_side(work)
        return
    if min(work.progress.tally.counted) >= work.config.dose.repetitions:
        close_set(work)


def close_set(work: Work) -> None:
    """Add the set to what is done, and go on to what comes next."""
    dose, tally = work.config.dose, work.progress.tally
    tally = work.tallied(
        tally.side,
        sets=tally.sets + 1,
        repetitions=tally.all_repetitions,
        counted=(0,) * len(tally.counted),
    )
    work.events.append(SetDone(tally.side, tally.sets, dose.sets))
    if tally.sets < dose.sets:
        work.advance(set_number=tally.sets + 1)
        work.say("set_done", values={"set": tally.sets, "sets": dose.sets})
        work.enter("rest", until_s=work.t_s + dose.rest_s)
        work.say("rest", values={"seconds": round(dose.rest_s)})
    elif work.progress.side_index + 1 < len(work.progress.tallies):
        next_side(work)
    else:
        ask(work)


def next_side(work: Work) -> None:
    """The other leg. In the camera test nothing stops for it: it goes on at once."""
    config = work.config
    work.advance(side_index=_next_index(work), set_number=1)
    words = f"coaching.change.{work.side}"
    if work.coached.is_test and config.source == "camera":
        work.say("change_side", words)
    elif config.source == "sensor":
        work.tilting = None
        work.enter("change")
        work.say("strap", f"coaching.strap.{work.side}")
    elif work.coached.judging is None:
        work.enter("change", until_s=work.t_s + work.figure("change_s"))
        work.say("change_side", words)
    else:
        work.enter("setup")
        work.say("change_side", words)


def _next_index(work: Work) -> int:
    """The next side that is not done; in the test one may have been done before its turn."""
    tallies = work.progress.tallies
    later = range(work.progress.side_index + 1, len(tallies))
    open_sides = (i for i in (*later, *range(len(tallies))) if not _is_tested(work, tallies[i]))
    return next(open_sides) if work.coached.is_test else work.progress.side_index + 1


def _is_tested(work: Work, tally: Tally) -> bool:
    return min(tally.counted) >= work.config.dose.repetitions


def restart_test(work: Work) -> None:
    """Who has moved away has another zero: what was counted belongs to the old one."""
    if any(any(tally.counted) for tally in work.progress.tallies):
        work.say("restart")
    if work.config.source == "camera":
        work.advance(tallies=fresh_tallies(work), side_index=0)
    else:
        tally = work.progress.tally
        work.tallied(tally.side, counted=(0,) * len(tally.counted))


# ------------------------------------------------------------------------------------- the end


def ask(work: Work) -> None:
    """All is done: the questions."""
    work.say("all_done")
    asks: tuple[Asked, ...] = ("pain",) if work.coached.is_test else ("pain", "effort")
    is_unseen = work.coached.judging is None and work.coached.row.guide == "paced"
    if is_unseen and not work.config.has_helper:
        asks = ("count", *asks)
    work.enter("asking")
    work.advance(asks=asks)
    _ask_first(work)


def _ask_first(work: Work) -> None:
    """The next open question, or the end."""
    asks = work.progress.asks
    if not asks:
        _finish(work)
        return
    suggested = None
    if asks[0] == "count":
        suggested = max(tally.all_repetitions for tally in work.progress.tallies)
    work.events.append(Ask(asks[0], suggested))
    work.say(_QUESTIONS[asks[0]])


def _answered(work: Work, what: Asked) -> None:
    """Strike a question, and ask the next one."""
    asks = work.progress.asks
    if what not in asks:
        return
    work.advance(asks=tuple(item for item in asks if item != what))
    if asks[0] == what and work.phase == "asking":
        _ask_first(work)


def _finish(work: Work) -> None:
    work.enter("finished")
    tallies = work.progress.tallies
    work.events.append(
        Finished(
            tuple(tally.side for tally in tallies),
            tuple(tally.sets for tally in tallies),
            tuple(tally.all_repetitions for tally in tallies),
            is_stopped=False,
        )
    )


# ------------------------------------------------------------------------------- a person's word


def hear(work: Work, said: PersonInput) -> None:
    """What a person says or presses."""
    if work.phase == "finished":
        return
    if said.say == "stop":
        _stop(work, said)
    elif said.say == "word":
        _told_pain(work, said)
    elif said.say == "pain":
        _told_pain(work, said)
        _answered(work, "pain")
    elif said.say == "effort":
        work.advance(said=replace(work.progress.said, effort=said.score))
        _answered(work, "effort")
    elif work.phase != "stopped":
        _steer(work, said)


def _steer(work: Work, said: PersonInput) -> None:
    """Pause, resume, next, and what was counted by hand."""
    if said.say == "pause":
        pause(work, "person")
    elif said.say == "resume":
        _resume(work)
    elif said.say == "next":
        _next(work)
    elif said.say == "count":
        _counted(work, said.count or 0)


def pause(work: Work, reason: str) -> None:
    """Stand still until somebody says go on. Questions and pauses are not paused."""
    progress = work.progress
    if progress.phase in ("paused", "asking"):
        return
    left_s = None if progress.until_s is None else progress.until_s - work.t_s
    before = progress.phase
    work.enter("paused", reason=reason)
    work.advance(left_s=left_s, before_pause=before)
    work.say("paused")


def _resume(work: Work) -> None:
    progress = work.progress
    if progress.phase != "paused":
        return
    work.say("resumed")
    before, left_s = progress.before_pause, progress.left_s
    work.advance(before_pause=None, left_s=None, too_far=0)
    if before is not None and before in _WAITING:
        work.enter(before, until_s=None if left_s is None else work.t_s + left_s)
    elif before == "side_check":
        work.enter("side_check")
        work.side_check = SideCheck()
    else:
        if work.coached.is_test:
            restart_test(work)
        get_ready(work)


def _next(work: Work) -> None:
    """Go on: end a rest, say that the strap is on, skip a question."""
    if work.phase in _WAITING:
        get_ready(work)
    elif work.phase == "asking":
        _answered(work, work.progress.asks[0])


def _counted(work: Work, count: int) -> None:
    """What nothing measured, in the person's own count: of all sides alike."""
    if "count" not in work.progress.asks:
        return
    for tally in work.progress.tallies:
        zeros = (0,) * len(tally.counted)
        work.tallied(tally.side, repetitions=count, counted=zeros)
    _answered(work, "count")


# ------------------------------------------------------------------------------------ pain and stop


def _told_pain(work: Work, said: PersonInput) -> None:
    """Keep the most that was said; whether it stops, `safety.pain` decides."""
    feeling = work.progress.said
    if said.score is not None and (feeling.pain is None or said.score >= feeling.pain):
        feeling = replace(
            feeling, pain=said.score, pain_kind=said.pain_kind, pain_side=_hurting(work, said)
        )
        work.advance(said=feeling)
    reason = judge(
        work.config.pain_rule,
        before=work.config.pain_before,
        during=said.score,
        kind=said.pain_kind,
        word=said.word,
    )
    if reason is not None:
        stop = Stop(reason=reason, word=said.word, pain=said.score, at_s=work.t_s)
        _stopped(work, stop, _hurting(work, said))


def _hurting(work: Work, said: PersonInput) -> TrainedSide | None:
    """The side it is about: named, or the one last moved; after the end all of them (None)."""
    progress = work.progress
    if said.side is not None or progress.phase == "asking":
        return said.side
    has_begun = progress.phase == "active" or progress.tally.has_begun
    index = progress.side_index if has_begun else max(0, progress.side_index - 1)
    return progress.tallies[index].side


def _stop(work: Work, said: PersonInput) -> None:
    """The button: it stops at once; a reason may be given with it or later."""
    if work.phase == "stopped" and said.reason is None:
        return
    if said.score is not None:
        feeling = Feeling(
            pain=said.score,
            pain_kind=said.pain_kind,
            pain_side=_hurting(work, said),
            effort=work.progress.said.effort,
        )
        work.advance(said=feeling)
    reason = said.reason or "other"
    stop = Stop(reason=reason, word=said.word, pain=said.score, at_s=work.t_s)
    _stopped(work, stop, _hurting(work, said))
    if said.reason is None:
        work.events.append(Ask("stop_reason"))


def _stopped(work: Work, stop: Stop, side: TrainedSide | None) -> None:
    """Keep the weightier reason; the rest of what is said is added to it."""
    before = work.progress
    work.advance(stop=_weightier(before.stop, stop), asks=())
    if before.phase != "stopped":
        work.advance(stop_side=side)
        work.enter("stopped", reason=stop.reason)
        work.say("stop")
    kept = work.progress.stop or stop
    work.events.append(Stopped(kept.reason, kept.word, kept.pain))


def _weightier(old: Stop | None, new: Stop) -> Stop:
    if old is None:
        return new
    first, second = (old, new) if _weight(old) > _weight(new) else (new, old)
    return replace(first, pain=second.pain if first.pain is None else first.pain, at_s=old.at_s)


def _weight(stop: Stop) -> int:
    return {"stop_word": 2, "pain": 1}.get(stop.reason, 0)
