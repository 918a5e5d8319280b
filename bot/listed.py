"""Settings that list things with commas between them."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from datetime import date


def networks(text: str) -> tuple[str, ...] | None:
    """Addresses and networks, as `ipaddress` writes networks; `none` says that there are none. None when one of them is
    no network, or is everybody: that is no network of proxies."""
    found = []
    for given in _parts("" if text == "none" else text):
        try:
            network = ipaddress.ip_network(given)
        except ValueError:
            return None
        if not network.prefixlen:
            return None
        found.append(str(network))
    return tuple(found)


def days(text: str) -> tuple[date, ...] | None:
    """Days such as 2026-12-29, each once and in order; None when one of them is no day."""
    try:
        return tuple(sorted({date.fromisoformat(each) for each in _parts(text)}))
    except ValueError:
        return None


def _parts(text: str) -> Iterator[str]:
    return filter(None, map(str.strip, text.split(",")))
