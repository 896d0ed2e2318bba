"""相談の画面に共通のこと: 現在の場所、だれについてかの欄、一件についての入力画面。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse

from kasane.access.policy import Action
from kasane.audit.access_log import Outcome, record_access
from kasane.programmes.consultation.domain.living import LivingGiven
from kasane.programmes.consultation.forms import SubjectsTyped
from kasane.programmes.consultation.models import Consultation
from kasane.programmes.consultation.queries.finding import SubjectArea, subject_area
from kasane.programmes.consultation.queries.records import heading_of, subjects_of
from kasane.screens.answering import Sheet
from kasane.screens.views import DeskRequest

TEMPLATE = "consultation/form.html"
SUBJECTS = "consultation/subjects.html"


def whereabouts(*items: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """現在の場所(相談の一覧から)。"""
    return (("相談の一覧", reverse("consultation:list")), *items)


def consultation_url(consultation_id: UUID) -> str:
    """相談の詳細の URL。"""
    return reverse("consultation:consultation", args=[consultation_id])


def area_of(request: DeskRequest, typed: SubjectsTyped) -> SubjectArea:
    """打たれたとおりの「だれについて」の欄。見えない人まで尋ねたときは、尋ねたこと自体を閲覧記録に残す(人をさがす画面と同じ)。"""
    area = subject_area(
        typed.query,
        by=request.actor,
        persons=typed.persons,
        households=typed.households,
        newcomers=typed.newcomers,
        unnamed=typed.unnamed,
        living=LivingGiven(typed.living, typed.kin_base, typed.kin),
    )
    if area.asked_others:
        record_access(
            act=Action.FIND_PERSON.value, by=request.actor, outcome=Outcome.NOT_VISIBLE, route="consultation:find", subjects=area.hidden,
            reason="把握している機関の照会", address=request.META.get("REMOTE_ADDR") or None,
        )  # fmt: skip
    return area


def sheet_for(row: Consultation, title: str, act: str, **rest: Any) -> Sheet:
    """一件についての入力画面。act は保存する URL の名前。名前の出る人は、saw に足して閲覧記録に残す。"""
    named = [line.person_id for line in subjects_of([row.id]).get(row.id, []) if line.person_id]
    args, also = rest.pop("args", [row.id]), rest.pop("also", ())
    return Sheet(
        title=title, action=reverse(f"consultation:{act}", args=args), back=rest.pop("back", consultation_url(row.id)),
        where=whereabouts((heading_of(row), consultation_url(row.id))), saw=tuple(dict.fromkeys([*named, *also])),
        compartment_id=row.compartment_id, **rest,
    )  # fmt: skip
