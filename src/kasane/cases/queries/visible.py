"""見える事案・つなぎを一件引く。見えないものと無いものは、同じ NotVisible。"""

from __future__ import annotations

from uuid import UUID

from kasane.cases.models import Case, CasePerson, Referral
from kasane.kernel.decision import NotVisible


def visible_case(case_id: UUID) -> Case:
    """今の行為者に見える事案。見えない・無いなら NotVisible。"""
    case = Case.objects.filter(id=case_id).first()
    if case is None:
        raise NotVisible
    return case


def visible_referral(referral_id: UUID) -> Referral:
    """今の行為者に見えるつなぎの一通。見えない・無いなら NotVisible。"""
    referral = Referral.objects.filter(id=referral_id).first()
    if referral is None:
        raise NotVisible
    return referral


def person_ids_of(case_id: UUID) -> list[UUID]:
    """この事案の人のうち、今の行為者に見える人。"""
    return list(CasePerson.objects.filter(case_id=case_id).order_by("recorded_at", "id").values_list("person_id", flat=True))


def person_in_case(case_id: UUID, person_id: UUID) -> CasePerson:
    """この事案の、見える人の行。見えない・いないなら NotVisible。"""
    found = CasePerson.objects.filter(case_id=case_id, person_id=person_id).first()
    if found is None:
        raise NotVisible
    return found
