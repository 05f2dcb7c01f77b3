"""All exercises that have pictures, by the id of the exercise library."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final

from coxa_lab.figures import kneeling, lying, seated, standing
from coxa_lab.figures.scene import Scene

_MADE_BY: Final[dict[str, Callable[[], Scene]]] = {
    make.__name__: make
    for make in (
        seated.chair_rotation,
        seated.seated_isometric,
        standing.band_knee_in,
        kneeling.glute_roll,
        standing.glute_ball_wall,
        seated.seated_band_internal,
        seated.seated_band_external,
        lying.clamshell,
        lying.reverse_clamshell,
        lying.side_lying_rotation,
        lying.prone_rotation,
        lying.hook_lying_knees_in,
        kneeling.half_kneeling_flexor_stretch,
        lying.edge_flexor_stretch,
        kneeling.stretch_90_90,
        seated.figure_four_stretch,
        standing.standing_pelvis_turn,
        standing.step_down,
        standing.squat_alignment,
        standing.walking_cue,
        standing.standing_band_flexion,
        lying.adductor_squeeze,
        lying.bridge,
    )
}
EXERCISES: Final = tuple(_MADE_BY)


@cache
def scene_of(exercise: str) -> Scene:
    """The scene of an exercise, right side.

    Raises
    ------
    KeyError
        There are no pictures of it.
    """
    return _MADE_BY[exercise]()
