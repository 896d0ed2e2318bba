"""様式1-1の選択肢の初期の行(forms §2.1 C01、§2.2)。公式の様式と見比べていないので、未確認の印(group)をつけてある。

市町村は、公式の Excel と見比べて、同じ番号の行を日付つきで足して直す。report_item の行は「国への報告事項(太枠)」の欄。
"""

from datetime import date
from typing import Final

SINCE: Final = date(2021, 4, 1)
UNVERIFIED: Final = "国の様式で未確認"
TOPICS: Final = (
    "病気や健康、障害のこと", "住まいについて", "収入・生活費のこと", "家賃やローンの支払いのこと", "税金や公共料金等の支払いについて",
    "債務について", "仕事探し、就職について", "仕事上の不安やトラブル", "地域との関係について", "家族との関係について", "子育てのこと",
    "介護のこと", "ひきこもり・不登校", "DV・虐待", "食べるものがない",
)  # fmt: skip
LISTS: Final = {
    "application_visitor": ("本人", "家族", "その他"),
    "application_source": ("家族", "近隣", "民生委員・児童委員", "関係機関", "その他"),
    "application_no_consent": ("未接触", "接触したが拒否", "判断能力に課題", "緊急のため未取得", "その他"),
    "application_urgency": ("生命・身体の危険", "虐待の疑い", "ライフライン停止", "なし", "不明"),
    "application_policy": ("支援会議で検討", "アウトリーチ開始", "見守り", "既存機関で対応", "終了"),
    "application_handling": ("多機関協働で受理", "紹介元へ戻す", "その他"),
}
REPORT_ITEMS: Final = (
    ("received_on", "相談受付日"), ("sex", "性別"), ("born", "生年月日(年齢)"), ("lives_together", "同居者の有無"),
    ("applied_on", "申込日"),
)  # fmt: skip
EDITION: Final = ("1-1", "R3.3.31")


def rows() -> list[dict[str, object]]:
    """選択肢の全行。"""
    topics = [*((f"{n:02d}", label) for n, label in enumerate(TOPICS, 1)), ("99", "その他")]
    lists = {name: [(f"{n:02d}", label) for n, label in enumerate(labels, 1)] for name, labels in LISTS.items()}
    lists |= {"application_topic": topics, "application_report_item": list(REPORT_ITEMS), "form_edition": [EDITION]}
    return [
        {"list_name": name, "code": code, "label": label, "group": UNVERIFIED, "position": place, "valid_from": SINCE}
        for name, entries in lists.items()
        for place, (code, label) in enumerate(entries, 1)
    ]
