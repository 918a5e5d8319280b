"""The package that a council's Teams administrator uploads."""

from __future__ import annotations

import argparse
import json
import struct
import tomllib
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from bot.commands import manifest as command
from bot.settings import Settings
from bot.teams.commands import understood
from governance.errors import Refused

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "node_modules" / "@microsoft" / "app-manifest" / "build" / "json-schemas" / "teams"
APP_ID = "3f0c1d2e-4b5a-4678-9abc-def012345678"
PUBLIC = "https://speak-up.council.example"


def filled(**facts: str) -> dict[str, Any]:
    given = {"app_id": APP_ID, "public_url": PUBLIC, "council": "Demo Council"} | facts
    return command.filled(command.read_template(), **given)


def test_the_manifest_is_valid_against_microsofts_own_schema_without_the_internet() -> None:
    if not SCHEMAS.is_dir():
        pytest.skip("Microsoft's manifest schemas are not installed: run make test")
    manifest = filled()
    path = SCHEMAS / f"v{manifest['manifestVersion']}" / "MicrosoftTeams.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8-sig"))
    assert manifest["$schema"].endswith(f"/teams/v{manifest['manifestVersion']}/MicrosoftTeams.schema.json")
    validator = Draft4Validator(schema, format_checker=Draft4Validator.FORMAT_CHECKER)
    assert list(validator.iter_errors(manifest)) == []
    for wrong in ({"id": "nobody"}, {"surplus": 1}, {"bots": [{"botId": APP_ID}]}):
        assert list(validator.iter_errors(manifest | wrong)), f"{wrong} must be found out"


def test_the_package_holds_the_manifest_and_two_icons_and_is_the_same_bytes_each_time() -> None:
    once, again = command.package(filled()), command.package(filled())
    assert once == again
    with zipfile.ZipFile(BytesIO(once)) as archive:
        assert archive.testzip() is None
        assert sorted(archive.namelist()) == ["color.png", "manifest.json", "outline.png"]
        text = archive.read("manifest.json").decode()
    assert json.loads(text) == filled()
    assert text.count(APP_ID) == 2
    assert "{app_id}" not in text
    assert "{" + "public_url" not in text


def test_it_is_a_bot_for_one_person_that_takes_no_files() -> None:
    (bot,) = filled()["bots"]
    assert bot["botId"] == APP_ID
    assert bot["scopes"] == ["personal"]
    assert bot["supportsFiles"] is False
    assert filled()["validDomains"] == ["speak-up.council.example"]


def test_every_command_that_teams_suggests_is_one_that_the_bot_understands() -> None:
    (listed,) = filled()["bots"][0]["commandLists"]
    assert 1 <= len(listed["commands"]) <= 10
    for suggestion in listed["commands"]:
        assert understood(suggestion["title"]) is not None, suggestion["title"]
        assert len(suggestion["title"]) <= 32
        assert len(suggestion["description"]) <= 128


def test_the_words_fit_where_teams_shows_them() -> None:
    manifest = filled(council="x" * 32)
    assert len(manifest["name"]["short"]) <= 30
    assert len(manifest["name"]["full"]) <= 100
    assert len(manifest["description"]["short"]) <= 80
    assert len(manifest["description"]["full"]) <= 4000
    assert "Teams knows who you are" in manifest["description"]["full"]


def test_a_new_version_of_candour_is_a_new_version_of_the_app() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert filled()["version"] == project["version"]


def test_everything_that_is_missing_is_said_at_once() -> None:
    with pytest.raises(Refused) as caught:
        filled(app_id="", council="x" * 33, privacy_url="ftp://x.example", terms_url="https:///nowhere")
    words = str(caught.value)
    for name in ("CANDOUR_APP_ID", "--council", "--privacy-url", "--terms-url"):
        assert name in words


def test_an_address_that_only_works_on_this_computer_is_named_by_its_setting_alone() -> None:
    with pytest.raises(Refused) as caught:
        filled(public_url="http://127.0.0.1:3978")
    assert "CANDOUR_PUBLIC_URL" in str(caught.value)
    assert "--privacy-url" not in str(caught.value)


def test_the_command_writes_the_package_from_the_settings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings.from_env(
        {
            "CANDOUR_MODE": "production",
            "CANDOUR_APP_ID": APP_ID,
            "CANDOUR_TENANT_ID": APP_ID,
            "CANDOUR_PUBLIC_URL": PUBLIC,
        }
    )
    parser = argparse.ArgumentParser()
    command.add(parser.add_subparsers())
    out = tmp_path / "new" / "candour-teams.zip"
    args = parser.parse_args(["manifest", "--council", "Demo Council", "--out", str(out)])
    assert args.run(args, settings) == 0
    assert out.read_bytes() == command.package(filled())
    assert str(out) in capsys.readouterr().out


# ---------------------------------------------------------------- the icons


def pixels(path: Path) -> tuple[int, int, list[tuple[int, ...]]]:
    """Width, height and the pixels of a PNG with 8 bits a channel, without interlacing."""
    raw = path.read_bytes()
    width, height, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", raw[16:29])
    assert (depth, interlaced) == (8, 0)
    channels = {2: 3, 6: 4}[kind]
    data, at = b"", 8
    while at < len(raw):
        (length,) = struct.unpack(">I", raw[at : at + 4])
        if raw[at + 4 : at + 8] == b"IDAT":
            data += raw[at + 8 : at + 8 + length]
        at += length + 12
    flat = zlib.decompress(data)
    stride = width * channels
    above, found = bytes(stride), []
    for y in range(height):
        start = y * (stride + 1)
        line = bytearray(flat[start + 1 : start + 1 + stride])
        for x in range(stride):
            left = line[x - channels] if x >= channels else 0
            corner = above[x - channels] if x >= channels else 0
            line[x] = (line[x] + _predicted(flat[start], left, above[x], corner)) & 255
        found += [tuple(line[x : x + channels]) for x in range(0, stride, channels)]
        above = bytes(line)
    return width, height, found


def _predicted(method: int, left: int, up: int, corner: int) -> int:
    if method == 4:
        guess = left + up - corner
        return min((left, up, corner), key=lambda one: abs(guess - one))
    return (0, left, up, (left + up) // 2)[method]


def test_the_colour_icon_fills_its_square_and_its_mark_stands_out() -> None:
    width, height, found = pixels(ROOT / "manifest" / "color.png")
    assert (width, height) == (192, 192)
    ground, mark = found[0], (255, 255, 255)
    assert found.count(ground) + found.count(mark) > 0.9 * len(found)
    assert found.count(mark) > 0.1 * len(found)
    assert _contrast(ground[:3], mark) >= 4.5
    assert "#{:02X}{:02X}{:02X}".format(*ground) == filled()["accentColor"]


def test_the_outline_icon_is_white_on_nothing() -> None:
    width, height, found = pixels(ROOT / "manifest" / "outline.png")
    assert (width, height) == (32, 32)
    assert {pixel[:3] for pixel in found if pixel[3] > 0} == {(255, 255, 255)}
    assert 0.05 < sum(pixel[3] > 0 for pixel in found) / len(found) < 0.7


def _contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """WCAG 2.2's contrast ratio of two colours."""

    def luminance(colour: tuple[int, ...]) -> float:
        parts = [c / 255 for c in colour]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
