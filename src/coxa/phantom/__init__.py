"""The simulator: a seated body with commanded angles, a camera, and a pose model's errors."""

from coxa.phantom.body import Body
from coxa.phantom.camera import Camera
from coxa.phantom.noise import EXACT, Noise
from coxa.phantom.plan import COMPENSATION_KINDS, CompensationPlan, Motion, RepetitionPlan
from coxa.phantom.presets import presets, scenario_from_json, scenario_to_json, with_settings
from coxa.phantom.scenario import PhantomScenario, PhantomTrial, simulate
from coxa.phantom.truth import PhantomTruth

__all__ = [
    "COMPENSATION_KINDS",
    "EXACT",
    "Body",
    "Camera",
    "CompensationPlan",
    "Motion",
    "Noise",
    "PhantomScenario",
    "PhantomTrial",
    "PhantomTruth",
    "RepetitionPlan",
    "presets",
    "scenario_from_json",
    "scenario_to_json",
    "simulate",
    "with_settings",
]
