"""Recordings made worse: the bundled clip cut, cropped, darkened, doubled, turned, damaged.

Everything is kept small and short, because every image costs the pose model 15 to 25 ms.
"""

from __future__ import annotations

import itertools
import struct
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import numpy as np
from numpy.typing import NDArray

from coxa_lab.demo import bundled_recording
from coxa_lab.truth import TrueRepetition, read_truth

Picture = NDArray[np.uint8]
Timed = tuple[float, Picture]
Stretch = tuple[float, float]

FIRST_SIDE: Final = (1.2, 10.0)
"""Rest, one repetition inward, one outward, of the right leg (s in the bundled clip)."""
TWO_EACH: Final = (1.2, 16.0)
"""Rest, two repetitions inward, two outward, of the right leg."""
ONE_MOVEMENT: Final = (1.2, 6.6)
"""Rest and one repetition inward of the right leg."""
MID_MOVEMENT: Final = (4.0, 10.0)
"""The same as `FIRST_SIDE`, begun while the leg is on its way out."""
REST: Final = (0.0, 3.2)
TWO_SECONDS: Final = (2.5, 4.5)
RATE_HZ: Final = 20.0
_TICKS_HZ: Final = 12800
_MATRIX_AFTER_TKHD: Final = 44
_QUARTER_TURN: Final = struct.pack(">9i", 0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30)
_SOUND_HZ: Final = 16000


# --------------------------------------------------------------------------------------- pictures


def bundled_pictures(stretch: Stretch, step: int = 1) -> Iterator[Timed]:
    """Pictures of a stretch of the bundled clip (20 a second), every `step`-th; times from 0."""
    with bundled_recording() as (path, _):
        yield from pictures_of(path, stretch, step)


def true_repetitions(stretch: Stretch) -> list[TrueRepetition]:
    """Repetitions of the bundled clip that lie in a stretch of it."""
    with bundled_recording() as (_, truth_path):
        truth = read_truth(truth_path)
    return [r for r in truth.repetitions if r.start_s >= stretch[0] and r.end_s <= stretch[1]]


def pictures_of(path: Path, stretch: Stretch, step: int = 1) -> Iterator[Timed]:
    """Pictures of a stretch of a video, every `step`-th; times from 0."""
    with av.open(str(path)) as container:
        wanted = (frame for frame in container.decode(video=0) if frame.time >= stretch[0])
        for number, frame in enumerate(wanted):
            if frame.time >= stretch[1]:
                return
            if number % step == 0:
                pixels = np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)
                yield frame.time - stretch[0], pixels


def changed(pictures: Iterable[Timed], change: Callable[[Picture], Picture]) -> Iterator[Timed]:
    """The pictures, each changed."""
    for t_s, picture in pictures:
        yield t_s, change(picture)


def changed_within(
    pictures: Iterable[Timed], stretch: Stretch, change: Callable[[Picture], Picture]
) -> Iterator[Timed]:
    """The pictures, those of a stretch changed."""
    for t_s, picture in pictures:
        yield t_s, change(picture) if stretch[0] <= t_s < stretch[1] else picture


def looped(pictures: Iterable[Timed], times: int, rate_hz: float) -> Iterator[Timed]:
    """The same pictures several times over."""
    kept = list(pictures)
    for number in range(times * len(kept)):
        yield number / rate_hz, kept[number % len(kept)][1]


def doubled(pictures: Iterable[Timed], times: int, interval_s: float) -> Iterator[Timed]:
    """Every picture several times, as software writes a high rate that the camera does not have."""
    for t_s, picture in pictures:
        for number in range(times):
            yield t_s + number * interval_s / times, picture


def made_up(draw: Callable[[int], Picture], images: int, rate_hz: float) -> Iterator[Timed]:
    """Pictures that were never filmed."""
    for number in range(images):
        yield number / rate_hz, draw(number)


# -------------------------------------------------------------------------- what befalls a picture


def mirrored(picture: Picture) -> Picture:
    """Left and right exchanged."""
    return picture[:, ::-1]


def turned(picture: Picture) -> Picture:
    """A quarter turn anticlockwise."""
    return np.rot90(picture)


def upside_down(picture: Picture) -> Picture:
    """Half a turn."""
    return picture[::-1, ::-1]


def darkened(share: float) -> Callable[[Picture], Picture]:
    """A share of the light."""
    return lambda picture: (picture * share).astype(np.uint8)


def rows(from_share: float, to_share: float) -> Callable[[Picture], Picture]:
    """A horizontal strip of the picture."""

    def change(picture: Picture) -> Picture:
        height = picture.shape[0]
        return picture[int(from_share * height) : int(to_share * height)]

    return change


def thinned(step: int) -> Callable[[Picture], Picture]:
    """Every so many rows and columns."""
    return lambda picture: picture[::step, ::step]


def shifted(across: int, down: int) -> Callable[[Picture], Picture]:
    """Moved in the frame, as after a knock against the camera."""
    return lambda picture: np.roll(picture, (down, across), axis=(0, 1))


def beside_itself(picture: Picture) -> Picture:
    """The same person twice."""
    return np.concatenate([picture, picture], axis=1)


def beside_nobody(picture: Picture) -> Picture:
    """As wide as `beside_itself`, with nobody in the other half."""
    return np.concatenate([picture, empty(picture)], axis=1)


