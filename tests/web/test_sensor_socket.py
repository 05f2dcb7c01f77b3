"""The relay as ASGI applications: sockets and requests from their opening to their end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from coxa_web.sensor_link import posts, socket
from coxa_web.sensor_link.hub import Hub
from coxa_web.sensor_link.posts import SensorPosts
from coxa_web.sensor_link.socket import SensorSocket
from tests.web.sensor_samples import (
    OTHER_PHONE,
    STREAM,
    Coach,
    Phone,
    SocketClient,
    answered,
    coach_hello,
    hello,
    sample,
    scope_of,
)

HOSTS = ("192.168.1.5", "localhost", "127.0.0.1", "[::1]")
PAGE = {"X_Coxa": "1", "Origin": "https://192.168.1.5:8443"}


class Time:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.s = 0.0

    def __call__(self) -> float:
        return self.s


def run(test: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """One test in a loop of its own; nothing may be left running."""

    async def alone() -> None:
        await test()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        assert others == []

    asyncio.run(alone())


def client(app: SensorSocket, path: str = socket.PATH, **headers: str) -> SocketClient:
    """A client that opens a socket."""
    return SocketClient(app, scope_of("websocket", path, **headers))


def samples(turn: int, first: int, end: int) -> dict[str, Any]:
    """A message with samples."""
    rows = [sample(number) for number in range(first, end)]
    return {"v": 1, "type": "samples", "turn": turn, "first": first, "samples": rows}


# -------------------------------------------------------------------------------------- sockets


def test_samples_go_from_phone_to_coach_by_sockets() -> None:
    async def test() -> None:
        app = SensorSocket(Hub(), HOSTS)
        coach, phone = await client(app).opened(), await client(app).opened()
        coach.say(coach_hello())
        await coach.hear("welcome")
        phone.say(hello())
        asked = await phone.hear("from")
        for first in range(0, 60, 20):
            phone.say(samples(asked["turn"], first, first + 20))
        got = [await coach.hear("samples") for _ in range(3)]
        assert [row for message in got for row in message["samples"]] == [
            sample(number) for number in range(60)
        ]
        coach.say({"v": 1, "type": "have", "stream": STREAM, "next": 60})
        assert (await phone.hear("have"))["next"] == 60
        await phone.leave()
        assert (await coach.hear("phone"))["state"] == "lost"
        await coach.leave()

    run(test)


def test_a_broken_line_is_gone_on_with_where_it_broke() -> None:
    async def test() -> None:
        app = SensorSocket(Hub(), HOSTS)
        coach, phone = await client(app).opened(), await client(app).opened()
        coach.say(coach_hello())
        await coach.hear("welcome")
        phone.say(hello())
        phone.say(samples((await phone.hear("from"))["turn"], 0, 30))
        await coach.hear("samples")
        await phone.leave()
        again = await client(app).opened()
        again.say(hello())
        asked = await again.hear("from")
        assert asked["next"] == 30
        again.say(samples(asked["turn"], 30, 50))
        assert (await coach.hear("samples"))["first"] == 30
        assert "gap" not in {message["type"] for message in coach.told}
        await again.leave()
        await coach.leave()

    run(test)


@pytest.mark.parametrize(
    ("message", "end"),
    [
        ({"text": "hat"}, (4400, "message_invalid")),
        ({"text": '{"v": 1, "type": "bye"}'}, (4400, "message_invalid")),
        ({"bytes": b"\x00\x01"}, (4400, "message_invalid")),
        ({"text": '{"v": 7, "type": "hello"}'}, (4426, "version_unknown")),
        ({"text": json.dumps(hello()) + " " * 70_000}, (4400, "message_invalid")),
    ],
    ids=["no JSON", "no hello", "bytes", "another version", "too long"],
)
def test_garbage_ends_a_socket_with_a_named_code(
    message: dict[str, Any], end: tuple[int, str]
) -> None:
    async def test() -> None:
        app = SensorSocket(Hub(), HOSTS)
        phone = await client(app).opened()
        phone.raw(**message)
        assert await phone.closed() == end
        await phone.leave()

    run(test)


def test_a_flood_ends_a_socket_and_hurts_nobody_else() -> None:
    async def test() -> None:
        app = SensorSocket(Hub(), HOSTS, Time())
        coach, phone = await client(app).opened(), await client(app).opened()
        coach.say(coach_hello())
        await coach.hear("welcome")
        phone.say(hello())
        await phone.hear("from")
        for _ in range(500):
            phone.say({"v": 1, "type": "awake", "is_awake": True})
        assert await phone.closed() == (4429, "too_fast")
        await phone.leave()
        again = await client(app).opened()
        again.say(hello())
        asked = await again.hear("from")
        again.say(samples(asked["turn"], 0, 3))
        assert (await coach.hear("samples"))["first"] == 0
        await again.leave()
        await coach.leave()

    run(test)


def test_who_says_nothing_is_sent_away() -> None:
    async def test() -> None:
        time = Time()
        app = SensorSocket(Hub(), HOSTS, time)
        phone = await client(app).opened()
        time.s = 5.1
        assert await phone.closed() == (4408, "hello_late")
        await phone.leave()

    run(test)


def test_a_second_phone_is_told_that_one_is_there() -> None:
    async def test() -> None:
        app = SensorSocket(Hub(), HOSTS)
        first, second = await client(app).opened(), await client(app).opened()
        first.say(hello())
        await first.hear("welcome")
        second.say(hello(phone=OTHER_PHONE))
        assert await second.closed() == (4409, "phone_taken")
        third = await client(app).opened()
        third.say(hello(phone=OTHER_PHONE, takes_over=True))
        assert await first.closed() == (4410, "replaced")
        await third.hear("welcome")
        for each in (first, second, third):
            await each.leave()

    run(test)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://192.168.1.5:8443"},
        {"Origin": "https://192.168.1.5:9999"},
        {"Origin": ""},
        {"Host": "evil.example", "Origin": "https://evil.example"},
        {"Host": "192.168.1.5.evil.example", "Origin": "https://192.168.1.5.evil.example"},
        {"Host": "", "Origin": "https://"},
    ],
    ids=["another origin", "http", "another port", "none", "host", "longer host", "no host"],
)
def test_a_socket_is_opened_for_pages_of_this_server_only(headers: dict[str, str]) -> None:
    async def test() -> None:
        app = SensorSocket(Hub(), HOSTS)
        stranger = client(app, **headers)
        assert await stranger.event() == {"type": "websocket.close", "code": 1008}
        await stranger.leave()

    run(test)


def test_nothing_else_is_behind_a_socket() -> None:
    async def test() -> None:
        stranger = client(SensorSocket(Hub(), HOSTS), path="/sensor/")
        assert await stranger.event() == {"type": "websocket.close", "code": 1008}
        await stranger.leave()

    run(test)


def test_only_so_many_sockets_are_open_at_once() -> None:
    async def test() -> None:
        app = SensorSocket(Hub(), HOSTS)
        open_now = [await client(app).opened() for _ in range(16)]
        late = client(app)
        assert (await late.event())["type"] == "websocket.close"
        await late.leave()
        await open_now.pop().leave()
        open_now.append(await client(app).opened())
        for each in open_now:
            await each.leave()

    run(test)


# ------------------------------------------------------------------------------------- requests


async def posted(
    app: SensorPosts, connection: str | None, *messages: object, **headers: str
) -> tuple[int, dict[str, Any]]:
    """Status and JSON of a request with messages."""
    body = {"v": 1, "connection": connection, "messages": list(messages)}
    scope = scope_of("http", posts.PATH, method="POST", **(PAGE | headers))
    status, _, content = await answered(app, scope, json.dumps(body).encode())
    return status, json.loads(content) if status == 200 else {}


def test_samples_go_from_phone_to_coach_by_requests() -> None:
    async def test() -> None:
        hub = Hub()
        app, coach = SensorPosts(hub, HOSTS, Time()), Coach.joined(hub)
        status, answer = await posted(app, None, hello())
        assert status == 200
        name = answer["connection"]
        asked = next(m for m in answer["messages"] if m["type"] == "from")
        ping = next(m for m in answer["messages"] if m["type"] == "ping")
        _, answer = await posted(
            app,
            name,
            {"v": 1, "type": "pong", "ping": ping["ping"], "t_s": 3.0},
            samples(asked["turn"], 0, 30),
            samples(asked["turn"], 30, 60),
        )
        assert coach.numbers() == list(range(60))
        coach.say(type="have", stream=STREAM, next=60)
        _, answer = await posted(app, name)
        assert {"v": 1, "type": "have", "next": 60} in answer["messages"]
        _, answer = await posted(app, name, {"v": 1, "type": "bye"})
        assert answer["closed"] == {"code": 4499, "reason": "ended"}
        assert (await posted(app, name))[0] == 404
        assert coach.heard("phone")[-1]["state"] == "absent"

    run(test)


def test_a_phone_that_asks_no_more_is_let_go_and_comes_back() -> None:
    async def test() -> None:
        hub, time = Hub(), Time()
        app, coach = SensorPosts(hub, HOSTS, time), Coach.joined(hub)
        _, answer = await posted(app, None, hello())
        asked = next(m for m in answer["messages"] if m["type"] == "from")
        await posted(app, answer["connection"], samples(asked["turn"], 0, 10))
        time.s = 3.5
        assert (await posted(app, answer["connection"]))[0] == 404
        assert coach.heard("phone")[-1]["state"] == "lost"
        _, answer = await posted(app, None, hello())
        assert next(m for m in answer["messages"] if m["type"] == "from")["next"] == 10
        socket_phone = Phone.joined(hub)  # the same phone, which can open a socket after all
        assert socket_phone.closed is None

    run(test)


def test_only_a_phone_comes_by_requests() -> None:
    async def test() -> None:
        app = SensorPosts(Hub(), HOSTS, Time())
        _, answer = await posted(app, None, coach_hello())
        assert answer["closed"] == {"code": 4400, "reason": "message_invalid"}

    run(test)


def test_only_so_many_come_by_requests_at_once() -> None:
    async def test() -> None:
        app = SensorPosts(Hub(), HOSTS, Time())
        statuses = [(await posted(app, None))[0] for _ in range(9)]
        assert statuses == [200] * 8 + [503]

    run(test)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"X_Coxa": ""}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": ""}, 403),
        ({"Host": "evil.example", "Origin": "https://evil.example"}, 403),
    ],
    ids=["no header of ours", "another origin", "no origin", "another host"],
)
def test_requests_of_other_pages_are_refused(headers: dict[str, str], status: int) -> None:
    async def test() -> None:
        app = SensorPosts(Hub(), HOSTS, Time())
        assert (await posted(app, None, hello(), **headers))[0] == status

    run(test)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"hat", 400),
        (b"\xff", 400),
        (b"[]", 400),
        (b"[" * 60_000, 400),
        (b'{"v": 1, "connection": null}', 400),
        (b'{"v": 2, "connection": null, "messages": []}', 400),
        (b'{"v": 1, "connection": 7, "messages": []}', 400),
        (b'{"v": 1, "connection": null, "messages": {}}', 400),
        (b'{"v": 1, "connection": "nobody", "messages": []}', 404),
        (b'{"v": 1, "connection": null, "messages": [' + b"1," * 40 + b"1]}", 400),
        (b" " * 70_000, 413),
    ],
)  # fmt: skip
def test_garbage_in_a_request_is_refused(body: bytes, status: int) -> None:
    async def test() -> None:
        app = SensorPosts(Hub(), HOSTS, Time())
        scope = scope_of("http", posts.PATH, method="POST", **PAGE)
        assert (await answered(app, scope, body))[0] == status

    run(test)


def test_looking_is_not_asking() -> None:
    async def test() -> None:
        app = SensorPosts(Hub(), HOSTS, Time())
        status, headers, _ = await answered(app, scope_of("http", posts.PATH, **PAGE))
        assert (status, headers["allow"]) == (405, "POST")
        assert headers["cache-control"] == "no-store"
        assert headers["cross-origin-embedder-policy"] == "require-corp"

    run(test)


def test_a_phone_that_goes_in_the_midst_of_a_request_is_no_fault() -> None:
    async def test() -> None:
        async def receive() -> dict[str, Any]:
            return {"type": "http.disconnect"}

        async def send(message: object) -> None:
            raise AssertionError(message)

        app = SensorPosts(Hub(), HOSTS, Time())
        await app(scope_of("http", posts.PATH, method="POST", **PAGE), receive, send)

    run(test)
