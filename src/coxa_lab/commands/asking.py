"""Questions in the terminal, one at a time; what cannot be is told and asked again.

Questions go to standard error, so that a result on standard output stays clean.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

import click

from coxa.messages.catalog import sentence

T = TypeVar("T")
MOST_PAIN: Final = 10


def say(text: str, *, is_strong: bool = False) -> None:
    """Say something between questions."""
    click.secho(text, err=True, bold=is_strong)


def ask(text: str, parse: Callable[[str], T], hint: str = "") -> T:
    """One answer, asked for until it can be taken.

    Parameters
    ----------
    text : str
        The question.
    parse : callable
        Makes the answer of a text; ValueError where it cannot be taken.
    hint : str
        What may be typed.
    """
    question = f"{text} ({hint})" if hint else text
    while True:
        typed = str(click.prompt(question, default="", show_default=False, err=True)).strip()
        try:
            return parse(typed)
        except ValueError:
            say(sentence("care.ask.again", wanted=hint or sentence("care.ask.something")))


def score(text: str) -> int:
    """Whole number from 0 to 10.

    Raises
    ------
    ValueError
        It is none.
    """
    return whole(text, MOST_PAIN)


def whole(text: str, most: int) -> int:
    """Whole number from 0 to a most.

    Raises
    ------
    ValueError
        It is none.
    """
    if not (text.isascii() and text.isdigit()) or int(text) > most:
        raise ValueError(text)
    return int(text)


def number_between(least: float, most: float) -> Callable[[str], float]:
    """Parser of a number within limits, both included."""

    def parse(text: str) -> float:
        value = float(text.replace(",", "."))
        if not least <= value <= most:
            raise ValueError(text)
        return value

    return parse


def one_of(codes: Sequence[str]) -> Callable[[str], str]:
    """Parser of a code: itself, how it begins if that is clear, or its number in the list."""

    def parse(text: str) -> str:
        return _code(text, codes)

    return parse


def some_of(codes: Sequence[str]) -> Callable[[str], tuple[str, ...]]:
    """Parser of several codes or numbers with spaces or commas between."""

    def parse(text: str) -> tuple[str, ...]:
        found = [_code(part, codes) for part in text.replace(",", " ").split()]
        if not found:
            raise ValueError(text)
        return tuple(dict.fromkeys(found))

    return parse


def ask_score(text: str) -> int:
    """A number from 0 to 10."""
    return ask(text, score, sentence("care.ask.score"))


def ask_listed(text: str, choices: Sequence[tuple[str, str]], *, many: bool) -> tuple[str, ...]:
    """Codes chosen from a list of codes and their words, shown with numbers.

    Parameters
    ----------
    text : str
        The question.
    choices : (n, 2)
        Code and words of each choice.
    many : bool
        Whether more than one may be chosen.
    """
    say(text)
    for number, (_, words) in enumerate(choices, start=1):
        say(f"  {number:2}  {words}")
    codes = [code for code, _ in choices]
    if many:
        return ask(sentence("care.ask.numbers_prompt"), some_of(codes), sentence("care.ask.many"))
    return (ask(sentence("care.ask.number_prompt"), one_of(codes), sentence("care.ask.one")),)


def _code(text: str, codes: Sequence[str]) -> str:
    """Code meant by a text; ValueError if none or several are."""
    typed = text.casefold()
    if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(codes):
        return codes[int(typed) - 1]
    if typed in codes:
        return typed
    found = [code for code in codes if typed and code.startswith(typed)]
    if len(found) != 1:
        raise ValueError(text)
    return found[0]
