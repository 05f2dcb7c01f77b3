"""What a therapist can decide for this person now: offered on a form, told once it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from coxa.messages.facts import capitalised
from coxa.records.assessment import DIRECTIONS, SIDES
from coxa.records.release import Release, ReleaseKind
from coxa.records.screening import Screening
from coxa.safety.gates import Access
from coxa.safety.pauses import Pause, paused
from coxa.safety.releases import in_force
from coxa.tables.care import CareTables
from coxa_lab.care.releasing import names_of
from coxa_lab.care.screening import latest_screening
from coxa_lab.keeping import History
from coxa_lab.report.care_terminal import release_text
from coxa_lab.report.care_words import condition_name
from coxa_web.home.tasks import access_now
from coxa_web.home.words import HomeWords

Offer = tuple[str, str]
"""What goes into the record, and its words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A release that holds now."""

    id: str
    who: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """What may be released, by kind; `angles` are the names of fields for furthest angles."""

    groups: tuple[tuple[ReleaseKind, str, tuple[Offer, ...]], ...]
    angles: tuple[Offer, ...]
    held: tuple[Held, ...]


def offers(history: History, day: date, words: HomeWords, care: CareTables) -> Offers:
    """Everything a therapist can decide, what is in the way of this person first."""
    access, screening = access_now(history, day, care), latest_screening(history)
    found: dict[ReleaseKind, tuple[Offer, ...]] = {
        "resume": tuple(_paused(history, day, access, words, care)),
        "condition": tuple(_conditions(access, screening, words, care)),
        "guided_test": _test(access, words),
        "pain_monitoring": (("yes", words("home.release.pain_monitoring")),),
        "exercise": tuple(_closed(access, words)),
        "include": _all(words, care),
        "exclude": _all(words, care),
    }
    return Offers(
        groups=tuple(
            (kind, words(f"home.release.kind.{kind}"), rows) for kind, rows in found.items() if rows
        ),
        angles=tuple(_angles(words)),
        held=tuple(_held(release, words) for release in in_force(history.releases, day)),
    )


def ceilings_from(values: Mapping[str, str]) -> Iterator[str]:
    """Furthest angles of the form, as `coxa_lab.care.releasing` reads them."""
    for side in SIDES:
        for direction in DIRECTIONS:
            value = values.get(f"{side}-{direction}", "").strip().replace(",", ".")
            if value:
                yield f"{side}:{direction}={value}"


def _paused(
    history: History, day: date, access: Access | None, words: HomeWords, care: CareTables
) -> Iterator[Offer]:
    if access is None:
        return
    waiting: tuple[Pause, ...] = paused(
        history.sessions,
        history.checkins,
        history.screenings,
        history.releases,
        day,
        access.pain_rule,
        care=care,
    )
    for pause in waiting:
        yield pause.exercise, f"{words.exercise(pause.exercise)}. {pause.reason.message}"


def _conditions(
    access: Access | None, screening: Screening | None, words: HomeWords, care: CareTables
) -> Iterator[Offer]:
    """Conditions and answers that hold something back."""
    if access is None or screening is None:
        return
    known = names_of(care)["condition"]
    held = [r.code for r in screening.reasons if r.outcome in ("therapist", "low_load")]
    for name in dict.fromkeys((*held, *access.conditions)):
        if name in known:
            yield name, capitalised(condition_name(words, name))


def _test(access: Access | None, words: HomeWords) -> tuple[Offer, ...]:
    if access is None or access.test.status == "open":
        return ()
    return (("yes", words("home.release.guided_test")),)


def _closed(access: Access | None, words: HomeWords) -> Iterator[Offer]:
    for name, gate in access.gates.items() if access else ():
        if gate.status != "open":
            yield name, words.exercise(name)


def _all(words: HomeWords, care: CareTables) -> tuple[Offer, ...]:
    return tuple((row.id, words.exercise(row.id)) for row in care.exercises)


def _angles(words: HomeWords) -> Iterator[Offer]:
    for side in SIDES:
        for direction in DIRECTIONS:
            name = words("care.target.name", side=words(f"care.sides.{side}"),
                         movement=words(f"care.target.{direction}"))  # fmt: skip
            yield f"{side}-{direction}", capitalised(name)


def _held(release: Release, words: HomeWords) -> Held:
    first, last = words.day_of(release.starts_on), words.day_of(release.until)
    who = words(
        "care.release.holds",
        first=first,
        last=last,
        given_by=release.given_by,
        role=release.role,
        why=release.why,
    )
    return Held(id=release.id, who=who, texts=tuple(map(release_text, release.items)))
