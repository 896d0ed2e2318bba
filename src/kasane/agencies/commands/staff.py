"""職員の行為: アカウント、発令（配属）、退任、停止、サインインのやり直し。"""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from psycopg.errors import ExclusionViolation

from kasane.access.commands import act
from kasane.access.dated import serving
from kasane.access.policy import Action
from kasane.agencies import registry
from kasane.agencies.commands.register import keep, latest
from kasane.agencies.commands.seats import end_seat, require_someone_left
from kasane.agencies.domain import may_appoint, nothing_orphaned
from kasane.agencies.models import Account, Agency, Posting, StaffProfile
from kasane.audit import journal
from kasane.kernel import clock
from kasane.kernel.actor import Actor, Role
from kasane.kernel.decision import Decision, Invalid, NotVisible, Refused, require

LOGIN_ID: Final = re.compile(r"[a-z0-9][a-z0-9._-]{2,63}")
_EASY: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # 読み間違える字（i l o 0 1）を除く


@dataclass(frozen=True, slots=True)
class NewAccount:
    """作ったアカウント。initial_password は、この一度だけ示す（保存しない）。"""

    account_id: UUID
    initial_password: str


@act(Action.MANAGE_STAFF)
def create_account(*, by: Actor, login_id: str, name: str, kana: str = "", staff_number: str = "", phone: str = "") -> NewAccount:
    """職員のアカウントを作る。まだ配属がないので、何も見えない（発令は appoint）。

    login_id: 半角の英小文字・数字・._- の3〜64字。すでに使われていれば Invalid。合言葉は初めのサインインで必ず変える。
    """
    errors = {}
    if not LOGIN_ID.fullmatch(login_id):
        errors["login_id"] = "半角の英小文字と数字（._- も可）の3〜64字で入力してください。"
    elif Account.objects.filter(login_id=login_id).exists():
        errors["login_id"] = "このサインイン名はすでに使われています。"
    if not name.strip():
        errors["name"] = "氏名を入力してください。"
    if errors:
        raise Invalid(errors)
    password = one_time_password()
    account = Account.objects.create(login_id=login_id, password=make_password(password))
    StaffProfile.objects.create(account=account, name=name, kana=kana, staff_number=staff_number, phone=phone)
    journal.record(act="create_account", by=by, changed=["login_id", "name", "kana", "staff_number", "phone"])
    return NewAccount(account.id, password)


@act(Action.MANAGE_STAFF)
def correct_profile(*, by: Actor, account_id: UUID, version: int, name: str, kana: str, staff_number: str, phone: str) -> None:
    """職員の氏名と連絡先を直す（改姓など）。"""
    given = {"name": name, "kana": kana, "staff_number": staff_number, "phone": phone}
    if not name.strip():
        raise Invalid({"name": "氏名を入力してください。"})
    row = latest(StaffProfile, account_id, version, given)
    changed = [field for field, value in given.items() if getattr(row, field) != value]
    for field in changed:
        setattr(row, field, given[field])
    keep(row, changed)
    journal.record(act="correct_profile", by=by, changed=changed)


@act(Action.MANAGE_STAFF)
def appoint(
    *, by: Actor, account_id: UUID, agency_id: UUID, roles: Iterable[Role], valid_from: date, valid_to: date | None = None, reason: str
) -> UUID:
    """発令する: この人を、この機関の、この役割に、いつから（いつまで）置くか。

    自分には発令できない（データベースも断る）。同じ機関に期間の重なる配属は持てない。閉じた機関には置けない。
    """
    wanted = sorted(set(roles))
    require(may_appoint(by=by.account_id, account=account_id, roles=wanted, valid_from=valid_from, valid_to=valid_to))
    _open_at(agency_id, valid_from)
    _active(account_id)
    seat = Posting(account_id=account_id, agency_id=agency_id, roles=[role.value for role in wanted])
    seat.valid_from, seat.valid_to, seat.reason = valid_from, valid_to, reason
    seat.appointed_by, seat.appointed_at = by.posting_id, clock.now()
    try:
        with transaction.atomic():
            seat.save(force_insert=True)
    except IntegrityError as error:
        if isinstance(error.__cause__, ExclusionViolation):
            overlapping = "この人は、その期間にこの機関の配属をすでに持っています。先に今の配属の終わりを決めてください。"
            raise Invalid({"valid_from": overlapping}) from error
        raise
    journal.record(act="appoint", by=by, reason=reason, changed=["account", "agency", "roles", "valid_from", "valid_to"])
    return seat.id


