"""A phone on the shank: rest, way inward, repetitions, and the numbers that are stored."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coxa.coaching import tilting
from coxa.coaching.config import Choices, CoachConfig, config_of_test
from coxa.coaching.engine import begin, run, step
from coxa.coaching.events import Event, QualityChanged
from coxa.coaching.keep import Identity, Keeper, up_of
from coxa.coaching.sample import Batch, Felt, Tick
from coxa.coaching.state import CoachState, state_from_json, state_to_json
from coxa.errors import RefusedError
from coxa.inertial.tilt import TiltState
from coxa.phantom.plan import Motion
from coxa.phantom.sensor import KneeSwing, SensorScenario, mounting_facing, simulate_sensor
from coxa.records.assessment import Side
from tests.core.coaching_samples import (
    RULE,
    coached,
    config_of,
    counted,
    cues,
    dose,
    phases,
    repetitions,
    says,
)

ID = "123e4567-e89b-42d3-a456-426614174000"
IDENTITY = Identity(
    ids=(ID, ID.replace("123e", "223e")),
    recording_id=ID,
    subject="somebody",
    recorded_at="2026-11-22T10:15:00+01:00",
)
TEST = config_of_test(RULE, Choices(source="sensor"), ("left",))
MOTION = Motion(order=("left",), rest_start_s=4.0, rest_end_s=2.5)


def felt_of(scenario: SensorScenario, from_s: float = 0.0, *, gyroscope: bool = True) -> list[Felt]:
    recording = simulate_sensor(scenario).recording
    acc, gyr = recording.acc_m_s2, recording.gyr_rad_s

    def three(flat: Sequence[float], i: int) -> tuple[float, float, float]:
        return flat[3 * i], flat[3 * i + 1], flat[3 * i + 2]

    return [
        Felt(t_s + from_s, three(acc, i), three(gyr, i) if gyroscope else None)
        for i, t_s in enumerate(recording.t_s)
    ]


@lru_cache(maxsize=8)
def a_leg(seed: int = 1, side: Side = "left") -> tuple[Felt, ...]:
    motion = replace(MOTION, order=(side,))
    return tuple(felt_of(SensorScenario(seed=seed, motion=motion)))


def replayed(
    config: CoachConfig, felt: Sequence[Felt], state: CoachState | None = None
) -> tuple[CoachState, list[Event], Keeper]:
    keeper = Keeper(config, IDENTITY)
    now, first = begin(config) if state is None else (state, ())
    events = list(first)
    for sample in felt:
        now, new = step(config, now, Batch((sample,)))
        events += new
        keeper.keep(now, sample)
    return now, events, keeper


def codes(events: Sequence[Event]) -> list[str | None]:
    return [event.code for event in events if isinstance(event, QualityChanged)]


def test_a_leg_is_counted_and_measured() -> None:
    state, events, keeper = replayed(TEST, a_leg())
    keeper.end()
    made = Counter(e.direction for e in repetitions(events) if e.is_counted)
    assert made == {"internal": 3, "external": 3}
    assert phases(events) == ["setup", "active", "asking"]
    assert state.progress.phase == "asking"
    (finished,) = keeper.assessments()
    assert not isinstance(finished, RefusedError)
    stored = finished.assessment.left
    assert stored is not None
    for way, range_of in (
        ("internal", stored.internal_rotation),
        ("external", stored.external_rotation),
    ):
        live = [e.value_deg for e in repetitions(events) if e.direction == way and e.value_deg]
        assert range_of is not None
        assert math.fsum(live) / len(live) == pytest.approx(range_of.value_deg, abs=2.0)


@settings(max_examples=5)
@given(st.lists(st.integers(1, 400), max_size=6))
def test_any_batches_give_the_same(lengths: list[int]) -> None:
    felt = a_leg()[:1200]
    whole_state, whole = run(TEST, [Batch(felt)])
    batches, first = [], 0
    for length in [*lengths, len(felt)]:
        batches.append(Batch(felt[first : first + length]))
        first += length
    state, events = run(TEST, batches[:3])
    again = state_from_json(json.loads(json.dumps(state_to_json(state), allow_nan=False)))
    assert again == state
    state, more = run(TEST, batches[3:], again)
    assert state == whole_state
    assert (*events, *more) == whole


def test_where_the_screen_faces_tells_the_way_inward() -> None:
    motion = replace(MOTION, directions=("external",), repetitions=2)
    mounting = mounting_facing("outward", "left")
    felt = felt_of(SensorScenario(seed=2, motion=motion, mounting=mounting))
    _, events, _ = replayed(replace(TEST, facing="outward"), felt)
    assert {e.direction for e in repetitions(events)} == {"external"}
    assert counted(events) == 2
    _, events, _ = replayed(TEST, felt)
    assert {e.direction for e in repetitions(events)} == {"internal"}


def test_the_way_inward_is_kept_over_a_rest_and_forgotten_with_the_strap() -> None:
    config = config_of(
        "seated_band_internal",
        source="sensor",
        sides=("left", "right"),
        dosed=dose(sets=2, repetitions=3, rest_s=2.0),
    )
    motion = replace(MOTION, directions=("internal",))
    mounting = mounting_facing("forward", "left")
    felt = felt_of(SensorScenario(seed=4, motion=motion, mounting=mounting))
    first_s = felt[-1].t_s
    again = [replace(sample, t_s=sample.t_s + first_s + 3.0) for sample in felt]
    state, events, keeper = replayed(config, felt)
    assert phases(events)[-1] in ("rest", "setup", "active")
    known = state.tilting
    assert known is not None
    assert known.internal is not None
    state, events, _ = replayed(config, again, state)
    assert phases(events)[-1] == "change"
    assert state.tilting is None
    assert "strap" in cues(events)
    state, events = coached(config, [says(again[-1].t_s + 1.0, "next")], state)
    assert phases(events) == ["setup"]
    told = Keeper(replace(config, facing="forward"), IDENTITY)
    _keep_again(told, replace(config, facing="forward"), felt)
    told.measure_next()
    assert [m.direction for m in told.measured] == ["internal"]
    # without a word on where the screen faces one direction alone has no sure number
    keeper.end()
    keeper.measure_next()
    assert keeper.measured == []
    turned = tilting.zero(known, (-9.81, 0.0, 0.0), 1.5, config, "left")
    assert turned.internal is None


def _keep_again(keeper: Keeper, config: CoachConfig, felt: Sequence[Felt]) -> None:
    state, _ = begin(config)
    for sample in felt:
        state, _ = step(config, state, Batch((sample,)))
        keeper.keep(state, sample)
    keeper.end()


def test_a_phone_that_lies_flat_or_moves_is_told() -> None:
    flat = [Felt(0.01 * i, (0.0, 0.0, 9.81), (0.0, 0.0, 0.0)) for i in range(200)]
    assert codes(replayed(TEST, flat)[1]) == ["sensor_flat"]
    thrown = [Felt(0.01 * i, (0.0, 3.0, 0.0), (0.0, 0.0, 0.0)) for i in range(200)]
    assert codes(replayed(TEST, thrown)[1]) == ["sensor_moves"]


def test_a_sensor_that_stops_or_is_taken_off_closes_the_gate() -> None:
    felt = [sample for sample in a_leg() if sample.t_s < 6.0]
    state, _, _ = replayed(TEST, felt)
    assert state.progress.phase == "active"
    _, events = coached(TEST, [Tick(6.0 + 0.25 * i) for i in range(12)], state)
    assert codes(events) == ["no_sample"]
    assert phases(events) == ["setup"]
    off = [Felt(6.0 + 0.01 * i, (9.81, 0.0, 0.0), (0.0, 0.0, 9.0)) for i in range(300)]
    _, events, _ = replayed(TEST, off, state)
    assert "left_position" in codes(events)
    gap = [replace(sample, t_s=sample.t_s + 3.0) for sample in a_leg() if sample.t_s > 6.0]
    _, events, _ = replayed(TEST, gap, state)
    assert next(getattr(e, "reason", None) for e in events if e.type == "phase") == "sensor_settles"


def test_without_a_gyroscope_it_counts_too() -> None:
    motion = replace(MOTION, repetitions=1)
    felt = felt_of(SensorScenario(seed=6, motion=motion), gyroscope=False)
    test = replace(TEST, dose=replace(TEST.dose, repetitions=1))
    _, events, keeper = replayed(test, felt)
    assert counted(events) == 2
    keeper.end()
    (finished,) = keeper.assessments()
    assert not isinstance(finished, RefusedError)
    assert len(up_of([], TiltState())) == 0


def test_a_knee_that_swings_is_no_turn_of_the_hip() -> None:
    motion = replace(MOTION, repetitions=1, rest_end_s=9.0)
    swings = (KneeSwing(at_s=13.0, amount_deg=35.0),)
    felt = felt_of(SensorScenario(seed=7, motion=motion, knee_swings=swings))
    config = config_of(
        "chair_rotation", source="sensor", sides=("left",), dosed=dose(repetitions=9, hold_s=0.5)
    )
    _, events, _ = replayed(config, felt)
    assert counted(events) == 2


def test_two_sides_of_a_sensor_test_are_two_records() -> None:
    both = config_of_test(RULE, Choices(source="sensor"), ("left", "right"))
    state, _, keeper = replayed(both, a_leg())
    assert state.progress.phase == "change"
    now_s = a_leg()[-1].t_s + 5.0
    state, _ = step(both, state, says(now_s, "next"))
    events: list[Event] = []
    for sample in a_leg(2, "right"):
        later = replace(sample, t_s=sample.t_s + now_s)
        state, new = step(both, state, Batch((later,)))
        events += new
        keeper.keep(state, later)
    keeper.end()
    assert counted(events) == 6
    made = keeper.assessments()
    sides = [
        (m.assessment.left is not None, m.assessment.right is not None)
        for m in made
        if not isinstance(m, RefusedError)
    ]
    assert sides == [(True, False), (False, True)]


def test_a_pause_in_a_sensor_test_begins_that_side_again() -> None:
    felt = [sample for sample in a_leg() if sample.t_s < 9.0]
    state, events, _ = replayed(TEST, felt)
    assert counted(events) >= 1
    state, events = coached(TEST, [says(9.0, "pause"), says(10.0, "resume")], state)
    assert state.progress.tally.counted == (0, 0)
    assert phases(events) == ["paused", "setup"]


def test_batches_at_the_wrong_time_or_for_a_camera_change_nothing() -> None:
    camera = config_of("chair_rotation")
    state, _ = begin(camera)
    after, events = step(camera, state, Batch(a_leg()[:5]))
    assert events == ()
    assert after.progress == state.progress
    state, _, _ = replayed(TEST, a_leg()[:50])
    assert step(TEST, state, Batch(a_leg()[:5])) == (state, ())
    stopped, _ = step(TEST, state, says(1.0, "stop"))
    assert step(TEST, stopped, Batch(a_leg()[200:205])) == (stopped, ())


def test_a_side_that_is_not_named_has_no_record() -> None:
    both = replace(TEST, sides=("both",))
    _, events, keeper = replayed(both, a_leg())
    keeper.end()
    assert counted(events) == 6
    (refused,) = keeper.assessments()
    assert isinstance(refused, RefusedError)
    assert refused.code == "sensor_no_side"
    keeper = Keeper(replace(TEST, kind="exercise"), IDENTITY)
    keeper.measure_next()
    assert keeper.measured == []
    assert keeper.waiting == 0
    assert isinstance(Keeper(TEST, IDENTITY).assessments()[0], RefusedError)
