"""Laws over the whole repository: what no file may hold, and what every module must."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "dialogs", "governance", "papers", "scheduler", "storage", "web")
#: Installed, built or kept beside the sources; none of it is committed.
NOT_OURS = re.compile(r"\.git|\.venv|node_modules|var|build|dist|__pycache__|.*\.egg-info|\..*_cache|\.hypothesis")
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-node.lock")

# Each pattern is written so that it does not find itself.
REGISTRY_HOST = re.compile(r"pypi[.]org|pythonhosted[.]|registry[.](?:npmjs|yarnpkg)|npmjs[.](?:org|com)/", re.I)
MACHINE_PATH = re.compile(r"(?<![\w.:~])/(?:root|work|farm|tmp|home|Users)/[A-Za-z]")
HOW_IT_WAS_MADE = re.compile(
    r"th[i]s session|clo[s]ing note|the is[s]ue asked|[.][.]/shar[e]d|\bthe brie[f]\b|as an a[i]\b|a[i]-generated"
    r"|language mode[l]|chatgp[t]|anthropi[c]|opena[i]|\bclaud[e]\b",
    re.I,
)
LEFT_UNFINISHED = re.compile(r"\b(?:TOD[O]|FIXM[E]|XX[X]|HAC[K])\b|\bfor no[w]\b(?! in\b)")

#: Over 300 lines, and why no room is missing.
LONG = {
    "bot/app.py": "puts every service of a council together, and decides nothing",
    "storage/migrations/versions/r0001_beginning.py": "a migration is one step, and never changes again",
    "storage/outbox.py": "the delivery protocol is only right when its states are read together",
}
MOST_LINES = 300

#: Who may read the system's clock: the composition root alone.
READS_THE_CLOCK = {"bot/app.py"}
CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "monotonic"),
    ("time", "monotonic_ns"),
}


def files() -> Iterator[Path]:
    """Every file of the repository, whether or not it is committed yet."""
    folders = [ROOT]
    while folders:
        for path in folders.pop().iterdir():
            if NOT_OURS.fullmatch(path.name):
                continue
            if path.is_dir():
                folders.append(path)
            else:
                yield path


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def modules() -> list[Path]:
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def found_in_texts(pattern: re.Pattern[str]) -> list[str]:
    """`path:line: match` of every place where the pattern is found."""
    places = []
    for path in files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        places += [
            f"{named(path)}:{text.count(chr(10), 0, match.start()) + 1}: {match[0]}" for match in pattern.finditer(text)
        ]
    return places


def test_the_laws_look_at_the_repository() -> None:
    seen = {named(path) for path in files()}
    assert {"Makefile", "pyproject.toml", "governance/ports.py", "tests/test_rules_of_the_house.py"} <= seen
    assert len(modules()) > 50


@pytest.mark.parametrize(
    ("pattern", "example"),
    [
        (REGISTRY_HOST, "https://pypi." + "org/simple"),
        (MACHINE_PATH, "see /wor" + "k/main"),
        (HOW_IT_WAS_MADE, "in this ses" + "sion"),
        (LEFT_UNFINISHED, "# TO" + "DO later"),
    ],
    ids=["a registry's host", "a path of somebody's machine", "a word about how it was made", "something unfinished"],
)
def test_no_file_holds(pattern: re.Pattern[str], example: str) -> None:
    assert pattern.search(example), "the law must be able to fail"
    assert found_in_texts(pattern) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_python_package_is_pinned_by_its_hash(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    pins = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert pins
    for pin in pins:
        assert re.match(r"[A-Za-z0-9._-]+==\S+ ", pin), pin
        assert re.search(r"--hash=sha256:[0-9a-f]{64}(\s|$)", pin), pin


def test_the_tests_run_on_the_same_versions_that_a_council_runs() -> None:
    def pins(lock: str) -> dict[str, str]:
        text = (ROOT / lock).read_text(encoding="utf-8")
        return dict(re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", text, re.M))

    served, tested = pins("requirements.lock"), pins("requirements-dev.lock")
    assert served.items() <= tested.items()


@pytest.mark.parametrize("folder", [".", "tools/playground"])
def test_every_npm_package_is_pinned_by_its_hash_and_names_no_host(folder: str) -> None:
    lock = json.loads((ROOT / folder / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    for name, entry in packages.items():
        assert entry["integrity"].startswith("sha512-"), name
        assert "resolved" not in entry, name
    wanted = lock["packages"][""]
    for version in (wanted.get("dependencies", {}) | wanted.get("devDependencies", {})).values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), version


def test_no_file_has_grown_so_long_that_a_room_is_missing() -> None:
    lines = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    long = {name for name, count in lines.items() if count > MOST_LINES}
    assert sorted(long - LONG.keys()) == [], "split these, or list them in LONG with the reason"
    assert sorted(LONG.keys() - long) == [], "these are short again: take them out of LONG"


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        named(path)
        for path in modules()
        if (tree := ast.parse(path.read_text(encoding="utf-8"))).body and not ast.get_docstring(tree)
    ]
    assert silent == []


def test_only_the_composition_root_reads_the_systems_clock() -> None:
    reading = set()
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
                continue
            if (node.value.id, node.attr) in CLOCKS:
                reading.add(named(path))
    assert reading == READS_THE_CLOCK


def test_no_test_sleeps_or_patches_our_own_code() -> None:
    forbidden = re.compile(r"time\.slee[p]\(|asyncio\.slee[p]\([1-9]|mock\.patc[h]|monkeypatch\.setatt[r]")
    assert [place for place in found_in_texts(forbidden) if place.startswith("tests/")] == []


def test_the_walls_between_the_rooms_stand(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_nothing_depends_on_where_the_repository_is_kept() -> None:
    assert not (ROOT / ".github").exists()
