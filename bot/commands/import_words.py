"""What an import changed, or would change, for the person who runs it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from governance.differences import Difference
from governance.rows import HIDDEN
from governance.services.importing import Imported

#: Lines of each kind on the terminal; more are counted.
LISTED = 50
_LONGEST_CELL = 60


def summary(imported: Imported) -> str:
    """The counts first, then row by row what is new, what changes in which cell, and what is not in the file."""
    would = " would be" if imported.dry_run else ""
    lines = [f"Note: {note}" for note in imported.notes]
    lines.append(
        f"{imported.subject}: {imported.added:,}{would} added, {imported.changed:,}{would} changed, "
        f"{imported.unchanged:,} unchanged."
    )
    if imported.not_named:
        lines.append(f"{imported.not_named:,} that are known already are not in the file: they stay as they are.")
    if imported.left_as_said:
        lines.append(f"{imported.left_as_said:,} stay as people said here: the file is older than that.")
    lines += _listed("Added", imported.rows.added if imported.dry_run else (), imported.added)
    lines += _listed("Changed", [_words(each) for each in imported.rows.changed], imported.changed)
    lines += _listed("Not in the file", imported.rows.gone, imported.not_named)
    if imported.dry_run:
        lines.append("Nothing was changed. Leave out --dry-run to import.")
    return "\n".join(lines) + "\n"


def _listed(title: str, rows: Sequence[str], total: int) -> Iterator[str]:
    if not rows:
        return
    yield f"{title}:"
    yield from (f"  {row}" for row in rows[:LISTED])
    if total > LISTED:
        yield f"  … and {total - LISTED:,} more."


def _words(difference: Difference) -> str:
    cells = "; ".join(f"{each.column} {_shown(each.before)} → {_shown(each.after)}" for each in difference.changes)
    return f"{difference.reference}: {cells or 'dates of roles that are over'}"


def _shown(cell: str) -> str:
    """Short, and safe to show on a terminal."""
    clean = HIDDEN.sub("�", cell)
    return f"“{clean[:_LONGEST_CELL]}…”" if len(clean) > _LONGEST_CELL else f"“{clean}”"
