"""見本の町の、外の構成員の一人: 受け取った札と番号で外の窓口に入り、守秘を確認し、知っていることを一つ書いて出る。

町を記録する取引の中では演じられない(窓口の役割には、確定した席しか見えない)。町が確定した後に、窓口と同じ設定・同じ役割の
別の処理として動かす: python -m kasane.demo.visitor。札と番号は標準入力の一行で受け取り、引数にも環境にも残さない。
"""

from __future__ import annotations

import hashlib
import json
import sys
from typing import Final

from kasane.kernel.ids import new_id
from kasane.portal import tokens
from kasane.portal.outer import calls

SAYS: Final = (
    "地域連携室からです。次の受診の予約は来月の第二火曜に入っています。前回は、薬の塗り方を紙に書いてほしいと話しておられました。"
    "一人で来られるときは、受付で声をかけるようにします。"
)


def visit(token: str, code: str, text: str = SAYS) -> bool:
    """入り、守秘の文を読んで確認し、一つ書いて、出る。返り値: 届いたか(窓が閉じている、番号が違うなどで入れなければ False)。"""
    caller = calls.Caller(session=tokens.new_token(), device=tokens.new_token(), address="127.0.0.1")
    if not calls.open_door(token=token, code=code, caller=caller):
        return False
    shown = calls.read(caller)
    if shown is None or shown["stage"] != "notice":
        return False
    read = hashlib.sha256(shown["wording"].encode("utf-8")).hexdigest()
    wrote = calls.acknowledge(caller, read=read) and calls.contribute(caller, message=new_id(), text=text)
    calls.leave(caller)
    return wrote


def main() -> int:
    """標準入力の札と番号で訪ねる。終了コード 1 は、入れなかったこと。"""
    import django

    django.setup()
    given = json.loads(sys.stdin.readline())
    return 0 if visit(given["token"], given["code"]) else 1


if __name__ == "__main__":
    sys.exit(main())
