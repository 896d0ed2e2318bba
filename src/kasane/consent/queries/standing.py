"""今の同意のありさまと、伝えてよいかの答え。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.agencies.queries.names import agency_names
from kasane.consent.domain.codes import State, Topic
from kasane.consent.domain.coverage import covers
from kasane.consent.domain.standing import Standing, state_of
from kasane.consent.queries.ledger import ConsentLine, acts_of, consents_of
from kasane.consent.queries.rhythm import warning_bands
from kasane.kernel import clock
from kasane.kernel.decision import Decision
from kasane.kernel.wareki import format_wareki
from kasane.people.queries.lines import person_names


@dataclass(frozen=True, slots=True)
class PersonConsent:
    """一人の情報共有の同意のありさま。words が帯に出す言い方、tag が印の種類、agencies が今伝えてよい機関の名前。"""

    person_id: UUID
    name: str
    state: State
    words: str
    agencies: tuple[str, ...]
    until: date | None
    left: int | None

    @property
    def tag(self) -> str:
        """印の種類。"""
        return self.state.tag

    @property
    def label(self) -> str:
        """印の言い方。"""
        return self.state.label_ja


@dataclass(frozen=True, slots=True)
class Usable:
    """伝えてよいかの答えと、よいときはそのもとになる同意(一番長く効くもの)。"""

    decision: Decision
    consent: ConsentLine | None


def consent_state(case_id: UUID, person_ids: Iterable[UUID], *, names: Mapping[UUID, str] | None = None) -> tuple[PersonConsent, ...]:
    """この人たちの情報共有の同意のありさま。渡した順に一人ずつ返す(同意のない人も)。names は、もう引いてある人の名前。"""
    ids, today = list(person_ids), clock.today()
    acts, warn = acts_of(case_id, ids), max(warning_bands(today), default=0)
    found = {person: state_of(acts, person, today, warn) for person in ids}
    if names is None:
        names = person_names(ids)
    agencies = agency_names(agency for one in found.values() for agency in one.agencies)
    return tuple(_person(person, names.get(person, ""), found[person], agencies) for person in ids)


def hold_consents(case_id: UUID) -> None:
    """この事案の、取り消されていない同意を、この取引が終わるまで取り消せなくする。伝えてよいかを読む前に呼ぶ。

    呼ばないと、読んでから書き終えるまでの間の取り消しが、書いたものを見ずに終わり、取り消した同意に拠る共有が残る。
    取り消しが先なら、その確定を待つので、続く問いには取り消した後の台帳が見える。
    """
    rows_of("SELECT 1 FROM consent_consent WHERE case_id = %s AND withdrawn_at IS NULL ORDER BY id FOR SHARE", [case_id])


def usable_consent(case_id: UUID, person_id: UUID, agency_id: UUID, topic: Topic, on: date) -> Usable:
    """この日、この人のこのことを、この機関に伝えてよいか。decision.reason がその理由。"""
    lines = consents_of(case_id)
    acts = [line.act for line in lines]
    decision = covers(acts, person_id, agency_id, topic, on)
    if not decision.allowed:
        return Usable(decision, None)
    usable = [
        line for line in lines
        if line.act.is_live(on) and line.act.kind is topic.needs and line.person_id == person_id and line.act.names(agency_id, topic)
    ]  # fmt: skip
    return Usable(decision, max(usable, key=lambda line: line.valid_until or date.min))


def _person(person_id: UUID, name: str, now: Standing, names: dict[UUID, str]) -> PersonConsent:
    agencies = tuple(names.get(agency, "") for agency in now.agencies)
    return PersonConsent(person_id, name, now.state, _words(now, agencies), agencies, now.until, now.left)


def _words(now: Standing, agencies: tuple[str, ...]) -> str:
    since = format_wareki(now.since) if now.since else ""
    if now.state in (State.GRANTED, State.LAPSING):
        others = f"ほか{len(agencies) - 1}機関" if len(agencies) > 1 else ""
        until = format_wareki(now.until) if now.until else ""
        left = f"、あと{now.left}日" if now.state is State.LAPSING else ""
        return f"本人同意あり({agencies[0]}{others}、{until}まで{left})"
    if now.state is State.REFUSED:
        return f"情報共有を断られています({since})。支援会議の守秘義務のもとでだけ共有できます"
    if now.state is State.WITHDRAWN:
        return f"同意は取り消されました({since})。共有は止まっています"
    if now.state is State.LAPSED:
        return f"同意の期限が切れました({since}まで)。続けるときは、もう一度本人に確かめます"
    return "同意なし(支援会議の守秘義務のもとでだけ共有できます)"
