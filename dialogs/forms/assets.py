"""Information assets: adding one, correcting it, retiring it, and giving it to another owner (policy 6A, 7d)."""

from __future__ import annotations

from dialogs.form import Form
from dialogs.questions import Choice, Kind, Page, Question
from governance.asset_changes import AssetDetails, Retirement, TransferAnswer, TransferWanted
from governance.assets import LONGEST_TEXT, LONGEST_TITLE, Asset

#: The first page, at which a form opens that is filled in already.
FIRST = "what"

_WHAT = Page(
    FIRST,
    "What it is",
    (
        Question(
            "title", Kind.TEXT, "What is it called?", at_least=3, at_most=LONGEST_TITLE, missing="Give it a name."
        ),
        Question(
            "service",
            Kind.TEXT,
            "Which service is it for?",
            "Name the work, such as housing benefit. Teams change more often than the work does.",
            at_least=2,
            missing="Say which service it is for.",
        ),
        Question("purpose", Kind.LONG_TEXT, "What is it used for?", at_most=LONGEST_TEXT, required=False),
        Question(
            "location",
            Kind.TEXT,
            "Where is it kept?",
            "The system, the room, or the firm that keeps it.",
            required=False,
        ),
        Question(
            "administrators",
            Kind.TEXT,
            "Who helps to look after it?",
            "Their work e-mail addresses, with a semicolon between them.",
            at_most=1_000,
            required=False,
        ),
    ),
)
_HOW = Page(
    "how",
    "How much care it needs",
    (
        Question(
            "personal_data",
            Kind.CHOICE,
            "Is it about people?",
            choices=(
                Choice("none", "No"),
                Choice("personal", "Yes"),
                Choice("special_category", "Yes, and it tells of their health, race, faith, sex life or crimes"),
            ),
            missing="Say if it is about people.",
        ),
        Question(
            "classification",
            Kind.CHOICE,
            "How is it marked?",
            choices=(Choice("official", "Official"), Choice("official_sensitive", "Official-sensitive")),
            missing="Say how it is marked.",
        ),
        Question(
            "importance",
            Kind.CHOICE,
            "How much hangs on it?",
            choices=(
                Choice("low", "Little"),
                Choice("medium", "Some"),
                Choice("high", "A lot"),
                Choice("critical", "We cannot work without it"),
            ),
            missing="Say how much hangs on it.",
        ),
        Question("at_risk", Kind.YES_NO, "Is it at risk?", missing="Say yes or no."),
    ),
)
_KEPT = Page(
    "kept",
    "How it is kept",
    (
        Question("access", Kind.LONG_TEXT, "Who can get at it?", at_most=LONGEST_TEXT, required=False),
        Question("security", Kind.LONG_TEXT, "How is it kept safe?", at_most=LONGEST_TEXT, required=False),
        Question("shared_with", Kind.LONG_TEXT, "Who do we share it with?", at_most=LONGEST_TEXT, required=False),
        Question(
            "retention",
            Kind.TEXT,
            "How long is it kept, and what happens then?",
            "Such as: 6 years after the case ends, then it is wiped.",
            at_most=500,
            required=False,
        ),
    ),
    button="Save",
)

CORRECT_ASSET = Form("correct_asset", "Put an asset right", (_WHAT, _HOW, _KEPT), AssetDetails)
ADD_ASSET = Form("add_asset", "Add an asset", (_WHAT, _HOW, _KEPT), AssetDetails)

RETIRE_ASSET = Form(
    key="retire_asset",
    title="Retire an asset",
    pages=(
        Page(
            "retire",
            "Retire this asset",
            (
                Question(
                    "words",
                    Kind.LONG_TEXT,
                    "What became of it?",
                    "Such as: moved to the new system, and the old one was wiped. The asset stays in the register, "
                    "and nobody is asked about it from the next quarter on.",
                    at_least=3,
                    at_most=1_000,
                    missing="Say what became of it.",
                ),
            ),
            button="Retire it",
        ),
    ),
    command=Retirement,
)

TRANSFER_ASSET = Form(
    key="transfer_asset",
    title="Give an asset to another owner",
    pages=(
        Page(
            "transfer",
            "Who should own it?",
            (
                Question(
                    "to",
                    Kind.TEXT,
                    "The new owner's work e-mail address",
                    "They are asked, and it stays as it is until they say yes.",
                    at_most=254,
                    missing="Write their e-mail address.",
                ),
                Question(
                    "reason",
                    Kind.LONG_TEXT,
                    "Why?",
                    "The new owner will read this.",
                    at_least=3,
                    at_most=1_000,
                    missing="Say why.",
                ),
            ),
            button="Send",
        ),
    ),
    command=TransferWanted,
)

ANSWER_TRANSFER = Form(
    key="answer_transfer",
    title="Take over an asset",
    pages=(
        Page(
            "answer",
            "Do you take it over?",
            (
                Question(
                    "accepted",
                    Kind.YES_NO,
                    "Do you take it over?",
                    "From then on you answer for it, and it is on your return.",
                    missing="Say yes or no.",
                ),
                Question(
                    "words",
                    Kind.LONG_TEXT,
                    "If not, why?",
                    "The person who asked will read this.",
                    at_most=1_000,
                    required=False,
                ),
            ),
            button="Send",
        ),
    ),
    command=TransferAnswer,
)


def begun_with(asset: Asset, addresses: str) -> dict[str, object]:
    """The inputs of the form as the register has them; `addresses` are those of the administrators."""
    inputs = {
        "title": asset.title,
        "service": asset.service,
        "purpose": asset.purpose,
        "location": asset.location,
        "administrators": addresses,
        "personal_data": asset.personal_data,
        "classification": asset.classification,
        "importance": asset.importance,
        "at_risk": "yes" if asset.at_risk else "no",
        "access": asset.access,
        "security": asset.security,
        "shared_with": asset.shared_with,
        "retention": asset.retention,
    }
    return {name: value for name, value in inputs.items() if value}
