"""Makes the JSON that ships from the TOML that is written: clinical tables and sentences.

``python -m tools.build_tables`` writes what is stale; with ``--check`` it names it and fails.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from pathlib import Path
from typing import Any

CORE = Path(__file__).resolve().parent.parent / "src" / "coxa"
TABLES = (
    "sources", "norms", "reference", "compensations", "quality", "error", "side_rules", "positions",
)  # fmt: skip


def tables_text(folder: Path) -> str:
    """All tables as one JSON text, in the order of `TABLES`."""
    merged: dict[str, Any] = {}
    for name in TABLES:
        merged |= tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
    return _text(merged)


def sentences_text(file: Path) -> str:
    """Sentences of one language, flat: id to sentence."""
    return _text(_flat(tomllib.loads(file.read_text(encoding="utf-8")), ""))


def built_files(core: Path) -> dict[Path, str]:
    """Every file that is made here, with what should stand in it."""
    files = {core / "tables" / "tables.json": tables_text(core / "tables")}
    for language in sorted((core / "messages").glob("*.toml")):
        files[language.with_suffix(".json")] = sentences_text(language)
    return files


def main(arguments: list[str] | None = None, core: Path = CORE) -> int:
    """Write or check the built files; 1 if a check found a stale one."""
    parser = argparse.ArgumentParser(description="Build the JSON tables and sentences of the core.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if stale")
    is_check = parser.parse_args(arguments).check
    stale = {path: text for path, text in built_files(core).items() if _content(path) != text}
    for path, text in stale.items():
        print(f"{'stale' if is_check else 'wrote'}: {path.relative_to(core.parent.parent)}")
        if not is_check:
            path.write_text(text, encoding="utf-8")
    return 1 if is_check and stale else 0


def _content(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _flat(tree: dict[str, Any], prefix: str) -> dict[str, str]:
    sentences: dict[str, str] = {}
    for key, value in tree.items():
        if isinstance(value, dict):
            sentences |= _flat(value, f"{prefix}{key}.")
        else:
            sentences[prefix + key] = value
    return sentences


if __name__ == "__main__":
    sys.exit(main())
