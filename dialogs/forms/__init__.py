"""Every form there is, by key: what the laws in the tests go over, and what `candour forms` prints."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dialogs.form import Form
from dialogs.forms.acknowledge import ACKNOWLEDGE
from dialogs.forms.acting_owner import MAKE_ACTING
from dialogs.forms.action_keeping import KEEPING_FORMS
from dialogs.forms.action_update import ACTION_BEGIN, ACTION_UPDATE
from dialogs.forms.add_to_report import ADD_TO_REPORT
from dialogs.forms.administrators import NAME_ADMINISTRATOR
from dialogs.forms.answer_question import ANSWER_QUESTION
from dialogs.forms.appoint import APPOINT
from dialogs.forms.ask_reporter import ASK_REPORTER
from dialogs.forms.assets import ADD_ASSET, ANSWER_TRANSFER, CORRECT_ASSET, RETIRE_ASSET, TRANSFER_ASSET
from dialogs.forms.assurance import ASSET, ASSET_AT_RISK, PORTFOLIO
from dialogs.forms.cadence import CADENCE, DECIDE_CADENCE
from dialogs.forms.casework import BY_STEP
from dialogs.forms.casework.assign import INVESTIGATE_BY
from dialogs.forms.decide_extension import DECIDE_EXTENSION
from dialogs.forms.exempt_return import EXEMPT_RETURN
from dialogs.forms.extension import EXTENSION
from dialogs.forms.hand_on import HAND_ON
from dialogs.forms.handling import HANDLING_FORMS
from dialogs.forms.hold import HOLD, LIFT_HOLD
from dialogs.forms.incident import INCIDENT, INCIDENT_WEB
from dialogs.forms.incident.added_later import ADDED_LATER
from dialogs.forms.mailbox import MAILBOX
from dialogs.forms.received_otherwise import RECEIVED_OTHERWISE
from dialogs.forms.record_consent import RECORD_CONSENT
from dialogs.forms.record_correction import RECORD_CORRECTION
from dialogs.forms.record_meeting import RECORD_MEETING
from dialogs.forms.record_note import RECORD_NOTE
from dialogs.forms.record_referral import RECORD_REFERRAL
from dialogs.forms.record_safeguard import RECORD_SAFEGUARD
from dialogs.forms.record_step import RECORD_STEP
from dialogs.forms.review_return import REVIEW_RETURN
from dialogs.forms.risk import RISK_ON_FIVE, RISK_ON_FOUR
from dialogs.forms.risk_steps import RISK_STEPS
from dialogs.forms.share import SHARE
from dialogs.forms.share_refuse import SHARE_REFUSE
from dialogs.forms.speak_up import SPEAK_UP
from dialogs.forms.step_aside import STEP_ASIDE
from dialogs.forms.told_to_manager import TOLD_TO_MANAGER
from dialogs.forms.verify import VERIFY
from dialogs.forms.withdraw import WITHDRAW

FORMS: Mapping[str, Form] = MappingProxyType(
    {
        form.key: form
        for form in (
            SPEAK_UP,
            MAILBOX,
            ADD_TO_REPORT,
            ANSWER_QUESTION,
            WITHDRAW,
            ACKNOWLEDGE,
            ASK_REPORTER,
            *BY_STEP.values(),
            INVESTIGATE_BY,
            ACTION_BEGIN,
            ACTION_UPDATE,
            EXTENSION,
            DECIDE_EXTENSION,
            VERIFY,
            *KEEPING_FORMS,
            ASSET,
            ASSET_AT_RISK,
            PORTFOLIO,
            RECORD_NOTE,
            RECORD_STEP,
            RECORD_REFERRAL,
            RECORD_SAFEGUARD,
            RECORD_MEETING,
            RECORD_CORRECTION,
            TOLD_TO_MANAGER,
            RECEIVED_OTHERWISE,
            RECORD_CONSENT,
            SHARE,
            SHARE_REFUSE,
            STEP_ASIDE,
            HAND_ON,
            HOLD,
            LIFT_HOLD,
            ADD_ASSET,
            CORRECT_ASSET,
            RETIRE_ASSET,
            TRANSFER_ASSET,
            ANSWER_TRANSFER,
            RISK_ON_FIVE,
            RISK_ON_FOUR,
            *RISK_STEPS,
            *HANDLING_FORMS,
            INCIDENT,
            INCIDENT_WEB,
            ADDED_LATER,
            APPOINT,
            REVIEW_RETURN,
            NAME_ADMINISTRATOR,
            EXEMPT_RETURN,
            CADENCE,
            DECIDE_CADENCE,
            MAKE_ACTING,
        )
    }
)
