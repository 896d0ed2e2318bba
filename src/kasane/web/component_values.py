"""部品の一覧で見せる値。氏名・機関・件数・電話はすべて架空で、実在の個人情報を含まない。"""

from __future__ import annotations

from typing import Any

from django.utils.safestring import mark_safe

from kasane.kernel.decision import Decision

Values = dict[str, Any]


def link(label: str, url: str, **more: Any) -> Values:
    """案内や見出しの切り替えに並べる一項目。"""
    return {"label": label, "url": url, "current": False, **more}


# この文書の中の固定の図で、利用者の入力を含まない。
SVG = mark_safe(
    '<svg viewBox="0 0 260 90" width="260" height="90" role="img" aria-label="親子の関係図" fill="none" stroke="#1a1a1a" stroke-width="2">'
    '<rect x="20" y="15" width="50" height="50"/><path d="M70 40h110"/><circle cx="205" cy="40" r="25"/></svg>'
)
REFUSED = Decision.no("本人の同意がないため、支援会議に付議してから共有してください", "社会福祉法第106条の6")
NAV = [link("今日の仕事", "#today"), link("人をさがす", "#people"), link("部品", "/components/", current=True)]
USER_MENU: Values = {
    "name": "見本 花子",
    "agency_name": "見本地域包括支援センター",
    "postings": [
        {"id": "1", "label": "見本包括 社会福祉士", "current": True},
        {"id": "2", "label": "見本市 福祉課（兼務）", "current": False},
    ],
    "links": [link("自分の設定", "#me")],
    "switch_url": "#switch",
    "sign_out_url": "#out",
}
STEPS = [
    {"label": "受付", "state": "done", "url": "#"},
    {"label": "世帯と関係者", "state": "current"},
    {"label": "同意", "state": "todo"},
    {"label": "確認", "state": "todo"},
]
CONFIRM: Values = {
    "action": "#",
    "question": "見本包括への共有を終わりにしますか。",
    "consequences": ["見本包括の6人は、この記録を見られなくなります", "これまでに見た記録は残ります"],
    "confirm_label": "共有を終わりにする",
    "cancel_url": "#",
    "hidden": [("version", "3")],
}
TAGS = [
    ("未着手", "neutral"),
    ("支援中", "active"),
    ("終結", "done"),
    ("確認待ち", "attention"),
    ("期限超過", "overdue"),
    ("まだ開始できません", "blocked"),
    ("支援措置あり", "secret"),
]
TABS = [link("基本", "#a", current=True), link("経過", "#b", count=12), link("共有", "#c", count=0)]
ROWS: list[Values] = [
    {"label": "氏名", "value": "見本 花子", "href": "#"},
    {"label": "生年月日", "value": "昭和20年3月1日（81歳）", "href": "#"},
    {"label": "状態", "value": "支援中", "tag": "active"},
    {"label": "住所", "masked": True},
    {"label": "電話", "value": "", "href": "#", "blank": "聞いていない"},
]
PERSON: Values = {
    "name": "見本 花子",
    "kana": "ミホン ハナコ",
    "facts": [{"label": "生年月日", "value": "昭和20年3月1日（81歳）"}, {"label": "住所", "masked": True}, {"label": "電話", "value": ""}],
    "tags": [{"text": "支援中", "kind": "active"}, {"text": "支援措置あり", "kind": "secret"}],
}
TASKS: list[Values] = [
    {"title": "受付票", "href": "#", "status": "完了", "kind": "done"},
    {"title": "世帯と関係者", "href": "#", "status": "入力中", "kind": "active", "hint": "二人まで登録しました"},
    {"title": "支援会議への付議", "status": "まだ開始できません", "kind": "blocked", "hint": "アセスメントのあとに始められます"},
]
ENTRIES: list[Values] = [
    {
        "when": "令和8年11月20日 14時",
        "iso": "2026-11-20T14:00",
        "title": "家庭訪問",
        "text": "玄関先で10分ほど話せた。\n次は来週金曜。",
        "who": "見本 花子（見本包括）",
        "main": True,
    },
    {"when": "令和8年11月6日", "iso": "2026-11-06", "title": "相談を受け付けた", "who": "見本 次郎（福祉課）"},
]
TABLE: Values = {
    "caption": "関連する事案",
    "columns": [
        {"label": "番号", "href": "#", "sorted": "ascending"},
        {"label": "主担当"},
        {"label": "状態"},
        {"label": "住所"},
        {"label": "日数", "css": "number"},
    ],
    "rows": [
        [{"text": number, "href": "#"}, {"text": agency}, {"text": status, "tag": kind}, home, {"text": days, "css": "number"}]
        for number, agency, status, kind, home, days in (
            ("R8-0123", "見本包括", "支援中", "active", {"text": "見本町1丁目"}, "142"),
            ("R8-0098", "見本社協", "期限超過", "overdue", {"masked": True}, "203"),
            ("R7-0411", "見本自立相談", "終結", "done", {"text": "架空町2丁目"}, "365"),
        )
    ],
}
WHY: Values = {"reason": "あなたの所属する見本包括が、この記録を受け付けたため", "ground": "受付した機関", "until": ""}
HOLDERS = [
    {"name": "見本包括（6人）", "ground": "主担当", "until": ""},
    {"name": "見本社協（2人）", "ground": "本人の同意", "until": "令和9年3月31日"},
]
CONFERENCE: Values = {
    "title": "支援会議の資料です",
    "text": "会議の構成員のほかに見せたり話したりしないでください。",
    "ground": "社会福祉法第106条の6第5項",
}
EMERGENCY: Values = {"mark": "緊急の閲覧", "title": "あと42分で閉じます", "text": "見たことと理由は、主担当と監査担当に知らされます。"}
EMPTY: Values = {
    "title": "まだ記録がありません",
    "text": "最初の相談を受け付けると、ここに並びます。",
    "href": "#",
    "link_text": "相談を受け付ける",
}
FIGURE: Values = {"svg": SVG, "caption": "家族構成図（見本）", "legend": "□男性 ○女性", "description": "父と娘の二人の世帯です。"}
IMPORTING: Values = {"label": "事業所を取り込んでいます", "total": 36477, "done": 12000, "poll_url": "#", "page_url": "#"}
