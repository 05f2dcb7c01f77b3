"""One simulated patient's weeks: questions, test, plan, sessions, stops, and on again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import count

from coxa.assessment.balance import findings_of
from coxa.errors import RefusedError
from coxa.phantom.patients.body import Body
from coxa.phantom.patients.clock import day_of
from coxa.phantom.patients.person import Person
from coxa.phantom.patients.telling import answered, measured, morning, record_id, week_asked
from coxa.phantom.patients.therapist import Therapist
from coxa.phantom.patients.training import Training
from coxa.programme.plan import plan_week
from coxa.programme.request import PlanRequest
from coxa.records.alert import Alert
from coxa.records.assessment import Assessment
from coxa.records.checkin import CheckIn
from coxa.records.findings import Findings
from coxa.records.programme import Programme, ProgrammeItem
from coxa.records.release import Release
from coxa.records.screening import Occasion, Screening
from coxa.records.session import Session
from coxa.safety.alerts import alert_of_morning, alert_of_screening, alerts_of_session
from coxa.safety.gates import Access, access_of, require_plan
from coxa.safety.pain import Pause, paused, rests_today, stop_of
from coxa.safety.screening import screen
from coxa.safety.stops import is_painful
from coxa.tables.care import CareTables

_WEEK = 7
_SOMETHING_NEW = 0.03
_TESTED = 0.9
_PLANS_AGAIN = 0.4


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan and what it was made from."""

    request: PlanRequest
    programme: Programme


@dataclass(frozen=True, slots=True)
class Refused:
    """No plan on a day, and the code of the reason."""

    day: int
    code: str
    request: PlanRequest


@dataclass(slots=True)
class Diary:
    """Everything that was recorded of one person, in order of time."""

    person: Person
    assessments: list[Assessment] = field(default_factory=list)
    screenings: list[Screening] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    checkins: list[CheckIn] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    planned: list[Planned] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    @property
    def programmes(self) -> list[Programme]:
        """Plans, in order of time."""
        return [planned.programme for planned in self.planned]


def lived(person: Person, weeks: int, care: CareTables) -> Diary:
    """Let a person live some weeks.

    Parameters
    ----------
    person : Person
        Who it is.
    weeks : int
        How long.
    care : CareTables
        Tables of care.
    """
    life = _Life(person, care)
    for day in range(_WEEK * weeks):
        life.live(day)
    return life.diary


