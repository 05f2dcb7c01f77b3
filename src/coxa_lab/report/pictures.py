"""End-range pictures: the leg and its angle on one image of the recording, without the face.

The head is taken out before anything else happens: averaged into a few large blocks, then blurred.
Where the head is not known for certain, everything above the shoulders goes, or above the hips;
where that is not known either there is no picture.
"""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from coxa.records.assessment import SIDES, Direction, Side
from coxa.records.landmarks import LANDMARKS

Pixels = NDArray[np.uint8]
Point = tuple[float, float]

LONGEST_SIDE_PX: Final = 640
JPEG_QUALITY: Final = 82
SURE: Final = 0.5  # visibility from which a landmark is believed
FACE: Final = LANDMARKS[:11]
SURE_FACE_POINTS: Final = 6
BLOCKS_ACROSS_HEAD: Final = 6
OVERSAMPLING: Final = 3

# Head radius, generous: the face's landmarks reach from the nose to an ear, the skull two times as
# far, and a head is about 0.65 shoulder widths high.
HEAD_PER_FACE_REACH: Final = 2.6
HEAD_PER_SHOULDERS: Final = 0.55
LARGEST_HEAD_PER_SHOULDERS: Final = 1.2
HEAD_HEIGHT_PER_SHOULDERS: Final = (0.3, 1.4)  # centre of the face above the shoulder line

_BONES: Final = (
    ("left_shoulder", "right_shoulder"),
    ("left_hip", "right_hip"),
    *((f"{side}_{a}", f"{side}_{b}") for side in SIDES for a, b in (
        ("shoulder", "hip"), ("hip", "knee"), ("knee", "ankle"), ("ankle", "foot_index"),
    )),
)  # fmt: skip
_LEG: Final = ("hip", "knee", "ankle", "foot_index")
_DARK: Final = (16, 30, 36, 255)
_LIGHT: Final = (255, 255, 255, 255)
_ACCENT: Final = (255, 199, 64, 255)


