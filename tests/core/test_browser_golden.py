"""The worker's session replies as it did when the golden exchange was written."""

from __future__ import annotations

import json

from coxa.browser.session import Session
from tests.core.browser_samples import GOLDEN, assert_alike, numbers


def test_session_replies_as_in_the_golden_exchange() -> None:
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    session = Session()
    session.start(json.dumps(golden["config"]))
    for message in golden["messages"]:
        reply = json.loads(session.step(numbers(message["buffer"])))
        assert_alike(reply, message["reply"], golden["tolerance"])
    assert json.loads(session.finish())["result"]["code"] == golden["refusal"]
