"""What an inspection of the audit log found, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dialogs.views.parts import counted, day
from governance.services.inspecting import Checked, Inspection, Verdict

KEEP = "Keep the database as it is and tell the Monitoring Officer.\n"


def told(found: Inspection, altered: Sequence[str], *, with_key: bool) -> Iterator[str]:
    """The inspection, then each head, then what to do. `altered` are the database's guards of the log that are not as
    they must be; without the key, what a line says was not checked."""
    yield _chain(found, with_key=with_key)
    yield from _heads(found)
    if found.behind:
        yield (
            "The log ends under an older key than the KEK file holds. Either a change of the KEK was not ended (run "
            "`candour keys rotate` once more), or an older back-up was put back, or the log was cut before the change "
            "and went on under the key that was given up.\n"
        )
    if altered:
        yield (
            "The database no longer guards the audit log against changes: what is in its way must have been taken "
            f"down by hand. Missing, changed or foreign: {', '.join(altered)}.\n"
        )
    if altered or not found.well:
        yield KEEP


def _chain(found: Inspection, *, with_key: bool) -> str:
    if found.bad is not None:
        wrong = "is not as it was written" if with_key else "does not follow on from the one before it"
        return (
            f"Line {found.bad.number} {wrong}, or a line is missing before it. "
            f"{found.good:,} lines before it are good.\n"
        )
    if with_key:
        return f"All {found.good:,} lines of the audit log are as they were written.\n"
    return (
        f"All {found.good:,} lines of the audit log follow on, one from the other. Whether they say what was written, "
        "only the service itself can check.\n"
    )


def _heads(found: Inspection) -> Iterator[str]:
    """Heads that hold are counted; of the others the first is named, and each is listed."""
    holding = [each for each in found.heads if each.verdict is Verdict.HOLDS]
    failing = [each for each in found.heads if each.verdict is not Verdict.HOLDS]
    if holding:
        last = holding[-1]
        heads = "head holds" if len(holding) == 1 else "heads hold"
        yield f"{len(holding)} {heads}; the last is of {day(last.head.day)}, line {last.number:,}.\n"
    if failing:
        heads = counted(len(failing), "head does", "heads do")
        yield f"{heads} not hold; the first is of {day(failing[0].head.day)}.\n"
    for each in failing:
        yield f"  {each.head.day.isoformat()}: {_failing(each, found)}\n"


def _failing(each: Checked, found: Inspection) -> str:
    line = "the line that was signed" if each.number is None else f"line {each.number:,}"
    match each.verdict:
        case Verdict.NOT_SIGNED:
            return "this service did not sign it, or its text was changed."
        case Verdict.CUT if each.number == found.good + 1:
            return f"{line} is missing: the log was cut."
        case Verdict.CUT:
            return f"lines {found.good + 1:,} to {each.number:,} are missing: the log was cut."
        case Verdict.REWRITTEN:
            return f"{line} is not the one that was signed: the log was cut before it or written anew, and went on."
        case Verdict.GONE:
            return f"{line} is not in the log: the log was cut or written anew."
        case _:
            return f"{line} was not reached, because the chain breaks before it."
