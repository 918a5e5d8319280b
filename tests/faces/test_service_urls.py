"""The bot's token and its answers go to Teams' own hosts and nowhere else, however the address is written."""

from __future__ import annotations

import random
from urllib.parse import urlsplit

import pytest
from yarl import URL

from bot.teams.service_urls import is_allowed

HOSTS = frozenset({"smba.trafficmanager.net", "smba.infra.gcc.teams.microsoft.com"})
HOST = "smba.trafficmanager.net"

ALLOWED = [
    f"https://{HOST}",
    f"https://{HOST}/",
    f"https://{HOST}/uk/",
    f"https://{HOST}/uk",
    f"https://{HOST}/amer/d3300000-0000-4000-8000-000000000001/",
    f"https://{HOST}:443/uk/",
    "https://smba.infra.gcc.teams.microsoft.com/gcc/",
    f"https://{HOST.upper()}/uk/",
    f"HTTPS://{HOST}/uk/",
]
REFUSED = {
    "nothing": "",
    "only the host": HOST,
    "plain HTTP": f"http://{HOST}/uk/",
    "another scheme": f"ftp://{HOST}/uk/",
    "no scheme": f"//{HOST}/uk/",
    "a script": f"javascript://{HOST}/%0aalert(1)",
    "a file": f"file://{HOST}/etc/passwd",
    "one slash": f"https:/{HOST}/uk/",
    "three slashes": f"https:///{HOST}/uk/",
    "another host": "https://example.org/uk/",
    "our host in front of another": f"https://{HOST}.example.org/uk/",
    "our host behind another": f"https://example.org.{HOST}/uk/",
    "our host as a user": f"https://{HOST}@example.org/uk/",
    "our host as a user with a password": f"https://{HOST}:443@example.org/uk/",
    "a user at our host": f"https://somebody@{HOST}/uk/",
    "an empty user": f"https://@{HOST}/uk/",
    "our host as a path": f"https://example.org/{HOST}/uk/",
    "our host as a query": f"https://example.org?{HOST}/uk/",
    "our host as a fragment": f"https://example.org#{HOST}/uk/",
    "another host behind a back-slash": f"https://example.org\\@{HOST}/uk/",
    "our host before a back-slash": f"https://{HOST}\\.example.org/uk/",
    "another port": f"https://{HOST}:8443/uk/",
    "plain HTTP's port": f"https://{HOST}:80/uk/",
    "an empty port": f"https://{HOST}:/uk/",
    "a port with a sign": f"https://{HOST}:+443/uk/",
    "a port in other digits": f"https://{HOST}:４４３/uk/",
    "a dot at the end": f"https://{HOST}./uk/",
    "two dots": "https://smba..trafficmanager.net/uk/",
    "a letter that looks alike": "https://smbа.trafficmanager.net/uk/",
    "the same letter in punycode": "https://xn--smb-8cd.trafficmanager.net/uk/",
    "a wide letter": "https://ｓmba.trafficmanager.net/uk/",
    "a sign that folds to s": "https://ſmba.trafficmanager.net/uk/",
    "a sign that folds to K": f"https://{HOST}/u\u212a/",
    "a dot of another alphabet": "https://smba。trafficmanager.net/uk/",
    "an encoded dot": "https://smba%2etrafficmanager.net/uk/",
    "a soft hyphen": "https://smba\u00ad.trafficmanager.net/uk/",
    "up one folder": f"https://{HOST}/uk/../",
    "here": f"https://{HOST}/./uk/",
    "up one folder, encoded": f"https://{HOST}/uk/%2e%2e/",
    "an encoded slash": f"https://{HOST}/uk%2fus/",
    "an empty folder": f"https://{HOST}//uk/",
    "an address in the path": f"https://{HOST}/https://example.org/",
    "a parameter": f"https://{HOST}/uk;a=b/",
    "a query": f"https://{HOST}/uk/?next=https://example.org",
    "a redirect": f"https://{HOST}/uk/?url=http://169.254.169.254/",
    "a fragment": f"https://{HOST}/uk/#x",
    "a space in front": f" https://{HOST}/uk/",
    "a space behind": f"https://{HOST}/uk/ ",
    "a line end behind": f"https://{HOST}/uk/\n",
    "a line end inside": "https://smba.traffic\nmanager.net/uk/",
    "a header inside": f"https://{HOST}/uk/\r\nX-Evil: 1",
    "a tab": f"https://{HOST}\t/uk/",
    "a null": f"https://{HOST}\x00.example.org/uk/",
    "too long": f"https://{HOST}/{'a' * 600}/",
    "a number address": "https://2130706433/uk/",
    "this computer": "https://localhost/uk/",
    "this computer by number": "http://127.0.0.1:3978/uk/",
    "the cloud's metadata": "http://169.254.169.254/latest/",
    "the cloud's metadata in IPv6": "http://[fd00:ec2::254]/latest/",
    "all of this computer": "http://0.0.0.0/uk/",
}  # fmt: skip
NEAR = [
    "http://localhost:56150/_connector",
    "http://127.0.0.1:3978/local/connector",
    "http://127.0.0.1/",
    "http://[::1]:3978/x",
    "https://localhost:1/x",
    "http://LOCALHOST:56150/_connector",
]
FAR = [
    "http://127.0.0.1.example.org/",
    "http://localhost.example.org:3978/",
    "http://localhost@example.org/",
    "http://127.0.0.1:3978@example.org/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://[::ffff:127.0.0.1]/",
    "http://127.0.0.1:99999/",
    "http://127.0.0.1:0/",
    "http://127.0.0.1:03978/",
    "http://localhost\\example.org/",
    "http://192.168.0.1/",
]