def second_half_filled(picture: Picture) -> Picture:
    """The person also where `beside_nobody` has left room."""
    return beside_itself(picture[:, : picture.shape[1] // 2])


def empty(picture: Picture) -> Picture:
    """The colour of the wall everywhere."""
    return np.full_like(picture, picture[5, 5])


def far_away(factor: int) -> Callable[[Picture], Picture]:
    """The picture in the middle of a grey one of the same size, so many times smaller."""

    def change(picture: Picture) -> Picture:
        small = picture[::factor, ::factor]
        canvas = np.full_like(picture, 128)
        top = (picture.shape[0] - small.shape[0]) // 2
        left = (picture.shape[1] - small.shape[1]) // 2
        canvas[top : top + small.shape[0], left : left + small.shape[1]] = small
        return canvas

    return change


def noise(number: int) -> Picture:
    """A picture of nothing."""
    return np.random.default_rng(number).integers(0, 255, (320, 240, 3), np.uint8)


def black(_number: int) -> Picture:
    """A covered lens."""
    return np.zeros((320, 240, 3), np.uint8)


def landscape(number: int) -> Picture:
    """A picture of a sky and a hill that pass by."""
    across = np.arange(240) + 2.0 * number
    horizon = 160 + 40 * np.sin(across / 40)
    ground = np.arange(320)[:, np.newaxis] > horizon
    colours = np.where(ground[:, :, np.newaxis], [60, 120, 50], [150, 190, 230])
    return colours.astype(np.uint8)


# ------------------------------------------------------------------------------------------- files


def write_video(
    path: Path,
    pictures: Iterable[Timed],
    *,
    index_first: bool = False,
    with_sound: bool = False,
    key_every: int = 250,
    is_exact: bool = False,
) -> Path:
    """An H.264 video with true time stamps; its index at the start if asked, else at the end.

    Every encoding leaves other traces, and traces no eye sees move a landmark by a pixel: one
    repetition of the mirrored copy read 0.8 degrees more. Exact ones compare without that.
    """
    options = {"movflags": "faststart"} if index_first else {}
    timed = iter(pictures)
    first = next(timed)
    with av.open(str(path), "w", container_options=options) as container:
        stream = container.add_stream(
            "libx264rgb" if is_exact else "libx264",
            rate=int(RATE_HZ),
            width=even(first[1]).shape[1],
            height=even(first[1]).shape[0],
            pix_fmt="rgb24" if is_exact else "yuv420p",
            options={
                "crf": "0" if is_exact else "18",
                "preset": "veryfast",
                "g": str(key_every),
            },
        )
        stream.codec_context.time_base = Fraction(1, _TICKS_HZ)
        sound = _sound_stream(container, "aac") if with_sound else None
        last_s = 0.0
        for t_s, picture in itertools.chain([first], timed):
            frame = av.VideoFrame.from_ndarray(even(picture), format="rgb24")
            frame.pts, frame.time_base = round(t_s * _TICKS_HZ), Fraction(1, _TICKS_HZ)
            container.mux(stream.encode(frame))
            last_s = t_s
        container.mux(stream.encode(None))
        if sound is not None:
            _mux_tone(container, sound, last_s)
    return path


def even(picture: Picture) -> Picture:
    """A picture whose sides H.264 can hold."""
    height, width = picture.shape[:2]
    return np.ascontiguousarray(picture[: height // 2 * 2, : width // 2 * 2])


def write_sound(path: Path, codec: str = "aac", lasts_s: float = 2.0) -> Path:
    """A file with a tone and no picture."""
    with av.open(str(path), "w") as container:
        _mux_tone(container, _sound_stream(container, codec), lasts_s)
    return path


def _sound_stream(container: av.container.OutputContainer, codec: str) -> av.AudioStream:
    stream = container.add_stream(codec, rate=_SOUND_HZ, layout="mono")
    assert isinstance(stream, av.AudioStream)
    return stream


def _mux_tone(
    container: av.container.OutputContainer, stream: av.AudioStream, lasts_s: float
) -> None:
    size = 1024
    for start in range(0, int(lasts_s * _SOUND_HZ), size):
        wave = np.sin(np.arange(start, start + size) * (2 * np.pi * 440 / _SOUND_HZ))
        samples = (8000 * wave).astype(np.int16)[np.newaxis]
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate, frame.pts = _SOUND_HZ, start
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


def turned_by_metadata(source: Path, target: Path) -> Path:
    """A copy of a video whose metadata says: show it a quarter turn clockwise."""
    content = bytearray(source.read_bytes())
    place = content.index(b"tkhd") + _MATRIX_AFTER_TKHD
    content[place : place + len(_QUARTER_TURN)] = _QUARTER_TURN
    target.write_bytes(content)
    return target


def cut_file(source: Path, target: Path, share: float) -> Path:
    """The first part of a file, as after a copy that was interrupted."""
    content = source.read_bytes()
    target.write_bytes(content[: int(share * len(content))])
    return target


def damaged(source: Path, target: Path, from_share: float, to_share: float) -> Path:
    """A copy of a file with a stretch of its bytes overwritten here and there."""
    content = bytearray(source.read_bytes())
    chance = np.random.default_rng(1)
    for place in range(int(from_share * len(content)), int(to_share * len(content)), 40):
        content[place] = int(chance.integers(256))
    target.write_bytes(content)
    return target
