"""What tags say of a recording, and what they do not."""

from __future__ import annotations

import pytest

from coxa_lab.video.orientation import UPRIGHT, orientation_from_tag
from coxa_lab.video.tags import created_at_from_tags, mirrored_from_tags


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"creation_time": "2026-03-01T08:00:00.000000Z"}, "2026-03-01T08:00:00+00:00"),
        (
            {
                "creation_time": "2026-03-01T08:00:00Z",
                "com.apple.quicktime.creationdate": "2026-03-01T09:00:00+0100",
            },
            "2026-03-01T09:00:00+01:00",
        ),
        ({"creation_time": "1904-01-01T00:00:00Z"}, None),
        ({"creation_time": "2026-03-01 08:00:00"}, None),
        ({"creation_time": "yesterday"}, None),
        ({}, None),
    ],
)
def test_time_of_recording(tags: dict[str, str], expected: str | None) -> None:
    made = created_at_from_tags(tags)
    assert (made.isoformat() if made else None) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"MIRRORED": "true"}, True),
        ({"mirrored": "0"}, False),
        ({"mirrored": "perhaps"}, None),
        ({"com.apple.quicktime.camera.lens_model": "iPhone front camera"}, None),
    ],
)
def test_mirrored_only_where_a_tag_says_so(tags: dict[str, str], expected: bool | None) -> None:
    assert mirrored_from_tags(tags) is expected


def test_the_older_tag_turns_clockwise() -> None:
    assert orientation_from_tag("90").size(4, 3) == (3, 4)
    assert orientation_from_tag("-90") == orientation_from_tag("270")
    assert orientation_from_tag("0") == orientation_from_tag("nonsense") == UPRIGHT
