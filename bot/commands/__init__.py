"""The command line, a file a command. Each has `add(commands)`, which names its arguments, and `run(args, settings)`.

`run` returns the exit code: 0 done, 1 refused with a reason. Usage errors exit with 2 before it is called.
"""

from __future__ import annotations

import argparse
from typing import Protocol, TypeAlias

from bot.settings import Settings

#: argparse gives it no other name, and it cannot be subscripted when the program runs.
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001  # see above


class Command(Protocol):
    """What each module of this package offers."""

    def add(self, commands: Commands) -> None: ...

    def run(self, args: argparse.Namespace, settings: Settings) -> int: ...
