"""市の認証基盤（OpenID Connect）の設定。環境変数が三つそろったときだけ有効になる。標準ライブラリだけで動く。

KASANE_OIDC_ISSUER              発行者の URL（例: https://idp.example.lg.jp/realms/city）
KASANE_OIDC_CLIENT_ID           かさねの登録番号
KASANE_OIDC_CLIENT_SECRET_FILE  合言葉を書いたファイル（環境変数に合言葉そのものは置かない）
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

NAMES = ("KASANE_OIDC_ISSUER", "KASANE_OIDC_CLIENT_ID", "KASANE_OIDC_CLIENT_SECRET_FILE")


class IdentityIncomplete(ValueError):
    """三つのうち一部だけが決まっている。半端なまま動かすと、入口が黙って消えるので止める。"""


def city_identity() -> dict[str, Any]:
    """allauth へ渡す設定。三つとも無ければ空（使わない）、一部だけなら IdentityIncomplete。"""
    given = {name: os.environ.get(name, "") for name in NAMES}
    if not any(given.values()):
        return {}
    missing = [name for name, value in given.items() if not value]
    if missing:
        raise IdentityIncomplete(f"市の認証基盤の設定が足りません: {'、'.join(missing)}")
    app = {
        "provider_id": "city",
        "name": os.environ.get("KASANE_OIDC_NAME", "庁内の認証"),
        "client_id": given["KASANE_OIDC_CLIENT_ID"],
        "secret": Path(given["KASANE_OIDC_CLIENT_SECRET_FILE"]).read_text("utf-8").strip(),
        "settings": {"server_url": given["KASANE_OIDC_ISSUER"], "token_auth_method": "client_secret_basic"},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}


def city_origin() -> list[str]:
    """発行者の在りか（CSP の form-action に足す。サインインのボタンの送り先が、そこへ移るため）。使わないときは空。"""
    issuer = urlsplit(os.environ.get("KASANE_OIDC_ISSUER", ""))
    return [f"{issuer.scheme}://{issuer.netloc}"] if issuer.netloc else []
