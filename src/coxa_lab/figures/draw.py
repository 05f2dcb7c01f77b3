"""A scene to a picture: body and things to shapes, shapes to SVG, still or moving."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from coxa.phantom.space import Vector, add, scale, turn, unit
from coxa_lab.figures import flesh, paint
from coxa_lab.figures.figure import Part, parts_of
from coxa_lab.figures.frames import head_frame, pelvis_frame, thigh_frame
from coxa_lab.figures.outline import Solid, ball, outline
from coxa_lab.figures.scene import Arrow, Moment, Scene
from coxa_lab.figures.shape import Shape, turned_from_light
from coxa_lab.figures.view import Flat, View

WIDTH: Final = 1200
HEIGHT: Final = 900
_MARGIN: Final = 60
_MOST_SCALE: Final = 620.0
_LINE: Final = 4.5


def fitted_view(scene: Scene) -> View:
    """The scene's camera, so that everything at every key pose is in the picture."""
    view = View(azimuth_deg=scene.azimuth_deg, elevation_deg=scene.elevation_deg, scale=1000.0)
    points = [
        point
        for index in range(len(scene.keys))
        for shape in shapes_at(scene, scene.key(index), view)
        if shape.name not in _MAY_LEAVE
        for point in shape.points
    ]
    for arrow in scene.arrows:
        points += arrow_shape(scene, arrow, "arrow", view).points
    low_x, high_x = min(x for x, _ in points), max(x for x, _ in points)
    low_y, high_y = min(y for _, y in points), max(y for _, y in points)
    zoom = min(
        (WIDTH - 2 * _MARGIN) / (high_x - low_x),
        (HEIGHT - 2 * _MARGIN) / (high_y - low_y),
        _MOST_SCALE / 1000.0,
    )
    origin = (
        0.5 * WIDTH - zoom * 0.5 * (low_x + high_x),
        0.5 * HEIGHT - zoom * 0.5 * (low_y + high_y),
    )
    return replace(view, scale=1000.0 * zoom, origin=origin)


_MAY_LEAVE: Final = frozenset({"floor"})
_EYE_AXES: Final = ((0.005, 0.0, 0.0), (0.0, 0.007, 0.0), (0.0, 0.0, 0.006))


def shapes_at(scene: Scene, moment: Moment, view: View) -> list[Shape]:
    """Everything at one moment, in no order."""
    parts = _parts(scene, moment)
    shapes = [shape for part in parts for shape in _part_shapes(scene, part, view)]
    shapes += _shadows(scene, parts, view)
    shapes += _face_shapes(scene, moment, view)
    bodily = [shape.nearness for shape in shapes if shape.name in _GLOWING]
    shapes += _glow_shapes(scene, moment, view, max(bodily) + 0.001)
    for prop in scene.props(moment):
        shapes += prop.shapes(view)
    return shapes


_GLOWING: Final = frozenset({"seat", "right_shorts", "right_thigh"})


def _parts(scene: Scene, moment: Moment) -> list[Part]:
    parts = parts_of(moment.skeleton, scene.body.stature_m, scene.hands)
    return [part for part in parts if part.paint != "sole" or scene.is_shod]


def _shadows(scene: Scene, parts: Sequence[Part], view: View) -> list[Shape]:
    """What lies or stands darkens what is under it."""
    shapes = []
    for part in parts:
        if part.name in scene.shadows:
            height = scene.shadows[part.name] + 0.002
            flat = [_flattened(solid, height) for solid in part.solids]
            shapes.append(
                Shape(
                    name=f"{part.name}-shadow",
                    points=tuple(outline(flat, view, part.samples)),
                    nearness=-9.0,
                    fill=paint.SHADOW,
                    opacity=0.22,
                )
            )
    return shapes


def _flattened(solid: Solid, height: float) -> Solid:
    """A solid's shadow from straight above, a little wider than itself."""
    x, _, z = solid.centre
    one, two, three = (scale((half[0], 0.0, half[2]), 1.15) for half in solid.half_axes)
    return Solid((x, height, z), (one, two, three))


