"""kasane portal: 外の窓口（会議の外部構成員）の処理を動かす。庁内の画面とは別の処理・別の番号・別の役割。"""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any

from config.databases import URL_NAMES
from config.home import ROOT

# 外の窓口に渡さないもの: 業務・監査・持ち主・管理者の接続先。
HIDDEN = ("DATABASE_URL", "KASANE_OWNER", *(name for alias, name in URL_NAMES.items() if alias != "portal"))


def register(commands: Any) -> None:
    """命令を加える。"""
    about = (
        "会議の外部構成員（民生委員・学校・医療機関など）が、リンクと番号で自分の案件の資料だけを読む窓口を動かします。"
        "データベースには kasane_portal としてだけつながります（KASANE_PORTAL_URL）。./start が一緒に動かします。"
    )
    parser = commands.add_parser("portal", help="外の窓口（会議の外部構成員）を動かす", description=about)
    parser.add_argument("--bind", default=os.environ.get("KASANE_PORTAL_BIND", "127.0.0.1:8001"), help="受ける場所（既定 127.0.0.1:8001）")
    parser.set_defaults(run=run, without_django=True)


def run(options: argparse.Namespace) -> int:
    """gunicorn に成り代わる。返ってくるのは、成り代われなかったときだけ。"""
    values = environment(options.bind)
    os.chdir(ROOT)
    os.execve(  # noqa: S606 - 決まった処理に成り代わる。
        sys.executable, [sys.executable, "-m", "gunicorn", "-c", "config/portal_gunicorn.conf.py", "config.portal_wsgi"], values
    )


def environment(bind: str) -> dict[str, str]:
    """窓口の処理の環境変数。ほかの役割の接続先は、環境にも残さない。"""
    kept = {name: value for name, value in os.environ.items() if name not in HIDDEN}
    if "KASANE_PORTAL_URL" not in kept and "DATABASE_URL" in os.environ:
        from config import databases

        place = databases.for_role("portal")
        kept["KASANE_PORTAL_URL"] = place.url(place.user, place.password)
    return {**kept, "KASANE_PORTAL_BIND": bind, "DJANGO_SETTINGS_MODULE": "config.portal_settings"}
