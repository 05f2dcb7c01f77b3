"""How long the whole command takes, against the bare inference loop on the same recording.

    python -m bench.speed [--clip FILE] [--model full] [--runs 5] [--dry]

The whole command is `coxa assess` in a process of its own, from its start to its end. The bare loop
is a process of its own as well; only the loop is timed: one inference of the landmark net for every
image of the recording, crops already in memory, nothing else. It is run with one interpreter of two
threads, as one would write it, and with two interpreters of one thread each, as the command does.
Runs alternate, since machines are noisy. Written to ``bench/speed/<version>.md`` and ``.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import av
import numpy as np

from coxa.landmarks.region import whole_image
from coxa.version import __version__
from coxa_lab.demo import bundled_recording
from coxa_lab.pose.crop import FloatArray, crop, rgb_floats
from coxa_lab.pose.models_folder import model_path
from coxa_lab.pose.networks import LANDMARK_SIDE_PX, LandmarkNet
from coxa_lab.video import open_video

FOLDER = Path(__file__).parent / "speed"
CORES = 2
ENLARGED = 1.5
DIFFERENT_CROPS = 60
WARM_UP = 5
KIB = 1024.0


@dataclass(slots=True)
class Timing:
    """One recording: seconds of every run."""

    name: str
    images: int
    width_px: int
    height_px: int
    command_s: list[float] = field(default_factory=list)
    bare_s: list[float] = field(default_factory=list)
    bare_apart_s: list[float] = field(default_factory=list)
    command_cpu_s: list[float] = field(default_factory=list)
    bare_cpu_s: list[float] = field(default_factory=list)
    peak_mib: float = 0.0

    def ratios(self, against: Sequence[float]) -> list[float]:
        """Time of the command by time of a bare loop, run by run."""
        return [command / bare for command, bare in zip(self.command_s, against, strict=True)]

    @property
    def work_ratios(self) -> list[float]:
        """Processor time of the command by that of the bare loop in two halves, run by run."""
        pairs = zip(self.command_cpu_s, self.bare_cpu_s, strict=True)
        return [command / bare for command, bare in pairs]


# -------------------------------------------------------------------------------- the bare loop


def crops_of(path: Path) -> tuple[list[FloatArray], int]:
    """Some crops of a recording, ready for the net, and the number of its images."""
    crops: list[FloatArray] = []
    count = 0
    with open_video(path) as video:
        for image in video.images():
            count += 1
            if len(crops) < DIFFERENT_CROPS:
                height_px, width_px = image.rgbx.shape[:2]
                region = whole_image(width_px, height_px)
                square = crop(image.rgbx, region, LANDMARK_SIDE_PX)
                crops.append(rgb_floats(square))
    return crops, count


def bare_s(path: Path, model: str, threads: int) -> tuple[float, float]:
    """Seconds, and processor seconds, of one inference an image.

    One net of `CORES` threads, or several of fewer.
    """
    crops, count = crops_of(path)
    network = model_path(f"pose_landmark_{model}")
    nets = [LandmarkNet(network, threads) for _ in range(CORES // threads)]

    def loop(number: int, images: int) -> None:
        for index in range(number, images, len(nets)):
            nets[number].infer(crops[index % len(crops)])

    def all_loops(images: int) -> tuple[float, float]:
        workers = [
            threading.Thread(target=loop, args=(number, images)) for number in range(len(nets))
        ]
        began, used_before_s = time.perf_counter(), time.process_time()
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        return time.perf_counter() - began, time.process_time() - used_before_s

    all_loops(WARM_UP)
    return all_loops(count)


# ---------------------------------------------------------------------------------- measuring


@dataclass(frozen=True, slots=True)
class Run:
    """What a process of its own took: seconds, processor seconds, peak memory; and what it said."""

    took_s: float
    used_s: float
    peak_mib: float
    output: str


def run(arguments: Sequence[str]) -> Run:
    """Run a process to its end."""
    with tempfile.TemporaryFile("w+") as output:
        began = time.perf_counter()
        process = subprocess.Popen(arguments, stdout=output)
        _, status, usage = os.wait4(process.pid, 0)
        took_s = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in {0, 1}:
            raise RuntimeError(f"{' '.join(arguments)} ended with {process.returncode}")
        output.seek(0)
        used_s = usage.ru_utime + usage.ru_stime
        return Run(took_s, used_s, usage.ru_maxrss / KIB, output.read())


def time_recording(name: str, path: Path, model: str, runs: int) -> Timing:
    """All runs of one recording, command and bare loops in turn."""
    with open_video(path) as video:
        images = sum(1 for _ in video.images())
        timing = Timing(name, images, video.width_px, video.height_px)
    command = [sys.executable, "-m", "coxa_lab.cli", "assess", str(path), "--model", model]
    bare = [sys.executable, "-m", "bench.speed", "--bare", str(path), "--model", model]
    for _ in range(runs):
        whole = run(command)
        timing.command_s.append(whole.took_s)
        timing.command_cpu_s.append(whole.used_s)
        timing.peak_mib = max(timing.peak_mib, whole.peak_mib)
        together_s, _ = json.loads(run([*bare, "--threads", str(CORES)]).output)
        timing.bare_s.append(together_s)
        apart_s, used_s = json.loads(run([*bare, "--threads", "1"]).output)
        timing.bare_apart_s.append(apart_s)
        timing.bare_cpu_s.append(used_s)
    return timing


@contextmanager
def enlarged(path: Path) -> Iterator[Path]:
    """The recording with larger images, as a phone would make them."""
    with tempfile.TemporaryDirectory() as folder:
        large = Path(folder) / "enlarged.mp4"
        with open_video(path) as video, av.open(str(large), "w") as container:
            stream = container.add_stream("libx264", rate=round(video.rate_hz or 25.0))
            stream.width = round(video.width_px * ENLARGED / 2) * 2
            stream.height = round(video.height_px * ENLARGED / 2) * 2
            stream.pix_fmt = "yuv420p"
            for image in video.images():
                frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(image.rgb), format="rgb24")
                container.mux(stream.encode(frame))
            container.mux(stream.encode())
        yield large


@contextmanager
def _recording(clip: Path | None) -> Iterator[Path]:
    """The recording to measure with."""
    if clip is not None:
        yield clip
        return
    with bundled_recording() as (video, _):
        yield video


# ----------------------------------------------------------------------------------- reporting


def spread(values: Sequence[float], digits: int = 2) -> str:
    """Median and range of some values."""
    middle = statistics.median(values)
    return f"{middle:.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def table(timings: Sequence[Timing], model: str) -> str:
    """The figures as a page."""
    lines = [
        f"# Speed, version {__version__}",
        "",
        f"Model `{model}`, {CORES} threads, {os.cpu_count()} cores; median (range) of "
        f"{len(timings[0].command_s)} alternating runs. The aim is a ratio of at most 1.25.",
        "",
        "| recording | images | command, s | images/s | bare loop, s | **ratio** | "
        "in two halves, s | ratio | processor time, ratio | peak memory, MiB |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for t in timings:
        rate = t.images / statistics.median(t.command_s)
        lines.append(
            f"| {t.name}, {t.width_px} x {t.height_px} | {t.images} | {spread(t.command_s, 1)} | "
            f"{rate:.0f} | {spread(t.bare_s, 1)} | **{spread(t.ratios(t.bare_s))}** | "
            f"{spread(t.bare_apart_s, 1)} | {spread(t.ratios(t.bare_apart_s))} | "
            f"{spread(t.work_ratios)} | "
            f"{t.peak_mib:.0f} |"
        )
    lines += [
        "",
        "Command: the whole `coxa assess`, from the start of its process to its end. Bare: one "
        "inference of the landmark net an image, crops in memory, in one interpreter of two "
        "threads; in two halves: two interpreters of one thread each, as the command works. "
        "Processor time, command against two halves, depends less on what else the machine does.",
        "",
    ]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and write the table."""
    parser = argparse.ArgumentParser(description="Whole command against bare inference.")
    parser.add_argument("--clip", type=Path, help="by default the bundled recording")
    parser.add_argument("--model", default="full", choices=("lite", "full", "heavy"))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--dry", action="store_true", help="print only")
    parser.add_argument("--bare", type=Path, help="run the bare loop once and print its seconds")
    parser.add_argument("--threads", type=int, default=CORES, choices=(1, CORES))
    options = parser.parse_args(arguments)
    if options.bare is not None:
        print(json.dumps(bare_s(options.bare, options.model, options.threads)))
        return 0
    with _recording(options.clip) as clip, enlarged(clip) as large:
        timings = [
            time_recording(clip.stem, clip, options.model, options.runs),
            time_recording("enlarged", large, options.model, options.runs),
        ]
    page = table(timings, options.model)
    print(page)
    if not options.dry:
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / f"{__version__}.md").write_text(page, encoding="utf-8")
        content = json.dumps([asdict(timing) for timing in timings], indent=1)
        (FOLDER / f"{__version__}.json").write_text(content + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
