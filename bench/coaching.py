"""What the live coach counts, how near its angle is to the stored one, and what a step takes.

    python -m bench.coaching [--clips FOLDER] [--landmarks FOLDER] [--entrances 200] [--dry]

Clips: every `NAME.mp4` with a `NAME.json` beside it goes through the guided test image by image, as
in the browser; its landmarks come from the pose model, or from `--landmarks`, where they are kept.
Entrances: simulated people who walk in, sit down, shuffle, get up and go; whatever is counted is
false. The walker of ``../shared/data/sports2d`` likewise, with everything a camera can judge.
Steps: one buffer in, one text out, beside a loop of plain arithmetic that says how fast the
machine is now. Written to ``bench/coaching/<version>.md``.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import time
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from bench.sensor import drawn_scenario
from coxa.assessment.finish import FinishOptions, finish
from coxa.coaching.config import Choices, CoachConfig, config_of_test
from coxa.coaching.engine import run
from coxa.coaching.events import Event, RepetitionMade
from coxa.coaching.keep import Identity, Keeper
from coxa.coaching.port import FELT, IMAGE, Coach
from coxa.coaching.sample import Batch, Felt, Image
from coxa.errors import RefusedError
from coxa.phantom.entrance import entrance
from coxa.phantom.sensor import simulate_sensor
from coxa.records.assessment import SIDES, Assessment, Direction, Side
from coxa.records.landmarks import (
    OUTLINE_PER_IMAGE,
    POINTS_PER_IMAGE,
    UNKNOWN_PEOPLE,
    LandmarkRecording,
)
from coxa.records.programme import Dose, PainRule, Reason
from coxa.records.wire import encode
from coxa.tables.care import care_tables
from coxa.tables.coaching import coaching_tables
from coxa.version import __version__
from coxa_lab.recordings.landmark_file import read_landmarks, write_landmarks
from coxa_lab.truth import read_truth
from coxa_lab.workflows import AssessRequest, landmarks_of

FOLDER: Final = Path(__file__).parent / "coaching"
WALKER: Final = Path(__file__).parents[2] / "shared" / "data" / "sports2d" / "demo.mp4"
WIDE_FEET_M: Final = 0.07
LOOP: Final = 10_000
RECORD_ID: Final = "00000000-0000-4000-8000-000000000000"
RULE: Final = PainRule(
    name="any_pain",
    stop_from=None,
    rise_from=None,
    reason=Reason(rule="any_pain", message="any pain", source_id="clinic_page", confidence="C"),
)
TEST: Final = config_of_test(RULE, Choices(), asks_side=False)
Key = tuple[Side, Direction]


@dataclass(frozen=True, slots=True)
class ClipResult:
    """One clip: counts by side and direction, and live end ranges against the stored ones.

    `without_outline_deg`: against what is stored where no outline corrects the landmarks.
    """

    name: str
    true: Counter[Key]
    live: Counter[Key]
    differences_deg: list[float]
    without_outline_deg: list[float]

    @property
    def is_exact(self) -> bool:
        """Whether everything was counted, and nothing else."""
        return self.true == self.live


@dataclass(slots=True)
class Tally:
    """What a row of recordings that hold no repetition gave."""

    recordings: int = 0
    opened: int = 0
    counted: int = 0
    refused: int = 0
    names: list[str] = field(default_factory=list)


def images_of(recording: LandmarkRecording) -> Iterator[Image]:
    """The images of a recording as the engine takes them."""
    for i, t_s in enumerate(recording.t_s):
        yield Image(
            t_s,
            recording.image_width_px,
            recording.image_height_px,
            recording.person[i],
            recording.people[i],
            recording.luminance[i],
            recording.points[i * POINTS_PER_IMAGE : (i + 1) * POINTS_PER_IMAGE],
            recording.outline[i * OUTLINE_PER_IMAGE : (i + 1) * OUTLINE_PER_IMAGE],
        )


def buffers_of(recording: LandmarkRecording) -> list[list[float]]:
    """The same as the buffers of the worker protocol."""
    return [
        [
            float(IMAGE),
            image.t_s,
            float(image.width_px),
            float(image.height_px),
            image.person,
            math.nan if image.people == UNKNOWN_PEOPLE else float(image.people),
            image.luminance,
            *image.points,
            *image.outline,
        ]
        for image in images_of(recording)
    ]


def made(events: Sequence[Event]) -> list[RepetitionMade]:
    """The movements among the events."""
    return [event for event in events if isinstance(event, RepetitionMade)]


# -------------------------------------------------------------------------------------------- clips


def clip_result(name: str, recording: LandmarkRecording, truth_file: Path) -> ClipResult:
    """Replay one clip through the guided test."""
    truth = read_truth(truth_file)
    true: Counter[Key] = Counter((r.side, r.direction) for r in truth.repetitions)
    _, events = run(TEST, images_of(recording))
    counted = [event for event in made(events) if event.is_counted]
    live: Counter[Key] = Counter(_key(event) for event in counted)
    plain = replace(recording, outline=array("d"))
    return ClipResult(name, true, live, _stored(counted, recording), _stored(counted, plain))


def _stored(counted: Sequence[RepetitionMade], recording: LandmarkRecording) -> list[float]:
    """Live end ranges less those that are stored of a recording; none where it is refused."""
    try:
        stored = finish(recording, FinishOptions(id=RECORD_ID)).assessment
    except RefusedError:
        return []
    return _differences_deg(counted, stored)


def _key(event: RepetitionMade) -> Key:
    if event.side == "both" or event.direction is None:
        raise ValueError("a movement of the test has one side and one direction")
    return event.side, event.direction


def _differences_deg(counted: Sequence[RepetitionMade], stored: Assessment) -> list[float]:
    """Live end range less the stored one, repetition by repetition, in their order."""
    differences = []
    for side in SIDES:
        result = stored.left if side == "left" else stored.right
        for direction in ("internal", "external"):
            kept = (
                []
                if result is None
                else [r.peak_deg for r in result.repetitions if r.direction == direction]
            )
            live = [e.value_deg for e in counted if (e.side, e.direction) == (side, direction)]
            differences += [a - b for a, b in zip(live, kept, strict=False) if a is not None]
    return differences


def clip_results(clips: Path, landmarks: Path | None) -> list[ClipResult]:
    """All clips of a folder that have a truth beside them."""
    results = []
    for truth_file in sorted(clips.glob("*.json")):
        clip = truth_file.with_suffix(".mp4")
        if clip.is_file():
            recording = _recording(clip, landmarks)
            results.append(clip_result(clip.stem, recording, truth_file))
            print(f"{clip.stem}: {'exact' if results[-1].is_exact else results[-1].live}")
    return results


def _recording(video: Path, landmarks: Path | None) -> LandmarkRecording:
    """Landmarks of a video: kept ones if there are any, else seen now, and kept."""
    file = None if landmarks is None else landmarks / f"{video.stem}.json.gz"
    if file is not None and file.is_file():
        return read_landmarks(file)
    recording = landmarks_of(AssessRequest(recording=video)).landmarks
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_landmarks(file, recording)
    return recording


# --------------------------------------------------------------------------- where there is nothing


def seen_exercise(exercise: str) -> CoachConfig:
    """An exercise by camera, both sides, as the library doses its first rung."""
    row = coaching_tables().exercise(exercise)
    return CoachConfig(
        kind="exercise",
        exercise=exercise,
        level=1,
        source="camera",
        sides=("both",) if row.is_bilateral else ("right", "left"),
        directions=care_tables().exercise(exercise).directions,
        dose=Dose(
            sets=1,
            repetitions=10,
            hold_s=1.0,
            out_s=2.0,
            back_s=2.0,
            rest_s=30.0,
            effort_low=0,
            effort_high=3,
        ),
        pain_rule=RULE,
    )


def seen_configs() -> dict[str, CoachConfig]:
    """Everything a camera can judge, by name."""
    rows = (row for row in coaching_tables().exercises if row.camera is not None)
    return {"test": TEST} | {
        row.exercise: seen_exercise(row.exercise) for row in rows if row.exercise != TEST.exercise
    }


def nothing_there(
    tally: Tally, name: str, recording: LandmarkRecording, config: CoachConfig
) -> None:
    """Replay a recording without a repetition, and add what was counted."""
    _, events = run(config, images_of(recording))
    counted = [event for event in made(events) if event.is_counted]
    tally.recordings += 1
    tally.opened += any(getattr(event, "phase", "") == "active" for event in events)
    tally.counted += len(counted)
    tally.refused += len(made(events)) - len(counted)
    if counted:
        tally.names.append(name)


def entrances(
    count: int, names: Sequence[str], foot_reach_m: float | None = None
) -> dict[str, Tally]:
    """Simulated entrances, through the named configurations."""
    tallies = {name: Tally() for name in names}
    configs = seen_configs()
    for seed in range(1, count + 1):
        recording = entrance(seed) if foot_reach_m is None else entrance(seed, foot_reach_m)
        for name, tally in tallies.items():
            nothing_there(tally, str(seed), recording, configs[name])
    return tallies


# ------------------------------------------------------------------------------------------- sensor


@dataclass(slots=True)
class SensorResult:
    """Simulated phones on a shank: how many counted exactly, and live against stored."""

    phantoms: int = 0
    exact: int = 0
    differences_deg: list[float] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)


def sensor_result(count: int) -> SensorResult:
    """Phantoms that rest until the coach says that it counts, each through a one-sided test."""
    result = SensorResult()
    for seed in range(1, count + 1):
        scenario = drawn_scenario(seed, 100.0)
        if scenario.position == "supine_hip_extended":
            continue
        motion = replace(scenario.motion, rest_start_s=scenario.motion.rest_start_s + 3.0)
        trial = simulate_sensor(replace(scenario, motion=motion))
        config = config_of_test(
            RULE, Choices(source="sensor"), (scenario.side,), position=scenario.position
        )
        recording = trial.recording
        felt = [
            Felt(t_s, _three(recording.acc_m_s2, i), _three(recording.gyr_rad_s, i))
            for i, t_s in enumerate(recording.t_s)
        ]
        _sensor_trial(result, config, felt, Counter(r.direction for r in trial.truth.repetitions))
    return result


def _three(flat: Sequence[float], i: int) -> tuple[float, float, float]:
    return flat[3 * i], flat[3 * i + 1], flat[3 * i + 2]


def _sensor_trial(
    result: SensorResult, config: CoachConfig, felt: Sequence[Felt], true: Counter[Direction]
) -> None:
    state, _ = run(config, ())
    identity = Identity(
        ids=(RECORD_ID,),
        recording_id=RECORD_ID,
        subject="phantom",
        recorded_at="2000-01-01T00:00:00+00:00",
    )
    keeper, events = Keeper(config, identity), list[Event]()
    for sample in felt:
        state, new = run(config, (Batch((sample,)),), state)
        keeper.keep(state, sample)
        events.extend(new)
    keeper.end()
    counted = [event for event in made(events) if event.is_counted]
    result.phantoms += 1
    result.exact += Counter(event.direction for event in counted) == true
    stored = keeper.assessments()[0]
    if isinstance(stored, RefusedError):
        result.refused[stored.code] += 1
    else:
        result.differences_deg += _differences_deg(counted, stored.assessment)


# -------------------------------------------------------------------------------------------- steps


@dataclass(frozen=True, slots=True)
class Steps:
    """Milliseconds: a step with its border, a batch of ten samples, and the loop beside them."""

    image_ms: list[float]
    batch_ms: list[float]
    loop_ms: list[float]


def steps(recording: LandmarkRecording, felt: Sequence[Felt]) -> Steps:
    """Time every step of one test by camera, and one by sensor, with loops between them."""
    loops = [_loop_ms() for _ in range(20)]
    image_ms = _timed(TEST, buffers_of(recording))
    loops += [_loop_ms() for _ in range(20)]
    config = config_of_test(RULE, Choices(source="sensor"), ("left",))
    batches = [
        [float(FELT), part[0].t_s, 0.0, 0.0, *(v for sample in part for v in _numbers(sample))]
        for part in (felt[i : i + 10] for i in range(0, len(felt), 10))
    ]
    return Steps(image_ms, _timed(config, batches), loops)


def _numbers(sample: Felt) -> tuple[float, ...]:
    return (sample.t_s, *sample.acc_m_s2, *(sample.gyr_rad_s or (math.nan,) * 3))


def _timed(config: CoachConfig, buffers: Sequence[list[float]]) -> list[float]:
    coach = Coach()
    identity = {
        "ids": [RECORD_ID],
        "recording_id": RECORD_ID,
        "subject": "bench",
        "recorded_at": "2000-01-01T00:00:00+00:00",
    }
    coach.start(json.dumps({"coach": encode(config), "identity": identity}))
    times_ms = []
    for buffer in buffers:
        began_s = time.perf_counter()
        coach.step(buffer)
        times_ms.append(1e3 * (time.perf_counter() - began_s))
    return times_ms


def _loop_ms() -> float:
    """A thousand-fold multiply and add, per thousand: how fast the machine is at this moment."""
    began_s, total = time.perf_counter(), 0.0
    for i in range(LOOP):
        total += i * 0.5
    return 1e3 * (time.perf_counter() - began_s) * 1000.0 / LOOP


# --------------------------------------------------------------------------------------------- page


def _clip_lines(results: Sequence[ClipResult]) -> list[str]:
    lines = [
        "| clip | counted | mean absolute, deg | bias, deg | largest, deg "
        "| mean absolute without outline, deg |",
        "|---|---|---|---|---|---|",
    ]
    for result in results:
        counted = "exact" if result.is_exact else f"{dict(result.live)}"
        lines.append(
            f"| {result.name} | {counted} | {_spread(result.differences_deg)} "
            f"| {_size(result.without_outline_deg)} |"
        )
    every = [d for result in results for d in result.differences_deg]
    plain = [d for result in results for d in result.without_outline_deg]
    exact = sum(result.is_exact for result in results)
    lines.append(
        f"| **all** | {exact} of {len(results)} exact | {_spread(every)} | {_size(plain)} |"
    )
    return lines


def _size(differences_deg: Sequence[float]) -> str:
    return f"{statistics.fmean(map(abs, differences_deg)):.2f}" if differences_deg else "-"


def _spread(differences_deg: Sequence[float]) -> str:
    if not differences_deg:
        return "- | - | -"
    sizes = [abs(d) for d in differences_deg]
    return (
        f"{statistics.fmean(sizes):.2f} | {statistics.fmean(differences_deg):+.2f} "
        f"| {max(sizes):.1f}"
    )


def _nothing_lines(title: str, tallies: dict[str, Tally]) -> list[str]:
    return [
        f"| {title} | {name} | {t.recordings} | {t.opened} | **{t.counted}** | {t.refused} "
        f"| {', '.join(t.names) or '-'} |"
        for name, t in tallies.items()
    ]


def _step_lines(timed: Steps) -> list[str]:
    lines = ["| what | median, ms | 99th, ms |", "|---|---|---|"]
    for name, values in (
        ("one image, border included", timed.image_ms),
        ("ten samples of a sensor, border included", timed.batch_ms),
        ("1000 rounds of `total += i * 0.5`", timed.loop_ms),
    ):
        ordered = sorted(values)
        late = ordered[int(0.99 * (len(ordered) - 1))]
        lines.append(f"| {name} | {statistics.median(values):.3f} | {late:.3f} |")
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Run everything that is there, print it, and write it down."""
    parser = argparse.ArgumentParser(description="What the live coach counts, and how fast.")
    parser.add_argument("--clips", type=Path, default=Path("../shared/clips"))
    parser.add_argument("--landmarks", type=Path, default=None)
    parser.add_argument("--entrances", type=int, default=200)
    parser.add_argument("--phantoms", type=int, default=60)
    parser.add_argument("--dry", action="store_true", help="write nothing")
    options = parser.parse_args(arguments)
    text = "\n".join(_page(options)) + "\n"
    print(text)
    if not options.dry:
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / f"{__version__}.md").write_text(text, encoding="utf-8")
    return 0


