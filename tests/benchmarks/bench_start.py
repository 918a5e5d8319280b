"""From start to the first answer, and what an idle service holds in memory. Targets: under 3 s, under 150 MB."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from bot.commands.demo import fill
from bot.settings import Settings
from tests.harness.process import Candour

RUNS = 5
TARGET_SECONDS = 3.0
TARGET_MB = 150.0


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "var"
        await fill(Settings.from_env({"CANDOUR_DATA": str(data)}), say=lambda _: None)
        starts, sizes = [], []
        for _ in range(RUNS):
            # Not forked: what it takes to load the code is part of it.
            server = Candour(data, launcher=("-u", "-m", "bot", "serve"))
            began = time.perf_counter()
            await server.start()
            starts.append(time.perf_counter() - began)
            sizes.append(_resident_mb(server.pid))
            await server.stop()
    slowest, largest = max(starts), max(sizes)
    print(
        f"start to first answer: {min(starts):.2f} to {slowest:.2f} s: "
        f"{'within' if slowest < TARGET_SECONDS else 'OVER'} {TARGET_SECONDS:.0f} s"
    )
    print(f"idle memory: {largest:.0f} MB: {'within' if largest < TARGET_MB else 'OVER'} {TARGET_MB:.0f} MB")


def _resident_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise LookupError("the system does not say how large a process is")


if __name__ == "__main__":
    asyncio.run(main())
