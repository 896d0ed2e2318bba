"""かさねの置き場（KASANE_HOME）と、そこに作る秘密の鍵。標準ライブラリだけで動く。"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def home() -> Path:
    """データ・鍵・記録を置く場所。環境変数 KASANE_HOME、なければクローンの .kasane/。"""
    return Path(os.environ.get("KASANE_HOME") or ROOT / ".kasane").absolute()


def keys() -> Path:
    """鍵の置き場。持ち主だけが入れる（0700）。"""
    directory = home() / "keys"
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    return directory


def secret(name: str) -> str:
    """文字の秘密（合言葉・署名鍵）を読む。なければ 256 ビットの乱数で作る。

    name: 鍵の名前。返り値: 64 桁の十六進数。二つの処理が同時に作っても、どちらも同じ値を読む
    （書き終えた紙を os.link で置くため、書きかけが読まれることはない）。
    """
    path = keys() / name
    if not path.exists():
        draft = path.with_name(f".{name}.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as out:
            out.write(secrets.token_hex(32))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # 先に作った処理の値を使う。
        finally:
            draft.unlink()
    return path.read_text("ascii").strip()
