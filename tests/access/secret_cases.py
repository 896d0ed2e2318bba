"""csw の機関だけが知る事案: すべての URL の試験（test_every_url）が使う、一通りの記録。"""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from kasane.access.session import acting_as
from kasane.cases import commands
from kasane.cases.domain import Agreement, Audience, Basis, CautionKind, Explained, NoteFacts, ReferralFacts, ReferralKind, Standing
from kasane.cases.models import Involvement
from kasane.kernel import clock
from kasane.kernel.actor import Actor


def note(**rest) -> NoteFacts:
    """支援経過の一件。"""
    return NoteFacts(
        **{"happened_on": clock.today(), "method": "visit", "counterpart": "self", "title": "秘印の訪問", "fact": "秘印の事実", **rest}
    )


def letter(to: UUID, **rest) -> ReferralFacts:
    """中身を渡さないつなぎの一通。"""
    given = {
        "kind": ReferralKind.REFERRAL, "to_agency_id": to, "purpose": "秘印の目的", "summary": "秘印の要約", "explained": Explained.EXPLAINED,
        "agreement": Agreement.AGREED, "basis": Basis.OWN, "answer_by": clock.today() + timedelta(days=7),
    }  # fmt: skip
    return ReferralFacts(**{**given, **rest})


def case_secrets(by: Actor, person: UUID, receiver: UUID) -> dict[str, UUID]:
    """person の事案と、その中の経過・つなぎ・関わり・避けるべき関わり方。値は URL の引数の名前ごとの番号。"""
    case = commands.open_case(by=by, title="秘印の事案", person_ids=[(person, Standing.SELF)], opened_on=clock.today(), reason="秘印の理由")
    commands.record_note(by=by, case_id=case, facts=note(audience=Audience.OWN, fact="秘印の自機関の記録"))
    written = commands.record_note(by=by, case_id=case, facts=note(next_action="秘印の次の予定", next_due=clock.today()))
    caution = commands.set_caution(by=by, case_id=case, kind=CautionKind.AVOID, text="秘印の避けること")
    sent = commands.send_referral(by=by, case_id=case, facts=letter(receiver))
    with transaction.atomic(), acting_as(by):
        involvement = Involvement.objects.get(case_id=case, role="lead").id
    return {"case_id": case, "note_id": written, "caution_id": caution, "referral_id": sent, "involvement_id": involvement}
