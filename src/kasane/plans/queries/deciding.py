"""市の手続きの机: 届いたもの、決めたもの、一件の書類。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from kasane.access.policy import Action, decide
from kasane.access.queries import held
from kasane.access.reading import Row, rows_of
from kasane.agencies.queries.names import agency_names, posting_names
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, NotVisible, require
from kasane.plans.domain import DecisionState, Finality, Notice, Part, PlanKind
from kasane.plans.domain.notice import may_send_notice
from kasane.plans.domain.problems import may_decide
from kasane.plans.queries.plans import number_label

_LIST: Final = """
    SELECT d.id, d.kind, d.number, d.finality, d.state, d.from_agency_id, d.recorded_at, d.approved_on, d.document_number, d.decided_on,
           d.notice_needed, d.notice_text
    FROM plans_decision d WHERE d.agency_id = %s AND (d.state = 'waiting') = %s ORDER BY {order} LIMIT %s
"""
_WAITING: Final = _LIST.format(order="d.recorded_at, d.id")
_SETTLED: Final = _LIST.format(order="d.recorded_at DESC, d.id DESC")
_ABOUT: Final = """
    SELECT decision_id, person_id, text FROM plans_dossier_line WHERE decision_id = ANY (%s) AND section = 'about' ORDER BY position
"""
_ONE: Final = """
    SELECT d.id, d.kind, d.number, d.finality, d.state, d.from_agency_id, d.recorded_at, d.approved_on, d.document_number, d.decided_on,
           d.notice_needed, d.notice_text, d.plan_id, d.case_id, d.compartment_id, d.agency_id, d.draft_text, d.content, d.conditions,
           d.decided_by, d.version
    FROM plans_decision d WHERE d.id = %s
