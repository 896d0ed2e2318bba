"""ほかの部屋とのつなぎ目: 同意が記録された・取り消されたとき、検索で見つかった番号を読み直すとき、会議の資料に写せる経過。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from kasane.access import guarded
from kasane.access.reading import rows_of
from kasane.cases.commands.events import add_event
from kasane.cases.commands.indexing import CAUTION, NOTE, REFERRAL
from kasane.cases.domain import CautionKind
from kasane.cases.models import Case, Caution, Referral
from kasane.cases.queries.recorded import recent_notes
from kasane.cases.queries.visible import visible_case
from kasane.cases.registry import register_records
from kasane.consent import registry as consent_room
from kasane.consent.domain.sharing import SharedWith
from kasane.consent.queries.ledger import ConsentLine
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.wareki import format_wareki
from kasane.people.queries.lines import person_names
from kasane.screens.links import link_to
from kasane.search.registry import Record, register_source

_WHY: Final = "本人が同意を取り消したため"
_NOTES: Final = """
    SELECT n.id, n.case_id, c.number, n.happened_on, n.person_id, n.title, n.fact, n.words, n.view, n.next_action, n.counterpart_name
    FROM cases_note n JOIN cases_case c ON c.id = n.case_id WHERE n.id = ANY (%s)
"""
_REFUSAL: Final = "この同意で開いている記録を閉じる根拠がありません。"


def register() -> None:
    """起動時に一度だけ登録する。"""
    consent_room.on_withdrawal(withdraw_effects)
    consent_room.on_recorded(note_consent)
    consent_room.knows_case(opened_on)
    register_source(NOTE, "支援経過", found_notes)
    register_source(REFERRAL, "つなぎ", found_referrals)
    register_source(CAUTION, "避けるべき関わり方・本人の望み", found_cautions)
    register_records(recent_notes)


def opened_on(case_id: UUID) -> date:
    """事案を開いた日。見えない・無いなら NotVisible。"""
    return visible_case(case_id).opened_on


def withdraw_effects(*, by: Actor, consent: ConsentLine) -> tuple[SharedWith, ...]:
    """この同意によるものを今すぐ終わらせる: 開いていた部屋、答えを待っているつなぎ、ほかに支えのない関わり。

    返り値は、どの機関が・いつから・何を見ていたか。事案に書けない人が呼べば Refused(撤回の記録も残らない)。
    """
    reason = consent.withdrawal_reason or _WHY
    add_event(
        by, case_id=consent.case_id, room=consent.room_id, act="withdraw_consent", heading="同意の取り消し", reason=reason,
        value="withdrawn", about=consent.id, person_id=consent.person_id,
    )  # fmt: skip
    rows = guarded.rows(
        "SELECT agency_id, since, what FROM cases_withdraw(%s, %s, %s)",
        [consent.id, _WHY, clock.now()],
        refusal=_REFUSAL,
        ground="本人同意",
    )
    return tuple(SharedWith(agency_id, since, what) for agency_id, since, what in rows)


def note_consent(*, by: Actor, consent: ConsentLine) -> None:
    """同意(断り)が記録されたことを、その人の部屋の経過に残す。"""
    heading = f"{consent.kind.label_ja}の{'同意' if consent.outcome == 'granted' else '断り'}を記録した"
    reason = "、".join(name for name, _ in consent.agencies)
    add_event(
        by, case_id=consent.case_id, room=consent.room_id, act="record_consent", heading=heading, reason=reason,
        value=consent.outcome.value, about=consent.id, person_id=consent.person_id,
    )  # fmt: skip


def found_notes(ids: Sequence[UUID]) -> list[Record]:
    """検索で見つかった経過を読み直す(見えないものは落ちる)。訂正された行は、訂正した後の行が別に見つかる。"""
    rows = rows_of(_NOTES, [list(ids)])
    names = _names(row[4] for row in rows)
    return [
        Record(
            key, f"{number} {pieces[0]}", _at(case_id, on, key), tuple(pieces), _subjects(person), names.get(person, "") if person else ""
        )
        for key, case_id, number, on, person, *pieces in rows
    ]


def found_referrals(ids: Sequence[UUID]) -> list[Record]:
    """検索で見つかったつなぎを読み直す。"""
    return [
        Record(row.id, f"つなぎ（{format_wareki(row.sent_on)}）", reverse("cases:letter", args=[row.id]), (row.purpose, row.summary))
        for row in Referral.objects.filter(id__in=ids)
    ]


def found_cautions(ids: Sequence[UUID]) -> list[Record]:
    """検索で見つかった、避けるべき関わり方・本人の望みを読み直す。"""
    rows = list(Caution.objects.filter(id__in=ids))
    names = _names(row.person_id for row in rows)
    numbers = dict(Case.objects.filter(id__in={row.case_id for row in rows}).values_list("id", "number"))
    return [
        Record(
            row.id, f"{numbers.get(row.case_id, '')} {CautionKind.label_of(row.kind)}", reverse("cases:case", args=[row.case_id]),
            (row.text,), _subjects(row.person_id), names.get(row.person_id, "") if row.person_id else "",
        )
        for row in rows
    ]  # fmt: skip


def _at(case_id: UUID, on: date, key: UUID) -> str:
    """経過の頁の、その記録が先頭に来るところ。"""
    after = f"{on.isoformat()}|{UUID(int=key.int + 1)}"
    return f"{link_to('cases:case', case_id)}?{urlencode({'after': after})}#note-{key}"


def _names(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    return person_names(one for one in ids if one)


def _subjects(person_id: UUID | None) -> tuple[UUID, ...]:
    return (person_id,) if person_id else ()
