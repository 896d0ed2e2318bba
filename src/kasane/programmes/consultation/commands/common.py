"""相談のコマンドに共通の拍子: 見えるか、書けるか、文字を確かめ、前の値を履歴に残してから変える。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from kasane.access.domain import Kind
from kasane.access.policy import Action
from kasane.access.queries import require_access
from kasane.agencies.queries.register import labels
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Conflict, Decision, Invalid, NotVisible, require
from kasane.kernel.text import cleaned_facts
from kasane.people.commands.common import stamp
from kasane.programmes.consultation.domain.consultation import ConsultationFacts, route_of
from kasane.programmes.consultation.models import Consultation, History, SensitiveText, Subject


def consultation_to_change(consultation_id: UUID, action: Action, by: Actor, version: int | None = None) -> tuple[Consultation, Decision]:
    """変えてよい相談の行を鍵をかけて返す。見えなければ NotVisible、書けなければ Refused、版が合わなければ Conflict。"""
    row = Consultation.objects.filter(id=consultation_id).first()
    if row is None:
        raise NotVisible
    decision = require(require_access(action, row.compartment_id, by=by))
    locked = Consultation.objects.select_for_update().filter(id=consultation_id).first()
    if locked is None:
        raise NotVisible
    if version is not None and locked.version != version:
        raise Conflict(locked, version)
    return locked, decision


def people_of(consultation_id: UUID) -> list[UUID]:
    """この相談に出てくる、登録のある人(日誌に残す)。"""
    rows = Subject.objects.filter(consultation_id=consultation_id, person__isnull=False, removed_at__isnull=True).order_by("position")
    return list(rows.values_list("person_id", flat=True))


def checked(facts: ConsultationFacts) -> ConsultationFacts:
    """文字を確かめ、前後の空白を除き、規則で確かめる。だめなら Invalid。"""
    kept = cleaned_facts(facts)
    known = frozenset(labels("consultation_topic", on=min(facts.received_on, clock.today())))
    if problems := kept.problems(today=clock.today(), topics=known or frozenset(labels("consultation_topic"))):
        raise Invalid(problems)
    return kept


def columns(facts: ConsultationFacts) -> dict[str, Any]:
    """相談の表の列の値(要配慮の文章を除く)。"""
    return {
        "received_on": facts.received_on,
        "channel": facts.channel.value,
        "speaker": facts.speaker.value,
        "route": route_of(facts.speaker, facts.channel),
        "topics": list(facts.topics),
        "whom": facts.whom.value if facts.whom else "",
        "urgency": facts.urgency.value if facts.urgency else "",
        "urgent_acts": [one.value for one in facts.urgent_acts],
        "no_consent": facts.no_consent.value if facts.no_consent else "",
        **{name: getattr(facts, name) for name in _PLAIN},
    }


_PLAIN = (
    "story", "speaker_name", "speaker_relation", "speaker_organization", "speaker_contact", "wants_anonymity", "main_topic", "other_topic",
    "hopes", "household_text", "money_text", "housing_text", "work_text", "community_text", "agencies_text", "urgency_note",
)  # fmt: skip


def rewrite(row: Consultation, values: Mapping[str, Any], *, stamped: Mapping[str, Any], reason: str) -> list[str]:
    """変わる列の前の値を履歴に残してから書き、版を一つ上げる。変わった列の名前を返す(変わらなければ空で、何も書かない)。"""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if not changed:
        return []
    keep_history(row, row.compartment_id, Kind.GENERAL, {name: _plain(getattr(row, name)) for name in changed}, stamped, reason)
    for name in changed:
        setattr(row, name, values[name])
    row.version += 1
    row.changed_at = clock.now()
    row.save()
    return sorted(changed)


def keep_history(row: Consultation, room: UUID, kind: Kind, before: Mapping[str, Any], stamped: Mapping[str, Any], reason: str) -> None:
    """前の値を履歴に一行足す。"""
    History.objects.create(
        consultation_id=row.id, compartment_id=room, room_kind=int(kind), version=row.version, before=dict(before), reason=reason, **stamped
    )


def sensitive_of(row: Consultation) -> SensitiveText | None:
    """要配慮の文章。まだないか、見る根拠がなければ None。"""
    return SensitiveText.objects.filter(consultation_id=row.id).first()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


__all__ = [
    "checked",
    "columns",
    "consultation_to_change",
    "keep_history",
    "people_of",
    "rewrite",
    "sensitive_of",
    "stamp",
]
