"""Assessments as they come: to look at and to test with. Made up, not measured."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from coxa.records.assessment import (
    Assessment,
    Comparison,
    Compensation,
    Direction,
    Grade,
    Method,
    NormComparison,
    Notice,
    Quality,
    RangeOfMotion,
    ReferenceComparison,
    Repetition,
    Side,
    SideDifference,
    SideResult,
    TotalArc,
)

MEAN_DEG: Final[dict[Direction, float]] = {"internal": 27.9, "external": 34.6}
Finding = dict[tuple[Side, Direction], str]


def compensation(
    kind: str, value: float, grade: Grade, direction: Direction | None = None, unit: str = "deg"
) -> Compensation:
    return Compensation(kind=kind, value=value, unit=unit, grade=grade, direction=direction)


def repetitions(peaks: Sequence[tuple[Direction, float]], first_s: float) -> tuple[Repetition, ...]:
    """Accepted repetitions one after the other, 3.4 s each."""
    return tuple(
        Repetition(
            direction=direction,
            start_s=first_s + 3.7 * i,
            hold_from_s=first_s + 3.7 * i + 1.0,
            hold_to_s=first_s + 3.7 * i + 2.2,
            end_s=first_s + 3.7 * i + 3.3,
            peak_deg=peak,
            accepted=True,
        )
        for i, (direction, peak) in enumerate(peaks)
    )


def refused(repetition: Repetition, *reasons: str, found: Sequence[Compensation]) -> Repetition:
    return Repetition(
        direction=repetition.direction,
        start_s=repetition.start_s,
        hold_from_s=repetition.hold_from_s,
        hold_to_s=repetition.hold_to_s,
        end_s=repetition.end_s,
        peak_deg=repetition.peak_deg,
        accepted=not reasons,
        reasons=reasons,
        compensations=tuple(found),
    )


def motion(found: Sequence[Repetition], direction: Direction) -> RangeOfMotion | None:
    peaks = [r.peak_deg for r in found if r.direction == direction and r.accepted]
    if not peaks:
        return None
    return RangeOfMotion(
        value_deg=math.fsum(peaks) / len(peaks), error_95_deg=4.1, sd_deg=1.2, n=len(peaks)
    )


def side_result(
    found: tuple[Repetition, ...], compensations: tuple[Compensation, ...] = ()
) -> SideResult:
    internal, external = motion(found, "internal"), motion(found, "external")
    arc = None
    if internal and external:
        arc = TotalArc(value_deg=internal.value_deg + external.value_deg, error_95_deg=5.9)
    return SideResult(
        internal_rotation=internal,
        external_rotation=external,
        total_arc=arc,
        repetitions=found,
        compensations=compensations,
    )


def norm_finding(value_deg: float, mean_deg: float) -> str:
    if value_deg < mean_deg - 16:
        return "well_below_usual"
    if value_deg < mean_deg - 8:
        return "below_usual"
    return "above_usual" if value_deg > mean_deg + 8 else "usual_range"


def comparison(left: SideResult | None, right: SideResult | None) -> Comparison:
    """Norms, the clinic's figure and sides, as the core fills them in."""
    norms, reference, sides = [], [], []
    values: dict[tuple[Side, Direction], float] = {}
    for side, result in (("left", left), ("right", right)):
        for direction in ("internal", "external"):
            measured = result and getattr(result, f"{direction}_rotation")
            if measured:
                values[side, direction] = measured.value_deg  # type: ignore[index]  # literals
    for (side_, direction_), value in values.items():
        norms.append(
            NormComparison(
                side=side_,
                direction=direction_,
                value_deg=value,
                mean_deg=MEAN_DEG[direction_],
                sd_deg=8.0,
                finding=norm_finding(value, MEAN_DEG[direction_]),  # type: ignore[arg-type]  # one of them
                population="100 healthy adults, mean age 22, half of them women, dominant side",
                source_id="simoneau_replication",
                confidence="A",
            )
        )
        reference.append(
            ReferenceComparison(
                side=side_,
                direction=direction_,
                value_deg=value,
                reference_deg=45.0,
                source_id="clinic_page",
            )
        )
    for way in MEAN_DEG:
        if ("left", way) in values and ("right", way) in values:
            gap = values["left", way] - values["right", way]
            sides.append(
                SideDifference(
                    direction=way,
                    left_deg=values["left", way],
                    right_deg=values["right", way],
                    difference_deg=gap,
                    error_95_deg=5.8,
                    detectable_deg=5.8,
                    finding="no_measurable_difference"
                    if abs(gap) < 5.8
                    else "small_recheck"
                    if abs(gap) <= 10
                    else "large_recheck",
                )
            )
    return Comparison(sides=tuple(sides), norms=tuple(norms), reference=tuple(reference))


