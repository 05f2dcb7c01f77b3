"""The coach's visit on what the home server really tells: mornings, stops, another person."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from coxa.records.session import Stop
from tests.core.visit_samples import Visitor, own
from tests.web.home_samples import Home


class AtHome(Visitor):
    """Somebody at the coach page of a home server; what comes out is sent as the page sends it."""

    def __init__(self, home: Home, **more: Any) -> None:  # noqa: ANN401 - as `Visitor`
        self.home = home
        super().__init__(json.loads(home.get("/api/coach")), **more)

    @property
    def now(self) -> str:
        """A moment of the server's day."""
        return (self.home.clock() + timedelta(minutes=self.minute)).isoformat()

    def sends(self) -> None:
        """Everything that came out is handed in, and taken."""
        for record in self.records:
            assert self.home.put(record).status_code == 201


def stopped(home: Home) -> dict[str, Any]:
    """A session that pain has stopped, taken by the server."""
    home.planned()
    home.clock.go(hours=1)
    sent = home.session(Stop(reason="pain", pain=4), pain=4)
    home.put(sent)
    return sent


def test_after_a_stop_the_day_is_over_in_the_coach_as_on_the_page(home: Home) -> None:
    stopped(home)
    page = AtHome(home)
    assert page.stage == "locked"
    assert "resting" in page.text


def test_the_day_after_a_stop_asks_for_the_morning_and_the_questions(home: Home) -> None:
    sent = stopped(home)
    home.clock.go(days=1)
    page = AtHome(home)
    page.answers("morning_pain", number=0).answers("morning_night", "no").tells()
    assert page.schemas == ["coxa.checkin/1", "coxa.screening/1"]
    assert page.records[0]["after_session"] == sent["id"]
    assert page.records[1]["occasion"] == "after_stop"
    page.sends()
    assert AtHome(home).asked == "anything_new"
    assert json.loads(home.get("/api/coach"))["waiting"] == []


def test_a_bad_morning_is_news_in_the_coach(home: Home) -> None:
    home.planned()
    home.put(home.session())
    home.clock.go(days=1)
    page = AtHome(home).answers("morning_pain", number=6).answers("morning_night", "yes")
    assert page.stage == "told"
    assert page.schemas == ["coxa.alert/1", "coxa.checkin/1"]
    assert page.records[0]["severity"] == "urgent"
    assert page.buttons == []


def test_what_the_server_has_taken_is_not_asked_or_done_twice(home: Home) -> None:
    home.planned()
    sent = home.session()
    home.put(sent)
    page = AtHome(home, own=own(sent, is_sent=True)).comes()
    done = sent["exercises"][0]["exercise"]
    assert done not in json.dumps(page.screen["exercises"])
    home.clock.go(days=1)
    page = AtHome(home, own=own(sent, is_sent=True))
    page.answers("morning_pain", number=0).answers("morning_night", "no")
    page.sends()
    kept = own(sent, *page.records, is_sent=True)
    assert AtHome(home, own=kept).asked == "anything_new"