def _part_shapes(scene: Scene, part: Part, view: View) -> list[Shape]:
    """A part in its colour, and its side away from the light."""
    shade = _shade_of(scene, part)
    depth = sum(view.nearness(solid.centre) for solid in part.solids) / len(part.solids)
    if part.anchor_m is not None:
        depth = view.nearness(part.anchor_m)
    points = outline(part.solids, view, part.samples, starts_at_joint=part.starts_at_joint)
    whole = Shape(
        name=part.name,
        points=tuple(points),
        nearness=depth + part.nearer_m + scene.nearer_m.get(part.name, 0.0),
        fill=shade.base,
        line=shade.line if part.is_lined else None,
        width=_LINE,
        is_closed=not part.starts_at_joint,
        is_body=True,
    )
    return [whole, turned_from_light(whole, shade.dark)] if part.is_shaded else [whole]


def _shade_of(scene: Scene, part: Part) -> paint.Shade:
    name: str = part.paint
    if name == "foot":
        name = "shoe" if scene.is_shod else "sock"
    if part.name.startswith(scene.muted) and f"{name}-far" in paint.SHADES:
        name += "-far"
    return paint.SHADES[name]


def _face_shapes(scene: Scene, moment: Moment, view: View) -> list[Shape]:
    """Eyes, brows and mouth, as far as they can be seen at the start."""
    first = head_frame(scene.key(0).skeleton)
    head = head_frame(moment.skeleton)
    size = flesh.HEAD * scene.body.stature_m
    line = paint.SHADES["hair"].line

    def seen(at: Sequence[float], sign: float) -> bool:
        """Whether that point of the face looks at the viewer at the start."""
        way = turn(first.r_world_from_part, (at[0] - 0.03, 0.0, 2.0 * sign * at[2]))
        return view.nearness(unit(way)) > 0.1

    depth = view.nearness(head.origin_m) + 0.15
    shapes = []
    for side, sign in (("left", -1.0), ("right", 1.0)):
        if seen(flesh.EYE, sign):
            x, y, z = flesh.EYE
            eye = Solid(head.point(size * x, size * y, sign * size * z), _EYE_AXES)
            points = outline((eye,), view, 4)
            shapes.append(
                Shape(name=f"{side}_eye", points=tuple(points), nearness=depth, fill=line)
            )
        for name, row in (
            ("brow", flesh.BROW),
            ("mouth", flesh.MOUTH),
        ):
            if seen(row[1], sign):
                points = [
                    view.flat(head.point(size * x, size * y, sign * size * z)) for x, y, z in row
                ]
                shapes.append(
                    Shape(
                        name=f"{side}_{name}",
                        points=tuple(points),
                        nearness=depth,
                        line=line,
                        width=4.0 if name == "brow" else 3.0,
                        is_closed=False,
                    )
                )
    return shapes


def _glow_shapes(scene: Scene, moment: Moment, view: View, depth: float) -> list[Shape]:
    """The spots where the exercise is felt."""
    frames = {
        "pelvis": pelvis_frame(moment.skeleton),
        "left_thigh": thigh_frame(moment.skeleton, "left"),
        "right_thigh": thigh_frame(moment.skeleton, "right"),
    }
    shapes = []
    for index, glow in enumerate(scene.glows):
        middle = frames[glow.frame].point(*glow.at)
        spot, ring = (
            tuple(outline((ball(middle, share * glow.radius_m),), view, 6)) for share in (1.0, 0.62)
        )
        shapes += [
            Shape(name=f"glow-{index}", points=spot, nearness=depth, fill="glow"),
            # In grey print the spot is as dark as the clothes: the ring is not.
            Shape(
                name=f"glow-{index}-ring",
                points=ring,
                nearness=depth + 1e-4,
                line=paint.HALO,
                width=5.0,
                opacity=0.8,
            ),
        ]
    return shapes


