"""Many days in the terminal: the same facts and sentences as on the page, in 80 columns."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from coxa.messages.facts import Words
from coxa.messages.trend_facts import ScoreFact, SeriesFacts, TrendFacts, trend_facts
from coxa.records.trend import TrendRecord
from coxa_lab.report.terminal import print_lines, print_section

_COLUMNS = ("side", "movement", "first", "latest", "change", "needed", "finding")
_NUMBERS = frozenset({"first", "latest", "change", "needed"})


def print_trend(console: Console, trend: TrendRecord, language: str = "en") -> None:
    """Print what a person's days say together.

    Parameters
    ----------
    console : Console
        Where it goes; nothing is said by colour alone.
    trend : TrendRecord
        What was found.
    language : str
        Language of the sentences.
    """
    facts = trend_facts(trend, language)
    words = Words(language)
    console.print(Text(f"{facts.title}: {facts.subject}", style="bold"))
    if facts.period:
        console.print(Text(facts.period, style="dim"))
    console.print()
    console.print(Text(facts.headline))
    if facts.next_step:
        console.print(Text(f"→ {facts.next_step}", style="bold"))
    print_lines(console, facts.advice, mark="!", style="bold")
    for series in facts.series:
        console.print()
        console.print(Text(series.how, style="bold"))
        console.print(Text(series.period, style="dim"))
        console.print(_table(series, words))
        print_lines(console, series.changes)
        remarks = (f"{line.name}. {text}" for line in series.lines for text in line.remarks)
        print_lines(console, remarks)
    if facts.scores:
        console.print()
        console.print(Text(words("trend.heading.scores"), style="bold"))
        console.print(_scores(facts.scores, words))
    print_section(console, words("trend.heading.separate"), facts.separate)
    print_section(console, words("trend.heading.left_out"), facts.left_out)
    _print_end(console, facts, words)


def _table(series: SeriesFacts, words: Words) -> Table:
    """One row a side and direction."""
    table = _empty_table([(words(f"trend.column.{c}"), c in _NUMBERS) for c in _COLUMNS])
    for line in series.lines:
        cells = (
            line.side_name, line.movement, line.first, line.latest, line.change, line.needed,
            line.finding_short,
        )  # fmt: skip
        table.add_row(*map(Text, cells))
    return table


def _scores(scores: tuple[ScoreFact, ...], words: Words) -> Table:
    """One row a question."""
    names = ("question", "first", "latest", "finding")
    table = _empty_table([(words(f"trend.column.{c}"), c in _NUMBERS) for c in names])
    for score in scores:
        table.add_row(*map(Text, (score.name, score.first, score.latest, score.finding_short)))
    return table


def _empty_table(columns: list[tuple[str, bool]]) -> Table:
    """A table with its headings; numbers stand to the right."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), collapse_padding=True)
    for heading, is_number in columns:
        table.add_column(heading, justify="right" if is_number else "left")
    return table


def _print_end(console: Console, facts: TrendFacts, words: Words) -> None:
    """What the columns mean and the limits in small, safety last and strong."""
    console.print()
    print_lines(console, (*facts.notes, *facts.error, *facts.limits), mark=None, style="dim")
    console.print()
    console.print(Text(f"{words('report.heading.safety')}. {facts.safety}", style="bold"))
