"""会議の案内: 宛先の登録、招集・変更の案内を出す箱に入れる。送るのは裏で働く係(conferences.mail)。"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from kasane.access import guarded
from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.access.reading import rows_of
from kasane.audit import journal
from kasane.conferences.domain.codes import Purpose
from kasane.conferences.domain.invitation import MailKind
from kasane.conferences.domain.wording import folded_pieces
from kasane.conferences.models import Conference, Mailbox
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Invalid, NotVisible
from kasane.kernel.text import cleaned

_QUEUE = "SELECT posting_id, outside_member_id, addressed FROM conferences_queue_mail(%s, %s, %s, %s, %s)"
_MINE = "SELECT 1 FROM conferences_addressable() WHERE posting_id = %s OR outside_member_id = %s LIMIT 1"
_REFUSAL = "案内を出すのは、招集した会議の役員です。"


@dataclass(frozen=True, slots=True)
class Queued:
    """案内の結果。addressed は宛先のあった人の数、missing は宛先の登録のない人(配属か外部の構成員)。紙か電話で知らせる。"""

    addressed: int
    missing: tuple[UUID, ...]


@act(Action.CONVENE_CONFERENCE)
def set_mailbox(*, by: Actor, address: str, posting_id: UUID | None = None, outside_member_id: UUID | None = None) -> None:
    """案内の宛先を登録する(直す)。配属か外部の構成員の、どちらか一つ。自分が役員の会議にいない人なら NotVisible。"""
    address = cleaned("address", address, required="メールアドレスを書いてください。")
    if (posting_id is None) == (outside_member_id is None):
        raise Invalid({"posting_id": "だれの宛先かを選んでください。"})
    try:
        validate_email(address)
    except ValidationError as error:
        raise Invalid({"address": "メールアドレスの形が正しくありません。"}) from error
    if not rows_of(_MINE, [posting_id, outside_member_id]):
        raise NotVisible
    Mailbox.objects.update_or_create(posting_id=posting_id, outside_member_id=outside_member_id, defaults={"address": address})
    journal.record(act="set_mailbox", by=by, changed=["address"])


@act(Action.CONVENE_CONFERENCE)
def send_invitations(*, by: Actor, conference_id: UUID) -> Queued:
    """招集した会議に後から加わった人に、案内を出す。もう案内した人には出さない(二度押しても一通)。"""
    return _send(by, conference_id, MailKind.INVITE)


@act(Action.CONVENE_CONFERENCE)
def tell_change(*, by: Actor, conference_id: UUID) -> Queued:
    """日時・場所が変わったことを、案内した人の全員に知らせる(同じ予定が直る)。"""
    return _send(by, conference_id, MailKind.CHANGE)


def _send(by: Actor, conference_id: UUID, kind: MailKind) -> Queued:
    queued, room = queue(conference_id, kind)
    journal.record(act=f"mail_{kind.value}", by=by, compartment_id=room, ground="conference")
    return queued


def invite_all(conference_id: UUID) -> None:
    """会議を招集した、その取引の中で案内を入れる(registry.on_called に登録する)。取引が取り消されれば、案内も残らない。"""
    queue(conference_id, MailKind.INVITE)


def tell_all(conference_id: UUID) -> None:
    """会議を移した、その取引の中で変更の知らせを入れる(registry.on_moved に登録する)。"""
    queue(conference_id, MailKind.CHANGE)


def queue(conference_id: UUID, kind: MailKind) -> tuple[Queued, UUID]:
    """案内を出す箱に入れる。会議の部屋を持たない人には NotVisible。返り値は結果と会議の部屋。"""
    conference = Conference.objects.filter(id=conference_id).first()
    if conference is None:
        raise NotVisible
    given = [conference_id, kind.value, Purpose.label_of(conference.purpose), folded_pieces(conference.place), clock.now()]
    found = guarded.rows(_QUEUE, given, refusal=_REFUSAL, ground="会議の役員")
    missing = tuple(posting or outside for posting, outside, addressed in found if not addressed)
    return Queued(len(found) - len(missing), missing), conference.compartment_id