# ------------------------------------------------------------------------------------------- arrows


def arrow_way(scene: Scene, arrow: Arrow) -> list[Vector]:
    """The way an arrow shows, world frame, metres, before it is moved aside."""
    if arrow.press is not None:
        tip = scene.key(arrow.start).point(arrow.point)
        return [add(tip, scale(arrow.press, step / 8 - 1.0)) for step in range(9)]
    way = []
    for step in range(13):
        share = 0.5 + arrow.stretch * (step / 12 - 0.5)
        moment = scene.moment(arrow.start, arrow.end, share)
        at = moment.point(arrow.point)
        if arrow.base is not None:
            at = moment.along(arrow.base, arrow.point, arrow.reach)
        way.append(at)
    return way


def arrow_shape(scene: Scene, arrow: Arrow, name: str, view: View) -> Shape:
    """An arrow that grows towards its head."""
    dx, dy = (view.scale * part for part in arrow.shift)
    centre = [(x + dx, y - dy) for x, y in map(view.flat, arrow_way(scene, arrow))]
    return Shape(
        name=name,
        points=tuple(_arrow_outline(centre)),
        nearness=100.0,
        fill=paint.HALO if arrow.is_return else paint.ACCENT,
        line=paint.ACCENT if arrow.is_return else paint.HALO,
        width=6.0,
        is_smooth=False,
    )


# Picture units; short arrows have smaller heads, and none is shorter than can be seen.
_LEAST_LONG: Final = 120.0
_HEAD: Final = 60.0
_HEAD_SHARE: Final = 0.5
_HEAD_HALF: Final = 0.62
_TAIL_HALF: Final = 0.10
_NECK_HALF: Final = 0.26


def _arrow_outline(centre: Sequence[Flat]) -> list[Flat]:
    """Both edges of a shaft, and a head that ends where the way ends."""
    size = _size(centre)
    if size < _LEAST_LONG:
        (x0, y0), more = centre[len(centre) // 2], _LEAST_LONG / size
        centre = [(x0 + more * (x - x0), y0 + more * (y - y0)) for x, y in centre]
        size = _LEAST_LONG
    head = min(_HEAD, _HEAD_SHARE * size)
    shaft = _shortened(centre, head)
    one, other = [], []
    for index, (x, y) in enumerate(shaft):
        dx, dy = _way(shaft, index)
        half = head * (_TAIL_HALF + (_NECK_HALF - _TAIL_HALF) * index / (len(shaft) - 1))
        one.append((x - half * dy, y + half * dx))
        other.append((x + half * dy, y - half * dx))
    (x, y), tip = shaft[-1], centre[-1]
    dx, dy = _way([shaft[-1], tip], 0)
    half = head * _HEAD_HALF
    corners = [(x - half * dy, y + half * dx), tip, (x + half * dy, y - half * dx)]
    return [*one, *corners, *reversed(other)]


def _size(centre: Sequence[Flat]) -> float:
    return sum(math.dist(a, b) for a, b in itertools.pairwise(centre))


def _shortened(centre: Sequence[Flat], by: float) -> list[Flat]:
    """A way without its last bit, by distance from its end."""
    shaft = [point for point in centre if math.dist(point, centre[-1]) > 1.05 * by]
    (x0, y0), (x1, y1) = shaft[-1], centre[-1]
    over = 1.0 - by / math.dist(shaft[-1], centre[-1])
    return [*shaft, (x0 + over * (x1 - x0), y0 + over * (y1 - y0))]


def _way(points: Sequence[Flat], index: int) -> Flat:
    """Direction of a broken line at one of its points."""
    (x0, y0), (x1, y1) = points[max(0, index - 1)], points[min(len(points) - 1, index + 1)]
    size = math.hypot(x1 - x0, y1 - y0)
    return ((x1 - x0) / size, (y1 - y0) / size)
