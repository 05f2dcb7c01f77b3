"""How far the measurement is from the truth, on recordings whose truth is known.

    python -m bench.accuracy --clips FOLDER [--model full] [--thorough] [--dry]

Every `NAME.mp4` with a `NAME.json` beside it is measured with the whole command's workflow. Written
to ``bench/accuracy/<version>.md`` and ``.json``. Figures cover all detected repetitions,
refused ones included, unless a column says otherwise; a recording refused as a whole is named.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.joint_centres import recording_from_joint_centres
from coxa.assessment.finish import FinishOptions, finish
from coxa.errors import RefusedError
from coxa.records.assessment import SIDES, Assessment
from coxa.version import __version__
from coxa_lab.truth import Comparison, RangeError, Truth, compare_with_truth, read_truth
from coxa_lab.workflows import AssessRequest, assess

FOLDER = Path(__file__).parent / "accuracy"
ALPHA = 0.05
EXPECTED = {
    "pelvis_roll_deg": ("pelvic_hike", 6.0),
    "trunk_lean_deg": ("trunk_lean", 9.0),
    "thigh_abduction_deg": ("thigh_drift", 10.0),
}
"""Compensation of the truth -> kind that must be found, from which size on."""
WITHOUT_COMPENSATION = {"plain", "yaw", "trousers", "lowlight"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipResult:
    """One recording: what came out, held against the truth."""

    name: str
    truth: Truth
    assessment: Assessment | None
    comparison: Comparison | None
    refusal: str | None
    geometry: Comparison | None
    found_kinds: set[str] = field(default_factory=set)

    @property
    def errors_deg(self) -> list[float]:
        """Of all repetitions that were found."""
        return [m.error_deg for m in self.comparison.matched] if self.comparison else []

    @property
    def accepted_deg(self) -> list[float]:
        """Of the accepted ones."""
        matched = self.comparison.matched if self.comparison else ()
        return [m.error_deg for m in matched if m.found.accepted]

    @property
    def geometry_deg(self) -> list[float]:
        """Errors with the true joint centres instead of landmarks."""
        return [m.error_deg for m in self.geometry.matched] if self.geometry else []

    @property
    def ranges(self) -> tuple[RangeError, ...]:
        """Means of sides and directions."""
        return self.comparison.ranges if self.comparison else ()

    @property
    def must_find(self) -> set[str]:
        """Kinds of compensation that are large enough to be found."""
        return {
            kind
            for name, (kind, least) in EXPECTED.items()
            if abs(self.truth.compensation.get(name, 0.0)) >= least
        }

    @property
    def must_not_find(self) -> set[str]:
        """Kinds that must not be warned of: all three on plain recordings."""
        return {kind for kind, _ in EXPECTED.values()} if self.truth.kind == "plain" else set()


def measure(video: Path, request_options: dict[str, Any]) -> ClipResult:
    """Measure one recording and its true joint centres."""
    truth = read_truth(video.with_suffix(".json"))
    geometry = _geometry(truth)
    try:
        assessment = assess(
            AssessRequest(recording=video, mirrored=False, **request_options)
        ).assessment
    except RefusedError as error:
        return ClipResult(
            name=video.stem, truth=truth, assessment=None, comparison=None,
            refusal=error.code, geometry=geometry,
        )  # fmt: skip
    return ClipResult(
        name=video.stem,
        truth=truth,
        assessment=assessment,
        comparison=compare_with_truth(assessment, truth),
        refusal=None,
        geometry=geometry,
        found_kinds=warned_kinds(assessment),
    )


def warned_kinds(assessment: Assessment) -> set[str]:
    """Compensations of grade warn or refuse, on any side."""
    return {
        compensation.kind
        for side in SIDES
        if (result := assessment.side(side)) is not None
        for compensation in result.compensations
        if compensation.grade != "note"
    }


def _geometry(truth: Truth) -> Comparison | None:
    """The same measurement on the true joint centres: what is left is geometry."""
    recording = recording_from_joint_centres(truth)
    if recording is None:
        return None
    try:
        finished = finish(recording, FinishOptions(id="bench", side_source="metadata"))
    except RefusedError:
        return None
    return compare_with_truth(finished.assessment, truth)


# ------------------------------------------------------------------------------------------ figures


def mean_absolute(values: Sequence[float]) -> float | None:
    """Mean absolute value, None of nothing."""
    return statistics.fmean(map(abs, values)) if values else None


def summary(errors_deg: Sequence[float]) -> dict[str, float | int | None]:
    """Number, mean absolute, bias and worst of some errors."""
    return {
        "n": len(errors_deg),
        "mean_absolute_deg": _rounded(mean_absolute(errors_deg)),
        "bias_deg": _rounded(statistics.fmean(errors_deg) if errors_deg else None),
        "worst_deg": _rounded(max(map(abs, errors_deg), default=None)),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def interval_score(errors_deg: Sequence[float], widths_deg: Sequence[float]) -> float:
    """Mean interval score of 95 % intervals (Gneiting and Raftery 2007): lower is better."""
    pairs = zip(errors_deg, widths_deg, strict=True)
    return statistics.fmean(2 * w + (2 / ALPHA) * max(0.0, abs(e) - w) for e, w in pairs)


def best_constant(errors_deg: Sequence[float], least_deg: float = 0.0) -> tuple[float, float]:
    """Constant width with the lowest interval score in hindsight, and that score."""
    candidates = sorted({max(least_deg, abs(e)) for e in errors_deg})
    scores = [(interval_score(errors_deg, [c] * len(errors_deg)), c) for c in candidates]
    score, width = min(scores)
    return width, score


def stated_error(ranges: Sequence[RangeError], floor_deg: float) -> dict[str, float | int | None]:
    """Coverage and interval score of the stated 95 % error against constants."""
    if not ranges:
        return {"n": 0}
    errors = [r.error_deg for r in ranges]
    widths = [r.stated_95_deg for r in ranges]
    constant, score = best_constant(errors)
    floored, floored_score = best_constant(errors, floor_deg)
    return {
        "n": len(ranges),
        "coverage": _rounded(
            statistics.fmean(abs(e) <= w for e, w in zip(errors, widths, strict=True))
        ),
        "interval_score": _rounded(interval_score(errors, widths)),
        "best_constant_deg": _rounded(constant),
        "best_constant_score": _rounded(score),
        "best_constant_with_floor_deg": _rounded(floored),
        "best_constant_with_floor_score": _rounded(floored_score),
    }


def figures(results: Sequence[ClipResult], floor_deg: float) -> dict[str, Any]:
    """Everything the bench says, as plain values."""
    counted = [r for r in results if r.truth.kind != "partial"]
    kinds = sorted({r.truth.kind for r in results})
    return {
        "version": __version__,
        "clips": [_clip_figures(r) for r in results],
        "kinds": {k: _group_figures([r for r in results if r.truth.kind == k]) for k in kinds},
        "all_but_partial": _group_figures(counted),
        "all": _group_figures(results),
        "worst_range_without_compensation_deg": _rounded(
            max(
                (
                    abs(x.error_deg)
                    for r in results
                    if r.truth.kind in WITHOUT_COMPENSATION
                    for x in r.ranges
                ),
                default=None,
            )
        ),
        "stated_error": stated_error([x for r in results for x in r.ranges], floor_deg),
        "compensations": _compensation_figures(results),
    }


def _clip_figures(result: ClipResult) -> dict[str, Any]:
    return {
        "name": result.name,
        "kind": result.truth.kind,
        "refusal": result.refusal,
    } | _group_figures([result])


def _group_figures(results: Sequence[ClipResult]) -> dict[str, Any]:
    errors = [e for r in results for e in r.errors_deg]
    accepted = [e for r in results for e in r.accepted_deg]
    ranges = [x.error_deg for r in results for x in r.ranges]
    compared = [r.comparison for r in results if r.comparison is not None]
    return {
        "repetitions": summary(errors),
        "accepted": summary(accepted),
        "accepted_share": _rounded(len(accepted) / len(errors)) if errors else None,
        "ranges": summary(ranges),
        "geometry_only": summary([e for r in results for e in r.geometry_deg]),
        "missed": sum(c.missed for c in compared),
        "invented": sum(c.invented for c in compared),
        "confused": sum(c.confused for c in compared),
    }


def _compensation_figures(results: Iterable[ClipResult]) -> dict[str, Any]:
    measured = [r for r in results if r.assessment is not None]
    return {
        "found": [
            f"{r.name}: {kind}" for r in measured for kind in sorted(r.must_find & r.found_kinds)
        ],
        "missed": [
            f"{r.name}: {kind}" for r in measured for kind in sorted(r.must_find - r.found_kinds)
        ],
        "false": [
            f"{r.name}: {kind}"
            for r in measured
            for kind in sorted(r.must_not_find & r.found_kinds)
        ],
    }


# -------------------------------------------------------------------------------------------- page


def page(data: dict[str, Any], heading: str) -> str:
    """The figures as a Markdown page."""
    lines = [
        f"# Accuracy of Coxa {data['version']}",
        "",
        heading,
        "",
        "Rendered people: no real person with a reference angle has been measured yet.",
        "Errors in degrees, measured less true, over all detected repetitions, refused included.",
        "*Geometry* is the same measurement on the true joint centres in the picture.",
        "",
        "| recording | n | mean abs | bias | worst | accepted | mean abs acc. "
        "| worst mean | geometry | missed / invented / confused |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for clip in data["clips"]:
        label = clip["name"] + (f" (refused: {clip['refusal']})" if clip["refusal"] else "")
        lines.append(_row(label, clip))
    for kind, group in data["kinds"].items():
        lines.append(_row(f"*kind {kind}*", group))
    lines.append(_row("**all but partial**", data["all_but_partial"]))
    lines.append(_row("**all**", data["all"]))
    lines += ["", *_stated_lines(data), "", *_compensation_lines(data["compensations"]), ""]
    return "\n".join(lines)


def _row(label: str, group: dict[str, Any]) -> str:
    errors, accepted = group["repetitions"], group["accepted"]
    share = group["accepted_share"]
    cells = [
        label,
        errors["n"],
        errors["mean_absolute_deg"],
        errors["bias_deg"],
        errors["worst_deg"],
        "-" if share is None else f"{share:.0%}",
        accepted["mean_absolute_deg"],
        group["ranges"]["worst_deg"],
        group["geometry_only"]["mean_absolute_deg"],
        f"{group['missed']} / {group['invented']} / {group['confused']}",
    ]
    return "| " + " | ".join("-" if cell is None else str(cell) for cell in cells) + " |"


def _stated_lines(data: dict[str, Any]) -> list[str]:
    stated, worst = data["stated_error"], data["worst_range_without_compensation_deg"]
    if not stated["n"]:
        return ["No mean was measured."]
    return [
        f"Worst side/direction mean without compensation: {worst}°.",
        "",
        f"Stated 95 % error of {stated['n']} means: coverage {stated['coverage']:.0%}, "
        f"interval score {stated['interval_score']}.",
        f"Best constant in hindsight: {stated['best_constant_deg']}° "
        f"(score {stated['best_constant_score']}); best constant that keeps the floor of the "
        f"stated error: {stated['best_constant_with_floor_deg']}° "
        f"(score {stated['best_constant_with_floor_score']}).",
    ]


def _compensation_lines(found: dict[str, list[str]]) -> list[str]:
    return [
        f"Compensations {name}: " + ("; ".join(found[name]) or "none") + "."
        for name in ("found", "missed", "false")
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure every recording of a folder, print and write the table."""
    options = _options(arguments)
    videos = [v for v in sorted(options.clips.glob("*.mp4")) if v.with_suffix(".json").is_file()]
    if not videos:
        print(f"no recording with its truth in {options.clips}")
        return 2
    request = {"model": options.model, "is_thorough": options.thorough}
    results = []
    for video in videos:
        results.append(measure(video, request))
        print(_row(video.stem, _group_figures(results[-1:])), flush=True)
    data = figures(results, floor_deg=3.8)
    way = ", thorough" if options.thorough else ""
    mode = f"Model `{options.model}`{way}, {len(videos)} recordings."
    text = page(data, mode)
    print(text)
    if not options.dry:
        name = f"{__version__}-{options.model}{'-thorough' if options.thorough else ''}"
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / f"{name}.md").write_text(text, encoding="utf-8")
        (FOLDER / f"{name}.json").write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Accuracy on recordings with truth.")
    parser.add_argument("--clips", type=Path, required=True)
    parser.add_argument("--model", default="full", choices=("lite", "full", "heavy"))
    parser.add_argument("--thorough", action="store_true")
    parser.add_argument("--dry", action="store_true", help="print only")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
