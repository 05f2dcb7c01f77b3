"""Screening, session, next week and release in the terminal: what matters most stands first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from coxa.messages.facts import capitalised
from coxa.programme.change import ItemChange
from coxa.records.alert import Alert
from coxa.records.checkin import CheckIn
from coxa.records.programme import Reason
from coxa.records.release import Release, ReleaseItem
from coxa.records.screening import Outcome, Screening, ScreeningReason
from coxa.records.session import ExerciseDone, Session
from coxa.safety.pauses import Pause
from coxa.tables.care import CareTables
from coxa_lab.report.care_words import CareWords, condition_name
from coxa_lab.report.plan_terminal import print_indented
from coxa_lab.report.terminal import print_lines, print_section

_GRAVEST_FIRST: tuple[Outcome, ...] = (
    "emergency", "urgent", "therapist", "low_load", "locks", "note",
)  # fmt: skip


def print_screening(
    console: Console,
    screening: Screening,
    care: CareTables,
    *,
    contact: str | None = None,
    is_alerted: bool = False,
) -> None:
    """Print what follows from the answers: what to do now, then why.

    Parameters
    ----------
    console : Console
        Where it goes.
    screening : Screening
        The record.
    care : CareTables
        The tables, for whom to call where.
    contact : str or None
        Whom to tell, if somebody is noted.
    is_alerted : bool
        Whether an alert was recorded.
    """
    words = CareWords()
    lines = list(do_now(words, screening, care))
    first: list[RenderableType] = [Text(lines[0], style="bold")]
    frame = box.DOUBLE if screening.verdict == "seek_care_now" else box.SQUARE
    title = words(f"care.verdict.{screening.verdict}")
    others: list[RenderableType] = [Text(line) for line in lines[1:]]
    console.print(Panel(Group(*first, *others), title=title, title_align="left", box=frame))
    if is_alerted:
        print_nobody_told(console, words, contact)
    ordered = sorted(screening.reasons, key=lambda r: _GRAVEST_FIRST.index(r.outcome))
    told = [reason for reason in ordered if reason.outcome != "note"]
    notes = [reason for reason in ordered if reason.outcome == "note"]
    print_section(console, words("care.screen.reasons"), map(_reason_text, told))
    print_section(console, words("care.screen.noted"), map(_reason_text, notes))
    locked = words.listed("care.feature", locked_features(told))
    if locked:
        console.print()
        console.print(Text(words("care.screen.locked", features=locked)))


def do_now(words: CareWords, screening: Screening, care: CareTables) -> Iterable[str]:
    """What to do now, the most important first."""
    if screening.urgency is None:
        yield words(f"care.screen.do.{screening.verdict}")
        return
    region = care.region(screening.region)
    numbers = {"emergency_call": region.emergency_call, "urgent_call": region.urgent_call}
    yield words(f"region.{region.id}.{screening.urgency}", **numbers)
    yield words(f"care.screen.do.{screening.urgency}")
    yield words("region.check")


def locked_features(reasons: Iterable[ScreeningReason]) -> tuple[str, ...]:
    """Features that the answers close, each once."""
    return tuple(dict.fromkeys(feature for reason in reasons for feature in reason.locks))


def print_nobody_told(console: Console, words: CareWords, contact: str | None) -> None:
    """Say that no news has gone anywhere, and whom to tell."""
    tell = words("care.screen.tell", contact=contact) if contact else words("care.screen.tell_self")
    print_lines(console, (words("care.screen.nobody_told"), tell), mark="!", style="bold")


# ------------------------------------------------------------------------------------------ session


def print_session(console: Console, session: Session, planned: int) -> None:
    """Print what was done, one line an exercise."""
    words = CareWords()
    day = words.day(date.fromisoformat(session.recorded_at[:10]))
    console.print(Text(words("care.session.title", day=day), style="bold"))
    print_lines(console, (done_text(words, done) for done in session.exercises))
    done = len({entry.exercise for entry in session.exercises if entry.repetitions})
    console.print(Text(words("care.session.done_count", done=done, planned=planned), style="dim"))


def done_text(words: CareWords, done: ExerciseDone) -> str:
    """One exercise done, its pain, and whether it was stopped."""
    name, side = words.exercise(done.exercise), words.side_done(done)
    text = words(
        "care.session.summary",
        name=name, side=side, repetitions=done.repetitions, sets=done.sets,
    )  # fmt: skip
    if done.pain_during is not None:
        text += ", " + words("care.session.reason.pain", pain=done.pain_during)
    return f"{text}: {words('care.session.stopped_here')}" if done.stop else text


def stop_text(words: CareWords, done: ExerciseDone) -> str:
    """Why an exercise was stopped; empty if it was not."""
    stop = done.stop
    if stop is None:
        return ""
    word = words(f"care.session.word.{stop.word}") if stop.word else ""
    reason = words(f"care.session.reason.{stop.reason}", word=word, pain=stop.pain or 0)
    return words(
        "care.session.stop_reason",
        name=words.exercise(done.exercise), side=words.side_done(done), reason=reason,
    )  # fmt: skip


def print_stops(
    console: Console,
    session: Session,
    alerts: Sequence[Alert],
    pauses: Sequence[Pause],
    *,
    contact: str | None = None,
) -> None:
    """Print every stop: what to do now, when to go on, what the therapist is told.

    Parameters
    ----------
    console : Console
        Where it goes.
    session : Session
        The session.
    alerts : (n,)
        Alerts it gave.
    pauses : (m,)
        Exercises that may not be done now.
    contact : str or None
        Whom to tell, if somebody is noted.
    """
    words = CareWords()
    told = [stop_text(words, done) for done in session.exercises if done.stop]
    lines: list[RenderableType] = [Text(line, style="bold") for line in told]
    lines += [Text(words("care.session.do.now")), Text(words("care.session.not_again"))]
    title = words("care.session.stop_title")
    console.print(Panel(Group(*lines), title=title, title_align="left", box=box.DOUBLE))
    steps = dict.fromkeys(alert.next_step for alert in alerts)
    print_section(console, words("care.session.do_now"), steps)
    print_section(console, words("care.session.resume"), map(pause_text, pauses))
    print_section(console, words("care.session.told"), (alert.message for alert in alerts))
    console.print()
    print_nobody_told(console, words, contact)


def pause_text(pause: Pause) -> str:
    """What may not be done now, and until when."""
    words = CareWords()
    need = words(f"care.session.need.{pause.needs}", exercise=pause.exercise)
    return f"{words.exercise(pause.exercise)}: {pause.reason.message} {need}"


# ------------------------------------------------------------------------------- next week, release


def print_changes(
    console: Console,
    changes: Sequence[ItemChange],
    care: CareTables,
    *,
    with_reasons: bool = False,
) -> None:
    """Print what changes from one week to the next, and why.

    Parameters
    ----------
    console : Console
        Where it goes.
    changes : (n,)
        Changes of every exercise.
    care : CareTables
        The tables.
    with_reasons : bool
        Whether to give every reason; without it, those of the step alone.
    """
    words = CareWords()
    console.print(Text(words("care.next.heading_changes"), style="bold"))
    for change in changes:
        console.print()
        step = words.code("step", change.step) if change.after else words("care.next.gone")
        heading = Text(words.exercise(change.exercise), style="bold")
        console.print(heading.append(f"  {capitalised(step)}", style="not bold"))
        for line in change_lines(words, change, care):
            console.print(Padding(Text(line), (0, 0, 0, 3)))
        reasons = change.reasons if with_reasons else step_reasons(change)
        print_indented(console, (reason.message for reason in reasons))


def change_lines(words: CareWords, change: ItemChange, care: CareTables) -> Iterable[str]:
    """The dose before and after; one line where it stays the same."""
    before, after = change.before, change.after
    old = f"{words.sides(before, care)}, {words.dose(before.dose)}" if before else ""
    new = f"{words.sides(after, care)}, {words.dose(after.dose)}" if after else ""
    if old == new:
        yield capitalised(new)
        return
    if old:
        yield words("care.next.was", before=old)
    if new:
        yield words("care.next.becomes", after=new)


def step_reasons(change: ItemChange) -> tuple[Reason, ...]:
    """Reasons of the step itself: why up, down, as before or gone."""
    if change.after is None or change.before is None:
        return change.reasons[:1]
    marks = ("progress", "hold", "regress", "resume", "override")
    found = tuple(r for r in change.reasons if r.rule.startswith(marks))
    return found or change.reasons[:1]


def print_release(
    console: Console, release: Release, withdrawn: Sequence[Release], items: Iterable[str]
) -> None:
    """Print what is released, by whom, until when and why."""
    words = CareWords()
    print_lines(console, items)
    for earlier in withdrawn:
        day = words.day_of(earlier.recorded_at)
        text = words("care.release.withdrawn", day=day, given_by=earlier.given_by)
        print_lines(console, (text,))
    console.print(
        Text(
            words(
                "care.release.holds",
                first=words.day_of(release.starts_on),
                last=words.day_of(release.until),
                given_by=release.given_by,
                role=release.role,
                why=release.why,
            )
        )
    )
    console.print(Text(words("care.release.limits"), style="dim"))


def _reason_text(reason: ScreeningReason) -> str:
    return reason.message


def release_text(item: ReleaseItem) -> str:
    """One thing that is released, limited or changed."""
    words = CareWords()
    kind = f"care.release.kind.{item.kind}"
    if item.kind == "ceiling":
        movement = words(f"direction.{item.direction}")
        side = words(f"side.{item.side}") if item.side else words("care.release.both_sides")
        where = capitalised(words("side_and_direction", side=side, direction=movement))
        return words(kind, where=where, value_deg=item.value_deg or 0.0)
    name = item.name or ""
    if item.kind == "dose":
        return words(kind, name=words.exercise(name), dose=", ".join(_dose_parts(words, item)))
    if item.kind == "feature":
        return words(kind, name=words.code("care.feature", name))
    if item.kind == "condition":
        return words(kind, name=condition_name(words, name))
    return words(kind, name=words.exercise(name))


def _dose_parts(words: CareWords, item: ReleaseItem) -> Iterable[str]:
    parts = (
        ("level", item.level), ("sets", item.sets),
        ("repetitions", item.repetitions), ("hold_s", item.hold_s),
    )  # fmt: skip
    for name, value in parts:
        if value is not None:
            yield words(f"care.release.dose.{name}", value=value)


# ------------------------------------------------------------------------------------------ morning


def print_morning(
    console: Console,
    answered: tuple[CheckIn, Session, Alert | None],
    pauses: Sequence[Pause],
    *,
    contact: str | None = None,
) -> None:
    """Print what the morning after a session says.

    Parameters
    ----------
    console : Console
        Where it goes.
    answered : tuple
        The answers, the session before, and the alert it gave.
    pauses : (m,)
        Exercises that may not be done now.
    contact : str or None
        Whom to tell, if somebody is noted.
    """
    words = CareWords()
    checkin, session, alert = answered
    console.print(Text(words("care.session.morning_title"), style="bold"))
    pain = checkin.pain or 0
    if pain > session.pain_before:
        more = words("care.session.morning_more", before=session.pain_before, now=pain)
        print_lines(console, (more,))
    elif not checkin.new_night_pain:
        print_lines(console, (words("care.session.morning_fine"),))
    if alert is not None:
        print_lines(console, (alert.message,), mark="!", style="bold")
        print_lines(console, (alert.next_step,), mark="→", style="bold")
    print_section(console, words("care.session.resume"), map(pause_text, pauses))
    if alert is not None:
        console.print()
        print_nobody_told(console, words, contact)
