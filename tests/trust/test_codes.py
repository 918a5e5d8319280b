"""X10: a slip of the pen never makes another code, and no answer or clock tells one wrong code from another."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from random import Random

import aiohttp
import pytest

from governance.codes import ALPHABET, Mistyped, mint, normalise
from tests.harness.browserless import Visitor
from tests.harness.fixtures import Starts
from tests.harness.people import WebWhistleblower
from tests.trust.conftest import Figure

process = pytest.mark.process
FORM = {"Content-Type": "application/x-www-form-urlencoded"}

#: How seldom chance may do what is taken for a difference in time. The early answer is found out far beyond it.
STRICT = 1e-6


def slips(code: str) -> Iterator[str]:
    """Every code that one wrong symbol makes of this one, and every one with two symbols exchanged."""
    symbols = code.replace("-", "")
    for place, right in enumerate(symbols):
        yield from (symbols[:place] + wrong + symbols[place + 1 :] for wrong in ALPHABET if wrong != right)
    for one, other in combinations(range(len(symbols)), 2):
        if symbols[one] != symbols[other]:
            exchanged = list(symbols)
            exchanged[one], exchanged[other] = exchanged[other], exchanged[one]
            yield "".join(exchanged)


def unnoticed(holds: Callable[[str], bool], codes: Sequence[str]) -> tuple[int, int]:
    """How many slips pass for a code, and how many there are."""
    passed = [holds(slip) for code in codes for slip in slips(code)]
    return sum(passed), len(passed)


def is_a_code(typed: str) -> bool:
    try:
        return bool(normalise(typed))
    except Mistyped:
        return False


def adds_up(typed: str) -> bool:
    """A check that is too weak: a sum of the symbols."""
    return sum(map(ALPHABET.index, typed)) % 32 == 0


def minted(chance: Random, count: int) -> list[str]:
    return [mint(chance.randbytes(12)) for _ in range(count)]


def test_no_wrong_symbol_and_no_exchange_makes_another_code(full_size: bool, figure: Figure) -> None:
    codes = minted(Random(10), 2_000 if full_size else 40)
    assert all(map(is_a_code, codes))
    passed, tried = unnoticed(is_a_code, codes)
    assert passed == 0
    assert tried > 750 * len(codes)
    figure(f"{tried} single errors and transpositions of {len(codes)} codes: {passed} unnoticed")


def test_a_weaker_check_is_found_to_let_them_pass() -> None:
    add_up = [code for code in minted(Random(11), 400) if adds_up(code.replace("-", ""))]
    passed, tried = unnoticed(adds_up, add_up)
    assert 0 < passed < tried


# ---------------------------------------------------------------- over HTTP


def wrong_codes(real: str, chance: Random) -> Mapping[str, Callable[[], str]]:
    """Ways to be wrong, each a new code every time."""

    def unknown() -> str:
        return minted(chance, 1)[0]

    def mistyped() -> str:
        return chance.choice(list(slips(real)))

    def nearly_real() -> str:
        # As much of the real one as another well-formed code can have.
        bits = sum(
            ALPHABET.index(symbol) << (5 * (17 - place)) for place, symbol in enumerate(real.replace("-", "")[:18])
        )
        return mint(((bits ^ 1 << chance.randrange(90)) << 6).to_bytes(12, "big"))

    return {"unknown": unknown, "mistyped": mistyped, "nearly the real one": nearly_real}


def oddities(real: str) -> list[str]:
    return [
        "",
        " ",
        "x",
        real[:-1],
        real + "2",
        real[:-1] + "U",
        "é" * 20,
        "\x00" * 20,
        "9" * 5_000,
        "<b>",
        "'; --",
        "\u202e",
    ]


async def answer(
    session: aiohttp.ClientSession, url: str, code: str
) -> tuple[int, tuple[tuple[bytes, bytes], ...], bytes]:
    async with session.post(f"{url}/mailbox", data={"code": code}, headers=FORM) as response:
        headers = tuple(field for field in response.raw_headers if field[0].lower() != b"date")
        return response.status, headers, await response.read()


@process
async def test_every_wrong_code_gets_the_same_bytes(
    starts: Starts, session: aiohttp.ClientSession, figure: Figure
) -> None:
    candour = await starts()
    reporter = WebWhistleblower(Visitor(session, candour.url))
    await reporter.reports()
    real = reporter.code
    ways = wrong_codes(real, Random(12))
    wrong = [way() for way in ways.values() for _ in range(6)] + oddities(real)
    answers = {await answer(session, candour.url, code) for code in wrong}
    assert len(answers) == 1
    assert {status for status, _, _ in answers} == {200}
    assert await answer(session, candour.url, real) not in answers, "the real one opens"
    figure(f"{len(wrong)} wrong codes: {len(answers)} answer")


async def seconds(url: str, session: aiohttp.ClientSession, real: str, times: int) -> Mapping[str, list[float]]:
    """How long each way to be wrong takes, measured in turn and in an order that chance gives."""
    chance = Random(13)
    ways = wrong_codes(real, chance)
    order = [name for name in ways for _ in range(times)]
    chance.shuffle(order)
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for name in order:
        code = ways[name]()
        began = time.perf_counter()
        await answer(session, url, code)
        taken[name].append(time.perf_counter() - began)
    return taken


def by_chance(one: Sequence[float], other: Sequence[float]) -> float:
    """Mann and Whitney's test: how often chance alone makes two samples of one kind differ as much as these."""
    ranked = sorted([(value, True) for value in one] + [(value, False) for value in other])
    rank_sum = sum(rank for rank, (_, is_one) in enumerate(ranked, start=1) if is_one)
    n, m = len(one), len(other)
    u = rank_sum - n * (n + 1) / 2
    deviation = math.sqrt(n * m * (n + m + 1) / 12)
    return math.erfc(abs(u - n * m / 2) / deviation / math.sqrt(2))


