"""Pictures of exercises under addresses that name their content, so that they are kept for long."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, get_args

from django.urls import reverse

from coxa.records.assessment import Side
from coxa_lab import figures

_NAME: Final = re.compile(r"([a-z0-9_]+)-(left|right)(-still)?\.svg")
_HASH_DIGITS: Final = 12
_MOST: Final = 256


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture as SVG, and a short hash of it."""

    svg: bytes
    hash: str


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the two pictures of one exercise and side are."""

    still: str
    moving: str


@lru_cache(maxsize=_MOST)
def picture(name: str) -> Picture | None:
    """Picture by its file name; None if there is no such exercise."""
    found = _NAME.fullmatch(name)
    if found is None or found[1] not in figures.EXERCISES:
        return None
    side: Side = "left" if found[2] == "left" else "right"
    is_animated = found[3] is None
    path = figures.picture_path(found[1], side, is_animated)
    try:
        svg = path.read_bytes()
    except OSError:  # not shipped: drawn now
        svg = figures.picture(found[1], side, is_animated).encode()
    return Picture(svg, hashlib.sha256(svg).hexdigest()[:_HASH_DIGITS])


def addresses(exercise: str, side: str) -> Addresses | None:
    """Addresses of the pictures of an exercise; None where there are none."""
    if exercise not in figures.EXERCISES or side not in get_args(Side):
        return None
    return Addresses(still=_address(exercise, side, "-still"), moving=_address(exercise, side, ""))


def _address(exercise: str, side: str, ending: str) -> str:
    name = f"{exercise}-{side}{ending}.svg"
    found = picture(name)
    return "" if found is None else f"{reverse('picture', args=[name])}?v={found.hash}"
