"""構成員を招く、守秘を確認する、外す。根拠は本人の配属だけに、窓の間だけつく。"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.audit import journal
from kasane.conferences.commands.common import ask, note_act, visible_item
from kasane.conferences.domain.codes import OFFICERS, Part
from kasane.conferences.models import Item, Member
from kasane.conferences.queries.seats import invitations
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, Invalid, NotVisible, Refused
from kasane.kernel.ids import new_id
from kasane.kernel.text import cleaned

_CANNOT_INVITE = (
    "この人は、この議題に招けません。配属の終わった人、利害関係のある人、もう席のある人か、本人の同意(税情報の同意)が機関に及んでいません。"
    "同意のない人のことは、支援会議(社会福祉法106条の6)の議題として上げることができます。"
)


@act(Action.DECIDE_ITEM)
def invite_member(
    *, by: Actor, item_id: UUID, part: Part = Part.FOR_ITEM, posting_id: UUID | None = None, outside_member_id: UUID | None = None,
    agency_id: UUID | None = None, appointment_id: UUID | None = None, two_way: bool = True, shown_from: datetime | None = None,
    shown_until: datetime | None = None,
) -> UUID:  # fmt: skip
    """構成員を招く。内側の職員は posting_id、外部の構成員は outside_member_id。この人だけが席を持ち、同じ機関の人は持たない。

    agency_id は外部の構成員の所属機関(同意のもとの議題では、その機関に同意が及んでいることが要る)。窓を空けると、議題の窓と同じ。
    招かれた人は、守秘を確認するまで何も見えない。見えない議題は NotVisible。返り値は構成員の席の番号。
    """
    item = visible_item(item_id)
    if (posting_id is None) == (outside_member_id is None):
        raise Invalid({"posting_id": "招く人を一人選んでください。"})
    if part in OFFICERS:
        raise Invalid({"part": "事務局・司会・記録は、会議の役員として決めてください。"})
    if part is Part.PERSON_OR_FAMILY:
        raise Invalid({"part": "本人・家族は構成員ではありません。出たことは、構成員の頁の「本人・家族の参加」に記録します。"})
    since, until = shown_from or item.shown_from, shown_until or item.shown_until
    if not item.shown_from <= since < until <= item.shown_until:
        raise Invalid({"shown_until": "見せる期間は、議題の期間の中にしてください。"})
    member_id = new_id()
    ask(
        "SELECT conferences_invite(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            member_id, item_id, posting_id, outside_member_id, agency_id, part.value, appointment_id, two_way, since, until, clock.now(),
        ],
        refusal=_CANNOT_INVITE,
    )  # fmt: skip
    note_act("invite_member", item, by, changed=["member"])
    return member_id


@act(Action.SEE_HOME)
def acknowledge_secrecy(*, by: Actor, seat_id: UUID, wording: str) -> None:
    """守秘の義務(その日に効いている罰則)を読んだことを確認する。確認して初めて、この席の議題が見える。

    招かれた本人だけ。wording は画面に出した文で、今の文と違えば Invalid(読み直してもらう)。ほかの人の席・無い席は NotVisible。
    """
    seat = next((one for one in invitations(by) if one.seat_id == seat_id), None)
    if seat is None:
        raise NotVisible
    if cleaned("wording", wording) != seat.wording:
        raise Invalid({"wording": "守秘の文が新しくなりました。もう一度読んでから確認してください。"})
    if not ask(
        "SELECT conferences_acknowledge(%s, %s, %s)", [seat_id, seat.wording, clock.now()], refusal="この席は、いま確認できません。"
    ):
        raise Refused(Decision.no("この席は、もう確認されているか、期間が終わっているか、守秘の文が新しくなっています。", "会議の席"))
    room = Item.objects.filter(id=seat.item_id).values_list("compartment_id", flat=True).first() if seat.item_id else None
    journal.record(act="acknowledge_secrecy", by=by, compartment_id=room, ground="conference", changed=["acknowledged"])


@act(Action.DECIDE_ITEM)
def release_member(*, by: Actor, member_id: UUID, reason: str) -> None:
    """構成員を外す。その場で何も見えなくなる。事務局か司会だけ。理由は必須。見えない席は NotVisible。"""
    member = Member.objects.select_related("item").filter(id=member_id).first()
    if member is None:
        raise NotVisible
    reason = cleaned("reason", reason, required="外す理由を入力してください。")
    ask(
        "SELECT conferences_release(%s, %s, %s)",
        [member_id, reason, clock.now()],
        refusal="この構成員は外せません(役員か、もう外れた人です)。",
    )
    note_act("release_member", member.item, by, reason=reason, changed=["left_at"])
