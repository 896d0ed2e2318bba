"""列の対応づけ: 見出しから自動で提案し、提供元ごとに保存し、JSON で直せるようにする。"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from kasane.interop.headers import field_of, fingerprint, is_note, normal
from kasane.interop.refusal import FileRefused
from kasane.interop.vocabulary import FIELD_LABELS, MULTIPLE, SYNONYMS


@dataclass(frozen=True, slots=True)
class Mapping:
    """列→項目の対応。columns は見出し→項目名、fingerprint は見出しの指紋、origin は「自動」「保存済み」「指定」。"""

    columns: dict[str, str]
    fingerprint: str
    origin: str = "自動"

    def header_for(self, target: str) -> str | None:
        """その項目に当たる最初の見出し。"""
        return next((header for header, field in self.columns.items() if field == target), None)

    def headers_for(self, target: str) -> list[str]:
        """その項目に当たる見出しすべて(表の並び順)。"""
        return [header for header, field in self.columns.items() if field == target]

    @property
    def fields(self) -> frozenset[str]:
        """対応する見出しのある項目。"""
        return frozenset(self.columns.values())


def propose(headers: list[str], labels: dict[str, str] | None = None) -> Mapping:
    """見出しから対応づけを提案する。

    headers は見出し、labels は見出しの日本語名(あれば、英語名で分からないときに使う)。
    一つの項目に複数の見出しが当たるときは、語彙の先の語を優先する。
    """
    candidates: dict[str, list[tuple[int, str]]] = {}
    for header in headers:
        if is_note(header):
            continue
        word = header if field_of(header) else (labels or {}).get(header, "")
        target = field_of(word)
        if target:
            candidates.setdefault(target, []).append((_priority(target, word), header))
    chosen: dict[str, str] = {}
    for target, found in candidates.items():
        keep = found if target in MULTIPLE else [min(found)]
        chosen.update({header: target for _, header in keep})
    ordered = {header: chosen[header] for header in headers if header in chosen}
    return Mapping(ordered, fingerprint(headers))


def _priority(target: str, word: str) -> int:
    return next(index for index, known in enumerate(SYNONYMS[target]) if normal(known) == normal(word))


def from_columns(columns: dict[str, str], headers: list[str], origin: str) -> Mapping:
    """保存または指定された対応づけを、この表に当てる。知らない項目名、表に無い見出しは FileRefused で断る。"""
    unknown = sorted({field for field in columns.values() if field not in FIELD_LABELS})
    if unknown:
        raise FileRefused(f"対応づけに知らない項目があります: {'、'.join(unknown)}。使える項目: {'、'.join(sorted(FIELD_LABELS))}")
    missing = [header for header in columns if header not in headers]
    if missing:
        raise FileRefused(f"対応づけの見出しがこの表にありません: {'、'.join(missing)}")
    ordered = {header: columns[header] for header in headers if header in columns}
    return Mapping(ordered, fingerprint(headers), origin)


def read_file(path: Path) -> dict[str, str]:
    """対応づけの JSON({"見出し": "項目"})を読む。{"columns": {…}} の形(報告の sheets から写したもの)も受ける。"""
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise FileRefused(f"対応づけのファイル {path.name} を JSON として読めません。") from error
    columns = data.get("columns", data) if isinstance(data, dict) else None
    if not isinstance(columns, dict) or not all(isinstance(value, str) for value in columns.values()):
        raise FileRefused(f'対応づけのファイル {path.name} は {{"見出し": "項目"}} の形ではありません。')
    return columns
