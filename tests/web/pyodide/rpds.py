"""Stands in for rpds in Pyodide: jsonschema needs it, and no build of it for Pyodide is published.

Containers that are never changed, only copied with a change. Here whole copies, which is slow for
large ones and all the same for schemas.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class HashTrieMap(dict[K, V]):
    """A mapping that is not changed."""

    @classmethod
    def convert(cls, value: Mapping[K, V] | Iterable[tuple[K, V]]) -> HashTrieMap[K, V]:
        """The value itself if it is one already."""
        return value if isinstance(value, HashTrieMap) else cls(value)

    def insert(self, key: K, value: V) -> HashTrieMap[K, V]:
        """A copy with one more."""
        return HashTrieMap({**self, key: value})

    def remove(self, key: K) -> HashTrieMap[K, V]:
        """A copy without one of its keys."""
        rest = HashTrieMap(self)
        del rest[key]
        return rest

    def update(  # type: ignore[override]  # returns a copy, as the one it stands for
        self, *others: Mapping[K, V] | Iterable[tuple[K, V]]
    ) -> HashTrieMap[K, V]:
        """A copy with others on top."""
        copy = dict(self)
        for other in others:
            copy.update(other)
        return HashTrieMap(copy)


class HashTrieSet(frozenset[V]):
    """A set that is not changed."""

    def insert(self, value: V) -> HashTrieSet[V]:
        """A copy with one more."""
        return HashTrieSet(self | {value})

    def discard(self, value: V) -> HashTrieSet[V]:
        """A copy without it."""
        return HashTrieSet(self - {value})

    def update(self, *others: Iterable[V]) -> HashTrieSet[V]:
        """A copy with others in it."""
        return HashTrieSet(self.union(*others))


class List(tuple[V, ...]):
    """A row that is not changed."""

    __slots__ = ()

    def push_front(self, value: V) -> List[V]:
        """A copy with one before the first."""
        return List((value, *self))
