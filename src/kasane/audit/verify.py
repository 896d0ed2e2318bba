"""帳簿の検査: 変わった行・消えた行・割り込んだ行・つくられた行を、番号で示す。"""

from collections.abc import Iterator
from dataclasses import dataclass
from hmac import compare_digest

from django.db import connections

from kasane.audit.entries import ACCESS_COLUMNS, JOURNAL_COLUMNS, signature
from kasane.audit.sealer import BOOKS, anchor_path

_TABLES = {"journal": ("audit_journal", JOURNAL_COLUMNS), "access": ("audit_access", ACCESS_COLUMNS)}
_CHUNK = 5_000
BOOK_JA = {"journal": "業務日誌", "access": "閲覧記録"}


@dataclass(frozen=True, slots=True)
class Problem:
    """見つかった異常。row は行の番号（封印そのものの異常では None）。"""

    book: str
    seal: int | None
    row: int | None
    kind: str

    @property
    def sentence(self) -> str:
        """検査結果の一文。"""
        where = f"{BOOK_JA[self.book]} {self.row}番" if self.row is not None else f"{BOOK_JA[self.book]}の封印 {self.seal}番"
        return f"{where}: {_KINDS[self.kind]}"


_KINDS = {
    "changed": "封印の後に内容が変わっています。",
    "missing": "封印の後に消えています。",
    "inserted": "封印の後に割り込んでいます。",
    "seal": "封印の鎖が切れています。",
    "forged": "署名が合いません。この仕組みを通らずに作られたか、書き換えられた行です。",
    "anchor": "外の控えと封印が一致しません。封印が消されたか、作り直されています。",
}


def verify() -> Iterator[Problem]:
    """二つの帳簿をすべて検査する。異常がなければ何も返さない。所有者の接続（CLI）で使う。"""
    for book in BOOKS:
        yield from _against_seals(book)
        yield from _against_signatures(book)
    yield from _against_anchors()


def _against_seals(book: str) -> Iterator[Problem]:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT seal_number, row_number, problem FROM audit_problems(%s)", [book])
        for seal, row, kind in cursor.fetchall():
            yield Problem(book, seal, row, kind)


def _against_signatures(book: str) -> Iterator[Problem]:
    table, columns = _TABLES[book]
    chosen = ", ".join("host(address) AS address" if c == "address" else c for c in columns)
    last = 0
    while True:
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                f"SELECT id, mac, {chosen} FROM {table} WHERE id > %s ORDER BY id LIMIT {_CHUNK}",  # noqa: S608 -- 定数だけ
                [last],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        for number, mac, *values in rows:
            if not compare_digest(bytes(mac), signature(columns, dict(zip(columns, values, strict=True)))):
                yield Problem(book, None, number, "forged")
        last = rows[-1][0]


def _against_anchors() -> Iterator[Problem]:
    if not anchor_path().exists():
        return
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT book, number, digest FROM audit_seal")
        sealed = {(book, number): bytes(digest).hex() for book, number, digest in cursor.fetchall()}
    for text in anchor_path().read_text(encoding="ascii").splitlines():
        book, number, digest = text.split(" ")
        if sealed.get((book, int(number))) != digest:
            yield Problem(book, int(number), None, "anchor")
