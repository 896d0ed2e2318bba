"""法令の根拠の初期値: データベースに最初に入れる行。以後の改正は行を足して直し、ここは変えない。

どの行も原典(e-Gov)の条文とは照合していないので verified は偽で、source に何から採ったかを書く。
条番号は令和8年法律第51号による改正前のもの。その内容は未確認で、2027年以降の施行分も含め行を足す必要がある(forms §0.3、§14)。
"""

from __future__ import annotations

from datetime import date
from typing import Final

from kasane.kernel.statutes import Statute

_SHAKAI: Final = "社会福祉法"
_KAIGO: Final = "介護保険法"
_KONKYU: Final = "生活困窮者自立支援法"
_SOGO: Final = "障害者総合支援法"
_PRIVACY: Final = "個人情報の保護に関する法律"

# 重層的支援体制整備事業の施行日(令和2年法律第52号)。ほかの法律の行も、この事業の根拠として使い始める日をここに置く(条文の施行日ではない)。
_PROGRAMME: Final = date(2021, 4, 1)
# 個人情報保護法が市町村に直接適用された日(forms §11.5)。
_PRIVACY_LAW: Final = date(2023, 4, 1)
# 拘禁刑の施行日(令和4年法律第68号、forms §0.3 の13)。
_CONFINEMENT: Final = date(2025, 6, 1)
# 生活困窮者自立支援法等の改正の施行日(令和6年法律第21号、forms §9.4)。
_LAW_21: Final = date(2025, 4, 1)

_SEED: Final = "公開資料の記述による。条文は未照合"
_SEARCH: Final = "検索した資料の抜粋による。条文は未照合"
_OWN: Final = "起草者の知識による。条文は未照合"


def _programme(suffix: str, article: str, text: str, source: str = _SEED) -> Statute:
    return Statute(f"social_welfare.106_4.{suffix}", _SHAKAI, article, _PROGRAMME, None, text, source=source)


