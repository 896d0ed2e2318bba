"""さがして見つかった票を読み直す。見えないものは落ちる(RLS)。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.urls import reverse

from kasane.people.queries.lines import person_names
from kasane.programmes.coordination.models import Application, ApplicationEffort
from kasane.search.registry import Record

APPLICATION: Final = "application"


def pieces_of(row: Application) -> tuple[str, ...]:
    """さがせる文。情報提供者・来談者・紹介元の氏名と連絡先は入れない。"""
    efforts = ApplicationEffort.objects.filter(application_id=row.id).order_by("happened_on", "recorded_at").values_list("text", flat=True)
    texts = (
        row.wishes, row.topic_other, row.heard_concern, row.heard_other, row.household_known, *row.household_members, row.no_consent_note,
        row.urgency_handled, row.policy_note, row.handling_note, *efforts,
    )  # fmt: skip
    return tuple(text for text in texts if text)


def found_applications(ids: Sequence[UUID]) -> list[Record]:
    """番号から、見出しと行き先と抜き書きのもと。"""
    rows = list(Application.objects.filter(id__in=ids).select_related("case"))
    names = person_names(row.person_id for row in rows)
    return [
        Record(
            row.id, f"{row.case.number} 相談受付・申込票", reverse("coordination:application", args=[row.case_id, row.id]), pieces_of(row),
            (row.person_id,), names.get(row.person_id, ""),
        )
        for row in rows
    ]  # fmt: skip
