"""Pictures of exercises, drawn when they are needed."""

from __future__ import annotations

from collections.abc import Iterable

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
    # Loaded only here: drawing needs the body of the simulator, which no other command does.
    from coxa_lab.figures import picture

    return picture(exercise, side, is_animated)
