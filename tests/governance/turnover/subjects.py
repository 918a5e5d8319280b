"""What each duty is about that belongs to somebody by name."""

from __future__ import annotations

from collections.abc import Mapping

from bot.areas.actions import action_subjects
from bot.areas.assurance import assurance_subjects
from bot.areas.incident_talks import talk_subjects
from bot.areas.people import people_subjects
from bot.areas.registers import register_subjects
from bot.areas.risks import risk_subjects
from governance.obligations import Duty
from governance.services.owing import Subjects


def every_subject() -> Mapping[Duty, Subjects]:
    return {
        **action_subjects(),
        **assurance_subjects(),
        **risk_subjects(),
        **register_subjects(),
        **people_subjects(),
        **talk_subjects(),
    }
