"""A person's folder in use: keep a result, check in, bridge two devices, look back.

Every function takes plain values and gives records; nothing is printed here. What is in a folder
and cannot be used is named in `notices` and never stands in the way of the rest.
"""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from coxa.assessment.balance import findings_of
from coxa.assessment.bridge import bridge_between
from coxa.assessment.bridge_day import bridge_pairs
from coxa.assessment.change import with_change
from coxa.assessment.trend import ActivityEntry, PainEntry, trend_of
from coxa.errors import RecordError, RefusedError
from coxa.messages.catalog import sentence
from coxa.records import assessment as assessment_record
from coxa.records.alert import SCHEMA as ALERT_SCHEMA
from coxa.records.alert import Alert
from coxa.records.assessment import SIDES, Assessment, Device
from coxa.records.bridge import Bridge
from coxa.records.checkin import LONGEST_NAME, MOST_ACTIVITIES, Activity, CheckIn
from coxa.records.codec import (
    SCHEMAS,
    assessment_from_json,
    assessment_to_json,
)
from coxa.records.findings import Findings
from coxa.records.plain import SCHEMA_OF, plain_from_json, plain_to_json
from coxa.records.programme import Programme
from coxa.records.release import Release
from coxa.records.screening import Screening
from coxa.records.session import Session
from coxa.records.trend import LeftOut, TrendRecord
from coxa.records.wire import Json
from coxa.tables.load import TABLES_VERSION, tables
from coxa.version import __version__
from coxa_lab.errors import OutputError
from coxa_lab.store import RecordStore, Store, StoredRecord, StoreNotice, open_store

_Record = TypeVar("_Record")
_MOST_SCORE: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Everything that can be used of one person's folder, each kind in the order of time.

    `paths` are the files of the records by id.
    """

    subject: str
    paths: Mapping[str, Path]
    assessments: tuple[Assessment, ...]
    bridges: tuple[Bridge, ...]
    checkins: tuple[CheckIn, ...]
    screenings: tuple[Screening, ...]
    releases: tuple[Release, ...]
    programmes: tuple[Programme, ...]
    sessions: tuple[Session, ...]
    alerts: tuple[Alert, ...]
    notices: tuple[StoreNotice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A result as it lies in the folder.

    Attributes
    ----------
    assessment :
        With the change of every movement since the latest record it may be compared with.
    findings :
        What is found by looking at the earlier days too.
    path :
        File of the record.
    notices :
        Files of the folder that could not be used.
    is_new :
        False if the same recording, measured the same way, was there already: then nothing was
        added, and everything here is of the record that is there.
    """

    assessment: Assessment
    findings: Findings
    path: Path
    notices: tuple[StoreNotice, ...]
    is_new: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInKept:
    """Answers as they lie in the folder; `pain_before` only where the pain is clearly more now."""

    checkin: CheckIn
    path: Path
    pain_before: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeKept:
    """A bridge, where it lies, and whether it was made now."""

    bridge: Bridge
    path: Path
    is_new: bool


# ------------------------------------------------------------------------------------------ reading


def opened(folder: Path, subject: str | None = None) -> Store:
    """Open a person's folder, and make it where there is none; a new one needs a name.

    Raises
    ------
    OutputError
        ``store_needs_subject``: it is new and nobody said whose; ``output_unwritable``.
    RefusedError
        ``another_person`` or ``not_a_store``.
    """
    is_new = not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
    if is_new and subject is None:
        raise OutputError("store_needs_subject", folder)
    return open_store(folder, subject, create=True)


def history_of(store: RecordStore) -> History:
    """Everything in a store that is sound and this person's; each record once."""
    stored, notices = store.records()
    problems = list(notices)
    sound = list(_sound(store, stored, problems))
    return History(
        subject=store.subject,
        paths={str(record.value.get("id")): record.path for record in sound},
        assessments=tuple(
            _decoded(sound, assessment_record.SCHEMA, assessment_from_json, problems)
        ),
        bridges=_plain(Bridge, sound, problems),
        checkins=_plain(CheckIn, sound, problems),
        screenings=_plain(Screening, sound, problems),
        releases=_plain(Release, sound, problems),
        programmes=_plain(Programme, sound, problems),
        sessions=_plain(Session, sound, problems),
        alerts=_plain(Alert, sound, problems),
        notices=tuple(sorted(problems, key=lambda notice: notice.path.name)),
    )


