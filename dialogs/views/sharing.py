"""Who works on a case, what is asked about that, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dialogs.views.done import CLOSE
from dialogs.views.parts import Element, buttons, card, day, group, heading, press, text
from dialogs.views.said import clean, one_line
from governance.people import Person
from governance.reports import Standing
from governance.services.case_teams import Asked, Team, Worker

STANDINGS: Mapping[Standing, str] = {
    Standing.LEAD: "leads it",
    Standing.DEPUTY: "deputy",
    Standing.HANDLER: "works on it too",
    Standing.INDEPENDENT: "independent person",
    Standing.INVESTIGATOR: "looks into it",
}
#: Buttons in one row: Teams hides what comes after the sixth.
_A_ROW = 5
#: People who are offered by name.
MOST_OFFERED = 15


@dataclass(frozen=True, slots=True)
class TeamButtons:
    """Sealed tokens: for each request, by its id; for whoever could join or lead, by person."""

    asked: Mapping[str, str]
    join: Mapping[str, str]
    lead: Mapping[str, str]
    aside: str
    case: str


def team_button(token: str) -> Element:
    """On the case."""
    return press("Who works on it", {"verb": "team", "card": token})


def team_view(team: Team, tokens: TeamButtons, banner: str | None = None) -> Element:
    return card(
        [
            heading("Who works on this case"),
            *(_worker(each) for each in team.people),
            *_requests(team.asked, tokens.asked),
            *_offers("Ask for one more person", "Ask for", "share_ask", team.could_join, tokens.join),
            *_offers("Who leads it", "Let this person lead it:", "hand_on", team.could_lead, tokens.lead),
            group(
                [
                    heading("Step aside", 2),
                    text("If you know someone in it, or have a part in it, you should not work on it."),
                    buttons([press("Step aside from this case", {"verb": "step_aside", "card": tokens.aside})]),
                ]
            ),
        ],
        [press("Back to the case", {"verb": "case", "card": tokens.case}), press("Close", CLOSE)],
        banner,
    )


def shares_view(asked: Sequence[Asked], tokens: Mapping[str, str], banner: str | None = None) -> Element:
    """What waits for somebody to decide, whether or not they can read the case."""
    body = [heading("What is asked of you" if asked else "Nothing waits for you to decide")]
    if asked:
        body.append(
            text(
                "One person alone can not give a case to someone else. If you know why this person should not see it, "
                "do not agree. You do not need to know what the case is about."
            )
        )
    return card([*body, *_requests(asked, tokens)], [press("Close", CLOSE)], banner)


def about(name: str, words: str) -> Element:
    """Above a form: whom it is about."""
    return one_line(f"{words} {name}", bold=True)


def done_asked_for(name: str, banner: str | None = None) -> Element:
    return _done("You have asked", name, "can read the case once someone else has agreed.", banner)


def done_agreed(name: str, banner: str | None = None) -> Element:
    return _done("You agreed", name, "can work on the case from now on, and has been told.", banner)


def done_refused(name: str, banner: str | None = None) -> Element:
    return _done("You did not agree", name, "does not get the case. Whoever asked has been told.", banner)


def done_handed_on(name: str, banner: str | None = None) -> Element:
    return _done("Someone else leads it", name, "leads the case from now on, and has been told.", banner)


def done_aside(banner: str | None = None) -> Element:
    return card(
        [
            heading("You stepped aside"),
            text("The case is no longer open to you, and you will hear nothing more of it. The others carry on."),
        ],
        [press("Back to the list", {"verb": "cases"}), press("Close", CLOSE)],
        banner,
    )


def _done(title: str, name: str, words: str, banner: str | None) -> Element:
    return card([heading(title), one_line(f"{name} {words}")], [press("Close", CLOSE)], banner)


def _worker(worker: Worker) -> Element:
    knows = ", and may know who reported it" if worker.knows_who else ""
    says = f"; says how it goes by {day(worker.says_by)}" if worker.says_by else ""
    return one_line(f"{worker.person.name}: {STANDINGS[worker.standing]}{knows}{says}")


def _requests(asked: Sequence[Asked], tokens: Mapping[str, str]) -> Iterable[Element]:
    for each in asked:
        request = each.request
        knows = " They would know who reported it." if request.identity else ""
        lines = [
            one_line(f"{each.asked_by} asks that {each.for_whom} may work on a case.{knows}", bold=True),
            text(f"Asked on {day(request.asked_on)}. It can be agreed to until {day(request.until_on)}."),
        ]
        if each.may_agree:
            token = tokens[request.id]
            lines.append(
                buttons(
                    [
                        press("Agree", {"verb": "share_agree", "card": token}, first=True),
                        press("Do not agree", {"verb": "share_refuse", "card": token}),
                    ]
                )
            )
        else:
            lines.append(text("Someone else has to agree to it."))
        yield group(lines)


def _offers(
    title: str, words: str, verb: str, people: Sequence[Person], tokens: Mapping[str, str]
) -> Iterable[Element]:
    offered = [person for person in people if person.id in tokens][:MOST_OFFERED]
    if not offered:
        return
    presses = [
        press(f"{words} {' '.join(clean(person.name).text.split())}", {"verb": verb, "card": tokens[person.id]})
        for person in offered
    ]
    rows = [buttons(presses[start : start + _A_ROW]) for start in range(0, len(presses), _A_ROW)]
    yield group([heading(title, 2), *rows])
