"""The engine without coaching: angles while it runs, a record or a refusal at the end."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import pytest

from coxa.assessment.finish import FinishOptions, finish
from coxa.browser.live_assessment import LiveAssessment
from coxa.errors import RecordError
from coxa.records.codec import assessment_to_json
from coxa.records.landmarks import OUTLINE_PER_IMAGE, LandmarkRecording
from tests.core.browser_samples import ASSESSMENT, sample_buffers
from tests.core.seated_samples import a_test, seated


@lru_cache(maxsize=1)
def a_recording() -> LandmarkRecording:
    return seated(*a_test(sides=("left",), peaks_deg=(30.0, -35.0)))


def begun() -> LiveAssessment:
    engine = LiveAssessment()
    assert engine.start(json.dumps(ASSESSMENT)) == "{}"
    return engine


def played(buffers: Sequence[Sequence[float]]) -> tuple[LiveAssessment, list[dict[str, Any]]]:
    engine = begun()
    return engine, [json.loads(engine.step(buffer)) for buffer in buffers]


def test_angles_come_once_the_legs_were_at_rest() -> None:
    _, replies = played(sample_buffers(a_recording()))
    assert replies[0] == {"is_ready": False, "left_deg": None, "right_deg": None}
    assert replies[25]["is_ready"]
    largest_deg = max(reply["left_deg"] or 0.0 for reply in replies)
    assert largest_deg == pytest.approx(30.0, abs=0.5)


def test_the_record_is_that_of_the_recording() -> None:
    engine, _ = played(sample_buffers(a_recording()))
    stored = json.loads(engine.finish())
    options = FinishOptions(id=ASSESSMENT["id"])
    expected = assessment_to_json(finish(a_recording(), options).assessment)
    assert stored["sides"] == expected["sides"]
    assert stored["id"] == ASSESSMENT["id"]


@pytest.mark.parametrize("edge_px", [math.nan, 12.0])
def test_an_outline_is_kept_if_there_is_one(edge_px: float) -> None:
    edges_px = [edge_px] * OUTLINE_PER_IMAGE
    images = sample_buffers(a_recording())
    engine, _ = played([[*image[:-OUTLINE_PER_IMAGE], *edges_px] for image in images])
    assert json.loads(engine.finish())["schema"] == "coxa.assessment/1"


def test_a_recording_without_an_end_range_is_refused_and_a_new_start_forgets_it() -> None:
    buffers = sample_buffers(a_recording())
    engine, _ = played(buffers[:30])
    assert json.loads(engine.finish())["schema"] == "coxa.refusal/1"
    engine.start(json.dumps(ASSESSMENT))
    assert json.loads(engine.finish())["code"] == "no_images"


def test_without_a_start_there_is_nothing_to_store() -> None:
    assert json.loads(LiveAssessment().finish())["code"] == "no_images"


def test_an_image_that_came_before_is_passed_over() -> None:
    first, second = sample_buffers(a_recording())[:2]
    _, replies = played([second, first, second])
    assert replies[1:] == [{}, {}]


def test_another_size_does_not_change_the_camera_in_the_middle() -> None:
    buffers = sample_buffers(a_recording())
    turned = [[*b[:2], b[3], b[2], *b[4:]] if n > 40 else b for n, b in enumerate(buffers)]
    assert played(turned)[1] == played(buffers)[1]


def test_a_configuration_of_something_else_is_refused() -> None:
    with pytest.raises(RecordError):
        LiveAssessment().start("{}")
