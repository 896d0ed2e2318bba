"""典型の世帯のうち、働く年代の人を中心とするもの(forms.md §12 の 5・6・7・11・13・16・24)と、確かめのための世帯。"""

from __future__ import annotations

from typing import Final

from kasane.demo.pattern_kit import (
    FEMALE,
    MALE,
    Part,
    Pattern,
    by_law,
    city,
    conference,
    consent,
    couple,
    desk,
    disability,
    feeling,
    ill,
    living,
    looks_after,
    nearby,
    parents,
    public,
    siblings,
    team,
    twins,
    work,
)
from kasane.demo.values import NameSpec
from kasane.people.diagrams.model import Direction, Strength
from kasane.people.domain.codes import Kinship, NameKind, Nature, RelationKind, Residency

K = Kinship

_WITHDRAWN: Final = Pattern(
    5,
    "p05",
    "長期のひきこもり(家族だけが相談)",
    "本町",
    "centre.2",
    (
        Part("self", K.SELF, MALE, 33, (living("ひきこもり9年。家族とも筆談"), work("働いたことがない"))),
        Part("mother", K.MOTHER, FEMALE, 62, (work("介護の仕事"),), key_person=True),
        Part("father", K.FATHER, MALE, 64, (work("再雇用"),)),
        Part("sister", K.SIBLING, FEMALE, 30, (), surname="b", apart="県外"),
    ),
    (
        *couple("father", "mother"),
        *parents("self", "father", "mother", order=1),
        *parents("sister", "father", "mother", order=2),
        *looks_after("mother", "self"),
        *feeling("self", "father", RelationKind.CONFLICT),
    ),
    (
        desk("hikikomori", "ひきこもり地域支援センター"),
        desk("saposute", "若者サポートステーション", Strength.WEAK),
        nearby("家族会", Strength.STRONG, person="mother"),
        desk("hokenjo", "保健所", Strength.WEAK),
    ),
    (conference("hikikomori", "支援会議の構成員(同意前のアウトリーチ)"), conference("hokenjo", "支援会議の構成員")),
)

_RELEASED: Final = Pattern(
    6,
    "p06",
    "刑務所を出た高齢の人",
    "東川",
    "station-east.1",
    (
        Part(
            "self",
            K.SELF,
            MALE,
            67,
            (disability("知的障害の疑い"), living("帰る家がない。更生保護施設に一時入所")),
            residency=Residency.UNREGISTERED,
            former_home="かさねの国県 みなと市 丘3番地",
        ),
    ),
    (),
    (
        desk("teichaku", "地域生活定着支援センター", Strength.STRONG),
        public("保護観察所"),
        desk("housing", "居住支援法人"),
        desk("relief", "生活支援係"),
        nearby("保護司", Strength.STRONG, Direction.INWARD),
    ),
    (
        consent("teichaku", "出所の前から本人が同意"),
        consent("housing", "部屋さがしに本人が同意"),
        team("hinata", "障害の見立て"),
        by_law("relief", "生活保護法による調査"),
    ),
)

_DEBT: Final = Pattern(
    7,
    "p07",
    "多重債務と依存症",
    "南かさね",
    "station-south.1",
    (
        Part("self", K.SELF, MALE, 44, (ill("アルコール依存症"), living("消費者金融など6社に借入れ"), work("日雇い"))),
        Part("wife", K.WIFE, FEMALE, 42, (work("パート"), ill("不眠")), key_person=True),
        Part("son", K.CHILD, MALE, 12, ()),
    ),
    (*couple("self", "wife", Nature.SEPARATED), *parents("son", "self", "wife"), *feeling("self", "wife", RelationKind.CONFLICT)),
    (
        public("法律の相談所"),
        desk("hokenjo", "保健所(依存症)"),
        public("医療機関", Strength.WEAK, "self"),
        nearby("断酒の会", Strength.WEAK, person="self"),
    ),
    (consent("hokenjo", "依存症の相談に本人が同意"), team("family", "子の見守り"), consent("centre", "多機関協働の利用申込")),
)

_ICE_AGE: Final = Pattern(
    11,
    "p11",
    "就職氷河期世代の困窮",
    "北かさね",
    "station-north.1",
    (Part("self", K.SELF, FEMALE, 51, (work("契約が切れて離職(4か月)"), living("家賃を2か月滞納"))),),
    (),
    (public("ハローワーク"), desk("housing", "居住支援法人"), public("大家", Strength.STRESS), nearby("元の同僚", Strength.WEAK)),
    (consent("housing", "住居確保給付金と部屋さがしに本人が同意"), consent("centre", "参加支援の利用申込")),
)

