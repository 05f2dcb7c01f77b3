"""How long the browser takes: first load, start without a server, an image on its way, a step.

    python -m bench.browser [--clips FOLDER] [--seconds 30] [--runs 3] [--wait MINUTES] [--dry]

Chromium without a window, a clip as its camera, a served Coxa of its own. What is transferred is
counted in front of the server; times come from the page itself (``coxaBench``). An image's way
begins when the camera has taken it and ends with the first moment after the frame in which its
reply is drawn. Before each measurement it is looked how busy others keep the machine, and with
`--wait` waited, so long at the most, until they do not.
Written to ``bench/browser/<version>.md``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import tempfile
import time
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from bench.coaching import RECORD_ID, seen_exercise
from coxa.browser.buffers import SAMPLE_LENGTH, VERSION
from coxa.browser.session import Session
from coxa.records.wire import encode
from coxa.version import __version__
from tests.web.browser import CHROMIUM, Served, as_camera, chromium, served
from tests.web.coach_page import CAMERA, Home, coach
from tests.web.coach_samples import acted, item, known, short_dose, turns
from tests.web.front import front_of

FOLDER: Final = Path(__file__).parent / "browser"
CLIP: Final = "01-plain.mp4"
CLIP_S: Final = 30.0
MODELS: Final = ("lite", "full")
KINDS: Final = (
    ("Python", ("/pyodide-",)),
    ("core", ("/core-",)),
    ("networks' runner", ("/litert-", "/wasm-utils-")),
    ("networks", (".tflite",)),
)
"""Kinds of what is loaded, by a part of its path; everything else is the page."""
MEGABYTE: Final = 1e6
READY_MS: Final = 300_000
PACE_S: Final = 1.0 / 30.0
AT_ONCE: Final = 20
"""Recorded images for every one of the camera's, where steps follow each other."""
LOOP: Final = 10_000
LOOPS: Final = 40
BUSY: Final = 0.1
"""Share of the cores' time from which on others keep them busy."""
LOOK_S: Final = 4.0
_READY: Final = "() => globalThis.coxaBench?.boot_ms.core > 0 && coxaBench.boot_ms.pose > 0"
_NOTE_STEPS: Final = """
globalThis.steps_ms = [];
globalThis.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", ({ data }) => {
      if (data.type === "reply" && data.took_ms > 0) steps_ms.push(data.took_ms);
    });
  }
};
"""
_BROKEN: Final = "document.querySelector('[data-fault=broken]') !== null"
_LOOP: Final = f"""
import time
def loop():
    began_s, total = time.perf_counter(), 0.0
    for i in range({LOOP}):
        total += i * 0.5
    return 1e3 * (time.perf_counter() - began_s) * 1000.0 / {LOOP}
[loop() for _ in range({LOOPS})]
"""
_LOOP_IN_PAGE: Final = """async (program) => {
  const { pyodide } = JSON.parse(document.getElementById("coach-config").textContent);
  const { loadPyodide } = await import(pyodide + "pyodide.mjs");
  const python = await loadPyodide({ indexURL: pyodide });
  return python.runPython(program).toJs();
}"""


@dataclass(frozen=True, slots=True)
class Way:
    """Images of one model on their way: medians and 95th percentiles in milliseconds."""

    model: str
    threads: bool
    images: int
    images_s: float
    painted_ms: tuple[float, float]
    page_ms: tuple[float, float]
    network_ms: tuple[float, float]
    step_ms: tuple[float, float]
    others: float
    busy: float


