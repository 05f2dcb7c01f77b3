"""Small sound records, and ways to spoil them."""

from __future__ import annotations

from array import array
from typing import Any, Final

from coxa.records.assessment import (
    Assessment,
    Comparison,
    Compensation,
    Method,
    Quality,
    RangeOfMotion,
    Repetition,
    SideResult,
    TotalArc,
)
from coxa.records.codec import assessment_to_json
from coxa.records.landmarks import (
    POINTS_PER_IMAGE,
    LandmarkRecording,
    PoseMethod,
    rounded_points,
)

Json = Any

HEAD: Final[dict[str, Any]] = {
    "id": "123e4567-e89b-42d3-a456-426614174000",
    "subject": "somebody",
    "recorded_at": "2026-11-22T10:15:00+01:00",
    "coxa_version": "0.1.0",
    "tables_version": "2026.11.1",
    "recording_sha256": "0" * 64,
}


def an_assessment() -> Assessment:
    turned_in = RangeOfMotion(value_deg=31.2, error_95_deg=4.1, sd_deg=None, n=3)
    hike = Compensation(kind="pelvic_hike", value=1.2, unit="deg", grade="note")
    repetition = Repetition(
        direction="internal",
        start_s=3.1,
        hold_from_s=4.0,
        hold_to_s=5.1,
        end_s=6.0,
        peak_deg=31.0,
        accepted=True,
        compensations=(hike,),
    )
    left = SideResult(
        internal_rotation=turned_in,
        external_rotation=None,
        total_arc=TotalArc(value_deg=66.2, error_95_deg=5.9),
        repetitions=(repetition,),
        compensations=(),
    )
    return Assessment(
        **HEAD,
        position="seated",
        mode="active",
        device="camera",
        side_source="metadata",
        method=Method(name="blazepose", version="1", model="full", params={"passes": 1}),
        left=left,
        right=None,
        comparison=Comparison(),
        quality=Quality(grade="good"),
    )


def a_recording(n: int = 2) -> LandmarkRecording:
    return LandmarkRecording(
        **HEAD,
        image_width_px=640,
        image_height_px=480,
        pose=PoseMethod(name="blazepose", version="1", model="full"),
        mirrored=None,
        t_s=array("d", [i / 20 for i in range(n)]),
        points=rounded_points([0.123456] * POINTS_PER_IMAGE * n),
        person=array("d", [0.99] * n),
        people=array("i", [1] * n),
        luminance=array("d", [0.5] * n),
    )


def planted(path: str, content: Json) -> Json:
    """The example with something else at one place; Ellipsis takes the place away."""
    value = assessment_to_json(an_assessment())
    *parents, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    place: Any = value
    for step in parents:
        place = place[step]
    if content is ...:
        del place[last]
    else:
        place[last] = content
    return value
