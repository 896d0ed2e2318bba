"""会議の種類を読む: その日に効いている決まりと、構成員に確認を求める守秘の文。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final
from uuid import UUID

from kasane.access.dated import serving
from kasane.access.reading import rows_of
from kasane.conferences.domain.codes import PENALTY, Occasion
from kasane.conferences.domain.rules import KindRule
from kasane.conferences.models import ConferenceKind
from kasane.conferences.queries.shapes import KindLine
from kasane.kernel import clock
from kasane.kernel.statutes import NoStatuteInForce, Statute, in_force

_WORDS: Final = "SELECT word FROM conferences_tax_word WHERE valid_from <= %s AND (valid_to IS NULL OR valid_to > %s) ORDER BY word"
_LAWS: Final = (
    "SELECT code, law, article, valid_from, valid_to, wording, verified, source FROM access_statute WHERE code = ANY (%s)"
    " ORDER BY code, valid_from"
)
_UNKNOWN_PENALTY: Final = "根拠となる法律の定める罰"


def kinds_on(on: date | None = None) -> tuple[KindLine, ...]:
    """その日に効いている会議の種類。並びの順。"""
    day = on or clock.today()
    rows = ConferenceKind.objects.filter(serving(day)).order_by("position", "code")
    return kind_lines(list(rows), day)


def kind_on(code: str, on: date) -> KindLine | None:
    """その日に効いている、この符号の種類。なければ None。守秘の文も、その日に効いている罰則で読む。"""
    return next(iter(kind_lines(list(ConferenceKind.objects.filter(serving(on), code=code)), on)), None)


def kind_by_id(kind_id: UUID, *, on: date) -> KindLine:
    """会議の種類の行。守秘の文は on の日(会議の日)に効いている文。"""
    return kinds_by_id([(kind_id, on)])[kind_id, on]


def kinds_by_id(wanted: Iterable[tuple[UUID, date]]) -> dict[tuple[UUID, date], KindLine]:
    """種類の行をまとめて引く((番号, 会議の日) → 行)。

    決まりは招集したときの行のままで、守秘の文だけは、会議の日に効いている行の文と罰則で読む(招集した後に改められても)。
    """
    pairs = set(wanted)
    codes = ConferenceKind.objects.filter(id__in={key for key, _ in pairs}).values("code")
    rows = {row.id: row for row in ConferenceKind.objects.filter(code__in=codes)} if pairs else {}
    laws = _laws_of(rows.values())
    found = {}
    for key, day in ((key, day) for key, day in pairs if key in rows):
        then = next((one for one in rows.values() if one.code == rows[key].code and _serves(one, day)), rows[key])
        found[key, day] = replace(_line(rows[key], laws, day), wording=_wording(then, laws, day))
    return found


def kind_history() -> tuple[KindLine, ...]:
    """これまでとこれからの、種類の行のすべて(市が改める画面のため)。"""
    return kind_lines(list(ConferenceKind.objects.order_by("position", "code", "valid_from")), clock.today())


def tax_words_on(on: date) -> tuple[str, ...]:
    """その日に効いている、税を思わせる言葉。"""
    return tuple(word for (word,) in rows_of(_WORDS, [on, on]))


def rule_of(kind: KindLine) -> KindRule:
    """規則に要る部分。"""
    return KindRule(
        kind.name, kind.consent_required, kind.both_laws, kind.penal_secrecy, kind.needs_city, kind.needs_coordinator, kind.minimum_members,
        frozenset(kind.occasions), kind.approves_plans,
    )  # fmt: skip


def kind_lines(rows: Sequence[ConferenceKind], day: date) -> tuple[KindLine, ...]:
    """表の行を、条文の呼び名と守秘の文をつけた値にする。"""
    laws = _laws_of(rows)
    return tuple(_line(row, laws, day) for row in rows)


def _laws_of(rows: Iterable[ConferenceKind]) -> list[Statute]:
    named = {code for row in rows for code in (row.statute_code, row.penalty_code) if code}
    return [Statute(*law) for law in rows_of(_LAWS, [list(named)])] if named else []


def _serves(row: ConferenceKind, day: date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or row.valid_to > day)


def _line(row: ConferenceKind, laws: Sequence[Statute], day: date) -> KindLine:
    law = _law(row.statute_code, laws, day)
    return KindLine(
        id=row.id, code=row.code, name=row.name, statute=law.label_ja if law else "", statute_code=row.statute_code,
        consent_required=row.consent_required, both_laws=row.both_laws, penal_secrecy=row.penal_secrecy,
        wording=_wording(row, laws, day), secrecy_wording=row.secrecy_wording, penalty_code=row.penalty_code, position=row.position,
        host=row.host, chair=row.chair,
        needs_city=row.needs_city, needs_coordinator=row.needs_coordinator, minimum_members=row.minimum_members,
        occasions=tuple(Occasion(one) for one in row.allowed_occasions), approves_plans=row.approves_plans, body_id=row.body_id,
        valid_from=row.valid_from, valid_to=row.valid_to, verified=row.verified, source=row.source,
    )  # fmt: skip


def _wording(row: ConferenceKind, laws: Sequence[Statute], day: date) -> str:
    penalty = _law(row.penalty_code, laws, day)
    return row.secrecy_wording.replace(PENALTY, penalty.text if penalty else _UNKNOWN_PENALTY)


def _law(code: str, laws: Sequence[Statute], day: date) -> Statute | None:
    try:
        return in_force(laws, code, day) if code else None
    except NoStatuteInForce:
        return None
