"""Upright images with true time stamps, from whatever a camera writes."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from coxa.errors import RefusedError
from coxa_lab.video import Video, VideoImage, open_video
from tests.lab.video_samples import HEIGHT_PX, WIDTH_PX, Recipe, make_sound, make_video

NEARLY = 12  # of 255: what compression and colour conversion may change


def read(path: Path, *, is_mirrored: bool = False) -> tuple[Video, list[VideoImage]]:
    with open_video(path) as video:
        return video, list(video.images(is_mirrored=is_mirrored))


TEN_BIT = Recipe(
    codec="libx265", pixels="yuv420p10le", options=(("x265-params", "log-level=none"),)
)


def red_corner(image: VideoImage) -> str:
    """Which corner of an image is red."""
    red = image.rgb[:, :, 0] > 128
    rows, columns = np.nonzero(red)
    height_px, width_px = red.shape
    vertical = "top" if rows.mean() < height_px / 2 else "bottom"
    return f"{vertical} {'left' if columns.mean() < width_px / 2 else 'right'}"


@pytest.mark.parametrize(
    ("turned_deg", "is_flipped", "corner"),
    [
        (0, False, "top left"),
        (90, False, "bottom left"),
        (180, False, "bottom right"),
        (270, False, "top right"),
        (0, True, "top right"),
        (90, True, "bottom right"),
    ],
)
@pytest.mark.parametrize("container", ["mp4", "mkv", "mov"])
def test_images_are_upright(
    tmp_path: Path, turned_deg: int, is_flipped: bool, corner: str, container: str
) -> None:
    recipe = Recipe(turned_deg=turned_deg, is_flipped=is_flipped)
    video, images = read(make_video(tmp_path / f"turned.{container}", recipe))
    size = (HEIGHT_PX, WIDTH_PX) if turned_deg % 180 else (WIDTH_PX, HEIGHT_PX)
    assert (video.width_px, video.height_px) == size
    assert images[0].rgb.shape == (size[1], size[0], 3)
    assert {red_corner(image) for image in images} == {corner}


def test_a_mirror_image_is_undone_after_turning(tmp_path: Path) -> None:
    path = make_video(tmp_path / "mirrored.mp4", Recipe(turned_deg=90))
    _, images = read(path, is_mirrored=True)
    assert red_corner(images[0]) == "bottom right"


def test_time_stamps_are_the_true_ones(tmp_path: Path) -> None:
    stamps_ms = [500, 533, 600, 601, 900, 1700]
    recipe = Recipe(images=len(stamps_ms), stamps_ms=stamps_ms)
    video, images = read(make_video(tmp_path / "variable.mkv", recipe))
    assert [image.t_s for image in images] == pytest.approx(
        [0.0, 0.033, 0.1, 0.101, 0.4, 1.2],
        abs=1e-3,  # the container's clock ticks in milliseconds
    )
    assert video.counts.images == len(stamps_ms)


def test_images_can_be_read_twice(tmp_path: Path) -> None:
    with open_video(make_video(tmp_path / "twice.mp4")) as video:
        first = [image.t_s for image in video.images()]
        assert [image.t_s for image in video.images()] == first
        assert video.counts.images == len(first)


@pytest.mark.parametrize(
    ("name", "recipe"),
    [
        ("odd.mp4", Recipe(width_px=63, height_px=47, pixels="yuv444p")),
        ("grey.mkv", Recipe(codec="ffv1", pixels="gray")),
        ("ten_bit.mkv", TEN_BIT),
        ("alpha.mkv", Recipe(codec="ffv1", pixels="bgra")),
        ("web.webm", Recipe(codec="libvpx-vp9")),
        ("old.avi", Recipe(codec="mjpeg", pixels="yuvj420p")),
        ("sound.mp4", Recipe(has_sound=True)),
        ("stream.ts", Recipe()),
        ("moving.gif", Recipe(codec="gif", pixels="rgb8")),
    ],
)  # fmt: skip
def test_any_common_video_is_read(tmp_path: Path, name: str, recipe: Recipe) -> None:
    video, images = read(make_video(tmp_path / name, recipe))
    assert len(images) == recipe.images
    assert images[0].rgb.shape == (recipe.height_px, recipe.width_px, 3)
    corner = images[-1].rgb[4, 4].astype(int)
    assert corner[0] > 60
    assert images[-1].rgb[-4, -4].max() < NEARLY + 16
    assert video.counts.corrupt == 0
    assert [image.t_s for image in images] == pytest.approx(
        [number / recipe.rate_hz for number in range(recipe.images)], abs=2e-3
    )


def test_pixels_are_made_square(tmp_path: Path) -> None:
    path = make_video(tmp_path / "wide.mp4", Recipe(pixel_aspect=Fraction(3, 2)))
    video, images = read(path)
    assert (video.width_px, video.height_px) == (96, HEIGHT_PX)
    assert images[0].rgb.shape == (HEIGHT_PX, 96, 3)
    assert red_corner(images[0]) == "top left"


def test_large_images_are_reduced_and_say_so(tmp_path: Path) -> None:
    path = make_video(tmp_path / "large.mp4", Recipe(width_px=160, height_px=120, images=3))
    with open_video(path) as video:
        image = next(iter(video.images(max_side_px=80)))
    assert (video.width_px, video.height_px) == (160, 120)
    assert image.rgb.shape == (60, 80, 3)
    assert image.reduction == 2.0


def test_tags_are_read(tmp_path: Path) -> None:
    tags = (("creation_time", "2026-11-22T10:15:00Z"), ("mirrored", "1"))
    video, _ = read(make_video(tmp_path / "tagged.mkv", Recipe(tags=tags)))
    assert video.created_at is not None
    assert video.created_at.isoformat() == "2026-11-22T10:15:00+00:00"
    assert video.mirrored is True


def test_without_tags_nothing_is_claimed(tmp_path: Path) -> None:
    video, _ = read(make_video(tmp_path / "plain.mp4"))
    assert video.created_at is None
    assert video.mirrored is None


def refusal_of(path: Path) -> str:
    with pytest.raises(RefusedError) as caught:
        read(path)
    return caught.value.code


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.mp4"
    path.touch()
    assert refusal_of(path) == "empty_file"


@pytest.mark.parametrize(
    "content",
    [
        b"not a video at all\n" * 50,
        bytes(range(256)) * 20,
        b"#EXTM3U\n#EXTINF:9,\nhttp://example.invalid/a.ts\n",
        b"ffconcat version 1.0\nfile other.mp4\n",
    ],
    ids=["text", "bytes", "play list", "list of files"],
)
def test_what_is_no_video_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "something.mp4"
    path.write_bytes(content)
    assert refusal_of(path) == "not_a_video"


def test_a_video_without_its_index_is_truncated(tmp_path: Path) -> None:
    whole = make_video(tmp_path / "whole.mp4", Recipe(images=60)).read_bytes()
    path = tmp_path / "cut.mp4"
    path.write_bytes(whole[: len(whole) // 2])
    assert refusal_of(path) == "truncated"


def test_a_video_that_lost_its_end_is_read_and_says_so(tmp_path: Path) -> None:
    recipe = Recipe(images=100, options=(("g", "5"), ("crf", "0")))
    whole = make_video(tmp_path / "whole.mkv", replace(recipe, codec="libx264")).read_bytes()
    path = tmp_path / "cut.mkv"
    path.write_bytes(whole[: len(whole) * 6 // 10])
    video, images = read(path)
    assert 20 < len(images) < 90
    assert video.counts.missing_end_s > 1.0


def test_sound_alone_is_refused(tmp_path: Path) -> None:
    assert refusal_of(make_sound(tmp_path / "sound.m4a")) == "audio_only"


def test_a_picture_is_refused(tmp_path: Path) -> None:
    recipe = Recipe(codec="mjpeg", pixels="yuvj420p", images=1)
    path = make_video(tmp_path / "one.avi", recipe)
    assert refusal_of(path) == "still_picture"


@pytest.mark.parametrize("name", ["picture.png", "picture.jpg", "picture.webp", "picture.gif"])
def test_a_picture_file_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    Image.new("RGB", (32, 32)).save(path)
    assert refusal_of(path) == "still_picture"


def damaged(path: Path, first: float, last: float) -> Path:
    """The same file with bytes between two fractions of its length overwritten."""
    content = bytearray(path.read_bytes())
    begin, end = int(first * len(content)), int(last * len(content))
    content[begin:end] = bytes((7 * n) % 251 for n in range(end - begin))
    path.write_bytes(bytes(content))
    return path


DENSE = Recipe(images=100, options=(("g", "10"), ("crf", "0")))


def test_corrupt_images_midway_are_skipped_and_counted(tmp_path: Path) -> None:
    path = damaged(make_video(tmp_path / "damaged.mp4", DENSE), 0.45, 0.5)
    video, images = read(path)
    assert 0 < video.counts.corrupt < 40
    assert len(images) + video.counts.corrupt >= 90
    assert {red_corner(image) for image in images} == {"top left"}
    times_s = [image.t_s for image in images]
    assert times_s == sorted(set(times_s))


def test_mostly_corrupt_images_are_refused(tmp_path: Path) -> None:
    path = damaged(make_video(tmp_path / "ruined.mp4", DENSE), 0.2, 0.78)
    assert refusal_of(path) in {"corrupt_images", "truncated", "not_a_video"}
