"""Files that hold keys: written once, replaced as a whole or not at all, and read only while nobody else can reach
them."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from governance.errors import Misconfigured

#: More than any of these files holds.
LARGEST = 65_536


def write_new(path: Path, text: str, made: list[Path]) -> None:
    """Durable when this returns; `path` is added to `made` as soon as there is a file. Fails when the file is there,
    even if somebody made it this moment."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    made.append(path)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(descriptor)
    _sync_folder(path.parent)


def replace_with(path: Path, text: str) -> None:
    """The file at `path` with this text, durable when this returns; a crash leaves the old one or the new one. Raises
    Misconfigured, and nothing is changed, when it cannot be written."""
    beside = path.with_name(f"{path.name}.new")
    try:
        # What a crash left of an earlier try was never read by anybody.
        beside.unlink(missing_ok=True)
        write_new(beside, text, [])
        beside.replace(path)
        _sync_folder(path.parent)
    except OSError as refused:
        raise Misconfigured(f"The key file {path} could not be written: {refused.strerror}. It is as it was.") from None


def safely_kept(path: Path) -> bytes:
    """The file's bytes, at most one more than `LARGEST`, when nobody but this process's user can read or change it.
    Raises Misconfigured, saying what is wrong and what to run."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise Misconfigured(
            f"The key file {path} is missing. For a new service, run `candour keys init`. Otherwise put it back from "
            "where you keep your copy."
        ) from None
    except OSError as refused:
        raise Misconfigured(
            f"The key file {path} cannot be opened: {refused.strerror}. The user that runs the service must own it."
        ) from None
    try:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode):
            raise Misconfigured(f"{path} is not a file. Move it away and run `candour keys init`.")
        if about.st_uid != os.geteuid():
            raise Misconfigured(
                f"The key file {path} belongs to another user. The user that runs the service must own it: "
                f"run `chown USER {path}`."
            )
        if about.st_mode & 0o077:
            raise Misconfigured(
                f"Other users of this machine can read or change the key file {path} "
                f"(mode {stat.S_IMODE(about.st_mode):04o}). Run `chmod 600 {path}`."
            )
        return os.read(descriptor, LARGEST + 1)
    finally:
        os.close(descriptor)


def _sync_folder(path: Path) -> None:
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
