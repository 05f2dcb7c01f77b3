from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from coxa.errors import RefusedError
from coxa_lab.errors import InputError, OutputError, PathError, exit_code
from coxa_lab.files import check_new, read_bytes, write_new


@pytest.mark.parametrize("content", ["°\n", "°\n".encode(), [b"\xc2", b"\xb0\n"]], ids=type)
def test_a_new_file_holds_what_was_given(tmp_path: Path, content: str | bytes) -> None:
    write_new(tmp_path / "a.txt", content)
    assert (tmp_path / "a.txt").read_bytes() == "°\n".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(OutputError) as raised:
        write_new(path, "new")
    assert raised.value.code == "output_exists"
    assert raised.value.values == {"path": str(path)}
    assert path.read_text() == "old"


def test_a_file_that_is_there_goes_when_told(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    write_new(path, "new", overwrite=True)
    assert path.read_text() == "new"


def test_content_that_breaks_off_leaves_nothing_behind(tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise RuntimeError("no more")

    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(RuntimeError, match="no more"):
        write_new(path, broken(), overwrite=True)
    assert path.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_full_disk_is_an_unwritable_output(tmp_path: Path) -> None:
    def full() -> Iterator[bytes]:
        yield b"half"
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError) as raised:
        write_new(tmp_path / "a.txt", full())
    assert raised.value.code == "output_unwritable"
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_appears_meanwhile_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"

    def late() -> Iterator[bytes]:
        path.write_text("somebody else's")
        yield b"ours"

    with pytest.raises(OutputError):
        write_new(path, late())
    assert path.read_text() == "somebody else's"


@pytest.mark.parametrize(
    ("name", "code"),
    [("", "is_a_folder"), ("missing/a.txt", "output_unwritable"), ("b/a", "output_unwritable")],
    ids=["folder", "missing folder", "a file as folder"],
)
def test_a_place_that_cannot_be_written_is_named_before_the_work(
    tmp_path: Path, name: str, code: str
) -> None:
    (tmp_path / "b").write_text("a file")
    for act in (check_new, lambda path: write_new(path, "x")):
        with pytest.raises(OutputError) as raised:
            act(tmp_path / name)
        assert raised.value.code == code


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("old")
    (tmp_path / "link.txt").symlink_to("real.txt")
    write_new(tmp_path / "link.txt", "new", overwrite=True)
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text() == "new"


def test_a_device_gets_the_content_and_stays_a_device() -> None:
    null = Path(os.devnull)
    write_new(null, "x", overwrite=True)
    assert stat.S_ISCHR(null.stat().st_mode)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("missing", "file_missing"),
        ("a.txt/b", "file_missing"),
        ("", "is_a_folder"),
        ("a\0b", "unreadable"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str, code: str) -> None:
    (tmp_path / "a.txt").write_text("x")
    with pytest.raises(InputError) as raised:
        read_bytes(tmp_path / name)
    assert raised.value.code == code


def test_a_file_nobody_may_read_is_unreadable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # the tests may run as one who may read everything
    with pytest.raises(InputError) as raised:
        read_bytes(tmp_path / "a")
    assert raised.value.code == "unreadable"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (RefusedError("no_person"), 1),
        (InputError("file_missing", Path("a")), 2),
        (OutputError("output_exists", Path("a")), 2),
        (PathError("unreadable", Path("a")), 2),
        (ValueError("?"), 3),
    ],
    ids=["refused", "input", "output", "path", "fault"],
)
def test_an_error_ends_with_its_exit_code(error: Exception, code: int) -> None:
    assert exit_code(error) == code
