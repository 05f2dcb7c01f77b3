"""The whole measurement opens no network connection: it works without one, and asks for none.

Needs `unshare` and `strace`. Where they are missing, or not allowed, the tests skip; with
COXA_REQUIRE_ISOLATION=1 that is a failure (``tests/conftest.py``).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from itertools import islice
from pathlib import Path
from typing import Final

import av
import numpy as np
import pytest

from coxa_lab.demo import bundled_recording
from coxa_lab.video import open_video

IMAGES: Final = 30
TIMEOUT_S: Final = 120
FOREIGN_CALL: Final = re.compile(r"(connect|sendto|sendmsg|sendmmsg|bind)\(.*AF_INET6?")
UNSHARES: Final = (["unshare", "--user", "--map-root-user", "--net"], ["unshare", "--net"])

pytestmark = pytest.mark.isolation


@pytest.fixture(scope="module")
def short_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first images of the bundled recording."""
    path = tmp_path_factory.mktemp("clip") / "short.mp4"
    with (
        bundled_recording() as (whole, _),
        open_video(whole) as video,
        av.open(str(path), "w") as container,
    ):
        stream = container.add_stream("libx264", rate=20)
        stream.width, stream.height = video.width_px, video.height_px
        stream.pix_fmt = "yuv420p"
        for image in islice(video.images(), IMAGES):
            rgb = np.ascontiguousarray(image.rgb)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(rgb, format="rgb24")))
        container.mux(stream.encode())
    return path


def assess(clip: Path, folder: Path, around: list[str]) -> Path:
    """Measure a clip inside another command; the landmarks it wrote.

    The clip is too short for a result: that it is refused for this reason is part of the proof that
    everything before has run.
    """
    landmarks_path, refusal_path = folder / "landmarks.json", folder / "result.json"
    command = [sys.executable, "-m", "coxa_lab.cli", "assess", str(clip), "--quiet"]
    outputs = ["--landmarks", str(landmarks_path), "--json", str(refusal_path)]
    outputs += ["--report", str(folder / "report.html"), "--images"]
    result = subprocess.run(
        [*around, *command, *outputs],
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
    )
    assert result.returncode in {0, 1}, result.stderr
    assert json.loads(refusal_path.read_text(encoding="utf-8"))["schema"].startswith("coxa.")
    return landmarks_path


def isolating() -> list[str]:
    """The command that runs another without any network, as root or not."""
    for command in UNSHARES:
        if shutil.which(command[0]) is None:
            break
        if subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0:
            return command
    pytest.skip("unshare is missing or not allowed: isolation from the network is not proven")


def test_measuring_works_without_a_network(short_clip: Path, tmp_path: Path) -> None:
    landmarks_path = assess(short_clip, tmp_path, isolating())
    samples = json.loads(landmarks_path.read_text(encoding="utf-8"))["samples"]
    assert IMAGES // 2 <= len(samples) <= IMAGES  # 15 a second of 20


def test_measuring_asks_for_no_connection(short_clip: Path, tmp_path: Path) -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is missing: that no connection is asked for is not proven")
    trace_path = tmp_path / "trace"
    around = ["strace", "-f", "-qq", "-e", "trace=network", "-o", str(trace_path)]
    if subprocess.run([*around, "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("strace is not allowed: that no connection is asked for is not proven")
    landmarks_path = assess(short_clip, tmp_path, around)
    assert landmarks_path.exists()
    calls = trace_path.read_text(encoding="utf-8", errors="replace").splitlines()
    assert [call for call in calls if FOREIGN_CALL.search(call)] == []


def test_a_connection_would_be_noticed(tmp_path: Path) -> None:
    """The proof proves something: the same trace sees a program that does connect."""
    if shutil.which("strace") is None:
        pytest.skip("strace is missing: that no connection is asked for is not proven")
    trace_path = tmp_path / "trace"
    connects = "import socket; socket.socket().connect_ex(('127.0.0.1', 9))"
    around = ["strace", "-f", "-qq", "-e", "trace=network", "-o", str(trace_path)]
    if subprocess.run([*around, sys.executable, "-c", connects], check=False).returncode != 0:
        pytest.skip("strace is not allowed: that no connection is asked for is not proven")
    assert FOREIGN_CALL.search(trace_path.read_text(encoding="utf-8"))
