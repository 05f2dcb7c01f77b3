"""Which third-party files the browser is given, and where they lie."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from coxa_lab.pose.models_folder import MODELS_FOLDER, MODELS_VERSION

__all__ = ["MODELS_FOLDER", "MODELS_VERSION", "models_prefix", "vendor_folders"]

LIST_PATH: Final = Path(__file__).with_name("vendor.sha256.json")
FOLDER: Final = Path(__file__).with_name("static") / "coxa" / "vendor"


def models_prefix() -> str:
    """Where the networks are served: they lie with the laboratory, once for both."""
    return f"coxa/vendor/pose-{MODELS_VERSION}"


def vendor_folders() -> dict[str, str]:
    """Folder of each package under `FOLDER`; its name ends in the version."""
    content = json.loads(LIST_PATH.read_text(encoding="utf-8"))
    return {name: package["folder"] for name, package in content["packages"].items()}
