"""Draws all pictures: ``python -m coxa_lab.figures`` writes them beside the code."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from coxa.records.assessment import SIDES
from coxa_lab.figures import EXERCISES, FOLDER, picture, picture_name
from coxa_lab.files import write_new


def pictures() -> dict[str, str]:
    """File name and text of every picture."""
    return {
        picture_name(exercise, side, is_animated): picture(exercise, side, is_animated)
        for exercise in EXERCISES
        for side in SIDES
        for is_animated in (True, False)
    }


def stale_files(folder: Path) -> list[Path]:
    """Files that are not what they would be if drawn now; those nobody would draw included."""
    wanted = {folder / name: text for name, text in pictures().items()}
    changed = [path for path, text in wanted.items() if _text(path) != text]
    return changed + [path for path in sorted(folder.glob("*.svg")) if path not in wanted]


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; name what is stale and fail.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=FOLDER,
    help="Where the pictures are.",
)
def main(check: bool, folder: Path) -> None:
    """Draw the pictures of all exercises."""
    if check:
        stale = stale_files(folder)
        for path in stale:
            click.echo(f"stale: {path}", err=True)
        sys.exit(1 if stale else 0)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pictures().items():
        write_new(folder / name, text, overwrite=True)


if __name__ == "__main__":
    main()
