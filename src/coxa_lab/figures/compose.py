"""Shapes to SVG text: the still with its ghost, and the loop."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence
from typing import Final

from coxa.phantom.space import add, scale
from coxa.records.assessment import Side
from coxa_lab.figures import paint
from coxa_lab.figures.draw import HEIGHT, WIDTH, arrow_shape, fitted_view, shapes_at
from coxa_lab.figures.markup import element, number
from coxa_lab.figures.scene import Beat, Moment, Scene
from coxa_lab.figures.shape import Shape
from coxa_lab.figures.view import View

# How far, in picture units, something must move to be drawn as a ghost, or to be animated.
_GHOST_MOVES: Final = 9.0
# Steps of a move to choose from, and how far a straight step may leave the true way.
_STEPS: Final = (3, 4, 5)
_MOST_BEND: Final = 4.0

# Stands in a body for the beginning of the ids, until the picture is put together.
_KEY: Final = "@key"

_SWITCH: Final = (
    ".coxa-figure-still{display:none}"
    "@media print,(prefers-reduced-motion:reduce){"
    ".coxa-figure-still{display:inline}.coxa-figure-moving{display:none}}"
)


def still_body(scene: Scene) -> str:
    """The end of the movement, its start as a ghost, and the way between."""
    return _still_group(scene, fitted_view(scene))


def moving_body(scene: Scene) -> str:
    """The movement as a loop; the still where a person wants no motion, and in print."""
    view = fitted_view(scene)
    moving = element("g", _moving_group(scene, view), class_="coxa-figure-moving")
    return moving + element("g", _still_group(scene, view), class_="coxa-figure-still")


def document(key: str, words: tuple[str, str], side: Side, body: str, *, is_animated: bool) -> str:
    """A whole picture: words for screen readers, the card, and what is drawn on it.

    Parameters
    ----------
    key : str
        Begins every id, so that pictures can stand in one page.
    words : (2,)
        Title and description.
    side : Side
        The left is the mirror image of what is drawn.
    body : str
        What is drawn on the card, of the right side.
    is_animated : bool
        Whether the body has a moving and a still group, of which one is shown.
    """
    title, description = words
    mirror = None if side == "right" else f"matrix(-1 0 0 1 {WIDTH} 0)"
    edge = {"x": 3, "y": 3, "width": WIDTH - 6, "height": HEIGHT - 6, "rx": 36}
    drawn = element("g", body.replace(_KEY, key), clip_path=f"url(#{key}-card)")
    return (
        element(
            "svg",
            element("title", html.escape(title), id=f"{key}-title"),
            element("desc", html.escape(description), id=f"{key}-desc"),
            element("style", _SWITCH) if is_animated else "",
            paint.definitions(key, element("rect", **edge)),
            element("rect", **edge, fill=paint.CARD, stroke=paint.CARD_EDGE, stroke_width=3),
            element("g", drawn, transform=mirror, stroke_linejoin="round", stroke_linecap="round"),
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {WIDTH} {HEIGHT}",
            role="img",
            aria_labelledby=f"{key}-title",
            aria_describedby=f"{key}-desc",
        )
        + "\n"
    )


def _still_group(scene: Scene, view: View) -> str:
    start = {shape.name: shape for shape in shapes_at(scene, scene.key(0), view)}
    shapes = sorted(shapes_at(scene, scene.key(scene.still), view), key=lambda s: s.nearness)
    moved = [shape for shape in shapes if shape.is_body and _moves(start[shape.name], shape)]
    over = moved if scene.has_ghost_in_front else [shape for shape in shapes if shape.is_body]
    behind = shapes.index(over[0])
    arrows = [
        arrow_shape(scene, arrow, f"arrow-{index}", view)
        for index, arrow in enumerate(scene.arrows)
    ]
    ghost = _ghost([start[shape.name] for shape in moved])
    return _drawn(shapes[:behind]) + ghost + _drawn([*shapes[behind:], *arrows])


def _moves(one: Shape, other: Shape) -> bool:
    return any(
        math.dist(a, b) > _GHOST_MOVES for a, b in zip(one.points, other.points, strict=True)
    )


def _ghost(shapes: Sequence[Shape]) -> str:
    """One pale silhouette, its parts not to be told apart."""
    if not shapes:
        return ""
    paths = "".join(element("path", d=shape.path) for shape in shapes)
    edge = element("g", paths, stroke=paint.GHOST_LINE, stroke_width="7", fill="none")
    face = element("g", paths, stroke="none", fill=paint.GHOST)
    return element("g", edge, face, opacity=".5")


def _drawn(shapes: Sequence[Shape]) -> str:
    return "".join(_path(shape) for shape in shapes)


def _path(shape: Shape, *children: str) -> str:
    fill = shape.fill
    if fill == "glow":
        fill = f"url(#{_KEY}-glow)"
    return element(
        "path",
        *children,
        d=shape.path,
        fill=fill or "none",
        stroke=shape.line,
        stroke_width=shape.width if shape.line else None,
        opacity=shape.opacity and number(shape.opacity),
    )


# ------------------------------------------------------------------------------------------- motion


def _moving_group(scene: Scene, view: View) -> str:
    times, moments = key_frames(scene, view)
    frames = [{shape.name: shape for shape in shapes_at(scene, moment, view)} for moment in moments]
    order = sorted(frames[0], key=lambda name: sum(frame[name].nearness for frame in frames))
    total_s = sum(beat.seconds for beat in scene.beats)
    shared = {
        "dur": f"{number(total_s)}s",
        "repeatCount": "indefinite",
        "keyTimes": ";".join(_share(time / total_s) for time in times),
    }
    drawn = [
        _path(frames[0][name], _animated([frame[name] for frame in frames], shared))
        for name in order
    ]
    return "".join(drawn) + _moving_arrows(scene, view, total_s)


def _animated(shapes: Sequence[Shape], shared: Mapping[str, str]) -> str:
    paths = [shape.path for shape in shapes]
    if len(set(paths)) == 1:
        return ""
    return element("animate", attributeName="d", values=";".join(paths), **shared)


def key_frames(scene: Scene, view: View) -> tuple[list[float], list[Moment]]:
    """Times from the start of the loop, and the body then; quick in the middle of a move."""
    times, moments = [0.0], [scene.key(scene.beats[0].start)]
    for beat in scene.beats:
        started_s, steps = times[-1], _steps(scene, beat, view)
        for index in range(1, steps + 1):
            share = index / steps
            times.append(started_s + beat.seconds * math.acos(1.0 - 2.0 * share) / math.pi)
            moments.append(scene.moment(beat.start, beat.end, share))
    return times, moments


def _steps(scene: Scene, beat: Beat, view: View) -> int:
    """As few straight steps as follow a move closely."""
    if beat.start == beat.end:
        return 1
    for steps in _STEPS:
        if _bend(scene, beat, view, 1.0 / steps) < _MOST_BEND:
            return steps
    return _STEPS[-1]


def _bend(scene: Scene, beat: Beat, view: View, share: float) -> float:
    """How far any landmark is, half way to a share of the move, from straight in between."""
    start, middle, end = (
        scene.moment(beat.start, beat.end, part).skeleton.points_m
        for part in (0.0, 0.5 * share, share)
    )
    return max(
        math.dist(view.flat(there), view.flat(scale(add(one, other), 0.5)))
        for one, there, other in zip(start, middle, end, strict=True)
    )


def _moving_arrows(scene: Scene, view: View, total_s: float) -> str:
    drawn = ""
    for index, arrow in enumerate(scene.arrows):
        at, changes = 0.0, []
        for beat in scene.beats:
            changes.append((at, "1" if index in beat.arrows else ".18"))
            at += beat.seconds
        blink = element(
            "animate",
            attributeName="opacity",
            dur=f"{number(total_s)}s",
            repeatCount="indefinite",
            calcMode="discrete",
            keyTimes=";".join(_share(time / total_s) for time, _ in changes),
            values=";".join(value for _, value in changes),
        )
        drawn += _path(arrow_shape(scene, arrow, f"arrow-{index}", view), blink)
    return drawn


def _share(value: float) -> str:
    """A share of the loop, to a thousandth."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return text.removeprefix("0") if text.startswith("0.") else text
