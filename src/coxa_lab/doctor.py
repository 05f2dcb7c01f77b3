"""What this program needs of the machine it is on, looked at one by one.

Every check says what it found, and where something is amiss the one thing to do about it.
"""

from __future__ import annotations

import hashlib
import json
import math
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Final

import av
import numpy as np
from av.codec.codec import UnknownCodecError

from coxa.errors import RefusedError
from coxa_lab.pose.models_folder import model_path
from coxa_lab.pose.networks import LANDMARK_SIDE_PX, LandmarkNet

OLDEST_PYTHON: Final = (3, 11)
DECODERS: Final = ("h264", "hevc", "vp9")
"""What phones and browsers record."""
_DEFAULT_NET: Final = "pose_landmark_full"
_SET_UP: Final = "Run the set-up again: make setup."


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found.

    Attributes
    ----------
    what : str
        What was looked at, with what was found.
    to_do : str or None
        What to do about it; None if all is well.
    """

    what: str
    to_do: str | None = None

    @property
    def is_ok(self) -> bool:
        """Whether nothing needs to be done."""
        return self.to_do is None


def examine(folder: Path) -> Iterator[Finding]:
    """Every check, one after the other.

    Parameters
    ----------
    folder : Path
        Where results would be written.
    """
    yield python_version(sys.version_info[:2])
    models = dict(model_files())
    yield from models.values()
    net = models.get(f"{_DEFAULT_NET}.tflite")
    if net is not None and net.is_ok:  # a damaged network file may end the whole process
        yield pose_model(_black_crop)
    yield video_decoders(DECODERS)
    yield writable(folder)


def python_version(version: tuple[int, ...]) -> Finding:
    """Whether this Python is new enough."""
    wanted = ".".join(map(str, OLDEST_PYTHON))
    if version < OLDEST_PYTHON:
        found = ".".join(map(str, version))
        return Finding(f"Python {found}", f"Install Python {wanted} or newer.")
    return Finding(f"Python {platform.python_version()}")


def model_files() -> Iterator[tuple[str, Finding]]:
    """Whether the network files are those this version was tested with, by name."""
    listed = resources.files("coxa_lab.pose").joinpath("models.sha256.json")
    for name, entry in json.loads(listed.read_text(encoding="utf-8"))["files"].items():
        yield name, model_file(name, entry["sha256"])


def model_file(name: str, sha256: str) -> Finding:
    """Whether one network file has the content it should have."""
    what = f"model file {name}"
    try:
        with model_path(name.removesuffix(".tflite")).open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except RefusedError:
        return Finding(f"{what}: missing", _SET_UP)
    except OSError:
        return Finding(f"{what}: cannot be read", "Give yourself the right to read it.")
    if found != sha256:
        return Finding(f"{what}: not the one this version was tested with", f"Delete it. {_SET_UP}")
    return Finding(what)


def pose_model(run: Callable[[], float]) -> Finding:
    """Whether the pose model runs here, given something that runs it once."""
    what = "pose model (LiteRT)"
    try:
        person = run()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
        return Finding(f"{what}: does not run here ({type(error).__name__}: {error})", _SET_UP)
    if not (math.isfinite(person) and 0.0 <= person <= 1.0):
        return Finding(f"{what}: gives no sound answer ({person})", _SET_UP)
    return Finding(what)


def _black_crop() -> float:
    """How sure the landmark net is of a person in a black picture."""
    black = np.zeros((LANDMARK_SIDE_PX, LANDMARK_SIDE_PX, 4), np.uint8)
    return LandmarkNet(model_path(_DEFAULT_NET)).run(black).person


def video_decoders(names: tuple[str, ...]) -> Finding:
    """Whether the usual kinds of video can be read."""
    release = ".".join(map(str, av.library_versions["libavcodec"]))
    what = f"video: PyAV {av.__version__}, FFmpeg libavcodec {release}"
    missing = [name for name in names if not _can_decode(name)]
    if missing:
        return Finding(f"{what}, without {', '.join(missing)}", _SET_UP)
    return Finding(what)


def _can_decode(name: str) -> bool:
    try:
        av.Codec(name, "r")
    except UnknownCodecError:
        return False
    return True


def writable(folder: Path) -> Finding:
    """Whether results can be written to a folder."""
    what = f"writing to {folder}"
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"coxa")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return Finding(f"{what}: {reason}", "Change to a folder you may write to.")
    return Finding(what)