class Landmark(NamedTuple):
    """One landmark in the image's pixels: x right, y down; visibility 0 to 1."""

    x_px: float
    y_px: float
    visibility: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EndRangePicture:
    """One end range as a picture that can be shown: no face, at most 640 px, JPEG."""

    side: Side
    direction: Direction
    t_s: float
    peak_deg: float
    jpeg_bytes: bytes

    @property
    def data_uri(self) -> str:
        """The picture as it stands in a self-contained page."""
        return "data:image/jpeg;base64," + base64.b64encode(self.jpeg_bytes).decode("ascii")

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height."""
        with Image.open(io.BytesIO(self.jpeg_bytes)) as image:
            return image.size


@dataclass(frozen=True, slots=True, kw_only=True)
class EndRange:
    """What the picture shows: which leg, which way, when, how far."""

    side: Side
    direction: Direction
    t_s: float
    peak_deg: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """Part of an image that is made unrecognisable: a circle, or everything above a line."""

    centre_px: Point | None
    radius_px: float
    above_y_px: float | None


def end_range_picture(
    image: Pixels, landmarks: Sequence[Landmark], end_range: EndRange
) -> EndRangePicture | None:
    """Picture of one end range with skeleton and angle, the face made unrecognisable.

    Parameters
    ----------
    image : (h, w, 3)
        Upright image, RGB.
    landmarks : (33,)
        Landmarks of that image, in its pixels.
    end_range : EndRange
        What is shown. The line of rest is the shank turned back by `peak_deg`, so that picture and
        number agree.

    Returns
    -------
    picture : EndRangePicture or None
        None where the leg is not seen, or where the head cannot be covered for certain.

    Raises
    ------
    ValueError
        Not an RGB image, or not 33 landmarks.
    """
    if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8:
        raise ValueError(f"an RGB image of uint8 is needed, not {image.shape} of {image.dtype}")
    if len(landmarks) != len(LANDMARKS):
        raise ValueError(f"{len(LANDMARKS)} landmarks are needed, not {len(landmarks)}")
    body = dict(zip(LANDMARKS, landmarks, strict=True))
    cover = cover_of_head(body, image.shape[1], image.shape[0])
    if cover is None or not all(_is_sure(body[f"{end_range.side}_{p}"]) for p in _LEG[:3]):
        return None
    covered = without_face(image, cover)
    picture, points = _cropped(covered, body)
    _draw_overlay(picture, points, end_range)
    return EndRangePicture(
        side=end_range.side,
        direction=end_range.direction,
        t_s=end_range.t_s,
        peak_deg=end_range.peak_deg,
        jpeg_bytes=_jpeg(picture),
    )


# -------------------------------------------------------------------------------------------- face


def cover_of_head(body: dict[str, Landmark], width_px: int, height_px: int) -> Cover | None:
    """What has to be covered so that no face is left; None if that is not known.

    Parameters
    ----------
    body : dict
        Landmarks by name.
    width_px, height_px : int
        Size of the image.
    """
    shoulders = [body[f"{side}_shoulder"] for side in SIDES]
    hips = [body[f"{side}_hip"] for side in SIDES]
    if not all(map(_is_sure, hips)):
        return None
    hip_y_px = min(point.y_px for point in hips)
    if not all(map(_is_sure, shoulders)):
        return _above(hip_y_px)
    shoulder_y_px = max(point.y_px for point in shoulders)
    if shoulder_y_px >= hip_y_px:  # upside down: the pose model has failed
        return None
    face = [body[name] for name in FACE if _is_sure(body[name])]
    head = _head_circle(face, shoulders)
    if head is None or not _inside(head[0], width_px, height_px):
        return _above(shoulder_y_px)
    return Cover(centre_px=head[0], radius_px=head[1], above_y_px=None)


def _above(y_px: float) -> Cover:
    """Everything above a line."""
    return Cover(centre_px=None, radius_px=0.0, above_y_px=y_px)


def _head_circle(face: list[Landmark], shoulders: list[Landmark]) -> tuple[Point, float] | None:
    """Centre and radius of the head; None if the face's landmarks do not make a plausible head."""
    if len(face) < SURE_FACE_POINTS:
        return None
    centre = _mean(face)
    neck = _mean(shoulders)
    width_px = math.dist(shoulders[0][:2], shoulders[1][:2])
    height_px = neck[1] - centre[1]
    radius_px = HEAD_PER_FACE_REACH * max(math.dist(centre, point[:2]) for point in face)
    lowest, highest = HEAD_HEIGHT_PER_SHOULDERS
    if not lowest * width_px <= height_px <= highest * width_px:
        return None
    if radius_px > LARGEST_HEAD_PER_SHOULDERS * width_px:
        return None
    return centre, max(radius_px, HEAD_PER_SHOULDERS * width_px)


def _mean(points: list[Landmark]) -> Point:
    """Centre of some landmarks."""
    return (
        math.fsum(point.x_px for point in points) / len(points),
        math.fsum(point.y_px for point in points) / len(points),
    )


def without_face(image: Pixels, cover: Cover) -> Pixels:
    """The image with the covered part averaged into large blocks, then blurred.

    Parameters
    ----------
    image : (h, w, 3)
        RGB.
    cover : Cover
        What goes. Nothing of it is left in the result but the mean colours of a few blocks.

    Returns
    -------
    covered : (h, w, 3)
        RGB, the rest unchanged but for a soft edge outside the cover.
    """
    height, width = image.shape[:2]
    weight = _cover_weight(cover, width, height)
    radius_px = cover.radius_px if cover.centre_px else width / 6
    block_px = max(2.0 * radius_px / BLOCKS_ACROSS_HEAD, 4.0)
    blocks = (max(1, round(width / block_px)), max(1, round(height / block_px)))
    picture = Image.fromarray(image)
    coarse = picture.resize(blocks, Image.Resampling.BOX).resize(
        (width, height), Image.Resampling.NEAREST
    )
    blurred = np.asarray(coarse.filter(ImageFilter.GaussianBlur(block_px / 2)), dtype=np.float64)
    mixed = weight * blurred + (1.0 - weight) * image.astype(np.float64)
    return np.rint(mixed).astype(np.uint8)


