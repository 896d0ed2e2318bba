"""人をさがす言葉の組と、その答え合わせ。答えは、照合の鍵を使わない素朴な SQL で別に求める。"""

# ruff: noqa: S311 -- 種を決めた乱数。

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from benchmarks import client
from benchmarks.servers import Server

PATH = "/people/search/"
SHOWN = 50  # 検索の画面が出す人数の上限
_LINK = re.compile(rb'href="/people/([0-9a-f-]{36})/"')
_SPELLINGS = (("髙橋", "高橋"), ("斎藤", "齋藤", "斉藤", "齊藤"), ("渡邊", "渡辺", "渡邉"))
_KANA = "(p.family_kana || p.given_kana LIKE %s OR p.given_kana LIKE %s)"
_BORN = "p.birth_year = %s AND coalesce(p.birth_month, %s) = %s AND coalesce(p.birth_day, %s) = %s"
_HALF = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0xFF66, 0xFF9E)}
_TO_HALF = str.maketrans({full: half for half, full in _HALF.items()})


@dataclass(frozen=True, slots=True)
class Search:
    """一つの検索。where と values は、当たるはずの人の条件（people_person を p とする SQL）。"""

    kind: str
    text: str
    where: str
    values: tuple[Any, ...]

    @property
    def message(self) -> dict[str, str]:
        """画面と同じ送信。"""
        return {"path": PATH, "body": urlencode({"q": self.text})}


def searches(connection: Any, agency: UUID, seed: int) -> list[Search]:
    """200を超える検索の組。半分は agency の人、半分は全体から種で選んだ人を手がかりにする。"""
    dice = Random(seed)
    sample = _sample(connection, agency)
    dice.shuffle(sample)
    made = [*_names(sample[:60]), *_half_width(sample[60:80]), *_dates(sample[80:108]), *_dates_and_names(sample[108:124])]
    made += [*_phones(connection, agency), *_surnames(), *_kana(sample[124:144]), *_single(), *_absent()]
    dice.shuffle(made)
    return made


def _sample(connection: Any, agency: UUID) -> list[dict[str, Any]]:
    rows = connection.execute(
        "SELECT family_name, given_name, family_kana, given_kana, birth_year, birth_month, birth_day FROM ("
        "(SELECT p.* FROM people_person p JOIN access_grant g ON g.compartment_id = p.compartment_id"
        " WHERE g.holder_id = %s AND p.family_name <> '' AND p.given_kana <> '' AND p.birth_day IS NOT NULL ORDER BY p.id LIMIT 72)"
        " UNION ALL (SELECT p.* FROM people_person p WHERE p.family_name <> '' AND p.given_kana <> '' AND p.birth_day IS NOT NULL"
        " ORDER BY p.id DESC LIMIT 72)) s",
        [agency],
    ).fetchall()
    names = ("family", "given", "family_kana", "given_kana", "year", "month", "day")
    return [dict(zip(names, row, strict=True)) for row in rows]


def _spelled(family: str) -> list[str]:
    return list(next((group for group in _SPELLINGS if family in group), (family,)))


def _names(people: list[dict[str, Any]]) -> Iterator[Search]:
    """全名。異体字のある姓は、登録と違う字でも打つ。"""
    for number, one in enumerate(people):
        typed = _spelled(one["family"])
        gap = ("　", " ", "")[number % 3]
        yield Search(
            "全名", f"{typed[number % len(typed)]}{gap}{one['given']}", "p.family_name = ANY (%s) AND p.given_name = %s",
            (typed, one["given"]),
        )  # fmt: skip


def _half_width(people: list[dict[str, Any]]) -> Iterator[Search]:
    for one in people:
        kana = one["family_kana"] + one["given_kana"]
        text = unicodedata.normalize("NFD", f"{one['family_kana']} {one['given_kana']}").translate(_TO_HALF)
        yield Search("半角カナ", text, _KANA, (kana + "%", kana + "%"))


def _written(one: dict[str, Any], style: int) -> str:
    year, month, day = one["year"], one["month"], one["day"]
    if style % 4 == 0:
        from kasane.kernel.wareki import format_wareki, parse_date

        return format_wareki(parse_date(f"{year}-{month:02}-{day:02}").earliest)
    return (f"{year}-{month:02}-{day:02}", f"{year}/{month}/{day}", f"{year}{month:02}{day:02}")[style % 4 - 1]


def _born(one: dict[str, Any]) -> tuple[Any, ...]:
    return (one["year"], one["month"], one["month"], one["day"], one["day"])


def _dates(people: list[dict[str, Any]]) -> Iterator[Search]:
    yield Search("生年月日", "昭和20年3月1日", _BORN, (1945, 3, 3, 1, 1))
    yield Search("生年月日", "1945-03-01", _BORN, (1945, 3, 3, 1, 1))
    for number, one in enumerate(people):
        yield Search("生年月日", _written(one, number), _BORN, _born(one))


def _dates_and_names(people: list[dict[str, Any]]) -> Iterator[Search]:
    for number, one in enumerate(people):
        typed = _spelled(one["family"])
        yield Search("生年月日と姓", f"{typed[-1]} {_written(one, number)}", f"p.family_name = ANY (%s) AND {_BORN}", (typed, *_born(one)))


