"""Microsoft's own stand-in for Teams beside the bot: `python -m bot.local.playground --as "Khadija Carrick"`.

The Microsoft 365 Agents Playground is one person's Teams. This starts the service so that what it sends on its own
goes there, and then the Playground as somebody of the demo council. Both end together. For this computer only.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from bot.settings import DEMO_TENANT
from governance.errors import Refused

PORT = 56150
COLLEAGUES = 5
_TOOL = Path(__file__).resolve().parents[2] / "tools" / "playground"
_CLI = Path("node_modules", "@microsoft", "m365agentsplayground", "cli.js")

Row = Mapping[str, str]


def staff() -> Sequence[Row]:
    """The demo council's people, a row each."""
    text = files("bot.local").joinpath("demo/people.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def chosen(people: Sequence[Row], name: str | None) -> Row:
    """The person of that name; without one, the first who owns information assets. Raises Refused."""
    for each in people:
        if name is None and "information asset owner" in each["roles"]:
            return each
        if name is not None and each["name"].casefold() == name.casefold():
            return each
    raise Refused(f"Nobody in the demo council is called {name}. The names stand on the try-out page.")


def configuration(me: Row, people: Sequence[Row]) -> dict[str, object]:
    """What the Playground reads. People have their Entra object id as id too: by it the bot asks for a chat with them,
    and the Playground looks for nothing else."""
    return {
        "version": "0.1.1",
        "tenantId": DEMO_TENANT,
        "bot": {"id": f"28:{uuid5(NAMESPACE_URL, 'bot:' + DEMO_TENANT)}", "name": "Candour"},
        "currentUser": _user(me),
        # It wants five. Nobody else's chat can be seen there.
        "users": [_user(each) for each in [each for each in people if each is not me][:COLLEAGUES]],
        "personalChat": {"id": f"a:{me['entra_object_id']}"},
        "groupChat": {"id": "19:group", "name": "A group chat"},
        "team": {
            "id": "19:team",
            "name": "A team",
            "aadGroupId": str(uuid5(NAMESPACE_URL, "team:" + DEMO_TENANT)),
            "channels": [{"id": "19:channel", "name": "A channel"}],
        },
    }


def _user(row: Row) -> dict[str, str]:
    first, _, last = row["name"].partition(" ")
    return {
        "id": row["entra_object_id"],
        "aadObjectId": row["entra_object_id"],
        "name": row["name"],
        "givenName": first,
        "surname": last,
        "email": row["email"],
        "userPrincipleName": row["email"],
    }


def command(node: str, tool: Path, bot_port: int, port: int) -> list[str]:
    """Starts the Playground, on this computer's own address, and keeps its counting of uses at home."""
    return [
        node, "--require", str(tool / "this-computer-only.cjs"), str(tool / _CLI), "start",
        "--app-endpoint", f"http://127.0.0.1:{bot_port}/api/messages", "--channel-id", "msteams",
        "--port", str(port), "--service-url", service_url(port), "--disable-telemetry",
    ]  # fmt: skip


def service_url(port: int) -> str:
    """Where the Playground takes what the bot sends."""
    return f"http://127.0.0.1:{port}/_connector"


def surroundings(folder: Path) -> dict[str, str]:
    """The Playground's environment: its settings and its log are in `folder`, it opens no browser, and it keeps to
    itself what it would tell its makers."""
    return {
        **os.environ,
        "M365_AGENTS_PLAYGROUND_CONFIG_PATH": str(folder / "playground.json"),
        "M365_AGENTS_PLAYGROUND_LOGFILE": str(folder / "playground.log"),
        "TEAMSAPPTESTER_BROWSER": "none",
        "APPLICATIONINSIGHTS_CONFIGURATION_CONTENT": '{"disableAppInsights": true}',
        "APPLICATION_INSIGHTS_NO_STATSBEAT": "true",
        "SEND_INSTALLATION_ACTIVITY": "true",
    }


def is_taken(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="playground", description=__doc__)
    parser.add_argument("--as", dest="name", metavar="NAME", help="whom of the demo council to be")
    parser.add_argument("--port", type=int, default=PORT, help=f"the Playground's port (default: {PORT})")
    args = parser.parse_args(arguments)
    try:
        return _run(args.name, args.port)
    except Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1


def _run(name: str | None, port: int) -> int:
    people = staff()
    me, bot_port = chosen(people, name), int(os.environ.get("CANDOUR_PORT", "3978"))
    node = shutil.which("node")
    if node is None or not (_TOOL / _CLI).is_file():
        raise Refused("The Playground is not installed. Run: make playground")
    if is_taken(port):
        raise Refused(f"Port {port} is in use. Stop what uses it, or give another: --port {port + 1}")
    own_bot = not is_taken(bot_port)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "playground.json").write_text(json.dumps(configuration(me, people)), encoding="utf-8")
        running = [_serve(port)] if own_bot else []
        started = subprocess.Popen(command(node, _TOOL, bot_port, port), env=surroundings(Path(folder)))  # noqa: S603  # ours
        running.append(started)
        sys.stdout.write(_welcome(me, port, bot_port, own_bot=own_bot))
        sys.stdout.flush()
        return _until_one_ends(running)


def _serve(port: int) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "CANDOUR_SERVICE_URL": service_url(port)}
    return subprocess.Popen([sys.executable, "-m", "bot", "serve"], env=environment)


def _welcome(me: Row, port: int, bot_port: int, *, own_bot: bool) -> str:
    lines = [f"\nYou are {me['name']}, {me['job']}, in the Playground: http://127.0.0.1:{port}/"]
    if own_bot:
        lines.append(f"The clock is on the try-out page: http://127.0.0.1:{bot_port}/")
    else:
        lines.append(
            f"Candour runs already on port {bot_port}: it answers here, but what it sends on its own goes to its "
            "try-out page.\nTo have that here as well, stop it and run this again."
        )
    return "\n".join([*lines, "Ctrl-C ends it.\n"])


def _until_one_ends(running: Sequence[subprocess.Popen[bytes]]) -> int:
    try:
        while all(each.poll() is None for each in running):
            _wait_a_little(running[-1])
    except KeyboardInterrupt:
        return 0
    finally:
        for each in running:
            each.send_signal(signal.SIGTERM)
        for each in running:
            each.wait()
    return next((each.returncode for each in running if each.returncode > 0), 0)


def _wait_a_little(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(0.5)
    except subprocess.TimeoutExpired:
        return


if __name__ == "__main__":
    sys.exit(main())
