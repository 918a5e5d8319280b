"""`candour answers`: the plain answers from the policy in words, for the people who own them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.commands import Commands
from bot.settings import Settings
from dialogs.guidance import ANSWERS
from dialogs.guidance.printing import printed


def add(commands: Commands) -> None:
    parser = commands.add_parser("answers", help="print the plain answers from the policy as Markdown")
    parser.add_argument("--out", type=Path, help="write to this file instead")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, _: Settings) -> int:
    text = printed(ANSWERS.values())
    if args.out:
        args.out.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    return 0
