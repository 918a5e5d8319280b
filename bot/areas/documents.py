"""Documents that leave by a link, put together from what every area makes."""

from __future__ import annotations

from collections.abc import Mapping

from bot.areas.means import Means
from governance.documents import Producer
from governance.services.handing_out import HandingOut


def document_services(means: Means, producers: Mapping[str, Producer]) -> HandingOut:
    """`producers` by the name under which an area makes links to its document."""
    address = f"{means.settings.desk_url}/documents"
    return HandingOut(means.store, means.drafts, means.ticker, means.new_id, producers, address)
