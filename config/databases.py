"""データベースの接続先を決める。標準ライブラリだけで動き、同梱の起動処理と Django の両方が使う。

順番: 役割ごとの URL（URL_NAMES） → DATABASE_URL（役割の合言葉は鍵の置き場） → 同梱データベース（.kasane/database.json）。
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from config.home import home, secret

ROLES = {"default": "kasane_app", "audit": "kasane_audit", "owner": "kasane_owner", "portal": "kasane_portal"}
URL_NAMES = {"default": "KASANE_APP_URL", "audit": "KASANE_AUDIT_URL", "owner": "KASANE_OWNER_URL", "portal": "KASANE_PORTAL_URL"}
SCHEMES = ("postgresql", "postgres")


class DatabaseUrlRefused(ValueError):
    """接続先の URL が読めない。"""


@dataclass(frozen=True)
class Endpoint:
    """一つのデータベースの在りか。host は名前かソケットのディレクトリ。"""

    host: str
    port: int
    name: str
    user: str = ""
    password: str = field(default="", repr=False)
    embedded: bool = False
    options: dict[str, str] = field(default_factory=dict)

    def url(self, user: str, password: str, name: str | None = None) -> str:
        """psql などが読める接続 URL。ソケットのときは host をパラメータに置く。"""
        credentials = f"{quote(user, safe='')}:{quote(password, safe='')}" if password else quote(user, safe="")
        options = dict(self.options)
        authority = f"{self.host}:{self.port}"
        if self.host.startswith("/"):
            authority = ""
            options |= {"host": self.host, "port": str(self.port)}
        tail = "?" + urlencode(options, quote_via=quote) if options else ""
        return f"postgresql://{credentials}@{authority}/{quote(name or self.name, safe='')}{tail}"


def parse(url: str) -> Endpoint:
    """接続 URL を読む。

    url: postgresql://利用者:合言葉@ホスト:番号/データベース?sslmode=… 。ソケットは ?host=/run/postgresql か %2Frun%2Fpostgresql。
    PostgreSQL 以外と、データベース名のない URL は断る。
    """
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES:
        raise DatabaseUrlRefused("接続先は postgresql:// で始まる URL にしてください。使えるのは PostgreSQL 15〜18 だけです。")
    options = dict(parse_qsl(parts.query))
    authority, _, _ = parts.netloc.rpartition("@")
    host_port = parts.netloc[len(authority) + 1 :] if authority else parts.netloc
    host, _, port = host_port.rpartition(":") if host_port.rpartition(":")[2].isdigit() else (host_port, "", "")
    name = unquote(parts.path.lstrip("/")) or options.pop("dbname", "")
    if not name:
        raise DatabaseUrlRefused("接続先の URL にデータベースの名前がありません（例: postgresql://利用者@ホスト/kasane）。")
    user, _, password = authority.partition(":")
    return Endpoint(
        host=options.pop("host", "") or unquote(host).strip("[]") or "/var/run/postgresql",
        port=int(options.pop("port", "") or port or 5432),
        name=name,
        user=unquote(user) or options.pop("user", ""),
        password=unquote(password) or options.pop("password", ""),
        options=options,
    )


def endpoint_file() -> Path:
    """起動処理が、上げたデータベースの在りかを書く場所。"""
    return home() / "database.json"


def remember(endpoint: Endpoint) -> None:
    """在りかを書き残す（秘密は書かない）。"""
    path = endpoint_file()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    record = {key: value for key, value in asdict(endpoint).items() if key not in ("user", "password")}
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps(record, ensure_ascii=False), "utf-8")
    draft.replace(path)


def endpoint() -> Endpoint:
    """いま使うデータベースの在りか。まだ無いときは、これから上がる場所を返す（接続して初めて失敗する）。"""
    if url := os.environ.get("DATABASE_URL"):
        named = parse(url)
        return Endpoint(named.host, named.port, database_name(named), options=named.options)
    if endpoint_file().exists():
        return Endpoint(**json.loads(endpoint_file().read_text("utf-8")))
    return Endpoint(str(home() / "run"), 5432, "kasane", embedded=True)


def database_name(named: Endpoint) -> str:
    """業務に使うデータベースの名前。URL が管理用の postgres を指すときは kasane を別に作る。"""
    return "kasane" if named.name in ("postgres", "template1") else named.name


def ready_made() -> bool:
    """市の管理者が役割ごとの URL を渡しているか（このとき、役割の用意はしない）。"""
    return bool(os.environ.get("KASANE_APP_URL"))


def for_role(alias: str) -> Endpoint:
    """Django の接続名（default・audit・owner・portal）ごとの接続先。"""
    if url := os.environ.get(URL_NAMES[alias]):
        return parse(url)  # 外の窓口だけの機械は、KASANE_PORTAL_URL だけを持つ。
    if ready_made():
        raise DatabaseUrlRefused(f"KASANE_APP_URL があるのに {URL_NAMES[alias]} がありません。この処理が使う URL をそろえてください。")
    place = endpoint()
    role = ROLES[alias]
    return Endpoint(place.host, place.port, place.name, role, secret(role), place.embedded, place.options)


def django(alias: str, test_name: str) -> dict[str, Any]:
    """Django の DATABASES の1件。

    server_side_binding: 入力した文字を SQL の本文に混ぜないため（混ぜると、相談の文章がサーバーの記録に残る）。
    画面の接続（default）では、同じ文の計画を値ごとに立て直さない: 行の守りの述語がつくと、計画だけで1ミリ秒かかる。
    """
    place = for_role(alias)
    fixed = place.options.get("options", "")
    if alias == "default":
        fixed = f"-c plan_cache_mode=force_generic_plan {fixed}".strip()
    options = {**place.options, **({"options": fixed} if fixed else {})}
    return {
        "ENGINE": "config.postgresql",
        "NAME": os.environ.get("KASANE_DATABASE_NAME") or place.name,
        "USER": place.user,
        "PASSWORD": place.password,
        "HOST": place.host,
        "PORT": place.port,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 2, "application_name": f"kasane-{alias}", **options},
        "TEST": {"NAME": test_name},
    }
