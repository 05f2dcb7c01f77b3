"""Pictures of exercises, drawn when they are needed."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from types import ModuleType

from coxa.records.assessment import Side
from coxa.records.programme import ProgrammeItem


def stills_of(items: Iterable[ProgrammeItem]) -> dict[str, str]:
    """Still pictures (SVG) of exercises, from the side that begins; by exercise."""
    return {item.exercise: picture_of(item.exercise, item.first_side) for item in items}


def picture_of(exercise: str, side: Side, *, is_animated: bool = False) -> str:
    """Picture of an exercise as SVG.

    Parameters
    ----------
    exercise : str
        Its id.
    side : str
        Which leg does it.
    is_animated : bool
        Whether it moves.
    """
    drawn: str = _figures().picture(exercise, side, is_animated)
    return drawn


def picture_file(exercise: str, side: Side, *, is_animated: bool = False) -> str:
    """Name of the file of a picture."""
    name: str = _figures().picture_name(exercise, side, is_animated)
    return name


def _figures() -> ModuleType:
    """The pictures, loaded only when one is wanted: drawing needs the body of the simulator."""
    return import_module("coxa_lab.figures")
