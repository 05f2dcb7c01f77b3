"""What a container's tags say of a recording: when it was made, whether it is a mirror image."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

_CREATED_TAGS: Final = ("com.apple.quicktime.creationdate", "creation_time", "date")
_MIRRORED_TAG: Final = "mirrored"
_YES: Final = frozenset({"1", "true", "yes"})
_NO: Final = frozenset({"0", "false", "no"})
_FIRST_CREDIBLE_YEAR: Final = 1990  # clocks that were never set say 1904 or 1970


def created_at_from_tags(tags: Mapping[str, str]) -> datetime | None:
    """When the recording was made, with its UTC offset; None if no tag says so credibly.

    The maker's own local time is preferred to the container's UTC. A time without offset is not
    taken: nobody knows which instant it means.
    """
    for name in _CREATED_TAGS:
        made = _instant(tags.get(name, ""))
        if made is not None and made.year >= _FIRST_CREDIBLE_YEAR:
            return made
    return None


def mirrored_from_tags(tags: Mapping[str, str]) -> bool | None:
    """Whether the picture is a mirror image, as a `mirrored` tag says; None if there is none.

    Cameras do not write such a tag; Coxa's own recordings do. A front camera alone says nothing:
    most store what others see, some store the mirror image.
    """
    for name, value in tags.items():
        if name.lower() == _MIRRORED_TAG:
            said = value.strip().lower()
            if said in _YES | _NO:
                return said in _YES
    return None


def _instant(text: str) -> datetime | None:
    """ISO 8601 date and time with offset; None if it is anything else."""
    with_colon = re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", text.strip())
    try:
        instant = datetime.fromisoformat(with_colon)
    except ValueError:
        return None
    return instant if instant.tzinfo is not None else None
