"""A person with a plan as the home server tells of them, and people who do its exercises."""

from __future__ import annotations

import math
import uuid
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from coxa.phantom.plan import Motion
from coxa.phantom.sensor import SensorScenario, mounting_facing, simulate_sensor
from coxa.records.assessment import SIDES, Side
from coxa.records.landmarks import LandmarkRecording
from coxa.records.plain import plain_to_json
from coxa.records.programme import Dose, ItemSides, ProgrammeItem, RangeTarget
from coxa.records.screening import Screening
from coxa.tables.care import care_tables
from tests.core import coaching_samples
from tests.core.coaching_samples import RULE
from tests.core.safety_samples import screened
from tests.core.seated_samples import Move, Row, changed, course, seated, still, times_s, unseen
from tests.lab.care_samples import programme
from tests.web.worker_samples import sample_buffers

SUBJECT: Final = "demo"
CONTACT: Final = {"name": "Anna Weber", "phone": "030 123456"}
LIFT_SHANKS: Final = 0.3
"""How far a foot is lifted in the side check."""


def today() -> date:
    """The local date, which is also the browser's."""
    return datetime.now().astimezone().date()


def short_dose(
    *, sets: int = 1, repetitions: int = 2, hold_s: float = 1.0, rest_s: float = 3.0
) -> Dose:
    """A dose that is done in moments."""
    return Dose(
        sets=sets,
        repetitions=repetitions,
        hold_s=hold_s,
        out_s=1.0,
        back_s=1.0,
        rest_s=rest_s,
        effort_low=0,
        effort_high=3,
    )


def item(exercise: str, dose: Dose, sides: ItemSides = "both") -> ProgrammeItem:
    """A line of the plan, for every day; the chair exercise with targets."""
    made = care_tables().exercise(exercise)
    targets = (
        tuple(
            RangeTarget(
                side=side,
                direction=direction,
                target_deg=22.0,
                ceiling_deg=45.0,
                warn_from_deg=42.0,
            )
            for side in ("left", "right")
            for direction in made.directions
        )
        if made.has_target
        else ()
    )
    return ProgrammeItem(
        exercise=exercise,
        level=1,
        kind=made.kind,
        sides=sides,
        first_side="right",
        dose=dose,
        days=tuple((today() + timedelta(days=i)).isoformat() for i in range(-1, 6)),
        is_heavy=False,
        step="start",
        reasons=programme().items[0].reasons,
        targets=targets,
    )


def screening_of_today(told: dict[str, Any] | None = None) -> Screening:
    """Somebody without any trouble, or with what is told, screened yesterday."""
    made = screened(told or {}, today() - timedelta(days=1))
    return replace(made, subject=SUBJECT)


