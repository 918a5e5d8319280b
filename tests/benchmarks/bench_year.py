"""A year of a whole council on SQLite: 5,000 staff, 300 owners of 3,000 assets, 2,000 actions, a hundred kills.

Target: under two minutes, with every promise checked on the way: every rung is planned once and ends once, nobody gets
two digests on a day, nothing leaves outside the hours, nothing is lost or repeated unmarked.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from tests.governance.engine.year import Size, year

TARGET_SECONDS = 120.0


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        figures = await year(Size(), f"sqlite+aiosqlite:///{Path(folder) / 'year.db'}")
    print(figures)
    verdict = "within" if figures.seconds < TARGET_SECONDS else "OVER"
    print(f"a year in {figures.seconds:.0f} s: {verdict} {TARGET_SECONDS:.0f} s")


if __name__ == "__main__":
    asyncio.run(main())
