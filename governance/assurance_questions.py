"""What an Information Asset Owner confirms each quarter: statements that are true when everything is as it was."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    CHANGED = "changed"
    NOT_APPLICABLE = "not_applicable"


#: Answers that need a comment, and an action with a date.
DIFFERENT = frozenset({Answer.NO, Answer.CHANGED})


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing to confirm."""

    #: Names the answer; what is said of a difference stands under this name and a suffix.
    key: str
    #: Paragraph of the Information Risk Management Policy.
    policy: str
    says: str
    #: The answer where everything is as it was.
    usual: Answer = Answer.YES
    #: What "not applicable" means here, said out loud; empty where there is no such answer.
    nil: str = ""
    #: A difference needs an action with a date. Else it only needs words.
    acts: bool = True

    @property
    def allowed(self) -> frozenset[Answer]:
        if not self.acts:
            return frozenset({Answer.YES, Answer.NO})
        return frozenset(Answer) if self.nil else frozenset(Answer) - {Answer.NOT_APPLICABLE}

    @property
    def comment(self) -> str:
        return f"{self.key}.comment"

    @property
    def action(self) -> str:
        return f"{self.key}.action"

    @property
    def due_on(self) -> str:
        return f"{self.key}.due_on"


PER_ASSET = (
    Statement("owned", "6A", "It is still mine, and the register is right about it."),
    Statement("rated", "6A", "How secret it is and how much it matters are both right."),
    Statement("assessed", "7d", "I looked at its risks this quarter."),
    Statement("access", "7d", "Only people who need it can get at it. Leavers can not."),
    Statement(
        "sharing", "7d", "I know who gets it from us, and there is an agreement with each of them.",
        nil="Nobody gets it from us",
    ),
    Statement(
        "retention", "7c", "I know how long we keep it, and what was due to go has gone.",
        nil="It is kept for ever",
    ),
    Statement("risks", "6B", "All its risks are in the risk register."),
)  # fmt: skip

PER_PORTFOLIO = (
    Statement(
        "changes", "7b, 7d", "All that is new or changed was first checked for what it does to privacy.",
        nil="Nothing is new or changed",
    ),
    Statement(
        "incidents", "7d", "All incidents are in the service desk log, and my team talked about them.",
        nil="There were no incidents",
    ),
    Statement("training", "covering report 2.4", "My team and I have done the training."),
    Statement("policy", "8", "My team knows the policy."),
    Statement(
        "contracts", "3", "Each contract says that our policy must be kept.",
        nil="There are no contracts",
    ),
    Statement("siro", "6B", "There is nothing else that the SIRO should know.", acts=False),
)  # fmt: skip

#: When the risks of an asset at risk were last looked at (ISO): on or after the day on which the return opened.
RISK_REVIEWED_ON = "risk_reviewed_on"
