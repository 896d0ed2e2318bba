"""日数の決めごとを改める: 連絡の間隔、つなぎの答えを待つ日数、同意の長さなど。前の行は残り、その日から新しい行が効く。"""

from __future__ import annotations

from datetime import date

from django.db import connection

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.access.rhythms import DaysBook, days_starting_with
from kasane.agencies.domain import may_set_days
from kasane.agencies.models import DaysChange
from kasane.agencies.queries.days import days_line, days_rule
from kasane.audit import journal
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Conflict, Invalid
from kasane.kernel.text import cleaned


@act(Action.SET_RULES)
def set_days(*, by: Actor, key: str, version: int, days: int, valid_from: date, reason: str) -> None:
    """日数を valid_from の日から改める。今日より前からは改められない。同じ日からの行がもうあれば、その行を直す(履歴は残る)。

    key: 決めごとの鍵(queries.days.DaysLine.key)。version が今の版と違えば Conflict。幅の外、ほかの決めごとと逆になる日数は Invalid。
    """
    reason = cleaned("reason", reason, required="なぜ改めるかを書いてください。")
    book, name, rule = days_rule(key)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('kasane.agencies.days', 0))")
    now = days_line(key)
    if now.version != version:
        raise Conflict(now, days)
    if valid_from < clock.today():
        raise Invalid({"valid_from": "今日より前の日からは改められません。"})
    serving = days_starting_with(book.table, valid_from, "")
    if serving.get(name) == days and not now.coming:
        raise Invalid({"days": "今と同じ日数です。"})
    under, over = _around(book, name, serving)
    decision = may_set_days(days, least=rule.least, most=rule.most, under=under, over=over)
    if not decision.allowed:
        raise Invalid({"days": decision.reason})
    rows = book.table._default_manager.filter(name=name, valid_from=valid_from)
    if not rows.update(days=days, source=reason, valid_to=None):
        book.table._default_manager.create(name=name, days=days, valid_from=valid_from, source=reason)
    DaysChange.objects.create(
        book=book.key, name=name, version=version + 1, before=serving.get(name), after=days, valid_from=valid_from, reason=reason,
        recorded_at=clock.now(), recorded_by=by.posting_id,
    )  # fmt: skip
    journal.record(act="set_days", by=by, ground=decision.ground, reason=reason, changed=[name])


def _around(book: DaysBook, name: str, serving: dict[str, int]) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """越えてはならない決めごとと、下回ってはならない決めごと(その日に効いている日数)。"""
    upper = book.rules[name].within
    under = [(book.rules[upper].label, serving[upper])] if upper in serving else []
    over = [(one.label, serving[other]) for other, one in book.rules.items() if one.within == name and other in serving]
    return under, over
