"""見本の町の機関・会議体・外部の構成員。公開されている実施計画の機関一覧の形(6包括、障害1、発達支援1、子育て支援4、6ステーション、社協が受託)。

名前・場所・電話はすべて架空で、電話は使われていない番号(市外局番 0000、携帯 000)だけを使う。
"""

from __future__ import annotations

from typing import Final

from kasane.demo.values import AgencySpec, BodySpec, OutsideSpec

AREAS: Final = ("北かさね", "本町", "南かさね", "東川", "西丘", "山の手")
"""日常生活圏域(中学校区と同じ六つ)。"""

_AREA_KANA: Final = ("きたかさね", "ほんまち", "みなみかさね", "ひがしがわ", "にしおか", "やまのて")
AREA_KEYS: Final = ("north", "centre", "south", "east", "west", "hill")

OPERATORS: Final = (
    ("shakyo", "社会福祉法人かさね市社会福祉協議会", "かさねししゃかいふくしきょうぎかい"),
    ("hinata", "社会福祉法人ひなた福祉会", "ひなたふくしかい"),
    ("sumai", "特定非営利活動法人すまいとくらし", "すまいとくらし"),
    ("prefecture", "かさねの国県", "かさねのくにけん"),
)

SECTION: Final = "1399"
_CITY: Final = "かさね市"


def _section(key: str, name: str, kana: str, note: str = "") -> AgencySpec:
    return AgencySpec(key, name, kana, "multi" if key == "welfare" else "other", SECTION, is_window=False, note=note)


_SECTIONS: Final = (
    _section("welfare", "保健福祉部 福祉政策課", "ふくしせいさくか", "重層的支援体制整備事業の担当課。支援会議の事務局。"),
    _section("health", "保健福祉部 健康政策課", "けんこうせいさくか"),
    _section("children", "こども部 子ども政策課", "こどもせいさくか"),
    _section("school-board", "教育委員会 教育総務課", "きょういくそうむか"),
    _section("citizens", "市民部 市民課", "しみんか", "住民基本台帳の支援措置の受付。"),
    _section("general", "総務部 総務課", "そうむか", "アカウントと配属、監査、統計。"),
    _section("environment", "市民部 環境課", "かんきょうか", "ごみ、衛生、動物。"),
)

_CARE: Final = tuple(
    AgencySpec(
        f"care-{key}",
        f"{area}地域包括支援センター",
        f"{kana}ちいきほうかつしえんせんたー",
        "care",
        "0301",
        "地域包括支援センターの運営",
        "long_term_care.115_45",
        "health",
        "shakyo",
        area,
        base=f"{area}公民館1階",
    )
    for key, area, kana in zip(AREA_KEYS, AREAS, _AREA_KANA, strict=True)
)

_STATIONS: Final = tuple(
    AgencySpec(
        f"station-{key}",
        f"総合相談支援センター {area}ステーション",
        f"そうごうそうだんしえんせんたー {kana}すてーしょん",
        "poverty",
        "0201",
        "生活困窮者自立相談支援事業",
        "needy_support.3_2",
        "welfare",
        "shakyo",
        area,
        base=f"社協{area}支所",
    )
    for key, area, kana in zip(AREA_KEYS, AREAS, _AREA_KANA, strict=True)
)

_NURSERIES: Final = tuple(
    AgencySpec(
        f"nursery-{key}",
        f"地域子育て支援センター {name}",
        f"ちいきこそだてしえんせんたー {name}",
        "child",
        "0504",
        "地域子育て支援拠点事業",
        "",
        "school-board",
        area=area,
        base=f"{name}ひろば",
        note="児童福祉法6条の3第6項。",
    )
    for key, name, area in (("a", "つくし", "本町"), ("b", "どんぐり", "南かさね"), ("c", "たんぽぽ", "東川"), ("d", "ひばり", "山の手"))
)

_MULTI: Final = (
    AgencySpec(
        "centre",
        f"{_CITY}総合相談支援センター",
        "そうごうそうだんしえんせんたー",
        "multi",
        "0101",
        "多機関協働事業",
        "social_welfare.106_4.coordination",
        "welfare",
        "shakyo",
        "本町",
        base="保健センター2階",
        note="多機関協働・アウトリーチ等・参加支援を社協が受託。",
    ),
    AgencySpec(
        "living",
        "生活支援コーディネーター室",
        "せいかつしえんこーでぃねーたーしつ",
        "multi",
        "0104",
        "地域づくり事業",
        "social_welfare.106_4.community",
        "welfare",
        "shakyo",
        "本町",
        base="かさねふれあい館",
    ),
    AgencySpec(
        "hinata",
        "障害者地域活動支援センター ひなた",
        "ひなた",
        "disability",
        "0401",
        "障害者相談支援事業",
        "disability_support.77_3",
        "welfare",
        "hinata",
        "本町",
        base="ひなた会館",
    ),
    AgencySpec(
        "hattatsu",
        "発達支援センター",
        "はったつしえんせんたー",
        "child",
        "0503",
        "利用者支援事業",
        "child_care_support.59_1",
        "children",
        area="本町",
        base="こども館2階",
    ),
    AgencySpec(
        "family",
        "こども家庭センター",
        "こどもかていせんたー",
        "child",
        "0501",
        "こども家庭センターの運営",
        "",
        "children",
        area="本町",
        base="こども館1階",
        note="要保護児童対策地域協議会の調整機関。女性相談支援員を置く。",
    ),
    AgencySpec(
        "relief",
        "福祉事務所 生活支援係",
        "ふくしじむしょ",
        "poverty",
        "0202",
        "生活保護",
        "",
        "welfare",
        area="本町",
        base="市役所1階",
    ),
    AgencySpec(
        "clinic-nurse",
        f"{_CITY}保健センター",
        "ほけんせんたー",
        "other",
        "0704",
        "母子保健・健康相談",
        "",
        "health",
        area="本町",
        base="保健センター1階",
    ),
    AgencySpec(
        "rights",
        "権利擁護センター かさね",
        "けんりようごせんたー",
        "other",
        "0802",
        "権利擁護・成年後見の利用促進",
        "",
        "welfare",
        "shakyo",
        "本町",
        base="社協本所",
    ),
    AgencySpec(
        "school-support",
        "教育支援センター わかば",
        "きょういくしえんせんたー",
        "child",
        "0507",
        "不登校の相談・学校の福祉相談員",
        "",
        "school-board",
        area="西丘",
        base="西丘小学校内",
    ),
    AgencySpec(
        "housing",
        "居住支援法人 すまいとくらし",
        "すまいとくらし",
        "other",
        "1201",
        "居住支援",
        "",
        operator="sumai",
        area="南かさね",
    ),
    AgencySpec(
        "work",
        "障害者就業・生活支援センター あゆみ",
        "あゆみ",
        "disability",
        "0403",
        "就業と生活の支援",
        "",
        operator="hinata",
        area="東川",
    ),
)

