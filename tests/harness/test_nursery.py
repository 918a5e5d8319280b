"""A forked process is one as any other: it knows its own environment alone, and ends as it would have ended."""

from __future__ import annotations

import os
import signal
import sys

import pytest

from tests.harness.nursery import nursery, run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux alone")
ENVIRONMENT = {"PATH": os.environ["PATH"]}


def test_it_says_what_a_process_that_began_from_nothing_says() -> None:
    done = run(["bot", "import", "cats", "list.csv"], ENVIRONMENT, 30)
    assert (done.returncode, done.stdout) == (2, "")
    assert "invalid choice: 'cats'" in done.stderr
    assert done.stderr.startswith("usage: candour")


def test_it_reads_what_is_typed() -> None:
    done = run(["json.tool", "--compact"], ENVIRONMENT, 30, stdin='{"a": [1, 2]}')
    assert (done.returncode, done.stdout, done.stderr) == (0, '{"a":[1,2]}\n', "")


def test_nothing_of_our_environment_or_of_the_process_before_reaches_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANDOUR_MODE", "nonsense")
    for given, says in (({"CANDOUR_PORT": "many"}, "CANDOUR_PORT"), ({"CANDOUR_HOST": "0.0.0.0"}, "CANDOUR_HOST")):
        done = run(["bot", "serve"], {**ENVIRONMENT, **given}, 30)
        assert done.returncode == 1
        assert [line.split()[0] for line in done.stderr.splitlines()[1:]] == [says]


def test_it_can_be_killed_and_whoever_waits_is_told() -> None:
    reads, writes = os.pipe()
    with open(os.devnull, "wb") as nothing, open(reads, "rb") as waits_for_ever:
        process = nursery().fork(["json.tool"], ENVIRONMENT, waits_for_ever, nothing, nothing)
        assert process.poll() is None
        process.send_signal(signal.SIGKILL)
        assert process.wait(20) == -signal.SIGKILL
        assert process.poll() == -signal.SIGKILL
    os.close(writes)