@dataclass(slots=True)
class Boots:
    """Milliseconds from the opening of the page, and how busy others kept the cores, run by run."""

    core_ms: list[float] = field(default_factory=list)
    pose_ms: list[float] = field(default_factory=list)
    others: list[float] = field(default_factory=list)

    def add(self, page: Page, others: float) -> None:
        """Open the coach, and note what it takes."""
        page.goto("/coach/")
        page.wait_for_function(f"() => ({_READY})() || {_BROKEN}", timeout=READY_MS)
        if page.evaluate(_BROKEN):
            raise RuntimeError(page.locator("[data-hook=faults]").inner_text())
        told = page.evaluate("coxaBench.boot_ms")
        self.core_ms.append(told["core"])
        self.pose_ms.append(told["pose"])
        self.others.append(others)

    @property
    def both_ms(self) -> list[float]:
        """Until both are ready."""
        return [max(pair) for pair in zip(self.core_ms, self.pose_ms, strict=True)]


# ------------------------------------------------------------------------------------- the machine


class Quiet:
    """Looks how busy others keep the machine, and waits for them where that is wanted."""

    def __init__(self, wait_minutes: float) -> None:
        self._wait_s = 60.0 * wait_minutes

    def look(self) -> float:
        """Share of the cores that others keep busy now, after waiting for a better moment."""
        until_s = time.monotonic() + self._wait_s
        share = busy_while(lambda: time.sleep(LOOK_S))
        while share > BUSY and time.monotonic() < until_s:
            share = busy_while(lambda: time.sleep(LOOK_S))
        return share


def busy_while(act: Callable[[], object]) -> float:
    """Share of the cores' time that is used while something is done."""
    before = processor_line()
    act()
    spent = [b - a for a, b in zip(before, processor_line(), strict=True)]
    return 1.0 - (spent[3] + spent[4]) / sum(spent)


def processor_line() -> list[float]:
    """Ticks of all processors together, by what they did."""
    line = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0]
    return [float(ticks) for ticks in line.split()[1:9]]


def machine() -> str:
    """Processor, cores and memory."""
    names = {"model name": "", "MemTotal": ""}
    for file in ("/proc/cpuinfo", "/proc/meminfo"):
        for line in Path(file).read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(":")
            if names.get(name.strip()) == "":
                names[name.strip()] = value.strip()
    memory_gb = int(names["MemTotal"].split()[0]) / 1e6
    return (
        f"{names['model name']}, {os.cpu_count()} cores, {memory_gb:.0f} GB, "
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    )


# ------------------------------------------------------------------------------------------ loading


@contextmanager
def profile(
    playwright: Playwright, folder: Path, address: str, *arguments: str
) -> Iterator[BrowserContext]:
    """A browser with a folder of its own, as a person has one: what it keeps outlives it."""
    options = list(arguments)
    if os.geteuid() == 0:  # its sandbox does not start for root
        options.append("--no-sandbox")
    context = playwright.chromium.launch_persistent_context(
        folder, executable_path=CHROMIUM, args=options, base_url=address, locale="en-GB"
    )
    try:
        yield context
    finally:
        context.close()


def kind_of(path: str) -> str:
    """What a file is for."""
    return next((kind for kind, parts in KINDS if any(part in path for part in parts)), "page")


def transferred() -> tuple[Counter[str], Counter[str]]:
    """Bytes of a first load over the wire, and requests, by kind."""
    with ExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(served(data, "--demo"))
        front = stack.enter_context(front_of(server))
        playwright = stack.enter_context(sync_playwright())
        context = stack.enter_context(profile(playwright, data / "browser", front.address))
        page = context.new_page()
        page.goto("/coach/")
        page.wait_for_function(_READY, timeout=READY_MS)
        page.wait_for_load_state("networkidle")
        sizes: Counter[str] = Counter()
        for path, count in front.carried.items():
            sizes[kind_of(path)] += count
        return sizes, Counter(kind_of(path) for path in front.asked)


def boots(runs: int, quiet: Quiet) -> tuple[Boots, Boots]:
    """Cold, with nothing kept; and from what is kept, by a new browser, the server stopped."""
    cold, kept = Boots(), Boots()
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
            data = Path(name)
            with served(data, "--demo") as server:
                others = quiet.look()
                with profile(playwright, data / "browser", server.address) as context:
                    page = context.new_page()
                    cold.add(page, others)
                    page.wait_for_timeout(1_000)  # the browser writes down what it keeps
            others = quiet.look()
            with profile(playwright, data / "browser", server.address) as context:
                kept.add(context.new_page(), others)
    return cold, kept


