"""Which releases are in force on a day, and what they name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, get_args

from coxa.errors import RefusedError
from coxa.messages.catalog import DEFAULT_LANGUAGE, sentence
from coxa.records.programme import Reason
from coxa.records.release import Release, ReleaseItem, ReleaseKind
from coxa.tables.care import CareTables, care_tables
from coxa.tables.exercises import Feature

SOURCE: Final = "therapist_release"
_CONFIDENCE: Final = "D"
_OF_EXERCISES: Final[tuple[ReleaseKind, ...]] = (
    "exercise", "dose", "include", "exclude", "resume",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Given:
    """One thing that is released, with the release it stands in."""

    item: ReleaseItem
    release: Release

    def reason(self, id: str, language: str = DEFAULT_LANGUAGE, **values: str | float) -> Reason:
        """Reason that says who gave it until when; `id` is that of the sentence."""
        message = sentence(
            id, language, given_by=self.release.given_by, until=self.release.until, **values
        )
        return Reason(rule="release", message=message, source_id=SOURCE, confidence=_CONFIDENCE)


def in_force(releases: Sequence[Release], day: date) -> tuple[Release, ...]:
    """Releases that hold on a local date and are not withdrawn, in order of time."""
    gone = withdrawn_ids(releases, day)
    holding = [r for r in releases if r.id not in gone and r.holds_on(day)]
    return tuple(sorted(holding, key=lambda r: (datetime.fromisoformat(r.recorded_at), r.id)))


def withdrawn_ids(releases: Sequence[Release], day: date) -> set[str]:
    """Releases that another one has withdrawn up to a local date."""
    return {
        id_
        for release in releases
        if release.withdraws and date.fromisoformat(release.starts_on) <= day
        for id_ in release.withdraws
    }


def given_items(releases: Sequence[Release]) -> tuple[Given, ...]:
    """Everything that is released, in order of time."""
    return tuple(Given(item, release) for release in releases for item in release.items)


def names_to_release(kind: ReleaseKind, care: CareTables | None = None) -> tuple[str, ...]:
    """Names a release of a kind may have, none for a kind without a name.

    For ``condition`` these are the conditions of the tables, and the codes of the answers that hold
    a plan back for the therapist.
    """
    care = care or care_tables()
    if kind in _OF_EXERCISES:
        return tuple(row.id for row in care.exercises)
    if kind == "feature":
        return get_args(Feature)
    if kind != "condition":
        return ()
    held = [r.code for q in care.questions for r in q.rules if r.outcome == "therapist"]
    return tuple(dict.fromkeys([*(row.condition for row in care.conditions), *held]))


def check_release(release: Release, care: CareTables | None = None) -> None:
    """Refuse a release that names what nobody knows.

    Raises
    ------
    RefusedError
        ``release_unknown_name``
    """
    for item in release.items:
        if item.name is not None and item.name not in names_to_release(item.kind, care):
            raise RefusedError("release_unknown_name", name=item.name)