def _sound(
    store: RecordStore, stored: Sequence[StoredRecord], problems: list[StoreNotice]
) -> Iterator[StoredRecord]:
    """Records of a kind this version knows, of this person, each id once."""
    seen: dict[str, StoredRecord] = {}
    for record in stored:
        name, owner = str(record.value.get("id")), record.value.get("subject")
        known = seen.get(name)
        if record.schema not in SCHEMAS:
            problem = sentence("trend.other_kind")
        elif owner != store.subject:
            problem = sentence("refusal.another_person", subject=str(owner), owner=store.subject)
        elif known is None or tells_more(record.value, known.value):
            seen[name] = record
            continue
        elif known.value == record.value or tells_more(known.value, record.value):
            continue
        else:
            problem = sentence("trend.kept_twice", number=name)
        problems.append(StoreNotice(record.path, problem))
    yield from seen.values()


def tells_more(record: Mapping[str, Json], known: Mapping[str, Json]) -> bool:
    """Whether a record is the same alert as a known one, further on its way."""
    if record.get("schema") != ALERT_SCHEMA or known.get("schema") != ALERT_SCHEMA:
        return False
    now, then = record.get("deliveries"), known.get("deliveries")
    if not isinstance(now, list) or not isinstance(then, list) or len(now) <= len(then):
        return False
    return {**record, "deliveries": then} == known and now[: len(then)] == then


def _plain(
    cls: type[_Record], stored: Sequence[StoredRecord], problems: list[StoreNotice]
) -> tuple[_Record, ...]:
    """All records of one class, in the order of time."""
    read = partial(plain_from_json, cls)
    return tuple(_decoded(stored, SCHEMA_OF[cls], read, problems))


def _decoded(
    stored: Sequence[StoredRecord],
    schema: str,
    decode: Callable[[Json], _Record],
    problems: list[StoreNotice],
) -> Iterator[_Record]:
    for record in stored:
        if record.schema == schema:
            try:
                yield decode(record.value)
            except RecordError as error:
                problem = sentence("refusal.not_a_record", problem=str(error))
                problems.append(StoreNotice(record.path, problem))


# ------------------------------------------------------------------------------------------ results


def keep(assessment: Assessment, folder: Path, subject: str | None = None) -> Kept:
    """Put a result into a person's folder, beside what is there.

    Parameters
    ----------
    assessment : Assessment
        The result; the name in it gives way to that of the folder.
    folder : Path
        The person's folder; made if it is not there and a subject is given.
    subject : str or None
        Opaque name of the person, None if nobody said.

    Raises
    ------
    OutputError
        ``store_needs_subject`` or ``output_unwritable``.
    RefusedError
        ``another_person`` or ``not_a_store``.
    """
    return keep_in(opened(folder, subject), assessment)


def keep_in(store: RecordStore, assessment: Assessment) -> Kept:
    """Put a result into a person's store, beside what is there.

    Raises
    ------
    OutputError
        ``output_unwritable``
    """
    history = history_of(store)
    own = replace(assessment, subject=store.subject)
    known = _known(own, history.assessments)
    if known is None:
        # The same recording measured in another way is no other day.
        others = [r for r in history.assessments if not _is_same_recording(r, own)]
        own = with_change(own, others, history.bridges)
    else:
        own = known
    return Kept(
        assessment=own,
        findings=findings_of(own, history.assessments, history.bridges),
        path=store.add(assessment_to_json(own)) if known is None else history.paths[known.id],
        notices=history.notices,
        is_new=known is None,
    )


def _known(assessment: Assessment, history: Sequence[Assessment]) -> Assessment | None:
    """Record of the same recording, made by the same program in the same way; None if new."""
    for record in history:
        if _is_same_recording(record, assessment) and _way(record) == _way(assessment):
            return record
    return None


