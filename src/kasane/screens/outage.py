"""データベースにつながらないことと、システムの不具合とを見分ける。"""

from __future__ import annotations

from typing import Final

from django.db import InterfaceError, OperationalError

_CODES: Final = ("08", "53300", "57P")
"""接続の失敗(08)、接続が多すぎる(53300)、止められた・まだ上がっていない(57P)。PostgreSQL の SQLSTATE。"""


def unreachable(error: BaseException | None) -> bool:
    """データベースにつながらないか、つながりが切れた誤りか。待てば直るので、画面は 500 でなく 503 にする。

    つなぐ前の失敗には SQLSTATE がない。時間切れ(57014)や重なり(40P01)は、ここでは数えない。
    """
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    code = getattr(error.__cause__, "sqlstate", None)
    return code is None or code.startswith(_CODES)


def plainly(error: BaseException) -> str:
    """記録に書く誤りの名前。文には入力された値が混ざりうるので種類だけを、つながらないときは、混ざらないので一行目も。"""
    name = type(error).__name__
    if not unreachable(error):
        return name
    first = str(error).strip().partition("\n")[0]
    return f"{name}: {first}"
