"""A reporter's verbs: "my reports" for those who gave their name, the mailbox for those with a code.

Reading leaves no trace: it writes nothing. Whoever comes with a code stays nobody, also when they write: they are not
looked up, and nothing here calls the connector.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from bot.teams.answers import Dialog
from bot.teams.buttons import Buttons
from bot.teams.form_dialogs import FormDialogs, Inputs
from bot.teams.identity import Directory, Presser
from bot.teams.verbs import Verb
from dialogs.filling import Draft
from dialogs.form import Form
from dialogs.forms.add_to_report import ADD_TO_REPORT
from dialogs.forms.answer_question import ANSWER_QUESTION
from dialogs.forms.withdraw import WITHDRAW
from dialogs.views.done import done_written
from dialogs.views.letters import conversation
from dialogs.views.mailbox import CODE, ask_code, mailbox, mailbox_pages
from dialogs.views.parts import press
from governance.errors import NotFound, Tampered
from governance.people import Person
from governance.reports import Addition, Answer, Entry, Withdrawal
from governance.services.corresponding import Mailbox, NewLetter

MINE = "My reports"
BY_CODE = "I have a code"
#: The verb that makes a link to add files, and what its button is sealed for.
ADD_FILE = "add_file"
#: What a reporter may write, and the form for it.
FORMS = {Entry.ADDITION: ADD_TO_REPORT, Entry.ANSWER: ANSWER_QUESTION, Entry.WITHDRAWAL: WITHDRAW}


class Corresponds(Protocol):
    """The part of `Corresponding` that this face uses."""

    async def look(self, code: str) -> Mailbox: ...

    async def mine(self, by: Person) -> Sequence[Mailbox]: ...

    async def write(self, code: str, letter: NewLetter) -> bool: ...

    async def write_known(self, by: Person, report_id: str, letter: NewLetter) -> bool: ...


class WriteEnding:
    """What one of a reporter's forms does in Teams."""

    def __init__(
        self, entry: Entry, corresponding: Corresponds, people: Directory, buttons: Buttons, banner: str | None
    ) -> None:
        self._entry = entry
        self._corresponding = corresponding
        self._people = people
        self._buttons = buttons
        self._banner = banner

    @property
    def form(self) -> Form:
        return FORMS[self._entry]

    async def prefill(self, presser: Presser, answers: Mapping[str, object]) -> Mapping[str, str]:  # noqa: ARG002
        return {}

    async def finish(self, presser: Presser, draft: Draft, command: object) -> Dialog:
        letter = NewLetter(draft.minted["letter"], self._entry, words_of(command), draft.minted["question"])
        if "code" in draft.minted:
            code = draft.minted["code"]
            await self._corresponding.write(code, letter)
            back: dict[str, object] = {
                "verb": "mailbox",
                "card": self._buttons.seal(presser, "mailbox", code=code, page=0),
            }
            return Dialog(BY_CODE, done_written(self._entry, back, self._banner))
        person = await presser.person(self._people)
        await self._corresponding.write_known(person, draft.minted["report"], letter)
        return Dialog(MINE, done_written(self._entry, {"verb": "my_reports"}, self._banner))


class ComingBack:
    def __init__(
        self,
        forms: FormDialogs,
        corresponding: Corresponds,
        people: Directory,
        buttons: Buttons,
        new_id: Callable[[], str],
        banner: str | None,
    ) -> None:
        self._forms = forms
        self._corresponding = corresponding
        self._people = people
        self._buttons = buttons
        self._new_id = new_id
        self._banner = banner
        self._ask_code = Dialog(BY_CODE, ask_code(None, banner))

    def verbs(self) -> Mapping[str, Verb]:
        return {"my_reports": self.my_reports, "code": self.ask_code, "mailbox": self.by_code, "write": self.write}

    async def my_reports(self, presser: Presser, data: Inputs) -> Dialog:
        def token(box: Mailbox, entry: Entry, question: str) -> str:
            return self._buttons.seal(presser, "write", report=box.report_id, entry=entry.value, question=question)

        def files(box: Mailbox) -> str:
            return self._buttons.seal(presser, ADD_FILE, report=box.report_id)

        parts = mailbox_pages(await self._corresponding.mine(await presser.person(self._people)), token, files)
        turn = [_turn(at, {"verb": "my_reports", "page": at}) for at in range(len(parts))]
        return Dialog(MINE, mailbox(MINE, _page(data.get("page"), parts), parts, turn, self._banner))

    async def ask_code(self, _: Presser, __: Inputs) -> Dialog:
        return self._ask_code

    async def by_code(self, presser: Presser, data: Inputs) -> Dialog:
        """With the code just typed, or with the one sealed in a button."""
        facts = self._buttons.open(presser, "mailbox", data) if "card" in data else {"code": data.get(CODE)}
        code = str(facts["code"]) if isinstance(facts["code"], str) else ""

        def token(_: Mailbox, entry: Entry, question: str) -> str:
            return self._buttons.seal(presser, "write", code=code, entry=entry.value, question=question)

        try:
            box = await self._corresponding.look(code)
        except NotFound as wrong:
            return Dialog(BY_CODE, ask_code(str(wrong), self._banner))
        parts = mailbox_pages([box], token)
        turn = [
            _turn(at, {"verb": "mailbox", "card": self._buttons.seal(presser, "mailbox", code=code, page=at)})
            for at in range(len(parts))
        ]
        return Dialog(BY_CODE, mailbox("Your report", _page(facts.get("page"), parts), parts, turn, self._banner))

    async def write(self, presser: Presser, data: Inputs) -> Dialog:
        """The form to add, to answer or to take back. The letter's id is made here and travels in the sealed draft, so
        that a repeated press is the same letter."""
        facts = self._buttons.open(presser, "write", data)
        entry, question = Entry(str(facts["entry"])), str(facts["question"])
        kind = "code" if "code" in facts else "report"
        minted = {kind: str(facts[kind]), "letter": self._new_id(), "question": question}
        above = []
        if entry is Entry.ANSWER:
            asked = [each for each in (await self._box(presser, minted)).questions if each.id == question]
            if not asked:
                raise Tampered("That question was answered, or is not there any more. Open your report again.")
            above = list(conversation(asked, "reporter"))
        return await self._forms.start(presser, FORMS[entry].key, minted, above=above)

    async def _box(self, presser: Presser, minted: Mapping[str, str]) -> Mailbox:
        if "code" in minted:
            return await self._corresponding.look(minted["code"])
        for box in await self._corresponding.mine(await presser.person(self._people)):
            if box.report_id == minted["report"]:
                return box
        raise NotFound("There is no such report among those that have your name.")


def words_of(command: object) -> str:
    """What a reporter's form completed to, as the words of a letter."""
    match command:
        case Addition(text=text) | Answer(text=text):
            return text
        case Withdrawal(why=why):
            return why or ""
    raise TypeError("a reporter's form completes to what a reporter writes")


def _page(wanted: object, parts: Sequence[object]) -> int:
    return wanted if isinstance(wanted, int) and 0 <= wanted < len(parts) else 0


def _turn(at: int, data: dict[str, object]) -> dict[str, object]:
    return press(f"Go to part {at + 1}", data)
