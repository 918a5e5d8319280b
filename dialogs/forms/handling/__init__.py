"""The forms of those who handle incidents."""

from __future__ import annotations

from dialogs.forms.handling.aware import INCIDENT_AWARE, INCIDENT_AWARE_CORRECTED
from dialogs.forms.handling.beside import INCIDENT_BACKGROUND, INCIDENT_SERVICE_DESK
from dialogs.forms.handling.closing import INCIDENT_APPROVE, INCIDENT_CLOSE, INCIDENT_MERGE, INCIDENT_REOPEN
from dialogs.forms.handling.decide import INCIDENT_DECISION, INCIDENT_TOLD
from dialogs.forms.handling.giving import INCIDENT_GIVE
from dialogs.forms.handling.linking import INCIDENT_ASSET
from dialogs.forms.handling.severity import INCIDENT_SEVERITY, INCIDENT_SEVERITY_CHANGE
from dialogs.forms.handling.tasks import INCIDENT_CONTAINED, INCIDENT_TASK, INCIDENT_TASK_DONE

#: In the order in which an incident meets them.
HANDLING_FORMS = (
    INCIDENT_AWARE,
    INCIDENT_AWARE_CORRECTED,
    INCIDENT_SEVERITY,
    INCIDENT_SEVERITY_CHANGE,
    INCIDENT_TASK,
    INCIDENT_TASK_DONE,
    INCIDENT_CONTAINED,
    INCIDENT_DECISION,
    INCIDENT_TOLD,
    INCIDENT_SERVICE_DESK,
    INCIDENT_ASSET,
    INCIDENT_BACKGROUND,
    INCIDENT_CLOSE,
    INCIDENT_APPROVE,
    INCIDENT_REOPEN,
    INCIDENT_MERGE,
    INCIDENT_GIVE,
)

__all__ = [
    "HANDLING_FORMS",
    "INCIDENT_APPROVE",
    "INCIDENT_ASSET",
    "INCIDENT_AWARE",
    "INCIDENT_AWARE_CORRECTED",
    "INCIDENT_BACKGROUND",
    "INCIDENT_CLOSE",
    "INCIDENT_CONTAINED",
    "INCIDENT_DECISION",
    "INCIDENT_GIVE",
    "INCIDENT_MERGE",
    "INCIDENT_REOPEN",
    "INCIDENT_SERVICE_DESK",
    "INCIDENT_SEVERITY",
    "INCIDENT_SEVERITY_CHANGE",
    "INCIDENT_TASK",
    "INCIDENT_TASK_DONE",
    "INCIDENT_TOLD",
]
