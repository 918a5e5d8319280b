"""The screenshots and papers that came with an incident, for those who handle it."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.views.done import CLOSE
from dialogs.views.files import NOT_SCANNED, SCANNED
from dialogs.views.parts import Element, buttons, card, counted, group, heading, press, text
from governance.files import Kept, described


def incident_files(files: Sequence[Kept], tokens: Sequence[str], back: str, banner: str | None = None) -> Element:
    """`tokens` are those of each file's button; `back` is the incident's."""
    return card(
        [
            heading("Added to this incident"),
            text(
                f"{counted(len(files), 'file', 'files')}. Each was made anew on its way in: only what you see on it "
                "was kept. Whoever added it said that it is not the data that got out. Look, and treat it with care."
            ),
            *(_file(number, *each) for number, each in enumerate(zip(files, tokens, strict=True), 1)),
        ],
        [press("Back to the incident", {"verb": "incident_record", "card": back}), press("Close", CLOSE)],
        banner,
    )


def _file(number: int, file: Kept, token: str) -> Element:
    taken = f"Taken out of it: {'; '.join(file.removed)}." if file.removed else "There was nothing hidden in it."
    return group(
        [
            text(f"File {number}: {described(file)}", bold=True),
            text(f"{taken} {SCANNED if file.scanned else NOT_SCANNED}"),
            buttons([press(f"Get file {number}", {"verb": "incident_file", "card": token})]),
        ]
    )
