"""JavaScript measures nothing, counts nothing and decides nothing about pain.

Every module of the page is parsed and typed by the TypeScript compiler (`javascript_facts.js`).
What it reckons with, whom it knows and what it gives on is held against a list in which nothing
stands by default (`javascript_ledger`):

1. *No word.* No module mentions pain or a symptom, a question, an answer, an exercise, a reason to
   stop or a zone of the dial by its name, so it cannot treat one answer otherwise than another.
2. *No number of Python's* is taken up but where it is drawn, spoken or handed on.
3. *No number at all* is reckoned with, compared or counted but those on the list, each with the
   module's reason: bytes, milliseconds, tries, samples on their way.
4. *Whoever draws or looks is sealed.* These modules reckon freely; but the drawing ones reach
   nothing that sends or keeps and give back only elements, and the looking ones are told nothing
   that Python found.
5. *Python in JavaScript* calls, and reckons nothing either.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final, get_args

import pytest

from coxa.coaching.events import Zone
from coxa.records.programme import PainRuleName
from coxa.records.screening import Urgency, Verdict
from coxa.records.session import PainKind, StopWord
from coxa.tables.care import care_tables
from tests.house.javascript_ledger import NUMBERS, SEALED, TAKEN, words
from tests.house.tree import ROOT, SRC

Facts = dict[str, Any]

FOLDER: Final = SRC / "coxa_web" / "static" / "coxa"
SYMPTOMS: Final = words(
    "pain painful painless hurt hurts hurting ache aches aching sore soreness sharp pinch groin",
    "swelling swollen numb numbness tingling fever fracture surgery limp catching dizzy fatigue",
    "tired effort exertion stiffness symptom symptoms complaint injury injured diagnosis",
    "emergency urgent repetitions reps",
)
"""Never part of a name or a text in a module, in whatever way it is written."""
ORDINARY: Final = frozenset({"left", "right", "none", "both", "knee", "start", "target"})
"""Codes that are words of every day, or of the browser, as well."""
TRIGONOMETRY: Final = frozenset(
    f"Math.{name}()"
    for name in words(
        "sin cos tan asin acos atan atan2 sinh cosh tanh hypot sqrt cbrt exp log log2 log10 pow"
    )
)
NEVER_REACHED: Final = frozenset({"eval", "Function"})
LOADS_BY_NAME: Final = frozenset({"core-worker.js", "pose-worker.js"})
"""Load what is installed apart; all others import by name, so that what they reach is known."""
PYTHON_RECKONS: Final = (ast.BinOp, ast.Compare, ast.BoolOp, ast.If, ast.IfExp, ast.For, ast.While)


def facts_of(planted: Sequence[dict[str, str]]) -> list[Facts]:
    """Facts of every module as it is, or of some with a text put at their ends."""
    finished = subprocess.run(
        ["bash", "tools/node.sh", "tests/house/javascript_facts.js"],
        cwd=ROOT,
        input=json.dumps(planted),
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    rows: list[Facts] = json.loads(finished.stdout)
    return rows


@cache
def as_it_is() -> Facts:
    """Facts of all modules."""
    return facts_of([{}])[0]


@cache
def codes() -> frozenset[str]:
    """Names of questions, answers, exercises, conditions, reasons to stop, verdicts and zones."""
    care = care_tables()
    found = {question.id for question in care.questions}
    found |= {choice for question in care.questions for choice in question.choices}
    found |= {exercise.id for exercise in care.exercises}
    found |= {gate.condition for gate in care.conditions}
    for literal in (StopWord, PainKind, Verdict, Urgency, PainRuleName, Zone):
        found |= set(get_args(literal))
    return frozenset(found) - ORDINARY


def parts_of(text: str) -> Iterator[str]:
    """Words of a name or a text, also of ``camelCase`` and ``snake_case``."""
    for name in re.findall(r"[A-Za-z]+", text):
        yield from (part.lower() for part in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name))


def known_words(facts: Facts) -> Iterator[str]:
    """Words that a module should not know."""
    for line, text in facts["words"]:
        for word in SYMPTOMS & set(parts_of(text)):
            yield f"line {line}: knows {word}: {text.strip()[:60]}"
        for code in codes() & {text, *re.findall(r"\w+", text)}:
            yield f"line {line}: knows the code {code}"


def taken(module: str, facts: Facts, handed: frozenset[str]) -> Iterator[str]:
    """Numbers of Python's that a module takes up without being listed."""
    may = set(TAKEN[module][0].split()) if module in TAKEN else set()
    for line, name in facts["members"]:
        if name in handed - may:
            yield f"line {line}: takes up {name}"


