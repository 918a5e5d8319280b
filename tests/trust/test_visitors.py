"""Who posts too often is known for a moment and by a number alone; who cannot be told apart is not counted."""

from __future__ import annotations

from contextlib import ExitStack
from ipaddress import ip_network

import pytest

from bot.settings import Settings
from governance.errors import Misconfigured
from web.limits import FORGET_SECONDS, Allowance, Buckets, visitor_of

PROXIES = [ip_network("10.0.0.0/24"), ip_network("::1/128")]
VISITOR = "203.0.113.7"


@pytest.mark.parametrize(
    ("peer", "forwarded", "who"),
    [
        # A proxy of ours says who it is, in each way that proxies write it.
        ("10.0.0.1", [VISITOR], VISITOR),
        ("10.0.0.1", [f"{VISITOR}:51234"], VISITOR),
        ("::1", [f"::ffff:{VISITOR}"], VISITOR),
        ("::ffff:10.0.0.1", [VISITOR], VISITOR),
        ("10.0.0.1", ["2001:db8:1:2:3:4:5:6"], "2001:db8:1:2::/64"),
        ("10.0.0.1", ["[2001:db8:1:2::9]:443"], "2001:db8:1:2::/64"),
        # The last one that is no proxy counts, whatever the visitor put before it.
        ("10.0.0.1", [f"198.51.100.1, {VISITOR}, 10.0.0.2"], VISITOR),
        ("10.0.0.1", ["198.51.100.1", VISITOR], VISITOR),
        ("10.0.0.1", [f"nonsense, {VISITOR}"], VISITOR),
        ("10.0.0.1", [f"{'198.51.100.1, ' * 500}{VISITOR}"], VISITOR),
        # Nobody else is believed about anybody.
        ("198.51.100.9", [VISITOR], "198.51.100.9"),
        ("198.51.100.9", [], "198.51.100.9"),
        ("10.0.1.1", [VISITOR], "10.0.1.1"),
        # It cannot be told.
        ("10.0.0.1", [], None),
        ("10.0.0.1", ["10.0.0.2"], None),
        ("10.0.0.1", [f"{VISITOR}, unknown"], None),
        ("10.0.0.1", [f"{VISITOR}, "], None),
        ("10.0.0.1", ["127.0.0.1"], None),
        ("127.0.0.1", [VISITOR], None),
        ("127.0.0.1", [], None),
        (None, [VISITOR], None),
        ("", [], None),
    ],
)
def test_a_visitor_is_whom_a_proxy_of_ours_says(peer: str | None, forwarded: list[str], who: str | None) -> None:
    assert visitor_of(peer, forwarded, PROXIES) == who


def waits(buckets: Buckets, visitor: str | None, now: float, times: int) -> list[float]:
    found = []
    for _ in range(times):
        with buckets.turn(visitor, now) as wait:
            found.append(wait)
    return found


def test_somebody_who_posts_too_often_waits_and_then_goes_on() -> None:
    buckets = Buckets(Allowance(burst=3, per_second=0.5, together=9))
    assert waits(buckets, VISITOR, 0.0, 4) == [0.0, 0.0, 0.0, 2.0]
    assert waits(buckets, VISITOR, 1.0, 1) == [1.0]
    assert waits(buckets, VISITOR, 2.0, 2) == [0.0, 2.0]
    # However long they rest, it does not add up.
    assert waits(buckets, VISITOR, 500.0, 4) == [0.0, 0.0, 0.0, 2.0]


def test_one_visitor_has_only_so_many_under_way_at_once() -> None:
    buckets = Buckets(Allowance(burst=50, per_second=1.0, together=2))
    with ExitStack() as under_way:
        assert [under_way.enter_context(buckets.turn(VISITOR, 0.0)) for _ in range(4)] == [0.0, 0.0, 1.0, 1.0]
        assert waits(buckets, "198.51.100.1", 0.0, 1) == [0.0]
    assert waits(buckets, VISITOR, 0.0, 3) == [0.0, 0.0, 0.0]


def test_a_post_that_fails_is_over_too() -> None:
    buckets = Buckets(Allowance(burst=50, per_second=1.0, together=1))
    with pytest.raises(ZeroDivisionError), buckets.turn(VISITOR, 0.0):
        raise ZeroDivisionError
    assert waits(buckets, VISITOR, 0.0, 1) == [0.0]


def test_nobody_waits_because_of_others() -> None:
    buckets = Buckets(Allowance(burst=1, per_second=0.001, together=1))
    assert waits(buckets, VISITOR, 0.0, 2)[1] > 0
    assert waits(buckets, "203.0.113.8", 0.0, 1) == [0.0]
    assert waits(buckets, None, 0.0, 500) == [0.0] * 500


def test_what_is_counted_names_nobody_is_forgotten_in_ten_minutes_and_has_an_end() -> None:
    buckets = Buckets(Allowance(burst=1, per_second=0.0001, together=1), most=100)
    assert waits(buckets, VISITOR, 0.0, 2)[1] > 0
    before = set(buckets._buckets)  # noqa: SLF001  # what a look into memory would find
    assert waits(buckets, VISITOR, FORGET_SECONDS, 2)[0] == 0.0
    after = set(buckets._buckets)  # noqa: SLF001
    assert len(before) == len(after) == 1
    assert before != after, "the same address is another number under another key"
    for number in range(1000):
        waits(buckets, f"198.51.100.{number}", FORGET_SECONDS, 1)
    assert len(buckets) == 100


def settings(**given: str) -> Settings:
    return Settings.from_env({
        "CANDOUR_MODE": "production",
        "CANDOUR_APP_ID": "6c1f2b5e-0f5b-4d4e-9a57-1f0f3a9b7c11",
        "CANDOUR_TENANT_ID": "d3300000-0000-4000-8000-000000000001",
        "CANDOUR_PUBLIC_URL": "https://speak-up.example",
        **{f"CANDOUR_{name}": value for name, value in given.items()},
    })  # fmt: skip


def test_proxies_are_named_by_address_or_network() -> None:
    assert settings().trusted_proxies == ()
    named = settings(HOST="10.1.0.9", TRUSTED_PROXIES="10.0.0.5, 10.1.0.0/24, 2001:db8::/32").trusted_proxies
    assert named == ("10.0.0.5/32", "10.1.0.0/24", "2001:db8::/32")
    assert settings(HOST="10.1.0.9", TRUSTED_PROXIES="none").trusted_proxies == ()


@pytest.mark.parametrize("text", ["proxy.example", "10.0.0.5/24", "0.0.0.0/0", "::/0", "10.0.0.5 10.0.0.6", "*"])
def test_what_is_no_network_of_proxies_is_a_mistake(text: str) -> None:
    with pytest.raises(Misconfigured, match="CANDOUR_TRUSTED_PROXIES lists addresses"):
        settings(TRUSTED_PROXIES=text)


def test_a_service_that_others_reach_says_which_proxies_stand_in_front() -> None:
    with pytest.raises(Misconfigured, match="CANDOUR_TRUSTED_PROXIES must name"):
        settings(HOST="0.0.0.0")
