"""Charts as pictures, with the words for whoever does not see them.

One colour that stands out from white, every bar with its number in figures: nothing is told by colour alone.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

#: Hex RGB: dark blue, 9.7 : 1 on white.
INK = "#1d4f7c"
_TEXT = "#111111"
_INCHES_WIDE = 6.3
_DOTS_PER_INCH = 150


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars, top to bottom as given. None is a number that is not shown: its bar is missing, and says so."""

    title: str
    #: What is counted, such as "concerns".
    unit: str
    rows: Sequence[tuple[str, int | None]]
    #: Stands in the place of a number that is not shown.
    hidden: str = "not shown"

    @property
    def words(self) -> str:
        """The chart for whoever does not see it: every bar with its number."""
        told = "; ".join(f"{name}: {self.hidden if count is None else count}" for name, count in self.rows)
        return f"Bar chart of {self.unit}. {self.title}. {told}."


def picture(bars: Bars) -> bytes:
    """A PNG. The same chart gives the same bytes."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_INCHES_WIDE, 0.6 + 0.34 * len(bars.rows)), dpi=_DOTS_PER_INCH, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    counts = [count or 0 for _, count in bars.rows]
    drawn = axes.barh(range(len(counts)), counts, color=INK, height=0.7)
    labels = [bars.hidden if count is None else f"{count:,}" for _, count in bars.rows]
    axes.bar_label(drawn, labels, padding=4, color=_TEXT, fontsize=9)
    axes.set_yticks(range(len(counts)), [name for name, _ in bars.rows], color=_TEXT, fontsize=9)
    axes.invert_yaxis()
    axes.set_xlim(0, max([*counts, 1]) * 1.25)
    axes.xaxis.set_visible(False)
    axes.tick_params(left=False)
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    file = io.BytesIO()
    figure.savefig(file, format="png", metadata={"Software": None})
    return file.getvalue()
