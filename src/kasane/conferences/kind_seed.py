"""会議の種類・日数・税を思わせる言葉の初期の行(forms §6.2、§6.5)。データベースに最初に入れ、以後は市が行を足して直す。

法にもとづく会議の名と根拠は forms §6.2 の表による。そこで [own] とされるもの、条文を照合していないものは verified を偽にする。
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

SINCE: Final = date(2021, 4, 1)
_PLAN: Final = ["establish", "replan", "end", "suspend"]
_OTHER: Final = ["share", "urgent", "resource"]
_SECRECY: Final = (
    "この会議の構成員は、正当な理由なく、会議で知ったことを外に漏らしてはいけません。会議を離れた後も同じです。"
    "漏らしたときは、{penalty}に処されることがあります。"
)
_ORDINARY: Final = "この会議で知ったことは、本人が同意した相手と目的の外では使えません。会議を離れた後も同じです。"
_S8: Final = "公開資料の記述による。条文は未照合"
_OWN: Final = "起草者の知識による。市の要綱と条文で確かめてから使う"


def default_wording(*, penal: bool, statute_code: str) -> tuple[str, str]:
    """守秘の文と、その文に入れる罰則の条文の符号(罰則の行がある根拠法だけ)。"""
    return (_SECRECY if penal else _ORDINARY, "social_welfare.106_6.penalty" if penal and statute_code == "social_welfare.106_6" else "")


def _kind(place: int, code: str, name: str, statute: str, **rest: Any) -> dict[str, Any]:
    wording, penalty = default_wording(penal=rest.get("penal_secrecy", False), statute_code=statute)
    base: dict[str, Any] = {
        "id": uuid5(NAMESPACE_URL, f"kasane:conference-kind:{code}"), "code": code, "name": name, "statute_code": statute,
        "consent_required": False, "penal_secrecy": False, "secrecy_wording": wording, "penalty_code": penalty, "host": "", "chair": "",
        "needs_city": False, "needs_coordinator": False, "minimum_members": 2, "allowed_occasions": _OTHER, "approves_plans": False,
        "position": place, "valid_from": SINCE, "valid_to": None, "verified": False, "source": _OWN,
    }  # fmt: skip
    return base | rest


def kinds() -> list[dict[str, Any]]:
    """会議の種類の初期の行。

    支援会議は同意のいらない代わりに罰則つきの守秘義務があり、重層的支援会議は本人同意のある人だけを諮る(seed 001 §6-6)。
    支援会議で決められるプランは、同意前のアウトリーチのプランだけ(plans_approve が確かめる)。
    """
    return [
        _kind(
            1, "support_conference", "支援会議", "social_welfare.106_6", penal_secrecy=True, host="市", chair="総括者(市の担当課長など)",
            needs_city=True, allowed_occasions=[*_PLAN, *_OTHER], approves_plans=True, source=_S8,
        ),
        _kind(
            2, "layered_conference", "重層的支援会議", "social_welfare.106_4.coordination", consent_required=True, host="多機関協働事業者",
            chair="多機関協働事業者", needs_city=True, needs_coordinator=True, allowed_occasions=[*_PLAN, *_OTHER], approves_plans=True,
            source=_S8,
        ),
        _kind(3, "needy_support_conference", "支援会議(生活困窮者自立支援法)", "needy_support.9", penal_secrecy=True, host="市"),
        _kind(4, "needy_coordination", "支援調整会議(生活困窮)", "needy_support.3_2", consent_required=True, host="自立相談支援機関"),
        _kind(5, "public_assistance_coordination", "調整会議(生活保護)", "public_assistance.27_3", penal_secrecy=True, host="福祉事務所"),
        _kind(6, "community_care", "地域ケア会議", "long_term_care.115_48", penal_secrecy=True, host="地域包括支援センター・市"),
        _kind(7, "child_protection", "要保護児童対策地域協議会 個別ケース検討会議", "child_welfare.25_2", penal_secrecy=True, host="市"),
        _kind(8, "disability_council", "(自立支援)協議会", "disability_support.89_3", penal_secrecy=True, host="市"),
        _kind(9, "women_support", "支援調整会議(困難な問題を抱える女性)", "women_support.15", penal_secrecy=True, host="都道府県・市"),
        _kind(10, "isolation", "孤独・孤立対策地域協議会", "", penal_secrecy=True, host="市"),
        _kind(11, "youth", "子ども・若者支援地域協議会", "", penal_secrecy=True, host="市"),
        _kind(12, "housing", "居住支援協議会", "", consent_required=True, host="市"),
        _kind(13, "case_conference", "個別会議(ケース会議)", "", consent_required=True, host="主担当の機関", source=_S8),
        _kind(14, "steering", "推進会議・庁内連携会議", "", consent_required=True, host="市", allowed_occasions=["resource"], source=_S8),
    ]  # fmt: skip


_WORDS: Final = (
    "課税", "非課税", "滞納", "所得額", "課税所得", "総所得", "市県民税", "市民税", "住民税", "固定資産税", "国民健康保険税", "軽自動車税",
    "納税", "税額", "差押", "徴収猶予", "確定申告",
)  # fmt: skip


def tax_words() -> list[dict[str, Any]]:
    """税を思わせる言葉の初期の行(地方税法22条の情報を、取り違えて書かないための気づき。security.md N42)。"""
    return [{"word": word, "valid_from": SINCE, "valid_to": None} for word in _WORDS]


def days() -> list[dict[str, Any]]:
    """日数の初期の行。どれも起草者の置いた値で、市が決める。"""
    given = {"shown_before": 14, "shown_after": 14, "kept_for": 1825}
    return [{"name": name, "days": count, "valid_from": SINCE, "valid_to": None, "source": _OWN} for name, count in given.items()]
