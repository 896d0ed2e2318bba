"""社会資源の種類の符号表(初めの値)。名・根拠・見分ける言葉は法令と公開データの項目名による。

根拠の条は、種類を定める条だけを書く(項・号は改正で動くため)。
"""

from __future__ import annotations

from datetime import date
from typing import Final

VALID_FROM: Final = date(2000, 4, 1)

KINDS: Final[tuple[tuple[str, str, str], ...]] = (
    ("community_general_support", "地域包括支援センター", "介護保険法115条の46"),
    ("elderly_care_support", "在宅介護支援センター", "老人福祉法20条の7の2"),
    ("care_management", "居宅介護支援", "介護保険法8条"),
    ("care_at_home", "訪問の介護サービス", "介護保険法8条"),
    ("care_day", "通いの介護サービス", "介護保険法8条"),
    ("care_short_stay", "短期入所の介護サービス", "介護保険法8条"),
    ("care_small_multifunction", "小規模多機能・看護小規模多機能", "介護保険法8条"),
    ("care_group_home", "認知症対応型共同生活介護", "介護保険法8条"),
    ("care_residence", "特定施設入居者生活介護", "介護保険法8条"),
    ("care_facility", "介護老人保健施設・介護医療院", "介護保険法8条"),
    ("care_equipment", "福祉用具・住宅改修", "介護保険法8条"),
    ("elderly_home", "老人ホーム", "老人福祉法5条の3"),
    ("elderly_center", "老人福祉センター", "老人福祉法20条の7"),
    ("elderly_gathering", "老人いこいの家", ""),
    ("salon", "通いの場・サロン", "介護保険法115条の45"),
    ("dementia_support", "認知症の人と家族の支え", "介護保険法115条の45"),
    ("disability_consultation", "障害者の相談支援", "障害者総合支援法5条"),
    ("disability_group_home", "共同生活援助(グループホーム)", "障害者総合支援法5条"),
    ("disability_facility", "障害福祉サービス", "障害者総合支援法5条"),
    ("social_welfare_council", "社会福祉協議会", "社会福祉法109条"),
    ("welfare_hall", "福祉会館・福祉センター", ""),
    ("childcare_base", "地域子育て支援拠点", "児童福祉法6条の3"),
    ("childcare_mutual", "ファミリー・サポート・センター", "児童福祉法6条の3"),
    ("sick_childcare", "病児保育", "児童福祉法6条の3"),
    ("after_school", "放課後児童クラブ", "児童福祉法6条の3"),
    ("childrens_hall", "児童館", "児童福祉法40条"),
    ("childrens_home", "児童養護施設など", "児童福祉法41条"),
    ("nursery", "保育所・認定こども園など", "児童福祉法39条"),
    ("kindergarten", "幼稚園", "学校教育法1条"),
    ("childrens_cafeteria", "子ども食堂", ""),
    ("kominkan", "公民館", "社会教育法20条"),
    ("community_hall", "コミュニティセンター・交流館", ""),
    ("learning_activity", "生涯学習・市民活動の場", ""),
    ("library", "図書館", "図書館法2条"),
    ("school", "学校・教育機関", "学校教育法1条"),
    ("health_center", "保健所・保健センター", "地域保健法5条・18条"),
    ("medical", "病院・診療所", "医療法1条の5"),
    ("dental", "歯科", "医療法1条の5"),
    ("pharmacy", "薬局", "医薬品医療機器等法2条"),
    ("shelter", "避難所・避難場所", "災害対策基本法49条の4・49条の7"),
    ("playground", "公園・遊び場", ""),
    ("public_housing", "公営住宅", "公営住宅法2条"),
    ("government_office", "支所・出張所・市民の窓口", "地方自治法155条"),
    ("polling_place", "投票所", "公職選挙法39条"),
    ("consultation_desk", "相談窓口", ""),
    ("other", "そのほか", ""),
)
