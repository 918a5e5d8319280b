"""Inspecting the audit log: the whole chain, and whether it still holds the heads that were sent out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from governance.audit import BEGINNING, ChainKeys, Line, SignedHead, generation_after, key_of, verify
from governance.ports import Store
from governance.seal_ports import Verifier

AT_ONCE = 5_000


class Verdict(StrEnum):
    """What the log says to a head that somebody kept."""

    #: The line that was signed is where it was.
    HOLDS = "holds"
    #: The signature is not this service's, or the text was changed.
    NOT_SIGNED = "not_signed"
    #: The log ends before the line that was signed.
    CUT = "cut"
    #: Another line stands in the place of the one that was signed.
    REWRITTEN = "rewritten"
    #: The line that was signed is not in the log; which of the two it was cannot be told without the service's keys.
    GONE = "gone"
    #: The chain is broken before it comes to that line.
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True)
class Checked:
    """One head and what came of it."""

    head: SignedHead
    verdict: Verdict
    #: The number of its line; None when it is not known.
    number: int | None


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found."""

    #: How many lines from the beginning are good.
    good: int
    #: The first line that is not as it was written, or that does not follow on from the one before it.
    bad: Line | None
    #: In the order of their days.
    heads: Sequence[Checked]
    #: The log never came to the newest key of its chain: a change of the KEK was not ended, or the log was cut before
    #: it and went on under a key that was given up.
    behind: bool = False

    @property
    def well(self) -> bool:
        return self.bad is None and not self.behind and all(each.verdict is Verdict.HOLDS for each in self.heads)


class Inspecting:
    """Reads the log and changes nothing."""

    def __init__(self, store: Store, keys: ChainKeys | None, verifier: Verifier, at_once: int = AT_ONCE) -> None:
        """`keys` are the chain's. Without them, lines are only checked to follow one on the other. `at_once` is how
        many are read in one transaction, so that the service can go on working beside."""
        self._store = store
        self._keys = keys
        self._verifier = verifier
        self._at_once = at_once

    async def inspect(self, heads: Collection[SignedHead] = ()) -> Inspection:
        """The chain from its beginning to its first bad line, and each head against the good part."""
        good, last, generation = 0, BEGINNING, 1
        wanted, places = {head.mac for head in heads}, dict[bytes, int]()
        bad: Line | None = None
        while bad is None:
            async with self._store.work() as work:
                lines = await work.audit.lines(good, self._at_once)
            if not lines:
                break
            bad = verify(self._keys, lines, good, last, generation)
            sound = lines if bad is None else lines[: list(lines).index(bad)]
            places.update((line.mac, line.number) for line in sound if line.mac in wanted)
            good, last = good + len(sound), sound[-1].mac if sound else last
            generation = generation_after(generation, sound)
        in_order = sorted(heads, key=lambda head: (head.day, head.text))
        checked = [self._check(head, places, good, whole=bad is None) for head in in_order]
        return Inspection(good, bad, checked, behind=bad is None and self._has_newer(generation))

    def _has_newer(self, generation: int) -> bool:
        return self._keys is not None and key_of(self._keys, generation + 1) is not None

    def _check(self, head: SignedHead, places: Mapping[bytes, int], good: int, *, whole: bool) -> Checked:
        if not self._verifier.verifies(head):
            return Checked(head, Verdict.NOT_SIGNED, None)
        number, stands = self._verifier.number(head), places.get(head.mac)
        if stands is not None and number in (None, stands):
            return Checked(head, Verdict.HOLDS, stands)
        if not whole and (number is None or number > good):
            return Checked(head, Verdict.NOT_REACHED, number)
        if number is None:
            return Checked(head, Verdict.GONE, None)
        return Checked(head, Verdict.CUT if number > good else Verdict.REWRITTEN, number)
