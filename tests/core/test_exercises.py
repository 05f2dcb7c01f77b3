"""The exercise library: every row whole, its sentences there, its gates complete.

The files are read as they were written, so that one broken row is named by itself.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, Final, get_args

import pytest

from coxa.errors import TableError
from coxa.records.assessment import Direction
from coxa.records.wire import decode
from coxa.tables.exercises import (
    Aim,
    Equipment,
    EvidenceRow,
    Exercise,
    Feature,
    LevelRow,
    Muscle,
    MuscleGroup,
    Start,
)
from tools.build_tables import CORE

FILES: Final = sorted((CORE / "tables" / "exercises").glob("*.toml"))
RAW: Final = {file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in FILES}
NAMES: Final = (
    "adductor_squeeze", "band_knee_in", "bridge", "chair_rotation", "clamshell",
    "edge_flexor_stretch", "figure_four_stretch", "glute_ball_wall", "glute_roll",
    "half_kneeling_flexor_stretch", "hook_lying_knees_in", "prone_rotation", "reverse_clamshell",
    "seated_band_external", "seated_band_internal", "seated_isometric", "side_lying_rotation",
    "squat_alignment", "standing_band_flexion", "standing_pelvis_turn", "step_down",
    "stretch_90_90", "walking_cue",
)  # fmt: skip

HEAVY_FROM_EFFORT: Final = 5
"""Moderate on the effort scale for bands; from there on the muscles get a day of rest."""
MOST_HEAVY_DAYS: Final = 3
LOW_EFFORT_MOST: Final = 3
ALWAYS: Final = ("name", "short", "purpose", "position")
LISTS: Final = (
    "setup", "steps", "cues", "faults", "feel", "not_feel", "stop_signs", "contraindications",
)  # fmt: skip
LONGEST: Final = {"name": 60, "short": 70}
MOST_WORDS: Final = 30
FORBIDDEN: Final = re.compile(
    r"diagnos|you have\b|abnormal|\bfail|disease|disorder|patholog|cure|guarantee|deficit|defect"
    r"|\bmust\b|lazy|\bbad\b|[{}]|\b(ROM|OMNI|RM|IR|ER)\b",
    re.IGNORECASE,
)


def decoded(name: str) -> Exercise:
    """One row as its type has it."""
    fields = {key: value for key, value in RAW[name].items() if key != "text"}
    return decode(Exercise, {"id": name} | fields, f"exercises.{name}")


LIBRARY: Final = {name: decoded(name) for name in RAW}
each = pytest.mark.parametrize("exercise", LIBRARY.values(), ids=lambda row: row.id)


def texts(name: str) -> dict[str, str]:
    """Sentences of one exercise: ``steps.out`` to what it says."""
    return dict(_flat(RAW[name]["text"]["en"]))


def _flat(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


def wanted_texts(row: Exercise) -> set[str]:
    """Ids of the sentences a row names."""
    wanted = {*ALWAYS}
    wanted |= {f"{field}.{code}" for field in LISTS for code in getattr(row, field)}
    wanted |= {f"level.{rung.sentence}" for rung in row.levels}
    wanted |= {f"evidence.{known.sentence}" for known in row.evidence}
    if "flexion_adduction_internal" in row.features and row.locked_by_default:
        wanted.add("why_knee_in")
    return wanted


# -------------------------------------------------------------------------------------------- whole


def test_the_library_has_the_exercises_that_are_named() -> None:
    assert tuple(sorted(LIBRARY)) == NAMES


@each
def test_every_sentence_is_there_and_none_is_left_over(exercise: Exercise) -> None:
    assert set(texts(exercise.id)) == wanted_texts(exercise)


@each
def test_a_sentence_is_plain_and_claims_nothing(exercise: Exercise) -> None:
    for key, text in texts(exercise.id).items():
        assert text == text.strip(), key
        assert not FORBIDDEN.search(text), key
        assert key in LONGEST or text.endswith("."), key
        assert len(text) <= LONGEST.get(key, 400), key
        longest = max(len(part.split()) for part in re.split(r"[.;:?!]\s|\s[(–]", text))
        assert longest <= MOST_WORDS, key


@each
def test_nothing_that_a_good_instruction_needs_is_empty(exercise: Exercise) -> None:
    for field in (*LISTS, "aims", "groups", "muscles", "measured_by", "levels", "evidence"):
        found = getattr(exercise, field)
        assert found, field
        assert len(set(found)) == len(found), field
    assert "self_report" in exercise.measured_by
    assert any(muscle.role != "steadies" for muscle in exercise.muscles)
    assert len(exercise.setup) >= 2
    assert len(exercise.steps) >= 3


def test_the_library_serves_every_aim_and_group() -> None:
    assert {aim for row in LIBRARY.values() for aim in row.aims} == set(get_args(Aim))
    assert {group for row in LIBRARY.values() for group in row.groups} == set(get_args(MuscleGroup))
    assert {row.start for row in LIBRARY.values()} == set(get_args(Start))
    used = {thing for row in LIBRARY.values() for thing in row.equipment}
    used |= {thing for row in LIBRARY.values() for rung in row.levels for thing in rung.equipment}
    assert used == set(get_args(Equipment)) - {"cushion"}


def test_a_rung_is_found_by_its_number() -> None:
    row = LIBRARY["chair_rotation"]
    assert row.level(1) is row.levels[0]
    assert row.level(len(row.levels)) is row.levels[-1]
    for number in (0, len(row.levels) + 1):
        with pytest.raises(TableError, match=f"chair_rotation: no level {number}"):
            row.level(number)


# ------------------------------------------------------------------------------------------ sources


def sourced(row: Exercise) -> Iterator[tuple[str, str]]:
    """Source and confidence of everything in a row."""
    parts: tuple[LevelRow | Muscle | EvidenceRow, ...] = (*row.levels, *row.muscles, *row.evidence)
    for part in parts:
        yield part.source_id, part.confidence


def known_sources() -> dict[str, str]:
    """Confidence of each source, by its id."""
    found: dict[str, str] = {}
    for file in (CORE / "tables").glob("sources*.toml"):
        rows = tomllib.loads(file.read_text(encoding="utf-8"))["sources"]
        found |= {row["id"]: row["confidence"] for row in rows}
    return found


@each
def test_every_figure_has_a_source_and_is_not_surer_than_it(exercise: Exercise) -> None:
    sources = known_sources()
    for source, confidence in sourced(exercise):
        assert source in sources, source
        assert "ABLUCD".index(confidence) >= "ABLUCD".index(sources[source]), source
        assert source != "coxa_proposal" or confidence == "D"


@each
def test_every_rung_gives_its_reason(exercise: Exercise) -> None:
    for rung in exercise.levels:
        assert rung.reason.endswith(".")
        assert rung.sentence is not None


# -------------------------------------------------------------------------------------------- doses


@each
def test_rungs_go_up(exercise: Exercise) -> None:
    for lower, higher in pairwise(exercise.levels):
        assert lower.load < higher.load
        assert lower.effort_high <= higher.effort_high
        assert lower.effort_low <= higher.effort_low
        assert set(lower.equipment) <= set(higher.equipment)
    assert 2 <= len(exercise.levels) <= 4


@each
def test_the_first_rung_is_a_low_load_where_the_source_lets_it(exercise: Exercise) -> None:
    first = exercise.levels[0]
    assert (first.effort_high <= LOW_EFFORT_MOST) == (exercise.id != "band_knee_in")
    assert first.equipment == ()


@each
def test_heavy_is_from_moderate_effort_and_not_on_every_day(exercise: Exercise) -> None:
    for rung in exercise.levels:
        assert rung.effort_low <= rung.effort_high
        assert rung.is_heavy == (rung.effort_high >= HEAVY_FROM_EFFORT)
        assert not rung.is_heavy or 2 <= rung.days_a_week <= MOST_HEAVY_DAYS


@each
def test_a_timed_hold_is_one_repetition(exercise: Exercise) -> None:
    is_timed = exercise.kind in ("stretch", "self_massage", "cue")
    for rung in exercise.levels:
        assert is_timed == (rung.repetitions == 1)
        assert not is_timed or rung.hold_s >= 20
        assert not is_timed or "timer" in exercise.measured_by
        assert not (is_timed and rung.is_heavy)


@pytest.mark.parametrize("name", ["seated_band_internal", "seated_band_external"])
def test_the_seated_bands_follow_the_iliopsoas_programme_and_the_guideline(name: str) -> None:
    row = LIBRARY[name]
    daily = next(rung for rung in row.levels if rung.source_id == "johnston_1999")
    assert (daily.sets, daily.repetitions, daily.days_a_week) == (3, 20, 7)
    assert not daily.is_heavy
    assert daily.confidence == "L"
    last = row.levels[-1]
    assert last.source_id == "acsm_2009"
    assert 8 <= last.repetitions <= 12
    assert row.has_target


# -------------------------------------------------------------------------------------------- links


@each
def test_links_lead_somewhere_and_back(exercise: Exercise) -> None:
    for name in exercise.harder:
        assert exercise.id in LIBRARY[name].easier
        assert LIBRARY[name].levels[0].load > exercise.levels[-1].load
    for name in exercise.easier:
        assert exercise.id in LIBRARY[name].harder


@each
def test_going_up_never_comes_round(exercise: Exercise) -> None:
    above: set[str] = set()
    open_names = list(exercise.harder)
    while open_names:
        name = open_names.pop()
        if name not in above:
            above.add(name)
            open_names += LIBRARY[name].harder
    assert exercise.id not in above


# ------------------------------------------------------------------------------------ the source's


def test_each_item_of_the_source_is_one_exercise() -> None:
    items = {row.source_item: row.id for row in LIBRARY.values() if row.source_item}
    assert items == {
        "chair": "chair_rotation",
        "mobility_band": "band_knee_in",
        "foam_roll": "glute_roll",
        "standing_cue": "walking_cue",
    }
    for name in items.values():
        assert "clinic_page" in {known.source_id for known in LIBRARY[name].evidence}


def test_the_chair_exercise_is_the_sources() -> None:
    said = texts("chair_rotation")
    assert "in line with the knee" in said["setup.line"]
    assert said["steps.out"].startswith("Turn the foot outward")
    assert "internal rotation" in said["steps.out"]
    assert "other leg and compare" in said["steps.other"]
    assert LIBRARY["chair_rotation"].has_target


def test_the_band_is_set_up_and_pulled_as_it_is_described() -> None:
    row, said = LIBRARY["band_knee_in"], texts("band_knee_in")
    assert 0 < row.hip_flexion_deg < 45
    assert row.levels[0].repetitions == row.levels[1].repetitions == 10
    assert all((rung.effort_low, rung.effort_high) == (5, 6) for rung in row.levels)
    assert row.directions == ("internal",)
    for key, words in {
        "steps.ten": "10 times",
        "steps.drive": "drive the knee inward",
        "setup.stance": "split stance",
        "cues.planted": "stays on the floor",
        "setup.loop": "close up to the groin",
        "setup.pull": "straight out to the side",
        "setup.tension": "moderate: 5 to 6",
        "setup.bend": "less than 45",
        "setup.anchor_check": "Check the anchor",
    }.items():
        assert words in said[key], key


def test_the_band_stays_locked_until_everything_is_answered_no() -> None:
    row = LIBRARY["band_knee_in"]
    assert [name for name, other in LIBRARY.items() if other.locked_by_default] == [row.id]
    assert set(row.unlock) == {
        "groin_pinch", "hip_surgery", "dysplasia_known", "lateral_pain", "hernia_graft",
        "thigh_numbness", "knee_instability",
    }  # fmt: skip
    assert row.ceiling_locks == ("internal",)
    assert {"flexion_adduction_internal", "band_at_groin"} <= set(row.features)
    assert not row.has_target
    assert not {"camera", "sensor"} & set(row.measured_by)


def test_the_card_says_why_the_knee_goes_inward_here_and_not_in_a_squat() -> None:
    why = texts("band_knee_in")["why_knee_in"]
    assert "squat" in why
    assert "fault" in why
    for name, key in (("squat_alignment", "faults.knees_in"), ("step_down", "faults.knee_in")):
        assert "band exercise" in texts(name)[key]


@pytest.mark.parametrize("name", ["glute_roll", "glute_ball_wall"])
def test_rolling_is_gentle_and_never_on_bone(name: str) -> None:
    row, said = LIBRARY[name], texts(name)
    assert row.most_pressure == 3
    assert "pressure_on_buttock" in row.features
    assert "at most 3 of 10" in said["feel.pressure"]
    assert "eases" in said["feel.pressure"]
    assert "Never on bone, and never on the outer hip point" in said["cues.soft"]
    for rung in row.levels:
        assert 1 <= rung.sets <= 3
        assert 30 <= rung.hold_s <= 60


def test_the_roller_lies_above_the_hip_and_the_ball_is_for_those_who_cannot_kneel() -> None:
    said = texts("glute_roll")
    assert said["setup.kneel"].startswith("Kneel")
    assert "just above the hip" in said["setup.place"]
    assert "tender spot in the glute" in said["steps.find"]
    assert "stretch" in said["steps.up"]
    assert {"kneeling", "floor"} <= set(LIBRARY["glute_roll"].features)
    assert not {"kneeling", "floor", "side_lying"} & set(LIBRARY["glute_ball_wall"].features)
    assert LIBRARY["glute_roll"].easier == ("glute_ball_wall",)
    pressed = [name for name, row in LIBRARY.items() if row.most_pressure is not None]
    assert pressed == ["glute_ball_wall", "glute_roll"]


def test_the_walking_cue_is_no_number() -> None:
    row = LIBRARY["walking_cue"]
    assert row.kind == "cue"
    assert not row.has_target
    assert "toes turn towards the other foot" in texts(row.id)["steps.feel"]


def test_the_pelvis_turns_towards_the_standing_leg() -> None:
    row = LIBRARY["standing_pelvis_turn"]
    assert row.directions == ("internal",)
    assert "towards the standing leg" in texts(row.id)["steps.turn"]


# ------------------------------------------------------------------------------------------ safety

STARTS: Final[Mapping[Start, tuple[Feature, ...]]] = {
    "seated": (),
    "side_lying": ("side_lying",),
    "prone": ("prone",),
    "supine": ("supine",),
    "kneeling": ("kneeling", "floor"),
    "half_kneeling": ("kneeling", "floor"),
    "standing": ("weight_bearing",),
    "walking": ("weight_bearing",),
}
EQUIPPED: Final[Mapping[Equipment, tuple[Feature, ...]]] = {
    "foam_roll": ("pressure_on_buttock", "floor"),
    "thick_band": ("band_at_groin",),
    "step": ("single_leg",),
}
TOLD: Final[Mapping[Feature, tuple[str, ...]]] = {
    "flexion_adduction_internal": ("groin_pinch", "hip_surgery", "outer_hip"),
    "deep_flexion": ("groin_pinch", "hip_surgery"),
    "end_range_internal": ("limit_in", "hip_surgery"),
    "end_range_external": ("limit_out", "hip_surgery"),
    "end_range_extension": ("limit_back", "hip_surgery"),
    "adduction_stretch": ("outer_hip", "hip_surgery"),
    "band_at_groin": ("hernia_graft", "thigh_numbness", "knee_instability", "dysplasia"),
    "pressure_on_buttock": (
        "blood_thinners", "thin_bones", "clot", "pregnancy", "less_feeling", "open_wound",
        "fracture",
    ),
    "side_lying": ("outer_hip",),
    "kneeling": ("kneel",),
    "floor": ("floor",),
    "single_leg": ("balance", "cannot_stand"),
    "weight_bearing": ("cannot_stand",),
    "loaded_rotation": ("hip_surgery",),
    "loaded_flexion": ("hip_surgery", "snapping"),
    "loaded_adduction": ("hip_surgery", "hernia_graft"),
    "loaded_abduction": ("hip_surgery",),
    "seated_rotation": ("hip_surgery",),
    "prone": ("pregnancy_front",),
    "supine": ("pregnancy_back",),
}  # fmt: skip


LIMITS: Final[Mapping[Direction, str]] = {"internal": "limit_in", "external": "limit_out"}


def does_turn(row: Exercise) -> bool:
    """Whether the hip turns in it; pressing without moving is no turn."""
    return bool(row.directions) and row.id != "seated_isometric"


@each
def test_features_say_all_that_an_exercise_asks(exercise: Exercise) -> None:
    asked: set[Feature] = set(STARTS[exercise.start])
    for thing in exercise.equipment:
        asked |= set(EQUIPPED.get(thing, ()))
    if exercise.hip_flexion_deg > 90:
        asked.add("deep_flexion")
    if exercise.hip_flexion_deg < 0:
        asked.add("end_range_extension")
    if exercise.kind == "stretch" and "internal" in exercise.directions:
        asked.add("end_range_internal")
    if exercise.kind == "stretch" and "external" in exercise.directions:
        asked.add("end_range_external")
    if exercise.kind == "strength":
        asked |= set(_resisted(exercise))
    if exercise.start == "seated" and does_turn(exercise):
        asked.add("seated_rotation")
    assert asked <= set(exercise.features)


def _resisted(exercise: Exercise) -> Iterator[Feature]:
    """What a strength exercise loads, by its aims."""
    loads: Mapping[Aim, Feature] = {
        "internal_strength": "loaded_rotation",
        "external_strength": "loaded_rotation",
        "abductor_strength": "loaded_abduction",
        "adductor_strength": "loaded_adduction",
        "flexor_strength": "loaded_flexion",
    }
    return (loads[aim] for aim in exercise.aims if aim in loads)


def test_every_feature_is_told_as_a_contraindication() -> None:
    assert set(TOLD) == set(get_args(Feature))


@each
def test_what_closes_an_exercise_is_told_on_its_card(exercise: Exercise) -> None:
    told = {code for feature in exercise.features for code in TOLD[feature]}
    told |= {LIMITS[way] for way in exercise.ceiling_locks}
    assert told <= set(exercise.contraindications)
    assert "hip_surgery" in exercise.contraindications


def test_a_contraindication_is_worded_the_same_everywhere() -> None:
    wordings: dict[str, set[str]] = {}
    for row in LIBRARY.values():
        for code in row.contraindications:
            wordings.setdefault(code, set()).add(texts(row.id)[f"contraindications.{code}"])
    assert {code: said for code, said in wordings.items() if len(said) > 1} == {}


@each
def test_a_turn_that_nothing_measures_is_closed_by_a_ceiling(exercise: Exercise) -> None:
    if exercise.has_target or not does_turn(exercise):
        assert exercise.ceiling_locks == ()
    else:
        assert set(exercise.ceiling_locks) == set(exercise.directions)


@each
def test_targets_are_where_a_range_is_measured(exercise: Exercise) -> None:
    assert exercise.has_target == bool({"camera", "sensor"} & set(exercise.measured_by))
    assert "camera" not in exercise.measured_by or exercise.start == "seated"


@each
def test_any_pain_and_the_stop_words_stop_every_exercise(exercise: Exercise) -> None:
    said = texts(exercise.id)
    assert exercise.stop_signs[:2] == ("any_pain", "stop_words")
    assert said["stop_signs.any_pain"] == "Any pain that this brings on or makes worse."
    for word in ("pinch in the groin", "catching", "giving way", "numbness", "tingling"):
        assert word in said["stop_signs.stop_words"]


@each
def test_a_band_that_may_tear_is_a_reason_to_stop(exercise: Exercise) -> None:
    needs = {*exercise.equipment}
    needs |= {thing for rung in exercise.levels for thing in rung.equipment}
    if "thick_band" in needs or ("long_band" in needs and exercise.start != "side_lying"):
        assert "band" in exercise.stop_signs
        assert "heck" in " ".join(texts(exercise.id).values())


@each
def test_stretch_pressure_and_tired_muscles_are_told_from_pain(exercise: Exercise) -> None:
    said = " ".join(texts(exercise.id)[f"feel.{code}"] for code in exercise.feel)
    if exercise.kind == "stretch":
        assert "A stretch is not pain." in said
    if exercise.most_pressure is not None or exercise.id == "band_knee_in":
        assert "Firm pressure is not pain." in said
    if any(rung.is_heavy for rung in exercise.levels) and exercise.kind == "strength":
        assert "Tired is not pain." in said


# ------------------------------------------------------------------------------------------ muscles

Spread = tuple[float, float]
ARMS_MM: Final[Mapping[str, tuple[Spread, Spread, Spread]]] = {
    "gluteus medius (front)": ((7.6, 20.4), (40.3, 45.5), (51.0, 55.4)),
    "gluteus medius (middle)": ((-13.4, -7.3), (18.9, 25.7), (36.2, 45.1)),
    "gluteus medius (back)": ((-34.3, -22.4), (-2.4, 10.5), (20.5, 30.0)),
    "gluteus minimus": ((-13.9, 18.2), (16.7, 45.0), (35.7, 55.2)),
    "gluteus minimus (front)": ((9.2, 18.2), (38.0, 45.0), (45.6, 55.2)),
    "tensor fasciae latae": ((0.6, 6.2), (23.8, 28.2), (43.6, 47.1)),
    "piriformis": ((-29.2, -26.4), (-6.4, -1.9), (14.7, 18.5)),
    "gluteus maximus (upper)": ((-21.7, -20.8), (-2.3, 3.7), (11.5, 19.9)),
    "gluteus maximus (lower)": ((-23.8, -18.2), (-15.7, -11.8), (-9.3, -7.7)),
    "quadratus femoris": ((-40.2, -24.4), (-44.9, -41.7), (-33.7, -28.4)),
    "gemelli": ((-32.0, -25.8), (-30.2, -24.5), (-12.0, -11.1)),
    "obturator internus": ((-26.0, -26.0), (-25.6, -25.6), (-10.5, -10.5)),
    "obturator externus": ((-9.1, -9.1), (-12.3, -12.3), (-16.5, -16.5)),
    "adductor longus": ((4.7, 5.8), (3.6, 4.6), (-0.4, 2.4)),
    "adductor brevis": ((3.1, 4.3), (-1.6, 1.8), (-4.7, -4.3)),
    "sartorius": ((-5.1, -3.4), (-9.0, -7.4), (-8.1, -7.7)),
}
"""Lever arm about the axis of rotation at 0, 45 and 90 degrees of flexion: least and most over the
published models, + turning in. Quadratus femoris, gemelli and obturators are in one or two only."""
LEAST_ARM_MM: Final = 4.0
"""Below this the models disagree on the way."""
HALF_DEG: Final = 45.0


def turns_at(name: str, flexion_deg: float) -> Direction | None:
    """Way a muscle turns the hip at a flexion, None where the models do not agree."""
    at_0, at_45, at_90 = ARMS_MM[name]
    flexion_deg = min(max(flexion_deg, 0.0), 2 * HALF_DEG)
    low, high = (at_0, at_45) if flexion_deg <= HALF_DEG else (at_45, at_90)
    share = flexion_deg / HALF_DEG - (low is at_45)
    least, most = (a + share * (b - a) for a, b in zip(low, high, strict=True))
    if least >= LEAST_ARM_MM:
        return "internal"
    return "external" if most <= -LEAST_ARM_MM else None


def known_muscles(row: Exercise) -> list[Muscle]:
    """Muscles of a row whose lever arm is known."""
    return [muscle for muscle in row.muscles if muscle.name in ARMS_MM]


@each
def test_a_muscle_turns_the_hip_the_way_the_models_say_at_this_flexion(exercise: Exercise) -> None:
    for muscle in exercise.muscles:
        if muscle.turns is not None:
            assert muscle.name in ARMS_MM
            assert muscle.turns == turns_at(muscle.name, exercise.hip_flexion_deg), muscle.name


@each
def test_muscles_work_with_the_direction_and_are_lengthened_against_it(exercise: Exercise) -> None:
    if len(exercise.directions) != 1:
        return
    for muscle in known_muscles(exercise):
        if muscle.role == "works":
            assert muscle.turns in (exercise.directions[0], None), muscle.name
            if muscle.turns is None:
                assert turns_at(muscle.name, exercise.hip_flexion_deg) is None, muscle.name
        elif muscle.role == "is_lengthened":
            assert muscle.turns not in (exercise.directions[0], None), muscle.name


@each
def test_every_direction_has_muscles_that_act_in_it(exercise: Exercise) -> None:
    for way in exercise.directions:
        assert any(
            muscle.turns is not None and (muscle.turns == way) == (muscle.role == "works")
            for muscle in known_muscles(exercise)
        ), way


@pytest.mark.parametrize(
    ("name", "bent", "straight"),
    [
        ("piriformis", "internal", "external"),
        ("gluteus medius (back)", "internal", "external"),
        ("gluteus maximus (upper)", "internal", "external"),
        ("quadratus femoris", "external", "external"),
        ("gluteus medius (front)", "internal", "internal"),
    ],
)
def test_sitting_and_lying_straight_name_a_muscle_on_its_own_side(
    name: str, bent: Direction, straight: Direction
) -> None:
    for exercise, way in (("chair_rotation", bent), ("prone_rotation", straight)):
        found = [muscle for muscle in LIBRARY[exercise].muscles if muscle.name == name]
        assert [muscle.turns for muscle in found] == [way]


@each
def test_a_muscle_stands_there_once(exercise: Exercise) -> None:
    names = [muscle.name for muscle in exercise.muscles]
    assert len(set(names)) == len(names)
