"""Items made ahead in a thread: order, errors, an early end."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from coxa_lab.video.ahead import read_ahead


def test_order_is_kept() -> None:
    assert list(read_ahead(range(100), 3)) == list(range(100))


def test_an_error_comes_after_the_items_before_it() -> None:
    def source() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    items = read_ahead(source(), 2)
    assert next(items) == 1
    with pytest.raises(ValueError, match="broken"):
        next(items)


def test_no_more_than_the_depth_is_made_ahead() -> None:
    made = []
    waited = threading.Event()

    def source() -> Iterator[int]:
        for number in range(50):
            made.append(number)
            if number == 5:
                waited.set()
            yield number

    items = read_ahead(source(), 3)
    assert next(items) == 0
    waited.wait(0.3)
    assert len(made) <= 6
    assert len(list(items)) == 49


def test_the_thread_ends_with_the_iterator() -> None:
    before = threading.active_count()
    items = read_ahead(range(1000), 2)
    next(items)
    items.close()  # type: ignore[attr-defined]  # it is a generator
    assert threading.active_count() == before
