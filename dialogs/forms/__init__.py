"""Every form there is, by key: what the laws in the tests go over, and what `candour forms` prints."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dialogs.form import Form
from dialogs.forms.acknowledge import ACKNOWLEDGE
from dialogs.forms.mailbox import MAILBOX
from dialogs.forms.speak_up import SPEAK_UP

FORMS: Mapping[str, Form] = MappingProxyType({form.key: form for form in (SPEAK_UP, MAILBOX, ACKNOWLEDGE)})
