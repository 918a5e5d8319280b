"""The clock of local mode: a file says what time it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.local.clock import FileClock, Moves
from governance.calendar import Calendar
from governance.errors import Misconfigured, Refused

REAL = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
APRIL = datetime(2026, 4, 1, 8, 0, tzinfo=UTC)


def test_without_a_file_it_shows_real_time(tmp_path: Path) -> None:
    clock = FileClock(tmp_path / "clock", lambda: REAL)
    assert clock.now() == REAL
    assert clock.stands_at() is None


def test_it_stands_still_at_the_instant_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "clock").write_text("2026-04-01T09:00:00+01:00\n")
    passing = iter([REAL, REAL + timedelta(hours=1)])
    clock = FileClock(tmp_path / "clock", lambda: next(passing))
    assert (clock.now(), clock.now()) == (APRIL, APRIL)


def test_what_one_process_sets_another_reads(tmp_path: Path) -> None:
    one, other = (FileClock(tmp_path / "deep" / "clock", lambda: REAL) for _ in range(2))
    assert other.now() == REAL
    one.stop_at(APRIL)
    assert other.now() == APRIL
    one.stop_at(APRIL + timedelta(minutes=1))
    assert other.now() == APRIL + timedelta(minutes=1)
    one.run()
    assert other.now() == REAL
    one.run()


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-04-01T09:00:00", "2026-04-01", "½"])
def test_a_file_that_holds_no_instant_is_refused_with_an_example(tmp_path: Path, text: str) -> None:
    (tmp_path / "clock").write_text(text, encoding="utf-8")
    clock = FileClock(tmp_path / "clock", lambda: REAL)
    for _ in range(2):
        with pytest.raises(Misconfigured, match=r"2026-04-01T09:00:00\+01:00"):
            clock.now()
    clock.stop_at(APRIL)
    assert clock.now() == APRIL


def test_the_buttons_lead_to_the_next_of_each() -> None:
    good_friday_eve = datetime(2026, 4, 2, 14, 0, tzinfo=UTC)
    assert Moves(Calendar()).offered(good_friday_eve) == {
        "next release": datetime(2026, 4, 2, 15, 30, tzinfo=UTC),
        "next working day": datetime(2026, 4, 7, 8, 0, tzinfo=UTC),
        "next quarter day": datetime(2026, 7, 1, 8, 0, tzinfo=UTC),
    }


@pytest.mark.parametrize(
    ("day", "time"),
    [("", "09:00"), ("2026-02-30", "09:00"), ("2026-04-01", "9"), ("2026-04-01", "09:00+05:00"),
     ("1999-12-31", "09:00"), ("2100-01-01", "09:00"), ("2026-10-25", "01:30")],
)  # fmt: skip
def test_a_moment_that_is_not_one_is_refused(day: str, time: str) -> None:
    with pytest.raises(Refused):
        Moves(Calendar()).chosen(day, time)


def test_a_chosen_moment_is_local_time() -> None:
    assert Moves(Calendar()).chosen("2026-04-01", "09:00") == APRIL
    assert Moves(Calendar()).chosen("2026-12-01", "09:00") == datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
