"""Work done ahead in a thread of its own, a few items at most."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Iterator
from typing import Final, Generic, TypeVar

Item = TypeVar("Item")
_WAIT_S: Final = 0.1


class _End:
    """What follows the last item: the error that stopped the source, or none."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


class _Reader(Generic[Item]):
    """A thread that fills a bounded queue."""

    def __init__(self, source: Iterable[Item], depth: int) -> None:
        self._source = source
        self._queue: queue.Queue[Item | _End] = queue.Queue(depth)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._fill, name="coxa-ahead", daemon=True)
        self._thread.start()

    def take(self) -> Item | _End:
        """The next item, waiting for it."""
        return self._queue.get()

    def stop(self) -> None:
        """End the thread; items not taken are lost."""
        self._stopped.set()
        self._thread.join()

    def _fill(self) -> None:
        error: BaseException | None = None
        try:
            for item in self._source:
                if not self._put(item):
                    return
        except BaseException as caught:  # noqa: BLE001 - raised again where the items are taken
            error = caught
        self._put(_End(error))

    def _put(self, item: Item | _End) -> bool:
        """Whether the item found a place before the reader was stopped."""
        while not self._stopped.is_set():
            try:
                self._queue.put(item, timeout=_WAIT_S)
            except queue.Full:
                continue
            return True
        return False


def read_ahead(source: Iterable[Item], depth: int) -> Iterator[Item]:
    """The items of a source, up to `depth` of them made ahead in another thread.

    Order is kept; an error of the source is raised after the items before it. The thread ends with
    the iterator.
    """
    reader = _Reader(source, depth)
    try:
        while not isinstance(item := reader.take(), _End):
            yield item
        if item.error is not None:
            raise item.error
    finally:
        reader.stop()
