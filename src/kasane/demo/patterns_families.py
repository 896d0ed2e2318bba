"""典型の世帯のうち、子どものいるもの(forms.md §12 の 2・4・8・10・12・15・18・20・21)。"""

from __future__ import annotations

from typing import Final

from kasane.demo.pattern_kit import (
    FEMALE,
    MALE,
    Guarded,
    Part,
    Pattern,
    care,
    city,
    conference,
    consent,
    couple,
    desk,
    disability,
    feeling,
    ill,
    lead,
    living,
    looks_after,
    nearby,
    parents,
    public,
    school,
    team,
    twins,
    work,
)
from kasane.demo.values import NameSpec
from kasane.people.diagrams.model import Direction, Strength
from kasane.people.domain.codes import Kinship, NameKind, Nature, RelationKind, Residency

K = Kinship

_DOUBLE_CARE: Final = Pattern(
    2,
    "p02",
    "ダブルケアの三世代(双子)",
    "本町",
    "family.1",
    (
        Part(
            "self",
            K.SELF,
            FEMALE,
            41,
            (work("パート(辞めようか迷っている)"),),
            key_person=True,
            carer=True,
            names=(NameSpec(NameKind.FORMER_FAMILY, "神崎", "かんざき"),),
        ),
        Part("husband", K.HUSBAND, MALE, 43, (work("会社員(夜勤)"),)),
        Part("grandmother", K.PARENT_IN_LAW, FEMALE, 76, (care("要介護3"), ill("脳梗塞の後遺症"))),
        Part("grandfather", K.PARENT_IN_LAW, MALE, born="昭和22年1月15日", died="令和元年9月3日"),
        Part("first", K.CHILD, FEMALE, 10, (school("小学4年"),)),
        Part("twin_a", K.CHILD, MALE, 3, (school("保育所"),)),
        Part("twin_b", K.CHILD, FEMALE, 3, (school("保育所"),)),
    ),
    (
        *couple("husband", "self"),
        *couple("grandfather", "grandmother"),
        *parents("husband", "grandfather", "grandmother"),
        *parents("first", "husband", "self", order=1),
        *parents("twin_a", "husband", "self", order=2),
        *parents("twin_b", "husband", "self", order=3),
        *twins("twin_a", "twin_b"),
        *looks_after("self", "grandmother", "twin_a", "twin_b"),
    ),
    (
        desk("family", "こども家庭センター", Strength.STRONG),
        desk("care-centre", "本町地域包括支援センター", person="grandmother"),
        public("保育所", person="twin_a"),
        public("職場", Strength.STRESS, person="self"),
        nearby("ファミリーサポートの協力会員", Strength.WEAK),
    ),
    (consent("care-centre", "祖母の介護の調整に本人が同意"), consent("centre", "多機関協働の利用申込")),
)

_YOUNG_CARER: Final = Pattern(
    4,
    "p04",
    "ヤングケアラー(再婚の家族)",
    "東川",
    "family.2",
    (
        Part("self", K.SELF, MALE, 15, (school("中学3年。遅刻が増えている"), living("家事と弟の世話")), surname="b", carer=True),
        Part("mother", K.MOTHER, FEMALE, 39, (disability("精神障害者保健福祉手帳2級"), ill("うつ病"))),
        Part("stepfather", K.OTHER_RELATIVE, MALE, 45, (work("運送業(長距離)"),)),
        Part("father", K.FATHER, MALE, 42, (), surname="b", apart="県内"),
        Part("brother", K.SIBLING, MALE, 5, (school("認定こども園"), disability("療育手帳の申請中"))),
    ),
    (
        *couple("father", "mother", Nature.DIVORCED),
        *couple("stepfather", "mother"),
        *parents("self", "father", "mother", order=1),
        *parents("brother", "stepfather", "mother", order=2),
        *looks_after("self", "mother", "brother"),
    ),
    (
        public("かさね北中学校", person="self"),
        public("スクールソーシャルワーカー", Strength.STRONG, "self"),
        desk("family", "こども家庭センター"),
        desk("hinata", "障害者地域活動支援センター", person="mother"),
        public("訪問看護", person="mother"),
        nearby("ゲームの友だち", Strength.STRONG, person="self"),
    ),
    (team("hinata", "母の支援"), team("school-support", "学校での見守り"), consent("centre", "母と本人が同意")),
    note="異父きょうだい。父とは連絡がない。",
)

