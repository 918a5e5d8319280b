"""Everything that can be refused, in words that a person can act on.

Each exception's message is written for the person who reads it: what is wrong, where, and what to do. None of them
carries an answer, an identity or a key: exceptions may reach a log.
"""

from __future__ import annotations


class Refused(Exception):
    """The request cannot be done; the message says why and what to do instead."""


class Warned(Refused):
    """It can be done, and whoever asks for it should know something first. Asked again with the same `mark`, it is
    done."""

    def __init__(self, words: str, mark: str) -> None:
        super().__init__(words)
        self.mark = mark


class NotYours(Refused):
    """The person's role, today, does not allow this."""


class NotFound(Refused):
    """There is no such thing, or the person may not know that there is. The two are never told apart."""


class Stale(Refused):
    """Somebody has already done it, or the row changed since it was shown."""


class Unreadable(Refused):
    """A sealed thing does not open: no key for this person, or it was altered."""


class Expired(Refused):
    """A draft or a button is older than it may be."""


class Tampered(Refused):
    """A draft or a button is not one that we made, or was made for somebody else."""


class Busy(Refused):
    """Too much is asked at once; trying again in a minute works."""


class Misconfigured(Refused):
    """The settings, a key file or the database are not as they must be. Lists every mistake at once."""


class Unavailable(Refused):
    """The database cannot be read or written now (a full disk, a server that does not answer); nothing was changed."""