def known(*items: ProgrammeItem, **members: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """What ``GET /api/coach`` answers for somebody with these exercises."""
    screening = screening_of_today()
    plan = replace(
        programme(),
        subject=SUBJECT,
        items=items,
        not_chosen=(),
        starts_on=(today() - timedelta(days=1)).isoformat(),
        screening_id=screening.id,
        pain_rule=RULE,
    )
    told: dict[str, Any] = {
        "v": 1,
        "subject": SUBJECT,
        "today": today().isoformat(),
        "contact": CONTACT,
        "has_plan": bool(items),
        "programme": plain_to_json(plan) if items else None,
        "screening": plain_to_json(screening),
        "sessions_today": [],
        "assessment": None,
        "releases": [],
        "checkin_due": None,
        "locked": None,
    }
    return told | members


# -------------------------------------------------------------------------------------- recordings


def acted(
    moves: Mapping[Side, Sequence[Move]],
    lasts_s: float,
    *,
    lifted: Side | None = None,
    drifting: Mapping[Side, Sequence[Move]] | None = None,
) -> bytes:
    """Somebody seated who turns the legs so, as rows of `SAMPLE` buffers.

    `lifted`: the foot that is up from the third to the fifth second, for the side check.
    `drifting`: how the knees move outward meanwhile, in shanks.
    """
    t_s = times_s(lasts_s)
    swings = {side: course(t_s, *moves.get(side, [])) for side in SIDES}
    drifts = {side: course(t_s, *(drifting or {}).get(side, [])) for side in SIDES}
    lifts = {side: still(t_s) for side in SIDES}
    if lifted is not None:
        lifts[lifted] = [LIFT_SHANKS if 3.0 <= now_s < 5.0 else 0.0 for now_s in t_s]
    return rows_of(seated(t_s, swings, lift=lifts, drift=drifts))


def whole_test() -> dict[Side, list[Move]]:
    """A whole test after the side check, the right leg first; the left one's sixth is spoiled."""
    return {
        "right": turns(9.0, [30, -30, 31, -31, 32, -30]),
        "left": turns(40.0, [26, -33, 27, -31, 26, -34, -32]),
    }


def spoiled(
    lasts_s: float,
    *,
    rate_hz: float = 20.0,
    people: int = 1,
    is_seen: bool = True,
    from_s: float = 0.0,
) -> bytes:
    """Somebody who sits still, seen badly: too seldom, not alone, or not at all."""
    t_s = times_s(lasts_s, rate_hz)
    recording = seated(t_s, {})
    if not is_seen:
        recording = unseen(recording, range(len(t_s)))
    count = len(t_s)
    return rows_of(
        replace(
            recording,
            t_s=array("d", (now_s + from_s for now_s in t_s)),
            people=array("i", [people] * count),
        )
    )


def band_drive(*, stepping_from_s: float, lasts_s: float) -> bytes:
    """Somebody who stands and pushes the right knee inward against a band, three times.

    From `stepping_from_s` on for `lasts_s` the right foot is off its place, which spoils what falls
    into it.
    """
    made = coaching_samples.moves(3, 15.0)
    recording = coaching_samples.acted(
        coaching_samples.knee_in, made, camera=coaching_samples.STANDING_CAMERA
    )

    def stepping(i: int, name: str, row: Row) -> Row:
        is_off = 0.0 <= recording.t_s[i] - stepping_from_s < lasts_s and name == "right_foot_index"
        return (row[0] - 40.0, *row[1:]) if is_off else row

    return rows_of(changed(recording, stepping))


def strapped_phone(side: Side, repetitions: int) -> list[list[float]]:
    """Samples of a phone on the shank of somebody seated, screen outward, as a browser gives them.

    Time (s); acceleration x, y, z (m/s²); rotation rate alpha, beta, gamma (deg/s).
    """
    motion = Motion(order=(side,), repetitions=repetitions, rest_start_s=4.0, rest_end_s=4.0)
    scenario = SensorScenario(seed=2, motion=motion, mounting=mounting_facing("outward", side))
    felt = simulate_sensor(scenario).recording
    return [
        [
            t_s,
            *felt.acc_m_s2[3 * i : 3 * i + 3],
            *(math.degrees(rate) for rate in felt.gyr_rad_s[3 * i : 3 * i + 3]),
        ]
        for i, t_s in enumerate(felt.t_s)
    ]


def rows_of(recording: LandmarkRecording) -> bytes:
    """A recording as the test's worker reads it."""
    rows = array("d")
    for buffer in sample_buffers(recording):
        rows.extend(buffer)
    return rows.tobytes()


def turns(
    start_s: float, peaks_deg: Sequence[float], *, hold_s: float = 1.5, pause_s: float = 1.0
) -> list[Move]:
    """One movement after the other, each out, held and back."""
    lasts_s = 2.0 + hold_s + pause_s
    return [Move(start_s + i * lasts_s, peak, 1.0, hold_s, 1.0) for i, peak in enumerate(peaks_deg)]


def new_id() -> str:
    """A fresh id."""
    return str(uuid.uuid4())
