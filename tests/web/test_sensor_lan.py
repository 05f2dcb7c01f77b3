"""Home mode on the local network: addresses, certificate, pairing, devices, and the gate."""

from __future__ import annotations

import asyncio
import hashlib
import json
import ssl
import stat
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st

from coxa_lab.errors import OutputError
from coxa_web.lan.addresses import chosen, local_addresses, may_be_served
from coxa_web.lan.certificate import certificate_in
from coxa_web.lan.devices import COOKIE, HOLDS, Devices
from coxa_web.lan.gate import OPEN_PATHS, PAIRED_KEY, gate
from coxa_web.lan.listeners import opened
from coxa_web.lan.pairing import ALPHABET, HOLDS_S, LENGTH, Pairing, spoken
from coxa_web.lan.state import Lan, lan_of, pairing_address, with_lan
from coxa_web.sensor_link.qr import qr_svg, qr_terminal
from coxa_web.wire import App, Receive, Scope, Send, answer
from tests.web.sensor_samples import SocketClient, answered, scope_of

NOW: Final = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
ADDRESSES: Final = ("192.168.1.5", "10.0.0.7")
HERE: Final = "https://192.168.1.5:8443"

# ------------------------------------------------------------------------------------ addresses


def test_homes_come_before_offices_and_nothing_made_up_is_taken() -> None:
    adapters = [
        ("lo", "127.0.0.1"),
        ("docker0", "172.17.0.1"),
        ("br-8f2a", "172.18.0.1"),
        ("eth1", "169.254.3.4"),
        ("eth0", "10.0.0.7"),
        ("tun0", "10.8.0.2"),
        ("wlan0", "192.168.1.5"),
        ("ppp0", "84.12.3.4"),
        ("eth2", "172.20.1.1"),
        ("vEthernet (WSL)", "172.29.0.1"),
    ]
    assert chosen(adapters) == ("192.168.1.5", "10.0.0.7", "172.20.1.1", "169.254.3.4")


def test_an_address_that_strangers_see_is_never_served() -> None:
    assert may_be_served("192.168.0.9")
    assert may_be_served("127.0.0.1")
    for address in ("8.8.8.8", "0.0.0.0", "100.64.0.1", "172.32.0.1", "192.169.0.1"):  # noqa: S104
        assert not may_be_served(address)
    with pytest.raises(ValueError, match="hat"):
        may_be_served("hat")


def test_this_machines_addresses_are_local_ones() -> None:
    assert all(may_be_served(address) for address in local_addresses())


def test_sockets_listen_at_what_was_named_and_on_one_port() -> None:
    sockets = opened(("127.0.0.1", "127.0.0.2"), 0)
    try:
        named = [each.getsockname() for each in sockets]
        assert [address for address, _ in named] == ["127.0.0.1", "127.0.0.2"]
        assert named[0][1] == named[1][1] > 0
        for each in sockets:
            each.listen()
        with pytest.raises(OSError, match="in use"):
            opened(("127.0.0.1",), named[0][1])
    finally:
        for each in sockets:
            each.close()


# ---------------------------------------------------------------------------------- certificate


