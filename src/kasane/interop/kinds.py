"""種類の見分け: 行の「種類」、表の題、提供元の名の順に、言葉から社会資源の種類を決める。"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

_WORDS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("community_general_support", ("地域包括支援センター", "地域包括", "regional_comprehensive_support")),
    ("dementia_support", ("認知症カフェ", "認知症サポーター", "認知症関連", "オレンジカフェ", "認知症ステーション")),
    ("care_group_home", ("認知症対応型共同生活介護", "グループホーム(法人営)")),
    ("disability_group_home", ("共同生活援助", "身体障害者福祉ホーム", "grouphome")),
    ("care_small_multifunction", ("小規模多機能", "複合型サービス", "看護小規模")),
    ("care_residence", ("特定施設",)),
    ("care_short_stay", ("短期入所",)),
    ("elderly_home", ("特別養護老人ホーム", "養護老人ホーム", "軽費老人ホーム", "介護老人福祉施設", "ケアハウス", "有料老人ホーム",
                      "生活支援ハウス", "サービス付き高齢者")),
    ("care_facility", ("介護老人保健施設", "介護医療院", "介護療養型")),
    ("care_equipment", ("福祉用具", "住宅改修")),
    ("care_management", ("居宅介護支援", "ケアプラン")),
    ("elderly_care_support", ("在宅介護支援",)),
    ("care_at_home", ("訪問介護", "訪問看護", "訪問入浴", "訪問リハ", "定期巡回", "夜間対応", "訪問型")),
    ("care_day", ("通所介護", "デイサービス", "対応型デイ", "通所リハ", "療養通所", "通所型", "デイケア")),
    ("salon", ("サロン", "通いの場", "居場所", "一般介護予防", "介護予防拠点", "総合事業", "健康体操")),
    ("elderly_gathering", ("老人いこいの家", "老人憩の家", "elderly_wedding_house")),
    ("elderly_center", ("老人福祉センター", "elderly_welfare_center")),
    ("childrens_home", ("児童養護施設", "乳児院", "母子生活支援")),
    ("disability_consultation", ("相談支援事業所", "障害者支援 相談", "support_for_handicapped", "基幹相談支援")),
    ("social_welfare_council", ("社会福祉協議会",)),
    ("childcare_mutual", ("ファミリー・サポート", "ファミリーサポート")),
    ("sick_childcare", ("病児保育", "病児・病後児", "infant_childcare")),
    ("after_school", ("放課後児童", "児童クラブ", "学童", "children_club", "kids_club")),
    ("childcare_base", ("地域子育て支援拠点", "子育て支援センター", "regional_child_rearing", "childcare_support", "other_child_care",
                        "kids_stations", "子育て")),
    ("childrens_hall", ("児童館", "childrens_hall")),
    ("kindergarten", ("幼稚園", "kindergarten")),
    ("nursery", ("保育", "こども園", "nursery_school", "nurseries", "company_led_childcare")),
    ("childrens_cafeteria", ("子ども食堂", "こども食堂", "子供食堂", "kodomoshokudo")),
    ("disability_facility", ("障害", "障がい", "生活介護", "就労", "施設入所支援", "disabled_welfare")),
    ("kominkan", ("公民館", "kominkan", "koumin")),
    ("library", ("図書館", "library", "libraries")),
    ("health_center", ("保健所", "保健センター", "health_center")),
    ("dental", ("歯科",)),
    ("pharmacy", ("薬局",)),
    ("medical", ("医療機関", "病院", "診療所", "クリニック", "医院", "medical_institutions")),
    ("shelter", ("避難", "evacuation")),
    ("school", ("学校", "教育機関", "教育研究所", "school", "educational_institutions")),
    ("playground", ("公園", "遊び場", "playground")),
    ("polling_place", ("投票", "polling_place")),
    ("public_housing", ("市営住宅", "municipal_housing")),
    ("welfare_hall", ("福祉会館", "福祉センター", "welfare_hall", "other_welfare", "contact_center",
                      "ふれあいセンター", "社会資源", "福祉施設")),
    ("learning_activity", ("生涯学習", "市民活動", "lifelong_learning", "citizen_activity", "ボランティア")),
    ("community_hall", ("コミュニティセンター", "交流", "集会所", "community_center", "exchange_center")),
    ("government_office", ("支所", "出張所", "branch", "general_center", "総合センター", "citizen_service")),
    ("elderly_home", ("nursing_home", "elderly_welfare_facility")),
    ("care_group_home", ("group_home",)),
    ("consultation_desk", ("相談", "life_event")),
)  # fmt: skip

OTHER: Final = "other"


@lru_cache(maxsize=8192)
def kind_of(*texts: str) -> str:
    """種類の符号。texts は手がかりを強い順に(行の種類、内訳、表の題、提供元の名)。どれからも分からなければ other。"""
    for text in texts:
        folded = _fold(text)
        if not folded:
            continue
        for code, words in _WORDS_FOLDED:
            if any(word in folded for word in words):
                return code
    return OTHER


def _fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


_WORDS_FOLDED: Final = tuple((code, tuple(_fold(word) for word in words)) for code, words in _WORDS)
