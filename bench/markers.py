"""Hip rotation in walking, toes in against toes out, from optical markers, held against OpenSim.

    python -m bench.markers [--data FOLDER]

Absolute hip rotation from markers depends on how the thigh's frame is laid (4-11 degrees between
two scaling routes of the same recording), so the *difference* of two ways of walking is compared.
Written to ``bench/markers/<version>.md``.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coxa.geometry import Vector3
from coxa.hip import rotation_from_frames_rad
from coxa.records.assessment import SIDES, Side
from coxa.version import __version__
from coxa_lab.recordings.markers import Markers, read_mot, read_trc

FloatArray = NDArray[np.float64]
FOLDER = Path(__file__).parent / "markers"
ROUTES = ("ik", "manual_scaling_ik")
STANCE_SPEED_M_S = 0.5
"""A heel slower than this stands; in swing it moves at several metres a second."""
_NAMES = {"left": ("L", "L"), "right": ("R", "r")}


def stance(markers: Markers, side: Side) -> NDArray[np.bool_]:
    """Images in which the foot of a side stands on the floor."""
    heel = markers.y_up(f"{_NAMES[side][1]}_calc")
    speed = np.linalg.norm(np.gradient(heel, markers.t_s, axis=0), axis=1)
    return np.asarray(speed < STANCE_SPEED_M_S)


def mean_hip_rotation_deg(static: Markers, walk: Markers, side: Side) -> float:
    """Mean hip rotation over stance from markers on pelvis and shank and the hip's centre."""
    thigh = _thigh_frames(static, walk, side)
    pelvis = _pelvis_frames(walk)
    angles = [
        rotation_from_frames_rad(_columns(p), _columns(t), side)
        for p, t, on in zip(pelvis, thigh, stance(walk, side), strict=True)
        if on and np.isfinite(p).all() and np.isfinite(t).all()
    ]
    return float(np.degrees(np.mean(angles)))


def _columns(frame: FloatArray) -> tuple[Vector3, Vector3, Vector3]:
    x, y, z = ((float(a), float(b), float(c)) for a, b, c in frame.T)
    return x, y, z


def _unit(vectors: FloatArray) -> FloatArray:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True))


def _pelvis_frames(markers: Markers) -> FloatArray:
    """Forward, up, right from the four spines, (n, 3, 3) as columns."""
    right_asis, left_asis = markers.y_up("r.ASIS"), markers.y_up("L.ASIS")
    right_psis, left_psis = markers.y_up("r.PSIS"), markers.y_up("L.PSIS")
    right = _unit(right_asis - left_asis)
    ahead = 0.5 * (right_asis + left_asis) - 0.5 * (right_psis + left_psis)
    up = _unit(np.cross(right, ahead))
    return np.stack([np.cross(up, right), up, right], axis=-1)


def _shank_names(side: Side) -> list[str]:
    upper, lower = _NAMES[side]
    prefix = upper if side == "left" else "r"
    shank = [f"{prefix}_{name}" for name in ("sh2", "sh3", "sh4", "shank_antsup")]
    return [*shank, f"{lower}_knee", f"{lower}_ankle"]


def _thigh_frames(static: Markers, walk: Markers, side: Side) -> FloatArray:
    """The thigh's frame, (n, 3, 3) as columns: from knee to hip, and across as the knee says.

    Skin on the thigh lags behind the bone when it turns, so the knee's axis is carried by the
    shank: the knee bends about one axis, and the shank is the hand of the hip's rotation.
    """
    upper, lower = _NAMES[side]
    names = [n for n in _shank_names(side) if n in static.positions_m and n in walk.positions_m]
    rest = np.stack([np.nanmedian(static.y_up(n), axis=0) for n in names])
    lateral = np.nanmedian(static.y_up(f"{lower}_knee"), axis=0)
    medial = np.nanmedian(static.y_up(f"{lower}_mknee"), axis=0)
    across = lateral - medial if side == "right" else medial - lateral
    moving = np.stack([walk.y_up(n) for n in names], axis=1)
    hip = walk.y_up(f"{upper}_HJC")
    frames = []
    for points, center in zip(moving, hip, strict=True):
        turn, shift = _carried(rest, points)
        knee = turn @ (0.5 * (lateral + medial)) + shift
        frames.append(_frame(center - knee, turn @ across))
    return np.stack(frames)


def _frame(up: FloatArray, rightward: FloatArray) -> FloatArray:
    """Frame with a given up, and right as near to the given one as can be."""
    up = _unit(up)
    forward = _unit(np.cross(up, rightward))
    return np.stack([forward, up, np.cross(forward, up)], axis=-1)


def _carried(rest: FloatArray, points: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Turn and shift that carry the points at rest over to the points (Kabsch); NaN if too few."""
    known = np.isfinite(points).all(axis=1)
    if known.sum() < 3:
        return np.full((3, 3), np.nan), np.full(3, np.nan)
    center, middle = rest[known].mean(axis=0), points[known].mean(axis=0)
    u, _, vt = np.linalg.svd((rest[known] - center).T @ (points[known] - middle))
    sign = np.sign(np.linalg.det(vt.T @ u.T))
    turn = vt.T @ np.diag([1.0, 1.0, sign]) @ u.T
    return turn, middle - turn @ center


def reference_deg(folder: Path, trial: str, route: str, walk: Markers, side: Side) -> float:
    """Mean of OpenSim's hip rotation over the same stance."""
    angles = read_mot(folder / "IK" / f"{trial}_{route}.mot")
    values = angles.values[f"hip_rotation_{side[0]}"]
    stands = np.interp(angles.t_s, walk.t_s, stance(walk, side).astype(float)) > 0.5
    return float(np.degrees(values[stands].mean()))


def differences_deg(folder: Path) -> dict[Side, dict[str, float]]:
    """Toes in less toes out: ours and both reference routes, a side each."""
    static = read_trc(folder / "MarkerData" / "static1.trc")
    walks = {t: read_trc(folder / "MarkerData" / f"{t}.trc") for t in ("walkingTI1", "walkingTO1")}
    found: dict[Side, dict[str, float]] = {}
    for side in SIDES:
        ours = [mean_hip_rotation_deg(static, walk, side) for walk in walks.values()]
        found[side] = {"markers": ours[0] - ours[1]}
        for route in ROUTES:
            pair = [reference_deg(folder, t, route, walk, side) for t, walk in walks.items()]
            found[side][route] = pair[0] - pair[1]
    return found


def page(found: dict[Side, dict[str, float]]) -> str:
    """The figures as a Markdown table."""
    lines = [
        f"# Hip rotation from markers, Coxa {__version__}",
        "",
        "Mean stance hip rotation, toes in less toes out, degrees, internal positive.",
        "",
        "| side | from markers | reference, automatic scaling | reference, manual scaling |",
        "|---|---|---|---|",
    ]
    for side, row in found.items():
        lines.append(
            f"| {side} | {row['markers']:.1f} | {row['ik']:.1f} | {row['manual_scaling_ik']:.1f} |"
        )
    return "\n".join([*lines, ""])


def main(arguments: Sequence[str] | None = None) -> int:
    """Print and write the table."""
    parser = argparse.ArgumentParser(description="Hip rotation from markers against OpenSim.")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    folder = parser.parse_args(arguments).data / "opencap_subject4"
    if not folder.is_dir():
        print(f"no recordings in {folder}")
        return 2
    text = page(differences_deg(folder))
    print(text)
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{__version__}.md").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