"""
_LINES: Final = "SELECT person_id, section, label, text, part FROM plans_dossier_line WHERE decision_id = %s ORDER BY position"
_MOST: Final = 200
ABOUT: Final = "about"
TEXT: Final = "text"


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """机の一行。people は支援対象者の名前(届いた書類の写し)。notice_text は教示文か、教示の要らない理由(空なら決まっていない)。"""

    id: UUID
    kind: PlanKind
    number: int
    finality: Finality
    state: DecisionState
    from_agency: str
    arrived_on: date
    approved_on: date
    document_number: str
    decided_on: date | None
    notice: Notice
    notice_text: str
    people: tuple[str, ...]
    person_ids: tuple[UUID, ...]

    @property
    def title(self) -> str:
        """一行の見出し。"""
        who = "・".join(self.people)
        return f"{self.kind.label_ja}プラン　{number_label(self.number)}" + (f"（{who}）" if who else "")

    @property
    def finality_label(self) -> str:
        """市がすること。"""
        return self.finality.label_ja

    @property
    def state_label(self) -> str:
        """状態の言い方。"""
        return self.state.label_ja

    @property
    def sending(self) -> Decision:
        """支援決定通知書を出せるか。"""
        return may_send_notice(self.state, self.notice, self.notice_text)

    @property
    def days(self) -> int:
        """届いてからの日数。"""
        return (clock.today() - self.arrived_on).days


@dataclass(frozen=True, slots=True)
class DecisionDesk:
    """市の手続きの机。waiting は届いた順、settled は新しい順(決めたもの・差し戻したもの・届いた報告)。"""

    waiting: tuple[DecisionLine, ...]
    settled: tuple[DecisionLine, ...]

    @property
    def person_ids(self) -> list[UUID]:
        """名前の出る人(閲覧記録に残す)。"""
        return list(dict.fromkeys(key for one in (*self.waiting, *self.settled) for key in one.person_ids))


@dataclass(frozen=True, slots=True)
class DossierRow:
    """書類の一行。part は支援決定の対象か、確認だけか、前提か。who は、支援対象者が二人以上のときの、だれの行か。"""

    person_id: UUID | None
    kind: str
    section: str
    text: str
    part: Part
    who: str = ""

    @property
    def heading(self) -> str:
        """行の見出し。"""
        return f"{self.section}（{self.who}）" if self.who else self.section


@dataclass(frozen=True, slots=True)
class Dossier:
    """支援決定の書類: 了承されたプランの写しと、決裁のこと。may は決めること・差し戻すことの可否。"""

    line: DecisionLine
    plan_id: UUID
    case_id: UUID
    compartment_id: UUID
    agency: str
    lines: tuple[DossierRow, ...]
    draft_text: str
    content: str
    conditions: str
    decided_by: str
    version: int
    may: Decision

    @property
    def id(self) -> UUID:
        """一件の番号。"""
        return self.line.id

    @property
    def person_ids(self) -> list[UUID]:
        """名前の出る人(閲覧記録に残す)。"""
        return list(dict.fromkeys(one.person_id for one in self.lines if one.person_id is not None))

    def rows(self, part: Part) -> tuple[DossierRow, ...]:
        """この区分の行。"""
        return tuple(one for one in self.lines if one.part is part)

    @property
    def about(self) -> tuple[DossierRow, ...]:
        """対象者と方針の行。"""
        return tuple(one for one in self.rows(Part.ABOUT) if one.kind != TEXT)

    @property
    def texts(self) -> tuple[DossierRow, ...]:
        """種別ごとの欄(様式2-1)の行。前に出された一件の写しにはない。"""
        return tuple(one for one in self.lines if one.kind == TEXT)


def decision_desk(by: Actor, *, limit: int = _MOST) -> DecisionDesk:
    """自分の課に届いた一件。役割のない人は Refused。"""
    require(decide(Action.LIST_DECISIONS, by=by))
    waiting, settled = (rows_of(sql, [by.agency_id, state, limit]) for sql, state in ((_WAITING, True), (_SETTLED, False)))
    names = agency_names(row[5] for row in (*waiting, *settled))
    about: dict[UUID, list[tuple[UUID | None, str]]] = {}
    if ids := [row[0] for row in (*waiting, *settled)]:
        for key, person, text in rows_of(_ABOUT, [ids]):
            about.setdefault(key, []).append((person, text))
    return DecisionDesk(*(tuple(_line(row, names, about.get(row[0], [])) for row in rows) for rows in (waiting, settled)))


def dossier(decision_id: UUID, by: Actor) -> Dossier:
    """一件の書類。見えるのは、決める課と、送った機関だけ(ほかは NotVisible)。"""
    found = rows_of(_ONE, [decision_id])
    if not found:
        raise NotVisible
    row = found[0]
    plan, case, room, agency, draft, content, conditions, decided_by, version = row[12:]
    grounds = [one.ground for one in held(room)]
    lines = _lines(rows_of(_LINES, [decision_id]))
    names = agency_names([row[5], agency])
    allowed = decide(Action.DECIDE_PLAN, by=by, held=grounds)
    return Dossier(
        line=_line(row[:12], names, [(one.person_id, one.text) for one in lines if one.kind == ABOUT]), plan_id=plan, case_id=case,
        compartment_id=room, agency=names.get(agency, ""), lines=lines, draft_text=draft or draft_of(lines), content=content,
        conditions=conditions, decided_by=posting_names([decided_by]).get(decided_by, "") if decided_by else "",
        version=version, may=may_decide(DecisionState(row[4])) if allowed.allowed else allowed,
    )  # fmt: skip


def draft_of(lines: tuple[DossierRow, ...]) -> str:
    """起案文のたたき台: 対象者・方針・プランの内容(種別ごとの欄)・決定するもの・確認するものを、書類の順に並べる。"""
    texts = [one for one in lines if one.kind == TEXT]
    parts = [
        ("支援対象者と方針", [one for one in lines if one.part is Part.ABOUT and one.kind != TEXT]),
        *([("プランの内容", texts)] if texts else []),
        ("支援決定をする支援", [one for one in lines if one.part is Part.DECIDE]),
        ("内容を確認した支援", [one for one in lines if one.part is Part.CHECK]),
    ]
    said = ["次のとおり支援決定をしてよいか伺います。", ""]
    for number, (heading, rows) in zip("１２３４", parts, strict=False):
        said += [f"{number}　{heading}", *(_said(one) for one in rows), *([] if rows else ["　なし"]), ""]
    return "\n".join(said).rstrip()


def _said(one: DossierRow) -> str:
    """起案文の一行。文の中の改行は、字下げして続ける。"""
    return f"　{one.heading}：" + one.text.replace("\n", "\n　　")


def _lines(rows: list[Row]) -> tuple[DossierRow, ...]:
    """写した行。支援対象者が二人以上なら、だれの行かも言う(名前は、同じ書類の支援対象者の行から)。"""
    names = {person: text for person, section, _, text, _ in rows if section == ABOUT and person is not None}
    several = len(names) > 1
    return tuple(
        DossierRow(person, section, label, text, Part(part), names.get(person, "") if several and section != ABOUT else "")
        for person, section, label, text, part in rows
    )


def _line(row: Row, names: dict[UUID, str], about: list[tuple[UUID | None, str]]) -> DecisionLine:
    key, kind, number, sure, state, sender, at, approved, document, decided_on, notice, told = row
    return DecisionLine(
        id=key, kind=PlanKind(kind), number=number, finality=Finality(sure), state=DecisionState(state), from_agency=names.get(sender, ""),
        arrived_on=clock.jst(at).date(), approved_on=approved, document_number=document, decided_on=decided_on,
        notice=Notice(notice), notice_text=told, people=tuple(text for _, text in about),
        person_ids=tuple(person for person, _ in about if person is not None),
    )  # fmt: skip
