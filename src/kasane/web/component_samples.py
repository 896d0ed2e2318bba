"""部品の一覧で見せる見本。氏名・機関・件数はすべて架空で、実在の個人情報を含まない。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from kasane.kernel.decision import Decision
from kasane.web.component_forms import field_states, form_in_conflict, form_with_errors

States = list[tuple[str, dict[str, Any]]]
TAGS = (("未着手", "neutral"), ("支援中", "active"), ("終結", "done"), ("確認待ち", "attention"), ("期限超過", "overdue"))
SVG = mark_safe(  # noqa: S308  この文書の中の固定の図で、利用者の入力を含まない
    '<svg viewBox="0 0 260 90" width="260" height="90" role="img" aria-label="親子の関係図"><rect x="20" y="15" width="50" height="50" fill="none" '
    'stroke="#1a1a1a" stroke-width="2"/><path d="M70 40h110" stroke="#1a1a1a" stroke-width="2"/><circle cx="205" cy="40" r="25" fill="none" '
    'stroke="#1a1a1a" stroke-width="2"/></svg>'
)


@dataclass(frozen=True)
class Specimen:
    """一つの部品の見本。name は雛形の名前、states は「状態の名前と渡す値」の並び。空なら外枠として表示中。"""

    name: str
    title: str
    states: States

    def as_row(self) -> dict[str, Any]:
        """一覧の雛形に渡す形にする（部品を描いた HTML を含む）。"""
        file = f"components/{self.name}.html"
        drawn = [{"label": label, "html": render_to_string(file, values)} for label, values in self.states]
        return {"slug": self.name, "title": self.title, "file": file, "states": drawn}


def page_data() -> dict[str, Any]:
    """一覧の頁に渡す値。案内と利用者の欄も見本を入れ、外枠そのものを見本にする。"""
    return {
        "demo": True,
        "municipality_name": "かさね市",
        "specimens": [specimen.as_row() for specimen in specimens()],
        "crumbs": [{"label": "最初の画面", "url": "/"}, {"label": "部品の一覧", "url": ""}],
        "nav": [_link("今日の仕事", "#today"), _link("人をさがす", "#people"), _link("部品", "/components/", current=True)],
        "user_menu": {
            "name": "見本 花子",
            "agency_name": "見本地域包括支援センター",
            "postings": [{"id": "1", "label": "見本包括 社会福祉士", "current": True}, {"id": "2", "label": "見本市 福祉課（兼務）", "current": False}],
            "links": [_link("自分の設定", "#me")],
            "switch_url": "#switch",
            "sign_out_url": "#out",
        },
    }


def specimens() -> list[Specimen]:
    """すべての部品の見本。templates/components の一つの雛形に、一つの見本がある（試験が確かめる）。"""
    return [*_shell(), *_entry(), *_acting(), *_reading(), *_records(), *_guarding()]


def _link(label: str, url: str, **more: Any) -> dict[str, Any]:
    return {"label": label, "url": url, "current": False, **more}


def _shell() -> list[Specimen]:
    return [
        Specimen("site_header", "見出し帯", []),
        Specimen("site_name", "システムの名前", [("自治体名あり", {"href": "#", "municipality_name": "かさね市"})]),
        Specimen("user_menu", "利用者の欄", []),
        Specimen("demo_banner", "見本の町の知らせ", []),
        Specimen("site_footer", "足元", []),
        Specimen("print_foot", "印刷の末尾", [("印刷したとき", {"user_menu": {"name": "見本 花子", "agency_name": "見本包括"}})]),
        Specimen("messages", "操作のあとの知らせ", [("一件", {"messages": [_Message("保存しました", "success")]})]),
        Specimen("session_lapsed", "期限切れの案内", [("期限が切れたとき", {"id": "lapsed-sample", "shown": True})]),
    ]


@dataclass(frozen=True)
class _Message:
    text: str
    level_tag: str

    def __str__(self) -> str:
        return self.text


def _entry() -> list[Specimen]:
    plain, dates, choices = field_states()
    wrong = form_with_errors()
    return [
        Specimen("error_summary", "誤りの一覧", [("誤りがあるとき", {"form": wrong})]),
        Specimen("field", "入力の項目", plain),
        Specimen("wareki_field", "和暦の日付", dates),
        Specimen("choices", "選ぶ項目", choices),
        Specimen("required_mark", "必須と任意の印", [("必須", {"required": True}), ("任意", {"required": False})]),
        Specimen("field_notes", "項目の補足と誤り", [("補足だけ", {"field": form_with_errors(prefix="note")["kana"]})]),
        Specimen("character_count", "字数", [("400字まで", {"target": "none", "limit": 400})]),
        Specimen("search_box", "さがす", _search()),
        Specimen("step_navigation", "手順", [("二つ目の途中", {"label": "登録の手順", "steps": _steps()})]),
        Specimen("form_head", "送信の札（見えない欄）", []),
        Specimen("draft", "下書き（フォームの中に置く）", [("保存前", {"key": "sample:new", "title": "見本の受付票"})]),
        Specimen("draft_status", "下書きの保存（フォームの外に置く）", [("保存前", _draft("sample-a")), ("保存後", {**_draft("sample-b"), "saved_at": "14:32"})]),
        Specimen("draft_saved", "下書きの保存の応答", [("先に更新されたとき", {"saved_at": "14:32", "stale": True})]),
        Specimen("draft_restored", "下書きの復元", [("復元したとき", {"saved_at": "11月20日 14:32", "key": "sample:new", "csrf_token": "x"})]),
        Specimen("conflict_panel", "更新の衝突", [("二つの違い", {"rows": form_in_conflict(), "who": "見本 次郎", "when": "14時30分"})]),
    ]


def _search() -> States:
    hint = "氏名、ふりがな、電話番号、生年月日のどれでも探せます"
    return [
        ("何も入れていないとき", {"action": "#", "label": "人をさがす", "hint": hint, "id": "s1", "target": "none", "method": "post"}),
        ("探したあと", {"action": "#", "label": "事業所をさがす", "query": "みほん", "id": "s2"}),
    ]


def _steps() -> list[dict[str, str]]:
    return [
        {"label": "受付", "state": "done", "url": "#"},
        {"label": "世帯と関係者", "state": "current"},
        {"label": "同意", "state": "todo"},
        {"label": "確認", "state": "todo"},
    ]


def _draft(form_id: str) -> dict[str, Any]:
    return {"form_id": form_id, "url": "#"}


def _acting() -> list[Specimen]:
    refused = Decision.no("本人の同意がないため、支援会議に付議してから共有してください", "社会福祉法第106条の6")
    consequences = ["見本包括の6人は、この記録を見られなくなります", "これまでに見た記録は残ります"]
    confirm = {"action": "#", "question": "見本包括への共有を終わりにしますか。", "consequences": consequences, "cancel_url": "#", "hidden": [("version", "3")]}
    return [
        Specimen("button", "ボタン", [
            ("主な操作", {"label": "確認画面へ進む"}),
            ("ほかの操作", {"label": "下書きを見る", "kind": "secondary", "href": "#"}),
            ("取り消せない操作", {"label": "封をする", "kind": "danger"}),
            ("控えめな操作", {"label": "条件を消す", "kind": "quiet", "href": "#"}),
            ("できないとき（理由つき）", {"label": "共有する", "id": "share", "decision": refused}),
        ]),
        Specimen("confirm", "確認の頁", [
            ("取り消せる操作", {**confirm, "confirm_label": "共有を終わりにする"}),
            ("取り消せない操作", {**confirm, "confirm_label": "共有を終わりにする", "danger": True}),
        ]),
        Specimen("progress", "長い処理", [
            ("途中", {"id": "p1", "label": "事業所を取り込んでいます", "total": 36477, "done": 12000, "poll_url": "#", "page_url": "#"}),
            ("終わり", {"id": "p2", "label": "事業所の取り込み", "total": 36477, "done": 36477, "finished": True}),
        ]),
    ]


def _reading() -> list[Specimen]:
    pages = Paginator(range(402), 50)
    return [
        Specimen("notification_banner", "知らせ", [
            ("お知らせ", {"kind": "info", "text": "11月27日（金）に支援会議があります", "href": "#", "link_text": "議題を見る"}),
            ("完了", {"kind": "success", "text": "受付票を登録しました"}),
            ("注意", {"kind": "warning", "text": "同意の期限が7日後に切れます"}),
            ("エラー", {"kind": "error", "text": "取り込めませんでした。ファイルを確かめてください"}),
        ]),
        Specimen("tag", "状態の札", [(text, {"text": text, "kind": kind}) for text, kind in TAGS]
                 + [("まだ始められない", {"text": "まだ開始できません", "kind": "blocked"}), ("秘匿", {"text": "支援措置あり", "kind": "secret"})]),
        Specimen("breadcrumbs", "現在の場所", []),
        Specimen("pagination", "頁送り", [
            ("初めの頁", {"page": pages.page(1), "label": "見本の頁送り一"}), ("途中の頁", {"page": pages.page(5), "query": "kind=1", "label": "見本の頁送り二"}),
        ]),
        Specimen("tabs", "見出しの切り替え", [("三つ", {"label": "記録の種類", "items": [
            _link("基本", "#a", current=True), _link("経過", "#b", count=12), _link("共有", "#c", count=0)]})]),
        Specimen("details", "折りたたみ", [("閉じたとき", {"summary": "数値を表で見る", "text": "見本の文章です。"}),
                                          ("開いたとき", {"summary": "図の内容を文章で読む", "text": "父と娘の二人の世帯です。", "open": True})]),
        Specimen("empty_state", "何もないとき", [("まだ一件もない", {"title": "まだ記録がありません", "text": "最初の相談を受け付けると、ここに並びます。", "href": "#", "link_text": "相談を受け付ける"})]),
        Specimen("count_card", "件数の札", [("仕事の件数", {"title": "期限が近いプラン", "count": 4, "href": "#", "text": "7日以内に評価の期限"})]),
        Specimen("figure", "図", [("説明つき", {"svg": SVG, "caption": "家族構成図（見本）", "legend": "□男性 ○女性", "description": "父と娘の二人の世帯です。"})]),
    ]


def _records() -> list[Specimen]:
    rows = [
        {"label": "氏名", "value": "見本 花子", "href": "#"},
        {"label": "生年月日", "value": "昭和20年3月1日（81歳）", "href": "#"},
        {"label": "状態", "value": "支援中", "tag": "active"},
        {"label": "住所", "masked": True},
        {"label": "電話", "value": "", "href": "#", "blank": "聞いていない"},
    ]
    facts = [{"label": "生年月日", "value": "昭和20年3月1日（81歳）"}, {"label": "住所", "masked": True}, {"label": "電話", "value": ""}]
    tags = [{"text": "支援中", "kind": "active"}, {"text": "支援措置あり", "kind": "secret"}]
    tasks = [
        {"title": "受付票", "href": "#", "status": "完了", "kind": "done"},
        {"title": "世帯と関係者", "href": "#", "status": "入力中", "kind": "active", "hint": "二人まで登録しました"},
        {"title": "支援会議への付議", "status": "まだ開始できません", "kind": "blocked", "hint": "アセスメントのあとに始められます"},
    ]
    entries = [
        {"when": "令和8年11月20日 14時", "iso": "2026-11-20T14:00", "title": "家庭訪問", "text": "玄関先で10分ほど話せた。\n次は来週金曜。", "who": "見本 花子（見本包括）", "main": True},
        {"when": "令和8年11月6日", "iso": "2026-11-06", "title": "相談を受け付けた", "who": "見本 次郎（福祉課）"},
    ]
    return [
        Specimen("person_header", "人の見出し", [("支援措置のある人", {"level": 3, "person": {"name": "見本 花子", "kana": "ミホン ハナコ", "facts": facts, "tags": tags}})]),
        Specimen("summary_list", "要約", [("変更できる", {"rows": rows})]),
        Specimen("check_answers", "確認画面", [("一つの区分", {"sections": [{"title": "相談した人", "rows": rows[:2]}]})]),
        Specimen("task_list", "行うことの一覧", [("途中", {"id": "tasks", "tasks": tasks})]),
        Specimen("timeline", "経過", [("二件", {"entries": entries})]),
        Specimen("table", "表", [("状態の札と数", _table())]),
    ]


def _table() -> dict[str, Any]:
    columns = [{"label": "番号", "href": "#", "sorted": "ascending"}, {"label": "世帯"}, {"label": "主担当"}, {"label": "状態"}, {"label": "日数", "css": "number"}]
    body = [("R8-0123", "見本世帯", "見本包括", TAGS[1], "142"), ("R8-0098", "架空世帯", "見本社協", TAGS[4], "203"), ("R7-0411", "例示世帯", "見本自立相談", TAGS[2], "365")]
    rows = [
        [{"text": number, "href": "#"}, {"text": home}, {"text": agency}, {"text": tag[0], "tag": tag[1]}, {"text": days, "css": "number"}]
        for number, home, agency, tag, days in body
    ]
    return {"caption": "関連する事案", "columns": columns, "rows": rows}


def _guarding() -> list[Specimen]:
    holders = [{"name": "見本包括（6人）", "ground": "主担当", "until": ""}, {"name": "見本社協（2人）", "ground": "本人の同意", "until": "令和9年3月31日"}]
    why = {"reason": "あなたの所属する見本包括が、この記録を受け付けたため", "ground": "受付した機関", "until": ""}
    return [
        Specimen("why_visible", "見える理由", [("開いたとき", {"open": True, "why": why, "holders": holders})]),
        Specimen("masked_value", "伏せた値", [("支援措置", {}), ("税の情報", {"reason": "税の情報のため表示しません"})]),
        Specimen("known_elsewhere", "ほかの機関が把握", [("電話のある機関", {"agencies": [{"name": "見本障害者相談支援事業所", "phone": "0867-00-0000"}]})]),
        Specimen("secret_banner", "秘密の知らせ", [
            ("支援会議の資料", {"title": "支援会議の資料です", "text": "会議の構成員のほかに見せたり話したりしないでください。", "ground": "社会福祉法第106条の6第5項"}),
            ("緊急の閲覧", {"mark": "緊急の閲覧", "title": "あと42分で閉じます", "text": "見たことと理由は、主担当と監査担当に知らされます。"}),
        ]),
    ]