_PREFECTURE: Final = tuple(
    AgencySpec(key, name, kana, field, kind, operator="prefecture", is_window=False, note="県の機関。")
    for key, name, kana, field, kind in (
        ("hokenjo", "かさねの保健所", "ほけんじょ", "other", "0703"),
        ("hikikomori", "ひきこもり地域支援センター", "ひきこもりちいきしえんせんたー", "other", "0601"),
        ("jiso", "中央児童相談所", "ちゅうおうじどうそうだんじょ", "child", "0502"),
        ("josei", "女性相談支援センター", "じょせいそうだんしえんせんたー", "other", "0901"),
        ("teichaku", "地域生活定着支援センター", "ちいきせいかつていちゃくしえんせんたー", "other", "1001"),
        ("saposute", "地域若者サポートステーション", "さぽーとすてーしょん", "other", "0602"),
    )
)

AGENCIES: Final = (*_SECTIONS, *_MULTI, *_CARE, *_STATIONS, *_NURSERIES, *_PREFECTURE)
"""機関のすべて。担当課になる課を先に置く。"""

BODIES: Final = (
    BodySpec("地域ケア会議", "long_term_care.115_48", "health", serves=False, note="圏域ごとの個別会議と、市全体の推進会議。"),
    BodySpec("地域自立支援協議会", "disability_support.89_3", "welfare", serves=False),
    BodySpec("要保護児童対策地域協議会", "child_welfare.25_2", "children", serves=False),
    BodySpec("支援調整会議", "needy_support.9", "welfare", serves=True, note="支援会議を兼ねる。"),
    BodySpec("女性支援調整会議", "women_support.15", "children", serves=False),
)

_MINSEI: Final = tuple(
    OutsideSpec(name, kana, "1401", "かさね市民生委員児童委員協議会", "secrecy.welfare_commissioner", area, f"000-0000-11{number:02}")
    for number, (name, kana, area) in enumerate(
        (
            ("民野 見守", "みんの みもり", "北かさね"),
            ("民野 静", "みんの しず", "本町"),
            ("民谷 歩", "みんたに あゆむ", "南かさね"),
            ("民川 結", "みんかわ ゆい", "東川"),
            ("民岡 和", "みんおか なごみ", "西丘"),
            ("民山 灯", "みんやま あかり", "山の手"),
        )
    )
)

OUTSIDE: Final = (
    *_MINSEI,
    OutsideSpec("主野 任", "しゅの まこと", "1402", "主任児童委員", "secrecy.welfare_commissioner", "本町", "000-0000-1201"),
    OutsideSpec("学谷 校子", "がくたに こうこ", "0506", "かさね北中学校 教頭", "secrecy.local_officer", "北かさね", "0000-00-2101"),
    OutsideSpec("学川 育", "がくかわ いく", "0508", "スクールソーシャルワーカー", "secrecy.local_officer", "本町", "0000-00-2102"),
    OutsideSpec("医田 治", "いだ おさむ", "0701", "医療法人かさね会 かさね病院 地域連携室", "", "本町", "0000-00-2201"),
    OutsideSpec("訪野 看", "ほうの かん", "0706", "訪問看護ステーション はるかぜ", "secrecy.nurse", "東川", "0000-00-2202"),
    OutsideSpec("警田 守", "けいだ まもる", "1007", "かさね警察署 生活安全課", "secrecy.local_officer", "本町", "0000-00-2301"),
    OutsideSpec("消川 防", "きえかわ まもり", "1308", "かさね消防署 予防課", "secrecy.local_officer", "本町", "0000-00-2302"),
    OutsideSpec("配野 朝刊", "はいの あさかん", "1407", "かさね新聞販売所", "", "西丘", "0000-00-2401"),
    OutsideSpec("瓦川 点", "かわらかわ ともす", "1407", "かさねガス", "", "南かさね", "0000-00-2402"),
    OutsideSpec("水野辺 流", "みずのべ ながれ", "1304", "上下水道課 検針担当", "secrecy.local_officer", "山の手", "0000-00-2403"),
    OutsideSpec("郵田 届", "ゆうだ とどけ", "1407", "かさね郵便局", "", "東川", "0000-00-2404"),
    OutsideSpec("法山 照", "ほうやま てる", "0804", "法律相談センター かさね", "", "本町", "0000-00-2405"),
)
