"""Keys where they must not be, and reports that nobody hears of: the service does not go on as if nothing were."""

from __future__ import annotations

import json
import sys
import uuid
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.commands import serve
from bot.settings import Settings
from governance.errors import Misconfigured
from storage.keyfiles import OFFLINE_KEYS, make_keys
from tests.harness.cast import in_post
from tests.harness.people import WebWhistleblower
from tests.harness.process import Candour
from tests.trust.test_process import PLAIN

#: The harness brings a clock file, which production refuses.
PRODUCTION = {
    "CANDOUR_MODE": "production",
    "CANDOUR_APP_ID": str(uuid.UUID(int=1)),
    "CANDOUR_TENANT_ID": str(uuid.UUID(int=2)),
    "CANDOUR_PUBLIC_URL": "https://speak-up.council.example",
    "CANDOUR_CLOCK_FILE": "",
}


def production(data: Path, **more: str) -> Settings:
    return Settings.from_env({**PRODUCTION, "CANDOUR_DATA": str(data), **more})


@pytest.mark.parametrize("only", [None, "web"])
@pytest.mark.parametrize("left", OFFLINE_KEYS)
def test_in_production_it_does_not_start_beside_a_key_or_a_share_that_belongs_into_a_safe(
    tmp_path: Path, left: str, only: str | None
) -> None:
    made = make_keys(tmp_path / "keys")
    for path in made[2:]:
        path.rename(tmp_path / f"stick of {path.name}")
    serve.refuse_offline_keys(production(tmp_path))
    (tmp_path / "keys" / left).touch()
    with pytest.raises(Misconfigured, match=f"{left}\\. Move"):
        serve.run(Namespace(only=only), production(tmp_path))
    (tmp_path / "keys" / left).unlink()
    serve.refuse_offline_keys(production(tmp_path))


def test_keys_that_were_made_in_another_folder_are_found_there_and_so_is_a_link(tmp_path: Path) -> None:
    made = tmp_path / "elsewhere"
    make_keys(made)
    elsewhere = production(
        tmp_path / "data", CANDOUR_KEK_FILE=str(made / "kek"), CANDOUR_INTAKE_FILE=str(made / "intake")
    )
    (made / "offline" / "root").rename(tmp_path / "a stick")
    (made / "offline" / "root").symlink_to(tmp_path / "a stick")
    with pytest.raises(Misconfigured, match=r"elsewhere/offline/root, .*elsewhere/offline/recovery-3\."):
        serve.refuse_offline_keys(elsewhere)


def test_a_try_out_starts_beside_its_keys(tmp_path: Path) -> None:
    make_keys(tmp_path / "keys")
    serve.refuse_offline_keys(Settings.from_env({"CANDOUR_DATA": str(tmp_path)}))


@pytest.mark.process
@pytest.mark.parametrize("only", [(), ("--only", "web")])
def test_whoever_starts_it_beside_such_a_key_reads_which_and_what_to_do(
    candour_command: Candour, only: tuple[str, ...]
) -> None:
    done = candour_command.command("serve", *only, extra=PRODUCTION)
    offline = candour_command.data / "keys" / "offline"
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "Candour does not start while keys that belong into a safe are on this computer: "
        f"{offline / 'root'}, {offline / 'recovery-1'}, {offline / 'recovery-2'}, {offline / 'recovery-3'}. "
        "Move each to a place of its own that locks, with somebody who is not an administrator of this computer. "
        "Then start again.\n"
    )


@pytest.mark.process
@pytest.mark.parametrize("only", [(), ("--only", "web")])
async def test_once_the_keys_are_moved_away_it_starts(
    candour_command: Candour, tmp_path: Path, only: tuple[str, ...]
) -> None:
    moved = Candour(candour_command.data, PRODUCTION, ("-m", "bot", "serve", *only))
    (moved.data / "keys" / "offline").rename(tmp_path / "a stick")
    await moved.start()
    await moved.stop()
    assert await moved.ended() == 0


@pytest.mark.process
@pytest.mark.skipif(sys.platform != "linux", reason="capabilities are Linux's")
async def test_a_folder_of_keys_that_the_service_may_not_look_into_is_not_taken_for_an_empty_one(
    candour_command: Candour,
) -> None:
    locked = Candour(candour_command.data, PRODUCTION, ("-c", PLAIN, "-m", "bot", "serve"))
    offline = locked.data / "keys" / "offline"
    offline.chmod(0)
    try:
        with pytest.raises(AssertionError, match="offline/root"):
            await locked.start()
        assert await locked.ended() == 1
    finally:
        await locked.stop()
        offline.chmod(0o700)


@pytest.mark.process
async def test_a_report_that_nobody_may_be_told_of_is_in_the_log(
    candour: Candour, web_whistleblower: WebWhistleblower
) -> None:
    out = {"not_to_see": ["monitoring_officer", "chief_internal_auditor", "deputies", "other"]}
    rest = [in_post("independent person"), in_post("chief executive")]
    named = {"not_to_see_other": " and ".join(one.name for one in rest)}
    await web_whistleblower.reports(**out, **named, **{f"same_people.{one.id}": "yes" for one in rest})
    await candour.stop()
    for moment in (datetime(2026, 11, 23, 9, 0, 30, tzinfo=UTC), datetime(2026, 11, 24, 9, 0, 30, tzinfo=UTC)):
        candour.set_clock(moment)
        await candour.start()
        await candour.stop()
    ticked = [json.loads(line) for line in candour.log_file.read_text().splitlines() if '"ticked"' in line]
    assert [(line["planned"], line["unheard"]) for line in ticked if not line["released"]] == [(0, 1)]
    assert all(line.keys() == {"at", "event", "released", "incidents", "planned", "unheard"} for line in ticked)
