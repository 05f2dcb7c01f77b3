"""Publishes the JSON Schemas: ``python -m coxa_lab.schemas`` writes docs/schemas."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

import click

from coxa.records.codec import SCHEMAS
from coxa.records.schema import json_schema, schema_file_name
from coxa_lab.files import write_new

FOLDER: Final = Path("docs", "schemas")


def schema_files() -> dict[str, str]:
    """File name of every schema, and its text."""
    return {
        schema_file_name(name): json.dumps(json_schema(name), ensure_ascii=False, indent=2) + "\n"
        for name in SCHEMAS
    }


def stale_files(folder: Path) -> list[Path]:
    """Files that are not what they would be if written now; those nobody would write included."""
    wanted = {folder / name: text for name, text in schema_files().items()}
    changed = [path for path, text in wanted.items() if _text(path) != text]
    return changed + [path for path in sorted(folder.glob("*.json")) if path not in wanted]


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; name what is stale and fail.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=FOLDER,
    show_default=True,
    help="Where the schemas are.",
)
def main(check: bool, folder: Path) -> None:
    """Write the published JSON Schemas, made from the records."""
    if check:
        stale = stale_files(folder)
        for path in stale:
            click.echo(f"stale: {path}", err=True)
        sys.exit(1 if stale else 0)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schema_files().items():
        write_new(folder / name, text, overwrite=True)


if __name__ == "__main__":
    main()
