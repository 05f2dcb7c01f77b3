"""The first movement says which way is inward: seen whole, or there is no number."""

from __future__ import annotations

from array import array
from dataclasses import replace
from typing import Any

import pytest

from coxa.assessment.motion_axis import Mounting
from coxa.assessment.motion_first import first_way
from coxa.errors import RefusedError
from coxa.geometry import cross
from coxa.inertial.hang import find_hang, find_stills
from coxa.inertial.rotation import movement_groups
from coxa.inertial.up import UpSeries
from coxa.phantom.plan import Motion, RepetitionPlan
from coxa.phantom.sensor import KneeSwing, SensorTrial, mounting_facing
from coxa.records.assessment import Direction
from tests.core.sensor_samples import QUIET, motion, told, trial, true_up

UNSEEN = "sensor_first_unseen"
FORWARD = Mounting(facing="forward")


def uneven(**values: Any) -> Motion:  # noqa: ANN401  # fields of Motion
    """Three repetitions each way, their ends far enough apart to be told by their size."""
    ends: dict[str, Any] = {"left_internal_deg": 28.0, "left_external_deg": 42.0, "repetitions": 3}
    return motion(**{**ends, **values})


def with_gyroscope(made: SensorTrial) -> UpSeries:
    return replace(true_up(made), turn_rad_s=made.recording.gyr_rad_s)


# ------------------------------------------------------------------------- strapped on meanwhile


@pytest.mark.parametrize("seed", range(3, 9))
@pytest.mark.parametrize("until_s", [2.0, 4.0, 6.0])
def test_a_phone_turned_before_the_rest_never_exchanges_the_directions(
    seed: int, until_s: float
) -> None:
    made = trial(seed=seed, turned_until_s=until_s, motion=uneven(rest_start_s=3.0))
    assert told(made) in {"measured", UNSEEN}
    assert told(made, with_gyroscope(made)) in {"measured", UNSEEN}


@pytest.mark.parametrize("seed", range(3, 9))
def test_a_phone_turned_to_its_place_just_before_the_rest_is_measured(seed: int) -> None:
    made = trial(
        seed=seed, turned_until_s=1.0, turned_deg=85.0, motion=uneven(rest_start_s=3.0)
    )  # fmt: skip
    assert told(made) == "measured"


def test_a_phone_turned_during_the_test_is_measured_where_the_mounting_is_known() -> None:
    made = trial(
        turned_until_s=4.0,
        mounting=mounting_facing("forward", "left"),
        motion=uneven(rest_start_s=3.0),
    )
    assert told(made) == UNSEEN
    assert told(made, mounting=FORWARD) == "measured"


# --------------------------------------------------------------------------------------- slides


@pytest.mark.parametrize("slip_deg", [-170.0, -80.0, 60.0, 100.0, 160.0])
def test_a_phone_that_slid_round_after_the_first_movement_is_refused(slip_deg: float) -> None:
    made = trial(
        slip_at_s=5.3, slip_kind="round", slip_deg=slip_deg, motion=uneven(pause_s=1.5, **QUIET)
    )  # fmt: skip
    assert told(made, with_gyroscope(made)) == UNSEEN


def test_a_knee_that_swings_before_the_test_is_no_slide() -> None:
    made = trial(
        motion=uneven(rest_start_s=8.0), knee_swings=(KneeSwing(at_s=3.0, amount_deg=35.0),)
    )
    assert told(made) == UNSEEN
    assert told(made, with_gyroscope(made)) == "measured"


@pytest.mark.parametrize("slip_deg", [-27.0, -20.0, 20.0, 27.0])
@pytest.mark.parametrize("pause_s", [0.3, 1.5])
def test_a_slip_as_large_as_an_end_range_never_exchanges_the_directions(
    slip_deg: float, pause_s: float
) -> None:
    ends: dict[str, Any] = {"left_internal_deg": 20.0, "left_external_deg": 45.0}
    for slip_at_s in (4.6, 8.2):
        made = trial(
            slip_at_s=slip_at_s, slip_deg=slip_deg, motion=uneven(pause_s=pause_s, **ends)
        )  # fmt: skip
        assert told(made) != "exchanged"


# ------------------------------------------------------------------------------ the beginning


def usable_from(up: UpSeries, from_s: float) -> UpSeries:
    """What a filter shows that has settled by then."""
    return replace(up, valid=array("b", (int(t_s >= from_s) for t_s in up.t_s)))


def test_a_filter_that_settles_late_may_hide_a_movement_but_not_in_a_rest() -> None:
    made = trial(motion=uneven(rest_start_s=3.0))
    assert told(made, usable_from(true_up(made), 2.2)) == "measured"
    moving = trial(motion=uneven(rest_start_s=0.05))
    for from_s in (1.0, 2.9, 3.4):
        assert told(moving, usable_from(true_up(moving), from_s)) == UNSEEN


def repetitions(*plans: tuple[Direction, float]) -> Motion:
    return motion(
        script=tuple(
            RepetitionPlan(side="left", direction=direction, peak_deg=peak_deg)
            for direction, peak_deg in plans
        )
    )


def test_a_small_movement_before_the_first_large_one_has_to_go_the_same_way() -> None:
    test: tuple[tuple[Direction, float], ...] = (
        ("internal", 30.0), ("external", 40.0), ("internal", 30.0), ("external", 40.0)
    )  # fmt: skip
    assert told(trial(motion=repetitions(("external", 9.0), *test))) == UNSEEN
    assert told(trial(motion=repetitions(("internal", 9.0), *test))) == "measured"


def test_an_axis_along_which_nothing_moved_has_no_first_movement() -> None:
    up = true_up(trial(motion=uneven()))
    hang = find_hang(find_stills(up))
    assert hang is not None
    (group,) = movement_groups(up, hang.up)
    across = replace(group, toward=cross(hang.up, group.toward), members=())
    with pytest.raises(RefusedError, match=UNSEEN):
        first_way(up, hang, across)
