"""The session behind the worker: golden exchange, refusals, lengths."""

from __future__ import annotations

import json
import math

import pytest

from coxa.browser.buffers import DETECTED, SAMPLE_LENGTH, SEEN, SEEN_LENGTH
from coxa.browser.session import Session
from coxa.errors import RecordError
from tests.core.browser_samples import GOLDEN, assert_alike
from tests.web.worker_samples import config, exchange


def test_golden_exchange_is_what_the_networks_give() -> None:
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert_alike(exchange(), golden, 0.05)  # networks differ a little from processor to processor


def test_another_version_is_refused() -> None:
    with pytest.raises(RecordError, match="protocol 2"):
        Session().start(json.dumps(config(480, 640) | {"v": 2}))


@pytest.mark.parametrize(
    "buffer", [[], [9.0, 0.0, 1, 1], [SEEN, math.nan, 1, 1], [DETECTED, 0.0, 1, 1, 5.0]]
)
def test_a_buffer_that_is_none_is_refused(buffer: list[float]) -> None:
    session = Session()
    session.start(json.dumps(config(480, 640)))
    with pytest.raises(RecordError):
        session.step(buffer)


def test_lengths_are_the_documented_ones() -> None:
    assert (SEEN_LENGTH, SAMPLE_LENGTH) == (297, 268)
