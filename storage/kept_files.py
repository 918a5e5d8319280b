"""Files that hold keys: written once and never over another, and read only while nobody else can reach them."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from governance.errors import Misconfigured

#: More than any of these files holds.
LARGEST = 4096


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
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


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
