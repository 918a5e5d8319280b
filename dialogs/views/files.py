"""The files of a case, for a handler."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.views.done import CLOSE
from dialogs.views.parts import Element, buttons, card, counted, group, heading, press, text
from governance.files import Kept, described

NOT_SCANNED = "Not scanned for viruses."
SCANNED = "A virus scanner found nothing in it."


def files_offered(token: str) -> Element:
    """The button in a case that leads to its files."""
    return press("Files", {"verb": "files", "card": token})


def files_view(files: Sequence[Kept], tokens: Sequence[str], back: str, banner: str | None = None) -> Element:
    """`tokens` are those of each file's button; `back` is the case's."""
    return card(
        [
            heading("Files of this case"),
            text(
                f"{counted(len(files), 'file', 'files')}. Each was made anew on its way in: only what you see on it "
                "was kept. Nobody's name for it was kept either."
                if files
                else "There are no files in this case."
            ),
            *(_file(number, file, token) for number, (file, token) in enumerate(zip(files, tokens, strict=True), 1)),
        ],
        [press("Back to the case", {"verb": "case", "card": back}), press("Close", CLOSE)],
        banner,
    )


def _file(number: int, file: Kept, token: str) -> Element:
    taken = f"Taken out of it: {'; '.join(file.removed)}." if file.removed else "There was nothing hidden in it."
    return group(
        [
            text(f"File {number}: {described(file)}", bold=True),
            text(f"{taken} {SCANNED if file.scanned else NOT_SCANNED}"),
            buttons([press(f"Get file {number}", {"verb": "file", "card": token})]),
        ]
    )
