"""The relay itself: order, loss, breaks, two phones, a slow coach, clocks and the signal."""

from __future__ import annotations

import itertools
import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coxa.messages.catalog import sentence
from coxa_web.sensor_link.clocks import Clock, Offset, between
from coxa_web.sensor_link.hub import Hub
from coxa_web.sensor_link.messages import MOST_SAMPLES, Sample
from coxa_web.sensor_link.port import MOST_SAMPLES_WAITING
from coxa_web.sensor_link.rate import Allowance, Spending
from coxa_web.sensor_link.signal import Signal
from tests.web.sensor_samples import (
    OTHER_PHONE,
    RATE_HZ,
    STREAM,
    Coach,
    Phone,
    sample,
)

LATER_STREAM = "later-later-later-later"


@pytest.fixture
def hub() -> Hub:
    return Hub()


# ----------------------------------------------------------------------------- order and loss


def test_samples_arrive_once_in_order_and_unchanged(hub: Hub) -> None:
    coach, phone = Coach.joined(hub), Phone.joined(hub)
    for first in range(0, 60, 6):
        phone.send(first, first + 6)
    assert coach.numbers() == list(range(60))
    rows = [row for message in coach.heard("samples") for row in message["samples"]]
    assert rows == [sample(number) for number in range(60)]
    assert coach.heard("gap") == []


def test_what_comes_twice_is_passed_on_once(hub: Hub) -> None:
    coach, phone = Coach.joined(hub), Phone.joined(hub)
    phone.send(0, 12)
    phone.send(6, 18)
    phone.send(0, 18)
    assert coach.numbers() == list(range(18))


def test_what_is_lost_for_good_is_told_before_what_follows(hub: Hub) -> None:
    coach, phone = Coach.joined(hub), Phone.joined(hub)
    phone.send(0, 10)
    phone.send(25, 30)
    kinds = [m["type"] for m in coach.hear() if m["type"] in {"samples", "gap"}]
    assert kinds == ["samples", "gap", "samples"]
    (gap,) = coach.heard("gap")
    assert (gap["stream"], gap["first"], gap["next"]) == (STREAM, 10, 25)


def test_a_coach_that_comes_later_gets_the_newest_and_no_gap(hub: Hub) -> None:
    phone = Phone.joined(hub)
    phone.send(0, 30)
    coach = Coach.joined(hub)
    assert phone.heard("from")[-1]["next"] is None
    phone.send(300, 310)
    assert coach.numbers() == list(range(300, 310))
    assert coach.heard("gap") == []


# ------------------------------------------------------------------------- breaks in the line


def test_a_phone_that_comes_back_is_asked_for_what_is_missing(hub: Hub) -> None:
    coach, phone = Coach.joined(hub), Phone.joined(hub)
    phone.send(0, 20)
    phone.leave()
    assert coach.heard("phone")[-1]["state"] == "lost"
    again = Phone.joined(hub)
    assert again.heard("from")[-1]["next"] == 20
    again.send(20, 60)
    assert coach.numbers() == list(range(60))
    assert coach.heard("gap") == []
    assert coach.heard("phone")[-1]["state"] == "connected"


def test_a_coach_that_comes_back_says_what_it_has(hub: Hub) -> None:
    coach, phone = Coach.joined(hub), Phone.joined(hub)
    phone.send(0, 20)
    phone.send(20, 40)  # on its way when the coach goes
    coach.leave()
    assert phone.heard("coach")[-1]["state"] == "absent"
    phone.send(40, 50)
    again = Coach.joined(hub, STREAM, 20)
    assert phone.heard("from")[-1]["next"] == 20
    phone.send(20, 60)
    assert again.numbers() == list(range(20, 60))


def test_a_server_that_was_started_anew_goes_on_where_the_coach_is() -> None:
    for phone_first in (True, False):
        anew = Hub()
        phone = Phone.joined(anew) if phone_first else None
        coach = Coach.joined(anew, STREAM, 480)
        phone = phone or Phone.joined(anew)
        assert phone.heard("from")[-1]["next"] == 480
        phone.send(480, 500)
        assert coach.numbers() == list(range(480, 500))


def test_samples_of_an_earlier_turn_are_let_pass(hub: Hub) -> None:
    coach, phone = Coach.joined(hub), Phone.joined(hub)
    old = phone.turn
    phone.send(0, 10)
    newer = Coach.joined(hub, STREAM, 4)
    phone.send(10, 20, turn=old)
    assert newer.numbers() == []
    phone.send(4, 20)
    assert newer.numbers() == list(range(4, 20))
    assert newer.heard("gap") == []
    assert coach.closed == "replaced"


