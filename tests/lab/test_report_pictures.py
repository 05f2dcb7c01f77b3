"""End-range pictures: the leg is there, the face is not."""

from __future__ import annotations

import io
import math

import numpy as np
import pytest
from PIL import Image

from coxa.records.assessment import DIRECTIONS, SIDES, Direction, Side
from coxa.records.landmarks import LANDMARKS
from coxa_lab.report.pictures import (
    EndRange,
    Landmark,
    Pixels,
    cover_of_head,
    end_range_picture,
    rest_and_shank_rad,
    without_face,
)

WIDTH, HEIGHT = 480, 640
BODY = {
    "nose": (240, 165),
    **{f"{side}_{part}": (240 + sign * dx, y)
       for side, sign in (("left", 1), ("right", -1))
       for part, dx, y in (
           ("eye_inner", 4, 159), ("eye", 9, 159), ("eye_outer", 13, 159), ("ear", 17, 165),
           ("shoulder", 50, 230), ("elbow", 60, 310), ("wrist", 50, 370), ("pinky", 50, 380),
           ("index", 50, 380), ("thumb", 50, 380), ("hip", 28, 350), ("knee", 55, 400),
           ("ankle", 60, 530), ("heel", 60, 545), ("foot_index", 70, 560),
       )},
    "mouth_left": (246, 176),
    "mouth_right": (234, 176),
}  # fmt: skip
LEFT_IN = EndRange(side="left", direction="internal", t_s=1.0, peak_deg=30.0)


def body(**changed: Landmark) -> list[Landmark]:
    return [
        changed.get(name, Landmark(float(BODY[name][0]), float(BODY[name][1]), 0.99))
        for name in LANDMARKS
    ]


def unsure(*names: str) -> dict[str, Landmark]:
    return {name: Landmark(10.0, 500.0, 0.1) for name in names}


def noise(seed: int) -> Pixels:
    return np.random.default_rng(seed).integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)


def decoded(jpeg: bytes) -> Pixels:
    return np.asarray(Image.open(io.BytesIO(jpeg)).convert("RGB"))


def detail(region: Pixels) -> float:
    """Mean step from one pixel to the next, 0 to 255."""
    return float(np.abs(np.diff(region.astype(float), axis=1)).mean())


def covered(image: Pixels, landmarks: list[Landmark]) -> Pixels:
    cover = cover_of_head(dict(zip(LANDMARKS, landmarks, strict=True)), WIDTH, HEIGHT)
    assert cover is not None
    return without_face(image, cover)


def test_no_detail_of_the_head_is_left() -> None:
    image = noise(1)
    after = covered(image, body())
    head = (slice(130, 200), slice(205, 275))
    assert detail(image[head]) > 80
    assert detail(after[head]) < 2
    assert np.array_equal(after[300:], image[300:])


def test_two_faces_with_the_same_mean_colours_cannot_be_told_apart() -> None:
    """What is left of a head is the mean colour of a few blocks, nothing finer."""
    first = np.full((HEIGHT, WIDTH, 3), 120, dtype=np.uint8)
    second = first.copy()
    first[150:190:2, 220:260] = 240  # stripes of a few pixels, the same on average
    first[151:190:2, 220:260] = 0
    second[150:190, 220:260:2] = 240
    second[150:190, 221:260:2] = 0
    difference = np.abs(
        covered(first, body()).astype(int)[120:210, 195:285]
        - covered(second, body()).astype(int)[120:210, 195:285]
    )
    assert int(difference.max()) <= 8


def test_the_covered_circle_is_generous() -> None:
    cover = cover_of_head(dict(zip(LANDMARKS, body(), strict=True)), WIDTH, HEIGHT)
    assert cover is not None
    assert cover.centre_px is not None
    assert cover.radius_px >= 2 * (BODY["left_ear"][0] - 240)
    top, chin = cover.centre_px[1] - cover.radius_px, cover.centre_px[1] + cover.radius_px
    assert top < 125
    assert chin > 205


def test_where_the_face_is_unsure_everything_above_the_shoulders_goes() -> None:
    face = unsure(*LANDMARKS[:11])
    after = covered(noise(2), body(**face))
    assert detail(after[:230]) < 2


def test_a_face_in_an_impossible_place_is_not_believed() -> None:
    low = {name: Landmark(240.0 + i, 300.0, 0.99) for i, name in enumerate(LANDMARKS[:11])}
    after = covered(noise(3), body(**low))
    assert detail(after[:230]) < 2


def test_where_the_shoulders_are_unsure_too_everything_above_the_hips_goes() -> None:
    lost = unsure(*LANDMARKS[:11], "left_shoulder", "right_shoulder")
    after = covered(noise(4), body(**lost))
    assert detail(after[:350]) < 2


@pytest.mark.parametrize(
    "lost",
    [
        unsure("left_hip"),
        unsure("left_knee"),
        unsure("left_ankle"),
        {f"{side}_shoulder": Landmark(240.0, 600.0, 0.99) for side in ("left", "right")},
        {"left_ankle": Landmark(math.nan, math.nan, 0.99)},
    ],
)
def test_where_nothing_is_sure_there_is_no_picture(lost: dict[str, Landmark]) -> None:
    assert end_range_picture(noise(5), body(**lost), LEFT_IN) is None


def test_the_picture_is_small_has_no_metadata_and_no_face() -> None:
    large = np.repeat(np.repeat(noise(6), 3, axis=0), 3, axis=1)
    landmarks = [Landmark(3 * x, 3 * y, v) for x, y, v in body()]
    picture = end_range_picture(large, landmarks, LEFT_IN)
    assert picture is not None
    assert max(picture.size_px) == 640
    assert picture.data_uri.startswith("data:image/jpeg;base64,")
    with Image.open(io.BytesIO(picture.jpeg_bytes)) as image:
        assert not image.getexif()
    pixels = decoded(picture.jpeg_bytes)
    head_rows = slice(0, round(0.12 * len(pixels)))
    middle = slice(pixels.shape[1] // 2 - 30, pixels.shape[1] // 2 + 30)
    assert detail(pixels[head_rows, middle]) < 3


@pytest.mark.parametrize("is_mirrored", [False, True])
@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("direction", DIRECTIONS)
def test_turning_in_moves_the_foot_away_from_the_other_leg(
    side: Side, direction: Direction, is_mirrored: bool
) -> None:
    points = {
        name: (WIDTH - p.x_px if is_mirrored else p.x_px, p.y_px)
        for name, p in zip(LANDMARKS, body(), strict=True)
    }
    end = EndRange(side=side, direction=direction, t_s=0.0, peak_deg=40.0)
    rest_rad, shank_rad = rest_and_shank_rad(points, end)
    assert abs(rest_rad - shank_rad) == pytest.approx(math.radians(40))
    moved = math.cos(shank_rad) - math.cos(rest_rad)  # along the image's x
    outward = points[f"{side}_hip"][0] - 240
    assert (moved * outward > 0) == (direction == "internal")


@pytest.mark.parametrize("image", [np.zeros((5, 5), np.uint8), np.zeros((5, 5, 3), np.float64)])
def test_what_is_not_an_rgb_image_is_refused(image: Pixels) -> None:
    with pytest.raises(ValueError, match="an RGB image"):
        end_range_picture(image, body(), LEFT_IN)


def test_too_few_landmarks_are_refused() -> None:
    with pytest.raises(ValueError, match="33 landmarks"):
        end_range_picture(noise(7), body()[:5], LEFT_IN)