def _is_same_recording(one: Assessment, other: Assessment) -> bool:
    return one.recording_sha256 == other.recording_sha256


def _way(record: Assessment) -> tuple[object, ...]:
    return (
        record.coxa_version, record.tables_version, record.position, record.mode, record.device,
        record.side_source, record.method,
        tuple(record.side(side) is not None for side in SIDES),
    )  # fmt: skip


# ---------------------------------------------------------------------------------------- check-ins


def check_in(
    folder: Path,
    recorded_at: str,
    pain: int | None,
    activities: Sequence[tuple[str, int]],
    subject: str | None = None,
) -> CheckInKept:
    """Put the person's own answers into the folder.

    Parameters
    ----------
    folder : Path
        The person's folder; made if it is not there and a subject is given.
    recorded_at : str
        Moment with its UTC offset.
    pain : int or None
        From 0 to 10; None if not said.
    activities : (n,)
        Names and scores, at most three. A name that differs from one of an earlier check-in only in
        capitals is taken to be the same.
    subject : str or None
        Opaque name of the person, None if nobody said.

    Raises
    ------
    RefusedError
        ``checkin_nothing``, ``checkin_pain``, ``checkin_score``, ``checkin_name``,
        ``checkin_twice``, ``checkin_many``, ``another_person`` or ``not_a_store``.
    OutputError
        ``store_needs_subject`` or ``output_unwritable``.
    """
    _checked_answers(pain, activities)  # before a folder is made for nothing
    return check_in_to(opened(folder, subject), recorded_at, pain, activities)


def check_in_to(
    store: RecordStore,
    recorded_at: str,
    pain: int | None,
    activities: Sequence[tuple[str, int]],
) -> CheckInKept:
    """Put the person's own answers into their store, as `check_in` does into a folder.

    Raises
    ------
    RefusedError
        ``checkin_nothing``, ``checkin_pain``, ``checkin_score``, ``checkin_name``,
        ``checkin_twice`` or ``checkin_many``.
    OutputError
        ``output_unwritable``
    """
    checked = _checked_answers(pain, activities)
    history = history_of(store)
    spelt = {name.casefold(): name for name in activity_names(history, most=None)}
    record = CheckIn(
        id=str(uuid.uuid4()),
        subject=store.subject,
        recorded_at=recorded_at,
        coxa_version=__version__,
        pain=pain,
        activities=tuple(
            replace(activity, name=spelt.get(activity.name.casefold(), activity.name))
            for activity in checked
        ),
    )
    return CheckInKept(
        checkin=record,
        path=store.add(plain_to_json(record)),
        pain_before=_less_pain_before(record, history),
    )


def _less_pain_before(record: CheckIn, history: History) -> int | None:
    """Pain of the time before, if it was clearly less."""
    now = datetime.fromisoformat(record.recorded_at)
    said = [
        c.pain
        for c in history.checkins
        if c.pain is not None and datetime.fromisoformat(c.recorded_at) <= now
    ]
    if record.pain is None or not said:
        return None
    return said[-1] if record.pain - said[-1] >= tables().side_rule("pain_change") else None


def activity_names(history: History, most: int | None = MOST_ACTIVITIES) -> tuple[str, ...]:
    """Names of the latest check-in that named any, or (`most` None) all there ever were."""
    named = [c for c in history.checkins if c.activities]
    chosen = named if most is None else named[-1:]
    return tuple(dict.fromkeys(a.name for c in chosen for a in c.activities))[:most]


def activity_of(text: str, value: object) -> Activity:
    """One activity with its score, checked.

    Raises
    ------
    RefusedError
        ``checkin_name`` or ``checkin_score``.
    """
    name = activity_name(text)
    return Activity(name=name, score=_score("checkin_score", value, name=name))


def activity_name(text: str) -> str:
    """Name of an activity, single spaces between its words; RefusedError ``checkin_name``."""
    name = unicodedata.normalize("NFC", " ".join(text.split()))
    if not name.isprintable() or not 0 < len(name) <= LONGEST_NAME:
        raise RefusedError("checkin_name", value=repr(text[:40]), longest=LONGEST_NAME)
    return name