def test_a_page_loaded_anew_is_another_stream(hub: Hub) -> None:
    coach, phone = Coach.joined(hub), Phone.joined(hub)
    phone.send(0, 10)
    phone.leave()
    again = Phone.joined(hub, stream=LATER_STREAM)
    assert again.heard("from")[-1]["next"] is None
    again.send(0, 5)
    assert [m["stream"] for m in coach.heard("samples")] == [STREAM, LATER_STREAM]


class Torn:
    """A link whose ends break off at random; the phone keeps all, as its page does for a while."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - a test's own
        self.hub = Hub()
        self.coach, self.phone = Coach.joined(self.hub), Phone.joined(self.hub)
        self.got: list[int] = []
        self.made = self.cursor = 0

    def step(self) -> None:
        """Some samples more, and whatever happens to the link."""
        self.made += self.chance.randrange(0, 12)
        event = self.chance.random()
        if event < 0.1:
            self.phone.leave()
            self.phone = Phone.joined(self.hub)
        elif event < 0.2:
            self.change_coach()
        self.send()
        if self.chance.random() < 0.3:
            self.take()

    def change_coach(self) -> None:
        if self.chance.random() < 0.5:
            self.take()  # else: what was on its way never arrives
        has = self.got[-1] + 1 if self.got else None
        self.coach.leave()
        self.coach = Coach.joined(self.hub, None if has is None else STREAM, has)

    def send(self) -> None:
        for message in self.phone.hear():
            if message["type"] == "from":
                self.cursor = self.made if message["next"] is None else message["next"]
        end = min(self.made, self.cursor + self.chance.randrange(1, MOST_SAMPLES))
        if self.cursor < end:
            self.phone.send(self.cursor, end)
            self.cursor = end

    def take(self) -> None:
        self.got += self.coach.numbers()
        self.coach.told.clear()


@given(st.integers(0, 2**32 - 1))
def test_whatever_breaks_nothing_comes_twice_or_out_of_order(seed: int) -> None:
    torn = Torn(seed)
    for _ in range(60):
        torn.step()
    assert all(later == earlier + 1 for earlier, later in itertools.pairwise(torn.got))


# ------------------------------------------------------------------------------ two of a kind


def test_a_second_phone_is_refused_while_the_first_is_there(hub: Hub) -> None:
    coach, phone = Coach.joined(hub), Phone.joined(hub)
    second = Phone.joined(hub, phone=OTHER_PHONE, stream=LATER_STREAM)
    assert second.closed == "phone_taken"
    phone.send(0, 5)
    assert coach.numbers() == list(range(5))
    second.leave()
    assert coach.heard("phone")[-1]["state"] == "connected"


def test_a_second_phone_may_take_over_if_the_person_says_so(hub: Hub) -> None:
    coach, phone = Coach.joined(hub), Phone.joined(hub)
    second = Phone.joined(
        hub, phone=OTHER_PHONE, stream=LATER_STREAM, side="right", takes_over=True
    )
    assert phone.closed == "replaced"
    phone.leave()
    told = coach.heard("phone")[-1]
    assert (told["state"], told["side"], told["stream"]) == ("connected", "right", LATER_STREAM)
    second.send(0, 5)
    assert coach.numbers() == list(range(5))


def test_a_phone_nobody_hears_makes_way(hub: Hub) -> None:
    phone = Phone.joined(hub)
    phone.at(1.5)
    second = Phone.joined(hub, phone=OTHER_PHONE, stream=LATER_STREAM)
    assert second.closed is None
    assert phone.closed == "replaced"


def test_the_same_phone_takes_the_place_of_its_dead_connection(hub: Hub) -> None:
    phone = Phone.joined(hub)
    again = Phone.joined(hub)
    assert phone.closed == "replaced"
    phone.leave()
    assert again.closed is None
    coach = Coach.joined(hub)
    assert coach.heard("phone")[-1]["state"] == "connected"


def test_the_newest_coach_page_is_the_one(hub: Hub) -> None:
    first, phone = Coach.joined(hub), Phone.joined(hub)
    second = Coach.joined(hub)
    assert first.closed == "replaced"
    first.leave()
    phone.send(0, 5)
    assert second.numbers() == list(range(5))


def test_who_watches_is_told_and_takes_nothing(hub: Hub) -> None:
    coach, watcher = Coach.joined(hub), Coach(hub)
    watcher.say(type="hello", role="watcher")
    assert watcher.heard("phone")[-1]["state"] == "absent"
    phone = Phone.joined(hub)
    phone.send(0, 10)
    phone.at(0.6)
    assert coach.numbers() == list(range(10))
    assert watcher.numbers() == []
    assert watcher.heard("phone")[-1]["state"] == "connected"
    assert watcher.heard("signal")
    phone.say(type="bye")
    assert watcher.heard("phone")[-1]["state"] == "absent"
    watcher.leave()
    assert coach.closed is None
    watcher = Coach(hub)
    watcher.say(type="hello", role="watcher")
    watcher.say(type="measuring", is_measuring=True)
    assert watcher.closed == "message_invalid"


# ------------------------------------------------------------------------------- slow and fast


def test_a_coach_that_does_not_listen_costs_nothing_and_loses_nothing(hub: Hub) -> None:
    coach, phone = Coach.joined(hub), Phone.joined(hub)
    phone.hear()
    end = 2 * MOST_SAMPLES_WAITING
    for number in range(end):
        phone.now_s = number / RATE_HZ
        phone.send(number, number + 1)
    waiting = [m for m in coach.hear() if m["type"] == "samples"]
    assert len(waiting) == MOST_SAMPLES_WAITING
    phone.at(10.0)  # there is room again: it is asked to go back
    asked = phone.heard("from")[-1]
    assert asked["next"] == MOST_SAMPLES_WAITING
    phone.send(asked["next"], end)
    assert coach.numbers() == list(range(end))
    assert coach.heard("gap") == []


def test_a_client_that_never_takes_anything_is_sent_away(hub: Hub) -> None:
    phone = Phone.joined(hub)
    coach = Coach.joined(hub)
    for _ in range(400):
        phone.now_s += 1.0
        phone.say(type="placed", is_strapped=True, side="left")
    assert coach.closed == "too_slow"
    assert phone.closed is None


def test_a_flood_of_messages_ends_the_connection(hub: Hub) -> None:
    phone = Phone.joined(hub)
    for _ in range(1000):
        phone.say(type="awake", is_awake=True)
    assert phone.closed == "too_fast"


def test_a_flood_of_samples_ends_the_connection(hub: Hub) -> None:
    phone = Phone.joined(hub)
    for first in range(0, 10_000, MOST_SAMPLES):
        phone.now_s += 0.02
        phone.send(first, first + MOST_SAMPLES)
        if phone.closed:
            break
    assert phone.closed == "too_fast"
    assert 2000 < first < 6000


def test_ten_kept_seconds_at_once_are_no_flood(hub: Hub) -> None:
    coach, phone = Coach.joined(hub), Phone.joined(hub)
    for first in range(0, 1000, MOST_SAMPLES):
        phone.send(first, first + MOST_SAMPLES)
    assert phone.closed is None
    assert len(coach.numbers()) >= 1000


def test_an_allowance_comes_back_with_time() -> None:
    spending = Spending.begun(Allowance(per_s=2.0, at_once=4.0), now_s=0.0)
    assert all(spending.spend(1.0, 0.0) for _ in range(4))
    assert not spending.spend(1.0, 0.0)
    assert spending.spend(1.0, 0.5)
    assert not spending.spend(1.0, 0.5)
    assert all(spending.spend(1.0, 1000.0) for _ in range(4))
    assert not spending.spend(1.0, 1000.0)
    assert not spending.spend(1.0, 900.0)  # a clock that went back gives nothing


# ------------------------------------------------------------------------- what is told of it


def test_each_is_told_how_it_is_with_the_other(hub: Hub) -> None:
    phone = Phone.joined(hub)
    assert phone.heard("welcome")[-1]["coach"] == "absent"
    coach = Coach.joined(hub)
    assert phone.heard("coach")[-1]["state"] == "idle"
    coach.say(type="measuring", is_measuring=True)
    assert phone.heard("coach")[-1]["state"] == "measuring"
    phone.say(type="placed", is_strapped=True, side="right")
    told = coach.heard("phone")[-1]
    assert (told["state"], told["side"]) == ("strapped", "right")
    phone.say(type="awake", is_awake=False)
    assert coach.heard("phone")[-1]["state"] == "lost"
    phone.say(type="awake", is_awake=True)
    assert coach.heard("phone")[-1]["state"] == "strapped"
    phone.say(type="bye")
    assert phone.closed == "ended"
    phone.leave()
    assert coach.heard("phone")[-1]["state"] == "absent"


def test_what_the_coach_has_is_told_to_its_own_stream_only(hub: Hub) -> None:
    coach, phone = Coach.joined(hub), Phone.joined(hub)
    phone.send(0, 10)
    coach.say(type="have", stream=LATER_STREAM, next=5)
    assert phone.heard("have") == []
    coach.say(type="have", stream=STREAM, next=10)
    assert [m["next"] for m in phone.heard("have")] == [10]


def test_silence_is_told_within_a_second_and_a_half(hub: Hub) -> None:
    coach, phone = Coach.joined(hub), Phone.joined(hub)
    phone.send(0, 10)
    phone.at(0.9)
    assert coach.heard("phone")[-1]["state"] == "connected"
    coach.at(1.2)  # whoever is there lets time pass
    assert coach.heard("phone")[-1]["state"] == "lost"
    assert coach.heard("signal")[-1]["problem"] == "no_samples"
    phone.now_s = 1.3
    phone.send(10, 20)
    coach.at(1.4)
    assert coach.heard("phone")[-1]["state"] == "connected"


def test_whoever_says_nothing_is_sent_away(hub: Hub) -> None:
    coach = Coach(hub)
    coach.at(4.9)
    assert coach.closed is None
    coach.at(5.1)
    assert coach.closed == "hello_late"


@pytest.mark.parametrize(
    "text",
    ['{"v": 1, "type": "bye"}', "hat", None, '{"v": 1, "type": "pong", "ping": 1, "t_s": 2}'],
)
def test_whoever_says_something_else_first_is_sent_away(hub: Hub, text: str | None) -> None:
    coach = Coach(hub)
    coach.raw(text)
    assert coach.closed == "message_invalid"


def test_another_version_is_named(hub: Hub) -> None:
    phone = Phone(hub)
    phone.raw('{"v": 2, "type": "hello"}')
    assert phone.closed == "version_unknown"


def test_a_phone_may_not_talk_as_a_coach_nor_a_coach_as_a_phone(hub: Hub) -> None:
    phone, coach = Phone.joined(hub), Coach.joined(hub)
    phone.say(type="measuring", is_measuring=True)
    coach.say(type="placed", is_strapped=True, side="left")
    assert (phone.closed, coach.closed) == ("message_invalid", "message_invalid")
    twice = Phone.joined(Hub())
    twice.raw(json.dumps({"v": 1, "type": "hello", "role": "coach", "stream": None, "next": None}))
    assert twice.closed == "message_invalid"


def test_nothing_is_kept_of_what_was_passed_on(hub: Hub) -> None:
    """Beyond the last three seconds for the signal and the queue on its way."""
    coach, phone = Coach.joined(hub), Phone.joined(hub)
    for first in range(0, 6000, 6):
        phone.now_s = first / RATE_HZ
        phone.send(first, first + 6)
        coach.hear()
        coach.told.clear()
        phone.told[:-1] = []
    assert hub._phone is not None
    assert len(hub._phone.signal._samples) <= 3.0 * RATE_HZ + 1
    for number in range(40):
        Phone.joined(hub, stream=f"stream-number-{number:04d}").leave()
    assert len(hub._next) <= 8


# -------------------------------------------------------------------------------------- clocks


def exchanged(clock: Clock, ahead_s: float, delays: list[tuple[float, float]]) -> None:
    """Pings with delays there and back, a second apart."""
    for number, (there_s, back_s) in enumerate(delays):
        now_s = float(number + 1)
        ping = clock.ping(now_s)
        assert ping is not None
        clock.pong(ping, now_s + there_s + ahead_s, now_s + there_s + back_s)


delay = st.floats(0.0005, 0.4)


@given(
    st.floats(0.0, 1e5),
    st.lists(st.tuples(delay, delay), min_size=3, max_size=20),
)
def test_an_offset_is_never_further_off_than_it_says(
    ahead_s: float, delays: list[tuple[float, float]]
) -> None:
    clock = Clock()
    exchanged(clock, ahead_s, delays)
    offset = clock.offset
    assert offset is not None
    assert abs(offset.offset_s - ahead_s) <= offset.error_s + 1e-9
    assert offset.error_s <= min(sum(pair) for pair in delays) / 2.0 + 1e-9


def test_an_offset_needs_a_few_answers_that_were_asked_for() -> None:
    clock = Clock()
    exchanged(clock, 5.0, [(0.01, 0.01)] * 2)
    clock.pong(99, 1.0, 2.0)
    assert clock.offset is None
    exchanged_later = clock.ping(9.0)
    assert exchanged_later is not None
    clock.pong(exchanged_later, 14.0, 9.0)
    assert clock.offset == Offset(5.0, 0.0)


def test_pings_come_quickly_at_first_and_not_for_ever_unanswered() -> None:
    clock = Clock()
    sent = [now for now in range(100) if clock.ping(now * 0.1) is not None]
    assert sent[:5] == [0, 1, 2, 3, 4]
    assert len(sent) == 8
    assert [n for n in range(100, 600) if clock.ping(n * 0.1) is not None]


def test_the_coach_is_told_how_the_clocks_differ(hub: Hub) -> None:
    coach, phone = Coach.joined(hub), Phone.joined(hub)
    for step in range(40):
        now_s = step * 0.1
        for client, ahead_s in ((phone, 700.0), (coach, 40.0)):
            client.at(now_s)
            for message in client.hear():
                if message["type"] == "ping":
                    client.now_s = now_s + 0.004
                    client.say(type="pong", ping=message["ping"], t_s=now_s + 0.001 + ahead_s)
    told = coach.heard("clock")
    assert len(told) == 1  # not again, while it stays
    assert told[0]["stream"] == STREAM
    assert told[0]["offset_s"] == pytest.approx(40.0 - 700.0, abs=told[0]["error_s"])
    assert told[0]["error_s"] == pytest.approx(0.004, abs=1e-3)


def test_two_offsets_make_one() -> None:
    assert between(Offset(10.0, 0.25), Offset(4.0, 0.5)) == Offset(-6.0, 0.75)


# -------------------------------------------------------------------------------------- signal


def signal_of(samples: list[Sample], now_s: float = 10.0) -> Signal:
    signal = Signal(heard_s=0.0)
    signal.add(samples, now_s)
    return signal


def still(count: int, rate_hz: float = RATE_HZ, g: float = 9.81) -> list[Sample]:
    return [(n / rate_hz, 0.0, g, 0.0, 0.001, 0.0, 0.0) for n in range(count)]


@pytest.mark.parametrize(
    ("samples", "rate_hz", "is_still", "problem"),
    [
        (still(180), 60.0, True, None),
        (still(60, rate_hz=20.0), 20.0, True, None),
        (still(48, rate_hz=16.0), 16.0, True, "slow"),
        (still(16, rate_hz=5.0), 5.0, None, "too_slow"),
        (still(180, g=1.0), 60.0, True, "no_gravity"),
        (still(20), None, None, None),
        ([(t, x, y, z, None, None, None) for t, x, y, z, *_ in still(180)], 60.0, True,
         "no_gyroscope"),
        ([(n / 60.0, 3.0 * (n % 20 < 10), 9.81, 0.0, 0.6, 0.0, 0.0) for n in range(180)], 60.0,
         False, None),
        ([(n / 60.0, 0.0, 9.81, 0.0, 0.0, n * 0.01, 0.0) for n in range(180)], 60.0, False, None),
    ],
    ids=["good", "low but enough", "slow", "too slow", "in g", "too short", "no gyroscope",
         "shaken", "turning"],
)  # fmt: skip
def test_the_signal_is_read(
    samples: list[Sample], rate_hz: float | None, is_still: bool | None, problem: str | None
) -> None:
    reading = signal_of(samples).read(10.0)
    assert reading.rate_hz == (None if rate_hz is None else pytest.approx(rate_hz))
    if is_still is not None:
        assert reading.is_still is is_still
    assert reading.problem == problem
    words = reading.to_json()["words"]
    assert words == (None if problem is None else sentence(f"sensor_link.problem.{problem}"))


def test_a_phone_that_has_just_come_is_given_time() -> None:
    signal = Signal(heard_s=10.0)
    assert signal.read(10.5).problem is None
    assert signal.read(11.5).problem == "no_samples"


def test_a_phone_that_comes_to_rest_lies_still_a_little_later() -> None:
    shaken = [(n / 60.0, 4.0 * (n % 12 < 6), 9.81, 0.0, 1.0, 0.0, 0.0) for n in range(180)]
    rest = [(3.0 + n / 60.0, 0.0, 9.81, 0.0, 0.0, 0.0, 0.0) for n in range(150)]
    signal = signal_of(shaken)  # type: ignore[arg-type]  # whole numbers are numbers
    verdicts = []
    for row in rest:
        signal.add([row], 10.0)
        verdicts.append(signal.read(10.0).is_still)
    assert verdicts[0] is False
    assert verdicts[-1] is True
    assert 1.4 <= verdicts.index(True) / 60.0 <= 2.3
