"""By the clock: out, hold, back, at the pace of the dose, for what nothing measures.

Beats end at their own times, not at those of the samples: however often the time is told, the same
is counted.
"""

from __future__ import annotations

import math
from typing import Final

from coxa.coaching.cues import words_of
from coxa.coaching.events import HoldNow, RepetitionMade
from coxa.coaching.flow import after_repetition
from coxa.coaching.state import Beat, GuideState
from coxa.coaching.work import Work

_NEXT: Final[dict[Beat, Beat]] = {"ready": "out", "out": "hold", "hold": "back", "back": "out"}
_LONG_S: Final = 10.0
"""A longer hold is told in tens of seconds that are left, a shorter one second by second."""


def guide_on(work: Work) -> None:
    """Everything the clock has reached since the last sample, beat by beat."""
    while work.phase == "active":
        ends_s = work.guide.since_s + _lasts_s(work, work.guide.beat)
        if work.t_s < ends_s:
            _told(work)
            return
        _ended(work, ends_s)


def tap(work: Work) -> None:
    """One more, counted by a person."""
    if work.phase == "active":
        _counted(work, work.t_s)


def skip(work: Work) -> None:
    """Begin now, without the rest of the countdown."""
    if work.phase == "active" and work.guide.beat == "ready":
        _ended(work, work.t_s)


def _lasts_s(work: Work, beat: Beat) -> float:
    dose = work.config.dose
    lasts_s = {"out": dose.out_s, "hold": dose.hold_s, "back": dose.back_s}
    return work.figure("ready_s") if beat == "ready" else lasts_s[beat]


def _ended(work: Work, ends_s: float) -> None:
    """One beat ends and the next begins; a repetition is over when it is back."""
    beat = work.guide.beat
    if beat == "hold":
        _add_hold(work, work.config.dose.hold_s)
    if beat == "back" and not _is_tapped(work):
        _counted(work, ends_s)
        return
    work.guide = GuideState(beat=_NEXT[beat], way=work.guide.way, since_s=ends_s)
    _say_beat(work)


def _is_tapped(work: Work) -> bool:
    """Whether a helper counts, and the clock only gives the pace."""
    return work.config.has_helper and work.coached.row.guide == "paced"


def _counted(work: Work, now_s: float) -> None:
    """A movement is done: count it, and go on with the next direction."""
    way, tally = work.guide.way, work.progress.tally
    counted = tuple(n + (i == way) for i, n in enumerate(tally.counted))
    work.tallied(tally.side, counted=counted)
    work.events.append(
        RepetitionMade(
            side=tally.side,
            direction=work.config.ways[way],
            is_counted=True,
            number=counted[way],
            held_s=work.config.dose.hold_s,
        )
    )
    if way + 1 == len(counted) and work.config.dose.repetitions > 1:
        work.say("count", values={"count": counted[way]})
    work.guide = GuideState(beat="out", way=(way + 1) % len(counted), since_s=now_s)
    after_repetition(work)
    if work.phase == "active":
        _say_beat(work)


def _add_hold(work: Work, seconds: float) -> None:
    tally = work.progress.tally
    work.tallied(tally.side, held_s=tally.held_s + seconds)


def _say_beat(work: Work) -> None:
    """Say what is to be done: in full the first time, in a word afterwards."""
    guide, row = work.guide, work.coached.row
    is_first = work.progress.tally.counted[guide.way] == 0 and work.progress.set_number == 1
    if _lasts_s(work, guide.beat) <= 0.0:
        return
    if guide.beat == "out":
        work.say("move_first" if is_first else "move", row.move(guide.way, is_first=is_first))
    elif guide.beat == "hold":
        work.say("hold_first" if is_first else "hold", row.hold if is_first else None)
    else:
        work.say("back_first" if is_first else "back", row.home(is_first=is_first))


def _told(work: Work) -> None:
    """Seconds of a hold as they pass."""
    guide, dose = work.guide, work.config.dose
    if guide.beat != "hold":
        return
    seconds = work.t_s - guide.since_s
    way = work.config.ways[guide.way]
    work.events.append(HoldNow(work.side, way, seconds, dose.hold_s, is_in_position=True))
    whole = math.floor(seconds)
    if whole == guide.told or whole == 0:
        return
    work.guide = GuideState(beat="hold", way=guide.way, since_s=guide.since_s, told=whole)
    left = math.ceil(dose.hold_s) - whole
    if dose.hold_s > _LONG_S and left % 10 == 0:
        work.say("left", values={"seconds": left})
    elif dose.hold_s <= _LONG_S and work.config.is_audio_only:
        work.say("second", words_of(work.config, "second"), {"second": whole})