_DISCHARGED: Final = Pattern(
    13,
    "p13",
    "精神科を退院した後の孤立",
    "北かさね",
    "care-north.2",
    (
        Part(
            "self",
            K.SELF,
            MALE,
            58,
            (ill("統合失調症。服薬を中断"), disability("精神障害者保健福祉手帳2級"), living("隣の部屋との行き違い")),
        ),
        Part("mother", K.MOTHER, FEMALE, born="昭和10年", died="令和5年"),
    ),
    (*parents("self", "mother"),),
    (
        desk("hokenjo", "保健所"),
        public("訪問看護", Strength.WEAK),
        public("家主", Strength.STRESS),
        nearby("隣の部屋の人", Strength.STRESS),
        nearby("民生委員", Strength.NORMAL, Direction.INWARD),
    ),
    (team("hinata", "障害の相談"), conference("hokenjo", "支援会議の構成員"), team("station-north", "家賃の相談")),
    conflicts=(("station-north.1", "隣の部屋に親族が住んでおり、行き違いの当事者であるため。"),),
)

_GREY: Final = Pattern(
    16,
    "p16",
    "診断のない働きづらさ",
    "東川",
    "work.1",
    (
        Part("self", K.SELF, FEMALE, 24, (work("退職を4回繰り返す"), disability("発達障害の疑い(診断なし)")), born="2002-04-01"),
        Part("twin", K.SIBLING, FEMALE, 24, (work("会社員"),), born="2002-04-01"),
        Part("mother", K.MOTHER, FEMALE, 50, (), key_person=True),
    ),
    (*parents("self", "mother", order=1), *parents("twin", "mother", order=2), *twins("self", "twin", identical=True)),
    (
        desk("work", "障害者就業・生活支援センター", Strength.STRONG),
        desk("saposute", "若者サポートステーション"),
        public("医療機関", Strength.WEAK),
        public("実習先の企業", Strength.WEAK),
    ),
    (consent("centre", "参加支援の利用申込"), consent("saposute", "職場実習の調整に本人が同意")),
)

_ON_RELIEF: Final = Pattern(
    24,
    "p24",
    "生活保護を受ける人の孤立",
    "本町",
    "relief.1",
    (
        Part("self", K.SELF, MALE, 63, (living("生活保護。日中は独りで過ごす"), ill("糖尿病"))),
        Part("brother", K.SIBLING, MALE, 59, (), apart="県内", unsure=True),
    ),
    (*siblings("self", "brother"), *feeling("self", "brother", RelationKind.ESTRANGED)),
    (desk("relief", "生活支援係(担当員)"), nearby("ふれあい館の囲碁の会", Strength.WEAK), desk("living", "生活支援コーディネーター室")),
    (team("care-centre", "介護保険の見通し"), consent("centre", "参加支援の利用申込"), city("保護の実施機関として")),
)

_TWICE_NORTH: Final = Pattern(
    0,
    "same-1",
    "名寄せの候補(ステーションの記録)",
    "北かさね",
    "station-north.1",
    (Part("self", K.SELF, FEMALE, born="昭和33年7月21日", states=(living("食料の支援を受けた"),)),),
    surname="髙橋:たかはし",
    shares=(team("care-north", "介護予防を一緒に行う"),),
)

_TWICE_CARE: Final = Pattern(
    0,
    "same-2",
    "名寄せの候補(地域包括の記録)",
    "北かさね",
    "care-north.1",
    (Part("self", K.SELF, FEMALE, born="1958-07", states=(ill("高血圧"),), whereabouts="北かさね公民館の近く"),),
    surname="高橋:たかはし",
    same_name_as="same-1",
    shares=(team("station-north", "同じ人かもしれないため確かめる"),),
)

_ESTRANGED: Final = Pattern(
    0,
    "remarried",
    "二度の再婚と異母きょうだい",
    "山の手",
    "care-hill.2",
    (
        Part("self", K.SELF, MALE, 73, (ill("肺の病気"),), key_person=True),
        Part("wife_3", K.WIFE, FEMALE, 60, (work("パート"),)),
        Part(
            "wife_2",
            K.OTHER_RELATIVE,
            FEMALE,
            66,
            (),
            surname="c",
            apart="県内",
            names=(NameSpec(NameKind.CALLED, "よっちゃん", "よっちゃん"),),
        ),
        Part("wife_1", K.OTHER_RELATIVE, FEMALE, born="1955", died="平成3年", surname=""),
        Part("eldest", K.CHILD, MALE, 48, (work("自営"),), apart="県外"),
        Part("middle", K.CHILD, FEMALE, 39, (), surname="c", apart="県内"),
        Part("youngest", K.CHILD, MALE, 20, ()),
    ),
    (
        *couple("self", "wife_1"),
        *couple("self", "wife_2", Nature.DIVORCED),
        *couple("self", "wife_3"),
        *parents("eldest", "self", "wife_1", order=1),
        *parents("middle", "self", "wife_2", order=2),
        *parents("youngest", "self", "wife_3", order=3),
        *feeling("self", "eldest", RelationKind.ESTRANGED),
    ),
    (desk("care-hill", "山の手地域包括支援センター"), public("かさね病院")),
)

ADULTS: Final = (_WITHDRAWN, _RELEASED, _DEBT, _ICE_AGE, _DISCHARGED, _GREY, _ON_RELIEF)
OTHERS: Final = (_TWICE_NORTH, _TWICE_CARE, _ESTRANGED)
