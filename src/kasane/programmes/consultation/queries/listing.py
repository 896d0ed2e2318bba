"""相談の一覧: 自機関が受けた相談を、新しい順に一頁ずつ。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from kasane.agencies.queries.register import labels
from kasane.kernel import clock
from kasane.kernel.wareki import format_wareki
from kasane.people.queries.merged import merged_ids
from kasane.programmes.consultation.domain.codes import Channel, NextStep, Speaker, State, Urgency, Whom
from kasane.programmes.consultation.models import Consultation, Subject
from kasane.programmes.consultation.queries.records import SubjectLine, subjects_of

PAGE: Final = 50
STATE_KINDS: Final = {State.UNDECIDED: "attention", State.ACTIVE: "active", State.DONE: "done"}
_FIRST: Final = date(1, 1, 1)
_LAST: Final = date(9999, 12, 31)
_HIGHEST: Final = UUID(int=2**128 - 1)


@dataclass(frozen=True, slots=True)
class Filters:
    """一覧の絞り込み。state は相談の今、topic は相談内容(C01)、month は受け付けた月の初日。"""

    state: State | None = None
    topic: str = ""
    month: date | None = None

    @property
    def query(self) -> str:
        """次の頁の URL に付ける絞り込み。"""
        parts = (
            ("state", self.state.value if self.state else ""),
            ("topic", self.topic),
            ("month", f"{self.month:%Y-%m}" if self.month else ""),
        )
        return "&".join(f"{key}={value}" for key, value in parts if value)


@dataclass(frozen=True, slots=True)
class ConsultationLine:
    """一覧の一行。"""

    id: UUID
    received_on: str
    channel: str
    speaker: str
    about: str
    topic: str
    state: str
    state_kind: str
    step: str
    due: str
    is_late: bool
    is_urgent: bool
    is_lost: bool
    person_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class ConsultationPage:
    """一覧の一頁。last は次の頁の起点(最後の相談の番号)で、続きがなければ None。"""

    lines: tuple[ConsultationLine, ...]
    last: UUID | None

    @property
    def person_ids(self) -> list[UUID]:
        """この頁に名前の出た人(閲覧記録に残す)。"""
        return list(dict.fromkeys(one for line in self.lines for one in line.person_ids))


def my_consultations(filters: Filters, *, after: UUID | None = None, take: int = PAGE) -> ConsultationPage:
    """自機関が受けた相談。after は前の頁の最後の相談(見えなければ初めから)。"""
    since, until = _span(filters.month)
    edge = Consultation.objects.filter(id=after).values_list("received_on", "id").first() if after else None
    after_on, after_id = edge or (_LAST, _HIGHEST)
    state = filters.state.value if filters.state else ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT consultation_id FROM consultation_mine(%s, %s, %s, %s, %s, %s, %s)",
            [state, filters.topic, since, until, after_on, after_id, take + 1],
        )
        ids = [row[0] for row in cursor.fetchall()]
    return ConsultationPage(consultation_lines(ids[:take]), ids[take - 1] if len(ids) > take else None)


def consultation_lines(ids: list[UUID]) -> tuple[ConsultationLine, ...]:
    """番号の順のまま一覧の行を返す。見えない相談は黙って落とす。"""
    rows = {row.id: row for row in Consultation.objects.filter(id__in=ids).defer("story", "hopes", "household_text")}
    about, topics, today = subjects_of(ids), labels("consultation_topic"), clock.today()
    return tuple(_line(rows[one], about.get(one, []), topics, today) for one in ids if one in rows)


def _line(row: Consultation, about: Sequence[SubjectLine], topics: dict[str, str], today: date) -> ConsultationLine:
    state, step, urgency = State(row.state), NextStep.read(row.next_step), Urgency.read(row.urgency)
    late = state is State.ACTIVE and row.next_due is not None and row.next_due < today
    channel, speaker = Channel.read(row.channel), Speaker.read(row.speaker)
    more = f"ほか{len(row.topics) - 1}" if len(row.topics) > 1 else ""
    return ConsultationLine(
        id=row.id,
        received_on=format_wareki(row.received_on),
        channel=channel.label_ja if channel else row.channel,
        speaker=speaker.label_ja if speaker else row.speaker,
        about="、".join(line.name for line in about) or "だれのことか分からない",
        topic="・".join(filter(None, (topics.get(row.main_topic, row.main_topic), more))),
        state=state.label_ja,
        state_kind=STATE_KINDS[state],
        step=step.label_ja if step else "",
        due=format_wareki(row.next_due) if row.next_due else "",
        is_late=late,
        is_urgent=bool(urgency and urgency.is_pressing),
        is_lost=row.whom == Whom.UNKNOWN.value,
        person_ids=tuple(line.person_id for line in about if line.person_id),
    )


def recent_months(on: date, count: int = 36) -> list[tuple[str, str]]:
    """絞り込みに選べる月(新しい順)。"""
    months = [on.replace(day=1)]
    while len(months) < count:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return [(f"{one:%Y-%m}", format_wareki(one).removesuffix("1日")) for one in months]


def _span(month: date | None) -> tuple[date, date]:
    if month is None:
        return _FIRST, _LAST
    first = month.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)


def consultations_of_case(case_id: UUID, *, after: UUID | None = None, take: int = PAGE) -> ConsultationPage:
    """この事案に結ばれた、見える相談(新しい順に一頁)。after は前の頁の最後の相談(見えなければ初めから)。"""
    return _page(Consultation.objects.filter(case_id=case_id), after, take)


def consultations_of_person(person_id: UUID, *, after: UUID | None = None, take: int = PAGE) -> ConsultationPage:
    """この人の(この人に名寄せした記録の分も含む)相談のうち、見えるもの(新しい順に一頁)。人違いとして外された相談は含まない。"""
    about = Subject.objects.filter(person_id__in=merged_ids(person_id), removed_at__isnull=True).values("consultation_id")
    return _page(Consultation.objects.filter(id__in=about), after, take)


def _page(found: QuerySet[Consultation], after: UUID | None, take: int) -> ConsultationPage:
    edge = Consultation.objects.filter(id=after).values_list("received_on", "id").first() if after else None
    if edge:
        found = found.filter(Q(received_on__lt=edge[0]) | Q(received_on=edge[0], id__lt=edge[1]))
    ids = list(found.order_by("-received_on", "-id").values_list("id", flat=True)[: take + 1])
    return ConsultationPage(consultation_lines(ids[:take]), ids[take - 1] if len(ids) > take else None)
