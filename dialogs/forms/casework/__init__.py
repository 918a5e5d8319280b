"""The forms of a handler after the acknowledgement, by the step that each of them takes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dialogs.form import Form
from dialogs.forms.casework.after import CHECK_IN, LESSON, REOPEN
from dialogs.forms.casework.assign import INVESTIGATE, REFER
from dialogs.forms.casework.end import CLOSE, CONCLUDE
from dialogs.forms.casework.triage import TRIAGE
from dialogs.forms.casework.write import MEETING, MESSAGE, PROGRESS
from governance.case_steps import Step

BY_STEP: Mapping[Step, Form] = MappingProxyType(
    {
        Step.MESSAGE: MESSAGE,
        Step.MEET: MEETING,
        Step.PROGRESS: PROGRESS,
        Step.TRIAGE: TRIAGE,
        Step.INVESTIGATE: INVESTIGATE,
        Step.REFER: REFER,
        Step.CONCLUDE: CONCLUDE,
        Step.CLOSE: CLOSE,
        Step.CHECK_IN: CHECK_IN,
        Step.REOPEN: REOPEN,
        Step.LEARN: LESSON,
    }
)
