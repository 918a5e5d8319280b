"""What Teams cannot hide, said before anything is typed (policy paragraph 26: "as far as is reasonably practical").

The card holds no input.
"""

from __future__ import annotations

from dataclasses import dataclass

import segno

from dialogs.views.parts import Element, card, heading, opens, press, text, warning
from dialogs.views.said import run

BEFORE_YOU_START = (
    "This is Microsoft Teams. Teams knows who you are and can see that you opened this app. Council IT and legal staff "
    "can search Teams chats, even deleted ones. **Do not type your concern in this chat.**"
)
SAFEST = "**Safest:** use the web page, on a phone that is not the council's and not on council Wi-Fi."
WITHOUT_YOUR_NAME = (
    "**Or report here without your name.** A separate box opens. We do not keep your name, and the people who handle "
    "your report are not told it. Microsoft carries your words to us, and we cannot hide that you opened this app. "
    "What you write may show who you are."
)
FILES = "**Files:** not yet, here or on the web page. You can say where the proof is."
WITH_YOUR_NAME = "**Or report here with your name.** You can ask us to keep it to the few people who need to know it."

IN_THE_BOX = (
    "Teams knows that you opened this box. Microsoft carries your words to us, and they are not kept in the chat. "
    "What you write may show who you are. Safest is the web page, on your own phone."
)


@dataclass(frozen=True, slots=True)
class Door:
    """The web page's address, and its picture for a phone's camera."""

    address: str
    #: A PNG as a data URI.
    qr: str


def door(address: str) -> Door:
    """Draws the QR code; do it once."""
    return Door(address, segno.make(address, error="m").png_data_uri(scale=6, border=4))


def opener(web: Door, *, in_dialog: bool, banner: str | None = None) -> Element:
    """The honest words with three ways on. In a chat its buttons open a dialog; inside the dialog they go on in it."""
    button = press if in_dialog else opens
    return card(
        [
            heading("Before you start"),
            text(BEFORE_YOU_START),
            text(SAFEST),
            text("The address of the web page:"),
            # Not a link: pressing it would open the page on the council's own device.
            run(web.address, bold=True, monospace=True),
            text(WITHOUT_YOUR_NAME),
            text(WITH_YOUR_NAME),
            text(FILES),
        ],
        [
            button("Report here without your name", {"verb": "speak_up", "how": "anonymous"}),
            button("Report here with your name", {"verb": "speak_up", "how": "known"}),
            _picture(web),
        ],
        banner,
    )


def honest_words() -> list[Element]:
    """What Teams cannot hide, once more, at the top of the dialog."""
    return [warning(IN_THE_BOX)]


def _picture(web: Door) -> Element:
    return {
        "type": "Action.ShowCard",
        "title": "Show a QR code",
        "card": {
            "type": "AdaptiveCard",
            "body": [
                text("Point the camera of your own phone at this picture."),
                {
                    "type": "Image",
                    "url": web.qr,
                    "altText": "QR code with the address of the web page",
                    "width": "200px",
                },
            ],
        },
    }
