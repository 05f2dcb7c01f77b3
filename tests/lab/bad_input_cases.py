"""Which altered recording must be told by which code; made on demand, once a test run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pytest
from PIL import Image

from tests.lab.altered_clips import (
    FIRST_SIDE,
    MID_MOVEMENT,
    ONE_MOVEMENT,
    REST,
    TWO_EACH,
    TWO_SECONDS,
    Picture,
    Stretch,
    Timed,
    beside_itself,
    beside_nobody,
    black,
    bundled_pictures,
    changed,
    changed_within,
    cut_file,
    damaged,
    darkened,
    doubled,
    empty,
    far_away,
    landscape,
    looped,
    made_up,
    noise,
    pictures_of,
    rows,
    second_half_filled,
    shifted,
    thinned,
    turned,
    upside_down,
    write_sound,
    write_video,
)

DATA: Final = Path(__file__).resolve().parents[3] / "shared" / "data"
Maker = Callable[[Path], Path]
START: Final = (1.2, 3.6)
"""Enough of the person to see what is amiss; at ten pictures a second."""


@dataclass(frozen=True, slots=True)
class Case:
    """A recording by name, how it is made into a folder, and the code it must be told by."""

    name: str
    code: str
    make: Maker


@dataclass(frozen=True, slots=True)
class Measured:
    """A recording that gives sound numbers, the part of the clip it shows, and its remarks."""

    name: str
    make: Maker
    stretch: Stretch
    remarks: frozenset[str]


def bytes_of(content: bytes, name: str) -> Maker:
    """A file with some bytes in it."""

    def make(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return make


def a_picture(name: str) -> Maker:
    """A photograph of the test."""

    def make(folder: Path) -> Path:
        Image.fromarray(next(bundled_pictures(REST))[1]).save(folder / name)
        return folder / name

    return make


def a_video(
    name: str,
    pictures: Callable[[], Iterable[Timed]],
    *,
    index_first: bool = False,
    with_sound: bool = False,
    key_every: int = 250,
) -> Maker:
    """A video of some pictures."""

    def make(folder: Path) -> Path:
        return write_video(
            folder / f"{name}.mp4",
            pictures(),
            index_first=index_first,
            with_sound=with_sound,
            key_every=key_every,
        )

    return make


def a_change(name: str, change: Callable[[Picture], Picture], stretch: Stretch = START) -> Maker:
    """The clip at ten pictures a second, every picture changed."""
    return a_video(name, lambda: changed(bundled_pictures(stretch, 2), change))


def a_change_within(name: str, stretch: Stretch, change: Callable[[Picture], Picture]) -> Maker:
    """The clip at ten pictures a second, some pictures changed."""
    return a_video(name, lambda: changed_within(bundled_pictures(FIRST_SIDE, 2), stretch, change))


def cut(make: Maker, share: float) -> Maker:
    """The first part of a file."""

    def make_cut(folder: Path) -> Path:
        whole = make(folder)
        return cut_file(whole, whole.with_name(f"cut-{whole.name}"), share)

    return make_cut


def spoiled(make: Maker, from_share: float, to_share: float) -> Maker:
    """A file with a damaged stretch."""

    def make_spoiled(folder: Path) -> Path:
        whole = make(folder)
        return damaged(whole, whole.with_name(f"damaged-{whole.name}"), from_share, to_share)

    return make_spoiled


def shared(name: str, pictures: Callable[[Path], Iterable[Timed]]) -> Maker:
    """A video from the shared data; skips where there is none."""
    path = DATA / name

    def make_shared(folder: Path) -> Path:
        if not path.is_file():
            pytest.skip(f"{name} is not among the data beside this repository")
        return write_video(folder / f"{path.stem}.mp4", pictures(path))

    return make_shared


def _standing(path: Path) -> Iterator[Timed]:
    """A man who balances on one leg, 1.7 s, twice over."""
    return looped(changed(pictures_of(path, (0.0, 9.0), 6), thinned(3)), 2, 10.0)


def _walking(path: Path) -> Iterator[Timed]:
    """A woman who walks across the picture; without the man on the roof."""
    return changed(
        pictures_of(path, (0.0, 4.5), 4), lambda picture: thinned(2)(rows(0.38, 1.0)(picture))
    )


FILES: Final = (
    Case("text", "not_a_video", bytes_of(b"This is not a video.\n" * 50, "text.mp4")),
    Case("pdf", "not_a_video", bytes_of(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n" * 99, "a.pdf")),
    Case("random", "not_a_video", bytes_of(np.random.default_rng(1).bytes(9999), "random.mp4")),
    Case("empty", "empty_file", bytes_of(b"", "empty.mp4")),
    Case("json", "not_a_video", bytes_of(b'{"name": "somebody else\'s"}', "other.json")),
    Case("half a json", "not_a_video", bytes_of(b'{"name": ', "half.json")),
    Case("newer", "unknown_schema", bytes_of(b'{"schema": "coxa.landmarks/9"}', "newer.json")),
    Case("broken", "not_a_record", bytes_of(b'{"schema": "coxa.landmarks/1"}', "broken.json")),
    Case(
        "another record", "not_a_record", bytes_of(b'{"schema": "coxa.refusal/1"}', "refusal.json")
    ),
    Case("wav", "audio_only", lambda folder: write_sound(folder / "a.wav", "pcm_s16le")),
    Case("m4a", "audio_only", lambda folder: write_sound(folder / "a.m4a")),
    Case("mp4 with sound only", "audio_only", lambda folder: write_sound(folder / "a.mp4")),
    Case("jpeg", "still_picture", a_picture("a.jpg")),
    Case("png", "still_picture", a_picture("a.png")),
    Case("one image", "still_picture", a_video("one", lambda: [next(bundled_pictures(REST))])),
    Case(
        "cut, index at the end",
        "truncated",
        cut(a_video("late-index", lambda: bundled_pictures(REST, 4)), 0.6),
    ),
    Case(
        "cut, index at the start",
        "truncated",
        cut(a_video("cut", lambda: bundled_pictures(FIRST_SIDE, 2), index_first=True), 0.45),
    ),
    Case(
        "damaged throughout",
        "corrupt_images",
        spoiled(a_video("damaged", lambda: bundled_pictures(REST, 2)), 0.1, 0.9),
    ),
)
"""Files that are refused for what they are."""

CONTENTS: Final = (
    Case("noise", "no_person", a_video("noise", lambda: made_up(noise, 20, 10.0))),
    Case("landscape", "no_person", a_video("landscape", lambda: made_up(landscape, 20, 10.0))),
    Case("black", "too_dark", a_video("black", lambda: made_up(black, 20, 10.0))),
    Case("dark", "too_dark", a_change("dark", darkened(0.08))),
    Case("two people", "two_people", a_change("two", beside_itself)),
    Case("standing", "standing", shared("pose2sim_balancing/videos/cam01.mp4", _standing)),
    Case("walking", "walking", shared("sports2d/demo.mp4", _walking)),
    Case("turned on its side", "lying", a_change("turned", turned)),
    Case("upside down", "lying", a_change("upside", upside_down)),
    Case("cut at the shanks", "legs_out_of_view", a_change("shanks", rows(0.0, 0.7))),
    Case("head and chest", "legs_out_of_view", a_change("chest", rows(0.0, 0.5))),
    Case("legs alone", "head_out_of_view", a_change("legs", rows(0.5, 1.0))),
    Case("far", "too_far", a_change("far", far_away(3))),
    Case(
        "five images a second",
        "low_frame_rate",
        a_video("slow", lambda: bundled_pictures(FIRST_SIDE, 4)),
    ),
    Case("two seconds", "too_short", a_video("short", lambda: bundled_pictures(TWO_SECONDS, 2))),
    Case("no rest", "no_rest", a_video("no-rest", lambda: bundled_pictures(MID_MOVEMENT, 2))),
    Case(
        "no movement",
        "no_movement",
        a_video("still", lambda: looped(bundled_pictures(REST, 2), 2, 10.0)),
    ),
)
"""Videos that are refused for what they show."""

SOUND: Final = (
    Measured(
        "two repetitions",
        a_video("two-each", lambda: bundled_pictures(TWO_EACH, 2)),
        TWO_EACH,
        frozenset({"too_few_repetitions", "low_frame_rate"}),
    ),
    Measured(
        "one direction, with sound",
        a_video("one-direction", lambda: bundled_pictures(ONE_MOVEMENT, 2), with_sound=True),
        ONE_MOVEMENT,
        frozenset({"too_few_repetitions"}),
    ),
    Measured(
        "images doubled to a higher rate",
        a_video("doubled", lambda: doubled(bundled_pictures(ONE_MOVEMENT, 2), 2, 0.1)),
        ONE_MOVEMENT,
        frozenset({"too_few_repetitions"}),
    ),
    Measured(
        "rather dark",
        a_change("dim", darkened(0.2), FIRST_SIDE),
        FIRST_SIDE,
        frozenset({"too_dark"}),
    ),
    Measured(
        "rather far",
        a_change("farther", far_away(2), FIRST_SIDE),
        FIRST_SIDE,
        frozenset({"too_far"}),
    ),
    Measured(
        "cut at the ankles",
        a_change("ankles", rows(0.0, 0.8), FIRST_SIDE),
        FIRST_SIDE,
        frozenset({"legs_out_of_view"}),
    ),
    Measured(
        "camera bumped",
        a_change_within("bumped", (5.3, 99.0), shifted(25, 15)),
        FIRST_SIDE,
        frozenset({"camera_moved"}),
    ),
    Measured(
        "somebody else for a moment",
        a_video(
            "passer-by",
            lambda: changed_within(
                changed(bundled_pictures(FIRST_SIDE, 2), beside_nobody),
                (2.5, 3.3),
                second_half_filled,
            ),
        ),
        FIRST_SIDE,
        frozenset({"two_people"}),
    ),
    Measured(
        "nobody for a second",
        a_change_within("gap", (3.4, 4.4), empty),
        FIRST_SIDE,
        frozenset({"no_person"}),
    ),
    Measured(
        "damaged midway",
        spoiled(
            a_video("scratched", lambda: bundled_pictures(FIRST_SIDE, 2), key_every=8), 0.5, 0.52
        ),
        FIRST_SIDE,
        frozenset({"corrupt_images"}),
    ),
    Measured(
        "end missing",
        cut(a_video("no-end", lambda: bundled_pictures((1.2, 13.0), 2), index_first=True), 0.82),
        FIRST_SIDE,
        frozenset({"truncated"}),
    ),
)
"""Videos with something amiss that can be measured all the same."""
