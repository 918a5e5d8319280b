"""Forms are data: pages of typed questions with conditions on earlier answers.

One operation matters: `form.read(raw) -> Progress(answers, page, errors)`. It re-validates the whole draft each time,
so that a face may carry the draft anywhere and need not be trusted; position is computed, never stored.
"""

from __future__ import annotations
