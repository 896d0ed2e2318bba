"""同意の台帳を読む。見える部屋の行だけが返る(RLS)。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from kasane.access.reading import Row, rows_of
from kasane.agencies.queries.names import agency_names
from kasane.consent.domain.codes import ConsentKind, GivenBy, Method, Outcome, Topic
from kasane.consent.domain.coverage import ConsentAct, Scope
from kasane.consent.models import Consent
from kasane.kernel import clock
from kasane.kernel.decision import NotVisible

_ACTS: Final = """
    SELECT c.id, c.person_id, c.kind, c.outcome, c.given_on, c.recorded_at, c.valid_from, c.valid_until, c.withdrawn_at,
           s.agency_id, s.topics, s.excluded
    FROM consent_consent c LEFT JOIN consent_scope s ON s.consent_id = c.id
    WHERE c.case_id = %s AND c.person_id = ANY (%s) ORDER BY c.id, s.id
"""


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """台帳の一行。act が規則の扱う値、names は機関の名前。"""

    id: UUID
    case_id: UUID
    person_id: UUID
    room_id: UUID
    act: ConsentAct
    kind: ConsentKind
    outcome: Outcome
    given_by: GivenBy
    method: Method
    given_on: date
    valid_from: date | None
    valid_until: date | None
    explained: bool
    paper_kept: bool
    witness: str
    proxy_name: str
    proxy_relation: str
    proxy_reason: str
    representative_name: str
    representative_type: str
    representative_authority: str
    note: str
    recorded_at: datetime
    recorded_by: UUID
    recorded_agency_id: UUID
    withdrawn_at: datetime | None
    withdrawn_by: UUID | None
    withdrawal_reason: str
    names: dict[UUID, str]

    @property
    def ends_at(self) -> datetime | None:
        """この時刻から効かない(根拠の終わりに使う)。終わりの日の次の日の0時(日本時間)。"""
        return datetime.combine(self.valid_until + timedelta(days=1), time.min, clock.JST) if self.valid_until else None

    @property
    def is_live(self) -> bool:
        """今日効いているか。"""
        return self.act.is_live(clock.today())

    @property
    def agencies(self) -> tuple[tuple[str, str], ...]:
        """(機関の名前, 伝えてよいこと)の並び。"""
        return tuple(
            (self.names.get(scope.agency_id, ""), "・".join(topic.label_ja for topic in Topic if topic in scope.topics))
            for scope in self.act.scopes
        )

    @property
    def excluded(self) -> tuple[str, ...]:
        """伝えないでほしいと言われた機関の名前。"""
        return tuple(sorted(self.names.get(agency, "") for agency in self.act.excluded))


def consents_of(case_id: UUID) -> tuple[ConsentLine, ...]:
    """この事案の同意と断りのすべて。新しいものから。"""
    return _lines(Consent.objects.filter(case_id=case_id))


def visible_consent(consent_id: UUID) -> ConsentLine:
    """見える同意の一件。見えない・無いなら NotVisible。"""
    found = _lines(Consent.objects.filter(id=consent_id))
    if not found:
        raise NotVisible
    return found[0]


def acts_of(case_id: UUID, person_ids: Iterable[UUID]) -> list[ConsentAct]:
    """この人たちの同意を、規則の扱う値で。名前は引かない(問いは一つ)。"""
    found: dict[UUID, tuple[Row, list[Row]]] = {}
    for row in rows_of(_ACTS, [case_id, list(person_ids)]):
        _, scopes = found.setdefault(row[0], (row[:9], []))
        if row[9] is not None:
            scopes.append(row[9:])
    return [_act(row, scopes) for row, scopes in found.values()]


def act_of(row: Consent) -> ConsentAct:
    """表の一行を、規則の扱う値にする。"""
    scopes = [(one.agency_id, one.topics, one.excluded) for one in sorted(row.scopes.all(), key=lambda scope: scope.id)]
    written = (
        row.id, row.person_id, row.kind, row.outcome, row.given_on, row.recorded_at, row.valid_from, row.valid_until, row.withdrawn_at,
    )  # fmt: skip
    return _act(written, scopes)


def _act(row: Row, scopes: Iterable[Row]) -> ConsentAct:
    key, person, kind, outcome, given_on, recorded_at, valid_from, valid_until, withdrawn_at = row
    return ConsentAct(
        id=key, person_id=person, kind=ConsentKind(kind), outcome=Outcome(outcome), given_on=given_on, recorded_at=recorded_at,
        valid_from=valid_from, valid_until=valid_until, withdrawn_on=clock.jst(withdrawn_at).date() if withdrawn_at else None,
        scopes=tuple(Scope(agency, frozenset(map(Topic, topics))) for agency, topics, excluded in scopes if not excluded),
        excluded=frozenset(agency for agency, _, excluded in scopes if excluded),
    )  # fmt: skip


def _lines(rows: QuerySet[Consent]) -> tuple[ConsentLine, ...]:
    found = list(rows.prefetch_related("scopes").order_by("-given_on", "-recorded_at"))
    names = agency_names(scope.agency_id for row in found for scope in row.scopes.all())
    return tuple(_line(row, names) for row in found)


def _line(row: Consent, names: dict[UUID, str]) -> ConsentLine:
    return ConsentLine(
        id=row.id, case_id=row.case_id, person_id=row.person_id, room_id=row.compartment_id, act=act_of(row),
        kind=ConsentKind(row.kind), outcome=Outcome(row.outcome), given_by=GivenBy(row.given_by), method=Method(row.method),
        given_on=row.given_on, valid_from=row.valid_from, valid_until=row.valid_until, explained=row.explained,
        paper_kept=row.paper_kept, witness=row.witness, proxy_name=row.proxy_name, proxy_relation=row.proxy_relation,
        proxy_reason=row.proxy_reason, representative_name=row.representative_name, representative_type=row.representative_type,
        representative_authority=row.representative_authority, note=row.note, recorded_at=row.recorded_at, recorded_by=row.recorded_by,
        recorded_agency_id=row.recorded_agency_id, withdrawn_at=row.withdrawn_at, withdrawn_by=row.withdrawn_by,
        withdrawal_reason=row.withdrawal_reason, names=names,
    )  # fmt: skip