@pytest.mark.parametrize("url", ALLOWED)
def test_teams_own_addresses_are_allowed(url: str) -> None:
    assert is_allowed(url, HOSTS, loopback=False)


@pytest.mark.parametrize("url", REFUSED.values(), ids=REFUSED.keys())
def test_everything_else_is_refused(url: str) -> None:
    assert not is_allowed(url, HOSTS, loopback=False)


@pytest.mark.parametrize("url", [None, 1, True, [ALLOWED[0]], {"url": ALLOWED[0]}, ALLOWED[0].encode()])
def test_what_is_not_text_is_refused(url: object) -> None:
    assert not is_allowed(url, HOSTS, loopback=True)


@pytest.mark.parametrize("url", NEAR)
def test_this_computer_is_allowed_in_local_mode_only(url: str) -> None:
    assert is_allowed(url, HOSTS, loopback=True)
    assert not is_allowed(url, HOSTS, loopback=False)


@pytest.mark.parametrize("url", FAR)
def test_what_only_looks_like_this_computer_is_refused_in_local_mode_too(url: str) -> None:
    assert not is_allowed(url, HOSTS, loopback=True)


def test_whatever_is_allowed_connects_to_one_of_teams_hosts() -> None:
    """The parser that makes the connection is asked where it would go."""
    chance = random.Random(7)
    allowed = 0
    for _ in range(5_000):
        url = _composed(chance)
        if not is_allowed(url, HOSTS, loopback=False):
            continue
        allowed += 1
        for host, scheme, port, extra in (_by_yarl(url), _by_urllib(url)):
            assert (host in HOSTS, scheme, port, extra) == (True, "https", 443, ""), url
    assert allowed > 500, "the generator must also make good addresses"


def _by_yarl(url: str) -> tuple[str | None, str, int | None, str]:
    read = URL(url)
    return read.host, read.scheme, read.port, (read.user or "") + read.query_string + read.fragment


def _by_urllib(url: str) -> tuple[str | None, str, int | None, str]:
    read = urlsplit(url)
    return read.hostname, read.scheme, read.port or 443, (read.username or "") + read.query + read.fragment


_SCHEMES = ["http://", "https:/", "//", "HTTPS://", "wss://", "https:\\\\"]
_USERS = ["x@", f"{HOST}@", "x:y@", f"{HOST}:443@", "@"]
_HOSTS = [HOST.upper(), "example.org", f"{HOST}.example.org", f"{HOST}.", "127.0.0.1", "[::1]"]
_PORTS = [":443", ":8443", ":", ":0", ":443@example.org"]
_FOLDERS = ["/uk", "/", "/..", "/%2e%2e", "//", "/a-b_c~d.e", "\\", ""]
_ENDS = ["?a=b", "#c", "?", "#", " ", "\n", "%00", "\x00"]


def _composed(chance: random.Random) -> str:
    """An address put together from parts that are mostly good; half of them with one letter changed."""

    def part(good: str, bad: list[str]) -> str:
        return chance.choice(bad) if chance.random() < 0.2 else good

    folders = "".join(part("/uk", _FOLDERS) for _ in range(chance.randrange(4)))
    url = (
        part("https://", _SCHEMES)
        + part("", _USERS)
        + part(HOST, _HOSTS)
        + part("", _PORTS)
        + folders
        + part("", _ENDS)
    )
    if chance.random() < 0.5:
        at = chance.randrange(len(url))
        url = url[:at] + chance.choice("@:/\\?#.%\t\n аｓ。[]") + url[at + chance.randrange(2) :]
    return url
