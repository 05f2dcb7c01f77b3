"""The browser's Python gives the numbers of CPython: live, stored, and before they are rounded."""

from __future__ import annotations

import json
import math
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner

from coxa.browser.buffers import MOTION
from coxa.browser.session import Session
from coxa.coaching.config import Choices, CoachConfig, config_of_test
from coxa.phantom import PhantomScenario, simulate
from coxa.phantom.sensor import SensorScenario, simulate_sensor
from coxa.records.codec import motion_text
from coxa.records.landmarks import LandmarkRecording
from coxa.records.wire import encode
from coxa_lab import cli
from coxa_lab.recordings.landmark_file import read_landmarks, write_landmarks
from tests.core.browser_samples import ASSESSMENT, IDENTITY, assert_alike, config, sample_buffers
from tests.core.coaching_samples import RULE, TEST
from tests.core.seated_samples import a_test, seated
from tests.core.test_coaching_sensor import a_leg
from tests.house.tree import ROOT
from tests.web.pyodide.whole import measured

TOLERANCE: Final = 1e-6
"""Degrees and seconds: sines and sums differ in the last bits between builds of Python."""
OWN: Final = frozenset({"id", "recording_sha256"})
"""What no two records share: the browser's has no recording file, only the buffers."""

Buffers = Sequence[Sequence[float]]
Answer = dict[str, Any]


def under_node(script: str, *arguments: Path) -> Any:  # noqa: ANN401  # any JSON
    """What a script that runs Pyodide says."""
    command = ["bash", "tools/node.sh", f"tests/web/{script}", *map(str, arguments)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def in_browser(started: Answer, buffers: Buffers, folder: Path) -> Answer:
    """What the engine says to each buffer, and what is stored at the end."""
    wire = [[None if math.isnan(v) else v for v in buffer] for buffer in buffers]
    (folder / "in.json").write_text(json.dumps({"config": started, "buffers": wire}))
    answer: Answer = under_node("unit/replay.js", folder / "in.json")
    return answer


def in_cpython(started: Answer, buffers: Buffers) -> Answer:
    """The same here."""
    session = Session()
    session.start(json.dumps(started))
    coach = [json.loads(session.step(buffer))["coach"] for buffer in buffers]
    return {"coach": coach, "result": json.loads(session.finish())["result"]}


def started_for(recording: LandmarkRecording) -> Answer:
    """What starts a measurement of this person before this camera."""
    facts = {
        "subject": recording.subject,
        "recorded_at": recording.recorded_at,
        "pose": encode(recording.pose),
        "mirrored": recording.mirrored,
    }
    return config(
        width_px=recording.image_width_px,
        height_px=recording.image_height_px,
        config=ASSESSMENT | facts,
    )


def coached(test: CoachConfig) -> Answer:
    """What starts a guided test."""
    identity = IDENTITY | {"pose": ASSESSMENT["pose"]}
    return config("coach", config={"coach": encode(test), "identity": identity})


def felt_buffers() -> Iterator[list[float]]:
    """A leg with a phone on it, a quarter of a second at a time."""
    leg = a_leg()
    for first in range(0, len(leg), 25):
        batch = leg[first : first + 25]
        rows = [(f.t_s, *f.acc_m_s2, *(f.gyr_rad_s or (math.nan,) * 3)) for f in batch]
        yield [MOTION, batch[-1].t_s, 0.0, 0.0, *(value for row in rows for value in row)]


@pytest.mark.parametrize("engine", ["assessment", "coach", "sensor"])
def test_every_reply_and_what_is_stored_are_those_of_cpython(engine: str, tmp_path: Path) -> None:
    by_hand = seated(*a_test(peaks_deg=(30.0, -35.0, 31.0, -34.0, 29.0, -36.0)))
    phone = config_of_test(RULE, Choices(source="sensor"), ("left",))
    started, buffers = {
        "assessment": (started_for(by_hand), sample_buffers(by_hand)),
        "coach": (coached(TEST), sample_buffers(simulate(PhantomScenario(seed=5)).recording)),
        "sensor": (coached(phone), list(felt_buffers())),
    }[engine]
    expected = in_cpython(started, buffers)
    (record,) = expected["result"].get("records", [expected["result"]])
    assert record["schema"] == "coxa.assessment/1"
    assert record["sides"]["left"]["internal_rotation"]["n"] == 3
    assert_alike(in_browser(started, buffers, tmp_path), expected, TOLERANCE)


def test_a_recording_has_the_result_of_the_command_line_on_the_same_landmarks(
    tmp_path: Path,
) -> None:
    landmarks, record = tmp_path / "landmarks.json", tmp_path / "record.json"
    write_landmarks(landmarks, simulate(PhantomScenario(seed=7)).recording)
    command = ["assess", str(landmarks), "--json", str(record), "--quiet"]
    assert CliRunner().invoke(cli.main, command).exit_code == 0
    expected = json.loads(record.read_text(encoding="utf-8"))
    recording = read_landmarks(landmarks)
    buffers = sample_buffers(recording)
    stored = in_browser(started_for(recording), buffers, tmp_path)["result"]
    assert stored.keys() == expected.keys()
    for name in expected.keys() - OWN:
        assert_alike(stored[name], expected[name], TOLERANCE)
    for side in ("left", "right"):
        assert expected["sides"][side]["internal_rotation"]["n"] == 3


def test_angles_are_those_of_cpython_before_they_are_rounded(tmp_path: Path) -> None:
    camera, phone = tmp_path / "landmarks.json", tmp_path / "motion.json"
    write_landmarks(camera, simulate(PhantomScenario(seed=11)).recording)
    phone.write_text("".join(motion_text(simulate_sensor(SensorScenario(seed=3)).recording)))
    expected = [json.loads(measured(path.read_text(encoding="utf-8"))) for path in (camera, phone)]
    assert [list(result["rotation_deg"]) for result in expected] == [["left", "right"], ["left"]]
    assert_alike(under_node("pyodide/whole.js", camera, phone), expected, TOLERANCE)
