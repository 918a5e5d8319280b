"""The frame around every page: language, title, a way past the header, and a quick way out."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

_FOOTER = (
    '<footer><div class="width"><p>This page keeps no cookie and no log of your visit.</p>'
    '<ul><li><a href="/speak-up">Speak up</a></li><li><a href="/incident">Report an incident</a></li>'
    '<li><a href="/mailbox">I have a code</a></li>'
    '<li><a href="/policy">What the policy says</a></li></ul>'
    "</div></footer>\n"
)
_BANNER = '<aside class="banner" aria-label="About this page"><p class="width">{}</p></aside>'


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page shows of the council."""

    council: str
    #: Shown above everything in local mode; empty otherwise.
    banner: str

    def page(self, title: str, body: str, *, wrong: bool = False) -> str:
        """A whole page. `body` is HTML; `title` is text. `wrong` marks the title, for people who only hear it."""
        exit_ = ' <a class="exit" href="/exit">Exit this page</a>'
        return self._whole(title, body, exit_, _FOOTER, wrong=wrong)

    def plain(self, title: str, body: str, *, wrong: bool = False) -> str:
        """The same for somebody at work who follows a link of theirs: no way out in a hurry, and nothing to report."""
        return self._whole(title, body, "", "", wrong=wrong)

    def _whole(self, title: str, body: str, exit_: str, footer: str, *, wrong: bool) -> str:
        heading = escape(("Error: " if wrong else "") + title)
        banner = _BANNER.format(escape(self.banner)) if self.banner else ""
        return (
            '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
            f"<title>{heading} – {escape(self.council)}</title>\n"
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<link rel="stylesheet" href="/assets/web.css">\n</head>\n<body>\n'
            '<a class="skip" href="#main">Skip to main content</a>\n'
            f'<header><div class="width"><span class="council">{escape(self.council)}</span>{exit_}</div></header>\n'
            f'{banner}<main id="main" class="width" tabindex="-1">\n{body}\n</main>\n'
            f"{footer}</body>\n</html>\n"
        )
