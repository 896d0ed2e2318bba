"""典型の世帯のうち、高齢の人を中心とするもの(forms.md §12 の 1・3・9・14・17・19・22・23)。"""

from __future__ import annotations

from typing import Final

from kasane.demo.pattern_kit import (
    FEMALE,
    MALE,
    Part,
    Pattern,
    by_law,
    care,
    city,
    conference,
    consent,
    couple,
    desk,
    feeling,
    ill,
    lead,
    living,
    looks_after,
    nearby,
    parents,
    public,
    team,
    work,
)
from kasane.people.diagrams.model import Direction, Strength
from kasane.people.domain.codes import Kinship, RelationKind, Residency

K = Kinship

_EIGHTY_FIFTY: Final = Pattern(
    1,
    "p01",
    "8050の母と長男",
    "北かさね",
    "care-north.1",
    (
        Part(
            "son",
            K.SELF,
            MALE,
            54,
            (work("無職(離職して約20年)"), living("ひきこもり。面会は拒まれている。鉄道模型が好き"), ill("精神面の不調の疑い")),
        ),
        Part("mother", K.MOTHER, FEMALE, 82, (care("要介護2"), ill("物忘れ(受診は中断)")), key_person=True, carer=True),
        Part("father", K.FATHER, MALE, born="昭和16年4月", died="平成29年2月11日"),
        Part("daughter", K.SIBLING, FEMALE, 51, (work("会社員"),), surname="b", apart="県外"),
    ),
    (
        *couple("father", "mother"),
        *parents("son", "father", "mother", order=1),
        *parents("daughter", "father", "mother", order=2),
        *looks_after("mother", "son"),
        *feeling("son", "daughter", RelationKind.ESTRANGED),
    ),
    (
        desk("care-north", "北かさね地域包括支援センター", Strength.STRONG, "mother"),
        desk("hikikomori", "ひきこもり地域支援センター", Strength.WEAK, "son"),
        desk("hokenjo", "保健所", Strength.WEAK),
        desk("centre", "社協のCSW(アウトリーチ)", Strength.NORMAL, "son"),
        nearby("民生委員", Strength.STRONG, Direction.INWARD),
        public("主治医(母)", person="mother"),
        nearby("鉄道模型の店", Strength.WEAK, person="son"),
    ),
    (
        lead("centre", "支援会議でアウトリーチの主担当に決定"),
        conference("hokenjo", "支援会議(106条の6)の構成員"),
        conference("hikikomori", "支援会議(106条の6)の構成員"),
        city("多機関協働の実施主体として"),
    ),
    note="令和8年5月11日、民生委員から地域包括へ。長男は接触したが拒否(様式1-1 同意なし)。同意は8月18日に二人から別々に得た。",
)

_HOARDING: Final = Pattern(
    3,
    "p03",
    "ごみ屋敷・孤立世帯",
    "西丘",
    "care-west.2",
    (Part("self", K.SELF, MALE, 71, (living("庭と室内にごみが積み上がっている。支援は断られている"), ill("足の傷(未受診)"))),),
    (),
    (
        desk("environment", "環境課", Strength.STRESS),
        public("消防署(予防課)", Strength.WEAK),
        nearby("隣の家", Strength.STRESS, Direction.OUTWARD),
        nearby("自治会長", Strength.WEAK),
        desk("hokenjo", "保健所", Strength.WEAK),
        desk("station-west", "西丘ステーション"),
    ),
    (team("station-west", "アウトリーチを一緒に行う"), conference("hokenjo", "支援会議の構成員"), city("近隣からの申出を受けて")),
    note="近隣からの苦情が3年続く。火災の心配。",
)

_EXPLOITED: Final = Pattern(
    9,
    "p09",
    "高齢者の経済的搾取",
    "東川",
    "care-east.1",
    (
        Part(
            "self",
            K.SELF,
            FEMALE,
            born="昭和14年9月",
            states=(care("要介護1"), ill("アルツハイマー型認知症"), living("通帳を甥が持っている")),
        ),
        Part("nephew", K.NEPHEW_NIECE, MALE, age_band="50s", surname="b", unsure=True, states=(work("不明"),)),
    ),
    (*feeling("self", "nephew", RelationKind.CONFLICT),),
    (
        desk("rights", "権利擁護センター"),
        public("金融機関", Strength.WEAK),
        public("警察署(生活安全課)", Strength.WEAK),
        desk("care-east", "東川地域包括支援センター", Strength.STRONG),
        nearby("茶飲み友だち", Strength.STRONG),
    ),
    (team("rights", "成年後見の申立てを検討"), by_law("citizens", "高齢者虐待防止法に基づく事実の確認"), city("虐待対応の責任主体として")),
)