def reckoned(module: str, facts: Facts) -> Iterator[str]:
    """What a module that is not sealed reckons with without being listed."""
    if module in SEALED:
        return
    may = NUMBERS[module].names if module in NUMBERS else frozenset()
    for number in facts["numbers"]:
        new = sorted(set(number["names"]) - may)
        if new or (not number["names"] and module not in NUMBERS):
            yield f"line {number['line']}: reckons with {', '.join(new)}: {number['text']}"


def unsealed(module: str, facts: Facts) -> Iterator[str]:
    """How a sealed module could be told something, or tell it."""
    if module not in SEALED:
        return
    seal = SEALED[module]
    yield from (f"imports {name}" for name in sorted(set(facts["imports"]) - seal.imports))
    yield from (f"reaches {name}" for name in sorted(set(facts["globals"]) - seal.globals))
    for name, types in sorted(facts["returns"].items()):
        if seal.gives is not None and not set(types) <= seal.gives:
            yield f"{name} gives {', '.join(types)}"


def reached(module: str, facts: Facts) -> Iterator[str]:
    """Code that comes from a text, and modules that are not named."""
    yield from (f"reaches {name}" for name in sorted(NEVER_REACHED & set(facts["globals"])))
    if "import()" in facts["imports"] and module not in LOADS_BY_NAME:
        yield "imports what nobody knows beforehand"


def reckoned_in_python(facts: Facts) -> Iterator[str]:
    """What the Python in a module does beyond importing and calling."""
    for program in facts["programs"]:
        for node in ast.walk(ast.parse(program)):
            if isinstance(node, PYTHON_RECKONS):
                yield f"its Python reckons: {ast.unparse(node)}"


def complaints(module: str, row: Facts) -> list[str]:
    """All that a module does and may not."""
    facts = row["modules"][module]
    found = [
        *known_words(facts),
        *taken(module, facts, frozenset(row["handed"])),
        *reckoned(module, facts),
        *unsealed(module, facts),
        *reached(module, facts),
        *reckoned_in_python(facts),
    ]
    return [f"{module}: {said}" for said in found]


# ------------------------------------------------------------------------------------- as it is


def test_no_module_measures_counts_or_decides_about_pain() -> None:
    row = as_it_is()
    assert [said for module in row["modules"] for said in complaints(module, row)] == []


def test_every_module_of_the_page_is_looked_at_and_there_is_no_other_script() -> None:
    ours = {path for path in SRC.rglob("*.js") if "vendor" not in path.parts}
    assert {path.name for path in ours} == set(as_it_is()["modules"])
    assert {path.parent for path in ours} == {FOLDER}
    inline = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|\son[a-z]+=\"")
    pages = sorted((SRC / "coxa_web" / "templates").rglob("*.html"))
    assert pages
    assert [page.name for page in pages if inline.search(page.read_text(encoding="utf-8"))] == []


def test_the_numbers_that_python_hands_over_are_found() -> None:
    handed = set(as_it_is()["handed"])
    assert {"value_deg", "target_deg", "ceiling_deg", "error_95_deg", "seconds", "rest_s"} <= handed


def test_nothing_stands_on_the_list_that_is_not_needed() -> None:
    modules = as_it_is()["modules"]
    assert set(NUMBERS) | set(SEALED) | set(TAKEN) <= set(modules)
    assert not set(NUMBERS) & set(SEALED)
    for name, listed in NUMBERS.items():
        used = {part for number in modules[name]["numbers"] for part in number["names"]}
        assert (name, listed.names - used) == (name, frozenset())
    for name, (listed_names, _) in TAKEN.items():
        assert set(listed_names.split()) <= {member for _, member in modules[name]["members"]}
    for name, seal in SEALED.items():
        assert seal.imports <= set(modules[name]["imports"])


def test_trigonometry_is_nowhere_but_in_sealed_modules() -> None:
    assert [name for name, listed in NUMBERS.items() if listed.names & TRIGONOMETRY] == []


# ------------------------------------------------------------------------------------ the self-test

