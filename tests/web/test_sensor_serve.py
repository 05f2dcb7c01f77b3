"""`coxa serve` with and without the local network, as the process that a person starts."""

from __future__ import annotations

import hashlib
import json
import re
import socket
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from coxa_web.commands.serve import serve_command
from coxa_web.lan.certificate import certificate_in
from coxa_web.lan.devices import COOKIE
from tests.web.sensor_samples import coach_hello, hello, sample
from tests.web.sensor_server import Answer, ServedLan, any_certificate, served_lan

FORM = {"Content_Type": "application/x-www-form-urlencoded"}
ASKING = {"X_Coxa": "1", "Sec_Fetch_Site": "same-origin"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedLan]:
    with served_lan(tmp_path_factory.mktemp("data")) as running:
        yield running


def code_of(server: ServedLan, *, anew: bool = True) -> str:
    """A pairing code as the page of this machine gets it."""
    path = "/sensor/pairing?anew=1" if anew else "/sensor/pairing"
    answer = server.ask_home(path, "POST", **ASKING)
    code: str = json.loads(answer.body)["code"]
    return code


def typed(server: ServedLan, code: str) -> Answer:
    """What a device gets that sends a code."""
    return server.ask("/pair/", "POST", urlencode({"code": code}), Origin=server.lan, **FORM)


@pytest.fixture(scope="module")
def cookie(server: ServedLan) -> str:
    """The cookie of a device that was paired."""
    answer = typed(server, code_of(server))
    assert (answer.status, answer.headers["location"]) == (302, "/sensor/")
    morsel = SimpleCookie(answer.headers["set-cookie"])[COOKIE]
    assert (morsel["secure"], morsel["httponly"], morsel["path"]) == (True, True, "/")
    assert (morsel["samesite"], morsel["domain"]) == ("Lax", "")
    return f"{COOKIE}={morsel.value}"


def linked(server: ServedLan, cookie: str | None, **others: str) -> ClientConnection:
    """A socket of a page on the local network."""
    headers = {"Origin": server.lan, **({"Cookie": cookie} if cookie else {}), **others}
    origin = headers.pop("Origin")
    return connect(
        f"wss://127.0.0.1:{server.lan_port}/sensor/link",
        ssl=any_certificate(),
        origin=Origin(origin) if origin else None,
        additional_headers=headers,
        proxy=None,
    )


def test_the_terminal_says_everything_that_is_needed(server: ServedLan) -> None:
    assert server.found(r"Pairing code (\w{3}-\w{3}),")
    fingerprint = server.found(r"SHA-256\): ([0-9A-F:]{95})")
    assert f"Coxa: {server.lan}/" in server.said
    assert "works offline only on this machine" in server.said
    assert "new: devices" not in server.said  # nobody knew another certificate
    der = any_certificate()
    with (
        socket.create_connection(("127.0.0.1", server.lan_port)) as plain,
        der.wrap_socket(plain) as encrypted,
    ):
        found = hashlib.sha256(encrypted.getpeercert(binary_form=True) or b"").hexdigest()
        assert encrypted.version() in {"TLSv1.2", "TLSv1.3"}
    assert fingerprint.replace(":", "").lower() == found


