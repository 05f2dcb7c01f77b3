"""From the cleaned body to what moved: rotation of each hip, and everything that may spoil it.

All angles in radians from the person's own rest, (n,) each, NaN where not measurable. This is the
one place where the parts meet: rod (`shank`), outline, camera, trunk.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from coxa import signals
from coxa.geometry import wrapped_rad
from coxa.hip import outward_sign
from coxa.landmarks.body import Body
from coxa.landmarks.camera import CameraView, view_from_rest
from coxa.landmarks.outline import OutlineFit, fit_outline
from coxa.landmarks.shank import ShankFit, Template, fit_shank, template_at_rest
from coxa.records.assessment import SIDES, Side

SMOOTHING_S: Final = 0.08
"""Zero-phase smoothing of every series: two images at 25 a second, short against any hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegMotion:
    """One leg over time.

    Attributes
    ----------
    swing_rad :
        Of the shank in the picture from straight down, outward positive, as it is.
    rotation_rad :
        Of the shank about the thigh from rest, internal positive, the pelvis's roll still in it.
    landmark_rotation_rad :
        The same without the outline's correction: a second opinion for the error.
    drift_rad, lift_rad :
        Thigh sideways (outward positive) and upward from rest.
    shank_share :
        Seen length of the shank over its length at rest.
    toe_share :
        Toe beside the rod, outward positive, from rest, in shanks.
    support :
        Share of the outline that was found where it should be, 0 to 1.
    """

    side: Side
    template: Template
    swing_rad: list[float]
    rotation_rad: list[float]
    landmark_rotation_rad: list[float]
    drift_rad: list[float]
    lift_rad: list[float]
    shank_share: list[float]
    toe_share: list[float]
    support: list[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """The whole recording as movements from rest.

    `hip_tilt_rad` and `shoulder_tilt_rad`: left up positive; `trunk_lean_rad`: toward the person's
    left positive.
    """

    t_s: list[float]
    rest: list[int]
    is_late_rest: bool
    view: CameraView
    legs: dict[Side, LegMotion]
    hip_tilt_rad: list[float]
    shoulder_tilt_rad: list[float]
    trunk_lean_rad: list[float]


def motion_from_body(
    body: Body, rest: Sequence[int], sides: Sequence[Side] = SIDES, is_late_rest: bool = False
) -> Motion:
    """Movements of the given legs and the trunk from rest.

    Parameters
    ----------
    body :
        The cleaned points.
    rest :
        Images in which the person sits still with both feet down.
    sides :
        Legs that are in view.
    is_late_rest :
        The rest was not at the start, where it should be.
    """
    templates = {side: template_at_rest(body, side, rest) for side in sides}
    view = view_from_rest(list(templates.values()), body.width_px, body.height_px)
    return Motion(
        t_s=body.t_s,
        rest=list(rest),
        is_late_rest=is_late_rest,
        view=view,
        legs={side: _leg_motion(body, templates[side], view, rest) for side in sides},
        hip_tilt_rad=_from_rest(_tilt(body, "hip"), rest, body.t_s),
        shoulder_tilt_rad=_from_rest(_tilt(body, "shoulder"), rest, body.t_s),
        trunk_lean_rad=_from_rest(_trunk_lean(body), rest, body.t_s),
    )


def _leg_motion(body: Body, template: Template, view: CameraView, rest: Sequence[int]) -> LegMotion:
    side = template.side
    fit = fit_shank(body.track(side, "knee"), body.track(side, "ankle"), template)
    outline = fit_outline(body, side, fit, rest)
    swing_rad = [a + b for a, b in zip(fit.swing_rad, outline.turn_rad, strict=True)]
    return LegMotion(
        side=side,
        template=template,
        swing_rad=swing_rad,
        rotation_rad=_from_rest(_rotation(swing_rad, fit, view), rest, body.t_s),
        landmark_rotation_rad=_from_rest(_rotation(fit.swing_rad, fit, view), rest, body.t_s),
        drift_rad=_from_rest(_drift_rad(fit, outline), rest, body.t_s),
        lift_rad=_from_rest([math.atan(lift) for lift in fit.lift], rest, body.t_s),
        shank_share=_shank_share(body, template, fit),
        toe_share=_from_rest(_toe_share(body, template, swing_rad), rest, body.t_s),
        support=outline.support,
    )


def _rotation(swing_rad: Sequence[float], fit: ShankFit, view: CameraView) -> list[float]:
    """Rotation about the thigh in every image, from the plane's own down."""
    template = fit.template
    rotation: list[float] = []
    for swing, drift, lift in zip(swing_rad, fit.drift, fit.lift, strict=True):
        if not math.isfinite(swing):
            rotation.append(math.nan)
            continue
        knee_px = (
            template.knee_px[0] + template.sign * drift * template.shank_px,
            template.knee_px[1] - lift * template.shank_px,
        )
        rotation.append(view.rotation_rad(swing, knee_px, template, math.atan(drift)))
    return rotation


def _drift_rad(fit: ShankFit, outline: OutlineFit) -> list[float]:
    """Angle of the thigh outward; the thigh is as long as the shank (see `camera`)."""
    return [math.atan(a + b) for a, b in zip(fit.drift, outline.drift, strict=True)]


def _shank_share(body: Body, template: Template, fit: ShankFit) -> list[float]:
    """Distance of the ankle from the knee at rest, its drift followed, in shanks.

    The knee landmark slides too much, and the rod, which cannot shorten, would lift the knee.
    """
    ankle = body.track(template.side, "ankle")
    shares: list[float] = []
    for i, drift in enumerate(fit.drift):
        out, down = template.to_shanks(ankle.x_px[i], ankle.y_px[i])
        shares.append(math.hypot(out - drift, down))
    return shares


def _toe_share(body: Body, template: Template, swing_rad: Sequence[float]) -> list[float]:
    """How far the toe lies outward of the line of the shank, in shanks."""
    side = template.side
    ankle, toe = body.track(side, "ankle"), body.track(side, "foot_index")
    sign = outward_sign(side)
    shares: list[float] = []
    for ax, ay, tx, ty, swing in zip(
        ankle.x_px, ankle.y_px, toe.x_px, toe.y_px, swing_rad, strict=True
    ):
        out, down = sign * (tx - ax) / template.shank_px, (ty - ay) / template.shank_px
        shares.append(out * math.cos(swing) - down * math.sin(swing))
    return shares


def _tilt(body: Body, name: str) -> list[float]:
    """Tilt of the line between a pair of points, left up positive."""
    left, right = body.track("left", name), body.track("right", name)
    return [
        math.atan2(ry - ly, lx - rx)
        for lx, ly, rx, ry in zip(left.x_px, left.y_px, right.x_px, right.y_px, strict=True)
    ]


def _trunk_lean(body: Body) -> list[float]:
    """Direction from the middle of the hips to that of the shoulders, to the left positive."""
    tracks = [body.track(side, name) for name in ("hip", "shoulder") for side in SIDES]
    lean_rad: list[float] = []
    for i in range(len(body.t_s)):
        across = sum(t.x_px[i] for t in tracks[2:]) - sum(t.x_px[i] for t in tracks[:2])
        upward = sum(t.y_px[i] for t in tracks[:2]) - sum(t.y_px[i] for t in tracks[2:])
        lean_rad.append(math.atan2(across, upward))
    return lean_rad


def _from_rest(values: Sequence[float], rest: Sequence[int], t_s: Sequence[float]) -> list[float]:
    """The series less its value at rest, smoothed without delay; angles do not jump at π."""
    base = signals.median(signals.taken(values, rest))
    turned = [wrapped_rad(v - base) if math.isfinite(v) else math.nan for v in values]
    return signals.smoothed(t_s, turned, SMOOTHING_S)
