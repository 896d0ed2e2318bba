"""見える相談を一件引き、規則が扱う値に直す。見えないものと無いものは、同じ NotVisible。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple, Protocol
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.kernel.decision import NotVisible
from kasane.kernel.wareki import format_wareki
from kasane.people.queries.lines import PersonLine, household_labels, person_lines, person_names
from kasane.programmes.consultation.domain.codes import Channel, NextStep, NoConsent, Speaker, SubjectKind, Urgency, UrgentAct, Whom
from kasane.programmes.consultation.domain.consultation import SENSITIVE, ConsultationFacts, NextStepFacts
from kasane.programmes.consultation.models import Consultation, SensitiveText, Subject

_SUBJECTS: Final = (
    "SELECT consultation_id, kind, label, person_id, household_id FROM consultation_subject"
    " WHERE consultation_id = ANY (%s) AND removed_at IS NULL ORDER BY position, id"
)


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """だれについての相談かの一行。kind_label は「世帯」など。見えない人の行は初めから返らない。"""

    id: UUID
    kind: SubjectKind
    name: str
    detail: str
    person_id: UUID | None = None
    household_id: UUID | None = None


class Headed(Protocol):
    """相談の呼び方に要る列を持つ行。"""

    @property
    def received_on(self) -> date:
        """受付日。"""

    @property
    def channel(self) -> str:
        """方法の符号。"""

    @property
    def speaker(self) -> str:
        """話した人の符号。"""


class Called(NamedTuple):
    """だれについての相談かの呼び方。人なら person_id がある。"""

    name: str
    person_id: UUID | None


def visible_consultation(consultation_id: UUID) -> Consultation:
    """今の行為者に見える相談。見えない・無いなら NotVisible。"""
    row = Consultation.objects.filter(id=consultation_id).first()
    if row is None:
        raise NotVisible
    return row


def sensitive_row(row: Consultation) -> SensitiveText | None:
    """要配慮の文章。まだないか、見る根拠がなければ None。"""
    return None if row.sensitive_room is None else SensitiveText.objects.filter(consultation_id=row.id).first()


def facts_of(row: Consultation, sensitive: SensitiveText | None = None) -> ConsultationFacts:
    """表の一行を、規則が扱う値にする。"""
    plain = {
        name: getattr(row, name)
        for name in ConsultationFacts.__dataclass_fields__
        if hasattr(row, name) and name not in ("channel", "speaker", "topics", "whom", "urgency", "urgent_acts", "no_consent")
    }
    kept = {name: getattr(sensitive, name) for name in SENSITIVE} if sensitive else {}
    return ConsultationFacts(
        channel=Channel.read(row.channel) or Channel.PHONE,
        speaker=Speaker.read(row.speaker) or Speaker.OTHER,
        topics=tuple(row.topics),
        whom=Whom.read(row.whom),
        urgency=Urgency.read(row.urgency),
        urgent_acts=tuple(one for one in map(UrgentAct.read, row.urgent_acts) if one),
        no_consent=NoConsent.read(row.no_consent),
        **plain,
        **kept,
    )


def step_of(row: Consultation) -> NextStepFacts:
    """次の一手。"""
    return NextStepFacts(NextStep.read(row.next_step), row.next_due, row.next_note)


def heading_of(row: Headed) -> str:
    """相談の呼び方: 受付日・方法・話した人。氏名は含めない。"""
    channel, speaker = Channel.read(row.channel), Speaker.read(row.speaker)
    who = f"({speaker.label_ja})" if speaker else ""
    return f"{format_wareki(row.received_on)}の{channel.label_ja if channel else ''}の相談{who}"


def called_in(consultation_ids: Sequence[UUID]) -> dict[UUID, list[Called]]:
    """相談ごとの、だれについてかの呼び方だけ。見えない人と世帯は落とす。"""
    rows = rows_of(_SUBJECTS, [list(consultation_ids)])
    people = person_names(person for _, _, _, person, _ in rows if person)
    homes = household_labels(home for *_, home in rows if home)
    found: dict[UUID, list[Called]] = {}
    for consultation, kind, label, person, home in rows:
        name = label if kind == SubjectKind.UNNAMED.value else homes.get(home, "") if home else people.get(person, "")
        if name:
            found.setdefault(consultation, []).append(Called(name, person))
    return found


def subjects_of(consultation_ids: Iterable[UUID]) -> dict[UUID, list[SubjectLine]]:
    """相談ごとの、だれについてか。見えない人と世帯は落とす(いるとも、いないとも言わない)。問いの数は件数によらない。"""
    rows = list(Subject.objects.filter(consultation_id__in=list(consultation_ids), removed_at__isnull=True).order_by("position", "id"))
    people = {line.id: line for line in person_lines([row.person_id for row in rows if row.person_id])}
    homes = household_labels(row.household_id for row in rows if row.household_id)
    found: dict[UUID, list[SubjectLine]] = {}
    for row in rows:
        line = _subject(row, people, homes)
        if line is not None:
            found.setdefault(row.consultation_id, []).append(line)
    return found


def _subject(row: Subject, people: dict[UUID, PersonLine], homes: dict[UUID, str]) -> SubjectLine | None:
    kind = SubjectKind(row.kind)
    if kind is SubjectKind.UNNAMED:
        return SubjectLine(row.id, kind, row.label, "名前は分からない")
    if kind is SubjectKind.HOUSEHOLD:
        label = homes.get(row.household_id) if row.household_id else None
        return SubjectLine(row.id, kind, label, "世帯", household_id=row.household_id) if label else None
    line = people.get(row.person_id) if row.person_id else None
    if line is None:
        return None
    detail = "　".join(filter(None, (line.kana, line.born, line.age, line.address)))
    return SubjectLine(row.id, kind, line.name, detail, person_id=line.id)
