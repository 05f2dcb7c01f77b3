"""Refuses to build a wheel without the pose models: it would install, and then measure nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

MODELS = ("pose_detection", "pose_landmark_lite", "pose_landmark_full", "pose_landmark_heavy")


class ModelsPresentHook(BuildHookInterface[Any]):
    """Looks for the model files before a wheel is built; installing in place needs none."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Stop the build of a wheel when a model file is missing."""
        if version == "editable":
            return
        folder = Path(self.root, "src", "coxa_lab", "pose", "models")
        missing = [name for name in MODELS if not (folder / f"{name}.tflite").is_file()]
        if missing:
            raise FileNotFoundError(f"pose models missing: {', '.join(missing)}; run `make setup`")
        if not any(Path(self.root, "src", "coxa_web", "static", "coxa", "vendor").glob("*/*.wasm")):
            raise FileNotFoundError("the browser's files are missing; run `make setup`")
