"""The detection grid: which compensations are found, how often, and how often where there are none.

    python -m bench.detection [--count 8] [--jobs 2] [--dry]

For each kind of compensation and size, seeded phantoms with the landmark errors of a real pose
model make one repetition of each side and direction. Written to ``bench/detection/<version>.md``
and ``.json``. A rate is the share of repetitions graded at least so, a recording refused for too
few good repetitions included; a false alarm is a grade where nothing was done.

A pelvis may roll with the resting foot free or planted on the floor, which is far harder to see:
two rows.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from coxa.assessment.finish import FinishOptions, finish
from coxa.errors import RefusedError
from coxa.phantom import (
    Body,
    Camera,
    CompensationPlan,
    Motion,
    PhantomScenario,
    simulate,
)
from coxa.phantom.plan import CompensationKind, TrueRepetition
from coxa.records.assessment import SIDES, Grade, Repetition
from coxa.tables.load import tables
from coxa.version import __version__

FOLDER: Final = Path(__file__).parent / "detection"
GRADES: Final[tuple[Grade, ...]] = ("note", "warn", "refuse")
RECORD_ID: Final = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A group of lines of the table: what is done, in which sizes.

    `amounts` is what is asked of the phantom (`coxa.phantom.CompensationPlan.amount`). `is_planted`
    says whether the resting foot stays on the floor; None: in every other phantom.
    """

    label: str
    kind: CompensationKind
    amounts: tuple[float, ...]
    is_planted: bool | None = None


