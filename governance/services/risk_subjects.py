"""What the obligations about risks are about: the risk, its acceptance, and who decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from governance.assets import Asset
from governance.obligations import Duty, Obligation
from governance.owed import Owed
from governance.policy import by_key
from governance.ports import Work
from governance.risks import Acceptance, Risk, in_words
from governance.roles import Role
from governance.services.risk_records import band_now

_WORDS = {
    Duty.RISK_SIGN: "was written down for you to sign",
    Duty.RISK_REVIEW: "is to be looked at again",
    Duty.RISK_EXPIRY: "was accepted until this day",
    Duty.RISK_DECISION: "somebody asked to accept",
}


class RiskSubjects:
    """`Subjects` of all duties about risks."""

    async def owed(self, work: Work, obligations: Sequence[Obligation]) -> Mapping[str, Owed]:
        parts = {each.id: each.subject_id.split("/") for each in obligations}
        risks = await work.risks.by_references({part[0] for part in parts.values()})
        assets = await work.register.assets({risk.asset_reference for risk in risks.values()})
        acceptances = {
            (each.reference, str(each.number)): each
            for found in (await work.risks.acceptances(risks.keys())).values()
            for each in found
        }
        found: dict[str, Owed] = {}
        for each in obligations:
            reference, *rest = parts[each.id]
            risk = risks.get(reference)
            asset = assets.get(risk.asset_reference) if risk else None
            if risk is not None and asset is not None:
                asked = acceptances.get((reference, rest[0])) if rest else None
                found[each.id] = _owed(each, risk, asset, asked, rest[1] if len(rest) > 1 else "")
        return found


def _owed(obligation: Obligation, risk: Risk, asset: Asset, asked: Acceptance | None, post: str) -> Owed:
    band = in_words(band_now(risk, by_key(obligation.policy)))
    administrators = asset.administrators
    match obligation.duty:
        case Duty.RISK_CHECK:
            return Owed(
                asset.owner_id, risk.title, risk.version, administrators, Role.RECORDS_MANAGER,
                asked_by=risk.raised_by, words=f"{band} risk", asset=asset.reference,
            )  # fmt: skip
        case Duty.RISK_DECISION if asked is not None:
            role = Role(post)
            until = f"{asked.until_on.day} {asked.until_on:%B %Y}"
            owner = role is Role.INFORMATION_ASSET_OWNER
            return Owed(
                asset.owner_id, risk.title, risk.version, decider=None if owner else role, holder_decides=owner,
                asked_by=asked.asked_by, words=f"{in_words(asked.band)} risk, to be accepted until {until}",
                reason=asked.reason, asset=asset.reference,
            )  # fmt: skip
        case duty:
            words = f"{band} risk that {_WORDS[duty]}"
            return Owed(asset.owner_id, risk.title, risk.version, administrators, words=words, asset=asset.reference)
