"""委嘱: 一人ずつ、または団体の名簿でまとめて。守秘の説明と署名した書面までを委嘱簿に残す(forms §6.5)。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from kasane.access import guarded
from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.audit import journal
from kasane.conferences.domain.appointment import AppointmentFacts, AppointmentKind, appointment_problems
from kasane.conferences.models import Appointed, Appointment
from kasane.conferences.queries.outside import registered_outside
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Conflict, Invalid, NotVisible
from kasane.kernel.ids import new_id
from kasane.kernel.text import cleaned, cleaned_facts

_GROUND = "社会福祉法106条の6"


@act(Action.KEEP_APPOINTMENTS)
def appoint(*, by: Actor, facts: AppointmentFacts) -> UUID:
    """外の一人を委嘱する。番号はデータベースが年度ごとにつける。守秘の説明と署名が済むまでは効かない。返り値は委嘱。"""
    if facts.kind is not AppointmentKind.PERSON:
        raise Invalid({"kind": "団体をまとめて委嘱するときは、名簿をつけてください。"})
    return _appoint(by, facts, "appoint_member")


@act(Action.KEEP_APPOINTMENTS)
def appoint_organisation(*, by: Actor, facts: AppointmentFacts) -> UUID:
    """団体に属する人を、名簿でまとめて委嘱する。団体との事前の調整の日と相手が要る(seed 002)。返り値は委嘱。"""
    if facts.kind is not AppointmentKind.BODY:
        raise Invalid({"kind": "一人への委嘱は、一人への委嘱の欄で行ってください。"})
    return _appoint(by, facts, "appoint_organisation")


def _appoint(by: Actor, facts: AppointmentFacts, which: str) -> UUID:
    facts = replace(cleaned_facts(facts), member_ids=tuple(dict.fromkeys(facts.member_ids)))
    if problems := appointment_problems(facts):
        raise Invalid(problems)
    _registered(facts.member_ids)
    today = clock.today()
    row = Appointment.objects.create(
        id=new_id(), fiscal_year=0, serial=0, kind=facts.kind.value, scope=facts.scope.value, kind_code=facts.kind_code,
        item_id=facts.item_id, organisation=facts.organisation, agreed_on=facts.agreed_on, agreed_with=facts.agreed_with,
        valid_from=facts.valid_from, effective_from=max(facts.valid_from, today), valid_to=facts.valid_to, note=facts.note,
        recorded_at=clock.now(), recorded_by=by.posting_id,
    )  # fmt: skip
    Appointed.objects.bulk_create(Appointed(appointment=row, outside_member_id=one) for one in facts.member_ids)
    journal.record(act=which, by=by, ground=_GROUND, reason=facts.organisation)
    return row.id


@act(Action.KEEP_APPOINTMENTS)
def list_more(*, by: Actor, appointment_id: UUID, member_ids: Sequence[UUID]) -> None:
    """団体の名簿に、後から属した人を足す(異動した先生など)。一人への委嘱・終わった委嘱には足せない。"""
    row = _live(appointment_id)
    if row.kind != AppointmentKind.BODY.value:
        raise Invalid({"member_ids": "一人への委嘱です。別の人は、別に委嘱してください。"})
    wanted = tuple(dict.fromkeys(member_ids))
    if not wanted:
        raise Invalid({"member_ids": "名簿に足す人を選んでください。"})
    _registered(wanted)
    try:
        with transaction.atomic():
            Appointed.objects.bulk_create(Appointed(appointment=row, outside_member_id=one) for one in wanted)
    except IntegrityError as error:
        raise Invalid({"member_ids": "もう名簿に載っている人がいます。"}) from error
    journal.record(act="list_more", by=by, ground=_GROUND, reason=row.organisation)


@act(Action.KEEP_APPOINTMENTS)
def note_briefing(*, by: Actor, appointed_id: UUID, on: date, wording: str, version: int) -> None:
    """守秘義務の説明をした日と、説明した文(罰則を含む)を残す。一度書いたら変えられない。"""
    row = _line(appointed_id, version)
    wording = cleaned("wording", wording, required="説明した守秘の文が要ります。")
    _once("on", row.briefed_on, on)
    _save(row, {"briefed_on": on, "briefed_wording": wording}, version)
    journal.record(act="note_briefing", by=by, ground=_GROUND, changed=["briefed_on"])


@act(Action.KEEP_APPOINTMENTS)
def note_paper(*, by: Actor, appointed_id: UUID, on: date, place: str, version: int) -> None:
    """署名した書面(誓約書)を受け取った日と、綴じた所を残す。説明より前の日にはできない。一度書いたら変えられない。"""
    row = _line(appointed_id, version)
    place = cleaned("place", place, required="書面を綴じた所(簿冊の名前など)を書いてください。")
    _once("on", row.signed_on, on)
    if row.briefed_on is None or on < row.briefed_on:
        raise Invalid({"on": "守秘義務の説明をした日から後の日にしてください。先に説明の日を書いてください。"})
    _save(row, {"signed_on": on, "paper_place": place}, version)
    journal.record(act="note_paper", by=by, ground=_GROUND, changed=["signed_on"])


@act(Action.KEEP_APPOINTMENTS)
def end_appointment(*, by: Actor, appointment_id: UUID, reason: str, appointed_id: UUID | None = None) -> int:
    """委嘱を今日で終える(appointed_id を渡すと、名簿の一人だけ)。その人の席は今すぐ閉じ、外の窓口の写しも消える。返り値は閉じた席の数。"""
    _live(appointment_id)
    reason = cleaned("reason", reason, required="委嘱を終える理由を書いてください。")
    shut = guarded.rows(
        "SELECT item_id, member_id FROM conferences_end_appointment(%s, %s, %s, %s)", [appointment_id, appointed_id, reason, clock.now()],
        refusal="この委嘱は終えられません。", ground=_GROUND,
    )  # fmt: skip
    journal.record(act="end_appointment", by=by, ground=_GROUND, reason=reason)
    return len(shut)


def _registered(member_ids: Sequence[UUID]) -> None:
    if not set(member_ids) <= registered_outside(clock.today()).keys():
        raise Invalid({"member_ids": "外部の構成員の登録にない(または登録の終わった)人がいます。先に登録してください。"})


def _live(appointment_id: UUID) -> Appointment:
    row = Appointment.objects.filter(id=appointment_id).first()
    if row is None:
        raise NotVisible
    if row.ended_on is not None:
        raise Invalid({"": "もう終わっている委嘱です。"})
    return row


def _line(appointed_id: UUID, version: int) -> Appointed:
    row = Appointed.objects.filter(id=appointed_id).first()
    if row is None:
        raise NotVisible
    if row.version != version:
        raise Conflict(row, version)
    return row


def _once(field: str, written: date | None, on: date) -> None:
    if written is not None:
        raise Invalid({field: "もう書いてあります。違っていたら、名簿から外して委嘱し直してください。"})
    if on > clock.today():
        raise Invalid({field: "まだ来ていない日です。"})


def _save(row: Appointed, values: dict[str, object], version: int) -> None:
    if not Appointed.objects.filter(id=row.id, version=version).update(version=version + 1, **values):
        row.refresh_from_db()
        raise Conflict(row, version)