def _phones(connection: Any, agency: UUID) -> Iterator[Search]:
    rows = connection.execute(
        "(SELECT k.key FROM people_search_key k JOIN access_grant g ON g.compartment_id = k.compartment_id"
        " WHERE g.holder_id = %s AND k.kind = 3 AND k.key ~ '^090[0-9]{8}$' ORDER BY k.key LIMIT 8)"
        " UNION ALL (SELECT key FROM people_search_key WHERE kind = 3 AND key ~ '^090[0-9]{8}$' ORDER BY key DESC LIMIT 8)",
        [agency],
    ).fetchall()
    where = "p.id IN (SELECT person_id FROM people_search_key WHERE kind = 3 AND key = %s)"
    for (key,) in rows:
        yield Search("電話", f"{key[:3]}-{key[3:7]}-{key[7:]}", where, (key,))


def _surnames() -> Iterator[Search]:
    """姓だけ。佐藤は人口の1.5%、ほかも数千人から数万人が当たる。"""
    for family in ("佐藤", "鈴木", "髙橋", "高橋", "斉藤", "齋藤", "齊藤", "斎藤", "田中", "長谷川"):
        typed = _spelled(family)
        yield Search("多い姓", family, "p.family_name = ANY (%s)", (typed,))


def _kana(people: list[dict[str, Any]]) -> Iterator[Search]:
    """ふりがなの途中まで。ひらがなとカタカナを交互に打つ。"""
    for number, one in enumerate(people):
        kana = (one["family_kana"] + one["given_kana"])[: 2 + number % 4]
        text = "".join(chr(ord(char) - 0x60) for char in kana) if number % 2 else kana
        yield Search("かなの前方一致", text, _KANA, (kana + "%", kana + "%"))


def _single() -> Iterator[Search]:
    for char in "佐高鈴子和田":
        first = [word + "%" for word in ("髙高" if char == "高" else char)]
        yield Search("一文字", char, "(p.family_name LIKE ANY (%s) OR p.given_name LIKE ANY (%s))", (first, first))
    for char in "さたかあん":  # かな一字の前方一致は町の一割に当たるので、その一字の名前だけをさがす決まり。
        kana = chr(ord(char) + 0x60)
        yield Search("かな一文字", char, "(p.family_kana || p.given_kana = %s OR p.given_kana = %s)", (kana, kana))


def _absent() -> Iterator[Search]:
    for family in ("不在", "架空", "無人", "空席", "幻"):
        for given in ("太郎兵衛", "花代", "無名", "ゑゐ"):
            yield Search("いない人", f"{family} {given}", "false", ())


@dataclass(slots=True)
class Verdict:
    """答え合わせ。foreign は見えないはずの人、missing は出るはずで出なかった人、extra は条件に当たらない人の数。"""

    searches: int = 0
    hits: int = 0
    foreign: int = 0
    missing: int = 0
    extra: int = 0
    wrong: list[str] | None = None


def verify(server: Server, cookie: str, made: list[Search], connection: Any, holders: list[UUID], *, stands: bool) -> Verdict:
    """一つずつ検索し、見えてよい人・当たるはずの人と突き合わせる。connection は所有者（行の守りの外）。"""
    verdict = Verdict(wrong=[])
    link = client.Connection(server.port)
    visible = _visible(connection, holders, stands)
    aliased = {row[0] for row in connection.execute("SELECT person_id FROM people_name").fetchall()}
    for search in made:
        status, body = link.get(client.message(search.message["path"], cookie, search.message["body"]))
        if status != 200:
            raise SystemExit(f"エラー: 検索「{search.text}」の答えが {status} です。")
        shown = {UUID(found.decode()) for found in _LINK.findall(body)}
        _judge(verdict, search, shown, visible, _expected(connection, search) & visible, aliased)
    return verdict


def _visible(connection: Any, holders: list[UUID], stands: bool) -> set[UUID]:
    rows = connection.execute(
        "SELECT p.id FROM people_person p WHERE (%s OR EXISTS (SELECT 1 FROM access_grant g WHERE g.compartment_id = p.compartment_id"
        " AND g.holder_id = ANY (%s) AND g.valid_from <= now() AND (g.valid_to IS NULL OR g.valid_to > now())))"
        " AND NOT EXISTS (SELECT 1 FROM access_deny d WHERE d.compartment_id = p.compartment_id"
        " AND (d.holder_id IS NULL OR d.holder_id = ANY (%s)) AND d.valid_from <= now() AND (d.valid_to IS NULL OR d.valid_to > now()))",
        [stands, holders, holders],
    ).fetchall()
    return {row[0] for row in rows}


def _expected(connection: Any, search: Search) -> set[UUID]:
    where = search.where if search.values else search.where.replace("%", "%%")
    rows = connection.execute(f"SELECT p.id FROM people_person p WHERE p.merged_into_id IS NULL AND {where}", search.values)  # noqa: S608
    return {row[0] for row in rows.fetchall()}


def _judge(verdict: Verdict, search: Search, shown: set[UUID], visible: set[UUID], expected: set[UUID], aliased: set[UUID]) -> None:
    missing = len(expected - shown) if len(expected) <= SHOWN else SHOWN - len(shown & (expected | aliased))
    foreign, extra = len(shown - visible), len((shown & visible) - expected - aliased)
    verdict.searches += 1
    verdict.hits += len(shown)
    verdict.foreign += foreign
    verdict.missing += max(missing, 0)
    verdict.extra += extra
    if (missing > 0 or foreign or extra) and verdict.wrong is not None:
        counts = f"不足 {missing}、よその人 {foreign}、余分 {extra}（当たるはず {len(expected)}、出た {len(shown)}）"
        verdict.wrong.append(f"{search.kind}「{search.text}」: {counts}")
