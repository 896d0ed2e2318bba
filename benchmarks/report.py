"""測った数字を表にし、線を越えたものと、答えの違ったものを挙げる。"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

LABELS = {
    "floor.bare": "床（素の Django、50人の一覧）",
    "floor.full": "床（サインイン・CSRF・見出しつき）",
    "list.small": "人の一覧（約3千人が見える窓口）",
    "list.large": "人の一覧（最大の機関の窓口）",
    "search.small": "人をさがす（約3千人が見える窓口）",
    "search.wide": "人をさがす（全員が見える窓口）",
    "import.postal-codes": "取り込み: 郵便番号",
    "import.resources": "取り込み: 介護事業所",
    "home.small": "今日の仕事（事案150件ほどの窓口）",
    "home.wide": "今日の仕事（全部が見える窓口）",
    "caselist.small": "事案の一覧（事案150件ほどの窓口）",
    "caselist.wide": "事案の一覧（全部が見える窓口）",
    "case.small": "事案の画面（事案150件ほどの窓口）",
    "case.wide": "事案の画面（全部が見える窓口）",
    "save.note": "経過を記録する送信",
    **{
        f"records.{kind}.{desk}": f"記録の検索: {word}（{who}）"
        for kind, word in (("rare", "まれな言葉"), ("common", "多い言葉"), ("single", "一文字"))
        for desk, who in (("small", "事案150件ほどの窓口"), ("wide", "全部が見える窓口"))
    },
    "meeting.agenda": "会議の次第（30議題、役員）",
    "meeting.packet": "議題の部屋（資料、構成員）",
    "meeting.minutes": "議事録の画面（30行、構成員）",
    "meeting.same": "議事録の見張り（変わっていないとき）",
    "meeting.new": "議事録の見張り（一行増えたとき）",
    "meeting.write": "議事を一行加える送信",
    "live.same": "開会中: 見張り（変わっていないとき）",
    "live.new": "開会中: 見張り（増えたとき）",
    "live.write": "開会中: 一行加える送信",
    "live.draft": "開会中: 打つ間の下書き",
    "live.revise": "開会中: 二人が同じ行を直す",
    "live": "開会中の一回",
    "packet.case": "30件の会議資料の綴り（一件あたり）",
    "packet.file": "30件の事案の綴り（一件あたり）",
    "start.warm": "起動（二回目以降）",
    "start.cold": "起動（空のデータベースから）",
}
LABELS |= {
    f"growth.{name}": f"相談が十倍になったときの伸び: {label}"
    for name, label in LABELS.items()
    if name.endswith((".small", ".wide", ".note"))
}
COLUMNS = (
    ("ratio_p50", "床の何倍 p50"), ("ratio_p95", "p95"), ("full_ratio_p50", "全部入りの床 p50"), ("full_ratio_p95", "p95"),
    ("p50_ms", "p50 ms"), ("p95_ms", "p95 ms"), ("max_over_p50", "最大/p50"), ("per_second", "毎秒"), ("cpu_ms", "CPU ms"), ("n", "回数"),
)  # fmt: skip
SIMPLE = (
    ("ratio", "床の何倍"), ("p50_ms", "p50 ms"), ("p95_ms", "最大 ms"), ("floor_p50_ms", "床 ms"), ("rows_per_second", "行/秒"),
    ("floor_rows_per_second", "床 行/秒"), ("again_p50_ms", "二度目 ms"), ("n", "回数"),
)  # fmt: skip


GROWING = (
    ("ratio", "十倍で何倍 p50"), ("grown_p95", "p95"), ("grown_cpu", "CPU"), ("p50_ms", "p50 ms"), ("p95_ms", "p95 ms"),
    ("floor_p50_ms", "十分の一の p50 ms"), ("n", "回数"),
)  # fmt: skip


def table(rows: Sequence[dict[str, Any]]) -> str:
    """画面の表と、取り込み・起動の表。"""
    pages = [row for row in rows if "ratio_p50" in row]
    growing = [row for row in rows if "grown_p95" in row]
    others = [row for row in rows if not {"ratio_p50", "grown_p95", "acknowledged", "cpu_per_case"} & row.keys()]
    parts = [_grid(chosen, columns) for chosen, columns in ((pages, COLUMNS), (growing, GROWING), (others, SIMPLE)) if chosen]
    checked = [
        f"{LABELS[row['name']]}: {row['searches']} 通りの検索で {row['hits']:,} 人を表示。"
        f"不足 {row['missing']}、よその人 {row['foreign']}、余分 {row['extra']}"
        for row in rows
        if "searches" in row
    ]
    checked += [_meeting(row) for row in rows if "acknowledged" in row] + [_packet(row) for row in rows if "cpu_per_case" in row]
    return "\n\n".join([*parts, *(["\n".join(checked)] if checked else [])])


def _meeting(row: dict[str, Any]) -> str:
    return (
        f"開会中の一回（{row['seconds']} 秒、見張り {row['readers']} 人、書く人 2 人）: 書けたと答えた {row['acknowledged']} 行。"
        f"無い行 {row['lost']}、失われた文 {row['altered']}、二度入った行 {row['doubled']}、書いた順の入れ替わり {row['disordered']}、"
        f"番号の重なり {row['gaps']}、終わりまで見えなかった行 {row['unseen']}。食い違いとして両方を見せた直し {row['conflicts']}。"
        f"要求 {row['n']:,}、一要求の CPU {row['cpu_ms']} ms、使った CPU {row['cpu_share']} 個分"
    )


def _packet(row: dict[str, Any]) -> str:
    return (
        f"{LABELS[row['name']]}: {row['cases']} 件、{row['pages']} 頁、{row['bytes']:,} バイト。頼んでから {row['wall_s']} 秒。"
        f"一件あたりの CPU {row['cpu_per_case']} 秒（係 {row['worker_cpu_s']} 秒、PostgreSQL {row['database_cpu_s']} 秒）。"
        f"進み具合 {row['steps']} 段を見た。記憶 {row['memory_mb']} MB（仕事の前 {row['idle_mb']} MB）。"
        f"綴りにない事案 {row['missing_cases']}、見えずに抜けた事案 {row['left_out']}"
    )


def problems(rows: Sequence[dict[str, Any]]) -> list[str]:
    """線を越えたもの、うまくいかなかった答え、検索の答えの違い。"""
    found = []
    for row in rows:
        label = LABELS[row["name"]]
        if row["line"] is not None and row["ratio"] > row["line"]:
            against = "十分の一の町" if "grown_p95" in row else "床"
            found.append(f"線を越えました: {label} は{against}の {row['ratio']} 倍（線は {row['line']} 倍）")
        if row.get("refused"):
            found.append(f"うまくいかなかった答えがあります: {label} {row['refused']} 件")
        if any(row.get(name) for name in ("lost", "altered", "doubled", "disordered", "gaps", "unseen")):
            found.append(f"議事が失われました: {_meeting(row)}")
        if "cpu_per_case" in row and (row["cpu_per_case"] > row["cpu_line"] or row["missing_cases"] or row["left_out"]):
            found.append(f"綴りが線を越えたか、足りません: {_packet(row)}")
        if row.get("missing") or row.get("foreign"):
            found.append(f"検索の答えが違います: {label} 不足 {row['missing']}、よその人 {row['foreign']}")
    return found


def _grid(rows: Sequence[dict[str, Any]], columns: Sequence[tuple[str, str]]) -> str:
    cells = [["", *(label for _, label in columns)]]
    cells += [[LABELS[row["name"]], *(_shown(row.get(key)) for key, _ in columns)] for row in rows]
    widths = [max(_width(line[place]) for line in cells) for place in range(len(cells[0]))]
    return "\n".join(
        "  ".join(_pad(cell, width, place > 0) for place, (cell, width) in enumerate(zip(line, widths, strict=True))) for line in cells
    )


def _shown(value: Any) -> str:
    return "" if value is None else f"{value:,}"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def _pad(text: str, width: int, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space
