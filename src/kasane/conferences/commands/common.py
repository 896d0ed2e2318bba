"""会議のコマンドに共通の拍子: 関数を呼ぶ、見える会議・議題を引く、日誌に残す。日誌に内容は書かない。"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from kasane.access import guarded
from kasane.audit import journal
from kasane.conferences.domain.codes import Part
from kasane.conferences.models import Conference, Item, ItemPerson, Officer
from kasane.conferences.queries.packets import visible_item
from kasane.kernel.actor import Actor
from kasane.kernel.decision import NotVisible

__all__ = ["as_json", "ask", "note_act", "people_in", "seats_of", "seen_conference", "visible_item"]
REFUSAL = "この会議(議題)を扱う席がありません。"
GROUND = "会議の席"


def ask(sql: str, parameters: Sequence[Any], *, refusal: str = REFUSAL) -> Any:
    """会議の関数を一つ呼ぶ。関数が断れば、refusal を理由とする Refused。"""
    return guarded.ask(sql, parameters, refusal=refusal, ground=GROUND)


def as_json(values: Any) -> str:
    """関数に渡す形。日付・時刻・番号は文にする。"""
    return json.dumps(values, default=str, ensure_ascii=False)


def seen_conference(conference_id: UUID) -> Conference:
    """自分が役員の会議。見えない・無いなら NotVisible。"""
    found = Conference.objects.select_related("kind").filter(id=conference_id).first()
    if found is None:
        raise NotVisible
    return found


def seats_of(conference_id: UUID, by: Actor) -> list[Part]:
    """この会議での、守秘を確認した自分の役。"""
    seats = Officer.objects.filter(conference_id=conference_id, posting_id=by.posting_id, ended_at=None, acknowledged_at__isnull=False)
    return [Part(part) for part in seats.values_list("part", flat=True)]


def people_in(item_id: UUID) -> list[UUID]:
    """議題に上がっている人。"""
    return sorted(ItemPerson.objects.filter(item_id=item_id).values_list("person_id", flat=True))


def note_act(which: str, item: Item, by: Actor, *, reason: str = "", changed: Sequence[str] = ()) -> None:
    """議題についての行為を日誌に残す。"""
    about = people_in(item.id)
    journal.record(
        act=which, by=by, subjects=about, compartment_id=item.compartment_id, ground="conference", reason=reason, changed=changed
    )
