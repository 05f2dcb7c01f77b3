"""Makes the JSON that ships from the TOML that is written: clinical tables and sentences.

``python -m tools.build_tables`` writes what is stale; with ``--check`` it names it and fails.
Tables that do not hang together are not written: the row at fault is named.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from pathlib import Path
from typing import Any

from coxa.errors import RecordError, TableError
from coxa.records.wire import decode
from coxa.tables.care import CareTables
from coxa.tables.check import checked
from coxa.tables.load import Tables

CORE = Path(__file__).resolve().parent.parent / "src" / "coxa"
TABLES = (
    "sources", "sources_care", "norms", "reference", "compensations", "quality", "error",
    "side_rules", "positions",
)  # fmt: skip

CARE = ("screening", "conditions", "pain", "planning", "regions")
LANGUAGES = ("en",)


def tables_text(folder: Path) -> str:
    """All tables as one JSON text, in the order of `TABLES`; the lists of sources joined."""
    merged: dict[str, Any] = {}
    for name in TABLES:
        content = _read(folder / f"{name}.toml")
        sources = [*merged.get("sources", []), *content.get("sources", [])]
        merged |= content | {"sources": sources}
    return _text(merged)


def care_text(folder: Path) -> str:
    """Tables of care as one JSON text; the exercises in order of their names, without sentences."""
    merged: dict[str, Any] = {}
    for name in CARE:
        merged |= _read(folder / f"{name}.toml")
    merged["exercises"] = [
        {"id": file.stem} | {key: value for key, value in _read(file).items() if key != "text"}
        for file in _exercise_files(folder)
    ]
    return _text(merged)


def sentences_text(core: Path, language: str) -> str:
    """Sentences of one language, flat: id to sentence.

    They come from ``<language>.toml``, from every file in ``<language>/``, and from the exercises.
    """
    files = [core / "messages" / f"{language}.toml"]
    files += sorted((core / "messages" / language).glob("*.toml"))
    sentences: dict[str, str] = {}
    for file in files:
        _join(sentences, _flat(_read(file), ""), file)
    for file in _exercise_files(core / "tables"):
        texts = _read(file).get("text", {}).get(language, {})
        _join(sentences, _flat(texts, f"exercise.{file.stem}."), file)
    return _text(sentences)


def built_files(core: Path) -> dict[Path, str]:
    """Every file that is made here, with what should stand in it."""
    files = {
        core / "tables" / "tables.json": tables_text(core / "tables"),
        core / "tables" / "care.json": care_text(core / "tables"),
        core / "tables" / "coaching.json": _text(_read(core / "tables" / "coaching.toml")),
    }
    for language in LANGUAGES:
        files[core / "messages" / f"{language}.json"] = sentences_text(core, language)
    return files


def main(arguments: list[str] | None = None, core: Path = CORE) -> int:
    """Write or check the built files; 1 if a check found a stale one."""
    parser = argparse.ArgumentParser(description="Build the JSON tables and sentences of the core.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if stale")
    is_check = parser.parse_args(arguments).check
    check_rows(core)
    stale = {path: text for path, text in built_files(core).items() if _content(path) != text}
    for path, text in stale.items():
        print(f"{'stale' if is_check else 'wrote'}: {path.relative_to(core.parent.parent)}")
        if not is_check:
            path.write_text(text, encoding="utf-8")
    return 1 if is_check and stale else 0


def check_rows(core: Path) -> None:
    """SystemExit that names the row if one is not what its type says, or hangs in the air."""
    try:
        measuring = decode(Tables, json.loads(tables_text(core / "tables")))
        care = decode(CareTables, json.loads(care_text(core / "tables")))
        checked(care, measuring.sources)
    except (RecordError, TableError) as error:
        raise SystemExit(f"tables: {error}; nothing was written") from error


def _exercise_files(folder: Path) -> list[Path]:
    return sorted((folder / "exercises").glob("*.toml"))


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SystemExit(f"{file.name}: {error}") from error


def _join(sentences: dict[str, str], more: dict[str, str], file: Path) -> None:
    """Add sentences; one that is there already is a mistake of the one who wrote it."""
    twice = sorted(sentences.keys() & more.keys())
    if twice:
        raise SystemExit(f"{file.name}: the sentence {twice[0]!r} stands elsewhere too")
    sentences |= more


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
