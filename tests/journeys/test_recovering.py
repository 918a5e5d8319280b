"""Everybody who kept a report is gone: two custodians open it to a new Monitoring Officer, and nobody else reads it."""

from __future__ import annotations

import csv
import io
import os
import shutil
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import pytest

from storage.keyfiles import read_intake, read_share_file, read_shares
from tests.harness.cast import STORY, Staff, in_post, ordinary
from tests.harness.people import Handler, WebWhistleblower, Whistleblower
from tests.harness.process import Candour
from tests.harness.teams import Teams, actions
from tests.storage.test_keyfiles import key_file

pytestmark = pytest.mark.process

NINE = datetime(2026, 11, 23, 9, 0, 30, tzinfo=UTC)
NEXT_DAY = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
SEVENTH_DAY = datetime(2026, 11, 30, 9, 0, 30, tzinfo=UTC)
TITLE = "Fire doors wedged open"
PRIVATE = "I think that the store room was locked on purpose."
GONE = ("monitoring officer", "deputy monitoring officer", "chief internal auditor", "deputy chief internal auditor")


def changed_staff(folder: Path, newcomer: Staff) -> Path:
    """The staff list on the day after every handler left, with one new Monitoring Officer."""
    source = resources.files("bot.local") / "demo" / "people.csv"
    with source.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    left = {in_post(role).id for role in (*GONE, "independent person")}
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    for row in rows:
        if row["staff_number"] in left:
            row |= {"roles": "", "left_on": "2026-11-23"}
        if row["staff_number"] == newcomer.id:
            row["roles"] = "monitoring officer 2026-11-24.."
        writer.writerow(row)
    path = folder / "people.csv"
    path.write_text(out.getvalue(), encoding="utf-8")
    return path


def sticks(candour: Candour, folder: Path) -> list[str]:
    """Each share with another custodian, and none left on the computer."""
    offline = candour.data / "keys" / "offline"
    return [str(shutil.move(offline / f"recovery-{number}", folder / f"stick{number}")) for number in (1, 2, 3)]


def refused(candour: Candour, *arguments: str) -> str:
    done = candour.command("keys", *arguments)
    assert (done.returncode, done.stdout) == (1, ""), done.stdout + done.stderr
    return done.stderr


def done(candour: Candour, *arguments: str) -> str:
    ended = candour.command(*arguments)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


async def offers_the_list(handler: Handler) -> bool:
    cards = await handler.member.say("cases")
    return any((each.get("data") or {}).get("verb") == "cases" for card in cards for each in actions(card))


async def test_two_custodians_open_one_report_to_a_new_monitoring_officer(
    candour: Candour,
    web_whistleblower: WebWhistleblower,
    whistleblower: Whistleblower,
    monitoring_officer: Handler,
    teams: Teams,
    tmp_path: Path,
) -> None:
    newcomer, one, other = ordinary(5), ordinary(6), ordinary(7)
    shares = sticks(candour, tmp_path)
    two = ["--share", shares[0], "--share", shares[2]]
    await web_whistleblower.reports()
    await whistleblower.reports(title="The other story", identity="named", name="A Reporter")
    candour.set_clock(NINE)
    await monitoring_officer.is_told()
    record = await (await monitoring_officer.opens(TITLE)).press("Record of this case")
    await (await record.press("Note")).press("Add to the record", {"readers": "me", "text": PRIVATE})

    done(candour, "import", "people", str(changed_staff(tmp_path, newcomer)))
    candour.set_clock(NEXT_DAY)
    assert not await offers_the_list(monitoring_officer)
    officer = Handler.of(teams, newcomer)
    done(candour, "keys", "add", newcomer.id)
    assert TITLE not in (await officer.opens_the_list()).words, "a new key opens nothing that came before it"

    listed = done(candour, "keys", "recover", *two)
    assert TITLE not in listed
    assert listed.count("kept by NOBODY in post") == 2
    # Which of the two it is, the list does not say.
    [(report,)] = candour.query("SELECT id FROM reports WHERE identity = 'anonymous'")
    assert str(report) in listed
    custodians = ["--custodian", one.id, "--custodian", other.id]
    told = done(candour, "keys", "recover", *two, "--case", str(report), "--to", newcomer.id, *custodians)
    assert newcomer.name in told
    assert TITLE not in told

    words = (await officer.opens_the_list()).words
    assert TITLE in words
    assert "The other story" not in words, "one report was opened, and no other"
    case = await officer.opens(TITLE)
    assert STORY["story"] in case.words
    assert PRIVATE not in (await case.press("Record of this case")).words, (
        "a report that was taken over brings no notes"
    )
    gone = monitoring_officer.staff.id
    notes = ["--case", str(report), "--notes-of", gone, "--to", newcomer.id, *custodians]
    handed = done(candour, "keys", "recover", *two, *notes)
    assert (PRIVATE in handed, "1 private note" in handed) == (False, True)
    assert PRIVATE in (await case.press("Record of this case")).words
    assert not await offers_the_list(monitoring_officer)
    candour.set_clock(SEVENTH_DAY)
    assert await officer.is_told(), "the promise to the reporter is chased with whoever took over"

    [(details,)] = candour.query("SELECT details FROM audit WHERE verb = 'recovered' AND subject = ?", str(report))
    assert all(each.id in str(details) for each in (newcomer, one, other))
    assert "as they were written" in done(candour, "audit", "verify")
    again = refused(candour, "recover", *two, "--case", str(report), "--to", newcomer.id, *custodians)
    assert "holds a key to this report already" in again


