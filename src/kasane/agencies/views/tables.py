"""問いの答えを、表と要約の部品が受け取る形（見出しと升目）にする。"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from kasane.access.policy import Action, decide
from kasane.agencies.models import Area, ExistingBody, Operator, OutsideMember
from kasane.agencies.queries.register import AgencyDetail, AgencyLine, TableRow
from kasane.agencies.queries.staff import PostingLine, StaffRow
from kasane.kernel.actor import Actor, Role
from kasane.kernel.wareki import format_wareki

Table = dict[str, Any]
_STATES = {"配属中": "active", "予定": "attention", "終了": "done", "取消": "neutral"}


def cell(text: object, href: str = "", tag: str = "", css: str = "") -> dict[str, Any]:
    """升目。"""
    return {"text": text, "href": href, "tag": tag, "css": css}


def made(caption: str, columns: Iterable[str], rows: Iterable[list[dict[str, Any]]]) -> Table:
    """表。"""
    return {"caption": caption, "columns": [{"label": label} for label in columns], "rows": list(rows)}


def day(value: date | None, blank: str = "") -> str:
    """和暦の日付。"""
    return format_wareki(value) if value else blank


def tabs(here: str) -> list[dict[str, Any]]:
    """機関の頁の見出し札。"""
    named = (
        ("table", "機関一覧"),
        ("directory", "名簿（すべて）"),
        ("areas", "圏域と法人"),
        ("bodies", "既存会議体"),
        ("outside", "外部構成員"),
    )
    return [{"label": label, "url": reverse(f"agencies:{name}"), "current": name == here} for name, label in named]


def _ending(end: date | None, label: str, href: str, may: bool) -> dict[str, Any]:
    return cell(day(end)) if end or not may else cell(label, href)


def plan(rows: Iterable[TableRow]) -> list[dict[str, Any]]:
    """実施計画の形の一覧。名称の升目に複数の機関が入るため、部品の表でなく専用の雛形が描く。"""
    return [
        {
            "field": row.field.label_ja,
            "agencies": [{"name": name, "url": reverse("agencies:detail", args=[key])} for key, name in row.agencies],
            "operator": row.operator,
            "section": row.section,
            "bases": row.bases,
            "programme": row.programme,
            "statute": row.statute,
        }
        for row in rows
    ]


def directory(rows: Iterable[AgencyLine]) -> Table:
    """名簿。"""
    return made(
        "機関の名簿",
        ("名称", "分野", "種別", "圏域", "電話", "状態"),
        (
            [
                cell(row.name, reverse("agencies:detail", args=[row.id])), cell(row.field.label_ja, css="narrow"), cell(row.kind),
                cell(row.area, css="narrow"), cell(row.phone, css="narrow"),
                cell("閉鎖" if row.closed else "開設中", tag="neutral" if row.closed else "active"),
            ]
            for row in rows
        ),
    )  # fmt: skip


def facts(found: AgencyDetail) -> list[dict[str, Any]]:
    """機関の要約。"""
    agency = found.agency
    section, operator, area = agency.responsible_section, agency.operator, agency.area
    contract = f"{day(agency.contract_from)}から{day(agency.contract_to)}の前日まで" if agency.contract_from and agency.contract_to else ""
    rows = (
        ("分野", agency.get_field_display()), ("種別", found.kind), ("事業", agency.programme), ("根拠法", found.statute),
        ("担当課", section.name if section else ""), ("委託先", operator.name if operator else ""),
        ("委託の期間", contract or day(agency.contract_from)), ("圏域", area.name if area else ""), ("所在地", agency.address),
        ("電話", agency.phone), ("開設の日", day(agency.opened_on)), ("閉鎖の日", day(agency.closed_on)), ("備考", agency.note),
        ("出典", agency.source),
    )  # fmt: skip
    return [{"label": label, "value": value, "blank": "なし"} for label, value in rows]


def bases(found: AgencyDetail, actor: Actor) -> Table:
    """拠点。閉じられる人には、閉じる操作への入口を出す。"""
    may = decide(Action.MANAGE_AGENCIES, by=actor).allowed
    columns = ("拠点", "所在地", "電話", "圏域", "開いた日", "閉じた日")
    rows = (
        [
            cell(row.name), cell(row.address), cell(row.phone), cell(row.area), cell(day(row.valid_from)),
            _ending(row.valid_to, "閉じる", reverse("agencies:base_closing", args=[row.id]), may),
        ]
        for row in found.bases
    )  # fmt: skip
    return made("拠点", columns, rows)


def agency_staff(found: AgencyDetail) -> Table:
    """配属中の職員。"""
    rows = (
        [
            cell(row.name, reverse("staff:detail", args=[row.account_id])),
            cell("・".join(Role(role).label_ja for role in row.roles)),
            cell(day(row.valid_from)), cell(day(row.valid_to, "決まっていない")),
        ]
        for row in found.staff
    )  # fmt: skip
    return made("配属中の職員", ("氏名", "役割", "いつから", "いつまで"), rows)


def areas(rows: Iterable[Area], kinds: dict[str, str]) -> Table:
    """圏域。"""
    return made(
        "圏域", ("名前", "種類", "上の圏域"),
        ([cell(a.name), cell(kinds.get(a.kind, a.kind)), cell(a.parent.name if a.parent else "")] for a in rows),
    )  # fmt: skip


def operators(rows: Iterable[Operator]) -> Table:
    """受託する法人。"""
    return made("受託する法人", ("名称", "法人番号"), ([cell(firm.name), cell(firm.corporate_number)] for firm in rows))


def bodies(rows: Iterable[tuple[ExistingBody, str]]) -> Table:
    """既存会議体。"""
    return made(
        "既存会議体", ("名称", "根拠法", "担当課", "支援会議", "始まり"),
        (
            [
                cell(body.name), cell(law), cell(body.section.name if body.section else ""),
                cell("兼ねる" if body.serves_as_support_conference else "兼ねない"), cell(day(body.valid_from)),
            ]
            for body, law in rows
        ),
    )  # fmt: skip


def outside(rows: Iterable[tuple[OutsideMember, str, str]], actor: Actor) -> Table:
    """外部の構成員。"""
    may = decide(Action.MANAGE_AGENCIES, by=actor).allowed
    return made(
        "会議の外部構成員", ("氏名・名称", "種別", "所属", "守秘の定め", "圏域", "電話", "いつまで"),
        (
            [
                cell(m.name), cell(kind), cell(m.organisation), cell(law or "支援会議の守秘義務（社会福祉法106条の6）"),
                cell(m.area.name if m.area else ""), cell(m.phone, css="narrow"),
                _ending(m.valid_to, "外す", reverse("agencies:outside_ending", args=[m.id]), may),
            ]
            for m, kind, law in rows
        ),
    )  # fmt: skip


def staff(rows: Iterable[StaffRow]) -> Table:
    """職員名簿。"""
    return made(
        "職員", ("氏名", "ふりがな", "職員番号", "いまの配属", "アカウント"),
        (
            [
                cell(row.name, reverse("staff:detail", args=[row.account_id])), cell(row.kana), cell(row.staff_number),
                cell("、".join(f"{p.agency_name}（{'・'.join(p.roles)}）" for p in row.postings) or "配属なし"),
                cell("使える" if row.active else "停止", tag="active" if row.active else "blocked"),
            ]
            for row in rows
        ),
    )  # fmt: skip


def timeline(rows: Iterable[tuple[date, str, PostingLine]]) -> Table:
    """人事異動の予定。"""
    return made(
        "人事異動の予定", ("日付", "始まり・終わり", "氏名", "機関", "役割"),
        (
            [
                cell(day(on)), cell(what), cell(line.name, reverse("staff:detail", args=[line.account_id])),
                cell(line.agency_name), cell("・".join(line.roles)),
            ]
            for on, what, line in rows
        ),
    )  # fmt: skip


def postings(rows: Iterable[PostingLine], closable: frozenset[Any]) -> Table:
    """配属の履歴。closable の配属には、引継ぎの入口を出す。"""
    return made(
        "配属の履歴", ("機関", "役割", "いつから", "いつまで", "状態", "異動・退職"),
        (
            [
                cell(p.agency_name, reverse("agencies:detail", args=[p.agency_id])), cell("・".join(p.roles)), cell(day(p.valid_from)),
                cell(f"{day(p.valid_to)}の前日" if p.valid_to else "決まっていない"), cell(p.state, tag=_STATES[p.state]),
                cell("引き継いで終わらせる", reverse("staff:hand_over", args=[p.id])) if p.id in closable else cell(""),
            ]
            for p in rows
        ),
    )  # fmt: skip
