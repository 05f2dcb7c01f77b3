"""The published BlazePose networks on LiteRT: tensors in, tensors out.

Geometry (regions, anchors) is in `coxa.landmarks.region`; which network file is used where and the
facts about inputs and outputs are in ``docs/protocols/pose.md``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import numpy as np
from ai_edge_litert.interpreter import Interpreter

from coxa.landmarks.region import (
    DETECTOR_SIDE_PX,
    Detection,
    Region,
    anchor_centers,
    detection_from_anchor,
    merge_detections,
    sigmoid,
)
from coxa_lab.pose.crop import Cropper, FloatArray, ImageArray, rgb_floats

ModelName = Literal["lite", "full", "heavy"]
LANDMARK_SIDE_PX: Final = 256
POINT_COUNT: Final = 39
_HEAT_MAP_SIDE: Final = 64
_HEAT_MAP_REACH: Final = 3
_MIN_HEAT: Final = 0.5
_MIN_DETECTION_LOGIT: Final = 0.0  # a score of 0.5
_POINTS, _PERSON, _MASK, _HEAT, _WORLD = range(5)  # outputs of the landmark net


@dataclass(frozen=True, slots=True)
class NetOutput:
    """What the landmark net says of one crop.

    Attributes
    ----------
    points : (39, 3)
        x and y as fractions of the crop's side, z in the same scale, away from the camera positive.
    visibility, presence : (39,)
        0 to 1.
    world_m : (39, 3)
        Metres from the middle of the hips, the crop's axes.
    person : float
        How sure the net is that there is a person, 0 to 1.
    mask : (256, 256) or None
        Logits of the person's outline over the crop, above 0 inside; None unless asked for.
    """

    points: FloatArray
    visibility: FloatArray
    presence: FloatArray
    world_m: FloatArray
    person: float
    mask: FloatArray | None = None


class PoseDetector:
    """Finds people in a whole image."""

    def __init__(self, path: Path, threads: int = 1) -> None:
        self._net = _Net(path, threads)
        self._anchors = anchor_centers()
        self._cropper = Cropper(DETECTOR_SIDE_PX)

    def detect(self, rgbx: ImageArray, view: Region) -> list[Detection]:
        """People in a part of an image (height, width, 4) that is not turned, surest first."""
        square = self._cropper.crop(rgbx, view)
        boxes, logits = self.raw(rgb_floats(square) * np.float32(2.0) - np.float32(1.0))
        kept = np.flatnonzero(logits > _MIN_DETECTION_LOGIT)
        return merge_detections(
            [
                detection_from_anchor(
                    boxes[i].tolist(), sigmoid(float(logits[i])), self._anchors[int(i)], view
                )
                for i in kept
            ]
        )

    def raw(self, tensor: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Values (2254, 12) and logits (2254,) of all anchors for an image tensor (224, 224, 3)."""
        self._net.set(tensor)
        self._net.invoke()
        return self._net.get(0)[0], self._net.get(1)[0, :, 0]


class LandmarkNet:
    """Finds 39 points of the one person in a square crop."""

    def __init__(self, path: Path, threads: int = 1) -> None:
        self._net = _Net(path, threads)

    def run(self, square: ImageArray, *, with_mask: bool = False) -> NetOutput:
        """Points of a (256, 256, 4) crop; with the person's outline only if asked for."""
        self._net.fill(square)
        self._net.invoke()
        values = self._net.get(_POINTS)[0].reshape(POINT_COUNT, 5)
        points = values[:, :3] / np.float32(LANDMARK_SIDE_PX)
        points[:, :2] = refine_by_heat_map(points[:, :2], self._net.view(_HEAT)[0])
        return NetOutput(
            points=points,
            visibility=_sigmoid(values[:, 3]),
            presence=_sigmoid(values[:, 4]),
            world_m=self._net.get(_WORLD)[0].reshape(POINT_COUNT, 3),
            person=float(self._net.get(_PERSON)[0, 0]),
            mask=self._net.get(_MASK)[0, :, :, 0] if with_mask else None,
        )

    def infer(self, tensor: FloatArray) -> None:
        """The inference alone, of an image tensor (256, 256, 3); its outputs are not read."""
        self._net.set(tensor)
        self._net.invoke()


class _Net:
    """One LiteRT interpreter with a single input. Not for two threads at once."""

    def __init__(self, path: Path, threads: int) -> None:
        with _quiet():
            self._interpreter = Interpreter(str(path), num_threads=threads)
            self._interpreter.allocate_tensors()
        self._input = self._interpreter.get_input_details()[0]["index"]
        self._outputs = [d["index"] for d in self._interpreter.get_output_details()]

    def set(self, tensor: FloatArray) -> None:
        """Give the image tensor (height, width, 3)."""
        self._interpreter.set_tensor(self._input, tensor[np.newaxis])

    def fill(self, square: ImageArray) -> None:
        """Give the image tensor, 0 to 1, of a crop (height, width, 4), without another copy."""
        rgb_floats(square, out=self._interpreter.tensor(self._input)()[0])

    def invoke(self) -> None:
        """Run the network; other threads go on meanwhile."""
        self._interpreter.invoke()

    def view(self, number: int) -> FloatArray:
        """One output where it lies; it must be let go before the network runs again."""
        output: FloatArray = self._interpreter.tensor(self._outputs[number])()
        return output

    def get(self, number: int) -> FloatArray:
        """A copy of one output, numbered in the order of the file."""
        output: FloatArray = self._interpreter.get_tensor(self._outputs[number])
        return output


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the inference library from announcing itself on standard error; it has no switch."""
    sys.stderr.flush()
    kept = os.dup(2)
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def refine_by_heat_map(points: FloatArray, heat: FloatArray) -> FloatArray:
    """Each point moved to the centre of mass of the heat around it, where the heat is sure.

    Parameters
    ----------
    points : (39, 2)
        Fractions of the crop.
    heat : (64, 64, 39)
        Logits.

    Returns
    -------
    refined : (39, 2)
        Fractions of the crop. A point outside the map, or in a window that nowhere reaches 0.5,
        stays where it is.
    """
    side = _HEAT_MAP_SIDE
    cells = np.trunc(points * side).astype(np.int64)
    reach = np.arange(-_HEAT_MAP_REACH, _HEAT_MAP_REACH + 1)
    columns = cells[:, 0, np.newaxis] + reach
    rows = cells[:, 1, np.newaxis] + reach
    window = _sigmoid(
        heat[
            rows.clip(0, side - 1)[:, :, np.newaxis],
            columns.clip(0, side - 1)[:, np.newaxis, :],
            np.arange(points.shape[0])[:, np.newaxis, np.newaxis],
        ]
    )
    window *= ((rows >= 0) & (rows < side))[:, :, np.newaxis]
    window *= ((columns >= 0) & (columns < side))[:, np.newaxis, :]
    is_inside = ((cells >= 0) & (cells < side)).all(axis=1)
    is_sure = is_inside & (window.max(axis=(1, 2)) >= _MIN_HEAT)
    total = np.where(is_sure, window.sum(axis=(1, 2)), np.float32(1.0)) * side
    refined = np.stack(
        [
            (window.sum(axis=1) * columns).sum(axis=1) / total,
            (window.sum(axis=2) * rows).sum(axis=1) / total,
        ],
        axis=1,
    )
    return np.where(is_sure[:, np.newaxis], refined, points).astype(np.float32)


def _sigmoid(logits: FloatArray) -> FloatArray:
    """Logistic function of an array."""
    return (1.0 / (1.0 + np.exp(-np.clip(logits, -80.0, 80.0)))).astype(np.float32)
