"""The command line `candour`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from types import ModuleType

from bot import hardening
from bot.commands import (
    answers,
    audit,
    backing_up,
    copying,
    demo,
    exporting,
    forecast,
    forms,
    importing,
    keys,
    manifest,
    migrate,
    report,
    retention,
    sent,
    serve,
    tick,
)
from bot.settings import Settings
from governance.errors import Refused

COMMANDS: tuple[ModuleType, ...] = (
    serve, demo, migrate, importing, exporting, keys, tick, forecast, sent, report, retention, audit, forms, answers,
    manifest, copying, backing_up,
)  # fmt: skip


def main(argv: Sequence[str] | None = None, env: Mapping[str, str] | None = None) -> int:
    """Run one command. Exit codes: 0 done, 1 refused with a reason, 2 usage."""
    parser = argparse.ArgumentParser(
        prog="candour", description="Speak up, report incidents, and never lose a duty: a council's bot and its clock."
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add(commands)
    args = parser.parse_args(argv)
    # Before anything is read or written: every command may hold keys, and what it makes is for its owner alone.
    hardening.harden()
    try:
        settings = Settings.from_env(os.environ if env is None else env)
        return int(args.run(args, settings))
    except Refused as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
