"""Where the network files are."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Final

from coxa.errors import RefusedError

MODELS_VERSION: Final = "0.5.1675469404"  # of the npm package the files come from
MODELS_FOLDER: Final = Path(str(resources.files("coxa_lab.pose") / "models"))


def model_path(name: str) -> Path:
    """File of one network beside this module.

    Raises
    ------
    RefusedError
        ``model_missing``: set-up has not put it there.
    """
    path = MODELS_FOLDER / f"{name}.tflite"
    if not path.is_file():
        raise RefusedError("model_missing", name=path.name)
    return path
