"""`candour manifest`: the Teams app package, ready to upload in the Teams admin centre."""

from __future__ import annotations

import argparse
import json
import sys
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.settings import Settings
from governance.errors import Refused

if TYPE_CHECKING:
    from bot.commands import Commands

#: Beside the packages: the command runs from the folder that Candour was installed from.
SOURCE = Path(__file__).resolve().parents[2] / "manifest"
ICONS = ("color.png", "outline.png")
#: Microsoft's limit for the name of who offers an app.
LONGEST_NAME = 32
#: A zip file's oldest date: the same package is the same bytes, whenever it is built.
EPOCH = (1980, 1, 1, 0, 0, 0)


def add(commands: Commands) -> None:
    parser = commands.add_parser("manifest", help="build the Teams app package")
    parser.add_argument("--council", default="Candour", help="who offers the app, as staff see it (32 characters)")
    parser.add_argument("--privacy-url", help="the council's privacy notice (default: the speak-up page)")
    parser.add_argument("--terms-url", help="the council's terms of use (default: the speak-up page)")
    parser.add_argument("--out", type=Path, default=Path("build/candour-teams.zip"), help="where to write the package")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, settings: Settings) -> int:
    manifest = filled(
        read_template(),
        app_id=settings.app_id,
        public_url=settings.public_url,
        council=args.council,
        privacy_url=args.privacy_url,
        terms_url=args.terms_url,
    )
    try:
        args.out.parent.mkdir(parents=True, exist_ok=True)
        args.out.write_bytes(package(manifest))
    except OSError as error:
        raise Refused(f"{args.out} cannot be written: {error.strerror}.") from None
    sys.stdout.write(f"{args.out} is ready. Upload it in the Teams admin centre: Teams apps, Manage apps, Upload.\n")
    return 0


def read_template() -> dict[str, Any]:
    """The manifest as it lies in the folder, with `{names}` where this council's facts go."""
    try:
        template: dict[str, Any] = json.loads((SOURCE / "manifest.json").read_text(encoding="utf-8"))
    except OSError:
        raise Refused(f"There is no {SOURCE}. Run this from the folder that Candour was installed from.") from None
    return template


def filled(
    template: Mapping[str, Any],
    *,
    app_id: str,
    public_url: str,
    council: str,
    privacy_url: str | None = None,
    terms_url: str | None = None,
) -> dict[str, Any]:
    """The manifest for one council. Raises Refused with everything that Teams would refuse."""
    page = f"{public_url}/speak-up"
    facts = {
        "app_id": app_id,
        "council": council.strip(),
        "host": urlsplit(public_url).netloc,
        "privacy_url": privacy_url or page,
        "public_url": public_url,
        "terms_url": terms_url or page,
    }
    if wrong := list(_mistakes(facts)):
        raise Refused("The app package cannot be built:\n  " + "\n  ".join(wrong))
    manifest: dict[str, Any] = _replaced(template, facts)
    return manifest


def _mistakes(facts: Mapping[str, str]) -> Iterator[str]:
    if not facts["app_id"]:
        yield "CANDOUR_APP_ID is not set: the app id of the bot's registration in Entra."
    if not 0 < len(facts["council"]) <= LONGEST_NAME:
        yield f"--council must be 1 to {LONGEST_NAME} characters long."
    if not _is_public(facts["public_url"]):
        yield "CANDOUR_PUBLIC_URL must be an address that begins with https://."
        return
    for fact, name in (("privacy_url", "--privacy-url"), ("terms_url", "--terms-url")):
        if not _is_public(facts[fact]):
            yield f"{name} must be an address that begins with https://."


def _is_public(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" and bool(parts.hostname)


def _replaced(value: Any, facts: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        return {key: _replaced(item, facts) for key, item in value.items()}
    if isinstance(value, list):
        return [_replaced(item, facts) for item in value]
    if isinstance(value, str) and "{" in value:
        return value.format_map(facts)
    return value


def package(manifest: Mapping[str, Any]) -> bytes:
    """The zip file that Teams takes: manifest.json and the two icons, nothing else."""
    files = {"manifest.json": json.dumps(manifest, ensure_ascii=False, indent=2).encode() + b"\n"}
    files |= {name: (SOURCE / name).read_bytes() for name in ICONS}
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, content)
    return buffer.getvalue()
