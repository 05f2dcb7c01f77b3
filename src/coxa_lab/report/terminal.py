"""The result in the terminal: the same facts and sentences as on the page, in 80 columns."""

from __future__ import annotations

from collections.abc import Iterable

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from coxa.assessment.balance import findings_of
from coxa.messages.facts import (
    AssessmentFacts,
    CompensationFact,
    DirectionFact,
    SideFacts,
    Words,
    capitalised,
    facts_of,
)
from coxa.records.assessment import Assessment
from coxa.records.findings import Findings
from coxa.records.refusal import Refusal


def print_assessment(
    console: Console,
    assessment: Assessment,
    language: str = "en",
    findings: Findings | None = None,
) -> None:
    """Print an assessment: a short table, then what should be known beside it.

    Parameters
    ----------
    console : Console
        Where it goes; colours only where the console has them, and nothing is said by colour alone.
    assessment : Assessment
        What was measured.
    language : str
        Language of the sentences.
    findings : Findings or None
        What was found over days; without it, what the record alone shows.
    """
    facts = facts_of(assessment, language, findings or findings_of(assessment))
    words = Words(language)
    console.print(Text(f"{facts.title}, {facts.recorded}", style="bold"))
    console.print(Text(facts.how, style="dim"))
    console.print(_table(facts, words))
    print_lines(console, _remarks(facts))
    print_lines(console, facts.advice, mark="!", style="bold")
    print_section(console, words("report.heading.change"), facts.changes)
    print_section(console, words("report.heading.sides"), facts.differences)
    balance = [fact.text for fact in facts.balance]
    print_section(console, words("report.heading.balance"), balance)
    norms = [fact.text for fact in (*facts.norms, *facts.reference)]
    print_section(console, words("report.heading.norms"), norms)
    print_section(console, words("report.heading.refused"), _refused(facts))
    print_section(console, words("report.heading.compensations"), map(_compensation, _found(facts)))
    _print_quality(console, facts, words)
    _print_safety(console, facts, words)


def print_refusal(console: Console, refusal: Refusal, language: str = "en") -> None:
    """Print why there is no number, and the one thing to do next.

    Parameters
    ----------
    console : Console
        Where it goes.
    refusal : Refusal
        The record.
    language : str
        Language of the sentences around it.
    """
    words = Words(language)
    console.print(Text(words("report.refusal_title"), style="bold"))
    print_lines(console, (refusal.message,))
    console.print(Text(f"→ {refusal.next_step}", style="bold"))
    console.print(Text(words("report.code", code=refusal.code), style="dim"))


# ------------------------------------------------------------------------------------------- table


def _table(facts: AssessmentFacts, words: Words) -> Table:
    """One row a side and direction."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    for name in ("side", "direction", "angle", "counted", "usual", "finding"):
        heading = words(f"report.column.{name}")
        table.add_column(heading, justify="right" if name == "angle" else "left")
    for side in facts.sides:
        for fact in side.directions:
            table.add_row(*map(Text, _row(side, fact, words)))
    return table


def _row(side: SideFacts, fact: DirectionFact, words: Words) -> Iterable[str]:
    """Texts of one row."""
    usual = fact.usual
    return (
        words(f"side.{side.side}"),
        fact.name_short,
        fact.value,
        f"{fact.accepted}/{fact.found}" if side.repetitions else f"{fact.accepted}",
        f"{usual.low_deg:.0f}°–{usual.high_deg:.0f}°" if usual else "",
        usual.finding_short if usual else "",
    )


def _remarks(facts: AssessmentFacts) -> Iterable[str]:
    """What is not in a column: the arc, what ended a movement, pain."""
    for side in facts.sides:
        if side.total_arc:
            yield f"{side.name}. {side.total_arc}"
        for fact in side.directions:
            if fact.remarks:
                yield f"{fact.sentence} {capitalised('; '.join(fact.remarks))}."


# ------------------------------------------------------------------------------------------- lines


def _refused(facts: AssessmentFacts) -> Iterable[str]:
    """One line for every repetition that did not count."""
    return (r.sentence for side in facts.sides for r in side.repetitions if not r.accepted)


def _found(facts: AssessmentFacts) -> Iterable[CompensationFact]:
    return (compensation for side in facts.sides for compensation in side.compensations)


def _compensation(compensation: CompensationFact) -> str:
    return f"{compensation.where}: {compensation.text} ({compensation.grade_text})"


def _print_quality(console: Console, facts: AssessmentFacts, words: Words) -> None:
    """Grade of the recording, then every notice with its next step."""
    heading = words("typed.heading" if facts.is_typed else "report.heading.quality")
    print_section(console, heading, (facts.quality,))
    for notice in facts.notices:
        print_lines(console, (notice.message,), mark="!")
        if notice.next_step:
            console.print(Padding(Text(f"→ {notice.next_step}", style="bold"), (0, 0, 0, 2)))


def _print_safety(console: Console, facts: AssessmentFacts, words: Words) -> None:
    """What ± means and the limits in small, safety last and strong: it stays on the screen."""
    console.print()
    print_lines(console, (*facts.error, *facts.limits), mark=None, style="dim")
    console.print()
    console.print(Text(f"{words('report.heading.safety')}. {facts.safety}", style="bold"))


def print_section(console: Console, heading: str, lines: Iterable[str]) -> None:
    """A heading and its lines; nothing if there are none."""
    told = tuple(lines)
    if told:
        console.print()
        console.print(Text(heading, style="bold"))
        print_lines(console, told)


def print_lines(
    console: Console, lines: Iterable[str], *, mark: str | None = "·", style: str = ""
) -> None:
    """Lines with a mark and a hanging indent."""
    for line in lines:
        if mark is None:
            console.print(Text(line, style=style))
            continue
        grid = Table.grid(padding=(0, 1))
        grid.add_row(Text(mark), Text(line, style=style, overflow="fold"))
        console.print(grid)