def test_a_drill_is_on_the_record_and_touches_no_report(candour_command: Candour, tmp_path: Path) -> None:
    shares = sticks(candour_command, tmp_path)
    assert "Recovery was never tried" in done(candour_command, "keys", "list")
    said = done(candour_command, "keys", "drill", "--share", shares[1], "--share", shares[2])
    assert "shares 2 and 3" in said
    assert "No real report was touched" in said
    listed = done(candour_command, "keys", "list")
    assert "Recovery was last tried on" in listed
    assert "shares 2 and 3" in listed
    assert candour_command.query("SELECT count(*) FROM audit WHERE verb = 'recovery_drilled'") == [(1,)]
    assert "as they were written" in done(candour_command, "audit", "verify")


def test_shares_that_do_not_open_are_no_drill(candour_command: Candour, tmp_path: Path) -> None:
    shares = sticks(candour_command, tmp_path)
    assert "takes two different ones" in refused(candour_command, "drill", "--share", shares[0], "--share", shares[0])
    assert "Give two shares" in refused(candour_command, "drill", "--share", shares[0])
    lines = Path(shares[0]).read_text().splitlines()
    lines[-1] = lines[-1].translate(str.maketrans("0123456789", "1234567890"))
    Path(shares[0]).write_text("\n".join(lines))
    slip = refused(candour_command, "drill", "--share", shares[0], "--share", shares[1])
    assert slip.startswith(f"Line 3 of {shares[0]}")
    assert not any(group in slip for line in lines for group in line.split("-") if not line.startswith("#"))
    assert candour_command.query("SELECT count(*) FROM audit WHERE verb = 'recovery_drilled'") == [(0,)]


def test_new_shares_are_made_from_two_old_ones(candour_command: Candour, tmp_path: Path) -> None:
    shares = sticks(candour_command, tmp_path)
    said = done(
        candour_command, "keys", "split", "--share", shares[0], "--share", shares[1], "--into", str(tmp_path / "new")
    )
    assert "Destroy shares 1 and 2 and every copy" in said
    fresh = [str(tmp_path / "new" / f"recovery-{number}") for number in (1, 3)]
    assert "shares 1 and 3" in done(candour_command, "keys", "drill", "--share", fresh[0], "--share", fresh[1])


def test_a_share_is_typed_in_from_paper(candour_command: Candour, tmp_path: Path) -> None:
    shares = sticks(candour_command, tmp_path)
    paper = [line for line in Path(shares[2]).read_text().splitlines() if not line.startswith("#")]
    words = "\n".join(paper).lower() + "\n"
    typed = candour_command.command("keys", "drill", "--share", shares[0], "--share", "-", typed=words)
    assert typed.returncode == 0, typed.stderr
    assert "shares 1 and 3" in typed.stdout


def test_an_older_recovery_key_in_one_file_still_works_and_is_split(candour_command: Candour, tmp_path: Path) -> None:
    shares = sticks(candour_command, tmp_path)
    private = read_shares(
        *(read_share_file(Path(share)) for share in shares[:2]),
        read_intake(candour_command.data / "keys" / "intake").recovery_public,
    )
    old = key_file(tmp_path / "recovery", "offline/recovery", recovery_private=private)
    assert "the older key file" in done(candour_command, "keys", "drill", "--recovery", str(old))
    said = done(candour_command, "keys", "split", "--recovery", str(old), "--into", str(tmp_path / "new"))
    assert "Destroy the older key file and every copy" in said
    fresh = [f"--share={tmp_path / 'new' / f'recovery-{number}'}" for number in (2, 3)]
    assert "shares 2 and 3" in done(candour_command, "keys", "drill", *fresh)
    assert "Give two shares" in refused(candour_command, "drill", "--recovery", str(old), *fresh)
    strange = key_file(tmp_path / "strange", "offline/recovery", recovery_private=os.urandom(32))
    assert "not the recovery key of this service" in refused(candour_command, "drill", "--recovery", str(strange))