def pain_of(value: object) -> int:
    """Pain, checked; RefusedError ``checkin_pain``."""
    return _score("checkin_pain", value)


def _checked_answers(pain: int | None, activities: Sequence[tuple[str, int]]) -> list[Activity]:
    if pain is not None:
        pain_of(pain)
    checked = [activity_of(name, score) for name, score in activities]
    if pain is None and not checked:
        raise RefusedError("checkin_nothing")
    if len(checked) > MOST_ACTIVITIES:
        raise RefusedError("checkin_many", most=MOST_ACTIVITIES)
    seen: set[str] = set()
    for activity in checked:
        if activity.name.casefold() in seen:
            raise RefusedError("checkin_twice", name=activity.name)
        seen.add(activity.name.casefold())
    return checked


def _score(code: str, value: object, **quoted: str) -> int:
    text = str(value).strip()
    is_whole = text.isascii() and text.isdigit() and not isinstance(value, bool)
    if not is_whole or int(text) > _MOST_SCORE:
        raise RefusedError(code, value=text[:40] or "nothing", **quoted)
    return int(text)


# ------------------------------------------------------------------------------------------ bridges


def bridge_devices(
    folder: Path, from_device: Device, to_device: Device, day: str | None = None
) -> tuple[tuple[BridgeKept, ...], tuple[StoreNotice, ...]]:
    """Make bridges from one day measured with two devices and keep them.

    Returns
    -------
    bridges, notices : tuple
        One bridge for each pair of records of that day that adds a movement; one that is in the
        folder already is not made again. Files that could not be used.

    Raises
    ------
    InputError, OutputError
        The folder is missing or cannot be written.
    RefusedError
        ``not_a_store``, or what `coxa.assessment.bridge_day.bridge_pairs` raises.
    """
    store = open_store(folder)
    history = history_of(store)
    made = []
    for first, second in bridge_pairs(history.assessments, from_device, to_device, day):
        known = [b for b in history.bridges if (b.from_id, b.to_id) == (first.id, second.id)]
        if known:
            path = history.paths[known[-1].id]
            made.append(BridgeKept(bridge=known[-1], path=path, is_new=False))
            continue
        bridge = bridge_between(first, second, str(uuid.uuid4()))
        path = store.add(plain_to_json(bridge))
        made.append(BridgeKept(bridge=bridge, path=path, is_new=True))
    return tuple(made), history.notices


# ------------------------------------------------------------------------------------------- trends


def look_back(folder: Path) -> TrendRecord:
    """What everything in a person's folder says together.

    Raises
    ------
    InputError
        ``file_missing``: there is no such folder.
    RefusedError
        ``not_a_store``.
    """
    return trend_in(history_of(open_store(folder)))


def trend_in(history: History) -> TrendRecord:
    """What everything of a person says together."""
    found = trend_of(
        history.assessments,
        history.bridges,
        [
            PainEntry(recorded_at=c.recorded_at, score=c.pain)
            for c in history.checkins
            if c.pain is not None
        ],
        [
            ActivityEntry(recorded_at=c.recorded_at, activity=a.name, score=a.score)
            for c in history.checkins
            for a in c.activities
        ],
    )
    return TrendRecord(
        subject=history.subject,
        coxa_version=__version__,
        tables_version=TABLES_VERSION,
        lines=found.lines,
        scores=found.scores,
        separate=found.separate,
        left_out=tuple(
            LeftOut(name=notice.path.name, problem=notice.problem) for notice in history.notices
        ),
    )


def moment_of(text: str | None, now: datetime) -> str:
    """Time stamp with its UTC offset: of a text, which may lack one, or of now.

    Raises
    ------
    ValueError
        It is no time.
    RefusedError
        ``checkin_later``: it has not come yet.
    """
    found = now if text is None else datetime.fromisoformat(text)
    moment = found if found.tzinfo is not None else found.astimezone()
    if moment > now:
        raise RefusedError("checkin_later", value=str(text))
    return moment.isoformat(timespec="seconds")
