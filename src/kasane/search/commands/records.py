"""記録の本文を検索の表に写す。相談・経過・アセスメントのコマンドの中で、同じ取引で呼ぶ(日誌は呼んだコマンドが書く)。"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from kasane.access.domain import Kind
from kasane.access.guarded import rows
from kasane.kernel.decision import NotVisible
from kasane.kernel.folding import fold_letters
from kasane.search.models import SEARCHABLE, SearchText
from kasane.search.registry import source_of

_PUT = """INSERT INTO search_text (source_id, source_kind, compartment_id, room_kind, context_id, happened_on, folded)
VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (source_id) DO UPDATE SET compartment_id = excluded.compartment_id, context_id = excluded.context_id,
    happened_on = excluded.happened_on, folded = excluded.folded
WHERE search_text.source_kind = excluded.source_kind
RETURNING source_id"""


def put(
    *, source_kind: str, source_id: UUID, compartment_id: UUID, room_kind: Kind, context_id: UUID, happened_on: date, text: str
) -> None:
    """記録一件を探せるようにする。訂正のときも同じ source_id で呼ぶと、前の文では見つからなくなる。

    source_kind: register_source の符号(登録がなければ KeyError)。context_id: 事案か相談の番号。text: 題と本文をつないだ元の文。
    結び付いた行為者がその区画に書けなければ Refused。支援会議・税・秘匿の区画の文は ValueError(検索に入れてはならない)。
    """
    source_of(source_kind)
    if room_kind not in SEARCHABLE:
        raise ValueError(f"{room_kind.label_ja}の記録は、検索の表に入れません。")
    kept = rows(
        _PUT,
        [source_id, source_kind, compartment_id, int(room_kind), context_id, happened_on, fold_letters(text)],
        refusal="この記録に書く根拠がありません。",
    )
    if not kept:
        raise ValueError(f"{source_id} は別の種類の記録として検索の表にあります。")


def remove(*, source_kind: str, source_id: UUID) -> None:
    """記録一件を探せなくする(訂正で古くなった記録など)。行は残し、文を空にする。書けない・入れていない記録なら NotVisible。"""
    if not SearchText.objects.filter(source_kind=source_kind, source_id=source_id).update(folded=""):
        raise NotVisible
