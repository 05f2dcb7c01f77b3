"""What a screen reader says of each picture; ``{side}`` is the leg that exercises."""

from __future__ import annotations

from typing import Final

from coxa.records.assessment import Side

_OTHER: Final[dict[Side, Side]] = {"left": "right", "right": "left"}

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "chair_rotation": (
        "Chair exercise, {side} leg",
        "A person sits on a chair with the feet just off the floor. The {side} foot swings outward,"
        " away from the other leg, comes back, swings inward and comes back. The knee stays still.",
    ),
    "seated_isometric": (
        "Pressing without moving, {side} leg",
        "A person sits on a chair beside a wall, a rolled towel between the ankles. The {side} foot"
        " presses outward against the wall, then inward against the towel. Nothing moves.",
    ),
    "band_knee_in": (
        "Mobility-band exercise, {side} leg",
        "A person stands with the {side} foot half a step in front. A thick band round the top of"
        " the {side} thigh pulls straight out to the side. The {side} knee goes inward and comes"
        " back. Both feet stay planted.",
    ),
    "glute_roll": (
        "Foam-roll exercise, {side} buttock",
        "A person half lies on a foam roller under the {side} buttock, leaning on the {side} hand"
        " and the {other} foot, and moves a hand's breadth forward and back over the roller.",
    ),
    "glute_ball_wall": (
        "Ball on the wall, {side} buttock",
        "A person leans with the {side} buttock on a ball at a wall and bends and straightens the"
        " knees a little.",
    ),
    "seated_band_internal": (
        "Turning in against a band, {side} leg",
        "A person sits on a chair. A band pulls the {side} ankle towards the other side. The {side}"
        " foot swings outward against it and comes back slowly. The knee stays still.",
    ),
    "seated_band_external": (
        "Turning out against a band, {side} leg",
        "A person sits on a chair. A band pulls the {side} ankle outward. The {side} foot swings"
        " inward against it and comes back slowly. The knee stays still.",
    ),
    "clamshell": (
        "Clamshell, {side} leg",
        "A person lies on the {other} side with hips and knees bent and the feet together. The"
        " {side} knee lifts and comes down. The feet stay together and the pelvis stays still.",
    ),
    "reverse_clamshell": (
        "Reverse clamshell, {side} leg",
        "A person lies on the {other} side with hips and knees bent and a towel between the knees."
        " The {side} foot lifts and comes down. The knees stay together.",
    ),
    "side_lying_rotation": (
        "Side-lying leg lift with the toes down, {side} leg",
        "A person lies on the {other} side. The straight {side} leg lifts with the toes turned a"
        " little towards the floor, and comes down until it is level.",
    ),
    "prone_rotation": (
        "Turning the lower leg, lying on the front, {side} leg",
        "A person lies on the front with the {side} knee bent to a right angle. The {side} foot"
        " sinks outward, comes back, sinks inward and comes back. The pelvis stays flat.",
    ),
    "hook_lying_knees_in": (
        "Knee in, lying on the back, {side} leg",
        "A person lies on the back with the feet flat and wide apart. The {side} knee sinks inward"
        " and comes up again. The foot stays where it is.",
    ),
    "half_kneeling_flexor_stretch": (
        "Front-of-hip stretch on one knee, {side} hip",
        "A person kneels on the {side} knee, the {other} foot in front, one hand on a chair. The"
        " body moves forward a little, upright, with the tail tucked under.",
    ),
    "edge_flexor_stretch": (
        "Front-of-hip stretch at the edge of the bed, {side} hip",
        "A person lies along the edge of a bed, the {other} foot flat on it. The {side} leg sinks"
        " over the edge until the foot rests on a pile of books.",
    ),
    "stretch_90_90": (
        "90/90 stretch, {side} leg in front",
        "A person sits on a mat, the {side} leg bent to a right angle in front, the {other} leg"
        " bent to a right angle behind, and leans forward over the front shin with a long back.",
    ),
    "figure_four_stretch": (
        "Figure-four stretch on the chair, {side} leg",
        "A person sits on a chair with the {side} ankle on the {other} knee and leans forward from"
        " the hips with a long back.",
    ),
    "standing_pelvis_turn": (
        "Turning the pelvis over the {side} leg",
        "A person stands on the {side} foot with one hand on a wall. The foot stays; the pelvis"
        " turns towards the {side} leg, so that the belt buckle goes to the {side}, and back.",
    ),
    "step_down": (
        "Step down, standing on the {side} leg",
        "A person stands with the {side} foot on a low step and one hand on a wall. The {side} knee"
        " bends, over the foot, until the {other} heel touches the floor, and straightens again.",
    ),
    "squat_alignment": (
        "Squat to the chair, seen from the {side}",
        "A person in front of a chair sends the hips back and bends hips and knees until just above"
        " the seat, the arms forward, each knee over its foot, and stands up again.",
    ),
    "walking_cue": (
        "Walking cue: feeling the turn, {side} leg",
        "A person stands with one hand on a wall and takes the weight off the {side} foot. The"
        " {side} leg turns in from the hip, the toes towards the other foot, and turns back.",
    ),
    "standing_band_flexion": (
        "Standing knee lift against a band, {side} leg",
        "A person stands beside a wall. A band tied low behind pulls the {side} ankle back. The"
        " {side} knee lifts forward to just below the height of the hip and comes down slowly.",
    ),
    "adductor_squeeze": (
        "Squeezing a ball between the knees, seen from the {side}",
        "A person lies on the back with the feet flat and a soft ball between the knees. Both knees"
        " press the ball and let go.",
    ),
    "bridge": (
        "Bridge, seen from the {side}",
        "A person lies on the back with the feet flat and lifts the hips until body and thighs make"
        " one line, and lowers them again.",
    ),
}


def words_of(exercise: str, side: Side) -> tuple[str, str]:
    """Title and description of a picture."""
    title, description = _WORDS[exercise]
    sides = {"side": side, "other": _OTHER[side]}
    return title.format(**sides), description.format(**sides)
