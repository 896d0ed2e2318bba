"""評価とモニタリングの初期の行: 見られた変化(C06)、終結の理由(C07)、中断の理由(C08)、フォローアップの方法、日数の決めごと(forms §5)。

公式の様式2-2と見比べていないので、どの行にも未確認の印(group)をつけてある。市町村は、同じ番号の行を日付つきで足して直す。
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

SINCE: Final = date(2021, 4, 1)  # 重層的支援体制整備事業の施行日(社会福祉法106条の4)
UNVERIFIED: Final = "国の様式で未確認"
_OTHER: Final = ("99", "その他")

# 01〜22は親の様式の姉妹の一覧(forms §5 C06)、31〜は重層のために足した提案。
CHANGES: Final = (
    "生活保護適用", "住まいの確保・安定", "医療機関受診開始", "健康状態の改善", "障害(者)手帳取得", "自立意欲の向上・改善", "孤立の解消",
    "精神の安定", "生活習慣の改善(食事・睡眠・整容等)", "対人関係・家族関係の改善", "社会参加機会の増加", "家計の改善", "債務の整理",
    "就労開始(一般就労)", "就労開始(中間的就労)", "就労収入が増加", "その他収入が増加", "職場定着", "職業訓練の開始・就学", "目標ができた",
    "SOSを出せるようになった", "自分のことを肯定的に受け止められるようになった",
)  # fmt: skip
MORE_CHANGES: Final = (
    "本人と会えた", "本人と会話ができた", "同意が得られた", "外出ができた", "居場所・参加の場につながった", "家族の負担が軽減",
    "支援機関の連携が進んだ", "介護・障害サービスにつながった", "登校・進学", "虐待・暴力の停止",
)  # fmt: skip
END_REASONS: Final = (
    "課題が解決・大きく改善", "支援関係機関の役割分担が定まり、主担当へ引き継ぐ", "参加先との関係が安定",
    "支援機関・地域につながり、関係が安定", "他機関・他制度へつなぎ", "本人の申出", "転出", "施設入所・長期入院", "死亡",
)  # fmt: skip
SUSPEND_REASONS: Final = ("本人と連絡が完全にとれない", "本人の拒否", "転居先不明", "長期入院・収監")
METHODS: Final = ("訪問", "電話", "来所", "手紙・メール", "関係機関からの報告", "地域の見守り", "会議で確認")


def _numbered(labels: Sequence[str], start: int = 1) -> tuple[tuple[str, str], ...]:
    return tuple((f"{n:02d}", label) for n, label in enumerate(labels, start))


LISTS: Final = {
    "plan_change": (*_numbered(CHANGES), *_numbered(MORE_CHANGES, 31), _OTHER),
    "plan_end_reason": (*_numbered(END_REASONS), _OTHER),
    "plan_suspend_reason": (*_numbered(SUSPEND_REASONS), _OTHER),
    "plan_follow_up_method": (*_numbered(METHODS), _OTHER),
}
_OURS: Final = "法令・国の通知に定めはない。この仕組みの提案(市町村が決めて、行を足して直す)"
RHYTHMS: Final = (
    ("monitoring_soon", 14, "モニタリングの時期を、何日前から知らせるか"),
    ("monitoring_to_manager", 7, "モニタリングの時期を何日過ぎたら、主担当の機関の管理者にも知らせるか"),
    ("progress_answer", 14, "実施状況を聞くときの、答えの期限(既定)"),
)


def code_rows() -> list[dict[str, object]]:
    """選択肢の全行。"""
    return [
        {"list_name": name, "code": code, "label": label, "group": UNVERIFIED, "position": place, "valid_from": SINCE}
        for name, entries in LISTS.items()
        for place, (code, label) in enumerate(entries, 1)
    ]


def rhythm_rows() -> list[dict[str, object]]:
    """日数の決めごとの行。"""
    return [{"name": name, "days": days, "valid_from": SINCE, "source": f"{label}。{_OURS}"} for name, days, label in RHYTHMS]