def loaded(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def test_a_certificate_is_made_once_and_for_the_owner_only(tmp_path: Path) -> None:
    first = certificate_in(tmp_path / "lan", ADDRESSES, NOW)
    again = certificate_in(tmp_path / "lan", ADDRESSES, NOW + timedelta(days=100))
    assert again == first
    assert not first.has_replaced
    assert stat.S_IMODE(first.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(first.path.parent.stat().st_mode) == 0o700
    assert [path.name for path in first.path.parent.iterdir()] == ["server.pem"]


def test_it_says_where_it_holds_and_what_it_is_for(tmp_path: Path) -> None:
    made = loaded(certificate_in(tmp_path, ADDRESSES, NOW).path)
    names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert tuple(str(ip) for ip in names.get_values_for_type(x509.IPAddress)) == ADDRESSES
    constraints = made.extensions.get_extension_for_class(x509.BasicConstraints)
    assert constraints.critical
    assert not constraints.value.ca
    usage = made.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature
    assert not usage.key_cert_sign
    assert made.not_valid_before_utc < NOW
    assert made.not_valid_after_utc - made.not_valid_before_utc <= timedelta(days=398)
    key = made.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    key.verify(
        made.signature,
        made.tbs_certificate_bytes,
        ec.ECDSA(made.signature_hash_algorithm),  # type: ignore[arg-type]
    )
    assert "Coxa" in made.subject.rfc4514_string()


def test_a_server_can_use_it(tmp_path: Path) -> None:
    made = certificate_in(tmp_path, ADDRESSES, NOW)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.path)  # would raise


def test_its_fingerprint_is_what_browsers_show(tmp_path: Path) -> None:
    made = certificate_in(tmp_path, ADDRESSES, NOW)
    digest = hashlib.sha256(loaded(made.path).public_bytes(Encoding.DER)).hexdigest()
    assert made.fingerprint.replace(":", "").lower() == digest
    assert len(made.fingerprint.split(":")) == 32


def test_it_is_made_anew_for_other_addresses_when_old_and_when_damaged(tmp_path: Path) -> None:
    first = certificate_in(tmp_path, ADDRESSES, NOW)
    moved = certificate_in(tmp_path, ("192.168.1.9",), NOW)
    old = certificate_in(tmp_path, ("192.168.1.9",), NOW + timedelta(days=390))
    set_back = certificate_in(tmp_path, ("192.168.1.9",), NOW)
    set_back.path.write_text("hat", encoding="utf-8")
    damaged = certificate_in(tmp_path, ("192.168.1.9",), NOW)
    key_only = damaged.path.read_text(encoding="utf-8").split("-----BEGIN CERTIFICATE")[0]
    damaged.path.write_text(key_only, encoding="utf-8")
    halved = certificate_in(tmp_path, ("192.168.1.9",), NOW)
    made = (first, moved, old, set_back, damaged, halved)
    assert len({each.fingerprint for each in made}) == len(made)
    assert [each.has_replaced for each in made] == [False, *[True] * 5]


def test_a_key_of_another_certificate_does_not_fit(tmp_path: Path) -> None:
    first = certificate_in(tmp_path / "a", ADDRESSES, NOW)
    second = certificate_in(tmp_path / "b", ADDRESSES, NOW)
    border = "-----BEGIN CERTIFICATE"
    key = first.path.read_text(encoding="utf-8").split(border)[0]
    certificate = second.path.read_text(encoding="utf-8").split(border)[1]
    first.path.write_text(f"{key}{border}{certificate}", encoding="utf-8")
    assert certificate_in(tmp_path / "a", ADDRESSES, NOW).has_replaced


# -------------------------------------------------------------------------------------- pairing


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.s = 0.0

    def __call__(self) -> float:
        return self.s


def pairing() -> tuple[Pairing, Clock]:
    clock = Clock()
    return Pairing(now_s=clock), clock


def test_a_code_is_for_one_use() -> None:
    codes, clock = pairing()
    code = codes.shown().code
    assert codes.redeem(code, "phone") == "paired"
    assert codes.redeem(code, "thief") == "stale"
    clock.s = 1.0
    assert codes.shown().code != code
    assert codes.redeem(code, "thief") == "stale"


def test_a_code_grows_old() -> None:
    codes, clock = pairing()
    shown = codes.shown()
    assert shown.expires_in_s == HOLDS_S
    clock.s = HOLDS_S - 1.0
    assert codes.shown().code == shown.code
    assert codes.shown().expires_in_s == 1.0
    clock.s = HOLDS_S
    assert codes.redeem(shown.code, "phone") == "stale"
    assert codes.shown().code != shown.code


def test_a_code_may_be_asked_for_anew() -> None:
    codes, _ = pairing()
    first, second = codes.shown().code, codes.shown(anew=True).code
    assert codes.redeem(first, "phone") == "stale"
    assert codes.redeem(second, "phone") == "paired"


def test_without_a_code_nothing_is_right() -> None:
    codes, _ = pairing()
    assert codes.redeem("", "phone") == "wrong"
    assert codes.redeem("ABCDEF", "phone") == "wrong"


@given(st.text(max_size=12))
def test_nothing_but_the_code_is_right(typed: str) -> None:
    codes = Pairing(now_s=lambda: 0.0, choose=lambda alphabet: alphabet[0])
    assert codes.shown().code == "222222"
    plain = "".join(typed.upper().split()).replace("-", "")
    assert (codes.redeem(typed, "phone") == "paired") is (plain == "222222")


def test_a_code_is_typed_as_people_type() -> None:
    for form in (str.lower, spoken, lambda code: f" {code[:2]} {code[2:]} "):
        codes, _ = pairing()
        assert codes.redeem(form(codes.shown().code), "phone") == "paired"


def test_one_device_has_five_tries_a_minute() -> None:
    codes, clock = pairing()
    code = codes.shown().code
    assert [codes.redeem("WRONG2", "thief") for _ in range(6)] == [*["wrong"] * 5, "too_many"]
    assert codes.redeem(code, "thief") == "too_many"
    assert codes.redeem(code, "phone") == "paired"
    clock.s = 60.0
    assert codes.redeem("WRONG2", "thief") == "wrong"


def test_many_devices_together_have_few_tries_at_a_code() -> None:
    codes, _ = pairing()
    code = codes.shown().code
    for number in range(10):
        assert codes.redeem("WRONG2", f"thief {number}") == "wrong"
    assert codes.redeem(code, "phone") == "stale"
    assert codes.shown().code != code
    outcomes = [codes.redeem("WRONG2", f"thief {number}") for number in range(10, 60)]
    assert outcomes.count("too_many") == 31


def test_who_tried_long_ago_is_forgotten() -> None:
    codes, clock = pairing()
    for number in range(2000):
        clock.s += 61.0
        codes.redeem("WRONG2", f"thief {number}")
    assert len(codes._tries) <= 256


def test_codes_are_short_plain_and_not_to_be_foreseen() -> None:
    codes, _ = pairing()
    made = {codes.shown(anew=True).code for _ in range(200)}
    assert len(made) == 200
    assert all(len(code) == LENGTH and set(code) <= set(ALPHABET) for code in made)
    assert not set("0O1IL") & set(ALPHABET)
    assert len(ALPHABET) ** LENGTH > 500_000_000


# -------------------------------------------------------------------------------------- devices


@pytest.fixture
def devices(tmp_path: Path) -> Devices:
    return Devices.of_folder(tmp_path / "lan")


def test_a_device_is_known_by_its_cookie(devices: Devices) -> None:
    token = devices.new_token()
    assert devices.is_paired(f"{COOKIE}={token}")
    assert devices.is_paired(f"csrftoken=x; {COOKIE}={token}; other=y")
    assert devices.new_token() != token


def test_a_cookie_that_was_changed_is_none(devices: Devices) -> None:
    token = devices.new_token()
    for cookies in (
        "",
        f"{COOKIE}=",
        f"{COOKIE}={token[:-1]}",
        f"{COOKIE}=x{token}",
        f"other={token}",
        f"{COOKIE}={token.rsplit(':', 1)[0]}",
        "\x00=;;;",
    ):
        assert not devices.is_paired(cookies)


def test_a_cookie_of_another_machine_or_before_the_folder_was_removed_is_none(
    devices: Devices, tmp_path: Path
) -> None:
    other = Devices.of_folder(tmp_path / "other")
    assert not devices.is_paired(f"{COOKIE}={other.new_token()}")
    assert Devices.of_folder(tmp_path / "lan") == devices
    key = tmp_path / "lan" / "secret_key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    key.unlink()
    assert Devices.of_folder(tmp_path / "lan") != devices


def test_every_device_can_be_forgotten_at_once_and_stays_so(
    devices: Devices, tmp_path: Path
) -> None:
    cookies = f"{COOKIE}={devices.new_token()}"
    devices.forget_all()
    assert not devices.is_paired(cookies)
    assert not Devices.of_folder(tmp_path / "lan").is_paired(cookies)
    again = f"{COOKIE}={devices.new_token()}"
    assert Devices.of_folder(tmp_path / "lan").is_paired(again)
    assert stat.S_IMODE((tmp_path / "lan" / "secret_key").stat().st_mode) == 0o600


def test_devices_that_cannot_be_forgotten_are_told_as_such(tmp_path: Path) -> None:
    devices = Devices("key", tmp_path / "nowhere")
    cookies = f"{COOKIE}={devices.new_token()}"
    with pytest.raises(OutputError):
        devices.forget_all()
    assert devices.is_paired(cookies)


def test_a_cookie_grows_old(devices: Devices, monkeypatch: pytest.MonkeyPatch) -> None:
    token = devices.new_token()
    later = datetime.now(UTC) + HOLDS + timedelta(minutes=1)
    monkeypatch.setattr("django.core.signing.time.time", later.timestamp)
    assert not devices.is_paired(f"{COOKIE}={token}")


# ----------------------------------------------------------------------------------------- gate


def gated(devices: Devices) -> App:
    """An application behind the gate that says what it was told."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close", "code": 1000})
        elif scope["type"] == "http":
            found = lan_of(scope)
            told = {"paired": scope[PAIRED_KEY], "port": found.port if found else None}
            await answer(send, 200, json.dumps(told))

    lan = Lan(addresses=ADDRESSES, port=8443, fingerprint="AA", devices=devices)
    return with_lan(gate(app, lan), lan)


def status_of(app: App, path: str, method: str = "GET", **headers: str) -> int:
    return asyncio.run(answered(app, scope_of("http", path, method=method, **headers)))[0]


def paired(devices: Devices) -> dict[str, str]:
    return {"Cookie": f"{COOKIE}={devices.new_token()}"}


def test_a_paired_device_passes(devices: Devices) -> None:
    scope = scope_of("http", "/coach/", **paired(devices))
    status, _, body = asyncio.run(answered(gated(devices), scope))
    assert (status, json.loads(body)) == (200, {"paired": True, "port": 8443})


@pytest.mark.parametrize(
    "path",
    ["/", "/coach/", "/sensor/", "/sensor/pairing", "/sensor/post", "/api/coach", "/data/export",
     "/static/coxa/coach.js", "/pair", "/pair/x", "/core-x.zip", "/static/coxa/sensor.css/x"],
)  # fmt: skip
def test_a_device_that_is_not_paired_gets_nothing(devices: Devices, path: str) -> None:
    app = gated(devices)
    assert status_of(app, path) == 401
    assert status_of(app, path, method="POST") == 401
    scope = scope_of("http", path, Accept="text/html,*/*")
    status, headers, body = asyncio.run(answered(app, scope))
    assert (status, headers["location"], body) == (303, "/pair/", b"")


@pytest.mark.parametrize("path", sorted(OPEN_PATHS))
def test_but_for_the_page_where_it_is_paired(devices: Devices, path: str) -> None:
    assert status_of(gated(devices), path) == 200


def test_the_files_of_the_pairing_page_are_all_that_is_open() -> None:
    static = Path(__file__).parents[2] / "src" / "coxa_web" / "static" / "coxa"
    files = {path.removeprefix("/static/coxa/") for path in OPEN_PATHS if "static" in path}
    assert all((static / name).is_file() for name in files)
    imported = {
        line.split('"./')[1].split('"')[0]
        for name in files
        if name.endswith(".js")
        for line in (static / name).read_text(encoding="utf-8").splitlines()
        if line.startswith("import ")
    }
    assert imported <= files


@pytest.mark.parametrize(
    "host",
    ["evil.example", "192.168.1.5", "192.168.1.5:8444", "192.168.1.6:8443", "localhost:8443",
     "127.0.0.1:8443", "192.168.1.5:8443.evil.example", ""],
)  # fmt: skip
def test_under_another_name_there_is_nothing(devices: Devices, host: str) -> None:
    app = gated(devices)
    assert status_of(app, "/coach/", Host=host, **paired(devices)) == 400
    assert status_of(app, "/pair/", Host=host) == 400


def test_every_address_is_a_name() -> None:
    lan = Lan(addresses=ADDRESSES, port=8443, fingerprint="", devices=Devices("key", Path()))
    assert lan.hosts == ("192.168.1.5:8443", "10.0.0.7:8443")
    assert lan.origins[0] == HERE
    usual = Lan(addresses=ADDRESSES, port=443, fingerprint="", devices=Devices("key", Path()))
    assert usual.origins[0] == "https://192.168.1.5"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://192.168.1.5:8443"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site"}, 403),
        ({"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate",
          "Sec_Fetch_Dest": "iframe"}, 403),
        ({"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate",
          "Sec_Fetch_Dest": "document"}, 200),
        ({"Sec_Fetch_Site": "none"}, 200),
        ({"Origin": HERE, "Sec_Fetch_Site": "same-origin"}, 200),
        ({}, 200),
    ],
)  # fmt: skip
def test_no_other_origin_is_behind_a_request(
    devices: Devices, headers: dict[str, str], status: int
) -> None:
    assert status_of(gated(devices), "/coach/", **paired(devices), **headers) == status


def test_a_link_elsewhere_opens_a_page_but_sends_nothing(devices: Devices) -> None:
    link = {
        "Sec_Fetch_Site": "cross-site",
        "Sec_Fetch_Mode": "navigate",
        "Sec_Fetch_Dest": "document",
        **paired(devices),
    }
    assert status_of(gated(devices), "/coach/", **link) == 200
    assert status_of(gated(devices), "/data/anew", method="POST", **link) == 403
    assert status_of(gated(devices), "/coach/", Origin="https://evil.example", **link) == 403


def test_sockets_pass_the_same_gate(devices: Devices) -> None:
    async def events(**headers: str) -> list[tuple[str, object]]:
        client = SocketClient(gated(devices), scope_of("websocket", "/sensor/link", **headers))
        found: list[tuple[str, object]] = []
        while not found or found[-1][0] != "websocket.close":
            event = await client.event()
            found.append((event["type"], event.get("code")))
        await client.leave()
        return found

    known = paired(devices)
    assert asyncio.run(events(**known))[-1] == ("websocket.close", 1000)
    assert asyncio.run(events()) == [("websocket.accept", None), ("websocket.close", 4401)]
    assert asyncio.run(events(Origin="https://evil.example", **known)) == [
        ("websocket.close", 1008)
    ]
    assert asyncio.run(events(Host="evil.example", **known)) == [("websocket.close", 1008)]


def test_what_is_neither_request_nor_socket_is_let_through(devices: Devices) -> None:
    async def nothing() -> None:
        raise AssertionError

    asyncio.run(gated(devices)({"type": "lifespan"}, nothing, nothing))  # type: ignore[arg-type]


def test_a_server_without_it_knows_of_no_network() -> None:
    assert lan_of({}) is None
    assert lan_of({"coxa.lan": "hat"}) is None


def test_cookies_in_two_headers_are_both_seen(devices: Devices) -> None:
    scope = scope_of("http", "/coach/", **paired(devices))
    scope["headers"].insert(0, (b"cookie", b"csrftoken=x"))
    assert asyncio.run(answered(gated(devices), scope))[0] == 200


# --------------------------------------------------------------------------------------- QR code


def test_the_code_stands_where_no_server_and_no_log_sees_it() -> None:
    assert pairing_address(HERE, "ABC234") == f"{HERE}/pair/#ABC234"


def test_a_qr_code_needs_no_style_and_says_what_it_is() -> None:
    svg = qr_svg(pairing_address(HERE, "ABC234"), "the <way>")
    assert svg.startswith("<svg ")
    assert "viewBox" in svg
    assert "the &lt;way&gt;" in svg
    assert "style" not in svg
    assert "script" not in svg
    assert "width=" not in svg.split(">")[0]
    assert svg != qr_svg(pairing_address(HERE, "ABC235"), "the <way>")
    assert "█" in qr_terminal(HERE)


def test_a_cookie_is_read_back_as_it_was_made() -> None:
    token = Devices("key", Path()).new_token()
    assert SimpleCookie(f"{COOKIE}={token}")[COOKIE].value == token
