"""Microsoft's stand-in for Teams as it is started here: somebody of the demo council, and this computer only."""

from __future__ import annotations

import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from bot.local import playground
from governance.errors import Refused

TOOL = Path(__file__).parents[2] / "tools" / "playground"
#: Listens as the Playground does, and then calls a name, an address and itself.
TRIES = """
const net = require("node:net");
const server = net.createServer().listen(0, () => {
  console.log(server.address().address);
  net.connect(443, "example.org").on("error", (first) => {
    console.log(first.message);
    require("node:https").get("https://192.0.2.1/").on("error", (second) => {
      console.log(second.message);
      net.connect(server.address().port, "127.0.0.1", () => { console.log("near"); process.exit(); });
    });
  });
});
"""


def test_it_is_reached_from_this_computer_only_and_reaches_nothing_else(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node: run make ready")
    guard = str(TOOL / "this-computer-only.cjs")
    told = subprocess.run(
        [node, "--require", guard, "-e", TRIES], capture_output=True, text=True, cwd=tmp_path, timeout=60, check=True
    )
    refused = "the Playground may reach this computer only"
    assert told.stdout.splitlines() == ["127.0.0.1", refused, refused, "near"]


def test_its_counting_of_uses_stays_at_home(tmp_path: Path) -> None:
    assert "--disable-telemetry" in playground.command("node", TOOL, 3978, 56150)
    assert "disableAppInsights" in playground.surroundings(tmp_path)["APPLICATIONINSIGHTS_CONFIGURATION_CONTENT"]


def test_without_a_name_it_plays_an_owner_of_information_assets() -> None:
    me = playground.chosen(playground.staff(), None)
    assert "information asset owner" in me["roles"]


def test_anybody_of_the_demo_council_can_be_played_by_name() -> None:
    people = playground.staff()
    settings = playground.configuration(playground.chosen(people, "khadija carrick"), people)
    user = settings["currentUser"]
    assert isinstance(user, dict)
    assert user["name"] == "Khadija Carrick"
    assert user["id"] == user["aadObjectId"], "by this the bot asks for a chat, and the Playground looks for no other"
    users = settings["users"]
    assert isinstance(users, list)
    assert len({each["id"] for each in [user, *users]}) == 6


def test_a_name_that_nobody_has_is_refused_with_where_to_look() -> None:
    with pytest.raises(Refused, match="try-out page"):
        playground.chosen(playground.staff(), "Nobody At All")


def test_a_port_that_is_in_use_is_said_and_nothing_is_started(capsys: pytest.CaptureFixture[str]) -> None:
    if not (TOOL / "node_modules").is_dir():
        pytest.skip("the Playground is not installed: run make ready")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert playground.main(["--port", str(port)]) == 1
    assert f"Port {port} is in use" in capsys.readouterr().err
