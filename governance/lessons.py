"""Whether words that leave a case could show who is in it: names from the case, and turns of phrase that stand in it
(policy paragraphs 22, 26 and 29). Pure, and generous: it leads to a warning, or to other words.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

#: So many words in a row that stand in a report too are its turn of phrase.
PHRASE_WORDS = 6
#: What the register says of where an action comes from, whether a concern taught it or an incident: whoever is kept
#: out of one of them learns from the list that there is an action, and nothing else.
SOURCE = "Lessons learned"
_SHORTEST_NAME = 3
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ANY_WORD = re.compile(r"[^\W\d_]+")
_ACCENTS = re.compile("[\u0300-\u036f]+")
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
#: Words that begin sentences or name posts and places of any council, and so nobody.
_NOBODYS_WORDS = """
    the and but for from with without this that these those there their they them then when where which while
    what who she her his him himself herself you your our ours its not nor all any some each every one two both
    many most other others nobody somebody someone everybody people person staff worker workers employee
    employees member members team teams mrs miss sir dame lord lady doctor manager managers head director
    directors officer officers assistant supervisor council councillor councillors service services department
    directorate office school unit group board committee housing finance planning legal services care adult
    adults children social health safety public works place hall town city street road depot site contractor
    contractors supplier suppliers company agency security guard cleaner driver teacher nurse clerk chief
    executive deputy monitoring internal auditor audit senior junior former new old north south east west
    january february march april may june july august september october november december monday tuesday
    wednesday thursday friday saturday sunday did was were has have had can could will would may might saw knew
    took part heard told said somebody's yes none see also maybe perhaps unknown anyone
"""
_NOBODYS = frozenset(_NOBODYS_WORDS.split())


def action_reference(unique: str) -> str:
    """Of an action that follows from a lesson; `unique` is 32 hex digits, random."""
    return f"LESSON-{unique[:8].upper()}"


@dataclass(frozen=True, slots=True)
class Slips:
    """What a text holds of a case."""

    names: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.names or self.phrases)

    @property
    def mark(self) -> str:
        """The same for the same findings, and tells nothing about them: 32 hex digits."""
        told = "\n".join([*self.names, "", *self.phrases])
        return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()


def case_names(named: Iterable[str], told: str, staff: Iterable[str]) -> frozenset[str]:
    """Words that name people in a case, folded: the capitalised words of `named` (the answers that say who was
    involved, saw it, or reported it), and the names of those of `staff` whose surname stands in `told` or `named`."""
    given = list(named)
    found = _capitals(" ".join(given))
    everything = f"{told} {' '.join(given)}"
    written, with_capital = set(_words(everything)), _capitals(everything)
    for name in staff:
        parts = _words(name)
        # A surname may be a word of every day, such as Bell: with a small letter it names nobody by itself.
        if parts and (parts[-1] in with_capital or written.issuperset(parts)):
            found |= {part for part in parts if part in written}
    return frozenset(part for part in found - _NOBODYS if len(part) >= _SHORTEST_NAME)


def slips(text: str, names: Iterable[str], told: str = "") -> Slips:
    """The names and, where `told` is given, the turns of phrase of a case that stand in `text`, in its order."""
    wanted, text = frozenset(names), _plain(text)
    held = dict.fromkeys(word for word in _WORD.findall(text) if folded(word) in wanted or _parts(word) & wanted)
    return Slips(tuple(held), tuple(_phrases(text, told)))


def whole_names(staff: Iterable[str]) -> Sequence[frozenset[str]]:
    """First and last name of everybody."""
    everyone = [_plain_words(name) for name in staff]
    return [frozenset((words[0], words[-1])) for words in everyone if words]


def names_one_of(lesson: str, names: Sequence[frozenset[str]]) -> bool:
    """Whether both names of somebody stand in it."""
    words = frozenset(_plain_words(lesson))
    return any(name <= words for name in names)


def folded(text: str) -> str:
    """Small letters, without accents, apostrophes or a possessive s."""
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text)).casefold().replace("’", "'")
    return plain.removesuffix("'s").replace("'", "")


def _parts(word: str) -> frozenset[str]:
    """The halves of a double name."""
    return frozenset(folded(part) for part in word.split("-")) if "-" in word else frozenset()


def _words(text: str) -> list[str]:
    return [folded(word) for word in _WORD.findall(_plain(text))]


def _capitals(text: str) -> set[str]:
    """The words that begin with a capital, folded."""
    return {folded(word) for word in _WORD.findall(_plain(text)) if word[:1].isupper()}


def _plain(text: str) -> str:
    """Letters with their accents in one, and without what nobody sees."""
    composed = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in composed if letter.isspace() or unicodedata.category(letter) not in _UNSEEN)


def _phrases(text: str, told: str) -> Iterator[str]:
    """The longest runs of words of `text` that stand in `told` in the same order."""
    source = _words(told)
    if len(source) < PHRASE_WORDS:
        return
    runs = {tuple(source[at : at + PHRASE_WORDS]) for at in range(len(source) - PHRASE_WORDS + 1)}
    spans = [(match.start(), match.end(), folded(match.group())) for match in _WORD.finditer(text)]
    at = 0
    while at + PHRASE_WORDS <= len(spans):
        end = at
        while end + PHRASE_WORDS <= len(spans) and _run(spans, end) in runs:
            end += 1
        if end == at:
            at += 1
            continue
        last = end + PHRASE_WORDS - 2
        yield text[spans[at][0] : spans[last][1]]
        at = last + 1


def _run(spans: Sequence[tuple[int, int, str]], at: int) -> tuple[str, ...]:
    return tuple(word for _, _, word in spans[at : at + PHRASE_WORDS])


def _plain_words(text: str) -> list[str]:
    return _ANY_WORD.findall(unicodedata.normalize("NFKC", text).casefold())
