"""市の規模の経過記録の文: 支援の現場でよくある場面を、ひな形から組み立てる。人も出来事もすべて架空。

言葉の出やすさは本当の記録に似せて偏らせる(電話・訪問・本人は多く、多頭飼育・検針はまれ)。まれな言葉は割合を決めて差し込むので、
検索の速さと正しさを、当たりの数を知ったうえで確かめられる。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, product
from random import Random
from typing import Final

_WHO: Final = ("本人", "母", "父", "長男", "長女", "妻", "夫", "祖母", "妹", "弟")
_WHEN: Final = ("先週", "三日前", "今朝", "昨日", "月初め", "先月末", "一昨日")
_HOW_MUCH: Final = ("二", "三", "四", "五", "六")

RARE: Final[dict[str, tuple[float, str]]] = {
    "多頭飼育": (0.00005, "庭と居間に犬が十頭あまりおり、多頭飼育の相談先として環境課と保健所へ連絡。"),
    "検針員": (0.0001, "水道の検針員から、二か月続けて使用量がほとんどないとの知らせがあった。"),
    "ヤングケアラー": (0.0005, "中学生の長女が食事の支度と祖母の見守りを担っており、ヤングケアラーとして学校と情報を合わせる。"),
    "仮釈放": (0.0002, "仮釈放の後の住まいについて、地域生活定着支援センターから照会があった。"),
    "食料支援": (0.002, "米と缶詰の食料支援を受け取り、玄関先で五分ほど話ができた。"),
    "成年後見": (0.003, "成年後見の申立てについて、権利擁護センターの説明会を案内した。"),
    "猫": (0.0008, "飼っている猫の預け先が決まらず、入院をためらっている。"),
}
"""まれな言葉 → (一つの記録に出る割合, その文)。ほかのひな形には出てこない言葉だけを選ぶ。"""


@dataclass(frozen=True, slots=True)
class Topic:
    """一つの分野の言い回し。facts は事実、words は本人の言葉、views は見立て、nexts は次にすること。"""

    label: str
    weight: int
    facts: tuple[str, ...]
    words: tuple[str, ...]
    views: tuple[str, ...]
    nexts: tuple[str, ...]


def _spread(text: str) -> Iterator[str]:
    """ひな形の {who} {when} {n} を、すべての組み合わせに開く。"""
    slots = [(name, values) for name, values in (("who", _WHO), ("when", _WHEN), ("n", _HOW_MUCH)) if f"{{{name}}}" in text]
    for chosen in product(*(values for _, values in slots)):
        made = text
        for (name, _), value in zip(slots, chosen, strict=True):
            made = made.replace(f"{{{name}}}", value)
        yield made


def _opened(*texts: str) -> tuple[str, ...]:
    """同じひな形から開いた文どうしで、どのひな形も同じだけ出るよう、数をそろえて並べる。"""
    spread = [tuple(_spread(text)) for text in texts]
    most = max(len(made) for made in spread)
    return tuple(made[place % len(made)] for place in range(most) for made in spread)


_COMMON: Final = (
    "{when}、{who}に電話したが応答がなく、留守番電話に用件を残した。",
    "自宅を訪問。{who}が玄関で応対し、室内は前回と変わりない様子。",
    "{who}から電話。{when}から体調がすぐれず、外出を控えているとのこと。",
    "予定どおり訪問し、{who}と四十分ほど面談した。",
    "来所した{who}から、{when}の出来事について話を聞いた。",
)

TOPICS: Final = (
    Topic(
        "介護",
        22,
        _opened(
            *_COMMON,
            "{who}の物忘れが進み、{when}は買い物の帰り道が分からなくなった。",
            "通所の利用は週{n}回。送迎の時間に{who}が付き添えず、欠席が続いている。",
            "ケアマネジャーと電話で協議。訪問介護の回数を週{n}回に増やす案が出た。",
            "{who}が夜中に{n}回起きて外へ出ようとするため、家族の疲れが目立つ。",
            "要介護認定の更新調査に同席。歩行は杖で可能、着替えは一部介助。",
        ),
        _opened("「自分のことは自分でやりたい」", "「{who}に迷惑をかけたくない」", "「家で最期まで過ごしたい」", "「夜が一番つらい」"),
        _opened(
            "介護の負担が{who}一人に偏っており、早めに休める手立てが要る。",
            "認知症の診断につなぐ前に、受診への不安を聞くことが先と考える。",
            "地域包括とケアマネジャーで役割を分け、家族の相談先を一本にする。",
        ),
        _opened("ケアマネジャーに電話する", "主治医の受診に同行する", "短期入所の空きを確かめる"),
    ),
    Topic(
        "家計",
        18,
        _opened(
            *_COMMON,
            "電気料金が{n}か月分たまっており、支払いの約束を分けてもらうよう電話で頼んだ。",
            "通帳を一緒に見たところ、{when}に年金の大半が引き出されていた。",
            "借入れは{n}社。督促の手紙が開封されないまま箱に入っていた。",
            "家計の表を{who}と作り、毎月の不足は{n}万円ほどと分かった。",
            "国民健康保険料の滞納について、窓口に同行し分納の相談をした。",
        ),
        _opened("「お金のことは考えたくない」", "「督促の電話が怖い」", "「{who}には内緒にしてほしい」", "「来月こそ何とかしたい」"),
        _opened(
            "金銭の管理を{who}に任せきりで、日常生活自立支援事業の利用を検討する。",
            "債務整理の前に、生活費の当面の確保が先と考える。",
            "生活保護の申請も含め、{who}の考えを急がせずに聞く。",
        ),
        _opened("法律相談の予約を取る", "家計の表を一緒に見直す", "福祉事務所に同行する"),
    ),
    Topic(
        "孤立",
        17,
        _opened(
            *_COMMON,
            "長男は自室から出てこず、{who}を通じて手紙を渡した。",
            "扉越しに{n}分ほど声をかけた。返事はないが、足音が近づくのが聞こえた。",
            "{who}の話では、{when}から昼夜が逆になり、食事は自室で取っている。",
            "民生委員から、郵便受けがいっぱいになっているとの連絡があった。",
            "居場所の見学に{who}と同行。{n}人ほどの集まりで、隅の席で過ごした。",
        ),
        _opened("「放っておいてほしい」", "「人と話すのは久しぶり」", "「{who}が心配するから来ただけ」", "「また来てもいいですよ」"),
        _opened(
            "関係を切らさないことを第一に、月{n}回の手紙と訪問を続ける。",
            "ひきこもりの期間が長く、就労の話はまだ早い。",
            "{who}自身の困りごととして話せる場を先に作りたい。",
        ),
        _opened("手紙を書いて投函する", "居場所の担当と打ち合わせる", "家族会を案内する"),
    ),
    Topic(
        "子育て",
        15,
        _opened(
            *_COMMON,
            "保育所から、{when}は迎えが{n}時間遅れたとの連絡を受けた。",
            "学校の欠席が月に{n}日ほど。朝起きられず、{who}も起こせない。",
            "{who}と来所。夜泣きが続き、眠れていないと涙ぐむ。",
            "学校の先生と電話で協議。給食の時間だけ別室で過ごしている。",
            "健診に同行。体重の増えがゆるやかで、{n}か月後に再診となった。",
        ),
        _opened(
            "「学校のことは聞かないで」", "「一人で育てている気がする」", "「{who}に頼れたら楽なのに」", "「先生の話は分かりやすかった」"
        ),
        _opened(
            "母の休息の確保と、学校との連絡の窓口を一つにすることが要る。",
            "本人は登校を責められることを恐れており、家庭訪問の仕方を学校と相談する。",
            "発達の相談につなぐ時期を、{who}と一緒に考える。",
        ),
        _opened("保育所に電話する", "学校と打ち合わせる", "一時預かりを申し込む"),
    ),
    Topic(
        "障害",
        14,
        _opened(
            *_COMMON,
            "作業所を{n}日続けて休んだと連絡があり、{who}に電話で様子を聞いた。",
            "計画相談の会議に出席。短時間の利用から始める案でまとまった。",
            "服薬が{n}日抜けていた。お薬カレンダーを{who}と壁に貼った。",
            "手帳の更新の書類を一緒に書いた。診断書は{when}に受け取り済み。",
            "眠れない日が続き、{when}は早めに受診した。薬が一つ変わった。",
        ),
        _opened("「作業所の音がつらい」", "「薬を飲むと頭がぼんやりする」", "「働きたい気持ちはある」", "「{who}とはけんかになる」"),
        _opened(
            "疲れやすさを本人が言葉にできるようになってきた。",
            "体験の利用を{n}回行い、合う場所を一緒に選ぶ。",
            "{who}との距離の取り方が課題で、住まいを分ける相談も視野に入れる。",
        ),
        _opened("主治医に情報提供を頼む", "体験利用の日程を決める", "計画相談と電話で協議する"),
    ),
    Topic(
        "住まい",
        8,
        _opened(
            *_COMMON,
            "家賃の滞納が{n}か月。大家と電話で協議し、退去の期限を月末まで延ばしてもらった。",
            "玄関から居間まで物が積まれ、{who}は台所の隅で寝起きしている。",
            "雨漏りのため{who}の部屋が使えず、{when}から居間で過ごしている。",
            "居住支援法人と物件を{n}件見学した。段差の少ない一階を希望。",
        ),
        _opened("「この家を離れたくない」", "「片づけは自分でやる」", "「保証人を頼める人がいない」"),
        _opened("片づけを急がず、{who}が困っている一か所から始める。", "転居には保証人の問題があり、居住支援法人と早めに相談する。"),
        _opened("物件の見学に同行する", "大家に電話する"),
    ),
    Topic(
        "仕事",
        6,
        _opened(
            *_COMMON,
            "面接の練習を{n}回行い、履歴書を一緒に直した。",
            "職場の担当と電話で協議。勤務は週{n}日のまま続けることになった。",
            "就労体験の初日に同行。{when}より表情が明るい。",
        ),
        _opened("「続けられるか不安」", "「給料日が待ち遠しい」", "「人に教えてもらうのは嫌じゃない」"),
        _opened("働く時間を増やす前に、生活のリズムを見たい。", "定着の支援を{n}か月続け、職場と月一回の連絡を持つ。"),
        _opened("職場に様子を聞く", "ハローワークに同行する"),
    ),
)

_TOPIC_WEIGHTS: Final = tuple(accumulate(topic.weight for topic in TOPICS))
_RARE: Final = tuple((share, text) for share, text in RARE.values())
_RARE_ANY: Final = sum(share for share, _ in _RARE)
_RARE_WEIGHTS: Final = tuple(accumulate(share for share, _ in _RARE))
_THIRD_SHARE, _WORDS_SHARE, _VIEW_SHARE = 0.5, 0.6, 0.75


def topic(dice: Random) -> Topic:
    """分野を一つ引く。"""
    return dice.choices(TOPICS, cum_weights=_TOPIC_WEIGHTS)[0]


def fact(dice: Random, about: Topic) -> tuple[str, ...]:
    """事実の文(二つか三つの文。まれな言葉の文が続くことがある)。つないで一つの記録の事実になる。"""
    draw, facts = dice.random, about.facts
    said = [facts[int(draw() * len(facts))], facts[int(draw() * len(facts))]]
    if draw() < _THIRD_SHARE:
        said.append(facts[int(draw() * len(facts))])
    if draw() < _RARE_ANY:
        said.append(dice.choices(_RARE, cum_weights=_RARE_WEIGHTS)[0][1])
    return tuple(said)


def words(dice: Random, about: Topic) -> str:
    """本人の言葉(ないこともある)。"""
    return dice.choice(about.words) if dice.random() < _WORDS_SHARE else ""


def view(dice: Random, about: Topic) -> str:
    """見立て(ないこともある)。"""
    return dice.choice(about.views) if dice.random() < _VIEW_SHARE else ""