_ILL_PARENT: Final = Pattern(
    8,
    "p08",
    "精神疾患の親と子",
    "南かさね",
    "family.3",
    (
        Part("self", K.SELF, FEMALE, 34, (ill("統合失調症の疑い(未治療)"), living("生活保護を受けている"))),
        Part("child", K.CHILD, FEMALE, 8, (school("小学2年。休みがち"),)),
    ),
    (*parents("child", "self"),),
    (
        desk("jiso", "児童相談所", Strength.STRESS),
        desk("relief", "生活支援係"),
        desk("hokenjo", "保健所"),
        public("小学校", person="child"),
        public("訪問看護", Strength.WEAK),
    ),
    (
        conference("jiso", "要対協・支援会議の構成員"),
        conference("hokenjo", "支援会議の構成員"),
        team("relief", "保護の実施機関"),
        city("実施主体として"),
    ),
)

_FOREIGN: Final = Pattern(
    10,
    "p10",
    "外国から来た世帯",
    "南かさね",
    "station-south.1",
    (
        Part(
            "self",
            K.SELF,
            MALE,
            37,
            (work("工場(派遣)。来月で契約が切れる"),),
            whole="FERNANDES DA COSTA ALBUQUERQUE João Guilherme Sebastião",
            whole_kana="ふぇるなんです だ こすた あるぶけるけ じょあん ぎりぇるめ せばすちあん",
            nationality="ブラジル",
            language="ポルトガル語",
            names=(NameSpec(NameKind.ALIAS, "鈴木 譲", "すずき じょう", certified=True),),
            key_person=True,
        ),
        Part(
            "wife",
            K.WIFE,
            FEMALE,
            35,
            (living("日本語での相談が難しい"),),
            whole="NGUYỄN Thị Ánh Tuyết",
            whole_kana="ぐえん てぃ あいん とぅえっと",
            nationality="ベトナム",
            language="ベトナム語",
            names=(NameSpec(NameKind.NATIVE, "Nguyễn Thị Ánh Tuyết"),),
        ),
        Part(
            "child",
            K.CHILD,
            FEMALE,
            9,
            (school("就学の手続が済んでいない"),),
            whole="FERNANDES NGUYỄN Maria",
            whole_kana="ふぇるなんです ぐえん まりあ",
            nationality="ブラジル",
            language="ポルトガル語",
        ),
    ),
    (*couple("self", "wife"), *parents("child", "self", "wife")),
    (
        public("小学校", Strength.WEAK, "child"),
        nearby("国際交流の会", Strength.STRONG),
        public("ハローワーク", Strength.WEAK),
        nearby("教会の仲間", Strength.STRONG),
    ),
    (consent("school-support", "子の就学の相談に両親が同意"), consent("centre", "多機関協働の利用申込")),
)

_REFUGE: Final = Pattern(
    12,
    "p12",
    "避難してきた母と子",
    "西丘",
    "family.1",
    (
        Part(
            "self",
            K.SELF,
            FEMALE,
            33,
            (work("求職中"), living("生活の立て直し")),
            key_person=True,
            former_home="かさね市 東川 つるばみ町 12番地",
        ),
        Part("child", K.CHILD, FEMALE, 7, (school("小学1年"),), former_home="かさね市 東川 つるばみ町 12番地"),
    ),
    (*parents("child", "self"),),
    (
        desk("josei", "女性相談支援センター", Strength.STRONG),
        desk("family", "こども家庭センター", Strength.STRONG),
        public("小学校", person="child"),
        desk("relief", "生活支援係"),
    ),
    guarded=Guarded("self", ("child",), "p12-other", "self", "元夫"),
    note="支援会議は別室で行う。",
)

_OPPONENT: Final = Pattern(
    0,
    "p12-other",
    "支援措置の相手方(同じ町に住む)",
    "東川",
    "station-east.1",
    (
        Part(
            "self",
            K.SELF,
            MALE,
            36,
            (work("自営(建設)"), living("収入が減り、家賃が滞っている")),
        ),
    ),
    (),
    (desk("station-east", "東川ステーション"), nearby("仕事の仲間", Strength.STRONG)),
    (consent("housing", "家賃の相談に本人が同意"),),
)

