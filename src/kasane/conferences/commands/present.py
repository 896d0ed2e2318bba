"""本人・家族が会議に出たことを記録する。席も根拠もつかない。"""

from __future__ import annotations

from uuid import UUID

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.conferences.commands.common import ask, note_act, people_in, visible_item
from kasane.conferences.domain.codes import ItemState
from kasane.conferences.domain.rules import may_sit
from kasane.conferences.models import Item, Present
from kasane.conferences.queries.heads import seat_of
from kasane.conferences.queries.present import agreed_to_sit
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Invalid, NotVisible, require
from kasane.kernel.ids import new_id
from kasane.kernel.text import cleaned


@act(Action.DECIDE_ITEM)
def seat_person(*, by: Actor, item_id: UUID, person_id: UUID, relation: str = "", name: str = "") -> UUID:
    """本人(relation・name を空ける)か、その家族が、この議題の場に出たことを記録する。事務局か司会だけ、開会中だけ。

    本人同意による会議の議題で、person_id の人の「会議への本人参加」の同意が開催の日に効いていること。出た人には何も見えず、
    会議の成立の人数にも入らない。見えない議題は NotVisible。返り値は記録の番号。
    """
    item = visible_item(item_id)
    relation, name = cleaned("relation", relation), cleaned("name", name)
    _check(item, agreed=True)
    if person_id not in people_in(item_id):
        raise Invalid({"person_id": "この議題の人を選んでください。"})
    if bool(relation) != bool(name):
        raise Invalid({"name" if relation else "relation": "家族なら、続柄と呼び方の両方を書きます。本人なら、どちらも空けます。"})
    _check(item, agreed=person_id in agreed_to_sit(item_id))
    if Present.objects.filter(item_id=item_id, person_id=person_id, relation=relation, name=name, dropped_at=None).exists():
        raise Invalid({"person_id": "この人の参加は、もう記録しています。"})
    present_id = new_id()
    ask(
        "SELECT conferences_sit(%s, %s, %s, %s, %s, %s)",
        [present_id, item_id, person_id, relation, name, clock.now()],
        refusal="この人の参加は、いま記録できません。",
    )
    note_act("seat_person", item, by, changed=["present"])
    return present_id


@act(Action.DECIDE_ITEM)
def unseat_person(*, by: Actor, present_id: UUID, reason: str) -> None:
    """書き違えた参加を取り消す。事務局か司会だけ、開会中だけ。理由は必須。見えない記録は NotVisible。"""
    row = Present.objects.select_related("item").filter(id=present_id, dropped_at=None).first()
    if row is None:
        raise NotVisible
    reason = cleaned("reason", reason, required="取り消す理由を入力してください。")
    ask("SELECT conferences_unsit(%s, %s, %s)", [present_id, reason, clock.now()], refusal="この参加の記録は、いま取り消せません。")
    note_act("unseat_person", row.item, by, reason=reason, changed=["dropped_at"])


def _check(item: Item, *, agreed: bool) -> None:
    seat = seat_of(item.id)
    by_consent = seat.kind.consent_required and item.on_consent
    require(may_sit(by_consent=by_consent, part=seat.part, conference=seat.state, item=ItemState(item.state), agreed=agreed))
