"""A case after its acknowledgement, in Teams: its list, its view, each step in a box, and what the reporter reads."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from dialogs.views.letters import STILL_WAITS
from governance.case_letters import MEETING_RIGHTS
from tests.faces.acting import acknowledge, code_on, open_first_case, speak_up, speak_up_with_name
from tests.faces.card_rules import typed_words
from tests.faces.council import AMARA, DEPUTY, JOHN, PRIYA, Box, Council, Member, council
from tests.faces.test_handler_letters import ask, my_reports, with_code

REASONS = "The invoices bear it out, and nobody else was asked."
NOTE = "The buyer took cash on four Fridays. The bank papers show it."
DANGER = {"danger": "no"}
DECISION = {"decision": "in_scope"}
WHY = {"priority": "high", "reasons": REASONS}
RISK = {
    "who_may_guess": "The two who share the office.",
    "what_may_happen": "Worse shifts.",
    "what_is_done": "We look at the rota each month.",
}


async def through(box: Box, *pages: dict[str, Any]) -> Box:
    """Answer page after page."""
    for answers in pages:
        box = await box.press("Continue", **answers)
        assert "There is a problem" not in box.words, box.words
    return box


async def acknowledged(world: Council, **answers: Any) -> tuple[Member, Member, str]:
    """A handler, the whistleblower and their code, when the acknowledgement was sent."""
    whistleblower, handler = world.member(PRIYA), world.member(AMARA)
    code = code_on(await speak_up(whistleblower, **answers))
    await world.release()
    await acknowledge(handler)
    return handler, whistleblower, code


async def decide(handler: Member) -> Box:
    form = await (await open_first_case(handler)).press("Decide what is done")
    review = await through(form, DANGER, DECISION, WHY, RISK, {})
    return await review.press("Send")


async def begin(handler: Member) -> Box:
    form = await (await (await open_first_case(handler)).press("Begin to look into it")).press("Somebody else")
    return await (await through(form, {"who": "John from audit", "plan": "He reads the invoices."}, {})).press("Send")


async def conclude(handler: Member, message: str = "We found that it happened.") -> Box:
    form = await (await open_first_case(handler)).press("Conclude")
    return await (await through(form, {"outcome": "upheld"}, {"note": NOTE}, {"message": message})).press("Send")


async def beside(handler: Member, button: str) -> Box:
    more = await (await open_first_case(handler)).press("What else you can do")
    return await more.press(button)


async def reads(whistleblower: Member, code: str) -> str:
    return typed_words((await with_code(whistleblower, code)).card)


async def test_a_case_is_decided_looked_into_concluded_and_closed_and_the_reporter_reads_each_letter() -> None:
    async with council() as world:
        handler, whistleblower, code = await acknowledged(world)
        done = await decide(handler)
        assert "Your decision is recorded" in done.words
        assert "We will look into it under our whistleblowing policy." in await reads(whistleblower, code)
        await begin(handler)
        assert "We have begun to look into what you told us." in await reads(whistleblower, code)
        assert "The case is concluded" in (await conclude(handler)).words
        form = await (await open_first_case(handler)).press("Close the case")
        await (await through(form, {"note": "Nothing is still open."}, {})).press("Send")
        told = await reads(whistleblower, code)
        assert "We found that it happened." in told
        assert "the whistleblowing process about your concern is complete" in told
        for inside in (REASONS, NOTE, *RISK.values(), "He reads the invoices."):
            assert inside not in told


async def test_the_letter_of_a_decision_stands_ready_and_is_read_before_it_is_sent() -> None:
    async with council() as world:
        handler, whistleblower, code = await acknowledged(world)
        form = await (await open_first_case(handler)).press("Decide what is done")
        letter = await through(form, DANGER, DECISION, WHY, RISK)
        assert "We will look into it" in letter.inputs["letter_in_scope"]
        review = await letter.press("Continue", letter_in_scope="We will look into it. We write again next month.")
        assert "This is what the reporter will read:" in review.words
        assert "We write again next month." in typed_words(review.card)
        assert "We write again next month." not in await reads(whistleblower, code)
        await review.press("Send")
        assert "We write again next month." in await reads(whistleblower, code)


async def test_another_decision_brings_another_letter_whatever_was_written_before() -> None:
    async with council() as world:
        handler, _, _ = await acknowledged(world)
        form = await (await open_first_case(handler)).press("Decide what is done")
        letter = await through(form, DANGER, DECISION, WHY, RISK)
        back = letter
        for _ in range(3):
            back = await back.press("Back")
        other = await through(back, {"decision": "needs_more"}, WHY)
        assert "letter_in_scope" not in other.inputs
        assert "we need to know a little more" in other.inputs["letter_question"]
        stopped = await other.press("Continue")
        assert "Write your question in the place of “Write here”." in stopped.words


async def test_a_case_offers_what_may_be_done_now_and_nothing_else() -> None:
    async with council() as world:
        handler, _, _ = await acknowledged(world)
        case = await open_first_case(handler)
        assert case.has("Decide what is done")
        assert not case.has("Acknowledge")
        assert not case.has("Conclude")
        await decide(handler)
        case = await open_first_case(handler)
        assert case.has("Begin to look into it")
        more = await case.press("What else you can do")
        for offered in ("Write to the reporter", "Offer to meet", "Say how it goes", "Conclude", "Pass it on"):
            assert more.has(offered), offered
        assert not more.has("Close the case")
        assert (await more.press("Back to the case")).has("Begin to look into it")


async def test_the_list_says_what_is_next_and_what_is_late_stands_first() -> None:
    async with council() as world:
        handler, _, _ = await acknowledged(world)
        listed = await handler.press(await handler.say("cases"), "Cases")
        assert "Next: decide what is done, by Monday 30 November 2026 (in 7 days)" in listed.words
        world.clock.pass_time(days=8)
        await speak_up(world.member(PRIYA), title="A second one")
        await world.release()
        listed = await handler.press(await handler.say("cases"), "Cases")
        assert "In 1 case something is late." in listed.words
        assert "late)" in listed.words
        titles = typed_words(listed.card)
        assert titles.index("Envelopes in the car park") < titles.index("A second one")


async def test_the_view_says_how_pressing_it_is_what_is_next_and_what_came_of_it() -> None:
    async with council() as world:
        handler, _, _ = await acknowledged(world, at_risk="yes")
        await decide(handler)
        case = await open_first_case(handler)
        assert "How soon: first of all" in case.words
        assert "Next: begin to look into it" in case.words
        assert "The people who keep children and adults safe" in typed_words(case.card)
        await begin(handler)
        await conclude(handler)
        case = await open_first_case(handler)
        assert "Outcome: We looked into it, and it is so" in case.words
        assert "Next: say that all is done, and close it" in case.words


async def test_a_message_begins_from_words_that_were_chosen() -> None:
    async with council() as world:
        handler, whistleblower, code = await acknowledged(world)
        form = await beside(handler, "Write to the reporter")
        text = await form.press("Continue", begin="advice")
        assert "Protect on 020 3117 2520" in text.inputs["text"]
        await (await text.press("Continue")).press("Send")
        assert "Protect on 020 3117 2520" in await reads(whistleblower, code)


async def test_an_offer_to_meet_shows_the_rights_before_it_is_sent_and_has_them_when_it_is() -> None:
    async with council() as world:
        handler, whistleblower, code = await acknowledged(world)
        form = await beside(handler, "Offer to meet")
        review = await form.press("Continue", text="Shall we meet on Friday, at the library?")
        assert MEETING_RIGHTS in review.words
        await review.press("Send")
        assert MEETING_RIGHTS in await reads(whistleblower, code)


async def test_a_letter_with_a_name_in_it_is_warned_of_and_nothing_that_was_typed_is_lost() -> None:
    async with council() as world:
        people = {"people.0.who": "Bob Grimes", "people.0.part": "did"}
        handler, whistleblower, code = await acknowledged(world, **people)
        form = await (await beside(handler, "Write to the reporter")).press("Continue", begin="own")
        review = await form.press("Continue", text="We asked Mr Grimes about it.")
        warned = await review.press("Send")
        assert "may be a name from the case: Grimes" in typed_words(warned.card) + warned.words
        assert "Grimes about it" not in await reads(whistleblower, code)
        changed = await (await warned.press("Back")).press("Continue", text="We asked them about it.")
        await changed.press("Send")
        assert "We asked them about it." in await reads(whistleblower, code)


async def test_whoever_means_the_name_presses_again() -> None:
    async with council() as world:
        people = {"people.0.who": "Bob Grimes", "people.0.part": "did"}
        handler, whistleblower, code = await acknowledged(world, **people)
        form = await (await beside(handler, "Write to the reporter")).press("Continue", begin="own")
        review = await form.press("Continue", text="You may speak to Mr Grimes again.")
        await (await review.press("Send")).press("Send")
        assert "You may speak to Mr Grimes again." in await reads(whistleblower, code)


async def test_two_handlers_at_once_and_the_second_is_told_who_was_first() -> None:
    async with council() as world:
        handler, _, _ = await acknowledged(world)
        seen = await open_first_case(world.member(JOHN))
        form = await seen.press("Decide what is done")
        await decide(handler)
        mine = {"letter_in_scope": "We will look into it.\nYou hear from us before Christmas."}
        refused = await (await through(form, DANGER, DECISION, WHY, RISK, mine)).press("Send")
        shown = typed_words(refused.card)
        assert "Amara Okafor wrote to the reporter on 23 November 2026" in shown
        for written in (REASONS, RISK["what_is_done"], "You hear from us before Christmas."):
            assert written in shown, "what the second wrote can be copied"
        assert refused.has("Back to the list")
        too_late = await seen.press("Decide what is done")
        assert not too_late.inputs, "whoever comes too late need not fill it in to hear so"


async def test_a_card_that_is_pressed_a_month_later_does_what_it_says_or_says_who_did_it() -> None:
    async with council() as world:
        handler, _, _ = await acknowledged(world)
        case = await open_first_case(world.member(JOHN))
        world.clock.at += timedelta(days=30)
        assert (await case.press("Decide what is done")).inputs
        await decide(handler)
        late = await case.press("Decide what is done")
        assert not late.inputs
        assert "Amara Okafor wrote to the reporter on 23 December 2026" in typed_words(late.card) + late.words


async def test_a_button_of_one_handler_is_worth_nothing_to_anybody_else() -> None:
    async with council() as world:
        handler, _, _ = await acknowledged(world)
        case = await open_first_case(handler)
        for thief in (PRIYA, DEPUTY):
            stolen = Box(world.member(thief), case.body)
            assert not (await stolen.press("Decide what is done")).inputs


async def test_a_lesson_goes_onto_the_list_of_actions_and_holds_nothing_of_the_case() -> None:
    async with council() as world:
        handler, _, _ = await acknowledged(world)
        await decide(handler)
        await begin(handler)
        await conclude(handler)
        form = await (await open_first_case(handler)).press("Record what we learned")
        wordy = await form.press(
            "Continue", lesson="The supplier gives the buyer envelopes of cash: forbid it.", raises="no"
        )
        assert "These words stand in the report too" in wordy.words + typed_words(wordy.card)
        told = {"lesson": "Buyers and sellers never meet alone.", "raises": "yes"}
        action = await wordy.press("Continue", **told)
        done = await action.press(
            "Put it on the list", title="Two people at every meeting with a seller", holder=DEPUTY.email,
            priority="high", due_on="2027-02-01",
        )  # fmt: skip
        assert "The action is on the list as LESSON-" in done.words
        async with world.store.work() as work:
            [raised] = await work.register.all_actions()
        assert raised.holder_id == DEPUTY.id


async def test_after_the_closing_they_are_asked_how_they_are_and_a_message_is_refused() -> None:
    async with council() as world:
        handler, whistleblower, code = await acknowledged(world)
        await decide(handler)
        await begin(handler)
        await conclude(handler)
        form = await (await open_first_case(handler)).press("Close the case")
        await (await through(form, {"note": "Nothing is still open."}, {})).press("Send")
        case = await open_first_case(handler)
        assert not case.has("Ask the reporter")
        assert "Next: ask how the reporter is, by" in case.words
        form = await case.press("Ask how they are")
        assert "It is a month since we closed your report." in form.inputs["letter"]
        await (await form.press("Continue")).press("Send")
        assert "Has anybody treated you badly because you spoke up?" in await reads(whistleblower, code)
        form = await beside(handler, "Open it again")
        await (await through(form, {"reason": "She says that it goes on."}, {"letter": "We look again."})).press("Send")
        assert (await open_first_case(handler)).has("Conclude")


async def test_a_question_that_waits_says_so_in_the_mailbox_and_not_once_it_is_answered() -> None:
    async with council() as world:
        handler, whistleblower, code = await acknowledged(world)
        await ask(handler)
        box = await with_code(whistleblower, code)
        assert STILL_WAITS in box.words
        done = await (await box.press("Answer this question")).press("Send", text="The two at the back.")
        assert STILL_WAITS not in (await done.press("Back to your report")).words


async def test_a_reporter_who_gave_their_name_reads_every_letter_under_my_reports() -> None:
    async with council() as world:
        await speak_up_with_name(world.member(PRIYA))
        await world.release()
        handler = world.member(AMARA)
        await acknowledge(handler)
        await decide(handler)
        box = await my_reports(world.member(PRIYA))
        assert "Decision from Amara Okafor" in typed_words(box.card)