_ABSENT: Final = Pattern(
    15,
    "p15",
    "不登校と家庭の困窮",
    "西丘",
    "school-support.1",
    (
        Part("self", K.SELF, FEMALE, 13, (school("中学1年。欠席が4か月続く"), living("妹と弟の食事を作る")), carer=True),
        Part("mother", K.MOTHER, FEMALE, 38, (work("二つのパート"), living("児童扶養手当。電気が止まったことがある")), key_person=True),
        Part("sister", K.SIBLING, FEMALE, 8, (school("小学3年"),)),
        Part("brother", K.SIBLING, MALE, 6, (school("小学1年"),)),
        Part("father", K.FATHER, MALE, age_band="40s", surname="b", apart="分からない", unsure=True),
    ),
    (
        *couple("father", "mother", Nature.DIVORCED),
        *parents("self", "father", "mother", order=1),
        *parents("sister", "father", "mother", order=2),
        *parents("brother", "father", "mother", order=3),
        *looks_after("self", "sister", "brother"),
    ),
    (
        public("中学校", Strength.WEAK, "self"),
        public("スクールソーシャルワーカー", Strength.STRONG, "self"),
        nearby("学習支援の教室", Strength.NORMAL, Direction.INWARD, "self"),
        nearby("子ども食堂", Strength.STRONG),
    ),
    (team("family", "養育の支援"), consent("station-west", "家計の相談に母が同意"), consent("centre", "参加支援(学習と居場所)に母が同意")),
)

_EXPECTING: Final = Pattern(
    18,
    "p18",
    "未受診の妊婦",
    "本町",
    "clinic-nurse.1",
    (
        Part(
            "self",
            K.SELF,
            FEMALE,
            22,
            (ill("妊娠およそ7か月。健診を受けていない"), living("知人の部屋を転々としている")),
            residency=Residency.UNREGISTERED,
            former_home="かさねの国県 しおかぜ町 港2番地",
        ),
    ),
    (),
    (
        desk("clinic-nurse", "保健センター", Strength.STRONG),
        public("産科", Strength.WEAK),
        desk("family", "こども家庭センター"),
        nearby("泊めてくれる友人", Strength.WEAK),
    ),
    (team("family", "特定妊婦としての支援"), conference("jiso", "支援会議の構成員"), consent("housing", "住まいの相談に本人が同意")),
)

_GAMBLING: Final = Pattern(
    20,
    "p20",
    "ギャンブルと借金で揺れる家庭(職員の家族)",
    "山の手",
    "station-hill.1",
    (
        Part("self", K.SELF, MALE, 47, (work("会社員。給与を差し押さえられている"), ill("ギャンブル依存の疑い"))),
        Part("wife", K.WIFE, FEMALE, 45, (work("公務の職場"),), key_person=True),
        Part("son", K.CHILD, MALE, 17, (school("高校2年。進学を迷っている"),)),
    ),
    (*couple("self", "wife"), *parents("son", "self", "wife"), *feeling("self", "wife", RelationKind.CONFLICT)),
    (
        public("高校", person="son"),
        nearby("家族の会", Strength.NORMAL),
        public("法律の相談所", Strength.WEAK, "self"),
        desk("hokenjo", "保健所(依存症)", Strength.WEAK, "self"),
    ),
    sealed_because="市の職員の家族であるため、担当する人だけが見られるように封じる。",
)

_PARENTING: Final = Pattern(
    21,
    "p21",
    "知的障害のある親の子育て",
    "本町",
    "hinata.1",
    (
        Part("self", K.SELF, FEMALE, 29, (disability("療育手帳B"), work("就労継続支援B型"))),
        Part("partner", K.PARTNER, MALE, 32, (disability("療育手帳B"), work("就労継続支援B型")), surname="b"),
        Part("baby", K.CHILD, MALE, 1, ()),
        Part("grandmother", K.MOTHER, FEMALE, 61, (work("清掃の仕事"),), apart="市内", key_person=True),
    ),
    (
        *couple("partner", "self", Nature.COHABITING),
        *parents("baby", "partner", "self"),
        *parents("self", "grandmother"),
        *looks_after("grandmother", "self"),
    ),
    (
        desk("hinata", "障害者地域活動支援センター", Strength.STRONG),
        desk("family", "こども家庭センター"),
        public("訪問看護"),
        desk("rights", "権利擁護センター(金銭の管理)"),
    ),
    (team("family", "養育の支援"), consent("rights", "金銭の管理に本人が同意"), lead("centre", "役割分担の調整")),
)

FAMILIES: Final = (_DOUBLE_CARE, _YOUNG_CARER, _ILL_PARENT, _FOREIGN, _OPPONENT, _REFUGE, _ABSENT, _EXPECTING, _GAMBLING, _PARENTING)
"""相手方の世帯は、支援措置より先に記録する。"""