def test_what_is_kept_is_for_the_owner_only(server: ServedLan) -> None:
    folder = server.data / "lan"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {path.name for path in folder.iterdir()} == {"server.pem", "secret_key"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_the_certificate_stays_and_another_address_is_told(server: ServedLan) -> None:
    kept = certificate_in(server.data / "lan", ("127.0.0.1",), datetime.now(UTC))
    assert not kept.has_replaced
    assert kept.fingerprint == server.found(r"SHA-256\): (\S+)")


def test_nothing_is_open_to_a_device_that_is_not_paired(server: ServedLan) -> None:
    for path in ("/", "/coach/", "/sensor/", "/api/coach", "/static/coxa/coach.js", "/data"):
        assert server.ask(path).status == 401
        page = server.ask(path, Accept="text/html")
        assert (page.status, page.headers["location"]) == (303, "/pair/")
    assert server.ask("/sensor/post", "POST", "{}").status == 401
    assert server.ask("/pair/").status == 200


def test_every_page_carries_the_policy(server: ServedLan, cookie: str) -> None:
    for path in ("/pair/", "/sensor/", "/sensor/connect/", "/nowhere"):
        headers = server.ask(path, Cookie=cookie).headers
        if path == "/pair/":
            headers = server.ask(path).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "unsafe-inline" not in headers["content-security-policy"]
        assert headers["cross-origin-embedder-policy"] == "require-corp"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert "accelerometer=(self)" in headers["permissions-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert "server" not in headers


def test_a_paired_device_opens_the_pages(server: ServedLan, cookie: str) -> None:
    for path in ("/", "/coach/", "/sensor/", "/sensor/connect/"):
        assert server.ask(path, Cookie=cookie).status == 200
    again = server.ask("/pair/", Cookie=cookie)
    assert (again.status, again.headers["location"]) == (302, "/sensor/")


def test_a_code_is_used_up(server: ServedLan) -> None:
    code = code_of(server)
    assert code == code_of(server, anew=False)
    assert typed(server, code.lower().replace("-", " ")).status == 302
    again = typed(server, code)
    assert again.status == 403
    assert "used up" in again.body
    assert "set-cookie" not in again.headers
    assert code_of(server, anew=False) != code


def answer_to(client: ClientConnection, text: str) -> str | bytes:
    """What comes back; the socket may be closed while it is still being sent."""
    client.send(text)
    return client.recv(timeout=5)


def heard_to_its_end(client: ClientConnection) -> None:
    """Listen until the socket is closed."""
    while True:
        client.recv(timeout=5)


def test_all_devices_are_forgotten_by_a_form_of_this_server(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with served_lan(tmp_path_factory.mktemp("forgotten")) as server:
        code = code_of(server)
        answer = typed(server, code)
        known = f"{COOKIE}={SimpleCookie(answer.headers['set-cookie'])[COOKIE].value}"
        shown = code_of(server)
        with linked(server, known) as phone:
            phone.send(json.dumps(hello()))
            phone.recv(timeout=5)
            assert server.ask_home("/sensor/forget", "POST", **FORM).status == 403
            assert server.ask("/", Cookie=known).status == 200
            page = server.ask_home("/sensor/connect/")
            [token] = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page.body)
            form = SimpleCookie(page.headers["set-cookie"])["coxa_form"].value
            sent = urlencode({"csrfmiddlewaretoken": token})
            told = server.ask_home(
                "/sensor/forget", "POST", sent, Cookie=f"coxa_form={form}", **FORM
            )
            assert told.status == 302
            assert "No device is paired" in server.ask_home(told.headers["location"]).body
            assert server.ask("/", Cookie=known).status == 401
            phone.send(json.dumps({"v": 1, "type": "awake", "is_awake": True}))
            with pytest.raises(ConnectionClosed) as ended:
                heard_to_its_end(phone)
            assert ended.value.rcvd is not None
            assert (ended.value.rcvd.code, ended.value.rcvd.reason) == (4401, "not_paired")
        assert typed(server, shown).status == 403  # the code of before is void as well
        assert typed(server, code_of(server)).status == 302


def test_who_guesses_is_slowed_down(tmp_path_factory: pytest.TempPathFactory) -> None:
    with served_lan(tmp_path_factory.mktemp("guessed")) as server:
        answers = [typed(server, "WRONG2") for _ in range(6)]
        assert [answer.status for answer in answers] == [403] * 5 + [429]
        assert "not the code" in answers[0].body
        assert "Wait a minute" in answers[-1].body
        assert typed(server, code_of(server)).status == 429


def test_a_code_is_not_taken_from_another_page(server: ServedLan) -> None:
    body = urlencode({"code": code_of(server)})
    for origin in ("https://evil.example", "null", server.home):
        assert server.ask("/pair/", "POST", body, Origin=origin, **FORM).status == 403


def test_codes_are_shown_to_pages_of_this_server_only(server: ServedLan, cookie: str) -> None:
    assert server.ask_home("/sensor/pairing", "POST").status == 403
    evil = {**ASKING, "Origin": "https://evil.example"}
    assert server.ask_home("/sensor/pairing", "POST", **evil).status == 403
    rebound = server.ask_home("/sensor/pairing", "POST", Host="evil.example", **ASKING)
    assert rebound.status == 400
    assert server.ask_home("/sensor/pairing").status == 405
    assert server.ask("/sensor/pairing", "POST", **ASKING).status == 401
    answer = server.ask("/sensor/pairing", "POST", Cookie=cookie, **ASKING)
    told = json.loads(answer.body)
    assert answer.headers["cache-control"].startswith("max-age=0")
    assert told["is_lan"]
    assert told["fingerprint"] == server.found(r"SHA-256\): (\S+)")
    (place,) = told["places"]
    assert place["address"] == f"{server.lan}/pair/"
    assert place["qr"].startswith("<svg ")


def test_other_names_are_refused_at_both_doors(server: ServedLan, cookie: str) -> None:
    for host in ("evil.example", f"evil.example:{server.lan_port}", "192.168.1.5", "localhost"):
        assert server.ask("/sensor/", Cookie=cookie, Host=host).status == 400
    for host in ("evil.example", f"127.0.0.1.evil.example:{server.home_port}", "192.168.1.5"):
        assert server.ask_home("/", Host=host).status == 400
    assert (
        server.ask_home("/", Host="localhost:9000").status == 200
    )  # through a tunnel of one's own


def test_the_door_of_this_machine_needs_no_pairing(server: ServedLan) -> None:
    assert server.ask_home("/").status == 200
    assert server.ask_home("/pair/").status == 404


def test_samples_pass_from_a_paired_phone_to_this_machine(server: ServedLan, cookie: str) -> None:
    def heard(client: ClientConnection, kind: str) -> dict[str, object]:
        while True:
            message: dict[str, object] = json.loads(client.recv(timeout=5))
            if message["type"] == kind:
                return message

    home = f"ws://127.0.0.1:{server.home_port}/sensor/link"
    origin = Origin(f"http://127.0.0.1:{server.home_port}")
    with (
        connect(home, origin=origin, proxy=None) as coach,
        linked(server, cookie) as phone,
    ):
        coach.send(json.dumps(coach_hello()))
        phone.send(json.dumps(hello()))
        turn = heard(phone, "from")["turn"]
        rows = [sample(number) for number in range(20)]
        message = {"v": 1, "type": "samples", "turn": turn, "first": 0, "samples": rows}
        heard(coach, "welcome")
        phone.send(json.dumps(message))
        assert heard(coach, "samples")["samples"] == rows


def test_sockets_of_others_are_refused(server: ServedLan, cookie: str) -> None:
    with linked(server, None) as stranger:
        with pytest.raises(ConnectionClosed) as ended:
            stranger.recv(timeout=5)
        assert ended.value.rcvd is not None
        assert (ended.value.rcvd.code, ended.value.rcvd.reason) == (4401, "not_paired")
    for others in ({"Origin": "https://evil.example"}, {"Origin": ""}):
        with pytest.raises(InvalidStatus):
            linked(server, cookie, **others).close()


def test_a_message_beyond_all_size_ends_the_socket(server: ServedLan, cookie: str) -> None:
    with linked(server, cookie) as phone:
        with pytest.raises(ConnectionClosed) as ended:
            answer_to(phone, "x" * 70_000)
        assert ended.value.rcvd is not None
        assert ended.value.rcvd.code == 1009


def test_the_local_network_is_served_at_the_named_address_only(server: ServedLan) -> None:
    for port in (server.home_port, server.lan_port):
        with socket.socket() as other:
            other.bind(("127.0.0.2", port))  # in use, if it listened everywhere


# ------------------------------------------------------------------------- what cannot be served


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--lan-port", "9000"], "belong to --lan"),
        (["--lan-address", "192.168.1.5"], "belong to --lan"),
        (["--lan", "--lan-address", "8.8.8.8"], "not an address on a local network"),
        (["--lan", "--lan-address", "0.0.0.0"], "not an address on a local network"),  # noqa: S104
        (["--lan", "--lan-address", "home"], "not an address on a local network"),
    ],
)
def test_options_that_make_no_sense_are_told(
    options: list[str], words: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = tmp_path_factory.mktemp("data")
    result = CliRunner().invoke(serve_command, ["--data", str(data), "--port", "0", *options])
    assert result.exit_code == 2
    assert words in " ".join(result.output.split())


def test_a_machine_on_no_network_is_told(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coxa_web.lan.addresses.local_addresses", tuple)
    data = str(tmp_path_factory.mktemp("data"))
    result = CliRunner().invoke(serve_command, ["--data", data, "--port", "0", "--lan"])
    assert result.exit_code == 1
    assert "on no local network" in result.output


@pytest.mark.parametrize("is_lan", [False, True], ids=["this machine", "local network"])
def test_a_port_that_is_taken_is_told(
    is_lan: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = str(tmp_path_factory.mktemp("data"))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        lan = ["--port", "0", "--lan", "--lan-address", "127.0.0.1", "--lan-port", port]
        options = lan if is_lan else ["--port", port]
        result = CliRunner().invoke(serve_command, ["--data", data, *options])
    assert result.exit_code == 1
    assert f"port {port}" in result.output
    assert ("--lan-port" if is_lan else "--port") in result.output
