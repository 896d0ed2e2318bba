"""初期の行: 種別ごとの欄(forms §4.2〜§4.4)、選択肢(C05 ほか)、市の決めごと。どれも市が日付つきの行を足して直せる。

欄と選択肢は公式の様式とまだ見比べていないので verified=False。
"""

from __future__ import annotations

from datetime import date
from typing import Final

SINCE: Final = date(2021, 4, 1)
_OURS: Final = "forms §4(公式の様式2-1で未確認)。市町村が行を足して直す"

# (種別, 符号, 欄の名前, 書き方, 選択肢の一覧, 人ごとに書くか)
ITEMS: Final = (
    ("coordination", "untangling", "課題の整理（解きほぐし）の要旨", "世帯の中の、だれが、どの課題を持っているか", "", False),
    ("coordination", "supporting_supporters", "支援者を支援する内容", "支援関係機関への助言・調整の範囲", "", False),
    ("coordination", "participation_aim", "参加支援事業の利用：目的", "参加支援の行を実施事項に書いたうえで、ねらいを書きます", "", True),
    ("coordination", "participation_place", "参加支援事業の利用：想定する参加の場", "", "plan_place", True),
    ("coordination", "participation_settling", "参加支援事業の利用：定着支援の期間", "", "", True),
    (
        "coordination",
        "outreach_aim",
        "アウトリーチ等事業の利用：目的",
        "アウトリーチの行を実施事項に書いたうえで、ねらいを書きます",
        "",
        True,
    ),
    ("coordination", "outreach_policy", "アウトリーチ等事業の利用：訪問・同行の方針", "", "", True),
    ("coordination", "handing_back", "終結の見通し：つなぎもどし先", "役割分担の合意、終結後の主担当、つなぎもどす先", "", False),
    ("participation", "wish", "本人・世帯が望む社会とのつながりや参加", "本人の言葉で", "", True),
    ("participation", "place", "参加の場・メニュー", "受け入れ先（事業所・企業・団体）", "plan_place", True),
    ("participation", "matching", "マッチングの経過", "候補先、見学日、体験日、可否、理由", "", True),
    ("participation", "developing", "資源開拓・拡充の内容", "今あるサービスの新しい使い方など", "", True),
    ("participation", "hosts", "受け入れ先への支援", "説明、同行、調整、フォローの頻度", "", True),
    ("participation", "settling", "定着支援・フォローアップ計画", "期間と訪問", "", True),
    ("outreach", "lead_part", "主担当の区分", "", "plan_lead_part", False),
    ("outreach", "sources", "把握経路・情報収集先", "機関と地域住民", "", False),
    ("outreach", "preparing", "事前調整", "きっかけ・切り口（家族への支援、趣味、キーパーソン）", "", True),
    ("outreach", "approach", "働きかけの方法", "", "plan_approach", True),
    ("outreach", "visiting", "訪問計画", "頻度、曜日・時間、訪問する人、安全への配慮", "", True),
    ("outreach", "reach", "到達目標", "", "plan_reach", True),
    ("outreach", "emergency", "緊急時の対応", "警察・医療機関との連携", "", True),
)

# C05 利用する事業・サービス(forms §4)。組は画面の見出しになる。
SERVICES: Final = (
    ("重層", ("多機関協働", "参加支援", "アウトリーチ")),
    (
        "生活困窮",
        ("自立相談による就労支援", "就労準備支援", "家計改善支援", "居住支援", "住居確保給付金", "学習・生活支援", "認定就労訓練"),
    ),
    ("生活保護", ("生活保護",)),
    ("生活福祉資金", ("生活福祉資金",)),
    ("高齢", ("介護保険サービス", "総合事業", "高齢者の権利擁護")),
    ("障害", ("計画相談支援", "障害福祉サービス", "地域生活支援事業")),
    ("子ども", ("サポートプラン", "家庭支援事業", "学校", "放課後の居場所")),
    ("医療・保健", ("訪問看護", "保健師の訪問", "自立支援医療")),
    ("権利擁護", ("日常生活自立支援事業", "成年後見制度")),
    ("住まい", ("居住サポート住宅", "公営住宅", "居住支援法人")),
    ("就労", ("ハローワーク", "職業訓練")),
    ("司法・更生", ("司法・更生保護",)),
    ("地域", ("民生委員の見守り", "サロン", "子ども食堂", "フードバンク")),
    ("その他", ("その他",)),
)
OPTIONS: Final = {
    "plan_place": ("就労体験", "ボランティア", "居場所", "学習", "農業", "居住（入居継続）", "その他"),
    "plan_lead_part": ("アウトリーチが主担当", "協働", "他機関が主担当"),
    "plan_approach": ("手紙", "チラシ・リーフレット", "メール・チャット", "訪問", "同行"),
    "plan_reach": (
        "生存の確認",
        "家族と会える",
        "本人と会話できる",
        "対面できる",
        "同意が得られる",
        "外出に同行できる",
        "他機関へつながる",
    ),
}
SETTINGS: Final = (
    (
        "preconsent_outreach_needs_decision",
        "yes",
        "同意前のアウトリーチプランにも支援決定が要るか(yes / no)。forms §7 で未確認。既定は要る",
    ),
    ("decision_notice", "unknown", "支援決定を教示つきの文書で知らせるか(unknown / needed / not_needed)。法制担当に確かめて決める"),
    ("deciding_agency", "", "プランの報告を受ける課(機関の番号)。空なら、市の担当者の席がただ一つの課"),
)


def item_rows() -> list[dict[str, object]]:
    """種別ごとの欄の行。"""
    return [
        {
            "kind": kind, "code": code, "label": label, "hint": hint, "options": options, "by_person": by_person, "position": place,
            "valid_from": SINCE, "verified": False, "source": _OURS,
        }
        for place, (kind, code, label, hint, options, by_person) in enumerate(ITEMS, 1)
    ]  # fmt: skip


def code_rows() -> list[dict[str, object]]:
    """選択肢の行(C05 と、欄の選択肢)。"""
    services = [(label, group) for group, labels in SERVICES for label in labels]
    lists = {"plan_service": services} | {name: [(label, "") for label in labels] for name, labels in OPTIONS.items()}
    return [
        {
            "list_name": name, "code": "99" if label == "その他" else f"{place:02d}", "label": label, "group": group, "position": place,
            "valid_from": SINCE,
        }
        for name, entries in lists.items()
        for place, (label, group) in enumerate(entries, 1)
    ]  # fmt: skip


def setting_rows() -> list[dict[str, object]]:
    """市の決めごとの行。"""
    return [{"name": name, "value": value, "valid_from": SINCE, "verified": False, "source": source} for name, value, source in SETTINGS]
