"""入口: 拡張子ではなく中身の先頭を見て、読み取り方を選ぶ。"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kasane.interop.readers import delimited, structured, topology, workbook
from kasane.interop.readers.encoding import BINARY
from kasane.interop.refusal import FileRefused, unopenable
from kasane.interop.table import Table

_SIGNATURES: Final = (
    (
        b"\xd0\xcf\x11\xe0",
        "古い Excel(xls)または暗号化された Excel です。「Excel ブック(*.xlsx)」として、パスワードなしで保存し直してください。",
    ),
    (b"%PDF", "PDF です。PDF からは取り込めません。元の CSV か Excel を入手してください。"),
    (b"\x89PNG", BINARY),
    (b"\xff\xd8\xff", BINARY),
    (b"GIF8", BINARY),
    (b"\x1f\x8b", BINARY),
    (b"\x7fELF", BINARY),
    (b"MZ\x90", BINARY),
)


def open_tables(path: Path) -> list[Table]:
    """ファイルを表の並びとして開く。行はまだ読まず、table.rows() を呼んだときに少しずつ読む。

    断るのは、無いファイル・空のファイル・表でない中身。理由は FileRefused.reason。
    """
    try:
        with path.open("rb") as handle:
            head = handle.read(512)
    except OSError as error:
        raise unopenable(path, error) from error
    if not head:
        raise FileRefused("ファイルが空です(0 バイト)。")
    for signature, reason in _SIGNATURES:
        if head.startswith(signature):
            raise FileRefused(reason)
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return workbook.read(path)
    start = head.removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").lstrip()
    if b'"Topology"' in start:
        return topology.read(path)
    if start[:1] in (b"{", b"["):
        return structured.read(path)
    return delimited.read(path)