def _page(options: argparse.Namespace) -> list[str]:
    clips = clip_results(options.clips, options.landmarks)
    plain = entrances(options.entrances, tuple(seen_configs()))
    wide = entrances(options.entrances, ("test", "chair_rotation"), WIDE_FEET_M)
    walker = {name: Tally() for name in seen_configs()}
    if WALKER.is_file():
        recording = _recording(WALKER, options.landmarks)
        for name, config in seen_configs().items():
            nothing_there(walker[name], "walker", recording, config)
    sensor = sensor_result(options.phantoms)
    scenario = drawn_scenario(1, 100.0)
    trial = simulate_sensor(replace(scenario, motion=replace(scenario.motion, order=("left",))))
    felt = [
        Felt(t_s, _three(trial.recording.acc_m_s2, i), _three(trial.recording.gyr_rad_s, i))
        for i, t_s in enumerate(trial.recording.t_s)
    ]
    first = next(iter(sorted(options.clips.glob("*.mp4"))), None)
    lines = [
        f"# The live coach, version {__version__}",
        "",
        "Counted live through the guided test, and each end range against the stored one of the "
        "same landmarks. The live angle has no outline; the last column is against what is stored "
        "without it.",
        "",
        *_clip_lines(clips),
        "",
        "Where there is no repetition: whatever is counted is false. Opened: the ready position "
        "was held, and counting began.",
        "",
        "| what | coached as | recordings | opened | counted | not counted | which |",
        "|---|---|---|---|---|---|---|",
        *_nothing_lines("entrance", plain),
        *_nothing_lines(f"entrance, feet set aside by up to {WIDE_FEET_M * 100:.0f} cm", wide),
        *_nothing_lines("walker", walker),
        "",
        "A foot that is set aside by more than 6 degrees, stays, and is set back, has turned the "
        "hip as a small repetition does: the second row shows how often that is counted.",
        "",
        f"Phone on the shank, {sensor.phantoms} simulated: {sensor.exact} counted exactly; live "
        f"against stored, mean absolute and so on, deg: {_spread(sensor.differences_deg)}; "
        f"refused: {dict(sensor.refused) or 'none'}.",
        "",
    ]
    if first is not None:
        lines += _step_lines(steps(_recording(first, options.landmarks), felt))
    return lines


if __name__ == "__main__":
    raise SystemExit(main())
