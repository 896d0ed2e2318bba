"""事案の試験の道具: コマンドだけを使って、架空の人・事案・つなぎを作る。"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from people.town import register

from kasane.access.session import acting_as
from kasane.cases import commands
from kasane.cases.domain import Agreement, Basis, Explained, NoteFacts, ReferralFacts, ReferralKind, Standing
from kasane.cases.models import CasePerson
from kasane.consent import commands as consents
from kasane.consent.domain.codes import Topic
from kasane.consent.domain.coverage import Scope
from kasane.consent.domain.recording import ConsentFacts
from kasane.kernel import clock
from kasane.kernel.actor import Actor

STATUTE = "privacy.69_2_4"
EVERYTHING = frozenset({Topic.IDENTITY, Topic.CIRCUMSTANCES, Topic.HEALTH})


@contextmanager
def as_(actor: Actor) -> Iterator[None]:
    """この人として読む。"""
    with transaction.atomic(), acting_as(actor):
        yield


def sql(actor: Actor, text: str, *given: Any) -> list[Any]:
    """この人として、画面もコマンドも通さずに読む(一列目の並び)。"""
    with as_(actor), connection.cursor() as cursor:
        cursor.execute(text, list(given))
        return [row[0] for row in cursor.fetchall()]


def settle_constraints() -> None:
    """確定の時の検査を、今ここで走らせる。"""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def agrees(by: Actor, case_id: UUID, person_id: UUID, *agencies: UUID, topics: frozenset[Topic] = EVERYTHING, **rest: Any) -> UUID:
    """本人が、これらの機関に伝えてよいと言う。"""
    with as_(by):
        room = CasePerson.objects.get(case_id=case_id, person_id=person_id).compartment_id
    given: dict[str, Any] = {
        "given_on": clock.today(), "paper_kept": True, "explained": True, "scopes": tuple(Scope(one, topics) for one in agencies),
    }  # fmt: skip
    return consents.record_consent(by=by, case_id=case_id, person_id=person_id, room_id=room, facts=ConsentFacts(**(given | rest)))


def opened(by: Actor, *names: str, **rest: Any) -> tuple[UUID, list[UUID]]:
    """人を登録して事案を開く。(事案, 人の並び)。"""
    people = [register(by, name) for name in names or ("高橋 花子",)]
    given = [(one, Standing.SELF if place == 0 else Standing.FAMILY) for place, one in enumerate(people)]
    case_id = commands.open_case(
        by=by, title="母と息子の二人暮らし", person_ids=given, opened_on=clock.today(), reason="本人からの相談", **rest
    )
    return case_id, people


def letter(to_agency: UUID, **rest: Any) -> ReferralFacts:
    """つなぎの一通(既定は手紙だけ)。"""
    given: dict[str, Any] = {
        "kind": ReferralKind.REFERRAL, "to_agency_id": to_agency, "purpose": "介護の相談に乗ってほしい", "summary": "母の物忘れが進んでいる",
        "explained": Explained.EXPLAINED, "agreement": Agreement.AGREED, "basis": Basis.OWN,
        "answer_by": clock.today() + timedelta(days=7),
    }  # fmt: skip
    return ReferralFacts(**(given | rest))


def by_law(to_agency: UUID, *people: UUID, **rest: Any) -> ReferralFacts:
    """法令を根拠に、人の部屋も開くつなぎ。"""
    given = {"basis": Basis.LAW, "statute_code": STATUTE, "basis_note": "緊急の保護が要るため", "person_ids": people}
    return letter(to_agency, **(given | rest))


def by_consent(to_agency: UUID, *people: UUID, **rest: Any) -> ReferralFacts:
    """本人同意を根拠に、人の部屋も開くつなぎ。"""
    return letter(to_agency, basis=Basis.CONSENT, person_ids=people, **rest)


def note(fact: str = "訪問した", **rest: Any) -> NoteFacts:
    """経過の一件。"""
    given: dict[str, Any] = {"happened_on": clock.today(), "method": "visit", "counterpart": "self", "title": "訪問", "fact": fact}
    return NoteFacts(**(given | rest))


def days(count: int) -> date:
    """今日から何日後(前)。"""
    return clock.today() + timedelta(days=count)


def joins(by: Actor, case_id: UUID, agency_id: UUID, *people: UUID) -> UUID:
    """全員について法令の根拠を決めて、支援チームに加える(伴走・主担当を引き継ぐ前に要る)。"""
    return commands.add_member(
        by=by, case_id=case_id, agency_id=agency_id, duty="一緒に支える", basis=Basis.LAW, statute_code=STATUTE, person_ids=list(people),
        sensitive=True, reason="緊急の保護が要るため",
    )  # fmt: skip
