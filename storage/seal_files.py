"""Sealing of files: a random key each, and pieces that cannot be swapped, left out, repeated or cut off."""

from __future__ import annotations

import os

from storage.seal_frames import KEY_BYTES, frame, open_box, pad, seal_box, unpad


class FileVault:
    """Implements `governance.file_ports.Vault`."""

    def new_key(self) -> bytes:
        return os.urandom(KEY_BYTES)

    def seal(self, key: bytes, file_id: str, number: int, piece: bytes, *, last: bool) -> bytes:
        return seal_box(key, _binding(file_id, number, last=last), pad(piece))

    def open(self, key: bytes, file_id: str, number: int, sealed: bytes, *, last: bool) -> bytes:
        return unpad(open_box(key, _binding(file_id, number, last=last), sealed))


def _binding(file_id: str, number: int, *, last: bool) -> bytes:
    return frame("candour/file/v1", file_id, number, "last" if last else "more")
