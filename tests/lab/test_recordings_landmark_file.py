from __future__ import annotations

import dataclasses
import gzip
import json
from array import array
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from coxa.errors import RecordError, RefusedError
from coxa.messages.catalog import refusal_of
from coxa.records.codec import landmarks_to_json
from coxa.records.landmarks import LandmarkRecording
from coxa_lab.errors import InputError, OutputError
from coxa_lab.recordings import record_file
from coxa_lab.recordings.landmark_file import read_landmarks, write_landmarks
from tests.record_samples import a_recording
from tests.record_strategies import landmark_recordings, same_recording


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(record=landmark_recordings())
@pytest.mark.parametrize("name", ["a.json", "a.json.gz"])
def test_what_is_written_is_read_back(tmp_path: Path, name: str, record: LandmarkRecording) -> None:
    write_landmarks(tmp_path / name, record, overwrite=True)
    assert same_recording(read_landmarks(tmp_path / name), record)


def test_the_same_recording_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.json.gz", "b.json.gz"):
        write_landmarks(tmp_path / name, a_recording())
    assert (tmp_path / "a.json.gz").read_bytes() == (tmp_path / "b.json.gz").read_bytes()


def test_a_compressed_file_is_known_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(gzip.compress(json.dumps(landmarks_to_json(a_recording())).encode()))
    assert same_recording(read_landmarks(path), a_recording())


def test_one_image_stands_on_one_line(tmp_path: Path) -> None:
    write_landmarks(tmp_path / "a.json", a_recording(3))
    lines = (tmp_path / "a.json").read_text().splitlines()
    assert sum(line.startswith('    {"t_s": ') for line in lines) == 3


def test_a_file_is_not_overwritten_unless_told(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_landmarks(path, a_recording(1))
    with pytest.raises(OutputError):
        write_landmarks(path, a_recording(2))
    assert len(read_landmarks(path)) == 1


def test_a_broken_recording_leaves_no_file(tmp_path: Path) -> None:
    broken = dataclasses.replace(a_recording(), t_s=array("d", [1.0, 0.5]))
    with pytest.raises(RecordError):
        write_landmarks(tmp_path / "a.json", broken)
    assert list(tmp_path.iterdir()) == []


SOUND = json.dumps(landmarks_to_json(a_recording()))


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"", "empty_file", "empty"),
        (SOUND[:500].encode(), "not_a_record", "char 500"),
        (gzip.compress(SOUND.encode())[:-20], "not_a_record", "ends in the middle"),
        (b"\x1f\x8b no gzip", "not_a_record", "not a sound record"),
        (b"\xff\xfe", "not_a_record", "can't decode byte"),
        (b"[" * 200_000, "not_a_record", "not a sound record"),
        (SOUND.replace("0.99", "NaN", 1).encode(), "not_a_record", "NaN is not a JSON number"),
        (SOUND.replace("0.99", "9.9", 1).encode(), "not_a_record", "samples[0].person: expected"),
        (SOUND.replace("marks/1", "marks/2", 1).encode(), "unknown_schema", "kind or version"),
        (SOUND.replace("landmarks/1", "refusal/1", 1).encode(), "not_a_record", "schema: expected"),
        (b'{"a": 1}', "not_a_record", "found None"),
    ],
    ids=[
        "empty", "cut short", "compressed, cut short", "no gzip", "no text", "too deep", "NaN",
        "out of range", "newer", "another record", "other JSON",
    ],
)  # fmt: skip
def test_a_file_that_is_no_landmark_recording_is_refused_with_its_reason(
    tmp_path: Path, content: bytes, code: str, said: str
) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(RefusedError) as raised:
        read_landmarks(path)
    assert raised.value.code == code
    assert said in refusal_of(raised.value).message


def test_a_file_that_swells_beyond_measure_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_file, "LARGEST_BYTES", 1000)
    path = tmp_path / "a.json"
    for content in (SOUND.encode(), gzip.compress(b" " * 100_000)):
        path.write_bytes(content)
        with pytest.raises(RefusedError, match="not_a_record"):
            read_landmarks(path)


def test_a_missing_file_is_a_path_error(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_landmarks(tmp_path / "a.json")
