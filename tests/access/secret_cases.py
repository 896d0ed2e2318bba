"""csw の機関だけが知る事案: すべての URL の試験（test_every_url）が使う、一通りの記録。"""

from datetime import timedelta
from uuid import UUID

from cases.cases_town import agrees
from consultation.desk_of_consultation import receive
from coordination.coordination_town import ask, request_facts
from django.db import transaction

from kasane.access.session import acting_as
from kasane.cases import commands
from kasane.cases.domain import Agreement, Audience, Basis, CautionKind, Explained, NoteFacts, ReferralFacts, ReferralKind, Standing
from kasane.cases.models import Involvement
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.programmes.consultation.models import Subject
from kasane.programmes.coordination import commands as coordination
from kasane.programmes.coordination.commands.application import start_application
from kasane.programmes.coordination.domain.application import Variant
from kasane.programmes.coordination.domain.issue import IssueCertainty, IssueFacts, Weight
from kasane.programmes.coordination.models import InquiryQuestion


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
    told = receive(by, person, story="秘印の相談")
    found = {
        "case_id": case, "note_id": written, "caution_id": caution, "referral_id": sent, "consultation_id": told,
        "consent_id": agrees(by, case, person, receiver), "inquiry_id": ask(by, case, receiver, person, keys=("F-01",)),
        "application_id": start_application(by=by, case_id=case, person_id=person, variant=Variant.WITHOUT),
        "issue_id": coordination.attach_issue(by=by, case_id=case, facts=issue(person)),
    }  # fmt: skip
    facts = request_facts(receiver, person, purpose="秘印の依頼", summary="秘印の要約")
    found["entry_id"] = coordination.refer_to_coordination(by=by, case_id=case, facts=facts)
    with transaction.atomic(), acting_as(by):
        found["involvement_id"] = Involvement.objects.get(case_id=case, role="lead").id
        found["subject_id"] = Subject.objects.get(consultation_id=told).id
        found["question_id"] = InquiryQuestion.objects.filter(inquiry_id=found["inquiry_id"]).first().id
    return {**found, "section": "C", "item_key": "C-01"}


def issue(person: UUID) -> IssueFacts:
    """人に付けた課題。"""
    return IssueFacts("15", person, next(iter(Weight)), next(iter(IssueCertainty)), clock.today(), note="秘印の課題")
