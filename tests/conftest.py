"""What every test stands on: Hypothesis profiles, no network, and no silent skipping in CI."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# `ci` is the default, so that a red test is red again; `--hypothesis-profile=nightly` looks further
settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile(
    "nightly",
    deadline=None,
    max_examples=2000,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci")


REQUIRED = {"isolation": "COXA_REQUIRE_ISOLATION", "browser": "COXA_REQUIRE_BROWSER"}
"""Markers of tests that need a tool of the machine, and what says that they must run."""


def _refuse_to_connect(event: str, arguments: tuple[Any, ...]) -> None:
    """Audit hook: no test reaches beyond this machine."""
    if event != "socket.connect":
        return
    address = arguments[1]
    if isinstance(address, tuple) and address[0] not in {"127.0.0.1", "::1", "localhost"}:
        raise RuntimeError(f"a test tried to connect to {address[0]}; tests use no network")


def pytest_configure() -> None:
    """Close the network for the whole run."""
    sys.addaudithook(_refuse_to_connect)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where a tool's tests must run, a skipped one has failed."""
    report = yield
    for marker, variable in REQUIRED.items():
        is_required = os.environ.get(variable) == "1"
        if is_required and report.skipped and item.get_closest_marker(marker):
            report.outcome = "failed"
            report.longrepr = f"{variable}=1, but this test was skipped: {report.longrepr}"
    return report
