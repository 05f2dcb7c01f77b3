"""Exchanges with the worker's session, from the real networks on a golden image.

``python -m tests.web.worker_samples`` writes ``tests/golden/worker/session.json`` anew.
"""

from __future__ import annotations

import json
import math
import sys
from typing import Any, Final

import numpy as np
from PIL import Image

from coxa.browser.buffers import DETECTED, SAMPLE, SEEN, VERSION
from coxa.browser.session import Session
from coxa.landmarks.region import DETECTOR_SIDE_PX, Region
from coxa.records.landmarks import OUTLINE_PER_IMAGE, POINTS_PER_IMAGE, LandmarkRecording
from coxa_lab.pose.crop import Cropper, ImageArray, rgb_floats
from coxa_lab.pose.models_folder import model_path
from coxa_lab.pose.networks import LANDMARK_SIDE_PX, LandmarkNet, PoseDetector
from tests.core.browser_samples import GOLDEN
from tests.house.tree import ROOT

_IMAGES: Final = 3
_STEP_S: Final = 0.05
_DECIMALS: Final = 5
_NO_OUTLINE: Final = [math.nan] * OUTLINE_PER_IMAGE


def config(width_px: int, height_px: int, passes: str = "alternate") -> dict[str, Any]:
    """What a page sends at the start."""
    return {
        "v": VERSION,
        "engine": "assessment",
        "passes": passes,
        "width_px": width_px,
        "height_px": height_px,
        "config": {
            "id": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
            "recording_id": "0b0e0a5c-6c7e-4f6e-9a53-0d3b4c3f5a11",
            "subject": "anonymous",
            "recorded_at": "2026-11-22T10:15:00+01:00",
            "pose": {"name": "blazepose", "version": "1", "model": "full", "params": {}},
        },
    }


def sample_buffers(recording: LandmarkRecording) -> list[list[float]]:
    """A recording as `SAMPLE` buffers, image by image."""
    buffers = []
    for index, t_s in enumerate(recording.t_s):
        first, edge = index * POINTS_PER_IMAGE, index * OUTLINE_PER_IMAGE
        people = recording.people[index]
        buffers.append(
            [
                SAMPLE,
                t_s,
                recording.image_width_px,
                recording.image_height_px,
                recording.person[index],
                math.nan if people < 0 else people,
                recording.luminance[index],
                *recording.points[first : first + POINTS_PER_IMAGE],
                *(recording.outline[edge : edge + OUTLINE_PER_IMAGE] or _NO_OUTLINE),
            ]
        )
    return buffers


def wire(value: float) -> float | None:
    """A number of a buffer as JSON carries it."""
    return None if math.isnan(value) else round(value, _DECIMALS)


class _Networks:
    """Answers what a session asks of one picture, as the browser's worker does."""

    def __init__(self, rgbx: ImageArray) -> None:
        self._rgbx = rgbx
        self._detector = PoseDetector(model_path("pose_detection"))
        self._net = LandmarkNet(model_path("pose_landmark_lite"))

    def answer(self, todo: dict[str, Any], t_s: float) -> list[float]:
        """The buffer for one question."""
        height_px, width_px = self._rgbx.shape[:2]
        region = Region(*todo["region"])
        if todo["do"] == "detect":
            return [DETECTED, t_s, width_px, height_px, *self._detected(region)]
        square = Cropper(LANDMARK_SIDE_PX).crop(self._rgbx, region)
        seen = self._net.run(square[:, ::-1] if todo["is_mirrored"] else square)
        columns = np.column_stack([seen.points, seen.visibility, seen.presence])
        head = [SEEN, t_s, width_px, height_px, seen.person, 0.5]
        return [*head, *columns.astype(float).ravel().tolist(), *_NO_OUTLINE]

    def _detected(self, view: Region) -> list[float]:
        square = Cropper(DETECTOR_SIDE_PX).crop(self._rgbx, view)
        boxes, logits = self._detector.raw(rgb_floats(square) * np.float32(2) - np.float32(1))
        sure = np.flatnonzero(logits > 0.0)
        return [v for i in sure for v in (float(i), float(logits[i]), *boxes[i].tolist())]


def exchange() -> dict[str, Any]:
    """A session over a few images of the golden picture: every buffer with its reply."""
    picture = Image.open(ROOT / "tests" / "golden" / "pose" / "seated.png").convert("RGBA")
    rgbx = np.ascontiguousarray(np.asarray(picture))
    networks = _Networks(rgbx)
    session = Session()
    started = config(picture.width, picture.height)
    reply = json.loads(session.start(json.dumps(started)))
    messages: list[dict[str, Any]] = []
    for image in range(_IMAGES):
        is_done = False
        while not is_done:
            buffer = [wire(v) for v in networks.answer(reply["todo"], image * _STEP_S)]
            reply = json.loads(session.step([math.nan if v is None else v for v in buffer]))
            messages.append({"buffer": buffer, "reply": reply})
            is_done = reply["is_done"]
    return {
        "tolerance": 1e-9,
        "tolerance_reason": "sin and sum differ in the last bits between builds of Python",
        "config": started,
        "messages": messages,
        "refusal": json.loads(session.finish())["result"]["code"],
    }


if __name__ == "__main__":
    GOLDEN.parent.mkdir(parents=True, exist_ok=True)
    GOLDEN.write_text(json.dumps(exchange(), indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{GOLDEN.relative_to(ROOT)} written\n")
