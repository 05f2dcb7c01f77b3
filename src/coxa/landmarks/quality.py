"""What the recording is like: one value for every demand of the quality table.

Values only; what they mean is in ``tables/quality.toml``, what is said about them in the messages.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from coxa import signals
from coxa.landmarks.body import MIN_PERSON, Body
from coxa.landmarks.motion import Motion
from coxa.records.assessment import SIDES, Side
from coxa.records.landmarks import UNKNOWN_PEOPLE, LandmarkRecording
from coxa.tables.load import QualityName, tables

QualityValues = dict[QualityName, float]
_LEG = ("knee", "ankle")
_HEAD = ("nose", "left_shoulder", "right_shoulder")


def presence_quality(recording: LandmarkRecording, body: Body) -> QualityValues:
    """Whether one person can be seen at all: asked first, the rest says nothing without it.

    Where hardly anybody is seen, the little that was seen still tells if the person is too far
    away, and the picture as a whole if it is too dark.
    """
    seen = [p >= MIN_PERSON for p in recording.person]
    share = _share(seen)
    values: QualityValues = {
        "person_seen_share": share,
        "two_people_share": _share([p > 1 for p in recording.people if p != UNKNOWN_PEOPLE]),
    }
    is_seen = share >= (tables().quality_limit("person_seen_share").refuse_at or 0.0)
    values["luminance"] = signals.median(
        [v for v, s in zip(recording.luminance, seen, strict=True) if s or not is_seen]
    )
    if not is_seen:
        values["shank_length"] = max(_shank_px(body, side) for side in SIDES)
    return values


def recording_quality(recording: LandmarkRecording, body: Body) -> QualityValues:
    """What can be said before anything is measured."""
    t_s = body.t_s
    steps_s = [b - a for a, b in itertools.pairwise(t_s)]
    median_step_s = signals.median(steps_s)
    seen = [p >= MIN_PERSON for p in recording.person]
    return presence_quality(recording, body) | {
        "duration": t_s[-1] - t_s[0] if t_s else 0.0,
        "frame_rate": 1.0 / median_step_s if steps_s else math.nan,
        "largest_gap": _largest_gap_s(t_s, seen),
        "swap_share": _share(body.swapped),
        "head_out_of_view_share": _head_out_share(recording),
    }


def sides_in_view(body: Body, least_visibility: float) -> list[Side]:
    """Legs whose knee and ankle the model mostly sees, by the median of the recording."""
    return [side for side in SIDES if leg_visibility(body, side) >= least_visibility]


def leg_visibility(body: Body, side: Side) -> float:
    """Median over the recording of what the model gives knee and ankle, the lower of the two."""
    return min(signals.median(body.visibility[side, name]) for name in _LEG)


def legs_in_image_share(body: Body, sides: Sequence[Side]) -> float:
    """Share of the images in which knees and ankles lie inside the picture."""
    inside = [True] * len(body.t_s)
    for side in sides:
        for name in _LEG:
            track = body.track(side, name)
            for i, (x_px, y_px) in enumerate(zip(track.x_px, track.y_px, strict=True)):
                is_inside = 0.0 <= x_px <= body.width_px and 0.0 <= y_px <= body.height_px
                inside[i] = inside[i] and (is_inside or not math.isfinite(x_px))
    return _share(inside)


def legs_quality(body: Body, sides: Sequence[Side]) -> QualityValues:
    """What the legs look like, before anything is measured; `motion_quality` says it better."""
    return {
        "leg_visibility": min(leg_visibility(body, side) for side in sides),
        "legs_in_image_share": legs_in_image_share(body, sides),
        "shank_length": min(_shank_px(body, side) for side in sides),
    }


def motion_quality(body: Body, motion: Motion) -> QualityValues:
    """What can be said once the rest is known and the movement measured."""
    legs = motion.legs.values()
    yaw_deg = abs(math.degrees(motion.view.yaw_rad))
    return {
        "leg_visibility": min(leg_visibility(body, leg.side) for leg in legs),
        "legs_in_image_share": legs_in_image_share(body, [leg.side for leg in legs]),
        "shank_length": min(leg.template.shank_px for leg in legs),
        "yaw": yaw_deg,
        "side_on": yaw_deg,
        "roll": _roll_deg(body, motion.rest),
        "camera_movement": _camera_movement(body, motion),
        "rest_noise": max(
            math.degrees(signals.robust_sd(signals.taken(leg.rotation_rad, motion.rest)))
            for leg in legs
        ),
        "rest_duration": motion.t_s[motion.rest[-1]] - motion.t_s[motion.rest[0]],
        "largest_angle": max(
            math.degrees(signals.quantile([abs(v) for v in leg.rotation_rad], 0.99)) for leg in legs
        ),
    }


def _shank_px(body: Body, side: Side) -> float:
    """Median length of a shank in the picture."""
    knee, ankle = body.track(side, "knee"), body.track(side, "ankle")
    points = zip(knee.x_px, knee.y_px, ankle.x_px, ankle.y_px, strict=True)
    return signals.median([math.hypot(c - a, d - b) for a, b, c, d in points])


def _share(flags: Sequence[bool]) -> float:
    """Share of true flags; NaN if there is none."""
    return sum(flags) / len(flags) if flags else math.nan


def _largest_gap_s(t_s: Sequence[float], seen: Sequence[bool]) -> float:
    times_s = [time_s for time_s, flag in zip(t_s, seen, strict=True) if flag]
    return max((b - a for a, b in itertools.pairwise(times_s)), default=math.inf)


def _head_out_share(recording: LandmarkRecording) -> float:
    """Share of images in which nose or a shoulder lies outside the picture."""
    out = [False] * len(recording)
    for name in _HEAD:
        x_px, y_px = recording.column(name, "x_px"), recording.column(name, "y_px")
        for i, (x, y) in enumerate(zip(x_px, y_px, strict=True)):
            if math.isfinite(x):
                inside = 0 <= x <= recording.image_width_px and 0 <= y <= recording.image_height_px
                out[i] = out[i] or not inside
    return _share(out)


def _roll_deg(body: Body, rest: Sequence[int]) -> float:
    """Tilt of the camera, from the lines of hips and shoulders at rest."""
    tilts_deg = []
    for name in ("hip", "shoulder"):
        (lx, ly), (rx, ry) = body.track("left", name).at(rest), body.track("right", name).at(rest)
        tilts_deg.append(math.degrees(math.atan2(ry - ly, lx - rx)))
    return abs(signals.mean(tilts_deg))


def _camera_movement(body: Body, motion: Motion) -> float:
    """How far both hips are shifted together for a tenth of the recording, in shanks."""
    shank_px = min(leg.template.shank_px for leg in motion.legs.values())
    shifts: list[float] = []
    tracks = [body.track(side, "hip") for side in SIDES]
    homes = [track.at(motion.rest) for track in tracks]
    for i in range(len(body.t_s)):
        dx = [track.x_px[i] - home[0] for track, home in zip(tracks, homes, strict=True)]
        dy = [track.y_px[i] - home[1] for track, home in zip(tracks, homes, strict=True)]
        shifts.append(math.hypot(sum(dx), sum(dy)) / (2.0 * shank_px))
    return signals.quantile(shifts, 0.9)
