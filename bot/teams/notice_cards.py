"""What a message says in Teams: its card, and the line that pops up."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Protocol

from bot.teams.buttons import Buttons
from bot.teams.due_cards import on_card
from bot.teams.identity import Presser
from dialogs.views.acting_owners import acting_due, acting_over
from dialogs.views.cadences import CADENCE_SECTION
from dialogs.views.due import Section, due_card, due_summary
from dialogs.views.incident_due import closure_due, incident_task_due
from dialogs.views.incident_talk import talk_answered, talk_due
from dialogs.views.notices import notice_card, notice_summary
from dialogs.views.owed_actions import (
    action_answered,
    action_due,
    extension_due,
    proposal_due,
    undated_due,
    update_due,
    verify_due,
)
from dialogs.views.owed_administrators import administrator_answered, administrator_due
from dialogs.views.owed_appointments import appoint_answered, appoint_due
from dialogs.views.owed_risks import risk_answered, risk_decision_due, risk_due
from dialogs.views.owed_transfers import transfer_answered, transfer_due
from dialogs.views.parts import Element
from dialogs.views.return_card import RETURN
from dialogs.views.review import review_answered, review_due
from governance.notices import Message
from governance.obligations import Duty
from governance.people import Person
from governance.services.briefing import Brief, Item

#: The card of a message as it stands when it leaves, and one line for the pop-up.
Compose = Callable[[Message, Person], Awaitable[tuple[Element, str]]]


def _answered(item: Item, _today: date) -> list[Element]:
    return action_answered(item)


#: How things of each duty that is owed by name stand on a card.
SECTIONS: Mapping[Duty, Section] = {
    Duty.ASSURANCE: RETURN,
    Duty.ACTION: Section(action_due, _answered),
    Duty.URGENT_ACTION: Section(action_due, _answered),
    Duty.EXTENSION: Section(extension_due, _answered),
    Duty.VERIFY: Section(verify_due, _answered),
    Duty.PROPOSED_ACTION: Section(proposal_due, _answered),
    Duty.ACTION_DATE: Section(undated_due, _answered),
    Duty.ACTION_UPDATE: Section(update_due, _answered),
    Duty.REVIEW_RETURN: Section(review_due, review_answered),
    Duty.CADENCE: CADENCE_SECTION,
    Duty.CADENCE_EXPIRY: CADENCE_SECTION,
    Duty.APPOINT: Section(appoint_due, appoint_answered),
    Duty.NAME_ADMINISTRATOR: Section(administrator_due, administrator_answered),
    Duty.ACTING_ENDS: Section(acting_due, acting_over),
    Duty.TRANSFER: Section(transfer_due, transfer_answered),
    Duty.RISK_SIGN: Section(risk_due, risk_answered),
    Duty.RISK_REVIEW: Section(risk_due, risk_answered),
    Duty.RISK_EXPIRY: Section(risk_due, risk_answered),
    Duty.RISK_CHECK: Section(risk_decision_due, risk_answered),
    Duty.RISK_DECISION: Section(risk_decision_due, risk_answered),
    Duty.INCIDENT_TASK: Section(incident_task_due, _answered),
    Duty.INCIDENT_FOLLOW_UP: Section(incident_task_due, _answered),
    Duty.APPROVE_CLOSURE: Section(closure_due, _answered),
    Duty.INCIDENT_TALK: Section(talk_due, talk_answered),
}


class Briefs(Protocol):
    """The part of `Briefing` that cards use."""

    async def brief(self, message: Message, to: Person, today: date) -> Brief: ...


def plain_cards(banner: str | None) -> Compose:
    """Cards that depend on a message's kind and facts, and on nothing else. `banner` stands first, in the try-out."""

    async def compose(message: Message, _to: Person) -> tuple[Element, str]:
        return notice_card(message.kind, message.facts, banner), notice_summary(message.kind)

    return compose


def all_cards(briefs: Briefs, buttons: Buttons, tenant: str, today: Callable[[], date], banner: str | None) -> Compose:
    """Plain cards about reports; and of what is owed by name, cards that say how it stands when they leave, with
    buttons for their recipient alone."""
    plain = plain_cards(banner)

    async def compose(message: Message, to: Person) -> tuple[Element, str]:
        brief = await briefs.brief(message, to, today())
        if not brief.of_what_is_owed:
            return await plain(message, to)
        # What stands in the place of an answered card is found by what Teams called that one.
        seal = on_card(buttons, Presser(tenant, to.entra_id, to.name), "" if message.replaces else message.id)
        return due_card(brief, SECTIONS, seal, banner), due_summary(brief.kind)

    return compose
