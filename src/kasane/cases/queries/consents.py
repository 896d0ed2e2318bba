"""同意の頁に要る値: 人ごとの台帳、今その同意で何が伝わっているか。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kasane.agencies.queries.names import agency_names
from kasane.agencies.queries.register import labels
from kasane.cases.models import CasePerson, InvolvementGrant, Referral, ReferralRoom
from kasane.consent.domain.codes import GivenBy, Outcome
from kasane.consent.queries import ConsentLine, consents_of
from kasane.kernel import clock
from kasane.kernel.wareki import format_wareki

_WHOLE_CASE = "事案の記録"
_IDENTITY, _GENERAL, _SENSITIVE = "氏名など", "その人の記録", "要配慮の記録"


@dataclass(frozen=True, slots=True)
class SharedLine:
    """伝わっている(いた)相手の一行。"""

    agency: str
    since: str
    what: str


@dataclass(frozen=True, slots=True)
class ConsentCard:
    """台帳の一件を、画面の言葉にしたもの。"""

    id: UUID
    heading: str
    state: str
    kind: str
    facts: tuple[dict[str, str], ...]
    agencies: tuple[tuple[str, str], ...]
    excluded: tuple[str, ...]
    shared: tuple[SharedLine, ...]
    may_withdraw: bool


def consent_cards(case_id: UUID) -> Mapping[UUID, tuple[ConsentCard, ...]]:
    """人 → 同意と断り(新しいものから)。"""
    lines = consents_of(case_id)
    shared = shared_now([line.id for line in lines if line.withdrawn_at is None])
    types = {code: label.rpartition("：")[2] for code, label in labels("legal_representative").items()}
    found: dict[UUID, list[ConsentCard]] = defaultdict(list)
    for line in lines:
        found[line.person_id].append(card_of(line, shared.get(line.id, ()), types))
    return {person: tuple(cards) for person, cards in found.items()}


def card_of(line: ConsentLine, shared: tuple[SharedLine, ...], types: Mapping[str, str]) -> ConsentCard:
    """台帳の一行を、画面の言葉にする。"""
    state, kind = _state(line)
    return ConsentCard(
        id=line.id, heading=f"{line.kind.label_ja}：{line.outcome.label_ja}", state=state, kind=kind, facts=_facts(line, types),
        agencies=line.agencies, excluded=line.excluded, shared=shared,
        may_withdraw=line.outcome is Outcome.GRANTED and line.withdrawn_at is None,
    )  # fmt: skip


def shared_now(consent_ids: Sequence[UUID]) -> dict[UUID, tuple[SharedLine, ...]]:
    """同意 → 今その同意で伝わっている相手。開いている部屋と、答えを待っているつなぎ。"""
    rows: list[tuple[UUID, UUID, datetime, str]] = [*_open_rooms(consent_ids), *_waiting_letters(consent_ids)]
    names = agency_names(agency for _, agency, _, _ in rows)
    grouped: dict[tuple[UUID, UUID], tuple[datetime, list[str]]] = {}
    for consent, agency, since, what in rows:
        start, whats = grouped.get((consent, agency), (since, []))
        grouped[consent, agency] = (min(start, since), [*whats, what])
    found: dict[UUID, list[SharedLine]] = defaultdict(list)
    for (consent, agency), (since, whats) in grouped.items():
        found[consent].append(SharedLine(names.get(agency, ""), moment(since), "・".join(dict.fromkeys(whats))))
    return {consent: tuple(lines) for consent, lines in found.items()}


def moment(at: datetime) -> str:
    """いつから(和暦と時刻)。"""
    local = clock.jst(at)
    return f"{format_wareki(local.date())} {local:%H:%M}"


def _open_rooms(consent_ids: Sequence[UUID]) -> Iterable[tuple[UUID, UUID, datetime, str]]:
    rows = list(
        InvolvementGrant.objects.filter(consent_id__in=consent_ids, involvement__valid_to__isnull=True).select_related("involvement")
    )
    kinds: dict[UUID, str] = {}
    for seat in CasePerson.objects.filter(case_id__in={row.involvement.case_id for row in rows}):
        kinds |= {seat.compartment_id: _GENERAL, seat.sensitive_room: _SENSITIVE}
    for row in rows:
        what = kinds.get(row.room_id, _IDENTITY) if row.person_id else _WHOLE_CASE
        yield row.consent_id or row.id, row.involvement.agency_id, row.involvement.valid_from, what


def _waiting_letters(consent_ids: Sequence[UUID]) -> Iterable[tuple[UUID, UUID, datetime, str]]:
    waiting = Referral.objects.filter(state="sent")
    by_room = ReferralRoom.objects.filter(consent_id__in=consent_ids, referral__state="sent").select_related("referral")
    found = {(row.consent_id, row.referral_id): row.referral for row in by_room if row.consent_id}
    found |= {(row.consent_id, row.id): row for row in waiting.filter(consent_id__in=consent_ids) if row.consent_id}
    for (consent_id, _), letter in found.items():
        yield consent_id, letter.to_agency_id, letter.recorded_at, "つなぎの一通(答える前)"


def _state(line: ConsentLine) -> tuple[str, str]:
    if line.outcome is Outcome.REFUSED:
        return "断られた", "blocked"
    if line.withdrawn_at is not None:
        return "取り消された", "blocked"
    return ("有効", "done") if line.is_live else ("期限切れ", "overdue")


def _facts(line: ConsentLine, types: Mapping[str, str]) -> tuple[dict[str, str], ...]:
    who = line.given_by.label_ja
    if line.given_by is GivenBy.PROXY:
        who = f"{who}：{line.proxy_name}（{line.proxy_relation}）。理由：{line.proxy_reason}"
    if line.given_by is GivenBy.LEGAL_REPRESENTATIVE:
        checked = f"。権限の確認：{line.representative_authority}" if line.representative_authority else ""
        who = f"{line.representative_name}（{types.get(line.representative_type, '種別不明')}）{checked}"
    until = f"{format_wareki(line.valid_until)}まで" if line.valid_until else ""
    rows = [
        ("いつ", format_wareki(line.given_on)), ("だれが", who), ("確かめ方", line.method.label_ja), ("いつまで", until),
        ("立ち会った人", line.witness), ("署名した紙", "保管している" if line.paper_kept else ""), ("補足", line.note),
    ]  # fmt: skip
    if line.withdrawn_at is not None:
        rows.append(("取り消し", " ".join(filter(None, (moment(line.withdrawn_at), line.withdrawal_reason)))))
    return tuple({"label": label, "value": value} for label, value in rows if value)
