"""The networks and what is read from them, against golden vectors."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from PIL import Image

from coxa.errors import RefusedError
from coxa.landmarks.region import Region, RegionParams, region_from_key_points, whole_image
from coxa.records.landmarks import LANDMARKS
from coxa_lab.pose.crop import Cropper, FloatArray, ImageArray
from coxa_lab.pose.models_folder import model_path
from coxa_lab.pose.networks import (
    LANDMARK_SIDE_PX,
    LandmarkNet,
    ModelName,
    NetOutput,
    PoseDetector,
    refine_by_heat_map,
)
from coxa_lab.pose.passes import MIRRORED, SINGLE, THOROUGH, Pass, averaged_points, points_in_image
from coxa_lab.pose.worker import Task, Worker
from coxa_lab.video import VideoImage

FOLDER = Path(__file__).parents[1] / "golden" / "pose"
HEAT: dict[str, Any] = json.loads((FOLDER / "heat_map.json").read_text(encoding="utf-8"))
SEATED: dict[str, Any] = json.loads((FOLDER / "seated.json").read_text(encoding="utf-8"))
CROPPER = Cropper(LANDMARK_SIDE_PX)
LEGS = ("left_knee", "right_knee", "left_ankle", "right_ankle")


@pytest.fixture(scope="module")
def seated() -> ImageArray:
    image = Image.open(FOLDER / SEATED["image"]).convert("RGBA")
    return np.ascontiguousarray(np.asarray(image))


@pytest.fixture(scope="module")
def detector() -> PoseDetector:
    return PoseDetector(model_path("pose_detection"))


@pytest.fixture(scope="module")
def net() -> LandmarkNet:
    return LandmarkNet(model_path("pose_landmark_full"))


def heat_around(case: dict[str, Any]) -> FloatArray:
    rows, columns = np.mgrid[0:64, 0:64]
    squared = (columns - case["center_column"]) ** 2 + (rows - case["center_row"]) ** 2
    heat: FloatArray = (case["top"] - 0.8 * squared).astype(np.float32)
    return heat


def test_golden_heat_map_refinement() -> None:
    points = np.full((39, 2), 0.5, np.float32)
    heat = np.full((64, 64, 39), -9.0, np.float32)
    for index, case in enumerate(HEAT["cases"]):
        points[index] = case["point"]
        heat[:, :, index] = heat_around(case)
    refined = refine_by_heat_map(points, heat)
    for index, case in enumerate(HEAT["cases"]):
        assert refined[index].tolist() == pytest.approx(case["refined"], abs=HEAT["tolerance"])


def test_golden_detection(seated: ImageArray, detector: PoseDetector) -> None:
    height_px, width_px = seated.shape[:2]
    (detection,) = detector.detect(seated, whole_image(width_px, height_px))
    expected = SEATED["detection"]
    tolerance_px = 2 * SEATED["tolerance_px"]  # its input is coarser by that much
    assert detection.mid_hip_px == pytest.approx(tuple(expected["mid_hip_px"]), abs=tolerance_px)
    assert detection.circle_px == pytest.approx(tuple(expected["circle_px"]), abs=tolerance_px)
    assert detection.score == pytest.approx(expected["score"], abs=0.02)


def golden_region() -> Region:
    found = SEATED["detection"]
    return region_from_key_points(tuple(found["mid_hip_px"]), tuple(found["circle_px"]))


@pytest.mark.parametrize("model", get_args(ModelName))
def test_golden_landmarks(seated: ImageArray, detector: PoseDetector, model: ModelName) -> None:
    net = LandmarkNet(model_path(f"pose_landmark_{model}"))
    worker = Worker(RegionParams(), detector, net, with_mask=False)
    sample = worker.look(Task(VideoImage(0.0, seated), golden_region(), None, SINGLE)).sample
    assert sample.points is not None
    assert sample.person > 0.9
    for index, name in enumerate(LANDMARKS):
        assert sample.points[index, :2].tolist() == pytest.approx(
            SEATED["landmarks_px"][model][name], abs=SEATED["tolerance_px"]
        )


@pytest.mark.parametrize("passes", [SINGLE, MIRRORED, THOROUGH], ids=["plain", "mirrored", "all"])
def test_every_kind_of_pass_finds_the_true_joints(
    seated: ImageArray, net: LandmarkNet, passes: tuple[Pass, ...]
) -> None:
    region = golden_region()
    seen = averaged_points(net, CROPPER, seated, region, passes, with_mask=True)
    for name in LEGS:
        side, joint = name.split("_")
        true_px = SEATED["true_joint_centres_px"][f"{joint}_{side}"]
        found_px = seen.points[LANDMARKS.index(name), :2].tolist()
        assert math.dist(found_px, true_px) < SEATED["true_tolerance_px"]
    assert seen.mask is not None
    assert seen.mask.shape == (256, 256)


def test_the_mask_lies_over_the_region_also_when_mirrored(
    seated: ImageArray, net: LandmarkNet
) -> None:
    region = golden_region()
    plain, mirrored = (
        averaged_points(net, CROPPER, seated, region, passes, with_mask=True).mask
        for passes in (SINGLE, MIRRORED)
    )
    assert plain is not None
    assert mirrored is not None
    both, either = (plain > 0) & (mirrored > 0), (plain > 0) | (mirrored > 0)
    assert both.sum() > 0.9 * either.sum()


def test_the_mask_is_not_read_unless_asked_for(seated: ImageArray, net: LandmarkNet) -> None:
    square = np.ascontiguousarray(seated[:256, :256])
    assert net.run(square).mask is None


def test_points_of_a_turned_mirrored_crop_lie_where_they_were_seen() -> None:
    points = np.full((39, 3), 0.5, np.float32)
    points[0, :2] = (0.75, 0.25)
    ones = np.ones(39, np.float32)
    output = NetOutput(points, ones, ones, np.zeros((39, 3), np.float32), 1.0)
    region = Region(100.0, 50.0, 40.0, 0.3)
    plain = points_in_image(output, region)
    assert plain[0, :2].tolist() == pytest.approx(region.to_image(0.75, 0.25), abs=1e-4)
    mirrored = points_in_image(output, region, is_mirrored=True)
    assert mirrored[0, :2].tolist() == pytest.approx(region.to_image(0.25, 0.25), abs=1e-4)


def test_a_missing_model_is_named() -> None:
    with pytest.raises(RefusedError) as caught:
        model_path("pose_landmark_gigantic")
    assert caught.value.code == "model_missing"
    assert caught.value.values == {"name": "pose_landmark_gigantic.tflite"}