STATUTE_SEED: Final[tuple[Statute, ...]] = (
    Statute("social_welfare.106_3", _SHAKAI, "106条の3", _PROGRAMME, None, "包括的な支援体制の整備", source=_SEARCH),
    _programme("programme", "106条の4", "重層的支援体制整備事業"),
    _programme("comprehensive", "106条の4第2項1号", "包括的相談支援事業"),
    _programme("participation", "106条の4第2項2号", "参加支援事業"),
    _programme("community", "106条の4第2項3号", "地域づくり事業"),
    _programme("outreach", "106条の4第2項4号", "アウトリーチ等を通じた継続的支援事業"),
    _programme("coordination", "106条の4第2項5号", "多機関協働事業"),
    _programme("plan", "106条の4第2項6号", "支援プランの作成"),
    Statute("social_welfare.106_5", _SHAKAI, "106条の5", _PROGRAMME, None, "重層的支援体制整備事業実施計画", source=_SEED),
    Statute("social_welfare.106_6", _SHAKAI, "106条の6", _PROGRAMME, None, "支援会議", source=_SEED),
    Statute(
        "social_welfare.106_6.request",
        _SHAKAI,
        "106条の6第3項",
        _PROGRAMME,
        None,
        "資料又は情報の提供、意見の開陳その他必要な協力の求め",
        source="内容は公開資料、項番号は起草者の知識による。条文は未照合",
    ),
    Statute(
        "social_welfare.106_6.secrecy",
        _SHAKAI,
        "106条の6第5項",
        _PROGRAMME,
        None,
        "支援会議の事務に関して知り得た秘密の保持",
        source="内容は公開資料、項番号は起草者の知識による。条文は未照合",
    ),
    Statute(
        "social_welfare.106_6.penalty",
        _SHAKAI,
        "の罰則(106条の6の秘密保持)",
        _PROGRAMME,
        date(2025, 5, 31),
        "1年以下の懲役又は100万円以下の罰金",
        source=_SEED,
    ),
    Statute(
        "social_welfare.106_6.penalty",
        _SHAKAI,
        "の罰則(106条の6の秘密保持)",
        _CONFINEMENT,
        None,
        "1年以下の拘禁刑又は100万円以下の罰金",
        source="金額は公開資料、拘禁刑への改めは起草者の知識による。条文は未照合",
    ),
    Statute("social_welfare.106_8", _SHAKAI, "106条の8", _PROGRAMME, None, "国の交付金", source=_SEED),
    Statute("social_welfare.106_9", _SHAKAI, "106条の9", _PROGRAMME, None, "都道府県の交付金", source=_SEED),
    Statute(
        "social_welfare_rule.34_10",
        "社会福祉法施行規則",
        "34条の10",
        _PROGRAMME,
        None,
        "実施計画に定める事項",
        source=_SEED,
    ),
    Statute(
        "local_tax.22",
        "地方税法",
        "22条",
        _PROGRAMME,
        None,
        "税務職員の秘密漏えいの禁止(税情報は本人の同意なく共有しない)",
        source=_SEED,
    ),
    Statute("privacy.69_1", _PRIVACY, "69条1項", _PRIVACY_LAW, None, "法令に基づく場合を除く目的外利用・提供の制限", source=_SEARCH),
    Statute("privacy.69_2_1", _PRIVACY, "69条2項1号", _PRIVACY_LAW, None, "本人の同意があるとき、本人に提供するとき", source=_SEARCH),
    Statute("privacy.69_2_2", _PRIVACY, "69条2項2号", _PRIVACY_LAW, None, "事務の遂行に必要な限度の内部利用(相当の理由)", source=_SEARCH),
    Statute("privacy.69_2_3", _PRIVACY, "69条2項3号", _PRIVACY_LAW, None, "ほかの行政機関等の事務に必要な提供(相当の理由)", source=_SEARCH),
    Statute("privacy.69_2_4", _PRIVACY, "69条2項4号", _PRIVACY_LAW, None, "統計・学術研究、本人の利益、その他特別の理由", source=_SEARCH),
    Statute("privacy.68", _PRIVACY, "68条", _PRIVACY_LAW, None, "漏えい等の報告と本人への通知", source=_OWN),
    Statute("long_term_care.115_45", _KAIGO, "115条の45第2項1号から3号", _PROGRAMME, None, "地域包括支援センターの運営", source=_SEED),
    Statute("long_term_care.115_48", _KAIGO, "115条の48", _PROGRAMME, None, "地域ケア会議", source=_OWN),
    Statute("disability_support.77_3", _SOGO, "77条3号", _PROGRAMME, None, "障害者相談支援事業", source=_SEED),
    Statute("disability_support.89_3", _SOGO, "89条の3", _PROGRAMME, None, "協議会", source=_OWN),
    Statute("child_care_support.59_1", "子ども・子育て支援法", "59条1号", _PROGRAMME, None, "利用者支援事業", source=_SEED),
    Statute("needy_support.3_2", _KONKYU, "3条2項", _PROGRAMME, None, "生活困窮者自立相談支援事業", source=_SEED),
    Statute("needy_support.9", _KONKYU, "9条", _PROGRAMME, None, "支援会議(生活困窮)", source=_SEARCH),
    Statute("needy_support.11_1", _KONKYU, "11条1項", _PROGRAMME, None, "福祉事務所未設置町村による相談", source=_SEED),
    Statute("public_assistance.27_3", "生活保護法", "27条の3", _LAW_21, None, "調整会議", source=_SEARCH),
    Statute("child_welfare.25_2", "児童福祉法", "25条の2", _PROGRAMME, None, "要保護児童対策地域協議会", source=_OWN),
    Statute("women_support.15", "困難な問題を抱える女性への支援に関する法律", "15条", date(2024, 4, 1), None, "支援調整会議", source=_OWN),
    Statute("secrecy.local_officer", "地方公務員法", "34条", _PROGRAMME, None, "職員の秘密を守る義務", source=_OWN),
    Statute("secrecy.welfare_commissioner", "民生委員法", "15条", _PROGRAMME, None, "民生委員の秘密を守る義務", source=_OWN),
    Statute("secrecy.nurse", "保健師助産師看護師法", "42条の2", _PROGRAMME, None, "保健師・看護師等の秘密を守る義務", source=_OWN),
)