class _Life:
    """A person on the way: the body, the therapist, and what is recorded."""

    def __init__(self, person: Person, care: CareTables) -> None:
        self.diary = Diary(person)
        self._person = person
        self._care = care
        self._chance = person.chance("days")
        self._body = Body(person.hips, person.sides, person.chance("hips"))
        self._therapist = Therapist(person, care)
        self._findings = Findings()
        self._plan_on = 0
        self._is_stopped = False
        self._yesterday: Session | None = None
        self._new: dict[str, tuple[str, ...]] = {}

    def live(self, day: int) -> None:
        """Pass one day."""
        self._body.sleep()
        self._hear_releases(day)
        self._ask_morning(day)
        if self._is_stopped and day < self._plan_on:
            self._ask_after_stop(day)
        if day >= self._plan_on:
            self._begin_week(day)
        self._train(day)

    # ------------------------------------------------------------------------------------ mornings

    def _hear_releases(self, day: int) -> None:
        made = self._therapist.releases(day, self.diary.releases)
        self.diary.releases += made
        if made and not self._current(day):
            self._plan_on = day

    def _ask_morning(self, day: int) -> None:
        session, self._yesterday = self._yesterday, None
        if session is None or self._chance.random() > self._person.habits.answers_mornings:
            return
        checkin = morning(self._person, self._body, session, day)
        self.diary.checkins.append(checkin)
        alert = alert_of_morning(
            checkin, session, new_id=self._ids("alert", "morning", day), care=self._care
        )
        self._raise(alert)

    def _ask_after_stop(self, day: int) -> None:
        """Ask the questions again after a stop; some make a new plan at once."""
        if self._chance.random() < self._person.habits.screens_after_stop:
            self._screen(day, "after_stop")
            self._is_stopped = False
            if self._chance.random() < _PLANS_AGAIN:
                self._plan(day)

    # --------------------------------------------------------------------------------------- weeks

    def _begin_week(self, day: int) -> None:
        self._plan_on = day + _WEEK
        if self._chance.random() < _SOMETHING_NEW:
            self._new["anything_new"] = ("yes",)
        self._screen(day, "weekly" if self.diary.screenings else "first")
        self._is_stopped = False
        self.diary.checkins.append(week_asked(self._person, self._body, day))
        access = self._access(day)
        for pause in self._paused(day, access):
            if pause.needs == "therapist":
                self._therapist.asked_to_resume(pause.exercise, day)
        is_open = access.test.status == "open"
        if is_open and (not self.diary.assessments or self._chance.random() < _TESTED):
            latest = measured(self._person, self._body, day, self._chance)
            self.diary.assessments.append(latest)
            self._findings = findings_of(latest, self.diary.assessments)
        self._plan(day)

    def _screen(self, day: int, occasion: Occasion) -> None:
        earlier = self.diary.screenings[-1] if self.diary.screenings else None
        made = screen(
            answered(self._person, day, occasion, earlier, self._new, self._care),
            id=record_id(self._person, "screening", day, occasion),
            subject=self._person.subject,
            recorded_at=self._person.zone.moment(day, 5, 20),
            occasion=occasion,
            region=self._person.zone.region,
            earlier=earlier,
            care=self._care,
        )
        self._new = {}
        self.diary.screenings.append(made)
        self._raise(alert_of_screening(made, new_id=self._ids("alert", made.id), care=self._care))

    def _plan(self, day: int) -> None:
        request = self._request(day)
        try:
            programme = plan_week(request, self._care)
        except RefusedError as error:
            self.diary.refused.append(Refused(day, error.code, request))
            if error.code in ("plan_needs_therapist", "plan_needs_assessment"):
                self._therapist.asked_for_plan(self._access(day), day)
            elif error.code == "plan_nothing_left":
                self._therapist.asked_for_more(day)
        else:
            self.diary.planned.append(Planned(request, programme))
            self._plan_on = day + _WEEK

    def _request(self, day: int) -> PlanRequest:
        diary = self.diary
        return PlanRequest(
            id=record_id(self._person, "programme", day),
            subject=self._person.subject,
            recorded_at=self._person.zone.moment(day, 5, 50),
            today=day_of(day),
            assessments=tuple(diary.assessments),
            findings=self._findings,
            screenings=tuple(diary.screenings),
            releases=tuple(diary.releases),
            goals=self._person.goals,
            equipment=self._person.equipment,
            programmes=tuple(diary.programmes),
            sessions=tuple(diary.sessions),
            checkins=tuple(diary.checkins),
            confidence=self._person.confidence,
        )

    # ---------------------------------------------------------------------------------------- days

    def _train(self, day: int) -> None:
        """Do what is planned and open, if it is a day on which the person does anything."""
        programme = self._current(day)
        habits = self._person.habits
        wish = habits.adherence * habits.fading ** (day / _WEEK)
        if programme is None or self._chance.random() > wish:
            return
        if rests_today(self._body.pain, self._care):
            return
        items = tuple(self._open_items(programme, day))
        if not items:
            return
        training = Training(self._person, self._body, programme, self._care, self._chance)
        session = training.session(day, items)
        earlier = tuple(self.diary.sessions)
        self.diary.sessions.append(session)
        self._yesterday = session
        for alert in alerts_of_session(
            session,
            programme.pain_rule,
            earlier,
            new_id=self._ids("alert", session.id),
            care=self._care,
        ):
            self._raise(alert)
        self._note_stops(session, programme)

    def _note_stops(self, session: Session, programme: Programme) -> None:
        stops = [stop_of(done, session, programme.pain_rule) for done in session.exercises]
        if any(is_painful(stop) for stop in stops):
            self._is_stopped = True
        if any(stop is not None and stop.word == "sharp_groin_pinch" for stop in stops):
            self._new["groin_pinch"] = ("yes",)

    def _open_items(self, programme: Programme, day: int) -> Iterator[ProgrammeItem]:
        """Items of a day that are neither closed nor paused; none if care comes first."""
        access = self._access(day)
        try:
            require_plan(access)
        except RefusedError:
            return
        waiting = {pause.exercise for pause in self._paused(day, access)}
        for item in programme.on(day_of(day)):
            if item.exercise not in waiting and access.gates[item.exercise].status == "open":
                yield item

    def _paused(self, day: int, access: Access) -> tuple[Pause, ...]:
        diary = self.diary
        return paused(
            diary.sessions,
            diary.checkins,
            diary.screenings,
            diary.releases,
            day_of(day),
            access.pain_rule,
            care=self._care,
        )

    def _current(self, day: int) -> Programme | None:
        """Plan whose seven days hold a day, None if there is none."""
        for programme in self.diary.programmes[-1:]:
            if (day_of(day) - date.fromisoformat(programme.starts_on)).days < _WEEK:
                return programme
        return None

    def _access(self, day: int) -> Access:
        diary = self.diary
        return access_of(
            diary.screenings[-1],
            diary.releases,
            day_of(day),
            has_version_pattern=self._findings.has_version_angles,
            care=self._care,
        )

    def _raise(self, alert: Alert | None) -> None:
        if alert is not None:
            self.diary.alerts.append(self._therapist.told(alert))

    def _ids(self, *parts: object) -> Callable[[], str]:
        numbers = count(1)
        return lambda: record_id(self._person, *parts, next(numbers))
