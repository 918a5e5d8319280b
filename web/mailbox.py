"""The mailbox: a reporter reads with the code, adds, answers a question, takes the report back.

Everything is posted to one address, so that no log of addresses says what was done. The code comes with every post:
typed at first, then sealed inside the page that was shown. Nothing is kept between two posts.
"""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from dialogs import filling
from dialogs.form import Form
from dialogs.forms.add_to_report import ADD_TO_REPORT
from dialogs.forms.answer_question import ANSWER_QUESTION
from dialogs.forms.withdraw import WITHDRAW
from governance.errors import Busy, Expired, NotFound, Refused, Tampered
from governance.reports import Addition, Answer, Entry, Withdrawal
from governance.services.corresponding import NewLetter
from web import mailbox_words as words
from web.files import FIELD as FILES
from web.files import FilePages
from web.site import NOBODY, Site, one, read

#: What a reporter may write, and the form for it.
FORMS = {Entry.ADDITION: ADD_TO_REPORT, Entry.ANSWER: ANSWER_QUESTION, Entry.WITHDRAWAL: WITHDRAW}
#: What the sealed code inside a page is for.
PURPOSE = "mailbox"
#: Characters of a question that its answer's draft carries, to be shown above the form.
_QUOTED = 1_000


class MailboxPages:
    """One page for those with a code, whatever they do there."""

    def __init__(self, site: Site, files: FilePages) -> None:
        self._site = site
        self._files = files

    async def ask_code(self, _: web.Request) -> web.Response:
        return self._site.page("I have a code", words.code_page(""))

    async def post(self, request: web.Request) -> web.Response:
        try:
            if request.content_type == "multipart/form-data":
                return await self._files.upload(request)
            inputs = await read(request)
            if FILES in inputs:
                return await self._files.pressed(inputs)
            if "form" in inputs:
                return await self._filled_in(inputs)
            if "draft" in inputs:
                return await self._pressed(inputs)
            return await self._shown(one(inputs, "code"))
        except NotFound as wrong:
            return self._site.page("I have a code", words.code_page(str(wrong)), wrong=True)
        except Busy:
            return self._site.refuse(503, "Too many people at once", words.BUSY)
        except (Tampered, Expired):
            return self._site.refuse(400, "This page is too old", words.TOO_OLD)
        except Refused as refused:
            return self._site.refuse(409, "We could not do that", str(refused))

    # ---------------------------------------------------------------- inside

    async def _shown(self, code: str) -> web.Response:
        mailbox = await self._site.corresponding.look(code)
        return self._site.page("Your report", words.mailbox_page(mailbox, self._sealed(code)))

    async def _pressed(self, inputs: Mapping[str, object]) -> web.Response:
        """A button of the mailbox: `read`, or what to write, and for an answer the question's id after a colon."""
        code = str(self._site.drafts.open(PURPOSE, NOBODY, one(inputs, "draft")).get("code"))
        name, _, question = one(inputs, "action").partition(":")
        if name == FILES:
            return self._files.begin({"code": code})
        entry = next((entry for entry in FORMS if entry == name), None)
        if entry is None:
            return await self._shown(code)
        minted = {"code": code, "letter": self._site.new_id(), "question": question}
        if entry is Entry.ANSWER:
            box = await self._site.corresponding.look(code)
            asked = [letter.text for letter in box.questions if letter.id == question]
            if not asked:
                return await self._shown(code)
            minted["asked"] = asked[0][:_QUOTED]
        form = FORMS[entry]
        step = filling.start(form, minted, await self._site.facts())
        return self._site.form(form, step, words.asked(minted.get("asked", "")))

    async def _filled_in(self, inputs: Mapping[str, object]) -> web.Response:
        entry, form = _form(one(inputs, "form"))
        draft = self._site.draft_of(form, inputs)
        step = filling.step(form, draft, one(inputs, "action") or filling.NEXT, inputs, await self._site.facts())
        match step:
            case filling.Show():
                return self._site.form(form, step, words.asked(draft.minted.get("asked", "")))
            case filling.Stopped():
                return await self._shown(draft.minted["code"])
            case filling.Complete():
                return await self._written(entry, step)

    async def _written(self, entry: Entry, step: filling.Complete) -> web.Response:
        minted = step.draft.minted
        letter = NewLetter(minted["letter"], entry, _words_of(step.command), minted["question"])
        await self._site.corresponding.write(minted["code"], letter)
        title, body = words.written_page(entry, self._sealed(minted["code"]))
        return self._site.page(title, body)

    def _sealed(self, code: str) -> str:
        return self._site.drafts.seal(PURPOSE, NOBODY, {"code": code})


class ByCode:
    """The way to files of somebody with a code; `web.files.Way`."""

    purpose = "files"
    address = "/mailbox"

    def __init__(self, site: Site) -> None:
        self._site = site
        self.page = site.page

    def above(self, by: Mapping[str, str]) -> str:  # noqa: ARG002  # a code says nothing that stands on a page
        return ""

    async def send(self, by: Mapping[str, str], letter: NewLetter) -> tuple[str, str]:
        await self._site.corresponding.write(by["code"], letter)
        return words.written_page(Entry.ADDITION, self._site.drafts.seal(PURPOSE, NOBODY, {"code": by["code"]}))


def _form(key: str) -> tuple[Entry, Form]:
    for entry, form in FORMS.items():
        if form.key == key:
            return entry, form
    raise Tampered("That form is not one of these pages.")


def _words_of(command: object) -> str:
    """What a reporter's form completed to, as the words of a letter."""
    match command:
        case Addition(text=text) | Answer(text=text):
            return text
        case Withdrawal(why=why):
            return why or ""
    raise TypeError("a reporter's form completes to what a reporter writes")
