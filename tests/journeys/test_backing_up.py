"""A back-up is taken while the service works, a drill shows that it is good, and a lost service comes back from it."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.harness.people import Handler, Whistleblower
from tests.harness.process import Candour

pytestmark = pytest.mark.process

NINE = datetime(2026, 11, 23, 9, 0, 30, tzinfo=UTC)
TITLE = "Fire doors wedged open"
ANSWER = "We have your concern about the fire doors."


def backed_up(candour: Candour, folder: Path) -> tuple[Path, Path]:
    done = candour.command("backup", "--into", str(folder / "main"), "--keystore-into", str(folder / "keys"))
    assert (done.returncode, done.stderr) == (0, "")
    return max((folder / "main").iterdir()), max((folder / "keys").iterdir())


def restore(candour: Candour, pair: tuple[Path, Path], *more: str) -> tuple[int, str, str]:
    done = candour.command("restore", "--main", str(pair[0]), "--keystore", str(pair[1]), *more)
    return done.returncode, done.stdout, done.stderr


def lose(candour: Candour, folder: Path) -> None:
    folder.mkdir()
    for path in (*candour.data.glob("candour.db*"), *candour.data.glob("keystore.db*")):
        shutil.move(path, folder)


async def test_a_lost_service_comes_back_with_its_reports(
    candour: Candour, whistleblower: Whistleblower, monitoring_officer: Handler, tmp_path: Path
) -> None:
    await whistleblower.reports()
    pair = backed_up(candour, tmp_path)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (*pair, *(each.parent for each in pair))] == [0o600] * 2 + [
        0o700
    ] * 2
    status, said, wrong = restore(candour, pair, "--drill")
    assert (status, wrong) == (0, "")
    assert "145 people, 1 reports" in said
    # The service went on, and may not be written over.
    status, _, wrong = restore(candour, pair)
    assert (status, "nothing is put over a database" in wrong) == (1, True)

    await candour.stop()
    lose(candour, tmp_path / "lost")
    status, said, wrong = restore(candour, pair)
    assert (status, wrong) == (0, "")
    assert "every report has its keys" in said
    await candour.start()
    candour.set_clock(NINE)
    await monitoring_officer.is_told()
    await monitoring_officer.acknowledges(TITLE, ANSWER)
    assert ANSWER in (await whistleblower.reads_by_code(whistleblower.code)).words


def test_what_cannot_be_used_is_not_put_back(candour_command: Candour, tmp_path: Path) -> None:
    pair, other = backed_up(candour_command, tmp_path / "one"), backed_up(candour_command, tmp_path / "two")
    lose(candour_command, tmp_path / "lost")

    def refusal(main: Path, keystore: Path, *more: str) -> str:
        status, _, wrong = restore(candour_command, (main, keystore), *more)
        assert status == 1
        assert not list(candour_command.data.glob("*.unfinished"))
        return wrong

    assert "were not made together" in refusal(pair[0], other[1])
    assert "is no back-up of that kind" in refusal(pair[1], pair[1])
    old = [path.with_name(path.name.replace("-20", "-19", 1)) for path in pair]
    for path, aged in zip(pair, old, strict=True):
        shutil.copy(path, aged)
    assert "reports whose time is over" in refusal(*old)
    with old[0].open("r+b") as damaged:
        damaged.seek(4096 * 3)
        damaged.write(b"\x99" * 4096)
    assert "is damaged" in refusal(*old, "--although-old")
    assert not (candour_command.data / "candour.db").exists()
    # Two good ones, after all that.
    assert restore(candour_command, pair)[0] == 0


def test_keys_that_the_key_files_do_not_open_are_found(candour_command: Candour, tmp_path: Path) -> None:
    pair = backed_up(candour_command, tmp_path)
    connection = sqlite3.connect(pair[1])
    connection.execute("UPDATE people_keys SET sealed_private = zeroblob(length(sealed_private))")
    connection.commit()
    connection.close()
    status, _, wrong = restore(candour_command, pair, "--drill")
    assert (status, "was not sealed with the key in this service's KEK file" in wrong) == (1, True)


def test_the_keystores_back_ups_end_after_a_fortnight(candour_command: Candour, tmp_path: Path) -> None:
    pair = backed_up(candour_command, tmp_path)
    old = [path.with_name(path.name.replace("-20", "-19", 1)) for path in pair]
    for path, aged in zip(pair, old, strict=True):
        path.rename(aged)
    (old[1].parent / "notes.txt").touch()
    backed_up(candour_command, tmp_path)
    assert old[0].exists()
    assert not old[1].exists()
    assert len(list(old[1].parent.iterdir())) == 2
    one = str(tmp_path / "main")
    assert candour_command.command("backup", "--into", one, "--keystore-into", one).returncode == 1


def test_postgresql_has_its_own_way(candour_command: Candour, tmp_path: Path) -> None:
    address = {"CANDOUR_DATABASE_URL": "postgresql+psycopg://candour@127.0.0.1/candour"}
    done = candour_command.command(
        "backup", "--into", str(tmp_path / "a"), "--keystore-into", str(tmp_path / "b"), extra=address
    )
    assert done.returncode == 1
    assert "pg_dump" in done.stderr
