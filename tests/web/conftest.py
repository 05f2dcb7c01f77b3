"""Django with the settings of home mode, set up before any test of the web is read; fixtures."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import django
import pytest
from django.apps import apps

if TYPE_CHECKING:
    from tests.web.home_samples import Home

if not apps.ready:
    os.environ["COXA_DATA"] = tempfile.mkdtemp(prefix="coxa-test-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "coxa_web.settings.home"
    django.setup()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """Home mode with an empty database and the clock at `tests.web.home_samples.NOW`."""
    from tests.web.home_samples import home_in

    with home_in(tmp_path, monkeypatch) as made:
        yield made
