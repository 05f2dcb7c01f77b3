"""An engine without coaching: shows the rotation now, and measures the whole at the end."""

from __future__ import annotations

import hashlib
import json
import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from coxa.assessment.finish import FinishOptions, finish
from coxa.browser.buffers import SampleValues, sample_of
from coxa.errors import RefusedError
from coxa.landmarks.live import LiveParams, LiveState, live_image, step
from coxa.messages.catalog import refusal_of
from coxa.records.codec import assessment_to_json
from coxa.records.landmarks import LandmarkRecording, PoseMethod, rounded_points
from coxa.records.plain import plain_to_json
from coxa.records.wire import decode
from coxa.tables.load import TABLES_VERSION
from coxa.version import __version__

_DECIMALS: Final = 2
_SURENESS_DECIMALS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentConfig:
    """What only the page knows.

    Attributes
    ----------
    id, recording_id :
        UUIDs of the assessment and of the landmarks it is made of.
    subject, recorded_at :
        As in every record.
    pose :
        Which networks ran, and how.
    mirrored :
        Whether the picture was a mirror image, which was undone.
    """

    id: str
    recording_id: str
    subject: str
    recorded_at: str
    pose: PoseMethod
    mirrored: bool | None = None


class LiveAssessment:
    """Rotation now, while landmarks come; `coxa.assessment/1` or a refusal at the end."""

    def __init__(self) -> None:
        self._config: AssessmentConfig | None = None
        self._state = LiveState()
        self._size_px: tuple[int, int] | None = None
        self._t_s, self._points = array("d"), array("d")
        self._person, self._people = array("d"), array("i")
        self._luminance, self._outline = array("d"), array("d")

    def start(self, config_json: str) -> str:
        """Begin; RecordError if the configuration is not one."""
        self.__init__()  # type: ignore[misc]  # begins anew
        self._config = decode(AssessmentConfig, json.loads(config_json))
        return "{}"

    def step(self, buffer: Sequence[float]) -> str:
        """One `SAMPLE` buffer in, the angles now out."""
        sample = sample_of(buffer)
        if self._t_s and sample.t_s <= self._t_s[-1]:
            return "{}"
        self._keep(sample)
        width_px, height_px = self._size_px or (sample.width_px, sample.height_px)
        self._size_px = (width_px, height_px)
        image = live_image(sample.t_s, sample.points)
        params = LiveParams(width_px=width_px, height_px=height_px)
        self._state, angles = step(params, self._state, image)
        reply: dict[str, Any] = {
            "is_ready": angles.is_ready,
            "left_deg": _degrees(angles.left_rad),
            "right_deg": _degrees(angles.right_rad),
        }
        return json.dumps(reply, allow_nan=False)

    def finish(self) -> str:
        """The record of the whole, or the refusal."""
        try:
            finished = finish(self._recording(), FinishOptions(id=self._require().id))
        except RefusedError as error:
            return json.dumps(plain_to_json(refusal_of(error)), allow_nan=False)
        return json.dumps(assessment_to_json(finished.assessment), allow_nan=False)

    def _require(self) -> AssessmentConfig:
        if self._config is None:
            raise RefusedError("no_images")
        return self._config

    def _keep(self, sample: SampleValues) -> None:
        self._t_s.append(sample.t_s)
        self._points.extend(sample.points)  # rounded at the end: it is a fifth of a step
        self._person.append(round(sample.person, _SURENESS_DECIMALS))
        self._people.append(sample.people)
        self._luminance.append(round(sample.luminance, _SURENESS_DECIMALS))
        self._outline.extend(sample.outline)

    def _recording(self) -> LandmarkRecording:
        config = self._require()
        points = rounded_points(self._points)
        width_px, height_px = self._size_px or (1, 1)
        first_s = self._t_s[0] if self._t_s else 0.0
        has_outline = any(not math.isnan(value) for value in self._outline)
        return LandmarkRecording(
            id=config.recording_id,
            subject=config.subject,
            recorded_at=config.recorded_at,
            coxa_version=__version__,
            tables_version=TABLES_VERSION,
            recording_sha256=hashlib.sha256(points.tobytes()).hexdigest(),
            image_width_px=width_px,
            image_height_px=height_px,
            pose=config.pose,
            mirrored=config.mirrored,
            t_s=array("d", (t_s - first_s for t_s in self._t_s)),
            points=points,
            person=self._person,
            people=self._people,
            luminance=self._luminance,
            outline=self._outline if has_outline else array("d"),
        )


def _degrees(angle_rad: float) -> float | None:
    """Degrees as they are shown; None where nothing was measured."""
    return None if math.isnan(angle_rad) else round(math.degrees(angle_rad), _DECIMALS)
