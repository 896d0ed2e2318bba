"""市の決めごとを読む: 今の定めと、これから替わる定めと、改めた履歴。仕事に使う値は standing.setting と SQL の関数が読む。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.agencies.queries.names import agency_names, posting_names
from kasane.kernel import clock
from kasane.plans.domain.settings import CitySetting, Needed
from kasane.plans.queries.plans import deciding_agencies

_ROWS: Final = """
    SELECT value, valid_from, CASE WHEN verified THEN source ELSE '' END FROM plans_setting
    WHERE name = %s AND (valid_to IS NULL OR valid_to > %s) ORDER BY valid_from
"""
_CHANGES: Final = """
    SELECT before, after, valid_from, reason, recorded_at, recorded_by, version FROM plans_setting_change
    WHERE name = %s ORDER BY version DESC
"""
_UNSET: Final = "決めていない（市の担当者のいる課が一つだけなら、その課）"


@dataclass(frozen=True, slots=True)
class SettingChangeLine:
    """改めた一度。"""

    before: str
    after: str
    valid_from: date
    reason: str
    on: date
    by: str


@dataclass(frozen=True, slots=True)
class SettingLine:
    """決めごとの一つ。value は今日の値、said はその言い方、coming はこれから替わる日と言い方、warning はこのままでは困ること。"""

    which: CitySetting
    value: str
    said: str
    since: date | None
    source: str
    coming: tuple[tuple[date, str], ...]
    changes: tuple[SettingChangeLine, ...]
    version: int
    warning: str

    @property
    def label(self) -> str:
        """決めごとの呼び名。"""
        return self.which.label_ja


def setting_line(which: CitySetting) -> SettingLine:
    """一つの決めごと。"""
    today = clock.today()
    rows, changes = rows_of(_ROWS, [which.value, today]), rows_of(_CHANGES, [which.value])
    values = {row[0] for row in rows} | {value for row in changes for value in row[:2]}
    names = agency_names(UUID(value) for value in values if value) if which is CitySetting.REPORTING else {}
    staff = posting_names({row[5] for row in changes})
    now = [row for row in rows if row[1] <= today]
    value, since, source = now[-1] if now else ("", None, "")
    return SettingLine(
        which=which, value=value, said=_said(which, value, names), since=since, source=source,
        coming=tuple((row[1], _said(which, row[0], names)) for row in rows if row[1] > today),
        changes=tuple(
            SettingChangeLine(_said(which, before, names), _said(which, after, names), starts, why, clock.jst(at).date(), staff.get(by, ""))
            for before, after, starts, why, at, by, _ in changes
        ),
        version=changes[0][6] if changes else 1, warning=_warning(which, value),
    )  # fmt: skip


def setting_lines() -> tuple[SettingLine, ...]:
    """決めごとの全部。"""
    return tuple(setting_line(one) for one in CitySetting)


def value_on(which: CitySetting, day: date) -> str:
    """その日に効く値。"""
    found: str = rows_of("SELECT plans_setting_on(%s, %s)", [which.value, day])[0][0]
    return found


def _said(which: CitySetting, value: str, names: dict[UUID, str]) -> str:
    if which is CitySetting.PRECONSENT:
        return Needed.label_of(value)
    return names.get(UUID(value), "（今はない課）") if value else _UNSET


def _warning(which: CitySetting, value: str) -> str:
    if which is not CitySetting.REPORTING:
        return ""
    deciding = {str(key) for key, _ in deciding_agencies()}
    if value and value not in deciding:
        return "決めた課に、今、市の担当者がいません。"
    if not value and len(deciding) != 1:
        return "市の担当者のいる課が一つではないので、課を決めるまで、支援決定の要らないプランを会議に諮れません。"
    return ""
