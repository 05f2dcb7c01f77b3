"""Pictures of the exercises, drawn from joint angles by the simulated body's forward kinematics.

An exercise is a scene: key poses of `coxa.phantom.body` in degrees, when they are reached, what
stands around, and where one looks from. From it come a still and a loop, as SVG without text.
The pictures show the right side; those of the left are mirror images.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from coxa.records.assessment import Side
from coxa_lab.figures.catalogue import EXERCISES, scene_of
from coxa_lab.figures.compose import document, moving_body, still_body
from coxa_lab.figures.words import words_of

FOLDER: Final = Path(__file__).parent / "pictures"

__all__ = ["EXERCISES", "FOLDER", "picture", "picture_name", "picture_path"]


def picture(exercise: str, side: Side, is_animated: bool) -> str:
    """A picture as SVG text, drawn now.

    Parameters
    ----------
    exercise : str
        Id in the exercise library.
    side : Side
        The leg that exercises.
    is_animated : bool
        The loop, which shows the still to whom wants no motion and in print; or the still.

    Raises
    ------
    KeyError
        There are no pictures of this exercise.
    """
    body = _body(exercise, is_animated)
    key = Path(picture_name(exercise, side, is_animated)).stem.replace("_", "-")
    return document(key, words_of(exercise, side), side, body, is_animated=is_animated)


@cache
def _body(exercise: str, is_animated: bool) -> str:
    """What is drawn, the same for both sides."""
    draw = moving_body if is_animated else still_body
    return draw(scene_of(exercise))


def picture_name(exercise: str, side: Side, is_animated: bool) -> str:
    """File name of a picture."""
    return f"{exercise}-{side}.svg" if is_animated else f"{exercise}-{side}-still.svg"


def picture_path(exercise: str, side: Side, is_animated: bool) -> Path:
    """Where the picture that came with the program is."""
    return FOLDER / picture_name(exercise, side, is_animated)
