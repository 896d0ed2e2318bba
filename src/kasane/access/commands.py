"""閲覧権限の行為: 区画を開く、根拠を与える・終わらせる、利害関係の遮断、封印、緊急閲覧とその点検。"""

import inspect
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any, TypeVar, cast
from uuid import UUID

from django.db import transaction

from kasane.access import queries
from kasane.access.domain import EMERGENCY_LASTS, DenyKind, Ground, HolderKind, Kind, may_break_glass
from kasane.access.guarded import ask
from kasane.access.models import EmergencyAccess
from kasane.access.policy import Action, decide
from kasane.access.session import acting_as, is_bound_to
from kasane.audit import journal
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, Invalid, NotVisible, Refused, require
from kasane.kernel.ids import new_id

Command = TypeVar("Command", bound=Callable[..., Any])
REVIEW_WORKING_DAYS = 3


class NotJournalled(AssertionError):
    """日誌を残さずに終わったコマンド（作り手の誤り）。"""


def act(action: Action) -> Callable[[Command], Command]:
    """コマンドの共通の拍子: 取引を開き、行為者を結び付け、役割を判断し、日誌が残ったことを確かめる。

    コマンドはキーワード引数だけを取り、最初が by: Actor。役割が足りなければ Refused。
    """

    def wrap(command: Command) -> Command:
        parameters = list(inspect.signature(command).parameters.values())
        if not parameters or parameters[0].name != "by" or any(p.kind is not p.KEYWORD_ONLY for p in parameters):
            raise TypeError(f"{command.__qualname__}: コマンドは by を先頭とするキーワード引数だけを取ります。")

        @wraps(command)
        def run(*, by: Actor, **given: Any) -> Any:
            require(decide(action, by=by))
            with transaction.atomic(), acting_as(by):
                before = journal.recorded.get()
                result = command(by=by, **given)
                if journal.recorded.get() == before:
                    raise NotJournalled(f"{command.__qualname__} が日誌を残していません。")
                return result

        run.action = action  # type: ignore[attr-defined]
        return cast(Command, run)

    return wrap


def open_compartment(*, by: Actor, kind: Kind, subject_id: UUID, reason: str) -> UUID:
    """新しい区画を開く。行為者の機関に「受付機関」の根拠がつく（秘匿の区画では行為者本人に「名指し」）。

    その区画を持つ行を挿入する前に呼ぶ。返り値は区画の識別子。結び付いていない行為者では作れない。
    """
    if not is_bound_to(by):
        raise NotVisible
    room = new_id()
    ask("SELECT access_open_room(%s, %s::smallint, %s, %s)", [room, int(kind), subject_id, reason], refusal="記録を作る根拠がありません。")
    return room


@act(Action.SHARE_RECORD)
def grant_access(
    *,
    by: Actor,
    compartment_id: UUID,
    holder_kind: HolderKind,
    holder_id: UUID,
    ground: Ground,
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
    reason: str,
    subject_id: UUID,
) -> UUID:
    """根拠を与える（architecture §5-2）。

    管理する根拠（受付・主担当・市・名指し）を今持つ人だけが、自分以外に与えられる。終わりの要る根拠には valid_to が必須。
    返り値は根拠の識別子。
    """
    require(queries.require_access(Action.SHARE_RECORD, compartment_id, by=by))
    if ground.must_end and valid_to is None:
        raise Invalid({"valid_to": f"「{ground.label_ja}」には終わりの日が要ります。"})
    if not reason.strip():
        raise Invalid({"reason": "与える理由を書いてください。"})
    grant_id = new_id()
    ask(
        "SELECT access_give(%s, %s, %s, %s, %s, %s, %s, %s)",
        [grant_id, compartment_id, holder_kind.value, holder_id, ground.value, valid_from or clock.now(), valid_to, reason],
        refusal="この相手・この根拠では与えられません。",
    )
    journal.record(act="grant_access", by=by, subjects=[subject_id], compartment_id=compartment_id, ground=ground.value, reason=reason)
    return grant_id