def told_apart(taken: Mapping[str, list[float]]) -> Mapping[tuple[str, str], float]:
    """Pairs of ways that a clock tells apart, and how probable that is by chance."""
    pairs = {(one, other): by_chance(taken[one], taken[other]) for one, other in combinations(taken, 2)}
    return {pair: p for pair, p in pairs.items() if p < STRICT}


@process
async def test_no_clock_tells_one_wrong_code_from_another(
    starts: Starts, session: aiohttp.ClientSession, full_size: bool, figure: Figure
) -> None:
    candour = await starts()
    reporter = WebWhistleblower(Visitor(session, candour.url))
    await reporter.reports()
    taken = await seconds(candour.url, session, reporter.code, 400 if full_size else 24)
    assert told_apart(taken) == {}
    medians = (f"{name} {sorted(each)[len(each) // 2] * 1000:.1f} ms" for name, each in taken.items())
    least = min(by_chance(taken[one], taken[other]) for one, other in combinations(taken, 2))
    figure(f"medians: {', '.join(medians)}; the least p of any two is {least:.2g}")


@process
async def test_an_early_answer_to_a_mistyped_code_is_found_out(starts: Starts, session: aiohttp.ClientSession) -> None:
    candour = await starts(launcher=("-m", "tests.trust.hasty_server"))
    taken = await seconds(candour.url, session, minted(Random(14), 1)[0], 40)
    assert told_apart(taken).keys() == {("unknown", "mistyped"), ("mistyped", "nearly the real one")}


def test_the_clocks_measure_is_right() -> None:
    chance = Random(15)
    same = [[chance.gauss(10, 2) for _ in range(40)] for _ in range(200)]
    often = sum(by_chance(one, other) < 0.05 for one, other in zip(same[::2], same[1::2], strict=True))
    assert 0 <= often <= 14, "five in a hundred, give or take"
    assert by_chance([1.0] * 24, [2.0] * 24) < STRICT
