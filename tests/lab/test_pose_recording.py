"""A video becomes a landmark recording, and memory stays flat while it does."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from coxa_lab.pose.protocol import PoseSample
from coxa_lab.pose.recording import RecordingLabels, recording_from_video
from coxa_lab.video import VideoImage, open_video
from tests.lab.pose_samples import StubPose
from tests.lab.video_samples import Recipe, make_video

ROOT: Final = Path(__file__).parents[2]
LABELS: Final = RecordingLabels(
    id="5f0c1c2e-0d55-4a4e-8a59-0a3c3a0b1f10",
    subject="someone",
    recorded_at="2026-11-22T10:15:00+01:00",
    coxa_version="0.1.0",
    tables_version="1",
)
MAX_GROWTH_MIB: Final = 50.0
MEASURE: Final = """
import sys
from pathlib import Path
from coxa_lab.pose.recording import recording_from_video
from coxa_lab.video import VideoImage, open_video
from tests.lab.pose_samples import StubPose
from tests.lab.test_pose_recording import LABELS
with open_video(Path(sys.argv[1])) as video:
    recording = recording_from_video(video, StubPose(), LABELS)
status = Path("/proc/self/status").read_text()
print(len(recording), int(status.split("VmHWM:")[1].split()[0]) / 1024)
"""


def test_a_recording_holds_every_image(tmp_path: Path) -> None:
    path = make_video(tmp_path / "clip.mp4", Recipe(images=12))
    told: list[float] = []
    with open_video(path) as video:
        recording = recording_from_video(video, StubPose(), LABELS, told.append)
    assert len(recording) == 12
    assert list(recording.t_s) == told == pytest.approx([n / 10 for n in range(12)])
    assert (recording.image_width_px, recording.image_height_px) == (64, 48)
    assert recording.recording_sha256 == video.sha256
    assert recording.pose.name == "stub"
    assert (recording.id, recording.subject) == (LABELS.id, "someone")
    assert set(recording.column("left_knee", "x_px")) == {10.12}
    assert set(recording.column("left_knee", "visibility")) == {0.988}
    assert len(recording.outline) == 0


def test_positions_are_those_of_the_recording_also_when_images_were_reduced(tmp_path: Path) -> None:
    path = make_video(tmp_path / "large.mp4", Recipe(width_px=2560, height_px=16, images=3))
    with open_video(path) as video:
        recording = recording_from_video(video, StubPose(), LABELS)
    assert recording.image_width_px == 2560
    assert set(recording.column("nose", "x_px")) == {20.25}


def test_where_nobody_was_seen_points_are_missing(tmp_path: Path) -> None:
    class Blind(StubPose):
        def samples(self, images: Iterable[VideoImage]) -> Iterator[PoseSample]:
            for number, sample in enumerate(super().samples(images)):
                yield replace(sample, points=None, person=0.0) if number == 1 else sample

    with open_video(make_video(tmp_path / "clip.mp4", Recipe(images=3))) as video:
        recording = recording_from_video(video, Blind(), LABELS)
    seen = [not math.isnan(x_px) for x_px in recording.column("nose", "x_px")]
    assert seen == [True, False, True]


@pytest.mark.parametrize(
    ("tag", "said", "expected"),
    [(None, None, None), ("1", None, True), ("1", False, False), (None, True, True)],
)
def test_the_caller_knows_better_than_the_file_whether_it_is_mirrored(
    tmp_path: Path, tag: str | None, said: bool | None, expected: bool | None
) -> None:
    tags = (("mirrored", tag),) if tag else ()
    with open_video(make_video(tmp_path / "clip.mkv", Recipe(images=3, tags=tags))) as video:
        recording = recording_from_video(video, StubPose(), replace(LABELS, mirrored=said))
    assert recording.mirrored is expected


def peak_mib(path: Path, images: int) -> float:
    """Peak memory of a process of its own that reads a video."""
    result = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])},
        capture_output=True,
        text=True,
        check=True,
    )
    count, mib = result.stdout.split()
    assert int(count) == images
    return float(mib)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc to see the peak")
def test_memory_is_flat_in_the_length_of_the_recording(tmp_path: Path) -> None:
    """Eight minutes against two, 15 images a second; the images are small to be quick.

    Were they kept, they would be 24 kB each: 130 MB in six minutes.
    """
    recipe = Recipe(width_px=96, height_px=64, rate_hz=15, options=(("preset", "ultrafast"),))
    peaks_mib = [
        peak_mib(make_video(tmp_path / f"{minutes}.mp4", replace(recipe, images=n)), n)
        for minutes, n in ((2, 1800), (8, 7200))
    ]
    assert peaks_mib[1] - peaks_mib[0] < MAX_GROWTH_MIB
