"""経過記録の規則(forms §6.1)。"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from kasane.cases.domain.codes import Audience
from kasane.cases.domain.facts import NoteFacts
from kasane.kernel.decision import Decision


def note_problems(facts: NoteFacts, *, today: date, codes: Mapping[str, Collection[str]]) -> dict[str, str]:
    """入力の不備(項目 → 理由)。codes: 選択肢の一覧(method・counterpart・met・activity)の、その日に使える符号。"""
    found: dict[str, str] = {}
    if facts.happened_on > today:
        found["happened_on"] = "対応日は、今日以前の日にしてください。これからの予定は「次の予定」に書いてください。"
    for name, required in (("method", True), ("counterpart", True), ("met", False), ("activity", False)):
        value = getattr(facts, name)
        if (required or value) and value not in codes[name]:
            found[name] = "選択肢から選んでください。"
    if not facts.title.strip():
        found["title"] = "件名(要点)を書いてください。"
    if not facts.fact.strip():
        found["fact"] = "あったこと(事実)を書いてください。"
    if facts.audience is Audience.SENSITIVE and facts.person_id is None:
        found["person_id"] = "要配慮の記録は、だれのことかを選んでください。"
    if facts.next_due is not None and not facts.next_action.strip():
        found["next_action"] = "次に何をするかを書いてください。"
    return found | _times(facts)


def _times(facts: NoteFacts) -> dict[str, str]:
    if facts.ends_at is not None and (facts.starts_at is None or facts.ends_at < facts.starts_at):
        return {"ends_at": "終わりの時刻は、始まりの時刻より後にしてください。"}
    return {}


def narrows(before: Audience, person: UUID | None, after: Audience, now: UUID | None) -> bool:
    """訂正で、読める範囲が狭くなるか。狭くなれば、前の文も狭い範囲の人だけが読む(database の cases_is_narrower と同じ表)。

    before・person は前の記録の範囲とだれのことか、after・now は後の記録のもの。広い順に、事案の全員、人、同じ人の要配慮。
    自機関のみは、いちばん狭い。ほかの人の部屋へ移る訂正は、狭くなったとは言えない(その人の部屋に、前の人のことを持ち込まない)。
    """
    if before is Audience.OWN:
        return False
    if after is Audience.OWN:
        return True
    if before is Audience.TEAM and person is None:
        return now is not None
    return before is Audience.TEAM and after is Audience.SENSITIVE and person == now


def may_correct(*, kind: str, own: bool, corrected: bool) -> Decision:
    """この経過を訂正してよいか。できごと、ほかの機関の記録、もう訂正された記録は訂正できない。"""
    if kind != "contact":
        return Decision.no("できごとの記録は訂正できません。もう一度正しい操作をしてください。", "支援経過記録")
    if not own:
        return Decision.no("ほかの機関が書いた記録は訂正できません。書いた機関に知らせてください。", "支援経過記録")
    if corrected:
        return Decision.no("もう訂正された記録です。訂正した後の記録を開いてください。", "支援経過記録")
    return Decision.yes("訂正できます。元の文も残ります。", "支援経過記録")
