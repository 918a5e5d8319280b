"""What would be lost: a service that starts on a key which anybody can read or guess, or that writes over the only copy
of a key, and with it every report."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import stat
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from governance.errors import Misconfigured, Refused
from storage.key_shares import Share
from storage.keyfiles import (
    DeskKeys,
    IntakeKeys,
    make_keys,
    make_shares,
    read_desk,
    read_intake,
    read_keys,
    read_recovery,
    read_root,
    read_share_file,
    read_shares,
)
from tests.storage.seals import framed, hkdf

#: Those with a form of their own; `offline/recovery` is what services have that were made before there were shares.
READERS: dict[str, Callable[[Path], object]] = {
    "kek": read_desk,
    "intake": read_intake,
    "offline/root": read_root,
    "offline/recovery": read_recovery,
}
FILES = tuple(READERS)
MADE = ("kek", "intake", "offline/root", "offline/recovery-1", "offline/recovery-2", "offline/recovery-3")


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """With the recovery key as one file too, as it once was."""
    made = tmp_path / "keys"
    make_keys(made)
    key_file(made / "offline" / "recovery", "offline/recovery", recovery_private=recovery_of(made, 1, 2))
    return made


def recovery_of(folder: Path, one: int, other: int) -> bytes:
    shares = (read_share_file(folder / "offline" / f"recovery-{number}") for number in (one, other))
    return read_shares(*shares, read_intake(folder / "intake").recovery_public)


def key_file(path: Path, kind: str, **values: bytes) -> Path:
    """A key file written by hand, with a check sum that holds."""
    parts = [part for name, value in values.items() for part in (name, value)]
    check = hashlib.sha256(framed("candour/key-file/v1", kind, 1, *parts)).hexdigest()[:16]
    encoded = {name: base64.b64encode(value).decode() for name, value in values.items()}
    path.write_text(json.dumps({"candour": kind, "version": 1, **encoded, "check": check}))
    path.chmod(0o600)
    return path


def test_init_makes_files_that_only_their_owner_can_read(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    told = make_keys(keys)
    made = {str(path.relative_to(keys)): path for path in keys.rglob("*") if path.is_file()}
    assert set(made) == set(MADE)
    assert set(told) == set(made.values())
    for path in made.values():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700
    assert stat.S_IMODE((keys / "offline").stat().st_mode) == 0o700


def test_the_public_keys_belong_to_the_offline_keys(keys: Path) -> None:
    intake = read_intake(keys / "intake")
    root = Ed25519PrivateKey.from_private_bytes(read_root(keys / "offline" / "root"))
    recovery = X25519PrivateKey.from_private_bytes(recovery_of(keys, 2, 3))
    assert intake.root_public == root.public_key().public_bytes_raw()
    assert intake.recovery_public == recovery.public_key().public_bytes_raw()


def test_no_two_services_share_a_key(tmp_path: Path) -> None:
    seen: set[bytes] = set()
    for name in ("one", "other"):
        make_keys(tmp_path / name)
        intake, desk = read_keys(tmp_path / name / "intake", tmp_path / name / "kek")
        assert desk is not None
        seen |= {desk.kek, intake.pepper, intake.draft_seed, intake.root_public, intake.recovery_public}
    assert len(seen) == 10


@pytest.mark.parametrize("there", [*MADE, "offline/recovery"])
def test_a_key_file_is_never_written_over(tmp_path: Path, there: str) -> None:
    path = tmp_path / "keys" / there
    path.parent.mkdir(parents=True)
    path.write_text("the only copy")
    with pytest.raises(Refused, match=there):
        make_keys(tmp_path / "keys")
    assert path.read_text() == "the only copy"
    assert [found for found in (tmp_path / "keys").rglob("*") if found.is_file()] == [path]


def test_of_several_that_make_keys_at_once_one_does_and_its_files_stay_whole(tmp_path: Path) -> None:
    together = threading.Barrier(8)

    def make(_: int) -> bool:
        together.wait()
        try:
            make_keys(tmp_path)
        except (Refused, Misconfigured):
            return False
        return True

    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as threads:
            assert sum(threads.map(make, range(8))) == 1
    finally:
        sys.setswitchinterval(usual)
    root = Ed25519PrivateKey.from_private_bytes(read_root(tmp_path / "offline" / "root"))
    assert read_intake(tmp_path / "intake").root_public == root.public_key().public_bytes_raw()
    assert isinstance(read_desk(tmp_path / "kek"), DeskKeys)


def test_a_key_file_that_is_only_a_broken_link_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "kek").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Refused, match="kek"):
        make_keys(tmp_path)
    assert not (tmp_path / "elsewhere").exists()


def test_when_the_disk_refuses_half_way_no_half_set_is_left(tmp_path: Path) -> None:
    # No file can be made in a folder of the process table.
    (tmp_path / "offline").symlink_to("/proc/self/fdinfo")
    with pytest.raises(Misconfigured, match="could not be written"):
        make_keys(tmp_path)
    assert not (tmp_path / "kek").exists()
    assert not (tmp_path / "intake").exists()


@pytest.mark.parametrize("kind", FILES)
def test_a_missing_key_file_is_named_with_the_command_that_makes_it(tmp_path: Path, kind: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        READERS[kind](tmp_path / kind)
    assert str(tmp_path / kind) in str(refused.value)
    assert "candour keys init" in str(refused.value)


@pytest.mark.parametrize("mode", [0o640, 0o620, 0o610, 0o604, 0o602, 0o601, 0o644, 0o666, 0o777])
@pytest.mark.parametrize("kind", FILES)
def test_a_key_file_that_others_can_reach_is_refused(keys: Path, kind: str, mode: int) -> None:
    (keys / kind).chmod(mode)
    with pytest.raises(Misconfigured, match=f"chmod 600 {keys / kind}"):
        READERS[kind](keys / kind)


def test_a_key_file_may_be_read_only(keys: Path) -> None:
    (keys / "kek").chmod(0o400)
    assert isinstance(read_desk(keys / "kek"), DeskKeys)


def test_a_key_file_of_another_user_is_refused(keys: Path) -> None:
    path = keys / "kek"
    if os.geteuid() == 0:
        os.chown(path, 65534, 65534)
    else:
        path = Path("/etc/passwd")
    with pytest.raises(Misconfigured, match="another user"):
        read_desk(path)


@pytest.mark.parametrize("kind", FILES)
def test_a_key_file_cut_short_anywhere_is_refused(keys: Path, kind: str) -> None:
    whole = (keys / kind).read_bytes()
    for length in range(len(whole) - 1):
        (keys / kind).write_bytes(whole[:length])
        with pytest.raises(Misconfigured, match="candour keys init"):
            READERS[kind](keys / kind)


@pytest.mark.parametrize("kind", FILES)
def test_no_changed_byte_gives_another_key_and_no_refusal_repeats_one(keys: Path, kind: str) -> None:
    whole, right = (keys / kind).read_bytes(), READERS[kind](keys / kind)
    secrets = [value for value in json.loads(whole).values() if isinstance(value, str) and len(value) > 20]
    refusals = []
    for place in range(len(whole)):
        (keys / kind).write_bytes(whole[:place] + bytes([whole[place] ^ (1 << place % 7)]) + whole[place + 1 :])
        try:
            read = READERS[kind](keys / kind)
        except Misconfigured as refused:
            refusals.append(refused)
        else:
            assert read == right
    assert len(refusals) > 0.9 * len(whole)
    for refusal in refusals:
        assert not any(secret[:12] in str(refusal) for secret in secrets)
        assert refusal.__suppress_context__ or refusal.__context__ is None


@pytest.mark.parametrize(
    "key",
    [
        bytes(32),
        b"\xff" * 32,
        bytes(range(32)),
        bytes(range(0, 96, 3)),
        bytes(range(255, 223, -1)),
        b"0123456789abcdef" * 2,
        b"ChangeMe-ChangeMe-ChangeMe-Now!!",
        b"correct horse battery staple 123",
        b"\x01\x02\x03\x04" * 8,
    ],
)
def test_a_key_that_somebody_made_up_is_refused(tmp_path: Path, key: bytes) -> None:
    with pytest.raises(Misconfigured, match="not random"):
        read_desk(key_file(tmp_path / "kek", "kek", kek=key))
    good = os.urandom(32)
    for made_up in ("pepper", "draft_seed", "root_public", "recovery_public"):
        values = dict.fromkeys(("pepper", "draft_seed", "root_public", "recovery_public"), good) | {made_up: key}
        with pytest.raises(Misconfigured, match="not random"):
            read_intake(key_file(tmp_path / "intake", "intake", **values))


def test_a_random_key_is_never_mistaken_for_one_that_was_made_up(tmp_path: Path) -> None:
    for _ in range(300):
        key = os.urandom(32)
        assert read_desk(key_file(tmp_path / "kek", "kek", kek=key)).kek == key


def test_a_key_of_the_wrong_length_is_refused(tmp_path: Path) -> None:
    for length in (0, 16, 31, 33, 64):
        with pytest.raises(Misconfigured, match="damaged"):
            read_desk(key_file(tmp_path / "kek", "kek", kek=os.urandom(length)))


def test_one_key_file_in_the_place_of_another_is_refused(keys: Path) -> None:
    for kind, reader in READERS.items():
        for other in set(FILES) - {kind}:
            with pytest.raises(Misconfigured, match=f"not the key file “{kind}”"):
                reader(keys / other)


def test_a_key_file_of_a_later_version_is_refused(keys: Path) -> None:
    content = json.loads((keys / "kek").read_text())
    (keys / "kek").write_text(json.dumps(content | {"version": 3}))
    with pytest.raises(Misconfigured, match="another version"):
        read_desk(keys / "kek")


def test_what_is_not_a_key_file_at_all_is_refused_and_nothing_hangs(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "folder"):
        with pytest.raises(Misconfigured, match="not a file"):
            read_desk(tmp_path / name)
    for content in (b"", b"[]", b"null", b"7", b"{}", b"\xff\xfe", b"[" * 4000, b"{" + b" " * 5000 + b"}"):
        path = tmp_path / "kek"
        path.touch(0o600)
        path.write_bytes(content)
        with pytest.raises(Misconfigured, match="candour keys init"):
            read_desk(path)


def test_every_mistake_in_the_key_files_is_told_at_once(keys: Path) -> None:
    (keys / "kek").chmod(0o644)
    (keys / "intake").unlink()
    with pytest.raises(Misconfigured) as refused:
        read_keys(keys / "intake", keys / "kek")
    assert str(keys / "kek") in str(refused.value)
    assert str(keys / "intake") in str(refused.value)
    assert len(str(refused.value).splitlines()) == 2


def test_the_process_that_only_receives_does_not_look_at_the_kek(keys: Path) -> None:
    (keys / "kek").unlink()
    intake, desk = read_keys(keys / "intake", None)
    assert isinstance(intake, IntakeKeys)
    assert desk is None


def test_keys_show_nothing_of_themselves_when_printed(keys: Path) -> None:
    intake, desk = read_keys(keys / "intake", keys / "kek")
    assert f"{intake!r} {intake} {desk!r} {desk}" == "IntakeKeys(…) IntakeKeys(…) DeskKeys(…) DeskKeys(…)"


def test_every_purpose_has_a_key_of_its_own() -> None:
    desk, intake = DeskKeys(os.urandom(32)), IntakeKeys(*(os.urandom(32) for _ in range(4)))
    keys = [
        desk.audit[1],
        desk.head,
        desk.head_mask,
        desk.locator,
        desk.recipient,
        desk.person("1", 1),
        desk.person("1", 2),
        desk.person("2", 1),
        desk.person("11", 1),
        desk.person("1", 11),
        intake.code_salt,
        intake.draft_key(739_000),
        intake.draft_key(739_001),
    ]
    assert len(set(keys)) == len(keys)
    assert not {desk.kek, intake.pepper, intake.draft_seed} & set(keys)


def test_the_keys_come_out_the_same_for_ever() -> None:
    """A change here would make what is already sealed unreadable."""
    kek, pepper, seed = (hashlib.sha256(word).digest() for word in (b"kek", b"pepper", b"seed"))
    desk, intake = DeskKeys(kek), IntakeKeys(pepper, seed, bytes(32), bytes(32))
    assert desk.audit[1] == hkdf(kek, framed("candour/audit/v1"))
    assert desk.head == hkdf(kek, framed("candour/audit-head/v1"))
    assert desk.head_mask == hkdf(kek, framed("candour/audit-head-mask/v1"))
    assert desk.locator == hkdf(kek, framed("candour/locator/v1"))
    assert desk.recipient == hkdf(kek, framed("candour/recipient/v1"))
    assert desk.person("1042", 3) == hkdf(kek, framed("candour/person/v1", "1042", "3"))
    assert intake.code_salt == hkdf(pepper, framed("candour/code-salt/v1"), 16)
    assert intake.draft_key(739_000) == hkdf(seed, framed("candour/draft-ring/v1", "739000"))
    assert desk.audit[1].hex() == "772d389d4f5965ba51d87504a316caf5d788e8fd0b55d67f5fe973e407d1fd6b"


@pytest.mark.parametrize(("one", "other"), [(1, 2), (2, 3), (3, 1)])
def test_any_two_of_the_three_shares_are_the_recovery_key(keys: Path, one: int, other: int) -> None:
    assert recovery_of(keys, one, other) == read_recovery(keys / "offline" / "recovery")


def test_a_share_twice_or_with_one_of_another_service_opens_nothing(tmp_path: Path, keys: Path) -> None:
    make_keys(tmp_path / "other")
    public = read_intake(keys / "intake").recovery_public
    mine = read_share_file(keys / "offline" / "recovery-1")
    theirs = read_share_file(tmp_path / "other" / "offline" / "recovery-2")
    with pytest.raises(Refused, match="takes two different ones"):
        read_shares(mine, mine, public)
    with pytest.raises(Refused, match=r"do not belong together|not the recovery key of this service"):
        read_shares(mine, theirs, public)
    with pytest.raises(Misconfigured, match="not the recovery key of this service"):
        read_shares(mine, Share(2, mine.mark, theirs.value), public)


def test_an_older_recovery_key_is_split_into_shares_of_the_same_key(tmp_path: Path, keys: Path) -> None:
    private = read_recovery(keys / "offline" / "recovery")
    made = make_shares(tmp_path / "sticks", private)
    assert [path.name for path in made] == ["recovery-1", "recovery-2", "recovery-3"]
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in made)
    one, _, other = map(read_share_file, made)
    assert read_shares(one, other, read_intake(keys / "intake").recovery_public) == private
    with pytest.raises(Refused, match="There are key files already"):
        make_shares(tmp_path / "sticks", private)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_share_that_others_can_reach_is_refused(keys: Path, mode: int) -> None:
    path = keys / "offline" / "recovery-1"
    path.chmod(mode)
    with pytest.raises(Misconfigured, match=f"chmod 600 {path}"):
        read_share_file(path)


def test_what_is_not_a_share_is_refused_in_words(keys: Path) -> None:
    path = keys / "offline" / "recovery-1"
    for content in (b"", b"\xff\xfe", b"# only a remark\n", (keys / "kek").read_bytes(), b"x" * 9_000):
        path.write_bytes(content)
        with pytest.raises((Misconfigured, Refused)) as refused:
            read_share_file(path)
        assert str(path) in str(refused.value)
