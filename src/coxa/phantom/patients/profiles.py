"""What the simulation takes people with each condition to be like. Assumed, not measured.

The figures are chosen so that every rule has something to do. None of them goes back into the
tables of care.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from coxa.tables.exercises import Feature


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One group of patients.

    Attributes
    ----------
    weight : float
        How often it is drawn, against the other groups.
    ages : (2,)
        Years, youngest and oldest.
    condition : str
        What is answered to the question about conditions.
    places : tuple
        Where it may hurt; empty: nowhere.
    ache : float
        Usual pain of a day at the start, of 10.
    lack_internal_deg, lack_external_deg : float
        How far the affected side falls short; negative: it turns further than is usual.
    room : float
        Share of what is lacking that training can bring back at all.
    tender : dict
        Features that hurt, and by how much; 1 is much.
    says : dict
        Answers that go with it, and how often the answer is yes.
    surgery : str
        Kind of operation, empty for none.
    """

    weight: float
    ages: tuple[int, int] = (20, 65)
    condition: str = "none"
    places: tuple[str, ...] = ()
    ache: float = 3.0
    lack_internal_deg: float = 6.0
    lack_external_deg: float = 4.0
    room: float = 0.8
    tender: dict[Feature, float] = field(default_factory=dict)
    says: dict[str, float] = field(default_factory=dict)
    surgery: str = ""


PROFILES: Final[dict[str, Profile]] = {
    "none": Profile(weight=10, ache=0.3, lack_internal_deg=3.0, lack_external_deg=2.0),
    "iliopsoas_syndrome": Profile(
        weight=7,
        condition="iliopsoas_syndrome",
        places=("groin", "front_thigh"),
        tender={"loaded_flexion": 0.6, "end_range_extension": 0.5, "deep_flexion": 0.3},
        says={"groin_pinch": 0.2},
    ),
    "femoroacetabular_impingement": Profile(
        weight=8,
        ages=(18, 50),
        condition="femoroacetabular_impingement",
        places=("groin",),
        lack_internal_deg=12.0,
        room=0.4,
        tender={"flexion_adduction_internal": 1.0, "deep_flexion": 0.7, "end_range_internal": 0.6},
        says={"groin_pinch": 0.7},
    ),
    "hip_osteoarthritis": Profile(
        weight=10,
        ages=(50, 84),
        condition="hip_osteoarthritis",
        places=("groin", "front_thigh", "knee"),
        ache=3.5,
        lack_internal_deg=14.0,
        lack_external_deg=9.0,
        room=0.5,
        tender={"weight_bearing": 0.3, "end_range_internal": 0.6, "deep_flexion": 0.4},
        says={"falls": 0.15, "balance": 0.2, "osteoporosis": 0.1, "anticoagulants": 0.15},
    ),
    "lateral_hip_pain": Profile(
        weight=8,
        ages=(40, 75),
        condition="lateral_hip_pain",
        places=("outer_hip",),
        ache=3.5,
        tender={"adduction_stretch": 1.0, "side_lying": 0.6, "single_leg": 0.4},
        says={"lateral_pain": 1.0, "night_pain": 0.05},
    ),
    "deep_gluteal": Profile(
        weight=6,
        condition="deep_gluteal",
        places=("buttock", "below_knee"),
        lack_external_deg=6.0,
        tender={"pressure_on_buttock": 0.6, "deep_flexion": 0.3, "loaded_rotation": 0.2},
        says={"neuropathy": 0.05},
    ),
    "adductor_groin_pain": Profile(
        weight=6,
        ages=(18, 45),
        condition="adductor_groin_pain",
        places=("inner_thigh", "groin"),
        tender={"loaded_adduction": 0.6, "adduction_stretch": 0.4},
    ),
    "low_back_limited_rotation": Profile(
        weight=7,
        condition="low_back_limited_rotation",
        places=("low_back",),
        lack_internal_deg=11.0,
        lack_external_deg=9.0,
        tender={"end_range_extension": 0.3, "weight_bearing": 0.1},
    ),
    "hypermobility": Profile(
        weight=4,
        ages=(18, 45),
        condition="hypermobility",
        places=("groin", "elsewhere"),
        ache=2.0,
        lack_internal_deg=-10.0,
        lack_external_deg=-10.0,
        tender={"end_range_internal": 0.5, "end_range_external": 0.5},
        says={"pregnant": 0.1},
    ),
    "dysplasia": Profile(
        weight=4,
        ages=(18, 50),
        condition="dysplasia",
        places=("groin", "outer_hip"),
        lack_internal_deg=-6.0,
        tender={"end_range_extension": 0.7, "single_leg": 0.4},
        says={"lateral_pain": 1.0, "groin_pinch": 0.3},
    ),
    "possible_version": Profile(
        weight=4, ages=(18, 45), ache=0.0, lack_internal_deg=-22.0, lack_external_deg=18.0, room=0.0
    ),
    "unknown_condition": Profile(
        weight=8,
        condition="unknown_condition",
        places=("groin", "buttock", "front_thigh"),
        lack_internal_deg=8.0,
        tender={"loaded_rotation": 0.3},
    ),
    "hip_replacement": Profile(
        weight=6, ages=(50, 82), ache=1.5, lack_internal_deg=10.0, surgery="hip_replacement"
    ),
    "hip_arthroscopy": Profile(
        weight=4,
        ages=(18, 50),
        ache=2.0,
        lack_internal_deg=8.0,
        tender={"end_range_extension": 0.4},
        surgery="hip_arthroscopy",
    ),
    "hip_fracture_fixation": Profile(
        weight=2,
        ages=(50, 84),
        ache=2.0,
        says={"osteoporosis": 0.5, "falls": 0.6},
        surgery="hip_fracture_fixation",
    ),
    "osteotomy": Profile(weight=2, ages=(18, 45), ache=2.0, surgery="osteotomy"),
    "other_hip_surgery": Profile(weight=1, ache=1.5, surgery="other_hip_surgery"),
    "under_18": Profile(weight=2, ages=(11, 17), condition="unknown_condition", places=("groin",)),
}
"""Groups of patients by name, in a fixed order."""

SIGNS: Final = (
    "cannot_bear_weight", "fever_with_pain", "sudden_leg_length", "saddle_numbness",
    "spreading_weakness", "calf_swelling", "sudden_worsening", "weight_loss", "night_pain",
)  # fmt: skip
"""Signs that a few people show, at the start or on the way."""