@act(Action.SHARE_RECORD)
def end_grant(*, by: Actor, grant_id: UUID, compartment_id: UUID, subject_id: UUID, reason: str) -> None:
    """根拠を今すぐ終わらせる。次の一文から見えなくなる。見えない・管理していない根拠は NotVisible。"""
    if not ask("SELECT access_end(%s, %s)", [grant_id, reason], refusal="この根拠を終わらせることはできません。"):
        raise NotVisible
    journal.record(act="end_grant", by=by, subjects=[subject_id], compartment_id=compartment_id, reason=reason)


@act(Action.BLOCK_CONFLICT)
def block_holder(*, by: Actor, compartment_id: UUID, holder_id: UUID, subject_id: UUID, reason: str) -> None:
    """利害関係のある人を遮断する（親族・近隣・加害の疑い・本人自身）。持っている根拠に必ず勝つ。理由は必須。"""
    _deny(by, compartment_id, DenyKind.CONFLICT, holder_id, subject_id, reason)


@act(Action.SEAL_RECORD)
def seal_compartment(*, by: Actor, compartment_id: UUID, subject_id: UUID, reason: str) -> None:
    """記録を封印する: 名指しの人だけが見られるようになる（職員の家族など）。封じた人自身は名指しに加わる。"""
    _deny(by, compartment_id, DenyKind.SEAL, None, subject_id, reason)


def _deny(by: Actor, room: UUID, kind: DenyKind, whom: UUID | None, subject_id: UUID, reason: str) -> None:
    action = Action.BLOCK_CONFLICT if kind is DenyKind.CONFLICT else Action.SEAL_RECORD
    require(queries.require_access(action, room, by=by))
    if not reason.strip():
        raise Invalid({"reason": f"{kind.label_ja}の理由を書いてください。"})
    given = [new_id(), room, kind.value, whom, reason]
    ask("SELECT access_deny_room(%s, %s, %s, %s, %s)", given, refusal="この記録を管理する根拠がありません。")
    journal.record(act=f"deny_{kind.value}", by=by, subjects=[subject_id], compartment_id=room, reason=reason)


@act(Action.BREAK_GLASS)
def break_glass(*, by: Actor, compartment_id: UUID, reason: str) -> datetime:
    """緊急閲覧を開く: 一つの区画を60分だけ読む（security.md §2.4）。

    理由は意味のある10文字以上。支援措置・税・支援会議の区画、封印・利害関係のある区画は開けない。
    保護責任者と受付機関に知らせが立ち、3開庁日以内に点検される。返り値は終わる時刻。
    """
    kind = queries.emergency_kind(compartment_id)
    require(may_break_glass(kind=kind or Kind.PROTECTED, reason=reason, **queries.emergency_use(by)))
    due = _working_days_after(clock.now(), REVIEW_WORKING_DAYS)
    ask("SELECT access_break_glass(%s, %s, %s, %s)", [new_id(), compartment_id, reason, due], refusal="この記録の緊急閲覧は開けません。")
    subject = EmergencyAccess.objects.filter(compartment_id=compartment_id, account_id=by.account_id).latest("opened_at").subject_id
    journal.record(
        act="break_glass", by=by, subjects=[subject], compartment_id=compartment_id, ground=Ground.EMERGENCY.value, reason=reason
    )
    return clock.now() + EMERGENCY_LASTS


@act(Action.REVIEW_EMERGENCY)
def review_emergency(*, by: Actor, emergency_id: UUID, finding: str) -> None:
    """緊急閲覧を点検する。開いた本人は自分の分を点検できない。点検の結果（所見）は必須。"""
    if not finding.strip():
        raise Invalid({"finding": "点検の結果を書いてください。"})
    emergency = EmergencyAccess.objects.select_for_update().filter(id=emergency_id, reviewed_at__isnull=True).first()
    if emergency is None:
        raise NotVisible
    if emergency.account_id == by.account_id:
        raise Refused(Decision.no("自分が開いた緊急閲覧は、ほかの保護責任者が点検します。", "緊急閲覧の運用基準"))
    emergency.reviewed_by, emergency.reviewed_at, emergency.finding = by.posting_id, clock.now(), finding
    emergency.save(update_fields=["reviewed_by", "reviewed_at", "finding"])
    journal.record(act="review_emergency", by=by, subjects=[emergency.subject_id], compartment_id=emergency.compartment_id, reason=finding)


def _working_days_after(moment: datetime, days: int) -> date:
    day = clock.jst(moment).date()
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day