@act(Action.MANAGE_STAFF)
def end_posting(*, by: Actor, posting_id: UUID, on: date, reason: str) -> None:
    """配属を終わらせる（その日の0時から何も見えない）。

    残っている仕事が一つでもあれば、その一覧を理由に断る（引継ぎ hand_over で後任を決める）。最後の業務管理者・保護責任者も断る。
    """
    require(nothing_orphaned(registry.loads_of(posting_id, on), {}))
    end_seat(posting_id=posting_id, on=on, reason=reason)
    journal.record(act="end_posting", by=by, reason=reason, changed=["valid_to"])


@act(Action.MANAGE_STAFF)
def suspend_account(*, by: Actor, account_id: UUID, reason: str) -> None:
    """アカウントを今すぐ止める（端末の紛失・不正の疑い）。次の一文から何も見えない。配属と仕事は残り、引継ぎの対象のまま。

    自分は止められない。最後の業務管理者・保護責任者は、後任がいるまで止められない。
    """
    _not_oneself(by, account_id)
    _reasoned(reason)
    account = _active(account_id)
    today = clock.today()
    for posting in Posting.objects.filter(account_id=account_id):
        if posting.valid_to is None or posting.valid_to > today:
            require_someone_left(posting, today)
    account.is_active = False
    account.save(update_fields=["is_active"])
    journal.record(act="suspend_account", by=by, reason=reason, changed=["is_active"])


@act(Action.MANAGE_STAFF)
def resume_account(*, by: Actor, account_id: UUID, reason: str) -> None:
    """止めたアカウントを戻す。自分のものは戻せない。"""
    _not_oneself(by, account_id)
    _reasoned(reason)
    account = Account.objects.select_for_update().filter(id=account_id, is_active=False).first()
    if account is None:
        raise NotVisible
    account.is_active = True
    account.save(update_fields=["is_active"])
    journal.record(act="resume_account", by=by, reason=reason, changed=["is_active"])


@act(Action.MANAGE_STAFF)
def reset_sign_in(*, by: Actor, account_id: UUID, witness_id: UUID, reason: str) -> str:
    """サインインをやり直させる: 二つ目の鍵を外し、一度きりの合言葉を出し、開いている画面をすべて終わらせる。

    二人で行う: witness_id は、本人であることを確かめた職員のアカウント（行う人とも本人とも別の、今配属のある人）。
    返り値の合言葉はこの一度だけ示す。自分の分はほかの業務管理者に頼む。
    """
    _not_oneself(by, account_id)
    _reasoned(reason)
    if witness_id in (by.account_id, account_id) or not _serving_now(witness_id):
        raise Invalid({"witness_id": "本人確認に立ち会った職員を選んでください（行う人と本人を除く）。"})
    account = _active(account_id)
    password = one_time_password()
    account.password, account.must_change_password = make_password(password), True
    account.save(update_fields=["password", "must_change_password"])
    Authenticator.objects.filter(user_id=account_id).delete()
    AccessAttempt.objects.filter(username=account.login_id).delete()
    journal.record(act="reset_sign_in", by=by, reason=f"{reason}（立会い {witness_id}）", changed=["password", "authenticators"])
    return password


@act(Action.MANAGE_STAFF)
def unlock_sign_in(*, by: Actor, account_id: UUID, reason: str) -> None:
    """間違いが続いて止まったサインインを、時間を待たずに解く。合言葉と二つ目の鍵は変えない。"""
    _not_oneself(by, account_id)
    _reasoned(reason)
    AccessAttempt.objects.filter(username=_active(account_id).login_id).delete()
    journal.record(act="unlock_sign_in", by=by, reason=reason)


def one_time_password() -> str:
    """一度きりの合言葉: 読み上げて伝えられる4字×4組（31種の字で約79ビット）。"""
    return "-".join("".join(secrets.choice(_EASY) for _ in range(4)) for _ in range(4))


def _not_oneself(by: Actor, account_id: UUID) -> None:
    if by.account_id == account_id:
        raise Refused(Decision.no("自分のアカウントにはできません。ほかの業務管理者に頼んでください。", "職務の分離"))


def _reasoned(reason: str) -> None:
    if not reason.strip():
        raise Invalid({"reason": "理由を書いてください。"})


def _active(account_id: UUID) -> Account:
    account = Account.objects.select_for_update().filter(id=account_id).first()
    if account is None:
        raise NotVisible
    if not account.is_active:
        raise Refused(Decision.no("このアカウントは止められています。先に再開してください。", "職員の運用基準"))
    return account


def _open_at(agency_id: UUID, on: date) -> None:
    agency = Agency.objects.filter(id=agency_id).first()
    if agency is None:
        raise NotVisible
    if agency.closed_on is not None and agency.closed_on <= on:
        raise Invalid({"agency_id": "この機関はその日までに閉じています。"})


def _serving_now(account_id: UUID) -> bool:
    return Posting.objects.filter(serving(clock.today()), account_id=account_id, account__is_active=True).exists()
