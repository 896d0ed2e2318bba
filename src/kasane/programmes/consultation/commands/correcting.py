"""相談の記録を訂正する。前の値は履歴に残る。"""

from __future__ import annotations

from uuid import UUID

from kasane.access.commands import act, open_compartment
from kasane.access.domain import Kind
from kasane.access.policy import Action
from kasane.access.queries import require_access
from kasane.audit import journal
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, NotVisible, Refused, require
from kasane.kernel.text import cleaned
from kasane.programmes.consultation.commands.common import (
    checked,
    columns,
    consultation_to_change,
    keep_history,
    people_of,
    rewrite,
    sensitive_of,
    stamp,
)
from kasane.programmes.consultation.commands.indexing import reindex
from kasane.programmes.consultation.domain.consultation import SENSITIVE, ConsultationFacts
from kasane.programmes.consultation.models import Consultation, SensitiveText


@act(Action.CORRECT_CONSULTATION)
def correct_consultation(
    *, by: Actor, consultation_id: UUID, version: int, facts: ConsultationFacts, reason: str = "", with_sensitive: bool = True
) -> int:
    """相談の記録を訂正する。変わる前の値は履歴に残り、書き換えられない(forms §13 規則7)。

    version: 画面を開いたときの版。ほかの人が先に直していれば Conflict で、どちらの文も失わない。
    with_sensitive: 要配慮の文章も直すか(要配慮の部屋を見られない人の画面では偽)。返り値は新しい版。
    """
    facts = checked(facts)
    row, decision = consultation_to_change(consultation_id, Action.CORRECT_CONSULTATION, by, version)
    why = cleaned("reason", reason)
    written, touched = write_sensitive(row, facts, why, by) if with_sensitive else (None, [])
    changed = rewrite(row, columns(facts), stamped=stamp(by), reason=why)
    if touched and not changed:
        # 要配慮の文章だけが変わったときも版を上げ、同時に開いている人に知らせる。
        row.version += 1
        row.save(update_fields=["version"])
    reindex(row, written)
    journal.record(
        act="correct_consultation", by=by, subjects=people_of(row.id), compartment_id=row.compartment_id, ground=decision.ground,
        reason=why, changed=[*changed, *touched],
    )  # fmt: skip
    return row.version


def write_sensitive(row: Consultation, facts: ConsultationFacts, reason: str, by: Actor) -> tuple[SensitiveText | None, list[str]]:
    """要配慮の文章を書く。初めてなら要配慮の部屋を開く。書く根拠がなければ Refused。書いた行と、変わった項目の名前を返す。"""
    values = {name: getattr(facts, name) for name in SENSITIVE}
    if row.sensitive_room is None:
        return _first_sensitive(row, values, by) if any(values.values()) else (None, [])
    kept = sensitive_of(row)
    if kept is None:
        if any(values.values()):
            raise Refused(Decision.no("要配慮の記録を書く根拠がありません。受けた機関に頼んでください。", "要配慮個人情報"))
        return None, []
    touched = sorted(name for name, value in values.items() if getattr(kept, name) != value)
    if touched:
        require(require_access(Action.CORRECT_CONSULTATION, kept.compartment_id, by=by))
        before = {name: getattr(kept, name) for name in touched}
        keep_history(row, kept.compartment_id, Kind.SENSITIVE, before, stamp(by), reason)
        for name in touched:
            setattr(kept, name, values[name])
        kept.save()
    return kept, touched


def _first_sensitive(row: Consultation, values: dict[str, str], by: Actor) -> tuple[SensitiveText, list[str]]:
    if row.agency_id != by.agency_id:
        # 部屋を開いた機関が「受付機関」になるので、初めの一行は受けた機関が書く。
        raise Refused(Decision.no("要配慮の記録は、相談を受けた機関が書き始めます。", "要配慮個人情報"))
    room = open_compartment(by=by, kind=Kind.SENSITIVE, subject_id=row.id, reason="相談の要配慮の記録")
    made = SensitiveText.objects.create(consultation_id=row.id, compartment_id=room, **values, **stamp(by))
    if not Consultation.objects.filter(id=row.id, sensitive_room__isnull=True).update(sensitive_room=room):
        raise NotVisible
    row.sensitive_room = room
    return made, sorted(name for name, value in values.items() if value)