# ------------------------------------------------------------------------------------- on their way


def percentiles(values: Sequence[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    ordered = sorted(values)
    return statistics.median(ordered), ordered[int(0.95 * (len(ordered) - 1))]


def begun(server: Served, home: Home, seconds: float, model: str, *arguments: str) -> Any:  # noqa: ANN401 - what the page says
    """The chair exercise, until it has counted for so long; what the page noted meanwhile."""
    with chromium(*CAMERA, *arguments) as browser, coach(browser, server, home) as page:
        page.page.add_init_script(_NOTE_STEPS)
        page.open(f"/coach/?model={model}")
        page.through_questions()
        page.presses("begin")
        page.presses("start")
        page.phase("active")
        page.page.wait_for_timeout(1_000)
        first, first_step = page.page.evaluate("[coxaBench.images.length, steps_ms.length]")
        busy = busy_while(lambda: page.page.wait_for_timeout(1e3 * seconds))
        told = page.page.evaluate("coxaBench")
        told["busy"] = busy
        told["steps_ms"] = page.page.evaluate("steps_ms")[first_step:]
        told["images"] = [i for i in told["images"][first:] if i["painted_ms"] > 0.0]
        return told


def way(server: Served, camera: Path, model: str, seconds: float, others: float) -> Way:
    """Images from the camera to the screen, with the real networks."""
    chair = item("chair_rotation", short_dose(repetitions=60), sides="right")
    home = Home(known(chair), is_replayed=False)
    told = begun(server, home, seconds, model, f"--use-file-for-fake-video-capture={camera}")
    images = told["images"]
    lasts_s = (images[-1]["shown_ms"] - images[0]["shown_ms"]) / 1e3
    return Way(
        model=told["model"],
        threads=told["threads"],
        images=len(images),
        images_s=(len(images) - 1) / lasts_s,
        painted_ms=percentiles([i["painted_ms"] - i["captured_ms"] for i in images]),
        page_ms=percentiles([i["replied_ms"] - i["shown_ms"] for i in images]),
        network_ms=percentiles([i["net_ms"] for i in images if "net_ms" in i]),
        step_ms=percentiles([i["step_ms"] for i in images]),
        others=others,
        busy=told["busy"],
    )


def recorded() -> bytes:
    """Landmarks of somebody who does the chair exercise for long, as rows of buffers."""
    return acted({"right": turns(3.0, [30, -30] * 60)}, 400.0)


def steps_there(server: Served, seen: bytes, at_once: int, seconds: float) -> tuple[float, float]:
    """Steps in the browser with recorded landmarks, so many for every image; no networks beside."""
    chair = item("chair_rotation", short_dose(repetitions=60), sides="right")
    home = Home(known(chair), [seen], at_once=at_once)
    return percentiles(begun(server, home, seconds, "lite")["steps_ms"])


def steps_here(seen: bytes, pause_s: float, count: int) -> tuple[float, float]:
    """The same steps in CPython."""
    identity = {
        "ids": [RECORD_ID],
        "recording_id": RECORD_ID,
        "subject": "bench",
        "recorded_at": "2000-01-01T00:00:00+00:00",
    }
    config = {"coach": encode(seen_exercise("chair_rotation")), "identity": identity}
    session = Session()
    began = {"v": VERSION, "engine": "coach", "width_px": 480, "height_px": 640, "config": config}
    session.start(json.dumps(began))
    numbers = array("d", seen)
    times_ms = []
    for first in range(0, count * SAMPLE_LENGTH, SAMPLE_LENGTH):
        buffer = numbers[first : first + SAMPLE_LENGTH].tolist()
        if pause_s > 0.0:
            time.sleep(pause_s)
        began_s = time.perf_counter()
        session.step(buffer)
        times_ms.append(1e3 * (time.perf_counter() - began_s))
    return percentiles(times_ms[count // 4 :])


@dataclass(frozen=True, slots=True)
class Steps:
    """Milliseconds of a step with recorded landmarks: back to back, and at the camera's pace."""

    here: tuple[float, float]
    here_paced: tuple[float, float]
    there: tuple[float, float]
    there_paced: tuple[float, float]
    loop_here_ms: float
    loop_there_ms: float


def steps(server: Served, seconds: float) -> Steps:
    """Steps in CPython and in the browser, and loops that say how fast the machine is now."""
    seen = recorded()
    loop_here_ms, loop_there_ms = loops(server)
    return Steps(
        here=steps_here(seen, 0.0, 2_000),
        here_paced=steps_here(seen, PACE_S, round(seconds / PACE_S)),
        there=steps_there(server, seen, AT_ONCE, seconds),
        there_paced=steps_there(server, seen, 1, seconds),
        loop_here_ms=loop_here_ms,
        loop_there_ms=loop_there_ms,
    )


def loops(server: Served) -> tuple[float, float]:
    """A thousand rounds of plain arithmetic, milliseconds: here, and in the browser."""
    here: dict[str, Any] = {}
    exec(_LOOP.replace("[loop()", "times = [loop()"), here)  # noqa: S102 - the text above
    with chromium() as browser:
        page = browser.new_page(base_url=server.address)
        page.goto("/coach/offline/")
        page.goto("/coach/")
        there = page.evaluate(_LOOP_IN_PAGE, _LOOP)
    return statistics.median(here["times"]), statistics.median(there)


# --------------------------------------------------------------------------------------------- page


def _spread(values_ms: Sequence[float]) -> str:
    seconds = [value / 1e3 for value in values_ms]
    return f"{statistics.median(seconds):.1f} ({min(seconds):.1f} to {max(seconds):.1f})"


def _pair(values: tuple[float, float], digits: int = 0) -> str:
    return f"{values[0]:.{digits}f} / {values[1]:.{digits}f}"


def _load_lines(sizes: Counter[str], requests: Counter[str]) -> list[str]:
    names = [*(kind for kind, _ in KINDS), "page"]
    rows = [f"| {name} | {sizes[name] / MEGABYTE:.2f} | {requests[name]} |" for name in names]
    total = f"| **all** | **{sizes.total() / MEGABYTE:.1f}** | {requests.total()} |"
    return ["| first load | MB over the wire | requests |", "|---|---|---|", *rows, total]


def _boot_lines(cold: Boots, kept: Boots) -> list[str]:
    lines = [
        "| ready, s from the opening of the page | Python | pose | **both** | others |",
        "|---|---|---|---|---|",
    ]
    for name, boot in (
        ("cold: nothing kept, server on the same machine", cold),
        ("kept: a new browser, server stopped", kept),
    ):
        lines.append(
            f"| {name} | {_spread(boot.core_ms)} | {_spread(boot.pose_ms)} "
            f"| **{_spread(boot.both_ms)}** | {max(boot.others):.0%} |"
        )
    return lines


def _way_lines(ways: Sequence[Way]) -> list[str]:
    lines = [
        "| model | images | **images/s** | **camera to screen, ms** | page to reply, ms "
        "| network, ms | step, ms | others | cores busy |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {w.model}, {'threads' if w.threads else 'one thread'} | {w.images} "
        f"| **{w.images_s:.1f}** | **{_pair(w.painted_ms)}** | {_pair(w.page_ms)} "
        f"| {_pair(w.network_ms)} | {_pair(w.step_ms, 2)} | {w.others:.0%} | {w.busy:.0%} |"
        for w in ways
    ]
    return lines


def _step_lines(timed: Steps, ways: Sequence[Way]) -> list[str]:
    rows = [
        ("CPython", timed.here, timed.here_paced),
        ("browser", timed.there, timed.there_paced),
    ]
    lines = [
        "| engine step, border included, ms | back to back | at the camera's pace |",
        "|---|---|---|",
        *(f"| {name} | {_pair(a, 2)} | {_pair(b, 2)} |" for name, a, b in rows),
        *(f"| browser, beside the networks, `{w.model}` | | {_pair(w.step_ms, 2)} |" for w in ways),
    ]
    return [
        *lines,
        "",
        "| 1000 rounds of `total += i * 0.5` | median, ms |",
        "|---|---|",
        f"| CPython {platform.python_version()} | {timed.loop_here_ms:.3f} |",
        f"| Python in the browser | {timed.loop_there_ms:.3f} |",
    ]


def _aims(ways: Sequence[Way], timed: Steps, kept: Boots) -> list[str]:
    best = max(ways, key=lambda w: (w.painted_ms[0] <= 250.0, w.images_s))
    ready_s = max(kept.both_ms) / 1e3
    paced = ", ".join(f"{w.step_ms[0]:.2f} ({w.model})" for w in ways)
    rows = (
        ("camera to screen, median, ms", "at most 250", f"{best.painted_ms[0]:.0f} ({best.model})"),
        ("images/s", "at least 12", f"{best.images_s:.1f} ({best.model})"),
        ("engine step, median, ms, back to back", "at most 1", f"{timed.there[0]:.2f}"),
        ("the same at the camera's pace, networks beside it", "at most 1", paced),
        ("ready without a server, slowest run, s", "at most 15", f"{ready_s:.1f}"),
    )
    return ["| aim | | reached |", "|---|---|---|", *(f"| {a} | {b} | {c} |" for a, b, c in rows)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and write the table."""
    parser = argparse.ArgumentParser(description="How long the browser takes.")
    parser.add_argument("--clips", type=Path, default=Path("../shared/clips"))
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--wait", type=float, default=0.0, help="minutes, for a quiet machine")
    parser.add_argument("--dry", action="store_true", help="print only")
    options = parser.parse_args(arguments)
    if CHROMIUM is None:
        print("no Chromium on this machine")
        return 1
    text = "\n".join(_page(options)) + "\n"
    print(text)
    if not options.dry:
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / f"{__version__}.md").write_text(text, encoding="utf-8")
    return 0


def _page(options: argparse.Namespace) -> list[str]:
    quiet = Quiet(options.wait)
    cold, kept = boots(options.runs, quiet)
    with tempfile.TemporaryDirectory() as name, served(Path(name)) as server:
        camera = Path(name) / "camera.mjpeg"
        as_camera(options.clips / CLIP, camera, CLIP_S)
        ways = []
        for model in MODELS:
            others = quiet.look()
            ways.append(way(server, camera, model, options.seconds, others))
        others = quiet.look()
        timed = steps(server, options.seconds)
    with chromium() as browser:
        version = browser.version
    return [
        f"# The browser, version {__version__}",
        "",
        f"{machine()}; Chromium {version} without a window or a graphics processor; camera: "
        f"{Path(CLIP).stem}, 480 x 640 at 30 images/s. Pairs are median / 95th percentile.",
        "",
        *_aims(ways, timed, kept),
        "",
        *_way_lines(ways),
        "",
        *_step_lines(timed, ways),
        f"| others, before all of this | {others:.0%} |",
        "",
        *_boot_lines(cold, kept),
        "",
        *_load_lines(*transferred()),
        "",
        "Camera to screen: from the moment the camera has taken an image to the first moment after "
        "the frame in which its reply is drawn. Page to reply: from the page's getting the image "
        "to its getting the reply. Others: share of the cores that other programs kept busy just "
        "before (of several runs the most); cores busy: with the coach at work.",
    ]


if __name__ == "__main__":
    raise SystemExit(main())
