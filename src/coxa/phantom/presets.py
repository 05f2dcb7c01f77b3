"""Named scenarios, and scenarios as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from coxa.errors import RecordError
from coxa.phantom.camera import Camera
from coxa.phantom.noise import EXACT, Noise
from coxa.phantom.plan import CompensationKind, CompensationPlan, Motion
from coxa.phantom.scenario import PhantomScenario
from coxa.records.wire import Json, as_object, decode, encode


def presets() -> dict[str, PhantomScenario]:
    """Scenarios by name: sound recordings, spoiled ones, and ones that must be refused."""
    scenarios = {**_sound(), **_compensated(), **_disturbed(), **_unusable()}
    return {name: replace(scenario, name=name) for name, scenario in scenarios.items()}


def scenario_to_json(scenario: PhantomScenario) -> dict[str, Json]:
    """A scenario as a JSON object.

    Raises
    ------
    RecordError
        A number is not finite.
    """
    return as_object(encode(scenario), "scenario")


def scenario_from_json(value: Json) -> PhantomScenario:
    """Scenario of a JSON object; what is not there has its default.

    Raises
    ------
    RecordError
        A field nobody knows, or a value that does not fit; says where.
    """
    return decode(PhantomScenario, value)


def with_settings(scenario: PhantomScenario, settings: Mapping[str, str]) -> PhantomScenario:
    """Copy of a scenario with some values changed.

    Parameters
    ----------
    scenario : PhantomScenario
        Where to start from.
    settings : mapping of str to str
        Dotted name to value, as ``camera.yaw_deg`` to ``20``. Values are JSON; what is not JSON is
        taken as a text.

    Raises
    ------
    RecordError
        No such name, or a value that does not fit.
    """
    value = scenario_to_json(scenario)
    for name, text in settings.items():
        *path, last = name.split(".")
        place = value
        for step in path:
            place = as_object(place.get(step), step)
        if last not in place:
            raise RecordError(f"{name}: no such setting")
        place[last] = _value(text)
    return scenario_from_json(value)


def _value(text: str) -> Json:
    """A setting as JSON, or as it is."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def _sound() -> dict[str, PhantomScenario]:
    """Recordings that must be measured."""
    return {
        "plain": PhantomScenario(),
        "exact": PhantomScenario(
            motion=Motion(sway_deg=0.0, drift_deg=0.0, tremor_deg=0.0, peak_sd_deg=0.0), noise=EXACT
        ),
        "planted": PhantomScenario(motion=Motion(resting_foot_planted=True)),
        "uneven": PhantomScenario(
            motion=Motion(
                right_internal_deg=18.0, right_external_deg=24.0, rest_rotation_right_deg=4.0
            )
        ),
        "yaw": PhantomScenario(camera=Camera(yaw_deg=22.0)),
        "webcam": PhantomScenario(
            camera=Camera(
                height_m=1.0,
                pitch_deg=6.0,
                image_width_px=640,
                image_height_px=480,
                vertical_fov_deg=48.0,
                distance_m=2.2,
                k1=-0.08,
                rate_hz=30.0,
                jitter_ratio=0.08,
                lost_ratio=0.05,
            )
        ),
        "mirrored": PhantomScenario(camera=Camera(mirrored=True, tells_mirrored=False)),
        "one-side": PhantomScenario(motion=Motion(order=("left",))),
    }


def _compensated() -> dict[str, PhantomScenario]:
    """One recording with each compensation."""
    amounts: dict[CompensationKind, float] = {
        "pelvic_hike": 8.0,
        "trunk_lean": 11.0,
        "thigh_drift": 12.0,
        "thigh_lift": 14.0,
        "knee_angle": 22.0,
        "foot_twist": 30.0,
        "pace": 2.5,
        "no_hold": 1.0,
    }
    return {
        kind.replace("_", "-"): PhantomScenario(
            motion=Motion(compensations=(CompensationPlan(kind=kind, amount=amount),))
        )
        for kind, amount in amounts.items()
    }


def _disturbed() -> dict[str, PhantomScenario]:
    """Recordings with something wrong that can be found, and partly mended."""
    return {
        "cough": PhantomScenario(motion=Motion(disturbance_at_s=9.0)),
        "handheld": PhantomScenario(camera=Camera(shake_deg=0.8)),
        "bumped": PhantomScenario(camera=Camera(moved_at_s=12.0)),
        "gaps": PhantomScenario(noise=Noise(dropouts_per_minute=6.0, weak_per_minute=6.0)),
        "swapped": PhantomScenario(noise=Noise(swap_from_s=10.0, swap_to_s=12.5)),
        "bystander": PhantomScenario(noise=Noise(bystander_from_s=10.0, bystander_to_s=11.0)),
        "late-rest": PhantomScenario(motion=Motion(rest_start_s=0.05)),
        "head-out": PhantomScenario(
            camera=Camera(aim_height_m=0.15, height_m=0.5, distance_m=1.7, vertical_fov_deg=48.0)
        ),
    }


def _unusable() -> dict[str, PhantomScenario]:
    """Recordings that must be refused."""
    return {
        "standing": PhantomScenario(motion=Motion(posture="standing")),
        "walking": PhantomScenario(
            motion=Motion(posture="walking", walking_speed_m_s=0.3, duration_s=8.0),
            camera=Camera(distance_m=4.5),
        ),
        "lying": PhantomScenario(motion=Motion(posture="lying")),
        "side-on": PhantomScenario(motion=Motion(facing_deg=80.0)),
        "legs-out": PhantomScenario(camera=Camera(aim_height_m=1.35, distance_m=1.8)),
        "far": PhantomScenario(camera=Camera(distance_m=14.0)),
        "dark": PhantomScenario(noise=Noise(luminance=0.03)),
        "slow-images": PhantomScenario(camera=Camera(rate_hz=5.0)),
        "short": PhantomScenario(
            motion=Motion(rest_start_s=0.4, rest_end_s=0.1, repetitions=0, duration_s=2.0)
        ),
        "still": PhantomScenario(motion=Motion(repetitions=0)),
        "two-people": PhantomScenario(noise=Noise(bystander_from_s=0.0)),
        "nobody": PhantomScenario(noise=Noise(dropouts_per_minute=6000.0, dropout_s=60.0)),
    }
