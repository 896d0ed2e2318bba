"""変える前の文を、欄の名前と言い方にする。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from kasane.kernel import clock
from kasane.kernel.wareki import format_wareki
from kasane.plans.domain.codes import Programme, Who
from kasane.plans.queries import RevisionLine

_LABELS: Final = {
    "hope": "本人・世帯の希望", "long_goal": "目指す姿（長期）", "policy": "支援の方針", "period_from": "期間の始まり",
    "period_to": "期間の終わり",
    "monitoring_on": "次に見直す日", "early_start_on": "先に始めた日", 
    "early_start_reason": "先に始めた理由", "end_outlook": "終結の見通し",
    "text": "文", "issue": "課題", "who": "だれが", "who_text": "行う人・地域の名前", "contact": "連絡方法", "content": "何を",
    "frequency": "頻度・時期", "programme": "事業", "note": "備考", "withdrawn_reason": "取り下げの理由",
}  # fmt: skip
_CODES: Final = {"who": Who, "programme": Programme}
_DAYS: Final = frozenset({"period_from", "period_to", "monitoring_on", "early_start_on"})


def told(revisions: Iterable[RevisionLine]) -> list[dict[str, Any]]:
    """一覧に並べる行。書いてあった欄だけを出す。"""
    return [
        {
            "when": _moment(one), "who": f"{one.staff}（{one.agency}）" if one.staff else one.agency,
            "what": one.what, "version": one.version,
            "before": [(label, _words(name, one.before[name])) for name, label in _LABELS.items() if one.before.get(name)],
        }
        for one in revisions
    ]  # fmt: skip


def _words(name: str, value: Any) -> str:
    if name in _CODES:
        return _CODES[name].label_of(value)
    return format_wareki(date.fromisoformat(value)) if name in _DAYS else str(value)


def _moment(one: RevisionLine) -> str:
    at = clock.jst(one.at)
    return f"{format_wareki(at.date())} {at:%H:%M}"
