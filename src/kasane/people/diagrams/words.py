"""図の記号の呼び名。凡例・説明文・断りの文で同じ言葉を使う。"""

from __future__ import annotations

from .model import Bond, Direction, Sex, Strength, TieKind, UnionKind

SEX_LABELS = {Sex.MALE: "男性", Sex.FEMALE: "女性", Sex.OTHER: "性別はその他または不明"}
UNION_LABELS = {
    UnionKind.MARRIED: "婚姻",
    UnionKind.COHABITING: "事実婚",
    UnionKind.SEPARATED: "別居",
    UnionKind.DIVORCED: "離婚",
    UnionKind.COHABITING_ENDED: "事実婚の解消",
    UnionKind.UNSPECIFIED: "関係の詳細不明",
}
BOND_LABELS = {Bond.BIRTH: "子", Bond.ADOPTED: "養子", Bond.FOSTER: "里子"}
TIE_LABELS = {
    TieKind.CLOSE: "親密",
    TieKind.CONFLICT: "対立・葛藤",
    TieKind.ESTRANGED: "絶縁",
    TieKind.CARES_FOR: "世話・介護（矢印の先の人を）",
    TieKind.ADOPTED: "世代をこえる養子縁組",
    TieKind.FOSTER: "世代をこえる里親・里子",
}
STRENGTH_LABELS = {
    Strength.STRONG: "強い関係",
    Strength.NORMAL: "普通の関係",
    Strength.WEAK: "弱い関係",
    Strength.STRESS: "ストレス・対立のある関係",
    Strength.BROKEN: "途切れた関係",
    Strength.UNKNOWN: "関係の程度は不明",
}
DIRECTION_SENTENCES = {
    Direction.NONE: "",
    Direction.INWARD: "支援や働きかけは相手から中心へ向かっています。",
    Direction.OUTWARD: "支援や働きかけは中心から相手へ向かっています。",
    Direction.BOTH: "支援や働きかけは双方向です。",
}
