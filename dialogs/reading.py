"""Reading one question of a draft: is it asked, is it settled, is it right."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.answers import MISSING, READERS, Raw, Reading, is_ticked, picks_of, text_of
from dialogs.conditions import ALWAYS
from dialogs.days import Wrong
from dialogs.matching import matched
from dialogs.names import named
from dialogs.personal_details import personal_details
from dialogs.questions import Choice, Kind, Question, Source
from governance.reports import NamedPerson

#: Characters that a draft keeps of what stood in an input that is not for writing in.
_LONGEST_SHORT = 200
#: Kinds whose answer is what was written, or the name of one choice.
_AS_WRITTEN = frozenset(Kind) - {Kind.SEVERAL, Kind.CONFIRM}


def is_asked(question: Question, reading: Reading) -> bool:
    """Whether its condition holds, and for choices that have to be found, whether there are any."""
    if question.when is not ALWAYS and not question.when.holds(reading.answers):
        return False
    if question.choices_from is None:
        return True
    found = _find(question, reading)
    if found:
        reading.found[question.key] = found
    return bool(found)


def read_question(question: Question, reading: Reading) -> bool:
    """Read it into the answers, or say what is wrong with it; whether it is settled and right."""
    key, kind = question.key, question.kind
    if question.in_parts:
        keep_parts(question, reading)
        if kind is Kind.EACH:
            return _read_each(question, reading)
    if key not in reading.raw:
        return False
    reading.kept[key] = _kept(question, reading.raw[key])
    reader = READERS.get(kind)
    if reader is None:
        return True
    try:
        value = reader(question, reading)
    except Wrong as wrong:
        reading.errors[key] = str(wrong)
        return False
    if value is not None:
        reading.answers[key] = value
        return True
    required = question.required or (question.needed is not None and question.needed.holds(reading.answers))
    if required:
        reading.errors[key] = question.missing or MISSING[kind]
    return not required


def input_names(question: Question, found: tuple[Choice, ...], rows: int) -> tuple[str, ...]:
    """The names of its inputs: `found` are the lines of a yes or no for each, `rows` those of people."""
    key = question.key
    if question.kind is Kind.EACH:
        return tuple(f"{key}.{choice.value}" for choice in found)
    if question.kind is Kind.MOMENT:
        return (f"{key}.day", f"{key}.time")
    if question.kind is Kind.PEOPLE:
        columns = ("who", "part") if question.choices else ("who",)
        return tuple(f"{key}.{row}.{column}" for row in range(rows) for column in columns)
    return (key,)


def _find(question: Question, reading: Reading) -> tuple[Choice, ...]:
    facts = reading.facts
    if question.choices_from is Source.DIRECTORATES:
        places = tuple(Choice(name, name) for name in facts.directorates)
        return (*places, *question.choices) if places else ()
    if question.choices_from is Source.PERSONAL_DETAILS:
        return tuple(Choice(f"slip_{number}", words) for number, words in enumerate(_slips(question, reading)))
    if question.choices_from is Source.MATCHED_ASSETS:
        said = " ".join(str(reading.answers.get(key) or "") for key in question.search)
        found = tuple(Choice(a.reference, a.title, f"{a.service}, {a.owner}") for a in matched(facts.assets, said))
        return (*found, *question.choices) if found else ()
    texts: list[str] = []
    descriptions: list[str] = []
    for key in question.search:
        answer = reading.answers.get(key)
        if isinstance(answer, str):
            (descriptions if key in question.search_posts else texts).append(answer)
        elif isinstance(answer, tuple):
            descriptions += [person.who for person in answer if isinstance(person, NamedPerson)]
    meant = named(facts.handlers, texts, descriptions)
    # Whoever was said to be meant stays so when the name is taken out again, which the form itself may advise.
    handlers = [h for h in facts.handlers if h in meant or reading.raw.get(f"{question.key}.{h.id}") == "yes"]
    return tuple(Choice(handler.id, f"Is this our {handler.post}, {handler.name}?") for handler in handlers)


def _slips(question: Question, reading: Reading) -> Iterator[str]:
    """What was found and where, without the thing itself."""
    asked = {each.key: each.ask for questions in reading.asked.values() for each in questions}
    for key in question.search:
        answer = reading.answers.get(key)
        for slip in personal_details(answer) if isinstance(answer, str) else ():
            yield f"“{asked[key]}” – {slip.words}"


def _kept(question: Question, value: object) -> object:
    """What the draft carries on of what was sent: something that JSON can hold, and no more than an input can give."""
    kind = question.kind
    if kind in _AS_WRITTEN and isinstance(value, str) and len(value) <= _LONGEST_SHORT and value.isascii():
        return value
    if kind is Kind.SEVERAL:
        picks = picks_of(value)
        return [choice.value for choice in question.choices if choice.value in picks]
    if kind is Kind.CONFIRM:
        return "yes" if is_ticked(value) else ""
    text = text_of(value)
    return text if kind in (Kind.TEXT, Kind.LONG_TEXT) else text[:_LONGEST_SHORT]


def keep_parts(question: Question, reading: Reading) -> None:
    """What stands in the inputs under keys of their own."""
    for name in input_names(question, reading.found.get(question.key, ()), begun(question, reading.raw)):
        if name in reading.raw:
            text = text_of(reading.raw[name])
            reading.kept[name] = text if name.endswith(".who") else text[:_LONGEST_SHORT]


def begun(question: Question, raw: Raw) -> int:
    """How many rows of a question about people there are, empty ones among them. Rows have no gaps."""
    most = question.rows.most if question.rows else 0
    return next((row for row in range(most) if f"{question.key}.{row}.who" not in raw), most)


def _read_each(question: Question, reading: Reading) -> bool:
    said = {choice.value: reading.kept.get(f"{question.key}.{choice.value}") for choice in reading.found[question.key]}
    if all(value in ("yes", "no") for value in said.values()):
        yes, no = question.fields
        reading.answers[yes] = tuple(key for key, value in said.items() if value == "yes")
        reading.answers[no] = tuple(key for key, value in said.items() if value == "no")
        return True
    if not any(value is None for value in said.values()):
        reading.errors[question.key] = question.missing or "Choose yes or no for each of them."
    return False
