"""様式1-1のコマンド: 作る、節ごとに書く、利用申込の同意を記録する(同意なし→同意あり)、取組の経過を書き足す。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.access.queries import require_access
from kasane.audit import journal
from kasane.cases.commands.events import add_event
from kasane.cases.queries.visible import person_in_case, visible_case
from kasane.consent.commands import record_consent, record_refusal
from kasane.consent.domain.codes import ConsentKind
from kasane.consent.domain.recording import ConsentFacts
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Conflict, Decision, Invalid, NotVisible, require
from kasane.kernel.ids import new_id
from kasane.kernel.text import cleaned
from kasane.programmes.coordination.commands.application_indexing import index_application
from kasane.programmes.coordination.domain.application import SOURCE, Section, Variant, may_apply, may_write, problems, section_of
from kasane.programmes.coordination.models import Application, ApplicationEffort, ApplicationVersion
from kasane.programmes.coordination.queries.application import edition, known_by_name, plain, section_values, source_decision


@dataclass(frozen=True, slots=True)
class ApplyFacts:
    """利用申込のときに聞いたこと。consent は署名・説明・範囲(範囲は情報共有の同意のもの)。shares は情報共有に同意したか。"""

    applied_on: date
    shares: bool
    consent: ConsentFacts


@act(Action.WRITE_APPLICATION)
def start_application(*, by: Actor, case_id: UUID, person_id: UUID, variant: Variant) -> UUID:
    """この人の様式1-1を作る。受付機関と受付者は今の立場から写す。一人に一枚で、もうあれば Invalid。返り値は識別子。"""
    case, seat = visible_case(case_id), person_in_case(case_id, person_id)
    decision = require(require_access(Action.WRITE_APPLICATION, seat.compartment_id, by=by))
    if Application.objects.filter(case_id=case_id, person_id=person_id).exists():
        raise Invalid({"": "この人の相談受付・申込票は、もうあります。"})
    now = clock.now()
    row = Application.objects.create(
        id=new_id(), compartment_id=seat.compartment_id, case_id=case.id, person_id=person_id, form_version=edition(),
        started_as=variant.value, variant=variant.value, received_agency_id=by.agency_id, received_name=f"{by.agency_name} {by.name}",
        changed_at=now, recorded_at=now, recorded_by=by.posting_id,
    )  # fmt: skip
    _journal("start_application", row, decision, by=by)
    _tell(row, "start_application", f"相談受付・申込票({variant.label_ja})を作った", by=by)
    return row.id


@act(Action.WRITE_APPLICATION)
def write_application(*, by: Actor, application_id: UUID, section: str, version: int, values: Mapping[str, Any]) -> int:
    """一つの節を書く。変わる前と後の値が版として残る(だれが、いつ、A・Bのどちらのときに)。

    ほかの人が先に保存していれば Conflict(今の値, 送られた値)。入力の誤りは Invalid、書けない節は Refused。返り値は新しい版。
    """
    found = section_of(section)
    if found is None:
        raise NotVisible
    row, decision = _locked(application_id, by=by)
    require(may_write(found, Variant(row.variant)))
    if section == SOURCE:
        require(source_decision(row, by=by))
    given = _cleaned(found, values)
    if row.version != version:
        raise Conflict({**section_values(row, found), "version": row.version}, given)
    if wrong := problems(found, given, today=clock.today(), applied_on=row.applied_on, known_by_name=known_by_name(row.person_id)):
        raise Invalid(wrong)
    changed = _save(row, found.key, given, by=by)
    _journal("write_application", row, decision, by=by, changed=changed)
    return row.version


@act(Action.WRITE_APPLICATION)
def record_application_consent(*, by: Actor, application_id: UUID, version: int, facts: ApplyFacts) -> None:
    """利用申込の同意を記録する(forms §2.1 A14〜A18、§2.2 B11)。

    利用申込と情報共有は別々の行として台帳に書く。同意なしの票は同じ行のまま同意ありになり、聞いていたことはそのまま残る。
    情報共有を断られたときは、断りとして書く。受付日より前・先の日付は Refused、同意として足りないものは Invalid か Refused。
    """
    row, decision = _locked(application_id, by=by)
    if row.version != version:
        raise Conflict({"version": row.version}, facts)
    already = row.application_consent_id is not None and _still_stands(row)
    require(may_apply(received_on=row.received_on, applied_on=facts.applied_on, today=clock.today(), already=already))
    applying, sharing = _acts_of_consent(row, facts, by=by)
    values: dict[str, Any] = {
        "explained": True, "applied_on": facts.applied_on, "application_consent_id": applying, "sharing_consent_id": sharing,
        "variant": Variant.WITH_CONSENT.value,
    }  # fmt: skip
    if row.variant == Variant.WITHOUT.value:
        values["consented_on"] = facts.applied_on
    changed = _save(row, "consent", values, by=by)
    _journal("record_application_consent", row, decision, by=by, changed=changed)
    _tell(row, "record_application_consent", "利用申込を受けた", by=by)


@act(Action.WRITE_APPLICATION)
def add_application_effort(*, by: Actor, application_id: UUID, happened_on: date, text: str) -> UUID:
    """同意を得るための取組を書き足す(forms §2.2 B10)。先の日付と、空の文は Invalid。返り値は識別子。"""
    row, decision = _locked(application_id, by=by)
    if happened_on > clock.today():
        raise Invalid({"happened_on": "先の日付です。取り組んだ日を入力してください。"})
    effort = ApplicationEffort.objects.create(
        id=new_id(), compartment_id=row.compartment_id, application=row, happened_on=happened_on, agency_id=by.agency_id,
        text=cleaned("text", text, required="取り組んだことを書いてください。"), recorded_at=clock.now(), recorded_by=by.posting_id,
    )  # fmt: skip
    index_application(row)
    _journal("add_application_effort", row, decision, by=by)
    return effort.id


def _locked(application_id: UUID, *, by: Actor) -> tuple[Application, Decision]:
    seen = Application.objects.filter(id=application_id).first()
    if seen is None:
        raise NotVisible
    decision = require(require_access(Action.WRITE_APPLICATION, seen.compartment_id, by=by))
    row = Application.objects.select_for_update().filter(id=application_id).first()
    if row is None:
        raise NotVisible
    return row, decision


def _still_stands(row: Application) -> bool:
    """利用申込の同意が、取り消されずに残っているか。"""
    from kasane.consent.queries import visible_consent

    return row.application_consent_id is not None and visible_consent(row.application_consent_id).withdrawn_at is None


def _acts_of_consent(row: Application, facts: ApplyFacts, *, by: Actor) -> tuple[UUID, UUID]:
    given = replace(facts.consent, given_on=facts.applied_on)
    place: dict[str, Any] = {"by": by, "case_id": row.case_id, "person_id": row.person_id, "room_id": row.compartment_id}
    applying = record_consent(**place, facts=replace(given, kind=ConsentKind.APPLICATION, scopes=(), excluded=()))
    share = record_consent if facts.shares else record_refusal
    sharing = share(**place, facts=replace(given, kind=ConsentKind.SHARING, excluded=given.excluded if facts.shares else ()))
    return applying, sharing


def _save(row: Application, section: str, values: Mapping[str, Any], *, by: Actor) -> list[str]:
    """変わった欄だけを書き、変わる前と後を版に残す。何も変わらなければ版は進まない。"""
    before = {name: getattr(row, name) for name in values}
    changed = sorted(name for name in values if before[name] != values[name])
    if not changed:
        return []
    row.version += 1
    row.changed_at = clock.now()
    for name in changed:
        setattr(row, name, values[name])
    row.save()
    ApplicationVersion.objects.create(
        id=new_id(), compartment_id=row.compartment_id, application=row, version=row.version, section=section, variant=row.variant,
        agency_id=by.agency_id, before={name: plain(before[name]) for name in changed},
        after={name: plain(values[name]) for name in changed}, recorded_at=row.changed_at, recorded_by=by.posting_id,
    )  # fmt: skip
    index_application(row)
    return changed


def _cleaned(section: Section, values: Mapping[str, Any]) -> dict[str, Any]:
    """節の欄だけを受け取り、文字を確かめ、空白を除く。"""
    given = {name: values.get(name, _default(name)) for name in section.fields}
    for name, value in given.items():
        if isinstance(value, str):
            given[name] = cleaned(name, value)
        elif isinstance(value, (list, tuple)):
            given[name] = [cleaned(name, one) if isinstance(one, str) else one for one in value]
    return given


def _default(name: str) -> Any:
    """空の欄の値。"""
    column = Application._meta.get_field(name)
    return column.get_default() if isinstance(column, models.Field) else None


def _journal(name: str, row: Application, decision: Decision, *, by: Actor, changed: list[str] | None = None) -> None:
    journal.record(
        act=name, by=by, subjects=[row.person_id], compartment_id=row.compartment_id, ground=decision.ground, changed=changed or []
    )  # fmt: skip


def _tell(row: Application, name: str, heading: str, *, by: Actor) -> None:
    """経過に一行を残す。この人の部屋に置くので、この人の記録を見られる人にだけ見える。"""
    add_event(by=by, case_id=row.case_id, room=row.compartment_id, act=name, heading=heading, reason="", person_id=row.person_id)