def _cover_weight(cover: Cover, width: int, height: int) -> NDArray[np.float64]:
    """1 everywhere inside the cover, falling to 0 outside its edge, (h, w, 1)."""
    y_px, x_px = np.mgrid[0:height, 0:width].astype(np.float64) + 0.5
    if cover.centre_px is not None:
        outside_px = np.hypot(x_px - cover.centre_px[0], y_px - cover.centre_px[1])
        outside_px -= cover.radius_px
        edge_px = 0.15 * cover.radius_px
    else:
        outside_px = y_px - (cover.above_y_px or 0.0)
        edge_px = 0.02 * height
    weight: NDArray[np.float64] = np.clip(1.0 - outside_px / max(edge_px, 1.0), 0.0, 1.0)
    return weight[..., np.newaxis]


# ----------------------------------------------------------------------------------------- drawing


def _cropped(image: Pixels, body: dict[str, Landmark]) -> tuple[Image.Image, dict[str, Point]]:
    """The person with some room around, and the sure landmarks in the new picture's pixels."""
    height, width = image.shape[:2]
    sure = {name: (p.x_px, p.y_px) for name, p in body.items() if _is_sure(p)}
    below_face = [point for name, point in sure.items() if name not in FACE]
    top, bottom = min(p[1] for p in below_face), max(p[1] for p in below_face)
    left, right = min(p[0] for p in below_face), max(p[0] for p in below_face)
    room_px = 0.16 * max(bottom - top, right - left)
    box = (
        round(max(0.0, left - room_px)),
        round(max(0.0, top - 1.6 * room_px)),
        round(min(float(width), right + room_px)),
        round(min(float(height), bottom + room_px)),
    )
    picture = Image.fromarray(image).crop(box)
    scale = min(1.0, LONGEST_SIDE_PX / max(picture.size))
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    points = {n: ((x - box[0]) * scale, (y - box[1]) * scale) for n, (x, y) in sure.items()}
    return picture.resize(size, Image.Resampling.LANCZOS), points


