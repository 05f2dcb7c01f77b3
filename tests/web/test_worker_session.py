"""The session behind the worker: golden exchange, refusals, Python as the browser runs it."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from coxa.assessment.finish import FinishOptions, finish
from coxa.browser.buffers import DETECTED, SAMPLE_LENGTH, SEEN, SEEN_LENGTH
from coxa.browser.session import Session
from coxa.errors import RecordError
from coxa.records.codec import assessment_to_json
from tests.core.seated_samples import a_test, seated
from tests.house.tree import ROOT
from tests.web.worker_samples import GOLDEN, config, exchange, sample_buffers

NODE = shutil.which("node")


@pytest.fixture(scope="module")
def golden() -> dict[str, Any]:
    value: dict[str, Any] = json.loads(GOLDEN.read_text(encoding="utf-8"))
    return value


def numbers(buffer: list[float | None]) -> list[float]:
    return [math.nan if value is None else value for value in buffer]


def assert_alike(found: object, expected: object, tolerance: float) -> None:
    if isinstance(expected, dict) and isinstance(found, dict):
        assert found.keys() == expected.keys()
        for key, value in expected.items():
            assert_alike(found[key], value, tolerance)
    elif isinstance(expected, list) and isinstance(found, list):
        assert len(found) == len(expected)
        for one, other in zip(found, expected, strict=True):
            assert_alike(one, other, tolerance)
    elif isinstance(expected, float) and isinstance(found, int | float):
        assert found == pytest.approx(expected, abs=tolerance)
    else:
        assert found == expected


def test_session_replies_as_in_the_golden_exchange(golden: dict[str, Any]) -> None:
    session = Session()
    session.start(json.dumps(golden["config"]))
    for message in golden["messages"]:
        reply = json.loads(session.step(numbers(message["buffer"])))
        assert_alike(reply, message["reply"], golden["tolerance"])
    assert json.loads(session.finish())["result"]["code"] == golden["refusal"]


def test_golden_exchange_is_what_the_networks_give(golden: dict[str, Any]) -> None:
    assert_alike(exchange(), golden, 0.05)  # networks differ a little from processor to processor


def test_another_version_is_refused() -> None:
    with pytest.raises(RecordError, match="protocol 2"):
        Session().start(json.dumps(config(480, 640) | {"v": 2}))


@pytest.mark.parametrize(
    "buffer", [[], [9.0, 0.0, 1, 1], [SEEN, math.nan, 1, 1], [DETECTED, 0.0, 1, 1, 5.0]]
)
def test_a_buffer_that_is_none_is_refused(buffer: list[float]) -> None:
    session = Session()
    session.start(json.dumps(config(480, 640)))
    with pytest.raises(RecordError):
        session.step(buffer)


def test_lengths_are_the_documented_ones() -> None:
    assert (SEEN_LENGTH, SAMPLE_LENGTH) == (297, 268)


@pytest.mark.skipif(NODE is None, reason="no Node on this machine")
def test_python_in_the_browser_stores_the_same_result(tmp_path: Path) -> None:
    t_s, swings = a_test(peaks_deg=(30.0, -35.0, 31.0, -34.0, 29.0, -36.0))
    recording = seated(t_s, swings)
    started, buffers = config(480, 640), sample_buffers(recording)
    session = Session()
    session.start(json.dumps(started))
    live = [json.loads(session.step(buffer))["coach"] for buffer in buffers]
    stored = json.loads(session.finish())["result"]
    assert stored["schema"] == "coxa.assessment/1"
    wire = [[None if math.isnan(v) else v for v in buffer] for buffer in buffers]
    (tmp_path / "in.json").write_text(json.dumps({"config": started, "buffers": wire}))
    command = ["bash", "tools/node.sh", "tests/web/unit/replay.js", str(tmp_path / "in.json")]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    in_browser = json.loads(ran.stdout)
    assert_alike(in_browser["coach"], live, 1e-6)
    assert_alike(in_browser["result"], stored, 1e-6)


def test_a_replayed_recording_gives_the_command_lines_numbers() -> None:
    t_s, swings = a_test()
    recording = seated(t_s, swings)
    session = Session()
    session.start(json.dumps(config(480, 640)))
    for buffer in sample_buffers(recording):
        session.step(buffer)
    stored = json.loads(session.finish())["result"]
    expected = assessment_to_json(
        finish(recording, FinishOptions(id=config(480, 640)["config"]["id"])).assessment
    )
    assert_alike(stored["sides"], expected["sides"], 1e-6)
