"""同意が及ぶか: だれの、どの機関への、何を、いつ(forms §2.3、security.md N10〜N14・N41)。

断りの言葉は、その後の同意でしか消えない。取り消しや期限切れで、断りの言葉が消えて見える範囲が広がることはない。
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from kasane.consent.domain.codes import ConsentKind, Outcome, Topic
from kasane.kernel.decision import Decision

GROUND: Final = "個人情報保護法69条2項1号(本人の同意)"


@dataclass(frozen=True, slots=True)
class Scope:
    """伝えてよい相手と、伝えてよいこと。"""

    agency_id: UUID
    topics: frozenset[Topic]


@dataclass(frozen=True, slots=True)
class ConsentAct:
    """同意(または断り)の一件。valid_until はその日まで有効。withdrawn_on はその日からもう効かない。"""

    id: UUID
    person_id: UUID
    kind: ConsentKind
    outcome: Outcome
    given_on: date
    recorded_at: datetime
    valid_from: date | None = None
    valid_until: date | None = None
    withdrawn_on: date | None = None
    scopes: tuple[Scope, ...] = ()
    excluded: frozenset[UUID] = frozenset()

    def is_live(self, on: date) -> bool:
        """その日に効いている同意か。取り消した日は、もう効かない。"""
        if self.outcome is not Outcome.GRANTED or self.valid_from is None or self.valid_until is None:
            return False
        return self.valid_from <= on <= self.valid_until and (self.withdrawn_on is None or on < self.withdrawn_on)

    def names(self, agency_id: UUID, topic: Topic) -> bool:
        """相手として、この種類のこととともに挙げているか。"""
        return any(scope.agency_id == agency_id and topic in scope.topics for scope in self.scopes)

    def says_no_to(self, agency_id: UUID) -> bool:
        """この機関には伝えないでほしいと言っているか。相手を挙げない断りは、すべての機関への断り。"""
        return agency_id in self.excluded or (self.outcome is Outcome.REFUSED and not self.excluded)

    @property
    def order(self) -> tuple[date, datetime]:
        """言った順。同じ日なら記録した順。"""
        return (self.given_on, self.recorded_at)


def covers(consents: Iterable[ConsentAct], person_id: UUID, agency_id: UUID, topic: Topic, on: date) -> Decision:
    """この人のこのことを、この日、この機関に伝えてよいと本人が言っているか。

    ほかの人の同意は及ばない。挙げていない機関・こと、除かれた機関、期限の外、取り消した日からは及ばない。
    同じ機関について同意と断りがあれば、後の言葉が勝ち、同時なら断りが勝つ。
    """
    mine = [one for one in consents if one.person_id == person_id and one.kind is topic.needs]
    naming = [one for one in mine if one.outcome is Outcome.GRANTED and one.names(agency_id, topic)]
    live = [one for one in naming if one.is_live(on)]
    standing = next((one for one in live if not silenced(one, mine, agency_id, on)), None)
    if standing is not None:
        return Decision.yes("本人が、この機関に伝えてよいと同意しています。", GROUND)
    if live or any(one.says_no_to(agency_id) and one.given_on <= on for one in mine):
        return Decision.no("本人が、この機関には伝えないでほしいと言っています。", GROUND)
    return Decision.no(_why_not(mine, naming, topic, on), GROUND)


def silenced(consent: ConsentAct, acts: Iterable[ConsentAct], agency_id: UUID, on: date) -> bool:
    """この同意の後(同時を含む)に、この機関には伝えないでほしいという言葉があるか。取り消しや期限切れでも、言葉は残る。"""
    return any(
        one.person_id == consent.person_id
        and one.kind is consent.kind
        and one.given_on <= on
        and one.order >= consent.order
        and one.says_no_to(agency_id)
        for one in acts
    )


def _why_not(mine: list[ConsentAct], naming: list[ConsentAct], topic: Topic, on: date) -> str:
    if any(one.withdrawn_on is not None and one.withdrawn_on <= on for one in naming):
        return "本人が同意を取り消しました。"
    if any(one.valid_until is not None and one.valid_until < on for one in naming):
        return "同意の期限が過ぎています。続けるときは、本人にもう一度確かめてください。"
    if naming:
        return "同意の始まりの日より前です。"
    if any(one.is_live(on) for one in mine):
        return f"この機関に「{topic.label_ja}」を伝えることは、同意の範囲に入っていません。"
    if topic.needs is not ConsentKind.SHARING:
        return f"「{topic.label_ja}」には、情報共有の同意とは別の、はっきりした同意が要ります。"
    return "本人の同意がありません。同意のないまま共有できるのは、支援会議(社会福祉法106条の6)の守秘義務のもとでだけです。"
