"""The week in the terminal: the same facts and sentences as on the sheet, in 80 columns."""

from __future__ import annotations

from collections.abc import Iterable

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from coxa.messages.catalog import DEFAULT_LANGUAGE
from coxa.messages.facts import SourceFact, capitalised
from coxa.records.programme import Programme
from coxa.tables.care import CareTables
from coxa_lab.report.care_words import CareWords
from coxa_lab.report.plan_facts import ItemFact, PlanFacts, ReasonFact, names_text, plan_facts
from coxa_lab.report.terminal import print_lines, print_section

_INDENT = (0, 0, 0, 3)


def print_plan(
    console: Console,
    programme: Programme,
    care: CareTables,
    *,
    with_reasons: bool = False,
    language: str = DEFAULT_LANGUAGE,
) -> None:
    """Print a week of exercise.

    Parameters
    ----------
    console : Console
        Where it goes; nothing is said by colour alone.
    programme : Programme
        The record.
    care : CareTables
        The tables.
    with_reasons : bool
        Whether to say why each line stands there, with its source.
    language : str
        Language of the sentences.
    """
    facts = plan_facts(programme, care, language)
    words = CareWords(language)
    console.print(Text(f"{facts.title}, {words('care.plan.who', subject=facts.subject)}", "bold"))
    console.print(Text(f"{facts.period}. {facts.week}.", "dim"))
    console.print(Text(facts.asked_for, "dim"))
    print_stop(console, facts, words)
    print_lines(console, (notice.text for notice in facts.notices), mark="!", style="bold")
    console.print()
    console.print(Text(words("care.plan.heading_week"), style="bold"))
    console.print(week_table(facts, words))
    for item in facts.items:
        console.print()
        print_item(console, item, words, with_reasons=with_reasons)
    _print_left_out(console, facts, words, with_reasons=with_reasons)
    print_section(console, words("care.plan.heading_education"), facts.education)
    print_section(console, words("care.plan.heading_retest"), (facts.retest,))
    if with_reasons:
        rule = cited_text(facts.pain_rule, with_source=True)
        print_section(console, words("care.plan.heading_stop"), (rule,))
        print_sources(console, facts.sources, words)
        marks = words("care.confidence.explained")
        print_lines(console, (marks,), mark=None, style="dim")
    else:
        console.print()
        print_lines(console, (words("care.plan.why_hint"),), mark=None, style="dim")
    console.print()
    console.print(Text(f"{words('report.heading.safety')}. {facts.safety}", style="bold"))


def print_week(
    console: Console, programme: Programme, care: CareTables, language: str = DEFAULT_LANGUAGE
) -> None:
    """Print a week in short: the days, then one line for each exercise.

    Parameters
    ----------
    console : Console
        Where it goes.
    programme : Programme
        The record.
    care : CareTables
        The tables.
    language : str
        Language of the sentences.
    """
    facts = plan_facts(programme, care, language)
    words = CareWords(language)
    console.print(Text(f"{facts.title}, {facts.period}", style="bold"))
    console.print(week_table(facts, words))
    for item in facts.items:
        console.print(Padding(Text(f"{item.number}  {item.sides}, {item.dose}"), (0, 0, 0, 1)))
        for target in item.targets:
            console.print(Padding(Text(target.sentence), _INDENT))
    console.print()
    console.print(Text(facts.stop[0], style="bold"))


def print_stop(console: Console, facts: PlanFacts, words: CareWords) -> None:
    """When to stop, framed, before anything is done."""
    first, *others = facts.stop
    lines: list[RenderableType] = [Text(first, style="bold")]
    lines += [Text(line) for line in (*others, words("care.plan.after_stop"))]
    frame = Panel(
        Group(*lines), title=words("care.plan.heading_stop"), title_align="left", box=box.SQUARE
    )
    console.print(frame)


def week_table(facts: PlanFacts, words: CareWords) -> Table:
    """One row an exercise, one column a day."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), collapse_padding=True)
    table.add_column(words("care.plan.day_column"), overflow="fold")
    for day in facts.days:
        table.add_column(f"{day.weekday}\n{day.date:>3}", justify="center", min_width=3)
    for item in facts.items:
        marks = ("●" if is_on else "" for is_on in item.on)
        table.add_row(Text(f"{item.number}  {item.name}"), *marks)
    minutes = [f"{day.minutes}" if day.minutes else "–" for day in facts.days]
    table.add_row(Text(words("care.plan.minutes_row"), style="dim"), *minutes)
    return table


def print_item(
    console: Console, item: ItemFact, words: CareWords, *, with_reasons: bool = False
) -> None:
    """One exercise: what, how much, how far, and why."""
    heading = Text(f"{item.number}  {item.name}", style="bold")
    console.print(heading.append(f"  {words('care.code', code=item.exercise)}", style="dim"))
    lines = [f"{item.sides}. {capitalised(item.days)}.", item.dose + "."]
    lines += [target.sentence + "." for target in item.targets]
    for line in lines:
        console.print(Padding(Text(capitalised(line)), _INDENT))
    note = f"{item.level}, {item.step}" if item.level else item.step
    console.print(Padding(Text(note, style="dim"), _INDENT))
    if with_reasons:
        print_indented(console, (cited_text(r, with_source=True) for r in item.reasons))


def print_indented(console: Console, lines: Iterable[str], mark: str = "·") -> None:
    """Lines with a mark and a hanging indent, under something."""
    for line in lines:
        grid = Table.grid(padding=(0, 1))
        grid.add_row(Text(mark), Text(line, overflow="fold"))
        console.print(Padding(grid, _INDENT))


def cited_text(reason: ReasonFact, *, with_source: bool) -> str:
    """A reason, with the number of its source and how sure it is."""
    if not with_source:
        return reason.text
    return f"{reason.text} [{reason.source}, {reason.mark}]"


def print_sources(console: Console, sources: Iterable[SourceFact], words: CareWords) -> None:
    """Sources by number."""
    console.print()
    console.print(Text(words("care.plan.heading_sources"), style="bold"))
    for number, source in enumerate(sources, start=1):
        grid = Table.grid(padding=(0, 1))
        where = f" {source.where}" if source.where else ""
        grid.add_row(Text(f"{number}."), Text(source.citation + where, overflow="fold"))
        console.print(grid)


def _print_left_out(
    console: Console, facts: PlanFacts, words: CareWords, *, with_reasons: bool
) -> None:
    """What was thought of and left out, and why."""
    if not facts.left_out:
        return
    console.print()
    console.print(Text(words("care.plan.heading_left_out"), style="bold"))
    for left in facts.left_out:
        print_lines(console, (cited_text(left.reason, with_source=with_reasons),))
        console.print(Padding(Text(f"{names_text(left.names)}.", style="dim"), (0, 0, 0, 2)))