LINES: Final = (
    Line(label="pelvic_hike", kind="pelvic_hike", amounts=(3.0, 6.0, 9.0, 13.0), is_planted=False),
    Line(
        label="pelvic_hike, resting foot planted",
        kind="pelvic_hike",
        amounts=(3.0, 6.0, 9.0, 13.0),
        is_planted=True,
    ),
    Line(label="trunk_lean", kind="trunk_lean", amounts=(5.0, 9.0, 12.0, 16.0)),
    Line(label="thigh_drift", kind="thigh_drift", amounts=(3.0, 6.0, 10.0, 16.0)),
    Line(label="thigh_lift", kind="thigh_lift", amounts=(5.0, 10.0, 15.0, 22.0)),
    Line(label="knee_angle", kind="knee_angle", amounts=(10.0, 16.0, 22.0, 32.0)),
    Line(label="foot_twist", kind="foot_twist", amounts=(10.0, 20.0, 30.0, 40.0)),
    Line(label="pace", kind="pace", amounts=(1.5, 2.0, 3.0, 5.0)),
    Line(label="no_hold", kind="no_hold", amounts=(0.3, 0.6, 0.85, 1.0)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One phantom of the grid; no line: nothing but the repetitions is done."""

    line: Line | None
    amount: float
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was said of one repetition.

    `true_sizes` and `grades` by kind, sizes in the units of the table of compensations; `refusal`
    is the code with which the whole recording was refused.
    """

    case: Case
    true_sizes: dict[str, float]
    grades: dict[str, Grade]
    refusal: str | None
    was_found: bool
    error_deg: float


def scenario_of(case: Case) -> PhantomScenario:
    """The phantom of a case: bodies, cameras and habits go round with the seed."""
    seed, line = case.seed, case.line
    spoilers: tuple[CompensationPlan, ...] = ()
    if line is not None:
        timing: Literal["hold", "proportional"] = "hold" if seed % 3 == 0 else "proportional"
        spoilers = (CompensationPlan(kind=line.kind, amount=case.amount, timing=timing),)
    is_planted = line.is_planted if line is not None else None
    return PhantomScenario(
        name=line.label if line else "none",
        seed=seed,
        body=Body(stature_m=1.55 + 0.05 * (seed % 7), chair_height_m=0.43 + 0.02 * (seed % 4)),
        motion=Motion(
            repetitions=1,
            right_internal_deg=22.0 + 3.0 * (seed % 6),
            left_internal_deg=24.0 + 3.0 * ((seed + 2) % 6),
            right_external_deg=26.0 + 3.0 * ((seed + 1) % 6),
            left_external_deg=28.0 + 3.0 * ((seed + 4) % 6),
            resting_foot_planted=seed % 2 == 1 if is_planted is None else is_planted,
            compensations=spoilers,
        ),
        camera=Camera(
            yaw_deg=-9.0 + 3.0 * (seed % 7), height_m=0.6 + 0.1 * (seed % 5), rate_hz=15.0
        ),
    )


def outcomes_of(case: Case) -> list[Outcome]:
    """Measure one phantom: one outcome for each of its true repetitions."""
    trial = simulate(scenario_of(case))
    try:
        assessment = finish(trial.recording, FinishOptions(id=RECORD_ID)).assessment
    except RefusedError as refused:
        return [
            _outcome(case, true, (), refused.code)
            for side in SIDES
            for true in trial.truth.repetitions[side]
        ]
    outcomes = []
    for side in SIDES:
        result = assessment.side(side)
        found = result.repetitions if result else ()
        outcomes += [_outcome(case, t, found, None) for t in trial.truth.repetitions[side]]
    return outcomes


def _outcome(
    case: Case, true: TrueRepetition, found: Sequence[Repetition], refusal: str | None
) -> Outcome:
    """What was said of one true repetition, among those found of its side."""
    seen = next((r for r in found if _is_same(r, true)), None)
    return Outcome(
        case=case,
        true_sizes=true.compensations,
        grades={c.kind: c.grade for c in seen.compensations} if seen else {},
        refusal=refusal,
        was_found=seen is not None,
        error_deg=seen.peak_deg - true.peak_deg if seen else math.nan,
    )


def _is_same(seen: Repetition, true: TrueRepetition) -> bool:
    """Whether a repetition that was found is this true one."""
    overlaps = seen.start_s < true.end_s and true.start_s < seen.end_s
    return overlaps and seen.direction == true.direction


def grid(count: int) -> list[Case]:
    """All cases: every line and size `count` times, and four times as many without any."""
    spoiled = [
        Case(line=line, amount=amount, seed=seed)
        for line in LINES
        for amount in line.amounts
        for seed in range(count)
    ]
    return [Case(line=None, amount=0.0, seed=seed) for seed in range(4 * count)] + spoiled


def figures(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Rates by kind and size, false alarms on unspoiled repetitions, and what is mistaken."""
    by_line: dict[str | None, list[Outcome]] = {}
    for outcome in outcomes:
        line = outcome.case.line
        by_line.setdefault(line.label if line else None, []).append(outcome)
    clean = by_line.get(None, [])
    return {
        "version": __version__,
        "repetitions": len(outcomes),
        "lines": {
            line.label: [
                _row(line.kind, clean),
                *(
                    _row(line.kind, [o for o in by_line[line.label] if o.case.amount == amount])
                    for amount in line.amounts
                ),
            ]
            for line in LINES
        },
        "taken_for": {line.label: _taken_for(line.kind, by_line[line.label]) for line in LINES},
    }


def _row(kind: CompensationKind, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """One line of the table."""
    sizes = [outcome.true_sizes.get(kind, 0.0) for outcome in outcomes]
    return {
        "size": round(math.fsum(sizes) / len(sizes), 2),
        "unit": tables().compensation(kind).unit,
        "is_unspoiled": outcomes[0].case.line is None,
        "repetitions": len(outcomes),
        **{least: _rate(kind, outcomes, least) for least in GRADES},
        "error_deg": _mean_error(outcomes),
        "missed": sum(not o.was_found and o.refusal is None for o in outcomes),
        "refusals": dict(Counter(o.refusal for o in outcomes if o.refusal is not None)),
    }


def _rate(kind: str, outcomes: Sequence[Outcome], least: Grade) -> float:
    """Share of repetitions graded at least so."""
    found = [_place(kind, outcome) >= GRADES.index(least) for outcome in outcomes]
    return round(sum(found) / len(found), 3)


def _place(kind: str, outcome: Outcome) -> int:
    """Place of the grade among `GRADES`, -1 for none.

    Where every repetition is refused, so is the recording, and its record is not there to read.
    """
    line = outcome.case.line
    if line is not None and line.kind == kind and outcome.refusal == "too_few_repetitions":
        return GRADES.index("refuse")
    grade = outcome.grades.get(kind)
    return -1 if grade is None else GRADES.index(grade)


def _taken_for(kind: CompensationKind, outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Share of spoiled repetitions in which something else was warned of that was not done."""
    others = Counter(
        other
        for outcome in outcomes
        for other, grade in outcome.grades.items()
        if other not in (kind, "pace", "no_hold") and grade != "note"
    )
    return {other: round(number / len(outcomes), 3) for other, number in others.most_common()}


def _mean_error(outcomes: Iterable[Outcome]) -> float | None:
    """Mean absolute end-range error of the repetitions that were found, degrees."""
    errors = [abs(o.error_deg) for o in outcomes if o.was_found]
    return round(math.fsum(errors) / len(errors), 2) if errors else None


def page(data: dict[str, Any]) -> str:
    """The table, as it is printed and kept."""
    lines = [
        f"# Detection grid, {data['version']}",
        "",
        f"{data['repetitions']} repetitions of seeded phantoms with the errors of a pose model.",
        "Shares of repetitions graded at least so; in the first line of each kind nothing was",
        "done: false alarms. `size` is the true size (`pace`: the fastest instant; `no_hold`: the",
        "time held). `error` is the mean absolute end-range error of what was found. `refused`",
        "counts repetitions in recordings that were refused as a whole, with the reason.",
        "",
        "| kind | size | note | warn | refuse | error, deg | missed | refused |",
        "|---|---:|---:|---:|---:|---:|---:|---|",
    ]
    lines += [_line(kind, row) for kind, rows in data["lines"].items() for row in rows]
    lines += ["", "Warned of although only the first was done:", ""]
    for kind, others in data["taken_for"].items():
        said = ", ".join(f"{other} {_percent(share)}" for other, share in others.items())
        lines.append(f"- {kind}: {said or 'nothing'}")
    return "\n".join(lines) + "\n"


def _line(kind: str, row: dict[str, Any]) -> str:
    """One line of the printed table."""
    size = f"{row['size']:g} {row['unit']}" + (" (not done)" if row["is_unspoiled"] else "")
    shares = " | ".join(_percent(row[grade]) for grade in GRADES)
    refused = ", ".join(f"{count} {code}" for code, count in row["refusals"].items())
    error = "" if row["error_deg"] is None else f"{row['error_deg']:.1f}"
    return f"| {kind} | {size} | {shares} | {error} | {row['missed']} | {refused} |"


def _percent(share: float) -> str:
    """A share for reading."""
    return f"{100.0 * share:.0f} %"


def measured(cases: Sequence[Case], jobs: int) -> list[Outcome]:
    """Outcomes of all cases, in their order."""
    if jobs <= 1:
        return [outcome for case in cases for outcome in outcomes_of(case)]
    with ProcessPoolExecutor(jobs) as pool:
        return [o for part in pool.map(outcomes_of, cases, chunksize=4) for o in part]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the grid, print and write the table."""
    options = _options(arguments)
    data = figures(measured(grid(options.count), options.jobs))
    text = page(data)
    print(text)
    if not options.dry:
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / f"{__version__}.md").write_text(text, encoding="utf-8")
        (FOLDER / f"{__version__}.json").write_text(
            json.dumps(data, indent=1) + "\n", encoding="utf-8"
        )
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Which compensations are found, and how often.")
    parser.add_argument("--count", type=int, default=8, help="phantoms of each kind and size")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--dry", action="store_true", help="print only")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
