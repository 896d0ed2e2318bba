"""部品の一覧（/components/）の見本。templates/components の一つの雛形に、一つの見本がある（試験が確かめる）。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.template.loader import render_to_string

from kasane.web import component_values as value
from kasane.web.component_forms import field_states, form_in_conflict, form_with_errors
from kasane.web.component_values import Values

State = tuple[str, Values]


@dataclass(frozen=True)
class Specimen:
    """一つの部品の見本。name は雛形の名前、states は「状態の名前と渡す値」の並び。空なら外枠に使われているか、目に見えない。"""

    name: str
    title: str
    states: tuple[State, ...]

    def as_row(self) -> dict[str, Any]:
        """一覧の雛形に渡す形にする（部品を描いた HTML を含む）。"""
        file = f"components/{self.name}.html"
        drawn = [{"label": label, "html": render_to_string(file, values)} for label, values in self.states]
        return {"slug": self.name, "title": self.title, "file": file, "states": drawn}


@dataclass(frozen=True)
class _Message:
    text: str
    level_tag: str

    def __str__(self) -> str:
        return self.text


def page_data() -> dict[str, Any]:
    """一覧の頁に渡す値。案内と利用者の欄も見本を入れ、外枠そのものを見本にする。"""
    return {
        "demo": True,
        "municipality_name": "かさね市",
        "specimens": [specimen.as_row() for specimen in specimens()],
        "crumbs": [value.link("最初の画面", "/"), value.link("部品の一覧", "")],
        "nav": value.NAV,
        "user_menu": value.USER_MENU,
    }


def specimens() -> list[Specimen]:
    """すべての部品の見本を、外枠・入力・操作・読むもの・記録・守りの順に返す。"""
    return [*_shell(), *_entry(), *_saving(), *_acting(), *_reading(), *_records(), *_guarding()]


def _of(name: str, title: str, *states: State) -> Specimen:
    return Specimen(name, title, states)


def _shell() -> list[Specimen]:
    return [
        _of("site_header", "見出し帯"),
        _of("site_name", "システムの名前", ("自治体名あり", {"href": "#", "municipality_name": "かさね市"})),
        _of("user_menu", "利用者の欄"),
        _of("demo_banner", "見本の町の知らせ"),
        _of("site_footer", "足元"),
        _of("print_foot", "印刷の末尾", ("印刷したとき", {"user_menu": value.USER_MENU})),
        _of("messages", "操作のあとの知らせ", ("一件", {"messages": [_Message("保存しました", "success")]})),
        _of("session_lapsed", "期限切れの案内", ("期限が切れたとき", {"id": "lapsed-sample", "shown": True})),
    ]


def _entry() -> list[Specimen]:
    plain, dates, choices = field_states()
    hint = "氏名、ふりがな、電話番号、生年月日のどれでも探せます"
    live = {"action": "#", "label": "人をさがす", "hint": hint, "id": "s1", "target": "none", "method": "post"}
    return [
        _of("error_summary", "誤りの一覧", ("誤りがあるとき", {"form": form_with_errors()})),
        _of("field", "入力の項目", *plain),
        _of("wareki_field", "和暦の日付", *dates),
        _of("choices", "選ぶ項目", *choices),
        _of("required_mark", "必須と任意の印", ("必須", {"required": True}), ("任意", {"required": False})),
        _of("field_notes", "項目の補足と誤り", ("補足と誤り", {"field": form_with_errors(prefix="note")["kana"]})),
        _of("character_count", "字数", ("400字まで", {"target": "none", "limit": 400})),
        _of(
            "search_box",
            "さがす",
            ("打つそばから探す", live),
            ("押して探す", {"action": "#", "label": "事業所をさがす", "query": "みほん", "id": "s2"}),
        ),
        _of("step_navigation", "手順", ("二つ目の途中", {"label": "登録の手順", "steps": value.STEPS})),
    ]


def _saving() -> list[Specimen]:
    saved = {"form_id": "sample-b", "url": "#", "saved_at": "14:32"}
    return [
        _of("form_head", "送信の札（見えない欄）"),
        _of("draft", "下書き（フォームの中に置く）", ("保存前", {"key": "sample:new", "title": "見本の受付票"})),
        _of("draft_status", "下書きの保存（フォームの外に置く）", ("保存前", {"form_id": "sample-a", "url": "#"}), ("保存後", saved)),
        _of("draft_saved", "下書きの保存の応答", ("先に更新されたとき", {"saved_at": "14:32", "stale": True})),
        _of("draft_restored", "下書きの復元", ("復元したとき", {"saved_at": "14:32", "key": "sample:new", "csrf_token": "x"})),
        _of("conflict_panel", "更新の衝突", ("二つの違い", {"rows": form_in_conflict(), "who": "見本 次郎", "when": "14時30分"})),
    ]


def _acting() -> list[Specimen]:
    finished = {"id": "p2", "label": "事業所の取り込み", "total": 36477, "done": 36477, "finished": True}
    return [
        _of(
            "button",
            "ボタン",
            ("主な操作", {"label": "確認画面へ進む"}),
            ("ほかの操作", {"label": "下書きを見る", "kind": "secondary", "href": "#"}),
            ("取り消せない操作", {"label": "封をする", "kind": "danger"}),
            ("控えめな操作", {"label": "条件を消す", "kind": "quiet", "href": "#"}),
            ("できないとき（理由つき）", {"label": "共有する", "id": "share", "decision": value.REFUSED}),
        ),
        _of("confirm", "確認の頁", ("取り消せる操作", value.CONFIRM), ("取り消せない操作", {**value.CONFIRM, "danger": True})),
        _of("progress", "長い処理", ("途中", {"id": "p1", **value.IMPORTING}), ("終わり", finished)),
    ]


def _reading() -> list[Specimen]:
    pages = Paginator(range(402), 50)
    return [
        _of(
            "notification_banner",
            "知らせ",
            ("お知らせ", {"kind": "info", "text": "11月27日（金）に支援会議があります", "href": "#", "link_text": "議題を見る"}),
            ("完了", {"kind": "success", "text": "受付票を登録しました"}),
            ("注意", {"kind": "warning", "text": "同意の期限が7日後に切れます"}),
            ("エラー", {"kind": "error", "text": "取り込めませんでした。ファイルを確かめてください"}),
        ),
        _of("tag", "状態の札", *((text, {"text": text, "kind": kind}) for text, kind in value.TAGS)),
        _of("breadcrumbs", "現在の場所"),
        _of(
            "pagination",
            "頁送り",
            ("初めの頁", {"page": pages.page(1), "label": "見本の頁送り一"}),
            ("途中の頁", {"page": pages.page(5), "query": "kind=1", "label": "見本の頁送り二"}),
        ),
        _of("tabs", "見出しの切り替え", ("三つ", {"label": "記録の種類", "items": value.TABS})),
        _of("details", "折りたたみ", ("閉じたとき", {"summary": "数値を表で見る", "text": "見本の文章です。"})),
        _of("empty_state", "何もないとき", ("まだ一件もない", value.EMPTY)),
        _of(
            "count_card", "件数の札", ("仕事の件数", {"title": "期限が近いプラン", "count": 4, "href": "#", "text": "7日以内に評価の期限"})
        ),
        _of("figure", "図", ("説明つき", value.FIGURE)),
    ]


def _records() -> list[Specimen]:
    return [
        _of("person_header", "人の見出し", ("支援措置のある人", {"level": 3, "person": value.PERSON})),
        _of("summary_list", "要約", ("変更できる", {"rows": value.ROWS})),
        _of("check_answers", "確認画面", ("一つの区分", {"sections": [{"title": "相談した人", "rows": value.ROWS[:2]}]})),
        _of("task_list", "行うことの一覧", ("途中", {"id": "tasks", "tasks": value.TASKS})),
        _of("timeline", "経過", ("二件", {"entries": value.ENTRIES})),
        _of("table", "表", ("札・伏せた値・数", value.TABLE)),
    ]


def _guarding() -> list[Specimen]:
    known = {"agencies": [{"name": "見本障害者相談支援事業所", "phone": "0867-00-0000"}]}
    return [
        _of("why_visible", "見える理由", ("開いたとき", {"open": True, "why": value.WHY, "holders": value.HOLDERS})),
        _of("masked_value", "伏せた値", ("支援措置", {}), ("税の情報", {"reason": "税の情報のため表示しません"})),
        _of("known_elsewhere", "ほかの機関が把握", ("電話のある機関", known)),
        _of("secret_banner", "秘密の知らせ", ("支援会議の資料", value.CONFERENCE), ("緊急の閲覧", value.EMERGENCY)),
    ]
