"""相談の詳細: 一件について、今の行為者に見えるものだけを、画面の名前で返す。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from kasane.access.queries import held
from kasane.agencies.queries.names import agency_names
from kasane.agencies.queries.register import labels
from kasane.cases.domain import ReferralKind
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.coded import Coded
from kasane.kernel.decision import Decision, NotVisible
from kasane.kernel.wareki import format_wareki
from kasane.people.queries.person import Access, access_to
from kasane.programmes.consultation.domain.codes import Channel, NextStep, NoConsent, Speaker, State, Urgency, UrgentAct, Whom
from kasane.programmes.consultation.domain.consultation import FIELD_LABELS, SENSITIVE
from kasane.programmes.consultation.domain.stepping import may_finish, may_keep
from kasane.programmes.consultation.models import Consultation, History
from kasane.programmes.consultation.queries.letters import is_unsent
from kasane.programmes.consultation.queries.listing import STATE_KINDS
from kasane.programmes.consultation.queries.near_misses import first_sentence, patterns_accepted
from kasane.programmes.consultation.queries.noticing import NoticeLine, notices_of
from kasane.programmes.consultation.queries.records import SubjectLine, heading_of, sensitive_row, subjects_of

_CODES: dict[str, type[Coded]] = {
    "channel": Channel, "speaker": Speaker, "whom": Whom, "urgency": Urgency, "no_consent": NoConsent, "next_step": NextStep,
    "urgent_acts": UrgentAct,
}  # fmt: skip
_SPEAKER = ("speaker_name", "speaker_relation", "speaker_organization", "speaker_contact")
_TOLD = ("hopes", "household_text", "money_text", "housing_text", "work_text", "community_text", "agencies_text")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """訂正の一回: いつ、どの項目の、前の値。"""

    when: str
    reason: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ConsultationOverview:
    """相談の画面に要るものすべて。sensitive_state は none(まだない)・open(見える)・closed(あるが見えない)。

    letter は、次の一手に続くつなぎの今: 空(つなぎを書く一手でない)・unsent(まだ)・kept(自機関で行う)・sent(送った)。
    """

    id: UUID
    compartment_id: UUID
    version: int
    heading: str
    agency: str
    state: State
    letter: str
    decisions: dict[str, Decision]
    is_urgent: bool
    is_late: bool
    case_id: UUID | None
    step: NextStep | None
    whom: Whom | None
    subjects: tuple[SubjectLine, ...]
    accepted: tuple[Row, ...]
    story: str
    told: tuple[Row, ...]
    sensitive: tuple[Row, ...]
    sensitive_state: str
    urgent: tuple[Row, ...]
    next_rows: tuple[Row, ...]
    notices: tuple[NoticeLine, ...]
    history: tuple[HistoryLine, ...]
    access: Access
    near_miss: str
    near_miss_patterns: tuple[str, ...]
    person_ids: tuple[UUID, ...]

    @property
    def state_kind(self) -> str:
        """状態の札の種類。"""
        return STATE_KINDS[self.state]

    @property
    def is_lost(self) -> bool:
        """どこに相談すればよいか分からないと話された相談か。"""
        return self.whom is Whom.UNKNOWN

    @property
    def has_accepted(self) -> bool:
        """当たっていると判断された気づきがあるか(印刷には、それだけを載せる)。"""
        return any(line.accepted for line in self.notices)

    @property
    def letter_kind(self) -> str:
        """続けて書くつなぎの種類(符号)。つなぎを書く一手でなければ空。相談先が分からない相談は、圏域の総合相談へつなぐ。"""
        if self.case_id is None or self.step is None:
            return ""
        if self.step is NextStep.COORDINATION:
            return ReferralKind.COORDINATION.value
        if self.whom is Whom.UNKNOWN:
            return ReferralKind.UNKNOWN.value
        return ReferralKind.REFERRAL.value if self.step.sends else ""

    @property
    def wants_outreach(self) -> bool:
        """アウトリーチの事業者あてに書く一通か。"""
        return self.step is NextStep.OUTREACH


def consultation_overview(row: Consultation, *, by: Actor) -> ConsultationOverview:
    """相談の詳細。根拠が一つもなければ NotVisible。"""
    mine = held(row.compartment_id)
    if not mine:
        raise NotVisible
    step, unsent = NextStep.read(row.next_step), is_unsent(row.id)
    about, sensitive, notices = tuple(subjects_of([row.id]).get(row.id, [])), sensitive_row(row), notices_of(row, by=by)
    state, urgency, today = State(row.state), Urgency.read(row.urgency), clock.today()
    named = [line.person_id for line in about if line.person_id] + [one for line in notices for one in line.person_ids]
    return ConsultationOverview(
        id=row.id,
        compartment_id=row.compartment_id,
        version=row.version,
        heading=heading_of(row),
        agency=agency_names([row.agency_id]).get(row.agency_id, ""),
        state=state,
        letter=_letter(step, unsent=unsent, kept=row.letter_kept),
        decisions={"finish": may_finish(state, unsent=unsent), "keep": may_keep(step, unsent=unsent)},
        is_urgent=bool(urgency and urgency.is_pressing),
        is_late=state is State.ACTIVE and row.next_due is not None and row.next_due < today,
        case_id=row.case_id,
        step=step,
        whom=Whom.read(row.whom),
        subjects=about,
        accepted=_accepted(row),
        story=row.story,
        told=_texts(row, _TOLD),
        sensitive=_texts(sensitive, SENSITIVE) if sensitive else (),
        sensitive_state="none" if row.sensitive_room is None else "open" if sensitive else "closed",
        urgent=_rows(row, ("urgency", "urgent_acts", "urgency_note")) if row.urgency or row.urgent_acts or row.urgency_note else (),
        next_rows=_rows(row, ("next_step", "next_due", "next_note")),
        notices=notices,
        history=_history(row),
        access=access_to(row.compartment_id, mine, by=by),
        near_miss=first_sentence(row),
        near_miss_patterns=patterns_accepted(row),
        person_ids=tuple(dict.fromkeys(named)),
    )


def _letter(step: NextStep | None, *, unsent: bool, kept: bool) -> str:
    if step is None or not step.sends:
        return ""
    return "unsent" if unsent else "kept" if kept else "sent"


def _accepted(row: Consultation) -> tuple[Row, ...]:
    """受付の事柄。◎はいちばん困っていること。"""
    topics, routes = labels("consultation_topic", on=row.received_on), labels("consultation_route", on=row.received_on)
    marks = [("◎" if code == row.main_topic else "○") + topics.get(code, code) for code in row.topics]
    other = f"({row.other_topic})" if row.other_topic else ""
    anonymous = [{"label": "匿名希望", "value": "はい"}] if row.wants_anonymity else []
    return (
        *_rows(row, ("received_on", "channel", "speaker")),
        *(one for one in _rows(row, _SPEAKER) if one["value"]),
        *anonymous,
        {"label": "相談経路(C02)", "value": routes.get(row.route, row.route)},
        {"label": "相談内容の区分(C01)", "value": "\n".join(marks) + other},
        *(one for one in _rows(row, ("whom", "no_consent")) if one["value"]),
    )


def _texts(row: Any, names: tuple[str, ...]) -> tuple[Row, ...]:
    return tuple({"label": FIELD_LABELS[name], "value": text} for name in names if (text := getattr(row, name)))


def _rows(row: Consultation, names: tuple[str, ...]) -> tuple[Row, ...]:
    return tuple({"label": FIELD_LABELS[name], "value": shown(name, getattr(row, name))} for name in names)


def shown(name: str, value: Any) -> str:
    """項目の値を人が読む形にする(符号は言い方、日付は和暦)。"""
    if isinstance(value, bool):
        return "はい" if value else ""
    if isinstance(value, list):
        return "、".join(shown(name, one) for one in value)
    if name in ("received_on", "next_due") and value:
        return format_wareki(date.fromisoformat(value)) if isinstance(value, str) else format_wareki(value)
    codes = _CODES.get(name)
    code = codes.read(value) if codes and isinstance(value, str) else None
    return code.label_ja if code else str(value or "")


def _history(row: Consultation) -> tuple[HistoryLine, ...]:
    topics = labels("consultation_topic")
    found = []
    for one in History.objects.filter(consultation_id=row.id).order_by("-version", "-recorded_at"):
        rows = tuple(
            {"label": FIELD_LABELS[name], "value": _before(name, value, topics), "blank": "（空欄）"}
            for name, value in one.before.items()
            if name in FIELD_LABELS
        )
        found.append(HistoryLine(f"{clock.jst(one.recorded_at):%Y-%m-%d %H:%M}", one.reason, rows))
    return tuple(found)


def _before(name: str, value: Any, topics: dict[str, str]) -> str:
    if name == "topics":
        return "、".join(topics.get(code, code) for code in value)
    return topics.get(value, value) if name == "main_topic" else shown(name, value)
