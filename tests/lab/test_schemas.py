from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from coxa.records.codec import SCHEMAS
from coxa_lab.schemas import FOLDER, main, stale_files

ROOT = Path(__file__).resolve().parents[2]


def test_the_published_schemas_are_those_of_the_records() -> None:
    assert stale_files(ROOT / FOLDER) == [], "run make schemas"


def test_a_changed_missing_or_left_over_schema_is_seen(tmp_path: Path) -> None:
    run = CliRunner().invoke
    assert run(main, ["--folder", str(tmp_path)]).exit_code == 0
    assert run(main, ["--check", "--folder", str(tmp_path)]).exit_code == 0
    changed, missing, *_ = sorted(tmp_path.iterdir())
    changed.write_text("{}")
    missing.unlink()
    (tmp_path / "coxa.hat-1.schema.json").write_text("{}")
    checked = run(main, ["--check", "--folder", str(tmp_path)])
    assert checked.exit_code == 1
    assert checked.output.count("stale: ") == 3


def test_every_record_has_its_schema(tmp_path: Path) -> None:
    CliRunner().invoke(main, ["--folder", str(tmp_path)])
    titles = {json.loads(path.read_text())["title"] for path in tmp_path.iterdir()}
    assert titles == set(SCHEMAS)
