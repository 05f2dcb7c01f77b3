"""The repository's own files, for the tests that read them."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
SRC: Final = ROOT / "src"
_NOT_OURS: Final = frozenset({".git", ".venv", "node_modules", "models", "build", "dist"})


def own_files() -> list[Path]:
    """Files that are, or would be, tracked; without git, everything but what set-up made."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode == 0:
        paths = [ROOT / name for name in listing.stdout.split("\0") if name]
    else:
        paths = [p for p in ROOT.rglob("*") if not _is_made(p.relative_to(ROOT))]
    return sorted(path for path in paths if path.is_file())


def _is_made(path: Path) -> bool:
    """Whether set-up, a build or a test run made this path."""
    return any(
        part in _NOT_OURS or part.endswith("_cache") or part in {"__pycache__", ".hypothesis"}
        for part in path.parts
    )
