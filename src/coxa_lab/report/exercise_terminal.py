"""The library and one exercise in the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from coxa.messages.catalog import DEFAULT_LANGUAGE
from coxa.messages.facts import capitalised
from coxa.tables.care import CareTables
from coxa.tables.exercises import Exercise
from coxa_lab.report.care_words import CareWords
from coxa_lab.report.exercise_facts import CitedText, Section, exercise_facts
from coxa_lab.report.plan_terminal import print_sources
from coxa_lab.report.terminal import print_lines


def print_library(
    console: Console,
    exercises: Sequence[Exercise],
    states: Mapping[str, str],
    language: str = DEFAULT_LANGUAGE,
) -> None:
    """Print all exercises by what they are for.

    Parameters
    ----------
    console : Console
        Where it goes.
    exercises : (n,)
        Rows of the library.
    states : Mapping
        Whether each is open for a person, in words; empty without a person.
    language : str
        Language of the sentences.
    """
    words = CareWords(language)
    console.print(Text(words("care.exercise.list_title"), style="bold"))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), collapse_padding=True)
    table.add_column(words("care.plan.day_column"), overflow="fold")
    table.add_column(words("care.exercise.column_id"), style="dim", no_wrap=True)
    if states:
        table.add_column(words("care.exercise.column_state"))
    for kind in dict.fromkeys(row.kind for row in exercises):
        table.add_row(Text(capitalised(words.code("kind", kind)), style="bold"))
        for row in exercises:
            if row.kind == kind:
                cells = [f"  {words.exercise(row.id)}", row.id]
                cells += [states.get(row.id, "")] if states else []
                table.add_row(*map(Text, cells))
    console.print(table)


def print_exercise(
    console: Console,
    exercise: Exercise,
    care: CareTables,
    *,
    state: Sequence[str] = (),
    language: str = DEFAULT_LANGUAGE,
) -> None:
    """Print the whole card of an exercise.

    Parameters
    ----------
    console : Console
        Where it goes.
    exercise : Exercise
        Its row.
    care : CareTables
        The tables.
    state : (n,)
        Whether it is open for a person, and why not; nothing without a person.
    language : str
        Language of the sentences.
    """
    facts = exercise_facts(exercise, care, language)
    words = CareWords(language)
    console.print(Text(facts.name, style="bold").append(f"  ({facts.exercise})", style="not bold"))
    console.print(Text(facts.purpose))
    if facts.source_item:
        console.print(Text(facts.source_item, style="dim"))
    print_lines(console, state, mark="!", style="bold")
    _pair(console, words("care.exercise.position"), facts.position)
    _pair(console, words("care.exercise.equipment"), facts.equipment)
    for section in facts.sections:
        print_cited(console, section)
    _heading(console, words("care.exercise.levels"))
    for level in facts.levels:
        name = f"{level.name} " if level.name else ""
        _line(console, f"{level.number}.", f"{name}{level.dose}")
        _line(console, "  ", _text(level.reason), style="dim")
    print_lines(console, facts.ways)
    _heading(console, words("care.exercise.muscles"))
    for section in facts.muscles:
        told = ", ".join(dict.fromkeys(map(_text, section.texts)))
        _line(console, "·", f"{section.title}: {told}")
    for section in facts.closed:
        print_cited(console, section)
    _pair(console, words("care.exercise.measured"), facts.measured)
    evidence = Section(id="evidence", title=words("care.exercise.evidence"), texts=facts.evidence)
    print_cited(console, evidence)
    print_sources(console, facts.sources, words)
    console.print()
    console.print(Text(f"{words('report.heading.safety')}. {words('safety')}", style="bold"))


def print_cited(console: Console, section: Section) -> None:
    """A heading and its texts, numbered where they are steps."""
    if not section.texts:
        return
    _heading(console, section.title)
    for number, text in enumerate(section.texts, start=1):
        _line(console, f"{number}." if section.is_ordered else "·", _text(text))


def _text(cited: CitedText) -> str:
    return f"{cited.text} [{cited.source}]" if cited.source else cited.text


def _heading(console: Console, title: str) -> None:
    console.print()
    console.print(Text(title, style="bold"))


def _pair(console: Console, title: str, text: str) -> None:
    _heading(console, title)
    console.print(Padding(Text(text[:1].upper() + text[1:]), (0, 0, 0, 2)))


def _line(console: Console, mark: str, text: str, style: str = "") -> None:
    grid = Table.grid(padding=(0, 1))
    grid.add_row(Text(mark), Text(text, style=style, overflow="fold"))
    console.print(grid)
