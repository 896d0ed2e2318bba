"""接続先と秘密の鍵: URL の読み書き、役割ごとの接続先、鍵の権限。"""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from config import databases, home
from config.databases import DatabaseUrlRefused, Endpoint, parse

URL_TABLE = [
    ("postgresql://taro:pw@db.example:5433/kasane", ("db.example", 5433, "kasane", "taro", "pw", {})),
    ("postgres://taro@localhost/kasane", ("localhost", 5432, "kasane", "taro", "", {})),
    ("postgresql:///kasane?host=/run/pg&port=6000&user=taro", ("/run/pg", 6000, "kasane", "taro", "", {})),
    ("postgresql://taro:p%40%3A%2F@%2Frun%2Fpg/kasane", ("/run/pg", 5432, "kasane", "taro", "p@:/", {})),
    ("postgresql://t@[::1]:5434/kasane?sslmode=verify-full", ("::1", 5434, "kasane", "t", "", {"sslmode": "verify-full"})),
]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """空の置き場。データベースの環境変数は何も無い。"""
    monkeypatch.setenv("KASANE_HOME", str(tmp_path / "home"))
    for name in ("DATABASE_URL", *databases.URL_NAMES.values()):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "home"


@pytest.mark.parametrize(("url", "expected"), URL_TABLE)
def test_a_connection_url_is_read_in_every_usual_form(url: str, expected: tuple[object, ...]) -> None:
    found = parse(url)
    assert (found.host, found.port, found.name, found.user, found.password, found.options) == expected


@pytest.mark.parametrize("host", ["db.example", "/run/path with space"])
def test_a_written_url_reads_back_the_same(host: str) -> None:
    written = Endpoint(host, 5440, "kasane", options={"sslmode": "require"}).url("役", "合言葉/:@")
    found = parse(written)
    assert (found.host, found.port, found.name, found.user, found.password) == (host, 5440, "kasane", "役", "合言葉/:@")


@pytest.mark.parametrize(
    ("url", "word"), [("mysql://a@b/c", "PostgreSQL"), ("sqlite:///x.db", "PostgreSQL"), ("postgresql://a@b/", "名前")]
)
def test_other_databases_and_nameless_urls_are_refused_with_the_reason(url: str, word: str) -> None:
    with pytest.raises(DatabaseUrlRefused, match=word):
        parse(url)


def test_the_administrators_database_is_not_used_for_work() -> None:
    assert databases.database_name(parse("postgresql://postgres@db/postgres")) == "kasane"
    assert databases.database_name(parse("postgresql://postgres@db/mimasaka")) == "mimasaka"


def test_each_role_gets_its_own_password(place: Path) -> None:
    seen = {alias: databases.for_role(alias) for alias in databases.ROLES}
    assert {alias: found.user for alias, found in seen.items()} == databases.ROLES
    assert len({found.password for found in seen.values()}) == 4


def test_the_administrators_url_lends_only_its_place(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://postgres:admin@db.example:5433/kasane?sslmode=require")
    app = databases.for_role("default")
    assert (app.host, app.port, app.user, app.options) == ("db.example", 5433, "kasane_app", {"sslmode": "require"})
    assert app.password != "admin"


def test_ready_made_urls_win_and_must_be_complete(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://postgres@elsewhere/kasane")
    monkeypatch.setenv("KASANE_APP_URL", "postgresql://kasane_app:a@db/kasane")
    assert databases.for_role("default").host == "db"
    with pytest.raises(DatabaseUrlRefused, match="KASANE_AUDIT_URL"):
        databases.for_role("audit")


def test_the_remembered_place_holds_no_secret(place: Path) -> None:
    databases.remember(Endpoint("/run/pg", 5432, "kasane", "kasane_app", "ひみつ", embedded=True))
    assert databases.endpoint() == Endpoint("/run/pg", 5432, "kasane", embedded=True)
    assert "ひみつ" not in databases.endpoint_file().read_text("utf-8")


def test_server_side_binding_keeps_typed_text_out_of_the_statement(place: Path) -> None:
    assert databases.django("default", "kasane_test")["OPTIONS"]["server_side_binding"] is True


def test_a_secret_is_made_once_and_only_its_owner_reads_it(place: Path) -> None:
    made = home.secret("principal")
    assert home.secret("principal") == made
    assert len(bytes.fromhex(made)) == 32
    assert (place / "keys" / "principal").stat().st_mode & 0o777 == 0o600
    assert (place / "keys").stat().st_mode & 0o777 == 0o700


def test_two_processes_making_a_secret_at_once_agree(place: Path) -> None:
    with multiprocessing.get_context("fork").Pool(8) as pool:
        assert len(set(pool.map(home.secret, ["same"] * 64))) == 1
    assert [path.name for path in (place / "keys").iterdir()] == ["same"]
