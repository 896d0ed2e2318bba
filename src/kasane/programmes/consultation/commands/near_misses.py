"""惜しいケースに印を付ける。だれの・どの相談のことかは、どこにも残さない。"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.agencies.queries.register import agency_detail
from kasane.audit import journal
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Invalid
from kasane.kernel.text import cleaned
from kasane.programmes.consultation.domain.near_miss import may_collect, month_of
from kasane.programmes.consultation.models import NearMiss
from kasane.programmes.consultation.queries.near_misses import patterns_in_force, revealing_words
from kasane.programmes.consultation.queries.records import visible_consultation


@act(Action.MARK_NEAR_MISS)
def mark_near_miss(*, by: Actor, sentence: str, patterns: Sequence[str] = (), consultation_id: UUID | None = None) -> None:
    """惜しいケースを一件加える(seed 000)。残るのは、月・機関の分野・典型の符号・一文だけ。

    consultation_id は、名前が入っていないかを確かめるためにだけ使い、残さない。見えない相談は NotVisible。
    相談に出てくる人の名前や電話番号が入った文、知らない符号は Invalid。
    """
    text = cleaned("sentence", sentence)
    names, phones = revealing_words(visible_consultation(consultation_id), by=by) if consultation_id else ((), ())
    decision = may_collect(text, names=names, phones=phones)
    if not decision.allowed:
        raise Invalid({"sentence": decision.reason})
    if unknown := set(patterns) - set(patterns_in_force()):
        raise Invalid({"patterns": f"典型の符号は一覧の中から選んでください({'、'.join(sorted(unknown))[:40]})。"})
    NearMiss.objects.create(
        month=month_of(clock.today()), field=agency_detail(by.agency_id).agency.field, patterns=sorted(set(patterns)), sentence=text
    )
    # 日誌には「だれが印を付けたか」だけが残り、どの人・どの相談かは残さない。
    journal.record(act="mark_near_miss", by=by)