PLANTED: Final = {
    # decides about pain
    "live.js: const judge = (pain) => { if (pain > 2) stop(); };": "knows pain",
    "live.js: const judge = (told) => { if (told > 2) halt.on(); };": "reckons with 2, told",
    "live.js: const isBad = (/** @type {number} */ told) => told === 8;": "reckons with 8, told",
    "visit.js: const ends = (word) => word.chosen?.includes('sharp_groin_pinch');": "knows",
    "visit.js: const ends = (word) => word.name === 'giving_way';": "the code giving_way",
    "visit.js: const isLocked = (word) => word.name === 'hip_surgery';": "the code hip_surgery",
    "question.js: const warns = (/** @type {number} */ score) => score > 6;": "reckons with 6",
    "screens.js: /** @param {number} s */ const f = (s) => { if (!s) return 1; return 2; };": (
        "reckons with s"
    ),
    "screens.js: /** @param {number} s */ const f = (s) => { switch (s) { case 7: leave(); } };": (
        "reckons with s"
    ),
    "screens.js: /** @param {number} s */ const f = (s) => ['go', 'stop'][s];": "reckons with s",
    "screens.js: /** @param {number} s */ const f = (s) => Object.is(s, 7);": "Object.is",
    "stage.js: const asks = (/** @type {Shown} */ shown) => shown.range?.zone === 'too_far';": (
        "the code too_far"
    ),
    # counts
    "live.js: let made = 0; const add = () => { made += 1; };": "reckons with made",
    "live.js: let made = 0; const add = () => { made++; };": "reckons with made",
    "live.js: let made = 0; const add = () => { made = -~made; };": "reckons with made",
    "live.js: const made = ['']; const isDone = () => made.length > 9;": "made.length",
    "stage.js: let repetitions = 0;": "knows repetitions",
    "visit.js: const sum = (/** @type {number[]} */ held) => held.reduce((a, b) => a + b);": (
        "reckons with a, b"
    ),
    # measures
    "live.js: const turn = (x, y) => Math.atan2(y, x);": "Math.atan2()",
    "live.js: const { atan2 } = Math; const turn = (x, y) => atan2(y, x);": "reckons with Math",
    "live.js: const M = Math; const turn = (x, y) => M.atan2(y, x);": "reckons with Math",
    "live.js: const width = (/** @type {Reply} */ reply) => reply.skeleton?.[0][0] * 2;": "2",
    "stage.js: const far = (/** @type {Shown} */ shown) => shown.range?.value_deg;": (
        "takes up value_deg"
    ),
    "stage.js: const far = (/** @type {any} */ { range }) => range['ceiling_deg'];": (
        "takes up ceiling_deg"
    ),
    "screens.js: const far = (/** @type {any} */ { value_deg: v, target_deg: t }) => v > t;": (
        "takes up target_deg"
    ),
    # breaks a seal
    "dial.js: fetch('/api/records');": "reaches fetch",
    "dial.js: export const at = (/** @type {Range} */ range) => range.share * 60;": "gives number",
    "dial.js: Object.assign(globalThis, { at: SWEEP });": "reaches globalThis",
    "dial.js: import { timeBuffer } from './protocol.js'; timeBuffer(1);": "imports ./protocol.js",
    "networks.js: const heard = (/** @type {any} */ told) => told.ceiling_deg;": "takes up ceiling",
    "crop.js: const kept = () => indexedDB.open('coxa');": "reaches indexedDB",
    # brings code from elsewhere
    "live.js: const run = (/** @type {string} */ text) => eval(text);": "reaches eval",
    "live.js: const run = (/** @type {string} */ text) => new Function(text);": "reaches Function",
    "live.js: const load = (/** @type {string} */ name) => import(name);": "nobody knows",
    "core-worker.js: { const PROGRAM = `stop() if number > 2 else None`; }": "its Python reckons",
}
HARMLESS: Final = (
    "live.js: const isLate = () => performance.now() - heard_ms > SILENT_MS;",
    "live.js: const both = (/** @type {string} */ one) => one + ' and ' + one;",
    "live.js: const isOver = (/** @type {Told} */ told) => told.is_over && told.error === null;",
    "stage.js: const isAsking = (/** @type {Shown} */ shown) => shown.phase === 'asking';",
    "screens.js: const isQuestion = (/** @type {Screen} */ screen) => screen.kind === 'question';",
)


@cache
def with_planted() -> dict[str, list[str]]:
    """What is said of each planted text."""
    entries = [text.split(": ", 1) for text in (*PLANTED, *HARMLESS)]
    rows = facts_of([{module: code} for module, code in entries])
    return {
        f"{module}: {code}": complaints(module, row)
        for (module, code), row in zip(entries, rows, strict=True)
    }


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_decision_is_seen(planted: str) -> None:
    said = with_planted()[planted]
    assert any(PLANTED[planted] in one for one in said), said


@pytest.mark.parametrize("planted", HARMLESS)
def test_what_is_harmless_is_let_through(planted: str) -> None:
    assert with_planted()[planted] == []
