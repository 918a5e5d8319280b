"""`candour forms`: every form in words, for the people who own them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.commands import Commands
from bot.settings import Settings
from dialogs.forms import FORMS
from dialogs.preview import preview


def add(commands: Commands) -> None:
    parser = commands.add_parser("forms", help="print every form as Markdown")
    parser.add_argument("--out", type=Path, help="write to this file instead")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, _: Settings) -> int:
    text = "\n\n".join(preview(form) for form in FORMS.values())
    if args.out:
        args.out.write_text(text + "\n", encoding="utf-8")
    else:
        sys.stdout.write(text + "\n")
    return 0
