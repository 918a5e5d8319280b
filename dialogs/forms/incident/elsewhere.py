"""From an incident to “Speak up”: what somebody who is afraid wrote goes with them, where it means the same there."""

from __future__ import annotations

from collections.abc import Mapping

from dialogs.answers import text_of
from dialogs.days import day_of
from dialogs.filling import Show, Step

#: Answers that mean the same under the same name.
_SAME = ("story", "directorate", "place")
_NOT_A_DIRECTORATE = "not_known"


def wants_to_speak_up(step: Step) -> bool:
    """Whether the last press chose the whistleblowing route. Nothing has been kept then, and nothing is."""
    return isinstance(step, Show) and step.progress.answers.get("route") == "speak_up"


def carried_over(raw: Mapping[str, object]) -> dict[str, object]:
    """Answers for the speak-up form, by what was answered here. Every one can be changed there."""
    carried: dict[str, object] = {key: text_of(raw[key]) for key in _SAME if text_of(raw.get(key))}
    if carried.get("directorate") == _NOT_A_DIRECTORATE:
        carried["directorate"] = "not_sure"
    if day_of(text_of(raw.get("when.day"))):
        carried["happened_from"] = text_of(raw["when.day"])
    return {**carried, "closest": "data", "hidden": "yes", "add_more": "yes", "identity": "anonymous"}
