from __future__ import annotations

import gzip
import json
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from coxa.records.codec import assessment_to_json, canonical_text, landmarks_to_json
from coxa_lab.errors import InputError
from coxa_lab.recordings.sniff import Sniffed, sniff
from tests.record_samples import a_recording, an_assessment

LANDMARKS = canonical_text(landmarks_to_json(a_recording(2)))


def write(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (LANDMARKS, Sniffed("record", "coxa.landmarks/1")),
        (gzip.compress(LANDMARKS.encode()), Sniffed("record", "coxa.landmarks/1")),
        (LANDMARKS[:600], Sniffed("record", "coxa.landmarks/1")),
        ("\ufeff" + LANDMARKS, Sniffed("record", "coxa.landmarks/1")),
        (
            canonical_text(assessment_to_json(an_assessment())),
            Sniffed("record", "coxa.assessment/1"),
        ),
        ('{"id": 1, "schema": "coxa.hat/9"}', Sniffed("record", "coxa.hat/9")),
        ('{"a": {"schema": "coxa.landmarks/1"}}', Sniffed("json")),
        ('{"a": ', Sniffed("text")),
        ("[1, 2]", Sniffed("text")),
        ("a,b\n1,2\n", Sniffed("text")),
        ("°" * 3000, Sniffed("text")),
        ("x" + "°" * 3000, Sniffed("text")),
        (b"", Sniffed("empty")),
        (b"\x00\x01\x02", Sniffed("unknown")),
        (b"\xc3\x28" * 4000, Sniffed("unknown")),
        (gzip.compress(b"\x00\x01"), Sniffed("unknown")),
        (b"\x1f\x8b but no gzip", Sniffed("unknown")),
        (b"RIFF\x10\0\0\0WAVEfmt ", Sniffed("audio")),
        (b"ID3\x04" + b"\0" * 20, Sniffed("audio")),
        (b"\0\0\0\x20ftypM4A \0\0\0\0", Sniffed("audio")),
        (b"\0\0\0\x20ftypheic\0\0\0\0", Sniffed("picture")),
        (b"\0\0\0\x08wide\0\0\0\0mdat", Sniffed("video")),
        ((b"G" + b"\0" * 187) * 3, Sniffed("video")),
        ("t_s,acc_x_m_s2,acc_y_m_s2,acc_z_m_s2\n0,0,0,9.81\n", Sniffed("sensor")),
        ('"Time (s)";"Acc x (m/s²)";"Acc y (m/s²)";"Acc z (m/s²)"\n', Sniffed("sensor")),
        ("sep=,\nPacketCounter,SampleTimeFine,Gyr_X,Gyr_Y,Gyr_Z\n", Sniffed("sensor")),
        ("12.5 0.1 0.2 9.8\n12.6 0.1 0.2 9.8\n", Sniffed("sensor")),
        ("a,b\n1.0,2.0\n3.0,4.0\n", Sniffed("text")),
        (b"PK\x03\x04 and nothing else", Sniffed("unknown")),
    ],
    ids=range(29),
)
def test_a_file_is_what_it_holds(tmp_path: Path, content: bytes | str, expected: Sniffed) -> None:
    assert sniff(write(tmp_path / "misleading.mp4", content)) == expected


@pytest.mark.parametrize("format_", ["mp4", "mov", "matroska", "webm", "avi"])
def test_a_video_is_known_by_its_container(tmp_path: Path, format_: str) -> None:
    path = tmp_path / "video.json"
    with av.open(str(path), "w", format=format_) as container:
        if format_ == "webm":
            stream = container.add_stream("libvpx", rate=10)
        else:
            stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 32, 32, "yuv420p"
        image = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")
        container.mux([*stream.encode(image), *stream.encode(None)])
    assert sniff(path) == Sniffed("video")


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"])
def test_a_picture_is_known_by_its_content(tmp_path: Path, format_: str) -> None:
    path = tmp_path / "picture.mp4"
    Image.new("RGB", (8, 8)).save(path, format_)
    assert sniff(path) == Sniffed("picture")


@pytest.mark.parametrize(("name", "code"), [("missing", "file_missing"), ("", "is_a_folder")])
def test_a_path_that_is_no_file_is_named(tmp_path: Path, name: str, code: str) -> None:
    with pytest.raises(InputError) as raised:
        sniff(tmp_path / name)
    assert raised.value.code == code


def test_a_record_deep_in_its_file_is_found(tmp_path: Path) -> None:
    value = {"padding": "x" * 10_000, "schema": "coxa.assessment/1"}
    path = write(tmp_path / "a.json", json.dumps(value))
    assert sniff(path) == Sniffed("record", "coxa.assessment/1")