_ALONE: Final = Pattern(
    14,
    "p14",
    "身寄りのない高齢者",
    "本町",
    "care-centre.2",
    (
        Part("self", K.SELF, MALE, 86, (care("要介護3"), ill("大腿骨の骨折で入院中"), living("身元の保証人がいない"))),
        Part("wife", K.WIFE, FEMALE, born="1943-06-08", died="令和4年10月30日"),
    ),
    (*couple("self", "wife"),),
    (
        public("かさね病院 地域連携室", Strength.STRONG),
        desk("rights", "権利擁護センター"),
        desk("relief", "生活支援係", Strength.WEAK),
        public("葬祭の事業者", Strength.WEAK),
    ),
    (
        team("rights", "成年後見の申立て"),
        consent("relief", "入院の費用の相談に本人が同意"),
        consent("centre", "死後の手続の準備に本人が同意"),
    ),
)

_ANIMALS: Final = Pattern(
    17,
    "p17",
    "動物多頭飼育",
    "山の手",
    "care-hill.1",
    (Part("self", K.SELF, FEMALE, born="1951", states=(living("猫が20匹以上。家の中が不衛生"), care("要支援1"))),),
    (),
    (
        desk("hokenjo", "保健所(動物)", Strength.NORMAL),
        desk("environment", "環境課", Strength.STRESS),
        nearby("動物愛護の団体", Strength.STRONG),
        nearby("隣近所", Strength.STRESS, Direction.OUTWARD),
    ),
    (conference("hokenjo", "支援会議の構成員"), team("station-hill", "生活費の相談")),
)

_DISPLACED: Final = Pattern(
    19,
    "p19",
    "被災して移ってきた夫婦",
    "南かさね",
    "station-south.1",
    (
        Part(
            "self",
            K.SELF,
            MALE,
            68,
            (work("休業中(海産物の加工)"), living("仮の住まい。知り合いがいない")),
            former_home="かさねの国県 しおかぜ町 浜1番地",
        ),
        Part("wife", K.WIFE, FEMALE, 66, (ill("眠れない"),), former_home="かさねの国県 しおかぜ町 浜1番地", key_person=True),
    ),
    (*couple("self", "wife"),),
    (
        desk("station-south", "南かさねステーション", Strength.STRONG),
        desk("housing", "居住支援法人"),
        nearby("同じ町から来た人たち", Strength.STRONG),
        nearby("団地の自治会", Strength.WEAK),
    ),
    (consent("housing", "住まいの再建の相談に本人が同意"), team("care-south", "見守り"), city("避難者の名簿により")),
    note="大雨で家を失い、令和8年8月に移ってきた。",
)

_BOTH_FRAIL: Final = Pattern(
    22,
    "p22",
    "認知症どうしの高齢夫婦",
    "北かさね",
    "care-north.2",
    (
        Part("self", K.SELF, MALE, 84, (care("要介護1"), ill("認知症。夜に出歩く"))),
        Part("wife", K.WIFE, FEMALE, 83, (care("要介護2"), ill("認知症")), carer=True),
        Part("son", K.CHILD, MALE, 57, (work("会社員(海外に赴任)"),), apart="国外", key_person=True),
    ),
    (*couple("self", "wife"), *parents("son", "self", "wife"), *looks_after("wife", "self")),
    (
        public("ケアマネジャー", Strength.STRONG),
        desk("rights", "権利擁護センター"),
        public("警察署(保護)", Strength.WEAK),
        desk("care-north", "北かさね地域包括支援センター"),
    ),
    (team("rights", "日常の金銭管理"), team("station-north", "公共料金の滞納"), city("虐待防止と見守りの責任主体として")),
)

_NOTICED: Final = Pattern(
    23,
    "p23",
    "新聞がたまっている家の人",
    "西丘",
    "station-west.1",
    (
        Part(
            "self",
            K.SELF,
            MALE,
            age_band="70s",
            known_as="西丘団地7棟1階の男性",
            residency=Residency.UNKNOWN,
            unsure=True,
            whereabouts="西丘団地7棟の1階、東の端。夕方に明かりがつく",
            states=(living("新聞が2週間分たまる。灯油代が滞り、水道が止まっている"),),
        ),
    ),
    (),
    (
        nearby("新聞販売所", Strength.NORMAL, Direction.INWARD),
        nearby("ガスの事業者", Strength.WEAK, Direction.INWARD),
        public("上下水道課(検針)"),
        nearby("民生委員", Strength.WEAK, Direction.INWARD),
        nearby("郵便局", Strength.WEAK, Direction.INWARD),
    ),
    (conference("care-west", "支援会議の構成員"), team("centre", "アウトリーチの準備")),
    note="気づきの連絡による。氏名は分からない。",
)

ELDERS: Final = (_EIGHTY_FIFTY, _HOARDING, _EXPLOITED, _ALONE, _ANIMALS, _DISPLACED, _BOTH_FRAIL, _NOTICED)
