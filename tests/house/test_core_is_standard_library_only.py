"""The core runs in a browser, live, and gives the same result for the same input.

So it uses only modules that need no file system, clock, network, thread or chance, and nothing that
is not in the standard library. `ALLOWED` is the whole list: a new name on it is a decision.
"""

from __future__ import annotations

import ast
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.house.tree import SRC

CORE: Final = SRC / "coxa"
MODULES: Final = sorted(CORE.rglob("*.py"))

ALLOWED: Final = frozenset(
    {
        "__future__",
        "abc",
        "array",
        "base64",
        "bisect",
        "cmath",
        "collections",
        "contextlib",
        "coxa",
        "dataclasses",
        "datetime",
        "decimal",
        "enum",
        "fractions",
        "functools",
        "hashlib",
        "heapq",
        "importlib.resources",
        "itertools",
        "json",
        "math",
        "numbers",
        "operator",
        "re",
        "statistics",
        "string",
        "struct",
        "textwrap",
        "types",
        "typing",
        "unicodedata",
        "uuid",
    }
)
ALLOWED_IN_PHANTOM: Final = ALLOWED | {"random"}  # seeded: random.Random(seed) only

# Reached through allowed modules, and still a clock, chance or a file.
FORBIDDEN_CALLS: Final = frozenset(
    {"now", "today", "utcnow", "uuid1", "uuid4", "SystemRandom"}
    | {"open", "input", "eval", "exec", "__import__", "breakpoint"}
)
FORBIDDEN_NAMES: Final = frozenset({"input"})
"""Forbidden as the builtin; a method may be called so."""


def imported_names(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every imported module (or module.name) with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                raise AssertionError(f"line {node.lineno}: relative import")
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def is_allowed(name: str, allowed: frozenset[str]) -> bool:
    """Whether a dotted name is an allowed module or something inside one."""
    parts = name.split(".")
    return any(".".join(parts[:length]) in allowed for length in range(1, len(parts) + 1))


def used_name(node: ast.AST) -> str:
    """The name a call calls, or an attribute of the random module, or nothing."""
    if isinstance(node, ast.Call):
        called = node.func
        if isinstance(called, ast.Attribute):
            return "" if called.attr in FORBIDDEN_NAMES else called.attr
        return getattr(called, "id", "")
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"random.{node.attr}" if node.value.id == "random" else ""
    return ""


def forbidden_uses(tree: ast.AST) -> Iterator[str]:
    """Calls and attributes that reach a clock, chance or a file."""
    for node in ast.walk(tree):
        name = used_name(node)
        if name in FORBIDDEN_CALLS or is_shared_chance(name):
            yield f"line {getattr(node, 'lineno', 0)}: use of {name}"
    for name, line in imported_names(tree):
        if is_shared_chance(name):
            yield f"line {line}: import of {name}"


def is_shared_chance(name: str) -> bool:
    """Whether a name is a function of the random module, all of which share one state."""
    return name.startswith("random.") and name != "random.Random"


def complaints(source: str, allowed: frozenset[str] = ALLOWED) -> list[str]:
    """What a core module with this source does that it may not."""
    tree = ast.parse(source)
    return [
        f"line {line}: import of {name}"
        for name, line in imported_names(tree)
        if not is_allowed(name, allowed)
    ] + list(forbidden_uses(tree))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SRC)))
def test_core_module_uses_only_what_is_allowed(path: Path) -> None:
    is_phantom = path.relative_to(CORE).parts[0].removesuffix(".py") == "phantom"
    allowed = ALLOWED_IN_PHANTOM if is_phantom else ALLOWED
    assert complaints(path.read_text(encoding="utf-8"), allowed) == []


@pytest.mark.parametrize(
    "source",
    [
        "import os",
        "import time",
        "import numpy as np",
        "import importlib",
        "from importlib import import_module",
        "from os import path",
        "import random",
        "import coxa_lab.pose",
        "def f():\n    import socket",
        "from datetime import datetime\ndatetime.now()",
        "import uuid\nuuid.uuid4()",
        "open('x')",
    ],
)
def test_a_planted_offence_is_seen(source: str) -> None:
    assert complaints(source)


@pytest.mark.parametrize(
    "source",
    [
        "from importlib import resources",
        "import importlib.resources",
        "from collections.abc import Sequence",
        "from coxa.landmarks import region",
    ],
)
def test_a_fitting_import_is_let_through(source: str) -> None:
    assert complaints(source) == []


def test_chance_in_the_phantom_is_seeded() -> None:
    assert complaints("import random\nrandom.Random(1)", ALLOWED_IN_PHANTOM) == []
    assert complaints("import random\nrandom.random()", ALLOWED_IN_PHANTOM)
    assert complaints("from random import gauss", ALLOWED_IN_PHANTOM)


def test_the_top_of_the_core_imports_nothing() -> None:
    tree = ast.parse((CORE / "__init__.py").read_text(encoding="utf-8"))
    assert list(imported_names(tree)) == []


def test_every_core_module_imports_without_site_packages() -> None:
    names = [".".join(path.relative_to(SRC).with_suffix("").parts) for path in MODULES]
    program = textwrap.dedent(
        """
        import importlib, sys
        sys.path[:] = [sys.argv[1], *(p for p in sys.path if "site-packages" not in p)]
        for name in sys.argv[2:]:
            importlib.import_module(name.removesuffix(".__init__"))
        foreign = {"numpy", "coxa_lab", "threading", "socket", "ssl"} & set(sys.modules)
        sys.exit(f"imported on the way: {sorted(foreign)}" if foreign else 0)
        """
    )
    finished = subprocess.run(
        [sys.executable, "-I", "-S", "-W", "error", "-c", program, str(SRC), *names],
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