def _draw_overlay(picture: Image.Image, points: dict[str, Point], end_range: EndRange) -> None:
    """Skeleton and angle, drawn large and scaled down for smooth lines."""
    size = (picture.width * OVERSAMPLING, picture.height * OVERSAMPLING)
    layer = Image.new("RGBA", size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    large = {name: (x * OVERSAMPLING, y * OVERSAMPLING) for name, (x, y) in points.items()}
    unit = max(picture.size) * OVERSAMPLING / LONGEST_SIDE_PX
    _draw_bones(draw, large, end_range.side, unit)
    _draw_angle(draw, large, end_range, unit)
    layer = layer.resize(picture.size, Image.Resampling.LANCZOS)
    picture.paste(layer, (0, 0), layer)


def _draw_bones(
    draw: ImageDraw.ImageDraw, points: dict[str, Point], side: Side, unit: float
) -> None:
    """Trunk and legs thin and pale, the measured leg strong, each with a dark edge."""
    leg = {f"{side}_{part}" for part in _LEG}
    for first, second in sorted(_BONES, key=lambda bone: set(bone) <= leg):
        if first not in points or second not in points:
            continue
        is_measured = {first, second} <= leg
        colour, thickness = (_ACCENT, 7.0) if is_measured else ((255, 255, 255, 170), 3.0)
        ends = [points[first], points[second]]
        draw.line(ends, fill=_DARK, width=round((thickness + 2.5) * unit))
        draw.line(ends, fill=colour, width=round(thickness * unit))
    for name in leg & points.keys():
        _dot(draw, points[name], 7.5 * unit, _DARK)
        _dot(draw, points[name], 5.5 * unit, _LIGHT)


def _draw_angle(
    draw: ImageDraw.ImageDraw, points: dict[str, Point], end_range: EndRange, unit: float
) -> None:
    """Rest line (dashed), arc from it to the shank, and the number."""
    knee, ankle = points[f"{end_range.side}_knee"], points[f"{end_range.side}_ankle"]
    length = math.dist(knee, ankle)
    rest_rad, shank_rad = rest_and_shank_rad(points, end_range)
    _dashed(draw, knee, _polar(knee, length, rest_rad), unit)
    step_rad = (shank_rad - rest_rad) / 24
    arc = [_polar(knee, 0.55 * length, rest_rad + step_rad * i) for i in range(25)]
    draw.line(arc, fill=_DARK, width=round(8 * unit), joint="curve")
    draw.line(arc, fill=_LIGHT, width=round(5 * unit), joint="curve")
    _label(draw, knee, 0.8 * length, (rest_rad + shank_rad) / 2, end_range.peak_deg, unit)


def rest_and_shank_rad(points: Mapping[str, Point], end_range: EndRange) -> tuple[float, float]:
    """Directions of the shank at rest and at the end range, from +x towards +y (down).

    Internal rotation moves the foot away from the other leg, whether or not the picture is a mirror
    image.

    Parameters
    ----------
    points : dict
        Knee and ankle of the side, both hips; image axes.
    end_range : EndRange
        Which leg turned which way, how far.

    Returns
    -------
    rest_rad, shank_rad : float
        Apart by exactly `peak_deg`.
    """
    knee, ankle = points[f"{end_range.side}_knee"], points[f"{end_range.side}_ankle"]
    other: Side = "right" if end_range.side == "left" else "left"
    is_right_in_image = points[f"{end_range.side}_hip"][0] > points[f"{other}_hip"][0]
    goes_right = is_right_in_image == (end_range.direction == "internal")
    shank_rad = math.atan2(ankle[1] - knee[1], ankle[0] - knee[0])
    turned_rad = math.radians(end_range.peak_deg)
    return shank_rad + (turned_rad if goes_right else -turned_rad), shank_rad


def _label(
    draw: ImageDraw.ImageDraw,
    knee: Point,
    radius: float,
    angle_rad: float,
    peak_deg: float,
    unit: float,
) -> None:
    """The angle in whole degrees, on a dark plate beside the arc."""
    font = ImageFont.load_default(size=34 * unit)
    at = _polar(knee, radius, angle_rad)
    text = f"{peak_deg:.0f}°"
    left, top, right, bottom = draw.textbbox(at, text, font=font, anchor="mm")
    room = 6 * unit
    plate = (left - room, top - room, right + room, bottom + room)
    draw.rounded_rectangle(plate, radius=5 * unit, fill=(16, 30, 36, 220))
    draw.text(at, text, font=font, fill=_LIGHT, anchor="mm")


def _dashed(draw: ImageDraw.ImageDraw, start: Point, end: Point, unit: float) -> None:
    """A white dashed line."""
    count = max(1, int(math.dist(start, end) / (18 * unit)))
    for i in range(count):
        dash = [
            (start[0] + (end[0] - start[0]) * f, start[1] + (end[1] - start[1]) * f)
            for f in (i / count, (i + 0.55) / count)
        ]
        draw.line(dash, fill=_DARK, width=round(7 * unit))
        draw.line(dash, fill=_LIGHT, width=round(4.5 * unit))


def _dot(
    draw: ImageDraw.ImageDraw, at: Point, radius: float, colour: tuple[int, int, int, int]
) -> None:
    """A filled circle."""
    draw.ellipse((at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius), fill=colour)


def _polar(centre: Point, radius: float, angle_rad: float) -> Point:
    """Point at a distance and an angle from +x towards +y."""
    return centre[0] + radius * math.cos(angle_rad), centre[1] + radius * math.sin(angle_rad)


def _jpeg(picture: Image.Image) -> bytes:
    """The picture as JPEG, without any metadata."""
    file = io.BytesIO()
    picture.convert("RGB").save(file, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return file.getvalue()


def _is_sure(point: Landmark) -> bool:
    """Whether the landmark is there and believed; NaN is not."""
    return point.visibility >= SURE and math.isfinite(point.x_px) and math.isfinite(point.y_px)


def _inside(point: Point, width_px: int, height_px: int) -> bool:
    """Whether a point lies in the image."""
    return 0 <= point[0] < width_px and 0 <= point[1] < height_px
