"""様式1-1の値: 画面と同じ票(application_sheet)から写す。"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from kasane.cases.queries import case_header
from kasane.consent.domain.codes import GivenBy, Outcome
from kasane.documents.domain.form import FieldKind, Form
from kasane.documents.domain.values import BLANK, Value, chosen, text
from kasane.documents.queries.forms import form_for
from kasane.documents.queries.paper import Paper, case_paper, person_values
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.wareki import format_wareki
from kasane.programmes.coordination.domain.application import SOURCE_NAMES, Variant
from kasane.programmes.coordination.queries.application import HIDDEN_SOURCE, ApplicationSheet, Words, application_sheet

CODES: Final = {Variant.WITH_CONSENT: "1-1A", Variant.WITHOUT: "1-1B"}
MOST_PRESSING: Final = "most_pressing"


def application_paper(case_id: UUID, application_id: UUID, *, by: Actor) -> Paper:
    """様式1-1(A・Bは票の別による)。見えない・事案が違うなら NotVisible。"""
    header = case_header(case_id, by=by)
    one = application_sheet(case_id, application_id, by=by)
    form = form_for(CODES[one.variant])
    values = {"number": text(header.number), **person_values(one.row.person_id), **recorded_values(form, one), **_around(one)}
    return case_paper(header, form, values, f"{header.number}-{form.code}", also=[one.row.person_id], rooms=[one.row.compartment_id])


def recorded_values(form: Form, one: ApplicationSheet) -> dict[str, Value]:
    """票の行にそのままある欄の値(Excel で書ける欄)。匿名を希望した情報提供者のことは、だれの書類にも印字しない。"""
    found = {field.key: _value(field.kind, getattr(one.row, field.key), one) for field in form.fields() if field.fillable}
    if one.row.source_anonymous:
        found |= {name: Value(text=HIDDEN_SOURCE, masked=True) for name in SOURCE_NAMES if name in found}
    return found


def _value(kind: FieldKind, stored: Any, one: ApplicationSheet) -> Value:
    match stored:
        case None | "" | []:
            return BLANK
        case date():
            return Value(day=stored)
        case int():
            return Value(number=Decimal(stored))
        case list() if kind is FieldKind.ROWS:
            return Value(rows=tuple((line,) for line in stored))
        case list():
            return Value(codes=tuple(sorted(stored)), main=one.row.most_pressing if kind is FieldKind.RANKED else "")
        case _:
            return chosen(stored) if kind is FieldKind.CHOICE else text(stored)


def _around(one: ApplicationSheet) -> dict[str, Value]:
    """ほかの記録から写す欄: 受付、紹介元、同意の台帳、署名、取組の経過。"""
    row, words = one.row, Words.load(one.row)
    values = {
        "received": text(row.received_name), "referrer": text(words.of("referrer_agency_id", row.referrer_agency_id)),
        "involved": text(words.of("involved_agencies", row.involved_agencies)),
        "source_anonymous": chosen("yes" if row.source_anonymous else ""), "explained": chosen("yes" if row.explained else ""),
        "applied_on": Value(day=row.applied_on), "efforts": Value(rows=tuple((on, said, who) for on, said, who in one.efforts)),
    }  # fmt: skip
    return values | _sharing(one) | _signature(one)


def _sharing(one: ApplicationSheet) -> dict[str, Value]:
    line = one.sharing
    if line is None:
        return {}
    if line.withdrawn_at is not None:
        return {"until": text(f"{_day(clock.jst(line.withdrawn_at).date())}に取り消されました")}
    refused = line.outcome is Outcome.REFUSED
    return {
        "shares": chosen("no" if refused else "yes"), "scope": Value(rows=tuple((name, what) for name, what in line.agencies)),
        "excluded": text("、".join(line.excluded)), "until": text(f"{_day(line.valid_until)}まで" if line.valid_until else ""),
    }  # fmt: skip


def _signature(one: ApplicationSheet) -> dict[str, Value]:
    line = one.applying
    if line is None:
        return {}
    how = "署名した紙を保管しています" if line.paper_kept else line.method.label_ja
    if line.withdrawn_at is not None:
        how = f"{_day(clock.jst(line.withdrawn_at).date())}に取り消されました"
    proxy = " ".join(filter(None, (line.proxy_name, line.proxy_relation, line.proxy_reason))) if line.given_by is GivenBy.PROXY else ""
    return {
        "signature": text(f"{_day(line.given_on)}　{how}"), "proxy": text(proxy), "representative": text(line.representative_name),
        "representative_type": chosen(line.representative_type),
    }  # fmt: skip


def _day(day: date | None) -> str:
    return format_wareki(day) if day else ""