def assessment(
    left: SideResult | None,
    right: SideResult | None,
    *,
    subject: str = "demo",
    quality: Quality | None = None,
    warnings: tuple[Notice, ...] = (),
) -> Assessment:
    return Assessment(
        id="3f0f4f6e-1c0e-4a53-9a55-0d3f5b0a7c11",
        subject=subject,
        recorded_at="2026-11-22T10:15:00+01:00",
        coxa_version="0.1.0",
        tables_version="2026.11.1",
        position="seated",
        mode="active",
        device="camera",
        side_source="assumed",
        method=Method(name="shank_angle", version="1", model="full"),
        recording_sha256="9f2c5c1d7e6a4b3f8d90e1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6",
        left=left,
        right=right,
        comparison=comparison(left, right),
        quality=quality or Quality(grade="good"),
        warnings=warnings,
    )


def plain() -> Assessment:
    """Both sides, nothing wrong."""
    ways: list[tuple[Direction, float]] = [
        ("internal", 30.6), ("external", 35.2), ("internal", 31.4),
        ("external", 33.9), ("internal", 31.9), ("external", 36.1),
    ]  # fmt: skip
    left = side_result(repetitions(ways, 26.0))
    right = side_result(repetitions([(way, peak - 1.4) for way, peak in ways], 3.0))
    return assessment(left, right)


def mixed() -> Assessment:
    """Both sides, compensations, refused repetitions, warnings, a stiff right hip."""
    left_ways: list[tuple[Direction, float]] = [
        ("internal", 29.1), ("external", 36.4), ("internal", 33.2),
        ("external", 38.0), ("internal", 44.7), ("external", 35.5),
    ]  # fmt: skip
    left = list(repetitions(left_ways, 26.0))
    left[2] = refused(left[2], found=[compensation("trunk_lean", 6.8, "warn", "internal")])
    left[4] = refused(
        left[4],
        "pelvic_hike",
        found=[
            compensation("pelvic_hike", 12.9, "refuse", "internal"),
            compensation("trunk_lean", 9.3, "warn", "internal"),
        ],
    )
    right_ways: list[tuple[Direction, float]] = [
        ("internal", 14.2), ("internal", 16.6), ("internal", 17.3),
        ("external", 31.0), ("external", 29.2), ("external", 34.5), ("external", 30.8),
    ]  # fmt: skip
    right = list(repetitions(right_ways, 1.8))
    right[1] = refused(right[1], found=[compensation("pelvic_hike", 3.4, "note", "internal")])
    right[5] = refused(
        right[5],
        "no_hold",
        "pace",
        found=[
            compensation("pace", 212.0, "refuse", "external", "deg/s"),
            compensation("no_hold", 0.1, "refuse", "external", "s"),
        ],
    )
    return assessment(
        side_result(
            tuple(left),
            (
                compensation("pelvic_hike", 12.9, "refuse", "internal"),
                compensation("trunk_lean", 8.1, "warn", "internal"),
            ),
        ),
        side_result(
            tuple(right),
            (
                compensation("pelvic_hike", 3.4, "note", "internal"),
                compensation("pace", 212.0, "refuse", "external", "deg/s"),
            ),
        ),
        quality=Quality(
            grade="fair",
            reasons=(
                Notice(
                    code="too_dark",
                    message="The picture is dark, so the numbers are less exact.",
                    next_step="Switch on more light, in front of you rather than behind.",
                ),
            ),
        ),
        warnings=(
            Notice(
                code="side_not_certain",
                message="Nothing says whether the video is a mirror image. It was taken as not "
                "mirrored; if it is one, left and right are exchanged.",
                next_step="Run again with --mirrored if the video is a mirror image, or with "
                "--not-mirrored if it is not.",
            ),
        ),
    )


def one_side() -> Assessment:
    """The right leg only; no external repetition counted."""
    found = list(repetitions([("internal", 24.0), ("internal", 25.2), ("external", 30.1)], 3.0))
    found[2] = refused(
        found[2], "thigh_drift", found=[compensation("thigh_drift", 17.0, "refuse", "external")]
    )
    result = side_result(tuple(found), (compensation("thigh_drift", 17.0, "refuse", "external"),))
    return assessment(None, result, subject="Zoë Ångström-Ñandú 患者 ✓")


def hostile() -> Assessment:
    """Markup in every text that is not the program's own, and a very long warning."""
    evil = "<script>alert('x')</script><img src=http://evil.example/x.png onerror=alert(1)>"
    notice = Notice(code="evil", message=evil + " long " * 400, next_step='"><b>bold</b>')
    return assessment(
        plain().left,
        None,
        subject=evil,
        quality=Quality(grade="poor", reasons=(notice,)),
        warnings=(notice,),
    )
