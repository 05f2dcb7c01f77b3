"""pytest over a module of the core, inside Pyodide: few examples, everything counted."""

from __future__ import annotations

import json
import platform
from collections import Counter
from collections.abc import Sequence
from typing import Final

import pytest
from hypothesis import is_hypothesis_test, settings

EXAMPLES: Final = 5
"""Of each property at most: CPython tries the many, this is whether the browser's Python agrees."""


class Tally:
    """Counts what became of the tests, and keeps the examples few."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def pytest_configure(self) -> None:
        """A profile for properties that do not say how many examples they want."""
        settings.register_profile(
            "pyodide", settings.get_profile("ci"), max_examples=EXAMPLES, database=None
        )
        settings.load_profile("pyodide")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Fewer examples also where a property says how many."""
        self.counts["collected"] = len(items)
        properties = {
            item.obj
            for item in items
            if isinstance(item, pytest.Function) and is_hypothesis_test(item.obj)
        }
        self.counts["properties"] = len(properties)
        for test in properties:
            # no public way leads to a property's own settings; without this name, this fails
            own = test._hypothesis_internal_use_settings
            if own is not None and own.max_examples > EXAMPLES:
                few = settings(own, max_examples=EXAMPLES)
                test._hypothesis_internal_use_settings = few

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        """Nothing is left out without being counted."""
        self.counts["deselected"] += len(items)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """One outcome for each test; a failure around it counts as one more."""
        if report.when == "call" or not report.passed:
            self.counts[report.outcome] += 1


def run(module: str) -> str:
    """Run the module's tests.

    Returns
    -------
    told_json : str
        What became of them, in numbers; pytest's exit status; which Python it was.
    """
    tally = Tally()
    plain = ["-q", "-p", "no:cacheprovider", "-p", "_hypothesis_pytestplugin"]
    status = pytest.main([*plain, module], plugins=[tally])
    told = {
        "counts": tally.counts,
        "status": int(status),
        "python": f"Python {platform.python_version()}",
        "examples": EXAMPLES,
    }
    return json.dumps(told)
