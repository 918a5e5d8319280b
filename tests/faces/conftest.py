from __future__ import annotations

import pytest

from tests.trust.forged_tokens import Keyring


@pytest.fixture(scope="session")
def ring() -> Keyring:
    """Keys take a while to make, and nothing changes them."""
    return Keyring.new()
